// Package makeorbuy looks at a comparison over years: load that grows, prices
// that move, servers that are bought and age, commitments that end. Every
// option becomes a row of monthly payments; the payments become net present
// value, equivalent monthly cost, payback, rate of return and the loads and
// inputs at which the answer turns.
//
// The figures of each year come from the comparison's own formulas, read with
// the load of that year: nothing is priced here. README.md has the method.
package makeorbuy

import (
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// Terms are the figures of [years], each with a default that is shown.
type Terms struct {
	Months   int
	Rates    map[string]exact.Num // by key: "years.discount"; shares a year
	Taxed    bool
	Stated   map[string]bool
	Scale    exact.Num      // of the load, 1 but for the break-even load
	Override formula.Inputs // of leaves, for what must be true
	Books    bool           // flows keep their ledger
}

// Rate keys, in the order they are shown.
const (
	Discount = "years.discount"
	Load     = "years.load_growth"
	Data     = "years.data_growth"
	Hardware = "years.hardware_change"
	Power    = "years.power_change"
	Wages    = "years.wage_change"
	Cloud    = "years.cloud_change"
	Services = "years.services_change"
	Tax      = "years.tax"

	// Horizon, and the beginnings of the keys of one-off payments, which end in an
	// option's id or kind.
	Horizon   = "years.horizon"
	Migration = "years.migration."
	Exit      = "years.exit."
)

// RateKeys lists the yearly rates with their names and, where nothing is stated,
// the reason for 0.
var rateNames = []struct{ key, name, reason string }{
	{Discount, "discount rate", "money later counts like money now until you say what yours costs"},
	{Load, "growth of the load", "no growth was stated"},
	{Data, "growth of the data", "no growth was stated"},
	{Hardware, "change of server prices", "a trend nobody stated is not assumed"},
	{Power, "change of power prices", "a trend nobody stated is not assumed"},
	{Wages, "change of wages", "a trend nobody stated is not assumed"},
	{Cloud, "change of cloud prices", "a trend nobody stated is not assumed"},
	{Services, "change of space, network and licences", "a trend nobody stated is not assumed"},
	{Tax, "profit tax that costs save", "figures are before tax"},
}

// defaultMonths is five years, the life of a server at small firms.
const defaultMonths = 60

// TermsOf reads the scenario's [years].
func TermsOf(s *scenario.Scenario) Terms {
	y := s.Years
	t := Terms{Months: defaultMonths, Rates: map[string]exact.Num{}, Stated: map[string]bool{}, Scale: exact.One, Taxed: y.Tax.IsSet()}
	if y.Horizon.IsSet() {
		n, _ := y.Horizon.Base().Int64()
		t.Months = int(n)
		t.Stated["years.horizon"] = true
	}
	for key, q := range y.Rates() {
		t.Rates[key] = exact.Zero
		if q.IsSet() {
			t.Rates[key] = q.Base()
			t.Stated[key] = true
		}
	}
	return t
}

// Assumption is one rate as it was used.
type Assumption struct {
	Key, Name string
	Value     exact.Num
	Stated    bool
	Reason    string // of a default
}

// Assumptions are the yearly rates in the order they are shown.
func (t Terms) Assumptions() []Assumption {
	var out []Assumption
	for _, r := range rateNames {
		if r.key == Tax && !t.Taxed {
			continue
		}
		out = append(out, Assumption{r.key, r.name, t.Rates[r.key], t.Stated[r.key], r.reason})
	}
	return out
}

// After is what 1 has become after so many years of the rate.
func (t Terms) After(key string, years int) exact.Num {
	f, step := exact.One, exact.One.Add(t.Rates[key])
	for range years {
		f = f.Mul(step)
	}
	return f
}

// with is a copy with one rate changed.
func (t Terms) with(key string, v exact.Num) Terms {
	rates := make(map[string]exact.Num, len(t.Rates))
	for k, x := range t.Rates {
		rates[k] = x
	}
	rates[key] = v
	t.Rates = rates
	return t
}
