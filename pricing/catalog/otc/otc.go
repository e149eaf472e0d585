// Package otc reads the price API of Open Telekom Cloud.
package otc

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/feed"
	"github.com/sovcost/sovcost/pricing/money"
)

// PriceURL is the public price API; {service} is a name such as ecs, evs or obs.
const PriceURL = "https://calculator.otc-service.com/en/open-telekom-price-api/?productType=OTC&serviceName={service}&limitMax=5000"

// Reasons for leaving out a price point.
const (
	// SkipZero: the public list answers 0.000000 for what it does not price, for
	// example every service of a region it knows by name only.
	SkipZero     = "no amount, or 0, which this list shows for what it does not price"
	SkipReserved = "no reserved price"
	SkipLabel    = "currency label and amount disagree"
)

// item is one price as the API sends it.
type item struct {
	ID        string    `json:"id"`
	Product   string    `json:"productId"`
	Flavour   string    `json:"opiFlavour"`
	Name      string    `json:"productName"`
	OS        string    `json:"osUnit"`
	Currency  string    `json:"currency"`
	Amount    feed.Text `json:"priceAmount"`
	Unit      string    `json:"unit"`
	VCPU      feed.Text `json:"vCpu"`
	RAM       feed.Text `json:"ram"`
	Parameter string    `json:"productIdParameter"`
	Family    string    `json:"productFamily"`
	From      feed.Text `json:"fromOn"`
	UpTo      feed.Text `json:"upTo"`
	Region    string    `json:"region"`
	R12       feed.Text `json:"R12"`
	R24       feed.Text `json:"R24"`
	R36       feed.Text `json:"R36"`
	RU12      feed.Text `json:"RU12"`
	RU24      feed.Text `json:"RU24"`
	RU36      feed.Text `json:"RU36"`
}

// list is the state while answers are read.
type list struct {
	j            *feed.JSON
	in           *catalog.Intake
	cached       string
	count, found int
}

// Read reads one answer, or several saved one behind the other. A price point is
// the hourly price or one of the six reserved prices of an item.
func Read(ctx context.Context, r io.Reader, opt catalog.Options, emit func(catalog.Row) error) (catalog.Counts, error) {
	return catalog.ReadJSON(ctx, r, opt, emit, func(j *feed.JSON, in *catalog.Intake) error {
		l := &list{j: j, in: in}
		err := j.Documents(l.document)
		if l.count > l.found {
			in.Warn("the list says it has %d records, here are %d: import all pages", l.count, l.found)
		}
		return err
	})
}

func (l *list) document(open json.Delim) error {
	known := false
	if open == '{' {
		if err := l.j.Members(func(key string) error {
			if key != "response" {
				return l.j.Skip()
			}
			return l.j.Object(key, func(key string) error { return l.response(key, &known) })
		}); err != nil {
			return err
		}
	}
	if !known {
		return l.j.Errorf("an answer has the key response.result", "not an answer of the Open Telekom Cloud price API")
	}
	return nil
}

// response reads one member of the answer. The result is an object by service,
// or a bare array when a filter was given.
func (l *list) response(key string, known *bool) (err error) {
	switch key {
	case "cachedAt":
		l.cached, err = l.j.Text(key)
		return err
	case "stats":
		var s struct {
			Count int `json:"count"`
		}
		err = l.j.Decode(&s)
		l.count = max(l.count, s.Count)
		return err
	case "result":
		*known = true
		d, err := l.j.Open()
		switch {
		case err != nil:
			return err
		case d == '{':
			return l.j.Members(func(service string) error { return l.j.Array(service, l.item) })
		case d == '[':
			return l.j.Elements(l.item)
		}
		return l.j.Errorf("", "result: expected an object or an array")
	}
	return l.j.Skip()
}

// item hands out the prices of one item.
func (l *list) item() error {
	var it item
	if err := l.j.Decode(&it); err != nil {
		return err
	}
	if err := l.in.Record(); err != nil {
		return err
	}
	l.found++
	at := l.j.Pos()
	row := catalog.Row{Provider: "otc", Service: it.Parameter, Category: it.Family, SKU: it.ID, Product: it.Flavour,
		Description: it.Name, Region: it.Region, UnitText: it.Unit, OS: system(it.OS), VAT: "no",
		AsOf: l.in.AsOf(l.cached), VCPU: catalog.Size(string(it.VCPU)), MemoryGiB: gib(string(it.RAM))}
	row.Per, row.Unit, _ = catalog.ParseUnit(it.Unit)
	if row.Product == "" {
		row.Product = it.Name
	}
	if row.VCPU.Valid {
		row.Family = family(row.Product)
	}
	var err error
	if row.TierFrom, row.TierTo, err = bounds(string(it.From), string(it.UpTo)); err != nil {
		return l.in.Refuse(at, it.ID, "", "tier: %v", err)
	}
	row.Term = catalog.OnDemand
	if err := l.price(at, row, &it, string(it.Amount), SkipZero); err != nil {
		return err
	}
	return l.reserved(at, row, &it)
}

// reserved hands out the reserved prices. All are amounts per month: the second
// kind is the monthly share of a payment made ahead.
func (l *list) reserved(at feed.Position, row catalog.Row, it *item) error {
	row.Unit, row.Per = "month", decimal.NewFromInt(1)
	for _, r := range []struct {
		months   int
		purchase string
		text     feed.Text
	}{
		{12, "no_upfront", it.R12}, {24, "no_upfront", it.R24}, {36, "no_upfront", it.R36},
		{12, "all_upfront", it.RU12}, {24, "all_upfront", it.RU24}, {36, "all_upfront", it.RU36},
	} {
		row.Term, row.Purchase, row.Note = catalog.Commitment("reserved", r.months), r.purchase, ""
		if r.purchase == "all_upfront" {
			row.Note = "monthly share of a payment made ahead"
		}
		if err := l.price(at, row, it, string(r.text), SkipReserved); err != nil {
			return err
		}
	}
	return nil
}

// price hands out one price; nothing says why an empty or zero amount is left
// out.
func (l *list) price(at feed.Position, row catalog.Row, it *item, text, nothing string) error {
	if strings.TrimSpace(text) == "" {
		l.in.Skip(nothing)
		return nil
	}
	price, currency, err := amount(text)
	switch {
	case err != nil:
		return l.in.Refuse(at, it.ID, "", "%v", err)
	case price.IsZero():
		l.in.Skip(nothing)
		return nil
	case currency != it.Currency:
		// Seen at eu-ch2: labelled CHF, amounts in EUR. Neither can be trusted.
		l.in.Skip(SkipLabel)
		l.in.Warn("region %s: the label says %s, the amount %s", it.Region, it.Currency, currency)
		return nil
	}
	row.Price, row.Currency = price, money.Currency(currency)
	return l.in.Row(at, &row)
}

// amount reads "1,234.500000 EUR".
func amount(text string) (decimal.Decimal, string, error) {
	num, currency, ok := strings.Cut(strings.TrimSpace(text), " ")
	if !ok {
		return decimal.Decimal{}, "", fmt.Errorf("the price %q is not an amount with a currency", text)
	}
	if strings.Contains(num, ",") && strings.Contains(num, ".") {
		num = strings.ReplaceAll(num, ",", "")
	}
	v, err := catalog.ParsePrice(num)
	return v, strings.TrimSpace(currency), err
}

// bounds turns "from 1 up to 100" into the half-open tier from 0 to 100; many
// nines are no bound.
func bounds(low, high string) (from, to catalog.Bound, err error) {
	one, endless := decimal.NewFromInt(1), decimal.NewFromInt(999_999_999)
	if low != "" {
		v, err := catalog.ParseNumber(low)
		if err != nil {
			return from, to, err
		}
		if v.GreaterThan(one) {
			from = catalog.At(v.Sub(one))
		}
	}
	if high != "" {
		v, err := catalog.ParseNumber(high)
		if err != nil {
			return from, to, err
		}
		if v.LessThan(endless) {
			to = catalog.At(v)
		}
	}
	if to.Set() && !from.Set() {
		from = catalog.At(decimal.Decimal{})
	}
	return from, to, nil
}

// gib reads "16 GiB".
func gib(text string) decimal.NullDecimal {
	num, unit, _ := strings.Cut(strings.TrimSpace(text), " ")
	if unit != "GiB" {
		return decimal.NullDecimal{}
	}
	return catalog.Size(num)
}

// system is the operating system a price includes; "Standard" is none.
func system(text string) string {
	if strings.EqualFold(text, "Standard") {
		return ""
	}
	return strings.ToLower(text)
}

// family of a flavour: "s3.large.2" is of "s3.*.2", where the last number is the
// ratio of memory to vCPU.
func family(flavour string) string {
	parts := strings.Split(flavour, ".")
	if len(parts) != 3 {
		return ""
	}
	return parts[0] + ".*." + parts[2]
}
