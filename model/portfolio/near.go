package portfolio

import (
	"math"
	"slices"

	"github.com/sovcost/sovcost/pricing/formula"
)

// link finds the options of the near graphs: what both have is read from there.
func (g *group) link() {
	s := g.sides[0]
	g.between = nil
	for _, n := range g.near {
		roots := make([]int, s.roots)
		for i := range roots {
			roots[i] = -1
		}
		at := map[string]int{}
		for j, o := range n.options {
			at[o.sizeID()] = j
		}
		for i, o := range s.options {
			j, ok := at[o.sizeID()]
			if !ok || len(s.rootsOf[i]) != len(n.rootsOf[j]) {
				continue
			}
			for k, r := range s.rootsOf[i] {
				roots[r] = n.rootsOf[j][k]
			}
		}
		g.between = append(g.between, roots)
	}
}

// nearby reports whether an option is read from near graphs; gone that it is a
// function that none of them sells: its own table is solved for another duration.
func (g *group) nearby(option int) (yes, gone bool) {
	if len(g.near) == 0 {
		return false, false
	}
	for _, roots := range g.between {
		yes = yes || roots[firstTotal+option] >= 0
	}
	return yes, !yes && g.sides[0].options[option].Kind == "function"
}

// blend is the value of a root for a row: on a straight line between the near
// graphs, of one where the other lacks it, else of the group's own graph.
func (g *group) blend(root int, weight float64, own float64, near func(side, root int) float64) float64 {
	o := g.sides[0].owner[root]
	if o < 0 || len(g.near) == 0 {
		return own
	}
	if _, gone := g.nearby(o); gone {
		return math.NaN()
	}
	sum, all := 0.0, 0.0
	for i, roots := range g.between {
		if roots[root] < 0 {
			continue
		}
		w := weight
		if i == 1 {
			w = 1 - weight
		}
		if w > 0 {
			sum, all = sum+w*near(i, roots[root]), all+w
		}
	}
	switch {
	case all > 0:
		return sum / all
	case g.has(root):
		for i, roots := range g.between {
			if roots[root] >= 0 {
				return near(i, roots[root])
			}
		}
	}
	return own
}

func (g *group) has(root int) bool {
	return slices.ContainsFunc(g.between, func(roots []int) bool { return roots[root] >= 0 })
}

// weight is how near a row's duration is to the lower side's, on the scale of
// powers of ten.
func (g *group) weight(in formula.Inputs) float64 {
	if len(g.near) < 2 {
		return 1
	}
	d := g.sides[0].cell(in, g.spread-1).Float()
	if d <= 0 {
		return 1
	}
	return math.Min(1, math.Max(0, math.Log(g.high/d)/math.Log(g.high/g.low)))
}
