package xlsx

import (
	"slices"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/cells"
	"github.com/xuri/excelize/v2"
)

func (b *book) calcPage() page {
	return page{name: sheetCalc, widths: []float64{36, 44, 15, 14, 14, 15, 13, 6, 11, 13, 13, 24}, freeze: firstCalc - 1, locked: true, rows: b.calcRows}
}

func (b *book) calcRows(r *rows) {
	p := b.p
	cur := string(p.c.Currency())
	r.tall(24, b.words(title, "Calculation"))
	r.put(b.words(faint, "One block per option, one row per step and per tier of a price. Amounts are a month's, "+b.vatWords()+"; signs as the Cover says."))
	r.to(firstCalc - 1)
	r.put(b.words(head, "Option"), b.words(head, "Figure or line"), b.words(headNum, "Quantity"), b.words(head, "Unit"), b.words(headNum, "Price"), b.words(head, "Per"),
		b.words(headNum, "Amount"), b.words(head, "Cur."), b.words(headNum, "Rate to "+cur), b.words(headNum, cur+" a month"), b.words(head, "Kind of line"), b.words(head, "Note"))
	r.put(b.words(group, "Shared"), b.words(group, "figures that several options need"))
	for _, n := range p.shared {
		b.figureRow(r, "", n)
	}
	if len(p.shared) == 0 {
		r.put(b.words(plain, ""), b.words(faint, "none")) // in the row that is left between blocks
	}
	for _, k := range p.blocks {
		r.to(k.head)
		o := k.o
		r.put(b.words(group, o.ID), b.words(group, o.Title), b.words(group, ""), b.words(group, ""), b.words(group, ""), b.words(group, ""), b.words(group, ""), b.words(group, ""), b.words(group, ""), b.words(group, ""), b.words(group, ""), b.words(group, o.Place()))
		for _, n := range k.figures {
			b.figureRow(r, o.ID, n)
		}
		for _, l := range o.Lines {
			b.lineRow(r, o, l)
		}
		b.totalRows(r, k)
	}
}

// figureRow is a step on the way to a quantity.
func (b *book) figureRow(r *rows, option string, n formula.Node) {
	text, err := b.p.layout(sheetCalc).Formula(n)
	b.fail(err)
	v := b.p.num(n)
	r.put(b.words(faint.wrapped(), option), b.words(wrapped, b.figureName(n)), b.formula(calc(figureFormat(n.Unit(), v)), text, v), b.words(plain, unitName(n)))
}

// figureName names a step. One of a billing expression has only its kind, so it is
// named after the figure it leads to.
func (b *book) figureName(n formula.Node) string {
	if n.Unnamed() {
		return b.p.leadsTo(n) + ", step: " + strings.ReplaceAll(n.Op().String(), "_", " ")
	}
	return n.Label()
}

// leadsTo is the name of the nearest figure above that has one: the first of them
// where several options use the step.
func (p *plan) leadsTo(n formula.Node) string {
	if p.users == nil {
		p.users = make([]int32, p.figs.Len())
		for i := p.figs.Len() - 1; i > 0; i-- { // what is used stands before its users
			for in := range p.figs.At(i).Each() {
				p.users[p.fig(in)] = int32(i)
			}
		}
	}
	at := p.users[p.fig(n)]
	for at > 0 && p.figs.At(int(at)).Unnamed() {
		at = p.users[at]
	}
	if at == 0 {
		return ""
	}
	return p.figs.At(int(at)).Label()
}

// lineRow is one line of the bill: quantity × price, and the amount in the
// scenario's currency. The row's formulas read the row itself.
func (b *book) lineRow(r *rows, o *model.Option, l model.Line) {
	row := r.row
	p := b.p
	amount := b.inRow(l.Amount, row, beside{l.Quantity, qtyCol}, beside{l.Price, unitPrice})
	rate, money := b.words(plain, ""), at(amountCol, row)
	if l.FX.OK() {
		rate = b.formula(link("0.0000##"), b.ref(l.FX, sheetCalc), p.num(l.FX))
		money = b.inRow(l.Converted, row, beside{l.Amount, amountCol}, beside{l.FX, moneyCol - 1})
	}
	r.put(b.words(wrapped, o.ID), b.words(wrapped, l.Label), b.quantity(l.Quantity), b.words(plain, unitName(l.Quantity)),
		b.formula(link(priceFormat(l.Price, p.num(l.Price))), b.ref(l.Price, sheetCalc), p.num(l.Price)), b.words(plain, unitName(l.Price)),
		b.formula(calc(fmtMoney), amount, p.num(l.Amount)), b.words(plain, string(l.Currency)), rate,
		b.formula(calc(fmtMoney), money, p.num(l.Converted)), b.words(plain, kindWords(l.Category)), b.words(faint, l.Note))
}

// quantity is a line's quantity: its formula where no other row shows it.
func (b *book) quantity(n formula.Node) excelize.Cell {
	v := b.p.num(n)
	if !b.p.written(n) {
		return b.formula(link(figureFormat(n.Unit(), v)), b.ref(n, sheetCalc), v)
	}
	text, err := b.p.layout(sheetCalc).Formula(b.p.canon(n))
	b.fail(err)
	return b.formula(calc(figureFormat(n.Unit(), v)), text, v)
}

// ref is a figure's cell, or its text where it is a bare 0 or 1.
func (b *book) ref(n formula.Node, sheet string) string {
	c := b.p.canon(n)
	if text, ok := cells.Constant(c); ok {
		return text
	}
	return b.p.where(c).from(sheet)
}

// beside is a figure and the column of the same row it is read from.
type beside struct {
	n   formula.Node
	col int
}

// inRow writes a node with inputs that stand in the same row; of a leaf it is
// the cell.
func (b *book) inRow(n formula.Node, row int, here ...beside) string {
	if b.p.canon(n).Op().IsLeaf() {
		return b.ref(n, sheetCalc)
	}
	l := b.p.layout(sheetCalc)
	outside := l.Cell
	l.Cell = func(in formula.Node) string {
		for _, x := range slices.Backward(here) {
			if b.p.fig(x.n) == b.p.fig(in) {
				return at(x.col, row)
			}
		}
		return outside(in)
	}
	text, err := l.Formula(b.p.canon(n))
	b.fail(err)
	return text
}

// totalRows close a block: the exact sum, the sum to the cent, and payments that
// are made once.
func (b *book) totalRows(r *rows, k *block) {
	p, o := b.p, k.o
	cur := string(p.c.Currency())
	lines := span("", moneyCol, k.first, k.last)
	row := func(l look, text string, money excelize.Cell) {
		blank := b.words(l, "")
		r.put(b.words(l, o.ID), b.words(l, text), blank, blank, blank, blank, blank, b.words(l, cur), blank, money)
	}
	sum := look{num: fmtMoney, rule: true}
	row(look{rule: true}, "Total, unrounded", b.formula(sum, "SUM("+lines+")", p.num(o.Total)))
	places := p.cents.from(sheetCalc)
	text := "ROUND(" + at(moneyCol, k.total) + "," + places + ")"
	if p.c.Scenario.Rounding == "line" {
		text = "SUMPRODUCT(ROUND(" + lines + "," + places + "))"
	}
	row(strong, "Total a month", b.formula(look{num: fmtMoney, bold: true}, text, o.Monthly.Float()))
	for _, l := range o.Upfront {
		row(faint, l.Label+" (paid once, in the month's total only by its share)", b.formula(calc(fmtMoney), b.ref(l.Converted, sheetCalc), p.num(l.Converted)))
	}
	b.vatRowsOf(k, func(text string, money excelize.Cell) { row(plain, text, money) })
}
