// Package invoice turns a rated usage file into a report.
package invoice

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/money"
	"github.com/sovcost/sovcost/reports"
)

// Kind is the schema name of an invoice's JSON form.
const Kind = "sovcost/invoice/1"

// Data is the machine form: quantity × unit_price = amount on every line, all
// decimal strings.
type Data struct {
	Name      string `json:"name,omitempty"`
	Sheet     string `json:"sheet"`
	Currency  string `json:"currency"`
	Rounding  string `json:"rounding"`
	FreeTier  bool   `json:"free_tier"`
	Status    string `json:"status"` // priced | not_priced
	Total     string `json:"total,omitempty"`
	Billed    string `json:"billed,omitempty"`     // an ordinary month's cash, where it differs
	Exact     string `json:"exact_total"`          // before rounding
	Lines     []Line `json:"lines"`                // every row of the invoice
	Upfront   []Line `json:"upfront,omitempty"`    // paid once
	NotPriced []Gap  `json:"not_priced,omitempty"` // parts without a price
}

// Line is one row.
type Line struct {
	ID         string `json:"id"`
	Label      string `json:"label"`
	Quantity   string `json:"quantity"`
	Unit       string `json:"unit"`
	UnitPrice  string `json:"unit_price"`
	Exact      string `json:"exact_amount"`
	Amount     string `json:"amount"` // to the cent, half away from zero
	Source     string `json:"source,omitempty"`
	AsOf       string `json:"as_of,omitempty"`
	Confidence string `json:"confidence,omitempty"`
}

// Gap is a part without a price.
type Gap struct {
	Label string `json:"label"`
	State string `json:"state"`
	Why   string `json:"why,omitempty"`
}

// Report is the invoice as one finished answer.
func Report(inv *pricing.Invoice, p reports.Provenance) (*reports.Report, error) {
	cur := string(inv.Total.Currency)
	d := dataOf(inv)
	r := &reports.Report{Kind: Kind, Title: title(inv), Data: d, Provenance: provenance(inv, p)}
	if len(inv.Estimate.Gaps) > 0 {
		r.Answer = []string{"Not priced: " + missing(d.NotPriced) + "."}
		if len(inv.Estimate.Lines) > 0 {
			r.Answer[0] += fmt.Sprintf(" What is priced adds up to %s %s.", formula.Group(inv.Total.Value.Fixed(2)), cur)
		}
	} else {
		r.Answer = []string{fmt.Sprintf("The month costs %s %s.", formula.Group(inv.Total.Value.Fixed(2)), cur)}
	}
	r.Sections = append(r.Sections, reports.Section{Table: table(inv, cur)})
	if len(inv.Estimate.Upfront) > 0 {
		r.Sections = append(r.Sections, reports.Section{Title: "Paid once", Table: upfront(inv, cur)})
	}
	for i, n := range inv.Defaults {
		l, _ := n.Leaf()
		r.Notes = append(r.Notes, reports.Note{ID: fmt.Sprintf("d%d", i+1), Level: reports.NoteDefault, Text: fmt.Sprintf("%s is %s", n.Label(), inv.Values.Show(n)), Reason: l.Reason})
	}
	for i, w := range inv.Estimate.Warnings {
		r.Notes = append(r.Notes, reports.Note{ID: fmt.Sprintf("w%d", i+1), Level: reports.NoteWarning, Text: w})
	}
	return r, r.Validate()
}

// missing names the parts without a price.
func missing(gaps []Gap) string {
	names := make([]string, len(gaps))
	for i, g := range gaps {
		names[i] = g.Label
	}
	return strings.Join(names, ", ")
}

func title(inv *pricing.Invoice) string {
	if inv.File.Name != "" {
		return inv.File.Name
	}
	return "Usage rated with " + inv.Estimate.Sheet.ID
}

func provenance(inv *pricing.Invoice, p reports.Provenance) reports.Provenance {
	s := inv.Estimate.Sheet
	p.Scenario, p.Digest, p.AsOf = inv.File.Doc.Path, inv.File.Doc.ContentDigest(), inv.File.AsOf.String()
	p.Sheets = []reports.Sheet{{Name: s.ID, Date: s.Newest(), Digest: s.Doc.Digest()}}
	p.Rounding = "exact inside; the total is the sum of unrounded lines, rounded once half away from zero"
	if inv.Rounding == money.RoundLine {
		p.Rounding = "every line is rounded half away from zero to the cent, then added"
	}
	return p
}

func dataOf(inv *pricing.Invoice) Data {
	e, v := inv.Estimate, inv.Values
	d := Data{Name: inv.File.Name, Sheet: e.Sheet.ID, Currency: string(e.Sheet.Currency), Rounding: string(inv.Rounding), Status: "priced",
		FreeTier: inv.File.FreeTier == nil || *inv.File.FreeTier, Lines: []Line{}}
	if e.Total.OK() {
		d.Exact = formula.Text(v.Of(e.Total))
	}
	for _, l := range e.Lines {
		d.Lines = append(d.Lines, lineOf(v, l))
	}
	for _, l := range e.Upfront {
		d.Upfront = append(d.Upfront, lineOf(v, l))
	}
	for _, g := range e.Gaps {
		d.NotPriced = append(d.NotPriced, Gap{g.Label, string(g.State), g.Why})
	}
	if len(d.NotPriced) > 0 {
		d.Status = "not_priced"
		return d
	}
	d.Total = inv.Total.Value.Fixed(2)
	if cash, differs := inv.Cash(); differs {
		d.Billed = cash.Value.Fixed(2)
	}
	return d
}

func lineOf(v *formula.Values, l pricing.Line) Line {
	x := Line{ID: l.ID, Label: l.Label, Quantity: formula.Text(v.Of(l.Quantity)), Unit: l.Quantity.Unit().Name, UnitPrice: formula.Text(v.Of(l.Price)),
		Exact: formula.Text(v.Of(l.Amount)), Amount: v.Of(l.Amount).Fixed(2)}
	if leaf, ok := l.Price.Leaf(); ok {
		x.Source, x.AsOf, x.Confidence = leaf.Source.Title, leaf.Source.AsOf, leaf.Source.Confidence
	}
	return x
}

func table(inv *pricing.Invoice, cur string) *reports.Table {
	v := inv.Values
	_, differs := inv.Cash()
	t := &reports.Table{ID: "lines", Columns: []reports.Column{
		{Key: "line", Title: "Line", Kind: reports.KindText},
		{Key: "quantity", Title: "Quantity", Kind: reports.KindQuantity},
		{Key: "price", Title: "Unit price", Kind: reports.KindRate},
		{Key: "amount", Title: "Cost", Kind: reports.KindMoney, Unit: cur},
	}}
	if differs {
		t.Columns[3].Title = "Effective"
		t.Columns = append(t.Columns, reports.Column{Key: "billed", Title: "Billed", Kind: reports.KindMoney, Unit: cur})
	}
	for _, l := range inv.Estimate.Lines {
		price := v.Of(l.Price)
		if !price.Terminates() {
			price = price.Round(12)
		}
		row := reports.Row{Cells: []reports.Cell{reports.Words(l.Label), reports.Quantity(v.Of(l.Quantity).Decimal(10), formula.UnitText(l.Quantity.Unit().Name)),
			reports.Rate(price.Decimal(18), l.Price.Unit().Name), reports.Money(v.Of(l.Amount).Decimal(10), cur)}}
		if differs {
			billed := l.Amount
			if l.Billed.OK() {
				billed = l.Billed
			}
			row.Cells = append(row.Cells, reports.Money(v.Of(billed).Decimal(10), cur))
		}
		t.Rows = append(t.Rows, row)
	}
	for _, g := range inv.Estimate.Gaps {
		row := reports.Row{Cells: []reports.Cell{reports.Words(g.Label), {}, {}, reports.Missing(reports.State(strings.ReplaceAll(string(g.State), "_", " ")))}}
		if differs {
			row.Cells = append(row.Cells, reports.Cell{})
		}
		t.Rows = append(t.Rows, row)
	}
	total := reports.Row{Style: reports.RowTotal, Cells: []reports.Cell{reports.Words("Total"), {}, {}, reports.Money(inv.Total.Value.Decimal(2), cur)}}
	if len(inv.Estimate.Gaps) > 0 {
		total.Cells[3] = reports.Missing(reports.StateNotPriced)
	}
	if cash, _ := inv.Cash(); differs {
		total.Cells = append(total.Cells, reports.Money(cash.Value.Decimal(2), cur))
	}
	t.Rows = append(t.Rows, total)
	return t
}

func upfront(inv *pricing.Invoice, cur string) *reports.Table {
	t := &reports.Table{ID: "upfront", Columns: []reports.Column{{Key: "line", Title: "Payment", Kind: reports.KindText}, {Key: "amount", Title: "Amount", Kind: reports.KindMoney, Unit: cur}}}
	for _, l := range inv.Estimate.Upfront {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(l.Label), reports.Money(inv.Values.Of(l.Amount).Decimal(10), cur)}})
	}
	return t
}
