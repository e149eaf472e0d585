package xlsx

import (
	"github.com/sovcost/sovcost/model"
	"github.com/xuri/excelize/v2"
)

// Rows of an option's VAT on the Calculation sheet, below its total.
const (
	netRow = iota
	vatRow
	grossRow
	vatRows
)

// hasVAT reports whether the workbook shows VAT: the scenario names a country, and
// its rate is known.
func (b *book) hasVAT() bool { return b.p.c.VAT != nil && b.p.c.VAT.Rate.OK() }

// vatRowsOf closes a block with net, VAT and with VAT. Net and the sum with all VAT
// are rounded as totals are; VAT is their difference, so that they add up. The line
// of VAT that is not deducted is the last of the lines and in neither.
func (b *book) vatRowsOf(k *block, row func(text string, money excelize.Cell)) {
	x := k.o.VAT
	if x == nil {
		return
	}
	lines := span("", moneyCol, k.first, k.last-1)
	due := b.ref(x.Due, sheetCalc)
	places := b.p.cents.from(sheetCalc)
	net, gross := "ROUND(SUM("+lines+"),"+places+")", "ROUND(SUM("+lines+")+"+due+","+places+")"
	if b.p.c.Scenario.Rounding == "line" {
		net = "SUMPRODUCT(ROUND(" + lines + "," + places + "))"
		gross = at(moneyCol, k.vat+netRow) + "+ROUND(" + due + "," + places + ")"
	}
	money := calc(fmtMoney)
	row("Net, without VAT", b.formula(money, net, x.NetMonthly.Float()))
	row("VAT, deducted or not", b.formula(money, at(moneyCol, k.vat+grossRow)+"-"+at(moneyCol, k.vat+netRow), x.VATMonthly().Float()))
	row("With VAT", b.formula(money, gross, x.GrossMonthly.Float()))
}

// vatTable is net, VAT and with VAT of every option, by name, below the workings.
func (b *book) vatTable(r *rows) {
	if !b.hasVAT() {
		return
	}
	r.put()
	r.whole(4 + len(b.compare.blocks))
	r.tall(19, b.words(heading, "VAT: every option with a price, by name; "+string(b.p.c.Currency())+" a month"))
	r.put(b.words(faint, "Rate and deducted share are on Inputs. What is not deducted is part of the month's cost; what is deducted comes back. Wages carry none. VAT is the rounded sum with it less the rounded net, so it may part from its line by a cent."))
	r.put(b.words(head, ""), b.words(head, "Option"), b.words(head, "Handed in by"), b.words(head, "Place"), b.words(headNum, "A month"), b.words(headNum, "Net"), b.words(headNum, "VAT"), b.words(headNum, "With VAT"), b.words(headNum, "Deducted"))
	for _, k := range b.compare.blocks {
		x := k.o.VAT
		if x == nil {
			continue
		}
		n := r.row
		from := func(row int) string { return sheetCalc + "!" + fixed(moneyCol, row) }
		r.put(b.words(plain, ""), b.words(wrapped, k.o.ID), b.words(plain, handedIn(x.Supplier)), b.words(wrapped, k.o.Place()),
			b.formula(link(fmtMoney), from(k.billed), k.o.Monthly.Float()), b.formula(link(fmtMoney), from(k.vat+netRow), x.NetMonthly.Float()),
			b.formula(link(fmtMoney), from(k.vat+vatRow), x.VATMonthly().Float()), b.formula(link(fmtMoney), from(k.vat+grossRow), x.GrossMonthly.Float()),
			b.formula(calc(fmtMoney), at(8, n)+"-"+at(5, n), k.o.DeductedMonthly().Float()))
	}
}

func handedIn(s model.Supplier) string {
	switch s {
	case model.Domestic:
		return "supplier"
	case model.Abroad:
		return "buyer, reverse charge"
	case model.Several:
		return "each supplier"
	}
	return "unknown"
}

// vatWords say what of VAT is in the amounts.
func (b *book) vatWords() string {
	if b.hasVAT() {
		return "with the VAT that is not deducted (rate and share on Inputs)"
	}
	return "without VAT"
}
