package accesslog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/sovcost/sovcost/model/unpack"
)

// blockSize is how much is read and parsed at a time, and the longest line.
const blockSize = 256 << 10

// block is a run of whole lines of one file.
type block struct {
	file, seq int
	format    Format // of the file
	data      []byte
	long      bool   // one line that is too long, without data
	buffer    []byte // to be given back
}

// readFile cuts a file into blocks of whole lines and sends them in order.
func readFile(ctx context.Context, file int, in Input, o *Options, free chan []byte, out chan<- block) error {
	r, done, err := unpack.Reader(in.Reader)
	if err != nil {
		return fmt.Errorf("%s: %w", in.Name, err)
	}
	defer done()
	b := blocks{file: file, o: o, free: free, out: out, ctx: ctx}
	for {
		more, err := b.next(r)
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fmt.Errorf("%s: damaged or cut off after %d bytes of text and %d lines: %w", in.Name, b.bytes, b.lines, explain(err))
		}
		if !more {
			return nil
		}
	}
}

func explain(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the file ends too early; copy it again or cut it at a whole line")
	}
	return err
}

// blocks is the state of one file under way.
type blocks struct {
	ctx      context.Context
	file     int
	seq      int
	o        *Options
	format   Format
	carry    []byte // the beginning of a line
	skipping bool   // inside a line that is too long
	bytes    int64
	lines    int64
	free     chan []byte // holds every buffer of the import, so giving one back never waits
	out      chan<- block
}

func (b *blocks) send(x block) error {
	x.file, x.seq, x.format = b.file, b.seq, b.format
	b.seq++
	select {
	case b.out <- x:
		return nil
	case <-b.ctx.Done():
		return b.ctx.Err()
	}
}

// next reads one block; more is false at the end of the file.
func (b *blocks) next(r io.Reader) (more bool, err error) {
	var buffer []byte
	select {
	case buffer = <-b.free:
	case <-b.ctx.Done():
		return false, b.ctx.Err()
	}
	n := copy(buffer, b.carry)
	b.carry = b.carry[:0]
	m, err := fill(r, buffer[n:])
	b.bytes += int64(m)
	if err != nil && err != io.EOF {
		b.lines += int64(bytes.Count(buffer[:n+m], []byte{'\n'}))
		b.free <- buffer
		return false, err
	}
	more = err == nil
	data, long := b.cut(buffer[:n+m], more, len(buffer))
	b.lines += int64(bytes.Count(data, []byte{'\n'}))
	if b.format == Detect && len(data) > 0 {
		b.format = detect(data, b.o)
	}
	if len(data) == 0 {
		b.free <- buffer
		if long {
			b.lines++
			return more, b.send(block{long: true})
		}
		return more, nil
	}
	return more, b.send(block{data: data, buffer: buffer})
}

// cut leaves whole lines in data and keeps the beginning of the next one. A line
// that fills the buffer is too long; the rest of it is passed over.
func (b *blocks) cut(data []byte, more bool, size int) (lines []byte, long bool) {
	if b.skipping {
		end := bytes.IndexByte(data, '\n')
		if end < 0 {
			return nil, false
		}
		data, b.skipping = data[end+1:], false
	}
	if !more {
		return data, false
	}
	last := bytes.LastIndexByte(data, '\n')
	if last < 0 && len(data) == size {
		b.skipping = true
		return nil, true
	}
	b.carry = append(b.carry, data[last+1:]...)
	return data[:last+1], false
}

// fill reads until the buffer is full (nil), the end (io.EOF) or an error.
func fill(r io.Reader, buffer []byte) (n int, err error) {
	for n < len(buffer) && err == nil {
		var m int
		m, err = r.Read(buffer[n:])
		n += m
	}
	if n == len(buffer) && err == io.EOF {
		err = nil // the next call meets the end again
	}
	return n, err
}
