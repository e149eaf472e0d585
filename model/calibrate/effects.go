package calibrate

import "github.com/sovcost/sovcost/pricing/exact"

// Effects split a bill less its estimate. They add up to the difference exactly.
//
// For the components i of a meter, with quantities q, prices p = cost / quantity,
// shares s = q / Q of the meter's quantity Q = Σ q, 0 for the estimate and 1 for
// the bill:
//
//	volume = (Q1 - Q0) · s0 · p0
//	mix    = Q1 · (s1 - s0) · p0
//	price  = q1 · (p1 - p0)
//
// These are the sales-quantity, sales-mix and price variances of cost accounting
// (Horngren, Datar and Rajan, Cost Accounting, the chapter on sales variances),
// with the estimate as the budget.
//
// Note: volume as (Q1 - Q0) times one mean price, and all the rest as price, was
// what stood here first. It called every unit above a free amount a price rise.
type Effects struct {
	Volume exact.Num // more or less of the same
	Mix    exact.Num // shifted between tiers, SKUs and regions
	Price  exact.Num // another price for the same thing
	Other  exact.Num // money without a quantity: purchases, unused commitments, credits
}

// Sum is the whole difference.
func (e Effects) Sum() exact.Num { return e.Volume.Add(e.Mix).Add(e.Price).Add(e.Other) }

// Add is e and f together.
func (e Effects) Add(f Effects) Effects {
	return Effects{e.Volume.Add(f.Volume), e.Mix.Add(f.Mix), e.Price.Add(f.Price), e.Other.Add(f.Other)}
}

// Component is one part of a meter in a month: a tier, a free amount, another SKU
// or region. Quantities are in one unit for all components of a meter, costs in
// one currency.
type Component struct {
	EstQty, Estimate exact.Num
	BillQty, Bill    exact.Num
	Standard         exact.Num // price per unit where the estimate has no quantity of it
	Idle             exact.Num // billed without a quantity, not in Bill
}

// Split is the effects of each component.
func Split(cs []Component) []Effects {
	q0, q1 := exact.Zero, exact.Zero
	for _, c := range cs {
		q0, q1 = q0.Add(c.EstQty), q1.Add(c.BillQty)
	}
	out := make([]Effects, len(cs))
	for i, c := range cs {
		e := &out[i]
		price, has := c.Estimate.Quo(c.EstQty)
		e.Other = c.Idle
		if !has {
			// A fixed amount is not estimated by quantity, so no quantity explains it.
			price, e.Other = c.Standard, c.Idle.Sub(c.Estimate)
		}
		e.Price = c.Bill.Sub(c.BillQty.Mul(price))
		share, ok := c.EstQty.Quo(q0)
		if !ok {
			// Nothing was estimated: there are no shares to shift from.
			e.Volume = c.BillQty.Sub(c.EstQty).Mul(price)
			continue
		}
		e.Volume = q1.Sub(q0).Mul(share).Mul(price)
		e.Mix = c.BillQty.Sub(q1.Mul(share)).Mul(price)
	}
	return out
}
