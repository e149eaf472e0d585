// Package scaleway reads the two price lists of Scaleway: the product catalogue
// of everything, and the server types of one zone.
package scaleway

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/feed"
	"github.com/sovcost/sovcost/pricing/money"
)

// CatalogURL is the first page of the product catalogue. Source: Scaleway
// developer documentation, "Product Catalog API".
const CatalogURL = "https://api.scaleway.com/product-catalog/v2alpha1/public-catalog/products?page_size=100&page=1"

// SkipNoPrice is a product that the list shows without a price.
const SkipNoPrice = "no retail price"

// serverCurrency: the server list names no currency; Scaleway's API bills and
// documents hourly_price in euros.
const serverCurrency = "EUR"

// product is one product of the catalogue.
type product struct {
	SKU             string         `json:"sku"`
	ServiceCategory string         `json:"service_category"`
	ProductCategory string         `json:"product_category"`
	Product         string         `json:"product"`
	Variant         string         `json:"variant"`
	Description     string         `json:"description"`
	Locality        map[string]any `json:"locality"`
	Price           struct {
		Retail *struct {
			Currency string    `json:"currency_code"`
			Units    feed.Text `json:"units"`
			Nanos    feed.Text `json:"nanos"`
		} `json:"retail_price"`
	} `json:"price"`
	Properties struct {
		Hardware struct {
			CPU struct {
				Virtual struct {
					Count feed.Text `json:"count"`
				} `json:"virtual"`
				Threads feed.Text `json:"threads"`
			} `json:"cpu"`
			RAM struct {
				Size feed.Text `json:"size"`
			} `json:"ram"`
		} `json:"hardware"`
	} `json:"properties"`
	Unit struct {
		Unit string    `json:"unit"`
		Size feed.Text `json:"size"`
	} `json:"unit_of_measure"`
	Status string `json:"status"`
}

// list is the state while pages are read.
type list struct {
	j            *feed.JSON
	in           *catalog.Intake
	total, found int
}

// Read reads either list; pages of the catalogue may stand one behind the other.
// The server list needs Options.Region, for the zone stands only in its address.
func Read(ctx context.Context, r io.Reader, opt catalog.Options, emit func(catalog.Row) error) (catalog.Counts, error) {
	return catalog.ReadJSON(ctx, r, opt, emit, func(j *feed.JSON, in *catalog.Intake) error {
		l := &list{j: j, in: in}
		err := j.Documents(l.document)
		if l.total > l.found {
			in.Warn("the list says it has %d products, here are %d: import all pages", l.total, l.found)
		}
		return err
	})
}

func (l *list) document(open json.Delim) error {
	if open == '[' {
		return l.j.Elements(l.product)
	}
	known := false
	err := l.j.Members(func(key string) error {
		switch key {
		case "products":
			known = true
			return l.j.Array(key, l.product)
		case "servers":
			known = true
			return l.j.Object(key, l.server)
		case "total_count":
			return l.j.Decode(&l.total)
		}
		return l.j.Skip()
	})
	if err == nil && !known {
		return l.j.Errorf("a list has the key products or servers", "not a Scaleway price list")
	}
	return err
}

// product hands out the price of one product of the catalogue.
func (l *list) product() error {
	var p product
	if err := l.j.Decode(&p); err != nil {
		return err
	}
	if err := l.in.Record(); err != nil {
		return err
	}
	l.found++
	at := l.j.Pos()
	if p.Price.Retail == nil {
		l.in.Skip(SkipNoPrice)
		return nil
	}
	price, err := catalog.Nanos(string(p.Price.Retail.Units), string(p.Price.Retail.Nanos))
	if err != nil {
		return l.in.Refuse(at, p.SKU, "", "%v", err)
	}
	row := catalog.Row{Provider: "scaleway", Service: p.ProductCategory, Category: p.ServiceCategory, SKU: p.SKU,
		Product: p.Product, Description: p.Variant, Region: place(p.Locality), UnitText: p.Unit.Unit, Price: price,
		Currency: money.Currency(p.Price.Retail.Currency), Term: catalog.OnDemand, AsOf: l.in.AsOf(""), VAT: "no"}
	row.Per, row.Unit, _ = catalog.ParseUnit(p.Unit.Unit)
	if p.Unit.Size != "" {
		size, err := catalog.ParseNumber(string(p.Unit.Size))
		if err != nil || !size.IsPositive() {
			return l.in.Refuse(at, p.SKU, "", "unit_of_measure: size %q is not a quantity", p.Unit.Size)
		}
		row.Per = row.Per.Mul(size)
	}
	hardware(&row, &p)
	if p.Status != "" && p.Status != "general_availability" {
		row.Note = "status " + p.Status
	}
	return l.in.Row(at, &row)
}

// hardware fills in the size of a machine.
func hardware(row *catalog.Row, p *product) {
	h := &p.Properties.Hardware
	cpus := h.CPU.Virtual.Count
	if cpus == "" || cpus == "0" {
		cpus = h.CPU.Threads
	}
	row.VCPU, row.MemoryGiB = catalog.Size(string(cpus)), catalog.GiB(string(h.RAM.Size))
	if row.VCPU.Valid {
		row.Family = family(p.Product)
	}
}

// family is the range of a server type, its name without the parts that say the
// size: "BASIC3-X2C-4G" and "PRO2-S" are of BASIC3 and PRO2, "POP2-HM-2C-16G" is
// of POP2-HM.
func family(name string) string {
	parts := strings.Split(name, "-")
	kept := parts[:1]
	for _, p := range parts[1:] {
		if strings.ContainsAny(p, "0123456789") || slices.Contains([]string{"XXS", "XS", "S", "M", "L", "XL", "XXL"}, p) {
			continue
		}
		kept = append(kept, p)
	}
	return strings.Join(kept, "-")
}

// place reads the locality: a zone, a region, a data centre, or everywhere.
func place(loc map[string]any) string {
	for _, kind := range []string{"zone", "region", "datacenter"} {
		if s, ok := loc[kind].(string); ok && s != "" {
			return s
		}
	}
	return "*"
}
