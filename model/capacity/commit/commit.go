// Package commit finds the level of a resource that is worth committing to: paid for every hour at a lower price,
// whether used or not.
//
// Demand is in units (instances, vCPU, money per hour) for each hour of a representative period. Money is float64
// here: this is advice on a level; what a bill says is computed exactly elsewhere.
package commit

import (
	"fmt"
	"math"
	"sort"

	"github.com/sovcost/sovcost/model/capacity/basis"
)

// Offer is one commitment product against on-demand.
type Offer struct {
	OnDemand  float64 // price of one unit for one hour without commitment
	Committed float64 // effective price of one unit for one hour with it: upfront amortised plus hourly
	Upfront   float64 // share of the committed price paid at the start, 0..1
	TermHours float64 // length of the commitment, h (8,760 or 26,280)
	Step      float64 // smallest step of the level; 0 = any level
}

// Advice is the cheapest level and what it costs.
type Advice struct {
	Level float64 // units to commit to
	// Low and High bound the levels that cost the same, with Level at the lower end: a smaller commitment binds less.
	Low, High float64
	Quantile  float64 // 1 - committed/on-demand: the share of hours in which demand may be below the level
	UsedShare float64 // share of the committed hours that demand uses; 0 for level 0
	Idle      float64 // committed unit-hours not used, in the period
	Overage   float64 // unit-hours on demand, in the period
	Cost      Cost
	OnDemand  float64 // cost of the period without commitment
	Saving    float64 // OnDemand - Cost.Amortised
	Basis     basis.Basis
}

// Cost is a cost in two views. Cash is what is paid when; Amortised spreads the upfront payment evenly over the term.
type Cost struct {
	Amortised    float64 // of the period: upfront share, hourly part and overage
	UpfrontCash  float64 // paid once at the start, for the whole term
	RunningCash  float64 // of the period: hourly part and overage
	CommittedAll float64 // owed over the whole term whatever the demand: upfront plus hourly part
}

const (
	maxHours  = 1_000_000
	maxFigure = 1e15
)

func (o Offer) check(demand []float64) error {
	var c basis.Check
	c.Positive("on-demand price", o.OnDemand, maxFigure, "give the price of a unit for an hour")
	c.NonNegative("committed price", o.Committed, maxFigure, "give the effective price of a unit for an hour")
	if !(o.Upfront >= 0 && o.Upfront <= 1) {
		c.Refuse("upfront share", fmt.Sprint(o.Upfront), "0 to 1", "")
	}
	c.Positive("term", o.TermHours, 1e6, "give hours: 8760 for a year")
	c.NonNegative("step", o.Step, maxFigure, "give the smallest step of the level, 0 for any")
	c.Count("hours of demand", len(demand), 1, maxHours, "")
	for i, d := range demand {
		c.NonNegative(fmt.Sprintf("demand of hour %d", i+1), d, maxFigure, "give units in use")
	}
	return c.Err()
}

// Best is the cheapest level for the demand of every hour. Exact: the cost is a convex function of the level with its
// least value at the (1-r)-quantile of the demand, r = committed/on-demand (the newsvendor rule), and with a step at
// one of the two steps around it. With r of 1 or more it commits to nothing.
func (o Offer) Best(demand []float64) (Advice, error) {
	if err := o.check(demand); err != nil {
		return Advice{}, err
	}
	sorted := append([]float64(nil), demand...)
	sort.Float64s(sorted)
	r := o.Committed / o.OnDemand
	low, high := 0.0, 0.0
	if r < 1 {
		low, high = quantileRange(sorted, 1-r)
	}
	if o.Step > 0 {
		low, high = o.bestStep(demand, low)
	}
	a := o.At(demand, low)
	a.Low, a.High, a.Quantile = low, high, math.Max(0, 1-r)
	return a, nil
}

// quantileRange is the flat bottom of the cost: all levels between two neighbouring demands when (1-r) times the hours is
// a whole number, else one demand.
func quantileRange(sorted []float64, share float64) (low, high float64) {
	n := float64(len(sorted))
	at := share * n
	if k := math.Round(at); math.Abs(at-k) < 1e-9*n {
		switch i := int(k); {
		case i == 0: // a price ratio next to 1
			return 0, sorted[0]
		case i >= len(sorted): // free of charge
			return sorted[len(sorted)-1], sorted[len(sorted)-1]
		default:
			return sorted[i-1], sorted[i]
		}
	}
	i := min(int(at), len(sorted)-1)
	return sorted[i], sorted[i]
}

// bestStep compares the steps around the continuous optimum.
func (o Offer) bestStep(demand []float64, level float64) (low, high float64) {
	below := math.Floor(level/o.Step+1e-9) * o.Step
	above := below + o.Step
	a, b := o.amortised(demand, below), o.amortised(demand, above)
	switch {
	case math.Abs(a-b) <= 1e-12*math.Max(a, b):
		return below, above
	case a < b:
		return below, below
	}
	return above, above
}

// At is the cost of committing to level units, cheapest or not. The inputs must be in domain; Best checks them.
func (o Offer) At(demand []float64, level float64) Advice {
	a := Advice{Level: level, Low: level, High: level, Basis: basis.Basis{Method: basis.Exact, Formula: "quantile of hourly demand", Validity: []string{
		"exact for the hours given; the future is as good as they are", "paid for every hour, nothing carried over"}}}
	hours := float64(len(demand))
	used, total := 0.0, 0.0
	for _, d := range demand {
		used += math.Min(d, level)
		total += d
	}
	a.Overage = math.Max(0, total-used)
	a.Idle = math.Max(0, level*hours-used)
	if level > 0 {
		a.UsedShare = used / (level * hours)
	}
	committed := level * hours * o.Committed
	a.OnDemand = total * o.OnDemand
	a.Cost = Cost{Amortised: committed + a.Overage*o.OnDemand, RunningCash: committed*(1-o.Upfront) + a.Overage*o.OnDemand,
		UpfrontCash: level * o.TermHours * o.Committed * o.Upfront, CommittedAll: level * o.TermHours * o.Committed}
	a.Saving = a.OnDemand - a.Cost.Amortised
	return a
}

func (o Offer) amortised(demand []float64, level float64) float64 {
	return o.At(demand, level).Cost.Amortised
}

// BruteForce is the cheapest level found by trying every distinct demand, 0, and every step up to the highest demand: the
// check of Best, for when a number has to be proved. It refuses more than about a hundred million additions.
func (o Offer) BruteForce(demand []float64) (level, cost float64, err error) {
	if err := o.check(demand); err != nil {
		return 0, 0, err
	}
	top := 0.0
	for _, d := range demand {
		top = math.Max(top, d)
	}
	levels := []float64{0}
	if o.Step > 0 {
		if top/o.Step > 1e6 {
			return 0, 0, fmt.Errorf("brute force: %g steps: must be at most 1e6; take a larger step", top/o.Step)
		}
		for k := 1; float64(k-1)*o.Step < top; k++ {
			levels = append(levels, float64(k)*o.Step)
		}
	} else {
		distinct := append([]float64(nil), demand...)
		sort.Float64s(distinct)
		for i, d := range distinct {
			if i == 0 || d != distinct[i-1] {
				levels = append(levels, d)
			}
		}
	}
	if work := float64(len(levels)) * float64(len(demand)); work > 1e8 {
		return 0, 0, fmt.Errorf("brute force: %d levels over %d hours: must be at most 1e8 in all; take a larger step or fewer hours", len(levels), len(demand))
	}
	cost = math.Inf(1)
	for _, l := range levels {
		if c := o.amortised(demand, l); c < cost {
			level, cost = l, c
		}
	}
	return level, cost, nil
}
