package tables

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

// lineReader gives lines without their ends, counts them and hashes the bytes.
type lineReader struct {
	r      *bufio.Reader
	hash   hash.Hash
	number int
}

func newLineReader(r io.Reader) *lineReader {
	h := sha256.New()
	return &lineReader{r: bufio.NewReaderSize(io.TeeReader(r, h), maxLine), hash: h}
}

// next returns the next line, valid until the following call.
func (l *lineReader) next() ([]byte, error) {
	line, err := l.r.ReadSlice('\n')
	if len(line) == 0 && err == io.EOF {
		return nil, io.EOF
	}
	l.number++
	if errors.Is(err, bufio.ErrBufferFull) {
		return nil, fmt.Errorf("line is longer than %d bytes; is this a table?", maxLine)
	}
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("reading stopped: %w", err)
	}
	if l.number == 1 {
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

func (l *lineReader) digest() string {
	return "sha256:" + hex.EncodeToString(l.hash.Sum(nil))[:12]
}

// field is a cell and its column of the line, counted in bytes from 1.
type field struct {
	text []byte
	col  int
}

// split cuts a line into cells; quotes may stand around a cell, doubled inside.
func split(line []byte, comma byte, into []field) ([]field, error) {
	into = into[:0]
	for at := 0; ; {
		rest := line[at:]
		if lead := bytes.TrimLeft(rest, " "); len(lead) > 0 && lead[0] == '"' {
			start := at + len(rest) - len(lead)
			text, end, ok := quoted(line, start)
			if !ok {
				return nil, fmt.Errorf("%d: a quote is not closed on its line", start+1)
			}
			into = append(into, field{bytes.TrimSpace(text), start + 1})
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
			return append(into, field{bytes.TrimSpace(rest), at + 1}), nil
		}
		into = append(into, field{bytes.TrimSpace(rest[:end]), at + 1})
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

// guessComma takes the separator that occurs most often.
func guessComma(line []byte) byte {
	best, most := byte(','), 0
	for _, c := range []byte{',', ';', '\t'} {
		if n := bytes.Count(line, []byte{c}); n > most {
			best, most = c, n
		}
	}
	return best
}
