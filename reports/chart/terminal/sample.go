package terminal

import (
	"math"
	"sort"

	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/chart/axis"
)

// resample reads the curve at n equal steps between from and to along the
// axis; where the curve has no value there the sample is NaN and not drawn.
func resample(c *reports.Chart, curve reports.Curve, from, to float64, n int) []float64 {
	a, b := axis.Scaled(c.X, from), axis.Scaled(c.X, to)
	samples := make([]float64, n)
	for i := range samples {
		x := axis.Unscaled(c.X, a+(b-a)*float64(i)/float64(n-1))
		if i == n-1 {
			x = to // not a rounding error beside it
		}
		y := valueAt(curve.Points, x, c.Kind == reports.ChartStep)
		if c.Kind == reports.ChartStep && i < n-1 {
			y = highest(curve.Points, x, axis.Unscaled(c.X, a+(b-a)*float64(i+1)/float64(n-1)), y)
		}
		samples[i] = axis.Scaled(c.Y, y)
	}
	return samples
}

// highest is the largest of y and the steps that begin between from and to: a
// peak shorter than a column is still drawn.
func highest(points []reports.Point, from, to, y float64) float64 {
	first := sort.Search(len(points), func(i int) bool { return points[i].X > from })
	for _, p := range points[first:] {
		if p.X >= to {
			break
		}
		if !(p.Y <= y) {
			y = p.Y
		}
	}
	return y
}

// valueAt is the curve's value at x: on a jump the value after it, outside of
// the curve NaN.
func valueAt(points []reports.Point, x float64, step bool) float64 {
	after := sort.Search(len(points), func(i int) bool { return points[i].X > x })
	if after == 0 {
		return math.NaN()
	}
	p := points[after-1]
	switch {
	case p.X == x || step && after < len(points):
		return p.Y
	case after == len(points):
		return math.NaN()
	}
	q := points[after]
	return p.Y + (q.Y-p.Y)*(x-p.X)/(q.X-p.X)
}
