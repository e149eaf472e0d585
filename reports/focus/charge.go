// Package focus writes an estimate in the shape of a FOCUS cost and usage
// dataset (FinOps Open Cost and Usage Specification, versions 1.2 and 1.4), so
// that it can be laid beside real bills, and checks such files.
//
// An estimate is FOCUS-shaped and no FOCUS dataset: nobody issued an invoice,
// so rules about invoices (sums per InvoiceId, closed billing periods) cannot
// hold and are not checked. A line without a price has no row here: FOCUS has
// no word for "not priced" and 0 would be untrue; the caller lists such lines
// elsewhere.
package focus

import (
	"time"

	"github.com/shopspring/decimal"
)

// Version is a version of the specification.
type Version string

// The versions written and checked. 1.4 names the seller ServiceProviderName
// and the infrastructure HostProviderName in place of ProviderName and
// PublisherName.
const (
	V1_2 Version = "1.2"
	V1_4 Version = "1.4"
)

// Charge is one row. Costs are in BillingCurrency. Fields without a remark are
// written under their own name; an empty text or nil number is null.
type Charge struct {
	BillingAccountID   string // required
	BillingAccountName string
	BillingCurrency    string // required, ISO 4217

	// Periods are UTC and their end is exclusive: January ends on 1 February.
	BillingPeriodStart, BillingPeriodEnd time.Time
	ChargePeriodStart, ChargePeriodEnd   time.Time

	Category    string // ChargeCategory: Usage, Purchase, Tax, Credit, Adjustment
	Class       string // ChargeClass: empty or Correction
	Frequency   string // ChargeFrequency: One-Time, Recurring, Usage-Based
	Description string // ChargeDescription

	// ListCost is at list prices, ContractedCost after negotiated prices,
	// EffectiveCost with commitments amortised, BilledCost as on the invoice.
	ListCost, ContractedCost, EffectiveCost, BilledCost decimal.Decimal

	// Unit prices times PricingQuantity give the cost exactly: a tiered rate
	// has one row per tier.
	ListUnitPrice, ContractedUnitPrice *decimal.Decimal
	PricingQuantity                    *decimal.Decimal
	PricingUnit                        string // e.g. GB-Months; see Unit
	PricingCategory                    string // Standard, Dynamic, Committed, Other
	ConsumedQuantity                   *decimal.Decimal
	ConsumedUnit                       string

	InvoiceIssuer string // InvoiceIssuerName, required
	Provider      string // ProviderName, in 1.4 ServiceProviderName; required
	Publisher     string // PublisherName, in 1.2 only; required there
	Host          string // HostProviderName, in 1.4 only

	ServiceCategory    string // required, one of the specification's
	ServiceSubcategory string
	ServiceName        string // required
	RegionID           string // RegionId
	RegionName         string
	ResourceID         string // ResourceId
	ResourceName       string
	ResourceType       string
	SkuID              string // SkuId
	SkuMeter           string
	SkuPriceID         string // SkuPriceId

	// Own are columns of one's own by name; each begins with x_.
	Own map[string]string
}
