package sovereignty

import (
	"cmp"
	"slices"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// OutlookItem is something that may change the picture later: a proposal seen as
// if it were in force, a pending case, a day on which something ends.
type OutlookItem struct {
	Kind    string // "proposal", "watch" or "ends"
	Subject string // rule id, or the regime and country of a decision
	// On is the last day of what ends; no date for the other kinds.
	On   factsheet.Date
	Text string
	// Finding is the finding of the rule concerned; of a proposal, as if in force.
	Finding Finding
}

// outlook looks at the rules that apply and at what they rest on.
func (e *evaluation) outlook(findings []Finding) []OutlookItem {
	var items []OutlookItem
	add := func(item OutlookItem) {
		same := func(o OutlookItem) bool { return o.Kind == item.Kind && o.Subject == item.Subject && o.On == item.On }
		if !slices.ContainsFunc(items, same) {
			items = append(items, item)
		}
	}
	for _, f := range findings {
		r := f.Rule
		if r.Tier == Proposal {
			e.places = r.places
			if seen := e.apply(r); seen.Verdict != NotApplicable && !seen.ScopeOpen {
				add(OutlookItem{Kind: "proposal", Subject: r.ID, Text: seen.Why, Finding: seen})
			}
			continue
		}
		if f.Verdict == NotApplicable || f.ScopeOpen {
			continue
		}
		if r.Watch != "" {
			add(OutlookItem{Kind: "watch", Subject: r.ID, Text: r.Watch, Finding: f})
		}
		if !r.ValidUntil.IsZero() {
			add(OutlookItem{Kind: "ends", Subject: r.ID, On: r.ValidUntil, Text: "this wording of the rule ends", Finding: f})
		}
		e.decisionsBehind(f, add)
	}
	slices.SortStableFunc(items, func(a, b OutlookItem) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Subject, b.Subject), a.On.Compare(b.On))
	})
	return items
}

// decisionsBehind lists what is uncertain about the adequacy decisions for the
// countries a finding is about.
func (e *evaluation) decisionsBehind(f Finding, add func(OutlookItem)) {
	e.places = f.Rule.places
	for _, leaf := range f.Rule.adequacy {
		e.eachWord(leaf.fact, func(country string) {
			for i := range e.book.decisions[leaf.regime][country] {
				d := &e.book.decisions[leaf.regime][country][i]
				if !d.holds(e.asOf) || e.inScope(d) == no {
					continue
				}
				subject := "adequacy " + leaf.regime + ": " + country
				if d.Watch != "" {
					add(OutlookItem{Kind: "watch", Subject: subject, Text: d.Watch, Finding: f})
				}
				if !d.Until.IsZero() {
					add(OutlookItem{Kind: "ends", Subject: subject, On: d.Until, Text: "the decision ends: " + d.Reference, Finding: f})
				}
			}
		})
	}
}
