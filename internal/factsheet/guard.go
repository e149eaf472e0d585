package factsheet

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// MaxBytes is the largest document read: 4 MiB. The biggest real price sheet is
// a tenth of it; larger input is a wrong file, not a document.
const MaxBytes = 4 << 20

// MaxDepth is the deepest nesting read. The parser recurses, so depth has to be
// known before it starts.
const MaxDepth = 64

var utf8BOM = []byte("\xef\xbb\xbf")

// guard refuses what the parser must never see: too big, not UTF-8, too deep.
// It returns the text without a UTF-8 byte order mark.
func guard(path string, data []byte) ([]byte, *Problem) {
	file := Position{File: path}
	if len(data) > MaxBytes {
		return nil, &Problem{Pos: file, Message: fmt.Sprintf("file is %d bytes long, the limit is %d", len(data), MaxBytes),
			Hint: "splitting it into several files"}
	}
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		file.Line, file.Col = 1, 1
		return nil, &Problem{Pos: file, Message: "file is UTF-16, not UTF-8", Hint: "saving it as UTF-8 without a byte order mark"}
	}
	data = bytes.TrimPrefix(data, utf8BOM)
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return nil, &Problem{Pos: newLines(path, data).at(i), Message: "file holds a zero byte: it is UTF-16 or binary, not text",
			Hint: "saving it as UTF-8"}
	}
	if i := invalidUTF8(data); i >= 0 {
		return nil, &Problem{Pos: newLines(path, data).at(i), Message: fmt.Sprintf("byte 0x%02x is not UTF-8", data[i]),
			Hint: "saving the file as UTF-8"}
	}
	if i := tooDeep(data); i >= 0 {
		return nil, &Problem{Pos: newLines(path, data).at(i), Message: fmt.Sprintf("nested deeper than %d levels", MaxDepth),
			Hint: "flattening the tables"}
	}
	return data, nil
}

// invalidUTF8 is the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// tooDeep is the offset at which brackets or dots of one key nest beyond
// MaxDepth, or -1. It knows strings and comments and nothing else of TOML, so
// it can be trusted on text that is not TOML.
func tooDeep(data []byte) int {
	depth, dots := 0, 0
	for i := 0; i < len(data); {
		switch c := data[i]; c {
		case '#':
			i = skipLine(data, i)
			continue
		case '"', '\'':
			i = skipString(data, i)
			continue
		case '[', '{':
			depth, dots = depth+1, 0
		case ']', '}':
			depth, dots = max(0, depth-1), 0
		case '.':
			dots++
		case '=', ',', '\n':
			dots = 0
		}
		if depth > MaxDepth || dots > MaxDepth {
			return i
		}
		i++
	}
	return -1
}

// skipLine is the offset of the next line end, or the end of data.
func skipLine(data []byte, i int) int {
	if n := bytes.IndexByte(data[i:], '\n'); n >= 0 {
		return i + n
	}
	return len(data)
}

// skipString is the offset after the string that opens at i. A string of one
// line that is never closed ends with its line.
func skipString(data []byte, i int) int {
	quote := data[i]
	triple := []byte{quote, quote, quote}
	if bytes.HasPrefix(data[i:], triple) {
		return skipMultiline(data, i+3, quote, triple)
	}
	for i++; i < len(data); i++ {
		switch {
		case data[i] == '\n':
			return i
		case data[i] == '\\' && quote == '"':
			i++
		case data[i] == quote:
			return i + 1
		}
	}
	return len(data)
}

// skipMultiline ends after the closing quotes; up to two quotes may stand
// directly before them and belong to the string.
func skipMultiline(data []byte, i int, quote byte, triple []byte) int {
	for ; i < len(data); i++ {
		if data[i] == '\\' && quote == '"' {
			i++
			continue
		}
		if bytes.HasPrefix(data[i:], triple) {
			end := i + 3
			for n := 0; n < 2 && end < len(data) && data[end] == quote; n++ {
				end++
			}
			return end
		}
	}
	return len(data)
}
