package text

import (
	"strings"

	"github.com/sovcost/sovcost/reports"
)

// ink paints with ANSI escapes, or not at all.
//
// Note: go-pretty's own colours hang on package globals and on NO_COLOR, TERM
// and FORCE_COLOR read at start; a report must not depend on either.
type ink struct{ on bool }

func (k ink) paint(code, s string) string {
	if !k.on || strings.TrimSpace(s) == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (k ink) plain(s string) string  { return s }
func (k ink) bold(s string) string   { return k.paint("1", s) }
func (k ink) faint(s string) string  { return k.paint("2", s) }
func (k ink) green(s string) string  { return k.paint("1;32", s) }
func (k ink) yellow(s string) string { return k.paint("33", s) }
func (k ink) red(s string) string    { return k.paint("31", s) }

// cell picks the paint that goes with a cell's meaning.
func (k ink) cell(row reports.Row, c reports.Cell) func(string) string {
	switch {
	case row.Style == reports.RowWinner:
		return k.green
	case row.Style == reports.RowExcluded && c.Verdict != reports.VerdictFail:
		return k.faint
	case c.Verdict == reports.VerdictFail:
		return k.red
	case c.State == reports.StateNotPriced, c.State == reports.StateUnknown,
		c.Verdict == reports.VerdictUnknown, c.Verdict == reports.VerdictConditions:
		return k.yellow
	case row.Style == reports.RowHeading, row.Style == reports.RowSubtotal, row.Style == reports.RowTotal:
		return k.bold
	case row.Style == reports.RowNote:
		return k.faint
	}
	return k.plain
}
