package sovereignty

import (
	"cmp"
	"slices"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// Change is one thing to do, or one fact to establish.
type Change struct {
	Fact string
	To   Value
	// Text says it to a person: "sign a data processing agreement".
	Text string
	// Establish: the fact is not known; showing that it is so would be enough.
	Establish bool

	advised bool // the vocabulary says how
}

// Remedy is a set of changes after which a rule gives a better verdict. It was
// tried: the rule was evaluated with the changes.
type Remedy struct {
	Changes    []Change
	Verdict    Verdict
	Conditions []Condition
}

// maxAlternatives bounds the ways tried per condition; real rules have a handful.
const maxAlternatives = 24

// Remedies says what would turn a finding into a better one: for every better
// outcome of the rule the changes that reach it, the best and shortest first.
// Only facts that a customer can change for the option, or that are not known,
// are changed, and never the rule's scope: data does not become less personal.
func (b *RuleBook) Remedies(f Finding, facts Facts, asOf factsheet.Date) []Remedy {
	if f.Verdict <= Pass || f.ScopeOpen {
		return nil // an open scope has to be closed first: Missing says by what
	}
	s := &solver{evaluation{book: b, facts: facts, asOf: asOf, places: f.Rule.places}}
	var found []Remedy
	for i := range f.Rule.outcomes {
		if o := &f.Rule.outcomes[i]; o.Verdict < f.Verdict {
			found = append(found, s.reach(f, i)...)
		}
	}
	slices.SortStableFunc(found, func(x, y Remedy) int {
		return cmp.Or(cmp.Compare(x.Verdict, y.Verdict), cmp.Compare(len(x.Changes), len(y.Changes)))
	})
	var out []Remedy
	for _, r := range found {
		if !slices.ContainsFunc(out, func(o Remedy) bool { return o.covers(r) }) {
			out = append(out, r)
		}
	}
	return out
}

// covers: o needs no more than r and gives no less.
func (o Remedy) covers(r Remedy) bool {
	for _, c := range o.Changes {
		if !slices.ContainsFunc(r.Changes, c.same) {
			return false
		}
	}
	return o.Verdict <= r.Verdict
}

func (c Change) same(o Change) bool { return c.Fact == o.Fact && c.To.Equal(o.To) }

// solver looks for changes that give a predicate a wanted answer.
type solver struct{ evaluation }

// reach tries to make outcome i the first that is met, and keeps what works. The
// outcome's own condition comes first: often its changes already close what stands
// before it.
func (s *solver) reach(f Finding, i int) []Remedy {
	rule, o := f.Rule, &f.Rule.outcomes[i]
	ways := s.extend([][]Change{nil}, o.If, yes)
	for _, earlier := range rule.outcomes[:i] {
		if earlier.Verdict != o.Verdict {
			ways = s.extend(ways, earlier.If, no)
		}
	}
	var out []Remedy
	for _, way := range ways {
		after, _ := s.book.AssessRule(rule.ID, s.after(way).facts, s.asOf)
		if len(way) > 0 && !idle(f, after, way) && after.Verdict > NotApplicable && after.Verdict < f.Verdict {
			out = append(out, Remedy{Changes: way, Verdict: after.Verdict, Conditions: after.Conditions})
		}
	}
	return out
}

// idle: to learn that an open question ends in conditions is no remedy.
func idle(before, after Finding, way []Change) bool {
	return before.Verdict == Unknown && after.Verdict == Conditions &&
		slices.ContainsFunc(way, func(c Change) bool { return !c.advised })
}

// extend continues every way so that p has the wanted answer too.
func (s *solver) extend(ways [][]Change, p *Predicate, want truth) [][]Change {
	if p == nil {
		return ways
	}
	var out [][]Change
	for _, way := range ways {
		out = append(out, combine([][]Change{way}, s.after(way).solve(p, want))...)
	}
	return out[:min(len(out), maxAlternatives)]
}

// after is the solver with the changes made.
func (s *solver) after(way []Change) *solver {
	if len(way) == 0 {
		return s
	}
	next := *s
	next.facts = s.facts.Clone()
	for _, c := range way {
		next.facts.Set(c.Fact, c.To, "remedy")
	}
	return &next
}

// combine joins every way of one part with every way of another, leaving out
// those that want two values of one fact.
func combine(left, right [][]Change) [][]Change {
	var out [][]Change
	for _, l := range left {
		for _, r := range right {
			joined, ok := join(l, r)
			if ok && len(out) < maxAlternatives {
				out = append(out, joined)
			}
		}
	}
	return out
}

func join(l, r []Change) ([]Change, bool) {
	out := slices.Clone(l)
	for _, c := range r {
		i := slices.IndexFunc(out, func(o Change) bool { return o.Fact == c.Fact })
		switch {
		case i < 0:
			out = append(out, c)
		case !out[i].To.Equal(c.To):
			return nil, false
		}
	}
	return out, true
}

// solve lists ways to the wanted answer: an empty way where it is given already,
// no way where nothing can be done.
func (s *solver) solve(p *Predicate, want truth) [][]Change {
	if s.eval(p) == want {
		return [][]Change{nil}
	}
	switch {
	case p.not != nil:
		return s.solve(p.not, want.negate())
	case p.all != nil:
		return s.solveParts(p.all, want, want == yes)
	case p.any != nil:
		return s.solveParts(p.any, want, want == no)
	}
	if p.negated {
		want = want.negate()
	}
	return s.solveLeaf(p, want)
}

// solveParts needs every part to be as wanted, or just one of them.
func (s *solver) solveParts(parts []*Predicate, want truth, every bool) [][]Change {
	if !every {
		var out [][]Change
		for _, c := range parts {
			out = append(out, s.solve(c, want)...)
		}
		return out[:min(len(out), maxAlternatives)]
	}
	ways := [][]Change{nil}
	for _, c := range parts {
		ways = combine(ways, s.solve(c, want))
	}
	return ways
}
