package formula

import (
	"fmt"

	"github.com/sovcost/sovcost/pricing/exact"
)

// Values is the exact reading of a graph: one number per scalar node, one per
// class of equal slots for series.
type Values struct {
	g       *Graph
	seen    []bool
	at      []int32       // arena index -> place in scalar or series: a graph holds many options, a reading one
	scalar  []exact.Num   // nodes that are one number
	series  [][]exact.Num // nodes with slots
	class   []int         // slot -> class
	weights []exact.Num
}

// Inputs are values that replace leaves while reading, by arena index, in base
// units. Nil reads the graph as it was built.
type Inputs map[int]exact.Num

// Evaluate reads the graph exactly, for everything the roots depend on.
//
// Slots with the same values in every series are one class and are computed
// once: a week of 168 hours has as many classes as its shape has levels.
func (g *Graph) Evaluate(in Inputs, roots ...Node) (*Values, error) {
	if err := g.Err(); err != nil {
		return nil, err
	}
	v := &Values{g: g, seen: g.reachable(roots)}
	v.place()
	v.classify()
	for i := range g.nodes {
		if !v.seen[i] {
			continue
		}
		if err := v.step(i, in); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// place gives every node that is read its place.
func (v *Values) place() {
	v.at = make([]int32, len(v.seen))
	var scalars, series int32
	for i, read := range v.seen {
		switch {
		case !read:
		case v.g.nodes[i].series:
			v.at[i] = series
			series++
		default:
			v.at[i] = scalars
			scalars++
		}
	}
	v.scalar, v.series = make([]exact.Num, scalars), make([][]exact.Num, series)
}

// reachable marks the nodes below the roots.
func (g *Graph) reachable(roots []Node) []bool {
	seen := make([]bool, len(g.nodes))
	last := 0
	for _, r := range roots {
		if r.g == g && r.id > 0 {
			seen[r.id-1] = true
			last = max(last, r.id)
		}
	}
	for i := last - 1; i >= 0; i-- {
		if seen[i] {
			for _, a := range g.nodes[i].args {
				seen[a] = true
			}
		}
	}
	return seen
}

func (v *Values) classify() {
	c := v.g.classesOf(v.seen)
	v.class = c.Of
	for _, n := range c.Count {
		v.weights = append(v.weights, exact.Int(n))
	}
}

// refine splits the classes of slots by one more series: two slots stay together
// when they were together and have the same level there. It returns the number
// of classes.
func refine(class, level []int, classes int) int {
	type pair struct{ class, level int }
	known := make(map[pair]int, classes)
	for s, c := range class {
		p := pair{c, level[s]}
		n, ok := known[p]
		if !ok {
			n = len(known)
			known[p] = n
		}
		class[s] = n
	}
	return len(known)
}

func (v *Values) step(i int, in Inputs) error {
	n := &v.g.nodes[i]
	if n.leaf != nil {
		if x, ok := in[i]; ok && n.leaf.Slots == nil {
			v.scalar[v.at[i]] = x
		} else if n.leaf.Slots != nil {
			v.series[v.at[i]] = v.compress(n.leaf.Slots)
		} else {
			v.scalar[v.at[i]] = n.leaf.Value
		}
		return nil
	}
	if n.op == Total || n.op == Peak {
		v.scalar[v.at[i]] = v.fold(n.op, v.series[v.at[n.args[0]]])
		return nil
	}
	if !n.series {
		x, err := v.apply(n, func(k int) exact.Num { return v.scalar[v.at[n.args[k]]] })
		v.scalar[v.at[i]] = x
		return err
	}
	out := make([]exact.Num, len(v.weights))
	for c := range out {
		x, err := v.apply(n, func(k int) exact.Num { return v.arg(n.args[k], c) })
		if err != nil {
			return err
		}
		out[c] = x
	}
	v.series[v.at[i]] = out
	return nil
}

func (v *Values) arg(a, c int) exact.Num {
	if v.g.nodes[a].series {
		return v.series[v.at[a]][c]
	}
	return v.scalar[v.at[a]]
}

func (v *Values) compress(slots []exact.Num) []exact.Num {
	out := make([]exact.Num, len(v.weights))
	for s, c := range v.class {
		out[c] = slots[s]
	}
	return out
}

func (v *Values) fold(op Op, xs []exact.Num) exact.Num {
	if op == Peak {
		m := xs[0]
		for _, x := range xs[1:] {
			m = exact.Max(m, x)
		}
		return m
	}
	sum := exact.Zero
	for c, x := range xs {
		sum = sum.Add(x.Mul(v.weights[c]))
	}
	return sum
}

func (v *Values) apply(n *node, arg func(int) exact.Num) (exact.Num, error) {
	a := arg(0)
	switch n.op {
	case Lookup:
		return n.table.Read(a), nil
	case Band:
		if len(n.args) == 3 {
			a = exact.Min(a, arg(2))
		}
		return exact.Max(exact.Zero, a.Sub(arg(1))), nil
	case RoundUp:
		if arg(1).Sign() <= 0 {
			return a, fmt.Errorf("%s: the step to round up to must be above 0", n.label)
		}
		return a.CeilTo(arg(1)), nil
	case Quotient:
		q, ok := a.Quo(arg(1))
		if !ok {
			return q, fmt.Errorf("%s: division by zero (%s is 0)", n.label, v.g.nodes[n.args[1]].label)
		}
		return q, nil
	}
	for k := 1; k < len(n.args); k++ {
		b := arg(k)
		switch n.op {
		case Sum:
			a = a.Add(b)
		case Difference:
			a = a.Sub(b)
		case Product:
			a = a.Mul(b)
		case Min:
			a = exact.Min(a, b)
		case Max:
			a = exact.Max(a, b)
		}
	}
	return a, nil
}

// Base is the value of a scalar node in base units.
func (v *Values) Base(n Node) exact.Num {
	if !v.Has(n) || n.at().series {
		return exact.Zero
	}
	return v.scalar[v.at[n.id-1]]
}

// Of is the value of a scalar node in the unit it is shown in.
func (v *Values) Of(n Node) exact.Num {
	q, _ := v.Base(n).Quo(n.Unit().Factor)
	return q
}

// SlotsOf are the values of a series node per slot, in the unit it is shown in.
func (v *Values) SlotsOf(n Node) []exact.Num {
	out := make([]exact.Num, len(v.class))
	f := n.Unit().Factor.Inv()
	for s, c := range v.class {
		out[s] = v.series[v.at[n.id-1]][c].Mul(f)
	}
	return out
}

// Has reports whether n was read; a node built after the reading was not.
func (v *Values) Has(n Node) bool { return n.OK() && n.id <= len(v.seen) && v.seen[n.id-1] }

// Graph is the graph that was read.
func (v *Values) Graph() *Graph { return v.g }
