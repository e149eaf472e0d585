package pricing

import (
	"fmt"
	"slices"

	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Reading is one figure that a use brings onto its account: a meter's quantity
// before free amounts and tiers, or the use's part of a free amount that grows
// with it. Readings of many workloads add up; Use.Metered and Use.Granted put the
// sums back, so that thousands of workloads are billed as one line each.
type Reading struct {
	Product   *Product
	Meter     string // id of the meter; empty for a part of a free amount
	Allowance string // id of the free amount
	Pool      string // meters of one pool share their tiers
	Quantity  formula.Node
	Unit      unit.Unit // of the quantity
	// Apart marks a meter whose tiers or caps apply to each piece: sums say
	// nothing there, its lines are the use's own.
	Apart bool
}

// Readings are the figures of every use on the account, in the order of uses and
// meters. It refuses meters that are rated apart and draw on a shared free amount
// or pool: those cannot be billed from sums.
func (a *Account) Readings(sheet *Sheet) ([]Reading, error) {
	var out []Reading
	for _, u := range a.uses {
		one := &Account{G: a.G, Month: a.Month, FreeTier: true, AsOf: a.AsOf, uses: []Use{u}}
		ms, err := one.meter(sheet, &Estimate{})
		if err != nil {
			return nil, err
		}
		for _, m := range ms {
			if !m.quantity.OK() { // a share of other meters counts nothing itself
				continue
			}
			r := Reading{Product: m.meter.product, Meter: m.meter.ID, Pool: m.meter.Pool, Quantity: m.quantity, Unit: m.quantity.Unit(), Apart: m.apart()}
			if r.Apart && sheet.shares(m.meter) {
				return nil, fmt.Errorf("%s.%s is rated piece by piece and shares a free amount, a pool or a percentage with others", r.Product.ID, r.Meter)
			}
			out = append(out, r)
		}
		for _, al := range sheet.Allowances {
			members := membersOf(al, ms)
			if len(members) == 0 || al.Quantity == "" || fixedQuantity(al.Quantity) {
				continue
			}
			if n, err := one.part(al, members[0].scope, members[0].quantity.Unit()); err == nil {
				out = append(out, Reading{Product: u.Product, Allowance: al.ID, Quantity: n, Unit: n.Unit()})
			}
		}
	}
	return out, a.G.Err()
}

// apart reports whether the meter is rated use by use.
func (m *metered) apart() bool {
	return m.meter.Each != "" || m.meter.CapTimes != "" || m.meter.Mode == Size || m.commit != nil
}

// shares reports whether the meter draws on a free amount, is in a pool, or is
// part of what a percentage is taken of.
func (s *Sheet) shares(m *Meter) bool {
	name := m.product.ID + "." + m.ID
	for _, al := range s.Allowances {
		if slices.Contains(al.Meters, name) || slices.ContainsFunc(al.Valued, func(v Valued) bool { return slices.Contains(v.meters(), name) }) {
			return true
		}
	}
	for _, p := range s.Products {
		for _, x := range p.Meters {
			if slices.Contains(x.PercentOf, name) || p == m.product && slices.Contains(x.PercentOf, m.ID) {
				return true
			}
		}
	}
	return m.Pool != ""
}

func fixedQuantity(text string) bool {
	_, err := unit.ParseQuantity(text)
	return err == nil
}

// Percentages are the product's meters that are a share of others: a metered use
// bills them when it names them, whatever quantity it gives.
func (p *Product) Percentages() []string {
	var out []string
	for _, m := range p.Meters {
		if len(m.PercentOf) > 0 {
			out = append(out, m.ID)
		}
	}
	return out
}
