package formula

import (
	"strings"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Leaf adds a leaf of the given kind. A key that was built before gives the
// same node: one "requests per month" feeds every line. Leaf.Value and the
// slots count u.
func (g *Graph) Leaf(op Op, label string, u unit.Unit, l Leaf) Node {
	if !op.IsLeaf() {
		g.fail("%s: %s is not a kind of leaf", label, op)
		op = Assumed
	}
	if l.Key != "" {
		if i, ok := g.byKey[l.Key]; ok {
			if g.nodes[i].unit.Dim != u.Dim {
				g.fail("%s is used in %s and in %s", l.Key, g.nodes[i].unit.Dim, u.Dim)
			}
			return Node{g, i + 1}
		}
		g.byKey[l.Key] = len(g.nodes)
	}
	l.Value, l.Low, l.High = l.Value.Mul(u.Factor), l.Low.Mul(u.Factor), l.High.Mul(u.Factor)
	if l.Slots != nil {
		base := make([]exact.Num, len(l.Slots))
		for i, s := range l.Slots {
			base[i] = s.Mul(u.Factor)
		}
		l.Slots = base
		if g.slots == 0 {
			g.slots = len(base)
		} else if g.slots != len(base) {
			g.fail("%s has %d slots, the other series have %d", label, len(base), g.slots)
		}
	}
	g.nodes = append(g.nodes, node{op: op, label: label, unit: u, series: l.Slots != nil, leaf: &l, levels: levelsOf(l.Slots)})
	return Node{g, len(g.nodes)}
}

// Given is a leaf from a scenario or usage file.
func (g *Graph) Given(key, label string, q unit.Quantity) Node {
	return g.Leaf(Given, label, q.Unit, Leaf{Key: key, Value: q.Value})
}

// Assumed is a default with its reason.
func (g *Graph) Assumed(key, label string, q unit.Quantity, reason string) Node {
	return g.Leaf(Assumed, label, q.Unit, Leaf{Key: key, Value: q.Value, Reason: reason})
}

// Number is a pure constant of a formula, such as the 2 in "both directions".
// Its reason is shown like that of every assumption.
func (g *Graph) Number(v exact.Num, label, reason string) Node {
	return g.Leaf(Assumed, label, unit.None, Leaf{Value: v, Reason: reason})
}

func (g *Graph) inner(op Op, label string, u unit.Unit, args ...Node) Node {
	n := node{op: op, label: label, unit: u, args: make([]int, len(args))}
	for i, a := range args {
		if a.g != g {
			g.fail("%s: an input is missing or belongs to another graph", label)
			return Node{}
		}
		n.args[i] = a.id - 1
		n.series = n.series || a.at().series
	}
	g.nodes = append(g.nodes, n)
	return Node{g, len(g.nodes)}
}

// sameDim refuses inputs of different dimension and returns the first one's
// unit. A missing input was reported when it was built.
func (g *Graph) sameDim(label string, args []Node) (unit.Unit, bool) {
	if len(args) == 0 {
		g.fail("%s has no inputs", label)
		return unit.None, false
	}
	for _, a := range args {
		if !a.OK() {
			g.fail("%s: an input could not be built", label)
			return unit.None, false
		}
	}
	u := args[0].Unit()
	for _, a := range args[1:] {
		if a.Unit().Dim != u.Dim {
			g.fail("%s mixes %s (%s) with %s (%s)", label, args[0].Label(), dimName(u), a.Label(), dimName(a.Unit()))
			return u, false
		}
	}
	return u, true
}

// Sum adds inputs of one dimension.
func (g *Graph) Sum(label string, args ...Node) Node { return g.alike(Sum, label, args) }

// Min is the smallest of inputs of one dimension.
func (g *Graph) Min(label string, args ...Node) Node { return g.alike(Min, label, args) }

// Max is the largest of inputs of one dimension.
func (g *Graph) Max(label string, args ...Node) Node { return g.alike(Max, label, args) }

// Difference is a - b.
func (g *Graph) Difference(label string, a, b Node) Node {
	return g.alike(Difference, label, []Node{a, b})
}

// RoundUp is the smallest whole multiple of step that is not below a.
func (g *Graph) RoundUp(label string, a, step Node) Node {
	return g.alike(RoundUp, label, []Node{a, step})
}

// Band is the part of a between from and to; a Node{} for to leaves the band
// open at the top.
func (g *Graph) Band(label string, a, from, to Node) Node {
	args := []Node{a, from}
	if to.OK() {
		args = append(args, to)
	}
	return g.alike(Band, label, args)
}

func (g *Graph) alike(op Op, label string, args []Node) Node {
	u, ok := g.sameDim(label, args)
	if !ok {
		return Node{}
	}
	return g.inner(op, label, u, args...)
}

// Product multiplies its inputs; the unit is the product of their units.
func (g *Graph) Product(label string, args ...Node) Node {
	d := unit.Pure
	var names []string
	for _, a := range args {
		if !a.OK() {
			g.fail("%s: an input could not be built", label)
			return Node{}
		}
		d = d.Mul(a.Unit().Dim)
		if a.Unit().Name != "" {
			names = append(names, a.Unit().Name)
		}
	}
	u := unit.Base(d)
	if d == unit.Pure {
		u = unit.None
	} else if len(names) == 1 && !strings.Contains(names[0], "/") {
		u = soleUnit(args)
	}
	return g.inner(Product, label, u, args...)
}

// soleUnit is the one unit among pure numbers: 3 instances × 730 h stay hours.
func soleUnit(args []Node) unit.Unit {
	for _, a := range args {
		if a.Unit().Name != "" {
			return a.Unit()
		}
	}
	return unit.None
}

// Quotient is a ÷ b. Dividing by zero is an error when the graph is read.
func (g *Graph) Quotient(label string, a, b Node) Node {
	if !a.OK() || !b.OK() {
		g.fail("%s: an input could not be built", label)
		return Node{}
	}
	d := a.Unit().Dim.Div(b.Unit().Dim)
	u := unit.Base(d)
	switch {
	case d == unit.Pure:
		u = unit.None
	case b.Unit().Dim == unit.Pure && b.Unit().Name == "":
		u = a.Unit()
	}
	return g.inner(Quotient, label, u, a, b)
}

// Lookup reads the table at x. The result is shown in u, the unit the table's
// values count.
func (g *Graph) Lookup(label string, u unit.Unit, x Node, t *Table) Node {
	if !x.OK() || t == nil {
		g.fail("%s: no table or no input", label)
		return Node{}
	}
	if err := t.check(); err != nil {
		g.fail("%s: %w", label, err)
		return Node{}
	}
	if x.Unit().Dim != t.X.Dim || u.Dim != t.Y.Dim {
		g.fail("%s: the table is read in %s for %s, but %s is %s", label, t.X.Dim, t.Y.Dim, x.Label(), dimName(x.Unit()))
		return Node{}
	}
	n := g.inner(Lookup, label, u, x)
	if n.OK() {
		n.at().table = t
	}
	return n
}

// Total is the sum of a series over its slots.
func (g *Graph) Total(label string, a Node) Node { return g.reduce(Total, label, a) }

// Peak is the largest slot of a series.
func (g *Graph) Peak(label string, a Node) Node { return g.reduce(Peak, label, a) }

func (g *Graph) reduce(op Op, label string, a Node) Node {
	if !a.OK() {
		g.fail("%s: an input could not be built", label)
		return Node{}
	}
	if !a.IsSeries() {
		g.fail("%s: %s has no slots", label, a.Label())
		return Node{}
	}
	n := g.inner(op, label, a.Unit(), a)
	if n.OK() {
		n.at().series = false
	}
	return n
}
