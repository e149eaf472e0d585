package makeorbuy_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/makeorbuy"
	"github.com/sovcost/sovcost/model/modeltest"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing"
)

// The facts have no upfront amount: the AWS rows of one say "upfront part NOT in
// source". This sheet is made up but for the 1,161 USD, which AWS asked for an
// m5.large in Ohio over three years, all upfront, convertible (bulk list of 2023).
const prepaidSheet = `schema = "price-sheet/1"
id = "acme-zrh"
provider = "acme"
title = "Acme, Zurich"
region = "zrh"
country = "CH"
currency = "USD"
vat = "excluded"
[[source]]
id = "offer"
title = "made up for a test"
as_of = 2026-11-01
confidence = "high"
[[product]]
id = "m-large"
kind = "vm"
title = "m.large"
vcpu = "2 vCPU"
memory = "8GiB"
[[product.meter]]
id = "instance"
label = "instance"
quantity = "instance_time"
per = "h"
price = "0.10"
source = "offer"
[[product.commitment]]
id = "none"
label = "1 year, nothing upfront"
meter = "instance"
term = "1 year"
recurring = "0.07"
per = "h"
source = "offer"
[[product.commitment]]
id = "partial"
label = "18 months, partial upfront"
meter = "instance"
term = "18 months"
upfront = "262.80"
recurring = "0.03"
per = "h"
source = "offer"
[[product.commitment]]
id = "all"
label = "3 years, all upfront"
meter = "instance"
term = "3 years"
upfront = "1161"
recurring = "0"
per = "h"
source = "offer"
[[product.commitment]]
id = "plan"
label = "1 year, plan"
meter = "instance"
kind = "spend"
term = "1 year"
recurring = "0.06"
per = "h"
source = "offer"
`

const prepaidScenario = `schema = "scenario/1"
name = "prepaid"
as_of = 2026-11-23
currency = "USD"
month = "730h"
%s
[workload]
requests = "300M requests/month"
duration = "180ms"
memory = "1GiB"
vcpu = "1 vCPU"
http = false
[workload.load]
shape = "diurnal"
[sizing]
fleet = "scaled"
[[option]]
id = "vm"
kind = "vm"
sheet = "acme-zrh"
product = "m-large"
commitment = "%s"
%s
[years]
horizon = "%s"
load_growth = "%s"
`

func prepaid(t *testing.T, head, commitment, level, horizon, growth string) (*model.Comparison, *makeorbuy.Flow) {
	t.Helper()
	c := offered(t, fmt.Sprintf(prepaidScenario, head, commitment, level, horizon, growth), prepaidSheet)
	terms := makeorbuy.TermsOf(c.Scenario)
	terms.Books = true
	f, err := makeorbuy.FlowOf(c, c.Options[0], terms)
	if err != nil {
		t.Fatal(err)
	}
	return c, f
}

// offered compares a scenario on one price sheet.
func offered(t *testing.T, text, sheet string) *model.Comparison {
	t.Helper()
	s, err := scenario.Load(fstest.MapFS{"s.toml": {Data: []byte(text)}}, "s.toml")
	if err != nil {
		t.Fatal(err)
	}
	lib, err := pricing.LoadLibrary(fstest.MapFS{"sheet.toml": {Data: []byte(sheet)}}, false)
	if err != nil {
		t.Fatal(err)
	}
	return modeltest.Answer(t, s, lib, fstest.MapFS{})
}

func money(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// TestPrepaidTerms: fees are due when a term begins, again when it ends inside the
// horizon, and what is paid or owed for time after it is said.
func TestPrepaidTerms(t *testing.T) {
	for _, x := range []struct {
		commitment, horizon string
		fees                map[int]string // by month
		stranded, bound     string
	}{
		{"all", "35 months", map[int]string{0: "23220"}, "645", "0"},
		{"all", "36 months", map[int]string{0: "23220"}, "0", "0"},
		{"all", "37 months", map[int]string{0: "23220", 36: "23220"}, "22575", "0"},
		{"partial", "18 months", map[int]string{0: "5256"}, "0", "0"},
		{"partial", "19 months", map[int]string{0: "5256", 18: "5256"}, "4964", "7446"}, // 17 × 20 × 730 h × 0.03
		{"partial", "60 months", map[int]string{0: "5256", 18: "5256", 36: "5256", 54: "5256"}, "3504", "5256"},
		{"none", "30 months", map[int]string{}, "0", "6132"}, // 6 × 20 × 730 h × 0.07
	} {
		_, f := prepaid(t, "", x.commitment, `committed = "20 instances"`, x.horizon, "0%")
		for m, e := range f.Ledger {
			want := decimal.Zero
			if s, ok := x.fees[m]; ok {
				want = money(s)
			}
			if !e.Upfront.Equal(want) {
				t.Errorf("%s over %s, month %d: %s upfront, want %s", x.commitment, x.horizon, m, e.Upfront, want)
			}
		}
		if !f.Stranded.Equal(money(x.stranded)) || !f.Bound.Equal(money(x.bound)) {
			t.Errorf("%s over %s: %s stranded, %s bound; want %s and %s", x.commitment, x.horizon, f.Stranded, f.Bound, x.stranded, x.bound)
		}
	}
}

// TestPrepaidIsAmortised: over whole terms, cash is what compare spreads evenly,
// with VAT that stays a cost as well.
func TestPrepaidIsAmortised(t *testing.T) {
	for _, head := range []string{"", "buyer_country = \"CH\"\nvat.deductible = false"} {
		for commitment, horizon := range map[string]string{"all": "36 months", "partial": "54 months", "none": "12 months", "plan": "12 months"} {
			level := `committed = "20 instances"`
			if commitment == "plan" {
				level = `committed = "1.2 USD/h"`
			}
			c, f := prepaid(t, head, commitment, level, horizon, "0%")
			want := c.Options[0].Monthly.Decimal(2).Mul(decimal.NewFromInt(int64(len(f.Months) - 1)))
			if off := f.Total.Sub(want).Abs(); off.GreaterThan(money("0.54")) { // a cent a month
				t.Errorf("%s %s: %s paid, %s by compare", head, commitment, f.Total, want)
			}
		}
	}
}

// TestPrepaidFollowsTheLoad: more load buys more pieces when it comes, each with a
// term of its own; less load leaves what is promised to be paid.
func TestPrepaidFollowsTheLoad(t *testing.T) {
	_, f := prepaid(t, "", "all", `commit_level = "best"`, "36 months", "30%")
	first, second, third := f.Ledger[0].Upfront, f.Ledger[12].Upfront, f.Ledger[24].Upfront
	if !first.Equal(money("20898")) || !second.IsPositive() || !third.IsPositive() { // 18 × 1,161
		t.Errorf("fees of the years: %s, %s, %s", first, second, third)
	}
	for _, fee := range []decimal.Decimal{second, third} {
		if !fee.Mod(money("1161")).IsZero() {
			t.Errorf("%s is no whole number of pieces", fee)
		}
	}
	if want := second.Mul(money("1")).Div(money("3")).Add(third.Mul(money("2")).Div(money("3"))); !f.Stranded.Equal(want.Round(2)) {
		t.Errorf("%s stranded, want %s", f.Stranded, want.Round(2))
	}

	// All of it is paid ahead, so a falling load leaves only what is above the
	// promise: nothing more is bought, and each year costs less.
	_, f = prepaid(t, "", "all", `commit_level = "best"`, "36 months", "-30%")
	if !f.Ledger[12].Upfront.IsZero() || !f.Ledger[24].Upfront.IsZero() {
		t.Errorf("a falling load bought more: %s, %s", f.Ledger[12].Upfront, f.Ledger[24].Upfront)
	}
	_, fixed := prepaid(t, "", "all", `committed = "18 instances"`, "36 months", "-30%")
	if !f.Total.Equal(fixed.Total) {
		t.Errorf("18 pieces held for three years cost %s, 18 pieces promised %s", f.Total, fixed.Total)
	}

	// With a rate beside the fee the promise is paid on in full until its term
	// ends, in the middle of the second year; then the level is chosen anew.
	_, f = prepaid(t, "", "partial", `commit_level = "best"`, "36 months", "-50%")
	_, fixed = prepaid(t, "", "partial", fmt.Sprintf("committed = \"%s instances\"", f.Ledger[0].Upfront.Div(money("262.80"))), "36 months", "-50%")
	for m := 1; m <= 18; m++ {
		if !f.Ledger[m].Bill.Equal(fixed.Ledger[m].Bill) {
			t.Errorf("month %d: %s while the promise binds, %s", m, f.Ledger[m].Bill, fixed.Ledger[m].Bill)
		}
	}
	if again := f.Ledger[18].Upfront; !again.IsPositive() || !again.LessThan(f.Ledger[0].Upfront) {
		t.Errorf("after the term %s, before it %s", again, f.Ledger[0].Upfront)
	}
}

// TestPlanCoversHourByHour: a plan's quiet night does not pay for its busy day.
func TestPlanCoversHourByHour(t *testing.T) {
	c, _ := prepaid(t, "", "plan", `commit_level = "best"`, "12 months", "0%")
	advice, _, err := c.Commitments(c.Options)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range advice {
		if a.Commitment.ID != "plan" {
			continue
		}
		if got, want := c.Options[0].Monthly.Float(), a.Advice.Cost.Amortised; got < want-0.011 || got > want+0.011 || a.Advice.Overage <= 0 {
			t.Errorf("the plan costs %.2f, advised %.2f with %.0f h above it", got, want, a.Advice.Overage)
		}
		return
	}
	t.Errorf("no advice on the plan among %d", len(advice))
}
