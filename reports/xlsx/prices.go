package xlsx

import (
	"fmt"
	"slices"
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
		sheet, product := sheetOf(n), productOf(l.Key)
		if stated(l) {
			sheet, product, from = "scenario", "", formula.Source{Title: "stated in the scenario", AsOf: b.p.c.Scenario.AsOf.String(), Confidence: "given"}
		}
		num := priceFormat(n, v)
		r.put(b.words(plain, sheet), b.words(wrapped, product), b.words(wrapped, n.Label()), b.number(input(num), v), b.words(plain, unitName(n)), b.number(delivered(num), v),
			b.words(plain, from.AsOf), b.words(plain, from.Confidence), b.words(wrapped, note(from)), b.words(faint, from.URL), b.words(faint, l.Key))
	}
	r.put()
	r.put(b.words(group, "Constants"), b.words(group, ""), b.words(group, "of billing rules and of this workbook"))
	b.constantRows(r)
}

// constantRows are the figures of rules: what each stands in, and whose price
// sheets need it.
func (b *book) constantRows(r *rows) {
	cur := string(b.p.c.Currency())
	for _, c := range []struct {
		label, unit, why string
		v                float64
	}{
		{"rounding guard", "share", "so near a whole number counts as that number: binary arithmetic is not exact", tolerance.Float()},
		{"decimals of money", "number", "amounts are rounded half away from zero to the cent", 2},
		{"agreement of checks", cur, "half a cent: what rounding once to the cent may differ", 0.005},
	} {
		num := delivered(quantityFormat(c.v))
		r.put(b.words(plain, "workbook"), b.words(plain, ""), b.words(plain, c.label), b.number(num, c.v), b.words(plain, c.unit), b.number(num, c.v),
			b.words(plain, ""), b.words(plain, ""), b.words(wrapped, c.why))
	}
	of := b.p.ofConstants()
	for i, n := range b.p.constants {
		l, _ := n.Leaf()
		v := b.p.num(n)
		live := input(quantityFormat(v))
		if v == -1 {
			live = delivered(fmtWhole) // a sign is no figure to change
		}
		r.put(b.words(plain, "rule"), b.words(wrapped, of[i].whose), b.words(wrapped, of[i].name), b.number(live, v), b.words(plain, unitName(n)), b.number(delivered(quantityFormat(v)), v),
			b.words(plain, ""), b.words(plain, ""), b.words(wrapped, l.Reason))
	}
}

// stated reports a size of own hardware: the scenario says it, no price sheet does.
func stated(l formula.Leaf) bool { return l.File == "" && strings.HasPrefix(l.Key, "own.") }

// constant is what a figure of a rule is called, and who needs it.
type constant struct{ name, whose string }

// ofConstants names the constants of rules. One that is called by its value alone,
// as rules in price sheets write it, is called by the figure it stands in.
func (p *plan) ofConstants() []constant {
	out, place := make([]constant, len(p.constants)), map[int]int{}
	for i, n := range p.constants {
		out[i].name = n.Label()
		place[p.fig(n)] = i
	}
	for i, n := range p.constants {
		if c := n.Label(); c != "" && c[0] >= '0' && c[0] <= '9' {
			out[i].name = p.leadsTo(n) + ": " + c
		}
	}
	sheets := make([][]string, len(p.constants))
	for _, k := range p.blocks {
		for _, f := range p.needs(k.o) {
			if i, ok := place[f]; ok && !slices.Contains(sheets[i], k.o.Sheet.ID) {
				sheets[i] = append(sheets[i], k.o.Sheet.ID)
			}
		}
	}
	for i, ids := range sheets {
		if len(ids) > 0 {
			out[i].whose = "for " + ids[0]
		}
		if len(ids) > 1 {
			out[i].whose = fmt.Sprintf("for %s and %d more", ids[0], len(ids)-1)
		}
	}
	return out
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
	return strings.ReplaceAll(u.Name, "*", " × ")
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
