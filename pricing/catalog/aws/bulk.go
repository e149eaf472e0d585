package aws

import (
	"maps"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/feed"
	"github.com/sovcost/sovcost/pricing/money"
)

// Reasons for leaving out a price point of an AWS list.
const (
	SkipNoTerm    = "product without a price"
	SkipNoProduct = "price of a product that is not in the list"
	SkipNoPrice   = "offer without a price"
	SkipAlias     = "another name of the same price"
	SkipIndex     = "index entry: names another file, no price"
)

// list is the state while one AWS JSON file is read.
type list struct {
	j         *feed.JSON
	in        *catalog.Intake
	offerCode string
	published string
	version   string
	currency  money.Currency // of a feed
	texts     *texts
	products  map[string]int32
	store     []product
	plans     map[string]plan // savings plans by SKU
	terms     bool            // the terms have been read
	known     bool            // at least one section was recognised
}

// bulkProducts stores the products of an offer file.
func (l *list) bulkProducts() error {
	if l.terms {
		return l.j.Errorf("write \"products\" before \"terms\", as AWS does", "the products follow the terms")
	}
	return l.j.Members(func(sku string) error {
		var p struct {
			Family     string     `json:"productFamily"`
			Attributes attributes `json:"attributes"`
		}
		at := l.j.Pos()
		if err := l.j.Decode(&p); err != nil {
			return err
		}
		if err := l.in.Record(); err != nil {
			return err
		}
		if _, twice := l.products[sku]; twice {
			return l.in.Refuse(at, sku, "keep one of the two", "duplicate: the product stands twice in the list")
		}
		l.products[strings.Clone(sku)] = int32(len(l.store))
		l.store = append(l.store, l.texts.compact(l.offerCode, p.Family, &p.Attributes))
		return nil
	})
}

// bulkTerms reads one section of the terms: a SKU, its offers, their prices.
func (l *list) bulkTerms(kind string) error {
	bit := map[string]uint8{"OnDemand": 1, "Reserved": 2}[kind]
	if bit == 0 {
		bit = 4
	}
	return l.j.Object("terms."+kind, func(sku string) error {
		n, ok := l.products[sku]
		if ok && l.store[n].seen&bit != 0 && bit != 4 {
			if err := l.in.Refuse(l.j.Pos(), sku, "keep one of the two", "duplicate: the product stands twice in terms.%s", kind); err != nil {
				return err
			}
			return l.j.Skip()
		}
		if ok {
			l.store[n].seen |= bit
		}
		return l.j.Object(sku, func(code string) error {
			o := offer{code: strings.TrimPrefix(code, sku+".")}
			if err := l.readOffer(&o); err != nil {
				return err
			}
			if !ok {
				l.in.SkipN(SkipNoProduct, max(1, len(o.dims)))
				return nil
			}
			var row catalog.Row
			l.texts.fill(&row, &l.store[n])
			row.SKU = sku
			return l.emit(row, kind, &o)
		})
	})
}

// readOffer reads one offer, price by price, so that each knows its line.
func (l *list) readOffer(o *offer) error {
	return l.j.Object(o.code, func(key string) (err error) {
		switch key {
		case "effectiveDate":
			o.effective, err = l.j.Text(key)
		case "priceDimensions":
			err = l.j.Object(key, func(string) error {
				d := dimension{at: l.j.Pos()}
				if err := l.j.Decode(&d); err != nil {
					return err
				}
				o.dims = append(o.dims, d)
				return nil
			})
		case "termAttributes":
			var a struct{ LeaseContractLength, OfferingClass, PurchaseOption string }
			err = l.j.Decode(&a)
			o.length, o.class, o.purchase = a.LeaseContractLength, a.OfferingClass, a.PurchaseOption
		default:
			err = l.j.Skip()
		}
		return err
	})
}

// emit hands out one row for each price of an offer. row carries the product.
func (l *list) emit(row catalog.Row, kind string, o *offer) error {
	row.Provider, row.Offer = "aws", o.code
	row.Term, row.Purchase = term(kind, o.length), purchase(o.purchase)
	if o.class != "" {
		row.Variant = strings.TrimPrefix(row.Variant+"; class="+o.class, "; ")
	}
	row.ValidFrom, row.AsOf = catalog.Day(o.effective), l.in.AsOf(l.published)
	row.Source = l.source()
	if len(o.dims) == 0 {
		l.in.Skip(SkipNoPrice)
		return nil
	}
	for i := range o.dims {
		d := &o.dims[i]
		same := func(e dimension) bool { return e.RateCode == d.RateCode }
		if d.RateCode != "" && slices.ContainsFunc(o.dims[:i], same) {
			if err := l.in.Refuse(d.at, d.RateCode, "keep one of the two", "duplicate: the rate code stands twice in one offer"); err != nil {
				return err
			}
			continue
		}
		if err := l.price(row, d); err != nil {
			return err
		}
	}
	return nil
}

// price hands out one row for each currency of one price.
func (l *list) price(row catalog.Row, d *dimension) error {
	if len(d.Price) == 0 {
		l.in.Skip(SkipNoPrice)
		return nil
	}
	row.RateCode, row.Description, row.UnitText = d.RateCode, d.Description, d.Unit
	row.TierFrom, row.TierTo = tier(string(d.Begin), string(d.End))
	row.Per, row.Unit, row.Upfront = unit(d.Unit, d.Description, row.Term)
	for _, currency := range slices.Sorted(maps.Keys(d.Price)) {
		v, err := catalog.ParsePrice(string(d.Price[currency]))
		if err != nil {
			if err := l.in.Refuse(d.at, d.RateCode, "", "%v", err); err != nil {
				return err
			}
			continue
		}
		row.Price, row.Currency = v, money.Currency(currency)
		if err := l.in.Row(d.at, &row); err != nil {
			return err
		}
	}
	return nil
}

// source names the file with its version.
func (l *list) source() string {
	s := l.in.Options().Source
	if l.version != "" {
		s = strings.TrimSpace(s + " version " + l.version)
	}
	return s
}

// unpriced counts the products that no term mentioned.
func (l *list) unpriced() {
	n := 0
	for i := range l.store {
		if l.store[i].seen == 0 {
			n++
		}
	}
	if n > 0 {
		l.in.SkipN(SkipNoTerm, n)
	}
}

// tier reads the bounds of a tier; a lower bound of zero with an open upper
// bound is no tier at all.
func tier(begin, end string) (from, to catalog.Bound) {
	from, to = catalog.ParseBound(begin), catalog.ParseBound(end)
	if !to.Set() && from.Value.Valid && from.Value.Decimal.IsZero() {
		return catalog.Bound{}, to
	}
	return from, to
}
