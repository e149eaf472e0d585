// Package formula is the heart of the program: a cost is not a number but a
// graph of labelled, unit-checked steps from given, listed and assumed leaves
// to a total. A billing rule is written once, as such a graph, and read in
// several ways: exactly (Evaluate), as an explanation (Explain), fast over many
// inputs, piecewise along one input, as workbook cells and as SQL.
//
// The shape of a graph never depends on values: every tier is there whatever
// the load, so one graph serves all loads.
package formula

import (
	"errors"
	"fmt"
	"iter"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Op is what a node does with its inputs.
type Op uint8

// The leaves, then the inner nodes. Series nodes (a value per slot of the load
// profile) take part in every inner operation slot by slot; Total and Peak turn
// them back into one number.
const (
	Given      Op = iota + 1 // a key of the scenario or usage file
	Listed                   // a key of a price sheet, with source and date
	Assumed                  // a default, with its reason, always shown
	Solved                   // the result of a numeric model, with its method
	Sum                      // a + b + …
	Difference               // a - b
	Product                  // a × b × …
	Quotient                 // a ÷ b
	Min                      // the smallest input
	Max                      // the largest input
	RoundUp                  // a up to a whole multiple of b
	Band                     // the part of a between b and c: max(0, min(a,c) - b)
	Lookup                   // a table read at a
	Total                    // the sum over all slots
	Peak                     // the largest slot
)

var opNames = [...]string{"", "given", "listed", "assumed", "solved", "sum", "difference", "product", "quotient", "min", "max", "round_up", "band", "lookup", "total", "peak"}

// String is the operation's name as it stands in JSON.
func (o Op) String() string {
	if int(o) < len(opNames) {
		return opNames[o]
	}
	return fmt.Sprintf("op(%d)", uint8(o))
}

// IsLeaf reports whether the operation has no inputs.
func (o Op) IsLeaf() bool { return o >= Given && o <= Solved }

// Source says where a listed or given figure comes from.
type Source struct {
	Title      string // the document or feed
	URL        string
	AsOf       string // the date of the reading, as precise as the source is
	Confidence string // high, medium, low or none
	Note       string
}

// Leaf is what a leaf node knows about itself.
type Leaf struct {
	Key    string // key path in its file: "workload.requests", "aws-eu-central-2#lambda-x86.duration"
	File   string // the file or sheet the key stands in
	Value  exact.Num
	Slots  []exact.Num // a series: one value per slot; Value is unused
	Source Source
	Reason string // Assumed: why this default; Solved: the method and its validity
	Low    exact.Num
	High   exact.Num // the stated range, when Ranged
	Ranged bool
}

type node struct {
	op     Op
	args   []int
	label  string
	unit   unit.Unit
	series bool
	leaf   *Leaf
	levels *Classes // a series leaf: its distinct values
	table  *Table
}

// Graph is an append-only arena of nodes: inputs always stand before the nodes
// that use them, so the order of the arena is an order of evaluation and a cycle
// cannot be built.
//
// A Graph is built by one goroutine and may be read by many afterwards.
type Graph struct {
	nodes []node
	byKey map[string]int
	errs  []error
	slots int
}

// New returns an empty graph.
func New() *Graph { return &Graph{byKey: map[string]int{}} }

// Node is a handle on one node of a graph. The zero Node is "no node".
type Node struct {
	g  *Graph
	id int // index+1
}

// Err returns everything that was wrong while building: units that do not fit,
// series of different length. A graph with errors must not be read.
func (g *Graph) Err() error { return errors.Join(g.errs...) }

// Len is the number of nodes.
func (g *Graph) Len() int { return len(g.nodes) }

// Slots is the number of slots of the graph's series, 0 when it has none.
func (g *Graph) Slots() int { return g.slots }

// At is the i-th node of the arena, 0 ≤ i < Len.
func (g *Graph) At(i int) Node { return Node{g, i + 1} }

// Find returns the leaf with that key, if it was built.
func (g *Graph) Find(key string) (Node, bool) {
	i, ok := g.byKey[key]
	return Node{g, i + 1}, ok
}

// OK reports whether n is a node.
func (n Node) OK() bool { return n.g != nil }

// Index is the node's place in the arena.
func (n Node) Index() int { return n.id - 1 }

func (n Node) at() *node { return &n.g.nodes[n.id-1] }

// Op is what the node does.
func (n Node) Op() Op { return n.at().op }

// Label is the node's name in words.
func (n Node) Label() string { return n.at().label }

// Unit is the unit the node's value is shown in.
func (n Node) Unit() unit.Unit { return n.at().unit }

// IsSeries reports whether the node has one value per slot.
func (n Node) IsSeries() bool { return n.at().series }

// Leaf returns a copy of the leaf's facts; ok is false for inner nodes.
func (n Node) Leaf() (Leaf, bool) {
	if l := n.at().leaf; l != nil {
		return *l, true
	}
	return Leaf{}, false
}

// Table returns the lookup table of a Lookup node, else nil.
func (n Node) Table() *Table { return n.at().table }

// Inputs are the nodes this node is computed from.
func (n Node) Inputs() []Node {
	in := make([]Node, len(n.at().args))
	for i, a := range n.at().args {
		in[i] = Node{n.g, a + 1}
	}
	return in
}

// Each runs over the nodes this node is computed from, without a list of them.
func (n Node) Each() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for _, a := range n.at().args {
			if !yield(Node{n.g, a + 1}) {
				return
			}
		}
	}
}

// Relabel gives the node another name and returns it.
func (n Node) Relabel(label string) Node {
	if n.OK() {
		n.at().label = label
	}
	return n
}

// As shows the node in unit u, which must have the node's dimension.
func (n Node) As(u unit.Unit) Node {
	if !n.OK() {
		return n
	}
	if n.at().unit.Dim != u.Dim {
		n.g.fail("%s is %s, it cannot be shown in %s (%s)", n.at().label, dimName(n.at().unit), u.Name, u.Dim)
		return n
	}
	n.at().unit = u
	return n
}

func dimName(u unit.Unit) string {
	if u.Dim == unit.Pure {
		return "a pure number"
	}
	if u.Name != "" && u.Name != string(u.Dim) {
		return fmt.Sprintf("in %s (%s)", u.Name, u.Dim)
	}
	return "in " + string(u.Dim)
}

func (g *Graph) fail(format string, args ...any) {
	if len(g.errs) < 50 {
		g.errs = append(g.errs, fmt.Errorf(format, args...))
	}
}
