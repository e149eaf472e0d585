package xlsx

import (
	"fmt"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"github.com/sovcost/sovcost/model/makeorbuy"
)

// flowLine is one row of an option's cash flow: the total over the horizon and a
// figure per year, in the columns the years have on Years.
func (b *book) flowLine(r *rows, l look, label, unitName string, sum bool, text func(year string, y int) string, value func(y int) float64) {
	v := b.p.years
	row := r.row
	total := b.words(plain, "")
	if sum {
		all := 0.0
		for y := range v.years {
			all += value(y)
		}
		total = b.formula(l, "SUM("+across("", "", row, firstYearCol, v.lastYearCol())+")", all)
	}
	out := append(r.draft(), b.words(faint, ""), b.words(look{bold: l.bold}, label), total, b.words(plain, unitName))
	for y := range v.years {
		c := column(firstYearCol + y)
		out = append(out, b.formula(l, text(sheetYears+"!"+c+"$"+itoa(yearRow), y), value(y)))
	}
	r.put(out...)
}

// flowRows are the cash flow of one option by year.
func (b *book) flowRows(r *rows, y *yearly) {
	v, k := b.p.years, y.books
	cur := string(b.p.c.Currency())
	heads := []excelize.Cell{b.words(head, y.o.ID), b.words(head, "Cash flow"), b.words(headNum, "All years"), b.words(head, "Unit")}
	for t := range v.years {
		heads = append(heads, b.formula(headNum.with(`"year "0`), sheetYears+"!"+column(firstYearCol+t)+"$"+itoa(yearRow), float64(t+1)))
	}
	r.put(heads...)
	clock := func(row int) string { return across(sheetMake, sheetMonths, row, firstMonthCol, v.lastMonthCol()) }
	in := func(row, years int, year string) string {
		return "SUMIFS(" + v.paid(row, 0) + "," + clock(years) + "," + year + ")"
	}
	of := func(get func(makeorbuy.Year) decimal.Decimal) func(int) float64 {
		return func(t int) float64 {
			if t >= len(y.flow.Years) {
				return 0
			}
			return money64(get(y.flow.Years[t]))
		}
	}
	first := r.row
	b.flowLine(r, calc(fmtMoney), "purchases", cur, true, func(year string, _ int) string {
		if !y.buys() {
			return "0"
		}
		return in(k.purchases, beginYearRow, year)
	}, of(func(x makeorbuy.Year) decimal.Decimal { return x.Capex }))
	b.flowLine(r, calc(fmtMoney), "running, after tax", cur, true, func(year string, _ int) string { return in(k.running, endYearRow, year) }, of(func(x makeorbuy.Year) decimal.Decimal { return x.Opex }))
	b.flowLine(r, calc(fmtMoney), "once: moving there, leaving", cur, true, func(year string, _ int) string {
		return in(k.move, beginYearRow, year) + "+" + in(k.leave, endYearRow, year)
	}, of(func(x makeorbuy.Year) decimal.Decimal { return x.OneOff }))
	b.flowLine(r, calc(fmtMoney), "sold, or left at the end", cur, true, func(year string, _ int) string {
		if !y.buys() {
			return "0"
		}
		return "-" + in(k.sold, beginYearRow, year) + "-" + in(k.left, endYearRow, year)
	}, of(func(x makeorbuy.Year) decimal.Decimal { return x.Returned.Neg() }))
	b.flowLine(r, look{num: fmtMoney, bold: true, rule: true}, "paid", cur, true, func(_ string, t int) string { return "SUM(" + rise(firstYearCol+t, first, r.row-1) + ")" },
		of(func(x makeorbuy.Year) decimal.Decimal { return x.Capex.Add(x.Opex).Add(x.OneOff).Sub(x.Returned) }))
	if y.buys() {
		b.flowServers(r, y)
	}
}

// flowServers are the servers behind the purchases.
func (b *book) flowServers(r *rows, y *yearly) {
	v, k := b.p.years, y.books
	clock := func(row int) string { return across(sheetMake, sheetMonths, row, firstMonthCol, v.lastMonthCol()) }
	of := func(get func(makeorbuy.Year) float64) func(int) float64 {
		return func(t int) float64 {
			if t >= len(y.flow.Years) {
				return 0
			}
			return get(y.flow.Years[t])
		}
	}
	months := func(t int) string { return sheetYears + "!" + column(firstYearCol+t) + "$" + itoa(yearMonths) }
	b.flowLine(r, calc(fmtWhole), "servers needed", "servers", false, func(_ string, t int) string {
		return "IF(" + months(t) + ">0," + sheetYears + "!" + at(firstYearCol+t, y.servers) + ",0)"
	}, of(func(x makeorbuy.Year) float64 { return x.Servers.Float() }))
	needed := r.row - 1
	b.flowLine(r, calc(fmtWhole), "servers bought", "servers", true, func(year string, _ int) string {
		return "SUMIFS(" + v.paid(k.bought, 0) + "," + clock(beginYearRow) + "," + year + ")"
	}, of(func(x makeorbuy.Year) float64 { return x.Bought.Float() }))
	b.flowLine(r, calc(fmtWhole), "servers not needed at the year's end", "servers", false, func(year string, t int) string {
		return "IF(" + months(t) + ">0,SUMIFS(" + v.paid(k.standing, 0) + "," + clock(monthRow) + ",12*(" + year + "-1)+" + months(t) + "-1)-" + at(firstYearCol+t, needed) + ",0)"
	}, of(func(x makeorbuy.Year) float64 { return x.Idle.Float() }))
}

// turnRows are what the engine searched for: loads at which the other side begins
// to win, and values of single inputs.
func (b *book) turnRows(r *rows) {
	x := b.p.years.r.Against
	if x == nil || !b.p.years.both() {
		return
	}
	r.put()
	r.whole(4 + max(1, len(x.Loads)) + len(x.Flips))
	r.tall(19, b.words(heading, "Where the answer turns (as delivered: searched by the engine, one figure at a time)"))
	r.put(b.words(head, "Input"), b.words(head, "Key"), b.words(headNum, "Turns at"), b.words(head, "Unit"), b.words(headNum, "Now"), b.words(head, "What happens"))
	for _, l := range x.Loads {
		who := "above it buying is cheaper"
		if l.MakeWins {
			who = "above it making is cheaper"
		}
		r.put(b.words(plain, "load of the first year"), b.words(faint, requestsKey), b.number(delivered(fmtWhole), l.Requests), b.words(wrapped, "requests/month"), b.number(delivered(fmtWhole), l.Requests/l.Factor), b.words(faint, who))
	}
	if len(x.Loads) == 0 {
		now := b.words(plain, "")
		if n, ok := b.p.g.Find(requestsKey); ok {
			now = b.number(delivered(fmtWhole), b.p.num(n))
		}
		r.put(b.words(plain, "load of the first year"), b.words(faint, requestsKey), b.words(look{color: grey, right: true}, "none"), b.words(wrapped, "requests/month"), now, b.words(faint, "the same side wins at every load looked at, from a tenth of this one to ten times it"))
	}
	for _, f := range x.Flips {
		f := b.asOnInputs(f)
		at, what := b.number(delivered(quantityFormat(f.At)), f.At), "the other side wins beyond it"
		if f.Never {
			at, what = b.words(look{color: grey, right: true}, "none"), "no value that was looked at turns the answer"
		}
		r.put(b.words(plain, f.Label), b.words(faint, f.Key), at, b.words(plain, f.Unit), b.number(delivered(quantityFormat(f.Now)), f.Now), b.words(faint, what))
	}
}

// asOnInputs shows a value in the unit Inputs has for it: a rate in percent.
func (b *book) asOnInputs(f makeorbuy.Flip) makeorbuy.Flip {
	if n, ok := b.p.g.Find(f.Key); ok && f.Unit == "" && n.Unit().Name != "" {
		to := n.Unit().Factor.Float()
		f.Unit, f.Now, f.At = unitName(n), f.Now/to, f.At/to
	}
	if f.Unit == "" {
		f.Unit = "number"
	}
	return f
}

// makeChart draws what has been paid so far, making against buying.
func (b *book) makeChart() {
	v := b.p.years
	if !v.both() {
		return
	}
	var series []excelize.ChartSeries
	months := across(sheetMake, sheetMonths, chartMonthRow, firstMonthCol, v.lastMonthCol())
	dashes := []excelize.LineDashType{excelize.LineDashSolid, excelize.LineDashDash}
	for i, row := range []int{v.vs.madeTotal, v.vs.boughtTotal} {
		series = append(series, excelize.ChartSeries{Name: "'" + sheetMake + "'!" + fixed(2, makeIndexRow+i), Categories: months, Values: across(sheetMake, sheetMonths, row, firstMonthCol, v.lastMonthCol()),
			Fill: solid(lines[i]), Line: excelize.LineOptions{Type: excelize.LineSolid, Dash: dashes[i], Width: 2.25}, Marker: excelize.ChartMarker{Symbol: "none"}})
	}
	b.fail(b.f.AddChart(sheetMake, at(1, 6), &excelize.Chart{Type: excelize.Scatter, Title: chartTitle(fmt.Sprintf("Paid so far: make against buy (%s)", b.p.c.Currency())),
		Series: series, Legend: excelize.ChartLegend{Position: "bottom", Font: &small}, Dimension: excelize.ChartDimension{Width: 1000, Height: chartRows * 16},
		XAxis: excelize.ChartAxis{Title: axisTitle("months from the start"), Font: small, MajorGridLines: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: fmtWhole}},
		YAxis: excelize.ChartAxis{Title: axisTitle(string(b.p.c.Currency()) + ", all payments up to the month"), Font: small, MajorGridLines: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: fmtWhole}}}))
}
