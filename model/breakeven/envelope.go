package breakeven

import (
	"slices"

	"github.com/sovcost/sovcost/pricing/exact"
)

// Interval is a stretch on which the same options are cheapest. Intervals cover
// the range without gaps; a point where two meet belongs to the one that is
// closed there. From = To is a single point, cheaper than both its sides.
type Interval struct {
	From, To             exact.Num
	FromClosed, ToClosed bool
	Cheapest             []int // places in the list of options; more than one is a tie
}

// event is a turn of one pair.
type event struct {
	turn
	key  float64 // x rounded, for sorting
	i, j int
}

func compareEvents(a, b event) int {
	switch {
	case a.key < b.key:
		return -1
	case a.key > b.key:
		return 1
	}
	if c := a.x.Cmp(b.x); c != 0 {
		return c
	}
	if a.i != b.i {
		return a.i - b.i
	}
	return a.j - b.j
}

// standing counts, for each option, how many others are cheaper right now.
type standing struct {
	order  []int8 // of pair i*n+j
	losses []int
}

func (s *standing) set(i, j int, order int8) {
	n := len(s.losses)
	old := s.order[i*n+j]
	if old == order {
		return
	}
	s.order[i*n+j] = order
	s.count(i, j, old, -1)
	s.count(i, j, order, +1)
}

func (s *standing) count(i, j int, order int8, by int) {
	switch {
	case order > 0:
		s.losses[i] += by
	case order < 0:
		s.losses[j] += by
	}
}

func (s *standing) cheapest(into []int) []int {
	into = into[:0]
	for i, l := range s.losses {
		if l == 0 {
			into = append(into, i)
		}
	}
	return into
}

// envelope sweeps over the turns of all pairs in rising order.
//
// Note: merging the curves themselves, two by two, was tried on paper first; the
// turns are already known for every pair and are far fewer than the knots.
func envelope(options int, from, to exact.Num, events []event) []Interval {
	slices.SortFunc(events, compareEvents)
	s := &standing{order: make([]int8, options*options), losses: make([]int, options)}
	var out []Interval
	var at, after []int
	for len(events) > 0 {
		n := 1
		for n < len(events) && events[n].key == events[0].key && events[n].x.Equal(events[0].x) {
			n++
		}
		for _, e := range events[:n] {
			s.set(e.i, e.j, e.at)
		}
		at = s.cheapest(at)
		for _, e := range events[:n] {
			s.set(e.i, e.j, e.after)
		}
		after = s.cheapest(after)
		out = extend(out, events[0].x, at, after, events[0].x.Equal(to))
		events = events[n:]
	}
	if len(out) == 0 { // a single option
		return []Interval{{From: from, To: to, FromClosed: true, ToClosed: true, Cheapest: []int{0}}}
	}
	if last := &out[len(out)-1]; last.From.Less(to) {
		last.To, last.ToClosed = to, true
	}
	return out
}

// extend ends the running interval at x and starts the next one, where the
// cheapest options at x or after it are others.
func extend(out []Interval, x exact.Num, at, after []int, end bool) []Interval {
	first := len(out) == 0
	if !first {
		running := &out[len(out)-1]
		held := subset(running.Cheapest, at)
		if held && (end || slices.Equal(running.Cheapest, after)) {
			if end {
				running.To, running.ToClosed = x, true
			}
			return out
		}
		running.To, running.ToClosed = x, held
		if held {
			return append(out, Interval{From: x, Cheapest: slices.Clone(after)})
		}
	}
	if end {
		return append(out, Interval{From: x, To: x, FromClosed: true, ToClosed: true, Cheapest: slices.Clone(at)})
	}
	if subset(after, at) {
		return append(out, Interval{From: x, FromClosed: true, Cheapest: slices.Clone(after)})
	}
	out = append(out, Interval{From: x, To: x, FromClosed: true, ToClosed: true, Cheapest: slices.Clone(at)})
	return append(out, Interval{From: x, Cheapest: slices.Clone(after)})
}

// subset reports whether every one of a is among b; both are sorted.
func subset(a, b []int) bool {
	for _, x := range a {
		if _, ok := slices.BinarySearch(b, x); !ok {
			return false
		}
	}
	return true
}
