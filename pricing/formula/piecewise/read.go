package piecewise

import (
	"errors"
	"fmt"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// Read reads root as a function of axis, a scalar leaf, over the closed range
// from..to in the axis's base units (as formula.Inputs). What cannot be read
// along this axis is an *Error that names the node.
func Read(g *formula.Graph, root, axis formula.Node, from, to exact.Num, limits Limits) (*Function, error) {
	fs, err := ReadAll(g, []formula.Node{root}, axis, from, to, limits)
	if err != nil {
		return nil, err
	}
	return fs[0], nil
}

// ReadAll reads several roots at once; what they share is read once.
func ReadAll(g *formula.Graph, roots []formula.Node, axis formula.Node, from, to exact.Num, limits Limits) ([]*Function, error) {
	if err := check(g, roots, axis, from, to); err != nil {
		return nil, err
	}
	r := newReader(g, roots, axis, from, to, limits)
	var in []int
	for k := range r.part.Len() {
		in = r.part.Places(k, in[:0])
		if err := r.node(k, in); err != nil {
			return nil, named(r.part.At(k), err)
		}
		r.release(in)
	}
	out := make([]*Function, len(roots))
	for i, n := range roots {
		out[i] = r.vals[r.part.Place(n)][0]
	}
	return out, nil
}

func check(g *formula.Graph, roots []formula.Node, axis formula.Node, from, to exact.Num) error {
	if err := g.Err(); err != nil {
		return err
	}
	for _, n := range append([]formula.Node{axis}, roots...) {
		if !n.OK() || n.Index() >= g.Len() || g.At(n.Index()) != n {
			return &Error{"piecewise reading", "the axis or a root is missing or belongs to another graph", ""}
		}
		if n.IsSeries() {
			return &Error{n.Label(), "it has one value per slot", "read its total or its peak, along an input with one value"}
		}
	}
	if !axis.Op().IsLeaf() {
		return &Error{axis.Label(), "it is computed, not an input", "choose an input as the axis"}
	}
	if !from.Less(to) {
		return &Error{axis.Label(), fmt.Sprintf("the range from %s to %s is empty", formula.Text(from), formula.Text(to)), "write the smaller end first"}
	}
	return nil
}

// named puts the node's label on an error that was found deeper.
func named(n formula.Node, err error) error {
	var e *Error
	if errors.As(err, &e) && e.Node == "" {
		e.Node = n.Label()
	}
	return err
}

type reader struct {
	part     formula.Part
	axis     int // arena index
	from, to exact.Num
	inputs   formula.Inputs
	classes  formula.Classes
	weights  []exact.Num
	uses     []int         // per node of the part: how many others still wait for it
	vals     [][]*Function // scalar: one; series: one per class
	budget   *budget
	smooth   func(formula.Node, exact.Num) bool
}

func newReader(g *formula.Graph, roots []formula.Node, axis formula.Node, from, to exact.Num, limits Limits) *reader {
	part := g.Part(roots...)
	r := &reader{part: part, axis: axis.Index(), from: from, to: to, inputs: limits.Inputs, smooth: limits.Smooth, classes: part.Classes()}
	r.uses, r.vals = make([]int, part.Len()), make([][]*Function, part.Len())
	for _, n := range r.classes.Count {
		r.weights = append(r.weights, exact.Int(n))
	}
	var in []int
	for k := range part.Len() {
		in = part.Places(k, in[:0])
		for _, j := range in {
			r.uses[j]++
		}
	}
	for _, n := range roots {
		r.uses[part.Place(n)]++
	}
	n := limits.MaxPieces
	if n <= 0 {
		n = DefaultMaxPieces
	}
	r.budget = &budget{n, n}
	return r
}

// release lets go of inputs nobody waits for any more.
func (r *reader) release(in []int) {
	for _, j := range in {
		if r.uses[j]--; r.uses[j] == 0 {
			r.vals[j] = nil
		}
	}
}

// node reads the k-th node of the part; its inputs stand at in.
func (r *reader) node(k int, in []int) error {
	n := r.part.At(k)
	if l, ok := n.Leaf(); ok {
		r.vals[k] = r.leaf(n.Index(), l)
		return nil
	}
	if n.Op() == formula.Total || n.Op() == formula.Peak {
		f, err := r.fold(n.Op(), r.vals[in[0]])
		r.vals[k] = []*Function{f}
		return err
	}
	count := 1
	if n.IsSeries() {
		count = len(r.weights)
	}
	out := make([]*Function, count)
	args := make([]*Function, len(in))
	for c := range out {
		for j, a := range in {
			args[j] = r.vals[a][min(c, len(r.vals[a])-1)]
		}
		f, err := r.apply(n, args)
		if err != nil {
			return err
		}
		out[c] = f
	}
	r.vals[k] = out
	return nil
}

func (r *reader) leaf(i int, l formula.Leaf) []*Function {
	if l.Slots != nil {
		out := make([]*Function, len(r.weights))
		for c, s := range r.classes.First {
			out[c] = affine(constant(l.Slots[s]), r.from, r.to)
		}
		return out
	}
	v := l.Value
	if x, ok := r.inputs[i]; ok {
		v = x
	}
	if i == r.axis {
		return []*Function{affine(Line{C1: exact.One}, r.from, r.to)}
	}
	return []*Function{affine(constant(v), r.from, r.to)}
}

func (r *reader) fold(op formula.Op, fs []*Function) (*Function, error) {
	if op == formula.Peak {
		return reduce(fs, func(a, b *Function) (*Function, error) { return extreme(a, b, 1, r.budget) })
	}
	terms := make([]term, len(fs))
	for c, f := range fs {
		terms[c] = term{f, r.weights[c]}
	}
	return sum(terms, r.budget)
}

// reduce combines functions pairwise in a tree, so that each knot is handled a
// logarithmic number of times.
func reduce(fs []*Function, two func(a, b *Function) (*Function, error)) (*Function, error) {
	if len(fs) == 1 {
		return fs[0], nil
	}
	a, err := reduce(fs[:len(fs)/2], two)
	if err != nil {
		return nil, err
	}
	b, err := reduce(fs[len(fs)/2:], two)
	if err != nil {
		return nil, err
	}
	return two(a, b)
}

func (r *reader) apply(n formula.Node, in []*Function) (*Function, error) {
	b := r.budget
	switch n.Op() {
	case formula.Sum, formula.Difference:
		terms := make([]term, len(in))
		for i, f := range in {
			terms[i] = term{f, exact.One}
			if i > 0 && n.Op() == formula.Difference {
				terms[i].weight = exact.Int(-1)
			}
		}
		return sum(terms, b)
	case formula.Product:
		return chain(in, func(f, g *Function) (*Function, error) { return product(f, g, b) })
	case formula.Quotient:
		return quotient(in[0], in[1], b)
	case formula.Min:
		return reduce(in, func(f, g *Function) (*Function, error) { return extreme(f, g, -1, b) })
	case formula.Max:
		return reduce(in, func(f, g *Function) (*Function, error) { return extreme(f, g, 1, b) })
	case formula.RoundUp:
		return roundUp(in[0], in[1], b, r.smoother(n))
	case formula.Band:
		return r.band(in)
	case formula.Lookup:
		return lookup(n.Table(), in[0], b)
	}
	return nil, &Error{What: "the operation " + n.Op().String() + " is not known to the piecewise reader"}
}

// smoother asks whether a rounding may be read as a line; nil where never.
func (r *reader) smoother(n formula.Node) func(exact.Num) bool {
	if r.smooth == nil {
		return nil
	}
	return func(step exact.Num) bool { return r.smooth(n, step) }
}

func chain(in []*Function, two func(f, g *Function) (*Function, error)) (*Function, error) {
	f := in[0]
	for _, g := range in[1:] {
		var err error
		if f, err = two(f, g); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// band is max(0, min(a, to) - from).
func (r *reader) band(in []*Function) (*Function, error) {
	a, err := in[0], error(nil)
	if len(in) == 3 {
		if a, err = extreme(a, in[2], -1, r.budget); err != nil {
			return nil, err
		}
	}
	d, err := sum([]term{{a, exact.One}, {in[1], exact.Int(-1)}}, r.budget)
	if err != nil {
		return nil, err
	}
	return extreme(affine(constant(exact.Zero), r.from, r.to), d, 1, r.budget)
}
