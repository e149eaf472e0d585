package makeorbuy_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/makeorbuy"
	"github.com/sovcost/sovcost/pricing/exact"
)

// TestVATOneMonth: VAT that is not deducted is part of every bill, in the month as
// in compare, under both roundings and any share of bought work.
func TestVATOneMonth(t *testing.T) {
	for _, set := range [][]string{
		{"buyer_country=CH", "vat.deductible=false"},
		{"buyer_country=CH", "vat.deductible=37%", "vat.outside_work=50%", "rounding=line"},
		{"buyer_country=CH", "vat.deductible=true"},
	} {
		c := question(t, "makeorbuy.toml", set...)
		terms := makeorbuy.TermsOf(c.Scenario)
		terms.Months = 1
		for k := range terms.Rates {
			terms.Rates[k] = exact.Zero
		}
		c.Scenario.Years.Migration = nil
		n := 0
		for _, o := range c.Options {
			if o.Own != nil && o.Own.Price.OK() || o.Status != model.Priced {
				continue
			}
			n++
			f, err := makeorbuy.FlowOf(c, o, terms)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := f.Equivalent.StringFixed(2), o.Monthly.Fixed(2); got != want {
				t.Errorf("%v: %s: %s over one month, compare says %s", set, o.ID, got, want)
			}
		}
		if n < 5 {
			t.Errorf("only %d options", n)
		}
	}
}

// TestVATOnServers: servers are paid with their VAT and sold without; over a life
// that is what compare spreads over the months.
func TestVATOnServers(t *testing.T) {
	c := still(t, "buyer_country=CH", "vat.deductible=false", "years.horizon=60 months")
	f := flow(t, c, "own-zurich")
	if got := f.Years[0].Capex.StringFixed(2); got != "47023.50" { // 3 × 14,500 × 1.081
		t.Errorf("the servers cost %s with VAT", got)
	}
	if got := f.Years[4].Returned.StringFixed(2); got != "2175.00" { // 5 % of 43,500
		t.Errorf("they sell for %s", got)
	}
	want := find(t, c, "own-zurich").Monthly.Decimal(2).Mul(decimal.NewFromInt(60))
	if off := f.Total.Sub(want).Abs(); off.GreaterThan(decimal.NewFromFloat(0.6)) {
		t.Errorf("%s in all, %s by compare", f.Total, want)
	}
	half := flow(t, still(t, "buyer_country=CH", "vat.deductible=50%", "years.horizon=60 months"), "own-zurich")
	if got := half.Years[0].Capex.StringFixed(2); got != "45261.75" {
		t.Errorf("the servers cost %s with half the VAT", got)
	}
}
