package sql

import (
	"math/big"

	"github.com/sovcost/sovcost/pricing/exact"
)

// aligned are values brought to one factor and one divisor: value i is
// factor × terms[i] ÷ d, so that terms compare and add like values.
type aligned struct {
	factor exact.Num
	d      term
	terms  []term
}

// with makes a value of a term in the common factor and divisor.
func (a aligned) with(n term) val { return val{a.factor, n, a.d} }

// align finds the largest factor of which all factors are whole multiples: 1/12
// and 2.5 are 1 and 30 times 1/12.
func (w *writer) align(vs ...val) aligned {
	d, vs := w.overOne(vs)
	a := aligned{factor: exact.Zero, d: d}
	for _, v := range vs {
		a.factor = common(a.factor, v.factor)
	}
	if a.factor.IsZero() {
		a.factor = exact.One
	}
	for _, v := range vs {
		m, _ := v.factor.Quo(a.factor)
		n := v.n
		if m.IsZero() {
			n = unity
		}
		a.terms = append(a.terms, w.times(m, n))
	}
	return a
}

// overOne brings values to one divisor: the product of all that differ. a ÷ x and
// b ÷ y are a·y and b·x over x·y.
func (w *writer) overOne(vs []val) (d term, lifted []val) {
	d = unity
	var all []term
	seen := map[string]bool{"": true}
	for _, v := range vs {
		if !seen[v.d.sql] {
			seen[v.d.sql], all, d = true, append(all, v.d), w.mul(d, v.d)
		}
	}
	for _, v := range vs {
		for _, x := range all {
			if x.sql != v.d.sql && !v.factor.IsZero() {
				v = w.product(v, val{exact.One, x, unity})
			}
		}
		v.d = d
		lifted = append(lifted, v)
	}
	return d, lifted
}

// common is the greatest common divisor of two fractions, above 0 unless both
// are 0.
func common(a, b exact.Num) exact.Num {
	x, y := a.Rat(), b.Rat()
	n := new(big.Int).GCD(nil, nil, new(big.Int).Abs(new(big.Int).Mul(x.Num(), y.Denom())), new(big.Int).Abs(new(big.Int).Mul(y.Num(), x.Denom())))
	return exact.FromRat(new(big.Rat).SetFrac(n, new(big.Int).Mul(x.Denom(), y.Denom())))
}

// fraction splits a rational into whole numbers, the lower one above 0.
func fraction(q exact.Num) (n, d exact.Num) {
	r := q.Rat()
	return exact.FromRat(new(big.Rat).SetInt(r.Num())), exact.FromRat(new(big.Rat).SetInt(r.Denom()))
}

// weighted is the sum of values, each counted a number of times. Multiples of
// one expression are put together first: the slots of requests × share are one
// product.
func (w *writer) weighted(vs []val, weights []exact.Num) val {
	var merged []val
	place := map[string]int{}
	for i, v := range vs {
		v.factor = v.factor.Mul(weights[i])
		key := v.n.sql + " / " + v.d.sql
		if at, ok := place[key]; ok {
			merged[at].factor = merged[at].factor.Add(v.factor)
			continue
		}
		place[key] = len(merged)
		merged = append(merged, v)
	}
	if len(merged) == 1 {
		return merged[0]
	}
	return w.fit(merged, func(a aligned) term { return w.add(a.terms...) })
}

// extremeOf is the largest or smallest value. Of several multiples of one
// expression that cannot be below 0 only the outermost is compared.
func (w *writer) extremeOf(largest bool, vs []val) val {
	var kept []val
	place := map[string]int{}
	for _, v := range vs {
		key := v.n.sql + " / " + v.d.sql
		at, ok := place[key]
		switch {
		case !ok || v.n.lo.Sign() < 0:
			place[key] = len(kept)
			kept = append(kept, v)
		case kept[at].factor.Less(v.factor) == largest:
			kept[at] = v
		}
	}
	if len(kept) == 1 {
		return kept[0]
	}
	return w.fit(kept, func(a aligned) term { return w.extreme(largest, a.terms...) })
}
