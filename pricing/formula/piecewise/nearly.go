package piecewise

import (
	"math"

	"github.com/sovcost/sovcost/pricing/exact"
)

// above is the sign of f - g at x, an end of the span: by float64 where that can
// tell, exactly where the two are too close. ok is false where one line is in x
// and the other in 1/x.
//
// Note: exactly everywhere was the first way. Most lines are far apart, and the
// long fractions took half of the time of a reading.
func (s span) above(x exact.Num) (sign int, ok bool) {
	if !s.f.IsConst() && !s.g.IsConst() && s.f.Inverse != s.g.Inverse {
		return 0, false
	}
	a, offA := s.f.about(x)
	b, offB := s.g.about(x)
	if d := a - b; math.Abs(d) > offA+offB { // false where either is not a number
		return int(math.Copysign(1, d)), true
	}
	d, ok := s.f.Sub(s.g)
	return d.At(x).Sign(), ok
}

// about is the line's value at x and how far that is off at most.
func (l Line) about(x exact.Num) (y, off float64) {
	c0 := l.C0.About()
	if l.IsConst() {
		return c0, far(c0)
	}
	c1, at := l.C1.About(), x.About()
	if !tame(c1) || !tame(at) {
		return c0, math.Inf(1)
	}
	if l.Inverse {
		c1 /= at
	} else {
		c1 *= at
	}
	return c0 + c1, far(c0) + 4*far(c1)
}

// tiny is where a float64 is still far from losing digits by its smallness.
const tiny = 1e-150

// tame reports whether a product or quotient with another such figure keeps all
// its digits.
func tame(y float64) bool { return math.Abs(y) > tiny && math.Abs(y) < 1/tiny }

// far is how far a figure may be off after one operation: never 0, so that what
// became 0 by its smallness is no proof.
func far(y float64) float64 { return 2*exact.AboutError*math.Abs(y) + tiny*tiny }
