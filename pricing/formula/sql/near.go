package sql

import (
	"math/big"
	"strings"

	"github.com/sovcost/sovcost/pricing/exact"
)

// Where exact values need more digits than a dialect's decimals have, they are
// cut to the digits there are and carry a proven bound on what was cut off. A
// step or an amount is only taken where both ends of the bound give the same one;
// elsewhere the row has no amount.
//
// Note: limbs (several decimals for one number) would stay exact, but sums over
// the slots of a solved table need hundreds of digits: the query would outgrow
// what ClickHouse reads.

// span bounds what a term leaves out: the true value is the term's value plus
// something from lo to hi. The zero span is an exact term.
type span struct{ lo, hi exact.Num }

func (s span) exact() bool { return s.lo.IsZero() && s.hi.IsZero() }

func (s span) add(t span) span { return span{s.lo.Add(t.lo), s.hi.Add(t.hi)}.coarse() }

func (s span) neg() span { return span{s.hi.Neg(), s.lo.Neg()} }

// hull is the smallest span around both.
func (s span) hull(t span) span { return span{exact.Min(s.lo, t.lo), exact.Max(s.hi, t.hi)} }

// times are the products of something in s and something in t.
func (s span) times(t span) span {
	if s.exact() || t.exact() {
		return span{}
	}
	c := []exact.Num{s.lo.Mul(t.lo), s.lo.Mul(t.hi), s.hi.Mul(t.lo), s.hi.Mul(t.hi)}
	out := span{c[0], c[0]}
	for _, x := range c[1:] {
		out = out.hull(span{x, x})
	}
	return out.coarse()
}

// coarse widens a span to bounds of few digits, so that bounds stay short.
func (s span) coarse() span { return span{outward(s.lo.Neg()).Neg(), outward(s.hi)} }

// outward is q at three significant digits, not below q.
func outward(q exact.Num) exact.Num {
	if q.IsZero() {
		return q
	}
	step := powerOfTen(magnitude(q) - 3)
	return q.CeilTo(step)
}

// magnitude is the number of places before the point of q, 0 or less for
// fractions: |q| is below ten to this power and not below a tenth of that.
func magnitude(q exact.Num) int {
	q = abs(q)
	r := q.Rat()
	n := len(r.Num().String()) - len(r.Denom().String())
	if !q.Less(powerOfTen(n)) {
		return n + 1
	}
	return n
}

func abs(q exact.Num) exact.Num { return exact.Max(q, q.Neg()) }

// powerOfTen is 10^n for any n.
func powerOfTen(n int) exact.Num {
	p := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(n, -n))), nil)
	if n < 0 {
		return exact.FromRat(new(big.Rat).SetFrac(big.NewInt(1), p))
	}
	return exact.FromRat(new(big.Rat).SetInt(p))
}

// most is the largest absolute value a term can have.
func (t term) most() exact.Num { return exact.Max(abs(t.hi), abs(t.lo)) }

// digits is how many digits the term's values take.
func (t term) digits() int {
	if t.isOne() {
		return 0
	}
	return max(1, magnitude(t.most().Floor())) + t.scale
}

// attempt reports whether build stays within the dialect's digits.
func (w *writer) attempt(build func()) bool {
	if w.err != nil {
		return false
	}
	build()
	ok := w.err == nil
	w.err = nil
	return ok
}

// shrink cuts a value's numerator to at most keep digits.
func (w *writer) shrink(v val, keep int) val {
	cut := v.n.digits() - keep
	if cut <= 0 {
		return v
	}
	t := v.n
	unit := powerOfTen(cut - t.scale)
	if cut <= t.scale {
		unit = exact.One
	}
	t.scale = max(0, t.scale-cut)
	t.sql = w.d.cut(v.n, unit, t.scale)
	v.factor = v.factor.Mul(unit)
	one := lastPlace(t.scale)
	scaled := func(q exact.Num) exact.Num { x, _ := q.Quo(unit); return x }
	t.err = span{scaled(t.err.lo), scaled(t.err.hi).Add(one)}
	if v.n.lo.Sign() < 0 { // whole parts of negative numbers are cut towards 0
		t.err.lo = t.err.lo.Sub(one)
	}
	t.err = t.err.coarse()
	t.lo, t.hi = exact.Min(scaled(v.n.lo), exact.Zero), exact.Max(scaled(v.n.hi), exact.Zero)
	if v.n.lo.Sign() >= 0 {
		t.lo = exact.Max(scaled(v.n.lo).Sub(one), exact.Zero)
	}
	v.n = t
	return v
}

// near brings values to one power of ten as factor: a constant factor is cut to
// whole multiples of it. spare digits are left free for what follows.
func (w *writer) near(spare int, vs ...val) aligned {
	d, lifted := w.overOne(vs)
	a := aligned{d: d}
	room := w.d.digits() - 3 - spare
	top, scale := exact.Zero, 0
	for _, v := range lifted {
		top = top.Add(abs(v.factor).Mul(v.n.most()))
		scale = max(scale, v.n.scale)
	}
	e := smallest
	if !top.IsZero() {
		e = max(e, magnitude(top)-(room-scale))
	}
	a.factor = powerOfTen(e)
	for _, v := range lifted {
		// What is left of the digits is shared between numerator and factor.
		digits := magnitude(v.factor.Mul(v.n.most())) - e + v.n.scale
		v = w.shrink(v, max(1, digits/2, digits-significant(v.factor)))
		m, _ := v.factor.Quo(a.factor)
		whole := m.Floor()
		rest := span{exact.Zero, outward(m.Sub(whole))}
		t := w.times(whole, v.n)
		if whole.IsZero() {
			t = w.constant(exact.Zero)
			t.level = v.n.level
		}
		bounds := span{v.n.lo, v.n.hi}.add(v.n.err)
		t.err = t.err.add(rest.times(bounds))
		a.terms = append(a.terms, t)
	}
	return a
}

// fit builds a term of values brought to one factor: exactly where the digits
// are enough, else as near as they allow.
func (w *writer) fit(vs []val, build func(aligned) term) (out val) {
	if w.attempt(func() {
		a := w.align(vs...)
		out = a.with(build(a))
	}) {
		return out
	}
	a := w.near(0, vs...)
	return a.with(build(a))
}

// significant is how many digits q has between zeros; many where it does not end.
func significant(q exact.Num) int {
	n, d := fraction(q)
	e := len(d.String())
	x := n.Mul(powerOfTen(3 * e))
	x, _ = x.Quo(d) // a divisor of twos and fives ends within three times its length
	if !x.IsInt() {
		return 1 << 10
	}
	return len(strings.Trim(x.Rat().Num().String(), "-0"))
}

// smallest is the least power of ten a value is cut to; amounts of money and
// counts of things have no use for less.
const smallest = -34

// product multiplies values; where the digits are not enough the numerators are
// cut first.
func (w *writer) product(a, b val) val {
	d := w.mul(a.d, b.d)
	room := w.d.digits()
	if da, db := a.n.digits(), b.n.digits(); da+db > room {
		switch half := room / 2; {
		case da <= half:
			b = w.shrink(b, room-da)
		case db <= half:
			a = w.shrink(a, room-db)
		default:
			a, b = w.shrink(a, half), w.shrink(b, half)
		}
	}
	return val{a.factor.Mul(b.factor), w.mul(a.n, b.n), d}
}

// edges are a term's smallest and largest true value.
func (w *writer) edges(t term) (lo, hi term) {
	lo, hi = t, t
	lo.err, hi.err = span{}, span{}
	if q := t.err.lo.Neg().Mul(powerOfTen(t.scale)).Ceil(); !q.IsZero() {
		lo = w.sub(lo, w.constant(q.Mul(lastPlace(t.scale))))
	}
	if q := t.err.hi.Mul(powerOfTen(t.scale)).Ceil(); !q.IsZero() {
		hi = w.add(hi, w.constant(q.Mul(lastPlace(t.scale))))
	}
	return lo, hi
}
