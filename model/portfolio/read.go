package portfolio

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Bounds of a file: more is a mistake, and is refused before it fills memory.
const (
	MostColumns = 200
	MostRows    = 5_000_000
)

// Read reads a portfolio: a header of keys, one of them "name", and a row per
// workload. Rows of the wrong length are reported and left out; the returned
// problems carry file and line. err is for files that cannot be read at all.
func Read(file string, r io.Reader) (t *Table, problems []string, err error) {
	in := csv.NewReader(skipMark(r))
	in.FieldsPerRecord = -1
	in.ReuseRecord = true
	in.TrimLeadingSpace = true
	head, err := in.Read()
	if err == io.EOF {
		return nil, nil, fmt.Errorf("%s: the file is empty; the first line names the columns, for example name,workload.requests", file)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", file, err)
	}
	if len(head) > MostColumns {
		return nil, nil, fmt.Errorf("%s:1: %d columns, at most %d are read; is this a portfolio?", file, len(head), MostColumns)
	}
	if len(head) == 1 && strings.ContainsAny(head[0], ";\t") {
		return nil, nil, fmt.Errorf("%s:1: the columns are not separated by commas", file)
	}
	t = &Table{File: file}
	name := -1
	for i, h := range head {
		h = strings.TrimSpace(h)
		if name < 0 && slices.Contains([]string{"name", "workload", "id"}, strings.ToLower(h)) {
			name = i
			continue
		}
		t.Keys = append(t.Keys, h)
	}
	if name < 0 {
		return nil, nil, fmt.Errorf("%s:1: no column \"name\"", file)
	}
	width := len(head)
	for {
		rec, err := in.Read()
		if err == io.EOF {
			return t, problems, nil
		}
		if err != nil {
			var pe *csv.ParseError
			if !errors.As(err, &pe) {
				return nil, nil, fmt.Errorf("%s: %w", file, err)
			}
			problems = append(problems, fmt.Sprintf("%s:%d: %v", file, pe.StartLine, pe.Err))
			continue
		}
		line, _ := in.FieldPos(0)
		if len(rec) != width {
			problems = append(problems, fmt.Sprintf("%s:%d: %d cells, the header has %d", file, line, len(rec), width))
			continue
		}
		if len(t.Rows) == MostRows {
			return nil, nil, fmt.Errorf("%s: more than %d workloads; price them where they lie: sovcost sql", file, MostRows)
		}
		row := Row{Line: line, Values: make([]string, 0, width-1)}
		for i, cell := range rec {
			cell = strings.Clone(strings.TrimSpace(cell))
			if i == name {
				row.Name = cell
				continue
			}
			row.Values = append(row.Values, cell)
		}
		t.Rows = append(t.Rows, row)
	}
}

// skipMark takes a byte order mark off.
func skipMark(r io.Reader) io.Reader {
	var head [3]byte
	n, err := io.ReadFull(r, head[:])
	if n == 3 && head == [3]byte{0xef, 0xbb, 0xbf} {
		return r
	}
	start := bytes.NewReader(head[:n])
	if err != nil {
		return start
	}
	return io.MultiReader(start, r)
}
