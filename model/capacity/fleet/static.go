package fleet

import (
	"fmt"

	"github.com/sovcost/sovcost/model/capacity/basis"
	"github.com/sovcost/sovcost/model/capacity/queue"
)

// Static describes a fleet that is sized once, for the peak.
type Static struct {
	PeakRate  float64 // requests per second in the peak
	Service   float64 // mean busy time of a request, s
	PerServer int     // requests a server takes at once (worker threads, cores); 0 means 1
	Target    float64 // share of a server that may be busy, 0..1
	WaitLimit float64 // s; with WaitShare: at most this share of the requests waits longer
	WaitShare float64 // 0 = no waiting target
	Spares    int     // servers on top
	Zones     int     // 0 or 1 = one zone; else any one zone may fail
}

// StaticPlan is the size of a static fleet.
type StaticPlan struct {
	ForLoad    int // servers for the utilisation target
	ForWaiting int // servers for the waiting target, 0 without one
	Needed     int // the larger of the two
	Servers    int // with spares, over the zones
	PerZone    int
	Basis      basis.Basis
}

// Plan is n = max(ceil(peak S/target), smallest n by Erlang C) + spares, then ceil(n/(z-1)) z over z zones.
func (s Static) Plan() (StaticPlan, error) {
	var c basis.Check
	c.NonNegative("peak rate", s.PeakRate, 1e9, "give requests per second")
	c.Positive("mean service time", s.Service, maxSeconds, "give seconds")
	c.Count("requests per server", s.PerServer, 0, 1_000_000, "0 means 1")
	if !(s.Target > 0 && s.Target <= 1) {
		c.Refuse("utilisation target", fmt.Sprint(s.Target), "above 0 and at most 1", "give a share such as 0.6")
	}
	c.Count("spares", s.Spares, 0, maxPods, "")
	c.Count("zones", s.Zones, 0, 100, "0 or 1 for one zone")
	c.NonNegative("peak load", s.PeakRate*s.Service, queue.MaxLoad, "peak rate times service time; split the load")
	if s.WaitShare != 0 {
		c.Share("share over the wait limit", s.WaitShare, "give a share such as 0.01")
	}
	if !c.OK() {
		return StaticPlan{}, c.Err()
	}
	per := max(1, s.PerServer)
	p := StaticPlan{ForLoad: ceilCount(s.PeakRate * s.Service / (s.Target * float64(per))), Basis: basis.Basis{Method: basis.Exact, Formula: "peak over the utilisation target"}}
	if s.WaitShare > 0 {
		sized, err := queue.SmallestForWait(s.PeakRate, s.Service, s.WaitLimit, s.WaitShare)
		if err != nil {
			return StaticPlan{}, err
		}
		p.ForWaiting = (sized.Servers + per - 1) / per
		p.Basis.Formula = "peak over the utilisation target, and " + sized.Basis.Formula
		p.Basis.Validity = []string{"waiting: Poisson arrivals and exponential service within the peak, one queue for all servers"}
	}
	p.Needed = max(p.ForLoad, p.ForWaiting)
	var err error
	if p.Servers, err = OverZones(p.Needed+s.Spares, s.Zones); err != nil {
		return StaticPlan{}, err
	}
	p.PerZone = p.Servers / max(1, s.Zones)
	return p, nil
}

// OverZones is the number of servers over z zones of which any one may fail, ceil(n/(z-1)) z; n itself for 0 or 1 zones.
func OverZones(n, zones int) (int, error) {
	var c basis.Check
	c.Count("servers", n, 0, 100_000_000, "")
	c.Count("zones", zones, 0, 100, "0 or 1 for one zone")
	if !c.OK() {
		return 0, c.Err()
	}
	if zones <= 1 {
		return n, nil
	}
	return (n + zones - 2) / (zones - 1) * zones, nil
}

// MeanUnits is the mean number of whole units over the slots, E[ceil(D/unit)], and the peak: integers belong inside the
// mean. least is kept even without demand.
func MeanUnits(demand []float64, unit float64, least int) (mean float64, peak int, err error) {
	var c basis.Check
	c.Count("slots", len(demand), 1, MaxSlots, "")
	c.Positive("unit", unit, maxFigure, "give what one unit carries")
	c.Count("least units", least, 0, maxPods, "")
	for i, d := range demand {
		c.NonNegative(fmt.Sprintf("demand of slot %d", i+1), d, 1e15, "")
		if c.OK() && d/unit > maxFigure {
			c.Refuse(fmt.Sprintf("demand of slot %d", i+1), fmt.Sprint(d), "at most 1e15 units", "take larger units")
		}
	}
	if !c.OK() {
		return 0, 0, c.Err()
	}
	for _, d := range demand {
		n := max(ceilCount(d/unit), least)
		mean += float64(n) / float64(len(demand))
		peak = max(peak, n)
	}
	return mean, peak, nil
}

// MeanUnitsOf is the same for a demand given as a function of time over [0, period]: cells steps, and within a step whose
// ends differ the crossing is found by bisection. Exact where demand is monotone within each step.
func MeanUnitsOf(demand func(t float64) float64, period, unit float64, cells int) (mean float64, peak int, err error) {
	var c basis.Check
	c.Positive("period", period, maxSeconds, "")
	c.Positive("unit", unit, maxFigure, "give what one unit carries")
	c.Count("cells", cells, 1, 10_000_000, "")
	if !c.OK() {
		return 0, 0, c.Err()
	}
	units := func(t float64) (int, bool) {
		d := demand(t)
		return ceilCount(d / unit), d >= 0 && d/unit <= 1e9
	}
	width := period / float64(cells)
	from, ok := units(0)
	for i := range cells {
		a, b := float64(i)*width, float64(i+1)*width
		to, okTo := units(b)
		if ok = ok && okTo; !ok {
			c.Refuse("demand", fmt.Sprintf("%g at %g", demand(b), b), "0 to 1e9 units at every time", "")
			return 0, 0, c.Err()
		}
		peak = max(peak, from, to)
		for n := from; n != to; { // one crossing per unit
			low, high := a, b
			for range 60 {
				if mid := (low + high) / 2; between(n, to, ceilCount(demand(mid)/unit)) {
					low = mid
				} else {
					high = mid
				}
			}
			mean += float64(n) * (high - a)
			a = high
			if to > n {
				n++
			} else {
				n--
			}
		}
		mean += float64(to) * (b - a)
		from = to
	}
	return mean / period, peak, nil
}

// between tells whether v has not yet left n on the way to to.
func between(n, to, v int) bool {
	if to > n {
		return v <= n
	}
	return v >= n
}
