// Package whatif asks a comparison again with other inputs: one at a time
// (tornado, sweep), all at once by chance (Monte Carlo), and which of them
// matters (Sobol indices). It reads the graphs that are there; the sizes of
// servers and the solved tables stay those of the base case.
package whatif

import (
	"fmt"
	"math"
	"slices"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/whatif/sampling"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Input is one uncertain input of a comparison.
type Input struct {
	Key       string
	Node      formula.Node
	Base      exact.Num // base units
	Low, High exact.Num // base units; the range of the tornado
	Dist      sampling.Distribution
	Words     string // the distribution as it is shown
	Assumed   string // why this shape, where the scenario names none
}

// Unused are the ranges of exchange rates that the scenario states and no price of
// this comparison needs: they move nothing, which is no mistake of the scenario.
func Unused(c *model.Comparison) []string {
	var out []string
	for _, key := range scenario.SortedKeys(c.Scenario.Uncertain) {
		if _, needed := c.Graph.Find(key); needed {
			continue
		}
		if slices.ContainsFunc(c.Scenario.FX, func(x scenario.FX) bool { return key == x.Key() }) {
			out = append(out, key)
		}
	}
	return out
}

// Inputs are the [uncertain] tables of the scenario as inputs of the graph, without
// the Unused. All problems are reported at once.
func Inputs(c *model.Comparison) ([]Input, error) {
	var out []Input
	var ps factsheet.Problems
	unused := Unused(c)
	for _, key := range scenario.SortedKeys(c.Scenario.Uncertain) {
		if slices.Contains(unused, key) {
			continue
		}
		u := c.Scenario.Uncertain[key]
		path := "uncertain." + factsheet.JoinKey("", key)
		n, err := c.Axis(key)
		if err != nil {
			ps = append(ps, c.Scenario.Doc.Problem(path, err.Error(), ""))
			continue
		}
		in, err := inputOf(key, n, u)
		if err != nil {
			ps = append(ps, c.Scenario.Doc.Problem(path, err.Error(), ""))
			continue
		}
		out = append(out, in)
	}
	return out, ps.Err()
}

func inputOf(key string, n formula.Node, u scenario.Uncertain) (Input, error) {
	l, _ := n.Leaf()
	in := Input{Key: key, Node: n, Base: l.Value}
	for _, q := range []unit.Quantity{u.Low, u.High, u.P10, u.P50, u.P90, u.Mode, u.Mean, u.StdDev} {
		if q.IsSet() && !fits(q, n) {
			return in, fmt.Errorf("%q has the wrong kind of unit; %s is in %s", q, n.Label(), n.Unit().Name)
		}
	}
	d, words, assumed, err := distribution(in.Base, u, n)
	if err != nil {
		return in, err
	}
	if d, words, err = aboveZero(d, words); err != nil {
		return in, err
	}
	in.Dist, in.Words, in.Assumed = d, words, assumed
	in.Low, in.High = value(u.Low, n), value(u.High, n)
	if !u.Low.IsSet() {
		in.Low = short(d.Quantile(0.1))
	}
	if !u.High.IsSet() {
		in.High = short(d.Quantile(0.9))
	}
	if !in.Low.Less(in.High) {
		return in, fmt.Errorf("the range is empty: low is not below high")
	}
	return in, nil
}

// negligible is a probability so small that cutting it off changes no figure.
const negligible = 1e-6

// aboveZero refuses a distribution that can go below zero, and cuts one that
// does so only in theory.
func aboveZero(d sampling.Distribution, words string) (sampling.Distribution, string, error) {
	err := d.Within(0, math.Inf(1))
	if err == nil {
		return d, words, nil
	}
	if d.CDF(0) > negligible {
		return d, words, err
	}
	cut, err := d.Truncate(0, math.Inf(1))
	return cut, words + ", cut at 0", err
}

// fits accepts the node's own dimension, a pure number in its unit, and
// "requests" for "requests/month".
func fits(q unit.Quantity, n formula.Node) bool {
	d := n.Unit().Dim
	return q.Unit.Dim == d || q.Unit.Dim == unit.Pure || q.Unit.Dim.Div("month") == d || d.Div("month") == q.Unit.Dim
}

func value(q unit.Quantity, n formula.Node) exact.Num {
	if q.Unit.Dim == unit.Pure && n.Unit().Dim != unit.Pure {
		return q.Base().Mul(n.Unit().Factor)
	}
	return q.Base()
}

// distribution builds what the table says; a bare range is a triangle with its
// peak at the scenario's own value, and says that this is assumed.
func distribution(base exact.Num, u scenario.Uncertain, n formula.Node) (d sampling.Distribution, words, assumed string, err error) {
	f := func(q unit.Quantity) float64 { return value(q, n).Float() }
	switch {
	case u.P10.IsSet() && u.P90.IsSet() && (u.Distribution == "" || u.P50.IsSet() && u.Distribution == "lognormal"):
		if !u.P50.IsSet() {
			return d, "", "", fmt.Errorf("p10 and p90 without p50: add p50, or name a distribution")
		}
		d, err = sampling.FromPercentiles(f(u.P10), f(u.P50), f(u.P90))
		return d, fmt.Sprintf("P10 %s, P50 %s, P90 %s", u.P10, u.P50, u.P90), "", err
	case u.Distribution == "uniform":
		d, err = sampling.Uniform(f(u.Low), f(u.High))
		return d, fmt.Sprintf("uniform from %s to %s", u.Low, u.High), "", err
	case u.Distribution == "normal" && u.P10.IsSet():
		d, err = sampling.NormalFrom(f(u.P10), f(u.P90))
		return d, fmt.Sprintf("normal, P10 %s, P90 %s", u.P10, u.P90), "", err
	case u.Distribution == "normal":
		mean := base.Float()
		if u.Mean.IsSet() {
			mean = f(u.Mean)
		}
		d, err = sampling.Normal(mean, f(u.StdDev))
		return d, fmt.Sprintf("normal, deviation %s", u.StdDev), "", err
	case u.Distribution == "lognormal":
		d, err = sampling.LogNormalFrom(f(u.P10), f(u.P90))
		return d, fmt.Sprintf("lognormal, P10 %s, P90 %s", u.P10, u.P90), "", err
	case u.Distribution == "triangular" || u.Distribution == "":
		mode := base.Float()
		if u.Mode.IsSet() {
			mode = f(u.Mode)
		} else if low, high := f(u.Low), f(u.High); low < high && (mode < low || mode > high) {
			own, _ := base.Quo(n.Unit().Factor)
			return d, "", "", fmt.Errorf("the scenario's own value, %s %s, is not between low %s and high %s; widen the range, or state mode", formula.Text(own), n.Unit().Name, u.Low, u.High)
		}
		if u.Distribution == "" {
			assumed = "no distribution is named: a triangle with its peak at the scenario's own value"
		}
		d, err = sampling.Triangular(f(u.Low), mode, f(u.High))
		return d, fmt.Sprintf("triangular from %s to %s", u.Low, u.High), assumed, err
	}
	hint := factsheet.Suggest(u.Distribution, []string{"triangular", "uniform", "normal", "lognormal"})
	if hint != "" {
		hint = fmt.Sprintf("; did you mean %q?", hint)
	}
	return d, "", "", fmt.Errorf("distribution %q is not known%s", u.Distribution, hint)
}

// short keeps twelve significant digits of a quantile.
func short(f float64) exact.Num {
	if f == 0 || math.IsNaN(f) || math.IsInf(f, 0) {
		return exact.Zero
	}
	q, _ := exact.FromFloat(f)
	return q.Round(min(max(11-int(math.Floor(math.Log10(math.Abs(f)))), 0), 18))
}

// Costs are what each option costs a month with these inputs, exactly.
func Costs(c *model.Comparison, options []*model.Option, in formula.Inputs) ([]exact.Num, error) {
	roots := make([]formula.Node, len(options))
	for i, o := range options {
		roots[i] = o.Total
	}
	v, err := c.Graph.Evaluate(in, roots...)
	if err != nil {
		return nil, err
	}
	out := make([]exact.Num, len(roots))
	for i, r := range roots {
		out[i] = v.Of(r)
	}
	return out, nil
}

// Carried are the options that have a cost with each of the inputs, and these
// costs in their order. The others were sized for this load, and their servers no
// longer carry an instance. It is an error when none is left.
func Carried(c *model.Comparison, options []*model.Option, each []formula.Inputs) ([]*model.Option, [][]exact.Num, error) {
	for {
		var all [][]exact.Num
		for _, in := range each {
			costs, err := Costs(c, options, in)
			if err == nil {
				all = append(all, costs)
				continue
			}
			n := len(options)
			options = slices.DeleteFunc(slices.Clone(options), func(o *model.Option) bool {
				_, err := Costs(c, []*model.Option{o}, in)
				return err != nil
			})
			if len(options) == 0 || len(options) == n {
				return nil, nil, fmt.Errorf("no option has a cost at all of these values: %w; narrow the range, or ask with --set", err)
			}
			break
		}
		if len(all) == len(each) {
			return options, all, nil
		}
	}
}

// Options are the options a question is asked of: priced and allowed, the same
// product at the same price in several places once.
func Options(c *model.Comparison) []*model.Option {
	var out []*model.Option
	seen := map[model.Likeness]bool{}
	for _, o := range c.Options {
		if like := o.Likeness(); o.Status == model.Priced && !seen[like] {
			seen[like] = true
			out = append(out, o)
		}
	}
	return out
}

// cheapest is the place of the smallest cost, the first of equals.
func cheapest(costs []exact.Num) int {
	best := 0
	for i, c := range costs {
		if c.Less(costs[best]) {
			best = i
		}
	}
	return best
}
