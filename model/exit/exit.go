// Package exit turns portability into money and time: how hard an option is to
// leave, what leaving costs by part, how long it takes, and how likely an exit
// must be for the cheaper, bound option to stop paying. Everything is a formula
// on the comparison's graph, so that what-if and workbook follow.
//
// The published formulas themselves are in model/exit/effort.
package exit

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/model/exit/effort"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
	"github.com/sovcost/sovcost/sovereignty/lockin"
)

// Book builds the exits of one comparison. Options of one runtime share the part
// that does not depend on the provider.
type Book struct {
	in       *capacity.Inputs
	currency unit.Unit
	table    *lockin.Table
	law      effort.Switching
	runtimes map[string]*Portability
}

// NewBook returns the book for a comparison; law is what the statute grants the
// customer on the scenario's day.
func NewBook(in *capacity.Inputs, currency unit.Unit, table *lockin.Table, law effort.Switching) *Book {
	return &Book{in: in, currency: currency, table: table, law: law, runtimes: map[string]*Portability{}}
}

// Part is one part of the exit cost. A zero Node is unknown, and Why says what to
// state.
type Part struct {
	Key, Label string
	Node       formula.Node
	Why        string
}

// Path is one of the ways that must end before an exit is done.
type Path struct {
	Key, Label string
	Node       formula.Node // days
	Why        string
}

// Hazard is one reason to leave.
type Hazard struct {
	Key, Label string
	Node       formula.Node // times a year
}

// Plan is the exit of one option.
type Plan struct {
	*Portability
	Parts   []Part
	Cost    formula.Node // sum of the known parts; zero Node without any
	Low     formula.Node // with the effort band of the rewrite
	High    formula.Node
	Paths   []Path
	Time    formula.Node // longest known path, days
	Hazards []Hazard
	Hazard  formula.Node // exits a year
	Yearly  formula.Node // expected exit cost a year

	// Against names the cheapest allowed option that is bound less; Saving is what
	// this option saves a year against it and Flip the yearly probability of an
	// exit above which that does not pay. Zero Nodes where there is none.
	Against string
	Saving  formula.Node
	Flip    formula.Node
	Law     effort.Switching

	// Which option one would go to, and what the figures above are made from: both
	// bills of the parallel run, and what this option saves a month. A reader that
	// follows changes may put the bill of another option in. Zero Nodes where a
	// figure is not there.
	Next    string
	Both    formula.Node
	Monthly formula.Node
}

// Unknown names the parts nobody has priced; with any, Cost is a lower bound.
func (p *Plan) Unknown() []string {
	var out []string
	for _, x := range p.Parts {
		if !x.Node.OK() {
			out = append(out, x.Label)
		}
	}
	return out
}

// UnknownPaths names the paths whose length nobody has stated; with any, Time is
// a lower bound.
func (p *Plan) UnknownPaths() []string {
	var out []string
	for _, x := range p.Paths {
		if !x.Node.OK() {
			out = append(out, x.Label)
		}
	}
	return out
}

// Figures are the known figures of leaving that tables show: what it costs, how
// long it takes, how often it comes, what the option saves until then, and the
// parts and paths these are made from. What is unknown is left out.
func (p *Plan) Figures() []formula.Node {
	ns := []formula.Node{p.Cost, p.Low, p.High, p.Time, p.Hazard, p.Yearly, p.Both, p.Monthly, p.Saving, p.Flip}
	for _, x := range p.Parts {
		ns = append(ns, x.Node)
	}
	for _, x := range p.Paths {
		ns = append(ns, x.Node)
	}
	return known(ns)
}

// Nodes are all known figures of the plan, for reading them at once: its Figures,
// the readings of how bound the option is, and each hazard.
func (p *Plan) Nodes() []formula.Node {
	ns := append(p.Figures(), p.Binding, p.Weighted, p.Coverage, p.Size, p.Effort)
	for _, x := range p.Hazards {
		ns = append(ns, x.Node)
	}
	return known(ns)
}

func known(ns []formula.Node) []formula.Node {
	return slices.DeleteFunc(ns, func(n formula.Node) bool { return !n.OK() })
}

var (
	days, _    = unit.Parse("d")
	perCent, _ = unit.Parse("%")
)

// number is a leaf of a stated number, or a default with its reason.
func (b *Book) number(key, label string, d factsheet.Decimal, def, reason string) formula.Node {
	if d.IsSet() {
		return b.in.G.Leaf(formula.Given, label, unit.None, formula.Leaf{Key: key, File: b.in.S.Path, Value: exact.FromDecimal(d.Decimal())})
	}
	return b.in.G.Leaf(formula.Assumed, label, unit.None, formula.Leaf{Key: key, Value: exact.MustParse(def), Reason: reason})
}

// given is the leaf of a stated quantity, a zero Node where it is not stated.
func (b *Book) given(key, label string, q unit.Quantity) formula.Node {
	if !q.IsSet() {
		return formula.Node{}
	}
	return b.in.Get(key, label, q, "", "")
}

// constant is a figure of a published formula.
func (b *Book) constant(text, label, reason string) formula.Node {
	return b.in.G.Leaf(formula.Assumed, label, unit.None, formula.Leaf{Key: "const:exit " + text + " " + reason, Value: exact.MustParse(text), Reason: reason})
}

// share is a stated share of code, from the lock-in table.
func share(low, high factsheet.Decimal) exact.Num {
	return exact.FromDecimal(low.Decimal().Add(high.Decimal()).Div(decimal.NewFromInt(2)))
}
