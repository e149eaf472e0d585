// Package whatif turns what-if answers into one report: variants side by side,
// tornado, Monte Carlo, sweeps and sensitivity indices.
package whatif

import (
	"fmt"
	"math"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/whatif"
	"github.com/sovcost/sovcost/model/whatif/sampling"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/reports"
)

// Kind is the schema name of the JSON form.
const Kind = "sovcost/whatif/1"

// Data is the machine form; parts that were not asked for are absent.
type Data struct {
	Currency   string      `json:"currency"`
	Variants   []Variant   `json:"variants,omitempty"`
	Alone      []Alone     `json:"each_change_alone,omitempty"`
	Tornado    *Tornado    `json:"tornado,omitempty"`
	MonteCarlo *MonteCarlo `json:"monte_carlo,omitempty"`
	Indices    *Indices    `json:"indices,omitempty"`
	Sweep      *Sweep      `json:"sweep,omitempty"`
}

// Named is a variant with its comparison; the first is the base case.
type Named struct {
	Name       string
	Comparison *model.Comparison
}

// Variant is what every option costs under one set of inputs.
type Variant struct {
	Name    string            `json:"name"`
	Best    string            `json:"best,omitempty"`
	Monthly map[string]string `json:"monthly"` // by option; options without a price are absent
}

// Builder gathers the answers of one run.
type Builder struct {
	c    *model.Comparison
	cur  string
	r    *reports.Report
	data Data
}

// New begins a report about a comparison.
func New(c *model.Comparison, p reports.Provenance) *Builder {
	return &Builder{c: c, cur: string(c.Currency()), r: &reports.Report{Kind: Kind, Title: "What if: " + c.Scenario.Name, Provenance: p}, data: Data{Currency: string(c.Currency())}}
}

// Report is the finished report.
func (b *Builder) Report() (*reports.Report, error) {
	b.r.Data = b.data
	return b.r, b.r.Validate()
}

func (b *Builder) say(format string, args ...any) {
	b.r.Answer = append(b.r.Answer, fmt.Sprintf(format, args...))
}

func (b *Builder) money(v exact.Num) string { return formula.Group(v.Fixed(2)) + " " + b.cur }

func (b *Builder) cost(v exact.Num) reports.Cell { return reports.Money(v.Decimal(8), b.cur) }

func (b *Builder) float(v float64) reports.Cell {
	return reports.Money(decimal.NewFromFloat(v).Round(6), b.cur)
}

// MonteCarlo is the machine form of a simulation.
type MonteCarlo struct {
	Draws  int         `json:"draws"`
	Seed   uint64      `json:"seed"`
	Budget string      `json:"budget_share"`
	Inputs []Drawn     `json:"inputs"`
	Option []Simulated `json:"options"`
	Robust string      `json:"lowest_mean"`
	Worth  string      `json:"knowing_is_worth"`
}

// Drawn is one input's distribution.
type Drawn struct {
	Key     string `json:"key"`
	Words   string `json:"distribution"`
	Assumed string `json:"assumed,omitempty"`
}

// Simulated is one option's summary, money to the cent.
type Simulated struct {
	ID       string `json:"id"`
	P10      string `json:"p10"`
	P50      string `json:"p50"`
	P90      string `json:"p90"`
	Budget   string `json:"budget"`
	Cheapest string `json:"probability_cheapest"`
	Regret   string `json:"expected_regret"`
	Mean     string `json:"mean"`
}

// MonteCarlo adds the simulation's table.
func (b *Builder) MonteCarlo(s sampling.Summary, inputs []whatif.Input) {
	d := &MonteCarlo{Draws: s.Draws, Seed: s.Seed, Budget: fmt.Sprintf("%g", s.Budget), Robust: s.Options[s.Robust].Name, Worth: cents(s.KnowingIsWorth)}
	for _, in := range inputs {
		d.Inputs = append(d.Inputs, Drawn{in.Key, in.Words, in.Assumed})
		if in.Assumed != "" {
			b.r.Notes = append(b.r.Notes, reports.Note{ID: "dist-" + in.Key, Level: reports.NoteDefault, Text: in.Key + " is " + in.Words, Reason: in.Assumed})
		}
	}
	t := &reports.Table{ID: "monte_carlo", Columns: []reports.Column{
		{Key: "option", Title: "Option"}, {Key: "p10", Title: "P10", Kind: reports.KindMoney, Unit: b.cur}, {Key: "p50", Title: "P50", Kind: reports.KindMoney, Unit: b.cur},
		{Key: "p90", Title: "P90", Kind: reports.KindMoney, Unit: b.cur}, {Key: "cheapest", Title: "Cheapest", Kind: reports.KindPercent},
		{Key: "regret", Title: "Expected regret", Kind: reports.KindMoney, Unit: b.cur, Priority: 1}, {Key: "budget", Title: fmt.Sprintf("Budget %.0f %%", s.Budget*100), Kind: reports.KindMoney, Unit: b.cur, Priority: 2},
	}}
	best := 0
	var with []string
	for i, o := range s.Options {
		with = append(with, o.Name)
		if o.Cheapest > s.Options[best].Cheapest {
			best = i
		}
		d.Option = append(d.Option, Simulated{o.Name, cents(o.P10), cents(o.P50), cents(o.P90), cents(o.Budget), fmt.Sprintf("%.6f", o.Cheapest), cents(o.ExpectedRegret), cents(o.Mean)})
	}
	for i, o := range s.Options {
		row := reports.Row{Cells: []reports.Cell{reports.Words(o.Name), b.float(o.P10), b.float(o.P50), b.float(o.P90), reports.Percent(decimal.NewFromFloat(o.Cheapest).Round(6)), b.float(o.ExpectedRegret), b.float(o.Budget)}}
		if i == best {
			row.Style = reports.RowWinner
		}
		t.Rows = append(t.Rows, row)
	}
	b.left("left-draws", with)
	b.data.MonteCarlo = d
	b.r.Sections = append(b.r.Sections, reports.Section{Title: fmt.Sprintf("All inputs at once: %s draws, seed %d", formula.Group(fmt.Sprint(s.Draws)), s.Seed), Table: t})
	w := s.Options[best]
	b.say("%s is cheapest in %.1f %% of %s draws; nine times out of ten it costs at most %s.", w.Name, w.Cheapest*100, formula.Group(fmt.Sprint(s.Draws)), formula.Group(cents(w.P90))+" "+b.cur)
}

func cents(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return ""
	}
	return decimal.NewFromFloat(f).StringFixed(2)
}

// Indices is the machine form of the sensitivity of a difference.
type Indices struct {
	A           string  `json:"a"`
	B           string  `json:"b"`
	Evaluations int     `json:"evaluations"`
	Inputs      []Index `json:"inputs"`
}

// Index is one input's share of the variance.
type Index struct {
	Key   string `json:"key"`
	First string `json:"first_order"`
	Total string `json:"total"`
}

// Indices adds which input makes the difference between two options uncertain.
func (b *Builder) Indices(x sampling.Indices, inputs []whatif.Input, first, second *model.Option) {
	d := &Indices{A: first.ID, B: second.ID, Evaluations: x.Evaluations}
	t := &reports.Table{ID: "indices", Columns: []reports.Column{{Key: "input", Title: "Input"}, {Key: "first", Title: "Alone", Kind: reports.KindPercent}, {Key: "total", Title: "With interactions", Kind: reports.KindPercent}}}
	top := 0
	for i, in := range inputs {
		if x.Total[i] > x.Total[top] {
			top = i
		}
		d.Inputs = append(d.Inputs, Index{in.Key, fmt.Sprintf("%.4f", x.First[i]), fmt.Sprintf("%.4f", x.Total[i])})
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(in.Key), reports.Percent(decimal.NewFromFloat(x.First[i]).Round(4)), reports.Percent(decimal.NewFromFloat(x.Total[i]).Round(4))}})
	}
	b.data.Indices = d
	b.r.Sections = append(b.r.Sections, reports.Section{Title: "What makes the difference between " + first.ID + " and " + second.ID + " uncertain", Table: t})
	b.say("%s matters most for the choice between %s and %s.", inputs[top].Node.Label(), first.ID, second.ID)
}
