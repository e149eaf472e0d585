package whatif

import (
	"fmt"
	"slices"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/whatif"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/reports"
)

// Variants puts several sets of inputs side by side.
func (b *Builder) Variants(all []Named) {
	t := &reports.Table{ID: "variants", Columns: []reports.Column{{Key: "option", Title: "Option"}}}
	for i, n := range all {
		t.Columns = append(t.Columns, reports.Column{Key: fmt.Sprintf("v%d", i), Title: n.Name, Kind: reports.KindMoney, Unit: b.cur})
		if i > 0 {
			t.Columns = append(t.Columns, reports.Column{Key: fmt.Sprintf("d%d", i), Title: "difference", Kind: reports.KindMoney, Unit: b.cur, Priority: 2},
				reports.Column{Key: fmt.Sprintf("p%d", i), Title: "%", Kind: reports.KindPercent, Priority: 1})
		}
		b.data.Variants = append(b.data.Variants, variantOf(n))
	}
	base := all[0].Comparison
	for _, o := range whatif.Options(base) {
		row := reports.Row{Cells: []reports.Cell{reports.Words(o.ID), b.cost(o.Monthly)}}
		if o == base.Best() {
			row.Style = reports.RowWinner
		}
		for _, n := range all[1:] {
			row.Cells = append(row.Cells, b.against(o, find(n.Comparison, o.ID))...)
		}
		t.Rows = append(t.Rows, row)
	}
	b.r.Sections = append(b.r.Sections, reports.Section{Title: "Side by side", Table: t})
	for _, n := range all[1:] {
		b.say("%s", b.verdict(base, n))
	}
}

func variantOf(n Named) Variant {
	v := Variant{Name: n.Name, Monthly: map[string]string{}}
	if best := n.Comparison.Best(); best != nil {
		v.Best = best.ID
	}
	for _, o := range n.Comparison.Options {
		if o.Total.OK() && len(o.Gaps) == 0 {
			v.Monthly[o.ID] = o.Monthly.Fixed(2)
		}
	}
	return v
}

func find(c *model.Comparison, id string) *model.Option {
	for _, o := range c.Options {
		if o.ID == id {
			return o
		}
	}
	return nil
}

// against are the cells of one option under a variant: cost, difference, percent.
func (b *Builder) against(base, o *model.Option) []reports.Cell {
	switch {
	case o == nil:
		return []reports.Cell{reports.Missing(reports.StateNotOffered), {}, {}}
	case o.Status == model.Excluded:
		return []reports.Cell{reports.Missing(reports.StateExcluded), {}, {}}
	case len(o.Gaps) > 0:
		return []reports.Cell{reports.Missing(reports.StateNotPriced), {}, {}}
	}
	d := o.Monthly.Sub(base.Monthly)
	cells := []reports.Cell{b.cost(o.Monthly), b.cost(d), {}}
	if share, ok := d.Quo(base.Monthly); ok {
		cells[2] = reports.Percent(share.Decimal(6))
	}
	return cells
}

func (b *Builder) verdict(base *model.Comparison, n Named) string {
	was, now := base.Best(), n.Comparison.Best()
	switch {
	case was == nil || now == nil:
		return fmt.Sprintf("%s: no option is both priced and allowed.", n.Name)
	case was.ID == now.ID:
		return fmt.Sprintf("%s: %s stays cheapest, %s instead of %s.", n.Name, now.ID, b.money(now.Monthly), b.money(was.Monthly))
	}
	return fmt.Sprintf("%s: %s becomes cheapest at %s; %s was, at %s.", n.Name, now.ID, b.money(now.Monthly), was.ID, b.money(was.Monthly))
}

// Alone is what one of several changes does by itself to the option that is
// cheapest in the base case.
type Alone struct {
	Set        string `json:"set"`
	Monthly    string `json:"monthly,omitempty"` // absent where the option then has no price
	Difference string `json:"difference,omitempty"`
	Cheapest   string `json:"cheapest,omitempty"` // option that is cheapest under this change alone
}

// Alone takes several changes one at a time, the widest effect first, and all of
// them together in the last row: which of them matters?
func (b *Builder) Alone(base *model.Comparison, each []Named, together Named) {
	was := base.Best()
	if was == nil {
		return
	}
	t := &reports.Table{ID: "alone", Columns: []reports.Column{{Key: "set", Title: "Change"}, {Key: "cost", Title: was.ID, Kind: reports.KindMoney, Unit: b.cur},
		{Key: "difference", Title: "Difference", Kind: reports.KindMoney, Unit: b.cur}, {Key: "percent", Title: "%", Kind: reports.KindPercent},
		{Key: "best", Title: "Cheapest then"}, {Key: "best_cost", Title: "at", Kind: reports.KindMoney, Unit: b.cur, Priority: 1}}}
	each = slices.Clone(each)
	slices.SortStableFunc(each, func(x, y Named) int { return effect(y, was).Cmp(effect(x, was)) })
	for _, n := range append(each, Named{"all together", together.Comparison}) {
		o, best := find(n.Comparison, was.ID), n.Comparison.Best()
		d := Alone{Set: n.Name}
		row := reports.Row{Cells: append(append([]reports.Cell{reports.Words(n.Name)}, b.against(was, o)...), reports.Missing(reports.StateNotApplicable), reports.Missing(reports.StateNotApplicable))}
		if usable(o) {
			d.Monthly, d.Difference = o.Monthly.Fixed(2), o.Monthly.Sub(was.Monthly).Fixed(2)
		}
		if best != nil {
			d.Cheapest = best.ID
			row.Cells[4], row.Cells[5] = reports.Words(best.ID), b.cost(best.Monthly)
		}
		b.data.Alone = append(b.data.Alone, d)
		t.Rows = append(t.Rows, row)
	}
	b.r.Sections = append([]reports.Section{{Title: "Which change matters", Table: t}}, b.r.Sections...)
	if effect(each[0], was).IsZero() {
		b.say("None of the changes by itself moves the cost of %s.", was.ID)
		return
	}
	b.say("%s matters most for %s: %s instead of %s by itself.", each[0].Name, was.ID, b.money(find(each[0].Comparison, was.ID).Monthly), b.money(was.Monthly))
}

func usable(o *model.Option) bool { return o != nil && o.Total.OK() && len(o.Gaps) == 0 }

// effect is how far a change moves an option, either way; nothing where the
// option has no price then.
func effect(n Named, was *model.Option) exact.Num {
	o := find(n.Comparison, was.ID)
	if !usable(o) {
		return exact.Zero
	}
	d := o.Monthly.Sub(was.Monthly)
	return exact.Max(d, d.Neg())
}
