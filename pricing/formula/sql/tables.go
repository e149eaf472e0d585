package sql

import (
	"fmt"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// lookup reads a table at a. What cancels out, as in x - x, is a constant there.
func (e *emitter) lookup(t *formula.Table, a val) (val, error) {
	switch {
	case a.isConst():
		return number(t.Read(a.factor)), nil
	case a.n.isOne():
		a.n = e.constant(exact.One)
	}
	if t.Mode == formula.StepUp {
		return e.steps(t, a)
	}
	return e.lines(t, a), nil
}

// steps is a table of sizes: the value of the first point not below a.
func (e *emitter) steps(t *formula.Table, a val) (val, error) {
	if !a.n.err.exact() {
		return val{}, &Error{"", fmt.Sprintf("reads a table of steps at a figure that needs more than %d digits", e.d.digits()), tooNarrow}
	}
	x, bounds := e.cutoffs(a, t.Points)
	var values []val
	for _, p := range t.Points {
		values = append(values, number(p.Y))
	}
	return e.fit(values, func(al aligned) term { return e.choose(x, bounds[:len(bounds)-1], al.terms) }), nil
}

// cutoffs are what x is compared with in the place of the points: a ≤ point
// where x ≤ bound. x is a's own numerator where that can be, so that no digits
// are needed for the factor.
func (e *emitter) cutoffs(a val, points []formula.Point) (x term, bounds []term) {
	if !a.d.isOne() || a.n.isOne() {
		vs := []val{a}
		for _, p := range points {
			vs = append(vs, number(p.X))
		}
		al := e.align(vs...)
		return al.terms[0], al.terms[1:]
	}
	x = a.n
	if a.factor.Sign() < 0 {
		x, a.factor = e.times(exact.Int(-1), x), a.factor.Neg()
	}
	unit := powerOfTen(x.scale)
	for _, p := range points {
		q, _ := p.X.Quo(a.factor)
		q = q.Mul(unit).Floor().Mul(lastPlace(x.scale))
		bounds = append(bounds, e.bound(q, x))
	}
	return x, bounds
}

// bound is the constant q to compare x with; one outside x's bounds is brought
// to their edge, where it decides the same.
func (e *emitter) bound(q exact.Num, x term) term {
	one := lastPlace(x.scale)
	q = exact.Max(x.lo.Sub(one), exact.Min(x.hi, q))
	return term{sql: e.d.literal(q, x.scale), scale: x.scale, lo: q, hi: q}
}

// choose is the result of the first bound that is not below x, else the last
// result. All results get one scale, which ClickHouse asks for. What x cannot
// reach within its bounds is left out.
func (e *emitter) choose(x term, bounds, results []term) term {
	first, last := reach(x, bounds)
	if first == last {
		return results[first]
	}
	out := term{level: x.level, lo: results[first].lo, hi: results[first].hi, err: results[first].err}
	for _, r := range results[first : last+1] {
		out.scale, out.level = max(out.scale, r.scale), max(out.level, r.level)
		out.lo, out.hi, out.err = exact.Min(out.lo, r.lo), exact.Max(out.hi, r.hi), out.err.hull(r.err)
	}
	var values []exact.Num
	for _, r := range results[first : last+1] {
		values = append(values, r.lo)
	}
	for _, b := range bounds[first:last] {
		out.level = max(out.level, b.level)
	}
	out.sql = e.d.choose(x, bounds[first:last], values, out.scale)
	return e.fits(out, 0)
}

// reach are the first and the last piece of a table that x can be in.
func reach(x term, bounds []term) (first, last int) {
	last = len(bounds)
	for first < last && bounds[first].hi.Less(x.lo) {
		first++
	}
	for last > first && !bounds[last-1].lo.Less(x.hi) {
		last--
	}
	return first, last
}

// line is one piece of a table: slope × numerator + offset × divisor.
type line struct {
	slope, offset exact.Num
	n             span // where the numerator lies in this piece
}

// lines is a table of points joined by straight lines. Below the first and above
// the last point the nearest value holds: one choice gives the slope, one the
// offset.
//
// The lines meet at the points, so a figure that is off by a little is read off
// by no more than the steepest line makes of it.
func (e *emitter) lines(t *formula.Table, a val) val {
	var out val
	if e.attempt(func() { out = e.linesBy(t, a, false) }) {
		return out
	}
	return e.linesBy(t, e.shrink(a, e.d.digits()/2), true)
}

func (e *emitter) linesBy(t *formula.Table, a val, near bool) val {
	last := len(t.Points)
	x, bounds := e.cutoffs(a, t.Points)
	first, final := reach(x, bounds)
	factor, top, steepest, highest := exact.Zero, exact.Zero, exact.Zero, exact.Zero
	pieces := make([]line, last+1)
	for i := first; i <= final; i++ {
		p := pieceOf(t, i, a)
		if x.sql == a.n.sql { // cutoffs compares the numerator itself
			if i > first {
				p.n.lo = bounds[i-1].lo
			}
			if i < final {
				p.n.hi = bounds[i].hi
			}
		}
		pieces[i] = p
		factor = common(common(factor, p.slope), p.offset)
		size := span{p.slope, p.slope}.times(p.n).add(span{p.offset, p.offset}.times(span{a.d.lo, a.d.hi}))
		steepest, highest = exact.Max(steepest, abs(p.slope)), exact.Max(highest, abs(p.offset))
		top = exact.Max(top, exact.Max(size.hi, size.lo.Neg()).Add(abs(p.offset).Mul(a.d.hi)))
	}
	coarse := 0 // offsets are multiples of this power of ten
	if near {
		place := max(smallest, magnitude(top)-(e.d.digits()-3-max(a.n.scale, a.d.scale)), magnitude(steepest)-e.d.plain())
		factor = powerOfTen(place)
		coarse = max(0, magnitude(highest)-place-e.d.plain())
	}
	if factor.IsZero() {
		return number(exact.Zero)
	}
	return e.piecewise(pieces, x, bounds, a, factor, powerOfTen(coarse))
}

// pieceOf is the i-th piece of a table read at a.
func pieceOf(t *formula.Table, i int, a val) line {
	whole := span{a.n.lo, a.n.hi}
	switch {
	case i == 0:
		return line{exact.Zero, t.Points[0].Y, whole}
	case i == len(t.Points):
		return line{exact.Zero, t.Points[i-1].Y, whole}
	}
	p, q := t.Points[i], t.Points[i-1]
	slope, _ := p.Y.Sub(q.Y).Quo(p.X.Sub(q.X))
	return line{a.factor.Mul(slope), q.Y.Sub(slope.Mul(q.X)), whole}
}

// piecewise writes the pieces in whole multiples of factor, the offsets in coarser
// ones; what is cut off is in the span of the result.
func (e *emitter) piecewise(pieces []line, x term, bounds []term, a val, factor, coarse exact.Num) val {
	first, final := reach(x, bounds)
	d := span{a.d.lo, a.d.hi}
	out := term{scale: max(a.n.scale, a.d.scale), level: max(x.level, a.n.level, a.d.level)}
	var slopes, offsets []term
	for i, p := range pieces {
		m, _ := p.slope.Quo(factor)
		o, _ := p.offset.Quo(factor)
		many, _ := o.Quo(coarse)
		s, f := e.constant(m.Floor()), e.constant(many.Floor().Mul(coarse))
		slopes, offsets = append(slopes, s), append(offsets, e.constant(many.Floor()))
		if i < first || i > final {
			continue
		}
		steep, flat := span{s.lo, s.lo}.times(p.n), span{f.lo, f.lo}.times(d)
		value := steep.add(flat)
		cut := span{hi: m.Sub(s.lo)}.coarse().times(p.n).add(span{hi: o.Sub(f.lo)}.coarse().times(d))
		cut = cut.add(a.n.err.times(span{s.lo, s.lo}))
		if i == first {
			out.lo, out.hi, out.err = value.lo, value.hi, cut
		}
		out.lo, out.hi, out.err = exact.Min(out.lo, value.lo), exact.Max(out.hi, value.hi), out.err.hull(cut)
		e.fits(term{lo: steep.lo, hi: steep.hi, scale: out.scale}, 0)
		e.fits(term{lo: flat.lo, hi: flat.hi, scale: out.scale}, 0)
	}
	slope, offset := e.choose(x, bounds, slopes), e.times(coarse, e.choose(x, bounds, offsets))
	out.level = max(out.level, slope.level, offset.level)
	switch base := offset.sql; {
	case slope.lo.IsZero() && slope.hi.IsZero() && a.d.isOne():
		offset.err = out.err
		return val{factor, offset, a.d}
	case a.d.isOne():
		out.sql = fmt.Sprintf("(%s * %s + %s)", slope.sql, a.n.sql, base)
	default:
		out.sql = fmt.Sprintf("(%s * %s + %s * %s)", slope.sql, a.n.sql, base, a.d.sql)
	}
	return val{factor, e.fits(out, 0), a.d}
}
