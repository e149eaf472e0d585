package portfolio

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds of a file: more is a mistake, and is refused before it fills memory.
const (
	MostColumns = 200
	MostRows    = 5_000_000
	mostCell    = 500 // bytes
)

// Columns that are no keys of a scenario.
const (
	accountColumn = "account"
	clusterColumn = "cluster"
)

// header is which column holds what.
type header struct {
	name, account, cluster int // places, -1 for none
	width                  int
}

// Read reads a portfolio: a header of keys, one of them "name", and a row per
// workload, separated by commas, semicolons or tabs. Rows that are broken are
// reported and left out; the returned problems carry file and line. err is for
// files that cannot be read at all.
func Read(file string, r io.Reader) (t *Table, problems []string, err error) {
	in, err := open(file, r)
	if err != nil {
		return nil, nil, err
	}
	head, err := in.Read()
	if err == io.EOF {
		return nil, nil, fmt.Errorf("%s: the file is empty; the first line names the columns, for example name,workload.requests", file)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", file, err)
	}
	t = &Table{File: file}
	h, err := t.header(head)
	if err != nil {
		return nil, nil, err
	}
	for {
		rec, err := in.Read()
		if err == io.EOF {
			break
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
		if blank(rec) {
			continue
		}
		if wrong := h.check(rec); wrong != "" {
			problems = append(problems, fmt.Sprintf("%s:%d: %s", file, line, wrong))
			continue
		}
		if len(t.Rows) == MostRows {
			return nil, nil, fmt.Errorf("%s: more than %d workloads; price them where they lie: sovcost sql", file, MostRows)
		}
		t.Rows = append(t.Rows, h.row(rec, line))
	}
	if len(t.Rows) == 0 && len(problems) == 0 {
		return nil, nil, fmt.Errorf("%s: no workloads below the header; write one a line", file)
	}
	return t, problems, nil
}

// open takes a byte order mark off and finds what separates the columns.
func open(file string, r io.Reader) (*csv.Reader, error) {
	b := bufio.NewReaderSize(r, 64<<10)
	start, _ := b.Peek(4096)
	if bytes.HasPrefix(start, []byte{0xff, 0xfe}) || bytes.HasPrefix(start, []byte{0xfe, 0xff}) {
		return nil, fmt.Errorf("%s: is UTF-16 text; save it as \"CSV UTF-8\"", file)
	}
	if bytes.HasPrefix(start, []byte("PK\x03\x04")) {
		return nil, fmt.Errorf("%s: is a workbook or archive, not csv; save the sheet as csv", file)
	}
	if bytes.HasPrefix(start, []byte{0xef, 0xbb, 0xbf}) {
		_, _ = b.Discard(3)
		start = start[3:]
	}
	in := csv.NewReader(b)
	in.FieldsPerRecord = -1
	in.ReuseRecord = true
	in.TrimLeadingSpace = true
	line, _, _ := bytes.Cut(start, []byte("\n"))
	for _, c := range ";\t" {
		if !bytes.ContainsRune(line, ',') && bytes.ContainsRune(line, c) {
			in.Comma = c
		}
	}
	if in.Comma == '\t' {
		in.TrimLeadingSpace = false // would take empty cells for space
	}
	return in, nil
}

// header reads the names of the columns.
func (t *Table) header(head []string) (header, error) {
	h := header{-1, -1, -1, len(head)}
	if len(head) > MostColumns {
		return h, fmt.Errorf("%s:1: %d columns, at most %d are read; is this a portfolio?", t.File, len(head), MostColumns)
	}
	for i, name := range head {
		name = strings.TrimSpace(name)
		if strings.ContainsRune(name, 0) || !utf8.ValidString(name) {
			return h, fmt.Errorf("%s:1: the header is not text; is this a csv file?", t.File)
		}
		switch low := strings.ToLower(name); {
		case h.name < 0 && slices.Contains([]string{"name", "workload", "id"}, low):
			h.name = i
		case h.account < 0 && low == accountColumn:
			h.account = i
		case h.cluster < 0 && low == clusterColumn:
			h.cluster = i
		default:
			t.Keys = append(t.Keys, name)
		}
	}
	if h.name < 0 {
		return h, fmt.Errorf("%s:1: no column \"name\"; the first line names the columns, for example name,workload.requests", t.File)
	}
	return h, nil
}

// check says what is wrong with a row, or "".
func (h header) check(rec []string) string {
	if len(rec) != h.width {
		return fmt.Sprintf("%d cells, the header has %d", len(rec), h.width)
	}
	for i, cell := range rec {
		switch {
		case len(cell) > mostCell:
			return fmt.Sprintf("column %d holds %d characters, at most %d are read; is a quote missing?", i+1, utf8.RuneCountInString(cell), mostCell)
		case strings.ContainsRune(cell, 0):
			return fmt.Sprintf("column %d holds a NUL byte; is this a text file?", i+1)
		case !utf8.ValidString(cell):
			return fmt.Sprintf("column %d is not UTF-8; save the file as \"CSV UTF-8\"", i+1)
		}
	}
	return ""
}

func (h header) row(rec []string, line int) Row {
	r := Row{Line: line, Values: make([]string, 0, h.width)}
	for i, cell := range rec {
		cell = strings.Clone(strings.TrimSpace(cell))
		switch i {
		case h.name:
			r.Name = cell
		case h.account:
			r.Account = cell
		case h.cluster:
			r.Cluster = cell
		default:
			r.Values = append(r.Values, cell)
		}
	}
	if r.Name == "" {
		r.Name = fmt.Sprintf("line %d", line)
	}
	return r
}

// blank reports whether all cells of a row are empty, as below a table from a
// spreadsheet.
func blank(rec []string) bool {
	return !slices.ContainsFunc(rec, func(s string) bool { return strings.TrimSpace(s) != "" })
}
