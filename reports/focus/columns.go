package focus

import (
	"fmt"
	"slices"
	"strings"
)

// format is what a column's values look like.
type format int

const (
	text format = iota
	number
	price // a number not below 0
	moment
	currency
	unit
	object // a JSON object
)

// column is one column of the specification.
type column struct {
	name     string
	format   format
	required bool // must be there
	nullable bool
	values   []string // the only values, where listed
}

// columnsOf lists a version's columns that carry rules of their own. Source:
// FOCUS specification 1.2 and 1.4, column definitions, feature level
// "mandatory" for required. Known columns without rules are in plain.
func columnsOf(v Version) []column {
	columns := []column{
		{name: "BilledCost", format: number, required: true},
		{name: "BillingAccountId", required: true},
		{name: "BillingAccountName", required: true, nullable: true},
		{name: "BillingCurrency", format: currency, required: true},
		{name: "BillingPeriodEnd", format: moment, required: true},
		{name: "BillingPeriodStart", format: moment, required: true},
		{name: "ChargeCategory", required: true, values: []string{"Usage", "Purchase", "Tax", "Credit", "Adjustment"}},
		{name: "ChargeClass", required: true, nullable: true, values: []string{"Correction"}},
		{name: "ChargeDescription", required: true, nullable: true},
		{name: "ChargeFrequency", values: []string{"One-Time", "Recurring", "Usage-Based"}},
		{name: "ChargePeriodEnd", format: moment, required: true},
		{name: "ChargePeriodStart", format: moment, required: true},
		{name: "CommitmentDiscountCategory", nullable: true, values: []string{"Spend", "Usage"}},
		{name: "CommitmentDiscountQuantity", format: number, nullable: true},
		{name: "CommitmentDiscountStatus", nullable: true, values: []string{"Used", "Unused"}},
		{name: "CommitmentDiscountUnit", format: unit, nullable: true},
		{name: "ConsumedQuantity", format: number, nullable: true},
		{name: "ConsumedUnit", format: unit, nullable: true},
		{name: "ContractedCost", format: number, required: true},
		{name: "ContractedUnitPrice", format: price, nullable: true},
		{name: "EffectiveCost", format: number, required: true},
		{name: "InvoiceIssuerName", required: true},
		{name: "ListCost", format: number, required: true},
		{name: "ListUnitPrice", format: price, nullable: true},
		{name: "PricingCategory", nullable: true, values: []string{"Standard", "Dynamic", "Committed", "Other"}},
		{name: "PricingQuantity", format: number, required: true, nullable: true},
		{name: "PricingUnit", format: unit, required: true, nullable: true},
		{name: "ServiceCategory", required: true, values: categories()},
		{name: "ServiceName", required: true},
		{name: "ServiceSubcategory", values: subcategories()},
		{name: "SkuPriceDetails", format: object, nullable: true},
		{name: "Tags", format: object, nullable: true},
	}
	switch v {
	case V1_2:
		columns = append(columns, column{name: "ProviderName", required: true}, column{name: "PublisherName", required: true})
	case V1_4:
		columns = append(columns, column{name: "ServiceProviderName", required: true}, column{name: "HostProviderName", required: true, nullable: true})
	}
	return columns
}

// plain are known columns any text may stand in.
func plain(v Version) []string {
	names := strings.Fields(`AvailabilityZone BillingAccountType CapacityReservationId CapacityReservationStatus
		CommitmentDiscountId CommitmentDiscountName CommitmentDiscountType InvoiceId PricingCurrency
		PricingCurrencyContractedUnitPrice PricingCurrencyEffectiveCost PricingCurrencyListUnitPrice RegionId
		RegionName ResourceId ResourceName ResourceType SkuId SkuMeter SkuPriceId SubAccountId SubAccountName
		SubAccountType`)
	if v == V1_4 {
		names = append(names, strings.Fields(`AllocatedMethodId AllocatedMethodDetails AllocatedResourceId
			AllocatedResourceName AllocatedTags CommitmentProgramEligibilityDetails ContractApplied`)...)
	}
	return names
}

func (v Version) check() error {
	if v != V1_2 && v != V1_4 {
		return fmt.Errorf("focus version %q is not known; use %s or %s", string(v), V1_2, V1_4)
	}
	return nil
}

// services are the service categories with their subcategories. Source: FOCUS
// specification, ServiceCategory (0.5) and ServiceSubcategory (1.1).
var services = [...]struct{ category, subcategories string }{
	{"AI and Machine Learning", "AI Platforms|Bots|Generative AI|Machine Learning|Natural Language Processing"},
	{"Analytics", "Analytics Platforms|Business Intelligence|Data Processing|Search|Streaming Analytics"},
	{"Business Applications", "Productivity and Collaboration"},
	{"Compute", "Containers|End User Computing|Quantum Compute|Serverless Compute|Virtual Machines"},
	{"Databases", "Caching|Data Warehouses|Ledger Databases|NoSQL Databases|Relational Databases|Time Series Databases"},
	{"Developer Tools", "Developer Platforms|Continuous Integration and Deployment|Development Environments|Source Code Management|Quality Assurance"},
	{"Identity", "Identity and Access Management"},
	{"Integration", "API Management|Messaging|Workflow Orchestration"},
	{"Internet of Things", "IoT Analytics|IoT Platforms"},
	{"Management and Governance", "Architecture|Compliance|Cost Management|Data Governance|Disaster Recovery|Endpoint Management|Observability|Support"},
	{"Media", "Content Creation|Gaming|Media Streaming|Mixed Reality"},
	{"Migration", "Data Migration|Resource Migration"},
	{"Mobile", ""},
	{"Multicloud", "Multicloud Integration"},
	{"Networking", "Application Networking|Content Delivery|Network Connectivity|Network Infrastructure|Network Routing|Network Security"},
	{"Security", "Secret Management|Security Posture Management|Threat Detection and Response"},
	{"Storage", "Backup Storage|Block Storage|File Storage|Object Storage|Storage Platforms"},
	{"Web", "Application Platforms"},
	{"Other", ""},
}

func categories() []string {
	var list []string
	for _, s := range services {
		list = append(list, s.category)
	}
	return list
}

// subcategoriesOf lists a category's subcategories; each has an "Other (...)".
func subcategoriesOf(category string) []string {
	for _, s := range services {
		if s.category == category {
			list := []string{"Other (" + category + ")"}
			if s.subcategories != "" {
				list = append(strings.Split(s.subcategories, "|"), list...)
			}
			return list
		}
	}
	return nil
}

func subcategories() []string {
	var list []string
	for _, s := range services {
		list = append(list, subcategoriesOf(s.category)...)
	}
	return slices.Clip(list)
}
