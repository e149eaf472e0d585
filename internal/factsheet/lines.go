package factsheet

import (
	"sort"
	"unicode/utf8"
)

// lines turns byte offsets into positions.
type lines struct {
	path   string
	data   []byte
	starts []int // offset of each line
}

func newLines(path string, data []byte) *lines {
	starts := []int{0}
	for i, c := range data {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return &lines{path: path, data: data, starts: starts}
}

// at is the position of an offset; offsets outside the text are moved to its ends.
func (l *lines) at(offset int) Position {
	offset = min(max(offset, 0), len(l.data))
	n := sort.SearchInts(l.starts, offset+1)
	start := l.starts[n-1]
	return Position{File: l.path, Line: n, Col: utf8.RuneCount(l.data[start:offset]) + 1}
}
