package formula

import (
	"iter"
	"math/bits"
	"slices"
)

// pageBits is how many nodes one page of marks covers, as a power of two. A graph
// holds many options and a reading one, so most pages are never made.
const pageBits = 12

type page [1 << pageBits / 64]uint64

// marks is a set of arena indices.
type marks []*page

func (m marks) add(i int) {
	p := m[i>>pageBits]
	if p == nil {
		p = new(page)
		m[i>>pageBits] = p
	}
	p[i%(1<<pageBits)/64] |= 1 << (i % 64)
}

// below lists the nodes the roots depend on, the roots among them, by arena index
// and rising. It costs what those nodes cost, not what the graph does.
func (g *Graph) below(roots iter.Seq[Node]) []int32 {
	m := make(marks, len(g.nodes)>>pageBits+1)
	for r := range roots {
		if r.g == g && r.id > 0 {
			m.add(r.id - 1)
		}
	}
	n := 0
	for p := len(m) - 1; p >= 0; p-- {
		if m[p] == nil {
			continue
		}
		for w := len(m[p]) - 1; w >= 0; w-- {
			for left := ^uint64(0); m[p][w]&left != 0; n++ {
				bit := bits.Len64(m[p][w]&left) - 1
				left = 1<<bit - 1 // inputs stand before what uses them: they are marked below this bit
				for _, a := range g.nodes[p<<pageBits+w*64+bit].args {
					m.add(a)
				}
			}
		}
	}
	return m.list(n)
}

// list is the set's n members, rising.
func (m marks) list(n int) []int32 {
	out := make([]int32, 0, n)
	for p, page := range m {
		if page == nil {
			continue
		}
		for w, word := range page {
			for ; word != 0; word &= word - 1 {
				out = append(out, int32(p<<pageBits+w*64+bits.TrailingZeros64(word)))
			}
		}
	}
	return out
}

// Part is the nodes some roots depend on, the roots among them, inputs first. It
// costs what those nodes cost, however many other options the graph holds.
type Part struct {
	g   *Graph
	ids []int32 // arena indices, rising
}

// Part is the part of the graph below the roots.
func (g *Graph) Part(roots ...Node) Part { return g.PartOf(slices.Values(roots)) }

// PartOf is Part for roots that stand in no list.
func (g *Graph) PartOf(roots iter.Seq[Node]) Part { return Part{g, g.below(roots)} }

// Len is the number of nodes.
func (p Part) Len() int { return len(p.ids) }

// At is the k-th node, 0 ≤ k < Len.
func (p Part) At(k int) Node { return Node{p.g, int(p.ids[k]) + 1} }

// Place is where a node stands in the part, -1 where it is not in it.
func (p Part) Place(n Node) int {
	if n.g != p.g || n.id == 0 {
		return -1
	}
	return p.find(int32(n.id - 1))
}

func (p Part) find(id int32) int {
	if k, ok := slices.BinarySearch(p.ids, id); ok {
		return k
	}
	return -1
}

// Places are where the inputs of the k-th node stand, appended to into.
func (p Part) Places(k int, into []int) []int {
	for _, a := range p.g.nodes[p.ids[k]].args {
		into = append(into, p.find(int32(a)))
	}
	return into
}

// Classes are the classes of slots for everything in the part; all fields are
// empty when the graph has no series.
func (p Part) Classes() Classes { return p.g.classesOf(p.ids) }

// Reachable marks, by arena index, the nodes the roots depend on, the roots
// among them.
func (g *Graph) Reachable(roots ...Node) []bool {
	seen := make([]bool, len(g.nodes))
	for _, i := range g.below(slices.Values(roots)) {
		seen[i] = true
	}
	return seen
}
