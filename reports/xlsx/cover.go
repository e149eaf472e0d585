package xlsx

import (
	"fmt"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/formula"
)

const (
	answerRow = 5 // Cover: the sentence that answers the question
	stateRow  = 7
)

func (b *book) coverPage() page {
	return page{name: sheetCover, widths: []float64{34, 24, 20, 70}, rows: b.coverRows, after: b.coverLinks, single: true}
}

// answer is the sentence of the Cover as delivered.
func (b *book) answer() string {
	o := b.p.c.Best()
	if o == nil {
		return noAnswer
	}
	return fmt.Sprintf("%s is the cheapest allowed option: %s %s a month (%s, %s).", o.ID, formula.Group(o.Monthly.Fixed(2)), b.p.c.Currency(), o.Runtime(), o.Place())
}

const noAnswer = "No option is both priced and allowed."

func (b *book) coverRows(r *rows) {
	c := b.p.c
	cur := string(c.Currency())
	rank := func(col int) string { return sheetCompare + "!" + fixed(col, firstRank) }
	r.tall(24, b.words(title, c.Scenario.Name))
	r.put(b.words(faint, c.Scenario.Question))
	r.put()
	r.put(b.words(strong, "Answer"))
	none := noAnswer
	sentence := `IF(` + rank(optionCol) + `="","` + none + `",` + rank(optionCol) + `&" is the cheapest allowed option: "&TEXT(` + rank(totalCol) + `,"` + fmtMoney + `")&" ` + cur + ` a month ("&` +
		rank(runtimeCol) + `&", "&` + rank(placeCol) + `&").")`
	if b.compare.ranks == 0 {
		sentence = `"` + none + `"`
	}
	r.tall(20, b.formula(look{bold: true, size: 13, color: dark}, sentence, b.answer()))
	r.put()
	r.put(b.words(strong, "State of this file"), b.formula(look{bold: true, fill: paleHead}, sheetChecks+"!"+fixed(resultCol, 4), "as delivered"), b.words(plain, ""), b.words(faint, "\"as delivered\": nothing was changed and all checks are ok"))
	r.put(b.words(strong, "Case in use"), b.formula(look{bold: true, fill: paleHead}, sheetInputs+"!"+fixed(liveCol, choiceRow), "Base"), b.words(plain, ""), b.words(faint, "choose it on Inputs"))
	b.keyFigures(r, cur)
	r.put()
	r.tall(19, b.words(heading, "What is where"))
	for _, m := range b.contents() {
		r.put(b.words(look{color: blue}, m[0]), b.words(plain, m[1]))
	}
	b.reading(r, cur)
}

// keyFigures are what a signature needs: the price, the load, and what law adds.
func (b *book) keyFigures(r *rows, cur string) {
	c := b.compare
	r.put()
	r.tall(19, b.words(heading, "Key figures"))
	r.put(b.words(plain, "Cheapest allowed, a month"), b.formula(link(fmtMoney), sheetCompare+"!"+fixed(totalCol, firstRank), b.bestMonthly()), b.words(plain, cur))
	all := b.p.c.CheapestOfAll()
	if all == nil || b.p.c.Best() == nil {
		return
	}
	any := span(sheetCompare, c.anyCost(), c.first, c.last)
	r.put(b.words(plain, "Cheapest of all, law aside"), b.formula(link(fmtMoney), "MIN("+any+")", all.Monthly.Float()), b.words(plain, cur),
		b.formula(plain, "INDEX("+span(sheetCompare, optionCol, c.first, c.last)+",MATCH(MIN("+any+"),"+any+",0))", all.ID))
	n := r.row
	r.put(b.words(plain, "Price of sovereignty"), b.formula(calc(fmtMoney), at(2, n-2)+"-"+at(2, n-1), b.p.c.Best().Monthly.Sub(all.Monthly).Float()), b.words(plain, cur), b.words(faint, "cheapest allowed less cheapest of all"))
	if axis, ok := b.p.g.Find(requestsKey); ok {
		r.put(b.words(plain, "Load"), b.formula(link(fmtWhole), b.p.where(axis).from(sheetCover), b.p.num(axis)), b.words(plain, axis.Unit().Name))
	}
	counts := map[model.Status]int{}
	for _, o := range b.p.c.Options {
		counts[o.Status]++
	}
	r.put(b.words(plain, "Options as delivered"), b.number(delivered(fmtWhole), float64(len(b.p.c.Options))), b.words(plain, ""),
		b.words(faint, fmt.Sprintf("%d priced and allowed, %d excluded by law or policy, %d not priced (listed on Compare)", counts[model.Priced], counts[model.Excluded], counts[model.NotPriced])))
}

// contents is the map of the workbook.
func (b *book) contents() [][2]string {
	text := map[string]string{
		sheetInputs: "figures of the question, with cases; change them here", sheetPrices: "every rate with source and date; change them here",
		sheetLoad: "how the month's requests are spread", sheetSlots: "what runs in each slot", sheetTables: "price steps and solved figures the formulas look up",
		sheetCalc: "one block per option, tier by tier", sheetCompare: "the ranking and where the money goes", sheetEven: "cost over the load, and where the answer flips",
		sheetLaw: "verdicts, rules and references", sheetExit: "what leaving each option costs, and how long it takes",
		sheetMake: "own hardware against rented, over the years", sheetMonths: "payments of every month", sheetYears: "the calculation at each year's load", sheetYearSlots: "what runs in each slot, year by year", sheetSense: "what each input does to the cost", sheetChecks: "cross-checks behind the state of this file", sheetSources: "provenance, assumptions, change log",
	}
	var out [][2]string
	for _, s := range b.sheets() {
		if t, ok := text[s.name]; ok {
			out = append(out, [2]string{s.name, t})
		}
	}
	return out
}

// reading tells how to read the workbook and what is not in it.
func (b *book) reading(r *rows, cur string) {
	r.put()
	r.tall(19, b.words(heading, "How to read it"))
	r.put(b.words(look{color: blue, fill: paleInput}, "blue on yellow"), b.words(plain, "a figure that may be changed"))
	r.put(b.words(plain, "black"), b.words(plain, "computed on the same sheet"))
	r.put(b.words(link(""), "green"), b.words(plain, "taken from another sheet"))
	r.put(b.words(delivered(""), "grey"), b.words(plain, "as delivered: does not follow changes"))
	r.put(b.words(plain, "Signs and periods"), b.words(plain, "costs are positive, credits negative; every amount is one month's, in "+cur+" unless the row says otherwise"))
	missing := "VAT; "
	if b.hasVAT() {
		missing = ""
		r.put(b.words(plain, "VAT"), b.words(plain, "costs are "+b.vatWords()+"; net, VAT and with VAT are on Compare"))
	}
	r.put(b.words(plain, "Not included"), b.words(plain, missing+"support plans; what Compare lists as not priced; what Sources lists as left out"))
	r.put(b.words(plain, "As delivered"), b.words(plain, "server sizes, verdicts, break-even curves, sensitivity, and solved tables (in the load they are live)"))
	r.put(b.words(plain, "Prices and law as of"), b.words(plain, b.p.c.Scenario.AsOf.String()))
	r.put(b.words(plain, "Made by"), b.words(plain, b.w.Provenance.Tool+" "+b.w.Provenance.Version+" from "+b.w.Provenance.Scenario))
}

// coverLinks makes the map clickable.
func (b *book) coverLinks() {
	row := b.contentsRow()
	for i, m := range b.contents() {
		b.fail(b.f.SetCellHyperLink(sheetCover, at(1, row+i), "'"+m[0]+"'!A1", "Location"))
	}
}

// contentsRow is the first row of the map.
func (b *book) contentsRow() int {
	row := stateRow + 2 + 3 + 2 // state, case, blank and heading, cheapest, blank and heading
	if b.p.c.CheapestOfAll() != nil && b.p.c.Best() != nil {
		row += 3
		if _, ok := b.p.g.Find(requestsKey); ok {
			row++
		}
	}
	return row
}
