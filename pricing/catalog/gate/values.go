package gate

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/money"
)

// Zero finds prices of 0 that nobody declared free. A first tier of 0 with an
// upper bound is an allowance, a free-tier row is one by name, and the hourly
// part of a reservation paid ahead is 0 by right.
func Zero(rows []catalog.Row) []Finding {
	var found []Finding
	for i := range rows {
		r := &rows[i]
		if !r.Price.IsZero() || r.Term == catalog.FreeTier || r.TierTo.Set() || r.Purchase == "all_upfront" {
			continue
		}
		found = append(found, Finding{Check: "zero", Level: Warning, Line: r.Line, Subject: subject(r), What: "the price is 0 per " + r.Unit,
			Try: "say so if it is free; leave the row out if the price is not known"})
	}
	return found
}

// Currency finds currency labels in doubt: an unknown code; one product with the
// same amount in two currencies; a few rows in another currency than the rest of
// their region.
func Currency(rows []catalog.Row) []Finding {
	var found []Finding
	for i := range rows {
		if r := &rows[i]; !r.Currency.Valid() {
			found = append(found, Finding{Check: "currency", Level: Error, Line: r.Line, Subject: subject(r),
				What: fmt.Sprintf("%q is not a known currency", r.Currency)})
		}
	}
	return append(append(found, sameAmount(rows)...), strayCurrency(rows)...)
}

// sameAmount: list prices in two currencies are never equal to the digit.
func sameAmount(rows []catalog.Row) []Finding {
	var found []Finding
	for _, group := range groups(rows, func(r *catalog.Row) (string, bool) {
		same := *r
		same.Currency = ""
		return join(tierKey(&same), r.TierFrom.Text, r.Price.String()), r.Price.IsPositive()
	}) {
		for _, i := range group[1:] {
			a, b := &rows[group[0]], &rows[i]
			if a.Currency != b.Currency {
				found = append(found, Finding{Check: "currency", Level: Error, Line: b.Line, Beside: []int{a.Line}, Subject: subject(b),
					What: fmt.Sprintf("%s is the price in %s and in %s", b.Price, a.Currency, b.Currency), Try: "one label is wrong"})
			}
		}
	}
	return found
}

// strayCurrency: a list is in one currency, or gives each product in several.
func strayCurrency(rows []catalog.Row) []Finding {
	var found []Finding
	for _, group := range groups(rows, func(r *catalog.Row) (string, bool) { return join(r.Provider, r.Region), true }) {
		count := map[money.Currency]int{}
		products := map[string]map[money.Currency]bool{}
		for _, i := range group {
			r := &rows[i]
			count[r.Currency]++
			name := r.SKU + "\x00" + r.Product
			if products[name] == nil {
				products[name] = map[money.Currency]bool{}
			}
			products[name][r.Currency] = true
		}
		main := most(count)
		for _, i := range group {
			r := &rows[i]
			if r.Currency == main || products[r.SKU+"\x00"+r.Product][main] || 10*count[r.Currency] > len(group) {
				continue
			}
			found = append(found, Finding{Check: "currency", Level: Warning, Line: r.Line, Subject: subject(r),
				What: fmt.Sprintf("the price is in %s, the rest of the region in %s", r.Currency, main), Try: "check the label against the list"})
		}
	}
	return found
}

// most returns the commonest currency; among equals the first by name.
func most(count map[money.Currency]int) money.Currency {
	var best money.Currency
	for c, n := range count {
		if n > count[best] || n == count[best] && (best == "" || c < best) {
			best = c
		}
	}
	return best
}

// band is the range in which the price of one unit is believed, in units of a
// strong currency.
type band struct{ low, high decimal.Decimal }

// bands: one tenth of the lowest to ten times the highest price among the 953
// rows of facts/prices (compiled 2026-11-23). A price outside is nearly always a
// unit taken for another: per million taken as per one, a month as an hour.
var bands = map[string]band{
	"request":     {decimal.New(1, -8), decimal.New(5, -5)},    // 1e-7 .. 4.07e-6 seen
	"gb_second":   {decimal.New(3, -9), decimal.New(26, -5)},   // 3.09e-8 .. 2.6e-5
	"gib_second":  {decimal.New(2, -7), decimal.New(4, -5)},    // 2e-6 .. 4e-6
	"vcpu_second": {decimal.New(25, -8), decimal.New(34, -5)},  // 2.5e-6 .. 3.4e-5
	"gb_hour":     {decimal.New(14, -7), decimal.New(25, -2)},  // 1.42e-5 .. 0.0247
	"gib_hour":    {decimal.New(6, -7), decimal.New(3, -1)},    // 5.97e-6 for storage; memory 0.03
	"gb_month":    {decimal.New(25, -5), decimal.New(353, -1)}, // 0.00254 .. 3.53
	"gib_month":   {decimal.New(25, -5), decimal.New(353, -1)}, // as gb_month
	"gb":          {decimal.New(1, -5), decimal.New(7, 0)},     // 0.00014 .. 0.69
	"gib":         {decimal.New(1, -5), decimal.New(7, 0)},     // as gb
	"vcpu_hour":   {decimal.New(17, -4), decimal.New(2, 0)},    // 0.017 .. 0.173
}

// vcpuHour is the same for the price of a machine per vCPU and hour: 0.0006 to
// 0.11 seen; a licence or a GPU can multiply it.
var vcpuHour = band{decimal.New(6, -5), decimal.NewFromInt(10)}

// strong are the currencies near enough to each other for one band.
var strong = map[money.Currency]bool{"USD": true, "EUR": true, "CHF": true, "GBP": true}

// Units finds units that are not known, and prices out of the range of their
// unit.
func Units(rows []catalog.Row) []Finding {
	var found []Finding
	for i := range rows {
		r := &rows[i]
		if _, _, known := catalog.ParseUnit(r.Unit); !known {
			found = append(found, Finding{Check: "units", Level: Notice, Line: r.Line, Subject: subject(r),
				What: fmt.Sprintf("the unit %q is not known", cmpOr(r.UnitText, r.Unit)), Try: "say what it counts"})
			continue
		}
		if r.Price.IsZero() || r.Upfront || !strong[r.Currency] || !r.Per.IsPositive() {
			continue
		}
		one, b, unit := r.Price.DivRound(r.Per, 18), bands[r.Unit], r.Unit
		if r.Unit == "hour" && r.VCPU.Valid && r.VCPU.Decimal.IsPositive() {
			one, b, unit = perVCPU(r), vcpuHour, "vCPU-hour"
		}
		if b.high.IsZero() || one.GreaterThanOrEqual(b.low) && one.LessThanOrEqual(b.high) {
			continue
		}
		found = append(found, Finding{Check: "units", Level: Warning, Line: r.Line, Subject: subject(r),
			What: fmt.Sprintf("%s %s per %s is outside %s to %s", one, r.Currency, unit, b.low, b.high),
			Try:  "is the price per million, per thousand, or per month?"})
	}
	return found
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
