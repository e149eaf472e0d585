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
		return e.weighted(in, weights)
	case formula.Product:
		v := in[0]
		for _, x := range in[1:] {
			v = val{v.factor.Mul(x.factor), e.mul(v.n, x.n), e.mul(v.d, x.d)}
		}
		return v, nil
	case formula.Quotient:
		return e.quotient(in[0], in[1], n)
	case formula.Min, formula.Max:
		return e.extremeOf(n.Op() == formula.Max, in)
	case formula.RoundUp:
		return e.roundUp(in[0], in[1])
	case formula.Band:
		return e.band(in)
	case formula.Lookup:
		if n.Table().Mode == formula.StepUp {
			return e.steps(n.Table(), in[0])
		}
		return e.lines(n.Table(), in[0])
	}
	return val{}, &Error{"", "the operation " + n.Op().String() + " is not known to the SQL reader", ""}
}

func (e *emitter) reduce(n formula.Node) (val, error) {
	a := n.Inputs()[0]
	var vs []val
	var weights []exact.Num
	for c, count := range e.classes.Count {
		v, err := e.value(a, c)
		if err != nil {
			return v, err
		}
		vs, weights = append(vs, v), append(weights, exact.Int(count))
	}
	if n.Op() == formula.Total {
		return e.weighted(vs, weights)
	}
	return e.extremeOf(true, vs)
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
	if b.n.lo.Sign() <= 0 {
		return val{}, &Error{"", fmt.Sprintf("divides by %s, which can be 0 or less within the columns' bounds", n.Inputs()[1].Label()), "raise the smallest value of the column"}
	}
	q, _ := a.factor.Quo(b.factor)
	return val{q, e.mul(a.n, b.d), e.mul(a.d, b.n)}, nil
}

// roundUp is step × ceil(a ÷ step).
func (e *emitter) roundUp(a, step val) (val, error) {
	if lo, _ := step.bounds(); lo.Sign() <= 0 {
		return val{}, &Error{"", "the step to round up to can be 0 or less within the columns' bounds", "raise the smallest value of the column"}
	}
	f, _ := a.factor.Quo(step.factor)
	num, den := fraction(f)
	y := e.times(num, e.mul(a.n, step.d))
	z := e.mul(a.d, step.n)
	if !den.Equal(exact.One) {
		z = e.times(den, z)
	}
	return val{step.factor, e.mul(e.ceilDiv(y, z), step.n), step.d}, nil
}

// band is max(0, min(a, to) - from).
func (e *emitter) band(in []val) (val, error) {
	a, err := e.align(in...)
	if err != nil {
		return val{}, err
	}
	top := a.terms[0]
	if len(in) == 3 {
		top = e.extreme(false, top, a.terms[2])
	}
	return a.with(e.extreme(true, e.sub(top, a.terms[1]), e.constant(exact.Zero))), nil
}
