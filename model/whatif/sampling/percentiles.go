package sampling

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// z90 is the standard normal quantile of 0.9: an estimate's P10 and P90 lie
// this many deviations from its median.
func z90() float64 { return distuv.UnitNormal.Quantile(0.9) }

// UniformFrom is the uniform distribution with that P10 and P90.
func UniformFrom(p10, p90 float64) (Distribution, error) {
	if err := ordered("uniform", "p10", p10, "p90", p90); err != nil {
		return Distribution{}, err
	}
	// P10 to P90 is eight tenths of the width.
	tenth := (p90 - p10) / 8
	return Uniform(p10-tenth, p90+tenth)
}

// NormalFrom is the normal distribution with that P10 and P90.
func NormalFrom(p10, p90 float64) (Distribution, error) {
	if err := ordered("normal", "p10", p10, "p90", p90); err != nil {
		return Distribution{}, err
	}
	return Normal(p10+(p90-p10)/2, (p90-p10)/(2*z90()))
}

// LogNormalFrom is the lognormal distribution with that P10 and P90, both above
// 0; its median is their geometric mean.
func LogNormalFrom(p10, p90 float64) (Distribution, error) {
	if err := ordered("lognormal", "p10", p10, "p90", p90); err != nil {
		return Distribution{}, err
	}
	if p10 <= 0 {
		return Distribution{}, fmt.Errorf("lognormal: p10 %g is not above 0", p10)
	}
	low, high := math.Log(p10), math.Log(p90)
	return LogNormal(math.Exp((low+high)/2), (high-low)/(2*z90()))
}

// TriangularFrom is the triangular distribution with those three percentiles.
// Its shape bounds how lopsided they may be: (p90-p50)/(p50-p10) from 0.618 to
// 1.618. Beyond that use [FromPercentiles].
func TriangularFrom(p10, p50, p90 float64) (Distribution, error) {
	if err := rising("triangular", p10, p50, p90); err != nil {
		return Distribution{}, err
	}
	want := (p90 - p50) / (p50 - p10)
	least, most := skew(1), skew(0)
	if want < least*(1-1e-9) || want > most*(1+1e-9) {
		return Distribution{}, fmt.Errorf("triangular: p10 %g, p50 %g, p90 %g are too lopsided: (p90-p50)/(p50-p10) = %.3g is outside %.3f to %.3f; give p10, p50, p90 without a shape",
			p10, p50, p90, want, least, most)
	}
	// skew falls as the mode moves right: bisect for the mode of a unit triangle.
	left, right := 0.0, 1.0
	for range 64 {
		if mid := (left + right) / 2; skew(mid) > want {
			left = mid
		} else {
			right = mid
		}
	}
	mode := (left + right) / 2
	a, b := unitTriangle(0.1, mode), unitTriangle(0.9, mode)
	width := (p90 - p10) / (b - a)
	low := p10 - a*width
	return Triangular(low, low+mode*width, low+width)
}

// unitTriangle is the quantile of the triangle from 0 to 1 with that mode.
func unitTriangle(p, mode float64) float64 {
	if p <= mode {
		return math.Sqrt(p * mode)
	}
	return 1 - math.Sqrt((1-p)*(1-mode))
}

func skew(mode float64) float64 {
	p50 := unitTriangle(0.5, mode)
	return (unitTriangle(0.9, mode) - p50) / (p50 - unitTriangle(0.1, mode))
}

// FromPercentiles is the distribution through any three rising percentiles: a
// lognormal moved along the axis, mirrored where the long tail is on the left,
// and a normal where there is none. It meets all three exactly.
//
// With r = (p90-p50)/(p50-p10) it is p50 + s*(exp(sigma*z)-1), where z is
// standard normal, sigma = ln(r)/z90 and s = (p90-p50)/(r-1). Its support ends
// at p50-s: below that for r < 1, above for r > 1; so it may reach below zero
// even where p10 does not, which [Distribution.Within] finds.
//
// Note: with p50*p50 = p10*p90 it is the plain lognormal. A plain lognormal
// through p10 and p90 alone would ignore the median the user gave.
func FromPercentiles(p10, p50, p90 float64) (Distribution, error) {
	if err := rising("percentiles", p10, p50, p90); err != nil {
		return Distribution{}, err
	}
	r := (p90 - p50) / (p50 - p10)
	name := fmt.Sprintf("percentiles(P10 %g, P50 %g, P90 %g)", p10, p50, p90)
	if math.Abs(r-1) < 1e-6 {
		d, err := NormalFrom(p10, p90)
		d.name = name
		return d, err
	}
	sigma := math.Log(r) / z90()
	s := (p90 - p50) / (r - 1)
	d := Distribution{
		name: name,
		low:  p50 - s, high: math.Inf(1),
		quantile: func(p float64) float64 { return p50 + s*math.Expm1(sigma*distuv.UnitNormal.Quantile(p)) },
		cdf:      func(x float64) float64 { return distuv.UnitNormal.CDF(math.Log1p((x-p50)/s) / sigma) },
	}
	if s < 0 {
		d.low, d.high = math.Inf(-1), p50-s
	}
	// Percentiles of a quantity above zero such as 1, 10, 100 land a rounding
	// error beside zero; there the plain lognormal is meant.
	if math.Abs(d.low) <= 1e-9*math.Abs(p50) {
		d.low = 0
	}
	return finish(d)
}

func rising(kind string, p10, p50, p90 float64) error {
	if err := ordered(kind, "p10", p10, "p50", p50); err != nil {
		return err
	}
	if err := ordered(kind, "p50", p50, "p90", p90); err != nil {
		return err
	}
	return ordered(kind, "p10", p10, "p90", p90)
}
