// Package gcp reads the Google Cloud Billing Catalog: the answer of
// services.skus.list, one page or several saved one behind the other.
package gcp

import (
	"context"
	"encoding/json"
	"io"
	"strings"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/feed"
	"github.com/sovcost/sovcost/pricing/money"
)

// SKUsURL is the pattern of the first page; {service} is an id such as
// 6F81-5844-456A (Compute Engine), {key} an API key of the user's. Source: Google
// Cloud documentation, "Cloud Billing Catalog API".
const SKUsURL = "https://cloudbilling.googleapis.com/v1/services/{service}/skus?key={key}&currencyCode={currency}"

// SkipNoPrice is a SKU that the catalog lists without any price.
const SkipNoPrice = "sku without a price"

// sku is one SKU as the API sends it.
type sku struct {
	ID          string `json:"skuId"`
	Description string `json:"description"`
	Category    struct {
		Service string `json:"serviceDisplayName"`
		Family  string `json:"resourceFamily"`
		Group   string `json:"resourceGroup"`
		Usage   string `json:"usageType"`
	} `json:"category"`
	Regions []string `json:"serviceRegions"`
	Pricing []struct {
		Effective  string     `json:"effectiveTime"`
		Expression expression `json:"pricingExpression"`
	} `json:"pricingInfo"`
}

// expression is a price with its tiers. The price is per usageUnit; the display
// quantity only says how Google shows it.
type expression struct {
	Unit  string `json:"usageUnit"`
	Tiers []struct {
		Start feed.Text `json:"startUsageAmount"`
		Price struct {
			Currency string    `json:"currencyCode"`
			Units    feed.Text `json:"units"`
			Nanos    feed.Text `json:"nanos"`
		} `json:"unitPrice"`
	} `json:"tieredRates"`
}

// Read reads SKUs. A price point is one tier of a SKU in one region.
func Read(ctx context.Context, r io.Reader, opt catalog.Options, emit func(catalog.Row) error) (catalog.Counts, error) {
	return catalog.ReadJSON(ctx, r, opt, emit, func(j *feed.JSON, in *catalog.Intake) error {
		p := &pages{j: j, in: in}
		err := j.Documents(p.page)
		if p.next {
			in.Warn("the last page names a next one (nextPageToken): prices are missing; import all pages")
		}
		return err
	})
}

// pages is the state while pages are read.
type pages struct {
	j    *feed.JSON
	in   *catalog.Intake
	next bool
}

// page reads one page, or a bare array of SKUs.
func (p *pages) page(open json.Delim) error {
	if open == '[' {
		return p.j.Elements(p.element)
	}
	p.next = false
	known := false
	err := p.j.Members(func(key string) error {
		switch key {
		case "skus":
			known = true
			return p.j.Array(key, p.element)
		case "nextPageToken":
			token, err := p.j.Text(key)
			p.next = token != ""
			return err
		}
		return p.j.Skip()
	})
	// The last page of a list can be empty: "{}" without skus.
	if err == nil && !known && p.in.Empty() {
		return p.j.Errorf("a page has the key skus", "not an answer of the Cloud Billing Catalog")
	}
	return err
}

// element reads one SKU.
func (p *pages) element() error {
	var s sku
	if err := p.j.Decode(&s); err != nil {
		return err
	}
	if err := p.in.Record(); err != nil {
		return err
	}
	at := p.j.Pos()
	n := 0
	for _, info := range s.Pricing {
		for i := range info.Expression.Tiers {
			n++
			if err := p.tier(at, &s, catalog.Day(info.Effective), &info.Expression, i); err != nil {
				return err
			}
		}
	}
	if n == 0 {
		p.in.Skip(SkipNoPrice)
	}
	return nil
}

// tier hands out one tier in every region of a SKU.
func (p *pages) tier(at feed.Position, s *sku, effective string, e *expression, i int) error {
	t := &e.Tiers[i]
	price, err := catalog.Nanos(string(t.Price.Units), string(t.Price.Nanos))
	if err != nil {
		return p.in.Refuse(at, s.ID, "", "%v", err)
	}
	row := catalog.Row{Provider: "gcp", Service: s.Category.Service, Category: s.Category.Family, SKU: s.ID,
		Product: s.Description, Description: s.Category.Group, UnitText: e.Unit, Price: price,
		Currency: money.Currency(t.Price.Currency), Term: term(s.Category.Usage), ValidFrom: effective, AsOf: p.in.AsOf("")}
	row.Per, row.Unit, _ = catalog.ParseUnit(e.Unit)
	if len(e.Tiers) > 1 {
		from, to, err := bounds(e, i)
		if err != nil {
			return p.in.Refuse(at, s.ID, "", "startUsageAmount: %v", err)
		}
		row.TierFrom, row.TierTo = from, to
	}
	if strings.Contains(s.Category.Group, "GPU") {
		row.Variant = "gpu"
	}
	regions := s.Regions
	if len(regions) == 0 {
		regions = []string{"*"}
	}
	for _, region := range regions {
		if region == "global" {
			region = "*"
		}
		row.Region = region
		if err := p.in.Row(at, &row); err != nil {
			return err
		}
	}
	return nil
}

// bounds of tier i: from its start to the start of the next.
func bounds(e *expression, i int) (from, to catalog.Bound, err error) {
	start, err := catalog.ParseNumber(orZero(e.Tiers[i].Start))
	if err != nil {
		return from, to, err
	}
	from = catalog.At(start)
	if i+1 < len(e.Tiers) {
		next, err := catalog.ParseNumber(orZero(e.Tiers[i+1].Start))
		if err != nil {
			return from, to, err
		}
		to = catalog.At(next)
	}
	return from, to, nil
}

// orZero reads an absent number as zero: proto3 JSON leaves zeros out.
func orZero(t feed.Text) string {
	if t == "" {
		return "0"
	}
	return string(t)
}

// term reads the usage type.
func term(usage string) catalog.Term {
	switch usage {
	case "OnDemand", "":
		return catalog.OnDemand
	case "Preemptible":
		return catalog.Spot
	case "Commit1Yr":
		return catalog.Commitment("commit", 12)
	case "Commit3Yr":
		return catalog.Commitment("commit", 36)
	}
	return catalog.Term(strings.ToLower(usage))
}
