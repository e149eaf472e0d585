package focusin

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go/format"
)

// Bounds of one page. Writers aim at 1 MiB and 20,000 rows.
const (
	mostPageBytes  = 128 << 20
	mostPageValues = 8 << 20
)

// pageSizes is what a page header announces.
type pageSizes struct {
	unpacked, packed, values, levels int64
	header                           int64 // bytes of the header itself
}

// checkPages walks the page headers of a column chunk and refuses sizes that the
// file cannot hold, before the library trusts them with allocations.
func checkPages(r io.ReaderAt, size int64, chunk *format.ColumnMetaData) error {
	start := chunk.DataPageOffset
	if chunk.DictionaryPageOffset != 0 {
		start = chunk.DictionaryPageOffset
	}
	length := chunk.TotalCompressedSize
	if start < 4 || length < 0 || length > size-start {
		return fmt.Errorf("a column of %d bytes at %d in a file of %d", length, start, size)
	}
	// One reader is moved from header to header; the data is not read.
	buffered := bufio.NewReaderSize(nil, 512)
	for at, end := start, start+length; at < end; {
		buffered.Reset(io.NewSectionReader(r, at, end-at))
		p, err := readPageHeader(buffered, end-at)
		if err != nil {
			return fmt.Errorf("the page at %d: %w", at, err)
		}
		at += p.header
		switch {
		case p.packed < 0 || p.packed > end-at:
			return fmt.Errorf("a page of %d bytes, %d are left of its column", p.packed, end-at)
		case p.unpacked < 0 || p.unpacked > mostPageBytes:
			return fmt.Errorf("a page of %d bytes unpacked, at most %d are read", p.unpacked, mostPageBytes)
		case p.values < 0 || p.values > mostPageValues:
			return fmt.Errorf("a page of %d values, at most %d are read", p.values, mostPageValues)
		case p.levels < 0 || p.levels > p.packed:
			return fmt.Errorf("a page with %d bytes of levels in %d", p.levels, p.packed)
		}
		if chunk.Codec == format.Snappy && p.packed > p.levels {
			if err := checkSnappy(r, at+p.levels, p); err != nil {
				return err
			}
		}
		at += p.packed
	}
	return nil
}

// readPageHeader picks the sizes out of the Thrift struct PageHeader: fields 2
// and 3, the number of values in the headers 5, 7 and 8, and the lengths of the
// levels in 8 (the second version keeps them unpacked).
func readPageHeader(r *bufio.Reader, left int64) (pageSizes, error) {
	var p pageSizes
	w := thriftWalker{r: r, left: left, number: func(outer, inner int, v int64) {
		switch {
		case outer == 2 && inner == 0:
			p.unpacked = v
		case outer == 3 && inner == 0:
			p.packed = v
		case (outer == 5 || outer == 7 || outer == 8) && inner == 1:
			p.values = max(p.values, v)
			if v < 0 {
				p.values = mostPageValues + 1
			}
		case outer == 8 && (inner == 5 || inner == 6):
			p.levels += v
			if v < 0 || v > mostPageBytes {
				p.levels = mostPageBytes + 1
			}
		}
	}}
	err := w.structure(0, 0)
	p.header = left - w.left
	return p, err
}

// checkSnappy compares the length a snappy block announces with its page's: the
// decoder allocates it.
func checkSnappy(r io.ReaderAt, at int64, p pageSizes) error {
	var head [binary.MaxVarintLen32]byte
	n, err := r.ReadAt(head[:min(int64(len(head)), p.packed-p.levels)], at)
	if err != nil && err != io.EOF {
		return err
	}
	length, used := binary.Uvarint(head[:n])
	if used <= 0 || length > uint64(p.unpacked) {
		return fmt.Errorf("a snappy block of %d bytes in a page of %d", length, p.unpacked)
	}
	return nil
}
