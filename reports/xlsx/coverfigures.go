package xlsx

import (
	"fmt"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/unit"
	"github.com/xuri/excelize/v2"
)

// keyFigures are what a signature needs: the price and the verdict on it, what law
// and policy add, the budget and the load. Their rows are remembered for the checks.
func (b *book) keyFigures(r *rows) {
	c, cur := b.p.c, string(b.p.c.Currency())
	r.put()
	r.tall(19, b.words(heading, "Key figures"))
	b.figuresFrom = r.row
	cheapest := r.row
	b.figureRowOf(r, "Cheapest allowed, a month", b.orNone(totalCol, fmtMoney, b.bestMonthly()), cur, b.alsoCheapest())
	b.figureRowOf(r, "Law on it", b.orNone(lawCol, "", b.bestVerdict()), "", b.whyVerdict())
	b.lawAside(r, cheapest)
	b.budgetRows(r, cheapest)
	if axis, ok := b.p.g.Find(requestsKey); ok {
		v := b.p.num(axis)
		b.figureRowOf(r, "Load", b.formula(link(quantityFormat(v)), b.p.where(axis).from(sheetCover), v), axis.Unit().Name, b.words(plain, ""))
	}
	b.figuresTo = r.row - 1
	counts := map[model.Status]int{}
	for _, o := range c.Options {
		counts[o.Status]++
	}
	b.figureRowOf(r, "Options as delivered", b.number(delivered(fmtWhole), float64(len(c.Options))), "",
		b.words(faint, b.countWords(counts)))
}

func (b *book) figureRowOf(r *rows, label string, figure excelize.Cell, unitName string, note excelize.Cell) {
	r.put(b.words(plain, label), figure, b.words(plain, unitName), note)
}

// orNone is a cell of the first rank, or the word where nothing is ranked: a link
// to an empty cell would say 0.
func (b *book) orNone(col int, num string, v any) excelize.Cell {
	l := link(num)
	l.right = true
	if b.compare.ranks == 0 {
		return b.formula(l, `"none"`, "none")
	}
	if v == "" {
		v = "none"
	}
	first := sheetCompare + "!" + fixed(col, firstRank)
	return b.formula(l, `IF(`+first+`="","none",`+first+`)`, v)
}

func (b *book) bestVerdict() any {
	if o := b.p.c.Best(); o != nil {
		return o.Verdict().String()
	}
	return ""
}

// whyVerdict is the rule that binds the cheapest option, as Sovereignty has it.
func (b *book) whyVerdict() excelize.Cell {
	l := faint.wrapped()
	if b.compare.ranks == 0 {
		return b.words(l, "")
	}
	last := firstLaw + len(b.p.c.Options) - 1
	pick := func(col int) string {
		return "INDEX(" + span(sheetLaw, col, firstLaw, last) + ",MATCH(" + sheetCompare + "!" + fixed(optionCol, firstRank) + "," + span(sheetLaw, 1, firstLaw, last) + ",0))"
	}
	value := ""
	if o := b.p.c.Best(); o != nil {
		if rule, why, _ := binding(o); rule != "" {
			value = rule + ": " + why
		}
	}
	return b.formula(l, `IFERROR(IF(`+pick(lawRuleCol)+`="","",`+pick(lawRuleCol)+`&": "&`+pick(lawRuleCol+1)+`),"")`, value)
}

// lawAside is the cheapest option whatever law and policy say, and what they cost.
func (b *book) lawAside(r *rows, cheapest int) {
	c, cur := b.compare, string(b.p.c.Currency())
	all := b.p.c.CheapestOfAll()
	if all == nil {
		return
	}
	costs := span(sheetCompare, c.anyCost(), c.first, c.last)
	right := func(l look) look { l.right = true; return l }
	aside := r.row
	b.figureRowOf(r, "Cheapest of all, law and policy aside", b.formula(right(link(fmtMoney)), "IF(COUNT("+costs+`)=0,"not priced",MIN(`+costs+"))", all.Monthly.Float()), cur,
		b.formula(plain, "IFERROR(INDEX("+span(sheetCompare, optionCol, c.first, c.last)+",MATCH(MIN("+costs+"),"+costs+`,0)),"")`, all.ID))
	cost := any(unknownText)
	if best := b.p.c.Best(); best != nil {
		cost = best.Monthly.Sub(all.Monthly).Float()
	}
	b.figureRowOf(r, "Price of law and policy", b.formula(right(calc(fmtMoney)), "IFERROR("+at(2, cheapest)+"-"+at(2, aside)+`,"`+unknownText+`")`, cost), cur, b.words(faint, "cheapest allowed less cheapest of all"))
}

// budgetRows hold the answer against the scenario's budget.
func (b *book) budgetRows(r *rows, cheapest int) {
	budget := b.p.c.Scenario.Budget
	for _, x := range []struct {
		label string
		limit unit.Quantity
	}{{"Budget, warning level", budget.Warn}, {"Budget, limit", budget.Deny}} {
		if !x.limit.IsSet() {
			continue
		}
		best, verdict := b.p.c.Best(), "no option to hold against it"
		switch {
		case best == nil:
		case x.limit.Base().Less(best.Monthly):
			verdict = "exceeded"
		default:
			verdict = "kept"
		}
		n := r.row
		b.figureRowOf(r, x.label, b.number(delivered(fmtMoney), x.limit.Base().Float()), string(b.p.c.Currency()),
			b.formula(strong, "IF(ISNUMBER("+at(2, cheapest)+"),IF("+at(2, cheapest)+">"+at(2, n)+`,"exceeded","kept"),"no option to hold against it")`, verdict))
	}
}

func (b *book) countWords(counts map[model.Status]int) string {
	s := fmt.Sprintf("%d priced and allowed, %d excluded by law or policy, %d not priced", counts[model.Priced], counts[model.Excluded], counts[model.NotPriced])
	if n := len(b.p.rest); n > 0 {
		s += fmt.Sprintf("; Compare lists the %d that have no price at any load", n)
	}
	return s
}

// alsoCheapest counts the options that cost as much as the one the answer names.
func (b *book) alsoCheapest() excelize.Cell {
	c, n := b.compare, 0
	if c.ranks == 0 {
		return b.words(plain, "")
	}
	for _, k := range c.ranked {
		if k.o.Monthly.Equal(c.ranked[0].o.Monthly) {
			n++
		}
	}
	said := ""
	if n > 1 {
		said = fmt.Sprint(n-1) + moreAsCheap
	}
	top := sheetCompare + "!" + fixed(totalCol, firstRank)
	same := "COUNTIF(" + span(sheetCompare, totalCol, firstRank, firstRank+c.ranks-1) + "," + top + ")"
	return b.formula(faint, `IF(`+top+`="","",IF(`+same+">1,("+same+`-1)&"`+moreAsCheap+`",""))`, said)
}

const moreAsCheap = " more at the same cost: see Compare"
