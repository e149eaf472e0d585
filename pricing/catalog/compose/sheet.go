package compose

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/unit"
)

// builder makes one sheet.
type builder struct {
	c     *Composer
	place *place
	known bool // the sheet renews one that was known
	sheet *pricing.Sheet
	used  int
}

// begin takes the known sheet of the place, or an empty one.
func (c *Composer) begin(p *place) *builder {
	b := &builder{c: c, place: p}
	if base := c.baseOf(p); base != nil {
		data, err := base.Marshal()
		if err == nil {
			if copied, err := pricing.ParseSheet(base.ID, data); err == nil {
				b.sheet, b.known, p.base = copied, true, base
				b.sheet.Places = nil
				return b
			}
		}
	}
	region := p.key.region
	if region == "*" {
		region = "global"
	}
	country := c.opt.Country
	if country == "" {
		country = "unknown"
	}
	b.sheet = &pricing.Sheet{Schema: pricing.Schema, ID: p.key.provider + "-" + slug(region), Provider: p.key.provider,
		Title: p.key.provider + ", " + region, Region: region, Country: country, Currency: p.key.currency, VAT: "excluded"}
	if p.unknown {
		b.sheet.VAT = "unknown"
	}
	if c.opt.Binary {
		b.sheet.Note = "the vendor's GB are 2^30 bytes"
	}
	return b
}

// baseOf is the known sheet of the same provider, region and currency.
func (c *Composer) baseOf(p *place) *pricing.Sheet {
	for _, s := range c.lib.Sheets() {
		if s.Provider == p.key.provider && slug(s.Region) == slug(p.key.region) && s.Currency == p.key.currency {
			return s
		}
	}
	return nil
}

// fill puts every row of the place where it belongs: into rules that are known,
// then onto servers, then into services of their own.
func (b *builder) fill() {
	rows := b.renew(b.place.rows)
	rows = b.servers(rows)
	rows, promises := split(rows)
	b.services(rows)
	b.commitments(promises)
}

// split takes the prices for a promise from the others: they need the product
// they are for on the sheet first.
func split(rows []*catalog.Row) (others, promises []*catalog.Row) {
	for _, r := range rows {
		if r.Term.Months() > 0 {
			promises = append(promises, r)
		} else {
			others = append(others, r)
		}
	}
	return others, promises
}

// use counts rows whose price is on the sheet.
func (b *builder) use(n int) { b.used += n; b.c.res.Used += n }

func (b *builder) leave(why string, n int) {
	if n > 0 {
		b.c.res.Left[why] += n
	}
}

// source is the id of the source a row's price comes from; a list that names its
// sources row by row gets one source for each.
func (b *builder) source(r *catalog.Row) string {
	asOf := r.AsOf
	if asOf == "" || asOf == "unknown" {
		asOf = b.c.opt.AsOf
	}
	date, err := factsheet.ParsePartialDate(asOf)
	if err != nil {
		date = factsheet.PartialDate{}
	}
	conf := r.Confidence
	if factsheet.CheckConfidence(conf) != nil {
		conf = "high"
	}
	title := b.c.opt.List
	if r.Confidence != "" && r.Source != "" { // the list grades its rows: it is a collection
		title = r.Source
	}
	for _, s := range b.sheet.Sources {
		if s.Title == title && s.AsOf == date && s.Confidence == conf {
			return s.ID
		}
	}
	s := factsheet.Source{ID: b.sourceID(), Title: title, URL: b.c.opt.URL, AsOf: date, Confidence: conf}
	b.sheet.Sources = append(b.sheet.Sources, s)
	return s.ID
}

func (b *builder) sourceID() string {
	for i := 1; ; i++ {
		id := "import"
		if i > 1 {
			id = fmt.Sprintf("import-%d", i)
		}
		if _, taken := b.sheet.Source(id); !taken {
			return id
		}
	}
}

// finish drops the sources nobody names any more, dates the sheet, and reads it
// as a user's sheet is read: what is written is checked.
func (b *builder) finish() (*pricing.Sheet, error) {
	text, err := b.sheet.Marshal()
	if err != nil {
		return nil, err
	}
	b.sheet.Sources = slices.DeleteFunc(b.sheet.Sources, func(s factsheet.Source) bool {
		return !regexp.MustCompile(`(?m)^ *source *= "` + regexp.QuoteMeta(s.ID) + `"$`).Match(text)
	})
	data, err := b.sheet.Marshal()
	if err != nil {
		return nil, err
	}
	return pricing.ParseSheet(b.sheet.ID+".toml", data)
}

// slug makes a name that may stand in an id: small letters, digits, hyphens.
func slug(s string) string {
	var b strings.Builder
	dash := false
	for _, r := range strings.ToLower(s) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			dash = false
			b.WriteRune(r)
		default:
			dash = true
		}
	}
	return b.String()
}

// price is what one unit of per costs, where the list prices Per units at once.
func perText(name string, per decimal.Decimal) string {
	if per.Equal(decimal.NewFromInt(1)) {
		return name
	}
	return per.String() + " " + name
}

func given(d decimal.Decimal) factsheet.Decimal { return factsheet.NewDecimal(d) }

func quantity(d decimal.Decimal, name string) unit.Quantity {
	u, err := unit.Parse(name)
	if err != nil {
		return unit.Quantity{}
	}
	q := unit.Of(exact.FromDecimal(d), u)
	q.Text = d.String() + " " + name
	return q
}
