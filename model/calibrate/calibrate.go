package calibrate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/calibrate/focusin"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/money"
)

// Result is the calibration.
type Result struct {
	Option   *model.Option
	Currency string
	Rate     exact.Num // of the price sheet's currency, where the bill is in neither that nor the scenario's; else 0
	Tally    *Tally
	Read     focusin.Report
	Rows     []Row
	Bridge   Bridge
	NotBill  []string // lines of the estimate that cost something and no rule maps to
	Elsewise []string // lines in another currency than the bill's: never on it
	Patch    []Correction
	Notes    []string
}

// Gross answers the question without free amounts, with some keys set: inputs
// are solved from what was used, not from what was charged.
type Gross func([]scenario.Setting) (*model.Comparison, error)

// Run holds the folded bill against an option.
func Run(c *model.Comparison, gross Gross, option string, rules *Rules, t *Tally, read focusin.Report) (*Result, error) {
	o, err := find(c, option)
	if err != nil {
		return nil, err
	}
	t.finish()
	r := &Result{Option: o, Tally: t, Read: read}
	if len(read.Totals) == 1 {
		r.Currency = read.Totals[0].Currency
	}
	if slices.Contains(read.Absent, t.Cost.Column()) {
		return nil, fmt.Errorf("%s: the bill has no column %s; try --cost billed, or export it with this column", read.File, t.Cost.Column())
	}
	cost, err := r.view(c)
	if err != nil {
		return nil, err
	}
	targets, problems := r.targets(rules, cost)
	if len(problems) > 0 {
		return nil, problems
	}
	whole, err := gross(nil)
	if err != nil {
		return nil, err
	}
	if err := targets.freeAmounts(whole, o); err != nil {
		return nil, err
	}
	for _, month := range t.Months {
		for _, to := range targets.order {
			r.Rows = append(r.Rows, targets.row(month, to))
		}
	}
	r.bridge(targets)
	r.Notes = slices.Concat(r.blind(rules), r.idle(rules), targets.notes(), r.coverage())
	return r, r.solve(whole, gross, rules)
}

func find(c *model.Comparison, id string) (*model.Option, error) {
	var ids []string
	for _, o := range c.Options {
		if o.ID == id {
			return o, nil
		}
		ids = append(ids, o.ID)
	}
	hint := "sovcost compare lists them"
	if d := factsheet.Suggest(id, ids); d != "" {
		hint = fmt.Sprintf("did you mean %q?", d)
	}
	return nil, fmt.Errorf("no option %q; %s", id, hint)
}

// costOf is a line's cost in the bill's currency, and what one unit of the
// line's own currency is in it; ok is false for a line in a third one.
type costOf func(model.Line) (cost, rate exact.Num, ok bool)

// view is a line's cost in the bill's currency: the sheet's own, the scenario's,
// or a third one by the scenario's dated rates.
//
// Note: a third currency was refused first. But the estimate would only go from
// the sheet's currency to the bill's, once, and a report says so.
func (r *Result) view(c *model.Comparison) (costOf, error) {
	v := r.Option.Values()
	sheet, bill := r.Option.Sheet.Currency, money.Currency(r.Currency)
	switch bill {
	case c.Currency():
		return func(l model.Line) (exact.Num, exact.Num, bool) {
			rate := exact.One
			if l.FX.OK() {
				rate = v.Base(l.FX)
			}
			return v.Of(l.Converted), rate, true
		}, nil
	case "":
		return nil, fmt.Errorf("%s: the bill has no charges", r.Read.File)
	}
	rate, ok := c.Rate(sheet, bill)
	if !ok {
		return nil, fmt.Errorf("%s: the bill is in %s, the estimate in %s (price sheet in %s); add [[fx]] with from = %q, to = %q, rate, as_of and source to the scenario", r.Read.File, bill, c.Currency(), sheet, sheet, bill)
	}
	if sheet != bill {
		r.Rate = rate
	}
	return func(l model.Line) (exact.Num, exact.Num, bool) {
		return v.Of(l.Amount).Mul(rate), rate, l.Currency == sheet
	}, nil
}

// targets are the meters the rules map to, with the lines of the option.
type targets struct {
	result *Result
	rules  *Rules
	cost   costOf
	order  []string
	meters map[string]*meter
	taken  []bool // lines some rule maps to
}

func (r *Result) targets(rules *Rules, cost costOf) (*targets, factsheet.Problems) {
	t := &targets{result: r, rules: rules, cost: cost, meters: map[string]*meter{}, taken: make([]bool, len(r.Option.Lines))}
	var ps factsheet.Problems
	var ids []string
	for _, l := range r.Option.Lines {
		ids = append(ids, l.ID, meterOf(l.ID))
	}
	for i, m := range rules.Maps {
		key := fmt.Sprintf("map[%d].to", i)
		if t.meters[m.To] == nil {
			t.order = append(t.order, m.To)
			made, foreign := t.meter(m.To)
			t.meters[m.To] = made
			switch {
			case foreign != "":
				ps = append(ps, rules.Doc.Problem(key, fmt.Sprintf("%s is in %s, the bill in %s", m.To, foreign, r.Currency), "leave this rule out: it cannot be on this bill"))
			case len(made.lines) == 0:
				hint := "the option has " + strings.Join(slices.Compact(slices.Sorted(slices.Values(ids))), ", ")
				if d := factsheet.Suggest(m.To, ids); d != "" {
					hint = fmt.Sprintf("did you mean %q?", d)
				}
				ps = append(ps, rules.Doc.Problem(key, fmt.Sprintf("%s has no line %q", r.Option.ID, m.To), hint))
			}
		}
		t.meters[m.To].rules = append(t.meters[m.To].rules, i)
	}
	return t, append(ps, t.twice()...)
}

// twice finds lines that two meters take: their cost would be estimated twice.
func (t *targets) twice() factsheet.Problems {
	var ps factsheet.Problems
	for i, m := range t.rules.Maps {
		if meterOf(m.To) != m.To && t.meters[meterOf(m.To)] != nil {
			ps = append(ps, t.rules.Doc.Problem(fmt.Sprintf("map[%d].to", i), fmt.Sprintf("%q is a tier of %q, which another rule maps to", m.To, meterOf(m.To)), "map to tiers or to the whole meter, not to both"))
		}
	}
	return ps
}

// meterOf takes the number of a tier off a line's id.
func meterOf(id string) string {
	i := strings.LastIndexByte(id, '.')
	if i < 0 || strings.Trim(id[i+1:], "0123456789") != "" {
		return id
	}
	return id[:i]
}

// lineSum is the quantity of a meter under other inputs, in base units.
func lineSum(c *model.Comparison, o *model.Option, to string, in formula.Inputs) (exact.Num, error) {
	var roots []formula.Node
	for _, l := range o.Lines {
		if l.ID == to || meterOf(l.ID) == to {
			roots = append(roots, l.Quantity)
		}
	}
	v, err := c.Graph.Evaluate(in, roots...)
	if err != nil {
		return exact.Zero, err
	}
	sum := exact.Zero
	for _, n := range roots {
		sum = sum.Add(v.Base(n))
	}
	return sum, nil
}
