package model

import (
	"fmt"
	"time"

	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing/formula"
)

// Load is the load of a scenario in plain numbers, for figures that are looked
// at and simulated; what is billed is computed exactly from the same formulas.
type Load struct {
	Requests float64       // of the month
	Month    time.Duration // length of the month
	Rates    []float64     // requests per second in each slot
	Profile  traffic.Profile
}

// LoadOf spreads the scenario's requests over a profile.
func LoadOf(s *scenario.Scenario, p traffic.Profile) (Load, error) {
	g := formula.New()
	in := capacity.NewInputs(g, s)
	if p.Total() <= 0 {
		return Load{}, s.Doc.Problem("workload.load", "the load profile has no requests in any slot", "give it at least one weight above 0")
	}
	d := capacity.NewDemand(in, p)
	v, err := g.Evaluate(nil, d.Requests, d.Month, d.Rate)
	if err != nil {
		return Load{}, fmt.Errorf("the load: %w", err)
	}
	l := Load{Requests: v.Base(d.Requests).Float(), Month: time.Duration(v.Base(d.Month).Float() * float64(time.Second)), Profile: p}
	for _, r := range v.SlotsOf(d.Rate) {
		l.Rates = append(l.Rates, r.Float())
	}
	return l, nil
}
