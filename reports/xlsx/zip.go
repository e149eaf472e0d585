package xlsx

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"sort"
	"strings"
)

// sortedZip writes the workbook's parts in one order and without times, so that
// the same scenario gives the same bytes. Parts are kept compressed until the
// order is known; nothing large is held twice.
type sortedZip struct {
	to    io.Writer
	parts []*part
	open  *part
	pack  *flate.Writer // one for all parts: its tables are large
	err   error
}

type part struct {
	name   string
	plain  bytes.Buffer // of a part that is mended
	packed bytes.Buffer
	w      *flate.Writer
	sum    uint32
	size   uint64
}

const contentTypes = "[Content_Types].xml"

// effort is the level of compression that archive/zip uses too; one more takes
// twice the time for a file 3 % smaller.
const effort = 5

// Create begins a part; the one before is finished.
func (z *sortedZip) Create(name string) (io.Writer, error) {
	z.finish()
	p := &part{name: name, w: z.pack}
	if p.w == nil {
		var err error
		if p.w, err = flate.NewWriter(&p.packed, effort); err != nil {
			return nil, err
		}
		z.pack = p.w
	}
	p.w.Reset(&p.packed)
	z.parts, z.open = append(z.parts, p), p
	return p, z.err
}

// Write adds to the part.
func (p *part) Write(b []byte) (int, error) {
	if mend(p.name) != nil {
		return p.plain.Write(b)
	}
	p.sum = crc32.Update(p.sum, crc32.IEEETable, b)
	p.size += uint64(len(b))
	return p.w.Write(b)
}

func (z *sortedZip) finish() {
	p := z.open
	if p == nil {
		return
	}
	if change := mend(p.name); change != nil {
		text := change(p.plain.Bytes())
		p.sum, p.size = crc32.ChecksumIEEE(text), uint64(len(text))
		if _, err := p.w.Write(text); err != nil {
			z.err = err
		}
	}
	if err := p.w.Close(); err != nil {
		z.err = err
	}
	z.open = nil
}

var defaultType = regexp.MustCompile(`<Default [^>]*?(?:/>|></Default>)`)

// sortDefaults puts the list of file endings in one order; the library writes
// it in the order of a map.
func sortDefaults(text []byte) []byte {
	all := defaultType.FindAllString(string(text), -1)
	sort.Strings(all)
	i := 0
	return defaultType.ReplaceAllFunc(text, func([]byte) []byte {
		i++
		return []byte(all[i-1])
	})
}

// AddFS is part of the interface; a workbook made here has no other files.
func (z *sortedZip) AddFS(fs.FS) error { return fmt.Errorf("a workbook takes no file system") }

// Close writes the parts: the list of types first, as every reader expects.
func (z *sortedZip) Close() error {
	z.finish()
	if z.err != nil {
		return z.err
	}
	slices.SortFunc(z.parts, func(a, b *part) int {
		if (a.name == contentTypes) != (b.name == contentTypes) {
			if a.name == contentTypes {
				return -1
			}
			return 1
		}
		return strings.Compare(a.name, b.name)
	})
	out := zip.NewWriter(z.to)
	for _, p := range z.parts {
		h := &zip.FileHeader{Name: p.name, Method: zip.Deflate, CRC32: p.sum, UncompressedSize64: p.size, CompressedSize64: uint64(p.packed.Len())}
		w, err := out.CreateRaw(h)
		if err != nil {
			return err
		}
		if _, err := p.packed.WriteTo(w); err != nil {
			return err
		}
	}
	return out.Close()
}
