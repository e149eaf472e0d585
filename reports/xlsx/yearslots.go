package xlsx

import "github.com/xuri/excelize/v2"

func (b *book) yearSlotsPage() page {
	v := b.p.years
	widths := []float64{8}
	for range len(v.series) * v.years {
		widths = append(widths, slotWidth)
	}
	return page{name: sheetYearSlots, widths: widths, freeze: firstSlot - 1, left: 1, locked: true, wide: true, rows: b.yearSlotRows}
}

// yearSlotRows are what runs in each slot, a column for every year of each figure.
func (b *book) yearSlotRows(r *rows) {
	p, v := b.p, b.p.years
	r.tall(24, b.words(title, "Year slots"))
	r.put(b.words(faint, "What runs in each slot at the load of each year: for every figure one column per year, one row per slot, the same rows as on Load."))
	r.to(firstSlot - 3)
	years, units, heads := []excelize.Cell{b.words(faint, "year")}, []excelize.Cell{b.words(faint, "unit")}, []excelize.Cell{b.words(head, "Slot")}
	slot := b.number(plain, 0)
	line := []any{&slot}
	var columns seriesColumns
	for _, n := range v.series {
		for y := range v.years {
			years = append(years, b.number(look{num: "0", right: true}, float64(y+1)))
			units = append(units, b.words(unitLook, unitName(n)))
			heads = append(heads, b.words(headNum, n.Label()))
			text, err := b.yearLayout(sheetYearSlots, y).Formula(n)
			b.fail(err)
			values := make([]float64, p.slots)
			for i, x := range v.values[y].SlotsOf(n) {
				values[i] = x.Float()
			}
			columns = append(columns, b.slotColumn(values, text, slotWidth))
		}
	}
	r.put(years...)
	r.put(units...)
	r.tall(56, heads...)
	line = append(line, columns.cells()...)
	for i := range p.slots {
		slot.Value = float64(i + 1)
		columns.fill(i, r.row)
		r.stream(line)
	}
}
