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
func (u *builder) add(x, at exact.Num, right Line) error {
	if n := len(u.knots); n > 0 {
		if last := u.knots[n-1].Right; last.equal(right) && last.At(x).Equal(at) {
			return nil
		}
	}
	if err := u.b.take(1); err != nil {
		return err
	}
	u.knots = append(u.knots, Knot{x, at, right})
	return nil
}

func (u *builder) close(x, at exact.Num) *Function {
	u.knots = append(u.knots, Knot{X: x, At: at, Right: constant(at)})
	return &Function{u.knots}
}

// affine is the function that is one line over the whole range.
func affine(l Line, from, to exact.Num) *Function {
	return &Function{[]Knot{{from, l.At(from), l}, {to, l.At(to), constant(l.At(to))}}}
}

// mapLines applies a transformation of values that keeps lines lines, such as
// multiplying by a constant.
func (f *Function) mapLines(b *budget, value func(exact.Num) exact.Num, lines func(Line) Line) (*Function, error) {
	if err := b.take(f.Len()); err != nil {
		return nil, err
	}
	out := make([]Knot, len(f.knots))
	for i, k := range f.knots {
		out[i] = Knot{k.X, value(k.At), lines(k.Right)}
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
