package diff

import (
	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/whatif"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/reports"
)

// inPlay leaves out what is excluded or has no price on both sides, and what did
// not change at all, and counts both; the option that is cheapest stays.
func inPlay(changes []whatif.Change, best *model.Option) (shown []whatif.Change, out, unchanged int) {
	for _, c := range changes {
		switch {
		case !usable(c.Before) && !usable(c.After):
			out++
		case still(c) && c.After != best:
			unchanged++
		default:
			shown = append(shown, c)
		}
	}
	return shown, out, unchanged
}

// still reports whether neither the cost nor any effect nor the standing of an
// option changed.
func still(c whatif.Change) bool {
	return c.Comparable && c.Before.Status == c.After.Status && c.Load.IsZero() && c.Price.IsZero() && c.FX.IsZero()
}

func usable(o *model.Option) bool { return o != nil && o.Status == model.Priced }

// folded groups neighbours that are one product at one price in several places
// and changed alike.
func folded(changes []whatif.Change) [][]whatif.Change {
	var out [][]whatif.Change
	for _, c := range changes {
		if n := len(out); n > 0 && alike(out[n-1][0], c) {
			out[n-1] = append(out[n-1], c)
			continue
		}
		out = append(out, []whatif.Change{c})
	}
	return out
}

func alike(a, b whatif.Change) bool {
	same := func(x, y *model.Option) bool { return x == nil && y == nil || x != nil && y != nil && x.Alike(y) }
	return same(a.Before, b.Before) && same(a.After, b.After) && a.Comparable == b.Comparable &&
		a.Load.Equal(b.Load) && a.Price.Equal(b.Price) && a.FX.Equal(b.FX)
}

// also names the other places of a folded row by country.
func also(same []whatif.Change) string {
	var countries []string
	for _, c := range same[1:] {
		o := c.After
		if o == nil {
			o = c.Before
		}
		countries = append(countries, o.Country)
	}
	return reports.Elsewhere(countries)
}

// options is one row per product: what it cost, what it costs, and why.
func options(b *model.Comparison, changes []whatif.Change, cur string) *reports.Table {
	t := &reports.Table{ID: "options", Columns: []reports.Column{{Key: "option", Title: "Option"}, {Key: "before", Title: "Before", Kind: reports.KindMoney, Unit: cur}, {Key: "after", Title: "After", Kind: reports.KindMoney, Unit: cur},
		{Key: "difference", Title: "Difference", Kind: reports.KindMoney, Unit: cur}, {Key: "load", Title: "by load", Kind: reports.KindMoney, Unit: cur, Priority: 1},
		{Key: "price", Title: "by price", Kind: reports.KindMoney, Unit: cur, Priority: 1}, {Key: "fx", Title: "by FX", Kind: reports.KindMoney, Unit: cur, Priority: 1}}}
	best := b.Best()
	shown, _, _ := inPlay(changes, best)
	for _, same := range folded(shown) {
		c := same[0]
		row := reports.Row{Cells: []reports.Cell{reports.Words(c.ID + also(same)), side(c.Before, cur), side(c.After, cur), {}, {}, {}, {}}}
		if c.Comparable {
			for i, v := range []exact.Num{c.Difference, c.Load, c.Price, c.FX} {
				row.Cells[3+i] = reports.Money(v.Decimal(2), cur)
			}
		}
		switch {
		case best != nil && c.ID == best.ID:
			row.Style = reports.RowWinner
		case c.After == nil || c.After.Status == model.Excluded:
			row.Style = reports.RowExcluded
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func side(o *model.Option, cur string) reports.Cell {
	switch {
	case o == nil:
		return reports.Missing(reports.StateNotApplicable)
	case len(o.Gaps) > 0 || !o.Total.OK():
		return reports.Missing(reports.StateNotPriced)
	case o.Status == model.Excluded:
		return reports.Missing(reports.StateExcluded)
	}
	return reports.Money(o.Monthly.Decimal(2), cur)
}
