package pricing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// ContractSchema is the first key of a contract.
const ContractSchema = "contract/1"

// Contract is what was agreed with a provider: discounts on its list, and prices
// in place of list prices. It lies beside the sheets and changes none of them, so
// list and contracted cost can be shown side by side.
//
// Note: discounts are rows of the bill (list amount × −12 %), not changed prices:
// so they hold for tiers, caps and minimums alike, and the list price stays in
// sight with its source. Commitments keep their own price.
type Contract struct {
	Schema     string           `toml:"schema"`
	ID         string           `toml:"id"`
	Title      string           `toml:"title"`
	Provider   string           `toml:"provider"` // key of the provider facts
	Sheets     []string         `toml:"sheets"`   // only these; empty = all sheets of the provider
	ValidFrom  factsheet.Date   `toml:"valid_from"`
	ValidUntil factsheet.Date   `toml:"valid_until"`
	Source     factsheet.Source `toml:"source"`
	Discounts  []*Discount      `toml:"discount"`
	Prices     []*AgreedPrice   `toml:"price"`

	Doc *factsheet.Document `toml:"-"`
}

// Discount takes a percentage off the list amount of what it names: of single
// meters, else of products, else of kinds of product, else of everything. The
// narrowest discount counts alone; discounts are never added up.
type Discount struct {
	Percent  factsheet.Decimal `toml:"percent"` // above -100 and below 100; negative is a surcharge
	Kinds    []string          `toml:"kinds"`
	Products []string          `toml:"products"`
	Meters   []string          `toml:"meters"` // "product.meter"
	Note     string            `toml:"note"`
}

// AgreedPrice stands in place of the list price of a flat meter.
type AgreedPrice struct {
	Meter string            `toml:"meter"` // "product.meter"
	Price factsheet.Decimal `toml:"price"` // per the meter's own unit, in the sheet's currency
	Note  string            `toml:"note"`
}

// deal is what a contract says about one meter.
type deal struct {
	contract *Contract
	percent  factsheet.Decimal // off the list amount
	price    factsheet.Decimal // instead of the list price
	key      string            // in the contract's file
	note     string
	rank     int // how narrowly it names the meter
}

// ParseContract reads and checks a contract. The error is a factsheet.Problems.
func ParseContract(path string, data []byte) (*Contract, error) {
	c := &Contract{}
	doc, err := factsheet.Decode(path, data, c)
	c.Doc = doc
	ps := asProblems(err)
	add := func(key, hint, format string, args ...any) {
		ps = append(ps, doc.Problem(key, fmt.Sprintf(format, args...), hint))
	}
	if c.Schema != ContractSchema {
		add("schema", fmt.Sprintf("write schema = %q on the first line", ContractSchema), "%q is not a contract of a version this program reads", c.Schema)
	}
	if c.ID == "" || c.Provider == "" {
		add("provider", `for example id = "acme-2026" and provider = "acme"`, "id or provider is missing")
	}
	if c.Source.Title == "" {
		add("source", `write [source] with title = "order form 2026-117", as_of and confidence`, "a contract without a source is hearsay")
	} else if err := factsheet.CheckConfidence(c.Source.Confidence); err != nil {
		add("source.confidence", "", "%v", err)
	}
	if !c.ValidUntil.IsZero() && c.ValidUntil.Before(c.ValidFrom) {
		add("valid_until", "", "the contract ends on %s, before it begins on %s", c.ValidUntil, c.ValidFrom)
	}
	if len(c.Discounts)+len(c.Prices) == 0 && len(ps) == 0 {
		add("", "add [[discount]] or [[price]]", "nothing is agreed in this contract")
	}
	for i, d := range c.Discounts {
		key := fmt.Sprintf("discount[%d]", i)
		p := exact.FromDecimal(d.Percent.Decimal())
		if !d.Percent.IsSet() || p.IsZero() || !p.Less(exact.Int(100)) || !exact.Int(-100).Less(p) {
			add(key+".percent", `percent = "12" takes 12 % off; "-5" adds 5 %`, "%q is no discount between -100 and 100", d.Percent)
		}
		n := 0
		for _, list := range [][]string{d.Kinds, d.Products, d.Meters} {
			if len(list) > 0 {
				n++
			}
		}
		if n > 1 {
			add(key, "write one [[discount]] for each", "kinds, products and meters in one discount")
		}
	}
	for i, p := range c.Prices {
		if p.Meter == "" || !p.Price.IsSet() || p.Price.Decimal().IsNegative() {
			add(fmt.Sprintf("price[%d]", i), `for example meter = "m6i-large.instance" and price = "0.0931"`, "an agreed price needs its meter and a price that is not negative")
		}
	}
	if len(ps) > 0 {
		return nil, ps.Sorted()
	}
	return c, nil
}

// Contracts are those the library was given, in the order of their files.
func (l *Library) Contracts() []*Contract { return slices.Clone(l.contracts) }

// Agree puts the library's contracts into force. Every name in a contract must be
// on a sheet it is about; the error lists the others.
func (l *Library) Agree() error {
	var ps factsheet.Problems
	for _, c := range l.contracts {
		sheets := l.of(c)
		if len(sheets) == 0 {
			ps = append(ps, c.Doc.Problem("provider", fmt.Sprintf("no price sheet of %s is known that this contract could be about", c.Provider), "sovcost prices list shows the providers with sheets"))
			continue
		}
		for i, d := range c.Discounts {
			ps = append(ps, c.discount(sheets, d, fmt.Sprintf("discount[%d]", i))...)
		}
		for i, p := range c.Prices {
			ps = append(ps, c.agreed(sheets, p, fmt.Sprintf("price[%d]", i))...)
		}
	}
	return ps.Err()
}

// of are the sheets a contract is about.
func (l *Library) of(c *Contract) []*Sheet {
	var out []*Sheet
	for _, s := range l.Sheets() {
		if s.Provider == c.Provider && (len(c.Sheets) == 0 || slices.Contains(c.Sheets, s.ID)) {
			out = append(out, l.Editions(s.ID)...)
		}
	}
	return out
}

func (c *Contract) discount(sheets []*Sheet, d *Discount, key string) factsheet.Problems {
	rank, names := 0, []string{""}
	field := "percent"
	switch {
	case len(d.Meters) > 0:
		rank, names, field = 3, d.Meters, "meters"
	case len(d.Products) > 0:
		rank, names, field = 2, d.Products, "products"
	case len(d.Kinds) > 0:
		rank, names, field = 1, d.Kinds, "kinds"
	}
	var ps factsheet.Problems
	for _, name := range names {
		found := eachMeter(sheets, rank, name, func(m *Meter) {
			m.take(&deal{contract: c, percent: d.Percent, key: key + ".percent", note: d.Note, rank: rank})
		})
		if !found {
			ps = append(ps, c.unknown(sheets, key+"."+field, rank, name))
		}
	}
	return ps
}

func (c *Contract) agreed(sheets []*Sheet, p *AgreedPrice, key string) factsheet.Problems {
	var ps factsheet.Problems
	found := eachMeter(sheets, 3, p.Meter, func(m *Meter) {
		if m.Mode != Flat && m.Mode != Package || len(m.PercentOf) > 0 {
			ps = append(ps, c.Doc.Problem(key+".meter", fmt.Sprintf("%s has tiers on sheet %s; one price cannot stand for them", p.Meter, m.product.Sheet.ID), "write a [[discount]] on it, or a price sheet of your own"))
			return
		}
		m.take(&deal{contract: c, price: p.Price, key: key + ".price", note: p.Note, rank: 4})
	})
	if !found {
		ps = append(ps, c.unknown(sheets, key+".meter", 3, p.Meter))
	}
	return ps
}

// take keeps the narrower of two deals; of two alike the later one.
func (m *Meter) take(d *deal) {
	if m.deal == nil || m.deal.rank <= d.rank {
		m.deal = d
	}
}

// eachMeter calls f for every priced meter named, and reports whether the name
// is known at all.
func eachMeter(sheets []*Sheet, rank int, name string, f func(*Meter)) bool {
	found := false
	for _, s := range sheets {
		for _, p := range s.Products {
			for _, m := range p.Meters {
				if rank == 0 || rank == 1 && p.Kind == name || rank == 2 && p.ID == name || rank == 3 && p.ID+"."+m.ID == name {
					found = true
					if m.Status == Offered && len(m.PercentOf) == 0 {
						f(m)
					}
				}
			}
			found = found || rank == 2 && p.ID == name || rank == 1 && p.Kind == name
		}
	}
	return found
}

// unknown is a name no sheet has.
func (c *Contract) unknown(sheets []*Sheet, key string, rank int, name string) factsheet.Problem {
	var names, ids []string
	for _, s := range sheets {
		ids = append(ids, s.ID)
		for _, p := range s.Products {
			switch rank {
			case 1:
				names = append(names, p.Kind)
			case 2:
				names = append(names, p.ID)
			default:
				for _, m := range p.Meters {
					names = append(names, p.ID+"."+m.ID)
				}
			}
		}
	}
	hint := "sovcost prices show " + ids[0] + " lists them"
	if d := factsheet.Suggest(name, names); d != "" {
		hint = fmt.Sprintf("did you mean %q?", d)
	}
	return c.Doc.Problem(key, fmt.Sprintf("%q is on no sheet of %s", name, strings.Join(ids, ", ")), hint)
}

// holds reports whether the deal is in force on the day.
func (d *deal) holds(day factsheet.Date) bool {
	c := d.contract
	return day.IsZero() || (c.ValidFrom.IsZero() || !day.Before(c.ValidFrom)) && (c.ValidUntil.IsZero() || !day.After(c.ValidUntil))
}

// leaf is a figure of the contract with its source.
func (d *deal) leaf(v exact.Num) formula.Leaf {
	c := d.contract
	return formula.Leaf{Key: "contract:" + c.ID + "." + d.key, File: c.ID, Value: v,
		Source: formula.Source{Title: c.Source.Title, URL: c.Source.URL, AsOf: c.Source.AsOf.String(), Confidence: c.Source.Confidence, Note: d.note}}
}

// agreedPrice is the contract's price in place of the list's, where there is one.
func (r *rater) agreedPrice() (formula.Node, bool) {
	d := r.m.deal
	if d == nil || !d.price.IsSet() || !d.holds(r.a.AsOf) {
		return formula.Node{}, false
	}
	return r.a.G.Leaf(formula.Listed, r.m.Label+", contract price", r.price, d.leaf(exact.FromDecimal(d.price.Decimal()))), true
}

// discount adds the row of a discount on the lines from the given one on, and
// keeps their list amount for what is a share of it.
func (r *rater) discount(from int) {
	d := r.m.deal
	if d == nil || !d.percent.IsSet() || !d.holds(r.a.AsOf) || from == len(r.lines) {
		return
	}
	g := r.a.G
	parts := make([]formula.Node, 0, len(r.lines)-from)
	for _, l := range r.lines[from:] {
		parts = append(parts, l.Amount)
	}
	list := g.Sum(r.m.Label+" at list price", parts...).As(r.currency())
	r.keepList(list)
	off := g.Leaf(formula.Listed, "discount, contract "+d.contract.ID, perCent(), d.leaf(exact.FromDecimal(d.percent.Decimal()).Neg()))
	each := r.each
	r.each = formula.Node{}
	r.line("discount of contract "+d.contract.ID, list, off, "on the list amount of the rows before")
	r.each = each
}

// keepList remembers the list amount of a meter whose bill is lower.
func (r *rater) keepList(amount formula.Node) {
	id := r.m.product.ID + "." + r.m.ID
	if have, ok := r.a.list[id]; ok {
		if r.committed {
			return // the commitment has noted the whole list amount already
		}
		amount = r.a.G.Sum(r.m.Label+" at list price", have, amount).As(r.currency())
	}
	r.a.list[id] = amount
}
