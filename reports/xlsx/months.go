package xlsx

import (
	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model/makeorbuy"
)

func (b *book) monthsPage() page {
	v := b.p.years
	widths := []float64{38, 38, 3, 10}
	for range 12*v.years + 1 {
		widths = append(widths, 12)
	}
	return page{name: sheetMonths, widths: widths, freeze: chartMonthRow, left: firstMonthCol - 1, printed: firstMonthCol + v.r.Terms.Months, locked: true, wide: true, rows: b.monthRows}
}

// month is one column of Months as its formulas see it.
type month struct {
	t    int
	col  string // this column
	prev string // the one before, units in the first
}

func (m month) at(row int) string     { return m.col + itoa(row) }
func (m month) fixed(row int) string  { return m.col + "$" + itoa(row) }
func (m month) before(row int) string { return m.prev + itoa(row) }

// upTo is a row from the first month to this one; sofar ends one before it, and
// begins with the units so that it is never empty.
func (m month) upTo(row int) string { return "$" + column(firstMonthCol) + itoa(row) + ":" + m.at(row) }
func (m month) sofar(row int) string {
	return "$" + column(firstMonthCol-1) + itoa(row) + ":" + m.before(row)
}

// monthLine is one row of Months, the same formula in every column.
func (b *book) monthLine(r *rows, l look, who, label, unitName string, text func(m month) string, value func(t int) float64) {
	out := append(r.draft(), b.words(faint.wrapped(), who), b.words(wrapped, label), b.words(plain, ""), b.words(plain, unitName))
	for t := range 12*b.p.years.years + 1 {
		m := month{t, column(firstMonthCol + t), column(firstMonthCol + t - 1)}
		out = append(out, b.formula(l, text(m), value(t)))
	}
	r.put(out...)
}

// Single figures of Years, as Months sees them.
var (
	horizonRef = sheetYears + "!" + fixed(oneCol, horizonRow)
	rateRef    = sheetYears + "!" + fixed(oneCol, monthRateRow)
	taxRef     = sheetYears + "!" + fixed(oneCol, taxRow)
	nearRef    = sheetYears + "!" + fixed(oneCol, nearZeroRow)
)

func (b *book) monthRows(r *rows) {
	v := b.p.years
	cur := string(b.p.c.Currency())
	r.tall(24, b.words(title, "Months"))
	r.put(b.words(faint, "Payments of every month: positive is paid, negative received. Column 0 is the start; a month's bill is paid at its end, its purchases at its start. Nothing is paid beyond the horizon."))
	r.to(monthRow)
	b.clockRows(r)
	r.to(firstPaid - 1)
	r.put(b.words(group, "Paid"), b.words(group, "by option, as its own block below works it out"))
	for _, y := range v.options {
		k := y.books
		b.monthLine(r, calc(fmtMoney), y.o.ID, "paid", cur, func(m month) string {
			s := m.at(k.running) + "+" + m.at(k.move) + "+" + m.at(k.leave)
			if y.buys() {
				s = m.at(k.purchases) + "-" + m.at(k.sold) + "-" + m.at(k.left) + "+" + s
			}
			return s
		}, func(t int) float64 { return paidAt(y, t) })
	}
	if v.both() {
		r.to(v.vs.head)
		b.againstRows(r)
	}
	for _, y := range v.options {
		r.to(y.books.head)
		r.whole(monthsRows)
		r.put(b.words(group, y.o.ID), b.words(group, y.o.Title))
		if y.buys() {
			b.serverRows(r, y)
		}
		b.paymentRows(r, y)
	}
}

// monthsRows is how many rows an option takes at most.
const monthsRows = 14

func paidAt(y *yearly, t int) float64 {
	if t >= len(y.flow.Months) {
		return 0
	}
	return y.flow.Months[t].InexactFloat64()
}

// clockRows number the months and say which lie inside the horizon.
func (b *book) clockRows(r *rows) {
	v := b.p.years
	h := v.r.Terms.Months
	flag := func(yes bool) float64 {
		if yes {
			return 1
		}
		return 0
	}
	whole := calc(fmtWhole)
	b.monthLine(r, headNum.with(fmtWhole), "", "months from the start", "months", func(m month) string {
		return "SUM(" + m.before(monthRow) + ",1)-(COUNT(" + m.before(monthRow) + ")=0)*1"
	}, func(t int) float64 { return float64(t) })
	b.monthLine(r, whole, "", "year of the month that begins", "year", func(m month) string { return "INT(" + m.at(monthRow) + "/12)+1" }, func(t int) float64 { return float64(t/12 + 1) })
	b.monthLine(r, whole, "", "year of the month that ended", "year", func(m month) string { return "-INT(-" + m.at(monthRow) + "/12)" }, func(t int) float64 { return float64((t + 11) / 12) })
	b.monthLine(r, whole, "", "a month of the horizon begins", "1 or 0", func(m month) string { return "IF(" + m.at(monthRow) + "<" + horizonRef + ",1,0)" }, func(t int) float64 { return flag(t < h) })
	b.monthLine(r, whole, "", "a month of the horizon ended", "1 or 0", func(m month) string {
		return "IF(" + m.at(monthRow) + "=0,0,IF(" + m.at(monthRow) + ">" + horizonRef + ",0,1))"
	},
		func(t int) float64 { return flag(t > 0 && t <= h) })
	rate := 1 + b.monthRate()
	factor := make([]float64, 12*v.years+1)
	for t := range factor {
		factor[t] = 1
		if t > 0 {
			factor[t] = factor[t-1] / rate
		}
	}
	b.monthLine(r, calc("0.000000"), "", "worth of 1 now", "number", func(m month) string { return "1/(1+" + rateRef + ")^" + m.at(monthRow) }, func(t int) float64 { return factor[t] })
	b.monthLine(r, whole, "", "month in the chart", "months", func(m month) string { return "MIN(" + m.at(monthRow) + "," + horizonRef + ")" }, func(t int) float64 { return float64(min(t, h)) })
}

// entry is a point of the ledger, empty beyond the horizon.
func (y *yearly) entry(t int) makeorbuy.Entry {
	if t >= len(y.flow.Ledger) {
		return makeorbuy.Entry{}
	}
	return y.flow.Ledger[t]
}

// serverRows are the servers: needed, bought when too few stand, sold when their
// life ends, counted with their book value when the horizon does.
func (b *book) serverRows(r *rows, y *yearly) {
	p, v, k, own := b.p, b.p.years, y.books, y.o.Own
	cur, id := string(p.c.Currency()), y.o.ID
	life := sheetYears + "!" + fixed(oneCol, y.life)
	residual := b.pure(own.Residual) + netAgain
	cents := p.cents.from(sheetMonths)
	yearOf := func(row int, m month) string {
		return "INDEX(" + across(sheetMonths, sheetYears, row, firstYearCol, v.lastYearCol()) + "," + m.fixed(beginYearRow) + ")"
	}
	young := func(m month) string { return `">"&(` + m.fixed(monthRow) + "-" + life + ")" }
	kept := "(1-(1-" + residual + ")*"
	b.monthLine(r, calc(fmtWhole), id, "servers needed", "servers", func(m month) string { return "IF(" + m.fixed(beginsRow) + "=1," + yearOf(y.servers, m) + ",0)" }, func(t int) float64 { return y.entry(t).Needed.Float() })
	b.monthLine(r, calc(fmtWhole), id, "bought", "servers", func(m month) string {
		return "MAX(0," + m.at(k.needed) + "-SUMIFS(" + m.sofar(k.bought) + "," + m.sofar(monthRow) + "," + young(m) + "))"
	}, func(t int) float64 { return y.entry(t).Bought.Float() })
	standing := y.standing(v)
	b.monthLine(r, calc(fmtWhole), id, "standing", "servers", func(m month) string {
		return "SUMIFS(" + m.upTo(k.bought) + "," + m.upTo(monthRow) + "," + young(m) + ")*" + m.fixed(beginsRow)
	}, func(t int) float64 { return standing[t] })
	b.monthLine(r, calc(fmtMoney), id, "price of what is bought", cur, func(m month) string {
		return "IF(" + m.at(k.bought) + "=0,0," + m.at(k.bought) + "*" + yearOf(y.price, m) + ")"
	}, func(t int) float64 { return y.entry(t).Value.Float() })
	b.monthLine(r, calc(fmtMoney), id, "purchases", cur, func(m month) string { return "ROUND(" + m.at(k.value) + "," + cents + ")" }, func(t int) float64 { return money64(y.entry(t).Purchases) })
	b.monthLine(r, calc(fmtMoney), id, "sold at the end of their life", cur, func(m month) string {
		return "IF(" + m.fixed(beginsRow) + "=1,ROUND(SUMIFS(" + m.sofar(k.value) + "," + m.sofar(monthRow) + "," + m.fixed(monthRow) + "-" + life + ")*" + residual + "," + cents + "),0)"
	}, func(t int) float64 { return money64(y.entry(t).Sold) })
	b.monthLine(r, calc(fmtMoney), id, "book value at the end of the horizon", cur, func(m month) string {
		age := "(" + horizonRef + "-" + m.upTo(monthRow) + ")/" + life + ")"
		return "IF(" + m.fixed(monthRow) + "=" + horizonRef + ",ROUND(SUMPRODUCT((" + m.upTo(monthRow) + ">=" + horizonRef + "-" + life + ")*" + m.upTo(k.value) + "*" + kept + age + ")," + cents + "),0)"
	}, func(t int) float64 { return money64(y.entry(t).Left) })
}

// netAgain takes VAT off the share of the price that a server sells for: what is
// sold has none to get back.
var netAgain = "/(1+" + sheetYears + "!" + fixed(oneCol, vatLoadRow) + ")"

func money64(d decimal.Decimal) float64 { return d.InexactFloat64() }

// standing is how many servers stand in the month that begins.
func (y *yearly) standing(v *reviewed) []float64 {
	out := make([]float64, 12*v.years+1)
	l, _ := y.o.Own.Life.Leaf()
	life := max(1, int(l.Value.Ceil().Float()))
	for t := range out {
		if t >= v.r.Terms.Months {
			continue
		}
		for k := max(0, t-life+1); k <= t; k++ {
			out[t] += y.entry(k).Bought.Float()
		}
	}
	return out
}

// paymentRows are the bill less the tax it saves, and what is paid once.
func (b *book) paymentRows(r *rows, y *yearly) {
	p, v, k, id := b.p, b.p.years, y.books, y.o.ID
	cur, cents := string(p.c.Currency()), p.cents.from(sheetMonths)
	yearOf := func(row, clock int, m month) string {
		return "INDEX(" + across(sheetMonths, sheetYears, row, firstYearCol, v.lastYearCol()) + "," + m.fixed(clock) + ")"
	}
	b.monthLine(r, calc(fmtMoney), id, "bill of the month that ended", cur, func(m month) string { return "IF(" + m.fixed(endedRow) + "=1," + yearOf(y.bill, endYearRow, m) + ",0)" },
		func(t int) float64 { return money64(y.entry(t).Bill) })
	b.monthLine(r, calc(fmtMoney), id, "wear of the month that begins", cur, func(m month) string {
		s := "0"
		if y.buys() {
			life := sheetYears + "!" + fixed(oneCol, y.life)
			s = "SUMIFS(" + m.upTo(k.value) + "," + m.upTo(monthRow) + `,">"&(` + m.fixed(monthRow) + "-" + life + "))*(1-" + b.pure(y.o.Own.Residual) + netAgain + ")/" + life
		}
		return "IF(" + m.fixed(beginsRow) + "=1," + s + ",0)"
	}, func(t int) float64 { return y.entry(t).Wear.Float() })
	b.monthLine(r, calc(fmtMoney), id, "tax that bill and wear save", cur, func(m month) string {
		return "IF(" + m.fixed(beginsRow) + "=1,ROUND((" + yearOf(y.bill, beginYearRow, m) + "+" + m.at(k.wear) + ")*" + taxRef + "," + cents + "),0)"
	}, func(t int) float64 { return money64(y.entry(t).Saved) })
	b.monthLine(r, calc(fmtMoney), id, "running, after tax", cur, func(m month) string { return m.at(k.bill) + "-SUM(" + m.before(k.saved) + ")" }, func(t int) float64 {
		x := y.entry(t).Bill
		if t > 0 {
			x = x.Sub(y.entry(t - 1).Saved)
		}
		return money64(x)
	})
	once := v.once(y.o)
	for i, label := range []string{"moving there, after tax", "leaving, after tax"} {
		text := "0"
		if once[i].OK() {
			text = "ROUND(ROUND(" + b.ref(once[i], sheetMonths) + "," + cents + ")*(1-" + taxRef + ")," + cents + ")"
		}
		when := []string{"0", horizonRef}[i]
		b.monthLine(r, calc(fmtMoney), id, label, cur, func(m month) string { return "IF(" + m.fixed(monthRow) + "=" + when + "," + text + ",0)" }, func(t int) float64 {
			return money64([]decimal.Decimal{y.entry(t).Move, y.entry(t).Leave}[i])
		})
	}
}
