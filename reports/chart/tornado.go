package chart

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/chart/axis"
)

var (
	lowColor  = color.RGBA{R: 0x00, G: 0x5a, B: 0x8e, A: 0xff} // dark, also in grey
	highColor = color.RGBA{R: 0xf0, G: 0xb0, B: 0x60, A: 0xff} // light, also in grey
)

// paintTornado draws one bar per input, the first on top, from the result at
// the input's low value to the result at its high value.
func paintTornado(dc draw.Canvas, c *reports.Chart) error {
	if len(c.Bars) == 0 {
		return fmt.Errorf("chart %q: has no bars to draw", c.ID)
	}
	p := newPlot(c)
	t := tornado{chart: c, style: label(p)}
	p.Add(t)
	from, to := c.Base, c.Base
	names := make([]string, len(c.Bars))
	for i, b := range c.Bars {
		from = math.Min(from, math.Min(b.Low, b.High))
		to = math.Max(to, math.Max(b.Low, b.High))
		names[len(c.Bars)-1-i] = clip(p.Y.Tick.Label, b.Label, (dc.Max.X-dc.Min.X)*0.3)
	}
	if to-from < 1e-100 {
		from, to = from-1, to+1
	}
	p.NominalY(names...)
	p.X.Min, p.X.Max = from, to
	p.Y.Min, p.Y.Max = -0.6, float64(len(c.Bars))-0.4
	if c.X.Log {
		p.X.Scale = plot.LogScale{}
	}
	p.X.Tick.Marker = ticks(c.X)
	p.X.Label.Text = reports.OneLine(c.X.Label())
	key := draw.Crop(dc, 0, 0, 18, 0)
	p.Draw(key)
	t.key(dc)
	return nil
}

type tornado struct {
	chart *reports.Chart
	style text.Style
}

// Plot implements plot.Plotter.
func (t tornado) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	n := len(t.chart.Bars)
	for i, b := range t.chart.Bars {
		row := float64(n - 1 - i)
		down, up := y(row-0.32), y(row+0.32)
		bar := func(to float64, fill color.Color) {
			a, z := x(t.chart.Base), x(to)
			c.FillPolygon(fill, []vg.Point{{X: a, Y: down}, {X: a, Y: up}, {X: z, Y: up}, {X: z, Y: down}})
		}
		bar(b.Low, lowColor)
		bar(b.High, highColor)
		for _, e := range t.ends(b) {
			c.FillText(e.style, vg.Point{X: x(e.value) + e.shift, Y: y(row)}, e.words)
		}
	}
	line := draw.LineStyle{Color: color.Black, Width: 1}
	c.StrokeLine2(line, x(t.chart.Base), c.Min.Y, x(t.chart.Base), c.Max.Y)
}

// GlyphBoxes implements plot.GlyphBoxer: it keeps room for the words at the
// bars' ends.
func (t tornado) GlyphBoxes(p *plot.Plot) []plot.GlyphBox {
	var boxes []plot.GlyphBox
	n := len(t.chart.Bars)
	for i, b := range t.chart.Bars {
		for _, e := range t.ends(b) {
			w := e.style.Width(e.words) + 4
			box := vg.Rectangle{Max: vg.Point{X: w}}
			if e.style.XAlign == text.XRight {
				box = vg.Rectangle{Min: vg.Point{X: -w}}
			}
			boxes = append(boxes, plot.GlyphBox{X: p.X.Norm(e.value), Y: p.Y.Norm(float64(n - 1 - i)), Rectangle: box})
		}
	}
	return boxes
}

// barEnd is the words at one end of a bar.
type barEnd struct {
	value float64
	words string
	shift vg.Length
	style text.Style
}

// ends names the input's value at each end, on the outer side: left of the
// smaller result, right of the larger one. Where both ends lie on one side of
// the base, the inner one has no room and is left out.
func (t tornado) ends(b reports.Bar) []barEnd {
	left, right := t.style, t.style
	left.XAlign, right.XAlign = text.XRight, text.XLeft
	low := barEnd{value: b.Low, words: clip(t.style, b.LowLabel, 90), shift: -3, style: left}
	high := barEnd{value: b.High, words: clip(t.style, b.HighLabel, 90), shift: 3, style: right}
	if b.Low > b.High {
		low.shift, high.shift = 3, -3
		low.style, high.style = right, left
	}
	var ends []barEnd
	for _, e := range []barEnd{low, high} {
		outward := (e.value - t.chart.Base) * float64(e.shift)
		if e.words != "" && outward >= 0 {
			ends = append(ends, e)
		}
	}
	return ends
}

// key says what the two fills and the line mean.
func (t tornado) key(dc draw.Canvas) {
	at := dc.Min
	square := func(fill color.Color, words string) {
		dc.FillPolygon(fill, []vg.Point{at, {X: at.X, Y: at.Y + 9}, {X: at.X + 9, Y: at.Y + 9}, {X: at.X + 9, Y: at.Y}})
		dc.FillText(t.style, vg.Point{X: at.X + 13, Y: at.Y + 4.5}, words)
		at.X += 13 + t.style.Width(words) + 16
	}
	square(lowColor, "input at its low value")
	square(highColor, "input at its high value")
	base := "line: base " + axis.Short(t.chart.Base)
	if t.chart.X.Unit != "" {
		base += " " + reports.OneLine(t.chart.X.Unit)
	}
	dc.FillText(t.style, vg.Point{X: at.X, Y: at.Y + 4.5}, base)
}
