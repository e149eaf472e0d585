// Package estimate turns an option of a comparison into FOCUS-shaped charges of
// one ordinary month, so that an estimate can be laid beside a real bill.
//
// What is no provider's charge is left out and returned in words: people's time,
// payments made once, and VAT.
package estimate

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/unit"
	"github.com/sovcost/sovcost/reports/focus"
)

// places are the decimals of a quantity that does not end; costs are computed
// from the quantity as it is written, so that the products hold exactly.
const places = 12

// Charges are the option's lines in the provider's currency, for the calendar
// month of the scenario's day.
func Charges(c *model.Comparison, o *model.Option) (charges []focus.Charge, left []string, err error) {
	if len(o.Gaps) > 0 {
		return nil, nil, fmt.Errorf("%s has a part without a price (%s): FOCUS has no word for that, choose another option with --option", o.ID, o.Gaps[0].Label)
	}
	start, err := month(c.Scenario.AsOf.String())
	if err != nil {
		return nil, nil, err
	}
	for _, l := range o.Lines {
		if l.ID == model.VATLine && o.Values().Of(l.Converted).IsZero() {
			continue
		}
		if l.ID == "operations" || l.ID == model.VATLine {
			left = append(left, l.Label)
			continue
		}
		charges = append(charges, chargeOf(c, o, l, start))
	}
	for _, l := range o.Upfront {
		left = append(left, l.Label+" (paid once)")
	}
	return charges, left, nil
}

// month is the first moment of the day's month, in UTC.
func month(day string) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return t, err
	}
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC), nil
}

func chargeOf(c *model.Comparison, o *model.Option, l model.Line, start time.Time) focus.Charge {
	v := o.Values()
	end := start.AddDate(0, 1, 0)
	category, sub := service(l)
	ch := focus.Charge{BillingAccountID: c.Scenario.Path, BillingAccountName: c.Scenario.Name, BillingCurrency: string(l.Currency),
		BillingPeriodStart: start, BillingPeriodEnd: end, ChargePeriodStart: start, ChargePeriodEnd: end,
		Category: "Usage", Frequency: "Usage-Based", Description: l.Label,
		InvoiceIssuer: o.Provider, Provider: o.Provider, Publisher: o.Provider, Host: o.Provider,
		ServiceCategory: category, ServiceSubcategory: sub, ServiceName: l.Product.Title, RegionID: o.Region, RegionName: regionName(o),
		SkuID: l.Product.Key(), SkuMeter: l.ID, Own: map[string]string{"x_Option": o.ID, "x_Estimate": "true"}}
	if leaf, ok := l.Price.Leaf(); ok && leaf.Source.Title != "" {
		ch.SkuPriceID = leaf.Key
		ch.Own["x_PriceSource"], ch.Own["x_PriceAsOf"] = leaf.Source.Title, leaf.Source.AsOf
	}
	price, quantity := rated(v.Of(l.Price), v.Of(l.Quantity), l)
	if price.IsNegative() {
		ch.Category, ch.Frequency = "Credit", "Recurring"
		cost := price.Mul(quantity)
		ch.ListCost, ch.ContractedCost, ch.EffectiveCost, ch.BilledCost = cost, cost, cost, cost
		return ch
	}
	cost := price.Mul(quantity)
	ch.ListCost, ch.ContractedCost, ch.EffectiveCost, ch.BilledCost = cost, cost, cost, cost
	if l.Billed.OK() {
		ch.BilledCost = v.Of(l.Billed).Decimal(places)
	}
	name := unitName(l.Quantity.Unit())
	ch.ListUnitPrice, ch.ContractedUnitPrice, ch.PricingQuantity, ch.PricingUnit = &price, &price, &quantity, name
	ch.ConsumedQuantity, ch.ConsumedUnit, ch.PricingCategory = &quantity, name, "Standard"
	return ch
}

// rated are unit price and quantity so that their product is the amount in the
// currency: percentages and prices per other units are turned into the
// quantity's own unit first.
func rated(price, quantity exact.Num, l model.Line) (decimal.Decimal, decimal.Decimal) {
	factor, _ := l.Price.Unit().Factor.Mul(l.Quantity.Unit().Factor).Quo(l.Amount.Unit().Factor)
	return price.Mul(factor).Decimal(2 * places), quantity.Decimal(places)
}

func unitName(u unit.Unit) string {
	if u.Name == "" {
		return "Units"
	}
	return focus.Unit(u.Name)
}

func regionName(o *model.Option) string {
	if o.Sheet != nil && o.Sheet.City != "" {
		return o.Sheet.City
	}
	return o.Region
}

// service is the specification's category for a line, by the kind of product.
func service(l model.Line) (category, sub string) {
	switch l.Product.Kind {
	case "function":
		return "Compute", "Serverless Compute"
	case "container", "container_plan", "kubernetes", "kubernetes_node":
		return "Compute", "Containers"
	case "vm", "vm_spot", "gpu":
		return "Compute", "Virtual Machines"
	case "egress", "network":
		return "Networking", "Network Connectivity"
	case "nat", "public_ip":
		return "Networking", "Network Infrastructure"
	case "load_balancer":
		return "Networking", "Network Routing"
	case "gateway":
		return "Integration", "API Management"
	case "block_storage":
		return "Storage", "Block Storage"
	case "object_storage", "registry":
		return "Storage", "Object Storage"
	case "snapshot":
		return "Storage", "Backup Storage"
	case "logs":
		return "Management and Governance", "Observability"
	}
	return "Other", ""
}
