package focusin

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"hash/crc64"
	"io"

	"github.com/klauspost/compress/zstd"
)

// largestWindow bounds the memory a zstd file may ask for.
const largestWindow = 32 << 20

// unpack reads gzip and zstd by their first bytes, whatever the name says: AWS
// exports csv as gzip.
func (t *tally) unpack(r io.Reader) (plain io.Reader, done func(), err error) {
	b := bufio.NewReader(r)
	magic, err := b.Peek(4)
	if err != nil && err != io.EOF {
		return nil, nil, err
	}
	switch {
	case bytes.HasPrefix(magic, []byte("\x1f\x8b")):
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, nil, err
		}
		return z, func() { _ = z.Close() }, nil
	case bytes.HasPrefix(magic, []byte("\x28\xb5\x2f\xfd")):
		z, err := zstd.NewReader(b, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(largestWindow), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, nil, err
		}
		return z, z.Close, nil
	}
	return b, func() {}, nil
}

// early says what to do about a file that is cut off.
func early(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the file ends too early; copy it again")
	}
	return err
}

// seenRows is how many rows are remembered to find repeated ones, 8 bytes each.
const seenRows = 1 << 20

// repeats is remember for a row of text.
func (t *tally) repeats(cells []string) {
	t.cells = t.cells[:0]
	for _, c := range cells {
		t.cells = append(append(t.cells, c...), 0)
	}
	t.remember()
}

// remember counts rows that equal an earlier one in every cell: two exports that
// were joined look like this, and so do a few honest charges. Of long files only
// the last million rows or so are remembered.
//
// Note: hash/maphash is quicker, but its seed changes from run to run, and so
// would the rows that push each other out.
func (t *tally) remember() {
	if t.seen == nil {
		t.seen, t.crc = make([]uint64, seenRows), crc64.MakeTable(crc64.ECMA)
	}
	row := crc64.Checksum(t.cells, t.crc)
	place := &t.seen[row%seenRows]
	if *place == row {
		t.note(Repeated)
	}
	*place = row
}
