package focus

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// fields are the values of one row by column name, null as "".
type fields struct {
	c      *checker
	line   int
	record []string
}

func (f fields) get(name string) string {
	i, ok := f.c.at[name]
	if !ok || i >= len(f.record) {
		return ""
	}
	if s := f.record[i]; !isNull(s) {
		return s
	}
	return ""
}

// number is the column's number; ok is false where it is null or none.
func (f fields) number(name string) (decimal.Decimal, bool) {
	d, ok := parseNumber(f.get(name))
	return d, ok
}

func isNull(s string) bool { return s == "" || strings.EqualFold(s, "null") }

// row checks one row.
func (c *checker) row(line int, record []string) {
	c.result.Rows++
	f := fields{c, line, record}
	for i, value := range record {
		if i < len(c.columns) {
			c.value(line, c.columns[i], value)
		}
	}
	f.periods()
	f.nullability()
	f.products()
	f.consistency()
}

// value checks one value by its column alone.
func (c *checker) value(line int, col column, value string) {
	if isNull(value) {
		if value != "" {
			c.tolerable(line, col.name, "null word", fmt.Sprintf("%q stands for null; leave it empty", value))
		}
		if !col.nullable {
			c.problem(line, col.name, "null", "is empty and may not be")
		}
		return
	}
	if col.values != nil && !slices.Contains(col.values, value) {
		c.wrongValue(line, col, value)
		return
	}
	switch col.format {
	case number, price:
		d, ok := parseNumber(value)
		if !ok {
			c.problem(line, col.name, "format", fmt.Sprintf("%.40q is no plain number; write -1234.56", value))
		} else if col.format == price && d.IsNegative() {
			c.problem(line, col.name, "value", fmt.Sprintf("%.40s is below 0; a unit price is not", value))
		}
	case moment:
		if _, form := parseTime(value); form.err != "" {
			c.problem(line, col.name, "format", form.err)
		} else if form.loose {
			c.tolerable(line, col.name, "time", fmt.Sprintf("%.40q is not of the form 2026-01-31T00:00:00Z", value))
		}
	case currency:
		if !currencyCode.MatchString(value) {
			c.problem(line, col.name, "format", fmt.Sprintf("%.40q is no currency code; write three capitals, e.g. CHF", value))
		}
	case unit:
		if !goodUnit(value) {
			c.tolerable(line, col.name, "unit", fmt.Sprintf("%.40q is not spelled as the specification wants; write %s", value, Unit(value)))
		}
	case object:
		var m map[string]any
		if err := json.Unmarshal([]byte(value), &m); err != nil {
			c.problem(line, col.name, "format", "is no JSON object")
		}
	}
}

func (c *checker) wrongValue(line int, col column, value string) {
	for _, v := range col.values {
		if strings.EqualFold(v, value) {
			c.tolerable(line, col.name, "letter case", fmt.Sprintf("%q is written %q", value, v))
			return
		}
	}
	few := col.values
	if len(few) > 6 {
		few = few[:6]
	}
	c.problem(line, col.name, "value", fmt.Sprintf("%.40q is not among the allowed values (%s ...)", value, strings.Join(few, ", ")))
}

// periods: each begins before it ends.
func (f fields) periods() {
	for _, name := range []string{"BillingPeriod", "ChargePeriod"} {
		start, a := parseTime(f.get(name + "Start"))
		end, b := parseTime(f.get(name + "End"))
		if a.err == "" && b.err == "" && !start.Before(end) {
			f.c.problem(f.line, name+"End", "period", fmt.Sprintf("%s is not after the start; the end is exclusive", f.get(name+"End")))
		}
	}
}

// nullability that hangs on the kind of charge. Source: PricingQuantity,
// PricingUnit, ListUnitPrice, ContractedUnitPrice, PricingCategory.
func (f fields) nullability() {
	category, correction := f.get("ChargeCategory"), f.get("ChargeClass") == "Correction"
	priced := (category == "Usage" || category == "Purchase") && !correction
	for _, name := range []string{"PricingQuantity", "ListUnitPrice", "ContractedUnitPrice", "PricingCategory"} {
		if _, there := f.c.at[name]; !there {
			continue
		}
		switch null := f.get(name) == ""; {
		case category == "Tax" && !null:
			f.c.problem(f.line, name, "null", "must be empty for a Tax charge")
		case priced && null:
			f.c.problem(f.line, name, "null", "is empty and may not be for a "+category+" charge")
		}
	}
	for _, pair := range [][2]string{{"PricingQuantity", "PricingUnit"}, {"ConsumedQuantity", "ConsumedUnit"}} {
		if (f.get(pair[0]) == "") != (f.get(pair[1]) == "") {
			f.c.problem(f.line, pair[1], "null", "must be empty exactly where "+pair[0]+" is")
		}
	}
}

// products: a unit price times the quantity is the cost, but for corrections.
func (f fields) products() {
	if f.get("ChargeClass") == "Correction" {
		return
	}
	amount, ok := f.number("PricingQuantity")
	if !ok {
		return
	}
	for _, name := range []string{"List", "Contracted"} {
		unitPrice, ok1 := f.number(name + "UnitPrice")
		cost, ok2 := f.number(name + "Cost")
		if !ok1 || !ok2 {
			continue
		}
		product := unitPrice.Mul(amount)
		if product.Sub(cost).Abs().GreaterThan(cost.Abs().Mul(f.c.options.Tolerance)) {
			f.c.problem(f.line, name+"Cost", "product", fmt.Sprintf("%s is not %sUnitPrice %s x PricingQuantity %s = %s",
				f.get(name+"Cost"), name, unitPrice, amount, product))
		}
	}
}

// consistency of columns that hang together.
func (f fields) consistency() {
	if f.get("ChargeCategory") == "Purchase" && f.get("ChargeFrequency") == "Usage-Based" {
		f.c.problem(f.line, "ChargeFrequency", "value", `a Purchase cannot be "Usage-Based"; write One-Time or Recurring`)
	}
	if sub := f.get("ServiceSubcategory"); sub != "" {
		parent := f.get("ServiceCategory")
		if known := subcategoriesOf(parent); known != nil && slices.Contains(subcategories(), sub) && !slices.Contains(known, sub) {
			f.c.problem(f.line, "ServiceSubcategory", "value", fmt.Sprintf("%q does not belong to the category %q", sub, parent))
		}
	}
}

var (
	currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)
	plainNumber  = regexp.MustCompile(`^-?[0-9]{1,200}(\.[0-9]{1,200})?(E-?[0-9]{1,2})?$`)
)

// parseNumber reads a number as the specification writes it. Its length is
// bounded, so that no file can make the arithmetic slow.
func parseNumber(s string) (decimal.Decimal, bool) {
	if !plainNumber.MatchString(s) {
		return decimal.Decimal{}, false
	}
	d, err := decimal.NewFromString(s)
	return d, err == nil
}

// timeForm says how a time was written.
type timeForm struct {
	err   string
	loose bool
}

func parseTime(s string) (time.Time, timeForm) {
	const exact = "2006-01-02T15:04:05Z"
	if t, err := time.Parse(exact, s); err == nil && len(s) == len(exact) {
		return t, timeForm{}
	}
	for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04:05Z", "2006-01-02"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.UTC(), timeForm{loose: true}
		}
	}
	return time.Time{}, timeForm{err: fmt.Sprintf("%.40q is no time; write 2026-01-31T00:00:00Z", s)}
}
