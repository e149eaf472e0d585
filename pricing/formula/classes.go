package formula

import "github.com/sovcost/sovcost/pricing/exact"

// Classes groups the slots of a load profile: slots with the same values in
// every series that the roots read are one class and need computing only once.
// A week of 168 hours has as many classes as its shape has levels. Several
// readings may share one; nobody changes it.
type Classes struct {
	Of    []int   // slot -> its class; classes are numbered as they appear
	First []int   // class -> its first slot
	Count []int64 // class -> how many slots it holds
}

// Classes returns the classes of slots for everything the roots depend on; all
// fields are empty when the graph has no series.
func (g *Graph) Classes(roots ...Node) Classes { return g.Part(roots...).Classes() }

func (g *Graph) classesOf(nodes []int32) Classes {
	if g.slots == 0 {
		return Classes{}
	}
	var found *Classes
	for _, i := range nodes {
		switch l := g.nodes[i].levels; {
		case l == nil:
		case found == nil:
			found = l
		default:
			found = found.refined(l)
		}
	}
	if found == nil {
		return counted(make([]int, g.slots), 1)
	}
	return *found
}

// refined splits the classes by one more series: two slots stay together when
// they were together and have the same level there.
func (c *Classes) refined(by *Classes) *Classes {
	type pair struct{ class, level int }
	known := make(map[pair]int, len(c.First))
	of := make([]int, len(c.Of))
	for s := range of {
		p := pair{c.Of[s], by.Of[s]}
		n, ok := known[p]
		if !ok {
			n = len(known)
			known[p] = n
		}
		of[s] = n
	}
	out := counted(of, len(known))
	return &out
}

// counted is the classes of slots whose numbers are known.
func counted(of []int, classes int) Classes {
	c := Classes{Of: of, First: make([]int, classes), Count: make([]int64, classes)}
	for s := len(of) - 1; s >= 0; s-- {
		c.Count[of[s]]++
		c.First[of[s]] = s
	}
	return c
}

// levelsOf are the classes of one series alone: its distinct values, numbered in
// the order they appear. Nil where there is none.
func levelsOf(slots []exact.Num) *Classes {
	if len(slots) == 0 {
		return nil
	}
	known := make(map[exact.Key]int, 64)
	of := make([]int, len(slots))
	for i, s := range slots {
		key := s.Key()
		n, ok := known[key]
		if !ok {
			n = len(known)
			known[key] = n
		}
		of[i] = n
	}
	c := counted(of, len(known))
	return &c
}
