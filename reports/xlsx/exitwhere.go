package xlsx

import (
	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/exit"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/xuri/excelize/v2"
)

func (b *book) whereHeads() []excelize.Cell {
	heads := []excelize.Cell{b.words(headNum, "#"), b.words(head, "Option"), b.words(head, "Unit of amounts"), b.words(headNum, ""), b.words(headNum, "Cost a month"),
		b.words(headNum, "# of the cheapest elsewhere"), b.words(headNum, "What that costs"), b.words(headNum, "Both bills together"),
		b.words(headNum, "# of the cheapest bound less"), b.words(headNum, "What that costs"), b.words(headNum, "Saving against it"), b.words(headNum, "Saving, "+string(b.p.c.Currency())+" a year"),
		b.words(head, "Provider"), b.words(headNum, "Stops paying above, exits a year in %"), b.words(headNum, "# if elsewhere")}
	for _, level := range []string{"1", "2", "3", "4"} {
		heads = append(heads, b.words(headNum, "# if below "+level))
	}
	return heads
}

// whereRow finds the option one would go to, and the cheapest one that is bound
// less, in the ranking as it stands. The cheapest at another provider is the
// first of the ranking, or for the first one's own provider the next of another.
func (b *book) whereRow(r *rows, x *leaver) {
	l, o, e, row := b.p.leave, x.o, x.o.Exit, r.row
	last := l.where + len(l.rows) - 1
	column := func(col int) string { return span("", col, l.where, last) }
	out := append(r.draft(), b.words(plain, ""), b.words(wrapped, o.ID), b.words(plain, string(b.p.c.Currency())+" a month"), b.words(plain, ""), b.words(besideFigures, "not priced"))
	if x.k == nil {
		r.put(out...)
		return
	}
	rank := any("")
	if o.Status == model.Priced {
		rank = float64(x.k.rank)
	}
	out[0] = b.formula(link(fmtWhole), sheetCompare+"!"+fixed(rankCol, x.k.listed), rank)
	out[4] = b.formula(link(fmtMoney), sheetCalc+"!"+fixed(moneyCol, x.k.total), b.p.num(o.Total))
	first := "INDEX(" + column(goProviderCol) + ",MATCH(1," + column(goRankCol) + ",0))"
	next, below := `IF(`+at(goProviderCol, row)+"<>"+first+",1,MIN("+column(goOtherCol)+"))", ""
	if e.Level > 0 {
		below = "MIN(" + column(goBelowCol+e.Level-1) + ")"
	}
	out = append(out, b.goesTo(move{next, e.Next, goNextCol, goBothCol, at(goMonthCol, row) + "+" + at(goNextCol+1, row), e.Both, b.nextMissing()}, row, column)...)
	out = append(out, b.goesTo(move{below, e.Against, goLessCol, goSavingCol, at(goLessCol+1, row) + "-" + at(goMonthCol, row), e.Monthly, noneLess}, row, column)...)
	mine := at(goRankCol, row)
	out = append(out, b.savedFigure(e, row), b.words(plain, o.Provider), b.flipFigure(e, row),
		b.formula(calc(fmtWhole), `IF(`+mine+`="","",IF(`+at(goProviderCol, row)+"="+first+`,"",`+mine+"))", b.kept(rank, o.Provider != b.firstProvider())))
	for level := 1; level <= 4; level++ {
		out = append(out, b.maskedRank(mine, rank, e.Level < level))
	}
	r.put(out...)
}

// move is one way to go: the rank it has as a formula, whose it is as delivered,
// where its cells stand, and what its bill and the option's own make.
type move struct {
	rank, id  string
	col, last int
	text      string
	n         formula.Node
	missing   string // what to say where there is none
}

// goesTo are three cells: the rank of the option one goes to, what it costs a
// month, and what that makes with the option's own bill.
func (b *book) goesTo(m move, row int, column func(int) string) []excelize.Cell {
	if !m.n.OK() || m.rank == "" {
		return []excelize.Cell{b.words(plain, ""), b.words(plain, ""), b.words(besideFigures, m.missing)}
	}
	var rank, there float64
	if x := b.leaving().byID[m.id]; x != nil {
		rank, there = float64(x.k.rank), b.p.num(x.o.Total)
	}
	figure := b.exitFigure(fmtMoney, m.n, m.last, row)
	if b.p.where(m.n) == (spot{sheetExit, m.last, row}) {
		figure = b.formula(calc(fmtMoney), "IFERROR("+m.text+`,"`+unknownText+`")`, b.p.num(m.n))
	}
	found := "MATCH(" + at(m.col, row) + "," + column(goRankCol) + ",0)"
	return []excelize.Cell{b.formula(calc(fmtWhole), "IFERROR("+m.rank+`,"")`, rank), b.formula(calc(fmtMoney), "IFERROR(INDEX("+column(goMonthCol)+","+found+`),"")`, there), figure}
}

// Words in place of a figure: why there is none.
const (
	noneLess     = "none is bound less"
	noneElse     = "none elsewhere"
	costsNoMore  = "bound less costs no more"
	flipDecimals = "#,##0.0000"
)

var besideFigures = look{color: grey, right: true, wrap: true}

// nextMissing is why there is no bill of two: nobody stated a parallel run, or no
// other provider's option is allowed and priced.
func (b *book) nextMissing() string {
	if b.p.c.Scenario.Exit.ParallelRun.IsSet() {
		return noneElse
	}
	return unknownText
}

// savedFigure is what an option saves a year against the one that is bound less.
func (b *book) savedFigure(e *exit.Plan, row int) excelize.Cell {
	if !e.Saving.OK() {
		return b.words(besideFigures, noneLess)
	}
	return b.exitFigure(fmtMoney, e.Saving, goYearCol, row)
}

// flipFigure is the share of exits a year above which being bound stops paying; a
// negative share says that it never paid.
func (b *book) flipFigure(e *exit.Plan, row int) excelize.Cell {
	if !e.Saving.OK() {
		return b.words(besideFigures, noneLess)
	}
	c := b.exitFigure(flipDecimals, e.Flip, goFlipCol, row)
	if c.Formula == "" {
		return c
	}
	c.Formula = "IF(" + c.Formula + `<=0,"` + costsNoMore + `",` + c.Formula + ")"
	c.StyleID = b.style(look{num: flipDecimals, right: true, wrap: true})
	if v, ok := c.Value.(float64); ok && v <= 0 {
		c.Value = costsNoMore
	}
	return c
}

// kept is v, or nothing.
func (b *book) kept(v any, keep bool) any {
	if keep {
		return v
	}
	return ""
}

func (b *book) maskedRank(mine string, rank any, keep bool) excelize.Cell {
	if !keep {
		return b.words(plain, "")
	}
	return b.formula(calc(fmtWhole), "IF("+mine+`="","",`+mine+")", rank)
}

// firstProvider is whose option is the cheapest as delivered.
func (b *book) firstProvider() string {
	if o := b.p.c.Best(); o != nil {
		return o.Provider
	}
	return ""
}

// mostLeavers is how many options the chart of exit costs shows.
const mostLeavers = 12

func (b *book) exitChart() {
	l := b.p.leave
	n := min(l.ranks, mostLeavers)
	if n == 0 {
		return
	}
	var series []excelize.ChartSeries
	lowest := 0.0
	for _, x := range l.rows {
		for _, part := range x.o.Exit.Parts {
			if part.Node.OK() {
				lowest = min(lowest, b.p.num(part.Node))
			}
		}
	}
	for i := range l.rows[0].o.Exit.Parts {
		col := leavePartsCol + i
		series = append(series, excelize.ChartSeries{Name: sheetExit + "!" + fixed(col, firstLeaver-1), Categories: span(sheetExit, leaveNameCol, firstLeaver, firstLeaver+n-1),
			Values: span(sheetExit, col, firstLeaver, firstLeaver+n-1), Fill: solid(fills[i%len(fills)])})
	}
	gap, overlap := uint(40), 100
	b.fail(b.f.AddChart(sheetExit, at(2, 6), &excelize.Chart{Type: excelize.BarStacked, Title: chartTitle("Cost of leaving by part, the dearest allowed options; unknown parts are missing"),
		Series: series, GapWidth: &gap, Overlap: &overlap, Legend: excelize.ChartLegend{Position: "bottom", Font: &small}, Dimension: excelize.ChartDimension{Width: 1000, Height: chartRows * 16},
		XAxis: excelize.ChartAxis{Font: small, ReverseOrder: true}, YAxis: excelize.ChartAxis{Minimum: fromZero(lowest), Title: axisTitle(string(b.p.c.Currency()) + ", once"), Font: small, MajorGridLines: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: fmtWhole}}}))
}
