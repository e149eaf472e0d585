package pricing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// freeQuantity is what allowances take off one meter: before the tiers (shift)
// or inside the first tier (band). Zero Nodes take nothing.
type freeQuantity struct{ shift, band formula.Node }

// allowances shares the sheet's free quantities among the account's meters in
// drawing order: each member gets what the members before it left.
func (a *Account) allowances(sheet *Sheet, ms []*metered, e *Estimate) map[*metered]freeQuantity {
	free := map[*metered]freeQuantity{}
	for _, al := range sheet.Allowances {
		if al.Quantity == "" || !a.FreeTier && !al.Always {
			continue
		}
		members := membersOf(al, ms)
		if len(members) == 0 {
			continue
		}
		left, err := a.amountOf(al, members)
		if err != nil {
			e.Warnings = append(e.Warnings, err.Error())
			continue
		}
		for i, m := range members {
			f := free[m]
			if al.Apply == "band" {
				f.band = a.plus(f.band, left)
			} else {
				f.shift = a.plus(f.shift, left)
			}
			free[m] = f
			if i+1 < len(members) {
				left = a.G.Band(al.label()+" left over", left, m.quantity, formula.Node{}).As(left.Unit())
			}
		}
	}
	return free
}

func (a *Account) plus(old, more formula.Node) formula.Node {
	if !old.OK() {
		return more
	}
	return a.G.Sum("free amounts", old, more)
}

// membersOf are the account's meters that may draw on the allowance.
func membersOf(al *Allowance, ms []*metered) []*metered {
	var out []*metered
	for _, name := range al.Meters {
		for _, m := range ms {
			if m.meter.product.ID+"."+m.meter.ID == name {
				out = append(out, m)
			}
		}
	}
	return out
}

// amountOf is the allowance's size: fixed, or growing with instances and hours
// of the uses that share it.
func (a *Account) amountOf(al *Allowance, members []*metered) (formula.Node, error) {
	key := al.sheet.ID + ".allowance." + al.ID
	if q, err := unit.ParseQuantity(al.Quantity); err == nil {
		return a.G.Leaf(formula.Listed, al.label(), q.Unit, formula.Leaf{Key: key, File: al.sheet.ID, Value: q.Value,
			Source: al.sheet.Provenance(al.Source, noDate, "", al.Note)}), nil
	}
	var parts []formula.Node
	seen := map[*scope]bool{}
	for _, m := range members {
		for _, sc := range m.scopes {
			if seen[sc] {
				continue
			}
			seen[sc] = true
			n, err := a.part(al, sc, members[0].quantity.Unit())
			if err != nil {
				return n, err
			}
			parts = append(parts, n)
		}
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	return a.G.Sum(al.label(), parts...), nil
}

// part is what one use brings into an allowance that grows with the uses.
func (a *Account) part(al *Allowance, sc *scope, want unit.Unit) (formula.Node, error) {
	if n, ok := sc.granted[al.ID]; ok {
		return n, nil
	}
	n, err := a.G.Expression(al.Quantity, al.label(), sc)
	switch {
	case err != nil && len(sc.missing(al.Quantity)) > 0:
		return n, fmt.Errorf("%s is not taken off: %s is not stated", al.label(), strings.Join(sc.missing(al.Quantity), " and "))
	case err != nil:
		return n, al.sheet.wrong(al.key+".quantity", "allowance %s: %v", al.ID, err)
	case n.Unit().Dim != want.Dim:
		return n, al.sheet.wrong(al.key+".quantity", "allowance %s is in %s, the meter in %s", al.ID, n.Unit().Dim, want.Dim)
	}
	return a.own(al.label(), n, sc).As(want), nil
}

// missing are the inputs of an expression that this use does not state.
func (s *scope) missing(expr string) []string {
	var out []string
	for _, w := range words(expr) {
		_, stated := s.nodes[w]
		if _, input := s.product.Input(w); input && !stated && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

func (al *Allowance) label() string {
	if al.Label != "" {
		return al.Label
	}
	return "free " + strings.ReplaceAll(al.ID, "-", " ")
}

// credits takes money off the lines of the eligible meters, never below zero.
func (a *Account) credits(sheet *Sheet, ms []*metered, e *Estimate) {
	cur, err := unit.Parse(string(sheet.Currency))
	if err != nil {
		return
	}
	for _, al := range sheet.Allowances {
		if al.Quantity != "" || !a.FreeTier && !al.Always {
			continue
		}
		if al.Credit.IsSet() {
			a.credit(al, al.Meters, a.G.Leaf(formula.Listed, al.label(), cur, formula.Leaf{Key: sheet.ID + ".allowance." + al.ID, File: sheet.ID,
				Value: al.Credit.Value, Source: sheet.Provenance(al.Source, noDate, "", al.Note)}), cur, e)
		}
		for i, v := range al.Valued {
			key := fmt.Sprintf("%s.allowance.%s.valued[%d]", sheet.ID, al.ID, i)
			src := sheet.Provenance(al.Source, noDate, "", al.Note)
			q := a.G.Leaf(formula.Listed, al.label(), v.Quantity.Unit, formula.Leaf{Key: key + ".quantity", File: sheet.ID, Value: v.Quantity.Value, Source: src})
			p := a.G.Leaf(formula.Listed, al.label()+", valued at", cur.Per(v.Quantity.Unit), formula.Leaf{Key: key + ".price", File: sheet.ID, Value: exact.FromDecimal(v.Price.Decimal()), Source: src})
			a.credit(al, v.meters(), a.G.Product(al.label()+" in money", q, p).As(cur), cur, e)
		}
	}
}

// credit adds one negative row per eligible meter that is billed.
func (a *Account) credit(al *Allowance, meters []string, money formula.Node, cur unit.Unit, e *Estimate) {
	left := money
	for _, name := range meters {
		var parts []formula.Node
		var first Line
		for _, l := range e.Lines {
			if strings.HasPrefix(l.ID, name+".") {
				if parts == nil {
					first = l
				}
				parts = append(parts, l.Amount)
			}
		}
		if parts == nil {
			continue
		}
		charge := a.G.Sum(first.Label+" before credit", parts...)
		off := a.G.Min("credit used", left, charge).As(cur)
		sign := a.G.Number(exact.One.Neg(), "sign of a credit", "a credit comes off")
		label := first.Label + ": " + al.label()
		e.Lines = append(e.Lines, Line{ID: fmt.Sprintf("%s.credit.%s", name, al.ID), Label: label, Category: first.Category, Product: first.Product,
			Quantity: off, Price: sign, Amount: a.G.Product(label, off, sign).As(cur)})
		left = a.G.Difference(al.label()+" left", left, off).As(cur)
	}
}

// meters are what the part may pay for, in drawing order.
func (v Valued) meters() []string {
	if v.Meter == "" {
		return v.Meters
	}
	return append([]string{v.Meter}, v.Meters...)
}
