package model

import (
	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/vat"
)

// VAT is the value added tax of the buyer's country. Options are compared by what
// stays with the buyer: net where all of it is deducted, with VAT where none is.
//
// Note: the domestic rate counts for suppliers abroad as well. A business that
// imports a service owes its own country's VAT in the supplier's place (EU VAT
// Directive Art. 196; in Switzerland the acquisition tax, MWSTG Art. 45), so a
// foreign supplier is never cheaper for being foreign.
type VAT struct {
	Country    string
	Rate       formula.Node // zero Node where no rate is known
	Unknown    string       // why none is known
	Stated     bool         // the scenario's own rate
	Begins     string       // first day of a rate of the table
	Planned    *vat.Rate    // announced, not in force
	Deductible formula.Node // share of the VAT that is got back
	Kept       formula.Node // share that stays a cost
	Load       formula.Node // Rate × Kept: what VAT adds to a net cost
	keeps      bool         // Kept is above 0 in the base case
}

// OptionVAT is what VAT adds to one option. Money is a month's, in the scenario's
// currency.
type OptionVAT struct {
	Base  formula.Node // the amounts that carry VAT
	Due   formula.Node // VAT on them
	Net   formula.Node // all lines without VAT
	Gross formula.Node // with all VAT, deducted or not

	NetMonthly   exact.Num // Net to the cent under the scenario's rounding
	GrossMonthly exact.Num // Gross likewise; VAT to the cent is the difference
	Supplier     Supplier
}

// Supplier is who hands the VAT in. It changes no amount.
type Supplier string

// A supplier with its seat in the buyer's country charges VAT; one abroad does
// not, and the buyer owes it. Own hardware is bought from several suppliers.
const (
	Domestic        Supplier = "supplier"
	Abroad          Supplier = "reverse_charge"
	Several         Supplier = "several"
	SupplierUnknown Supplier = "unknown"
)

// VATLine is the id and the category of the line of VAT that is not deducted.
const VATLine = "vat"

// readVAT finds the rate of the buyer's country; nil where the scenario names no
// country.
func (e *engine) readVAT() (*VAT, error) {
	s := e.s
	if s.Buyer == "" {
		return nil, nil
	}
	table, err := e.src.Library.VAT()
	if err != nil {
		return nil, err
	}
	t := &VAT{Country: s.Buyer, Stated: s.VAT.Rate.IsSet()}
	leaf := formula.Leaf{Key: "vat.rate", File: s.Path, Value: s.VAT.Rate.Value}
	switch r, err := table.On(s.Buyer, s.AsOf); {
	case t.Stated:
		t.Rate = e.g.Leaf(formula.Given, "VAT rate, "+s.Buyer, s.VAT.Rate.Unit, leaf)
	case err != nil:
		t.Unknown = err.Error()
	default:
		leaf.File, leaf.Value, leaf.Source = "vat-rates", r.Percent(), r.Provenance()
		t.Rate = e.g.Leaf(formula.Listed, "VAT rate, "+s.Buyer, mustUnit("%"), leaf)
		t.Begins = r.Begins().String()
		if p, ok := table.Planned(s.Buyer, s.AsOf); ok {
			t.Planned = p
		}
	}
	t.Deductible = e.in.Get("vat.deductible", "share of VAT that is deducted", s.VAT.Deductible.Quantity, "100%",
		"a business registered for VAT gets it back and compares net prices; hospitals, banks, schools and public bodies mostly do not: state vat.deductible = false, or the share")
	t.keeps = s.VAT.Deductible.IsSet() && s.VAT.Deductible.Base().Less(exact.One)
	t.Kept = e.g.Difference("share of VAT that stays a cost", capacity.One(e.g), t.Deductible)
	if t.Rate.OK() {
		t.Load = e.g.Product("VAT that stays a cost, per net amount", t.Rate, t.Kept).As(mustUnit("%"))
	}
	return t, nil
}

// withoutVAT is a price without the VAT of the buyer's country that it includes.
// Where the rate is not known it stays what it is, and tax says so.
func (e *engine) withoutVAT(n formula.Node) formula.Node {
	if e.vat == nil || !e.vat.Rate.OK() {
		return n
	}
	with := e.g.Sum("price with VAT, per net price", capacity.One(e.g), e.vat.Rate)
	return e.g.Quotient(n.Label()+", without VAT", n, with).As(n.Unit())
}

// tax adds VAT to an option: its figures, and a line for what is not deducted. The
// line is there also where all of it is deducted, so that the graph serves every
// share.
func (e *engine) tax(o *Option) {
	t := e.vat
	if t == nil {
		return
	}
	if !t.Rate.OK() {
		if o.Own != nil && e.s.Own[o.Sheet.Region].VAT == "included" {
			o.Gaps = append(o.Gaps, pricing.Gap{ID: VATLine, Label: "prices without VAT", State: pricing.Unknown, Why: "they include VAT, and no VAT rate of " + t.Country + " is known: state vat.rate"})
		}
		if t.keeps {
			o.Gaps = append(o.Gaps, pricing.Gap{ID: VATLine, Label: "VAT that is not deducted", State: pricing.Unknown, Why: "no VAT rate of " + t.Country + " is known: state vat.rate"})
		}
		return
	}
	var net, base []formula.Node
	for i := range o.Lines {
		l := &o.Lines[i]
		net = append(net, l.Converted)
		if l.Taxed = e.taxed(o, l); l.Taxed.OK() {
			base = append(base, e.taxBase(l))
		}
	}
	if len(base) == 0 {
		return
	}
	g, x := e.g, &OptionVAT{Supplier: e.supplier(o)}
	x.Net = g.Sum("cost of "+o.ID+" without VAT", net...).As(e.currency)
	x.Base = g.Sum("amounts that carry VAT", base...).As(e.currency)
	x.Due = g.Product("VAT", x.Base, t.Rate).As(e.currency)
	x.Gross = g.Sum("cost of "+o.ID+" with VAT", x.Net, x.Due).As(e.currency)
	o.VAT = x
	kept := g.Product("amounts whose VAT stays a cost", x.Base, t.Kept).As(e.currency)
	amount := g.Product("VAT that is not deducted", kept, t.Rate).As(e.currency)
	o.Lines = append(o.Lines, Line{Line: pricing.Line{ID: VATLine, Label: "VAT that is not deducted", Category: VATLine, Product: o.Product,
		Quantity: kept, Price: t.Rate, Amount: amount}, Converted: amount, Currency: e.s.Currency})
	if o.Own == nil && o.Sheet.VAT == "unknown" {
		o.Warnings = append(o.Warnings, "the source of "+o.Sheet.ID+" does not say whether its prices include VAT: they are taken as net, so VAT may be counted twice")
	}
}

// workFactor is factor for people's work.
func (e *engine) workFactor() exact.Num {
	return exact.One.Add(e.vat.factor().Sub(exact.One).Mul(e.s.VAT.OutsideWork.Base()))
}

// factor is 1 and what VAT adds to a net price for good, in the base case; 1 where
// all of it is deducted or none is known.
func (t *VAT) factor() exact.Num {
	if t == nil || !t.Load.OK() {
		return exact.One
	}
	rate, _ := t.Rate.Leaf()
	share, _ := t.Deductible.Leaf()
	return exact.One.Add(rate.Value.Mul(exact.One.Sub(share.Value)))
}

// withVAT is a net amount of money with the VAT on it that is not deducted; share
// is the part of it that carries VAT, a zero Node for all of it.
func (c *Comparison) withVAT(n, share formula.Node) formula.Node {
	if c.VAT == nil || !c.VAT.Load.OK() || !n.OK() {
		return n
	}
	parts := []formula.Node{n, c.VAT.Load}
	if share.OK() {
		parts = append(parts, share)
	}
	return c.Graph.Sum(n.Label()+", with VAT", n, c.Graph.Product("VAT on "+n.Label(), parts...).As(n.Unit()))
}

// workWithVAT is withVAT for people's work.
func (c *Comparison) workWithVAT(n formula.Node) formula.Node {
	outside, ok := c.Graph.Find("vat.outside_work")
	if !ok {
		return n
	}
	return c.withVAT(n, outside)
}

// taxed is the share of a line that carries VAT, a zero Node where none does:
// one's own people's wages and charges inside one company do not.
func (e *engine) taxed(o *Option, l *Line) formula.Node {
	switch {
	case l.Category == "operations":
		return e.in.Get("vat.outside_work", "share of operations work that is bought", e.s.VAT.OutsideWork, "0%", "one's own people are paid wages, which carry no VAT; state the share that firms bill you")
	case o.Own != nil && e.s.Own[o.Sheet.Region].Variant == scenario.PrivateCloud && l.ID == "charge":
		return formula.Node{}
	}
	return capacity.One(e.g)
}

// taxBase is the part of a line's amount that carries VAT. Servers carry it on
// their whole price, also on what they will still be worth.
func (e *engine) taxBase(l *Line) formula.Node {
	switch {
	case l.bought.OK():
		return l.bought
	case l.Category == "operations":
		return e.g.Product(l.Label+" that is bought", l.Converted, l.Taxed).As(e.currency)
	}
	return l.Converted
}

// supplier tells by the seat of the company the buyer signs with.
func (e *engine) supplier(o *Option) Supplier {
	if o.Own != nil {
		return Several
	}
	p, ok := e.src.Rules.Provider(o.Provider)
	switch {
	case !ok || p.Seat == "" || p.Seat == "unknown":
		return SupplierUnknown
	case p.Seat == e.s.Buyer:
		return Domestic
	}
	return Abroad
}

// settle rounds the option's VAT figures: net, and all lines with VAT, each as a
// total of its own, so that net plus VAT is the sum with VAT to the cent.
func (x *OptionVAT) settle(o *Option, e *engine) {
	var lines []exact.Num
	for _, l := range o.Lines {
		if l.ID != VATLine {
			lines = append(lines, o.values.Of(l.Converted))
		}
	}
	x.NetMonthly = e.rounding().Total(lines)
	x.GrossMonthly = e.rounding().Total(append(lines, o.values.Of(x.Due)))
}

// nodes are the option's VAT figures.
func (x *OptionVAT) nodes() []formula.Node {
	if x == nil {
		return nil
	}
	return []formula.Node{x.Base, x.Due, x.Net, x.Gross}
}

// VATMonthly is the option's VAT to the cent.
func (x *OptionVAT) VATMonthly() exact.Num { return x.GrossMonthly.Sub(x.NetMonthly) }

// DeductedMonthly is what of the VAT the buyer gets back, to the cent.
func (o *Option) DeductedMonthly() exact.Num { return o.VAT.GrossMonthly.Sub(o.Monthly) }
