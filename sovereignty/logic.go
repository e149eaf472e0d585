package sovereignty

import (
	"slices"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// truth is three-valued (Kleene): a missing fact is maybe, and maybe stays until
// the other facts settle the question anyhow.
type truth int8

const (
	no truth = iota
	maybe
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

func (t truth) negate() truth { return yes - t }

// evaluation is one set of facts on one day, seen by one rule after another.
type evaluation struct {
	book   *RuleBook
	facts  Facts
	asOf   factsheet.Date
	places []string // the lists that make "countries" for the rule at hand
	union  *union   // of places, computed when first asked for
	trace  trace    // scratch, taken over by each finding
}

// union is what "countries" stands for.
type union struct {
	of       []string
	words    []string
	complete bool
}

func (e *evaluation) eval(p *Predicate) truth {
	switch {
	case p == nil:
		return yes
	case p.all != nil:
		t := yes
		for _, c := range p.all {
			if t = min(t, e.eval(c)); t == no {
				return no
			}
		}
		return t
	case p.any != nil:
		t := no
		for _, c := range p.any {
			if t = max(t, e.eval(c)); t == yes {
				return yes
			}
		}
		return t
	case p.not != nil:
		return e.eval(p.not).negate()
	}
	t := e.compare(p)
	if p.negated {
		return t.negate()
	}
	return t
}

func (e *evaluation) compare(p *Predicate) truth {
	switch p.op {
	case "subset_of", "intersects", "adequate_all":
		return e.compareSet(p)
	}
	v, known := e.lookup(p.fact)
	if !known {
		return maybe
	}
	switch p.op {
	case "present":
		// Only a declared "none" is absent; what nobody mentioned is unknown.
		return truthOf(v.says() == p.operand.truth)
	case "in":
		if p.isArea {
			return truthOf(e.book.inArea(v.text, p.within, e.asOf))
		}
		return truthOf(slices.Contains(p.operand.set, v.text))
	}
	operand := p.operand
	if p.other != "" {
		if operand, known = e.lookup(p.other); !known {
			return maybe
		}
	}
	if p.op == "eq" {
		return truthOf(v.Equal(operand))
	}
	order := v.number.Cmp(operand.number)
	switch p.op {
	case "lt":
		return truthOf(order < 0)
	case "le":
		return truthOf(order <= 0)
	case "gt":
		return truthOf(order > 0)
	}
	return truthOf(order >= 0)
}

// says is false for a declared nothing: no, 0, "none" or the empty set.
func (v Value) says() bool {
	switch v.kind {
	case boolKind:
		return v.truth
	case numberKind:
		return !v.number.IsZero()
	case textKind:
		return v.text != "" && v.text != "none"
	}
	return len(v.set) > 0
}

// compareSet asks about the words of a set. The words that are known may settle
// it even when the set is not complete: one country outside is outside.
func (e *evaluation) compareSet(p *Predicate) truth {
	all := yes // every known word is inside
	some := no // a known word is inside
	complete := e.eachWord(p.fact, func(word string) {
		t := e.inside(p, word)
		all, some = min(all, t), max(some, t)
	})
	switch {
	case p.op == "intersects" && !complete:
		return max(some, maybe)
	case p.op == "intersects":
		return some
	case !complete:
		return min(all, maybe)
	}
	return all
}

func (e *evaluation) inside(p *Predicate, word string) truth {
	if p.isArea && e.book.inArea(word, p.within, e.asOf) {
		return yes
	}
	if p.op == "adequate_all" {
		return e.adequate(p.regime, word)
	}
	return truthOf(!p.isArea && slices.Contains(p.operand.set, word))
}

// eachWord visits the known words of a set and reports whether they are all.
func (e *evaluation) eachWord(fact string, visit func(string)) bool {
	if fact == unionFact {
		u := e.allPlaces()
		for _, w := range u.words {
			visit(w)
		}
		return u.complete
	}
	v, known := e.lookup(fact)
	if !known || len(v.set) == 0 && e.book.filled[fact] {
		return false
	}
	for _, w := range v.set {
		visit(w)
	}
	return true
}

// allPlaces joins the lists of the rule at hand; most rules share one.
func (e *evaluation) allPlaces() *union {
	if e.union != nil && slices.Equal(e.union.of, e.places) {
		return e.union
	}
	u := &union{of: e.places, complete: true}
	for _, list := range e.places {
		complete := e.eachWord(list, func(w string) {
			if !slices.Contains(u.words, w) {
				u.words = append(u.words, w)
			}
		})
		u.complete = u.complete && complete
	}
	// Data that is nowhere is not an answer.
	u.complete = u.complete && len(u.words) > 0
	e.union = u
	return u
}

// lookup finds a stated fact, or one that rules derive.
func (e *evaluation) lookup(name string) (Value, bool) {
	if f, ok := e.facts[name]; ok && f.Value.kind != noKind {
		return f.Value, true
	}
	rules := e.book.derivers[name]
	if len(rules) == 0 {
		return Value{}, false
	}
	t := no
	for _, r := range rules {
		if r.inForce(e.asOf) {
			t = max(t, e.forRule(r).eval(r.when))
		}
	}
	return Bool(t == yes), t != maybe
}

// forRule is the same evaluation with the places of another rule.
func (e *evaluation) forRule(r *Rule) *evaluation {
	if slices.Equal(e.places, r.places) {
		return e
	}
	return &evaluation{book: e.book, facts: e.facts, asOf: e.asOf, places: r.places}
}
