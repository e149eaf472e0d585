package service

import (
	"math"

	"github.com/sovcost/sovcost/model/capacity/basis"
)

// snap forgives the last bits of a division before rounding up: 1.1/0.1 is 11 and not 12.
const snap = 1e-9

// manySteps is the number of billing steps in one mean duration past which the mean rounding loss is half a step to
// better than 1e-10 of the duration (Euler-Maclaurin: the next term is of order grain squared).
const manySteps = 2e5

// RoundedMean is the mean billed time of one request: the duration rounded up to a multiple of grain and at least
// minimum (0 = none), both in seconds. grain 0 means no rounding.
//
// Exponential durations have the closed form g/(1-exp(-g/S)); other laws are summed step by step.
func (l Law) RoundedMean(grain, minimum float64) (float64, basis.Basis, error) {
	var c basis.Check
	if !l.Valid() {
		c.Refuse("service law", "unset", "made by a constructor", "use service.Exponential, Fixed, Lognormal or FromPoints")
	}
	c.NonNegative("billing grain", grain, maxSeconds, "give seconds, 0 for none")
	c.NonNegative("billing minimum", minimum, maxSeconds, "give seconds, 0 for none")
	if !c.OK() {
		return 0, basis.Basis{}, c.Err()
	}
	b := basis.Basis{Method: basis.Exact, Formula: "mean of the duration rounded up"}
	switch {
	case l.kind == KindFixed:
		return math.Max(roundUp(l.Mean(), grain), minimum), b, nil
	case grain == 0 && minimum == 0:
		return l.Mean(), b, nil
	case grain == 0:
		mean, exact := l.meanAtLeast(minimum)
		if !exact {
			b.Method = basis.Approx
			b.Validity = []string{"integrated in 20,000 steps below the minimum"}
		}
		return mean, b, nil
	case l.kind == KindExponential && minimum == 0 && l.offset == 0:
		b.Formula = "g/(1-exp(-g/S))"
		return grain / -math.Expm1(-grain/l.mean), b, nil
	case l.Mean()/grain > manySteps && minimum < l.offset+grain:
		b.Method = basis.Approx
		b.Validity = []string{"the step is below 1/200,000 of the mean: half a step added"}
		return l.Mean() + grain/2, b, nil
	}
	mean, complete := l.sumSteps(grain, minimum)
	if !complete {
		b.Method = basis.Approx
		b.Validity = []string{"summed over the first 20 million billing steps, half a step added above"}
	}
	return mean, b, nil
}

// RoundUpMean is the mean of an exponential duration of mean service rounded up to grain: g/(1-exp(-g/S)).
func RoundUpMean(service, grain float64) (float64, error) {
	law, err := Exponential(service)
	if err != nil {
		return 0, err
	}
	mean, _, err := law.RoundedMean(grain, 0)
	return mean, err
}

func roundUp(t, grain float64) float64 {
	if grain == 0 {
		return t
	}
	steps := t / grain
	return math.Ceil(steps-snap*math.Max(1, steps)) * grain
}

// sumSteps adds P(billed > level) over the ladder of billed levels: the minimum first, then every multiple of grain.
func (l Law) sumSteps(grain, minimum float64) (mean float64, complete bool) {
	const mostSteps = 20_000_000
	first := 0
	if minimum > 0 {
		// from the minimum to the next multiple, paid by requests longer than the last multiple not above the minimum
		below := math.Floor(math.Min(minimum/grain+snap, 1e15))
		mean = minimum + ((below+1)*grain-minimum)*(1-l.CDF(below*grain))
		first = int(below) + 1
	}
	for k := first; k-first < mostSteps; k++ {
		left := 1 - l.CDF(float64(k)*grain)
		if left <= 0 || left*l.Mean() < 1e-16*mean && float64(k)*grain > l.Mean() {
			return mean, true
		}
		mean += grain * left
	}
	return mean + l.meanAbove(float64(first+mostSteps)*grain, grain), false
}

// meanAbove is about the mean time above t, plus half a step for those requests, by quantile midpoints.
func (l Law) meanAbove(t, grain float64) float64 {
	const cells = 20000
	from := l.CDF(t)
	if 1-from < 1e-12 { // the quantiles up there are rounding noise, and infinite at 1
		return 0
	}
	var sum float64
	for i := range cells {
		q := from + (1-from)*(float64(i)+0.5)/cells
		sum += l.Quantile(q) - t + grain/2
	}
	return sum / cells * (1 - from)
}

// meanAtLeast is E[max(T, m)] = m + E[(T-m)+], by the integral of the CDF below m: E[max] = E[T] + int_0^m CDF.
func (l Law) meanAtLeast(m float64) (mean float64, exact bool) {
	if l.kind == KindExponential {
		d := math.Max(0, m-l.offset)
		return l.Mean() + d - l.mean*-math.Expm1(-d/l.mean), true
	}
	const cells = 20000
	var area float64
	for i := range cells {
		area += l.CDF(m * (float64(i) + 0.5) / cells)
	}
	return l.Mean() + area*m/cells, false
}
