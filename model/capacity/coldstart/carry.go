package coldstart

import (
	"math"
	"slices"
)

// What one slot of a profile leaves to the next.
//
// Instance n exists while n requests were in service at once within the last keep-alive time. In a steady stream the
// visits to level n come in clusters, and clusters come at random: with hazard h_n while the instance is not there. So
// the instance is absent at t with probability
//
//	absent_n(t) = b_n(start of the window) exp(-integral of h_n over the window of one keep-alive time before t)
//
// and cold starts come at the rate sum_n h_n(t) absent_n(t). h_n and b_n are read from the exact steady solution of each
// rate, h_n = cold starts at level n / (1 - P(alive >= n)), so a flat profile gives the steady figures to the last digit.
// The number in service is taken to settle at once when the rate changes: good while requests are short against slots
// and keep-alive time.
// Note: exact alternatives cost too much. Products of resolvents cover windows over two slots, not more; uniformization
// needs rate times keep-alive steps for each level and slot. Averaging the exact survivals of a window slot by slot was
// tried and is wrong by a factor: it forgets that most falls from a level are followed by a rise at once.

// Ladder holds the steady solutions of one platform over the request rate and reads profiles of any rates off them.
type Ladder struct {
	p    Platform
	at   []rung
	logs []float64 // log of n factorial
}

// rung are the levels of one rate, index n: the hazard, b, and the log of the hazard over the steady rate of rises to
// the level, which is the rate times the Poisson probability of n-1.
type rung struct {
	rate, logRate, service float64
	hazard, start, ratio   []float64
}

// NewLadder arranges Poisson solutions of Steady; rates without requests are left out.
func NewLadder(p Platform, rates []float64, solutions []Result) *Ladder {
	l := &Ladder{p: p, logs: []float64{0}}
	for i, r := range solutions {
		if rates[i] > 0 && len(r.coldAt) > 0 {
			l.at = append(l.at, newRung(p.KeepAlive, rates[i], r))
			for n := len(l.logs); n < len(r.coldAt); n++ {
				l.logs = append(l.logs, l.logs[n-1]+math.Log(float64(n)))
			}
		}
	}
	slices.SortFunc(l.at, func(a, b rung) int {
		switch {
		case a.rate < b.rate:
			return -1
		case a.rate > b.rate:
			return 1
		}
		return 0
	})
	l.at = slices.CompactFunc(l.at, func(a, b rung) bool { return a.rate == b.rate })
	for _, g := range l.at {
		load := g.rate * g.service
		logLoad := math.Log(load)
		for n := 1; n < len(g.ratio); n++ {
			g.ratio[n] = math.Max(lowest, math.Log(g.hazard[n])) - (g.logRate - load + float64(n-1)*logLoad - l.logs[n-1])
		}
	}
	return l
}

// leastAbsent is the share of time below which 1 - P(alive >= n) has too few digits left of the inversion.
const leastAbsent = 1e-7

func newRung(tau, rate float64, r Result) rung {
	levels := len(r.coldAt)
	g := rung{rate: rate, logRate: math.Log(rate), service: r.Service, hazard: make([]float64, levels), start: make([]float64, levels), ratio: make([]float64, levels)}
	climb, climbs := 0.0, 0.0 // mean time from n-1 to n, and from an empty system to n
	for n := 1; n < levels; n++ {
		climb = (1 + float64(n-1)/r.Service*climb) / rate
		climbs += climb
		absent := 1 - r.atLeast[n]
		hazard := 1 / climbs
		if absent > leastAbsent {
			hazard = r.coldAt[n] / absent
		}
		g.hazard[n] = hazard
		g.start[n] = math.Min(1, math.Max(0, absent)*math.Exp(math.Min(700, hazard*tau)))
	}
	return g
}

// lowest is the log of a hazard that never strikes.
const lowest = -700

// read gives hazard and b of one rate up to level top. Between two rungs the hazard over the steady rate of rises to its
// level is read along the log of the rate: that ratio is nearly straight where the hazard itself bends by decades.
func (l *Ladder) read(rate float64, top int) (hazard, start []float64) {
	hazard, start = make([]float64, top+1), make([]float64, top+1)
	if rate <= 0 || len(l.at) == 0 {
		for n := range start {
			start[n] = 1
		}
		return hazard, start
	}
	i, found := slices.BinarySearchFunc(l.at, rate, func(g rung, r float64) int {
		switch {
		case g.rate < r:
			return -1
		case g.rate > r:
			return 1
		}
		return 0
	})
	a, b := l.at[max(0, i-1)], l.at[min(i, len(l.at)-1)]
	if found {
		a = b
	}
	if found {
		for n := 1; n <= top; n++ {
			if start[n] = 1; n < len(b.hazard) {
				hazard[n], start[n] = b.hazard[n], b.start[n]
			}
		}
		return hazard, start
	}
	logRate, x := math.Log(rate), 0.0
	if b.logRate > a.logRate {
		x = (logRate - a.logRate) / (b.logRate - a.logRate)
	}
	load := rate * ((1-x)*a.service + x*b.service)
	logLoad := math.Log(load)
	for n := 1; n <= top; n++ {
		if start[n] = 1; n >= len(b.ratio) {
			continue
		}
		ratio, first := b.ratio[n], b.start[n]
		if n < len(a.ratio) {
			ratio, first = (1-x)*a.ratio[n]+x*ratio, (1-x)*a.start[n]+x*first
		}
		hazard[n], start[n] = math.Exp(ratio+logRate-load+float64(n-1)*logLoad-l.logs[n-1]), first
	}
	return hazard, start
}

// top is the highest level that any of the rates reaches.
func (l *Ladder) top(rates []float64) int {
	peak := slices.Max(rates)
	for _, g := range l.at {
		if g.rate >= peak {
			return len(g.hazard) - 1
		}
	}
	if n := len(l.at); n > 0 {
		return len(l.at[n-1].hazard) - 1
	}
	return 0
}

// Cold is the mean rate of cold starts per second over a profile that repeats for ever, rates[i] requests per second
// during slotSeconds each.
func (l *Ladder) Cold(rates []float64, slotSeconds float64) float64 {
	return total(l.carry(rates, slotSeconds).cold) / float64(len(rates))
}

// carried is a profile with what its slots leave to each other.
type carried struct {
	cold    []float64 // cold starts per second in each slot
	alive   []float64 // mean number of instances in each slot, provisioned ones included
	atLeast []float64 // share of all time in which n or more are alive
}

// settled is the exponent beyond which an instance is there for sure, and never the expected number of visits in a
// window below which it never is.
const (
	settled = 60
	never   = 1e-12
)

func (l *Ladder) carry(rates []float64, slotSeconds float64) carried {
	start := math.Max(0, l.p.ColdService-l.p.Service)
	w := newWindows(rates, slotSeconds, l.p.KeepAlive, start > 0)
	top := l.top(rates)
	hazards, starts := make([][]float64, len(w.different)), make([][]float64, len(w.different))
	for c, rate := range w.different {
		hazards[c], starts[c] = l.read(rate, top)
	}
	r := carried{cold: make([]float64, len(rates)), alive: make([]float64, len(rates)), atLeast: make([]float64, top+1)}
	r.atLeast[0] = 1
	h, b := make([]float64, len(w.different)), make([]float64, len(w.different))
	always := min(l.p.Provisioned, top)
	jumps := l.jumps(w, start)
	for n := 1; n <= top; n++ {
		for c := range h {
			h[c], b[c] = hazards[c][n], starts[c][n]
		}
		switch {
		case n <= always:
			r.atLeast[n] = 1
		case slices.Min(h)*l.p.KeepAlive > settled:
			r.atLeast[n] = 1
			always = n
		case slices.Max(h)*(l.p.KeepAlive+slotSeconds) > never:
			r.atLeast[n] = 1 - w.absent(h, b)
			for j, i := range w.like {
				r.cold[j] += h[w.class[j]] * w.share[i]
				r.alive[j] += 1 - w.share[i]
			}
			jumps.level(n, w)
		}
	}
	for j := range rates {
		r.alive[j] += float64(max(always, l.p.Provisioned))
	}
	for _, x := range jumps {
		soon, more := x.rush(max(always, l.p.Provisioned), l.p.Limit)
		for j, i := range w.like {
			if i == x.slot && more > 0 {
				r.cold[j] += more / slotSeconds
				r.keep(j, soon, more, l.p.KeepAlive/slotSeconds)
			}
		}
	}
	for j, rate := range rates {
		r.cold[j] = math.Min(r.cold[j], rate)
	}
	return r
}
