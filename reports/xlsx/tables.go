package xlsx

import (
	"github.com/sovcost/sovcost/pricing/formula"
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
	heads := []any{b.words(plain, "")}
	for i, t := range b.p.tables {
		third := ""
		if sloped(t.t) {
			third = "rise per unit"
		}
		heads = append(heads, b.words(head, upTo(t.t)+named(t.t.X)), b.words(head, "gives "+named(t.t.Y)), b.words(head, third), b.words(plain, ""))
		if i > 0 && i%tablesAcross == 0 {
			b.fail(r.sw.InsertPageBreak(at(t.col, 1)))
		}
	}
	r.put(heads...)
	most := 0
	for _, t := range b.p.tables {
		most = max(most, len(t.t.Points))
	}
	for i := range most {
		cells := []any{b.words(plain, "")}
		for _, t := range b.p.tables {
			cells = append(cells, b.point(t, i)...)
		}
		r.put(cells...)
	}
}

// tableText writes a row of words, each across its table and as high as the
// longest of them needs.
func (b *book) tableText(r *rows, l look, text func(t *table) string) {
	cells, empty, high := []any{b.words(plain, "")}, b.words(l, ""), 1
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

func (b *book) point(t *table, i int) []any {
	empty := b.words(plain, "")
	if i >= len(t.t.Points) {
		return []any{empty, empty, empty, empty}
	}
	look := func(v float64) look {
		if sloped(t.t) {
			return delivered(quantityFormat(v))
		}
		return input(quantityFormat(v))
	}
	x, _ := t.t.Points[i].X.Quo(t.t.X.Factor)
	y, _ := t.t.Points[i].Y.Quo(t.t.Y.Factor)
	out := []any{b.number(look(x.Float()), x.Float()), b.number(look(y.Float()), y.Float()), empty, empty}
	if sloped(t.t) {
		out[2] = b.slope(t, i)
	}
	return out
}

// slope is the rise from one point to the next, 0 from the last one on.
func (b *book) slope(t *table, i int) any {
	if i+1 == len(t.t.Points) {
		return b.number(delivered(fmtWhole), 0)
	}
	row := firstPoint + i
	p, q := t.t.Points[i], t.t.Points[i+1]
	rise, _ := q.Y.Sub(p.Y).Quo(q.X.Sub(p.X))
	rise = rise.Mul(t.t.X.Factor)
	rise, _ = rise.Quo(t.t.Y.Factor)
	text := "(" + at(t.col+1, row+1) + "-" + at(t.col+1, row) + ")/(" + at(t.col, row+1) + "-" + at(t.col, row) + ")"
	return b.formula(calc(quantityFormat(rise.Float())), text, rise.Float())
}
