// Package compare turns a model.Comparison into reports: the ranked answer, and
// the explanation of one option down to quantity × price.
package compare

import (
	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/sovereignty"
)

// Data is the machine form of a comparison, version 1. Amounts are decimal
// strings; what is not known is absent, never 0.
type Data struct {
	Name     string    `json:"name"`
	Question string    `json:"question,omitempty"`
	Currency string    `json:"currency"`
	Best     string    `json:"best,omitempty"` // id of the cheapest allowed option
	Load     Load      `json:"load"`
	Options  []Option  `json:"options"`
	VAT      *VAT      `json:"vat,omitempty"` // of the buyer's country, where one is named
	Defaults []Default `json:"defaults"`
	LeftOut  []LeftOut `json:"left_out"`

	Sovereignty []Sovereign `json:"price_of_sovereignty"`
	RuleCosts   []RuleCost  `json:"cost_of_rules"`
}

// Load is the load every option was sized for.
type Load struct {
	Requests string `json:"requests_per_month"`
	Mean     string `json:"mean_rate_per_second"`
	Peak     string `json:"peak_rate_per_second"`
	Shape    string `json:"shape"`
	Slots    int    `json:"slots"`
}

// Option is one ranked option.
type Option struct {
	ID         string     `json:"id"`
	Rank       int        `json:"rank,omitempty"` // only among priced options
	Kind       string     `json:"kind"`
	Title      string     `json:"title"`
	Provider   string     `json:"provider"`
	Region     string     `json:"region"`
	Country    string     `json:"country"`
	Sheet      string     `json:"sheet"`
	Status     string     `json:"status"`
	Monthly    *Money     `json:"monthly,omitempty"`     // absent when a part has no price
	PricedPart *Money     `json:"priced_part,omitempty"` // what is priced of an option that is not
	Lines      []Line     `json:"lines"`
	Upfront    []Line     `json:"upfront,omitempty"`
	NotPriced  []Gap      `json:"not_priced,omitempty"`
	Verdict    string     `json:"verdict"`
	Binding    *Finding   `json:"binding,omitempty"`
	Findings   []Finding  `json:"findings"`
	Excluded   []Reason   `json:"excluded_because,omitempty"`
	Isolation  string     `json:"isolation,omitempty"`
	Sizing     []Figure   `json:"sizing"`
	Warnings   []string   `json:"warnings"`
	VAT        *OptionVAT `json:"vat,omitempty"`
	Exit       *Exit      `json:"exit,omitempty"`
}

// Money is an amount to the cent.
type Money struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

// Line is one row: quantity × unit_price × fx = amount, exactly.
type Line struct {
	ID           string `json:"id"`
	Label        string `json:"label"`
	Category     string `json:"category"`
	Quantity     string `json:"quantity"`
	Unit         string `json:"unit"`
	UnitPrice    string `json:"unit_price"`
	PriceUnit    string `json:"price_unit"`
	ListAmount   string `json:"list_amount"`
	ListCurrency string `json:"list_currency"`
	FX           string `json:"fx,omitempty"`
	Amount       string `json:"amount"`
	Billed       string `json:"billed,omitempty"` // what an ordinary month's invoice shows, where it differs
	Source       string `json:"source,omitempty"`
	AsOf         string `json:"as_of,omitempty"`
	Confidence   string `json:"confidence,omitempty"`
	Note         string `json:"note,omitempty"`
}

// Gap is a part without a price.
type Gap struct {
	Label string `json:"label"`
	State string `json:"state"`
	Why   string `json:"why,omitempty"`
}

// Finding is what one rule says.
type Finding struct {
	Rule       string            `json:"rule"`
	Tier       string            `json:"tier"`
	Verdict    string            `json:"verdict"`
	Why        string            `json:"why,omitempty"`
	Reference  string            `json:"reference"`
	Conditions []string          `json:"conditions,omitempty"`
	Facts      map[string]string `json:"facts,omitempty"`
	Missing    []string          `json:"missing,omitempty"`
}

// Reason is why an option is out.
type Reason struct {
	By        string `json:"by"`
	Text      string `json:"text"`
	Reference string `json:"reference"`
}

// Figure is a sizing result.
type Figure struct {
	Key   string `json:"key"`
	Label string `json:"label"`
	Value string `json:"value"`
	Unit  string `json:"unit,omitempty"`
	// Method is how the figure was found and how far that holds.
	Method string `json:"method,omitempty"`
}

// Default is a figure nobody stated, with the reason for its value.
type Default struct {
	Key    string `json:"key"`
	Value  string `json:"value"`
	Reason string `json:"reason"`
}

// LeftOut is what gave no option, and why.
type LeftOut struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

// dataOf builds the machine form.
func dataOf(c *model.Comparison) (Data, error) {
	cur := string(c.Currency())
	d := Data{Name: c.Scenario.Name, Question: c.Scenario.Question, Currency: cur, Options: []Option{}, Defaults: []Default{}, LeftOut: []LeftOut{}}
	v, err := c.Graph.Evaluate(nil, c.Demand.Requests, c.Demand.Rate)
	if err != nil {
		return d, err
	}
	peak, sum := exact.Zero, exact.Zero
	rates := v.SlotsOf(c.Demand.Rate)
	for _, r := range rates {
		peak, sum = exact.Max(peak, r), sum.Add(r)
	}
	mean, _ := sum.Quo(exact.Int(int64(len(rates))))
	d.Load = Load{Requests: v.Of(c.Demand.Requests).Decimal(6).String(), Mean: mean.Decimal(6).String(), Peak: peak.Decimal(6).String(), Shape: c.Profile.Name, Slots: len(rates)}
	rank := 0
	for _, o := range c.Options {
		x := optionOf(o, cur)
		if o.Status == model.Priced {
			rank++
			x.Rank = rank
		}
		d.Options = append(d.Options, x)
	}
	if b := c.Best(); b != nil {
		d.Best = b.ID
	}
	for _, f := range c.Inputs.Defaults {
		d.Defaults = append(d.Defaults, Default{f.Key, f.Value, f.Reason})
	}
	for _, l := range c.Left {
		d.LeftOut = append(d.LeftOut, LeftOut{l.What, l.Why})
	}
	d.Sovereignty, d.RuleCosts = sovereignOf(c)
	d.VAT = vatOf(c)
	return d, nil
}

func optionOf(o *model.Option, cur string) Option {
	x := Option{ID: o.ID, Kind: o.Kind, Title: o.Title, Provider: o.Provider, Region: o.Region, Country: o.Country, Sheet: o.Sheet.ID,
		Status: string(o.Status), Verdict: o.Verdict().String(), Isolation: o.IsolationRung(), Warnings: []string{}, Lines: []Line{}, Findings: []Finding{}, Sizing: []Figure{}}
	x.Exit, x.VAT = exitOf(o, cur), optionVAT(o, cur)
	x.Warnings = append(x.Warnings, o.Warnings...)
	if o.Total.OK() {
		m := &Money{o.Monthly.Fixed(2), cur}
		if len(o.Gaps) == 0 {
			x.Monthly = m
		} else {
			x.PricedPart = m
		}
	}
	for _, l := range o.Lines {
		x.Lines = append(x.Lines, lineOf(o, l))
	}
	for _, l := range o.Upfront {
		x.Upfront = append(x.Upfront, lineOf(o, l))
	}
	for _, g := range o.Gaps {
		x.NotPriced = append(x.NotPriced, Gap{g.Label, string(g.State), g.Why})
	}
	for _, f := range o.Assessment.Applicable() {
		x.Findings = append(x.Findings, findingOf(f))
	}
	if b, ok := o.Assessment.Binding(); ok {
		f := findingOf(b)
		x.Binding = &f
	}
	for _, r := range o.Excluded {
		x.Excluded = append(x.Excluded, Reason{r.By, r.Text, r.Reference})
	}
	v := o.Values()
	for _, f := range o.Figures {
		x.Sizing = append(x.Sizing, Figure{f.Key, f.Label, v.Of(f.Node).Decimal(6).String(), f.Node.Unit().Name, f.Method})
	}
	return x
}

func lineOf(o *model.Option, l model.Line) Line {
	v := o.Values()
	x := Line{ID: l.ID, Label: l.Label, Category: l.Category, Quantity: formula.Text(v.Of(l.Quantity)), Unit: l.Quantity.Unit().Name,
		UnitPrice: formula.Text(v.Of(l.Price)), PriceUnit: l.Price.Unit().Name, ListAmount: formula.Text(v.Of(l.Amount)), ListCurrency: string(l.Currency),
		Amount: formula.Text(v.Of(l.Converted)), Note: l.Note}
	if l.Price.Unit().Name == "%" { // so that the product holds
		x.UnitPrice, x.PriceUnit = formula.Text(v.Base(l.Price)), ""
	}
	if l.FX.OK() {
		x.FX = formula.Text(v.Of(l.FX))
	}
	if l.Billed.OK() {
		x.Billed = formula.Text(v.Of(l.Billed))
	}
	if leaf, ok := l.Price.Leaf(); ok {
		x.Source, x.AsOf, x.Confidence = leaf.Source.Title, leaf.Source.AsOf, leaf.Source.Confidence
	}
	return x
}

func findingOf(f sovereignty.Finding) Finding {
	x := Finding{Rule: f.ID(), Tier: f.Rule.Tier.String(), Verdict: f.Verdict.String(), Why: f.Why, Reference: f.Rule.Reference, Missing: f.Missing}
	for _, c := range f.Conditions {
		x.Conditions = append(x.Conditions, c.ID)
	}
	for _, b := range f.Because {
		if x.Facts == nil {
			x.Facts = map[string]string{}
		}
		x.Facts[b.Name] = b.Value.String()
	}
	return x
}
