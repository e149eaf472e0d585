package xlsx

import (
	"slices"

	"github.com/sovcost/sovcost/model"
	"github.com/xuri/excelize/v2"
)

func (b *book) yearSlotsPage() page {
	v := b.p.years
	widths := []float64{8}
	for range len(v.series) * v.years {
		widths = append(widths, slotWidth)
	}
	return page{name: sheetYearSlots, widths: widths, freeze: firstSlot - 1, left: 1, printed: 1 + len(v.series)*v.asked(), locked: true, wide: true, rows: b.yearSlotRows}
}

// yearSlotRows are what runs in each slot, a column for every year of each figure.
func (b *book) yearSlotRows(r *rows) {
	p, v := b.p, b.p.years
	r.tall(24, b.words(title, "Year slots"))
	r.put(b.words(faint, "What runs in each slot at the load of each year: for every year one column per figure, one row per slot, the same rows as on Load."))
	r.to(firstSlot - 4)
	years, owners, units, heads := []excelize.Cell{b.words(faint, "year")}, []excelize.Cell{b.words(faint, "for")}, []excelize.Cell{b.words(faint, "unit")}, []excelize.Cell{b.words(head, "Slot")}
	whose := v.seriesOwners(p)
	slot := b.number(plain, 0)
	line := []any{&slot}
	var columns seriesColumns
	for y := range v.years {
		for _, n := range v.series {
			years = append(years, b.number(look{num: `"year "0`, bold: true, fill: paleHead}, float64(y+1)))
			owners = append(owners, b.words(group.wrapped(), whose[p.fig(n)]))
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
	r.put(owners...)
	r.put(units...)
	r.tall(56, heads...)
	line = append(line, columns.cells()...)
	for i := range p.slots {
		slot.Value = float64(i + 1)
		columns.fill(i, r.row)
		r.stream(line)
	}
}

// slotsAt is the column of a series in a year: years stand side by side, so that
// those of the horizon are printed and the others are not.
func (v *reviewed) slotsAt(fig, year int) int { return v.column[fig] + year*len(v.series) }

// seriesOwners says for each series which option with columns needs it, or how
// many do.
func (v *reviewed) seriesOwners(p *plan) map[int]string {
	var all []*model.Option
	for _, y := range v.options {
		all = append(all, y.o)
	}
	return p.ownersOf(all, func(o *model.Option) []int { return p.below(slices.Values(v.yearRoots(o))) })
}
