package xlsx

import (
	"fmt"
	"strings"
	"time"

	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/cells"
)

const (
	slotCountRow = 4
	weightSumRow = 5
)

func (b *book) loadPage() page {
	return page{name: sheetLoad, widths: []float64{8, 17, 14, 14, 14, 18, 18, 10}, freeze: firstSlot - 1, rows: b.loadRows, after: b.loadChart}
}

func (b *book) loadRows(r *rows) {
	p := b.p
	r.tall(24, b.words(title, "Load"))
	r.put(b.words(faint, loadText(b.w.Comparison.Profile)))
	r.put(b.words(faint, "Change the weight of a slot: the month's requests stay, their place in the month moves."))
	last := firstSlot + p.slots - 1
	r.put(b.words(strong, "Slots"), b.words(plain, ""), b.words(plain, ""), b.formula(calc(fmtWhole), "COUNT("+span("", weightCol, firstSlot, last)+")", float64(p.slots)))
	sum := 0.0
	for _, w := range b.w.Comparison.Profile.Weights {
		sum += float64(w)
	}
	r.put(b.words(strong, "Sum"), b.words(plain, ""), b.formula(calc(fmtWhole), "SUM("+span("", weightCol, firstSlot, last)+")", sum),
		b.formula(calc(fmtShare), "SUM("+span("", shareCol, firstSlot, last)+")", 1.0))
	units := []any{b.words(faint, ""), b.words(faint, ""), b.words(faint, ""), b.words(faint, "of the month"), b.words(faint, "")}
	heads := []any{b.words(head, "Slot"), b.words(head, "Begins"), b.words(headNum, "Weight"), b.words(headNum, "Share"), b.words(headNum, "Weight as delivered")}
	for _, n := range p.demand {
		units = append(units, b.words(faint, n.Unit().Name))
		heads = append(heads, b.words(headNum, n.Label()))
	}
	r.put(units...)
	r.put(append(heads, b.words(faint, "chart axis"))...)
	b.slotRows(r)
}

func loadText(p traffic.Profile) string {
	s := fmt.Sprintf("%d slots of %s", len(p.Weights), plainDuration(p.Slot))
	if p.Name != "" {
		s = p.Name + ": " + s
	}
	if p.Source.Where != "" {
		s += ", from " + p.Source.Where
	}
	return s
}

func plainDuration(d time.Duration) string {
	s := d.String()
	s = strings.TrimSuffix(strings.TrimSuffix(s, "0s"), "0m")
	if s == "" || s[len(s)-1] < 'a' {
		return d.String()
	}
	return s
}

// slotRows writes one row per slot: weight, share, and the load that follows.
func (b *book) slotRows(r *rows) {
	p, profile := b.p, b.w.Comparison.Profile
	columns := b.columnsOf(p.demand, sheetLoad)
	if len(p.loads) == 0 {
		return
	}
	shares := p.slotsOf(p.loads[0])
	sum := fixed(weightCol, weightSumRow)
	for i := range p.slots {
		row := r.row
		w := float64(profile.Weights[i])
		cells := []any{b.number(plain, float64(i+1)), b.words(plain, slotName(profile, i)), b.number(input(fmtWhole), w),
			b.formula(calc(fmtShare), at(weightCol, row)+"/"+sum, shares[i]), b.number(delivered(fmtWhole), w)}
		cells = append(cells, columns.row(b, i, row)...)
		r.put(append(cells, b.words(faint, axisName(profile, i)))...)
	}
}

// axisName labels the chart's axis at the first slot of each day of a week, or
// at about a dozen slots of a longer profile.
func axisName(p traffic.Profile, i int) string {
	if p.Start.IsZero() && time.Duration(len(p.Weights))*p.Slot <= traffic.Week {
		if time.Duration(i)*p.Slot%(24*time.Hour) != 0 {
			return ""
		}
		return strings.Fields(slotName(p, i))[0]
	}
	if i%max(1, len(p.Weights)/12) != 0 {
		return ""
	}
	name, _, _ := strings.Cut(slotName(p, i), " 0")
	return name
}

// slotName is when a slot begins: the hour of a typical week, or a time.
func slotName(p traffic.Profile, i int) string {
	if p.Start.IsZero() {
		monday := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
		t := monday.Add(time.Duration(i) * p.Slot)
		s := t.Format("Mon 15:04")
		if week := time.Duration(i) * p.Slot / traffic.Week; week > 0 {
			return fmt.Sprintf("week %d %s", week+1, s)
		}
		return s
	}
	return p.Start.Add(time.Duration(i) * p.Slot).Format("2006-01-02 15:04")
}

// seriesColumn is one series: its formula with the row left open, and its values.
type seriesColumn struct {
	text   string
	look   look
	values []float64
}

type seriesColumns []seriesColumn

func (b *book) columnsOf(nodes []formula.Node, sheet string) seriesColumns {
	l := b.p.layout(sheet)
	out := make(seriesColumns, len(nodes))
	for i, n := range nodes {
		text, err := l.Formula(n)
		b.fail(err)
		values := b.p.slotsOf(n)
		top := 0.0
		whole := true
		for _, v := range values {
			top = max(top, v)
			whole = whole && v == float64(int64(v))
		}
		num := quantityFormat(top)
		if !whole && num == fmtWhole {
			num = fmtPart
		}
		out[i] = seriesColumn{text, calc(num), values}
	}
	return out
}

// row are the cells of slot i in the given row.
func (s seriesColumns) row(b *book, i, row int) []any {
	number := fmt.Sprint(row)
	out := make([]any, len(s))
	for k, c := range s {
		out[k] = b.formula(c.look, strings.ReplaceAll(c.text, cells.Row, number), c.values[i])
	}
	return out
}

func (b *book) slotsPage() page {
	widths := []float64{8}
	for range b.p.series {
		widths = append(widths, 16)
	}
	return page{name: sheetSlots, widths: widths, freeze: firstSlot - 1, locked: true, wide: true, rows: func(r *rows) {
		r.tall(24, b.words(title, "Slots"))
		r.put(b.words(faint, "What runs in each slot of the load: one column per figure, one row per slot, the same rows as on Load."))
		r.to(firstSlot - 2)
		units, heads := []any{b.words(faint, "unit")}, []any{b.words(head, "Slot")}
		for _, n := range b.p.series {
			units = append(units, b.words(faint, n.Unit().Name))
			heads = append(heads, b.words(headNum, n.Label()))
		}
		r.put(units...)
		r.tall(42, heads...)
		columns := b.columnsOf(b.p.series, sheetSlots)
		for i := range b.p.slots {
			r.put(append([]any{b.number(plain, float64(i+1))}, columns.row(b, i, r.row)...)...)
		}
	}}
}

func (b *book) loadChanged() string {
	last := firstSlot + b.p.slots - 1
	return "SUMPRODUCT((" + span(sheetLoad, weightCol, firstSlot, last) + "<>" + span(sheetLoad, weightCol+2, firstSlot, last) + ")*1)"
}
