package focusin

import (
	"errors"
	"hash/crc64"
	"io"
)

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
