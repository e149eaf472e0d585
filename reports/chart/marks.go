package chart

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/sovcost/sovcost/reports"
)

// marks draws the chart's named points: a ring, and the name beside it where
// it covers neither another name nor a ring.
type marks struct{ chart *reports.Chart }

// Plot implements plot.Plotter.
func (m marks) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	style := label(p)
	ring := draw.GlyphStyle{Color: color.Black, Radius: 4, Shape: draw.RingGlyph{}}
	var taken []vg.Rectangle
	var points []vg.Point
	for _, mark := range m.chart.Marks {
		pt := vg.Point{X: x(mark.X), Y: y(mark.Y)}
		points = append(points, pt)
		taken = append(taken, around(pt, 5))
	}
	for i, mark := range m.chart.Marks {
		if !inside(around(points[i], 0), c.Rectangle) {
			continue // outside of the axes
		}
		words := clip(style, mark.Label, (c.Max.X-c.Min.X)*0.5)
		size := vg.Point{X: style.Width(words) + 4, Y: style.Height("Ag") + 2}
		box := place(points[i], size, taken, c.Rectangle)
		taken = append(taken, box)
		middle := (box.Min.Y + box.Max.Y) / 2
		if math.Abs(float64(middle-points[i].Y)) > float64(1.5*size.Y) { // far away: say whose name it is
			near := box.Min.X
			if points[i].X > box.Max.X {
				near = box.Max.X
			}
			c.StrokeLine2(draw.LineStyle{Color: grey, Width: 0.5}, points[i].X, points[i].Y, near, middle)
		}
		c.FillPolygon(color.White, []vg.Point{box.Min, {X: box.Min.X, Y: box.Max.Y}, box.Max, {X: box.Max.X, Y: box.Min.Y}})
		c.FillText(style, vg.Point{X: box.Min.X + 2, Y: middle}, words)
	}
	for _, pt := range points {
		c.DrawGlyph(ring, pt)
	}
}

func around(pt vg.Point, r vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: vg.Point{X: pt.X - r, Y: pt.Y - r}, Max: vg.Point{X: pt.X + r, Y: pt.Y + r}}
}

// place finds the first free box of this size near pt: above left, below
// right, above right, below left, and each further away; where all are taken
// the first.
func place(pt, size vg.Point, taken []vg.Rectangle, page vg.Rectangle) vg.Rectangle {
	var first vg.Rectangle
	for distance := vg.Length(7); distance < 120; distance += size.Y {
		for _, corner := range []vg.Point{
			{X: pt.X - 6 - size.X, Y: pt.Y + distance - 4},
			{X: pt.X + 6, Y: pt.Y - distance + 4 - size.Y},
			{X: pt.X + 6, Y: pt.Y + distance - 4},
			{X: pt.X - 6 - size.X, Y: pt.Y - distance + 4 - size.Y},
		} {
			box := vg.Rectangle{Min: corner, Max: corner.Add(size)}
			if first == (vg.Rectangle{}) {
				first = box
			}
			if inside(box, page) && free(box, taken) {
				return box
			}
		}
	}
	return first
}

func free(box vg.Rectangle, taken []vg.Rectangle) bool {
	for _, t := range taken {
		if overlap(box, t) {
			return false
		}
	}
	return true
}
