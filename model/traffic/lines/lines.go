// Package lines reads delimited text line by line, with places for errors and a
// digest of the bytes. Quoted cells end on their line.
//
// Note: a general csv package reads a quote that is never closed to the end of
// the file into memory. Times and counts never span lines, so a line is at most
// MaxLine here and its problems stay its own.
package lines

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
)

// MaxLine is the longest line read.
const MaxLine = 1 << 20

// Reader gives lines without their ends, counts them and hashes the bytes.
type Reader struct {
	r      *bufio.Reader
	hash   hash.Hash
	Number int // of the line last read, from 1
}

// NewReader reads lines from r.
func NewReader(r io.Reader) *Reader {
	h := sha256.New()
	return &Reader{r: bufio.NewReaderSize(io.TeeReader(r, h), MaxLine), hash: h}
}

// Next returns the next line, valid until the following call, or io.EOF. Lines
// that are too long, binary data and UTF-16 are errors.
func (l *Reader) Next() ([]byte, error) {
	line, err := l.r.ReadSlice('\n')
	if len(line) == 0 && err == io.EOF {
		return nil, io.EOF
	}
	l.Number++
	if errors.Is(err, bufio.ErrBufferFull) {
		return nil, fmt.Errorf("line is longer than %d bytes; is this a table?", MaxLine)
	}
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("reading stopped: %w", err)
	}
	if l.Number == 1 {
		if bytes.HasPrefix(line, []byte("\xff\xfe")) || bytes.HasPrefix(line, []byte("\xfe\xff")) {
			return nil, errors.New("text is UTF-16; try saving it as UTF-8")
		}
		line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
	}
	if bytes.IndexByte(line, 0) >= 0 {
		return nil, errors.New("binary data; is this a table? a compressed one has to be unpacked first")
	}
	return bytes.TrimRight(line, "\r\n"), nil
}

// Digest is "sha256:" and 12 hex digits of the bytes read so far.
func (l *Reader) Digest() string {
	return "sha256:" + hex.EncodeToString(l.hash.Sum(nil))[:12]
}

// Field is a cell and its column of the line, counted in bytes from 1.
type Field struct {
	Text []byte
	Col  int
}

// Split cuts a line into cells; quotes may stand around a cell, doubled inside.
// The error begins with the column.
func Split(line []byte, comma byte, into []Field) ([]Field, error) {
	into = into[:0]
	for at := 0; ; {
		rest := line[at:]
		if lead := bytes.TrimLeft(rest, " "); len(lead) > 0 && lead[0] == '"' {
			start := at + len(rest) - len(lead)
			text, end, ok := quoted(line, start)
			if !ok {
				return nil, fmt.Errorf("%d: a quote is not closed on its line", start+1)
			}
			into = append(into, Field{bytes.TrimSpace(text), start + 1})
			for end < len(line) && line[end] == ' ' {
				end++
			}
			if end == len(line) {
				return into, nil
			}
			if line[end] != comma {
				return nil, fmt.Errorf("%d: %q follows a closing quote", end+1, line[end])
			}
			at = end + 1
			continue
		}
		end := bytes.IndexByte(rest, comma)
		if end < 0 {
			return append(into, Field{bytes.TrimSpace(rest), at + 1}), nil
		}
		into = append(into, Field{bytes.TrimSpace(rest[:end]), at + 1})
		at += end + 1
	}
}

func quoted(line []byte, start int) (text []byte, end int, ok bool) {
	doubled := false
	for i := start + 1; i < len(line); i++ {
		if line[i] != '"' {
			continue
		}
		if i+1 < len(line) && line[i+1] == '"' {
			doubled = true
			i++
			continue
		}
		text = line[start+1 : i]
		if doubled {
			text = bytes.ReplaceAll(text, []byte(`""`), []byte(`"`))
		}
		return text, i + 1, true
	}
	return nil, 0, false
}

// GuessComma takes the separator that occurs most often among , ; and tab.
func GuessComma(line []byte) byte {
	best, most := byte(','), 0
	for _, c := range []byte{',', ';', '\t'} {
		if n := bytes.Count(line, []byte{c}); n > most {
			best, most = c, n
		}
	}
	return best
}
