package xlsx

import "github.com/sovcost/sovcost/pricing/formula/cells"

// check is one row of the checks that no table of options has.
type check struct {
	name, what, this, with string
	v, w                   float64
	num                    string
	engine                 bool // with is the engine's figure: it holds as delivered
}

// lastCheck is the last row with a result.
func (b *book) lastCheck() int {
	last := max(b.checks.tiers, b.checks.tiers+b.tierRows()-1)
	if n := len(b.laterList()); n > 0 {
		last = b.laterRow() + n - 1
	}
	return last
}

// laterRow is the first row of these checks, below the tiers.
func (b *book) laterRow() int { return b.checks.tiers + b.tierRows() + 3 }

func (b *book) laterChecks(r *rows) {
	all := b.laterList()
	if len(all) == 0 {
		return
	}
	r.to(b.laterRow() - 2)
	r.tall(19, b.words(heading, "Exit, and make or buy"))
	r.put(b.checkHeads()...)
	near := b.p.cent.from(sheetChecks)
	for _, c := range all {
		n := r.row
		verdict, with := "IF(ABS("+at(5, n)+")<="+near+`,"ok","check")`, b.formula(calc(c.num), c.with, c.w)
		if c.engine {
			verdict, with = "IF("+fixed(resultCol, changedRow)+`>0,"changed",`+verdict+")", b.number(delivered(c.num), c.w)
		}
		r.put(b.words(wrapped, c.name), b.words(faint.wrapped(), c.what), b.formula(calc(c.num), c.this, c.v), with, b.formula(calc(c.num), "ROUND("+at(3, n)+"-"+at(4, n)+",2*"+b.p.cents.from(sheetChecks)+")", 0.0), b.words(plain, ""), b.formula(strong, verdict, "ok"))
	}
}

func (b *book) laterList() []check {
	return append(b.exitChecks(), b.yearChecks()...)
}

func errorsOn(sheet string, cols, last int) string {
	return "SUMPRODUCT(ISERROR(" + away(sheet, sheetChecks) + fixed(1, 1) + ":" + fixed(cols, last) + ")*1)"
}

// exitChecks: no error, and the parts add up to the costs.
func (b *book) exitChecks() []check {
	l := b.p.leave
	if l == nil {
		return nil
	}
	last, sum := l.first+len(l.rows)-1, 0.0
	for _, x := range l.rows {
		if x.o.Exit.Cost.OK() {
			sum += b.p.num(x.o.Exit.Cost)
		}
	}
	parts := sheetExit + "!" + fixed(leavePartsCol, l.first) + ":" + fixed(leaveOpenCol-1, last)
	return []check{
		{name: "No errors on Exit", what: "cells with an error", this: errorsOn(sheetExit, goBelowCol+3, l.step+len(l.steps)), with: "0", num: fmtWhole},
		{name: "Exit: the parts add up", what: "all parts, and all exit costs", this: "SUM(" + parts + ")", with: "SUM(" + span(sheetExit, leaveCostCol, l.first, last) + ")", v: sum, w: sum, num: fmtMoney},
	}
}

// yearChecks: no error, the horizon fits, present values by a second formula and
// by the engine, years add up to months.
func (b *book) yearChecks() []check {
	v := b.p.years
	if v == nil {
		return nil
	}
	here := "'" + sheetMake + "'!"
	last := v.options[len(v.options)-1]
	out := []check{
		{name: "No errors on Make-or-buy", what: "cells with an error", this: errorsOn(sheetMake, listOverCol+2, last.flowRow+12), with: "0", num: fmtWhole},
		{name: "No errors on Months", what: "cells with an error", this: errorsOn(sheetMonths, v.lastMonthCol(), last.books.leave), with: "0", num: fmtWhole},
		{name: "No errors on Years", what: "cells with an error", this: errorsOn(sheetYears, v.lastYearCol(), max(last.bill, last.life)+1), with: "0", num: fmtWhole},
	}
	if len(v.series) > 0 {
		out = append(out, check{name: "No errors on Year slots", what: "cells with an error", this: errorsOn(sheetYearSlots, yearSlotCol+len(v.series)*v.years-1, firstSlot+b.p.slots-1), with: "0", num: fmtWhole})
	}
	h := float64(v.r.Terms.Months)
	out = append(out, check{name: "The horizon fits", what: "whole months asked for, and months that have columns", v: h, w: h, num: fmtWhole,
		this: "ROUND(" + b.ref(v.leaves.Horizon, sheetChecks) + cells.Scale(v.leaves.Horizon.Unit().Factor, months.Factor) + ",0)", with: horizonRef})
	for _, y := range v.options {
		npv := y.flow.NPV.InexactFloat64()
		this := here + fixed(listNPVCol, y.at)
		priced := func(text string) string { return "IF(" + this + `="",0,` + text + ")" }
		row := across(sheetChecks, sheetMonths, y.paid, firstMonthCol, v.lastMonthCol())
		factors := across(sheetChecks, sheetMonths, discountRow, firstMonthCol, v.lastMonthCol())
		total := money64(y.flow.Total)
		out = append(out,
			check{name: y.o.ID, what: "present value: NPV(), and payments times what 1 is worth now", this: priced(this), with: priced("SUMPRODUCT(" + row + "*" + factors + ")"), v: npv, w: npv, num: fmtMoney},
			check{name: y.o.ID, what: "paid in all: by month, and by year", this: "SUM(" + row + ")", with: here + fixed(oneCol, y.flowRow+5), v: total, w: total, num: fmtMoney},
			check{name: y.o.ID, what: "present value: workbook, and engine", this: priced(this), v: npv, w: npv, num: fmtMoney, engine: true})
	}
	if v.both() {
		saves := v.r.Against.NPV.InexactFloat64()
		pick := func(row int) string {
			return "INDEX(" + here + span("", listNPVCol, v.firstListed(), v.lastListed()) + "," + here + fixed(oneCol, row) + ")"
		}
		out = append(out, check{name: "Make against buy", what: "present value of the difference, and difference of the present values", this: here + fixed(oneCol, savesRow),
			with: "IFERROR(" + pick(buyIndexRow) + "-" + pick(makeIndexRow) + "," + here + fixed(oneCol, savesRow) + ")", v: saves, w: saves, num: fmtMoney})
	}
	return out
}
