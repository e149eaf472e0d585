package cells

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Figures are the nodes that compute the same from the same inputs, taken
// together and numbered from 0, so that each figure stands in the workbook once
// however many options need it. Inputs have lower numbers than what uses them.
//
// Note: a list of first nodes by arena index was tried; of a graph with thousands
// of options most nodes are no figure of their own, and planning the cells took five
// times the memory.
type Figures struct {
	g     *formula.Graph
	of    []int32 // by arena index: the figure's number and 1 more, 0 outside the part
	first []int32 // by number: the arena index of the node that stands for it
}

// Alike numbers the figures of a part of a graph.
//
// Labels do not count: the requests in service are the same figure under any
// name. Units do, because a cell shows one unit.
func Alike(g *formula.Graph, part formula.Part) *Figures {
	f := &Figures{g: g, of: make([]int32, g.Len())}
	known := map[string]int32{}
	k := kinds{units: map[unitKey]int{}, tables: map[*formula.Table]string{}}
	var key []byte
	for at := range part.Len() {
		n := part.At(at)
		i := n.Index()
		key = f.signature(key[:0], n, k)
		if len(key) > 0 {
			if same, found := known[string(key)]; found {
				f.of[i] = same
				continue
			}
		}
		f.first = append(f.first, int32(i))
		f.of[i] = int32(len(f.first))
		if len(key) > 0 {
			known[string(key)] = f.of[i]
		}
	}
	return f
}

// Len is the number of figures.
func (f *Figures) Len() int { return len(f.first) }

// Of is the number of a node's figure, -1 for a node outside the part.
func (f *Figures) Of(n formula.Node) int { return int(f.of[n.Index()]) - 1 }

// At is the node that stands for the figure, 0 ≤ i < Len.
func (f *Figures) At(i int) formula.Node { return f.g.At(int(f.first[i])) }

// signature tells nodes of one kind from all others; it is added to key. Leaves
// with a key are one node already and have none; leaves without one are constants
// and alike by value.
func (f *Figures) signature(key []byte, n formula.Node, k kinds) []byte {
	l, leaf := n.Leaf()
	if leaf && (l.Key != "" || l.Slots != nil) {
		return key
	}
	key = strconv.AppendInt(key, int64(n.Op()), 10)
	if leaf {
		key = append(append(key, ' '), formula.Text(l.Value)...)
	}
	key = strconv.AppendInt(append(key, ' '), int64(k.unit(n.Unit())), 10)
	for in := range n.Each() {
		key = strconv.AppendInt(append(key, ' '), int64(f.Of(in)), 10)
	}
	if t := n.Table(); t != nil {
		if k.tables[t] == "" {
			k.tables[t] = tableText(t)
		}
		key = append(key, k.tables[t]...)
	}
	return key
}

// kinds number the units met so far, and hold what tables say.
type kinds struct {
	units  map[unitKey]int
	tables map[*formula.Table]string
}

// unitKey tells units apart that a cell shows differently.
type unitKey struct {
	name   string
	factor exact.Key
}

func (k kinds) unit(u unit.Unit) int {
	key := unitKey{u.Name, u.Factor.Key()}
	i, ok := k.units[key]
	if !ok {
		i = len(k.units)
		k.units[key] = i
	}
	return i
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
