package makeorbuy

import (
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/makeorbuy"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
	"github.com/sovcost/sovcost/reports"
)

// figuresOf are the figures that make the own hardware under review what it is,
// each with where it is from: a quote, a fact with its confidence, a default with
// its reason.
func figuresOf(c *model.Comparison, v *makeorbuy.Review) []Figure {
	if v.Make == nil {
		return nil
	}
	o := v.Make.Option
	prefix := "own." + strings.TrimPrefix(o.ID, "own-") + "."
	used := c.Graph.Reachable(o.Total)
	var out []Figure
	for i := range c.Graph.Len() {
		n := c.Graph.At(i)
		l, ok := n.Leaf()
		if !ok || !used[i] || !strings.HasPrefix(l.Key, prefix) {
			continue
		}
		f := Figure{Key: l.Key, Name: n.Label(), Value: o.Values().Show(n), Stated: n.Op() != formula.Assumed, Source: l.Source.Title, AsOf: l.Source.AsOf}
		if f.Source == "" {
			f.Source = l.Reason
		}
		out = append(out, f)
	}
	for _, once := range []struct {
		name, key string
		table     map[string]unit.Quantity
	}{{"moving there, once", makeorbuy.Migration, c.Scenario.Years.Migration}, {"leaving at the end, once", makeorbuy.Exit, c.Scenario.Years.Exit}} {
		if k, ok := makeorbuy.OnceKey(o, once.table); ok {
			out = append(out, Figure{Key: once.key + k, Name: once.name, Value: reports.DisplayQuantity(once.table[k].Value.Decimal(2)) + " " + once.table[k].Unit.Name, Stated: true})
		}
	}
	return out
}

func figures(list []Figure) *reports.Table {
	t := &reports.Table{ID: "figures", Columns: []reports.Column{{Key: "what", Title: "What"}, {Key: "key", Title: "Key", Priority: 2},
		{Key: "value", Title: "Value"}, {Key: "as_of", Title: "As of", Priority: 1}, {Key: "why", Title: "Where from"}}}
	for _, f := range list {
		why := f.Source
		switch {
		case !f.Stated:
			why = "default: " + why
		case why == "":
			why = "scenario"
		}
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(f.Name), reports.Words(f.Key), reports.Words(f.Value), reports.Words(f.AsOf), reports.Words(why)}})
	}
	return t
}
