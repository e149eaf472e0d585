package check

import (
	"cmp"
	"slices"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/sovereignty"
)

// rulesOf numbers the rules that reach at least one option: the strongest tier
// first, then the alphabet.
func rulesOf(options []*model.Option) []Rule {
	byID := map[string]*sovereignty.Rule{}
	for _, o := range options {
		for _, f := range o.Assessment.Applicable() {
			byID[f.ID()] = f.Rule
		}
	}
	rules := make([]*sovereignty.Rule, 0, len(byID))
	for _, r := range byID {
		rules = append(rules, r)
	}
	slices.SortFunc(rules, func(a, b *sovereignty.Rule) int {
		return cmp.Or(cmp.Compare(a.Tier, b.Tier), cmp.Compare(a.ID, b.ID))
	})
	out := []Rule{}
	for i, r := range rules {
		out = append(out, Rule{i + 1, r.ID, r.Title, r.Tier.String(), r.Reference, r.Confidence})
	}
	return out
}

// openOf lists the facts that are missing and would decide: the most urgent, and
// of these the ones on which most options hang, first.
func openOf(c *model.Comparison, options []*model.Option) []Open {
	byName := map[string]*Open{}
	weight := map[string]int{}
	for _, o := range options {
		here := map[string]bool{}
		for _, f := range o.Assessment.Applicable() {
			for _, m := range f.Missing {
				weight[m] = max(weight[m], urgency(o, f))
				info, _ := c.Rules.FactInfo(m)
				if byName[m] == nil {
					byName[m] = &Open{Fact: m, Label: info.Label}
				}
				x := byName[m]
				if !slices.Contains(x.Rules, f.ID()) {
					x.Rules = append(x.Rules, f.ID())
				}
				here[m] = true
			}
		}
		for m := range here {
			byName[m].Options++
		}
	}
	out := []Open{}
	for _, x := range byName {
		slices.Sort(x.Rules)
		out = append(out, *x)
	}
	slices.SortFunc(out, func(a, b Open) int {
		return cmp.Or(cmp.Compare(weight[b.Fact], weight[a.Fact]), cmp.Compare(b.Options, a.Options), cmp.Compare(a.Fact, b.Fact))
	})
	return out
}

// urgency is highest where a fact decides whether an option that is not out yet
// may be used: law and supervision before the rest, open options before those
// that another rule takes out anyhow.
func urgency(o *model.Option, f sovereignty.Finding) int {
	u := 0
	if f.Rule.Tier.Excludes() {
		u++
	}
	if len(o.Excluded) == 0 {
		u += 2
	}
	return u
}

// outlookOf joins what stands in the outlook of several options.
func outlookOf(options []*model.Option) []Outlook {
	out := []Outlook{}
	for _, o := range options {
		for _, item := range o.Assessment.Outlook {
			x := Outlook{Kind: item.Kind, Subject: item.Subject, Text: item.Text, Options: 1}
			if !item.On.IsZero() {
				x.On = item.On.String()
			}
			if item.Kind == "proposal" {
				x.Text = item.Finding.Verdict.String() + " if it were law: " + item.Text
			}
			i := slices.IndexFunc(out, func(y Outlook) bool {
				return x.Kind == y.Kind && x.Subject == y.Subject && x.On == y.On && x.Text == y.Text
			})
			if i >= 0 {
				out[i].Options++
				continue
			}
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b Outlook) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.On, b.On), cmp.Compare(a.Text, b.Text))
	})
	return out
}

func budgetOf(c *model.Comparison) *Budget {
	best, limit := c.Best(), c.Scenario.Budget
	if best == nil || !limit.Deny.IsSet() && !limit.Warn.IsSet() {
		return nil
	}
	b := &Budget{Option: best.ID, Monthly: formula.Group(best.Monthly.Fixed(2)) + " " + string(c.Currency()), State: "kept"}
	if limit.Warn.IsSet() {
		b.Warn = limit.Warn.String()
		if limit.Warn.Base().Less(best.Monthly) {
			b.State = "above the warning level"
		}
	}
	if limit.Deny.IsSet() {
		b.Deny = limit.Deny.String()
		if limit.Deny.Base().Less(best.Monthly) {
			b.State = "broken"
		}
	}
	return b
}

func placeOf(o *model.Option) string {
	if o.Sheet != nil && o.Sheet.City != "" {
		return o.Sheet.City + " " + o.Country
	}
	return o.Region + " " + o.Country
}
