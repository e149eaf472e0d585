package xlsx

import (
	"fmt"
	"math"
	"sort"
	"strings"

	"github.com/sovcost/sovcost/model/makeorbuy"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/xuri/excelize/v2"
)

// Rows and columns of Make-or-buy. Figures of making against buying stand in the
// column of the totals, so that the years keep the columns they have on Years.
const (
	makeAnswerRow  = 3
	makeSideRow    = 4
	firstVersus    = 7 + chartRows // below the chart
	makeIndexRow   = firstVersus
	buyIndexRow    = firstVersus + 1
	savesRow       = firstVersus + 2
	returnRow      = firstVersus + 3
	returnYearRow  = firstVersus + 4
	backRow        = firstVersus + 5
	backSimpleRow  = firstVersus + 6
	lastingRow     = firstVersus + 7
	changesRow     = firstVersus + 8
	sumChangesRow  = firstVersus + 9
	guessRow       = firstVersus + 10
	seedRow        = firstVersus + 11
	listSideCol    = 2
	listNPVCol     = 3
	listEvenCol    = 5
	listTotalCol   = 6
	listCapexCol   = 7
	listRunningCol = 8
	listOnceCol    = 9
	listRankCol    = 10
	listOverCol    = 11
)

// yearPages are the four sheets of the review, none where no years are stated.
func (b *book) yearPages() []page {
	v := b.p.years
	if v == nil {
		return nil
	}
	pages := []page{b.makePage(), b.monthsPage(), b.yearsPage()}
	if len(v.series) > 0 {
		pages = append(pages, b.yearSlotsPage())
	}
	return pages
}

func (b *book) makePage() page {
	widths := []float64{42, 38, 16, 14}
	for range max(b.p.years.years, listOverCol-firstYearCol+1) {
		widths = append(widths, 14)
	}
	return page{name: sheetMake, widths: widths, printed: len(widths), locked: true, rows: b.makeRows, after: b.makeChart}
}

func (b *book) makeRows(r *rows) {
	v := b.p.years
	r.tall(24, b.words(title, "Make or buy"))
	r.put(b.words(faint, "Own hardware against rented, over the years: live in growth, prices, rates and every other input. Positive is paid, negative received; a month's bill is paid at its end, purchases at its start."))
	r.tall(20, b.formula(look{bold: true, size: 13, color: dark}, b.bestSentence(), b.bestOverYears()))
	r.put(b.sideSentence())
	r.put(b.words(faint, v.cheaper(string(b.p.c.Currency()))))
	if v.both() {
		r.space(chartRows)
		r.to(firstVersus - 1)
		r.tall(19, b.words(heading, "Make against buy"))
		b.versusRows(r)
	}
	r.to(v.firstListed() - 2)
	r.whole(5 + len(v.options) + len(v.others))
	r.tall(19, b.words(heading, "Options over the horizon"))
	b.listHeads(r)
	for _, y := range v.options {
		b.listRow(r, y)
	}
	b.otherRows(r)
	for i, y := range v.options {
		r.to(y.flowRow)
		if r.whole(flowRows); i == 0 {
			r.apart()
		}
		b.flowRows(r, y)
	}
	b.turnRows(r)
}

// flowRows is how many rows an option's cash flow takes at most.
const flowRows = 9

// firstListed is the first row of the options: below the figures of making against
// buying, where there is both.
func (v *reviewed) firstListed() int {
	if v.both() {
		return firstVersus + 15
	}
	return makeSideRow + 5
}

// layOutMake fixes the rows of Make-or-buy.
func (v *reviewed) layOutMake() {
	row := v.firstListed()
	for _, y := range v.options {
		y.at = row
		row++
	}
	row += len(v.others) + 1
	for _, y := range v.options {
		row++
		y.flowRow = row
		row += 7
		if y.buys() {
			row += 3
		}
	}
}

func (v *reviewed) lastListed() int { return v.firstListed() + len(v.options) - 1 }

// paid is the row of an option's payments on Months, from the first or from the
// second point of time on.
func (v *reviewed) paid(row, from int) string {
	return across(sheetMake, sheetMonths, row, firstMonthCol+from, v.lastMonthCol())
}

// versusRows are the figures of a make-or-buy paper.
func (b *book) versusRows(r *rows) {
	v, k, x := b.p.years, b.p.years.vs, b.versus()
	cur := string(b.p.c.Currency())
	row := func(label, text string, value any, l look, unitName, why string) {
		r.put(b.words(plain, label), b.words(plain, ""), b.formula(l, text, value), b.words(plain, unitName), b.words(faint, why))
	}
	pick := func(from, to int) string {
		npv := span("", listNPVCol, from, to)
		return "IF(COUNT(" + npv + `)=0,"",MATCH(MIN(` + npv + ")," + span("", listNPVCol, v.firstListed(), v.lastListed()) + ",0))"
	}
	mid := v.firstListed() + v.makes()
	name := func(f *makeorbuy.Flow) (int, string) {
		for i, y := range v.options {
			if y.o == f.Option {
				return i + 1, y.o.ID
			}
		}
		return 0, ""
	}
	for i, side := range []struct {
		label string
		f     *makeorbuy.Flow
		text  string
	}{{"Make: the cheapest own hardware", v.r.Make, pick(v.firstListed(), mid-1)}, {"Buy: the cheapest that is rented", v.r.Buy, pick(mid, v.lastListed())}} {
		n, id := name(side.f)
		text := `IF(` + fixed(oneCol, makeIndexRow+i) + `="","none has a price",INDEX(` + span("", 1, v.firstListed(), v.lastListed()) + "," + fixed(oneCol, makeIndexRow+i) + "))"
		r.put(b.words(plain, side.label), b.formula(strong.wrapped(), text, id), b.formula(calc(fmtWhole), side.text, float64(n)), b.words(plain, "in the list"), b.words(faint, "follows the present values below"))
	}
	saving, points := v.paid(k.saving, 0), across(sheetMake, sheetMonths, monthRow, firstMonthCol, v.lastMonthCol())
	row("Present value that making saves", "NPV("+rateRef+","+v.paid(k.saving, 1)+")+"+sheetMonths+"!"+fixed(firstMonthCol, k.saving), v.r.Against.NPV.InexactFloat64(), look{num: fmtMoney, bold: true}, cur, "above 0: making is cheaper")
	found, yearly := b.returnOf()
	one := "IF(" + fixed(oneCol, changesRow) + "=1,1,IF(" + fixed(oneCol, sumChangesRow) + "=1,1,0))"
	ends := look{num: "0.0000%", right: true}
	row("Internal rate of return of making", "IF("+fixed(oneCol, changesRow)+`=0,"`+noReturn+`",IF(`+one+"=1,IFERROR(IRR("+saving+","+fixed(oneCol, guessRow)+"),IFERROR(IRR("+saving+","+fixed(oneCol, seedRow)+`),"`+notFound+`")),"`+severalReturns+`"))`, found, ends, "a month", "none: the payments never change sign; several: decide by the present value")
	row("the same", "IFERROR((1+"+fixed(oneCol, returnRow)+")^12-1,"+fixed(oneCol, returnRow)+")", yearly, look{num: fmtPercent, bold: true, right: true}, "a year", "of the payments of making against those of buying")
	back := func(row int) string {
		cells := v.paid(row, 0)
		return "IF(COUNT(" + cells + `)=0,"` + never + `",MIN(` + cells + "))"
	}
	row("Paid back, payments worth now", back(k.discountedBack), firstOf(x.discountedBack), look{num: "0.0", bold: true, right: true}, "months", "when what making costs first has come back; 0: it is ahead from the start")
	row("Paid back, not discounted", back(k.back), firstOf(x.back), look{num: "0.0", right: true}, "months", "")
	lasts := v.paid(k.discountedBack, 0)
	final := sheetMonths + "!" + fixed(v.lastMonthCol(), k.discountedTotal)
	row("Stays ahead from", "IF("+final+"<-"+nearRef+`,"`+never+`",IF(COUNT(`+lasts+`)=0,"`+never+`",MAX(`+lasts+")))", b.lasting(), look{num: "0.0", right: true}, "months", "worth now, until the end of the horizon")
	changes := func(row int) string {
		return "SUMPRODUCT((" + across(sheetMake, sheetMonths, row, firstMonthCol, v.lastMonthCol()-1) + "*" + across(sheetMake, sheetMonths, row, firstMonthCol+1, v.lastMonthCol()) + "<0)*1)"
	}
	row("Changes of sign of the saving", changes(k.sign), float64(x.changes), calc(fmtWhole), "", "one: there is exactly one rate of return")
	row("Changes of sign of the sum so far", changes(k.totalSign), float64(x.totalChanges), calc(fmtWhole), "", "one: there is exactly one rate above 0 (Norstrom 1972)")
	in, out := "SUMPRODUCT(("+saving+">0)*"+saving+")", "SUMPRODUCT(("+saving+"<0)*"+saving+")"
	mean := func(sign string, sum string) string {
		return "SUMPRODUCT((" + saving + sign + "0)*" + saving + "*" + points + ")/" + sum
	}
	row("Where the search for the rate begins", "IFERROR((-"+in+"/"+out+")^(1/("+mean(">", in)+"-"+mean("<", out)+"))-1,0)", x.guess(), calc(fmtRate), "a month", "inflows and outflows each at their mean time")
	seed, _ := found.(float64)
	r.put(b.words(plain, "Where it begins again"), b.words(plain, ""), b.number(delivered(fmtRate), kept15(seed)), b.words(plain, "a month"), b.words(faint, "if it ends nowhere: the rate as delivered"))
}

const (
	noReturn       = "none"
	notFound       = "not found"
	severalReturns = "several"
	never          = "never"
)

// returnOf is the internal rate of return a month and a year, or why there is no
// single one.
func (b *book) returnOf() (month, year any) {
	x, all := b.versus(), b.p.years.r.Against.Returns.All
	switch {
	case x.changes == 0:
		return noReturn, noReturn
	case x.changes != 1 && x.totalChanges != 1:
		return severalReturns, severalReturns
	}
	for _, r := range all {
		if x.changes == 1 || r.Rate.IsPositive() {
			m := b.polished(r.Rate.InexactFloat64())
			return m, math.Pow(1+m, 12) - 1
		}
	}
	return notFound, notFound
}

// polished is a rate of return to the last digit of a binary number: the engine's
// own has twelve decimals.
func (b *book) polished(rate float64) float64 {
	for range 3 {
		value, slope := 0.0, 0.0
		for t, x := range b.versus().saving {
			d := math.Pow(1+rate, -float64(t))
			value, slope = value+x*d, slope-float64(t)*x*d/(1+rate)
		}
		if slope == 0 {
			break
		}
		rate -= value / slope
	}
	return rate
}

// guess is where the search for the rate of return begins.
func (x *versus) guess() float64 {
	var in, out, inTime, outTime float64
	for t, s := range x.saving {
		if s > 0 {
			in, inTime = in+s, inTime+s*float64(t)
		} else {
			out, outTime = out+s, outTime+s*float64(t)
		}
	}
	if in == 0 || out == 0 || inTime/in == outTime/out {
		return 0
	}
	return math.Pow(-in/out, 1/(inTime/in-outTime/out)) - 1
}

func firstOf(months []any) any {
	for _, m := range months {
		if m != "" {
			return m
		}
	}
	return never
}

func (b *book) lasting() any {
	x := b.versus()
	if x.discountedTotal[len(x.discountedTotal)-1] < -nearZero {
		return never
	}
	var last any = never
	for _, m := range x.discountedBack {
		if m != "" {
			last = m
		}
	}
	return last
}

func (b *book) listHeads(r *rows) {
	heads := []excelize.Cell{b.words(head, "Option"), b.words(head, "Side"), b.words(headNum, "Present value"), b.words(head, "Unit"), b.words(headNum, "A month, evened out"), b.words(headNum, "Paid in all"),
		b.words(headNum, "Purchases, net"), b.words(headNum, "Running"), b.words(headNum, "Once"), b.words(headNum, "Rank"), b.words(headNum, "Bounds of the price list passed"), b.words(head, "Law"), b.words(head, "Moving there")}
	r.put(heads...)
}

// listRow is what an option comes to over the horizon.
func (b *book) listRow(r *rows, y *yearly) {
	v, k, f := b.p.years, y.books, y.flow
	row, cur := r.row, string(b.p.c.Currency())
	npv := at(listNPVCol, row)
	guarded := func(text string) string { return "IF(" + npv + `="","not priced",` + text + ")" }
	sum := func(rows ...int) string {
		var parts []string
		for _, x := range rows {
			parts = append(parts, "SUM("+v.paid(x, 0)+")")
		}
		return strings.Join(parts, "+")
	}
	capex := "0"
	if y.buys() {
		capex = sum(k.purchases) + "-SUM(" + v.paid(k.sold, 0) + ")-SUM(" + v.paid(k.left, 0) + ")"
	}
	over := "0"
	if y.over > 0 {
		over = "SUM(" + across(sheetMake, sheetYears, y.over, firstYearCol, v.lastYearCol()) + ")"
	}
	once := v.once(y.o)
	moved := "stated"
	if !once[0].OK() {
		moved = "not stated, not counted"
	}
	m := calc(fmtMoney)
	npvs := span("", listNPVCol, v.firstListed(), v.lastListed())
	r.put(b.words(wrapped, y.o.ID), b.words(plain, side(f)), b.formula(look{num: fmtMoney, bold: true}, "IF("+at(listOverCol, row)+`>0,"",NPV(`+rateRef+","+v.paid(y.paid, 1)+")+"+sheetMonths+"!"+fixed(firstMonthCol, y.paid)+")", f.NPV.InexactFloat64()),
		b.words(plain, cur), b.formula(m, guarded("-PMT("+rateRef+","+horizonRef+","+npv+")"), f.Equivalent.InexactFloat64()), b.formula(m, guarded(sum(y.paid)), money64(f.Total)),
		b.formula(m, guarded(capex), money64(f.Capex)), b.formula(m, guarded(sum(k.running)), money64(f.Opex)), b.formula(m, guarded(sum(k.move, k.leave)), money64(f.OneOff)),
		b.formula(calc(fmtWhole), "IF("+npv+`="","",RANK(`+npv+","+npvs+",1))", b.yearRank(y)), b.formula(calc(fmtWhole), over, 0.0), b.words(plain, y.o.Verdict().String()), b.words(faint, moved))
}

func (b *book) yearRank(y *yearly) float64 {
	rank := 1.0
	for _, x := range b.p.years.options {
		if x.flow.NPV.InexactFloat64() < y.flow.NPV.InexactFloat64() {
			rank++
		}
	}
	return rank
}

// otherRows name what has no columns here.
func (b *book) otherRows(r *rows) {
	for _, x := range b.p.years.others {
		npv := b.words(look{color: grey, right: true}, "not priced")
		if x.npv != nil {
			npv = b.number(delivered(fmtMoney), x.npv.(float64))
		}
		r.put(b.words(look{color: grey, wrap: true}, x.id), b.words(look{color: grey}, x.side), npv, b.words(faint, string(b.p.c.Currency())), b.words(faint, x.why))
	}
}

// bestSentence names the cheapest option over the horizon.
func (b *book) bestSentence() string {
	v := b.p.years
	cur := string(b.p.c.Currency())
	row := "MATCH(1," + span("", listRankCol, v.firstListed(), v.lastListed()) + ",0)"
	pick := func(col int) string {
		return "INDEX(" + span("", col, v.firstListed(), v.lastListed()) + "," + row + ")"
	}
	return `IFERROR("Over "&` + horizonRef + `&" months, "&` + pick(1) + `&" is the cheapest: "&` + b.fixedMoney(pick(listEvenCol), sheetMake) + `&" ` + cur + ` a month in equal payments, "&` + b.fixedMoney(pick(listTotalCol), sheetMake) + `&" ` + cur + ` in all.","` + noYears + `")`
}

// cheaper names an option without columns that costs less than all that have some.
func (v *reviewed) cheaper(cur string) string {
	low, name := math.Inf(1), ""
	for _, y := range v.options {
		low = min(low, y.flow.NPV.InexactFloat64())
	}
	for _, x := range v.others {
		if npv, ok := x.npv.(float64); ok && npv < low {
			low, name = npv, x.id
		}
	}
	if name == "" {
		return ""
	}
	return fmt.Sprintf("Of what does not follow changes, %s costs less as delivered: a present value of %s %s (listed below).", name, formula.Group(fmt.Sprintf("%.2f", low)), cur)
}

const noYears = "No option has a price in every year."

func (b *book) bestOverYears() string {
	v := b.p.years
	all := append([]*yearly{}, v.options...)
	sort.SliceStable(all, func(i, j int) bool { return all[i].flow.NPV.LessThan(all[j].flow.NPV) })
	f, cur := all[0].flow, b.p.c.Currency()
	return fmt.Sprintf("Over %d months, %s is the cheapest: %s %s a month in equal payments, %s %s in all.", v.r.Terms.Months, all[0].o.ID, formula.Group(f.Equivalent.StringFixed(2)), cur, formula.Group(f.Total.StringFixed(2)), cur)
}

// sideSentence says which side wins, and by how much.
func (b *book) sideSentence() excelize.Cell {
	v := b.p.years
	cur := string(b.p.c.Currency())
	switch {
	case v.both():
	case v.makes() == 0:
		return b.words(strong, "There is no own hardware with a price to compare with: describe it in [own.name].")
	default:
		return b.words(strong, "Nothing that is rented is both priced and allowed.")
	}
	x := fixed(oneCol, savesRow)
	amount := b.fixedMoney("ABS("+x+")", sheetMake) + `&" ` + cur + ` less than "&`
	mk, buy := fixed(2, makeIndexRow), fixed(2, buyIndexRow)
	text := `IF(` + fixed(oneCol, makeIndexRow) + `="","No own hardware has a price in every year.",IF(` + fixed(oneCol, buyIndexRow) + `="","Nothing that is rented has a price in every year.",IF(` + x + `>0,"Make: "&` + mk + `&" costs "&` + amount + buy + `,"Buy: "&` + buy + `&" costs "&` + amount + mk + `)&" in present value."))`
	winner, loser, saves := v.r.Make, v.r.Buy, v.r.Against.NPV
	word := "Make"
	if !v.r.Against.MakeWins() {
		winner, loser, saves, word = loser, winner, saves.Neg(), "Buy"
	}
	return b.formula(strong, text, fmt.Sprintf("%s: %s costs %s %s less than %s in present value.", word, winner.Option.ID, formula.Group(saves.StringFixed(2)), cur, loser.Option.ID))
}
