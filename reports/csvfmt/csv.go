// Package csvfmt writes the tables of a report as one CSV file: exact numbers
// as numbers, each with its currency or unit in a column of its own, and "not
// priced" in words where there is no number.
//
// Note: go-pretty has a CSV writer; it writes titles as rows and has no guard
// against formulas in text, so this one stands on encoding/csv.
package csvfmt

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/reports"
)

// Write writes all tables of the report. With several tables the columns are
// the union of theirs and a first column "section" holds the table's ID. A
// column "row" says what the row is (item, winner, excluded, total, ...), so
// that sums can leave totals out; a last column "notes" holds the footnotes.
func Write(w io.Writer, r *reports.Report, d Dialect) error {
	if d.Comma == 0 {
		d.Comma = ','
	}
	if err := d.check(); err != nil {
		return err
	}
	if err := r.Validate(); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	s := sheet{report: r, dialect: d, sectioned: len(r.Tables()) > 1}
	if err := s.plan(); err != nil {
		return err
	}
	if d.BOM {
		if _, err := io.WriteString(w, "\uFEFF"); err != nil {
			return err
		}
	}
	out := csv.NewWriter(w)
	out.Comma = d.Comma
	if err := out.Write(s.header); err != nil {
		return err
	}
	for _, t := range r.Tables() {
		for _, row := range t.Rows {
			if err := out.Write(s.record(t, row)); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

type sheet struct {
	report    *reports.Report
	dialect   Dialect
	sectioned bool
	header    []string
	at        map[string]int // field name -> position
}

// plan lists the fields and refuses two meanings for one name.
func (s *sheet) plan() error {
	if s.sectioned {
		s.header = append(s.header, "section")
	}
	s.header = append(s.header, "row")
	reserved := append(slices.Clone(s.header), "notes")
	made := map[string]string{} // field -> column key it comes from
	for _, t := range s.report.Tables() {
		for _, col := range t.Columns {
			for _, field := range fields(col) {
				if slices.Contains(reserved, field) {
					return fmt.Errorf("csv: table %q column %q: the name %q is taken by the writer", t.ID, col.Key, field)
				}
				if from, ok := made[field]; ok {
					if from != col.Key {
						return fmt.Errorf("csv: table %q: columns %q and %q both write a field %q", t.ID, from, col.Key, field)
					}
					continue
				}
				made[field] = col.Key
				s.header = append(s.header, field)
			}
		}
	}
	s.header = append(s.header, "notes")
	s.at = map[string]int{}
	for i, name := range s.header {
		s.at[name] = i
	}
	return nil
}

// fields names what a column becomes.
func fields(col reports.Column) []string {
	switch col.Kind {
	case reports.KindMoney:
		return []string{col.Key, col.Key + "_currency"}
	case reports.KindQuantity, reports.KindRate:
		return []string{col.Key, col.Key + "_unit"}
	case reports.KindVerdict:
		return []string{col.Key, col.Key + "_detail"}
	}
	return []string{col.Key}
}

func (s *sheet) record(t *reports.Table, row reports.Row) []string {
	record := make([]string, len(s.header))
	if s.sectioned {
		record[s.at["section"]] = s.text(t.ID)
	}
	style := string(row.Style)
	if style == "" {
		style = "item"
	}
	record[s.at["row"]] = style
	var notes []string
	for i, c := range row.Cells {
		col := t.Columns[i]
		value, beside := s.cell(c, col)
		names := fields(col)
		record[s.at[names[0]]] = value
		if len(names) > 1 {
			record[s.at[names[1]]] = s.text(beside)
		}
		if c.Number != nil && c.Text != "" {
			notes = append(notes, col.Key+": "+c.Text)
		}
		for _, id := range c.Notes {
			n := s.report.Notes[s.report.NoteNumber(id)-1]
			notes = append(notes, string(n.Level)+": "+n.Text)
		}
	}
	record[s.at["notes"]] = s.text(strings.Join(notes, "; "))
	return record
}

// cell is the cell's value and what stands in the column beside it.
func (s *sheet) cell(c reports.Cell, col reports.Column) (value, beside string) {
	switch {
	case c.State != reports.StateKnown:
		return s.text(string(c.State)), c.Text
	case c.Number != nil:
		return s.number(c), c.UnitIn(col)
	case col.Kind == reports.KindVerdict:
		return s.text(string(c.Verdict)), c.Text
	}
	return s.text(c.Text), ""
}

// number is every digit of the number; it is not guarded, a minus sign there
// is a number's own.
func (s *sheet) number(c reports.Cell) string {
	n := c.Number.String()
	if s.dialect.DecimalComma {
		n = strings.Replace(n, ".", ",", 1)
	}
	return n
}

// text guards a text against being run as a formula.
func (s *sheet) text(words string) string {
	words = strings.ToValidUTF8(words, "\uFFFD")
	if s.dialect.Raw || !Dangerous(words) {
		return words
	}
	return "'" + words
}

// Dangerous says whether a spreadsheet may take a text for a formula: it begins
// with = + - @, a tab, a line break, or the full-width form of a sign.
// Source: OWASP, CSV Injection.
func Dangerous(words string) bool {
	return strings.IndexAny(words, "=+-@\t\r\n＝＋－＠") == 0
}
