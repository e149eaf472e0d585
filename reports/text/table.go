package text

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	pretty "github.com/jedib0t/go-pretty/v6/text"

	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/text/width"
)

// table writes t in the page width and says which columns had no room.
func (p *page) table(t *reports.Table) {
	g := newGrid(p.report, t)
	l := g.fit(p.width)
	if l.records {
		p.records(g)
		return
	}
	p.lines(p.render(g, l))
	if len(l.dropped) > 0 {
		var names []string
		for _, j := range l.dropped {
			names = append(names, g.header[j])
		}
		p.paragraph("Left out at this width: "+strings.Join(names, ", ")+". A wider page, csv or json has them.", "", p.ink.faint)
	}
}

func (p *page) render(g *grid, l layout) string {
	w := table.NewWriter()
	w.SetStyle(style())
	var configs []table.ColumnConfig
	header := table.Row{}
	for k, j := range l.shown {
		align := alignment(g.table.Columns[j])
		configs = append(configs, table.ColumnConfig{Number: k + 1, Align: align, AlignHeader: align,
			VAlignHeader: pretty.VAlignBottom, WidthMin: l.widths[k], WidthMax: l.widths[k]})
		header = append(header, paintLines(width.Wrap(g.header[j], l.widths[k]), p.ink.bold))
	}
	w.SetColumnConfigs(configs)
	w.AppendHeader(header)
	for i, row := range g.table.Rows {
		if i > 0 && (row.Style == reports.RowSubtotal || row.Style == reports.RowTotal) {
			w.AppendSeparator()
		}
		cells := table.Row{}
		for k, j := range l.shown {
			paint := p.ink.cell(row, row.Cells[j])
			lead := ""
			if j == 0 {
				lead = g.lead[i]
			}
			cells = append(cells, lead+paintUnder(lead, width.Wrap(g.cells[i][j], l.widths[k]-width.Of(lead)), paint))
		}
		w.AppendRow(cells)
	}
	return w.Render()
}

// paintLines paints line by line: an escape that spans lines would colour the
// neighbouring columns.
func paintLines(lines []string, paint func(string) string) string {
	return paintUnder("", lines, paint)
}

// paintUnder paints lines; all but the first are indented by lead's width.
func paintUnder(lead string, lines []string, paint func(string) string) string {
	painted := make([]string, len(lines))
	for i, line := range lines {
		painted[i] = paint(line)
	}
	return strings.Join(painted, "\n"+strings.Repeat(" ", width.Of(lead)))
}

func alignment(c reports.Column) pretty.Align {
	switch {
	case c.RightAligned():
		return pretty.AlignRight
	case c.Align == reports.AlignCenter:
		return pretty.AlignCenter
	}
	return pretty.AlignLeft
}

// style is a plain grid: one rule under the header, none elsewhere, headings
// as they are written.
func style() table.Style {
	s := table.StyleLight
	s.Box.PaddingLeft = ""
	s.Box.PaddingRight = strings.Repeat(" ", gap)
	s.Box.MiddleSeparator = "─"
	s.Options = table.Options{SeparateHeader: true}
	s.Format = table.FormatOptions{}
	s.Format.Header = pretty.FormatDefault
	s.Format.Footer = pretty.FormatDefault
	s.Format.Row = pretty.FormatDefault
	return s
}

// records writes one cell per line, for pages too narrow for a grid.
func (p *page) records(g *grid) {
	for i, row := range g.table.Rows {
		p.paragraph(g.cells[i][0], g.lead[i], p.ink.cell(row, row.Cells[0]))
		for j := 1; j < len(row.Cells); j++ {
			if row.Cells[j].Empty() {
				continue
			}
			p.paragraph(g.cells[i][j], "    "+width.Clip(g.header[j], p.width/2-6)+": ", p.ink.cell(row, row.Cells[j]))
		}
	}
}
