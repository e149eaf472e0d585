package compare

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/reports"
)

// Sovereign is the machine form of one row of the price of sovereignty.
type Sovereign struct {
	Demand string `json:"demand"`
	Option string `json:"option,omitempty"` // absent where nothing with a price meets it
	Extra  *Money `json:"extra_a_month,omitempty"`
	Share  string `json:"extra_share,omitempty"` // of the cheapest of all
	Open   int    `json:"cheaper_with_unknown_owners,omitempty"`
}

// RuleCost is what one rule costs.
type RuleCost struct {
	By        string `json:"by"`
	Reference string `json:"reference"`
	Option    string `json:"option"` // what would be the best without it
	Saving    Money  `json:"saving_a_month"`
}

func sovereignOf(c *model.Comparison) ([]Sovereign, []RuleCost) {
	cur := string(c.Currency())
	rows, costs := []Sovereign{}, []RuleCost{}
	for _, d := range c.PriceOfSovereignty() {
		x := Sovereign{Demand: d.Key, Open: d.Open}
		if d.Option != nil {
			x.Option, x.Extra, x.Share = d.Option.ID, &Money{d.Extra.Fixed(2), cur}, d.Share.Decimal(6).String()
		}
		rows = append(rows, x)
	}
	for _, r := range c.RuleCosts() {
		costs = append(costs, RuleCost{r.By, r.Reference, r.Option.ID, Money{r.Saving.Fixed(2), cur}})
	}
	return rows, costs
}

// sovereign is the table of what law and ownership cost.
func sovereign(c *model.Comparison) *reports.Table {
	cur := string(c.Currency())
	t := &reports.Table{ID: "sovereignty", Columns: []reports.Column{
		{Key: "demand", Title: "Demand", Kind: reports.KindText},
		{Key: "option", Title: "Option", Kind: reports.KindText},
		{Key: "monthly", Title: "A month", Kind: reports.KindMoney, Unit: cur},
		{Key: "extra", Title: "More", Kind: reports.KindMoney, Unit: cur},
		{Key: "share", Title: "More, %", Kind: reports.KindPercent},
		{Key: "note", Title: "Note", Kind: reports.KindText, Priority: 1},
	}}
	for _, d := range c.PriceOfSovereignty() {
		note := ""
		if d.Open > 0 {
			note = fmt.Sprintf("of %s before it the owners are not known", plural(d.Open, "option"))
		}
		if d.Option == nil {
			t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(d.Label), reports.Words("none of these options"), reports.Missing(reports.StateNotApplicable), {}, {}, reports.Words(note)}})
			continue
		}
		if d.Key == "all" && d.Option.Status == model.Excluded {
			note = "excluded by " + strings.Join(by(d.Option), ", ")
		}
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(d.Label), reports.Words(d.Option.ID), reports.Money(d.Option.Monthly.Decimal(2), cur),
			reports.Money(d.Extra.Decimal(2), cur), reports.Percent(d.Share.Decimal(6)), reports.Words(note)}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// ruleCosts says which rule costs the money.
func ruleCosts(c *model.Comparison) []string {
	cur := string(c.Currency())
	var out []string
	for _, r := range c.RuleCosts() {
		out = append(out, fmt.Sprintf("%s alone costs %s a month: without it %s would be the best (%s).", r.By, money(r.Saving, cur), r.Option.ID, r.Reference))
	}
	best, all := c.Best(), c.CheapestOfAll()
	if len(out) == 0 && best != nil && all != nil {
		if all.Monthly.Less(best.Monthly) {
			return []string{fmt.Sprintf("No rule alone costs anything: %s is taken out by several (%s).", all.ID, strings.Join(by(all), ", "))}
		}
		return []string{"Law costs nothing here: the cheapest option of all is allowed."}
	}
	return out
}

// by are the rules that take an option out.
func by(o *model.Option) []string {
	var out []string
	for _, r := range o.Excluded {
		if !slices.Contains(out, r.By) {
			out = append(out, r.By)
		}
	}
	return out
}

// excluded lists every rule that takes options out, with all of them.
func excluded(c *model.Comparison) *reports.Table {
	t := &reports.Table{ID: "excluded", Columns: []reports.Column{
		{Key: "rule", Title: "Rule", Kind: reports.KindText},
		{Key: "why", Title: "Why", Kind: reports.KindText},
		{Key: "reference", Title: "Reference", Kind: reports.KindText, Priority: 1},
		{Key: "count", Title: "No.", Kind: reports.KindQuantity},
		{Key: "options", Title: "Options (price sheets)", Kind: reports.KindText},
	}}
	var rows []*outBy
	for _, o := range c.Options {
		for _, r := range o.Excluded {
			i := slices.IndexFunc(rows, func(x *outBy) bool { return x.Reason == r })
			if i < 0 {
				i = len(rows)
				rows = append(rows, &outBy{Reason: r})
			}
			rows[i].options = append(rows[i].options, o)
		}
	}
	for _, r := range rows {
		t.Rows = append(t.Rows, reports.Row{Style: reports.RowExcluded, Cells: []reports.Cell{reports.Words(r.By), reports.Words(r.Text), reports.Words(r.Reference),
			reports.Quantity(decimal.NewFromInt(int64(len(r.options))), ""), reports.Words(strings.Join(r.sheets(), ", "))}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// outBy is a ground for exclusion with the options it takes out.
type outBy struct {
	model.Reason
	options []*model.Option
}

// sheets names a single option by itself and several of one sheet by the sheet.
func (r *outBy) sheets() []string {
	count := map[string]int{}
	for _, o := range r.options {
		count[o.Sheet.ID]++
	}
	var out []string
	for _, o := range r.options {
		name := o.ID
		if n := count[o.Sheet.ID]; n > 1 {
			name = fmt.Sprintf("%s (%d)", o.Sheet.ID, n)
		}
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}
