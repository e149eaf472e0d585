package sql

import (
	"errors"
	"fmt"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// emitter turns nodes into values, inputs first. A scalar that takes more than a
// product gets a column of its own; series stay inside the expression that
// totals them, one copy per class of equal slots.
type emitter struct {
	writer
	g       *formula.Graph
	classes formula.Classes
	moving  []bool
	fixed   *formula.Values
	series  map[int][]exact.Num // fixed series by class, in base units
	memo    map[[2]int]val      // node, class (-1 for a scalar)
	levels  [][]string          // "expression AS column" by subquery level, from 1
	guards  map[int][]term      // by node: what must hold for its value to be true
}

// value is node n in a class, -1 for scalars.
func (e *emitter) value(n formula.Node, class int) (val, error) {
	if !n.IsSeries() {
		class = -1
	}
	key := [2]int{n.Index(), class}
	if v, ok := e.memo[key]; ok {
		return v, nil
	}
	if !e.moving[n.Index()] {
		if !n.IsSeries() {
			return number(e.fixed.Base(n)), nil
		}
		return number(e.fixedSeries(n)[class]), nil
	}
	v, err := e.apply(n, class)
	if err == nil && e.err != nil {
		err = e.err
	}
	if err != nil {
		var x *Error
		if errors.As(err, &x) && x.Node == "" {
			x.Node = n.Label()
		}
		return v, err
	}
	if v.factor.IsZero() {
		v = number(exact.Zero)
	}
	if class < 0 {
		v.n, v.d = e.column(n, "", v.n), e.column(n, "_d", v.d)
	}
	e.memo[key] = v
	return v, nil
}

func (e *emitter) fixedSeries(n formula.Node) []exact.Num {
	if s, ok := e.series[n.Index()]; ok {
		return s
	}
	slots := e.fixed.SlotsOf(n)
	out := make([]exact.Num, len(e.classes.First))
	for c, s := range e.classes.First {
		out[c] = slots[s].Mul(n.Unit().Factor)
	}
	e.series[n.Index()] = out
	return out
}

// column gives a term its own column, unless it is one or a number.
func (e *emitter) column(n formula.Node, suffix string, t term) term {
	if t.isOne() || name.MatchString(t.sql) || t.lo.Equal(t.hi) {
		return t
	}
	col := fmt.Sprintf("%s%s%s", reserved, n.ID(), suffix)
	for len(e.levels) <= t.level+1 {
		e.levels = append(e.levels, nil)
	}
	e.levels[t.level+1] = append(e.levels[t.level+1], t.sql+" AS "+col)
	t.sql, t.level = col, t.level+1
	return t
}

func (e *emitter) inputs(n formula.Node, class int) ([]val, error) {
	var out []val
	for _, in := range n.Inputs() {
		v, err := e.value(in, class)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (e *emitter) apply(n formula.Node, class int) (val, error) {
	if n.Op() == formula.Total || n.Op() == formula.Peak {
		return e.reduce(n)
	}
	in, err := e.inputs(n, class)
	if err != nil {
		return val{}, err
	}
	switch n.Op() {
	case formula.Sum, formula.Difference:
		weights := make([]exact.Num, len(in))
		for i := range weights {
			weights[i] = exact.One
			if i > 0 && n.Op() == formula.Difference {
				weights[i] = exact.Int(-1)
			}
		}
		return e.weighted(in, weights), nil
	case formula.Product:
		v := in[0]
		for _, x := range in[1:] {
			v = e.product(v, x)
		}
		return v, nil
	case formula.Quotient:
		return e.quotient(in[0], in[1], n)
	case formula.Min, formula.Max:
		return e.extremeOf(n.Op() == formula.Max, in), nil
	case formula.RoundUp:
		return e.roundUp(in[0], in[1], n)
	case formula.Band:
		return e.band(in), nil
	case formula.Lookup:
		return e.lookup(n.Table(), in[0])
	}
	return val{}, &Error{"", "the operation " + n.Op().String() + " is not known to the SQL reader", ""}
}

// longest is the text in bytes from which the value of a slot gets a column of
// its own.
const longest = 200

func (e *emitter) reduce(n formula.Node) (val, error) {
	a := n.Inputs()[0]
	var vs []val
	var weights []exact.Num
	for c, count := range e.classes.Count {
		v, err := e.value(a, c)
		if err != nil {
			return v, err
		}
		if len(v.n.sql) > longest { // servers take long over long expressions
			v.n = e.column(a, fmt.Sprintf("_%d", c), v.n)
			e.memo[[2]int{a.Index(), c}] = v
		}
		vs, weights = append(vs, v), append(weights, exact.Int(count))
	}
	if n.Op() == formula.Total {
		return e.weighted(vs, weights), nil
	}
	return e.extremeOf(true, vs), nil
}

func (e *emitter) quotient(a, b val, n formula.Node) (val, error) {
	if b.isConst() {
		q, ok := a.factor.Quo(b.factor)
		if !ok {
			return val{}, &Error{"", "division by zero", ""}
		}
		a.factor = q
		return a, nil
	}
	over, err := e.positive(b.n, n, "divides by "+n.Inputs()[1].Label())
	if err != nil {
		return val{}, err
	}
	q, _ := a.factor.Quo(b.factor)
	v := e.product(val{q, a.n, unity}, val{exact.One, b.d, unity})
	v.d = e.mul(a.d, over)
	if v.d.err.exact() {
		return v, nil
	}
	return v, &Error{"", fmt.Sprintf("divides by %s, which needs more than %d digits", n.Inputs()[1].Label(), e.d.digits()), tooNarrow}
}

// positive is a term that is above 0. One that can be 0 is lifted there, and the
// row has no amount: the exact reader refuses it too.
func (e *emitter) positive(t term, n formula.Node, what string) (term, error) {
	switch {
	case t.lo.Sign() > 0:
		return t, nil
	case t.hi.Sign() <= 0:
		return t, &Error{"", what + ", which is 0 or less everywhere within the columns' bounds", "look at the units and bounds of the columns"}
	case t.lo.Sign() < 0 || !t.err.exact():
		return t, &Error{"", what + ", which can be 0 or less within the columns' bounds", "raise the smallest value of the column"}
	}
	e.guard(n, fmt.Sprintf("%s > %s", t.sql, e.d.literal(exact.Zero, 0)), t.level)
	return e.extreme(true, t, e.constant(lastPlace(t.scale))), nil
}

// guard notes a condition without which a node has no value in a row.
func (e *emitter) guard(n formula.Node, condition string, level int) {
	col := fmt.Sprintf("%sok_%s_%d", reserved, n.ID(), len(e.guards[n.Index()]))
	for len(e.levels) <= level+1 {
		e.levels = append(e.levels, nil)
	}
	e.levels[level+1] = append(e.levels[level+1], "("+condition+") AS "+col)
	e.guards[n.Index()] = append(e.guards[n.Index()], term{sql: col, level: level + 1})
}

// roundUp is step × ceil(a ÷ step).
func (e *emitter) roundUp(a, step val, n formula.Node) (val, error) {
	what := "rounds up to steps of " + n.Inputs()[1].Label()
	if step.factor.Sign() <= 0 {
		return val{}, &Error{"", what + ", which is 0 or less", "turn the step around"}
	}
	size := step.n
	if !step.isConst() {
		var err error
		if size, err = e.positive(step.n, n, what); err != nil {
			return val{}, err
		}
	}
	f, _ := a.factor.Quo(step.factor)
	num, den := fraction(f)
	var steps term
	if a.n.err.exact() && e.attempt(func() {
		y := e.times(num, e.mul(a.n, step.d))
		z := e.mul(a.d, size)
		if !den.Equal(exact.One) {
			z = e.times(den, z)
		}
		steps = e.mul(e.ceilDiv(y, z), size)
	}) {
		return val{step.factor, steps, step.d}, nil
	}
	// Only known within a span: a row in which both ends do not give the same
	// number of steps has no amount.
	y, z, err := e.counted(e.product(val{f, a.n, e.mul(a.d, size)}, val{exact.One, step.d, unity}))
	if err != nil {
		return val{}, err
	}
	lo, hi := e.edges(y)
	least, most := e.ceilDiv(lo, z), e.ceilDiv(hi, z)
	e.guard(n, least.sql+" = "+most.sql, max(least.level, most.level))
	return e.product(val{step.factor, least, unity}, val{exact.One, size, step.d}), nil
}

// counted brings a number of things near a term y of z for each: y ÷ z is the
// number.
func (e *emitter) counted(a val) (y, z term, err error) {
	al := e.near(a.d.scale, val{a.factor, a.n, unity})
	y, z = al.terms[0], e.times(al.factor.Inv(), a.d)
	if most, _ := y.err.hi.Sub(y.err.lo).Quo(z.lo); powerOfTen(-3).Less(most) || exact.One.Less(al.factor) {
		return y, z, &Error{"", fmt.Sprintf("%s decimals of %d digits leave it open by %s of a step", e.d.title(), e.d.digits(), most), tooNarrow}
	}
	return y, z, nil
}

// band is max(0, min(a, to) - from).
func (e *emitter) band(in []val) val {
	return e.fit(in, func(a aligned) term {
		top := a.terms[0]
		if len(in) == 3 {
			top = e.extreme(false, top, a.terms[2])
		}
		return e.extreme(true, e.sub(top, a.terms[1]), e.constant(exact.Zero))
	})
}
