// Package upcloud reads the price list of UpCloud's API, /1.3/price: all zones,
// in hundredths of the account's currency.
package upcloud

import (
	"context"
	"encoding/json"
	"io"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/feed"
)

// PriceURL needs an account of the user's. Source: UpCloud API documentation,
// "Prices".
const PriceURL = "https://api.upcloud.com/1.3/price"

// centScale: prices are credits, one credit is one hundredth of the currency.
const centScale = -2

// entry is one price of a zone: so much for an amount of it.
type entry struct {
	name   string
	Amount feed.Text `json:"amount"`
	Price  feed.Text `json:"price"`
	at     feed.Position
}

// units gives the unit by the front of a price's name. Source: UpCloud API
// documentation, "Prices": per hour, but input-output operations and traffic by
// amount; storage by GB, memory by MB.
var units = []struct{ prefix, unit string }{
	{"io_request", "request"}, {"public_ipv4_bandwidth", "gb"}, {"public_ipv6_bandwidth", "gb"},
	{"storage_", "gb_hour"}, {"server_memory", "mb_hour"}, {"server_core", "core_hour"},
	{"server_plan_", "hour"}, {"firewall", "hour"}, {"ipv4_address", "hour"}, {"ipv6_address", "hour"},
	{"network_private_vlan", "hour"}, {"simple_backup_dailies_", "hour"}, {"simple_backup_weeklies_", "hour"},
	{"simple_backup_monthlies_", "hour"},
}

// list is the state while a list is read.
type list struct {
	j  *feed.JSON
	in *catalog.Intake
}

// Read reads the list. It names no currency: Options.Currency must.
func Read(ctx context.Context, r io.Reader, opt catalog.Options, emit func(catalog.Row) error) (catalog.Counts, error) {
	return catalog.ReadJSON(ctx, r, opt, emit, func(j *feed.JSON, in *catalog.Intake) error {
		l := &list{j, in}
		return j.Documents(l.document)
	})
}

func (l *list) document(open json.Delim) error {
	known := false
	if open == '{' {
		if err := l.j.Members(func(key string) error {
			if key != "prices" {
				return l.j.Skip()
			}
			return l.j.Object(key, func(key string) error {
				if key != "zone" {
					return l.j.Skip()
				}
				known = true
				return l.j.Array(key, l.zone)
			})
		}); err != nil {
			return err
		}
	}
	if !known {
		return l.j.Errorf("a list has the key prices.zone", "not an UpCloud price list")
	}
	return nil
}

// zone reads the prices of one zone. Its name can stand anywhere among them.
func (l *list) zone() error {
	var name string
	var entries []entry
	err := l.j.Object("zone", func(key string) (err error) {
		if key == "name" {
			name, err = l.j.Text(key)
			return err
		}
		e := entry{name: key, at: l.j.Pos()}
		err = l.j.Decode(&e)
		entries = append(entries, e)
		return err
	})
	if err != nil {
		return err
	}
	if err := l.in.Record(); err != nil {
		return err
	}
	for i := range entries {
		if err := l.price(name, &entries[i]); err != nil {
			return err
		}
	}
	return nil
}

// price hands out one price of a zone.
func (l *list) price(zone string, e *entry) error {
	price, err := catalog.ParsePrice(string(e.Price))
	if err != nil {
		return l.in.Refuse(e.at, e.name, "", "%v", err)
	}
	per, err := catalog.ParseNumber(string(e.Amount))
	if err != nil {
		return l.in.Refuse(e.at, e.name, "", "amount: %v", err)
	}
	row := catalog.Row{Provider: "upcloud", Service: "cloud", SKU: e.name, Product: e.name, Region: zone,
		Unit: "unknown", Per: per, Price: price.Shift(centScale), Currency: l.in.Options().Currency,
		Term: catalog.OnDemand, VAT: "no", AsOf: l.in.AsOf("")}
	for _, u := range units {
		if strings.HasPrefix(e.name, u.prefix) {
			row.Unit = u.unit
			break
		}
	}
	if row.Unit == "unknown" {
		l.in.Warn("the unit of %q is not documented to this reader", e.name)
	}
	if plan, ok := strings.CutPrefix(e.name, "server_plan_"); ok {
		row.Service, row.Product = "server_plan", plan
		row.VCPU, row.MemoryGiB, row.Family = planSize(plan)
	}
	return l.in.Row(e.at, &row)
}

// planSize reads "2xCPU-4GB" and "HIMEM-2xCPU-8GB". The list writes GB and means
// GiB, as its memory is sold in steps of 1,024 MB.
func planSize(plan string) (cpu, memory decimal.NullDecimal, family string) {
	family = "general"
	if i := strings.LastIndex(plan, "-"); i > 0 {
		if gb, ok := strings.CutSuffix(plan[i+1:], "GB"); ok {
			memory = catalog.Size(gb)
			plan = plan[:i]
		}
	}
	if i := strings.LastIndex(plan, "-"); i > 0 {
		family, plan = plan[:i], plan[i+1:]
	}
	if n, ok := strings.CutSuffix(plan, "xCPU"); ok {
		cpu = catalog.Size(n)
	}
	return cpu, memory, family
}
