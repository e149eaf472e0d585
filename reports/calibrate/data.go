package calibrate

import (
	"github.com/sovcost/sovcost/model/calibrate"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// Data is the machine form. Amounts are decimal strings in Currency; they add
// up: mapped + excluded + not_mapped = bill, and the bridge from its first to its
// last line.
type Data struct {
	Option    string       `json:"option"`
	Currency  string       `json:"currency"`
	Rate      string       `json:"rate,omitempty"` // of the price sheet's currency, where the bill is in a third one
	Cost      string       `json:"cost"`           // billed | effective | list | contracted
	Charges   int          `json:"charges"`
	Bill      string       `json:"bill"`
	Mapped    string       `json:"mapped"`
	Excluded  string       `json:"excluded"`
	NotMapped string       `json:"not_mapped"`
	Bridge    Bridge       `json:"bridge"`
	Rows      []Row        `json:"rows"`
	Left      []Part       `json:"left_out"`
	Rest      []Part       `json:"not_mapped_services"`
	Kinds     []ChargeKind `json:"kinds"`
	Patch     []Correction `json:"patch"`
	Lenient   []Leniency   `json:"leniencies"`
}

// Effects are why bill and estimate differ.
type Effects struct {
	Volume string `json:"volume_effect"`
	Mix    string `json:"mix_effect"`
	Price  string `json:"price_effect"`
	Other  string `json:"other_effect"` // money without a quantity
}

// Bridge is estimate - not_billed + effects + excluded + not_mapped = bill.
type Bridge struct {
	Months    int    `json:"months"`
	Estimate  string `json:"estimate"`
	NotBilled string `json:"not_billed"` // estimated, but no rule maps charges to it
	Effects
}

// Row is a meter in a month. Its effects add up to bill - estimate.
type Row struct {
	Month    string `json:"month"`
	Meter    string `json:"meter"`
	Unit     string `json:"unit"`
	Charges  int    `json:"charges"`
	Estimate string `json:"estimate"`
	Bill     string `json:"bill"`
	EstQty   string `json:"estimate_quantity"`
	BillQty  string `json:"bill_quantity,omitempty"`
	Effects
	NotSplit string  `json:"not_split,omitempty"` // why all of the difference is other
	Groups   []Group `json:"groups"`
}

// Group is a tier, a free amount, or another SKU or region inside a row.
type Group struct {
	What     string `json:"what"`
	SKU      string `json:"sku,omitempty"`
	Region   string `json:"region,omitempty"`
	Charges  int    `json:"charges"`
	Estimate string `json:"estimate"`
	Bill     string `json:"bill"`
	EstQty   string `json:"estimate_quantity"`
	BillQty  string `json:"bill_quantity"`
	Standard string `json:"standard_price"` // what its volume and mix are priced at, per unit
	Effects
}

// Part is charges that belong to no meter.
type Part struct {
	Name    string `json:"name,omitempty"`
	Service string `json:"service,omitempty"`
	SKU     string `json:"sku,omitempty"`
	Region  string `json:"region,omitempty"`
	Charges int    `json:"charges"`
	Amount  string `json:"amount"`
}

// ChargeKind is charges by category, mapped or not.
type ChargeKind struct {
	Category   string `json:"category"`
	Correction bool   `json:"correction,omitempty"`
	Commitment string `json:"commitment,omitempty"`
	Charges    int    `json:"charges"`
	Amount     string `json:"amount"`
}

// Correction is an input that explains the bill.
type Correction struct {
	Key string  `json:"key"`
	Was string  `json:"was"`
	Now string  `json:"now"`
	Off float64 `json:"off"` // share the meter stays off the bill
}

// Leniency is how the bill bends the specification.
type Leniency struct {
	What  string `json:"what"`
	Times int    `json:"times"`
	First int    `json:"first_line"`
}

func dataOf(r *calibrate.Result) Data {
	b := r.Bridge
	d := Data{Option: r.Option.ID, Currency: r.Currency, Cost: string(r.Tally.Cost), Charges: r.Tally.Total.Charges, Bill: b.Bill.String(), Mapped: b.Mapped.String(), Excluded: b.Excluded.String(), NotMapped: b.NotMapped.String(),
		Bridge: Bridge{b.Months, b.Estimate.String(), b.NotBilled.String(), effects(b.Effects)},
		Rows:   []Row{}, Left: []Part{}, Rest: []Part{}, Kinds: []ChargeKind{}, Patch: []Correction{}, Lenient: []Leniency{}}
	if !r.Rate.IsZero() {
		d.Rate = r.Rate.String()
	}
	for _, x := range r.Rows {
		d.Rows = append(d.Rows, rowOf(x))
	}
	for i, x := range r.Tally.Excluded {
		d.Left = append(d.Left, Part{Name: r.Rules().Exclude[i].Name, Charges: x.Charges, Amount: exact.FromDecimal(x.Cost).String()})
	}
	for _, u := range r.Tally.Unmapped() {
		d.Rest = append(d.Rest, Part{Service: u.Service, SKU: u.SKU, Region: u.Region, Charges: u.Charges, Amount: exact.FromDecimal(u.Cost).String()})
	}
	for _, k := range sortedKinds(r) {
		s := r.Tally.Kinds[k]
		d.Kinds = append(d.Kinds, ChargeKind{k.Category, k.Correction, k.Commitment, s.Charges, exact.FromDecimal(s.Cost).String()})
	}
	for _, p := range r.Patch {
		d.Patch = append(d.Patch, Correction{p.Key, p.Was, p.Now, p.Off})
	}
	for _, l := range r.Read.Lenient {
		d.Lenient = append(d.Lenient, Leniency{string(l.Leniency), l.Times, l.First})
	}
	return d
}

func effects(e calibrate.Effects) Effects {
	return Effects{e.Volume.String(), e.Mix.String(), e.Price.String(), e.Other.String()}
}

func rowOf(x calibrate.Row) Row {
	row := Row{Month: x.Month, Meter: x.To, Unit: x.Unit, Charges: x.Charges, Estimate: x.Estimate.String(), Bill: x.Bill.String(), EstQty: formula.Text(x.EstQty), Effects: effects(x.Effects), NotSplit: x.Why, Groups: []Group{}}
	if x.HasQty {
		row.BillQty = formula.Text(x.BillQty)
	}
	for _, g := range x.Groups {
		row.Groups = append(row.Groups, Group{g.Label, g.SKU, g.Region, g.Charges, g.Estimate.String(), g.Bill.String(), formula.Text(g.EstQty), formula.Text(g.BillQty), formula.Text(g.Standard), effects(g.Effects)})
	}
	return row
}
