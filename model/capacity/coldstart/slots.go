package coldstart

import (
	"fmt"
	"math"

	"github.com/sovcost/sovcost/model/capacity/basis"
)

// Slots is a load profile taken slot by slot, each slot with what the ones before left to it.
type Slots struct {
	// Total is the profile as a whole: shares weighted by requests, numbers of instances averaged over time.
	Total Result
	// ColdShare, Throttled and MeanAlive are per slot, in the order given. A slot without requests has ColdShare NaN:
	// there is no request to take a share of.
	ColdShare, Throttled, MeanAlive []float64
	// ColdPerSecond is the rate of cold starts per slot.
	ColdPerSecond []float64
}

// MaxSlots bounds a profile: a year of minutes.
const MaxSlots = 530_000

// SteadySlots is a profile that repeats for ever, rates[i] requests per second during slotSeconds each: the exact model
// in every slot, and what each slot leaves to the next (see Ladder). Approx: within 1 % of simulation while requests are
// short against a slot and the keep-alive time; the basis says more.
func SteadySlots(p Platform, rates []float64, slotSeconds float64) (Slots, error) {
	c := p.check()
	c.Count("slots", len(rates), 1, MaxSlots, "")
	c.Positive("slot length", slotSeconds, maxSeconds, "give seconds")
	peak := 0.0
	for i, rate := range rates {
		c.NonNegative(fmt.Sprintf("rate of slot %d", i+1), rate, maxRate, "give requests per second")
		peak = math.Max(peak, rate)
	}
	if c.OK() && peak == 0 {
		c.Refuse("rates", "all 0", "above 0 in one slot", "a time without requests has no cold share")
	}
	if c.OK() {
		c.Positive("load", peak*p.busiest(), MaxLoad, "arrival rate times service time; split the load")
	}
	if !c.OK() {
		return Slots{}, c.Err()
	}
	s := newSlots(len(rates))
	solved := newSlotSolver(p, rates)
	var mix slotMix
	for i, rate := range rates {
		r := solved.at(rate)
		s.Throttled[i] = r.Throttled
		mix.add(r, rate)
	}
	carried := solved.carry(rates, slotSeconds)
	s.ColdPerSecond, s.MeanAlive, mix.atLeast = carried.cold, carried.alive, carried.atLeast
	mix.cold = total(carried.cold)
	for i, rate := range rates {
		if s.ColdShare[i] = math.NaN(); rate > 0 {
			s.ColdShare[i] = math.Min(1, s.ColdPerSecond[i]/(rate*(1-s.Throttled[i])))
		}
	}
	s.Total = mix.result(p, len(rates))
	s.Total.Basis = slotBasis(p, slotSeconds)
	return s, nil
}

func newSlots(n int) Slots {
	return Slots{ColdShare: make([]float64, n), Throttled: make([]float64, n)}
}

func slotBasis(p Platform, slotSeconds float64) basis.Basis {
	b := basis.Basis{Method: basis.Approx, Formula: "exact keep-alive model in every slot, and what each slot leaves to the next", Validity: []string{
		"within 1 % of simulation on eleven profiles, with slots from a tenth of the keep-alive time to six times it"}}
	if p.ColdService > p.Service {
		b.Validity = append(b.Validity, "starts that take time: 1 to 7 % low with slots of five minutes and more, 12 % low where the rate jumps every minute and a start takes as long as four requests")
	}
	if p.Provisioned > 0 && p.Provisioned != p.Limit {
		b.Validity = append(b.Validity, provisionedNote)
	}
	if short := math.Min(slotSeconds, p.KeepAlive); p.busiest() > short/100 {
		b.Validity = append(b.Validity, fmt.Sprintf(
			"the number in service is taken to settle at once when the rate changes: with requests of %g s, slots of %g s and a keep-alive time of %g s replay a trace or simulate (2 %% off at a tenth)", p.busiest(), slotSeconds, p.KeepAlive))
	}
	return b
}

// idle is the state of a slot without requests: only the provisioned instances are there.
func idle(p Platform) Result {
	return Result{MeanAlive: float64(p.Provisioned), Service: p.Service, provisioned: p.Provisioned}
}

// slotMix averages results over slots of equal length. cold and atLeast are what
// the slots have with what they leave to each other.
type slotMix struct {
	arrivals, served, cold, busy, busyOn, servedOn, service float64
	atLeast                                                 []float64
	bounded                                                 bool
}

func (m *slotMix) add(r Result, rate float64) {
	m.arrivals += rate
	m.served += r.served
	m.bounded = m.bounded || r.ColdShareIsBound
	m.busy += r.MeanBusy
	m.busyOn += r.BusyOnProvisioned
	m.servedOn += r.served * r.ShareOnProvisioned
	m.service += r.served * r.Service
}

func (m *slotMix) result(p Platform, slots int) Result {
	k := float64(slots)
	r := Result{Throttled: math.Max(0, 1-m.served/m.arrivals), MeanBusy: m.busy / k, served: m.served / k, Service: m.service / m.served,
		ShareOnProvisioned: m.servedOn / m.served, atLeast: m.atLeast}
	r.finish(p, m.cold/m.served, m.busyOn/k)
	if m.bounded && r.ColdShare <= Floor {
		r.ColdShareIsBound = true
	}
	return r
}

// slotSolver solves each different rate once; a profile with very many different rates is solved on a fine ladder of
// rates and read off between the steps, so that a year of minutes costs what a few hundred slots cost.
type slotSolver struct {
	p      Platform
	solved map[float64]Result
	ladder []float64 // rates of the ladder, empty when every rate is solved itself
}

// ladderSteps bounds the exact solutions per profile. The steps are 0.5 to 5 % of the rate apart, and the figures are
// smooth in the rate, so linear reading is good to about 0.01 %.
const ladderSteps = 600

func newSlotSolver(p Platform, rates []float64) *slotSolver {
	s := &slotSolver{p: p, solved: map[float64]Result{}}
	different := map[float64]bool{}
	low, high := math.Inf(1), 0.0
	for _, rate := range rates {
		if rate > 0 {
			different[rate] = true
			low, high = math.Min(low, rate), math.Max(high, rate)
		}
	}
	if len(different) <= ladderSteps {
		return s
	}
	ratio := math.Pow(high/low, 1/float64(ladderSteps-1))
	for i, rate := 0, low; i < ladderSteps; i, rate = i+1, rate*ratio {
		s.ladder = append(s.ladder, rate)
	}
	return s
}

// carry takes the profile with what its slots leave to each other. It comes after the rates have been solved.
func (s *slotSolver) carry(rates []float64, slotSeconds float64) carried {
	at, solutions := make([]float64, 0, len(s.solved)), make([]Result, 0, len(s.solved))
	for rate, r := range s.solved { // a ladder sorts
		at, solutions = append(at, rate), append(solutions, r)
	}
	return NewLadder(s.p, at, solutions).carry(rates, slotSeconds)
}

func (s *slotSolver) exact(rate float64) Result {
	r, ok := s.solved[rate]
	if !ok {
		r = s.p.withColdService(func(service float64) Result { return steady(s.p, rate, service) })
		s.solved[rate] = r
	}
	return r
}

func (s *slotSolver) at(rate float64) Result {
	if rate == 0 {
		return idle(s.p)
	}
	if s.ladder == nil {
		return s.exact(rate)
	}
	i := min(len(s.ladder)-2, max(0, int(math.Log(rate/s.ladder[0])/math.Log(s.ladder[1]/s.ladder[0]))))
	a, b := s.ladder[i], s.ladder[i+1]
	return between(s.exact(a), s.exact(b), math.Min(1, math.Max(0, (rate-a)/(b-a))), rate)
}

// between reads a result off at a share x of the way from a to b, for the rate that lies there.
func between(a, b Result, x, rate float64) Result {
	mix := func(u, v float64) float64 { return u + x*(v-u) }
	r := Result{Throttled: mix(a.Throttled, b.Throttled), MeanAlive: mix(a.MeanAlive, b.MeanAlive), MeanBusy: mix(a.MeanBusy, b.MeanBusy),
		BusyOnProvisioned: mix(a.BusyOnProvisioned, b.BusyOnProvisioned), ShareOnProvisioned: mix(a.ShareOnProvisioned, b.ShareOnProvisioned),
		ColdShare: mix(a.ColdShare, b.ColdShare), ColdShareIsBound: a.ColdShareIsBound && b.ColdShareIsBound,
		Service: mix(a.Service, b.Service), provisioned: a.provisioned}
	r.served = rate * (1 - r.Throttled)
	r.atLeast = make([]float64, max(len(a.atLeast), len(b.atLeast)))
	for n := range r.atLeast {
		var u, v float64
		if n < len(a.atLeast) {
			u = a.atLeast[n]
		}
		if n < len(b.atLeast) {
			v = b.atLeast[n]
		}
		r.atLeast[n] = mix(u, v)
	}
	return r
}
