package traffic

import (
	"fmt"
	"math"
)

// Distribution summarises a measured quantity of requests.
type Distribution struct {
	Count int64 // requests measured
	Unit  string
	Mean  float64
	// StdDev is the standard deviation; nil when unknown.
	StdDev *float64
	// Quantiles are in rising order of P; P 0 is the minimum, P 1 the maximum.
	Quantiles []Quantile
	// Method says how the quantiles were made and how far they hold.
	Method string
}

// Quantile is a value with the share P of requests at or below it.
type Quantile struct{ P, Value float64 }

// Quantile returns the value at p: a stated one, or the line between its two
// neighbours. It is false outside the stated range.
func (d *Distribution) Quantile(p float64) (float64, bool) {
	if d == nil {
		return 0, false
	}
	for i, q := range d.Quantiles {
		if q.P == p {
			return q.Value, true
		}
		if q.P > p {
			if i == 0 {
				return 0, false
			}
			a := d.Quantiles[i-1]
			return a.Value + (q.Value-a.Value)*(p-a.P)/(q.P-a.P), true
		}
	}
	return 0, false
}

func (d *Distribution) check(key string) (errs []error) {
	if d == nil {
		return nil
	}
	add := func(format string, args ...any) { errs = append(errs, fmt.Errorf(key+"."+format, args...)) }
	if d.Count < 0 {
		add("count: %d is negative", d.Count)
	}
	if !finite(d.Mean) || d.Mean < 0 {
		add("mean: %v is not a quantity", d.Mean)
	}
	if d.StdDev != nil && (!finite(*d.StdDev) || *d.StdDev < 0) {
		add("std_dev: %v is not a quantity", *d.StdDev)
	}
	for i, q := range d.Quantiles {
		switch {
		case !(q.P >= 0 && q.P <= 1):
			add("quantile[%d]: p = %v is outside 0 to 1", i, q.P)
		case !finite(q.Value) || q.Value < 0:
			add("quantile[%d]: %v is not a quantity", i, q.Value)
		case i > 0 && (q.P <= d.Quantiles[i-1].P || q.Value < d.Quantiles[i-1].Value):
			add("quantile[%d]: p = %v, value %v does not rise from the one before", i, q.P, q.Value)
		}
	}
	return errs
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
