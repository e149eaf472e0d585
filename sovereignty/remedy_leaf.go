package sovereignty

import (
	"slices"
	"strings"
)

// solveLeaf lists the values that give one comparison the wanted answer.
func (s *solver) solveLeaf(p *Predicate, want truth) [][]Change {
	if p.op == "subset_of" || p.op == "adequate_all" {
		if want == yes {
			return append(s.moveInside(p), s.certify(p)...)
		}
		return nil // no rule gets better by going abroad
	}
	to, words := s.target(p, want)
	if !to.IsSet() {
		return nil
	}
	c, ok := s.change(p.fact, to, words)
	if !ok {
		return nil
	}
	return [][]Change{{c}}
}

// target is a value that would do, and how to say it. Of several words that would
// do the first is tried; what does not work is sorted out when it is.
func (s *solver) target(p *Predicate, want truth) (Value, string) {
	switch {
	case p.other != "":
		v, _ := s.lookup(p.other)
		return v, v.String()
	case p.op == "present":
		if (want == yes) == p.operand.truth {
			return Text("agreed"), ""
		}
		return Text("none"), "none"
	case p.operand.kind == boolKind:
		v := Bool((want == yes) == p.operand.truth)
		return v, v.String()
	case p.operand.kind == numberKind:
		// The bound itself satisfies le and ge, and the failing of lt and gt.
		return p.operand, "bound: " + p.operand.String()
	case want == no && p.op == "eq":
		return s.otherWord(p)
	case want == yes && p.op == "eq":
		return p.operand, p.operand.text
	case want == yes && p.op == "in" && !p.isArea:
		return Text(p.operand.set[0]), strings.Join(p.operand.set, " or ")
	}
	return Value{}, ""
}

// otherWord is a word of the vocabulary that p does not compare with.
func (s *solver) otherWord(p *Predicate) (Value, string) {
	for _, w := range s.book.facts[p.fact].Values {
		if w != p.operand.text && w != "none" {
			return Text(w), "not " + p.operand.text
		}
	}
	return Value{}, ""
}

// change is a change a customer can make, or a fact somebody can establish.
func (s *solver) change(fact string, to Value, words string) (Change, bool) {
	info := s.book.facts[fact]
	f, known := s.facts[fact]
	advised := info.Change != "" && (info.Type != "bool" || to.truth != info.Avoid)
	if known && (f.Value.Equal(to) || !advised) {
		return Change{}, false
	}
	text := info.Change
	switch {
	case !advised:
		text = "establish: " + info.Label + ": " + words
	case info.Type != "bool" && words != "":
		text += " (" + words + ")"
	}
	return Change{Fact: fact, To: to, Text: text, Establish: !known, advised: advised}, true
}

// moveInside moves every list of places that is not inside to where it would be.
func (s *solver) moveInside(p *Predicate) [][]Change {
	lists := []string{p.fact}
	if p.fact == unionFact {
		lists = s.places
	}
	home, ok := s.representative(p)
	if !ok {
		return nil
	}
	target := "within " + strings.ReplaceAll(p.within.text, "+", ", ")
	if p.op == "adequate_all" {
		target = "only countries adequate under the " + p.regime + " regime"
	}
	var way []Change
	for _, list := range lists {
		info, f := s.book.facts[list], s.facts[list]
		declared := f.Value.kind == setKind && (len(f.Value.set) > 0 || !info.Filled)
		outside := slices.ContainsFunc(f.Value.set, func(c string) bool { return s.inside(p, c) != yes })
		if declared && !outside {
			continue
		}
		if declared && info.Change == "" {
			return nil
		}
		to := Set(home)
		if !declared && !info.Filled {
			to = Set()
		}
		way = append(way, Change{Fact: list, To: to, Text: info.Label + ": " + target, Establish: !declared, advised: true})
	}
	return [][]Change{way}
}

// certify shows that the recipient is in the scope of the decisions on which
// adequacy hangs, where that is all that is missing.
func (s *solver) certify(p *Predicate) [][]Change {
	if p.op != "adequate_all" {
		return nil
	}
	ways := [][]Change{nil}
	complete := s.eachWord(p.fact, func(country string) {
		if s.inside(p, country) == yes {
			return
		}
		var here [][]Change
		for _, d := range s.book.decisions[p.regime][country] {
			if d.holds(s.asOf) && d.Shown != nil {
				here = append(here, s.solve(d.Shown, yes)...)
			}
		}
		ways = combine(ways, here)
	})
	if !complete {
		return nil
	}
	return ways
}

// representative is a country that is certainly inside: one of the area, the first
// by name for a group.
func (s *solver) representative(p *Predicate) (string, bool) {
	areas := []area{p.within}
	if p.op == "adequate_all" {
		areas = append(areas, s.book.regimes[p.regime])
	}
	for _, a := range areas {
		for _, part := range a.parts {
			if s.book.isCountry(part) {
				return part, true
			}
			for _, c := range sortedKeys(s.book.groups[part].members) {
				if s.book.InGroup(c, part, s.asOf) {
					return c, true
				}
			}
		}
	}
	return "", false
}
