package feed

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
)

// CSV reads a table with a header line, by column name.
type CSV struct {
	src *Reader
	r   *csv.Reader
	col map[string]int
	w   int // fields up to the last named column
	rec []string
}

// NewCSV starts reading src; comma separates the fields.
func NewCSV(src *Reader, comma rune) *CSV {
	r := csv.NewReader(src)
	r.Comma, r.ReuseRecord, r.FieldsPerRecord = comma, true, -1
	r.TrimLeadingSpace = true
	return &CSV{src: src, r: r}
}

// Record reads the next raw record, before or instead of a header. At the end
// it returns io.EOF.
func (c *CSV) Record() ([]string, error) {
	rec, err := c.r.Read()
	var bad *csv.ParseError
	var own *Error
	switch {
	case err == nil:
	case errors.Is(err, io.EOF) && !errors.As(err, &own):
		return nil, io.EOF
	case errors.As(err, &own):
		return nil, own
	case errors.As(err, &bad):
		return nil, &Error{File: c.src.name, Pos: Position{Line: bad.Line, Column: bad.Column, Offset: c.r.InputOffset()},
			What: "not a valid csv line: " + bad.Err.Error(), Try: "check the quotes of this line"}
	default:
		return nil, c.src.Errorf("fetch the file again", "cannot read: %v", err)
	}
	c.src.advance(c.r.InputOffset())
	c.rec = rec
	return rec, nil
}

// Header takes the record just read as the header. It refuses a required column
// that stands there twice and tells all missing ones at once, with what stands
// there instead. Of other repeated columns the first counts.
func (c *CSV) Header(required ...string) error {
	names := slices.Clone(c.rec)
	c.col, c.w = map[string]int{}, 0
	for i, name := range names {
		name = strings.TrimSpace(name)
		if name == "" {
			continue
		}
		c.w = i + 1
		if _, twice := c.col[name]; !twice {
			c.col[name] = i
		} else if slices.Contains(required, name) {
			return c.errorf(name, "the column stands twice in the header")
		}
	}
	var missing []string
	for _, name := range required {
		if _, ok := c.col[name]; !ok {
			missing = append(missing, name)
		}
	}
	if missing != nil {
		e := c.errorf("", "the header lacks the column(s) %s", strings.Join(missing, ", "))
		e.Try = "found " + clip(strings.Join(names, ", "), 120)
		return e
	}
	return nil
}

// Has reports whether the header names the column.
func (c *CSV) Has(name string) bool { _, ok := c.col[name]; return ok }

// Next reads the next row. It returns false at the end of the file. A row with
// another number of fields than the header is an error, for then values stand
// under wrong names; trailing empty fields do not count.
func (c *CSV) Next() (bool, error) {
	rec, err := c.Record()
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if len(rec) < c.w || len(rec) > c.w && strings.Join(rec[c.w:], "") != "" {
		return false, c.errorf("", "the line has %d fields, the header has %d: it is cut off or mixed up", len(rec), c.w)
	}
	return true, nil
}

// Get returns the field of the current row under a column name; empty when the
// file has no such column.
func (c *CSV) Get(name string) string {
	i, ok := c.col[name]
	if !ok || i >= len(c.rec) {
		return ""
	}
	return strings.TrimSpace(c.rec[i])
}

// Pos returns the place of the first field of the current record.
func (c *CSV) Pos() Position {
	if len(c.rec) == 0 {
		return c.src.position()
	}
	line, col := c.r.FieldPos(0)
	return Position{line, col, c.r.InputOffset()}
}

// PosOf returns the place of a named field of the current row.
func (c *CSV) PosOf(name string) Position {
	i, ok := c.col[name]
	if !ok || i >= len(c.rec) {
		return c.Pos()
	}
	line, col := c.r.FieldPos(i)
	return Position{line, col, c.r.InputOffset()}
}

func (c *CSV) errorf(key, format string, args ...any) *Error {
	e := c.src.Errorf("", format, args...)
	e.Key, e.Pos = key, c.Pos()
	return e
}

// clip shortens s to n bytes for a message.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + " ..."
}
