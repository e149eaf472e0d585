package focusin

import (
	"time"

	"github.com/shopspring/decimal"
)

// Number is a decimal of the bill that may be missing. Missing is not zero.
type Number struct {
	decimal.Decimal
	Known  bool
	Absent int // of a group: rows whose cell is empty; they are not in the sum
}

// Charge is one row of a bill. Empty strings, unknown numbers and zero times are
// cells the bill left empty. The names are those of the FOCUS columns.
//
// A database hands out groups: rows alike in every text that is looked at, with
// the sums of their amounts and quantities. Rows says how many.
type Charge struct {
	Line int // line of the csv file (header is 1) or row of the parquet file, from 1; 0 for a group
	Rows int // rows of the bill this is: 1 from a file

	// Provider is ServiceProviderName, or ProviderName before FOCUS 1.3.
	Provider         string
	BillingAccountID string
	SubAccountID     string
	SubAccountName   string
	InvoiceID        string

	ServiceCategory string
	ServiceName     string
	SkuID           string
	SkuPriceID      string
	SkuMeter        string
	RegionID        string
	RegionName      string
	ResourceID      string
	ResourceName    string
	ResourceType    string

	Category         string // ChargeCategory: Usage, Purchase, Tax, Credit or Adjustment
	Class            string // ChargeClass: Correction or empty
	Frequency        string // ChargeFrequency
	Description      string
	PricingCategory  string
	CommitmentID     string // CommitmentDiscountId
	CommitmentStatus string // Used, Unused or empty

	// Start and End bound the charge period, End exclusive.
	Start, End               time.Time
	BillingStart, BillingEnd time.Time

	Currency   string // BillingCurrency, of the four costs
	Billed     Number // on the invoice; BilledCost is required
	Effective  Number // with upfront payments spread over their term
	List       Number // at list prices
	Contracted Number // at contracted prices, before commitments

	ConsumedQuantity    Number
	ConsumedUnit        string
	PricingQuantity     Number // what the unit prices multiply
	PricingUnit         string
	ListUnitPrice       Number
	ContractedUnitPrice Number

	Tags map[string]string
}

// Missing is how many of the charge's rows lack a number.
func (c *Charge) Missing(n Number) int {
	if c.Rows > 1 || n.Known {
		return n.Absent
	}
	return c.Rows
}

// kind is how the cell of a column is read.
type kind int

const (
	text kind = iota
	number
	instant
	tags
)

// column says where the cells of a FOCUS column go.
type column struct {
	name     string
	kind     kind
	required bool
	text     func(*Charge) *string
	number   func(*Charge) *Number
	instant  func(*Charge) *time.Time
	legacy   bool // fills its target only where no newer column did
	fixed    []string
}

// readColumns is every column that is read. Required ones must be in the file
// and filled in each row.
func readColumns() []column {
	return []column{
		{name: "ServiceProviderName", text: func(c *Charge) *string { return &c.Provider }},
		{name: "ProviderName", legacy: true, text: func(c *Charge) *string { return &c.Provider }},
		{name: "BillingAccountId", text: func(c *Charge) *string { return &c.BillingAccountID }},
		{name: "SubAccountId", text: func(c *Charge) *string { return &c.SubAccountID }},
		{name: "SubAccountName", text: func(c *Charge) *string { return &c.SubAccountName }},
		{name: "InvoiceId", text: func(c *Charge) *string { return &c.InvoiceID }},
		{name: "ServiceCategory", text: func(c *Charge) *string { return &c.ServiceCategory }},
		{name: "ServiceName", text: func(c *Charge) *string { return &c.ServiceName }},
		{name: "SkuId", text: func(c *Charge) *string { return &c.SkuID }},
		{name: "SkuPriceId", text: func(c *Charge) *string { return &c.SkuPriceID }},
		{name: "SkuMeter", text: func(c *Charge) *string { return &c.SkuMeter }},
		{name: "RegionId", text: func(c *Charge) *string { return &c.RegionID }},
		{name: "RegionName", text: func(c *Charge) *string { return &c.RegionName }},
		{name: "ResourceId", text: func(c *Charge) *string { return &c.ResourceID }},
		{name: "ResourceName", text: func(c *Charge) *string { return &c.ResourceName }},
		{name: "ResourceType", text: func(c *Charge) *string { return &c.ResourceType }},
		{name: "ChargeCategory", required: true, text: func(c *Charge) *string { return &c.Category },
			fixed: []string{"Usage", "Purchase", "Tax", "Credit", "Adjustment"}},
		{name: "ChargeClass", text: func(c *Charge) *string { return &c.Class }, fixed: []string{"Correction"}},
		{name: "ChargeFrequency", text: func(c *Charge) *string { return &c.Frequency },
			fixed: []string{"One-Time", "Recurring", "Usage-Based"}},
		{name: "ChargeDescription", text: func(c *Charge) *string { return &c.Description }},
		{name: "PricingCategory", text: func(c *Charge) *string { return &c.PricingCategory },
			fixed: []string{"Standard", "Dynamic", "Committed", "Other"}},
		{name: "CommitmentDiscountId", text: func(c *Charge) *string { return &c.CommitmentID }},
		{name: "CommitmentDiscountStatus", text: func(c *Charge) *string { return &c.CommitmentStatus },
			fixed: []string{"Used", "Unused"}},
		{name: "ChargePeriodStart", kind: instant, required: true, instant: func(c *Charge) *time.Time { return &c.Start }},
		{name: "ChargePeriodEnd", kind: instant, required: true, instant: func(c *Charge) *time.Time { return &c.End }},
		{name: "BillingPeriodStart", kind: instant, instant: func(c *Charge) *time.Time { return &c.BillingStart }},
		{name: "BillingPeriodEnd", kind: instant, instant: func(c *Charge) *time.Time { return &c.BillingEnd }},
		{name: "BillingCurrency", text: func(c *Charge) *string { return &c.Currency }},
		{name: "BilledCost", kind: number, required: true, number: func(c *Charge) *Number { return &c.Billed }},
		{name: "EffectiveCost", kind: number, number: func(c *Charge) *Number { return &c.Effective }},
		{name: "ListCost", kind: number, number: func(c *Charge) *Number { return &c.List }},
		{name: "ContractedCost", kind: number, number: func(c *Charge) *Number { return &c.Contracted }},
		{name: "ConsumedQuantity", kind: number, number: func(c *Charge) *Number { return &c.ConsumedQuantity }},
		{name: "ConsumedUnit", text: func(c *Charge) *string { return &c.ConsumedUnit }},
		{name: "PricingQuantity", kind: number, number: func(c *Charge) *Number { return &c.PricingQuantity }},
		{name: "PricingUnit", text: func(c *Charge) *string { return &c.PricingUnit }},
		{name: "ListUnitPrice", kind: number, number: func(c *Charge) *Number { return &c.ListUnitPrice }},
		{name: "ContractedUnitPrice", kind: number, number: func(c *Charge) *Number { return &c.ContractedUnitPrice }},
		{name: "Tags", kind: tags},
	}
}

// unreadColumns are the columns of FOCUS 1.0 to 1.3 that no question of ours
// needs: known, so not reported as foreign.
func unreadColumns() []string {
	return []string{
		"AvailabilityZone", "BillingAccountName", "BillingAccountType", "CapacityReservationId",
		"CapacityReservationStatus", "CommitmentDiscountCategory", "CommitmentDiscountName",
		"CommitmentDiscountQuantity", "CommitmentDiscountType", "CommitmentDiscountUnit",
		"InvoiceIssuerName", "PricingCurrency", "PricingCurrencyContractedUnitPrice",
		"PricingCurrencyEffectiveCost", "PricingCurrencyListUnitPrice", "PublisherName",
		"ServiceSubcategory", "SkuPriceDetails", "SubAccountType",
		"AllocatedMethodId", "AllocatedMethodDetails", "AllocatedResourceId", "AllocatedResourceName",
		"AllocatedTags", "ContractApplied", "HostProviderName",
	}
}
