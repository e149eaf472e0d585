// Package terminal draws a report's charts with characters.
package terminal

import (
	"fmt"
	"math"
	"strings"

	"github.com/guptarohit/asciigraph"

	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/chart/axis"
	"github.com/sovcost/sovcost/reports/text/width"
)

const (
	plotRows = 12 // about so many lines high
	minPlot  = 14 // narrowest plot in columns
)

// letters name the curves on the plot; the 27th starts again at a.
const letters = "abcdefghijklmnopqrstuvwxyz"

// Render draws the chart on a page so many columns wide (30 at least). Both axes are
// true: curves are sampled at equal steps of x (of log x on a logarithmic
// axis), so a point stands where its value says. The result ends in a line
// end.
func Render(c *reports.Chart, page int) string {
	page = max(page, 30)
	if c.Kind == reports.ChartTornado {
		return tornado(c, page)
	}
	from, to, ok := axis.Domain(c)
	if !ok {
		return title(c, page) + "no points to draw\n"
	}
	s := axis.Vertical(c, plotRows)
	// The axis labels' width is known once they are drawn: what does not fit
	// is drawn again that much narrower.
	columns := page - 8
	lines := plot(c, s, from, to, columns)
	for over := widest(lines) - page; over > 0 && columns > minPlot; over = widest(lines) - page {
		columns = max(minPlot, columns-over)
		lines = plot(c, s, from, to, columns)
	}
	for _, m := range c.Marks {
		along := (axis.Scaled(c.X, m.X) - axis.Scaled(c.X, from)) / (axis.Scaled(c.X, to) - axis.Scaled(c.X, from))
		up := (axis.Scaled(c.Y, m.Y) - s.Lowest) / (s.Highest - s.Lowest)
		if !(along >= 0 && along <= 1 && up >= 0 && up <= 1) {
			continue // outside of the plot: the legend alone has it
		}
		star(lines, along*float64(columns-1), (1-up)*float64(s.Steps))
	}
	return title(c, page) + clip(c.Y.Label(), page) + "\n" + strings.Join(lines, "\n") + "\n" + legend(c, page)
}

// plot draws curves and axes, so many columns wide.
func plot(c *reports.Chart, s axis.Range, from, to float64, columns int) []string {
	var data [][]float64
	var chars []asciigraph.CharSet
	for i, curve := range c.Curves {
		data = append(data, resample(c, curve, from, to, columns))
		chars = append(chars, asciigraph.CreateCharSet(string(letters[i%len(letters)])))
	}
	drawn := asciigraph.PlotMany(data,
		asciigraph.Height(s.Steps), asciigraph.LowerBound(s.Lowest), asciigraph.UpperBound(s.Highest),
		asciigraph.SeriesChars(chars...),
		asciigraph.YAxisValueFormatter(axis.Label(c.Y, s.Highest-s.Lowest)),
		asciigraph.XAxisRange(axis.Scaled(c.X, from), axis.Scaled(c.X, to)),
		asciigraph.XAxisTickCount(min(5, max(2, columns/12))),
		asciigraph.XAxisValueFormatter(axis.Label(c.X, axis.Scaled(c.X, to)-axis.Scaled(c.X, from))),
	)
	return strings.Split(drawn, "\n")
}

func widest(lines []string) int {
	w := 0
	for _, line := range lines {
		w = max(w, width.Of(strings.TrimRight(line, " ")))
	}
	return w
}

// star puts a * on the plot, so many columns right of the axis and lines down.
func star(lines []string, column, row float64) {
	i := int(math.Round(row))
	edge := strings.IndexAny(lines[i], "┤┼")
	if edge < 0 {
		return
	}
	at := len([]rune(lines[i][:edge])) + max(1, int(math.Round(column)))
	runes := []rune(lines[i])
	for len(runes) <= at {
		runes = append(runes, ' ')
	}
	runes[at] = '*'
	lines[i] = string(runes)
}

func title(c *reports.Chart, page int) string {
	if c.Title == "" {
		return ""
	}
	return clip(c.Title, page) + "\n"
}

func legend(c *reports.Chart, page int) string {
	var b strings.Builder
	fmt.Fprintln(&b, clip("across: "+c.X.Label(), page))
	for i, curve := range c.Curves {
		fmt.Fprintln(&b, clip(fmt.Sprintf("%c  %s", letters[i%len(letters)], curve.Label), page))
	}
	for _, m := range c.Marks {
		fmt.Fprintln(&b, clip(fmt.Sprintf("*  %s: %s, %s", m.Label, withUnit(m.X, c.X), withUnit(m.Y, c.Y)), page))
	}
	return b.String()
}

func withUnit(v float64, a reports.Axis) string {
	return strings.TrimSpace(axis.Short(v) + " " + a.Unit)
}

// clip makes s one safe line of at most so many columns.
func clip(s string, room int) string { return width.Clip(reports.OneLine(s), room) }
