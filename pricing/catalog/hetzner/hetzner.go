// Package hetzner reads the price answers of the Hetzner Cloud API: /v1/pricing,
// and /v1/server_types with the size of each type beside its prices. Amounts are
// taken net.
package hetzner

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/feed"
	"github.com/sovcost/sovcost/pricing/money"
)

// PricingURL needs a token of the user's own project. Source: Hetzner Cloud API
// documentation, "Pricing".
const PricingURL = "https://api.hetzner.cloud/v1/pricing"

// Reasons for leaving out a price point.
const (
	SkipPercent = "percentage of another price, not an amount"
	SkipNoPrice = "no price given"
	SkipSection = "section not known to this reader"
)

// amount is a price without and with tax.
type amount struct {
	Net   feed.Text `json:"net"`
	Gross feed.Text `json:"gross"`
}

// typed is a server type, load balancer type or IP type with its prices.
type typed struct {
	Name   string    `json:"name"`
	Type   string    `json:"type"`
	Cores  feed.Text `json:"cores"`
	Memory feed.Text `json:"memory"`
	Arch   string    `json:"architecture"`
	Prices []struct {
		Location string    `json:"location"`
		Hourly   *amount   `json:"price_hourly"`
		Monthly  *amount   `json:"price_monthly"`
		Included feed.Text `json:"included_traffic"` // bytes
		PerTB    *amount   `json:"price_per_tb_traffic"`
	} `json:"prices"`
}

// list is the state while an answer is read.
type list struct {
	j        *feed.JSON
	in       *catalog.Intake
	currency money.Currency
}

// Read reads an answer. The currency stands in front of the prices; the
// server-type list has none and takes that of Options.
func Read(ctx context.Context, r io.Reader, opt catalog.Options, emit func(catalog.Row) error) (catalog.Counts, error) {
	return catalog.ReadJSON(ctx, r, opt, emit, func(j *feed.JSON, in *catalog.Intake) error {
		l := &list{j: j, in: in, currency: opt.Currency}
		return j.Documents(l.document)
	})
}

func (l *list) document(open json.Delim) error {
	known := false
	if open == '{' {
		if err := l.j.Members(func(key string) error {
			switch key {
			case "pricing":
				known = true
				return l.j.Object(key, l.section)
			case "server_types", "load_balancer_types":
				known = true
				return l.section(key)
			}
			return l.j.Skip()
		}); err != nil {
			return err
		}
	}
	if !known {
		return l.j.Errorf("an answer has the key pricing or server_types", "not a price answer of the Hetzner Cloud API")
	}
	return nil
}

// section reads one part of the price list.
func (l *list) section(key string) error {
	switch key {
	case "currency":
		c, err := l.j.Text(key)
		l.currency = money.Currency(c)
		return err
	case "vat_rate":
		return l.j.Skip()
	case "server_types", "load_balancer_types", "primary_ips", "floating_ips":
		return l.j.Array(key, func() error { return l.typed(key) })
	case "server_backup":
		l.in.Skip(SkipPercent)
		return l.j.Skip()
	case "image", "volume", "floating_ip", "traffic":
		return l.single(key)
	}
	l.in.Skip(SkipSection)
	l.in.Warn("the section %q is not known and was left out", key)
	return l.j.Skip()
}

// typed hands out the prices of one type: per hour, the most of a month, and
// traffic above what is included.
func (l *list) typed(section string) error {
	var t typed
	if err := l.j.Decode(&t); err != nil {
		return err
	}
	if err := l.in.Record(); err != nil {
		return err
	}
	at := l.j.Pos()
	name := t.Name
	if name == "" {
		name = strings.TrimSuffix(section, "s") + "_" + t.Type
	}
	for i := range t.Prices {
		p := &t.Prices[i]
		row := l.row(section, name)
		row.Region, row.Description = p.Location, t.Arch
		row.VCPU, row.MemoryGiB = catalog.Size(string(t.Cores)), catalog.Size(string(t.Memory))
		if section == "server_types" {
			row.Family = catalog.Family(name)
		}
		if err := l.put(at, row, p.Hourly, "hour"); err != nil {
			return err
		}
		// Where there is an hourly price, the month price is its ceiling (624 hours
		// for servers), not 730 of them.
		month := "month"
		if p.Hourly != nil {
			month = "month_cap"
		}
		if err := l.put(at, row, p.Monthly, month); err != nil {
			return err
		}
		if p.PerTB != nil {
			row.Variant = "traffic"
			if v := catalog.Size(string(p.Included)); v.Valid {
				row.TierFrom = catalog.Bound{Text: v.Decimal.String() + " byte", Value: v, Unit: "byte"}
			}
			if err := l.put(at, row, p.PerTB, "tb"); err != nil {
				return err
			}
		}
	}
	if len(t.Prices) == 0 {
		l.in.Skip(SkipNoPrice)
	}
	return nil
}

// single hands out the price of a section with one price for all locations.
func (l *list) single(section string) error {
	at := l.j.Pos()
	var s struct {
		PerGBMonth *amount `json:"price_per_gb_month"`
		Monthly    *amount `json:"price_monthly"`
		PerTB      *amount `json:"price_per_tb"`
	}
	if err := l.j.Decode(&s); err != nil {
		return err
	}
	if err := l.in.Record(); err != nil {
		return err
	}
	row, n := l.row(section, section), 0
	row.Region = "*"
	for _, p := range []struct {
		a    *amount
		unit string
	}{{s.PerGBMonth, "gb_month"}, {s.Monthly, "month"}, {s.PerTB, "tb"}} {
		if p.a == nil {
			continue
		}
		n++
		if err := l.put(at, row, p.a, p.unit); err != nil {
			return err
		}
	}
	if n == 0 {
		l.in.Skip(SkipNoPrice)
	}
	return nil
}

// row is what all rows of a section share.
func (l *list) row(section, name string) catalog.Row {
	return catalog.Row{Provider: "hetzner", Service: section, SKU: name, Product: name, Per: decimal.NewFromInt(1),
		Currency: l.currency, Term: catalog.OnDemand, VAT: "no", AsOf: l.in.AsOf("")}
}

// put hands out one amount; nil is none.
func (l *list) put(at feed.Position, row catalog.Row, a *amount, unit string) error {
	if a == nil {
		return nil
	}
	price, err := catalog.ParsePrice(string(a.Net))
	if err != nil {
		return l.in.Refuse(at, fmt.Sprintf("%s %s", row.SKU, unit), "", "net: %v", err)
	}
	row.Unit, row.UnitText, row.Price = unit, unit, price
	return l.in.Row(at, &row)
}
