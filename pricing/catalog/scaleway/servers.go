package scaleway

import (
	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/feed"
)

// server is one server type of a zone.
type server struct {
	Arch    string    `json:"arch"`
	CPUs    feed.Text `json:"ncpus"`
	RAM     feed.Text `json:"ram"`
	Hourly  feed.Text `json:"hourly_price"`
	Monthly feed.Text `json:"monthly_price"`
	End     bool      `json:"end_of_service"`
}

// server hands out the hourly and the monthly price of a server type.
func (l *list) server(name string) error {
	at := l.j.Pos()
	var s server
	if err := l.j.Decode(&s); err != nil {
		return err
	}
	if err := l.in.Record(); err != nil {
		return err
	}
	currency := l.in.Options().Currency
	if currency == "" {
		currency = serverCurrency
	}
	row := catalog.Row{Provider: "scaleway", Service: "Instance", Category: "Compute", SKU: name, Product: name,
		Family: family(name), Description: s.Arch, Region: l.in.Options().Region, Per: decimal.NewFromInt(1),
		Currency: currency, Term: catalog.OnDemand, AsOf: l.in.AsOf(""), VAT: "no",
		VCPU: catalog.Size(string(s.CPUs)), MemoryGiB: catalog.GiB(string(s.RAM))}
	if s.End {
		row.Note = "end of service announced"
	}
	for _, p := range []struct {
		unit string
		text feed.Text
	}{{"hour", s.Hourly}, {"month", s.Monthly}} {
		if p.text == "" {
			l.in.Skip(SkipNoPrice)
			continue
		}
		price, err := catalog.ParsePrice(string(p.text))
		if err != nil {
			if err := l.in.Refuse(at, name, "", "%v", err); err != nil {
				return err
			}
			continue
		}
		row.Unit, row.UnitText, row.Price = p.unit, p.unit, price
		if err := l.in.Row(at, &row); err != nil {
			return err
		}
	}
	return nil
}
