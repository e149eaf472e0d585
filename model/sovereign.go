package model

import (
	"slices"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/sovereignty"
)

// Demand is the cheapest option that meets one demand, against the cheapest of
// all options that have a price, allowed or not.
type Demand struct {
	Key    string // all, allowed, pass, no_third_country, eu_owned, swiss_owned
	Label  string
	Option *Option   // nil where nothing with a price meets the demand
	Extra  exact.Num // money a month above the cheapest of all
	Share  exact.Num // Extra as a fraction of the cheapest of all
	// Open counts cheaper, allowed options of which nobody knows whether they meet
	// the demand, because their owners are not known.
	Open int
}

// RuleCost is what one rule, or the scenario's own policy, costs: without it a
// cheaper option would be the best.
type RuleCost struct {
	By        string
	Reference string
	Option    *Option   // what would be the best then
	Saving    exact.Num // money a month
}

// PriceOfSovereignty is what each demand on law and ownership costs a month, the
// weakest demand first. It is empty when nothing has a price.
func (c *Comparison) PriceOfSovereignty() []Demand {
	all := c.CheapestOfAll()
	if all == nil {
		return nil
	}
	owned := func(area string) func(*Option) (bool, bool) {
		return func(o *Option) (bool, bool) {
			p, ok := c.Rules.Provider(o.Provider)
			if !ok {
				return false, false
			}
			return c.Rules.OwnedWithin(p, area, c.Scenario.AsOf)
		}
	}
	any := func(*Option) (bool, bool) { return true, true }
	pass := func(o *Option) (bool, bool) { return o.Verdict() <= sovereignty.Pass, true }
	out := []Demand{{Key: "all", Label: "cheapest of all, allowed or not", Option: all}}
	for _, d := range []struct {
		key, label string
		meets      func(*Option) (meets, known bool)
	}{
		{"allowed", "cheapest allowed", any},
		{"pass", "allowed without condition or open question", pass},
		{"no_third_country", "no owner outside EEA and Switzerland", owned("EEA+CH")},
		{"eu_owned", "owned in the EU", owned("EU")},
		{"swiss_owned", "owned in Switzerland", owned("CH")},
	} {
		out = append(out, c.demand(d.key, d.label, all, d.meets))
	}
	return out
}

// demand is the cheapest allowed option that meets a demand.
func (c *Comparison) demand(key, label string, all *Option, meets func(*Option) (bool, bool)) Demand {
	d := Demand{Key: key, Label: label}
	for _, o := range c.Options { // ranked by cost
		if o.Status != Priced {
			continue
		}
		ok, known := meets(o)
		if !known {
			d.Open++
		}
		if ok && known {
			d.Option = o
			break
		}
	}
	if d.Option == nil {
		return d
	}
	d.Extra = d.Option.Monthly.Sub(all.Monthly)
	if share, ok := d.Extra.Quo(all.Monthly); ok {
		d.Share = share
	}
	return d
}

// RuleCosts are the rules that cost money, the dearest first: each is taken away
// alone, and the best option without it is compared with the best one.
func (c *Comparison) RuleCosts() []RuleCost {
	best := c.Best()
	if best == nil {
		return nil
	}
	byRule := map[string]RuleCost{}
	for _, o := range c.Options {
		if o.Status != Excluded || len(o.Gaps) > 0 || !o.Total.OK() || !o.Monthly.Less(best.Monthly) {
			continue
		}
		by := o.Excluded[0].By
		if slices.ContainsFunc(o.Excluded, func(r Reason) bool { return r.By != by }) {
			continue // another rule would still take it out
		}
		saving := best.Monthly.Sub(o.Monthly)
		if old, ok := byRule[by]; !ok || old.Saving.Less(saving) {
			byRule[by] = RuleCost{by, o.Excluded[0].Reference, o, saving}
		}
	}
	var out []RuleCost
	for _, r := range byRule {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b RuleCost) int {
		if d := b.Saving.Cmp(a.Saving); d != 0 {
			return d
		}
		if a.By < b.By {
			return -1
		}
		return 1
	})
	return out
}
