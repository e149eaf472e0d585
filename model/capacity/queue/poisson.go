package queue

import (
	"math"

	"github.com/sovcost/sovcost/model/capacity/basis"
)

// maxPoissonMean bounds the work: the table of one mean has about 80 of its square roots.
const maxPoissonMean = 1e9

// PoissonPercentile is the smallest k with P(N <= k) >= q for N Poisson with the given mean: the servers that are
// enough for a share q of the time when nothing queues (M/G/infinity). Exact.
func PoissonPercentile(mean, q float64) (int, error) {
	var c basis.Check
	c.NonNegative("mean", mean, maxPoissonMean, "give the mean number at once")
	c.Share("percentile", q, "give a share such as 0.99")
	if !c.OK() {
		return 0, c.Err()
	}
	p := NewPoisson(mean, 1e-18)
	sum := 0.0
	for i, w := range p.Weights {
		sum += w
		if sum >= q {
			return p.First + i, nil
		}
	}
	// q is within rounding of 1: walk from above, where small weights keep their digits
	above := 0.0
	for i := len(p.Weights) - 1; i >= 0; i-- {
		above += p.Weights[i]
		if above > 1-q {
			return p.First + i, nil
		}
	}
	return p.First, nil
}

// Poisson is the part of a Poisson distribution that carries weight: P(N = First+i) = Weights[i].
type Poisson struct {
	First   int
	Weights []float64
}

// NewPoisson tabulates the distribution of the given mean around its mode until the weights fall below cut times the
// weight of the mode, and makes them sum to 1. mean must be finite and not negative; the caller checks.
//
// Recursion outwards from the mode loses no digits and never underflows, unlike exp(-mean) at the start.
func NewPoisson(mean, cut float64) Poisson {
	if mean == 0 {
		return Poisson{Weights: []float64{1}}
	}
	mode := int(mean)
	var down, up []float64 // relative to the mode
	w := 1.0
	for k := mode; k > 0; k-- {
		w *= float64(k) / mean
		if w < cut {
			break
		}
		down = append(down, w)
	}
	w = 1.0
	for k := mode + 1; ; k++ {
		w *= mean / float64(k)
		if w < cut {
			break
		}
		up = append(up, w)
	}
	weights := make([]float64, 0, len(down)+1+len(up))
	var low, high float64
	for i := len(down) - 1; i >= 0; i-- {
		weights = append(weights, down[i])
		low += down[i]
	}
	weights = append(append(weights, 1), up...)
	for i := len(up) - 1; i >= 0; i-- {
		high += up[i]
	}
	total := low + 1 + high
	for i := range weights {
		weights[i] /= total
	}
	return Poisson{First: mode - len(down), Weights: weights}
}

// PoissonAbove is P(N > n) for N Poisson with the given mean: the share of time more than n servers would be wanted.
func PoissonAbove(mean float64, n int) (float64, error) {
	var c basis.Check
	c.NonNegative("mean", mean, maxPoissonMean, "give the mean number at once")
	c.Count("servers", n, 0, math.MaxInt32, "")
	if !c.OK() {
		return 0, c.Err()
	}
	p := NewPoisson(mean, 1e-300)
	var sum float64
	for i := len(p.Weights) - 1; i >= 0 && p.First+i > n; i-- {
		sum += p.Weights[i]
	}
	return math.Min(1, sum), nil
}
