package focusin

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// Parquet files describe themselves in Thrift's compact protocol. The parquet
// library allocates what the lengths in there say before it looks whether the
// bytes exist: four wrong bytes can ask for gigabytes, and a program that is out
// of memory cannot be saved. So the structure is walked first, without
// allocating.

var errThrift = errors.New("its description is damaged")

// thriftWalker steps over one struct and checks that everything it announces
// exists.
type thriftWalker struct {
	r    *bufio.Reader
	left int64 // bytes there are

	// number is told every whole number with the fields that lead to it: the
	// outer one and, one level in, the inner one (0 at the top).
	number func(outer, inner int, v int64)
}

// thriftDepth is deeper than parquet's descriptions go.
const thriftDepth = 16

// thriftList is more row groups, columns or schema entries than any bill has.
const thriftList = 200_000

func (w *thriftWalker) byte() (byte, error) {
	if w.left <= 0 {
		return 0, errThrift
	}
	w.left--
	return w.r.ReadByte()
}

func (w *thriftWalker) skip(n int64) error {
	if n < 0 || n > w.left {
		return errThrift
	}
	w.left -= n
	_, err := w.r.Discard(int(n))
	return err
}

func (w *thriftWalker) uvarint() (uint64, error) {
	v := uint64(0)
	for shift := 0; shift < 64; shift += 7 {
		b, err := w.byte()
		if err != nil {
			return 0, err
		}
		v |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return v, nil
		}
	}
	return 0, errThrift
}

func (w *thriftWalker) zigzag() (int64, error) {
	u, err := w.uvarint()
	return int64(u>>1) ^ -int64(u&1), err
}

// structure walks the fields of a struct. depth 0 is the outermost.
func (w *thriftWalker) structure(depth, outer int) error {
	if depth > thriftDepth {
		return errThrift
	}
	field := 0
	for {
		head, err := w.byte()
		if err != nil {
			return err
		}
		if head&0x0f == 0 {
			return nil
		}
		if delta := int(head >> 4); delta > 0 {
			field += delta
		} else {
			id, err := w.zigzag()
			if err != nil {
				return err
			}
			field = int(int16(id))
		}
		path := [2]int{field, 0}
		if depth > 0 {
			path = [2]int{outer, field}
		}
		if err := w.value(head&0x0f, depth, path, false); err != nil {
			return err
		}
	}
}

// value walks one value of a compact-protocol type. Truth values are part of
// their field's head, but take a byte inside lists.
func (w *thriftWalker) value(kind byte, depth int, path [2]int, inList bool) error {
	switch kind {
	case 1, 2:
		if inList {
			return w.skip(1)
		}
		return nil
	case 3:
		return w.skip(1)
	case 4, 5, 6:
		v, err := w.zigzag()
		if err == nil && w.number != nil && depth <= 1 && !inList {
			w.number(path[0], path[1], v)
		}
		return err
	case 7:
		return w.skip(8)
	case 8:
		n, err := w.uvarint()
		if err != nil || n > uint64(w.left) {
			return errors.Join(err, errThrift)
		}
		return w.skip(int64(n))
	case 9, 10:
		return w.list(depth, path)
	case 12:
		return w.structure(depth+1, path[0])
	}
	return errThrift // maps and anything else do not occur in parquet
}

func (w *thriftWalker) list(depth int, path [2]int) error {
	head, err := w.byte()
	if err != nil {
		return err
	}
	n := uint64(head >> 4)
	if n == 15 {
		if n, err = w.uvarint(); err != nil {
			return err
		}
	}
	// Every element takes a byte at least.
	if n > thriftList || n > uint64(w.left) {
		return errThrift
	}
	for range n {
		if err := w.value(head&0x0f, depth+1, path, true); err != nil {
			return err
		}
	}
	return nil
}

// checkFooter walks the description of the whole file.
func checkFooter(r io.ReaderAt, at, length int64) error {
	const most = 64 << 20
	if length > most {
		return fmt.Errorf("its description takes %d bytes, at most %d are read", length, most)
	}
	w := thriftWalker{r: bufio.NewReader(io.NewSectionReader(r, at, length)), left: length}
	return w.structure(0, 0)
}
