package xlsx

import (
	"strings"

	"github.com/sovcost/sovcost/pricing/formula"
)

func (b *book) pricesPage() page {
	return page{name: sheetPrices, widths: []float64{24, 30, 44, 18, 18, 18, 13, 10, 60, 50, 40}, freeze: firstPrice - 1, rows: b.priceRows}
}

func (b *book) priceRows(r *rows) {
	r.tall(24, b.words(title, "Prices"))
	r.put(b.words(faint, "List prices without VAT, each with its source and the day it was read. Blue figures may be replaced by your own, for example a negotiated price."))
	r.to(firstPrice - 1)
	r.put(b.words(head, "Price sheet"), b.words(head, "Product"), b.words(head, "Figure"), b.words(headNum, "In use"), b.words(head, "Unit"), b.words(headNum, "As delivered"),
		b.words(head, "As of"), b.words(head, "Trust"), b.words(head, "Source"), b.words(head, "Address"), b.words(head, "Key"))
	for _, n := range b.p.prices {
		l, _ := n.Leaf()
		v := b.p.num(n)
		num := priceFormat(n, v)
		r.put(b.words(plain, l.File), b.words(plain, productOf(l.Key)), b.words(plain, n.Label()), b.number(input(num), v), b.words(plain, n.Unit().Name), b.number(delivered(num), v),
			b.words(plain, l.Source.AsOf), b.words(plain, l.Source.Confidence), b.words(plain, note(l.Source)), b.words(faint, l.Source.URL), b.words(faint, l.Key))
	}
	r.put()
	r.put(b.words(group, "Constants"), b.words(group, ""), b.words(group, "of billing rules and of this workbook"))
	tol := tolerance.Float()
	for _, c := range []struct {
		label, unit, why string
		v                float64
	}{
		{"rounding guard", "", "so near a whole number counts as that number: binary arithmetic is not exact", tol},
		{"decimals of money", "", "amounts are rounded half away from zero to the cent", 2},
		{"agreement of checks", string(b.p.c.Currency()), "half a cent: what rounding once to the cent may differ", 0.005},
	} {
		r.put(b.words(plain, "workbook"), b.words(plain, ""), b.words(plain, c.label), b.number(delivered(quantityFormat(c.v)), c.v), b.words(plain, c.unit), b.number(delivered(quantityFormat(c.v)), c.v),
			b.words(plain, ""), b.words(plain, ""), b.words(plain, c.why))
	}
	for _, n := range b.p.constants {
		l, _ := n.Leaf()
		v := b.p.num(n)
		r.put(b.words(plain, "rule"), b.words(plain, ""), b.words(plain, n.Label()), b.number(input(quantityFormat(v)), v), b.words(plain, n.Unit().Name), b.number(delivered(quantityFormat(v)), v),
			b.words(plain, ""), b.words(plain, ""), b.words(plain, l.Reason))
	}
}

// priceFormat shows money per unit with at least six decimals, sizes as they are.
func priceFormat(n formula.Node, v float64) string {
	name := n.Unit().Name
	switch {
	case strings.Contains(name, "/"):
		return fmtRate
	case len(name) == 3 && strings.ToUpper(name) == name:
		return fmtMoney
	}
	return quantityFormat(v)
}

// productOf is the product in a price's key "sheet#product.meter.price".
func productOf(key string) string {
	_, rest, ok := strings.Cut(key, "#")
	if !ok {
		return ""
	}
	p, _, _ := strings.Cut(rest, ".")
	return p
}

func note(s formula.Source) string {
	if s.Note != "" {
		return s.Title + " (" + s.Note + ")"
	}
	return s.Title
}

func (b *book) pricesChanged() string {
	last := firstPrice + len(b.p.prices) + 4 + len(b.p.constants)
	return "SUMPRODUCT((" + span(sheetPrices, priceCol, firstPrice, last) + "<>" + span(sheetPrices, priceCol+2, firstPrice, last) + ")*1)"
}

func (b *book) tablesPage() page {
	widths := []float64{3}
	for range b.p.tables {
		widths = append(widths, 18, 18, 18, 18)
	}
	return page{name: sheetTables, widths: widths, freeze: firstPoint - 1, wide: len(b.p.tables) > 4, rows: b.tableRows}
}

// tableRows writes the lookup tables side by side: what price lists give in
// steps, and what only the engine can solve. The formulas read them, so the
// workbook stays live in the load.
func (b *book) tableRows(r *rows) {
	r.tall(24, b.words(title, "Tables"))
	r.put(b.words(faint, "Price steps (blue: may be changed) and figures only the engine can solve (grey: as delivered, live in the load, not in the figures they were solved for)."))
	line := func(l look, text func(t *table) [4]string) {
		cells := []any{b.words(plain, "")}
		for _, t := range b.p.tables {
			for i, s := range text(t) {
				x := l
				if i == 3 {
					x = plain
				}
				cells = append(cells, b.words(x, s))
			}
		}
		r.put(cells...)
	}
	line(plain, func(t *table) [4]string { return [4]string{} })
	line(strong, func(t *table) [4]string { return [4]string{t.t.ID} })
	line(plain, func(t *table) [4]string { return [4]string{t.t.Title} })
	line(faint, func(t *table) [4]string { return [4]string{t.t.Method} })
	line(faint, func(t *table) [4]string { return [4]string{t.t.Domain} })
	line(head, func(t *table) [4]string {
		third := ""
		if sloped(t.t) {
			third = "rise per unit"
		}
		return [4]string{upTo(t.t) + t.t.X.Name, "gives " + t.t.Y.Name, third}
	})
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
			return delivered("General")
		}
		return input("General")
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
		return b.number(delivered("General"), 0)
	}
	row := firstPoint + i
	p, q := t.t.Points[i], t.t.Points[i+1]
	rise, _ := q.Y.Sub(p.Y).Quo(q.X.Sub(p.X))
	rise = rise.Mul(t.t.X.Factor)
	rise, _ = rise.Quo(t.t.Y.Factor)
	text := "(" + at(t.col+1, row+1) + "-" + at(t.col+1, row) + ")/(" + at(t.col, row+1) + "-" + at(t.col, row) + ")"
	return b.formula(calc("General"), text, rise.Float())
}
