package focus

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// mostProblems bounds how many problems one message lists.
const mostProblems = 20

// Write writes the charges as CSV in the given version: the specification's
// columns in alphabetical order, then one's own in alphabetical order. Numbers
// are plain and exact, times UTC with Z, null is empty. A charge that breaks a
// rule of the checker is refused, all problems at once and nothing is written.
//
// Note: text is written as it is, since the specification wants names
// unchanged; a text that begins with = would run in a spreadsheet. csvfmt
// writes tables for spreadsheets.
func Write(w io.Writer, charges []Charge, v Version) error {
	if err := v.check(); err != nil {
		return err
	}
	own := ownColumns(charges)
	header := append(specified(v), own...)
	c, err := newChecker(header, v, Strict())
	if err != nil {
		return err
	}
	records := [][]string{header}
	for i := range charges {
		values := charges[i].values(v)
		record := make([]string, len(header))
		for k, name := range header {
			if value, ok := values[name]; ok {
				record[k] = value
				continue
			}
			record[k] = charges[i].Own[name]
		}
		c.row(i+2, record)
		records = append(records, record)
	}
	if err := c.result.Err(); err != nil {
		return fmt.Errorf("focus: the charges cannot be written: %w", err)
	}
	return csv.NewWriter(w).WriteAll(records)
}

func ownColumns(charges []Charge) []string {
	var names []string
	for i := range charges {
		for name := range charges[i].Own {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// specified are the columns Write fills.
func specified(v Version) []string {
	var names []string
	for name := range (Charge{}).values(v) {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// values is the charge as fields by column name.
func (c Charge) values(v Version) map[string]string {
	fields := map[string]string{
		"BillingAccountId": c.BillingAccountID, "BillingAccountName": c.BillingAccountName, "BillingCurrency": c.BillingCurrency,
		"BillingPeriodStart": stamp(c.BillingPeriodStart), "BillingPeriodEnd": stamp(c.BillingPeriodEnd),
		"ChargePeriodStart": stamp(c.ChargePeriodStart), "ChargePeriodEnd": stamp(c.ChargePeriodEnd),
		"ChargeCategory": c.Category, "ChargeClass": c.Class, "ChargeFrequency": c.Frequency, "ChargeDescription": c.Description,
		"ListCost": c.ListCost.String(), "ContractedCost": c.ContractedCost.String(),
		"EffectiveCost": c.EffectiveCost.String(), "BilledCost": c.BilledCost.String(),
		"ListUnitPrice": optional(c.ListUnitPrice), "ContractedUnitPrice": optional(c.ContractedUnitPrice),
		"PricingQuantity": optional(c.PricingQuantity), "PricingUnit": c.PricingUnit, "PricingCategory": c.PricingCategory,
		"ConsumedQuantity": optional(c.ConsumedQuantity), "ConsumedUnit": c.ConsumedUnit,
		"InvoiceIssuerName": c.InvoiceIssuer,
		"ServiceCategory":   c.ServiceCategory, "ServiceSubcategory": c.ServiceSubcategory, "ServiceName": c.ServiceName,
		"RegionId": c.RegionID, "RegionName": c.RegionName,
		"ResourceId": c.ResourceID, "ResourceName": c.ResourceName, "ResourceType": c.ResourceType,
		"SkuId": c.SkuID, "SkuMeter": c.SkuMeter, "SkuPriceId": c.SkuPriceID,
	}
	if v == V1_2 {
		fields["ProviderName"], fields["PublisherName"] = c.Provider, c.Publisher
	} else {
		fields["ServiceProviderName"], fields["HostProviderName"] = c.Provider, c.Host
	}
	return fields
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

func optional(d *decimal.Decimal) string {
	if d == nil {
		return ""
	}
	return d.String()
}

// Err is nil where there are no problems; else it lists the first of them, one
// a line.
func (r Result) Err() error {
	if len(r.Problems) == 0 {
		return nil
	}
	var lines []string
	for i, p := range r.Problems {
		if i == mostProblems {
			break
		}
		lines = append(lines, p.String())
	}
	if more := r.ProblemCount - len(lines); more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return errors.New(strings.Join(lines, "\n"))
}
