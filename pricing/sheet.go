// Package pricing turns dated price sheets and metered usage into line items.
//
// A price sheet is a document, not a database: one file per provider and
// region, every rate with its source, date and confidence. A product's billing
// rules are arithmetic over its inputs ("requests * roundup(duration, [1ms]) *
// memory") and become nodes of a formula graph; nothing else in the program
// knows how anything is billed. README.md is the format's manual.
package pricing

import (
	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/money"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Schema is the first key of every price sheet.
const Schema = "price-sheet/1"

// Sheet is the price list of one provider in one region, in one currency.
type Sheet struct {
	Schema     string         `toml:"schema"`
	ID         string         `toml:"id"`       // "aws-eu-central-2"
	Provider   string         `toml:"provider"` // key of the provider facts
	Title      string         `toml:"title"`
	Region     string         `toml:"region"`
	Country    string         `toml:"country"` // ISO 3166 code of the region
	City       string         `toml:"city"`
	Currency   money.Currency `toml:"currency"`
	VAT        string         `toml:"vat"`   // excluded | unknown; prices including VAT are refused
	Month      unit.Quantity  `toml:"month"` // the provider's own billing month in hours, when it has one
	ValidFrom  factsheet.Date `toml:"valid_from"`
	ValidUntil factsheet.Date `toml:"valid_until"` // last day, empty = open
	Audience   string         `toml:"audience"`    // new | existing: a rise may spare old contracts
	Note       string         `toml:"note"`

	Places     []*Place           `toml:"place"` // other regions where the same list holds
	Sources    []factsheet.Source `toml:"source"`
	Products   []*Product         `toml:"product"`
	Allowances []*Allowance       `toml:"allowance"`

	Doc *factsheet.Document `toml:"-"`
}

// Offer is whether a thing is on sale: an absent price has a reason.
type Offer string

// NotOffered is a fact (the provider does not sell it here); Unknown is a gap in
// the sheet. Neither is ever a price of 0.
const (
	Offered    Offer = "offered"
	NotOffered Offer = "not_offered"
	Unknown    Offer = "unknown"
)

// Product is one thing on sale: a function runtime, a VM size, egress.
type Product struct {
	ID     string `toml:"id"`
	Kind   string `toml:"kind"` // see Kinds
	Title  string `toml:"title"`
	Status Offer  `toml:"status"` // empty = offered
	Note   string `toml:"note"`

	// What it is, for sizing and advice; empty where it does not apply.
	VCPU         unit.Quantity     `toml:"vcpu"`
	Memory       unit.Quantity     `toml:"memory"`
	Disk         unit.Quantity     `toml:"disk"` // included local disk
	Arch         string            `toml:"arch"`
	Family       string            `toml:"family"`
	DedicatedCPU *bool             `toml:"dedicated_cpu"`
	Isolation    string            `toml:"isolation"` // rung of the isolation ladder
	Stopped      string            `toml:"stopped"`   // billed | free | unknown while switched off
	Limits       map[string]string `toml:"limits"`    // named quantities: max_memory, max_duration, concurrency …
	Billing      string            `toml:"billing"`   // of a container service: instance (while it runs, the default) | request (while it serves)
	Gateway      string            `toml:"gateway"`   // of a function: needed | included | unknown, for calls over HTTP

	Runtime     *Runtime      `toml:"runtime"` // how it starts and keeps instances
	Sizes       []*Row        `toml:"size"`    // rows of a family: read as products of their own
	Inputs      []*Input      `toml:"input"`
	Derived     []*Derived    `toml:"derived"`
	Meters      []*Meter      `toml:"meter"`
	Commitments []*Commitment `toml:"commitment"`

	Sheet  *Sheet `toml:"-"`
	key    string
	unsold []string // commitments its row prices and its family does not have
}

// Input is one figure a product's rules need from the usage.
type Input struct {
	Name     string        `toml:"name"`
	Label    string        `toml:"label"`
	Unit     string        `toml:"unit"`
	Default  unit.Quantity `toml:"default"`
	Reason   string        `toml:"reason"` // why this default; required with one
	Optional bool          `toml:"optional"`
}

// Derived is a named intermediate figure: a CPU share that follows memory.
type Derived struct {
	Name   string `toml:"name"`
	Label  string `toml:"label"`
	Value  string `toml:"value"` // expression over inputs
	Unit   string `toml:"unit"`
	Lookup []Step `toml:"step"` // instead: a size table read at Of
	Of     string `toml:"of"`
}

// Step is a row of a size table: up to and including UpTo the value holds.
type Step struct {
	UpTo  unit.Quantity `toml:"up_to"`
	Value unit.Quantity `toml:"value"`
}

// Meter is one thing counted and its rate.
type Meter struct {
	ID         string         `toml:"id"`
	Label      string         `toml:"label"`
	Category   string         `toml:"category"` // compute, requests, storage, network, … for stacked charts
	Quantity   string         `toml:"quantity"` // expression over inputs and derived figures
	When       []string       `toml:"when"`     // counted only when all these optional inputs are given
	Unless     []string       `toml:"unless"`   // … and none of these: a switched rate
	Status     Offer          `toml:"status"`
	ValidFrom  factsheet.Date `toml:"valid_from"`
	ValidUntil factsheet.Date `toml:"valid_until"`
	Rate

	product *Product
	key     string
	deal    *deal // what a contract says about it
}

// Mode is how tiers apply to a quantity.
type Mode string

// Graduated prices each part of the quantity in its own tier; Volume prices all
// of it at the tier it ends in; Package sells whole blocks; Size bills a whole
// piece at the price of the next listed size.
const (
	Flat      Mode = "flat"
	Graduated Mode = "graduated"
	Volume    Mode = "volume"
	Package   Mode = "package"
	Size      Mode = "size"
)

// Rate is the price of a meter.
type Rate struct {
	Mode      Mode              `toml:"mode"` // empty = flat
	Per       string            `toml:"per"`  // the unit one price buys: "1M requests"
	Price     factsheet.Decimal `toml:"price"`
	PercentOf []string          `toml:"percent_of"` // price is this many percent of other meters' undiscounted amounts
	Tiers     []*Tier           `toml:"tier"`
	Each      string            `toml:"each"`  // expression: tiers, minimum and cap apply to each of so many pieces
	Block     unit.Quantity     `toml:"block"` // package mode
	Minimum   factsheet.Decimal `toml:"minimum"`
	Cap       factsheet.Decimal `toml:"cap"`       // largest charge …
	CapTimes  string            `toml:"cap_times"` // … for each of so many (expression); empty = for the account
	Pool      string            `toml:"pool"`      // meters of one pool add up before their tiers
	Scope     string            `toml:"scope"`     // of the tiers: account, account+region, …
	Volatile  bool              `toml:"volatile"`  // changes without notice, such as spot

	Source     string                `toml:"source"` // id of a [[source]]
	AsOf       factsheet.PartialDate `toml:"as_of"`  // overrides the source's
	Confidence string                `toml:"confidence"`
	RowNote    string                `toml:"note"`
}

// Tier is one row of a tiered rate. UpTo is inclusive; the last tier is open.
// Stripe's and our reading: a quantity equal to UpTo is still in the tier.
type Tier struct {
	From    string            `toml:"from"`  // optional; must repeat where the tier before ends
	UpTo    string            `toml:"up_to"` // quantity, or an expression such as "0.25 * month"; empty = open
	Price   factsheet.Decimal `toml:"price"`
	Percent factsheet.Decimal `toml:"percent"` // instead of price: percent of the rate's own price (graduated)
	Flat    factsheet.Decimal `toml:"flat"`    // base fee charged when the tier is entered
}

// Allowance is a free amount shared by meters: of a quantity, or of money.
type Allowance struct {
	ID       string        `toml:"id"`
	Label    string        `toml:"label"`
	Scope    string        `toml:"scope"`    // account, project, instance, …: who owns the pool
	Meters   []string      `toml:"meters"`   // "product.meter" in drawing order; only these may draw
	Quantity string        `toml:"quantity"` // expression: "1M requests" in brackets, or "[1.42 GB/h] * instance_hours"
	Credit   unit.Quantity `toml:"credit"`   // money off, instead of a quantity
	Valued   []Valued      `toml:"valued"`   // money off worked out from quantities at another rate
	Apply    string        `toml:"apply"`    // shift (before tiering) | band (inside the first tier); required on tiered rates
	Carry    string        `toml:"carry"`    // none (the default); anything else is refused by name
	Always   bool          `toml:"always"`   // part of the product (included traffic), not a free tier to switch off
	Source   string        `toml:"source"`
	Note     string        `toml:"note"`

	sheet *Sheet
	key   string
}

// Valued is one part of a money credit: a quantity at a price.
type Valued struct {
	Meter    string            `toml:"meter"`  // the only meter it may pay for
	Meters   []string          `toml:"meters"` // or several, in drawing order
	Quantity unit.Quantity     `toml:"quantity"`
	Price    factsheet.Decimal `toml:"price"` // per unit of Quantity
}

// Commitment is a discounted rate for a promise: paid for every hour of the
// term, used or not.
type Commitment struct {
	ID        string            `toml:"id"` // "standard-1y-partial"
	Label     string            `toml:"label"`
	Meter     string            `toml:"meter"`     // the meter it covers
	Kind      string            `toml:"kind"`      // resource (so many pieces) | spend (so much money an hour)
	Term      unit.Quantity     `toml:"term"`      // "1 year"
	Upfront   factsheet.Decimal `toml:"upfront"`   // per piece, once
	Recurring factsheet.Decimal `toml:"recurring"` // per Per and piece
	Per       string            `toml:"per"`       // "h" or "month"
	Status    Offer             `toml:"status"`

	Source     string                `toml:"source"`
	AsOf       factsheet.PartialDate `toml:"as_of"`
	Confidence string                `toml:"confidence"`
	Note       string                `toml:"note"`

	key string
}

// Kinds are the product kinds the engine knows how to size.
var kinds = []string{"function", "container", "kubernetes", "vm", "container_plan", "block_storage", "object_storage",
	"egress", "nat", "load_balancer", "public_ip", "gateway", "logs", "registry", "snapshot", "network", "support", "database", "gpu", "service",
	"vm_spot", "kubernetes_node"} // sold only with a risk of being taken away, or only inside a cluster: never a VM of one's own

// Kinds lists the product kinds a sheet may use.
func Kinds() []string { return append([]string(nil), kinds...) }

// Key is the product's full name: "aws-eu-central-2#lambda-x86".
func (p *Product) Key() string { return p.Sheet.ID + "#" + p.ID }

// Find returns the product with that id.
func (s *Sheet) Find(id string) (*Product, bool) {
	for _, p := range s.Products {
		if p.ID == id {
			return p, true
		}
	}
	return nil, false
}

// OfKind lists the offered products of a kind, in sheet order.
func (s *Sheet) OfKind(kind string) []*Product {
	var out []*Product
	for _, p := range s.Products {
		if p.Kind == kind && p.Status == Offered {
			out = append(out, p)
		}
	}
	return out
}

// Input returns the product's input of that name.
func (p *Product) Input(name string) (*Input, bool) {
	for _, in := range p.Inputs {
		if in.Name == name {
			return in, true
		}
	}
	return nil, false
}

// Usable reports whether the named figures are all the product's rules need.
func (p *Product) Usable(have map[string]formula.Node) bool {
	for _, in := range p.Inputs {
		if _, ok := have[in.Name]; !ok && !in.Optional && !in.Default.IsSet() {
			return false
		}
	}
	return true
}

// Meter returns the product's meter with that id.
func (p *Product) Meter(id string) (*Meter, bool) {
	for _, m := range p.Meters {
		if m.ID == id {
			return m, true
		}
	}
	return nil, false
}

// Source returns the sheet's source with that id.
func (s *Sheet) Source(id string) (factsheet.Source, bool) {
	for _, src := range s.Sources {
		if src.ID == id {
			return src, true
		}
	}
	return factsheet.Source{}, false
}

// ProductIDs lists the sheet's products in its own order.
func (s *Sheet) ProductIDs() []string {
	ids := make([]string, len(s.Products))
	for i, p := range s.Products {
		ids[i] = p.ID
	}
	return ids
}

// Newest is the date of the sheet's youngest source, "" when none has one.
func (s *Sheet) Newest() string {
	newest := ""
	for _, src := range s.Sources {
		if d := src.AsOf.String(); d != "unknown" {
			newest = max(newest, d)
		}
	}
	return newest
}
