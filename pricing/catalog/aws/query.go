package aws

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/pricing/catalog"
)

// queryProduct is one element of a GetProducts answer.
type queryProduct struct {
	Product struct {
		SKU        string     `json:"sku"`
		Family     string     `json:"productFamily"`
		Attributes attributes `json:"attributes"`
	} `json:"product"`
	ServiceCode string                           `json:"serviceCode"`
	Version     string                           `json:"version"`
	Published   string                           `json:"publicationDate"`
	Terms       map[string]map[string]queryOffer `json:"terms"`
}

// queryOffer is one offer of it, without the SKU level of a bulk file.
type queryOffer struct {
	OfferTermCode  string               `json:"offerTermCode"`
	EffectiveDate  string               `json:"effectiveDate"`
	Dimensions     map[string]dimension `json:"priceDimensions"`
	TermAttributes struct {
		LeaseContractLength, OfferingClass, PurchaseOption string
	} `json:"termAttributes"`
}

// queryItem reads one product of a Price List Query API answer: JSON in a
// string, as the API sends it, or the object itself.
func (l *list) queryItem() error {
	var raw json.RawMessage
	if err := l.j.Decode(&raw); err != nil {
		return err
	}
	if err := l.in.Record(); err != nil {
		return err
	}
	var p queryProduct
	var text string
	if json.Unmarshal(raw, &text) == nil {
		raw = json.RawMessage(text)
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		return l.in.Refuse(l.j.Pos(), "PriceList", "fetch the answer again", "the product is not valid JSON: %v", err)
	}
	if p.Product.SKU == "" || p.Terms == nil {
		return l.in.Refuse(l.j.Pos(), "PriceList", "", "the element has no product with terms")
	}
	return l.queryRows(&p)
}

// queryRows hands out the rows of one product, in a fixed order.
func (l *list) queryRows(p *queryProduct) error {
	l.published, l.version = p.Published, p.Version
	stored := l.texts.compact(p.ServiceCode, p.Product.Family, &p.Product.Attributes)
	n := 0
	for _, kind := range slices.Sorted(maps.Keys(p.Terms)) {
		for _, code := range slices.Sorted(maps.Keys(p.Terms[kind])) {
			q := p.Terms[kind][code]
			o := offer{code: strings.TrimPrefix(code, p.Product.SKU+"."), effective: q.EffectiveDate, length: q.TermAttributes.LeaseContractLength,
				class: q.TermAttributes.OfferingClass, purchase: q.TermAttributes.PurchaseOption}
			for _, rate := range slices.Sorted(maps.Keys(q.Dimensions)) {
				d := q.Dimensions[rate]
				d.at = l.j.Pos()
				o.dims = append(o.dims, d)
			}
			var row catalog.Row
			l.texts.fill(&row, &stored)
			row.SKU = p.Product.SKU
			if err := l.emit(row, kind, &o); err != nil {
				return err
			}
			n++
		}
	}
	if n == 0 {
		l.in.Skip(SkipNoTerm)
	}
	return nil
}
