package piecewise

import (
	"github.com/sovcost/sovcost/pricing/exact"
)

// term is one addend and how often it counts: a class of equal slots is read
// once and added as many times as it has slots.
type term struct {
	f      *Function
	weight exact.Num
}

// change names a knot of one of the addends; x is its place rounded to float64.
// Rounding keeps order, so x decides except where two are equal.
type change struct {
	x    float64
	f, k int32
}

// running is the sum of the lines that hold at the moment: c0 + c1*x + inv/x.
type running struct{ c0, c1, inv exact.Num }

// move replaces one addend's line by another.
func (r *running) move(old, now Line, weight exact.Num) {
	if d := now.C0.Sub(old.C0); !d.IsZero() {
		r.c0 = r.c0.Add(d.Mul(weight))
	}
	if old.Inverse == now.Inverse {
		if d := now.C1.Sub(old.C1); !d.IsZero() {
			r.slope(Line{C1: d, Inverse: now.Inverse}, weight)
		}
		return
	}
	r.slope(old, weight.Neg())
	r.slope(now, weight)
}

func (r *running) slope(l Line, weight exact.Num) {
	switch {
	case l.IsConst():
	case l.Inverse:
		r.inv = r.inv.Add(l.C1.Mul(weight))
	default:
		r.c1 = r.c1.Add(l.C1.Mul(weight))
	}
}

func (r *running) at(x exact.Num) exact.Num {
	y := r.c0
	if !r.c1.IsZero() {
		y = y.Add(r.c1.Mul(x))
	}
	if !r.inv.IsZero() {
		y = y.Add(r.inv.Mul(x.Inv()))
	}
	return y
}

func (r *running) line() (Line, error) {
	if r.inv.IsZero() {
		return line(r.c0, r.c1, false), nil
	}
	if r.c1.IsZero() {
		return line(r.c0, r.inv, true), nil
	}
	return Line{}, &Error{What: "one part changes with the axis and another with its inverse, the sum is curved",
		Try: "use another axis, or a sweep"}
}

// sum adds functions by merging what changes at their knots: the work grows
// with the number of knots and the logarithm of the number of functions.
func sum(terms []term, b *budget) (*Function, error) {
	if len(terms) == 1 {
		return terms[0].f.scaled(terms[0].weight, b)
	}
	if f, ok, err := shifted(terms, b); ok || err != nil {
		return f, err
	}
	var r running
	at := point{side: OnRight}
	for _, t := range terms {
		at.side &= t.f.knots[0].point.side
		r.move(Line{}, t.f.knots[0].Right, t.weight)
	}
	if at.side == 0 {
		at.own = endOf(terms, func(f *Function) int { return 0 })
	}
	todo := merged(terms)
	u := newBuilder(b, len(todo)+2)
	from, to := terms[0].f.Domain()
	for x := from; ; {
		l, err := r.line()
		if err != nil {
			return nil, err
		}
		if err := u.add(x, at, l); err != nil {
			return nil, err
		}
		if len(todo) == 0 {
			break
		}
		x = terms[todo[0].f].f.knots[todo[0].k].X
		at, todo = r.step(terms, todo, x)
	}
	end := point{side: OnLeft}
	for _, t := range terms {
		end.side &= t.f.knots[t.f.Len()].point.side
	}
	if end.side == 0 {
		end.own = endOf(terms, (*Function).Len)
	}
	return u.close(to, end), nil
}

// shifted is the sum where all addends but one are the same number everywhere:
// allowances, fixed fees. ok is false for other sums.
func shifted(terms []term, b *budget) (f *Function, ok bool, err error) {
	var moving *term
	by := exact.Zero
	for i, t := range terms {
		switch v, flat := t.f.flat(); {
		case flat:
			by = by.Add(v.Mul(t.weight))
		case moving != nil:
			return nil, false, nil
		default:
			moving = &terms[i]
		}
	}
	if moving == nil {
		return nil, false, nil
	}
	if f, err = moving.f.scaled(moving.weight, b); err != nil || by.IsZero() {
		return f, err == nil, err
	}
	if f, err = f.mapLines(b, by.Add, func(l Line) Line { return Line{l.C0.Add(by), l.C1, l.Inverse} }); err != nil {
		return nil, false, err
	}
	f.knots[f.Len()].Right = Line{} // nothing lies beyond the last knot
	return f, true, nil
}

// flat is the number a function is everywhere, its ends included.
func (f *Function) flat() (exact.Num, bool) {
	l := f.knots[0].Right
	return l.C0, f.Len() == 1 && l.IsConst() && f.knots[0].point.side&OnRight != 0 && f.knots[1].point.side&OnLeft != 0
}

// step takes all changes at x and returns the sum's point there and the changes
// that remain.
func (r *running) step(terms []term, todo []change, x exact.Num) (point, []change) {
	n, side := 0, OnLeft|OnRight
	for n < len(todo) && todo[n].x == todo[0].x {
		k := &terms[todo[n].f].f.knots[todo[n].k]
		if !k.X.Equal(x) {
			break
		}
		side &= k.point.side
		n++
	}
	at := point{side: side}
	if side == 0 {
		at.own = r.at(x)
		for _, c := range todo[:n] {
			t := terms[c.f]
			if off := t.f.Value(int(c.k)).Sub(t.f.knots[c.k-1].Right.At(x)); !off.IsZero() {
				at.own = at.own.Add(off.Mul(t.weight))
			}
		}
	}
	for _, c := range todo[:n] {
		t := terms[c.f]
		r.move(t.f.knots[c.k-1].Right, t.f.knots[c.k].Right, t.weight)
	}
	return at, todo[n:]
}

// endOf is the sum of the values at one end of the range.
func endOf(terms []term, knot func(*Function) int) exact.Num {
	at := exact.Zero
	for _, t := range terms {
		at = at.Add(t.f.Value(knot(t.f)).Mul(t.weight))
	}
	return at
}

// merged lists the inner knots of all addends in rising order.
func merged(terms []term) []change {
	n := 0
	for _, t := range terms {
		n += t.f.Len() - 1
	}
	list, spare := make([]change, 0, n), make([]change, n)
	ends := []int{0}
	for i, t := range terms {
		if t.f.Len() == 1 {
			continue
		}
		for k := 1; k < t.f.Len(); k++ {
			list = append(list, change{t.f.knots[k].X.Float(), int32(i), int32(k)})
		}
		ends = append(ends, len(list))
	}
	for len(ends) > 2 {
		next := []int{0}
		for i := 0; i+1 < len(ends); i += 2 {
			mid, end := ends[i+1], ends[min(i+2, len(ends)-1)]
			mergeRuns(terms, spare[ends[i]:end], list[ends[i]:mid], list[mid:end])
			next = append(next, end)
		}
		list, spare, ends = spare, list, next
	}
	return list
}

func mergeRuns(terms []term, out, a, b []change) {
	for i := range out {
		if len(b) == 0 || len(a) > 0 && !after(terms, a[0], b[0]) {
			out[i], a = a[0], a[1:]
		} else {
			out[i], b = b[0], b[1:]
		}
	}
}

func after(terms []term, a, b change) bool {
	if a.x != b.x {
		return a.x > b.x
	}
	return terms[b.f].f.knots[b.k].X.Less(terms[a.f].f.knots[a.k].X)
}
