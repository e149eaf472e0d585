package markdown

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sovcost/sovcost/reports"
)

func (p *page) table(t *reports.Table) {
	var titles, rules []string
	for _, col := range t.Columns {
		titles = append(titles, escape(col.Heading()))
		switch {
		case col.RightAligned():
			rules = append(rules, "--:")
		case col.Align == reports.AlignCenter:
			rules = append(rules, ":-:")
		default:
			rules = append(rules, ":--")
		}
	}
	p.line("| " + strings.Join(titles, " | ") + " |")
	p.line("|" + strings.Join(rules, "|") + "|")
	rows := t.Rows
	if most := p.options.MaxRows; most > 0 && len(rows) > most {
		rows = rows[:most]
	}
	for _, row := range rows {
		p.row(t, row)
	}
	if left := len(t.Rows) - len(rows); left > 0 {
		p.line(fmt.Sprintf("\n*%s more rows are not shown here.*", reports.Group(strconv.Itoa(left))))
	}
}

func (p *page) row(t *reports.Table, row reports.Row) {
	var cells []string
	for i, c := range row.Cells {
		words := style(row.Style, escape(c.Display(t.Columns[i])))
		if i == 0 {
			words = strings.Repeat("&nbsp;&nbsp;", max(0, min(row.Depth, 8))) + mark(row.Style) + words
		}
		for _, id := range c.Notes {
			words += fmt.Sprintf(" <sup>[%d]</sup>", p.report.NoteNumber(id))
		}
		cells = append(cells, words)
	}
	p.line("| " + strings.Join(cells, " | ") + " |")
}

// mark says winner and excluded in a way that survives copying as text.
func mark(s reports.RowStyle) string {
	switch s {
	case reports.RowWinner:
		return "&#9658; "
	case reports.RowExcluded:
		return "&#10005; "
	}
	return ""
}

func style(s reports.RowStyle, words string) string {
	if words == "" {
		return ""
	}
	switch s {
	case reports.RowWinner, reports.RowHeading, reports.RowSubtotal, reports.RowTotal:
		return "**" + words + "**"
	case reports.RowNote:
		return "*" + words + "*"
	}
	return words
}

// special are the runes Markdown and its HTML act on. They are written as
// character references, which also hold inside a table, where a backslash does
// not protect a pipe in every reader.
const special = "\\`*_~[]<>&|$"

// escape makes any text one line that Markdown shows as it is. An underscore
// inside a word does nothing and stays, so that names remain legible. GitHub
// finds mentions and issue numbers after the Markdown is read, where a
// character reference no longer protects: an empty comment parts them.
func escape(s string) string {
	s = strings.TrimSpace(reports.OneLine(s))
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		before := i > 0 && letter(runes[i-1])
		after := i+1 < len(runes) && letter(runes[i+1])
		switch {
		case (r == '@' || r == '#') && after && !before:
			b.WriteString(string(r) + "<!-- -->")
		case strings.ContainsRune(special, r) && !(r == '_' && before && after), r == '#' && i == 0:
			fmt.Fprintf(&b, "&#%d;", r)
		default:
			b.WriteRune(r)
		}
	}
	return autolinks.Replace(listMark(b.String()))
}

func letter(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// autolinks keeps "www." from becoming a link; addresses with a scheme are
// sources and may be one.
var autolinks = strings.NewReplacer("www.", "www&#46;")

// listMark keeps a text that begins with "- ", "+ " or "1. " from becoming a
// list, and "---" or "===" from becoming a rule.
func listMark(s string) string {
	if s == "" {
		return s
	}
	if strings.IndexByte("-+=", s[0]) >= 0 {
		return fmt.Sprintf("&#%d;", s[0]) + s[1:]
	}
	digits := 0
	for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' {
		digits++
	}
	if digits > 0 && digits < len(s) && (s[digits] == '.' || s[digits] == ')') && (digits+1 == len(s) || s[digits+1] == ' ') {
		return s[:digits] + fmt.Sprintf("&#%d;", s[digits]) + s[digits+1:]
	}
	return s
}
