package sovereignty

import (
	"slices"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// NamedFact is a fact that took part in a finding.
type NamedFact struct {
	Name  string
	Label string
	Fact
}

// Finding is what one rule says about one deployment.
type Finding struct {
	// Rule is the row that spoke: never nil, shared, not to be changed.
	Rule    *Rule
	Verdict Verdict
	// Why is one sentence for the reader.
	Why string
	// Conditions must be met under the verdict "conditions"; beside a pass they are
	// what keeps it one.
	Conditions []Condition
	// Because are the facts that settled it, in the order the rule asked.
	Because []NamedFact
	// Missing are the facts that are not known and would decide.
	Missing []string
	// ScopeOpen: the verdict is unknown because nobody can say yet whether the rule
	// applies at all.
	ScopeOpen bool
}

// ID is the id of the rule.
func (f Finding) ID() string { return f.Rule.ID }

// Assessment is what the whole book says on one day.
type Assessment struct {
	AsOf factsheet.Date
	// Findings holds one finding per rule id, in alphabetical order, those that do
	// not apply included.
	Findings []Finding
	// Outlook is apart and decides nothing.
	Outlook []OutlookItem
}

// Assess evaluates every rule on the given day. EU, Swiss and other regimes are
// evaluated independently of each other.
func (b *RuleBook) Assess(facts Facts, asOf factsheet.Date) Assessment {
	e := &evaluation{book: b, facts: facts, asOf: asOf}
	a := Assessment{AsOf: asOf, Findings: make([]Finding, 0, len(b.rules))}
	for i := 0; i < len(b.rules); {
		rows := b.rules[i:]
		n := 1
		for n < len(rows) && rows[n].ID == rows[0].ID {
			n++
		}
		a.Findings = append(a.Findings, e.finding(rows[:n]))
		i += n
	}
	a.Outlook = e.outlook(a.Findings)
	return a
}

// AssessRule evaluates one rule by its id; ok is false if there is none.
func (b *RuleBook) AssessRule(id string, facts Facts, asOf factsheet.Date) (f Finding, ok bool) {
	rows := b.rows(id)
	if len(rows) == 0 {
		return Finding{}, false
	}
	e := &evaluation{book: b, facts: facts, asOf: asOf}
	return e.finding(rows), true
}

// rows are the rows of one id, the oldest first.
func (b *RuleBook) rows(id string) []*Rule {
	var out []*Rule
	for _, r := range b.rules {
		if r.ID == id {
			out = append(out, r)
		}
	}
	return out
}

// finding picks the row in force and evaluates it.
func (e *evaluation) finding(rows []*Rule) Finding {
	for _, r := range rows {
		if r.inForce(e.asOf) {
			e.places = r.places
			return e.apply(r)
		}
	}
	last := rows[len(rows)-1]
	return Finding{Rule: last, Why: notInForce(rows, e.asOf)}
}

func notInForce(rows []*Rule, on factsheet.Date) string {
	if rows[0].Tier == Proposal {
		return "a proposal, not in force"
	}
	for _, r := range rows {
		if on.Before(r.ValidFrom) {
			return "not in force before " + r.ValidFrom.String()
		}
	}
	return "not in force after " + rows[len(rows)-1].ValidUntil.String()
}

// apply evaluates one row as if it were in force.
func (e *evaluation) apply(r *Rule) Finding {
	f := Finding{Rule: r}
	t := &e.trace
	t.because, t.missing = t.because[:0], t.missing[:0]
	scope := e.eval(r.when)
	switch {
	case r.outsideSector(e.facts):
		f.Why = "applies to another sector"
		note(&t.because, "sector")
	case r.unless != nil && e.eval(r.unless) == yes:
		f.Why = "does not reach this case"
		e.explain(r.unless, t)
	case scope == no:
		f.Why = "its scope is not met"
		e.explain(r.when, t)
	case scope == maybe:
		f.Verdict, f.Why, f.ScopeOpen = Unknown, "whether it applies is not known", true
		e.explain(r.when, t)
	default:
		e.explain(r.when, t)
		e.decide(r, &f, t)
	}
	if f.Verdict == Pass || f.Verdict == Conditions {
		e.requirePlaces(r, &f, t)
	}
	f.Because = e.named(t.because)
	f.Missing = append([]string(nil), t.missing...)
	return f
}

// requirePlaces: a rule about all places of the data does not allow anything while
// a list of places is undeclared, even if the places known so far would do. A fail
// stands: one place outside is outside, whatever the others are.
func (e *evaluation) requirePlaces(r *Rule, f *Finding, t *trace) {
	if !r.usesUnion || e.allPlaces().complete {
		return
	}
	f.Verdict, f.Why, f.Conditions = Unknown, "not every place is declared", nil
	for _, list := range e.places {
		if !e.eachWord(list, func(string) {}) {
			note(&t.missing, list)
		}
	}
}

// decide follows the ordered outcomes. Where a fact is missing it follows every
// way the facts may turn out; only if all ways end in one verdict is it given.
func (e *evaluation) decide(r *Rule, f *Finding, t *trace) {
	var possible []*outcome
	settled := false
	for i := range r.outcomes {
		o := &r.outcomes[i]
		answer := e.eval(o.If)
		if answer == no {
			continue
		}
		possible = append(possible, o)
		if answer == yes {
			settled = true
			break
		}
	}
	if !settled && len(possible) == 0 {
		f.Verdict, f.Why = Unknown, "the rule does not decide on these facts"
		e.explainOutcomes(r, nil, t)
		return
	}
	agreed := settled
	for _, o := range possible {
		agreed = agreed && o.Verdict == possible[0].Verdict
	}
	if !agreed {
		f.Verdict, f.Why = Unknown, "a fact that decides is not known"
		e.explainOutcomes(r, nil, t)
		return
	}
	f.Verdict, f.Why = possible[0].Verdict, possible[0].Why
	for _, o := range possible {
		for _, id := range o.Conditions {
			if c := e.book.conditions[id]; !slices.Contains(f.Conditions, c) {
				f.Conditions = append(f.Conditions, c)
			}
		}
	}
	e.explainOutcomes(r, possible, t)
}

// explainOutcomes traces the outcome that decided. A decision without a condition
// of its own, or an open one, rests on all that was asked before it.
func (e *evaluation) explainOutcomes(r *Rule, possible []*outcome, t *trace) {
	if len(possible) == 1 && possible[0].If != nil {
		e.explain(possible[0].If, t)
		return
	}
	for i := range r.outcomes {
		o := &r.outcomes[i]
		if o.If != nil {
			e.explain(o.If, t)
		}
		if e.eval(o.If) == yes {
			return
		}
	}
}

func (e *evaluation) named(names []string) []NamedFact {
	if len(names) == 0 {
		return nil
	}
	out := make([]NamedFact, len(names))
	for i, n := range names {
		out[i] = NamedFact{Name: n, Label: e.book.facts[n].Label, Fact: e.facts[n]}
	}
	return out
}
