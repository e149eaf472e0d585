package piecewise

import "github.com/sovcost/sovcost/pricing/exact"

// builder collects knots in rising order and leaves out those where nothing
// happens, so that equal functions have equal knots.
type builder struct {
	knots []Knot
	b     *budget
}

func newBuilder(b *budget, size int) *builder {
	return &builder{knots: make([]Knot, 0, size), b: b}
}

// add appends the knot at x. The last knot of a function goes through close.
func (u *builder) add(x exact.Num, at point, right Line) error {
	if n := len(u.knots); n > 0 {
		if last := u.knots[n-1].Right; last.equal(right) && (at.side != 0 || last.At(x).Equal(at.own)) {
			return nil
		}
	}
	if err := u.b.take(1); err != nil {
		return err
	}
	u.knots = append(u.knots, Knot{x, right, at})
	return nil
}

func (u *builder) close(x exact.Num, at point) *Function {
	u.knots = append(u.knots, Knot{X: x, point: at})
	return &Function{u.knots}
}

// affine is the function that is one line over the whole range.
func affine(l Line, from, to exact.Num) *Function {
	return &Function{[]Knot{{from, l, point{side: OnRight}}, {to, Line{}, point{side: OnLeft}}}}
}

// mapLines applies a transformation of values that keeps lines lines, such as
// multiplying by a constant.
func (f *Function) mapLines(b *budget, value func(exact.Num) exact.Num, lines func(Line) Line) (*Function, error) {
	if err := b.take(f.Len()); err != nil {
		return nil, err
	}
	out := make([]Knot, len(f.knots))
	for i, k := range f.knots {
		out[i] = Knot{k.X, lines(k.Right), k.point}
		if k.point.side == 0 {
			out[i].point.own = value(k.point.own)
		}
	}
	return &Function{out}, nil
}

func (f *Function) scaled(k exact.Num, b *budget) (*Function, error) {
	if k.Equal(exact.One) {
		return f, nil
	}
	if k.IsZero() {
		from, to := f.Domain()
		return affine(constant(exact.Zero), from, to), nil
	}
	return f.mapLines(b, k.Mul, func(l Line) Line { return l.scale(k) })
}
