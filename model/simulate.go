package model

import (
	"fmt"

	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/model/capacity/coldstart"
	"github.com/sovcost/sovcost/model/capacity/simulate"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/formula"
)

// Simulation is one product played request by request, beside its formulas.
type Simulation struct {
	Product *pricing.Product
	Play    capacity.Play
	Load    simulate.Load
	Words   string // which load was played
	Run     simulate.Run
	Result  simulate.Result

	Formula     *coldstart.Result  // nil where no formula describes the platform
	Assumption  string             // of the formula against the simulation
	FormulaTime *coldstart.Latency // response times by the formula
}

// SimulationPlan says what to play.
type SimulationPlan struct {
	At       string  // profile, mean, peak or rate; empty takes the profile, or the mean of a bursty load
	Rate     float64 // requests per second, for rate
	Requests int     // 0 takes five whole periods of a profile, at most mostPlayed
	Batches  int
	Seed     uint64
}

// The size of a run nobody gave a size: enough for a small error, and whole
// periods of a profile.
const (
	usualPlayed  = 5_000_000
	usualPeriods = 5
	mostPlayed   = 60_000_000
)

// NewPlay reads how a product behaves under a scenario's load.
func NewPlay(s *scenario.Scenario, p traffic.Profile, product *pricing.Product) (capacity.Play, error) {
	in := capacity.NewInputs(formula.New(), s)
	if p.Total() <= 0 {
		return capacity.Play{}, s.Doc.Problem("workload.load", "the load profile has no requests in any slot", "give it at least one weight above 0")
	}
	return capacity.NewPlay(in, capacity.NewDemand(in, p), product)
}

// Simulate plays the load against one product.
func Simulate(s *scenario.Scenario, p traffic.Profile, product *pricing.Product, plan SimulationPlan) (*Simulation, error) {
	y, err := NewPlay(s, p, product)
	if err != nil {
		return nil, err
	}
	m := &Simulation{Product: product, Play: y, Run: simulate.Run{Requests: plan.Requests, Batches: plan.Batches, Seed: plan.Seed}}
	if err := m.choose(plan); err != nil {
		return nil, err
	}
	if m.Result, err = simulate.Simulate(y.Platform, m.Load, m.Run); err != nil {
		return nil, err
	}
	if !y.HasFormula() {
		return m, nil
	}
	r, assumption, err := y.Formula(m.Load)
	if err != nil {
		return nil, err
	}
	l, err := y.Latency(r.ColdShare)
	if err != nil {
		return nil, err
	}
	m.Formula, m.Assumption, m.FormulaTime = &r, assumption, &l
	return m, nil
}

// choose settles which load is played and for how long.
func (m *Simulation) choose(plan SimulationPlan) error {
	y, at := m.Play, plan.At
	if at == "" {
		if at = "profile"; y.Bursty() {
			at = "mean"
		}
	}
	rate := plan.Rate
	switch at {
	case "profile":
		if y.Bursty() {
			return fmt.Errorf("the load comes in bursts, which are played at one mean rate; try --at mean, --at peak or a rate such as --at 20/s")
		}
		return m.periods(plan)
	case "mean":
		rate = y.Mean()
	case "peak":
		rate = y.Peak()
	}
	if !(rate > 0) {
		return fmt.Errorf("there are no requests at a rate of %v a second", rate)
	}
	m.Load, m.Words = y.At(rate), fmt.Sprintf("%.6g requests a second (%s)", rate, at)
	if m.Run.Requests == 0 {
		m.Run.Requests = usualPlayed
	}
	return nil
}

// periods plays whole periods of the profile, one batch each: a part of a week
// is not the week.
func (m *Simulation) periods(plan SimulationPlan) error {
	y := m.Play
	each := y.Mean() * y.Period()
	n := usualPeriods
	if plan.Requests > 0 {
		n = max(2, int(float64(plan.Requests)/each+0.5))
	} else if each > 0 {
		n = max(n, min(100, int(usualPlayed/each)))
	}
	most := 1_000_000_000.0
	if plan.Requests == 0 {
		most = mostPlayed
	}
	if float64(n)*each > most {
		n = int(most / each)
	}
	if n < 2 {
		return fmt.Errorf("one period of the load has %.4g requests, and two are needed for an error; try --at peak, --at mean, or a profile of a shorter period (sovcost traffic import profile FILE --typical-week)", each)
	}
	m.Load, m.Run.Batches = y.Whole(), min(n, 1000)
	m.Run.Requests = max(1000, int(float64(n)*each*(1-1e-9))) // rounding must not add a period
	m.Words = fmt.Sprintf("%d periods of the profile, slot by slot", n)
	return nil
}
