// Package calibrate turns an estimate held against a bill into a report.
package calibrate

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/model/calibrate"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/reports"
)

// Kind is the schema name of the JSON form.
const Kind = "sovcost/calibrate/1"

// Data is the machine form. Amounts are decimal strings in Currency; they add
// up: mapped + excluded + not_mapped = bill.
type Data struct {
	Option    string       `json:"option"`
	Currency  string       `json:"currency"`
	Cost      string       `json:"cost"` // billed | effective | list
	Charges   int          `json:"charges"`
	Bill      string       `json:"bill"`
	Mapped    string       `json:"mapped"`
	Excluded  string       `json:"excluded"`
	NotMapped string       `json:"not_mapped"`
	Rows      []Row        `json:"rows"`
	Patch     []Correction `json:"patch"`
	Lenient   []Leniency   `json:"leniencies"`
}

// Row is a meter in a month.
type Row struct {
	Month    string `json:"month"`
	Meter    string `json:"meter"`
	Unit     string `json:"unit"`
	Estimate string `json:"estimate"`
	Bill     string `json:"bill"`
	EstQty   string `json:"estimate_quantity"`
	BillQty  string `json:"bill_quantity,omitempty"`
	Volume   string `json:"volume_effect,omitempty"`
	Price    string `json:"price_effect,omitempty"`
	NotSplit string `json:"not_split,omitempty"` // why volume and price cannot be told apart
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

type parts struct{ mapped, excluded, rest exact.Num }

// Report is the calibration as one finished answer.
func Report(r *calibrate.Result, p reports.Provenance) (*reports.Report, error) {
	cur := r.Currency
	s := split(r)
	total := exact.FromDecimal(r.Tally.Total.Cost)
	rep := &reports.Report{Kind: Kind, Title: r.Option.ID + " against " + r.Read.File, Data: dataOf(r, s), Provenance: p}
	est, bill := exact.Zero, exact.Zero
	for _, x := range r.Rows {
		est, bill = est.Add(x.Estimate), bill.Add(x.Bill)
	}
	rep.Answer = []string{fmt.Sprintf("The bill is %s over the estimate: %s against %s %s for what is mapped, in %s.", signed(bill.Sub(est), cur), formula.Group(bill.Fixed(2)), formula.Group(est.Fixed(2)), cur, months(len(r.Tally.Months))),
		fmt.Sprintf("Of %s %s on the bill, %s are mapped, %s left out by name and %s not mapped.", formula.Group(total.Fixed(2)), cur, formula.Group(s.mapped.Fixed(2)), formula.Group(s.excluded.Fixed(2)), formula.Group(s.rest.Fixed(2)))}
	if bill.Less(est) {
		rep.Answer[0] = fmt.Sprintf("The bill is %s under the estimate: %s against %s %s for what is mapped, in %s.", signed(est.Sub(bill), cur), formula.Group(bill.Fixed(2)), formula.Group(est.Fixed(2)), cur, months(len(r.Tally.Months)))
	}
	rep.Sections = append(rep.Sections, reports.Section{Title: "Estimate against bill", Table: meters(r, cur)})
	if len(r.Patch) > 0 {
		rep.Sections = append(rep.Sections, reports.Section{Title: "Inputs that explain the bill", Table: patch(r)})
	}
	rep.Sections = append(rep.Sections, reports.Section{Title: "Where the bill went", Table: where(r, cur)})
	rep.Notes = notes(r, cur)
	return rep, rep.Validate()
}

func months(n int) string {
	if n == 1 {
		return "1 month"
	}
	return fmt.Sprintf("%d months", n)
}

func signed(x exact.Num, cur string) string { return formula.Group(x.Fixed(2)) + " " + cur }

func split(r *calibrate.Result) parts {
	var s parts
	for _, m := range r.Tally.Mapped {
		for _, x := range m {
			s.mapped = s.mapped.Add(exact.FromDecimal(x.Cost))
		}
	}
	for _, x := range r.Tally.Excluded {
		s.excluded = s.excluded.Add(exact.FromDecimal(x.Cost))
	}
	for _, x := range r.Tally.Rest {
		s.rest = s.rest.Add(exact.FromDecimal(x.Cost))
	}
	return s
}

func meters(r *calibrate.Result, cur string) *reports.Table {
	t := &reports.Table{ID: "meters", Columns: []reports.Column{{Key: "month", Title: "Month"}, {Key: "meter", Title: "Meter"},
		{Key: "estimate_quantity", Title: "Estimated", Kind: reports.KindQuantity, Priority: 2}, {Key: "bill_quantity", Title: "Billed quantity", Kind: reports.KindQuantity, Priority: 1}, {Key: "unit", Title: "Unit", Priority: 3},
		{Key: "estimate", Title: "Estimate", Kind: reports.KindMoney, Unit: cur}, {Key: "bill", Title: "Bill", Kind: reports.KindMoney, Unit: cur},
		{Key: "volume", Title: "By volume", Kind: reports.KindMoney, Unit: cur}, {Key: "price", Title: "By price", Kind: reports.KindMoney, Unit: cur}}}
	var est, bill, volume, price exact.Num
	for _, x := range r.Rows {
		row := []reports.Cell{reports.Words(x.Month), reports.Words(x.To), reports.Quantity(x.EstQty.Decimal(6), ""), reports.Missing(reports.StateUnknown), reports.Words(x.Unit),
			reports.Money(x.Estimate.Decimal(6), cur), reports.Money(x.Bill.Decimal(10), cur), reports.Missing(reports.StateUnknown), reports.Missing(reports.StateUnknown)}
		if x.HasQty {
			row[3], row[7], row[8] = reports.Quantity(x.BillQty.Decimal(10), ""), reports.Money(x.Volume.Decimal(6), cur), reports.Money(x.Price.Decimal(6), cur)
			volume, price = volume.Add(x.Volume), price.Add(x.Price)
		}
		est, bill = est.Add(x.Estimate), bill.Add(x.Bill)
		t.Rows = append(t.Rows, reports.Row{Cells: row})
	}
	t.Rows = append(t.Rows, reports.Row{Style: reports.RowTotal, Cells: []reports.Cell{reports.Words("All"), {}, {}, {}, {}, reports.Money(est.Decimal(6), cur), reports.Money(bill.Decimal(10), cur),
		reports.Money(volume.Decimal(6), cur), reports.Money(price.Decimal(6), cur)}})
	return t
}

func patch(r *calibrate.Result) *reports.Table {
	t := &reports.Table{ID: "patch", Columns: []reports.Column{{Key: "input", Title: "Input"}, {Key: "key", Title: "Key"}, {Key: "was", Title: "Was", Align: reports.AlignRight}, {Key: "now", Title: "Explains the bill", Align: reports.AlignRight}}}
	for _, p := range r.Patch {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(p.Label), reports.Words(p.Key), reports.Words(p.Was), reports.Words(p.Now)}})
	}
	return t
}

// mostRest is how many services that are not mapped are listed.
const mostRest = 25

func where(r *calibrate.Result, cur string) *reports.Table {
	t := &reports.Table{ID: "reconciliation", Columns: []reports.Column{{Key: "what", Title: "What"}, {Key: "charges", Title: "Charges", Kind: reports.KindQuantity}, {Key: "amount", Title: "Amount", Kind: reports.KindMoney, Unit: cur}}}
	add := func(style reports.RowStyle, depth int, what string, n int, amount exact.Num) {
		t.Rows = append(t.Rows, reports.Row{Style: style, Depth: depth, Cells: []reports.Cell{reports.Words(what), reports.Quantity(exact.Int(int64(n)).Decimal(0), ""), reports.Money(amount.Decimal(10), cur)}})
	}
	s, n := split(r), 0
	for _, m := range r.Tally.Mapped {
		for _, x := range m {
			n += x.Charges
		}
	}
	add(reports.RowItem, 0, "mapped", n, s.mapped)
	rules := r.Rules()
	for i, x := range r.Tally.Excluded {
		add(reports.RowItem, 0, "left out: "+rules.Exclude[i].Name, x.Charges, exact.FromDecimal(x.Cost))
	}
	rest := r.Tally.Unmapped()
	n = 0
	for _, u := range rest {
		n += u.Charges
	}
	add(reports.RowItem, 0, "not mapped", n, s.rest)
	for i, u := range rest {
		if i == mostRest {
			break
		}
		add(reports.RowItem, 1, strings.Join(strings.Fields(u.Service+" "+u.SKU+" "+u.Region), " "), u.Charges, exact.FromDecimal(u.Cost))
	}
	add(reports.RowTotal, 0, "the bill", r.Tally.Total.Charges, exact.FromDecimal(r.Tally.Total.Cost))
	return t
}

func notes(r *calibrate.Result, cur string) []reports.Note {
	var out []reports.Note
	add := func(level reports.NoteLevel, text string) {
		out = append(out, reports.Note{ID: fmt.Sprintf("n%d", len(out)+1), Level: level, Text: text})
	}
	for _, n := range r.Notes {
		add(reports.NoteWarning, n)
	}
	if len(r.NotBill) > 0 {
		add(reports.NoteInfo, fmt.Sprintf("lines of the estimate no rule maps to, %s %s a month: %s", formula.Group(r.NotCost.Fixed(2)), cur, strings.Join(r.NotBill, "; ")))
	}
	for _, x := range r.Rows {
		if !x.HasQty {
			add(reports.NoteWarning, fmt.Sprintf("%s, %s: volume and price cannot be told apart: %s", x.Month, x.To, x.Why))
		}
	}
	if n := r.Tally.Total.NoCost; n > 0 {
		add(reports.NoteWarning, fmt.Sprintf("%d charges have no %s cost; they are in no sum", n, r.Tally.Cost))
	}
	for _, l := range r.Read.Lenient {
		add(reports.NoteInfo, fmt.Sprintf("%s: %d times, first on line %d", l.Leniency, l.Times, l.First))
	}
	if n := len(r.Tally.Unmapped()); n > mostRest {
		add(reports.NoteInfo, fmt.Sprintf("%d more services are not mapped", n-mostRest))
	}
	return out
}

func dataOf(r *calibrate.Result, s parts) Data {
	d := Data{Option: r.Option.ID, Currency: r.Currency, Cost: string(r.Tally.Cost), Charges: r.Tally.Total.Charges, Bill: r.Tally.Total.Cost.String(), Mapped: s.mapped.String(), Excluded: s.excluded.String(), NotMapped: s.rest.String(),
		Rows: []Row{}, Patch: []Correction{}, Lenient: []Leniency{}}
	for _, x := range r.Rows {
		row := Row{Month: x.Month, Meter: x.To, Unit: x.Unit, Estimate: x.Estimate.Fixed(6), Bill: x.Bill.String(), EstQty: formula.Text(x.EstQty), NotSplit: x.Why}
		if x.HasQty {
			row.BillQty, row.Volume, row.Price = formula.Text(x.BillQty), x.Volume.Fixed(6), x.Price.Fixed(6)
		}
		d.Rows = append(d.Rows, row)
	}
	for _, p := range r.Patch {
		d.Patch = append(d.Patch, Correction{p.Key, p.Was, p.Now, p.Off})
	}
	for _, l := range r.Read.Lenient {
		d.Lenient = append(d.Lenient, Leniency{string(l.Leniency), l.Times, l.First})
	}
	return d
}
