package xlsx

import (
	"github.com/xuri/excelize/v2"
)

// chartRows is the room a chart above a table takes, in rows, each chartRow high.
const (
	chartRows = 24
	chartRow  = 15.0 // points
)

// Fills and lines that stay apart in grey print: neighbouring fills differ by at
// least a quarter of the way from black to white and have an outline (see
// polishChart), and each line has a dash and a mark of its own. There is a fill
// for every kind of line and more.
var (
	fills = []string{"1F3A5F", "F2B377", "2E75B6", "D9E2F3", "7A3E00", "9DC3A0", "636363", "FFF2CC", "5B3A8E", "C9C9C9", "806000", "BDD7EE", "375623", "F4C7C3", "3B3838", "E2C8EC"}
	lines = []string{"1F3A5F", "C55A11", "548235", "7F7F7F", "5B3A8E", "BF9000"}
	marks = []string{"circle", "square", "triangle", "diamond", "x", "plus"}
)

func axisTitle(text string) excelize.ChartTitle {
	return excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: text, Font: &excelize.Font{Family: family, Size: 9}}}}
}

func chartTitle(text string) excelize.ChartTitle {
	return excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: text, Font: &excelize.Font{Family: family, Size: 12, Bold: true}}}}
}

// fromZero is where the axis of stacked bars begins: left to itself a program may
// begin it just below the shortest bar. Where a part is negative, it is.
func fromZero(lowest float64) *float64 {
	if lowest < 0 {
		return nil
	}
	return new(float64)
}

func solid(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}

var small = excelize.Font{Family: family, Size: 9, Color: "000000"}

func (b *book) loadChart() {
	p := b.p
	if len(p.demand) == 0 {
		return
	}
	col := demandCol + len(p.demand) - 1
	last := firstSlot + p.slots - 1
	b.fail(b.f.AddChart(sheetLoad, at(p.aheadCol()+len(p.aheads)+1, firstSlot+1), &excelize.Chart{Type: excelize.Line, Title: chartTitle("Load profile"),
		Series: []excelize.ChartSeries{{Name: sheetLoad + "!" + fixed(col, firstSlot-1), Categories: span(sheetLoad, col+1, firstSlot, last), Values: span(sheetLoad, col, firstSlot, last),
			Fill: solid(lines[0]), Line: excelize.LineOptions{Type: excelize.LineSolid, Width: 1.5}, Marker: excelize.ChartMarker{Symbol: "none"}}},
		Legend: excelize.ChartLegend{Position: "none"}, Dimension: excelize.ChartDimension{Width: 760, Height: 340},
		XAxis: excelize.ChartAxis{Title: axisTitle("beginning of the slot"), Font: small, TickLabelSkip: 1},
		YAxis: excelize.ChartAxis{Title: axisTitle("requests per second"), Font: small, MajorGridLines: true}}))
}

// mostBarsCompared is how many options the cost chart shows.
const mostBarsCompared = 12

func (b *book) compareChart() {
	c := b.compare
	n := min(c.ranks, mostBarsCompared)
	if n == 0 {
		return
	}
	var series []excelize.ChartSeries
	lowest := 0.0
	for i, kind := range c.kinds {
		for _, k := range c.blocks {
			lowest = min(lowest, b.kindSum(k, kind))
		}
		col := kindsCol + i
		series = append(series, excelize.ChartSeries{Name: sheetCompare + "!" + fixed(col, firstRank-1), Categories: span(sheetCompare, optionCol, firstRank, firstRank+n-1),
			Values: span(sheetCompare, col, firstRank, firstRank+n-1), Fill: solid(fills[i%len(fills)])})
	}
	gap, overlap := uint(40), 100
	b.fail(b.f.AddChart(sheetCompare, at(2, 5), &excelize.Chart{Type: excelize.BarStacked, Title: chartTitle("Cost a month by kind of line, the cheapest allowed options"),
		Series: series, GapWidth: &gap, Overlap: &overlap, Legend: excelize.ChartLegend{Position: "bottom", Font: &small}, Dimension: excelize.ChartDimension{Width: 1000, Height: chartRows * 16},
		XAxis: excelize.ChartAxis{Font: small, ReverseOrder: true}, YAxis: excelize.ChartAxis{Minimum: fromZero(lowest), Title: axisTitle(string(b.p.c.Currency()) + " a month"), Font: small, MajorGridLines: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: fmtWhole}}}))
}

func (b *book) evenChart() {
	e := b.even
	last := firstEven + len(e.loads) - 1
	var series []excelize.ChartSeries
	dashes := []excelize.LineDashType{excelize.LineDashSolid, excelize.LineDashDash, excelize.LineDashDot, excelize.LineDashLgDashDot, excelize.LineDashLgDash, excelize.LineDashSysDot}
	for i := range e.options {
		col := evenCols + 1 + i
		series = append(series, excelize.ChartSeries{Name: "'" + sheetEven + "'!" + fixed(col, firstEven-1), Categories: "'" + sheetEven + "'!" + span("", 1, firstEven, last), Values: "'" + sheetEven + "'!" + span("", col, firstEven, last),
			Fill:   solid(lines[i%len(lines)]), // of the line: the library leaves Line.Fill unread
			Line:   excelize.LineOptions{Type: excelize.LineSolid, Dash: dashes[i%len(dashes)], Width: 2},
			Marker: excelize.ChartMarker{Symbol: marks[i%len(marks)], Size: 5, Fill: solid(lines[i%len(lines)])}})
	}
	series = append(series, excelize.ChartSeries{Name: "'" + sheetEven + "'!$A$4", Categories: "'" + sheetEven + "'!$B$4:$B$4", Values: "'" + sheetEven + "'!$B$5:$B$5",
		Line: excelize.LineOptions{Type: excelize.LineNone}, Marker: excelize.ChartMarker{Symbol: "star", Size: 12, Fill: solid("000000")}})
	b.fail(b.f.AddChart(sheetEven, at(1, 7), &excelize.Chart{Type: excelize.Scatter, Title: chartTitle("Cost a month over the load"),
		Series: series, Legend: excelize.ChartLegend{Position: "bottom", Font: &small}, Dimension: excelize.ChartDimension{Width: 1000, Height: chartRows * 16},
		XAxis: excelize.ChartAxis{Title: axisTitle(e.axis.Unit().Name + " (logarithmic)"), Font: small, LogBase: 10, NumFmt: excelize.ChartNumFmt{CustomNumFmt: fmtWhole}, MajorGridLines: true},
		YAxis: excelize.ChartAxis{Title: axisTitle(string(b.p.c.Currency()) + " a month (logarithmic)"), Font: small, LogBase: 10, MajorGridLines: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: fmtWhole}}}))
}

func (b *book) senseChart() {
	t := b.sense
	last := firstBar + len(t.bars) - 1
	gap, overlap := uint(40), 100
	var series []excelize.ChartSeries
	for i, col := range []int{8, 9} {
		series = append(series, excelize.ChartSeries{Name: sheetSense + "!" + fixed(col, firstBar-1), Categories: span(sheetSense, 1, firstBar, last), Values: span(sheetSense, col, firstBar, last),
			Fill: solid([]string{"7F9FBF", "1F3A5F"}[i])})
	}
	b.fail(b.f.AddChart(sheetSense, at(1, last+3), &excelize.Chart{Type: excelize.BarStacked, Title: chartTitle("Change of the monthly cost of " + t.option.ID),
		Series: series, GapWidth: &gap, Overlap: &overlap, Legend: excelize.ChartLegend{Position: "bottom", Font: &small}, Dimension: excelize.ChartDimension{Width: 900, Height: uint(160 + 28*len(t.bars))},
		XAxis: excelize.ChartAxis{Font: small, ReverseOrder: true, TickLabelPosition: excelize.ChartTickLabelLow},
		YAxis: excelize.ChartAxis{Title: axisTitle(string(b.p.c.Currency()) + " a month against the base case"), Font: small, MajorGridLines: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: fmtPart}}}))
}
