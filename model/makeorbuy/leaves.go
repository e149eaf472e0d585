package makeorbuy

import (
	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Leaves are the figures of [years] as leaves of the comparison's graph, for
// readers that follow changes of them: the workbook, and TermsAt.
type Leaves struct {
	Horizon         formula.Node            // months
	Rates           map[string]formula.Node // shares a year, by key
	Migration, Exit map[string]formula.Node // paid once, by option or kind
}

// Reviewable reports whether the scenario says anything about years: a [years]
// table or own hardware.
func Reviewable(s *scenario.Scenario) bool { return s.States("years") || len(s.Own) > 0 }

// Bind puts the figures of [years] on the comparison's graph. Doing it twice
// changes nothing.
func Bind(c *model.Comparison) Leaves {
	y := c.Scenario.Years
	put := func(key, label string, q unit.Quantity, def, reason string) formula.Node {
		if q.IsSet() {
			return c.Graph.Leaf(formula.Given, label, q.Unit, formula.Leaf{Key: key, File: c.Scenario.Path, Value: q.Value})
		}
		d, err := unit.ParseQuantity(def)
		if err != nil {
			d = unit.Of(exact.Zero, unit.None)
		}
		return c.Graph.Leaf(formula.Assumed, label, d.Unit, formula.Leaf{Key: key, Value: d.Value, Reason: reason})
	}
	stated := y.Rates()
	l := Leaves{Rates: map[string]formula.Node{}, Migration: map[string]formula.Node{}, Exit: map[string]formula.Node{}}
	l.Horizon = put(Horizon, "horizon", y.Horizon, "5 years", "the life of a server at small firms")
	for _, r := range rateNames {
		l.Rates[r.key] = put(r.key, r.name, stated[r.key], "0%", r.reason)
	}
	for _, k := range scenario.SortedKeys(y.Migration) {
		l.Migration[k] = put(Migration+k, "moving there, "+k, y.Migration[k], "", "")
	}
	for _, k := range scenario.SortedKeys(y.Exit) {
		l.Exit[k] = put(Exit+k, "leaving at the end, "+k, y.Exit[k], "", "")
	}
	return l
}

// TermsAt are the terms with other values of leaves, in base units, those of
// [years] among them.
func TermsAt(c *model.Comparison, in formula.Inputs) Terms {
	t, l := TermsOf(c.Scenario), Bind(c)
	t.Override = in
	if v, ok := in[l.Horizon.Index()]; ok {
		n, _ := v.Round(0).Int64()
		t.Months = max(1, int(n))
	}
	for key, n := range l.Rates {
		if v, ok := in[n.Index()]; ok {
			t.Rates[key] = v
			t.Taxed = t.Taxed || key == Tax
		}
	}
	return t
}
