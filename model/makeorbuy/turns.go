package makeorbuy

import (
	"errors"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// Turn is a load at which the other side begins to win.
type Turn struct {
	Requests float64 // a month, in the first year
	Factor   float64 // of the scenario's load
	MakeWins bool    // above it
}

// Flip is what must be true of one input for the other side to win.
type Flip struct {
	Key, Label string
	Unit       string
	Now, At    float64 // in the unit; At is 0 and Never true where no value was found
	Never      bool
	Effect     float64 // change of the present value for a change of a tenth
}

const (
	strongest  = 5    // inputs whose flip value is looked for
	widest     = 10.0 // times up and down
	gridSteps  = 16   // per side, evenly on a logarithmic axis
	halvings   = 14   // to four digits
	rateWidest = 0.5  // how far yearly rates are moved
)

// search evaluates make against buy for other terms.
type search struct {
	c         *model.Comparison
	terms     Terms
	make, buy *model.Option
	// All of either side, unless one was named: at another load another one of
	// them may be the cheapest.
	makes, buys []*model.Option
}

// sides is the present value that the cheapest making saves over the cheapest
// buying.
func (s search) sides(t Terms) (float64, bool) {
	least := func(options []*model.Option) (float64, bool) {
		low, any := math.Inf(1), false
		for _, o := range options {
			if v, err := s.npv(o, t); err == nil {
				low, any = math.Min(low, v), true
			}
		}
		return low, any
	}
	a, ok1 := least(s.buys)
	b, ok2 := least(s.makes)
	return a - b, ok1 && ok2
}

// gap is the present value that making saves, 0 on an error of reading (a
// division by zero far outside): the walk then stops there.
func (s search) gap(t Terms) (float64, bool) {
	a, err := s.npv(s.buy, t)
	if err != nil {
		return 0, false
	}
	b, err := s.npv(s.make, t)
	if err != nil {
		return 0, false
	}
	return a - b, true
}

// npv is the present value in floating point: flips are found to four digits.
func (s search) npv(o *model.Option, t Terms) (float64, error) {
	f, err := flower{s.c, t}.payments(o)
	if err != nil {
		return 0, err
	}
	if f.Missing != "" {
		return 0, errors.New(f.Missing)
	}
	rate := math.Pow(1+t.Rates[Discount].Float(), 1.0/12)
	sum, d := 0.0, 1.0
	for _, m := range f.Months {
		x, _ := m.Float64()
		sum += x / d
		d *= rate
	}
	return sum, nil
}

func (r *Review) turns(c *model.Comparison) error {
	s := search{c: c, terms: r.Terms, make: r.Make.Option, buy: r.Buy.Option}
	for _, f := range r.Flows {
		switch {
		case f.Missing != "":
		case f.Option.Own != nil && (f == r.Make || !r.named.make):
			s.makes = append(s.makes, f.Option)
		case f.Option.Own == nil && (f == r.Buy || !r.named.buy):
			s.buys = append(s.buys, f.Option)
		}
	}
	now, ok := s.gap(r.Terms)
	if !ok {
		return nil
	}
	s.loads(r.Against, now)
	inputs := s.strongest(now)
	for _, in := range inputs {
		r.Against.Flips = append(r.Against.Flips, s.flip(in, now))
	}
	return nil
}

// loads walks the load up and down from the scenario's and keeps every change of
// side within a factor of ten.
func (s search) loads(x *Comparison, now float64) {
	at := func(f float64) (float64, bool) {
		t := s.terms
		t.Scale = scale(f)
		return s.sides(t)
	}
	requests := s.requests()
	var found []Turn
	for _, up := range []bool{false, true} {
		last, from := now, 1.0
		for i := 1; i <= gridSteps; i++ {
			f := math.Pow(widest, float64(i)/gridSteps)
			if !up {
				f = 1 / f
			}
			v, ok := at(f)
			if !ok {
				break
			}
			if (v > 0) != (last > 0) {
				e := bisect(from, f, last, at)
				found = append(found, Turn{requests * e, e, (v > 0) == up})
			}
			last, from = v, f
		}
	}
	sort.Slice(found, func(i, j int) bool { return found[i].Factor < found[j].Factor })
	x.Loads = found
}

func (s search) requests() float64 {
	v, err := s.c.Graph.Evaluate(nil, s.c.Demand.Requests)
	if err != nil {
		return 0
	}
	return v.Base(s.c.Demand.Requests).Float()
}

func scale(f float64) exact.Num {
	q, _ := exact.FromFloat(f)
	return q.Round(9)
}

// bisect narrows a change of sign between a (where the value is va) and b on a
// logarithmic axis.
func bisect(a, b, va float64, at func(float64) (float64, bool)) float64 {
	for range halvings {
		m := math.Sqrt(a * b)
		v, ok := at(m)
		if !ok {
			break
		}
		if (v > 0) == (va > 0) {
			a, va = m, v
		} else {
			b = m
		}
	}
	return math.Sqrt(a * b)
}

// input is one figure that may be moved: a leaf of the graph or a yearly rate.
type input struct {
	key, label string
	node       formula.Node
	rate       bool
	now        float64 // in its unit
	effect     float64
}

// strongest ranks the inputs of both sides by what a tenth more does to the
// present value.
func (s search) strongest(now float64) []input {
	all := s.leaves()
	for _, r := range rateNames {
		if r.key != Tax && s.terms.Stated[r.key] {
			all = append(all, input{key: r.key, label: r.name, rate: true, now: s.terms.Rates[r.key].Float()})
		}
	}
	for i := range all {
		if v, ok := s.gap(s.move(all[i], 1.1, all[i].now+0.01)); ok {
			all[i].effect = v - now
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return math.Abs(all[i].effect) > math.Abs(all[j].effect) })
	var out []input
	for _, in := range all {
		if math.Abs(in.effect) > 0.005 && len(out) < strongest {
			out = append(out, in)
		}
	}
	return out
}

// leaves are the scalar inputs below both options' bills.
func (s search) leaves() []input {
	seen := s.c.Graph.Reachable(s.make.Total, s.buy.Total)
	var out []input
	for i := range s.c.Graph.Len() {
		n := s.c.Graph.At(i)
		l, ok := n.Leaf()
		if !seen[i] || !ok || n.IsSeries() || l.Value.IsZero() || fixed(l.Key) {
			continue
		}
		q, _ := l.Value.Quo(n.Unit().Factor)
		out = append(out, input{key: l.Key, label: n.Label(), node: n, now: q.Float()})
	}
	return out
}

// fixed are leaves that are no opinion: constants, the frame of the question, the
// size of a server and whole sites.
func fixed(key string) bool {
	for _, end := range []string{".vcpu", ".memory", ".sites"} {
		if strings.HasSuffix(key, end) && !strings.HasPrefix(key, "workload.") {
			return true
		}
	}
	return key == "" || strings.HasPrefix(key, "const:") || strings.HasPrefix(key, "workload.load.") || slices.Contains([]string{"month", "operations.clusters"}, key)
}

// move is the terms with one input changed: a leaf by a factor, a rate to a value.
func (s search) move(in input, factor, rate float64) Terms {
	if in.rate {
		q, _ := exact.FromFloat(rate)
		return s.terms.with(in.key, q.Round(9))
	}
	t := s.terms
	l, _ := in.node.Leaf()
	t.Override = formula.Inputs{in.node.Index(): l.Value.Mul(scale(factor))}
	return t
}

// flip looks outward from the present value for the nearest one at which the
// other side wins.
func (s search) flip(in input, now float64) Flip {
	out := Flip{Key: in.key, Label: in.label, Now: in.now, Effect: in.effect, Never: true}
	if !in.rate {
		out.Unit = in.node.Unit().Name
	}
	at := func(f float64) (float64, bool) { return s.gap(s.move(in, f, in.now+f-1)) }
	lasts, froms := [2]float64{now, now}, [2]float64{1, 1}
	dead := [2]bool{}
	for i := 1; i <= gridSteps; i++ {
		for side := range 2 {
			f := math.Pow(widest, float64(i)/gridSteps)
			if in.rate {
				f = 1 + rateWidest*float64(i)/gridSteps
			}
			if side == 1 {
				f = 1 / f
				if in.rate {
					f = 1 - rateWidest*float64(i)/gridSteps
				}
			}
			if dead[side] || in.rate && in.now+f-1 <= -0.95 {
				continue
			}
			v, ok := at(f)
			if !ok {
				dead[side] = true
				continue
			}
			if (v > 0) != (now > 0) {
				e := bisect(froms[side], f, lasts[side], at)
				out.Never, out.At = false, in.now*e
				if in.rate {
					out.At = in.now + e - 1
				}
				return out
			}
			lasts[side], froms[side] = v, f
		}
	}
	return out
}
