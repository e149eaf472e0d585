package focusin

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go/format"
)

// pageHeader builds a Thrift PageHeader of a data page, first version.
func pageHeader(unpacked, packed, values int64) []byte {
	b := []byte{0x15, 0} // field 1, type of the page: data
	b = binary.AppendVarint(append(b, 0x15), unpacked)
	b = binary.AppendVarint(append(b, 0x15), packed)
	b = binary.AppendVarint(append(b, 0x2c, 0x15), values) // field 5, its field 1
	return append(b, 0, 0)
}

// A file's page sizes are believed only as far as the file reaches.
func TestPageSizes(t *testing.T) {
	const data = 100
	cases := []struct {
		name                     string
		unpacked, packed, values int64
		snappy                   int64 // announced length of the block; 0 for no snappy
		says                     string
	}{
		{"as it should be", 200, data, 10, 0, ""},
		{"one byte too many", 200, data + 1, 10, 0, "a page of 101 bytes, 100 are left"},
		{"gigabytes packed", 200, 1 << 31, 10, 0, "100 are left of its column"},
		{"negative", 200, -1, 10, 0, "a page of -1 bytes"},
		{"largest unpacked", mostPageBytes, data, 10, 0, ""},
		{"larger unpacked", mostPageBytes + 1, data, 10, 0, "bytes unpacked"},
		{"most values", 200, data, mostPageValues, 0, ""},
		{"more values", 200, data, mostPageValues + 1, 0, "values, at most"},
		{"negative values", 200, data, -1, 0, "values, at most"},
		{"snappy as announced", 200, data, 10, 200, ""},
		{"snappy announces more", 200, data, 10, 201, "a snappy block of 201 bytes in a page of 200"},
	}
	for _, c := range cases {
		file := append([]byte("PAR1"), pageHeader(c.unpacked, c.packed, c.values)...)
		chunk := format.ColumnMetaData{DataPageOffset: 4}
		body := make([]byte, data)
		if c.snappy > 0 {
			chunk.Codec = format.Snappy
			binary.PutUvarint(body, uint64(c.snappy))
		}
		file = append(file, body...)
		chunk.TotalCompressedSize = int64(len(file)) - 4
		err := checkPages(bytes.NewReader(file), int64(len(file)), &chunk)
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.name, err, c.says)
		}
	}
	for _, chunk := range []format.ColumnMetaData{{DataPageOffset: 4, TotalCompressedSize: 7}, {DataPageOffset: 3}, {DataPageOffset: 4, TotalCompressedSize: -1}, {DataPageOffset: 1 << 62, TotalCompressedSize: 1}} {
		if err := checkPages(bytes.NewReader(make([]byte, 10)), 10, &chunk); err == nil {
			t.Errorf("a column of %d bytes at %d in a file of 10 was accepted", chunk.TotalCompressedSize, chunk.DataPageOffset)
		}
	}
}

// Lengths in a description must fit into what is left of it.
func TestDescriptionWalk(t *testing.T) {
	deep := bytes.Repeat([]byte{0x1c}, thriftDepth+2)
	cases := []struct {
		name string
		b    []byte
		ok   bool
	}{
		{"empty struct", []byte{0}, true},
		{"nothing", nil, false},
		{"text", []byte{0x18, 2, 'a', 'b', 0}, true},
		{"text too long", []byte{0x18, 9, 'a', 'b', 0}, false},
		{"text of gigabytes", []byte{0x18, 0xff, 0xff, 0xff, 0xff, 0x07, 0}, false},
		{"list of three", []byte{0x19, 0x35, 2, 4, 6, 0}, true},
		{"list of truths", []byte{0x19, 0x21, 1, 2, 0}, true},
		{"list longer than the bytes", []byte{0x19, 0xf5, 0x7f, 2, 0}, false},
		{"list of structs", []byte{0x19, 0x2c, 0, 0, 0}, true},
		{"list of gigabytes", []byte{0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0}, false},
		{"long field number", []byte{0x05, 0x20, 2, 0}, true},
		{"double", []byte{0x17, 1, 2, 3, 4, 5, 6, 7, 8, 0}, true},
		{"double cut off", []byte{0x17, 1, 2, 3}, false},
		{"number without end", append(append([]byte{0x15}, bytes.Repeat([]byte{0x80}, 12)...), 0), false},
		{"map", []byte{0x1b, 0, 0}, false},
		{"too deep", deep, false},
	}
	for _, c := range cases {
		w := thriftWalker{r: bufio.NewReader(bytes.NewReader(c.b)), left: int64(len(c.b))}
		if err := w.structure(0, 0); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
