package xlsx

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/cells"
	"github.com/xuri/excelize/v2"
)

const (
	firstLeaver  = 10 + chartRows // Exit: first row of the ranking, below the chart
	dearestRow   = 3
	leaveBestRow = 4
	unknownText  = "unknown"
)

func (b *book) exitPage() page {
	widths := []float64{5, 44, 14, 10, 14, 14, 14, 14, 14, 14, 14, 14, 28, 14, 10, 8, 8, 8, 8}
	// The ranks beyond the printed columns are helpers.
	s := page{name: sheetExit, widths: widths, printed: goFlipCol, locked: true, rows: b.exitRows, after: b.exitChart}
	if l := b.p.leave; s.parts(l) {
		s.heads, s.ends = firstLeaver-1, l.more-3 // the workings below have other headings
	}
	return s
}

// parts reports whether a table of the options is longer than a printed page.
func (s page) parts(l *leaving) bool { return float64(len(l.rows)+4)*lineHeight > s.height() }

func (b *book) exitRows(r *rows) {
	l := b.p.leave
	r.tall(24, b.words(title, "Exit"))
	r.put(b.words(faint, "What leaving an option costs once, by part, and how long it takes. Unknown is unknown, never 0: with an open part the cost is a lower bound. Live in inputs, prices and load; lock-in levels are as delivered."))
	b.exitAnswers(r)
	r.put(b.words(faint, b.lockInWords()))
	r.space(chartRows)
	r.to(firstLeaver - 2)
	r.tall(19, b.words(heading, "Allowed options, the dearest to leave first"))
	r.put(b.exitHeads()...)
	for i := range l.ranks {
		b.leaverRank(r, i)
	}
	b.exitTable(r, l.first, "Workings: every option, by name", b.exitHeads(), b.leaverRow)
	screen := ""
	if b.exitPage().parts(l) {
		screen = " (longer than a page: not printed)"
	}
	b.exitTable(r, l.more, "Workings: the band of the cost, the ways out, and what an exit costs a year on average"+screen, b.moreHeads(), b.moreRow)
	b.exitTable(r, l.where, "Workings: where one would go, by the ranking on Compare as it stands"+screen, b.whereHeads(), b.whereRow)
	r.to(l.step - 2)
	r.whole(3 + len(l.steps))
	r.tall(19, b.words(heading, "Steps"+screen))
	r.put(b.words(headNum, ""), b.words(head, "Figure"), b.words(headNum, "Value"), b.words(head, "Unit"))
	for _, n := range l.steps {
		text, err := b.p.layout(sheetExit).Formula(n)
		b.fail(err)
		v := b.p.num(n)
		r.put(b.words(plain, ""), b.words(wrapped, b.figureName(n)), b.formula(calc(figureFormat(n.Unit(), v)), l.guarded(b.p, n, text), v), b.words(plain, unitName(n)))
	}
}

// lockInWords say what the levels mean.
func (b *book) lockInWords() string {
	var out []string
	for level := range 5 {
		out = append(out, fmt.Sprintf("%d %s", level, b.p.c.Levels.LevelLabel(level)))
	}
	return "Lock-in, the highest of the runtime and the dependencies: " + strings.Join(out, "; ") + "."
}

// exitTable is one row per option, from the given row on.
func (b *book) exitTable(r *rows, first int, name string, heads []excelize.Cell, row func(*rows, *leaver)) {
	r.to(first - 2)
	r.whole(5 + len(b.p.leave.rows))
	r.tall(19, b.words(heading, name))
	r.put(heads...)
	for _, x := range b.p.leave.rows {
		row(r, x)
	}
}

// guarded makes a figure unknown, not an error, once the option one would go to
// is gone.
func (l *leaving) guarded(p *plan, n formula.Node, text string) string {
	if l.moves[p.fig(n)] {
		return "IFERROR(" + text + `,"` + unknownText + `")`
	}
	return text
}

func (b *book) exitHeads() []excelize.Cell {
	heads := []excelize.Cell{b.words(headNum, "#"), b.words(head, "Option"), b.words(head, "Unit of amounts"), b.words(headNum, "Lock-in, 0 to 4"), b.words(headNum, "Exit cost, known parts")}
	for _, part := range b.p.leave.rows[0].o.Exit.Parts {
		heads = append(heads, b.words(headNum, part.Label))
	}
	return append(heads, b.words(head, "Parts not known"), b.words(headNum, "Days, the longest way"))
}

func (b *book) moreHeads() []excelize.Cell {
	cur := string(b.p.c.Currency())
	heads := []excelize.Cell{b.words(headNum, ""), b.words(head, "Option"), b.words(head, "Unit of amounts"), b.words(head, ""), b.words(headNum, "Exit cost, low end of effort"), b.words(headNum, "High end")}
	for _, way := range b.p.leave.rows[0].o.Exit.Paths {
		heads = append(heads, b.words(headNum, "Days: "+way.Label))
	}
	return append(heads, b.words(headNum, "Exits a year"), b.words(headNum, "Expected, "+cur+" a year"), b.words(headNum, "Ranked cost"), b.words(head, "Ways not known"))
}

// exitFigure is one figure of an option's row: its formula where it stands, a
// link where it stands elsewhere, the word where nobody stated it.
func (b *book) exitFigure(num string, n formula.Node, col, row int) excelize.Cell {
	if !n.OK() {
		return b.words(look{color: grey, right: true}, unknownText)
	}
	p := b.p
	c := p.canon(n)
	v := p.num(n)
	if c.Op().IsLeaf() || p.where(c) != (spot{sheetExit, col, row}) {
		return b.formula(link(num), p.leave.guarded(p, n, b.ref(n, sheetExit)), v)
	}
	text, err := p.layout(sheetExit).Formula(c)
	b.fail(err)
	return b.formula(calc(num), p.leave.guarded(p, n, text), v)
}

func (b *book) onceUnit() string { return string(b.p.c.Currency()) + ", once" }

// leaverRow is one option: every part and their sum.
func (b *book) leaverRow(r *rows, x *leaver) {
	o, e, row := x.o, x.o.Exit, r.row
	l := b.p.leave
	more := row + l.more - l.first
	ranked, column := fixed(moreRankCol, more), span("", moreRankCol, l.more, l.more+len(l.rows)-1)
	rank := any("")
	if place, ok := b.leaving().places[o]; ok {
		rank = float64(place)
	}
	out := append(r.draft(), b.formula(calc(fmtWhole), `IF(`+ranked+`="","",RANK(`+ranked+","+column+")+COUNTIF("+fixed(moreRankCol, l.more)+":"+ranked+","+ranked+")-1)", rank),
		b.words(wrapped, o.ID), b.words(plain, b.onceUnit()), b.number(delivered(fmtWhole), float64(e.Level)), b.knownSum(e.Cost, row, leaveCostCol))
	for i, part := range e.Parts {
		out = append(out, b.exitFigure(fmtMoney, part.Node, leavePartsCol+i, row))
	}
	r.put(append(out, b.words(wrapped, strings.Join(e.Unknown(), ", ")), b.exitFigure(fmtDays, e.Time, leaveTimeCol, row))...)
}

// moreRow is the band of an option's exit cost, its ways out, and what an exit
// costs a year on average.
func (b *book) moreRow(r *rows, x *leaver) {
	o, e, row := x.o, x.o.Exit, r.row
	l := b.p.leave
	out := append(r.draft(), b.words(plain, ""), b.words(wrapped, o.ID), b.words(plain, b.onceUnit()), b.words(plain, ""), b.knownSum(e.Low, row, moreLowCol), b.knownSum(e.High, row, moreLowCol+1))
	for i, way := range e.Paths {
		out = append(out, b.exitFigure(fmtDays, way.Node, moreWayCol+i, row))
	}
	out = append(out, b.exitFigure(fmtPart, e.Hazard, moreOftenCol, row), b.exitFigure(fmtMoney, e.Yearly, moreYearCol, row))
	text, cost := `""`, any("")
	if e.Cost.OK() && x.k != nil {
		text = `IF(` + at(goRankCol, row+l.where-l.more) + `="","",ROUND(` + at(leaveCostCol, row-l.more+l.first) + "," + b.p.cents.from(sheetExit) + "))"
		if known, ok := b.leaving().cost[o]; ok {
			cost = known
		}
	}
	r.put(append(out, b.formula(calc(fmtMoney), text, cost), b.words(wrapped, strings.Join(e.UnknownPaths(), ", ")))...)
}

const fmtDays = "#,##0.0"

// knownSum adds the known parts of an option, where low and high have the
// rewriting at the ends of its band.
func (b *book) knownSum(n formula.Node, row, col int) excelize.Cell {
	p := b.p
	if !n.OK() || p.where(n) != (spot{sheetExit, col, row}) {
		return b.exitFigure(fmtMoney, n, col, row)
	}
	var parts []string
	for in := range p.canon(n).Each() {
		parts = append(parts, b.ref(in, sheetExit)+cells.Scale(in.Unit().Factor, n.Unit().Factor))
	}
	return b.formula(calc(fmtMoney), "SUM("+strings.Join(parts, ",")+")", p.num(n))
}

// leaverRank is the option of one rank, found by its rank in the workings.
func (b *book) leaverRank(r *rows, i int) {
	l, row := b.p.leave, r.row
	var x *leaver
	if places := b.leaving().byPlace; i < len(places) {
		x = places[i]
	}
	last := l.first + len(l.rows) - 1
	found := "MATCH(" + at(1, row) + "," + span("", 1, l.first, last) + ",0)"
	style := plain
	if i == 0 {
		style = look{bold: true, fill: paleHead}
	}
	out := append(r.draft(), b.number(style, float64(i+1)))
	for col := leaveNameCol; col <= leaveTimeCol; col++ {
		cell, v, words := style.with(exitFormat(col)), any(""), ""
		if cell.num == "" {
			words, cell = `&""`, cell.wrapped() // an empty text stays one
		} else {
			cell.right = true
		}
		if x != nil {
			v = b.leaverValue(x, col)
		}
		out = append(out, b.formula(cell, `IFERROR(INDEX(`+span("", col, l.first, last)+","+found+")"+words+`,"")`, v))
	}
	r.put(out...)
}

// exitFormat is the number format of a column of the ranking, "" for words.
func exitFormat(col int) string {
	switch {
	case col == leaveLevelCol:
		return fmtWhole
	case col >= leaveCostCol && col < leaveOpenCol:
		return fmtMoney
	case col == leaveTimeCol:
		return fmtDays
	}
	return ""
}

// leaverValue is what a column of the workings holds as delivered.
func (b *book) leaverValue(x *leaver, col int) any {
	e := x.o.Exit
	figure := func(n formula.Node) any {
		if !n.OK() {
			return unknownText
		}
		return b.p.num(n)
	}
	switch {
	case col == leaveNameCol:
		return x.o.ID
	case col == leaveUnitCol:
		return b.onceUnit()
	case col == leaveLevelCol:
		return float64(e.Level)
	case col == leaveCostCol:
		return figure(e.Cost)
	case col < leaveOpenCol:
		return figure(e.Parts[col-leavePartsCol].Node)
	case col == leaveOpenCol:
		return strings.Join(e.Unknown(), ", ")
	}
	return figure(e.Time)
}

// exitAnswers say which option is dearest to leave, and what leaving the
// cheapest one takes.
func (b *book) exitAnswers(r *rows) {
	l, cur := b.p.leave, string(b.p.c.Currency())
	last := l.first + len(l.rows) - 1
	big := look{bold: true, size: 13, color: dark}
	say := func(words string, name, cost, open string) string {
		return `IFERROR(` + name + `&"` + words + `"&IF(` + open + `="","","at least ")&` + b.fixedMoney(cost, sheetExit) + `&" ` + cur + ` once.","")`
	}
	top := func(col int) string { return at(col, firstLeaver) }
	sentence := `IF(` + top(2) + `="","` + noneToLeave + `",` + say(dearestWords, top(2), top(leaveCostCol), top(leaveOpenCol)) + ")"
	if l.ranks == 0 {
		sentence = `"` + noneToLeave + `"`
	}
	r.tall(20, b.formula(big, sentence, b.dearest()))
	best := sheetCompare + "!" + fixed(optionCol, firstRank)
	row := "MATCH(1," + span("", goRankCol, l.where, l.where+len(l.rows)-1) + ",0)" // by rank: MATCH takes * and ? of a name for any letters
	pick := func(col int) string { return "INDEX(" + span("", col, l.first, last) + "," + row + ")" }
	r.put(b.formula(strong, say(cheapestWords, best, pick(leaveCostCol), pick(leaveOpenCol)), b.leaveBest()))
}

const (
	dearestWords  = " is the dearest of the allowed options to leave: "
	cheapestWords = ", the cheapest allowed option, costs this to leave: "
	noneToLeave   = "No allowed option has a price, so none can be left."
)

func (b *book) exitSentence(o *model.Option, words string) string {
	least := ""
	if len(o.Exit.Unknown()) > 0 {
		least = "at least "
	}
	return fmt.Sprintf("%s%s%s%s %s once.", o.ID, words, least, formula.Group(o.ExitValues().Of(o.Exit.Cost).Fixed(2)), b.p.c.Currency())
}

func (b *book) dearest() string {
	if places := b.leaving().byPlace; len(places) > 0 {
		return b.exitSentence(places[0].o, dearestWords)
	}
	return noneToLeave
}

func (b *book) leaveBest() string {
	if o := b.p.c.Best(); o != nil && o.Exit != nil && o.Exit.Cost.OK() {
		return b.exitSentence(o, cheapestWords)
	}
	return ""
}
