package sql

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/pricing/exact"
)

// term is an exact decimal expression: its text, the places after the point its
// values can have, and bounds on them. The empty text is the number 1.
type term struct {
	sql    string
	scale  int
	lo, hi exact.Num
	level  int  // of the subquery that knows all columns it names
	err    span // what the true value has on top of the term's
}

var unity = term{lo: exact.One, hi: exact.One}

func (t term) isOne() bool { return t.sql == "" }

// val is factor × n ÷ d, with d above 0; n and d are 1 in a constant.
type val struct {
	factor exact.Num
	n, d   term
}

func number(q exact.Num) val { return val{q, unity, unity} }

func (v val) isConst() bool { return v.n.isOne() && v.d.isOne() }

func quotientBounds(n, d term) (lo, hi exact.Num) {
	a, _ := n.lo.Quo(d.lo)
	b, _ := n.lo.Quo(d.hi)
	e, _ := n.hi.Quo(d.lo)
	f, _ := n.hi.Quo(d.hi)
	return exact.Min(exact.Min(a, b), exact.Min(e, f)), exact.Max(exact.Max(a, b), exact.Max(e, f))
}

// writer builds terms of one dialect and checks that they fit its decimals.
type writer struct {
	d   Dialect
	err error // the first term that does not fit
}

// fits notes a term that needs more digits than the dialect has; extra are
// digits that an operation needs on the way.
func (w *writer) fits(t term, extra int) term {
	if n := max(1, magnitude(t.most().Floor())) + t.scale + extra; n > w.d.digits() && w.err == nil {
		w.err = &Error{"", fmt.Sprintf("needs %d digits, %s decimals have %d", n, w.d.title(), w.d.digits()),
			tooNarrow}
	}
	return t
}

const tooNarrow = "give the columns narrower bounds or fewer places, or price this option in PostgreSQL"

// constant is q as a literal; q must end within 60 places.
func (w *writer) constant(q exact.Num) term {
	scale := 0
	for !q.Round(scale).Equal(q) && scale < 60 {
		scale++
	}
	return w.fits(term{sql: w.d.literal(q, scale), scale: scale, lo: q, hi: q}, 0)
}

func (w *writer) mul(a, b term) term {
	switch {
	case a.isOne():
		return b
	case b.isOne():
		return a
	}
	c := []exact.Num{a.lo.Mul(b.lo), a.lo.Mul(b.hi), a.hi.Mul(b.lo), a.hi.Mul(b.hi)}
	t := term{sql: a.sql + " * " + b.sql, scale: a.scale + b.scale, lo: c[0], hi: c[0], level: max(a.level, b.level)}
	t.err = a.err.times(span{b.lo, b.hi}).add(b.err.times(span{a.lo, a.hi})).add(a.err.times(b.err))
	for _, x := range c[1:] {
		t.lo, t.hi = exact.Min(t.lo, x), exact.Max(t.hi, x)
	}
	return w.fits(t, 0)
}

// times is a whole multiple of a term.
func (w *writer) times(m exact.Num, a term) term {
	switch {
	case m.Equal(exact.One) && !a.isOne():
		return a
	case a.isOne():
		return w.constant(m)
	}
	return w.mul(w.constant(m), a)
}

func (w *writer) add(ts ...term) term {
	if len(ts) == 1 {
		return ts[0]
	}
	t := term{lo: exact.Zero, hi: exact.Zero}
	var parts []string
	for _, x := range ts {
		parts = append(parts, x.sql)
		t.scale, t.level = max(t.scale, x.scale), max(t.level, x.level)
		t.lo, t.hi = t.lo.Add(x.lo), t.hi.Add(x.hi)
		t.err = t.err.add(x.err)
		w.fits(term{lo: t.lo, hi: t.hi, scale: t.scale}, 0)
	}
	t.sql = "(" + strings.Join(parts, " + ") + ")"
	return t
}

func (w *writer) sub(a, b term) term {
	return w.fits(term{sql: "(" + a.sql + " - " + b.sql + ")", scale: max(a.scale, b.scale), level: max(a.level, b.level), lo: a.lo.Sub(b.hi), hi: a.hi.Sub(b.lo), err: a.err.add(b.err.neg())}, 0)
}

func (w *writer) extreme(largest bool, ts ...term) term {
	pick := exact.Min
	if largest {
		pick = exact.Max
	}
	t := ts[0]
	var xs []string
	for i, x := range ts {
		xs = append(xs, x.sql)
		t.scale, t.level = max(t.scale, x.scale), max(t.level, x.level)
		if i > 0 {
			t.lo, t.hi = pick(t.lo, x.lo), pick(t.hi, x.hi)
		}
		t.err = t.err.hull(x.err)
	}
	if len(ts) > 1 {
		t.sql = w.d.extreme(largest, xs)
	}
	for _, x := range ts { // all are brought to one scale
		w.fits(term{lo: x.lo, hi: x.hi, scale: t.scale}, 0)
	}
	return t
}

// ceilDiv is the smallest whole number not below y ÷ z, for z above 0: the whole
// part of (y + z - u) ÷ z where u is the last place, with y lifted by whole
// multiples of z where it may be below 0.
func (w *writer) ceilDiv(y, z term) term {
	lo, hi := quotientBounds(y, z)
	out := term{lo: lo.Ceil(), hi: hi.Ceil(), level: max(y.level, z.level)}
	if z.isOne() {
		if y.scale == 0 {
			return y
		}
		out.sql = w.d.up(y)
		return out
	}
	lift := exact.Zero
	if lo.Sign() < 0 {
		lift = lo.Neg().Ceil()
	}
	u := lastPlace(max(y.scale, z.scale))
	up := lift.Add(exact.One)
	var top term
	if z.lo.Equal(z.hi) {
		top = w.add(y, w.constant(z.lo.Mul(up).Sub(u)))
	} else {
		top = w.sub(w.add(y, w.times(up, z)), w.constant(u))
	}
	top.scale = max(top.scale, z.scale)
	w.fits(top, z.scale)
	out.sql = w.d.floorDiv(top, z)
	if !lift.IsZero() {
		out.sql = "(" + out.sql + " - " + w.constant(lift).sql + ")"
	}
	return w.fits(out, 0)
}

func lastPlace(scale int) exact.Num { return powerOfTen(-scale) }
