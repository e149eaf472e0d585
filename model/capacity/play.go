package capacity

import (
	"fmt"

	"github.com/sovcost/sovcost/model/capacity/coldstart"
	"github.com/sovcost/sovcost/model/capacity/service"
	"github.com/sovcost/sovcost/model/capacity/simulate"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Play is a product under the load in plain numbers: what the simulator plays,
// and what the formulas say of the same. Rates are per second, times in seconds.
type Play struct {
	Platform    simulate.Platform
	Exact       coldstart.Platform
	Law         service.Law // busy time of a warm request
	Init        float64
	Rates       []float64 // per slot
	SlotSeconds float64
	Words       []string // how requests come and how long they take

	stream stream
}

// NewPlay reads how a product behaves under the scenario. Functions take one
// request at a time unless their sheet says otherwise; containers take the
// workload's concurrency.
func NewPlay(in *Inputs, d *Demand, p *pricing.Product) (Play, error) {
	m, rates, err := in.platformOf(d, p)
	if err != nil {
		return Play{}, err
	}
	law, words, err := serviceLaw(d.Profile.Duration, m.Service)
	if err != nil {
		return Play{}, err
	}
	init := m.ColdService - m.Service
	y := Play{Exact: m.Platform, Law: law, Init: init, Rates: floats(rates), SlotSeconds: d.Profile.Slot.Seconds(), stream: m.stream, Words: []string{words, m.stream.words}}
	y.Platform = simulate.Platform{KeepAlive: m.KeepAlive, Concurrency: 1, Routing: simulate.Routing(m.routing), Provisioned: m.Provisioned, Limit: m.Limit}
	if init > 0 {
		if y.Platform.Start, err = service.Fixed(init); err != nil {
			return Play{}, err
		}
	}
	if p.Kind == "function" {
		if q, err := unit.ParseQuantity(p.Limits["concurrency"]); err == nil && q.Unit.Dim == unit.Pure {
			y.Platform.Concurrency = int(q.Base().Float())
		}
	} else {
		y.Platform.Concurrency = max(1, int(in.concurrency()))
	}
	if r := p.Runtime; r != nil {
		y.Platform.Burst, y.Platform.BurstPerSecond = r.Burst.Base().Float(), r.BurstRate.Base().Float()
	}
	return y, nil
}

func (in *Inputs) concurrency() float64 {
	l, _ := in.Concurrency().Leaf()
	return l.Value.Float()
}

// Period is the time after which the load repeats, in seconds.
func (y Play) Period() float64 { return float64(len(y.Rates)) * y.SlotSeconds }

// Mean is the mean request rate over the slots.
func (y Play) Mean() float64 {
	sum := 0.0
	for _, r := range y.Rates {
		sum += r
	}
	return sum / float64(len(y.Rates))
}

// Peak is the highest request rate.
func (y Play) Peak() float64 {
	most := 0.0
	for _, r := range y.Rates {
		most = max(most, r)
	}
	return most
}

// Bursty tells that requests come in bursts within a slot.
func (y Play) Bursty() bool { return y.stream.bursty() }

// Whole is the load slot by slot, for profiles without bursts.
func (y Play) Whole() simulate.Load {
	return simulate.Load{Rates: y.Rates, SlotSeconds: y.SlotSeconds, Service: y.Law}
}

// At is the load at one constant mean rate, with its bursts.
func (y Play) At(rate float64) simulate.Load {
	if y.Bursty() {
		b := y.stream.bursts(rate)
		return simulate.Load{Bursts: &b, Service: y.Law}
	}
	return simulate.Load{Rate: rate, Service: y.Law}
}

// HasFormula tells whether the keep-alive model describes the platform: one
// request per instance, most recently used first, nothing scarce but the limit.
func (y Play) HasFormula() bool {
	return y.Platform.Concurrency == 1 && y.Platform.Routing == simulate.MostRecent
}

// Formula is what the keep-alive model says of a load, and under which
// assumption it differs from the simulation.
func (y Play) Formula(l simulate.Load) (coldstart.Result, string, error) {
	switch {
	case l.Rates != nil:
		s, err := coldstart.SteadySlots(y.Exact, l.Rates, l.SlotSeconds)
		return s.Total, "requests that are short against a slot", err
	case l.Bursts != nil:
		r, err := coldstart.SteadyBursts(y.Exact, *l.Bursts)
		return r, "", err
	}
	r, err := coldstart.Steady(y.Exact, l.Rate)
	return r, "", err
}

// Latency is the response time by formula at a cold share.
func (y Play) Latency(coldShare float64) (coldstart.Latency, error) {
	cold, err := y.Law.Plus(y.Init)
	if err != nil {
		return coldstart.Latency{}, fmt.Errorf("latency: %w", err)
	}
	return coldstart.Latency{Warm: y.Law, Cold: cold, ColdShare: coldShare}, nil
}
