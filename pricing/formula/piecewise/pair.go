package piecewise

import (
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// span is a stretch on which two functions are one line each, and the point it
// starts at.
type span struct {
	x, to exact.Num
	f, g  Line                    // on the open interval (x, to)
	both  Side                    // the sides on which both functions' points at x lie
	at    func() (f, g exact.Num) // the values at x itself
}

// pairs walks the common spans of two functions over one domain. It ends with
// the last point, a span with last = true and no interval.
func pairs(f, g *Function, visit func(s span, last bool) error) error {
	i, j := 0, 0
	x := f.knots[0].X
	values := func() (a, b exact.Num) { return valueAt(f, i, x), valueAt(g, j, x) }
	here, there := true, true // whether x is a knot of f, of g
	for {
		// Both cursors stand at the knot at x or at the last one left of it.
		s := span{x: x, f: f.knots[i].Right, g: g.knots[j].Right, both: OnLeft | OnRight, at: values}
		if here {
			s.both &= f.knots[i].point.side
		}
		if there {
			s.both &= g.knots[j].point.side
		}
		if i == f.Len() {
			return visit(s, true)
		}
		c := f.knots[i+1].X.Cmp(g.knots[j+1].X)
		here, there = c <= 0, c >= 0
		s.to = f.knots[i+1].X
		if !here {
			s.to = g.knots[j+1].X
		}
		if err := visit(s, false); err != nil {
			return err
		}
		if here {
			i++
		}
		if there {
			j++
		}
		x = s.to
	}
}

func valueAt(f *Function, i int, x exact.Num) exact.Num {
	if k := f.knots[i]; !k.X.Equal(x) {
		return k.Right.At(x)
	}
	return f.Value(i)
}

// combine computes a function of two functions: value for single points, piece
// for the open intervals between knots. Where continuous is set, a point that
// lies on the same side of both functions lies on that side of the result.
func combine(f, g *Function, b *budget, continuous bool, value func(x, y exact.Num) (exact.Num, error), piece func(u *builder, at point, s span) error) (*Function, error) {
	u := newBuilder(b, max(f.Len(), g.Len())+1)
	var out *Function
	err := pairs(f, g, func(s span, last bool) error {
		at := point{side: s.both}
		if s.both == 0 || !continuous {
			v, err := value(s.at())
			if err != nil {
				return err
			}
			at = alone(v)
		}
		if last {
			out = u.close(s.x, at)
			return nil
		}
		return piece(u, at, s)
	})
	return out, err
}

// extreme is Min (want < 0) or Max (want > 0) of two functions.
func extreme(f, g *Function, want int, b *budget) (*Function, error) {
	pick := func(x, y exact.Num) (exact.Num, error) {
		if x.Cmp(y) == want {
			return x, nil
		}
		return y, nil
	}
	return combine(f, g, b, true, pick, func(u *builder, at point, s span) error {
		c0, ok := s.above(s.x)
		if !ok {
			return errMixed(s)
		}
		c1, _ := s.above(s.to)
		left, right := s.f, s.g // the winner before and after they meet
		switch {
		case c0 != want && c1 != want:
			left, right = s.g, s.g
		case c0 != -want && c1 != -want:
			left, right = s.f, s.f
		case c0 != want:
			left, right = s.g, s.f
		}
		if err := u.add(s.x, at, left); err != nil || left.equal(right) {
			return err
		}
		d, _ := s.f.Sub(s.g)
		x, _ := d.Solve(exact.Zero)
		return u.add(x, point{side: OnLeft | OnRight}, right)
	})
}

func errMixed(s span) error {
	return &Error{What: "one side changes with the axis and the other with its inverse between " + interval(s),
		Try: "use another axis, or a sweep"}
}

func interval(s span) string {
	return formula.Text(s.x) + " and " + formula.Text(s.to)
}

// product is f × g; at most one factor may change within a piece.
func product(f, g *Function, b *budget) (*Function, error) {
	if k, ok := f.isConst(); ok {
		return g.scaled(k, b)
	}
	if k, ok := g.isConst(); ok {
		return f.scaled(k, b)
	}
	value := func(x, y exact.Num) (exact.Num, error) { return x.Mul(y), nil }
	return combine(f, g, b, true, value, func(u *builder, at point, s span) error {
		l, ok := times(s.f, s.g)
		if !ok {
			return &Error{What: "both factors change between " + interval(s) + " of the axis, the result is curved",
				Try: "use another axis, a table of steps for one factor, or a sweep"}
		}
		return u.add(s.x, at, l)
	})
}

func times(f, g Line) (Line, bool) {
	switch {
	case f.IsConst():
		return g.scale(f.C0), true
	case g.IsConst():
		return f.scale(g.C0), true
	case f.Inverse == g.Inverse:
		return Line{}, false
	case f.Inverse:
		f, g = g, f
	}
	// (a + b·x)(c + d/x) = ac + bd + bc·x + ad/x
	c0 := f.C0.Mul(g.C0).Add(f.C1.Mul(g.C1))
	if f.C0.IsZero() {
		return line(c0, f.C1.Mul(g.C0), false), true
	}
	return line(c0, f.C0.Mul(g.C1), true), g.C0.IsZero()
}

// quotient is f ÷ g; g may change within a piece only in proportion to the axis
// (or its inverse), or f and g in proportion to each other.
func quotient(f, g *Function, b *budget) (*Function, error) {
	if k, ok := g.isConst(); ok && !k.IsZero() {
		return f.scaled(k.Inv(), b)
	}
	value := func(x, y exact.Num) (exact.Num, error) {
		q, ok := x.Quo(y)
		if !ok {
			return q, &Error{What: "division by zero in this range", Try: "start the range above that point"}
		}
		return q, nil
	}
	return combine(f, g, b, true, value, func(u *builder, at point, s span) error {
		if s.g.At(s.x).Sign()*s.g.At(s.to).Sign() <= 0 {
			return &Error{What: "the divisor is or comes near 0 between " + interval(s) + " of the axis", Try: "narrow the range, or start it above that point"}
		}
		l, ok := over(s.f, s.g)
		if !ok {
			return &Error{What: "the divisor changes between " + interval(s) + " of the axis, the result is curved",
				Try: "use another axis, a table of steps for the divisor, or a sweep"}
		}
		return u.add(s.x, at, l)
	})
}

func over(f, g Line) (Line, bool) {
	if g.IsConst() {
		return f.scale(g.C0.Inv()), true
	}
	k := g.C1.Inv()
	switch {
	case f.Inverse == g.Inverse && f.C0.Mul(g.C1).Equal(f.C1.Mul(g.C0)):
		return constant(f.C1.Mul(k)), true
	case !g.C0.IsZero():
		return Line{}, false
	case f.IsConst() || f.Inverse == g.Inverse: // (a + b·x)/(s·x) = b/s + (a/s)/x
		return line(f.C1.Mul(k), f.C0.Mul(k), !g.Inverse), true
	}
	return Line{}, false // x over 1/x
}
