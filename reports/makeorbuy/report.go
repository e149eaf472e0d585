package makeorbuy

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/makeorbuy"
	"github.com/sovcost/sovcost/reports"
)

// Report is the review as one finished answer.
func Report(c *model.Comparison, v *makeorbuy.Review, p reports.Provenance) (*reports.Report, error) {
	cur := string(c.Currency())
	r := &reports.Report{Kind: Kind, Title: c.Scenario.Name + ", over " + span(v.Terms.Months), Data: dataOf(c.Scenario.Name, cur, figuresOf(c, v), v), Provenance: p}
	r.Answer = answer(v, cur)
	r.Sections = append(r.Sections, reports.Section{Table: ranking(v, cur)})
	for _, f := range []*makeorbuy.Flow{v.Make, v.Buy} {
		if f != nil {
			r.Sections = append(r.Sections, reports.Section{Title: "Cash flow of " + f.Option.ID, Table: years(f, cur)})
		}
	}
	if v.Against != nil {
		r.Sections = append(r.Sections, reports.Section{Title: "Make against buy", Text: against(v, cur), Chart: curves(v, cur)})
		if len(v.Against.Flips) > 0 {
			r.Sections = append(r.Sections, reports.Section{Title: "What must be true for the other side to win",
				Text: []string{"One input at a time, the others as they are; the five that move the present value of making most (rates: by one point)."}, Table: flips(v, cur)})
		}
	}
	r.Sections = append(r.Sections, reports.Section{Title: "Assumed over the years", Table: assumptions(v)})
	if t := figures(figuresOf(c, v)); len(t.Rows) > 0 {
		r.Sections = append(r.Sections, reports.Section{Title: "What " + v.Make.Option.ID + " is taken to be", Table: t})
	}
	r.Notes = append(notes(v, cur), vatNotes(c, v)...)
	return r, r.Validate()
}

// span is a number of months in words.
func span(months int) string {
	switch {
	case months == 1:
		return "1 month"
	case months == 12:
		return "1 year"
	case months%12 == 0:
		return fmt.Sprintf("%d years", months/12)
	}
	return fmt.Sprintf("%d months", months)
}

func money(d decimal.Decimal, cur string) string { return reports.DisplayMoney(d) + " " + cur }

func answer(v *makeorbuy.Review, cur string) []string {
	if len(v.Flows) == 0 || v.Flows[0].Missing != "" {
		return []string{"No option has a price in every year."}
	}
	best := v.Flows[0]
	out := []string{fmt.Sprintf("Over %s, %s is the cheapest: %s a month in equal payments, %s in all.", span(v.Terms.Months), best.Option.ID, money(best.Equivalent, cur), money(best.Total, cur))}
	x := v.Against
	if x == nil {
		if v.Make == nil {
			out = append(out, "There is no own hardware to compare with: describe it in [own.name].")
		}
		return out
	}
	if x.MakeWins() {
		out = append(out, fmt.Sprintf("Make: %s costs %s less than %s in present value.", v.Make.Option.ID, money(x.NPV, cur), v.Buy.Option.ID))
	} else {
		out = append(out, fmt.Sprintf("Buy: %s costs %s less than %s in present value.", v.Buy.Option.ID, money(x.NPV.Neg(), cur), v.Make.Option.ID))
	}
	return out
}

func ranking(v *makeorbuy.Review, cur string) *reports.Table {
	t := &reports.Table{ID: "options", Columns: []reports.Column{
		{Key: "option", Title: "Option"},
		{Key: "equivalent", Title: "A month, evened out", Kind: reports.KindMoney, Unit: cur},
		{Key: "npv", Title: "Present value", Kind: reports.KindMoney, Unit: cur},
		{Key: "total", Title: "Paid in all", Kind: reports.KindMoney, Unit: cur, Priority: 1},
		{Key: "capex", Title: "Purchases, net", Kind: reports.KindMoney, Unit: cur, Priority: 3},
		{Key: "opex", Title: "Running", Kind: reports.KindMoney, Unit: cur, Priority: 4},
		{Key: "one_off", Title: "Once", Kind: reports.KindMoney, Unit: cur, Priority: 5},
		{Key: "verdict", Title: "Law", Kind: reports.KindVerdict, Priority: 2},
	}}
	for i, f := range v.Flows {
		row := reports.Row{Cells: []reports.Cell{reports.Words(f.Option.ID)}}
		if i == 0 && f.Missing == "" {
			row.Style = reports.RowWinner
		}
		for _, d := range []decimal.Decimal{f.Equivalent, f.NPV, f.Total, f.Capex, f.Opex, f.OneOff} {
			cell := reports.Money(d.Round(6), cur)
			if f.Missing != "" {
				cell = reports.Missing(reports.StateNotPriced)
			}
			row.Cells = append(row.Cells, cell)
		}
		row.Cells = append(row.Cells, reports.Judged(reports.Verdict(f.Option.Verdict().String()), ""))
		t.Rows = append(t.Rows, row)
	}
	return t
}

func years(f *makeorbuy.Flow, cur string) *reports.Table {
	side := f.Option.ID
	t := &reports.Table{ID: "years-" + side, Columns: []reports.Column{
		{Key: "year", Title: "Year"},
		{Key: "requests", Title: "Requests a month", Kind: reports.KindQuantity, Priority: 3},
		{Key: "capex", Title: "Purchases", Kind: reports.KindMoney, Unit: cur},
		{Key: "opex", Title: "Running", Kind: reports.KindMoney, Unit: cur},
		{Key: "one_off", Title: "Once", Kind: reports.KindMoney, Unit: cur},
		{Key: "returned", Title: "Left or sold", Kind: reports.KindMoney, Unit: cur, Priority: 2},
		{Key: "total", Title: "Paid", Kind: reports.KindMoney, Unit: cur},
	}}
	own := f.Option.Own != nil
	if own {
		t.Columns = append(t.Columns, reports.Column{Key: "servers", Title: "Servers", Kind: reports.KindQuantity},
			reports.Column{Key: "bought", Title: "Bought", Kind: reports.KindQuantity}, reports.Column{Key: "idle", Title: "Not needed", Kind: reports.KindQuantity, Priority: 1})
	}
	var capex, opex, once, back decimal.Decimal
	cells := func(first string, a, b, c, d decimal.Decimal, requests reports.Cell) []reports.Cell {
		return []reports.Cell{reports.Words(first), requests, reports.Money(a, cur), reports.Money(b, cur), reports.Money(c, cur), reports.Money(d, cur), reports.Money(a.Add(b).Add(c).Sub(d), cur)}
	}
	for _, y := range f.Years {
		name := fmt.Sprint(y.Year)
		if y.Months < 12 {
			name += fmt.Sprintf(" (%s)", span(y.Months))
		}
		row := cells(name, y.Capex, y.Opex, y.OneOff, y.Returned, reports.Quantity(y.Requests.Decimal(0), ""))
		if own {
			row = append(row, reports.Quantity(y.Servers.Decimal(2), ""), reports.Quantity(y.Bought.Decimal(2), ""), reports.Quantity(y.Idle.Decimal(2), ""))
		}
		t.Rows = append(t.Rows, reports.Row{Cells: row})
		capex, opex, once, back = capex.Add(y.Capex), opex.Add(y.Opex), once.Add(y.OneOff), back.Add(y.Returned)
	}
	total := cells("All", capex, opex, once, back, reports.Cell{})
	for len(total) < len(t.Columns) {
		total = append(total, reports.Cell{})
	}
	t.Rows = append(t.Rows, reports.Row{Style: reports.RowTotal, Cells: total})
	return t
}

// against are the figures of a make-or-buy paper, in sentences.
func against(v *makeorbuy.Review, cur string) []string {
	x := v.Against
	var out []string
	switch {
	case !x.Payback.Reached:
		out = append(out, fmt.Sprintf("What making costs first never comes back within %s.", span(v.Terms.Months)))
	case x.Payback.Months.IsZero() && x.Payback.Lasting && x.Payback.LastingMonths.IsZero():
		out = append(out, "Making is ahead from the start: there is nothing to pay back.")
	default:
		s := fmt.Sprintf("Making has paid back after %s months (discounted).", x.Payback.Months.StringFixed(1))
		if !x.Payback.Lasting {
			s += " It falls behind again before the end."
		} else if !x.Payback.LastingMonths.Equal(x.Payback.Months) {
			s += fmt.Sprintf(" It stays ahead from month %s on.", x.Payback.LastingMonths.StringFixed(1))
		}
		out = append(out, s)
	}
	switch {
	case len(x.Yearly) == 1 && x.NoReturn == "":
		out = append(out, fmt.Sprintf("The internal rate of return of making is %.1f %% a year.", 100*x.Yearly[0]))
	case len(x.Yearly) == 0:
		out = append(out, "There is no internal rate of return: "+x.NoReturn+".")
	default:
		var all []string
		for _, y := range x.Yearly {
			all = append(all, fmt.Sprintf("%.1f %%", 100*y))
		}
		out = append(out, "Internal rates of return a year: "+strings.Join(all, ", ")+". "+x.NoReturn+".")
	}
	return append(out, loads(v)...)
}

func loads(v *makeorbuy.Review) []string {
	if len(v.Against.Loads) == 0 {
		who := "Buying"
		if v.Against.MakeWins() {
			who = "Making"
		}
		return []string{who + " wins at every load from a tenth to ten times this one that was looked at."}
	}
	var out []string
	for _, l := range v.Against.Loads {
		who := "buying"
		if l.MakeWins {
			who = "making"
		}
		out = append(out, fmt.Sprintf("Above %s requests a month (%s times this load) %s wins.", reports.Group(fmt.Sprintf("%.0f", l.Requests)), short(l.Factor), who))
	}
	return out
}

func short(f float64) string { return decimal.NewFromFloat(f).Round(2).String() }

func flips(v *makeorbuy.Review, cur string) *reports.Table {
	t := &reports.Table{ID: "flips", Columns: []reports.Column{
		{Key: "input", Title: "Input"}, {Key: "key", Title: "Key"}, {Key: "now", Title: "Now", Align: reports.AlignRight}, {Key: "at", Title: "Flips at", Align: reports.AlignRight},
		{Key: "tenth", Title: "A tenth more moves", Kind: reports.KindMoney, Unit: cur, Priority: 1}}}
	for _, f := range v.Against.Flips {
		at := "no value from ×0.1 to ×10"
		if !f.Never {
			at = figure(f.At, f)
		} else if rate(f) {
			at = "no value within ±50 points"
		}
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(f.Label), reports.Words(f.Key), reports.Words(figure(f.Now, f)), reports.Words(at),
			reports.Money(decimal.NewFromFloat(f.Effect).Round(2), cur)}})
	}
	return t
}

func rate(f makeorbuy.Flip) bool { return f.Unit == "" && strings.HasPrefix(f.Key, "years.") }

func figure(x float64, f makeorbuy.Flip) string {
	if rate(f) {
		return reports.DisplayPercent(decimal.NewFromFloat(x))
	}
	return strings.TrimSpace(reports.DisplayQuantity(decimal.NewFromFloat(x)) + " " + f.Unit)
}

func assumptions(v *makeorbuy.Review) *reports.Table {
	t := &reports.Table{ID: "assumptions", Columns: []reports.Column{{Key: "what", Title: "What"}, {Key: "key", Title: "Key", Priority: 1}, {Key: "rate", Title: "A year", Kind: reports.KindPercent}, {Key: "why", Title: "Where from"}}}
	for _, a := range v.Terms.Assumptions() {
		why := "scenario"
		if !a.Stated {
			why = "default: " + a.Reason
		}
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(a.Name), reports.Words(a.Key), reports.Percent(a.Value.Decimal(8)), reports.Words(why)}})
	}
	return t
}

func notes(v *makeorbuy.Review, cur string) []reports.Note {
	var out []reports.Note
	add := func(level reports.NoteLevel, text string) {
		out = append(out, reports.Note{ID: fmt.Sprintf("n%d", len(out)+1), Level: level, Text: text})
	}
	add(reports.NoteInfo, "purchases are paid at the start of a month, bills at its end; yearly rates change prices and load at the start of each year")
	bought := false
	for _, f := range v.Flows {
		bought = bought || f.Option.Own != nil && f.Option.Own.Price.OK()
	}
	if bought {
		add(reports.NoteInfo, "servers that still stand at the end count with their book value; commitments are bought again when they end, and what is paid for time after the end is stranded")
	}
	if !v.Terms.Stated["years.horizon"] {
		add(reports.NoteDefault, "the horizon is 5 years, the life of a server at small firms; state years.horizon")
	}
	var free []string
	for _, f := range v.Flows {
		if f.Missing != "" {
			add(reports.NoteWarning, f.Option.ID+" has no price in "+f.Missing)
		}
		if f.Stranded.IsPositive() {
			add(reports.NoteWarning, fmt.Sprintf("%s has paid %s for commitments that outlive the horizon", f.Option.ID, money(f.Stranded, cur)))
		}
		if f.Bound.IsPositive() {
			add(reports.NoteWarning, fmt.Sprintf("%s is bound beyond the horizon: %s more are owed, and not in the figures", f.Option.ID, money(f.Bound, cur)))
		}
		if f.NoMove {
			free = append(free, f.Option.ID)
		}
	}
	if len(free) > 0 {
		text := fmt.Sprintf("what moving there costs is not stated for %d options and not in the figures: add [years.migration]", len(free))
		if len(free) < 4 {
			text = fmt.Sprintf("what moving there costs is not stated for %s and not in the figures: add [years.migration]", strings.Join(free, ", "))
		}
		add(reports.NoteWarning, text)
	}
	if len(v.Left) > 0 {
		add(reports.NoteInfo, fmt.Sprintf("%d options are not reviewed because they are excluded or not priced; sovcost compare shows why", len(v.Left)))
	}
	return out
}

// curves is the chart of what both sides have paid so far.
func curves(v *makeorbuy.Review, cur string) *reports.Chart {
	ch := &reports.Chart{ID: "paid", Title: "Paid so far", Kind: reports.ChartLine, X: reports.Axis{Title: "month"}, Y: reports.Axis{Title: "paid", Unit: cur}}
	for _, f := range []*makeorbuy.Flow{v.Make, v.Buy} {
		sum := decimal.Zero
		curve := reports.Curve{Label: f.Option.ID}
		for m, d := range f.Months {
			sum = sum.Add(d)
			y, _ := sum.Float64()
			curve.Points = append(curve.Points, reports.Point{X: float64(m), Y: y})
		}
		ch.Curves = append(ch.Curves, curve)
	}
	return ch
}
