package sql

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// Write returns the query in one dialect. Its rows hand the keys through and add
// one column per output; an amount is NULL where an input is NULL, outside its
// bounds or too precise, never 0. What the dialect cannot say is an *Error.
func Write(g *formula.Graph, q Query, d Dialect) (string, error) {
	if err := q.check(g); err != nil {
		return "", err
	}
	e, err := newEmitter(g, q, d)
	if err != nil {
		return "", err
	}
	var amounts []amount
	var columns []string
	level := 0
	for _, o := range q.Outputs {
		a, err := e.amount(o)
		if err != nil {
			return "", err
		}
		level = max(level, a.level)
		amounts = append(amounts, a)
		columns = append(columns, d.optional(strings.Join(append([]string{usableColumn}, a.conditions...), " AND "), a.sql)+" AS "+quoted(o.Name))
	}
	text := e.header(q, amounts) + e.text(q, columns, level)
	if len(text) > d.maxText() {
		return "", &Error{"query", fmt.Sprintf("is %d bytes long, %s takes %d", len(text), d.title(), d.maxText()), "price fewer options at once, or use a load profile with fewer levels"}
	}
	return text, nil
}

const usableColumn = reserved + "usable"

func newEmitter(g *formula.Graph, q Query, d Dialect) (*emitter, error) {
	var roots []formula.Node
	for _, o := range q.Outputs {
		roots = append(roots, o.roots()...)
	}
	seen := g.Reachable(roots...)
	e := &emitter{writer: writer{d: d}, g: g, classes: g.Classes(roots...), moving: make([]bool, g.Len()), series: map[int][]exact.Num{}, memo: map[[2]int]val{}, guards: map[int][]term{}}
	for i, c := range q.Columns {
		e.moving[c.Leaf.Index()] = true
		e.memo[[2]int{c.Leaf.Index(), -1}] = e.leaf(i, c)
		if e.err != nil {
			e.err.(*Error).Node = "column " + c.Name
			return nil, e.err
		}
	}
	var fixed []formula.Node
	for i := range g.Len() {
		for _, in := range g.At(i).Inputs() {
			e.moving[i] = e.moving[i] || e.moving[in.Index()]
		}
		if seen[i] && !e.moving[i] {
			fixed = append(fixed, g.At(i))
		}
	}
	v, err := g.Evaluate(nil, fixed...)
	e.fixed = v
	return e, err
}

// leaf is a column in the leaf's unit. One that is always 0 or always the same
// stays a column: its rows are still checked.
func (e *emitter) leaf(i int, c Column) val {
	return val{c.Leaf.Unit().Factor, e.fits(term{sql: checked(i, c), scale: c.Scale, lo: c.Min, hi: c.Max}, 0), unity}
}

// amount is one output: its text, the conditions it holds under, and how much its
// digits leave open before rounding, in its unit.
type amount struct {
	term
	conditions []string
	open       exact.Num
}

// amount rounds an output and collects what must hold for it.
func (e *emitter) amount(o Output) (amount, error) {
	v, err := e.value(o.Node, -1)
	if err != nil {
		return amount{}, err
	}
	out, err := e.rounded(v, o)
	if err == nil && e.err != nil {
		err = e.err
	}
	var x *Error
	if errors.As(err, &x) && x.Node == "" {
		x.Node = o.Node.Label()
	}
	if err != nil {
		return out, err
	}
	for _, l := range o.Limits {
		condition, level, err := e.within(l)
		if err != nil {
			return out, err
		}
		out.conditions, out.level = append(out.conditions, condition), max(out.level, level)
	}
	for i, needed := range e.g.Reachable(o.roots()...) {
		for _, g := range e.guards[i] {
			if needed {
				out.conditions, out.level = append(out.conditions, g.sql), max(out.level, g.level)
			}
		}
	}
	return out, nil
}

// within is the condition that a limit holds; where cut digits leave it open it
// does not.
func (e *emitter) within(l Limit) (condition string, level int, err error) {
	a, err := e.value(l.Value, -1)
	if err != nil {
		return "", 0, err
	}
	b, err := e.value(l.Max, -1)
	if err != nil {
		return "", 0, err
	}
	e.fit([]val{a, b}, func(al aligned) term {
		_, most := e.edges(al.terms[0])
		least, _ := e.edges(al.terms[1])
		condition, level = most.sql+" <= "+least.sql, max(most.level, least.level)
		return most
	})
	if x, ok := e.err.(*Error); ok {
		x.Node = l.Value.Label()
		return "", 0, x
	}
	return condition, level, nil
}

// checked is the name of a column's value where it may be used. PostgreSQL cuts
// names to 63 bytes.
func checked(i int, c Column) string {
	if len(c.Name) > 40 {
		return fmt.Sprintf("%sin_%d", reserved, i)
	}
	return reserved + "in_" + c.Name
}

// rounded is a value in its unit, half away from zero to the output's places.
func (e *emitter) rounded(v val, o Output) (amount, error) {
	place := lastPlace(o.Places)
	f, _ := v.factor.Quo(o.Node.Unit().Factor.Mul(place))
	if v.isConst() {
		t := e.constant(f.Round(0))
		return amount{term: term{sql: e.d.literal(t.lo.Mul(place), o.Places)}}, nil
	}
	num, den := fraction(f)
	var t term
	if v.n.err.exact() && e.attempt(func() { t = e.halfAway(num, v.n, e.times(den, v.d)) }) {
		t.sql += " * " + e.d.literal(place, o.Places)
		return amount{term: t}, nil
	}
	y, z, err := e.counted(val{f, v.n, v.d})
	if err != nil {
		return amount{}, err
	}
	lo, hi := e.edges(y)
	least := e.column(o.Node, "_lo", e.halfAway(exact.One, lo, z))
	most := e.column(o.Node, "_hi", e.halfAway(exact.One, hi, z))
	open, _ := y.err.hi.Sub(y.err.lo).Mul(place).Quo(z.lo)
	least.level = max(least.level, most.level)
	out := amount{term: least, conditions: []string{least.sql + " = " + most.sql}, open: open}
	out.sql += " * " + e.d.literal(place, o.Places)
	return out, nil
}

// halfAway is m × n ÷ z, z above 0, as a whole number: for what is not below 0
// the whole part of (2y + z) ÷ 2z.
func (e *emitter) halfAway(m exact.Num, n, z term) term {
	half := func(y term) term {
		y = e.times(exact.Int(2), y)
		top, w := e.add(y, z), e.times(exact.Int(2), z)
		top.scale = max(top.scale, w.scale)
		e.fits(top, w.scale)
		lo, hi := quotientBounds(top, w)
		return term{sql: e.d.floorDiv(top, w), lo: lo.Floor(), hi: hi.Floor(), level: top.level}
	}
	y := e.times(m, n)
	if y.lo.Sign() >= 0 {
		return half(y)
	}
	a, b := half(y), half(e.times(m.Neg(), n))
	a.sql = fmt.Sprintf("(CASE WHEN %s >= %s THEN %s ELSE -%s END)", y.sql, e.d.literal(exact.Zero, 0), a.sql, b.sql)
	a.lo = b.hi.Neg()
	return a
}

// text nests one subquery per level of columns.
func (e *emitter) text(q Query, amounts []string, level int) string {
	var keys, inner, usable []string
	for _, k := range q.Keys {
		keys = append(keys, quoted(k))
	}
	for i, c := range q.Columns {
		v, test := e.d.column(c)
		usable = append(usable, test)
		inner = append(inner, fmt.Sprintf("CASE WHEN %s THEN %s ELSE %s END AS %s", test, v, e.d.literal(c.Min, c.Scale), checked(i, c)))
	}
	if len(usable) == 0 {
		usable = []string{"1 = 1"}
	}
	inner = append(inner, "("+strings.Join(usable, " AND ")+") AS "+usableColumn)
	list := func(columns []string) string { return strings.Join(append(slices.Clone(keys), columns...), ",\n  ") }
	from := fmt.Sprintf("(\nSELECT %s\nFROM %s%s\n) AS sovcost_0", list(inner), quoted(q.Table), e.d.fence())
	for l := 1; l < len(e.levels) && l <= level; l++ {
		from = fmt.Sprintf("(\nSELECT *,\n  %s\nFROM %s%s\n) AS sovcost_%d", strings.Join(e.levels[l], ",\n  "), from, e.d.fence(), l)
	}
	return fmt.Sprintf("SELECT %s\nFROM %s", list(amounts), from)
}
