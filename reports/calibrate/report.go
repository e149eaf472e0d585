// Package calibrate turns an estimate held against a bill into a report.
package calibrate

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/model/calibrate"
	"github.com/sovcost/sovcost/model/calibrate/focusin"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/reports"
)

// Kind is the schema name of the JSON form.
const Kind = "sovcost/calibrate/1"

// Report is the calibration as one finished answer.
func Report(r *calibrate.Result, p reports.Provenance) (*reports.Report, error) {
	cur := r.Currency
	rep := &reports.Report{Kind: Kind, Title: reports.OneLine(r.Option.ID + " against " + r.Read.File), Answer: answer(r), Data: dataOf(r), Provenance: p}
	rep.Sections = append(rep.Sections, reports.Section{Title: "From the estimate to the bill", Table: bridge(r, cur)})
	if len(r.Rows) > 0 {
		rep.Sections = append(rep.Sections, reports.Section{Title: "Estimate against bill", Table: meters(r, cur)})
	}
	if len(r.Patch) > 0 {
		rep.Sections = append(rep.Sections, reports.Section{Title: "Inputs that explain the bill", Table: patch(r)})
	}
	if len(r.Tally.Kinds) > 1 {
		rep.Sections = append(rep.Sections, reports.Section{Title: "What the charges are", Table: kinds(r, cur)})
	}
	rep.Notes = notes(r, cur)
	return rep, rep.Validate()
}

// answer is the difference, what made it, and how much of the bill it is about.
func answer(r *calibrate.Result) []string {
	b, cur := r.Bridge, r.Currency
	if b.Charges == 0 {
		all := "any of the " + charges(r.Tally.Total.Charges)
		if r.Tally.Total.Charges == 1 {
			all = "the only charge"
		}
		return []string{fmt.Sprintf("No rule takes %s of the bill, %s %s: there is nothing to hold against the estimate.", all, amount(b.Bill), cur),
			fmt.Sprintf("Left out by name %s, not mapped %s: the services below are what rules can name.", amount(b.Excluded), amount(b.NotMapped))}
	}
	est := b.Estimate.Sub(b.NotBilled)
	diff, word := b.Mapped.Round(2).Sub(est.Round(2)), "over"
	if diff.Sign() < 0 {
		diff, word = diff.Neg(), "under"
	}
	first := fmt.Sprintf("The bill is %s %s %s the estimate: %s against %s, in %s.", amount(diff), cur, word, amount(b.Mapped), amount(est), months(b.Months))
	if diff.IsZero() {
		first = fmt.Sprintf("The bill is the estimate: %s %s, in %s.", amount(b.Mapped), cur, months(b.Months))
	}
	e := cents(est, b.Effects)
	because := fmt.Sprintf("Volume makes %s, mix %s, price %s", plus(e.Volume), plus(e.Mix), plus(e.Price))
	if !b.Effects.Other.IsZero() {
		because += ", charges without a quantity " + plus(e.Other)
	}
	return []string{first, because + ".",
		fmt.Sprintf("Of %s %s on the bill, %s are mapped, %s left out by name and %s not mapped.", amount(b.Bill), cur, amount(b.Mapped), amount(b.Excluded), amount(b.NotMapped))}
}

// shorten is a list of names, the first ten of them.
func shorten(names []string) string {
	const most = 10
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

func charges(n int) string { return counted(n, "charge") }

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return formula.Group(fmt.Sprint(n)) + " " + what + "s"
}

func months(n int) string { return counted(n, "month") }

func amount(x exact.Num) string { return formula.Group(x.Fixed(2)) }

// cents rounds effects so that they still lead from one rounded amount to the
// other: each is the rounded amount after it less the one before.
func cents(from exact.Num, e calibrate.Effects) calibrate.Effects {
	step := func(by exact.Num) exact.Num {
		before := from.Round(2)
		from = from.Add(by)
		return from.Round(2).Sub(before)
	}
	return calibrate.Effects{Volume: step(e.Volume), Mix: step(e.Mix), Price: step(e.Price), Other: step(e.Other)}
}

func plus(x exact.Num) string {
	if x.Sign() > 0 {
		return "+" + amount(x)
	}
	return amount(x)
}

// mostRest is how many services that are not mapped are listed.
const mostRest = 25

// bridgeTable adds up from the estimate to the bill, line by line: each amount is
// the rounded sum so far less the one before, so that the cents add up as well.
type bridgeTable struct {
	*reports.Table
	currency string
	sum      exact.Num
}

func (t *bridgeTable) row(style reports.RowStyle, depth int, what string, charges int, x exact.Num) {
	n := reports.Cell{}
	if charges >= 0 {
		n = reports.Quantity(exact.Int(int64(charges)).Decimal(0), "")
	}
	t.Rows = append(t.Rows, reports.Row{Style: style, Depth: depth, Cells: []reports.Cell{reports.Words(reports.OneLine(what)), n, reports.Money(x.Decimal(2), t.currency)}})
}

func (t *bridgeTable) add(depth int, what string, charges int, x exact.Num) {
	before := t.sum.Round(2)
	t.sum = t.sum.Add(x)
	t.row(reports.RowItem, depth, what, charges, t.sum.Round(2).Sub(before))
}

func bridge(r *calibrate.Result, cur string) *reports.Table {
	t := &bridgeTable{Table: &reports.Table{ID: "bridge", Columns: []reports.Column{{Key: "what", Title: "What"}, {Key: "charges", Title: "Charges", Kind: reports.KindQuantity}, {Key: "amount", Title: "Amount", Kind: reports.KindMoney, Unit: cur}}}, currency: cur}
	b := r.Bridge
	if b.Charges > 0 {
		bridgeEffects(t, b)
	}
	bridgeRest(t, r)
	return t.Table
}

// bridgeEffects leads from the estimate to the mapped charges.
func bridgeEffects(t *bridgeTable, b calibrate.Bridge) {
	t.add(0, "estimate, "+months(b.Months), -1, b.Estimate)
	if !b.NotBilled.IsZero() {
		t.add(0, "estimated, but no rule maps to it", -1, b.NotBilled.Neg())
	}
	t.add(0, "volume: more or less of the same", -1, b.Effects.Volume)
	t.add(0, "mix: shifted between tiers, SKUs, regions", -1, b.Effects.Mix)
	t.add(0, "price: another price for the same", -1, b.Effects.Price)
	if !b.Effects.Other.IsZero() {
		t.add(0, "other: charges without a quantity", -1, b.Effects.Other)
	}
	t.row(reports.RowSubtotal, 0, "mapped charges", b.Charges, b.Mapped)
}

// bridgeRest leads from the mapped charges to the whole bill.
func bridgeRest(t *bridgeTable, r *calibrate.Result) {
	b := r.Bridge
	for i, x := range r.Tally.Excluded {
		t.add(0, "left out: "+r.Rules().Exclude[i].Name, x.Charges, exact.FromDecimal(x.Cost))
	}
	rest := r.Tally.Unmapped()
	n := 0
	for _, u := range rest {
		n += u.Charges
	}
	before := t.sum
	t.add(0, "not mapped", n, b.NotMapped)
	t.sum = before
	for i, u := range rest {
		if i == mostRest {
			break
		}
		t.add(1, cmp.Or(strings.Join(strings.Fields(u.Service+" "+u.SKU+" "+u.Region), " "), "no service named"), u.Charges, exact.FromDecimal(u.Cost))
	}
	t.row(reports.RowTotal, 0, "the bill", r.Tally.Total.Charges, b.Bill)
}

func meters(r *calibrate.Result, cur string) *reports.Table {
	money := func(key, title string, priority int) reports.Column {
		return reports.Column{Key: key, Title: title, Kind: reports.KindMoney, Unit: cur, Priority: priority}
	}
	t := &reports.Table{ID: "meters", Columns: []reports.Column{{Key: "meter", Title: "Meter"}, {Key: "month", Title: "Month"},
		{Key: "estimate_quantity", Title: "Estimated", Kind: reports.KindQuantity, Priority: 2}, {Key: "bill_quantity", Title: "Billed", Kind: reports.KindQuantity, Priority: 1},
		money("estimate", "Estimate", 0), money("bill", "Bill", 0), money("volume", "Volume", 0), money("mix", "Mix", 0), money("price", "Price", 0), money("other", "Other", 0)}}
	var est, bill exact.Num
	for _, x := range r.Rows {
		est, bill = est.Add(x.Estimate), bill.Add(x.Bill)
		row := meterRow(x.To, x.Month, 0, x.EstQty, x.BillQty, x.Unit, x.Estimate, x.Bill, x.Effects, cur)
		if !x.HasQty {
			row.Cells[3] = reports.Missing(reports.StateUnknown)
		}
		t.Rows = append(t.Rows, row)
		money := slices.DeleteFunc(slices.Clone(x.Groups), func(g calibrate.Group) bool { return g.Estimate.IsZero() && g.Bill.IsZero() })
		if len(money) < 2 {
			continue
		}
		for _, g := range money {
			t.Rows = append(t.Rows, meterRow(g.Label, x.Month, 1, g.EstQty, g.BillQty, "", g.Estimate, g.Bill, g.Effects, cur))
		}
	}
	total := meterRow("All", "", 0, exact.Zero, exact.Zero, "", est, bill, r.Bridge.Effects, cur)
	total.Style, total.Cells[2], total.Cells[3] = reports.RowTotal, reports.Cell{}, reports.Cell{}
	t.Rows = append(t.Rows, total)
	return dropOther(t, r)
}

func meterRow(what, month string, depth int, estQty, billQty exact.Num, unit string, est, bill exact.Num, e calibrate.Effects, cur string) reports.Row {
	m := func(x exact.Num) reports.Cell { return reports.Money(x.Decimal(2), cur) }
	e = cents(est, e)
	return reports.Row{Depth: depth, Cells: []reports.Cell{reports.Words(reports.OneLine(what)), reports.Words(month), reports.Quantity(estQty.Decimal(6), unit), reports.Quantity(billQty.Decimal(10), unit),
		m(est), m(bill), m(e.Volume), m(e.Mix), m(e.Price), m(e.Other)}}
}

// dropOther takes the last column off where it is nothing but zeros.
func dropOther(t *reports.Table, r *calibrate.Result) *reports.Table {
	for _, x := range r.Rows {
		if !x.Effects.Other.IsZero() {
			return t
		}
	}
	n := len(t.Columns) - 1
	t.Columns = t.Columns[:n]
	for i := range t.Rows {
		t.Rows[i].Cells = t.Rows[i].Cells[:n]
	}
	return t
}

func patch(r *calibrate.Result) *reports.Table {
	t := &reports.Table{ID: "patch", Columns: []reports.Column{{Key: "input", Title: "Input"}, {Key: "key", Title: "Key"}, {Key: "was", Title: "Was", Align: reports.AlignRight}, {Key: "now", Title: "Explains the bill", Align: reports.AlignRight}}}
	for _, p := range r.Patch {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(p.Label), reports.Words(p.Key), reports.Words(p.Was), reports.Words(p.Now)}})
	}
	return t
}

func sortedKinds(r *calibrate.Result) []calibrate.Kind {
	return slices.SortedFunc(maps.Keys(r.Tally.Kinds), func(a, b calibrate.Kind) int {
		return cmp.Or(-cmp.Compare(a.Category, b.Category), cmp.Compare(fmt.Sprint(a.Correction), fmt.Sprint(b.Correction)), cmp.Compare(a.Commitment, b.Commitment))
	})
}

func kinds(r *calibrate.Result, cur string) *reports.Table {
	t := &reports.Table{ID: "kinds", Columns: []reports.Column{{Key: "kind", Title: "Kind"}, {Key: "charges", Title: "Charges", Kind: reports.KindQuantity}, {Key: "amount", Title: "Amount", Kind: reports.KindMoney, Unit: cur}}}
	for _, k := range sortedKinds(r) {
		text := k.Category
		if k.Correction {
			text += ", correction of an earlier invoice"
		}
		switch k.Commitment {
		case "Used":
			text += ", under a commitment"
		case "Unused":
			text += ", commitment not used"
		}
		s := r.Tally.Kinds[k]
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(reports.OneLine(text)), reports.Quantity(exact.Int(int64(s.Charges)).Decimal(0), ""), reports.Money(exact.FromDecimal(s.Cost).Decimal(2), cur)}})
	}
	return t
}

func notes(r *calibrate.Result, cur string) []reports.Note {
	var out []reports.Note
	add := func(level reports.NoteLevel, format string, args ...any) {
		out = append(out, reports.Note{ID: fmt.Sprintf("n%d", len(out)+1), Level: level, Text: reports.OneLine(fmt.Sprintf(format, args...))})
	}
	for _, n := range r.Notes {
		add(reports.NoteWarning, "%s", n)
	}
	for _, x := range r.Rows {
		if !x.HasQty {
			add(reports.NoteWarning, "%s, %s: the difference cannot be split, so all of it is other: %s", x.Month, x.To, x.Why)
		}
	}
	t := r.Tally
	if n := t.Total.NoCost; n > 0 {
		add(reports.NoteWarning, "%s without %s; not in any sum", charges(n), t.Cost.Column())
	}
	if used := t.Kinds[calibrate.Kind{Category: "Usage", Commitment: "Used"}]; used != nil && t.Cost == calibrate.Billed {
		add(reports.NoteWarning, "%s paid by a commitment and billed at 0; --cost effective spreads what was paid for it", charges(used.Charges))
	}
	if sheet := string(r.Option.Sheet.Currency); sheet != cur {
		how := "at the dated rates named below"
		if !r.Rate.IsZero() {
			how = fmt.Sprintf("at %s %s for one %s, by the scenario's dated rates", r.Rate.Fixed(6), cur, sheet)
		}
		add(reports.NoteWarning, "prices are in %s, the bill is in %s: converted %s, so a change of the rate shows as price", sheet, cur, how)
	}
	if len(r.NotBill) > 0 {
		add(reports.NoteInfo, "estimated, but no rule maps to it: %s", strings.Join(r.NotBill, "; "))
	}
	if len(r.Elsewise) > 0 {
		add(reports.NoteInfo, "not in the figures above, because the bill is in %s: %s", cur, strings.Join(r.Elsewise, "; "))
	}
	if r.Read.Version != "" {
		text := "read as FOCUS " + r.Read.Version + ", by its columns"
		if f := r.Read.Foreign; len(f) > 0 {
			text += "; not of FOCUS and not read: " + shorten(f)
		}
		add(reports.NoteInfo, "%s", text)
	}
	for _, l := range r.Read.Lenient {
		where := ""
		if l.First > 0 {
			where = fmt.Sprintf(", first on line %d", l.First)
		}
		level := reports.NoteInfo
		if l.Leniency == focusin.Repeated {
			level = reports.NoteWarning // the bill may have been joined with itself
		}
		add(level, "%s: %s%s", l.Leniency, counted(l.Times, "time"), where)
	}
	if n := r.Read.Outside; n > 0 {
		add(reports.NoteInfo, "%s outside the months asked for; not in any sum", charges(n))
	}
	if n := len(t.Unmapped()); n > mostRest {
		add(reports.NoteInfo, "%d more services and SKUs are not mapped; --format json lists them", n-mostRest)
	}
	return out
}
