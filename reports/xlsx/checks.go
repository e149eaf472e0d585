package xlsx

import (
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/cells"
	"github.com/xuri/excelize/v2"
)

// checkRows is where the checks stand.
type checkRows struct {
	groups []tierGroup
	first  int // the first option's engine total
	tiers  int // the first row of the tiers
}

// Rows of the summary on the Checks sheet; results stand in column C.
const (
	changedRow = 6
	failedRow  = 7
	firstCheck = 11
	resultCol  = 3
	tierFrom   = 8 // columns of the tiers' own figures
	tierPrice  = 9
	tierStep   = 10
)

// tierGroup is one meter whose lines are the tiers of one quantity.
type tierGroup struct {
	k        *block
	quantity formula.Node
	lines    []int // places in the option's lines
}

func (b *book) layOutChecks() {
	for _, k := range b.p.blocks {
		b.checks.groups = append(b.checks.groups, b.tierGroups(k)...)
	}
	b.checks.first = firstCheck + len(b.listed()) + 4
	b.checks.tiers = b.checks.first + len(b.p.blocks) + 4
}

// tierGroups finds runs of lines that cut one quantity into bands from 0 to
// beyond every bound: their sum has a second formula.
func (b *book) tierGroups(k *block) []tierGroup {
	var out []tierGroup
	lines := k.o.Lines
	for i := 0; i < len(lines); {
		g := tierGroup{k: k}
		var open bool
		j := i
		for ; j < len(lines); j++ {
			q, from, top, ok := b.band(lines[j].Quantity)
			if !ok || lines[j].Price.Unit().Name != lines[i].Price.Unit().Name {
				break
			}
			if j == i {
				if text, zero := cells.Constant(from); !zero || text != "0" {
					break
				}
				g.quantity = q
			} else if b.p.fig(q) != b.p.fig(g.quantity) || open {
				break
			}
			g.lines, open = append(g.lines, j), !top
		}
		if len(g.lines) > 1 && open {
			out = append(out, g)
		}
		i = max(j, i+1)
	}
	return out
}

// band takes a band apart: what is cut, where it begins, whether it ends.
func (b *book) band(n formula.Node) (q, from formula.Node, top, ok bool) {
	if n.Op() != formula.Band {
		return q, from, false, false
	}
	in := n.Inputs()
	return in[0], in[1], len(in) == 3, in[0].Unit().Factor.Equal(n.Unit().Factor) && in[1].Unit().Factor.Equal(n.Unit().Factor)
}

func (b *book) checksPage() page {
	return page{name: sheetChecks, widths: []float64{46, 44, 17, 17, 17, 17, 12, 15, 15, 15}, heads: firstCheck - 1, locked: true, rows: b.checkSheet}
}

func (b *book) checkSheet(r *rows) {
	c := b.checks
	r.tall(24, b.words(title, "Checks"))
	r.put(b.words(faint, "Every check must say ok. The comparison with the engine holds for the figures as delivered; once an input is changed it says so."))
	r.to(4)
	results := span("", 7, firstCheck, b.lastCheck())
	r.put(b.words(strong, "State of the workbook"), b.words(plain, ""), b.formula(strong, b.state(resultCol), "as delivered"))
	r.to(changedRow)
	r.put(b.words(plain, "Figures changed since export"), b.words(faint, "inputs, prices, load"), b.formula(calc(fmtWhole), b.inputsChanged()+"+"+b.pricesChanged()+"+"+b.loadChanged(), 0.0))
	r.put(b.words(plain, "Checks that failed"), b.words(faint, ""), b.formula(calc(fmtWhole), "COUNTIF("+results+`,"check")+SUMPRODUCT(ISERROR(`+results+")*1)", 0.0))
	r.to(firstCheck - 1)
	heads := b.checkHeads()
	r.put(heads...)
	b.listRows(r)
	r.to(c.first - 2)
	r.tall(19, b.words(heading, "Workbook against engine, and lines against kinds of line"))
	r.put(heads...)
	for _, k := range b.p.blocks {
		b.engineRow(r, k)
	}
	r.to(c.tiers - 2)
	r.tall(19, b.words(heading, "Tiers by a second formula: sum over tiers of (quantity above the tier's start) × (step in price)"))
	r.put(heads...)
	for _, g := range c.groups {
		b.tierCheck(r, g)
	}
	if len(c.groups) == 0 {
		r.put(b.words(faint, "none"), b.words(faint, "no meter of these options is sold in tiers"))
	}
	b.laterChecks(r)
}

// checkHeads head every table of the sheet alike: so they are right on each
// printed page.
func (b *book) checkHeads() []excelize.Cell {
	return []excelize.Cell{b.words(head, "Check or option"), b.words(head, "What is compared"), b.words(headNum, "This"), b.words(headNum, "With"), b.words(headNum, "Difference"), b.words(headNum, "Kinds less total"), b.words(head, "Result"),
		b.words(headNum, "Tier from"), b.words(headNum, "Its price"), b.words(headNum, "Step in price")}
}

func (b *book) tierRows() int {
	n := 0
	for _, g := range b.checks.groups {
		n += len(g.lines)
	}
	return n
}

// state is the one flag the Cover shows.
func (b *book) state(col int) string {
	return "IF(" + fixed(col, failedRow) + `>0,"check failed",IF(` + sheetInputs + "!" + leftRef + `<>"","not the whole case",IF(` + fixed(col, changedRow) + `=0,"as delivered","changed since export")))`
}

// listRows write the checks that need one row each.
func (b *book) listRows(r *rows) {
	for _, c := range b.listed() {
		n := r.row
		r.put(b.words(plain, c.name), b.words(faint, c.what), b.formula(calc(c.num), c.this, c.v), b.formula(calc(c.num), c.with, c.w), b.formula(calc(c.num), at(3, n)+"-"+at(4, n), c.v-c.w), b.words(plain, ""),
			b.formula(strong, "IF(ABS("+at(5, n)+")<="+b.p.guard.from(sheetChecks)+`,"ok","check")`, "ok"))
	}
}

// listed are these checks: no sheet has an error, the load is whole, ranks are
// given once. Their number is known before the sheets are written.
func (b *book) listed() []check {
	p, c := b.p, b.compare
	end := p.blocks[len(p.blocks)-1]
	lastCalc := max(end.billed+len(end.upfront), end.vat+vatRows-1)
	errorsIn := func(ranges string) string { return "SUMPRODUCT(ISERROR(" + ranges + ")*1)" }
	none := func(name, this string) check {
		return check{name: name, what: "cells with an error", this: this, with: "0", num: fmtWhole}
	}
	slots := "0"
	if n := len(p.series); n > 0 {
		slots = errorsIn("(" + sheetSlots + "!" + fixed(2, firstSlot) + ":" + fixed(1+n, firstSlot+p.slots-1) + ")")
	}
	all := []check{
		none("No errors in the calculation", errorsIn("("+sheetCalc+"!"+fixed(qtyCol, firstCalc)+":"+fixed(moneyCol, lastCalc)+")")),
		none("No errors in the slots", slots),
		none("No errors in the ranking", errorsIn("("+sheetCompare+"!"+fixed(optionCol, firstRank)+":"+fixed(isolatedCol, firstRank+max(c.ranks, 1)-1)+")")),
		none("No errors on the Cover", errorsIn("("+sheetCover+"!"+fixed(1, answerRow)+")")+"+"+errorsIn("("+sheetCover+"!"+fixed(2, b.figuresFrom)+":"+fixed(4, b.figuresTo)+")")),
	}
	if e := b.even; e != nil {
		all = append(all, none("No errors in the curves", errorsIn("('"+sheetEven+"'!"+fixed(1, 1)+":"+fixed(evenCols+len(e.options), firstEven+len(e.loads)+2)+")")))
	}
	n := float64(len(c.ranked))
	return append(all,
		check{name: "The load adds up", what: "shares of the slots, and the whole month", this: sheetLoad + "!" + fixed(shareCol, weightSumRow), with: "1", v: 1, w: 1, num: fmtShare},
		check{name: "Every ranked option has one rank", what: "largest rank, and options that may be ranked", this: "MAX(" + span(sheetCompare, rankCol, c.first, c.last) + ")",
			with: "COUNT(" + span(sheetCompare, c.rankedCost(), c.first, c.last) + ")", v: n, w: n, num: fmtWhole})
}

func (b *book) engineRow(r *rows, k *block) {
	p, c, n := b.p, b.compare, r.row
	total := k.o.Monthly.Float()
	kinds := "SUM(" + sheetCompare + "!" + fixed(kindsCol, k.listed) + ":" + fixed(kindsCol+len(c.kinds)-1, k.listed) + ")-" + sheetCalc + "!" + fixed(moneyCol, k.total)
	cent := p.cent.from(sheetChecks)
	r.put(b.words(wrapped, k.o.ID), b.words(faint, string(p.c.Currency())+" a month: workbook, and engine"), b.formula(link(fmtMoney), sheetCalc+"!"+fixed(moneyCol, k.billed), total), b.number(delivered(fmtMoney), total),
		b.formula(calc(fmtMoney), at(3, n)+"-"+at(4, n), 0.0), b.formula(calc(fmtMoney), kinds, 0.0),
		b.formula(strong, "IF(ABS("+at(6, n)+")>"+cent+`,"check",IF(`+fixed(resultCol, changedRow)+`>0,"changed",IF(ABS(`+at(5, n)+")<="+cent+`,"ok","check")))`, "ok"))
}

// tierCheck computes the sum of a tiered meter a second way.
func (b *book) tierCheck(r *rows, g tierGroup) {
	first := r.row
	last := first + len(g.lines) - 1
	p := b.p
	q := b.ref(g.quantity, sheetChecks)
	from, step := span("", tierFrom, first, last), span("", tierStep, first, last)
	lines := span(sheetCalc, amountCol, g.k.first+g.lines[0], g.k.first+g.lines[len(g.lines)-1])
	sum := 0.0
	for _, i := range g.lines {
		sum += p.num(g.k.o.Lines[i].Amount)
	}
	for i, at0 := range g.lines {
		l := g.k.o.Lines[at0]
		_, start, _, _ := b.band(l.Quantity)
		before, prev := "0", 0.0
		if i > 0 {
			before, prev = at(tierPrice, r.row-1), p.num(g.k.o.Lines[g.lines[i-1]].Price)
		}
		price, empty := p.num(l.Price), b.words(plain, "")
		out := append(r.draft(), b.words(wrapped, g.k.o.ID), b.words(wrapped, l.Label+" (from in "+unitName(start)+", price in "+unitName(l.Price)+")"), empty, empty, empty, empty, empty)
		if at0 == g.lines[len(g.lines)-1] {
			out[2] = b.formula(calc(fmtMoney), "SUMPRODUCT(("+q+">"+from+")*("+q+"-"+from+")*"+step+")", sum)
			out[3] = b.formula(link(fmtMoney), "SUM("+lines+")", sum)
			out[4] = b.formula(calc(fmtMoney), "ROUND("+at(3, r.row)+"-"+at(4, r.row)+",2*"+p.cents.from(sheetChecks)+")", 0.0)
			out[6] = b.formula(strong, "IF(ABS("+at(5, r.row)+")<="+p.cent.from(sheetChecks)+`,"ok","check")`, "ok")
		}
		r.put(append(out, b.formula(link(fmtPart), b.ref(start, sheetChecks), p.num(start)), b.formula(link(fmtRate), b.ref(l.Price, sheetChecks), price),
			b.formula(calc(fmtRate), at(tierPrice, r.row)+"-"+before, price-prev))...)
	}
}
