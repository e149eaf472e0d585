package sovereignty

import "github.com/sovcost/sovcost/internal/factsheet"

// Holds says whether a predicate is met on a day. known is false where a missing
// fact leaves it open.
func (b *RuleBook) Holds(p *Predicate, facts Facts, asOf factsheet.Date) (holds, known bool) {
	e := &evaluation{book: b, facts: facts, asOf: asOf, places: PlaceLists()}
	t := e.eval(p)
	return t == yes, t != maybe
}

// Because lists the facts on which the answer of a predicate rests, and the missing
// ones that keep it open.
func (b *RuleBook) Because(p *Predicate, facts Facts, asOf factsheet.Date) (because []NamedFact, missing []string) {
	e := &evaluation{book: b, facts: facts, asOf: asOf, places: PlaceLists()}
	var t trace
	e.explain(p, &t)
	return e.named(t.because), t.missing
}

// CheckPredicate holds a predicate of another document against the vocabulary.
// Its "countries" are all lists of places.
func (b *RuleBook) CheckPredicate(doc *factsheet.Document, key string, p *Predicate) factsheet.Problems {
	var problems factsheet.Problems
	b.checkPredicate(origin{doc: doc, problems: &problems}, key, p, PlaceLists())
	return problems
}
