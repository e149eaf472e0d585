package calibrate

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/calibrate/focusin"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Row is one meter in one month: estimate against bill. The difference is volume
// plus price, exactly.
type Row struct {
	Month    string
	To       string // meter
	Unit     string
	Estimate exact.Num // cost, in the bill's currency
	Bill     exact.Num
	EstQty   exact.Num
	BillQty  exact.Num
	HasQty   bool      // false where the bill has no usable quantity: the difference is not split
	Why      string    // why not
	Volume   exact.Num // (bill's quantity - estimate's) × estimate's price
	Price    exact.Num // (bill's price - estimate's) × bill's quantity
	Charges  int
}

// Result is the calibration.
type Result struct {
	Option   *model.Option
	Currency string
	Tally    *Tally
	Read     focusin.Report
	Rows     []Row
	NotBill  []string // lines of the estimate no rule maps to
	NotCost  exact.Num
	Patch    []Correction
	Notes    []string
}

// Reconciled is mapped + excluded + not mapped; it equals the bill's total.
func (r *Result) Reconciled() exact.Num {
	sum := exact.Zero
	for _, m := range r.Tally.Mapped {
		for _, s := range m {
			sum = sum.Add(exact.FromDecimal(s.Cost))
		}
	}
	for _, s := range r.Tally.Excluded {
		sum = sum.Add(exact.FromDecimal(s.Cost))
	}
	for _, s := range r.Tally.Rest {
		sum = sum.Add(exact.FromDecimal(s.Cost))
	}
	return sum
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
	convert, err := r.view(c)
	if err != nil {
		return nil, err
	}
	targets, problems := r.targets(rules)
	if len(problems) > 0 {
		return nil, problems
	}
	for _, month := range t.Months {
		for _, to := range targets.order {
			r.Rows = append(r.Rows, r.row(month, to, targets, rules, convert))
		}
	}
	for i, l := range o.Lines {
		if !targets.taken[i] {
			r.NotBill = append(r.NotBill, l.Label)
			r.NotCost = r.NotCost.Add(convert(l))
		}
	}
	return r, r.solve(gross, rules)
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

// view is a line's cost in the bill's currency: the sheet's own or the
// scenario's. A third one is refused: two conversions would hide the price.
func (r *Result) view(c *model.Comparison) (func(model.Line) exact.Num, error) {
	v := r.Option.Values()
	switch r.Currency {
	case string(c.Currency()):
		return func(l model.Line) exact.Num { return v.Of(l.Converted) }, nil
	case string(r.Option.Sheet.Currency):
		return func(l model.Line) exact.Num {
			if string(l.Currency) != r.Currency {
				return exact.Zero
			}
			return v.Of(l.Amount)
		}, nil
	case "":
		return nil, fmt.Errorf("the bill has no charges")
	}
	return nil, fmt.Errorf("the bill is in %s, the estimate in %s (price sheet in %s); export it in one of these", r.Currency, c.Currency(), r.Option.Sheet.Currency)
}

// targets are the meters the rules map to, with the lines of the option.
type targets struct {
	order []string
	lines map[string][]int
	rules map[string][]int
	taken []bool
}

func (r *Result) targets(rules *Rules) (*targets, factsheet.Problems) {
	t := &targets{lines: map[string][]int{}, rules: map[string][]int{}, taken: make([]bool, len(r.Option.Lines))}
	var ps factsheet.Problems
	var ids []string
	for _, l := range r.Option.Lines {
		ids = append(ids, l.ID, meterOf(l.ID))
	}
	for i, m := range rules.Maps {
		if _, ok := t.rules[m.To]; !ok {
			t.order = append(t.order, m.To)
			for k, l := range r.Option.Lines {
				if l.ID == m.To || meterOf(l.ID) == m.To {
					t.lines[m.To] = append(t.lines[m.To], k)
					t.taken[k] = true
				}
			}
			if len(t.lines[m.To]) == 0 {
				hint := "the option has " + strings.Join(ids, ", ")
				if d := factsheet.Suggest(m.To, ids); d != "" {
					hint = fmt.Sprintf("did you mean %q?", d)
				}
				ps = append(ps, rules.Doc.Problem(fmt.Sprintf("map[%d].to", i), fmt.Sprintf("%s has no line %q", r.Option.ID, m.To), hint))
			}
		}
		t.rules[m.To] = append(t.rules[m.To], i)
	}
	return t, ps
}

// meterOf takes the number of a tier off a line's id.
func meterOf(id string) string {
	i := strings.LastIndexByte(id, '.')
	if i < 0 || strings.Trim(id[i+1:], "0123456789") != "" {
		return id
	}
	return id[:i]
}

// row is one meter in one month; a month without its charges billed nothing.
func (r *Result) row(month, to string, t *targets, rules *Rules, convert func(model.Line) exact.Num) Row {
	row := Row{Month: month, To: to, HasQty: true}
	v := r.Option.Values()
	var u unit.Unit
	for _, k := range t.lines[to] {
		l := r.Option.Lines[k]
		row.Estimate = row.Estimate.Add(convert(l))
		row.EstQty = row.EstQty.Add(v.Base(l.Quantity))
		u = l.Quantity.Unit()
	}
	for _, i := range t.rules[to] {
		s := r.Tally.Mapped[i][month]
		if s == nil {
			continue
		}
		row.Charges += s.Charges
		row.Bill = row.Bill.Add(exact.FromDecimal(s.Cost))
		q, why := quantity(rules.Maps[i], s, u)
		if why != "" {
			row.HasQty, row.Why = false, why
		}
		row.BillQty = row.BillQty.Add(q)
	}
	row.Unit = u.Name
	price, ok := row.Estimate.Quo(row.EstQty)
	if row.HasQty && !ok {
		row.HasQty, row.Why = false, "the estimate has no quantity"
	}
	if row.HasQty {
		row.Volume = row.BillQty.Sub(row.EstQty).Mul(price)
		row.Price = row.Bill.Sub(row.Estimate).Sub(row.Volume)
	}
	row.EstQty, _ = row.EstQty.Quo(u.Factor)
	row.BillQty, _ = row.BillQty.Quo(u.Factor)
	return row
}

// quantity is a sum's quantity in base units of the meter, and why there is none.
func quantity(m *Map, s *Sum, u unit.Unit) (exact.Num, string) {
	q := exact.FromDecimal(s.Quantity)
	switch {
	case s.Mixed:
		return exact.Zero, "its charges have different units: map them apart"
	case s.NoAmount == s.Charges:
		return exact.Zero, "the bill has no quantity"
	case m.Per.IsSet() && (m.Per.Unit.Dim == u.Dim || m.Per.Unit.Dim == unit.Pure):
		if m.Per.Unit.Dim == unit.Pure {
			return q.Mul(m.Per.Base()).Mul(u.Factor), ""
		}
		return q.Mul(m.Per.Base()), ""
	case m.Per.IsSet():
		return exact.Zero, fmt.Sprintf("per = %q does not fit a meter in %s", m.Per, u.Name)
	}
	return q.Mul(u.Factor), ""
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
