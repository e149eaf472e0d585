// Package commitments turns advice on commitments into a report: which level of
// which promise costs least on the load's own hours, as cash and spread evenly.
package commitments

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/reports"
)

// Kind is the schema name of the JSON form.
const Kind = "sovcost/commitments/1"

// Data is the machine form. Money is of one month in the sheet's currency
// unless it says otherwise.
type Data struct {
	Advice  []Advice `json:"advice"`
	Without []string `json:"options_without_commitments,omitempty"`
}

// Advice is the best level of one commitment.
type Advice struct {
	Option     string  `json:"option"`
	Product    string  `json:"product"`
	Commitment string  `json:"commitment"`
	Label      string  `json:"label"`
	Currency   string  `json:"currency"`
	Level      float64 `json:"level"`
	Quantile   float64 `json:"demand_quantile"`
	Used       float64 `json:"used_share"`
	OnDemand   string  `json:"on_demand"`
	Amortised  string  `json:"amortised"`
	Running    string  `json:"cash_a_month"`
	Upfront    string  `json:"cash_upfront"`
	Owed       string  `json:"owed_over_the_term"`
	Saving     string  `json:"saving"`
	TermHours  float64 `json:"term_hours"`
	Checked    bool    `json:"checked_against_every_level"`
	Source     string  `json:"source,omitempty"`
	AsOf       string  `json:"as_of,omitempty"`
	Confidence string  `json:"confidence,omitempty"`
}

// Report is the advice as one finished answer.
func Report(c *model.Comparison, advice []model.CommitAdvice, without []string, p reports.Provenance) (*reports.Report, error) {
	d := &Data{Advice: []Advice{}, Without: without}
	for _, a := range advice {
		d.Advice = append(d.Advice, dataOf(a))
	}
	r := &reports.Report{Kind: Kind, Title: "Commitments for " + c.Scenario.Name, Answer: answer(advice), Data: d, Provenance: p}
	if len(advice) > 0 {
		r.Sections = append(r.Sections, reports.Section{Table: table(d.Advice)})
	}
	note := func(id, text string) {
		r.Notes = append(r.Notes, reports.Note{ID: id, Level: reports.NoteInfo, Text: text})
	}
	note("method", "the level is the quantile 1 - committed/on demand of the servers in use over the hours of the load; every level was tried as a check")
	note("use", `pin the option with commitment = "..." and commit_level = "best", and the promise is part of every figure, break-even and workbook`)
	if len(without) > 0 {
		note("without", fmt.Sprintf("the price sheets have no priced commitment for the servers of %d options; --format json names them", len(without)))
	}
	return r, r.Validate()
}

func answer(advice []model.CommitAdvice) []string {
	if len(advice) == 0 {
		return []string{"None of the options has servers with a commitment on its price sheet."}
	}
	best := advice[0]
	if best.Advice.Level == 0 || best.Advice.Saving <= 0 {
		return []string{"No commitment saves anything on this load."}
	}
	cur := string(best.Product.Sheet.Currency)
	out := []string{fmt.Sprintf("Committing to %g × %s (%s) saves %s %s a month, %.1f %% of the servers' list price (%s).", best.Advice.Level, best.Product.Title, best.Commitment.Label, money(best.Advice.Saving), cur, 100*best.Share(), best.Option.ID)}
	return append(out, fmt.Sprintf("It binds for %.4g years and %s %s in all, whatever the load does.", best.Offer.TermHours/8760, formula.Group(money(best.Advice.Cost.CommittedAll)), cur))
}

func money(x float64) string { return amount(x).StringFixed(2) }

// amount rounds advice to cents: it is a float, what is billed is exact.
func amount(x float64) decimal.Decimal { return decimal.NewFromFloat(x).Round(2) }

func dataOf(a model.CommitAdvice) Advice {
	x := Advice{Option: a.Option.ID, Product: a.Product.Key(), Commitment: a.Commitment.ID, Label: a.Commitment.Label, Currency: string(a.Product.Sheet.Currency), Level: a.Advice.Level, Quantile: round(a.Advice.Quantile), Used: round(a.Advice.UsedShare),
		OnDemand: money(a.Advice.OnDemand), Amortised: money(a.Advice.Cost.Amortised), Running: money(a.Advice.Cost.RunningCash), Upfront: money(a.Advice.Cost.UpfrontCash), Owed: money(a.Advice.Cost.CommittedAll), Saving: money(a.Advice.Saving),
		TermHours: a.Offer.TermHours, Checked: a.Checked}
	src := a.Product.Sheet.Provenance(a.Commitment.Source, a.Commitment.AsOf, a.Commitment.Confidence, a.Commitment.Note)
	x.Source, x.AsOf, x.Confidence = src.Title, src.AsOf, src.Confidence
	return x
}

func round(x float64) float64 {
	v, _ := decimal.NewFromFloat(x).Round(6).Float64()
	return v
}

func table(advice []Advice) *reports.Table {
	t := &reports.Table{ID: "commitments", Columns: []reports.Column{{Key: "option", Title: "Option"}, {Key: "commitment", Title: "Commitment"}, {Key: "level", Title: "Level", Kind: reports.KindQuantity}, {Key: "used", Title: "Used", Kind: reports.KindPercent},
		{Key: "on_demand", Title: "On demand, a month", Kind: reports.KindMoney, Priority: 1}, {Key: "amortised", Title: "Spread, a month", Kind: reports.KindMoney}, {Key: "saving", Title: "Saving", Kind: reports.KindMoney},
		{Key: "upfront", Title: "Cash at the start", Kind: reports.KindMoney, Priority: 2}, {Key: "running", Title: "Cash a month", Kind: reports.KindMoney, Priority: 3}, {Key: "owed", Title: "Bound for", Kind: reports.KindMoney, Priority: 4}}}
	for i, a := range advice {
		m := func(s string) reports.Cell { return reports.Money(decimal.RequireFromString(s), a.Currency) }
		row := reports.Row{Cells: []reports.Cell{reports.Words(a.Option), reports.Words(a.Label), reports.Quantity(decimal.NewFromFloat(a.Level), ""), reports.Percent(decimal.NewFromFloat(a.Used)), m(a.OnDemand), m(a.Amortised), m(a.Saving), m(a.Upfront), m(a.Running), m(a.Owed)}}
		if a.Level == 0 {
			row.Cells[3] = reports.Missing(reports.StateNotApplicable)
		} else if i == 0 {
			row.Style = reports.RowWinner
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
