package formula

import (
	"fmt"

	"github.com/sovcost/sovcost/pricing/exact"
)

// Values is the exact reading of a graph: one number per scalar node, one per
// class of equal slots for series. A graph holds many options and a reading one:
// it holds the nodes it reads and no more.
type Values struct {
	part    Part
	at      []int32       // per node of the part: its place in scalar or series
	scalar  []exact.Num   // nodes that are one number
	series  [][]exact.Num // nodes with slots
	classes Classes
	weights []exact.Num // class -> how many slots it holds
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
	v := &Values{part: g.Part(roots...)}
	v.place()
	v.classes = v.part.Classes()
	v.weights = make([]exact.Num, len(v.classes.Count))
	for c, n := range v.classes.Count {
		v.weights[c] = exact.Int(n)
	}
	var args []int
	for k, i := range v.part.ids {
		n := &g.nodes[i]
		if n.leaf != nil {
			v.leaf(n, v.at[k], int(i), in)
			continue
		}
		args = v.part.Places(k, args[:0])
		for j, a := range args {
			args[j] = int(v.at[a])
		}
		if err := v.step(n, v.at[k], args); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// place gives every node that is read its place.
func (v *Values) place() {
	v.at = make([]int32, v.part.Len())
	var scalars, series int32
	for k, i := range v.part.ids {
		if v.part.g.nodes[i].series {
			v.at[k] = series
			series++
		} else {
			v.at[k] = scalars
			scalars++
		}
	}
	v.scalar, v.series = make([]exact.Num, scalars), make([][]exact.Num, series)
}

func (v *Values) leaf(n *node, at int32, id int, in Inputs) {
	if n.leaf.Slots != nil {
		v.series[at] = v.compress(n.leaf.Slots)
		return
	}
	v.scalar[at] = n.leaf.Value
	if x, ok := in[id]; ok {
		v.scalar[at] = x
	}
}

// step computes one node from its inputs, whose places are args.
func (v *Values) step(n *node, at int32, args []int) error {
	if n.op == Total || n.op == Peak {
		v.scalar[at] = v.fold(n.op, v.series[args[0]])
		return nil
	}
	if !n.series {
		x, err := v.apply(n, func(k int) exact.Num { return v.scalar[args[k]] })
		v.scalar[at] = x
		return err
	}
	out := make([]exact.Num, len(v.weights))
	for c := range out {
		x, err := v.apply(n, func(k int) exact.Num {
			if v.part.g.nodes[n.args[k]].series {
				return v.series[args[k]][c]
			}
			return v.scalar[args[k]]
		})
		if err != nil {
			return err
		}
		out[c] = x
	}
	v.series[at] = out
	return nil
}

// compress is one value per class.
func (v *Values) compress(slots []exact.Num) []exact.Num {
	if len(v.classes.First) == len(slots) { // no two slots are alike: classes are slots
		return slots
	}
	out := make([]exact.Num, len(v.classes.First))
	for c, s := range v.classes.First {
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
	return exact.Sum(len(xs), func(c int) exact.Num { return xs[c].Mul(v.weights[c]) })
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
			return q, fmt.Errorf("%s: division by zero (%s is 0)", n.label, v.part.g.nodes[n.args[1]].label)
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
	k := v.part.Place(n)
	if k < 0 || n.at().series {
		return exact.Zero
	}
	return v.scalar[v.at[k]]
}

// Of is the value of a scalar node in the unit it is shown in.
func (v *Values) Of(n Node) exact.Num {
	q, _ := v.Base(n).Quo(n.Unit().Factor)
	return q
}

// SlotsOf are the values of a series node per slot, in the unit it is shown in.
func (v *Values) SlotsOf(n Node) []exact.Num {
	out := make([]exact.Num, len(v.classes.Of))
	f := n.Unit().Factor.Inv()
	k := v.part.Place(n)
	if k < 0 {
		return out
	}
	of := make([]exact.Num, len(v.weights))
	for c, x := range v.series[v.at[k]] {
		of[c] = x.Mul(f)
	}
	for s, c := range v.classes.Of {
		out[s] = of[c]
	}
	return out
}

// BaseAt is the value of a series node in one slot, in base units.
func (v *Values) BaseAt(n Node, slot int) exact.Num {
	k := v.part.Place(n)
	if k < 0 || !n.at().series {
		return exact.Zero
	}
	return v.series[v.at[k]][v.classes.Of[slot]]
}

// Has reports whether n was read; a node built after the reading was not.
func (v *Values) Has(n Node) bool { return v.part.Place(n) >= 0 }

// Graph is the graph that was read.
func (v *Values) Graph() *Graph { return v.part.g }
