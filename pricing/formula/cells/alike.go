package cells

import (
	"fmt"
	"strconv"
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
	var key []byte
	for i := range same {
		same[i] = i
		if !seen[i] {
			continue
		}
		n := g.At(i)
		key = signature(key[:0], n, same, tables)
		if len(key) == 0 {
			continue
		}
		if first, found := known[string(key)]; found {
			same[i] = first
		} else {
			known[string(key)] = i
		}
	}
	return same
}

// signature tells nodes of one kind from all others; it is added to key. Leaves
// with a key are one node already and have none; leaves without one are constants
// and alike by value.
func signature(key []byte, n formula.Node, same []int, tables map[*formula.Table]string) []byte {
	u := n.Unit()
	l, leaf := n.Leaf()
	if leaf && (l.Key != "" || l.Slots != nil) {
		return key
	}
	key = strconv.AppendInt(key, int64(n.Op()), 10)
	if leaf {
		key = append(append(key, ' '), formula.Text(l.Value)...)
	}
	key = append(append(key, ' '), u.Name...)
	key = append(append(key, ' '), formula.Text(u.Factor)...)
	for _, in := range n.Inputs() {
		key = strconv.AppendInt(append(key, ' '), int64(same[in.Index()]), 10)
	}
	if t := n.Table(); t != nil {
		if tables[t] == "" {
			tables[t] = tableText(t)
		}
		key = append(key, tables[t]...)
	}
	return key
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
