package sovereignty

import (
	"cmp"
	"slices"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// Verdict is the worst verdict of law and supervision. Policy, soft law and
// frameworks do not enter it: ask Tier for theirs.
func (a Assessment) Verdict() Verdict { return max(a.Tier(Law), a.Tier(Supervisory)) }

// Tier is the worst verdict of one tier, n/a if none of its rules applies.
func (a Assessment) Tier(t Tier) Verdict {
	worst := NotApplicable
	for i := range a.Findings { // findings are large: not copied
		if f := &a.Findings[i]; f.Rule.Tier == t {
			worst = max(worst, f.Verdict)
		}
	}
	return worst
}

// Excludes reports a fail in law or supervision. Such an option is removed, never
// priced away.
func (a Assessment) Excludes() bool { return a.Verdict() == Fail }

// Excluding are the findings that remove the option, the binding one first.
func (a Assessment) Excluding() []Finding {
	var out []Finding
	for _, f := range a.Findings {
		if f.Verdict == Fail && f.Rule.Tier.Excludes() {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(x, y Finding) int {
		if binds(x, y) {
			return -1
		}
		return 1
	})
	return out
}

// Binding is the finding that decides: the worst of law and supervision; where
// neither reaches the case, the worst of the other tiers. Of equals the stronger
// tier wins, then the alphabet. ok is false when no rule applies.
func (a Assessment) Binding() (f Finding, ok bool) {
	for _, candidate := range a.Findings {
		if candidate.Verdict != NotApplicable && (!ok || binds(candidate, f)) {
			f, ok = candidate, true
		}
	}
	return f, ok
}

func binds(f, over Finding) bool {
	if x, y := f.Rule.Tier.Excludes(), over.Rule.Tier.Excludes(); x != y {
		return x
	}
	return cmp.Or(cmp.Compare(over.Verdict, f.Verdict), cmp.Compare(f.Rule.Tier, over.Rule.Tier), cmp.Compare(f.Rule.ID, over.Rule.ID)) < 0
}

// Finding is the finding of one rule; ok is false if the book has no such rule.
func (a Assessment) Finding(id string) (f Finding, ok bool) {
	for _, f := range a.Findings {
		if f.Rule.ID == id {
			return f, true
		}
	}
	return Finding{}, false
}

// Applicable lists the findings of the rules that reach the case.
func (a Assessment) Applicable() []Finding {
	var out []Finding
	for _, f := range a.Findings {
		if f.Verdict != NotApplicable {
			out = append(out, f)
		}
	}
	return out
}

// Rules lists every row of the book, by id and first day.
func (b *RuleBook) Rules() []Rule {
	out := make([]Rule, len(b.rules))
	for i, r := range b.rules {
		out[i] = *r
	}
	return out
}

// RulesInForce lists the rows in force on a day.
func (b *RuleBook) RulesInForce(on factsheet.Date) []Rule {
	var out []Rule
	for _, r := range b.rules {
		if r.inForce(on) {
			out = append(out, *r)
		}
	}
	return out
}

// Events lists the dated facts of law and market, the oldest first.
func (b *RuleBook) Events() []Event { return append([]Event(nil), b.events...) }

// AsOf is the latest day on which a rule of the book was checked.
func (b *RuleBook) AsOf() factsheet.Date {
	var latest factsheet.Date
	for _, r := range b.rules {
		if r.AsOf.Date.After(latest) {
			latest = r.AsOf.Date
		}
	}
	return latest
}
