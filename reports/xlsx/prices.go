package xlsx

import (
	"strings"

	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

func (b *book) pricesPage() page {
	return page{name: sheetPrices, widths: []float64{22, 24, 40, 16, 16, 16, 11, 9, 52, 50, 40}, freeze: firstPrice - 1, printed: sourceCol, rows: b.priceRows}
}

func (b *book) priceRows(r *rows) {
	r.tall(24, b.words(title, "Prices"))
	r.put(b.words(faint, "List prices without VAT, each with its source and the day it was read. Blue figures may be replaced by your own, for example a negotiated price."))
	r.to(firstPrice - 1)
	r.put(b.words(head, "Price sheet"), b.words(head, "Product"), b.words(head, "Figure"), b.words(headNum, "In use"), b.words(head, "Unit"), b.words(headNum, "As delivered"),
		b.words(head, "As of"), b.words(head, "Trust"), b.words(head, "Source"), b.words(head, "Address"), b.words(head, "Key"))
	sold := b.p.productSources()
	for _, n := range b.p.prices {
		l, _ := n.Leaf()
		v, from := b.p.num(n), l.Source
		if from.Title == "" {
			from = sold[sheetOf(n)+"#"+productOf(l.Key)]
		}
		num := priceFormat(n, v)
		r.put(b.words(plain, sheetOf(n)), b.words(wrapped, productOf(l.Key)), b.words(wrapped, n.Label()), b.number(input(num), v), b.words(plain, unitName(n)), b.number(delivered(num), v),
			b.words(plain, from.AsOf), b.words(plain, from.Confidence), b.words(wrapped, note(from)), b.words(faint, from.URL), b.words(faint, l.Key))
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
		r.put(b.words(plain, "rule"), b.words(plain, ""), b.words(plain, n.Label()), b.number(input(quantityFormat(v)), v), b.words(plain, unitName(n)), b.number(delivered(quantityFormat(v)), v),
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

// sourceCol is the last column of Prices that is printed: addresses and keys are
// read on the screen.
const sourceCol = 9

// sheetOf is the price sheet of a listed figure: what a product has, such as its
// memory, names the sheet in its key.
func sheetOf(n formula.Node) string {
	l, _ := n.Leaf()
	if l.File != "" {
		return l.File
	}
	sheet, _, _ := strings.Cut(l.Key, "#")
	return sheet
}

// productSources are the sources of products, by sheet#product, as their first
// price names it: sizes stand in the same row of the vendor's list.
func (p *plan) productSources() map[string]formula.Source {
	out := map[string]formula.Source{}
	for _, n := range p.prices {
		l, _ := n.Leaf()
		key := sheetOf(n) + "#" + productOf(l.Key)
		if _, known := out[key]; !known && l.Source.Title != "" {
			out[key] = l.Source
		}
	}
	return out
}

// unitName is the unit of a figure in words: plain counts have none.
func unitName(n formula.Node) string { return named(n.Unit()) }

func named(u unit.Unit) string {
	if u.Name == "" {
		return "number"
	}
	return u.Name
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
