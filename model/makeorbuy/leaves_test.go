package makeorbuy_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model/makeorbuy"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/formula"
)

// TestLedger: every payment is explained by its entry, with purchases, refresh,
// tax, moving and leaving in play.
func TestLedger(t *testing.T) {
	c := question(t, "makeorbuy.toml", "years.horizon=91 months", "years.tax=19%", `years.exit={ own = "5000 CHF", own-zurich = "1234.56 CHF" }`)
	terms := makeorbuy.TermsOf(c.Scenario)
	terms.Books = true
	entries := 0
	for _, o := range c.Options {
		if o.Status != "priced" {
			continue
		}
		f, err := makeorbuy.FlowOf(c, o, terms)
		if err != nil {
			t.Fatal(err)
		}
		saved := decimal.Zero
		for i, e := range f.Ledger {
			want := e.Purchases.Add(e.Upfront).Sub(e.Sold).Sub(e.Left).Add(e.Move).Add(e.Leave).Add(e.Bill).Sub(saved)
			if !f.Months[i].Equal(want) {
				t.Errorf("%s, month %d: %s is paid, the ledger makes %s", o.ID, i, f.Months[i], want)
			}
			saved = e.Saved
			entries++
		}
		if !saved.IsZero() {
			t.Errorf("%s: a month after the horizon saves tax", o.ID)
		}
	}
	if entries < 92*5 {
		t.Errorf("only %d entries", entries)
	}
}

// TestTermsAt: moving the leaves of [years] is what stating other figures is.
func TestTermsAt(t *testing.T) {
	const exit = `years.exit={ own = "5000 CHF" }`
	c := question(t, "makeorbuy.toml", exit)
	makeorbuy.Bind(c)
	for _, s := range []scenario.Setting{{Key: "years.horizon", Value: "37 months"}, {Key: "years.discount", Value: "11%"}, {Key: "years.load_growth", Value: "-8%"},
		{Key: "years.hardware_change", Value: "2%"}, {Key: "years.power_change", Value: "9%"}, {Key: "years.wage_change", Value: "4%"}, {Key: "years.cloud_change", Value: "-3%"},
		{Key: "years.services_change", Value: "1%"}, {Key: "years.tax", Value: "21%"}, {Key: "years.data_growth", Value: "30%"}, {Key: "years.migration.own", Value: "99 CHF"},
		{Key: "years.exit.own", Value: "77 CHF"}, {Key: "workload.requests", Value: "310M requests/month"}, {Key: "operations.hourly_rate", Value: "70 CHF/h"}} {
		n, ok := c.Graph.Find(s.Key)
		if !ok {
			t.Fatalf("no leaf %s", s.Key)
		}
		v, err := c.AxisValue(n, s.Value)
		if err != nil {
			t.Fatal(err)
		}
		set := []string{exit, s.Key + "=" + s.Value}
		switch s.Key {
		case "years.migration.own":
			set[1] = `years.migration={ own = "99 CHF" }`
		case "years.exit.own":
			set = []string{`years.exit={ own = "77 CHF" }`}
		}
		again := question(t, "makeorbuy.toml", set...)
		for _, id := range []string{"own-zurich", "own-group_cloud"} {
			got, err := makeorbuy.FlowOf(c, find(t, c, id), makeorbuy.TermsAt(c, formula.Inputs{n.Index(): v}))
			if err != nil {
				t.Fatal(err)
			}
			if want := flow(t, again, id); !got.NPV.Equal(want.NPV) || !got.Total.Equal(want.Total) {
				t.Errorf("%s = %s, %s: %s by the leaves, %s when stated", s.Key, s.Value, id, got.NPV.StringFixed(2), want.NPV.StringFixed(2))
			}
		}
	}
}
