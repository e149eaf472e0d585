// Package model is the engine: a scenario, price sheets and a rule book become a
// comparison of every way to run the workload.
//
//	scenario -> demand -> plan -> usage -> line items -> estimate
//	         -> facts -> assessment
//	         -> comparison
package model

import (
	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/model/exit"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/money"
	"github.com/sovcost/sovcost/sovereignty"
	"github.com/sovcost/sovcost/sovereignty/lockin"
)

// Status is whether an option has a figure and may be used.
type Status string

// A part without a price makes the whole option NotPriced; a rule of law or
// supervision, or the scenario's own isolation demand, makes it Excluded.
const (
	Priced    Status = "priced"
	NotPriced Status = "not_priced"
	Excluded  Status = "excluded"
)

// Comparison is the answer to a scenario.
type Comparison struct {
	Scenario *scenario.Scenario
	Graph    *formula.Graph
	Inputs   *capacity.Inputs
	Demand   *capacity.Demand
	Profile  traffic.Profile
	Options  []*Option // ranked: priced by cost, then not priced, then excluded
	FX       []FXUsed
	Library  *pricing.Library
	Rules    *sovereignty.RuleBook
	Stale    []pricing.Staleness
	Left     []LeftOut

	Levels *lockin.Table // how hard each kind of service is to leave
	VAT    *VAT          // of the buyer's country, nil where the scenario names none
}

// LeftOut is a sheet or product that gave no option, and why.
type LeftOut struct{ What, Why string }

// Option is one way to run the workload, with what it costs and what law says.
type Option struct {
	ID       string
	Kind     string // function | container | vm | own
	Title    string
	Provider string
	Region   string
	Country  string
	Sheet    *pricing.Sheet
	Product  *pricing.Product
	Nodes    *pricing.Product // of an orchestrated container
	Sized    bool             // the size of the servers is the engine's choice for this load

	Status   Status
	Lines    []Line
	Total    formula.Node // monthly cost in the scenario's currency; zero Node without any price
	Monthly  exact.Num    // Total to the cent under the scenario's rounding; valid when Lines has any
	Upfront  []Line       // one-off payments
	Gaps     []pricing.Gap
	Limits   []pricing.Limit // sizes the price list ends at: above them there is no price
	Warnings []string
	Excluded []Reason
	Servers  formula.Node // rented servers: a series when they follow the load, one number when they do not, else a zero Node
	Figures  []Figure     // sizing: replicas, density, cold starts
	Own      *Own         // of own hardware, else nil
	Promise  *Promise     // the commitment it is priced with, else nil
	VAT      *OptionVAT   // nil where no rate is known or nothing carries VAT

	Exit *exit.Plan // what leaving it takes

	Facts      sovereignty.Facts
	Assessment sovereignty.Assessment

	uses      []pricing.Use     // what is billed, for accounts of several workloads
	cluster   *capacity.Cluster // of an orchestrated container
	people    struct{ fixed, each, rate formula.Node }
	committed bool // a commitment is part of the figure
	exit      *formula.Values
	bill      *pricing.Estimate // until it is read
	values    *formula.Values
	lasting   []pricing.Gap
}

// Line is one row of an option's cost. Amount is in the scenario's currency;
// List in the price sheet's.
type Line struct {
	pricing.Line
	Converted formula.Node // Amount × FX
	FX        formula.Node // zero Node when no conversion was needed
	Currency  money.Currency
	Taxed     formula.Node // share of the amount that carries VAT; zero Node for none, or without a buyer's country

	bought formula.Node // of servers: their whole price, spread over their life
}

// Figure is a named sizing result.
type Figure struct {
	Key, Label string
	Node       formula.Node
	Method     string
}

// Reason is why an option is out: who says so, and on which ground.
type Reason struct{ By, Text, Reference string }

// FXUsed is an exchange rate a figure depends on.
type FXUsed struct {
	From, To money.Currency
	Rate     exact.Num
	AsOf     string
	Source   string
}

// LastingGaps are the parts that have no price at any load; Gaps also holds what
// is only too large at this one (see Limits).
func (o *Option) LastingGaps() []pricing.Gap { return o.lasting }

// Values is the exact reading of the option's figures in the base case.
func (o *Option) Values() *formula.Values { return o.values }

// ExitValues is the exact reading of the option's exit in the base case.
func (o *Option) ExitValues() *formula.Values { return o.exit }

// Currency is the currency of every comparison figure.
func (c *Comparison) Currency() money.Currency { return c.Scenario.Currency }

// Best is the cheapest option that is priced and not excluded.
func (c *Comparison) Best() *Option {
	for _, o := range c.Options {
		if o.Status == Priced {
			return o
		}
	}
	return nil
}

// CheapestOfAll is the cheapest option that has a price, allowed or not.
func (c *Comparison) CheapestOfAll() *Option {
	var best *Option
	for _, o := range c.Options {
		if len(o.Gaps) == 0 && o.Total.OK() && (best == nil || o.Monthly.Less(best.Monthly)) {
			best = o
		}
	}
	return best
}
