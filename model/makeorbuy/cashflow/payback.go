package cashflow

import (
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"
)

// Payback says when the money put in has come back.
type Payback struct {
	// Months until the running total first reaches zero, with the flow of a
	// period spread evenly over it. Unset unless Reached.
	Months  decimal.Decimal
	Reached bool

	// LastingMonths is when the total reaches zero for good: later than Months
	// where a refresh or an exit cost sends it below zero again. Unset unless
	// Lasting.
	LastingMonths decimal.Decimal
	Lasting       bool
}

// PaybackTime finds the payback of flows with periods of that many months (1 or
// 12, mostly). Rate 0 gives the simple payback; above, flows are discounted per
// period, the discounted payback. Flows without an outlay pay back at once.
func PaybackTime(rate decimal.Decimal, flows []decimal.Decimal, monthsPerPeriod int) (Payback, error) {
	if err := checkRate(rate); err != nil {
		return Payback{}, err
	}
	if err := checkFlows(flows); err != nil {
		return Payback{}, err
	}
	if monthsPerPeriod < 1 || monthsPerPeriod > 120 {
		return Payback{}, fmt.Errorf("months per period: %d is outside 1 to 120", monthsPerPeriod)
	}
	a, b := growth(rate)
	c, _ := integers(flows)
	var out Payback
	// total is the running total times a^t, an integer; its sign is the total's.
	total, bt := new(big.Int), big.NewInt(1)
	for t := range c {
		carried, flow := times(total, a), times(c[t], bt)
		total.Add(carried, flow)
		switch {
		case total.Sign() < 0:
			out.Lasting = false
		case out.Lasting:
		case t == 0:
			out.reach(decimal.Zero)
		default:
			// The share of the period's flow that fills the gap.
			share := new(big.Rat).SetFrac(new(big.Int).Neg(carried), flow)
			share.Add(share, new(big.Rat).SetInt64(int64(t-1)))
			share.Mul(share, new(big.Rat).SetInt64(int64(monthsPerPeriod)))
			out.reach(quotient(share.Num(), share.Denom()))
		}
		bt = times(bt, b)
	}
	if !out.Lasting {
		out.LastingMonths = decimal.Decimal{}
	}
	return out, nil
}

func (p *Payback) reach(months decimal.Decimal) {
	p.Lasting, p.LastingMonths = true, months
	if !p.Reached {
		p.Reached, p.Months = true, months
	}
}
