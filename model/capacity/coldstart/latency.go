package coldstart

import (
	"math"

	"github.com/sovcost/sovcost/model/capacity/basis"
	"github.com/sovcost/sovcost/model/capacity/service"
)

// Latency is the response time of a platform whose requests never queue: warm ones follow Warm, a share ColdShare
// follows Cold (start and first execution together).
type Latency struct {
	Warm, Cold service.Law
	ColdShare  float64 // 0..1
}

// Share is the share of requests within t seconds.
func (l Latency) Share(t float64) float64 {
	return (1-l.ColdShare)*l.Warm.CDF(t) + l.ColdShare*l.Cold.CDF(t)
}

// Mean is the mean response time, seconds.
func (l Latency) Mean() float64 {
	return (1-l.ColdShare)*l.Warm.Mean() + l.ColdShare*l.Cold.Mean()
}

// Quantile is the time within which a share q of the requests is answered, 0 < q < 1, seconds. Exact for the mixture.
// A cold share below 1-q hardly moves it: the p99 does not see cold starts of 0.5 %.
func (l Latency) Quantile(q float64) (float64, error) {
	var c basis.Check
	c.Share("percentile", q, "give a share such as 0.99")
	c.NonNegative("cold share", l.ColdShare, 1, "give a share")
	if !l.Warm.Valid() || (l.ColdShare > 0 && !l.Cold.Valid()) {
		c.Refuse("duration law", "unset", "made by a constructor of package service", "")
	}
	if !c.OK() {
		return 0, c.Err()
	}
	if l.ColdShare == 0 {
		return l.Warm.Quantile(q), nil
	}
	if l.ColdShare == 1 {
		return l.Cold.Quantile(q), nil
	}
	// the quantile of a mixture lies between those of its parts
	low, high := l.Warm.Quantile(q), l.Cold.Quantile(q)
	low, high = math.Min(low, high), math.Max(low, high)
	if l.Share(low) >= q {
		return low, nil
	}
	for range 200 {
		mid := low + (high-low)/2
		if mid <= low || mid >= high {
			break
		}
		if l.Share(mid) >= q {
			high = mid
		} else {
			low = mid
		}
	}
	return high, nil
}

// OverBudget is the share of requests slower than budget seconds.
func (l Latency) OverBudget(budget float64) (float64, error) {
	var c basis.Check
	c.NonNegative("latency budget", budget, maxSeconds, "give seconds")
	return math.Max(0, 1-l.Share(budget)), c.Err()
}
