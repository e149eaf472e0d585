package formula

// Classes groups the slots of a load profile: slots with the same values in
// every series that the roots read are one class and need computing only once.
// A week of 168 hours has as many classes as its shape has levels.
type Classes struct {
	Of    []int   // slot -> its class; classes are numbered as they appear
	First []int   // class -> its first slot
	Count []int64 // class -> how many slots it holds
}

// Classes returns the classes of slots for everything the roots depend on; all
// fields are empty when the graph has no series.
func (g *Graph) Classes(roots ...Node) Classes {
	return g.classesOf(g.Reachable(roots...))
}

// Reachable marks, by arena index, the nodes the roots depend on, the roots
// among them.
func (g *Graph) Reachable(roots ...Node) []bool { return g.reachable(roots) }

func (g *Graph) classesOf(seen []bool) Classes {
	var c Classes
	if g.slots == 0 {
		return c
	}
	c.Of = make([]int, g.slots)
	classes := 1
	for i := range g.nodes {
		if l := g.nodes[i].leaf; seen[i] && l != nil && l.Slots != nil {
			classes = refine(c.Of, g.nodes[i].levels, classes)
		}
	}
	c.Count, c.First = make([]int64, classes), make([]int, classes)
	for s := len(c.Of) - 1; s >= 0; s-- {
		c.Count[c.Of[s]]++
		c.First[c.Of[s]] = s
	}
	return c
}
