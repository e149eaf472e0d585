package piecewise

import (
	"sort"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// roundUp is f up to a whole multiple of step, which may differ from piece to
// piece but not within one. Where smooth is set it stands for too many steps.
func roundUp(f, step *Function, b *budget, smooth func(step exact.Num) bool) (*Function, error) {
	value := func(x, s exact.Num) (exact.Num, error) {
		if s.Sign() <= 0 {
			return x, errStep()
		}
		return x.CeilTo(s), nil
	}
	return combine(f, step, b, false, value, func(u *builder, at point, s span) error {
		switch {
		case !s.g.IsConst():
			return &Error{What: "the step to round up to changes between " + interval(s) + " of the axis", Try: "use another axis, or a sweep"}
		case s.g.C0.Sign() <= 0:
			return errStep()
		case s.f.IsConst():
			return u.add(s.x, at, constant(s.f.C0.CeilTo(s.g.C0)))
		case smooth != nil && exact.Int(SmoothSteps).Less(height(s, s.g.C0)) && smooth(s.g.C0):
			return u.add(s.x, at, s.f)
		}
		return steps(u, at, s, s.g.C0)
	})
}

func errStep() error {
	return &Error{What: "the step to round up to must be above 0", Try: "narrow the range"}
}

// steps adds the jumps of one rising or falling line rounded up. Their places
// form an arithmetic progression, unless the line is in 1/x.
func steps(u *builder, at point, s span, step exact.Num) error {
	start, end := s.f.At(s.x), s.f.At(s.to)
	if err := u.b.afford(height(s, step)); err != nil {
		return err
	}
	level, up := start.CeilTo(step), step
	edge := level // the value of the line where this step ends
	side := OnLeft
	if s.f.Trend() < 0 {
		side, up = OnRight, step.Neg()
		edge = level.Sub(step)
	} else if level.Equal(start) {
		level = level.Add(step)
		edge = level
	}
	if err := u.add(s.x, at, constant(level)); err != nil {
		return err
	}
	x, _ := s.f.Solve(edge)
	stride, _ := up.Quo(s.f.C1)
	for edge.Cmp(end) == -s.f.Trend() {
		level = level.Add(up)
		if err := u.add(x, point{side: side}, constant(level)); err != nil {
			return err
		}
		edge = edge.Add(up)
		if s.f.Inverse {
			x, _ = s.f.Solve(edge)
		} else {
			x = x.Add(stride)
		}
	}
	return nil
}

// height counts the steps a line takes over its stretch.
func height(s span, step exact.Num) exact.Num {
	h, _ := s.f.At(s.to).Sub(s.f.At(s.x)).Quo(step)
	return exact.Max(h, h.Neg())
}

// lookup reads a table at f.
func lookup(t *formula.Table, f *Function, b *budget) (*Function, error) {
	u := newBuilder(b, f.Len()+1)
	for i := range f.Len() {
		k := f.knots[i]
		if err := readTable(u, t, alone(t.Read(f.Value(i))), span{x: k.X, to: f.knots[i+1].X, f: k.Right}); err != nil {
			return nil, err
		}
	}
	return u.close(f.knots[f.Len()].X, alone(t.Read(f.Value(f.Len())))), nil
}

// readTable adds what the table makes of one line: one piece per table segment
// the line runs through, in its direction.
func readTable(u *builder, t *formula.Table, at point, s span) error {
	if s.f.IsConst() {
		return u.add(s.x, at, constant(t.Read(s.f.C0)))
	}
	start, rising := s.f.At(s.x), s.f.Trend() > 0
	seg := segmentAt(t, start, rising)
	x := s.x
	for {
		if err := u.add(x, at, segment(t, seg).of(s.f)); err != nil {
			return err
		}
		// The point where the line leaves the segment: its upper or lower end.
		leave := seg
		if !rising {
			leave--
		}
		if leave < 0 || leave >= len(t.Points) {
			return nil
		}
		var ok bool
		x, ok = s.f.Solve(t.Points[leave].X)
		if !ok || x.Cmp(s.to) >= 0 || x.Cmp(s.x) <= 0 {
			return nil
		}
		if rising { // the table is continuous from the left
			at.side = OnLeft
			seg++
		} else {
			at.side = OnRight
			seg--
		}
	}
}

// segmentAt numbers the open stretch of the table just beside v: i is the one
// that ends at point i, len(Points) the one above the last point.
func segmentAt(t *formula.Table, v exact.Num, above bool) int {
	return sort.Search(len(t.Points), func(i int) bool {
		c := t.Points[i].X.Cmp(v)
		return c > 0 || c == 0 && !above
	})
}

// segment is the table's line on a stretch, as a function of the table's input.
func segment(t *formula.Table, i int) Line {
	if i == len(t.Points) {
		return constant(t.Points[i-1].Y)
	}
	p := t.Points[i]
	if t.Mode == formula.StepUp || i == 0 {
		return constant(p.Y)
	}
	q := t.Points[i-1]
	slope, _ := p.Y.Sub(q.Y).Quo(p.X.Sub(q.X))
	return line(q.Y.Sub(slope.Mul(q.X)), slope, false)
}

// of is l read at f: l(f(x)).
func (l Line) of(f Line) Line {
	if l.IsConst() {
		return l
	}
	r := f.scale(l.C1)
	return Line{r.C0.Add(l.C0), r.C1, r.Inverse}
}
