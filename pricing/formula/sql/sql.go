// Package sql writes a formula graph as one SQL query in exact decimals, so that
// a table of a hundred million workloads is priced where it lies. Leaves that
// vary are columns; everything else is folded into literals.
//
// Amounts equal the exact reader's to the last place asked for: a value is kept
// as a rational factor times an exact decimal expression, quotients are only
// formed where a whole number of steps or of cents is taken, and that is done in
// whole-number division.
package sql

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// Column says where a leaf's value stands in the table. The numbers in the
// column count the leaf's own unit (milliseconds, GiB, …).
type Column struct {
	Leaf  formula.Node
	Name  string
	Scale int // places after the point the column may use
	// Min and Max bound the numbers; they decide how many digits the query
	// needs. A row outside them, or NULL, or with more places, has NULL amounts.
	Min, Max exact.Num
}

// Output is one amount: a scalar node in the unit it is shown in, rounded half
// away from zero to Places. It is NULL in a row that is beyond one of its limits.
type Output struct {
	Node   formula.Node
	Name   string
	Places int
	Limits []Limit
}

// Limit is how much of something is sold: Value up to Max, scalars of one unit.
type Limit struct{ Value, Max formula.Node }

// roots are the nodes an output is made of.
func (o Output) roots() []formula.Node {
	out := []formula.Node{o.Node}
	for _, l := range o.Limits {
		out = append(out, l.Value, l.Max)
	}
	return out
}

// Query is what to price.
type Query struct {
	Table   string   // name, or schema.name
	Keys    []string // columns handed through
	Columns []Column
	Outputs []Output
}

// Error names the node that cannot be said in a dialect, why, and what to try.
type Error struct{ Node, What, Try string }

func (e *Error) Error() string {
	s := e.Node + ": " + e.What
	if e.Try != "" {
		s += "; " + e.Try
	}
	return s
}

var name = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,62}$`)

const reserved = "sovcost_" // of the columns the query adds

func (q Query) check(g *formula.Graph) error {
	if err := g.Err(); err != nil {
		return err
	}
	for part := range strings.SplitSeq(q.Table, ".") {
		if !name.MatchString(part) || strings.Count(q.Table, ".") > 1 {
			return &Error{"table " + clip(q.Table), "not a plain name", "use letters, digits and _, as in schema.workloads"}
		}
	}
	seen := map[string]bool{}
	names := append([]string{}, q.Keys...)
	for _, c := range q.Columns {
		names = append(names, c.Name)
	}
	for _, o := range q.Outputs {
		names = append(names, o.Name)
	}
	for _, n := range names {
		switch {
		case !name.MatchString(n) || strings.HasPrefix(strings.ToLower(n), reserved):
			return &Error{"column " + clip(n), "not a plain name", "use letters, digits and _, not beginning with " + reserved}
		case seen[strings.ToLower(n)]:
			return &Error{"column " + n, "named twice", "give every key, input and output its own name"}
		}
		seen[strings.ToLower(n)] = true
	}
	if len(q.Outputs) == 0 {
		return &Error{"query", "no amounts are asked for", "name at least one output"}
	}
	return q.checkNodes(g)
}

func (q Query) checkNodes(g *formula.Graph) error {
	ours := func(n formula.Node) bool { return n.OK() && n.Index() < g.Len() && g.At(n.Index()) == n }
	for _, c := range q.Columns {
		switch {
		case !ours(c.Leaf):
			return &Error{"column " + c.Name, "its input is missing or belongs to another graph", ""}
		case !c.Leaf.Op().IsLeaf() || c.Leaf.IsSeries():
			return &Error{"column " + c.Name, c.Leaf.Label() + " is not an input with one value", "choose an input"}
		case c.Scale < 0 || c.Scale > 30:
			return &Error{"column " + c.Name, fmt.Sprintf("%d places after the point", c.Scale), "use 0 to 30"}
		case c.Max.Less(c.Min):
			return &Error{"column " + c.Name, "its largest value is below its smallest", "swap them"}
		case !c.Min.Round(c.Scale).Equal(c.Min) || !c.Max.Round(c.Scale).Equal(c.Max):
			return &Error{"column " + c.Name, fmt.Sprintf("its bounds have more than %d places", c.Scale), "round them or raise the scale"}
		}
	}
	for _, o := range q.Outputs {
		for _, l := range o.Limits {
			if !ours(l.Value) || !ours(l.Max) || l.Value.IsSeries() || l.Max.IsSeries() || l.Value.Unit().Dim != l.Max.Unit().Dim {
				return &Error{"output " + o.Name, "one of its limits compares what cannot be compared", "give both sides one value of one unit"}
			}
		}
		switch {
		case !ours(o.Node):
			return &Error{"output " + o.Name, "its node is missing or belongs to another graph", ""}
		case o.Node.IsSeries():
			return &Error{"output " + o.Name, o.Node.Label() + " has one value per slot", "ask for its total or its peak"}
		case o.Places < 0 || o.Places > 12:
			return &Error{"output " + o.Name, fmt.Sprintf("%d places", o.Places), "use 0 to 12"}
		}
	}
	return nil
}

func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return fmt.Sprintf("%q…", string(r[:40]))
	}
	return fmt.Sprintf("%q", s)
}
