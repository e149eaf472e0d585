// Package catalog reads the vendors' own price lists into one neutral row. Each
// vendor's reader lives in a folder of its own; this package holds what they
// share: the row, the units, the checks every row passes, and the counts that
// must add up.
package catalog

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/money"
)

// Row is one price point of a vendor's list, said the same way for every
// vendor. Text fields that a list does not give are empty; empty means unknown.
//
// Note: one row per price point, even where two belong together (the upfront
// fee and the hourly part of one reservation). They share SKU and Offer; joining
// them here would lose the digits the vendor published.
type Row struct {
	Provider string // "aws", "azure", "gcp", "hetzner" ...
	Service  string // the vendor's service name or code
	SKU      string // the vendor's identifier of the product
	Product  string // what a buyer calls it: "m5.large", "Standard_D2s_v5"
	Category string // the vendor's word for the kind of product: "Compute Instance", "Storage"
	Family   string // sizes of one family have one name: "m5", "Standard_D*s_v5"

	RateCode    string // the vendor's identifier of this very price, if it has one
	Offer       string // joins the parts of one offer (upfront fee, hourly part)
	Description string
	Region      string // the vendor's code; several joined by commas; "*" for everywhere

	Unit     string          // canonical, see ParseUnit: "hour", "gb_month", "request"
	Per      decimal.Decimal // how many units the price is for; 10000 in "per 10K"
	UnitText string          // the vendor's own spelling
	Price    decimal.Decimal // net of tax, unrounded, in Currency per Per units
	Currency money.Currency

	TierFrom, TierTo Bound // half open [from, to) in units of the meter
	Tier             int   // 1, 2, 3 where the list orders tiers but gives no bounds

	Term     Term
	Purchase string // "no_upfront", "partial_upfront", "all_upfront"
	Upfront  bool   // the price is paid once for the whole term

	VCPU, MemoryGiB decimal.NullDecimal
	OS              string // "linux", "windows" ...; lower case
	License         string // "included", "byol", "none"
	Variant         string // what else sets apart rows of one product: tenancy, software ...
	VAT             string // "no" (net), "yes" (gross), "unknown"

	ValidFrom  string // ISO date from which the vendor says the price holds
	Source     string // the file or page, with its version
	AsOf       string // ISO date of the list, a year, or "unknown"
	Confidence string // only where the list itself grades its rows
	Note       string

	Line int // line in the file where the price stands, from 1
}

// Term says under which promise a price holds.
type Term string

// Terms without a period. Commitments carry one, see Commitment.
const (
	OnDemand    Term = "on_demand"
	Spot        Term = "spot"
	LowPriority Term = "low_priority" // Azure batch capacity, retired name of spot
	DevTest     Term = "dev_test"     // Azure subscriptions for development only
	FreeTier    Term = "free_tier"
)

// Commitment names a term of a kind ("reserved", "savings_plan", "commit") for a
// number of months: "reserved_1y", "commit_6m".
func Commitment(kind string, months int) Term {
	if months > 0 && months%12 == 0 {
		return Term(kind + "_" + strconv.Itoa(months/12) + "y")
	}
	return Term(kind + "_" + strconv.Itoa(months) + "m")
}

// Months returns the committed period of a term, or zero when it has none.
func (t Term) Months() int {
	i := strings.LastIndexByte(string(t), '_')
	if i < 0 || i+2 > len(t) {
		return 0
	}
	n, err := strconv.Atoi(string(t[i+1 : len(t)-1]))
	if err != nil || n <= 0 {
		return 0
	}
	switch t[len(t)-1] {
	case 'y':
		return n * 12
	case 'm':
		return n
	}
	return 0
}

// Bound is one end of a tier. The zero Bound is open.
type Bound struct {
	Text  string              // as the list writes it: "10240", "20 TB", "allowance"
	Value decimal.NullDecimal // the number in it, if it starts with one
	Unit  string              // a unit of its own, written behind the number; empty for the row's unit
}

// At is a bound at a number, in the unit of the row.
func At(v decimal.Decimal) Bound {
	return Bound{Text: v.String(), Value: decimal.NewNullDecimal(v)}
}

// Set reports whether the tier ends here at all.
func (b Bound) Set() bool { return b.Text != "" }

// ParseBound reads a tier bound; empty and "Inf" are open.
func ParseBound(text string) Bound {
	text = strings.TrimSpace(text)
	if text == "" || strings.EqualFold(text, "inf") || strings.EqualFold(text, "infinity") {
		return Bound{}
	}
	num, unit, _ := strings.Cut(text, " ")
	if i := strings.IndexByte(num, '/'); i > 0 && unit == "" {
		num, unit = num[:i], num[i:]
	}
	v, err := ParseNumber(num)
	if err != nil {
		return Bound{Text: text}
	}
	return Bound{Text: text, Value: decimal.NewNullDecimal(v), Unit: strings.TrimSpace(unit)}
}
