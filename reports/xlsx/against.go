package xlsx

import (
	"math"

	"github.com/shopspring/decimal"
)

// versus are the values of making against buying as delivered, a figure for each
// month there is room for.
type versus struct {
	making, buying, saving, discounted, total, discountedTotal []float64
	sign, totalSign                                            []float64
	back, discountedBack                                       []any // the month it has paid back, or ""
	madeTotal, boughtTotal                                     []float64
	changes, totalChanges                                      int
}

func (b *book) versus() *versus {
	if b.vs != nil {
		return b.vs
	}
	v := b.p.years
	n := 12*v.years + 1
	x := &versus{}
	rate := 1 + b.monthRate()
	sums := [5]float64{}
	sum, discount := decimal.Zero, 1.0
	last := [2]float64{}
	for t := range n {
		mk, buy, saving := decimal.Zero, decimal.Zero, decimal.Zero
		if t < len(v.r.Make.Months) {
			mk, buy = v.r.Make.Months[t], v.r.Buy.Months[t]
			saving = buy.Sub(mk)
		}
		before := sums
		sum = sum.Add(saving)
		s, d := saving.InexactFloat64(), saving.InexactFloat64()/discount
		discount *= rate
		sums = [5]float64{sum.InexactFloat64(), before[1] + d, before[2] + mk.InexactFloat64(), before[3] + buy.InexactFloat64()}
		x.making, x.buying = append(x.making, mk.InexactFloat64()), append(x.buying, buy.InexactFloat64())
		x.saving, x.discounted = append(x.saving, s), append(x.discounted, d)
		x.total, x.discountedTotal = append(x.total, sums[0]), append(x.discountedTotal, sums[1])
		x.madeTotal, x.boughtTotal = append(x.madeTotal, sums[2]), append(x.boughtTotal, sums[3])
		x.back = append(x.back, crossed(t, before[0], sums[0], s, 0))
		x.discountedBack = append(x.discountedBack, crossed(t, before[1], sums[1], d, nearZero))
		for i, now := range []float64{s, sums[0]} {
			if now != 0 {
				sign := math.Copysign(1, now)
				if last[i]*sign < 0 {
					*[]*int{&x.changes, &x.totalChanges}[i]++
				}
				last[i] = sign
			}
		}
		x.sign, x.totalSign = append(x.sign, last[0]), append(x.totalSign, last[1])
	}
	b.vs = x
	return x
}

// crossed is the month in which a running total comes back to 0 from below, or "".
func crossed(t int, before, now, flow, near float64) any {
	switch {
	case now < -near:
		return ""
	case t == 0:
		return 0.0
	case before < -near:
		return float64(t) - 1 - before/flow
	}
	return ""
}

// againstRows subtract the payments of making from those of buying.
func (b *book) againstRows(r *rows) {
	v, k, x := b.p.years, b.p.years.vs, b.versus()
	cur, cents := string(b.p.c.Currency()), b.p.cents.from(sheetMonths)
	r.put(b.words(group, "Make against buy"), b.words(group, "what buying costs less what making costs"))
	paid := func(m month, which int) string {
		pick := "'" + sheetMake + "'!" + fixed(oneCol, which)
		return "IF(" + pick + `="",0,INDEX(` + m.col + "$" + itoa(firstPaid) + ":" + m.col + "$" + itoa(firstPaid+len(v.options)-1) + "," + pick + "))"
	}
	of := func(values []float64) func(int) float64 { return func(t int) float64 { return values[t] } }
	line := func(l look, label, unitName string, text func(m month) string, values []float64) {
		b.monthLine(r, l, "", label, unitName, text, of(values))
	}
	amount := calc(fmtMoney)
	line(amount, "making, the cheapest", cur, func(m month) string { return paid(m, makeIndexRow) }, x.making)
	line(amount, "buying, the cheapest", cur, func(m month) string { return paid(m, buyIndexRow) }, x.buying)
	line(amount, "what making saves", cur, func(m month) string { return "ROUND(" + m.at(k.buying) + "-" + m.at(k.making) + "," + cents + ")" }, x.saving)
	line(amount, "the same, worth now", cur, func(m month) string { return m.at(k.saving) + "*" + m.fixed(discountRow) }, x.discounted)
	line(amount, "saved so far", cur, func(m month) string {
		return "ROUND(SUM(" + m.before(k.total) + ")+" + m.at(k.saving) + "," + cents + ")"
	}, x.total)
	line(amount, "saved so far, worth now", cur, func(m month) string { return "SUM(" + m.before(k.discountedTotal) + ")+" + m.at(k.discounted) }, x.discountedTotal)
	sign := func(of, self int) func(m month) string {
		return func(m month) string {
			return "IF(" + m.at(of) + ">0,1,IF(" + m.at(of) + "<0,-1,SUM(" + m.before(self) + ")))"
		}
	}
	line(calc(fmtWhole), "sign of the saving, the last one that was not 0", "1 or -1", sign(k.saving, k.sign), x.sign)
	line(calc(fmtWhole), "sign of the sum, the last one that was not 0", "1 or -1", sign(k.total, k.totalSign), x.totalSign)
	back := func(total, flow int, near string) func(m month) string {
		return func(m month) string {
			now, was := m.at(total), m.before(total)
			return "IF(" + now + "<-" + near + `,"",IF(` + m.fixed(monthRow) + "=0,0,IF(SUM(" + was + ")<-" + near + "," + m.fixed(monthRow) + "-1-" + was + "/" + m.at(flow) + `,"")))`
		}
	}
	b.textLine(r, "paid back in this month", "month", back(k.total, k.saving, "0"), x.back)
	b.textLine(r, "paid back in this month, worth now", "month", back(k.discountedTotal, k.discounted, nearRef), x.discountedBack)
	run := func(of, self int) func(m month) string {
		return func(m month) string { return "SUM(" + m.before(self) + ")+" + m.at(of) }
	}
	line(amount, "paid so far, making", cur, run(k.making, k.madeTotal), x.madeTotal)
	line(amount, "paid so far, buying", cur, run(k.buying, k.boughtTotal), x.boughtTotal)
}

// textLine is a row of Months whose cells may be empty.
func (b *book) textLine(r *rows, label, unitName string, text func(m month) string, values []any) {
	out := append(r.draft(), b.words(faint, ""), b.words(plain, label), b.words(plain, ""), b.words(plain, unitName))
	for t, x := range values {
		out = append(out, b.formula(calc("0.0"), text(month{t, column(firstMonthCol + t), column(firstMonthCol + t - 1)}), x))
	}
	r.put(out...)
}
