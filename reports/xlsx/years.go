package xlsx

import (
	"math"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/makeorbuy"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/cells"
	"github.com/sovcost/sovcost/pricing/money"
	"github.com/xuri/excelize/v2"
)

// yearLayout is the view from the column of one year: what changes with the year
// stands in that year's column, everything else where it always does.
func (b *book) yearLayout(sheet string, year int) cells.Layout {
	p, v := b.p, b.p.years
	l := p.layout(sheet)
	outside, outsideRange := l.Cell, l.Range
	l.Cell = func(n formula.Node) string {
		i := p.fig(n)
		if !v.varies[i] {
			return outside(n)
		}
		ref, home := at(firstYearCol+year, v.rows[i]), sheetYears
		if n.IsSeries() {
			ref, home = column(v.slotsAt(i, year))+cells.Row, sheetYearSlots
		}
		return away(home, sheet) + ref
	}
	l.Range = func(n formula.Node) string {
		i := p.fig(n)
		if !v.varies[i] {
			return outsideRange(n)
		}
		return away(sheetYearSlots, sheet) + rise(v.slotsAt(i, year), firstSlot, firstSlot+p.slots-1)
	}
	return l
}

// away names the sheet where it is another one.
func away(home, sheet string) string {
	if home == sheet {
		return ""
	}
	if strings.ContainsAny(home, " -") {
		return "'" + home + "'!"
	}
	return home + "!"
}

// rise is a run of cells in one column that moves when it is copied across.
func rise(col, from, to int) string {
	c := column(col)
	return c + "$" + itoa(from) + ":" + c + "$" + itoa(to)
}

// across is a row's cells of all years, or of all months.
func across(sheet, home string, row, from, to int) string {
	return away(home, sheet) + fixed(from, row) + ":" + fixed(to, row)
}

// yearWidth is the width of a column of figures by year.
const yearWidth = 14

func (b *book) yearsPage() page {
	widths := []float64{38, 46, 14, 14}
	for range b.p.years.years {
		widths = append(widths, yearWidth)
	}
	return page{name: sheetYears, widths: widths, freeze: yearMonths, left: firstYearCol - 1, printed: firstYearCol + b.p.years.asked() - 1, locked: true, rows: b.yearRows}
}

// yearLine is one row of Years: its formula in each year, with its values.
func (b *book) yearLine(r *rows, l look, who, label, unitName string, one excelize.Cell, text func(year int) string, value func(year int) float64) {
	out := append(r.draft(), b.words(faint.wrapped(), who), b.words(wrapped, label), one, b.words(plain, unitName))
	if l.num == "" {
		l.num = b.rowFormat(unitName, value)
	}
	for y := range b.p.years.years {
		out = append(out, b.formula(l, text(y), value(y)))
	}
	r.put(out...)
}

// rowFormat is one number format for all years.
func (b *book) rowFormat(unitName string, value func(year int) float64) string {
	top, whole := 0.0, true
	for y := range b.p.years.years {
		v := value(y)
		top = max(top, v, -v)
		whole = whole && v == math.Trunc(v)
	}
	l := look{num: columnFormat(top, whole)}
	if asMoney(unitName, top) {
		l.num = fmtMoney
	}
	return l.fitting(top, yearWidth)
}

func (b *book) yearRows(r *rows) {
	v := b.p.years
	none := b.words(plain, "")
	r.tall(24, b.words(title, "Years"))
	r.put(b.words(faint, "The Calculation once more for every year: the same formulas with the load of the year in its column. What does not change with the load is taken from Calculation, Inputs and Prices."))
	r.to(yearRow)
	heads := []excelize.Cell{b.words(head, "Option"), b.words(head, "Figure"), b.words(headNum, "One for all years"), b.words(head, "Unit")}
	for y := range v.years {
		heads = append(heads, b.number(headNum.with("\"year \"0"), float64(y+1)))
	}
	r.put(heads...)
	b.yearLine(r, calc(fmtWhole), "", "months inside the horizon", "months", none,
		func(y int) string {
			return "MAX(0,MIN(12," + fixed(oneCol, horizonRow) + "-12*(" + column(firstYearCol+y) + "$" + itoa(yearRow) + "-1)))"
		},
		func(y int) float64 { return float64(max(0, min(12, v.r.Terms.Months-12*y))) })
	r.to(horizonRow)
	b.termRows(r)
	r.to(firstGrowth)
	b.growthRows(r)
	r.to(v.shared)
	r.put(b.words(group, "Shared"), b.words(group, "the load, and figures that several options need"))
	for _, n := range v.order {
		b.yearFigure(r, "", n)
	}
	for _, y := range v.options {
		b.yearBlock(r, y)
	}
}

// termRows are the figures that are one for all years.
func (b *book) termRows(r *rows) {
	v, p := b.p.years, b.p
	row := func(label, unitName string, num string, text string, value float64, why string) {
		r.put(b.words(plain, ""), b.words(plain, label), b.formula(calc(num), text, value), b.words(plain, unitName), b.words(faint, why))
	}
	horizon := b.ref(v.leaves.Horizon, sheetYears) + cells.Scale(v.leaves.Horizon.Unit().Factor, months.Factor)
	most := "12*COUNT(" + across("", "", yearRow, firstYearCol, v.lastYearCol()) + ")"
	row("horizon, in whole months", "months", fmtWhole, "MAX(1,MIN("+most+",ROUND("+horizon+",0)))", float64(v.r.Terms.Months), "at most the years that have a column here")
	rate := v.leaves.Rates[makeorbuy.Discount]
	row("discount rate of a month", "a month", fmtShare, "(1+"+b.pure(rate)+")^(1/12)-1", b.monthRate(), "twelve of its months compound to the year's rate")
	tax := v.leaves.Rates[makeorbuy.Tax]
	row("tax that costs save", "share", fmtPercent, b.pure(tax), v.r.Terms.Rates[makeorbuy.Tax].Float(), "0: figures are before tax")
	r.put(b.words(plain, ""), b.words(plain, "sums nearer to 0 than this count as 0"), b.number(delivered(fmtTiny), nearZero), b.words(plain, string(p.c.Currency())), b.words(faint, "binary arithmetic is not exact"))
	load, text := 0.0, "0"
	if v.load.OK() {
		load, text = v.vatLoad(p).Float(), b.oneFor(v.load)
	}
	row("VAT that stays a cost, per net amount", "share", fmtPercent, text, load, "rate times the share that is not deducted, on Inputs")
}

const nearZero = 0.000001

// pure is a share of Inputs as a plain number, whatever unit its cell shows.
func (b *book) pure(n formula.Node) string {
	return b.ref(n, sheetYears) + cells.Scale(n.Unit().Factor, one.Factor)
}

// oneFor is a share that is one for all years as a plain number: a figure without
// a place elsewhere has its row here, and the first year stands for all.
func (b *book) oneFor(n formula.Node) string {
	c := b.p.canon(n)
	if b.p.years.varies[b.p.fig(c)] {
		return fixed(firstYearCol, b.p.years.rows[b.p.fig(c)]) + cells.Scale(n.Unit().Factor, one.Factor)
	}
	return b.pure(n)
}

// growthRows are what 1 has become by each year's beginning.
func (b *book) growthRows(r *rows) {
	v := b.p.years
	for _, a := range allRates() {
		if _, ok := v.growth[a.Key]; !ok {
			continue
		}
		rate := b.pure(v.leaves.Rates[a.Key])
		b.yearLine(r, calc("0.000000"), "", a.Name+", as a factor", "number", b.words(plain, ""),
			func(y int) string {
				return "(1+" + rate + ")^(" + column(firstYearCol+y) + "$" + itoa(yearRow) + "-1)"
			},
			func(y int) float64 { return v.r.Terms.After(a.Key, y).Float() })
	}
}

func allRates() []makeorbuy.Assumption { return makeorbuy.Terms{Taxed: true}.Assumptions() }

// yearFigure is one step in every year.
func (b *book) yearFigure(r *rows, who string, n formula.Node) {
	p, v := b.p, b.p.years
	b.yearLine(r, look{}, who, b.figureName(n), unitName(n), b.words(plain, ""),
		func(y int) string {
			if rate, ok := v.grown[n.Index()]; ok {
				return p.where(n).from(sheetYears) + "*" + at(firstYearCol+y, v.growth[rate])
			}
			text, err := b.yearLayout(sheetYears, y).Formula(n)
			b.fail(err)
			return text
		},
		func(y int) float64 { return v.num(p, n, y).Float() })
}

// yearRef is a figure in a year, or its text where it is a bare 0 or 1.
func (b *book) yearRef(n formula.Node, year int) string {
	c := b.p.canon(n)
	if text, ok := cells.Constant(c); ok {
		return text
	}
	return b.yearLayout(sheetYears, year).Cell(c)
}

// yearBlock is one option: its steps, the lines of its bill at the year's prices,
// what a month costs, and its servers. Options with a commitment have none: its
// fees and the prices it fixes hang on the years before.
func (b *book) yearBlock(r *rows, y *yearly) {
	p, v, o := b.p, b.p.years, y.o
	cur := string(p.c.Currency())
	r.to(y.head)
	r.put(b.words(group, o.ID), b.words(group, o.Title))
	for _, n := range y.figures {
		b.yearFigure(r, o.ID, n)
	}
	none := b.words(plain, "")
	for i, l := range o.Lines {
		if y.lines[i] == 0 {
			continue
		}
		b.yearLine(r, calc(fmtMoney), o.ID, l.Label, cur+" a month", none,
			func(t int) string { return b.cash(l, t) + b.trend(makeorbuy.ChangeOf(o, l), t) },
			func(t int) float64 { return v.cash(p, o, l, t) })
	}
	if y.vat > 0 {
		b.yearLine(r, calc(fmtMoney), o.ID, "VAT that is not deducted", cur+" a month", none, func(t int) string { return b.vatText(y, t) }, func(t int) float64 { return v.vatOf(p, y, t).Float() })
	}
	b.yearLine(r, look{num: fmtMoney, bold: true}, o.ID, "running bill, to the cent", cur+" a month", none, func(t int) string { return b.billText(y, t) }, func(t int) float64 { return v.bill(p, y, t) })
	if y.over > 0 {
		b.yearLine(r, calc(fmtWhole), o.ID, "bounds of the price list the load is above", "number", none, func(t int) string { return b.overText(o, t) }, func(t int) float64 { return v.overs(p, o, t) })
	}
	if y.buys() {
		b.yearServers(r, y)
	}
}

// trend is the year's price level of a line.
func (b *book) trend(key string, year int) string {
	return "*" + at(firstYearCol+year, b.p.years.growth[key])
}

// cash is what a line costs in cash: a payment made once stands on Months.
func (b *book) cash(l model.Line, year int) string {
	if !l.Billed.OK() {
		return b.yearRef(l.Converted, year)
	}
	text := b.yearRef(l.Billed, year)
	if l.FX.OK() {
		text += "*" + b.yearRef(l.FX, year)
	}
	return text
}

// withVAT makes a net payment what is paid for good.
var withVAT = "*(1+" + fixed(oneCol, vatLoadRow) + ")"

// vatText is the VAT that stays a cost on the year's lines that carry any.
func (b *book) vatText(y *yearly, year int) string {
	var parts []string
	for i, l := range y.o.Lines {
		if y.lines[i] == 0 || !l.Taxed.OK() {
			continue
		}
		part := at(firstYearCol+year, y.lines[i])
		if share := b.yearRef(l.Taxed, year); share != "1" {
			part += "*" + share + cells.Scale(l.Taxed.Unit().Factor, one.Factor)
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return "0"
	}
	return "(" + strings.Join(parts, "+") + ")*" + fixed(oneCol, vatLoadRow)
}

func (b *book) billText(y *yearly, year int) string {
	first, last := 0, 0
	for _, row := range y.lines {
		if row > 0 && first == 0 {
			first = row
		}
		last = max(last, row)
	}
	if y.vat > 0 && first > 0 {
		last = y.vat
	}
	if first == 0 {
		return "0"
	}
	cells, places := rise(firstYearCol+year, first, last), b.p.cents.from(sheetYears)
	if b.p.c.Scenario.Rounding == money.RoundLine {
		return "SUMPRODUCT(ROUND(" + cells + "," + places + "))"
	}
	return "ROUND(SUM(" + cells + ")," + places + ")"
}

// overText counts the bounds of the price list that the year's load is above, in
// years of the horizon.
func (b *book) overText(o *model.Option, year int) string {
	over := b.p.over(o, sheetYears, func(n formula.Node) string { return b.yearRef(n, year) })
	return "IF(" + column(firstYearCol+year) + "$" + itoa(yearMonths) + ">0," + over + ",0)"
}

// yearServers are the servers a year needs, what one costs in it, and how long one
// lasts.
func (b *book) yearServers(r *rows, y *yearly) {
	p, v, own := b.p, b.p.years, y.o.Own
	cur := string(p.c.Currency())
	none := b.words(plain, "")
	b.yearLine(r, calc(fmtWhole), y.o.ID, "servers needed", "servers", none, func(t int) string { return b.yearRef(own.Servers, t) }, func(t int) float64 { return v.num(p, own.Servers, t).Float() })
	b.yearLine(r, calc(fmtMoney), y.o.ID, "price of a server", cur, none, func(t int) string { return b.yearRef(own.Price, t) + b.trend(makeorbuy.Hardware, t) + withVAT },
		func(t int) float64 {
			return v.num(p, own.Price, t).Mul(v.r.Terms.After(makeorbuy.Hardware, t)).Mul(exact.One.Add(v.vatLoad(p))).Float()
		})
	life := b.ref(own.Life, sheetYears) + cells.Scale(own.Life.Unit().Factor, months.Factor)
	l, _ := own.Life.Leaf()
	r.put(b.words(faint, y.o.ID), b.words(plain, "a server lasts, in whole months"), b.formula(calc(fmtWhole), "MAX(1,-INT(ABS("+life+")*"+p.guard.from(sheetYears)+"-("+life+")))", max(1, l.Value.Ceil().Float())), b.words(plain, "months"))
}
