// Package azure reads the Azure Retail Prices API: one page, several pages saved
// one behind the other, or a bare array of items.
package azure

import (
	"context"
	"encoding/json"
	"io"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/feed"
	"github.com/sovcost/sovcost/pricing/money"
)

// PricesURL is the first page of all retail prices; add $filter and
// currencyCode. Source: Microsoft Learn, "Azure Retail Prices REST API".
const PricesURL = "https://prices.azure.com/api/retail/prices?api-version=2023-01-01-preview"

// item is one price as the API sends it.
type item struct {
	Currency        string    `json:"currencyCode"`
	TierMinimum     feed.Text `json:"tierMinimumUnits"`
	RetailPrice     feed.Text `json:"retailPrice"`
	Region          string    `json:"armRegionName"`
	Location        string    `json:"location"`
	EffectiveStart  string    `json:"effectiveStartDate"`
	MeterID         string    `json:"meterId"`
	MeterName       string    `json:"meterName"`
	ProductName     string    `json:"productName"`
	SKUID           string    `json:"skuId"`
	SKUName         string    `json:"skuName"`
	ServiceName     string    `json:"serviceName"`
	ServiceFamily   string    `json:"serviceFamily"`
	Unit            string    `json:"unitOfMeasure"`
	Type            string    `json:"type"`
	ARMName         string    `json:"armSkuName"`
	ReservationTerm string    `json:"reservationTerm"`
	SavingsPlan     []saving  `json:"savingsPlan"`
}

// saving is the price under a savings plan, inside the item it discounts.
type saving struct {
	RetailPrice feed.Text `json:"retailPrice"`
	Term        string    `json:"term"`
}

// Read reads retail prices. Each item is a price point, each of its savings-plan
// prices another one.
func Read(ctx context.Context, r io.Reader, opt catalog.Options, emit func(catalog.Row) error) (catalog.Counts, error) {
	return catalog.ReadJSON(ctx, r, opt, emit, func(j *feed.JSON, in *catalog.Intake) error {
		p := &pages{j: j, in: in}
		err := j.Documents(p.page)
		if p.next {
			in.Warn("the last page names a next one (NextPageLink): prices are missing; import all pages")
		}
		return err
	})
}

// pages is the state while pages are read.
type pages struct {
	j    *feed.JSON
	in   *catalog.Intake
	next bool // the page read last names a next one
}

// page reads one page, or an array of items or of pages.
func (p *pages) page(open json.Delim) error {
	if open == '[' {
		return p.j.Elements(func() error {
			var raw json.RawMessage
			if err := p.j.Decode(&raw); err != nil {
				return err
			}
			return p.decode(raw)
		})
	}
	p.next = false
	known := false
	err := p.j.Members(func(key string) error {
		switch strings.ToLower(key) {
		case "items":
			known = true
			return p.j.Array(key, func() error {
				var it item
				if err := p.j.Decode(&it); err != nil {
					return err
				}
				return p.item(&it)
			})
		case "nextpagelink":
			link, err := p.j.Text(key)
			p.next = link != ""
			return err
		}
		return p.j.Skip()
	})
	if err == nil && !known {
		return p.j.Errorf("a page has the key Items", "not an answer of the Retail Prices API")
	}
	return err
}

// decode takes an element of a bare array: an item, or a whole page.
func (p *pages) decode(raw json.RawMessage) error {
	var page struct {
		Items    []item
		NextPage feed.Text `json:"NextPageLink"`
	}
	if err := json.Unmarshal(raw, &page); err != nil {
		return p.in.Refuse(p.j.Pos(), "Items", "", "%v", err)
	}
	if page.Items == nil {
		page.Items = make([]item, 1)
		if err := json.Unmarshal(raw, &page.Items[0]); err != nil {
			return p.in.Refuse(p.j.Pos(), "Items", "", "%v", err)
		}
	}
	p.next = page.NextPage != ""
	for i := range page.Items {
		if err := p.item(&page.Items[i]); err != nil {
			return err
		}
	}
	return nil
}

// item hands out the rows of one item.
func (p *pages) item(it *item) error {
	if err := p.in.Record(); err != nil {
		return err
	}
	at := p.j.Pos()
	row, what := base(it, p.in)
	if what != "" {
		return p.in.Refuse(at, it.SKUID, "", "%s", what)
	}
	price, err := catalog.ParsePrice(string(it.RetailPrice))
	if err != nil {
		if err := p.in.Refuse(at, it.SKUID, "", "%v", err); err != nil {
			return err
		}
	} else {
		row.Price = price
		if err := p.in.Row(at, &row); err != nil {
			return err
		}
	}
	for _, s := range it.SavingsPlan {
		if err := p.saving(at, row, it, s); err != nil {
			return err
		}
	}
	return nil
}

// saving hands out the row of a savings-plan price.
func (p *pages) saving(at feed.Position, row catalog.Row, it *item, s saving) error {
	months := years(s.Term)
	if months == 0 {
		return p.in.Refuse(at, it.SKUID, "", "the savings plan term %q is not a number of years", s.Term)
	}
	price, err := catalog.ParsePrice(string(s.RetailPrice))
	if err != nil {
		return p.in.Refuse(at, it.SKUID, "", "savings plan: %v", err)
	}
	row.Price, row.Term = price, catalog.Commitment("savings_plan", months)
	return p.in.Row(at, &row)
}

// base is the row of an item without its price; what says why there is none.
func base(it *item, in *catalog.Intake) (row catalog.Row, what string) {
	product := it.ARMName
	if product == "" {
		product = it.SKUName
	}
	row = catalog.Row{Provider: "azure", Service: it.ServiceName, Category: it.ServiceFamily, SKU: it.SKUID,
		Product: product, RateCode: it.MeterID, Description: strings.TrimSpace(it.ProductName + ", " + it.MeterName),
		Region: it.Region, UnitText: it.Unit, Currency: money.Currency(it.Currency), ValidFrom: catalog.Day(it.EffectiveStart),
		AsOf: in.AsOf(""), Variant: variant(it)}
	if row.Region == "" {
		row.Region = global(it.Location)
	}
	row.Per, row.Unit, _ = catalog.ParseUnit(it.Unit)
	if it.TierMinimum != "" {
		v, err := catalog.ParseNumber(string(it.TierMinimum))
		if err != nil {
			return row, "tierMinimumUnits: " + err.Error()
		}
		if !v.IsZero() {
			row.TierFrom = catalog.At(v)
		}
	}
	switch it.Type {
	case "Reservation":
		months := years(it.ReservationTerm)
		if months == 0 {
			return row, "the reservation term " + it.ReservationTerm + " is not a number of years"
		}
		// The price is for the whole term although the unit says "1 Hour".
		row.Term, row.Upfront, row.Unit, row.Per = catalog.Commitment("reserved", months), true, "term", decimal.NewFromInt(1)
		row.Note = "price of the whole term; the list's unit is " + it.Unit
	case "DevTestConsumption":
		row.Term = catalog.DevTest
	default:
		row.Term = meterTerm(it)
	}
	if it.ServiceName == "Virtual Machines" {
		machine(&row, it)
	}
	return row, ""
}

// variant sets apart meters that share a name: they differ in product.
func variant(it *item) string {
	if it.Type == "Consumption" || it.Type == "" {
		return ""
	}
	return "type=" + it.Type
}

// meterTerm reads spot and low priority from the meter's name.
func meterTerm(it *item) catalog.Term {
	for _, name := range []string{it.MeterName, it.SKUName} {
		switch {
		case strings.HasSuffix(name, " Spot"):
			return catalog.Spot
		case strings.HasSuffix(name, " Low Priority"):
			return catalog.LowPriority
		}
	}
	return catalog.OnDemand
}

// global is the region of prices that hold everywhere, or in a billing zone.
func global(location string) string {
	switch location {
	case "", "Global", "Any":
		return "*"
	}
	return location
}

// years reads "1 Year" and "3 Years" as months; zero is neither.
func years(text string) int {
	num, unit, _ := strings.Cut(text, " ")
	if !strings.HasPrefix(unit, "Year") || len(num) != 1 || num[0] < '1' || num[0] > '9' {
		return 0
	}
	return int(num[0]-'0') * 12
}
