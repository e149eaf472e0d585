// Package markdown writes a report as GitHub flavoured Markdown, e.g. as the
// body of a pull-request comment.
package markdown

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/chart/terminal"
)

// chartWidth is the width of a chart in characters; GitHub shows about 100
// before it scrolls.
const chartWidth = 92

// Options say how to write.
type Options struct {
	// Tag names the comment in a hidden first line, by which a later run finds
	// and updates it; empty for none. Letters, digits and . _ / - are kept.
	Tag string
	// MaxRows shortens each table to so many rows and says so; 0 means all. A
	// GitHub comment holds 65,536 characters.
	MaxRows int
}

// Marker is the hidden first line of a comment with this tag.
func Marker(tag string) string {
	safe := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '_', r == '/', r == '-':
			return r
		}
		return '_'
	}, tag)
	// Two hyphens would end the HTML comment.
	for strings.Contains(safe, "--") {
		safe = strings.ReplaceAll(safe, "--", "-")
	}
	return "<!-- sovcost:" + safe + " -->"
}

// Write writes the report. It fails where the report is not sound
// (reports.Validate) or w fails.
func Write(w io.Writer, r *reports.Report, o Options) error {
	if err := r.Validate(); err != nil {
		return fmt.Errorf("markdown: %w", err)
	}
	out := bufio.NewWriter(w)
	p := page{out: out, report: r, options: o}
	p.write()
	return out.Flush()
}

type page struct {
	out     *bufio.Writer // keeps the first error until Flush
	report  *reports.Report
	options Options
}

func (p *page) line(s string) { p.out.WriteString(s + "\n") }

func (p *page) write() {
	if p.options.Tag != "" {
		p.line(Marker(p.options.Tag))
	}
	if p.report.Title != "" {
		p.line("## " + escape(p.report.Title) + "\n")
	}
	for i, sentence := range p.report.Answer {
		if i == 0 {
			p.line("**" + escape(sentence) + "**")
			continue
		}
		p.line(escape(sentence))
	}
	for i := range p.report.Sections {
		p.section(&p.report.Sections[i])
	}
	p.notes()
	if lines := p.report.Provenance.Lines(); len(lines) > 0 {
		for i := range lines {
			lines[i] = escape(lines[i])
		}
		p.line("\n<sub>" + strings.Join(lines, "<br>") + "</sub>")
	}
}

func (p *page) section(s *reports.Section) {
	p.line("")
	if s.Title != "" {
		p.line("### " + escape(s.Title) + "\n")
	}
	for _, t := range s.Text {
		p.line(escape(t) + "\n")
	}
	if s.Table != nil {
		p.table(s.Table)
	}
	if s.Chart != nil {
		// A backtick in a label could end the fence.
		p.line("```text\n" + strings.ReplaceAll(terminal.Render(s.Chart, chartWidth), "`", "'") + "```")
	}
}

func (p *page) notes() {
	if len(p.report.Notes) == 0 {
		return
	}
	p.line("\n**Notes**\n")
	for i, n := range p.report.Notes {
		text := escape(n.Text)
		if n.Level != "" && n.Level != reports.NoteInfo {
			text = "**" + escape(string(n.Level)) + "**: " + text
		}
		for _, part := range []struct{ name, words string }{{"Reason", n.Reason}, {"At", n.Where}, {"Source", n.Source}} {
			if part.words != "" {
				text += " " + part.name + ": " + escape(part.words) + "."
			}
		}
		p.line(fmt.Sprintf("%d. %s", i+1, text))
	}
}
