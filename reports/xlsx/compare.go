package xlsx

import (
	"slices"
	"sort"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/cells"
	"github.com/xuri/excelize/v2"
)

// compareRows is where the ranking and its workings stand.
type compareRows struct {
	kinds       []string // categories of lines, the dearest first
	ranks       int      // rows of the ranking
	first, last int      // rows of the workings
	blocks      []*block // by id, as ties are ranked
	ranked      []*block // as delivered, the cheapest first
}

// Columns of both tables of the Compare sheet.
const (
	firstRank   = 8 + chartRows // below the chart
	rankCol     = 1
	optionCol   = 2
	runtimeCol  = 3
	placeCol    = 4
	totalCol    = 5
	aboveCol    = 6 // the ranking: above the best; the workings: status
	lawCol      = 7
	isolatedCol = 8
	kindsCol    = 9
)

func (c compareRows) rankedCost() int { return kindsCol + len(c.kinds) }
func (c compareRows) anyCost() int    { return c.rankedCost() + 1 }

// layOut fixes the rows of the Compare sheet, which the Cover and the Checks
// refer to.
func (b *book) layOut() {
	c := &b.compare
	sums := map[string]float64{}
	for _, k := range b.p.blocks {
		if k.o.Status != model.Excluded {
			c.ranks++
		}
		if k.o.Status == model.Priced {
			c.ranked = append(c.ranked, k)
			k.rank = len(c.ranked)
		}
		for _, l := range k.o.Lines {
			sums[l.Category] += b.p.num(l.Converted)
		}
	}
	for k := range sums {
		c.kinds = append(c.kinds, k)
	}
	sort.Slice(c.kinds, func(i, j int) bool {
		a, b := c.kinds[i], c.kinds[j]
		if sums[a] != sums[b] {
			return sums[a] > sums[b]
		}
		return a < b
	})
	c.blocks = slices.Clone(b.p.blocks)
	sort.Slice(c.blocks, func(i, j int) bool { return c.blocks[i].o.ID < c.blocks[j].o.ID })
	c.first = firstRank + c.ranks + 4
	c.last = c.first + len(c.blocks) - 1
	for i, k := range c.blocks {
		k.listed = c.first + i
	}
	b.layOutChecks()
}

func (b *book) comparePage() page {
	widths := []float64{5, 40, 21, 24, 12, 12, 11, 11}
	for range b.compare.kinds {
		widths = append(widths, 12)
	}
	// The last two columns are helpers of the ranking.
	s := page{name: sheetCompare, widths: append(widths, 12, 12), left: optionCol, printed: b.compare.rankedCost() - 1, locked: true, rows: b.compareSheet, after: b.compareChart}
	if above := float64(firstRank) * chartRow; above+float64(b.compare.ranks)*lineHeight > s.height() || float64(len(b.compare.blocks)+4)*lineHeight > s.height() {
		s.heads, s.units = firstRank-1, 1 // they fit the workings, too, but neither VAT nor what is not priced
	}
	return s
}

func (b *book) compareSheet(r *rows) {
	cur := string(b.p.c.Currency())
	r.tall(24, b.words(title, "Compare"))
	r.put(b.formula(look{bold: true, size: 11}, sheetCover+"!"+fixed(1, answerRow), b.answer()))
	r.put(b.words(faint, "The ranking is live: it follows inputs, prices and load. Options that law or policy takes out are priced below and not ranked."))
	r.put()
	r.space(chartRows)
	r.to(firstRank - 2)
	heads := b.compareHeads()
	units := append(r.draft(), b.words(faint, ""), b.words(faint, ""), b.words(faint, ""), b.words(faint, ""), b.words(unitLook, cur+" a month"), b.words(faint, ""), b.words(faint, ""), b.words(faint, ""))
	for range b.compare.kinds {
		units = append(units, b.words(unitLook, cur+" a month"))
	}
	r.put(units...)
	r.put(heads...)
	for i := range b.compare.ranks {
		b.rankRow(r, i)
	}
	r.to(b.compare.first - 2)
	r.whole(4 + len(b.compare.blocks))
	r.tall(19, b.words(heading, "Workings: every option with a price, by name; amounts in "+cur+" a month"))
	r.put(append(heads, b.words(headNum, "Ranked cost"), b.words(headNum, "Cost, any status"))...)
	for _, k := range b.compare.blocks {
		b.workingsRow(r, k)
	}
	b.vatTable(r)
	b.notPriced(r)
}

func (b *book) compareHeads() []excelize.Cell {
	heads := []excelize.Cell{b.words(headNum, "#"), b.words(head, "Option"), b.words(head, "Runtime"), b.words(head, "Place"), b.words(headNum, "A month"), b.words(headNum, "Above best, or status"),
		b.words(head, "Law"), b.words(head, "Isolation")}
	for _, k := range b.compare.kinds {
		heads = append(heads, b.words(headNum, kindWords(k)))
	}
	return heads
}

func kindWords(k string) string {
	if k == model.VATLine {
		return "VAT"
	}
	return strings.ReplaceAll(k, "_", " ")
}

// rankRow is the option of one rank, found by its rank in the workings.
func (b *book) rankRow(r *rows, i int) {
	c, row := b.compare, r.row
	var k *block
	if i < len(c.ranked) {
		k = c.ranked[i]
	}
	found := "MATCH(" + at(rankCol, row) + "," + span("", rankCol, c.first, c.last) + ",0)"
	pick := func(l look, col int, v any) excelize.Cell {
		return b.formula(l, "IFERROR(INDEX("+span("", col, c.first, c.last)+","+found+`),"")`, v)
	}
	l, win := plain, row == firstRank
	if win {
		l = look{bold: true, fill: paleWin}
	}
	text := func(s func(o *model.Option) string) any {
		if k == nil {
			return ""
		}
		return s(k.o)
	}
	num := func(f func() float64) any {
		if k == nil {
			return ""
		}
		return f()
	}
	out := append(r.draft(), b.number(l, float64(row-firstRank+1)),
		pick(l.wrapped(), optionCol, text(func(o *model.Option) string { return o.ID })), pick(l.wrapped(), runtimeCol, text((*model.Option).Runtime)), pick(l.wrapped(), placeCol, text((*model.Option).Place)),
		pick(l.with(fmtMoney), totalCol, num(func() float64 { return k.o.Monthly.Float() })),
		b.formula(l.with(fmtPercent), "IFERROR("+at(totalCol, row)+"/"+fixed(totalCol, firstRank)+`-1,"")`, b.above(k)),
		pick(l, lawCol, text(func(o *model.Option) string { return o.Verdict().String() })), pick(l.wrapped(), isolatedCol, text(isolationOf)))
	for j, kind := range c.kinds {
		out = append(out, pick(l.with(fmtMoney), kindsCol+j, num(func() float64 { return b.kindSum(k, kind) })))
	}
	r.put(out...)
}

// above is how much dearer an option is than the best one, as a fraction; nothing
// is a multiple of a best one that is free.
func (b *book) above(k *block) any {
	best := b.p.c.Best()
	if k == nil || best == nil || best.Monthly.IsZero() {
		return ""
	}
	q, _ := k.o.Monthly.Quo(best.Monthly)
	return q.Float() - 1
}

func (b *book) kindSum(k *block, kind string) float64 {
	sum := 0.0
	for _, l := range k.o.Lines {
		if l.Category == kind {
			sum += b.p.num(l.Converted)
		}
	}
	return sum
}

// workingsRow is one option: its total from the Calculation, whether it may be
// ranked, its rank, and its cost by kind of line.
func (b *book) workingsRow(r *rows, k *block) {
	c, row, o := b.compare, r.row, k.o
	ranked := fixed(c.rankedCost(), row)
	column := span("", c.rankedCost(), c.first, c.last)
	rank, rankedCost, anyCost := any(""), any(""), any("")
	if o.Status == model.Priced {
		rank, rankedCost = float64(k.rank), o.Monthly.Float()
	}
	if len(o.Gaps) == 0 {
		anyCost = o.Monthly.Float()
	}
	status := "priced"
	if o.Status == model.Excluded {
		status = "excluded"
	}
	over, limited := b.overLimit(o)
	statusCell := b.words(plain, status)
	if limited {
		statusCell = b.formula(plain, "IF("+over+`>0,"not offered","`+status+`")`, statusNow(o, status))
	}
	out := append(r.draft(), b.formula(calc(fmtWhole), `IF(`+ranked+`="","",RANK(`+ranked+","+column+",1)+COUNTIF("+fixed(c.rankedCost(), c.first)+":"+ranked+","+ranked+")-1)", rank),
		b.words(wrapped, o.ID), b.words(wrapped, o.Runtime()), b.words(wrapped, o.Place()),
		b.formula(link(fmtMoney), sheetCalc+"!"+fixed(moneyCol, k.billed), o.Monthly.Float()), statusCell, b.words(plain, o.Verdict().String()), b.words(wrapped, isolationOf(o)))
	money, kinds := span(sheetCalc, moneyCol, k.first, k.last), span(sheetCalc, kindCol, k.first, k.last)
	for i, kind := range c.kinds {
		out = append(out, b.formula(calc(fmtMoney), "SUMIF("+kinds+","+fixed(kindsCol+i, c.first-1)+","+money+")", b.kindSum(k, kind)))
	}
	out = append(out, b.formula(calc(fmtMoney), `IF(`+at(aboveCol, row)+`="priced",`+at(totalCol, row)+`,"")`, rankedCost),
		b.formula(calc(fmtMoney), `IF(`+at(aboveCol, row)+`="not offered","",`+at(totalCol, row)+`)`, anyCost))
	r.put(out...)
}

func statusNow(o *model.Option, status string) string {
	if len(o.Gaps) > len(o.LastingGaps()) {
		return "not offered"
	}
	return status
}

// overLimit counts the bounds that the load is above; false where there are none.
func (b *book) overLimit(o *model.Option) (string, bool) {
	return b.p.over(o, sheetCompare, func(n formula.Node) string { return b.ref(n, sheetCompare) }), b.p.bounded(o)
}

// over counts the bounds of the price list that the load is above, and the server
// sizes that no longer carry an instance; ref is where the sheet has a figure.
func (p *plan) over(o *model.Option, sheet string, ref func(formula.Node) string) string {
	var parts []string
	for _, l := range o.Limits {
		v := ref(l.Value) + cells.Scale(l.Value.Unit().Factor, l.Max.Unit().Factor)
		parts = append(parts, "("+v+"-ABS("+v+")*"+p.guard.from(sheet)+">"+ref(l.Max)+")*1")
	}
	for _, n := range p.carriers[o] {
		parts = append(parts, "("+ref(n)+"<1)*1")
	}
	return strings.Join(parts, "+")
}

// bounded reports whether there is anything for over to count.
func (p *plan) bounded(o *model.Option) bool { return len(o.Limits)+len(p.carriers[o]) > 0 }

// notPriced lists what has no rank because a part has no price at any load.
func (b *book) notPriced(r *rows) {
	if len(b.p.rest) == 0 {
		return
	}
	r.put()
	r.whole(4 + len(b.p.rest))
	r.tall(19, b.words(heading, "Not priced, so not ranked"))
	if b.comparePage().heads == 0 { // else every page has the ranking's, which fit: the reason is the status
		b.across(r, b.words(head, "Why"), b.words(head, ""), b.words(head, "Option"), b.words(head, "Runtime"), b.words(head, "Place"), b.words(headNum, "A month"))
	}
	for _, o := range b.p.rest {
		why := gapText(o.LastingGaps())
		if why == "" {
			why = "no line has a price"
		}
		b.across(r, b.words(wrapped, why), b.words(plain, ""), b.words(wrapped, o.ID), b.words(wrapped, o.Runtime()), b.words(wrapped, o.Place()), b.words(look{color: grey, right: true}, "not priced"))
	}
}

// across writes a row whose last words take all printed columns that are left, so
// that print does not cut them.
func (b *book) across(r *rows, words excelize.Cell, cells ...excelize.Cell) {
	from, last, wide := len(cells), b.compare.rankedCost()-1, 0.0
	for _, w := range r.widths[from:last] {
		wide += w
	}
	b.fail(r.sw.MergeCell(at(from+1, r.row), at(last, r.row)))
	lines := max(wrapped.linesOf(words.Value.(string), wide), r.lines(r.share(cells)))
	r.tall(float64(lines)*lineHeight, append(cells, words)...)
}

func isolationOf(o *model.Option) string {
	if s := o.IsolationRung(); s != "" {
		return s
	}
	return "unknown"
}
