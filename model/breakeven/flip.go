package breakeven

import (
	"slices"

	"github.com/sovcost/sovcost/pricing/exact"
)

// Flip is a load at which the cheapest option changes, seen from a load.
type Flip struct {
	X        exact.Num
	Percent  exact.Num // (X - load) ÷ load × 100: how far the load is from it
	Relative bool      // whether Percent means anything; it does not at load 0
	From, To []int     // cheapest on the load's side and on the far side
}

// CheapestAt are the options that are cheapest at a load, nil outside the range.
func (r *Result) CheapestAt(load exact.Num) []int {
	if i := r.interval(load); i >= 0 {
		return r.Cheapest[i].Cheapest
	}
	return nil
}

func (r *Result) interval(x exact.Num) int {
	return slices.IndexFunc(r.Cheapest, func(v Interval) bool {
		a, b := x.Cmp(v.From), x.Cmp(v.To)
		return (a > 0 || a == 0 && v.FromClosed) && (b < 0 || b == 0 && v.ToClosed)
	})
}

// Nearest are the next flips of the cheapest option below and above a load; nil
// where there is none within the range. A load that stands on a full replica is
// 0 % from the flip just above it.
func (r *Result) Nearest(load exact.Num) (below, above *Flip) {
	i := r.interval(load)
	if i < 0 {
		return nil, nil
	}
	here := r.Cheapest[i]
	if i > 0 {
		below = flip(load, here.From, here.Cheapest, r.Cheapest[i-1].Cheapest)
	}
	if i+1 < len(r.Cheapest) {
		above = flip(load, here.To, here.Cheapest, r.Cheapest[i+1].Cheapest)
	}
	return below, above
}

func flip(load, x exact.Num, from, to []int) *Flip {
	f := &Flip{X: x, From: from, To: to}
	if p, ok := x.Sub(load).Mul(exact.Int(100)).Quo(load); ok {
		f.Percent, f.Relative = p, true
	}
	return f
}
