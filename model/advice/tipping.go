package advice

import (
	"fmt"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// State is whether a tipping point is passed.
type State string

// A point that does not concern the runtime is not listed at all.
const (
	Tipped  State = "tipped"
	Near    State = "near" // within a quarter of the point
	Safe    State = "safe"
	Unknown State = "unknown"
)

// Finding is one tipping point on one option, with its figures.
type Finding struct {
	Key    string // steady_function, vm_habit, untended, cold_start
	Title  string
	State  State
	Text   string // the figures in words
	Advice string // what to do; empty when safe
}

// reachOfLoad is how many times the load is searched for a crossing.
const reachOfLoad = 50

// Findings are the tipping points that concern an option's runtime.
func Findings(c *model.Comparison, o *model.Option) []Finding {
	switch {
	case o.Kind == "function":
		return []Finding{steadyFunction(c, o), coldStart(c, o)}
	case o.Kind == "vm":
		return []Finding{habit(c, o), untended(o)}
	}
	return nil
}

// steadyFunction: above the load at which a container or VM becomes cheaper a
// function is the wrong tool.
func steadyFunction(c *model.Comparison, o *model.Option) Finding {
	f := Finding{Key: "steady_function", Title: "function on steady load", State: Unknown}
	other := first(c, func(x *model.Option) bool { return x.Kind != "function" && x.Kind != "own" })
	axis, ok := c.Graph.Find("workload.requests")
	if other == nil || !ok || len(o.Gaps) > 0 || !o.Total.OK() {
		f.Text = "no other runtime is both priced and allowed, or the option has no price"
		return f
	}
	leaf, _ := axis.Leaf()
	now := leaf.Value
	flips, err := c.Flips(axis, exact.Zero, exact.Max(now, exact.One).Mul(exact.Int(reachOfLoad)), []*model.Option{o, other})
	if err != nil || len(flips.Options) != 2 {
		f.Text = "the crossing could not be found"
		return f
	}
	use := 1 / max(c.Profile.Stats().PeakToMean, 1)
	at, up := crossingAbove(flips, o)
	shape := fmt.Sprintf("mean load is %.0f %% of the peak", 100*use)
	if !up {
		if other.Monthly.Less(o.Monthly) {
			f.State, f.Text = Tipped, fmt.Sprintf("%s is cheaper at every load up to %d times this one; %s", other.ID, reachOfLoad, shape)
			f.Advice = "compare " + other.ID
			return f
		}
		f.State, f.Text = Safe, fmt.Sprintf("cheaper than %s up to %d times this load; %s", other.ID, reachOfLoad, shape)
		return f
	}
	ratio, _ := now.Quo(at)
	share := ratio.Float()
	f.Text = fmt.Sprintf("%s becomes cheaper above %s; this load is %.0f %% of that; %s", other.ID, requests(axis, at), 100*share, shape)
	switch {
	case share >= 1:
		f.State, f.Advice = Tipped, "run it as "+other.Runtime()
	case share >= 0.75:
		f.State, f.Advice = Near, "watch the load: a quarter more and "+other.Runtime()+" is cheaper"
	default:
		f.State = Safe
	}
	return f
}

// crossingAbove is the load from which on the other option stays cheaper.
func crossingAbove(flips *model.Flips, o *model.Option) (exact.Num, bool) {
	cs := flips.Result.Pairs[0].Crossings
	for i := len(cs) - 1; i >= 0; i-- {
		if cs[i].Flips() {
			// After the last flip one option stays cheaper; it must not be the function.
			functionFirst := flips.Options[0] == o
			if functionFirst == (cs[i].After > 0) {
				return cs[i].X, true
			}
			return exact.Zero, false
		}
	}
	return exact.Zero, false
}

func requests(axis formula.Node, base exact.Num) string {
	shown, _ := base.Quo(axis.Unit().Factor)
	return formula.Group(shown.Fixed(0)) + " " + axis.Unit().Name
}

// habit: a VM without a need for its isolation pays with density and effort.
func habit(c *model.Comparison, o *model.Option) Finding {
	f := Finding{Key: "vm_habit", Title: "VM out of habit", State: Safe}
	if want := c.Scenario.Isolation.Required; want != "" && rungOf(want) >= rungOf("vm") {
		f.Text = "the scenario asks for " + want
		return f
	}
	other := first(c, func(x *model.Option) bool { return x.Kind == "container" || x.Kind == "function" })
	density := "density unknown"
	if n, ok := figure(o, "density"); ok {
		density = fmt.Sprintf("%s instances a server", o.Values().Of(n).Fixed(0))
	}
	effort := "effort unknown"
	if n, ok := figure(o, "effort"); ok {
		effort = fmt.Sprintf("%s hours of people a month", o.Values().Of(n).Fixed(1))
	}
	if other == nil || len(o.Gaps) > 0 {
		f.State, f.Text = Unknown, "nothing else is both priced and allowed; "+density+", "+effort
		return f
	}
	extra := o.Monthly.Sub(other.Monthly)
	theirs := ""
	if n, ok := figure(other, "effort"); ok {
		theirs = fmt.Sprintf(" against %s", other.Values().Of(n).Fixed(1))
	}
	amount, than := extra, "more"
	if extra.Sign() < 0 {
		amount, than = extra.Neg(), "less"
	}
	f.Text = fmt.Sprintf("isolation of a VM is not asked for; %s, %s%s; it costs %s %s a month %s than %s", density, effort, theirs, formula.Group(amount.Fixed(2)), c.Currency(), than, other.ID)
	if extra.Sign() > 0 {
		f.State, f.Advice = Tipped, "run it as "+other.Runtime()+", or say why a VM (isolation.required)"
	}
	return f
}

// untended: instances kept by hand, past a few.
func untended(o *model.Option) Finding {
	f := Finding{Key: "untended", Title: "containers without orchestration", State: Unknown, Text: "the number of instances is not known"}
	n, ok := figure(o, "replicas_peak")
	if !ok {
		return f
	}
	peak := o.Values().Of(n)
	f.Text = fmt.Sprintf("%s instances at the peak are kept running by hand; past %d an orchestrator earns its keep (our limit)", peak.Fixed(0), Untended)
	switch {
	case exact.Int(Untended).Less(peak):
		f.State, f.Advice = Tipped, "put an orchestrator over them"
	case exact.Int(Untended).Equal(peak):
		f.State = Near
	default:
		f.State = Safe
	}
	return f
}

// coldStart: the budget is missed, or instances kept warm ate the saving.
func coldStart(c *model.Comparison, o *model.Option) Finding {
	f := Finding{Key: "cold_start", Title: "cold start underestimated", State: Unknown}
	w := c.Scenario.Workload
	share, starts := "", ""
	rare := false
	if n, ok := figure(o, "cold_share"); ok {
		share = fmt.Sprintf("%s %% of the requests", o.Values().Of(n).Fixed(2))
		rare = o.Values().Base(n).Float() < RareCold
	}
	if n, ok := figure(o, "cold_starts"); ok {
		starts = fmt.Sprintf(" (%s a month)", formula.Group(o.Values().Of(n).Fixed(0)))
	}
	if !w.ColdBudget.IsSet() || !w.Init.IsSet() {
		f.Text = fmt.Sprintf("%s%s wait for a start; budget or time of a start are not stated", share, starts)
		f.Advice = "state workload.init and workload.cold_budget"
		return f
	}
	missed := w.ColdBudget.Base().Less(w.Init.Base())
	f.State = Safe
	f.Text = fmt.Sprintf("%s%s wait %s for a start, the budget is %s", share, starts, w.Init, w.ColdBudget)
	switch {
	case missed && rare:
		f.State, f.Advice = Near, "the 99th percentile stays warm; the slowest requests miss the budget"
	case missed:
		f.State, f.Advice = Tipped, "keep instances warm, shorten the start, or run a container"
	}
	if warm := warmCost(o); warm.Sign() > 0 {
		other := first(c, func(x *model.Option) bool { return x.Kind != "function" })
		f.Text += fmt.Sprintf("; keeping instances warm costs %s %s a month", formula.Group(warm.Fixed(2)), c.Currency())
		if other != nil && !o.Monthly.Less(other.Monthly) && o.Monthly.Sub(warm).Less(other.Monthly) {
			f.State, f.Advice = Tipped, "keeping warm ate the saving against "+other.ID
		}
	}
	return f
}

// warmCost is what provisioned instances cost a month.
func warmCost(o *model.Option) exact.Num {
	sum := exact.Zero
	for _, l := range o.Lines {
		for _, in := range reach(l.Quantity) {
			if leaf, ok := in.Leaf(); ok && leaf.Key == "workload.provisioned" {
				sum = sum.Add(o.Values().Of(l.Converted))
				break
			}
		}
	}
	return sum
}

// reach lists a node and everything below it.
func reach(n formula.Node) []formula.Node {
	seen := map[int]bool{}
	var out []formula.Node
	var walk func(formula.Node)
	walk = func(x formula.Node) {
		if !x.OK() || seen[x.Index()] {
			return
		}
		seen[x.Index()] = true
		out = append(out, x)
		for _, in := range x.Inputs() {
			walk(in)
		}
	}
	walk(n)
	return out
}
