package model

import (
	"runtime"
	"sort"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/money"
	"github.com/sovcost/sovcost/pricing/unit"
	"github.com/sovcost/sovcost/sovereignty"
	"github.com/sovcost/sovcost/sovereignty/lockin"
	"golang.org/x/sync/errgroup"
)

// Sources are everything a comparison reads besides the scenario.
type Sources struct {
	Library *pricing.Library
	Rules   *sovereignty.RuleBook
	Profile traffic.Profile // the load; see scenario.Profile
	LockIn  *lockin.Table   // how hard services are to leave; nil for the shipped table
	Sizes   Sizes           // server sizes to compare instead of the cheapest one; nil for that one
}

// engine is one run: one graph, one scenario.
type engine struct {
	g        *formula.Graph
	s        *scenario.Scenario
	src      Sources
	in       *capacity.Inputs
	demand   *capacity.Demand
	fx       *converter
	currency unit.Unit
	hours    unit.Unit
	facts    sovereignty.Facts
	left     []LeftOut
	sizers   map[bool]*sizer // by whether nodes of a cluster are sized
	vat      *VAT            // nil where the scenario names no buyer's country
	shelves  map[*pricing.Sheet]*shelf
}

// Compare answers the scenario. The error lists what is wrong with the
// question; an option without a price is not an error but a status.
func Compare(s *scenario.Scenario, src Sources) (*Comparison, error) {
	e, err := newEngine(s, src)
	if err != nil {
		return nil, err
	}
	cands, err := e.candidates()
	if err != nil {
		return nil, err
	}
	if len(cands) == 0 {
		return nil, s.Doc.Problem("candidates", "no price sheet has anything that could run this workload", "widen candidates, or add a sheet with --prices DIR; sovcost prices list shows what is there")
	}
	c := &Comparison{Scenario: s, Graph: e.g, Inputs: e.in, Demand: e.demand, Profile: src.Profile, Library: src.Library, Rules: src.Rules, VAT: e.vat}
	if c.Options, err = e.options(cands); err != nil {
		return nil, err
	}
	rank(c.Options)
	if err := e.leave(c); err != nil {
		return nil, err
	}
	c.FX, c.Left = e.fx.used, e.left
	c.Stale = e.stale(c.Options)
	return c, nil
}

// options builds the candidates one after the other, because they share a graph,
// and reads what was built on all processors, because reading changes nothing.
func (e *engine) options(cands []candidate) ([]*Option, error) {
	out, errs := make([]*Option, len(cands)), make([]error, len(cands))
	for i, cand := range cands {
		out[i], errs[i] = e.build(cand)
		if _, ok := problemsOf(errs[i]); errs[i] != nil && !ok {
			return nil, errs[i]
		}
	}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range cands {
		if errs[i] == nil {
			group.Go(func() error {
				errs[i] = e.settle(cands[i], out[i])
				return nil
			})
		}
	}
	_ = group.Wait() // errors are told in the order of the candidates
	var problems factsheet.Problems
	for _, err := range errs {
		ps, ok := problemsOf(err)
		if err != nil && !ok {
			return nil, err
		}
		for _, p := range ps {
			if !hasProblem(problems, p) {
				problems = append(problems, p)
			}
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return out, nil
}

// settle holds a built option against law and reads it.
func (e *engine) settle(c candidate, o *Option) error {
	if err := e.law(c, o); err != nil {
		return err
	}
	return e.read(o)
}

// problemsOf are the places in the question that are wrong; ok is false for any
// other error.
func problemsOf(err error) (factsheet.Problems, bool) {
	switch err := err.(type) {
	case factsheet.Problem:
		return factsheet.Problems{err}, true
	case factsheet.Problems:
		return err, true
	}
	return nil, false
}

func hasProblem(ps factsheet.Problems, p factsheet.Problem) bool {
	for _, q := range ps {
		if q == p {
			return true
		}
	}
	return false
}

func newEngine(s *scenario.Scenario, src Sources) (*engine, error) {
	g := formula.New()
	cur, err := unit.Parse(string(s.Currency))
	if err != nil {
		return nil, err
	}
	hours, _ := unit.Parse("h")
	e := &engine{g: g, s: s, src: src, in: capacity.NewInputs(g, s), currency: cur, hours: hours, sizers: map[bool]*sizer{}, shelves: map[*pricing.Sheet]*shelf{},
		fx: &converter{g: g, s: s, memo: map[money.Currency]formula.Node{}}}
	if src.Profile.Total() <= 0 {
		return nil, s.Doc.Problem("workload.load", "the load profile has no requests in any slot", "give it at least one weight above 0")
	}
	e.demand = capacity.NewDemand(e.in, src.Profile)
	if e.facts, err = e.scenarioFacts(); err != nil {
		return nil, err
	}
	if e.vat, err = e.readVAT(); err != nil {
		return nil, err
	}
	return e, g.Err()
}

func (e *engine) rounding() money.Rounding {
	if e.s.Rounding == "" {
		return money.RoundSum
	}
	return e.s.Rounding
}

func (e *engine) oneRequest() formula.Node { return capacity.OneRequest(e.g) }

// rank sorts by status, then cost to the cent, then id: the order never depends
// on the order of files.
func rank(options []*Option) {
	order := map[Status]int{Priced: 0, NotPriced: 1, Excluded: 2}
	sort.SliceStable(options, func(i, j int) bool {
		a, b := options[i], options[j]
		if order[a.Status] != order[b.Status] {
			return order[a.Status] < order[b.Status]
		}
		if c := a.Monthly.Cmp(b.Monthly); c != 0 {
			return c < 0
		}
		return a.ID < b.ID
	})
}

// stale lists the old prices of the sheets that were used.
func (e *engine) stale(options []*Option) []pricing.Staleness {
	used := map[string]bool{}
	for _, o := range options {
		used[o.Sheet.ID] = true
	}
	var out []pricing.Staleness
	for _, st := range e.src.Library.Stale(e.s.AsOf) {
		if used[st.Sheet] {
			out = append(out, st)
		}
	}
	return out
}

// Profile is the load profile a scenario asks for: a named shape, or the file
// that read returns for its name.
func Profile(s *scenario.Scenario, read func(name string) (traffic.Profile, error)) (traffic.Profile, error) {
	l := s.Workload.Load
	if l.Profile != "" {
		p, err := read(l.Profile)
		if err != nil {
			return p, s.Doc.Problem("workload.load.profile", err.Error(), "sovcost traffic import writes profiles")
		}
		if len(p.Gaps) > 0 {
			p = p.Filled()
		}
		if b := l.Burst.Profile(); b != nil {
			p.Burst = b
		}
		return p, nil
	}
	name := l.Shape
	if name == "" {
		name = "flat"
	}
	o := traffic.ShapeOptions{OffPercent: l.OffPercent, PeakHour: l.PeakHour, Weights: l.Weights}
	if l.From != nil {
		o.From = *l.From
	}
	if l.To != nil {
		o.To = *l.To
	}
	if l.Factor != nil {
		o.Factor = *l.Factor
	}
	if l.PeakToMean.IsSet() {
		o.PeakToMean = l.PeakToMean.Base().Float()
	}
	if l.Slot.IsSet() {
		o.Slot = seconds(l.Slot)
	}
	p, err := traffic.Shape(name, o)
	if err != nil {
		return p, s.Doc.Problem("workload.load", err.Error(), "")
	}
	p.Burst = l.Burst.Profile()
	return p, nil
}
