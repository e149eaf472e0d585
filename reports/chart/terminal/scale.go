package terminal

import (
	"math"
	"strconv"

	"github.com/sovcost/sovcost/reports"
)

// scale is the vertical axis: bounds along the axis and the lines between.
type scale struct {
	lowest, highest float64
	rows            int
}

// newScale spans all curves. A linear axis includes 0, so that heights compare
// truly, and steps by round numbers.
func newScale(c *reports.Chart) scale {
	lowest, highest := math.Inf(1), math.Inf(-1)
	for _, curve := range c.Curves {
		for _, p := range curve.Points {
			y := scaled(c.Y, p.Y)
			lowest, highest = math.Min(lowest, y), math.Max(highest, y)
		}
	}
	if !c.Y.Log {
		lowest, highest = math.Min(lowest, 0), math.Max(highest, 0)
	}
	if highest-lowest < 1e-100 { // a flat chart still needs a scale
		highest = lowest + 1
	}
	if c.Y.Log {
		return scale{lowest: lowest, highest: highest, rows: plotRows}
	}
	step := roundStep((highest - lowest) / plotRows)
	down, up := math.Floor(lowest/step), math.Ceil(highest/step)
	return scale{lowest: down * step, highest: up * step, rows: int(up - down)}
}

// roundStep is the smallest of 1, 2, 2.5, 5 times a power of ten not below v.
func roundStep(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 2.5, 5} {
		if m*power >= v {
			return m * power
		}
	}
	return 10 * power
}

// scaled is the position of v along the axis; unscaled goes back.
func scaled(a reports.Axis, v float64) float64 {
	if a.Log {
		return math.Log10(v)
	}
	return v
}

func unscaled(a reports.Axis, v float64) float64 {
	if a.Log {
		return math.Pow(10, v)
	}
	return v
}

// tick labels positions along an axis of this length; what rounding left of a
// zero is 0.
func tick(a reports.Axis, length float64) func(float64) string {
	return func(v float64) string {
		if math.Abs(v) < length*1e-9 {
			v = 0
		}
		return short(unscaled(a, v))
	}
}

// short is an axis label of four significant digits: 1.5M, 20k, 0.25.
func short(v float64) string {
	abs := math.Abs(v)
	size, sign := 1.0, ""
	switch {
	case v == 0:
		return "0"
	case abs >= 1e15:
		return strconv.FormatFloat(v, 'e', 1, 64)
	case abs >= 1e12:
		size, sign = 1e12, "T"
	case abs >= 1e9:
		size, sign = 1e9, "G"
	case abs >= 1e6:
		size, sign = 1e6, "M"
	case abs >= 9999.5: // four digits would round to 1e+04
		size, sign = 1e3, "k"
	}
	return strconv.FormatFloat(v/size, 'g', 4, 64) + sign
}
