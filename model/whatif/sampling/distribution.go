package sampling

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Distribution is an uncertain number: what is believed about it before it is
// known. Make one with [Uniform], [Triangular], [Normal], [LogNormal] or one of
// the functions that take percentiles; the zero value is not a distribution.
//
// Note: a concrete type over gonum's distributions rather than an interface:
// draws need nothing but the quantile, and every constructor checks its own
// arguments, which gonum answers with a panic.
type Distribution struct {
	name     string
	low      float64 // lower end of the support, -Inf where there is none
	high     float64 // upper end, +Inf where there is none
	quantile func(p float64) float64
	cdf      func(x float64) float64
}

// Quantile returns the value that lies above a share p of the probability. p
// outside 0 to 1 gives NaN; 0 and 1 give the ends of the support.
func (d Distribution) Quantile(p float64) float64 {
	switch {
	case d.quantile == nil || !(p >= 0 && p <= 1):
		return math.NaN()
	case p == 0:
		return d.low
	case p == 1:
		return d.high
	}
	// Rounding may carry a value a hair over the end of the support.
	return min(max(d.quantile(p), d.low), d.high)
}

// CDF returns the probability of a value at or below x.
func (d Distribution) CDF(x float64) float64 {
	switch {
	case d.cdf == nil || math.IsNaN(x):
		return math.NaN()
	case x < d.low:
		return 0
	case x >= d.high:
		return 1
	}
	return d.cdf(x)
}

// Support returns the smallest and largest possible value, infinite where
// there is no bound.
func (d Distribution) Support() (low, high float64) { return d.low, d.high }

// String names the distribution with its parameters.
func (d Distribution) String() string {
	if d.quantile == nil {
		return "no distribution"
	}
	return d.name
}

// Uniform is every value from low to high with equal probability.
func Uniform(low, high float64) (Distribution, error) {
	if err := ordered("uniform", "low", low, "high", high); err != nil {
		return Distribution{}, err
	}
	u := distuv.Uniform{Min: low, Max: high}
	return finish(Distribution{
		name: fmt.Sprintf("uniform(%g to %g)", low, high),
		low:  low, high: high, quantile: u.Quantile, cdf: u.CDF,
	})
}

// Triangular runs from low to high with its peak at mode, which may be an end.
func Triangular(low, mode, high float64) (Distribution, error) {
	if err := ordered("triangular", "low", low, "high", high); err != nil {
		return Distribution{}, err
	}
	if !(mode >= low && mode <= high) {
		return Distribution{}, fmt.Errorf("triangular: mode %g is not between low %g and high %g", mode, low, high)
	}
	tr := distuv.NewTriangle(low, high, mode, nil)
	return finish(Distribution{
		name: fmt.Sprintf("triangular(%g, %g, %g)", low, mode, high),
		low:  low, high: high, quantile: tr.Quantile, cdf: tr.CDF,
	})
}

// Normal has the given mean and standard deviation. It has no lower bound:
// where an input may not be negative, [Distribution.Truncate] it or use a
// [LogNormal].
func Normal(mean, deviation float64) (Distribution, error) {
	if err := finite("normal", "mean", mean, "deviation", deviation); err != nil {
		return Distribution{}, err
	}
	if deviation <= 0 {
		return Distribution{}, fmt.Errorf("normal: deviation %g is not above 0", deviation)
	}
	n := distuv.Normal{Mu: mean, Sigma: deviation}
	return finish(Distribution{
		name: fmt.Sprintf("normal(mean %g, deviation %g)", mean, deviation),
		low:  math.Inf(-1), high: math.Inf(1), quantile: n.Quantile, cdf: n.CDF,
	})
}

// LogNormal has the given median; its logarithm is normal with deviation sigma
// (0.25 means roughly plus or minus 25 %). Its values are above 0.
//
// Note: the median, not the mean of the logarithm, since nobody knows the
// latter of their own load.
func LogNormal(median, sigma float64) (Distribution, error) {
	if err := finite("lognormal", "median", median, "sigma", sigma); err != nil {
		return Distribution{}, err
	}
	if median <= 0 || sigma <= 0 {
		return Distribution{}, fmt.Errorf("lognormal: median %g and sigma %g must both be above 0", median, sigma)
	}
	l := distuv.LogNormal{Mu: math.Log(median), Sigma: sigma}
	return finish(Distribution{
		name: fmt.Sprintf("lognormal(median %g, sigma %g)", median, sigma),
		low:  0, high: math.Inf(1), quantile: l.Quantile, cdf: l.CDF,
	})
}

// Truncate cuts d to the values from low to high and scales the rest up to
// probability 1. Either bound may be infinite.
func (d Distribution) Truncate(low, high float64) (Distribution, error) {
	if d.quantile == nil {
		return Distribution{}, fmt.Errorf("truncate: no distribution")
	}
	if !(low < high) {
		return Distribution{}, fmt.Errorf("truncate: low %g is not below high %g", low, high)
	}
	from, to := d.CDF(low), d.CDF(high)
	// Below this share the quantiles of the rest are made of rounding errors.
	const least = 1e-6
	if to-from < least {
		return Distribution{}, fmt.Errorf("truncate: only a share %.1g of %s lies from %g to %g, under %g; choose wider bounds or another distribution",
			to-from, d, low, high, least)
	}
	whole := d
	return finish(Distribution{
		name: fmt.Sprintf("%s cut to %g to %g", d.name, low, high),
		low:  max(low, d.low), high: min(high, d.high),
		quantile: func(p float64) float64 { return whole.Quantile(from + p*(to-from)) },
		cdf:      func(x float64) float64 { return (whole.CDF(x) - from) / (to - from) },
	})
}

// Within refuses a distribution that can leave low to high: a share of days, a
// count, a price that must not be negative. The error says how likely it is.
func (d Distribution) Within(low, high float64) error {
	if d.quantile == nil {
		return fmt.Errorf("no distribution")
	}
	if d.low < low {
		return fmt.Errorf("%s can fall below %g (probability %.2g); use a lognormal, or cut it at %g",
			d, low, d.CDF(low), low)
	}
	if d.high > high {
		return fmt.Errorf("%s can rise above %g (probability %.2g); cut it at %g",
			d, high, 1-d.CDF(high), high)
	}
	return nil
}

// finish refuses a distribution whose draws would overflow.
func finish(d Distribution) (Distribution, error) {
	for _, p := range []float64{smallest, 1 - smallest} {
		if x := d.quantile(p); math.IsNaN(x) || math.IsInf(x, 0) {
			return Distribution{}, fmt.Errorf("%s: too wide, its %.3g quantile is %v; use a narrower one", d.name, p, x)
		}
	}
	return d, nil
}

// smallest is the lowest probability a Sobol point can have.
const smallest = 0.5 / (1 << sobolBits)

func ordered(kind, lowName string, low float64, highName string, high float64) error {
	if err := finite(kind, lowName, low, highName, high); err != nil {
		return err
	}
	if low == high {
		return fmt.Errorf("%s: %s and %s are both %g; give the value itself, it is certain", kind, lowName, highName, low)
	}
	if low > high {
		return fmt.Errorf("%s: %s %g is above %s %g; swap them", kind, lowName, low, highName, high)
	}
	if math.IsInf(high-low, 0) {
		return fmt.Errorf("%s: %s %g to %s %g is too wide for float64", kind, lowName, low, highName, high)
	}
	return nil
}

func finite(kind, aName string, a float64, bName string, b float64) error {
	for _, v := range []struct {
		name string
		x    float64
	}{{aName, a}, {bName, b}} {
		if math.IsNaN(v.x) || math.IsInf(v.x, 0) {
			return fmt.Errorf("%s: %s is %v, not a number", kind, v.name, v.x)
		}
	}
	return nil
}
