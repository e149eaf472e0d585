package text

import (
	"strings"

	pretty "github.com/jedib0t/go-pretty/v6/text"

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

// wrap breaks a text of one line into lines no wider than room.
func wrap(s string, room int) []string {
	if width(s) <= room {
		return []string{strings.TrimRight(s, " ")}
	}
	var lines []string
	line, used := "", 0
	flush := func() {
		if line != "" {
			lines = append(lines, line)
		}
		line, used = "", 0
	}
	for _, word := range strings.Fields(s) {
		w := width(word)
		if used > 0 && used+1+w > room {
			flush()
		}
		if used > 0 {
			line, used = line+" ", used+1
		}
		for w > room { // a word wider than the line is cut
			head, tail := cut(word, room)
			line = head
			flush()
			word, w = tail, width(tail)
		}
		line, used = line+word, used+w
	}
	flush()
	if len(lines) == 0 {
		return []string{""}
	}
	return lines
}

// cut splits a word so that the head fills at most room columns, and at least
// one rune goes to the head.
func cut(word string, room int) (head, tail string) {
	used := 0
	for i, r := range word {
		w := pretty.RuneWidth(r)
		if i > 0 && used+w > room {
			return word[:i], word[i:]
		}
		used += w
	}
	return word, ""
}
