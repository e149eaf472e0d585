package sovereignty

import (
	"slices"
	"strings"
)

// Description is a rule in words, for readers who do not open its file.
type Description struct {
	Applies  string // when the rule speaks; "always" where it has no condition
	Unless   string // what lets a case off, "" for nothing
	Outcomes []OutcomeText
}

// OutcomeText is one line of a rule in words. The first whose condition is met
// decides.
type OutcomeText struct {
	Verdict    Verdict
	If         string // "otherwise" for a line without a condition
	Why        string
	Conditions []Condition
}

// Describe puts a rule into the words of the vocabulary.
func (b *RuleBook) Describe(r Rule) Description {
	d := Description{Applies: "always"}
	if r.when != nil {
		d.Applies = b.words(r.when, false)
	}
	if r.unless != nil {
		d.Unless = b.words(r.unless, false)
	}
	for _, o := range r.outcomes {
		t := OutcomeText{Verdict: o.Verdict, If: "otherwise", Why: o.Why}
		if o.If != nil {
			t.If = b.words(o.If, false)
		}
		for _, id := range o.Conditions {
			t.Conditions = append(t.Conditions, b.conditions[id])
		}
		d.Outcomes = append(d.Outcomes, t)
	}
	return d
}

// Condition finds a condition by its id.
func (b *RuleBook) Condition(id string) (Condition, bool) {
	c, ok := b.conditions[id]
	return c, ok
}

// words says a predicate; inner ones of several parts stand in brackets.
func (b *RuleBook) words(p *Predicate, inner bool) string {
	join := func(parts []*Predicate, by string) string {
		out := make([]string, len(parts))
		for i, c := range parts {
			out[i] = b.words(c, len(parts) > 1)
		}
		text := strings.Join(out, by)
		if inner && len(parts) > 1 {
			return "(" + text + ")"
		}
		return text
	}
	switch {
	case p.not != nil:
		return "not (" + b.words(p.not, false) + ")"
	case p.all != nil:
		return join(p.all, " and ")
	case p.any != nil:
		return join(p.any, " or ")
	}
	return b.label(p.fact) + " " + b.comparison(p)
}

func (b *RuleBook) label(fact string) string {
	if fact == unionFact {
		return "places where the data is or can be reached from"
	}
	return b.facts[fact].Label
}

// comparison is the part after the fact's name.
func (b *RuleBook) comparison(p *Predicate) string {
	not := func(plain, negated string) string {
		if p.negated {
			return negated
		}
		return plain
	}
	list := p.within.text
	if !p.isArea {
		list = strings.Join(p.operand.set, " or ")
	}
	list = strings.ReplaceAll(list, "+", " or ")
	switch p.op {
	case "in":
		return not("is ", "is not ") + list
	case "subset_of":
		return not("all within ", "not all within ") + list
	case "intersects":
		return not("include ", "do not include ") + list
	case "adequate_all":
		text := "all adequate under the " + p.regime + " regime"
		if p.isArea {
			text += " or within " + list
		}
		return text
	case "present":
		if p.operand.truth != p.negated {
			return "is there"
		}
		return "is not there"
	}
	value := p.operand.String()
	if p.other != "" {
		value = "the " + b.label(p.other)
	}
	sign := map[string]string{"eq": not("is", "is not"), "lt": "below", "le": "at most", "gt": "above", "ge": "at least"}[p.op]
	return sign + " " + value
}

// Places are the lists of countries that make "places" for the rule.
func (r *Rule) Places() []string { return slices.Clone(r.places) }
