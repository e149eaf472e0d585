// Package facts reads prices from a plain table, one price a line: the way to
// bring in a price list that exists on paper or as a page only. Columns, in any
// order: provider, service, sku, region, unit, price, currency, source, as_of,
// confidence; and as far as known: term, vcpu, mem_gib (or memory_gb), tier_from,
// tier_to, vat_included, os, license, valid_from, note.
package facts

import (
	"cmp"
	"context"
	"io"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/feed"
	"github.com/sovcost/sovcost/pricing/money"
)

// Reasons for leaving out a line.
const (
	SkipNoPrice   = "no price given"
	SkipFraction  = "a share of another rate, not an amount"
	SkipAllowance = "an allowance, not an amount"
)

// columns is what every table must have.
var columns = []string{"provider", "service", "sku", "region", "unit", "price", "currency", "source", "as_of", "confidence"}

// Read reads the table.
func Read(ctx context.Context, r io.Reader, opt catalog.Options, emit func(catalog.Row) error) (catalog.Counts, error) {
	return catalog.ReadTable(ctx, r, opt, emit, columns, line)
}

// line hands out the row of one line.
func line(c *feed.CSV, in *catalog.Intake) error {
	unit := c.Get("unit")
	switch {
	case c.Get("price") == "":
		in.Skip(SkipNoPrice)
		return nil
	case strings.HasPrefix(unit, "fraction_"):
		in.Skip(SkipFraction)
		return nil
	case strings.Contains(strings.ToLower(unit), "_free_per_"):
		in.Skip(SkipAllowance)
		return nil
	}
	price, err := catalog.ParsePrice(c.Get("price"))
	if err != nil {
		return in.Refuse(c.PosOf("price"), "price", "leave it empty where the price is not known", "%v", err)
	}
	term, purchase, ok := readTerm(c.Get("term"))
	if !ok {
		return in.Refuse(c.PosOf("term"), "term", "use on_demand, spot, free_tier, reserved_1y, commit_1y, savings_plan_1y or 1y_no_upfront",
			"%q is not a term", c.Get("term"))
	}
	vcpu, bad := size(c, "vcpu")
	mem, bad2 := size(c, "mem_gib", "memory_gb")
	if bad = cmp.Or(bad, bad2); bad != "" {
		return in.Refuse(c.PosOf(bad), bad, "leave it empty where it is not known", "%q is not a size", c.Get(bad))
	}
	row := catalog.Row{Provider: c.Get("provider"), Service: c.Get("service"), SKU: c.Get("sku"), Product: c.Get("sku"),
		Region: c.Get("region"), UnitText: unit, Price: price, Currency: money.Currency(c.Get("currency")),
		TierFrom: catalog.ParseBound(c.Get("tier_from")), TierTo: catalog.ParseBound(c.Get("tier_to")),
		Term: term, Purchase: purchase, VCPU: vcpu, MemoryGiB: mem, OS: strings.ToLower(c.Get("os")),
		License: c.Get("license"), VAT: c.Get("vat_included"), ValidFrom: catalog.Day(c.Get("valid_from")),
		Source: c.Get("source"), AsOf: c.Get("as_of"), Confidence: c.Get("confidence"), Note: c.Get("note")}
	row.Per, row.Unit, _ = catalog.ParseUnit(unit)
	if vcpu.Valid {
		row.Family = catalog.Family(row.Product)
	}
	for _, must := range []struct{ key, value string }{{"provider", row.Provider}, {"unit", unit}, {"source", row.Source}, {"as_of", row.AsOf}} {
		if must.value == "" {
			return in.Refuse(c.PosOf(must.key), must.key, "write where and when the price was seen", "the field is empty")
		}
	}
	return in.Row(c.PosOf("price"), &row)
}

// size reads an optional number that must be positive if it is there; bad names
// the column that holds something else.
func size(c *feed.CSV, names ...string) (v decimal.NullDecimal, bad string) {
	for _, name := range names {
		text := c.Get(name)
		if text == "" {
			continue
		}
		n, err := catalog.ParseNumber(text)
		if err != nil || !n.IsPositive() {
			return v, name
		}
		return decimal.NewNullDecimal(n), ""
	}
	return v, ""
}

// readTerm reads a term as the fact tables write it ("1y_no_upfront",
// "3y_commit") or as rows name it ("reserved_1y").
func readTerm(s string) (t catalog.Term, purchase string, ok bool) {
	switch t := catalog.Term(s); t {
	case "":
		return catalog.OnDemand, "", true
	case catalog.OnDemand, catalog.Spot, catalog.FreeTier, catalog.DevTest, catalog.LowPriority:
		return t, "", true
	}
	if period, kind, found := strings.Cut(s, "_"); found {
		if months := catalog.Term("x_" + period).Months(); months > 0 {
			switch kind {
			case "commit":
				return catalog.Commitment("commit", months), "", true
			case "no_upfront", "partial_upfront", "all_upfront":
				return catalog.Commitment("reserved", months), kind, true
			}
			return "", "", false
		}
	}
	for _, kind := range []string{"reserved_", "commit_", "savings_plan_"} {
		if strings.HasPrefix(s, kind) && catalog.Term(s).Months() > 0 {
			return catalog.Term(s), "", true
		}
	}
	return "", "", false
}
