// Package axis is the arithmetic of numeric axes, the same for charts in
// characters and in pictures: ranges, round steps, tick labels.
package axis

import (
	"math"
	"strconv"

	"github.com/sovcost/sovcost/reports"
)

// Scaled is the position of v along the axis: v itself, or its decimal
// logarithm on a logarithmic axis.
func Scaled(a reports.Axis, v float64) float64 {
	if a.Log {
		return math.Log10(v)
	}
	return v
}

// Unscaled goes back from a position to the value.
func Unscaled(a reports.Axis, v float64) float64 {
	if a.Log {
		return math.Pow(10, v)
	}
	return v
}

// Domain is the range of x over all curves; ok is false where there is none.
func Domain(c *reports.Chart) (from, to float64, ok bool) {
	from, to = math.Inf(1), math.Inf(-1)
	for _, curve := range c.Curves {
		for _, p := range curve.Points {
			from, to = math.Min(from, p.X), math.Max(to, p.X)
		}
	}
	return from, to, from < to
}

// Range is a vertical axis: bounds as positions along it, and the number of
// steps between them.
type Range struct {
	Lowest, Highest float64
	Steps           int
}

// Vertical spans all curves in about the wanted number of steps. A linear axis
// includes 0, so that heights compare truly, and steps by round numbers.
func Vertical(c *reports.Chart, wanted int) Range {
	lowest, highest := math.Inf(1), math.Inf(-1)
	for _, curve := range c.Curves {
		for _, p := range curve.Points {
			y := Scaled(c.Y, p.Y)
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
		return Range{Lowest: lowest, Highest: highest, Steps: wanted}
	}
	step := RoundStep((highest - lowest) / float64(wanted))
	down, up := math.Floor(lowest/step), math.Ceil(highest/step)
	return Range{Lowest: down * step, Highest: up * step, Steps: int(up - down)}
}

// RoundStep is the smallest of 1, 2, 2.5, 5 times a power of ten not below v,
// which is above 0.
func RoundStep(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 2.5, 5} {
		if m*power >= v {
			return m * power
		}
	}
	return 10 * power
}

// Ticks are the values labelled between from and to: multiples of a round step
// on a linear axis; on a logarithmic one powers of ten, with their 2 and 5
// times where the range is short.
func Ticks(a reports.Axis, from, to float64, wanted int) []float64 {
	if a.Log {
		return logTicks(from, to)
	}
	if to-from < 1e-100 {
		return []float64{from}
	}
	step := RoundStep((to - from) / float64(wanted))
	var ticks []float64
	for i := math.Ceil(from/step - 1e-9); i*step <= to+step*1e-9; i++ {
		ticks = append(ticks, i*step)
		if len(ticks) > 4*wanted { // steps below float64's resolution
			break
		}
	}
	return ticks
}

func logTicks(from, to float64) []float64 {
	multiples := []float64{1}
	decades := math.Log10(to / from)
	if decades < 3 {
		multiples = []float64{1, 2, 5}
	}
	stride := max(1, int(math.Ceil(decades/8)))
	var ticks []float64
	for e := int(math.Floor(math.Log10(from))); e <= int(math.Ceil(math.Log10(to))); e += stride {
		for _, m := range multiples {
			if v := m * math.Pow(10, float64(e)); v >= from*(1-1e-9) && v <= to*(1+1e-9) {
				ticks = append(ticks, v)
			}
		}
	}
	return ticks
}

// Label labels positions along an axis of this length; what rounding left of a
// zero is 0.
func Label(a reports.Axis, length float64) func(float64) string {
	return func(v float64) string {
		if math.Abs(v) < length*1e-9 {
			v = 0
		}
		return Short(Unscaled(a, v))
	}
}

// Short is a number of four significant digits: 1.5M, 20k, 0.25.
func Short(v float64) string {
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
