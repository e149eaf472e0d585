package model

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
	"github.com/sovcost/sovcost/sovereignty"
)

// Own is what a cash flow needs to know of servers that are bought: the monthly
// lines spread their price over their life, a cash flow pays it when it is due.
type Own struct {
	ID       string
	Servers  formula.Node // of all sites, for the peak, with spares
	Price    formula.Node // of one server, in the scenario's currency; zero Node for a private cloud
	Life     formula.Node // months
	Residual formula.Node // share of the price
}

// own are the options of the scenario's own hardware.
func (e *engine) own() []candidate {
	if !e.kindWanted("own") {
		return nil
	}
	var out []candidate
	for _, id := range scenario.SortedKeys(e.s.Own) {
		o := e.s.Own[id]
		name := "own-" + id
		title := o.Title
		if title == "" {
			title = "own servers"
		}
		sheet := &pricing.Sheet{ID: name, Provider: o.Operator, Title: title, Region: id, Country: o.Country, City: o.City, Currency: e.s.Currency, Doc: e.s.Doc}
		p := &pricing.Product{ID: "server", Kind: "own", Title: title, VCPU: o.VCPU, Memory: o.Memory, Isolation: "own-hardware", Status: pricing.Offered, Sheet: sheet}
		sheet.Products = []*pricing.Product{p}
		out = append(out, candidate{id: name, kind: "own", product: p, facts: o.Facts, key: "own." + id, own: o})
	}
	return out
}

// ownBuilder prices one option of own hardware.
type ownBuilder struct {
	e       *engine
	o       *Option
	own     *scenario.Own
	key     string
	servers formula.Node
	sites   formula.Node
	err     error
}

// buildOwn sizes the servers by the same rules as a fleet that runs all month,
// and prices what they take.
func (e *engine) buildOwn(c candidate, o *Option) (*Option, error) {
	b := &ownBuilder{e: e, o: o, own: c.own, key: c.key}
	g, in := e.g, e.in
	size := capacity.NodeSize{Key: c.key, VCPU: c.own.VCPU, Memory: c.own.Memory}
	f := capacity.NewFixedFleet(in, e.demand, size)
	least := in.Get(b.key+".minimum", "least servers per site", c.own.Minimum, "1", "the spare server beyond the need is counted apart (sizing.spares)")
	perSite := g.Max("servers per site", f.Peak, least)
	b.sites = in.Get(b.key+".sites", "sites that carry the whole load", c.own.Sites, "1", "a second site is a decision: state 2 where one building may not be enough")
	b.servers = g.Product("servers", perSite, b.sites)
	o.Figures = append(o.Figures, Figure{"replicas_peak", "instances at the peak", f.Replicas.Peak, ""}, Figure{"servers_peak", "servers", b.servers, "for the peak, plus spares, at every site"},
		Figure{"density", "instances per server", f.PerServer, ""})
	o.Own = &Own{ID: c.id, Servers: b.servers}
	b.hardware()
	b.building(perSite)
	b.data()
	b.people()
	if b.err != nil {
		return nil, b.err
	}
	e.tax(o)
	o.bill = &pricing.Estimate{Sheet: o.Sheet}
	return o, e.total(o)
}

// line adds a row: quantity × price, converted where the price is in another
// currency.
func (b *ownBuilder) line(id, label, category string, quantity, price formula.Node, q unit.Quantity) formula.Node {
	cur := scenario.CurrencyOf(q)
	fx, err := b.e.fx.rate(cur)
	if err != nil {
		b.err = err
		return formula.Node{}
	}
	u, _ := unit.Parse(string(cur))
	quantity = soldIn(quantity, price)
	l := Line{Line: pricing.Line{ID: id, Label: label, Category: category, Product: b.o.Product, Quantity: quantity, Price: price}, Currency: cur}
	l.Amount = b.e.g.Product(label, quantity, price).As(u)
	l.Converted = l.Amount
	if fx.OK() {
		l.FX = fx
		l.Converted = b.e.g.Product(label+", in "+string(b.e.s.Currency), l.Amount, fx).As(b.e.currency)
	}
	b.o.Lines = append(b.o.Lines, l)
	return fx
}

// soldIn shows a quantity in the unit that its price is per, so that a reader can
// multiply the two: GB-months beside a price per GB and month.
func soldIn(quantity, price formula.Node) formula.Node {
	if !quantity.OK() || !price.OK() || quantity.Op().IsLeaf() {
		return quantity
	}
	_, below, per := strings.Cut(price.Unit().Name, "/")
	u, err := unit.Parse(strings.ReplaceAll(below, "/", "-"))
	if !per || err != nil || u.Dim != quantity.Unit().Dim {
		return quantity
	}
	return quantity.As(u)
}

// price is the leaf of a stated amount with its source.
func (b *ownBuilder) price(key, label string, q unit.Quantity) formula.Node {
	entry, _, _ := strings.Cut(key, "[") // all roles have one source: people
	src := formula.Source{Title: b.own.Sources[entry]}
	if key == "server" {
		src = formula.Source{Title: b.own.Quote, AsOf: b.own.QuoteDate.String()}
	}
	n := b.e.g.Leaf(formula.Given, label, q.Unit, formula.Leaf{Key: b.key + "." + key, File: b.e.s.Path, Value: q.Value, Source: src})
	if b.own.VAT != "included" || scenario.CurrencyOf(q) == "" || key == "charge" || strings.HasPrefix(key, "people[") {
		return n
	}
	return b.e.withoutVAT(n)
}

// get is a figure with a default, and its source where one is stated.
func (b *ownBuilder) get(key, label string, q unit.Quantity, def, reason string) formula.Node {
	if q.IsSet() {
		return b.price(key, label, q)
	}
	return b.e.in.Get(b.key+"."+key, label, q, def, reason)
}

// hardware is what the servers cost: bought and spread over their life, or
// charged by rate.
func (b *ownBuilder) hardware() {
	g, month := b.e.g, b.e.demand.OneMonth
	if b.own.Variant == scenario.PrivateCloud {
		b.line("charge", "internal charge", "compute", g.Product("server months", b.servers, month), b.price("charge", "internal charge per server", b.own.Charge), b.own.Charge)
		return
	}
	price := b.price("server", "price of a server", b.own.Server)
	life := b.get("life", "life of a server", b.own.Life, "5 years", "")
	residual := b.get("residual", "residual value", b.own.Residual, "0%", "nothing is expected for an old server; brokers pay little after five years")
	kept := g.Difference("share that is used up", g.Number(exact.One, "1", "the whole price"), residual)
	share := g.Quotient("share of the life in a month", month, life)
	fx := b.line("amortisation", "servers, spread over their life", "hardware", g.Product("servers used up a month", b.servers, kept, share), price, b.own.Server)
	b.wholePrice(share, price, fx)
	parts := b.get("spares", "spare parts", b.own.Spares, "0%", "hardware support replaces what breaks; state a share where you keep parts yourself")
	if b.own.Spares.IsSet() {
		b.line("spares", "spare parts, spread over the life", "hardware_upkeep", g.Product("spare parts a month", b.servers, parts, share), price, b.own.Server)
	}
	if b.own.Support.IsSet() {
		rate := b.price("support", "hardware support", b.own.Support)
		b.line("support", "hardware support", "hardware_upkeep", g.Product("share of the price for support", b.servers, rate, month), price, b.own.Server)
	}
	if b.own.Licence.IsSet() {
		b.line("licence", "licences", "services", g.Product("licence months", b.servers, month), b.price("licence", "licences of a server", b.own.Licence), b.own.Licence)
	}
	own := b.o.Own
	own.Price, own.Life, own.Residual = price, life, residual
	if fx.OK() {
		own.Price = g.Product("price of a server, in "+string(b.e.s.Currency), price, fx).As(b.e.currency)
	}
	b.aged()
}

// wholePrice notes what VAT on servers is due on: their price without what they
// will sell for.
func (b *ownBuilder) wholePrice(share, price, fx formula.Node) {
	if b.e.vat == nil || b.err != nil {
		return
	}
	parts := []formula.Node{b.servers, share, price}
	if fx.OK() {
		parts = append(parts, fx)
	}
	b.o.Lines[len(b.o.Lines)-1].bought = b.e.g.Product("price of the servers, spread over their life", parts...).As(b.e.currency)
}

// aged warns of an old quote.
func (b *ownBuilder) aged() {
	if d := b.e.s.AsOf.DaysSince(b.own.QuoteDate); d > 90 {
		b.o.Warnings = append(b.o.Warnings, fmt.Sprintf("the quote for the servers of %s is %d days old (%s)", b.o.ID, d, b.own.QuoteDate))
	}
}

// building is space, power and uplinks.
func (b *ownBuilder) building(perSite formula.Node) {
	g, month := b.e.g, b.e.demand.OneMonth
	one := capacity.One(g)
	if b.own.Rack.IsSet() {
		holds := b.price("rack_holds", "servers in a rack", b.own.RackHolds)
		racks := g.RoundUp("racks per site", g.Quotient("racks filled per site", perSite, holds), one)
		b.line("space", "rack space", "services", g.Product("rack months", racks, b.sites, month), b.price("rack", "price of a rack", b.own.Rack), b.own.Rack)
	}
	if b.own.Power.IsSet() {
		pue := b.get("pue", "power usage effectiveness", b.own.PUE, "1.54", "mean of the world's data centres, Uptime Institute 2025")
		kwh, _ := unit.Parse("kWh")
		draw := g.Product("electricity", b.servers, b.price("power", "mean draw of a server", b.own.Power), pue, b.e.demand.Month).As(kwh)
		b.line("power", "electricity", "power", draw, b.price("power_price", "price of electricity", b.own.PowerPrice), b.own.PowerPrice)
	}
	if b.own.Network.IsSet() {
		b.line("network", "uplinks", "services", g.Product("uplink months", b.sites, month), b.price("network", "uplinks of a site", b.own.Network), b.own.Network)
	}
}

// data is what the workload sends and stores. Storage without a price is a gap;
// traffic without one is part of the uplinks, and says so.
func (b *ownBuilder) data() {
	w, g := b.e.s.Workload, b.e.g
	if w.Response.IsSet() {
		sent := b.e.dataSent()
		if b.own.Transit.IsSet() {
			b.line("transit", "data sent", "services", sent, b.price("transit", "data sent", b.own.Transit), b.own.Transit)
		} else if b.own.Network.IsSet() || b.own.Variant == scenario.PrivateCloud {
			b.o.Warnings = append(b.o.Warnings, b.o.ID+": data sent is taken to be part of the uplinks or of the charge; state transit where it is metered")
		} else {
			b.gap("transit", "data sent to the internet", "state network or transit")
		}
	}
	for _, s := range []struct {
		key, label string
		q          unit.Quantity
	}{{"stored", "data on block storage", w.Stored}, {"objects", "data on object storage", w.Objects}} {
		if !s.q.IsSet() {
			continue
		}
		if !b.own.Storage.IsSet() {
			b.gap("storage", s.label, "state storage, per GB and month")
			continue
		}
		n := g.Product(s.label, b.e.in.Get("workload."+s.key, s.label, s.q, "0B", ""), b.e.demand.OneMonth)
		b.line("storage_"+s.key, s.label, "services", n, b.price("storage", "price of storage", b.own.Storage), b.own.Storage)
	}
}

// dataSent is what the workload sends to the internet in a month.
func (e *engine) dataSent() formula.Node {
	each := e.in.Get("workload.response", "data sent per request", e.s.Workload.Response, "0B", "")
	return e.g.Quotient("data sent", e.g.Product("responses", e.demand.Requests, each), e.oneRequest()).As(mustUnit("GB"))
}

func (b *ownBuilder) gap(id, label, hint string) {
	b.o.Gaps = append(b.o.Gaps, pricing.Gap{ID: id, Label: label, State: pricing.Unknown, Why: fmt.Sprintf("[%s] has no price for it: %s", b.key, hint)})
}

// Work on physical servers: the published figure is old, and the only one.
const (
	perPhysical       = "16/3h"
	perPhysicalReason = "30 physical servers per administrator (IDC, SMB average, 2010, low confidence) and 160 working hours a month"
)

// people are the stated roles, or else hours by the rule of thumb at the
// scenario's rate. Without a rate the time is shown and not priced.
func (b *ownBuilder) people() {
	g, e := b.e.g, b.e
	if len(b.own.People) > 0 {
		var all []formula.Node
		for i, r := range b.own.People {
			key := fmt.Sprintf("people[%d]", i)
			hours := b.price(key+".hours", r.Role+", hours a month", r.Hours)
			all = append(all, hours)
			b.line("people."+fmt.Sprint(i+1), r.Role, "operations", hours, b.price(key+".rate", r.Role+", an hour", r.Rate), r.Rate)
		}
		b.o.Figures = append(b.o.Figures, Figure{"effort", "operations time a month", g.Sum("operations time", all...), "hours of the roles"})
		return
	}
	each := b.get("per_server", "time per physical server", b.own.PerServer, perPhysical, perPhysicalReason)
	time := g.Sum("operations time", e.fixedTime(b.o), g.Product("time for servers", b.servers, each).As(e.hours)).As(e.hours)
	b.o.Figures = append(b.o.Figures, Figure{"effort", "operations time a month", time, "time per fleet plus time per server"})
	if r := e.s.Operations.HourlyRate; r.IsSet() {
		b.line("operations", "operations (people)", "operations", time, e.in.Get("operations.hourly_rate", "cost of an hour of work", r, "", ""), r)
	}
}

// ownFacts are what own hardware is in the words of the rule book. Who runs the
// building of a colocation, or a private cloud, is a third party unless stated.
func ownFacts(own *scenario.Own) sovereignty.Facts {
	f := sovereignty.Facts{}
	const from = "kind of the option"
	deployment := "on_premises"
	if own.Variant == scenario.PrivateCloud {
		deployment = "private_cloud"
	}
	f.Set("service.model", sovereignty.Text("own"), from)
	f.Set("service.deployment", sovereignty.Text(deployment), from)
	f.Set("service.data_processing_service", sovereignty.Bool(false), from)
	if slices.Contains([]string{"", scenario.Owned}, own.Variant) {
		f.Set("service.ict_third_party", sovereignty.Bool(false), from)
	}
	return f
}
