package pricelist

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/reports"
)

// CostsData is the machine form of the three costs, in FOCUS words.
type CostsData struct {
	Currency  string     `json:"currency"`
	Contracts []string   `json:"contracts"`
	Options   []CostLine `json:"options"`
}

// CostLine is one option a month; a cost with an unpriced part is empty.
type CostLine struct {
	Option     string `json:"option"`
	List       string `json:"list,omitempty"`
	Contracted string `json:"contracted,omitempty"`
	Effective  string `json:"effective,omitempty"`
	Saved      string `json:"saved_percent,omitempty"` // effective against list
}

// Costs sets list, contracted and effective cost of every option side by side, in
// the order of the effective comparison.
func Costs(list, contracted, effective *model.Comparison, p reports.Provenance) (*reports.Report, error) {
	cur := string(effective.Currency())
	d := CostsData{Currency: cur, Contracts: []string{}, Options: []CostLine{}}
	r := &reports.Report{Kind: "sovcost/prices-costs/1", Title: "List, contracted and effective cost", Provenance: p}
	r.Provenance.Scenario, r.Provenance.AsOf = effective.Scenario.Path, effective.Scenario.AsOf.String()
	for i, c := range effective.Library.Contracts() {
		d.Contracts = append(d.Contracts, c.ID)
		r.Notes = append(r.Notes, reports.Note{ID: fmt.Sprintf("contract-%d", i+1), Level: reports.NoteInfo, Text: strings.TrimSpace("contract " + c.ID + " " + c.Title), Source: strings.TrimSpace(c.Source.Title + ", " + c.Source.AsOf.String())})
	}
	listed, agreed := costsOf(list), costsOf(contracted)
	t := &reports.Table{ID: "costs", Columns: []reports.Column{{Key: "option", Title: "Option"}, {Key: "list", Title: "List", Kind: reports.KindMoney}, {Key: "contracted", Title: "Contracted", Kind: reports.KindMoney},
		{Key: "effective", Title: "Effective", Kind: reports.KindMoney}, {Key: "saved", Title: "Against list"}}}
	changed := 0
	for _, o := range effective.Options {
		x := CostLine{Option: o.ID, List: listed[o.ID], Contracted: agreed[o.ID], Effective: cost(o)}
		if x.List != "" && x.Effective != "" && x.List != x.Effective {
			x.Saved = percentMove(decimal.RequireFromString(x.List), decimal.RequireFromString(x.Effective))
			changed++
		}
		d.Options = append(d.Options, x)
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(x.Option), amountOf(x.List, cur), amountOf(x.Contracted, cur), amountOf(x.Effective, cur), move(x.Saved, "-")}})
	}
	r.Answer = []string{fmt.Sprintf("%d of %d options cost something else than the list says.", changed, len(d.Options))}
	if best, was := effective.Best(), list.Best(); best != nil && was != nil {
		r.Answer = append(r.Answer, fmt.Sprintf("The cheapest allowed is %s at %s %s a month; on list prices it is %s at %s %s.", best.ID, best.Monthly.Fixed(2), cur, was.ID, was.Monthly.Fixed(2), cur))
	}
	r.Sections, r.Data = []reports.Section{{Table: t}}, d
	return r, r.Validate()
}

func costsOf(c *model.Comparison) map[string]string {
	out := map[string]string{}
	for _, o := range c.Options {
		out[o.ID] = cost(o)
	}
	return out
}
