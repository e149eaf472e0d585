// Package piecewise reads a formula graph along one of its inputs: the value of
// a node as an exact list of pieces and jumps, from which break-evens fall out.
//
// Convention: the value at a point is what the exact reader says there, and the
// limits left and right of it are kept apart. A replica count ceil(x/cap) takes
// the k-th replica up to and including k*cap: the point belongs to the piece on
// its left and the jump is just above it.
package piecewise

import (
	"iter"
	"sort"

	"github.com/sovcost/sovcost/pricing/exact"
)

// Line is one piece: C0 + C1*x or, when Inverse, C0 + C1/x. A constant has C1 = 0
// and is never Inverse.
//
// Note: pieces in 1/x exist so that axes which stand below a line, such as a
// utilisation target, can be read: demand ÷ (capacity × target), rounded up, is
// a plain step function of the target.
type Line struct {
	C0, C1  exact.Num
	Inverse bool
}

func constant(c exact.Num) Line { return Line{C0: c} }

// IsConst reports whether the piece is flat.
func (l Line) IsConst() bool { return l.C1.IsZero() }

// At is the line's value at x; an Inverse line has none at 0 and is never built
// over it.
func (l Line) At(x exact.Num) exact.Num {
	if l.IsConst() {
		return l.C0
	}
	if l.Inverse {
		x = x.Inv()
	}
	if l.C0.IsZero() {
		return l.C1.Mul(x)
	}
	return l.C0.Add(l.C1.Mul(x))
}

// Trend is -1, 0 or +1 as the line falls, stays or rises with x.
func (l Line) Trend() int {
	if l.Inverse {
		return -l.C1.Sign()
	}
	return l.C1.Sign()
}

// Solve is where a line that is not flat takes the value y; ok is false where it
// never does.
func (l Line) Solve(y exact.Num) (x exact.Num, ok bool) {
	if !l.Inverse {
		return y.Sub(l.C0).Quo(l.C1)
	}
	return l.C1.Quo(y.Sub(l.C0))
}

// Sub is l - m; ok is false when one of them is in x and the other in 1/x.
func (l Line) Sub(m Line) (d Line, ok bool) {
	return l.plus(Line{m.C0.Neg(), m.C1.Neg(), m.Inverse})
}

func (l Line) plus(m Line) (Line, bool) {
	switch {
	case m.IsConst():
		return Line{l.C0.Add(m.C0), l.C1, l.Inverse}, true
	case l.IsConst():
		return Line{l.C0.Add(m.C0), m.C1, m.Inverse}, true
	case l.Inverse != m.Inverse:
		return Line{}, false
	}
	return line(l.C0.Add(m.C0), l.C1.Add(m.C1), l.Inverse), true
}

// line builds the canonical form: a flat line is not Inverse.
func line(c0, c1 exact.Num, inverse bool) Line {
	return Line{c0, c1, inverse && !c1.IsZero()}
}

func (l Line) scale(k exact.Num) Line {
	if l.IsConst() {
		return Line{C0: l.C0.Mul(k)}
	}
	return line(l.C0.Mul(k), l.C1.Mul(k), l.Inverse)
}

func (l Line) equal(m Line) bool {
	return l.Inverse == m.Inverse && l.C0.Equal(m.C0) && l.C1.Equal(m.C1)
}

// Knot is a point where the function may bend or jump, with the line that holds
// from just above X up to just below the next knot.
type Knot struct {
	X     exact.Num
	Right Line
	point point
}

// Side says which lines beside a knot its own point lies on; both bits are set
// where the function is continuous, none where the point stands alone.
type Side uint8

// The lines a point may lie on.
const (
	OnLeft Side = 1 << iota
	OnRight
)

// point is the value at a knot: on one of the lines beside it, or on its own.
//
// Note: the value itself was stored at first. Most points lie on a line, and
// computing exact values with denominators of 30 digits took half of the time of
// a reading.
type point struct {
	side Side
	own  exact.Num // when side is 0
}

func alone(v exact.Num) point { return point{own: v} }

// Side says which lines beside it the knot's point lies on.
func (k *Knot) Side() Side { return k.point.side }

// Function is a function of one input over a closed range: knots in rising
// order, the first and the last being the ends of the range. It never changes
// once built. Values are in base units, as in the exact reader.
type Function struct {
	knots []Knot
}

// Knots are the function's knots; the Right line of the last one means nothing.
// Callers must not change them.
func (f *Function) Knots() []Knot { return f.knots }

// Value is the value at knot i.
func (f *Function) Value(i int) exact.Num {
	k := &f.knots[i]
	switch {
	case k.point.side == 0:
		return k.point.own
	case k.point.side&OnRight != 0 && (k.Right.IsConst() || k.point.side&OnLeft == 0):
		return k.Right.At(k.X)
	}
	return f.knots[i-1].Right.At(k.X)
}

// Domain is the closed range the function is known over.
func (f *Function) Domain() (from, to exact.Num) {
	return f.knots[0].X, f.knots[len(f.knots)-1].X
}

// Len is the number of pieces.
func (f *Function) Len() int { return len(f.knots) - 1 }

// isConst reports whether the function has one value everywhere, and which.
func (f *Function) isConst() (exact.Num, bool) {
	l := f.knots[0].Right
	if len(f.knots) != 2 || !l.IsConst() || !f.Value(0).Equal(l.C0) || !f.Value(1).Equal(l.C0) {
		return exact.Zero, false
	}
	return l.C0, true
}

// find is the knot at x, or the last knot left of it.
func (f *Function) find(x exact.Num) (i int, atKnot, ok bool) {
	from, to := f.Domain()
	if x.Less(from) || to.Less(x) {
		return 0, false, false
	}
	i = sort.Search(len(f.knots), func(i int) bool { return !f.knots[i].X.Less(x) })
	if f.knots[i].X.Equal(x) {
		return i, true, true
	}
	return i - 1, false, true
}

// At is the function's value at x, equal to the exact reader's; ok is false
// outside the domain.
func (f *Function) At(x exact.Num) (y exact.Num, ok bool) {
	i, atKnot, ok := f.find(x)
	switch {
	case !ok:
		return exact.Zero, false
	case atKnot:
		return f.Value(i), true
	}
	return f.knots[i].Right.At(x), true
}

// Above is the limit of the value just above x; ok is false outside the domain
// and at its upper end.
func (f *Function) Above(x exact.Num) (y exact.Num, ok bool) {
	i, _, ok := f.find(x)
	if !ok || i == f.Len() {
		return exact.Zero, false
	}
	return f.knots[i].Right.At(x), true
}

// Below is the limit of the value just below x; ok is false outside the domain
// and at its lower end.
func (f *Function) Below(x exact.Num) (y exact.Num, ok bool) {
	i, atKnot, ok := f.find(x)
	if !ok || atKnot && i == 0 {
		return exact.Zero, false
	}
	if atKnot {
		i--
	}
	return f.knots[i].Right.At(x), true
}

// Piece is one line with the open interval it holds on. Starts and Ends are its
// limits at the two ends; a closed end is one whose point lies on the line.
type Piece struct {
	From, To             exact.Num
	Line                 Line
	Starts, Ends         exact.Num
	FromClosed, ToClosed bool
}

// Pieces walks the pieces in rising order.
func (f *Function) Pieces() iter.Seq[Piece] {
	return func(yield func(Piece) bool) {
		for i := range f.Len() {
			k, next := f.knots[i], f.knots[i+1]
			p := Piece{From: k.X, To: next.X, Line: k.Right, Starts: k.Right.At(k.X), Ends: k.Right.At(next.X)}
			p.FromClosed, p.ToClosed = p.Starts.Equal(f.Value(i)), p.Ends.Equal(f.Value(i+1))
			if !yield(p) {
				return
			}
		}
	}
}
