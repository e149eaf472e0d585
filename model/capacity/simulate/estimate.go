// Package simulate counts what has no formula: it plays requests through a model of a function platform or of an
// autoscaled group of pods, event by event, and reports every figure with its standard error.
//
// A run is a pure function of its inputs and its seed: same inputs, same figures, on every machine. Rates are per
// second, times in seconds.
package simulate

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Estimate is a simulated figure. The standard error comes from batch means: the run is cut into equal stretches after
// the warm-up, and the spread between them says how far the mean may be off. It is honest while a stretch is many
// keep-alive times long; a Result says when it is not.
type Estimate struct {
	Value  float64
	StdErr float64
	// Low and High are the 95 % confidence interval (Student's t on the batches). A share is cut to 0..1.
	Low, High float64
}

// Within tells whether v lies within k standard errors of the estimate.
func (e Estimate) Within(v, k float64) bool { return math.Abs(e.Value-v) <= k*e.StdErr }

// batch is what one stretch of the run counted.
type batch struct {
	seconds                                    float64
	arrived, served, cold, throttled, timedOut float64
	alive, busy, busyInstances                 float64 // integrals over time
	latency                                    float64 // sum over served requests
}

func (b *batch) add(o batch) {
	b.seconds += o.seconds
	b.arrived += o.arrived
	b.served += o.served
	b.cold += o.cold
	b.throttled += o.throttled
	b.timedOut += o.timedOut
	b.alive += o.alive
	b.busy += o.busy
	b.busyInstances += o.busyInstances
	b.latency += o.latency
}

// ratio estimates sum(top)/sum(bottom) with the linearised ratio estimator (Cochran, Sampling Techniques, 1977, 6.3).
func ratio(batches []batch, top, bottom func(b *batch) float64) Estimate {
	var a, b float64
	for i := range batches {
		a += top(&batches[i])
		b += bottom(&batches[i])
	}
	if b == 0 {
		return Estimate{Value: math.NaN(), StdErr: math.NaN(), Low: math.NaN(), High: math.NaN()}
	}
	e := Estimate{Value: a / b}
	k := float64(len(batches))
	sum := 0.0
	for i := range batches {
		d := top(&batches[i]) - e.Value*bottom(&batches[i])
		sum += d * d
	}
	e.StdErr = math.Sqrt(sum/(k*(k-1))) / (b / k)
	half := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: k - 1}.Quantile(0.975) * e.StdErr
	e.Low, e.High = math.Max(0, e.Value-half), e.Value+half
	return e
}

func share(batches []batch, top, bottom func(b *batch) float64) Estimate {
	e := ratio(batches, top, bottom)
	e.High = math.Min(1, e.High)
	return e
}

func perSecond(batches []batch, top func(b *batch) float64) Estimate {
	return ratio(batches, top, func(b *batch) float64 { return b.seconds })
}
