package sql

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// steps is a table of sizes: the value of the first point not below a.
func (e *emitter) steps(t *formula.Table, a val) (val, error) {
	vs, factor := []val{a}, exact.Zero
	for _, p := range t.Points {
		vs = append(vs, number(p.X))
		factor = common(factor, p.Y)
	}
	al, err := e.align(vs...)
	if err != nil || factor.IsZero() {
		return number(exact.Zero), err
	}
	var results []term
	for _, p := range t.Points {
		m, _ := p.Y.Quo(factor)
		results = append(results, e.constant(m))
	}
	return val{factor, e.choose(al.terms[0], al.terms[1:], results), unity}, nil
}

// choose is CASE WHEN x <= bounds[0] THEN results[0] … ELSE the last result. All
// results get one scale, which ClickHouse asks for.
func (e *emitter) choose(x term, bounds, results []term) term {
	last := len(results) - 1
	if last == 0 {
		return results[0]
	}
	out := term{level: x.level, lo: results[0].lo, hi: results[0].hi}
	for _, r := range results {
		out.scale, out.level = max(out.scale, r.scale), max(out.level, r.level)
		out.lo, out.hi = exact.Min(out.lo, r.lo), exact.Max(out.hi, r.hi)
	}
	text := func(r term) string {
		if r.lo.Equal(r.hi) {
			return e.d.literal(r.lo, out.scale)
		}
		return r.sql
	}
	var b strings.Builder
	b.WriteString("(CASE")
	for i, r := range results[:last] {
		fmt.Fprintf(&b, " WHEN %s <= %s THEN %s", x.sql, bounds[i].sql, text(r))
		out.level = max(out.level, bounds[i].level)
	}
	fmt.Fprintf(&b, " ELSE %s END)", text(results[last]))
	out.sql = b.String()
	return e.fits(out, 0)
}

// lines is a table of points joined by straight lines. Below the first and above
// the last point the nearest value holds.
func (e *emitter) lines(t *formula.Table, a val) (val, error) {
	n := len(t.Points)
	if n == 1 {
		return number(t.Points[0].Y), nil
	}
	if !a.d.isOne() {
		return val{}, &Error{"", "reads a table at a quotient of columns", "make the divisor a constant instead of a column"}
	}
	held := []val{a}
	low, high := t.Points[0].Y, t.Points[0].Y
	offsets, slopes, factor := []exact.Num{t.Points[0].Y}, []exact.Num{exact.Zero}, t.Points[0].Y
	for i, p := range t.Points {
		held = append(held, number(p.X))
		low, high = exact.Min(low, p.Y), exact.Max(high, p.Y)
		if i > 0 {
			q := t.Points[i-1]
			slope, _ := p.Y.Sub(q.Y).Quo(p.X.Sub(q.X))
			offsets, slopes = append(offsets, q.Y.Sub(slope.Mul(q.X))), append(slopes, slope.Mul(a.factor))
			factor = common(common(factor, offsets[i]), slopes[i])
		}
	}
	offsets, slopes = append(offsets, t.Points[n-1].Y), append(slopes, exact.Zero)
	factor = common(factor, t.Points[n-1].Y)
	if factor.IsZero() {
		return number(exact.Zero), nil
	}
	al, err := e.align(held...)
	if err != nil {
		return val{}, err
	}
	k := factor.Inv()
	var results []term
	for i := range offsets {
		r := e.constant(offsets[i].Mul(k))
		if !slopes[i].IsZero() {
			r = e.add(e.times(slopes[i].Mul(k), a.n), r)
		}
		results = append(results, r)
	}
	out := e.choose(al.terms[0], al.terms[1:], results)
	out.lo, out.hi = low.Mul(k), high.Mul(k)
	return val{factor, out, unity}, nil
}
