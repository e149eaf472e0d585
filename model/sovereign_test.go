package model

import (
	"testing"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
	"github.com/sovcost/sovcost/sovereignty"
)

// made is a comparison of options with the given provider, cost and grounds of
// exclusion, ranked as Compare ranks them.
func made(t *testing.T, options ...*Option) *Comparison {
	t.Helper()
	rb, err := sovereignty.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	g := formula.New()
	chf, err := unit.Parse("CHF")
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range options {
		o.Total = g.Leaf(formula.Given, o.ID, chf, formula.Leaf{Value: o.Monthly})
		if o.Status = Priced; len(o.Excluded) > 0 {
			o.Status = Excluded
		}
	}
	rank(options)
	return &Comparison{Scenario: &scenario.Scenario{Currency: "CHF", AsOf: factsheet.Date{Year: 2026, Month: 11, Day: 23}}, Options: options, Rules: rb}
}

func option(id, provider string, cost int64, by ...string) *Option {
	o := &Option{ID: id, Provider: provider, Monthly: exact.Int(cost)}
	for _, b := range by {
		o.Excluded = append(o.Excluded, Reason{By: b, Reference: "ref " + b})
	}
	return o
}

func TestPriceOfSovereignty(t *testing.T) {
	c := made(t, option("us", "aws", 100), option("us-out", "azure", 60, "a"), option("both-out", "gcp", 50, "a", "b"),
		option("swiss", "infomaniak", 140), option("eu", "scaleway", 120), option("mexican", "exoscale", 110), option("nobody-knows", "nexaa", 105))
	want := map[string]struct {
		option string
		extra  int64
		open   int
	}{
		"all": {"both-out", 0, 0}, "allowed": {"us", 50, 0}, "no_third_country": {"eu", 70, 1}, "eu_owned": {"eu", 70, 1}, "swiss_owned": {"swiss", 90, 1},
	}
	for _, d := range c.PriceOfSovereignty() {
		w, ok := want[d.Key]
		if !ok {
			continue
		}
		if d.Option == nil || d.Option.ID != w.option || !d.Extra.Equal(exact.Int(w.extra)) || d.Open != w.open {
			t.Errorf("%s: %+v, want %+v", d.Key, d, w)
		}
		if share, _ := exact.Int(w.extra).Quo(exact.Int(50)); !d.Share.Equal(share) {
			t.Errorf("%s: share %s", d.Key, d.Share)
		}
		delete(want, d.Key)
	}
	if len(want) > 0 {
		t.Errorf("not shown: %v", want)
	}
}

// A rule costs what the best option without it would save; an option that a
// second rule takes out as well does not count for either.
func TestRuleCosts(t *testing.T) {
	c := made(t, option("best", "scaleway", 100), option("x", "aws", 60, "a"), option("y", "aws", 70, "a"), option("z", "gcp", 50, "a", "b"), option("w", "gcp", 90, "b"), option("dear", "aws", 120, "c"))
	got := c.RuleCosts()
	if len(got) != 2 || got[0].By != "a" || got[0].Option.ID != "x" || !got[0].Saving.Equal(exact.Int(40)) || got[1].By != "b" || !got[1].Saving.Equal(exact.Int(10)) {
		t.Errorf("%+v", got)
	}
	if c := made(t, option("out", "aws", 10, "a")); len(c.RuleCosts()) != 0 {
		t.Error("without an allowed option no rule has a price")
	}
	if c := made(t, option("none", "aws", 10, "a")); c.PriceOfSovereignty()[1].Option != nil {
		t.Error("an excluded option was taken for an allowed one")
	}
}
