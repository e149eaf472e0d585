package xlsx

import (
	"strconv"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
	"github.com/xuri/excelize/v2"
)

func (b *book) tablesPage() page {
	widths := []float64{3}
	for range b.p.tables {
		widths = append(widths, 17, 17, 15, 4)
	}
	return page{name: sheetTables, widths: widths, freeze: firstPoint - 1, wide: true, rows: b.tableRows}
}

// tablesAcross is how many tables a printed page holds side by side.
const tablesAcross = 3

// tableRows writes the lookup tables side by side: what price lists give in
// steps, and what only the engine can solve. The formulas read them, so the
// workbook stays live in the load.
func (b *book) tableRows(r *rows) {
	r.tall(24, b.words(title, "Tables"))
	r.put(b.words(faint, "Price steps (blue: may be changed) and figures only the engine can solve (grey: as delivered, live in the load, not in the figures they were solved for)."))
	r.put()
	b.tableText(r, strong, func(t *table) string { return t.t.Title })
	b.tableText(r, plain, func(t *table) string { return t.t.ID })
	b.tableText(r, faint.wrapped(), func(t *table) string { return t.t.Method })
	b.tableText(r, faint.wrapped(), func(t *table) string { return t.t.Domain })
	heads := []excelize.Cell{b.words(plain, "")}
	for i, t := range b.p.tables {
		third := ""
		if sloped(t.t) {
			third = "rise per unit"
		}
		x, y := counted(t.t)
		heads = append(heads, b.words(headNum, upTo(t.t)+x), b.words(headNum, "gives "+y), b.words(headNum, third), b.words(plain, ""))
		if i > 0 && i%tablesAcross == 0 {
			b.fail(r.sw.InsertPageBreak(at(t.col, 1)))
		}
	}
	r.put(heads...)
	most := 0
	for _, t := range b.p.tables {
		most = max(most, len(t.t.Points))
		t.format()
	}
	for i := range most {
		cells := append(r.draft(), b.words(plain, ""))
		for _, t := range b.p.tables {
			cells = append(cells, b.point(t, i)...)
		}
		r.put(cells...)
	}
}

// tableText writes a row of words, each across its table and as high as the
// longest of them needs.
func (b *book) tableText(r *rows, l look, text func(t *table) string) {
	cells, empty, high := []excelize.Cell{b.words(plain, "")}, b.words(l, ""), 1
	for _, t := range b.p.tables {
		s := text(t)
		cells = append(cells, b.words(l, s), empty, empty, b.words(plain, ""))
		b.fail(r.sw.MergeCell(at(t.col, r.row), at(t.col+2, r.row)))
		if l.wrap {
			high = max(high, (len(s)+tableChars-1)/tableChars)
		}
	}
	r.tall(float64(high)*lineHeight, cells...)
}

// tableChars is how many letters fit on a line across a table.
const tableChars = 46

func sloped(t *formula.Table) bool { return t.Mode == formula.Linear }

func upTo(t *formula.Table) string {
	if sloped(t) {
		return "at "
	}
	return "up to "
}

func (b *book) point(t *table, i int) []excelize.Cell {
	empty := b.words(plain, "")
	if i >= len(t.t.Points) {
		return []excelize.Cell{empty, empty, empty, empty}
	}
	l := input("")
	if sloped(t.t) {
		l = delivered("")
	}
	x, y := t.point(i)
	out := []excelize.Cell{b.number(l.with(t.nums[0]), x), b.number(l.with(t.nums[1]), y), empty, empty}
	if sloped(t.t) {
		out[2] = b.slope(t, i)
	}
	return out
}

// point is a row of the table in the units it is shown in, as a cell keeps it.
func (t *table) point(i int) (x, y float64) {
	a, _ := t.t.Points[i].X.Quo(t.t.X.Factor)
	b, _ := t.t.Points[i].Y.Quo(t.t.Y.Factor)
	return kept(a), kept(b)
}

// kept is a figure with the 15 digits that a cell keeps.
func kept(n exact.Num) float64 { return kept15(n.Float()) }

func kept15(x float64) float64 {
	v, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 15, 64), 64)
	if err != nil {
		return x
	}
	return v
}

// rise is what a table gains per unit from a point to the next, as the cell
// computes it: points can lie close together.
func (t *table) rise(i int) float64 {
	x0, y0 := t.point(i)
	x1, y1 := t.point(i + 1)
	return (y1 - y0) / (x1 - x0)
}

// format fixes one format for each column of the table.
func (t *table) format() {
	var xs, ys, rises []float64
	for i := range t.t.Points {
		x, y := t.point(i)
		xs, ys = append(xs, x), append(ys, y)
		if sloped(t.t) && i+1 < len(t.t.Points) {
			rises = append(rises, t.rise(i))
		}
	}
	t.nums = [3]string{alignedFormat(t.t.X, xs), alignedFormat(t.t.Y, ys), alignedFormat(unit.None, rises)}
}

// counted is what a table counts along and gives: its units, or the words for
// those that count in plain numbers.
func counted(t *formula.Table) (x, y string) {
	x, y = named(t.X), named(t.Y)
	words := map[string][2]string{"busy-replicas": {"requests under way", "share"}, "person-months": {"thousand lines", "person-months"}, "calendar-months": {"person-months", "months"},
		"replicas-for-latency": {"", "replicas"}, "cold-budget": {"", "1 or 0"}}[t.ID]
	if t.X.Name == "" && words[0] != "" {
		x = words[0]
	}
	if t.Y.Name == "" && words[1] != "" {
		y = words[1]
	}
	return x, y
}

// slope is the rise from one point to the next, 0 from the last one on.
func (b *book) slope(t *table, i int) excelize.Cell {
	if i+1 == len(t.t.Points) {
		return b.number(delivered(t.nums[2]), 0)
	}
	row := firstPoint + i
	rise := t.rise(i)
	text := "(" + at(t.col+1, row+1) + "-" + at(t.col+1, row) + ")/(" + at(t.col, row+1) + "-" + at(t.col, row) + ")"
	return b.formula(calc(t.nums[2]), text, rise)
}
