package flips

import (
	"slices"
	"strings"

	"github.com/sovcost/sovcost/model/breakeven"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/reports"
)

// envelope is the table of stretches.
func (w *writer) envelope() *reports.Table {
	t := &reports.Table{ID: "cheapest", Columns: []reports.Column{
		{Key: "option", Title: "Cheapest", Kind: reports.KindText},
		{Key: "from", Title: "From", Unit: w.f.Axis.Unit().Name, Kind: reports.KindQuantity}, {Key: "to", Title: "To", Unit: w.f.Axis.Unit().Name, Kind: reports.KindQuantity},
		{Key: "cost_from", Title: "Cost at start", Kind: reports.KindMoney, Unit: w.cur}, {Key: "cost_to", Title: "Cost at end", Kind: reports.KindMoney, Unit: w.cur},
	}}
	w.addBoth(t, 3, "up to, ")
	for _, iv := range w.f.Result.Cheapest {
		row := reports.Row{}
		if !w.f.Now.Less(iv.From) && !iv.To.Less(w.f.Now) {
			row.Style = reports.RowWinner
		}
		fn := w.f.Result.Options[iv.Cheapest[0]].Cost
		start, ok := fn.At(iv.From)
		if !iv.FromClosed {
			if s, above := fn.Above(iv.From); above {
				start, ok = s, true
			}
		}
		end, _ := fn.At(iv.To)
		if !iv.ToClosed {
			if e, below := fn.Below(iv.To); below {
				end = e
			}
		}
		if !ok {
			start = end
		}
		row.Cells = slices.Concat([]reports.Cell{reports.Words(w.names(iv.Cheapest)), w.quantity(iv.From), w.quantity(iv.To)}, w.inBoth(iv.To), []reports.Cell{w.cost(start), w.cost(end)})
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (w *writer) quantity(x exact.Num) reports.Cell {
	return reports.Quantity(w.at(x).Decimal(8), w.f.Axis.Unit().Name)
}

// addBoth puts the column of the axis's other reading at place i.
func (w *writer) addBoth(t *reports.Table, i int, before string) {
	if w.both == nil {
		return
	}
	title := before + w.both.title
	t.Columns = slices.Insert(t.Columns, i, reports.Column{Key: "other_reading", Title: strings.ToUpper(title[:1]) + title[1:], Kind: reports.KindQuantity, Unit: w.both.unit, Priority: 2})
}

// inBoth is the cell of that column, or nothing.
func (w *writer) inBoth(x exact.Num) []reports.Cell {
	if w.both == nil {
		return nil
	}
	return []reports.Cell{reports.Quantity(x.Mul(w.both.factor).Decimal(6), w.both.unit)}
}

func (w *writer) cost(v exact.Num) reports.Cell { return reports.Money(v.Decimal(8), w.cur) }

// crossings lists the crossings of all pairs, or of the pairs that are ever
// cheapest.
func (w *writer) crossings(all bool) *reports.Table {
	t := &reports.Table{ID: "crossings", Columns: []reports.Column{
		{Key: "at", Title: "At", Unit: w.f.Axis.Unit().Name, Kind: reports.KindQuantity},
		{Key: "kind", Title: "Kind", Kind: reports.KindText}, {Key: "below", Title: "Cheaper below", Kind: reports.KindText}, {Key: "above", Title: "Cheaper above", Kind: reports.KindText},
		{Key: "cost_a", Title: "Cost", Kind: reports.KindMoney, Unit: w.cur}, {Key: "cost_b", Title: "Other's cost", Kind: reports.KindMoney, Unit: w.cur, Priority: 3},
	}}
	w.addBoth(t, 1, "")
	ever := map[int]bool{}
	for _, iv := range w.f.Result.Cheapest {
		for _, i := range iv.Cheapest {
			ever[i] = true
		}
	}
	var shown []breakeven.Crossing
	for _, p := range w.f.Result.Pairs {
		if all || ever[p.A] && ever[p.B] {
			shown = append(shown, p.Crossings...)
		}
	}
	slices.SortStableFunc(shown, func(x, y breakeven.Crossing) int { return x.X.Cmp(y.X) })
	for _, x := range shown {
		t.Rows = append(t.Rows, reports.Row{Cells: slices.Concat([]reports.Cell{w.quantity(x.X)}, w.inBoth(x.X),
			[]reports.Cell{reports.Words(x.Kind.String()), reports.Words(w.side(x, x.Before)), reports.Words(w.side(x, x.After)), w.cost(x.CostA), w.cost(x.CostB)})})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// side names the cheaper option of an order.
func (w *writer) side(x breakeven.Crossing, order int) string {
	switch {
	case order < 0:
		return w.name(x.A)
	case order > 0:
		return w.name(x.B)
	}
	return "equal"
}
