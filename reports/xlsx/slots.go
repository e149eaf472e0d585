package xlsx

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/cells"
	"github.com/xuri/excelize/v2"
)

// slotWidth is the width of a column of figures by slot.
const slotWidth = 14

func (b *book) slotsPage() page {
	widths := []float64{8}
	for range b.p.series {
		widths = append(widths, slotWidth)
	}
	return page{name: sheetSlots, widths: widths, freeze: firstSlot - 1, left: 1, locked: true, wide: true, rows: func(r *rows) {
		r.tall(24, b.words(title, "Slots"))
		r.put(b.words(faint, "What runs in each slot of the load: one column per figure, one row per slot, the same rows as on Load."))
		r.to(firstSlot - 3)
		owners, units, heads := []excelize.Cell{b.words(faint, "for")}, []excelize.Cell{b.words(faint, "unit")}, []excelize.Cell{b.words(head, "Slot")}
		whose := b.p.seriesOwners()
		for _, n := range b.p.series {
			owners = append(owners, b.words(group.wrapped(), whose[b.p.fig(n)]))
			units = append(units, b.words(unitLook, unitName(n)))
			heads = append(heads, b.words(headNum, n.Label()))
		}
		r.put(owners...)
		r.put(units...)
		r.tall(42, heads...)
		columns, slot := b.columnsOf(b.p.series, sheetSlots), b.number(plain, 0)
		line := append([]any{&slot}, columns.cells()...)
		for i := range b.p.slots {
			slot.Value = float64(i + 1)
			columns.fill(i, r.row)
			r.stream(line)
		}
	}}
}

// seriesOwners says for each series which option needs it, or how many do.
func (p *plan) seriesOwners() map[int]string {
	var all []*model.Option
	for _, k := range p.blocks {
		all = append(all, k.o)
	}
	return p.ownersOf(all, p.needs)
}

func (p *plan) ownersOf(all []*model.Option, needs func(*model.Option) []int) map[int]string {
	first, count, out := map[int]*model.Option{}, map[int]int{}, map[int]string{}
	for _, o := range all {
		for _, i := range needs(o) {
			if !p.figs.At(i).IsSeries() {
				continue
			}
			if count[i]++; count[i] == 1 {
				first[i] = o
			}
		}
	}
	for i, n := range count {
		out[i] = first[i].ID
		if n > 1 {
			out[i] = fmt.Sprintf("%d options", n)
		}
	}
	return out
}

// seriesColumn is one series: its formula with the row left open, its values,
// and the cell that shows one of them at a time.
type seriesColumn struct {
	text   []string // the formula, cut where the row's number stands
	cell   excelize.Cell
	values levels
}

type seriesColumns []*seriesColumn

func (b *book) columnsOf(nodes []formula.Node, sheet string) seriesColumns {
	l := b.p.layout(sheet)
	out := make(seriesColumns, len(nodes))
	for i, n := range nodes {
		text, err := l.Formula(n)
		b.fail(err)
		out[i] = b.seriesColumn(n, text)
	}
	return out
}

func (b *book) seriesColumn(n formula.Node, text string) *seriesColumn {
	return b.slotColumn(b.p.slotsOf(n), text, slotWidth)
}

// slotColumn has one format for all slots, so that their points stand in a line.
func (b *book) slotColumn(values []float64, text string, width float64) *seriesColumn {
	top, whole := 0.0, true
	for _, v := range values {
		top = max(top, v)
		whole = whole && v == float64(int64(v))
	}
	l := calc(columnFormat(top, whole))
	return &seriesColumn{strings.Split(text, cells.Row), excelize.Cell{StyleID: b.style(l.with(l.fitting(top, width)))}, levelsOf(values)}
}

func (s seriesColumns) cells() []any {
	out := make([]any, len(s))
	for i, c := range s {
		out[i] = &c.cell
	}
	return out
}

// fill puts the formulas and values of slot i into the cells. The formulas of a
// row are cut from one text: one allocation for the row.
func (s seriesColumns) fill(i, row int) {
	var room [512]byte
	var ends [64]int
	text, end := room[:0], ends[:0]
	for _, c := range s {
		for k, part := range c.text {
			if k > 0 {
				text = strconv.AppendInt(text, int64(row), 10)
			}
			text = append(text, part...)
		}
		end = append(end, len(text))
	}
	all, from := string(text), 0
	for k, c := range s {
		c.cell.Formula, c.cell.Value = all[from:end[k]], c.values.of(i)
		from = end[k]
	}
}

// levels are the values of a series, ready for the stream: a load takes few
// different values, so each is made once. Where it takes more than mostLevels,
// every slot has its own.
type levels struct {
	known []any
	slot  []uint16 // which of the known; nil: one per slot
}

const mostLevels = 10_000

func levelsOf(values []float64) levels {
	l := levels{slot: make([]uint16, len(values))}
	place := map[float64]uint16{}
	for i, v := range values {
		k, ok := place[v]
		if !ok && len(l.known) == mostLevels {
			return everyLevel(values)
		}
		if !ok {
			k = uint16(len(l.known))
			place[v], l.known = k, append(l.known, v)
		}
		l.slot[i] = k
	}
	return l
}

func everyLevel(values []float64) levels {
	l := levels{known: make([]any, len(values))}
	for i, v := range values {
		l.known[i] = v
	}
	return l
}

func (l levels) of(i int) any {
	if l.slot == nil {
		return l.known[i]
	}
	return l.known[l.slot[i]]
}

func floats(whole []int64) []float64 {
	out := make([]float64, len(whole))
	for i, w := range whole {
		out[i] = float64(w)
	}
	return out
}
