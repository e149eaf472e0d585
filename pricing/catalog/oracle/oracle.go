// Package oracle reads the public price list of Oracle Cloud: one price for all
// regions, in one or more currencies.
package oracle

import (
	"context"
	"encoding/json"
	"io"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/feed"
	"github.com/sovcost/sovcost/pricing/money"
)

// ProductsURL gives the list; currencyCode chooses the currency. Source: Oracle,
// "Accessing List Pricing Information" (Oracle Cloud Infrastructure cost
// estimator API).
const ProductsURL = "https://apexapps.oracle.com/pls/apex/cetools/api/v1/products/?currencyCode=USD"

// SkipNoPrice is a product that the list shows without a price.
const SkipNoPrice = "no price given"

// open ends: the list writes many nines for "no upper bound".
var endless = decimal.NewFromInt(999_999_999)

// item is one part of the list.
type item struct {
	Part     string `json:"partNumber"`
	Name     string `json:"displayName"`
	Metric   string `json:"metricName"`
	Category string `json:"serviceCategory"`
	Local    []struct {
		Currency string `json:"currencyCode"`
		Prices   []struct {
			Model string    `json:"model"`
			Value feed.Text `json:"value"`
			Min   feed.Text `json:"rangeMin"`
			Max   feed.Text `json:"rangeMax"`
		} `json:"prices"`
	} `json:"currencyCodeLocalizations"`
}

// Read reads the list. A price point is one tier in one currency.
func Read(ctx context.Context, r io.Reader, opt catalog.Options, emit func(catalog.Row) error) (catalog.Counts, error) {
	return catalog.ReadJSON(ctx, r, opt, emit, func(j *feed.JSON, in *catalog.Intake) error {
		l := &list{j: j, in: in}
		return j.Documents(l.document)
	})
}

// list is the state while the list is read.
type list struct {
	j       *feed.JSON
	in      *catalog.Intake
	updated string
}

func (l *list) document(open json.Delim) error {
	known := false
	if open == '{' {
		if err := l.j.Members(func(key string) (err error) {
			switch key {
			case "items":
				known = true
				return l.j.Array(key, l.item)
			case "lastUpdated":
				l.updated, err = l.j.Text(key)
				return err
			}
			return l.j.Skip()
		}); err != nil {
			return err
		}
	}
	if !known {
		return l.j.Errorf("a list has the key items", "not an Oracle price list")
	}
	return nil
}

// item hands out the prices of one part.
func (l *list) item() error {
	var it item
	if err := l.j.Decode(&it); err != nil {
		return err
	}
	if err := l.in.Record(); err != nil {
		return err
	}
	at, n := l.j.Pos(), 0
	row := catalog.Row{Provider: "oracle", Service: it.Category, SKU: it.Part, Product: it.Name, Region: "*",
		UnitText: it.Metric, AsOf: l.in.AsOf(l.updated), VAT: "no"}
	row.Per, row.Unit, _ = catalog.ParseUnit(it.Metric)
	for _, loc := range it.Local {
		for _, p := range loc.Prices {
			n++
			price, err := catalog.ParsePrice(string(p.Value))
			if err == nil {
				row.TierFrom, row.TierTo, err = bounds(string(p.Min), string(p.Max))
			}
			if err != nil {
				if err := l.in.Refuse(at, it.Part, "", "%v", err); err != nil {
					return err
				}
				continue
			}
			row.Price, row.Currency = price, money.Currency(loc.Currency)
			row.Term, row.Variant = catalog.OnDemand, ""
			if p.Model != "PAY_AS_YOU_GO" {
				row.Term, row.Variant = catalog.Term("commit"), "model="+p.Model
			}
			if err := l.in.Row(at, &row); err != nil {
				return err
			}
		}
	}
	if n == 0 {
		l.in.Skip(SkipNoPrice)
	}
	return nil
}

// bounds reads a tier, in units of the metric.
func bounds(low, high string) (from, to catalog.Bound, err error) {
	if low != "" {
		v, err := catalog.ParseNumber(low)
		if err != nil {
			return from, to, err
		}
		from = catalog.At(v)
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
	return from, to, nil
}
