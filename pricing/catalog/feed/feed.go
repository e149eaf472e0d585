// Package feed turns a vendor's price file into tokens with positions. It knows
// bytes, JSON and CSV, and nothing about prices: it strips a byte order mark,
// unpacks gzip, refuses a web page that stands where data should, bounds the
// size of the file and of every single value, and can always say in which line
// and column it is.
package feed

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

const (
	// DefaultMaxBytes bounds a whole file after unpacking. The all-region EC2
	// offer of AWS is the largest list known and stays below it.
	DefaultMaxBytes = 16 << 30
	// maxValue bounds one JSON value or CSV record: the decoders hold a value
	// in memory, so a file with one endless string must not fill it.
	maxValue = 32 << 20
)

// Reader is a checked, position-keeping view of a price file.
type Reader struct {
	name string
	src  *bufio.Reader
	max  int64

	off   int64 // bytes handed out
	taken int64 // bytes the decoder has consumed, as told by advance
	// nl holds the offsets of newlines between taken and off; head is the first
	// one still ahead.
	nl        []int64
	head      int
	line      int   // lines completed before taken
	lineStart int64 // offset of the first byte of the current line
	fail      error
}

// Open prepares r for reading. name is used in messages only. maxBytes bounds
// the unpacked size; zero means DefaultMaxBytes. The error says what the bytes
// look like when they are no data file: a web page, UTF-16 text or nothing.
func Open(r io.Reader, name string, maxBytes int64) (*Reader, error) {
	if name == "" {
		name = "input"
	}
	if maxBytes <= 0 {
		maxBytes = DefaultMaxBytes
	}
	f := &Reader{name: name, max: maxBytes, src: bufio.NewReaderSize(r, 1<<16)}
	if magic, _ := f.src.Peek(2); len(magic) == 2 && magic[0] == 0x1f && magic[1] == 0x8b {
		z, err := gzip.NewReader(f.src)
		if err != nil {
			return nil, f.Errorf("fetch the file again", "broken gzip file: %v", err)
		}
		f.src = bufio.NewReaderSize(z, 1<<16)
	}
	return f, f.sniff()
}

// sniff looks at the first bytes without consuming more than a byte order mark.
func (f *Reader) sniff() error {
	head, err := f.src.Peek(512)
	if len(head) == 0 {
		if err != nil && !errors.Is(err, io.EOF) {
			return f.Errorf("fetch the file again", "cannot read: %v", err)
		}
		return f.Errorf("fetch the file again", "the file is empty")
	}
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		f.src.Discard(3)
		head = head[3:]
	}
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return f.Errorf("save it as UTF-8", "the file is UTF-16 text")
	}
	text := bytes.ToLower(bytes.TrimLeft(head, " \t\r\n"))
	for _, mark := range []string{"<!doctype html", "<html", "<head", "<body", "<script", "<!--"} {
		if bytes.HasPrefix(text, []byte(mark)) {
			return f.Errorf("fetch the data file, not the page that shows it", "this is a web page (HTML), not a price file")
		}
	}
	return nil
}

// Name returns the name used in messages.
func (f *Reader) Name() string { return f.name }

// First returns the first byte that is not white space, without consuming
// anything, or zero when the file holds nothing else near its start.
func (f *Reader) First() byte {
	head, _ := f.src.Peek(4096)
	if t := bytes.TrimLeft(head, " \t\r\n"); len(t) > 0 {
		return t[0]
	}
	return 0
}

// Head returns up to n bytes from the start, without consuming them.
func (f *Reader) Head(n int) []byte {
	head, _ := f.src.Peek(n)
	return head
}

// Read implements io.Reader and notes where lines end.
func (f *Reader) Read(p []byte) (int, error) {
	if f.fail != nil {
		return 0, f.fail
	}
	n, err := f.src.Read(p)
	for i := 0; i < n; {
		k := bytes.IndexByte(p[i:n], '\n')
		if k < 0 {
			break
		}
		f.nl = append(f.nl, f.off+int64(i+k))
		i += k + 1
	}
	f.off += int64(n)
	switch {
	case f.off > f.max:
		f.fail = f.Errorf("raise the limit if this size is right", "the file is larger than %d bytes", f.max)
	case f.off-f.taken > maxValue:
		f.fail = f.Errorf("check the file for a missing closing quote or bracket", "one value is longer than %d bytes", maxValue)
	}
	if f.fail != nil {
		return 0, f.fail
	}
	return n, err
}

// advance tells that everything before off has been consumed. Offsets never go
// back, so each newline is looked at once.
func (f *Reader) advance(off int64) {
	for f.head < len(f.nl) && f.nl[f.head] < off {
		f.line++
		f.lineStart = f.nl[f.head] + 1
		f.head++
	}
	if f.head == len(f.nl) {
		f.nl, f.head = f.nl[:0], 0
	} else if f.head > 4096 {
		f.nl = append(f.nl[:0], f.nl[f.head:]...)
		f.head = 0
	}
	f.taken = off
}

// Position is a place in a file; Line and Column start at 1.
type Position struct {
	Line, Column int
	Offset       int64 // bytes before it, in the unpacked file
}

// position returns the place reached.
func (f *Reader) position() Position {
	return Position{f.line + 1, int(f.taken-f.lineStart) + 1, f.taken}
}

// Errorf makes an error at the place reached. try says what to do about it and
// may be empty.
func (f *Reader) Errorf(try, format string, args ...any) *Error {
	return &Error{File: f.name, Pos: f.position(), What: fmt.Sprintf(format, args...), Try: try}
}

// Error is a fault in a file: where, what, and what to try.
type Error struct {
	File string
	Pos  Position
	Key  string // the field it is about; empty when it is about the place
	What string
	Try  string
}

// Error writes one line, "file:line:column: key: what; try".
func (e *Error) Error() string {
	s := fmt.Sprintf("%s:%d:%d: ", e.File, e.Pos.Line, e.Pos.Column)
	if e.Key != "" {
		s += e.Key + ": "
	}
	s += e.What
	if e.Try != "" {
		s += "; " + e.Try
	}
	return s
}
