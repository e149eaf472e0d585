package sovereignty

import "slices"

// trace collects why a predicate has its answer: the facts that made it so, and
// the missing ones that keep it open.
type trace struct {
	because, missing []string
}

func note(list *[]string, name string) {
	if !slices.Contains(*list, name) {
		*list = append(*list, name)
	}
}

// explain follows a predicate to the comparisons that matter for its answer: of
// an "all" that is false the first false part, of one that is open the open parts.
func (e *evaluation) explain(p *Predicate, into *trace) {
	switch {
	case p == nil:
	case p.not != nil:
		e.explain(p.not, into)
	case p.all != nil:
		e.explainParts(p.all, no, into)
	case p.any != nil:
		e.explainParts(p.any, yes, into)
	default:
		e.explainLeaf(p, e.eval(p) == maybe, into)
	}
}

// explainParts: one part with the settling answer explains the whole; without
// one, an open whole is explained by its open parts, a closed one by all.
func (e *evaluation) explainParts(parts []*Predicate, settling truth, into *trace) {
	answers := make([]truth, len(parts))
	for i, c := range parts {
		if answers[i] = e.eval(c); answers[i] == settling {
			e.explain(c, into)
			return
		}
	}
	open := slices.Contains(answers, maybe)
	for i, c := range parts {
		if !open || answers[i] == maybe {
			e.explain(c, into)
		}
	}
}

func (e *evaluation) explainLeaf(p *Predicate, open bool, into *trace) {
	names := []string{p.fact}
	if p.fact == unionFact {
		names = e.places
	}
	if p.other != "" {
		names = append(slices.Clone(names), p.other)
	}
	for _, name := range names {
		e.explainFact(name, open, into)
	}
	if p.op == "adequate_all" {
		e.explainScopes(p, open, into)
	}
}

func (e *evaluation) explainFact(name string, open bool, into *trace) {
	if _, stated := e.facts[name]; stated {
		note(&into.because, name)
		return
	}
	if rules := e.book.derivers[name]; len(rules) > 0 {
		for _, r := range rules {
			if r.inForce(e.asOf) {
				e.forRule(r).explain(r.when, into)
			}
		}
		return
	}
	if open {
		note(&into.missing, name)
	}
}

// explainScopes names the certificates on which adequacy hangs.
func (e *evaluation) explainScopes(p *Predicate, open bool, into *trace) {
	e.eachWord(p.fact, func(country string) {
		if e.inside(&Predicate{op: "adequate_all", isArea: p.isArea, within: p.within}, country) == yes {
			return
		}
		for _, d := range e.book.decisions[p.regime][country] {
			if !d.holds(e.asOf) || d.Scope == "" {
				continue
			}
			if _, listed := e.facts[scopeFact]; listed {
				note(&into.because, scopeFact)
			} else if open && d.Shown == nil {
				note(&into.missing, scopeFact)
			}
			e.explain(d.Shown, into)
		}
	})
}
