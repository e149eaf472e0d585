// Package advice reads a comparison the way an experienced engineer would: the
// decision path with the facts at each step, the four points at which a choice
// tips, how finely to cut the workload, and where path, money and law disagree.
package advice

import (
	"fmt"
	"slices"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/formula"
)

// Limits of the path. They are ours: nobody has published better ones.
const (
	// SteadyPeak is the ratio of peak to mean up to which a load counts as steady:
	// a fleet sized for the peak is then at least half used on average.
	SteadyPeak = 2.0
	// RareCold is the share of cold requests below which a cold start stays out of
	// the 99th percentile.
	RareCold = 0.01
	// Untended is how many instances people keep running by hand before an
	// orchestrator earns its keep.
	Untended = 5
)

// Advice is what the comparison suggests beyond the cheapest price.
type Advice struct {
	Steps []Step
	// Path is the runtime the path ends at; PathOption its cheapest allowed option,
	// nil where none is priced.
	Path       string
	PathOption *model.Option
	Money      *model.Option // cheapest of all, allowed or not; nil without a price
	Law        *model.Option // cheapest allowed; nil where none is
	Why        []string      // why the three differ, or that they agree
	Cut        Cut
	Ladder     []Rung
	Effort     []Effort
}

// Step is one question of the path with the facts it was answered from.
type Step struct {
	Question string
	Answer   string // yes, no, unknown
	Facts    []string
	Then     string // what follows
}

// Of is the advice on a comparison.
func Of(c *model.Comparison) *Advice {
	a := &Advice{Money: c.CheapestOfAll(), Law: c.Best()}
	a.path(c)
	a.reasons(c)
	a.Cut = cutOf(c)
	a.Ladder = ladderOf(c)
	a.Effort = effortOf(c)
	return a
}

// path asks in order of what can be negotiated least: isolation, then the load,
// then cold starts.
func (a *Advice) path(c *model.Comparison) {
	strong := a.isolation(c)
	if strong {
		a.Path = "VM or microVM"
		a.PathOption = first(c, func(o *model.Option) bool { return rung(o) >= rungOf("microvm") })
		return
	}
	if a.steady(c) {
		a.Path = model.OnCluster
		a.PathOption = first(c, func(o *model.Option) bool { return o.Kind == "container" && o.Nodes != nil })
		return
	}
	if a.coldTolerable(c) {
		a.Path = "function"
		a.PathOption = first(c, func(o *model.Option) bool { return o.Kind == "function" })
		return
	}
	a.Path = "container"
	a.PathOption = first(c, func(o *model.Option) bool { return o.Kind == "container" })
}

func (a *Advice) isolation(c *model.Comparison) bool {
	want := c.Scenario.Isolation.Required
	s := Step{Question: "Is strong isolation required (foreign tenants, sensitive data)?", Answer: "no", Then: "look at the load"}
	if want == "" {
		s.Facts = append(s.Facts, "isolation.required is not stated")
	} else {
		s.Facts = append(s.Facts, "isolation.required = "+want)
		if c.Scenario.Isolation.Reason != "" {
			s.Facts = append(s.Facts, "because: "+c.Scenario.Isolation.Reason)
		}
	}
	if classes, ok := c.Scenario.Data["classes"].([]any); ok && len(classes) > 0 {
		s.Facts = append(s.Facts, fmt.Sprintf("classes of data: %v; no rule demands a rung of isolation, policy may", classes))
	}
	if want != "" && rungOf(want) >= rungOf("microvm") {
		s.Answer, s.Then = "yes", "VM or microVM"
	}
	a.Steps = append(a.Steps, s)
	return s.Answer == "yes"
}

func (a *Advice) steady(c *model.Comparison) bool {
	st := c.Profile.Stats()
	s := Step{Question: "Is the load steady?", Answer: "no", Then: "ask about cold starts",
		Facts: []string{fmt.Sprintf("shape %s: the peak is %.1f times the mean, steady is up to %g", c.Profile.Name, st.PeakToMean, SteadyPeak), fmt.Sprintf("%.0f %% of the slots have no request", 100*st.IdleShare)}}
	if st.PeakToMean <= SteadyPeak && st.IdleShare == 0 {
		s.Answer, s.Then = "yes", model.OnCluster
	}
	a.Steps = append(a.Steps, s)
	return s.Answer == "yes"
}

// coldTolerable: a start fits into the budget, or is so rare that it stays out of
// the 99th percentile. Without a budget nobody can say, and the path goes on
// as if it were tolerable, saying so.
func (a *Advice) coldTolerable(c *model.Comparison) bool {
	w := c.Scenario.Workload
	s := Step{Question: "Is a cold start tolerable?", Answer: "unknown", Then: "function, if it is"}
	share, known := coldShare(c)
	if known {
		s.Facts = append(s.Facts, fmt.Sprintf("%.2f %% of the requests wait for a start", 100*share))
	}
	if w.Init.IsSet() {
		s.Facts = append(s.Facts, "a start takes "+w.Init.String())
	} else {
		s.Facts = append(s.Facts, "how long a start takes is not stated (workload.init)")
	}
	switch {
	case !w.ColdBudget.IsSet():
		s.Facts = append(s.Facts, "how long a request may wait is not stated (workload.cold_budget)")
	case w.Init.IsSet() && !w.ColdBudget.Base().Less(w.Init.Base()):
		s.Answer, s.Then = "yes", "function"
		s.Facts = append(s.Facts, "the budget is "+w.ColdBudget.String())
	case known && share < RareCold:
		s.Answer, s.Then = "yes", "function"
		s.Facts = append(s.Facts, fmt.Sprintf("the budget of %s is missed, but below %g %% of the requests: the 99th percentile stays warm", w.ColdBudget, 100*RareCold))
	case w.Init.IsSet():
		s.Answer, s.Then = "no", "container"
		s.Facts = append(s.Facts, "the budget is "+w.ColdBudget.String())
	}
	a.Steps = append(a.Steps, s)
	return s.Answer != "no"
}

// coldShare is the share of cold requests on any function of the comparison: the
// model depends on the workload, not on the provider.
func coldShare(c *model.Comparison) (float64, bool) {
	for _, o := range c.Options {
		if n, ok := figure(o, "cold_share"); ok {
			return o.Values().Base(n).Float(), true
		}
	}
	return 0, false
}

// figure finds a sizing figure of an option.
func figure(o *model.Option, key string) (formula.Node, bool) {
	for _, f := range o.Figures {
		if f.Key == key && o.Values().Has(f.Node) {
			return f.Node, true
		}
	}
	return formula.Node{}, false
}

// first is the cheapest allowed option that fits.
func first(c *model.Comparison, fits func(*model.Option) bool) *model.Option {
	for _, o := range c.Options {
		if o.Status == model.Priced && fits(o) {
			return o
		}
	}
	return nil
}

func rungOf(word string) int { return slices.Index(scenario.Ladder, word) }

func rung(o *model.Option) int { return rungOf(o.IsolationRung()) }
