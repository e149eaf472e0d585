package cells

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/pricing/formula"
)

// Alike finds the nodes that compute the same from the same inputs, so that each
// figure stands in the workbook once however many options need it. The result
// maps arena indices to the first node of their kind; only the reachable nodes
// are looked at, others map to themselves.
//
// Labels do not count: the requests in service are the same figure under any
// name. Units do, because a cell shows one unit.
func Alike(g *formula.Graph, roots ...formula.Node) []int {
	seen := g.Reachable(roots...)
	same := make([]int, g.Len())
	known := map[string]int{}
	tables := map[*formula.Table]string{}
	for i := range same {
		same[i] = i
		if !seen[i] {
			continue
		}
		n := g.At(i)
		key, ok := signature(n, same, tables)
		if !ok {
			continue
		}
		if first, found := known[key]; found {
			same[i] = first
		} else {
			known[key] = i
		}
	}
	return same
}

// signature tells nodes of one kind from all others. Leaves with a key are one
// node already; leaves without one are constants and alike by value.
func signature(n formula.Node, same []int, tables map[*formula.Table]string) (string, bool) {
	u := n.Unit()
	if l, ok := n.Leaf(); ok {
		if l.Key != "" || l.Slots != nil {
			return "", false
		}
		return fmt.Sprintf("%d %s %s %s", n.Op(), formula.Text(l.Value), u.Name, formula.Text(u.Factor)), true
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s %s", n.Op(), u.Name, formula.Text(u.Factor))
	for _, in := range n.Inputs() {
		fmt.Fprintf(&b, " %d", same[in.Index()])
	}
	if t := n.Table(); t != nil {
		if tables[t] == "" {
			tables[t] = tableText(t)
		}
		b.WriteString(tables[t])
	}
	return b.String(), true
}

// tableText tells tables apart by what they say: two options that were each
// given the same table read one.
func tableText(t *formula.Table) string {
	var b strings.Builder
	fmt.Fprintf(&b, " table %d %s %s", t.Mode, t.X.Name, t.Y.Name)
	for _, p := range t.Points {
		b.WriteString(" " + formula.Text(p.X) + ":" + formula.Text(p.Y))
	}
	return b.String()
}
