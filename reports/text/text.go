// Package text writes a report for a terminal: the answer first, then aligned
// tables that fit the width, footnotes and provenance.
package text

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/chart/terminal"
	"github.com/sovcost/sovcost/reports/text/width"
)

// DefaultWidth is the width in columns where the caller knows none.
const DefaultWidth = 120

// MinWidth is the narrowest page; a smaller width is treated as this one.
const MinWidth = 30

// Options say how to write. The caller decides on colour from the terminal and
// NO_COLOR: this package looks at neither.
type Options struct {
	// Width is the page width in columns; 0 means DefaultWidth.
	Width int
	// Color adds ANSI colours. Nothing is said by colour alone.
	Color bool
}

// Write writes the report. It fails where the report is not sound
// (reports.Validate) or w fails.
func Write(w io.Writer, r *reports.Report, o Options) error {
	if err := r.Validate(); err != nil {
		return fmt.Errorf("text: %w", err)
	}
	if o.Width == 0 {
		o.Width = DefaultWidth
	}
	o.Width = max(o.Width, MinWidth)
	out := bufio.NewWriter(w)
	p := page{out: out, report: r, width: o.Width, ink: ink{on: o.Color}}
	p.write()
	return out.Flush()
}

type page struct {
	out    *bufio.Writer // keeps the first error until Flush
	report *reports.Report
	width  int
	ink    ink
}

func (p *page) write() {
	for i, sentence := range p.report.Answer {
		paint := p.ink.plain
		if i == 0 {
			paint = p.ink.bold
		}
		p.paragraph(sentence, "", paint)
	}
	if p.report.Title != "" {
		if len(p.report.Answer) > 0 {
			p.out.WriteByte('\n')
		}
		p.paragraph(p.report.Title, "", p.ink.plain)
	}
	for i := range p.report.Sections {
		p.section(&p.report.Sections[i])
	}
	p.notes()
	p.provenance()
}

func (p *page) section(s *reports.Section) {
	p.out.WriteByte('\n')
	if s.Title != "" {
		p.paragraph(s.Title, "", p.ink.bold)
	}
	for _, t := range s.Text {
		p.paragraph(t, "", p.ink.plain)
	}
	if s.Table != nil {
		p.table(s.Table)
	}
	if s.Chart != nil {
		p.lines(terminal.Render(s.Chart, p.width))
	}
}

func (p *page) notes() {
	if len(p.report.Notes) == 0 {
		return
	}
	p.out.WriteString("\n" + p.ink.bold("Notes") + "\n")
	for i, n := range p.report.Notes {
		text := n.Text
		if n.Level != "" && n.Level != reports.NoteInfo {
			text = string(n.Level) + ": " + text
		}
		if n.Reason != "" {
			text += " Reason: " + n.Reason + "."
		}
		if n.Where != "" {
			text += " At " + n.Where + "."
		}
		if n.Source != "" {
			text += " Source: " + n.Source + "."
		}
		paint := p.ink.plain
		if n.Level == reports.NoteWarning {
			paint = p.ink.yellow
		}
		p.paragraph(text, fmt.Sprintf("[%d] ", i+1), paint)
	}
}

func (p *page) provenance() {
	lines := p.report.Provenance.Lines()
	if len(lines) == 0 {
		return
	}
	p.out.WriteByte('\n')
	for _, line := range lines {
		p.paragraph(line, "", p.ink.faint)
	}
}

// paragraph wraps text at the page width; mark stands before its first line
// and the others are indented by its width.
func (p *page) paragraph(text, mark string, paint func(string) string) {
	indent := width.Of(mark)
	wrapped := width.Wrap(reports.OneLine(text), p.width-indent)
	for i, line := range wrapped {
		lead := mark
		if i > 0 {
			lead = strings.Repeat(" ", indent)
		}
		p.out.WriteString(lead + paint(line) + "\n")
	}
}

// lines writes finished lines without the blanks at their ends.
func (p *page) lines(text string) {
	for line := range strings.Lines(text) {
		p.out.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
}
