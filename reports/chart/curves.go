package chart

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/chart/axis"
)

// paintCurves draws a line or step chart: the plot, and right of it the names
// of the curves beside their ends.
func paintCurves(dc draw.Canvas, c *reports.Chart) error {
	from, to, ok := axis.Domain(c)
	if !ok {
		return fmt.Errorf("chart %q: has no two points to draw", c.ID)
	}
	p := newPlot(c)
	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = nil, lightGrey
	p.Add(grid)
	for i, curve := range c.Curves {
		if len(curve.Points) == 0 {
			continue
		}
		points := make(plotter.XYs, len(curve.Points))
		for k, pt := range curve.Points {
			points[k] = plotter.XY{X: pt.X, Y: pt.Y}
		}
		line, err := plotter.NewLine(points)
		if err != nil {
			return fmt.Errorf("chart %q curve %s: %w", c.ID, curve.Label, err)
		}
		line.LineStyle = lineStyle(i)
		if c.Kind == reports.ChartStep {
			line.StepStyle = plotter.PostStep
		}
		p.Add(line)
	}
	p.Add(marks{chart: c})
	scaleAxes(p, c, from, to)

	names := endNames(p, c, (dc.Max.X-dc.Min.X)*0.3)
	left := draw.Crop(dc, 0, -(names.width + leader), 0, 0)
	p.Draw(left)
	names.draw(dc, p.DataCanvas(left), p)
	return nil
}

// scaleAxes sets ranges and ticks after everything is added: adding widens
// them.
func scaleAxes(p *plot.Plot, c *reports.Chart, from, to float64) {
	v := axis.Vertical(c, 6)
	p.X.Min, p.X.Max = from, to
	p.Y.Min, p.Y.Max = axis.Unscaled(c.Y, v.Lowest), axis.Unscaled(c.Y, v.Highest)
	p.X.Label.Text, p.Y.Label.Text = reports.OneLine(c.X.Label()), reports.OneLine(c.Y.Label())
	p.X.Tick.Marker, p.Y.Tick.Marker = ticks(c.X), ticks(c.Y)
	if c.X.Log {
		p.X.Scale = plot.LogScale{}
	}
	if c.Y.Log {
		p.Y.Scale = plot.LogScale{}
	}
}

func ticks(a reports.Axis) plot.TickerFunc {
	return func(from, to float64) []plot.Tick {
		var out []plot.Tick
		name := axis.Label(reports.Axis{}, to-from)
		for _, v := range axis.Ticks(a, from, to, 6) {
			out = append(out, plot.Tick{Value: v, Label: name(v)})
		}
		return out
	}
}

const leader = 26 // room for the line between a curve's end and its name

// names are the curves' names at their ends, moved apart where they would
// overlap.
type names struct {
	width vg.Length
	list  []endName
}

type endName struct {
	words string
	index int
	end   reports.Point
	y     vg.Length // where the name stands
}

func endNames(p *plot.Plot, c *reports.Chart, most vg.Length) names {
	var n names
	style := label(p)
	for i, curve := range c.Curves {
		if len(curve.Points) == 0 {
			continue
		}
		e := endName{words: clip(style, curve.Label, most), index: i, end: curve.Points[len(curve.Points)-1]}
		n.width = max(n.width, style.Width(e.words))
		n.list = append(n.list, e)
	}
	return n
}

func (n names) draw(dc, data draw.Canvas, p *plot.Plot) {
	style := label(p)
	x, y := p.Transforms(&data)
	for i := range n.list {
		n.list[i].y = y(n.list[i].end.Y)
	}
	spread(n.list, style.Height("Ag")+2, data.Min.Y, data.Max.Y)
	at := data.Max.X + leader - 4
	for _, e := range n.list {
		look := lineStyle(e.index)
		look.Width = 1
		dc.StrokeLine2(look, x(e.end.X)+2, y(e.end.Y), at-3, e.y)
		dc.FillText(style, vg.Point{X: at, Y: e.y}, e.words)
	}
}
