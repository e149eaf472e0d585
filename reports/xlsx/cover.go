package xlsx

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/sovcost/sovcost/pricing/formula"
)

const answerRow = 5 // Cover: the sentence that answers the question

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
	r.tall(24, b.words(title, c.Scenario.Name))
	r.put(b.words(faint, c.Scenario.Question))
	r.put()
	r.put(b.words(strong, "Answer"))
	r.tall(20, b.formula(look{bold: true, size: 13, color: dark}, b.answerText(), b.answer()))
	b.furtherAnswers(r)
	r.put()
	r.put(b.words(strong, "State of this file"), b.formula(look{bold: true, fill: paleHead}, sheetChecks+"!"+fixed(resultCol, 4), "as delivered"), b.words(plain, ""), b.words(faint, "\"as delivered\": nothing was changed and all checks are ok"))
	left := sheetInputs + "!" + leftRef
	r.put(b.words(strong, "Case in use"), b.formula(look{bold: true, fill: paleHead}, sheetInputs+"!"+fixed(liveCol, choiceRow), "Base"), b.words(plain, ""),
		b.formula(faint, `IF(`+left+`="","choose it on Inputs","not its answer: the case changes "&`+left+`&", which no cell holds (sovcost whatif has it)")`, "choose it on Inputs"))
	b.keyFigures(r)
	r.put()
	r.tall(19, b.words(heading, "What is where"))
	b.contentsAt = r.row
	for _, m := range b.contents() {
		r.put(b.words(look{color: blue}, m[0]), b.words(plain, m[1]))
	}
	b.reading(r)
}

// answerText is the answer as a live sentence. Its figure is written by FIXED:
// TEXT reads its format by the regional signs of the person who opens the file.
func (b *book) answerText() string {
	if b.compare.ranks == 0 {
		return `"` + noAnswer + `"`
	}
	rank := func(col int) string { return sheetCompare + "!" + fixed(col, firstRank) }
	return `IF(` + rank(optionCol) + `="","` + noAnswer + `",` + rank(optionCol) + `&" is the cheapest allowed option: "&` + b.fixedMoney(rank(totalCol), sheetCover) + `&" ` + string(b.p.c.Currency()) + ` a month ("&` +
		rank(runtimeCol) + `&", "&` + rank(placeCol) + `&").")`
}

// fixedMoney writes an amount inside a sentence.
func (b *book) fixedMoney(x, sheet string) string {
	return "FIXED(" + x + "," + b.p.cents.from(sheet) + ")"
}

// furtherAnswers say what is not in the answer, and answer for the years and for
// leaving.
func (b *book) furtherAnswers(r *rows) {
	if text := b.p.c.Scenario.FirstOfSeveral(); text != "" {
		r.put(b.words(strong, strings.ToUpper(text[:1])+text[1:]+"."))
	}
	if v := b.p.years; v != nil {
		r.put(b.formula(strong, "'"+sheetMake+"'!"+fixed(1, makeAnswerRow), b.bestOverYears()))
		r.put(b.formula(strong, "'"+sheetMake+"'!"+fixed(1, makeSideRow), b.sideSentence().Value))
	}
	if b.p.leave != nil {
		r.put(b.formula(strong, sheetExit+"!"+fixed(1, leaveBestRow)+`&""`, b.leaveBest()))
	}
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
func (b *book) reading(r *rows) {
	r.put()
	r.tall(19, b.words(heading, "How to read it"))
	r.put(b.words(look{color: blue, fill: paleInput}, "blue on yellow"), b.words(plain, "a figure that may be changed"))
	r.put(b.words(plain, "black"), b.words(plain, "computed on the same sheet"))
	r.put(b.words(link(""), "green"), b.words(plain, "taken from another sheet"))
	r.put(b.words(delivered(""), "grey"), b.words(plain, "as delivered: does not follow changes"))
	r.put(b.words(plain, "Signs and periods"), b.words(plain, "costs are positive, credits negative; every amount is one month's, in "+string(b.p.c.Currency())+" unless the row says otherwise"))
	if b.hasVAT() {
		r.put(b.words(plain, "VAT"), b.words(plain, "costs are "+b.vatWords()+"; net, VAT and with VAT are on Compare"))
	}
	r.put(b.words(plain, "Not included"), b.words(plain, strings.Join(b.notIncluded(), "; ")))
	if b.p.noYears != "" {
		r.put(b.words(plain, "Make or buy"), b.words(plain, b.p.noYears))
	}
	r.put(b.words(plain, "As delivered"), b.words(plain, "server sizes, verdicts, break-even curves, sensitivity, and solved tables (in the load they are live)"))
	r.put(b.words(plain, "Prices and law as of"), b.words(plain, b.p.c.Scenario.AsOf.String()))
	r.put(b.words(plain, "Made by"), b.words(plain, b.w.Provenance.Tool+" "+b.w.Provenance.Version+" from "+fileName(b.w.Provenance.Scenario)))
}

// notIncluded names the costs that are in no amount.
func (b *book) notIncluded() []string {
	var out []string
	if !b.hasVAT() {
		out = append(out, "VAT")
	}
	if _, stated := b.p.g.Find("operations.hourly_rate"); !stated {
		out = append(out, "people's time for operations (no hourly rate is stated)")
	}
	out = append(out, "support plans")
	if len(b.p.c.Scenario.Workloads) > 0 {
		out = append(out, "the scenario's other workloads")
	}
	return append(out, "what Compare lists as not priced", "what Sources lists as left out")
}

// fileName is the file without its folders: a workbook goes to people who have no
// business with them, and is the same wherever it is made.
func fileName(path string) string { return filepath.Base(filepath.ToSlash(path)) }

// coverLinks makes the map clickable.
func (b *book) coverLinks() {
	for i, m := range b.contents() {
		b.fail(b.f.SetCellHyperLink(sheetCover, at(1, b.contentsAt+i), "'"+m[0]+"'!A1", "Location"))
	}
}
