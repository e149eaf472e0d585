package pricing

import (
	"fmt"
	"slices"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Row is one row of a family: a product that differs from its family in size
// and price only. A price list of forty server types is one product with forty
// rows, and is read as forty products.
type Row struct {
	ID     string        `toml:"id"`
	Title  string        `toml:"title"` // empty = the family's title and the id
	VCPU   unit.Quantity `toml:"vcpu"`
	Memory unit.Quantity `toml:"memory"`
	Disk   unit.Quantity `toml:"disk"`
	Family string        `toml:"family"`
	Arch   string        `toml:"arch"`
	Status Offer         `toml:"status"`
	Note   string        `toml:"note"` // of the product; of the price when there is one

	// Of the family's first meter.
	Price      factsheet.Decimal     `toml:"price"`
	Cap        factsheet.Decimal     `toml:"cap"`
	Source     string                `toml:"source"`
	AsOf       factsheet.PartialDate `toml:"as_of"`
	Confidence string                `toml:"confidence"`

	Commit map[string]factsheet.Decimal `toml:"commit"` // recurring price of the family's commitments, by id; one that is not named is not sold for this size
}

// Place is another region where the same list holds. It is read as a sheet of
// its own.
type Place struct {
	ID      string `toml:"id"`
	Title   string `toml:"title"`
	Region  string `toml:"region"`
	Country string `toml:"country"`
	City    string `toml:"city"`
}

// expandSizes turns families into products, in place.
func (s *Sheet) expandSizes() {
	var out []*Product
	for i, p := range s.Products {
		p.key = fmt.Sprintf("product[%d]", i)
		if len(p.Sizes) == 0 {
			out = append(out, p)
			continue
		}
		for j, size := range p.Sizes {
			out = append(out, p.sized(size, j))
		}
	}
	s.Products = out
}

// sized is the product of one row.
func (p *Product) sized(size *Row, row int) *Product {
	q := p.clone()
	q.key, q.Sizes = fmt.Sprintf("%s.size[%d]", p.key, row), nil
	q.ID, q.VCPU, q.Memory, q.Disk = size.ID, size.VCPU, size.Memory, size.Disk
	if q.Title = size.Title; q.Title == "" {
		q.Title = p.Title + " " + size.ID
	}
	for _, f := range []struct {
		to   *string
		from string
	}{{&q.Family, size.Family}, {&q.Arch, size.Arch}} {
		if f.from != "" {
			*f.to = f.from
		}
	}
	if size.Status != "" && size.Status != Offered {
		q.Status, q.Note, q.Meters, q.Commitments = size.Status, size.Note, nil, nil
		return q
	}
	if len(q.Meters) == 0 {
		return q
	}
	m := q.Meters[0]
	m.Price, m.Cap = or(size.Price, m.Price), or(size.Cap, m.Cap)
	if size.Source != "" {
		m.Source = size.Source
	}
	if size.AsOf.Precision != factsheet.ToNothing {
		m.AsOf = size.AsOf
	}
	if size.Confidence != "" {
		m.Confidence = size.Confidence
	}
	if size.Note != "" {
		m.RowNote = size.Note
	}
	q.committed(size)
	return q
}

// committed gives the product the commitments its row prices. A family whose
// commitments have prices of their own keeps those.
func (p *Product) committed(size *Row) {
	var out []*Commitment
	for _, c := range p.Commitments {
		if price, ok := size.Commit[c.ID]; ok {
			c.Recurring = price
		}
		if c.Recurring.IsSet() || c.Upfront.IsSet() || c.Status != "" && c.Status != Offered {
			out = append(out, c)
		}
	}
	p.Commitments = out
	p.unsold = nil
	for id := range size.Commit {
		if !slices.ContainsFunc(out, func(c *Commitment) bool { return c.ID == id }) {
			p.unsold = append(p.unsold, id)
		}
	}
	slices.Sort(p.unsold)
}

func or(a, b factsheet.Decimal) factsheet.Decimal {
	if a.IsSet() {
		return a
	}
	return b
}

// clone copies the product with everything that points back to it.
func (p *Product) clone() *Product {
	q := *p
	q.Inputs, q.Derived = slices.Clone(p.Inputs), slices.Clone(p.Derived)
	q.Meters = make([]*Meter, len(p.Meters))
	for i, m := range p.Meters {
		n := *m
		n.product, q.Meters[i] = &q, &n
	}
	q.Commitments = make([]*Commitment, len(p.Commitments))
	for i, c := range p.Commitments {
		n := *c
		q.Commitments[i] = &n
	}
	return &q
}

// elsewhere are the sheets of the other places where the list holds.
func (s *Sheet) elsewhere() []*Sheet {
	out := make([]*Sheet, len(s.Places))
	for i, place := range s.Places {
		t := s.copied()
		t.ID, t.Title, t.Region, t.Country, t.City = place.ID, place.Title, place.Region, place.Country, place.City
		t.Places = nil
		out[i] = t
	}
	return out
}

// copied is the sheet with products and allowances of its own.
func (s *Sheet) copied() *Sheet {
	t := *s
	t.Products = make([]*Product, len(s.Products))
	for j, p := range s.Products {
		t.Products[j] = p.clone()
		t.Products[j].Sheet = &t
	}
	t.Allowances = make([]*Allowance, len(s.Allowances))
	for j, a := range s.Allowances {
		b := *a
		b.sheet, t.Allowances[j] = &t, &b
	}
	return &t
}
