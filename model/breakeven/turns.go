package breakeven

import (
	"errors"
	"math"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula/piecewise"
)

// turn is a point where the order of two curves is not the same just below, at
// and just above it. The first turn of a pair always stands at the lower end of
// the range, with before = 0.
type turn struct {
	x                 exact.Num
	before, at, after int8
	smooth            bool // both limits and the point itself are equal: a root
}

// shadow is a function with its numbers rounded to float64. A comparison is
// decided by the shadow only where the rounding cannot change its outcome;
// everything else is decided exactly.
type shadow struct {
	f        *piecewise.Function
	knots    []piecewise.Knot
	x, alone []float64 // alone: the value of a point that lies on no line
	c0, c1   []float64
}

func newShadow(f *piecewise.Function) *shadow {
	ks := f.Knots()
	buf := make([]float64, 4*len(ks))
	n := len(ks)
	s := &shadow{f: f, knots: ks, x: buf[:n], alone: buf[n : 2*n], c0: buf[2*n : 3*n], c1: buf[3*n:]}
	for i := range ks {
		k := &ks[i]
		s.x[i], s.c0[i] = k.X.Float(), k.Right.C0.Float()
		if k.Side() == 0 {
			s.alone[i] = f.Value(i).Float()
		}
		if !k.Right.IsConst() {
			s.c1[i] = k.Right.C1.Float()
		}
	}
	return s
}

// slack bounds the relative rounding error of a difference of two lines: every
// number is within half a unit in the last place, and fewer than 16 roundings
// meet in one difference. tiny covers results below the normal range.
const (
	slack = 16.0 / (1 << 53)
	tiny  = 1e-290
)

// line is the value of knot i's line at x and the size of its terms.
func (s *shadow) line(i int, x float64) (v, size float64) {
	c0, c1 := s.c0[i], s.c1[i]
	if c1 == 0 {
		return c0, math.Abs(c0)
	}
	if s.knots[i].Right.Inverse {
		x = 1 / x
	}
	p := c1 * x
	return c0 + p, math.Abs(c0) + math.Abs(p)
}

// order is the sign of v - w, sure only where rounding cannot have changed it.
func order(v, w, size float64) (sign int8, sure bool) {
	d, e := v-w, size*slack+tiny
	switch {
	case d > e:
		return 1, true
	case d < -e:
		return -1, true
	}
	return 0, false
}

// walk goes through the common spans of two shadows.
type walk struct {
	f, g  *shadow
	i, j  int // the knots at x or the last ones left of it
	x     exact.Num
	xf    float64
	fHere bool // x is a knot of f, of g
	gHere bool
}

// turns lists the turns of f - g.
func turns(f, g *shadow) ([]turn, error) {
	w := &walk{f: f, g: g, x: f.knots[0].X, xf: f.x[0], fHere: true, gHere: true}
	var out []turn
	before, beforeZero := int8(0), false
	for {
		t := turn{x: w.x, before: before, at: w.orderAt()}
		if w.i == len(f.knots)-1 {
			if t.at != before {
				t.after = before
				t.smooth = beforeZero && t.at == 0
				out = append(out, t)
			}
			return out, nil
		}
		next := w.advanced()
		s, err := w.orderOn(next)
		if err != nil {
			return nil, err
		}
		t.after = s.first
		t.smooth = t.at == 0 && beforeZero && s.startsZero
		if len(out) == 0 || t.at != before || t.after != before {
			out = append(out, t)
		}
		if s.first != s.last {
			x, _ := s.d.Solve(exact.Zero)
			out = append(out, turn{x: x, before: s.first, after: s.last, smooth: true})
		}
		before, beforeZero = s.last, s.endsZero
		*w = next
	}
}

// orderAt is the order at the point x itself.
func (w *walk) orderAt() int8 {
	v, m := w.f.value(w.i, w.xf, w.fHere)
	u, n := w.g.value(w.j, w.xf, w.gHere)
	if s, sure := order(v, u, m+n); sure {
		return s
	}
	return int8(exactAt(w.f, w.i, w.x, w.fHere).Cmp(exactAt(w.g, w.j, w.x, w.gHere)))
}

func (s *shadow) value(i int, x float64, here bool) (v, size float64) {
	if !here {
		return s.line(i, x)
	}
	switch side := s.knots[i].Side(); {
	case side == 0:
		return s.alone[i], math.Abs(s.alone[i])
	case side&piecewise.OnRight != 0:
		return s.line(i, x)
	}
	return s.line(i-1, x)
}

func exactAt(s *shadow, i int, x exact.Num, here bool) exact.Num {
	if here {
		return s.f.Value(i)
	}
	return s.knots[i].Right.At(x)
}

// advanced is the walk at the next knot of either function.
func (w *walk) advanced() walk {
	n := *w
	a, b := w.f.x[w.i+1], w.g.x[w.j+1]
	c := 0
	switch {
	case a < b:
		c = -1
	case a > b:
		c = 1
	default:
		c = w.f.knots[w.i+1].X.Cmp(w.g.knots[w.j+1].X)
	}
	n.fHere, n.gHere = c <= 0, c >= 0
	if n.gHere {
		n.j++
		n.x, n.xf = w.g.knots[n.j].X, b
	}
	if n.fHere {
		n.i++
		n.x, n.xf = w.f.knots[n.i].X, a
	}
	return n
}

// stretch is the order on an open interval on which both functions are one line.
type stretch struct {
	first, last          int8 // they differ when there is a root inside
	startsZero, endsZero bool // the limits at the ends are equal
	d                    piecewise.Line
}

func (w *walk) orderOn(next walk) (stretch, error) {
	v0, m0 := w.f.line(w.i, w.xf)
	u0, n0 := w.g.line(w.j, w.xf)
	v1, m1 := w.f.line(w.i, next.xf)
	u1, n1 := w.g.line(w.j, next.xf)
	l, m := &w.f.knots[w.i].Right, &w.g.knots[w.j].Right
	s0, sure0 := order(v0, u0, m0+n0)
	s1, sure1 := order(v1, u1, m1+n1)
	if sure0 && sure1 && s0 == s1 && (l.Inverse == m.Inverse || l.IsConst() || m.IsConst()) {
		return stretch{first: s0, last: s1}, nil
	}
	d, ok := l.Sub(*m)
	if !ok {
		return stretch{}, errors.New("one changes with the axis and the other with its inverse, they meet where no fraction is exact; use another axis, or a sweep")
	}
	s := stretch{d: d, first: int8(d.At(w.x).Sign()), last: int8(d.At(next.x).Sign())}
	s.startsZero, s.endsZero = s.first == 0, s.last == 0
	if s.startsZero {
		s.first = s.last
	}
	if s.endsZero {
		s.last = s.first
	}
	return s, nil
}
