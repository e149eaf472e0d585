package xlsx

import (
	"strconv"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/makeorbuy"
	"github.com/sovcost/sovcost/model/makeorbuy/cashflow"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/money"
	"github.com/sovcost/sovcost/pricing/unit"
)

func itoa(n int) string { return strconv.Itoa(n) }

var (
	months = unit.Unit{Name: "months", Dim: "month", Factor: exact.One}
	one    = unit.None
)

// monthRate is the discount rate of a month as delivered.
func (b *book) monthRate() float64 {
	rate, err := cashflow.PeriodRate(b.p.years.r.Terms.Rates[makeorbuy.Discount].Decimal(12), 12)
	b.fail(err)
	return rate.InexactFloat64()
}

// cash is a line of the bill in a year, at the prices of that year.
func (v *reviewed) cash(p *plan, o *model.Option, l model.Line, year int) float64 {
	return v.line(p, o, l, year).Float()
}

func (v *reviewed) line(p *plan, o *model.Option, l model.Line, year int) exact.Num {
	x := v.num(p, l.Converted, year)
	if l.Billed.OK() {
		x = v.num(p, l.Billed, year)
		if l.FX.OK() {
			x = x.Mul(v.num(p, l.FX, year))
		}
	}
	return x.Mul(v.r.Terms.After(makeorbuy.ChangeOf(o, l), year))
}

// vatLoad is what VAT adds to a net payment for good.
func (v *reviewed) vatLoad(p *plan) exact.Num {
	if !v.load.OK() {
		return exact.Zero
	}
	return v.num(p, v.load, 0).Mul(v.load.Unit().Factor)
}

// vatOf is the VAT that stays a cost on a month's bill of the year.
func (v *reviewed) vatOf(p *plan, y *yearly, year int) exact.Num {
	sum := exact.Zero
	for i, l := range y.o.Lines {
		if y.lines[i] > 0 && l.Taxed.OK() {
			sum = sum.Add(v.line(p, y.o, l, year).Mul(v.num(p, l.Taxed, year).Mul(l.Taxed.Unit().Factor)))
		}
	}
	return sum.Mul(v.vatLoad(p))
}

// bill is the running bill of a month of the year.
func (v *reviewed) bill(p *plan, y *yearly, year int) float64 {
	var lines []exact.Num
	for i, l := range y.o.Lines {
		if y.lines[i] > 0 {
			lines = append(lines, v.line(p, y.o, l, year))
		}
	}
	if y.vat > 0 {
		lines = append(lines, v.vatOf(p, y, year))
	}
	rounding := p.c.Scenario.Rounding
	if rounding == "" {
		rounding = money.RoundSum
	}
	return rounding.Total(lines).Float()
}

// overs counts the bounds of the price list that a year's load is above.
func (v *reviewed) overs(p *plan, o *model.Option, year int) float64 {
	n := 0.0
	if 12*year >= v.r.Terms.Months {
		return 0
	}
	for _, l := range o.Limits {
		x := v.num(p, l.Value, year).Mul(l.Value.Unit().Factor)
		if v.num(p, l.Max, year).Mul(l.Max.Unit().Factor).Less(x) {
			n++
		}
	}
	return n
}
