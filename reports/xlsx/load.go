package xlsx

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/cells"
	"github.com/xuri/excelize/v2"
)

const (
	slotCountRow = 4
	weightSumRow = 5
)

func (b *book) loadPage() page {
	widths := []float64{8, 17, 14, 11, 19, 18, 18, 10}
	for range b.p.aheads {
		widths = append(widths, 20)
	}
	return page{name: sheetLoad, widths: widths, freeze: firstSlot - 1, rows: b.loadRows, after: b.loadChart}
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
	units := []excelize.Cell{b.words(faint, ""), b.words(faint, ""), b.words(faint, ""), b.words(unitLook, "of the month"), b.words(faint, "")}
	heads := []excelize.Cell{b.words(head, "Slot"), b.words(head, "Begins"), b.words(headNum, "Weight"), b.words(headNum, "Share"), b.words(headNum, "Weight as delivered")}
	for _, n := range p.demand {
		units = append(units, b.words(unitLook, unitName(n)))
		heads = append(heads, b.words(headNum, n.Label()))
	}
	heads = append(heads, b.words(head, "Chart axis"))
	units = append(units, b.words(faint, ""))
	for _, n := range p.aheads {
		units, heads = append(units, b.words(unitLook, "of the month")), append(heads, b.words(headNum, n.Label()))
	}
	r.put(units...)
	r.put(heads...)
	b.slotRows(r)
}

func loadText(p traffic.Profile) string {
	s := fmt.Sprintf("%d slots of %s", len(p.Weights), plainDuration(p.Slot))
	if p.Name != "" {
		s = p.Name + ": " + s
	}
	if p.Source.Where != "" && p.Source.Where != p.Name {
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
// One set of cells serves all rows: the stream has written them before the next.
func (b *book) slotRows(r *rows) {
	p, profile := b.p, b.w.Comparison.Profile
	columns := b.columnsOf(p.demand, sheetLoad)
	if len(p.loads) == 0 {
		return
	}
	share := b.seriesColumn(p.loads[0], column(weightCol)+cells.Row+"/"+fixed(weightCol, weightSumRow))
	share.cell.StyleID = b.style(calc(fmtShare))
	columns = append(seriesColumns{share}, columns...)
	slot, begins, axis := b.number(plain, 0), b.words(plain, ""), b.words(faint, "")
	weight, asDelivered := b.number(input(fmtWhole), 0), b.number(delivered(fmtWhole), 0)
	line := []any{&slot, &begins, &weight, &share.cell, &asDelivered}
	line = append(append(line, columns[1:].cells()...), &axis)
	aheads := make(seriesColumns, len(p.aheads))
	for i, n := range p.aheads {
		aheads[i] = b.seriesColumn(n, "")
		aheads[i].cell.StyleID = b.style(calc(fmtShare))
	}
	line = append(line, aheads.cells()...)
	weights := levelsOf(floats(profile.Weights))
	for i := range p.slots {
		slot.Value, begins.Value, axis.Value = float64(i+1), slotName(profile, i), axisName(profile, i)
		weight.Value = weights.of(i)
		asDelivered.Value = weight.Value
		columns.fill(i, r.row)
		for k, n := range p.aheads {
			aheads[k].cell.Formula, aheads[k].cell.Value = p.highestAhead(i, slotsAhead(n)), aheads[k].values.of(i)
		}
		r.stream(line)
	}
}

// aheadKey begins the key of the highest share of a slot and the next ones.
const aheadKey = "workload.load.ahead."

// slotsAhead is how many slots to come a series of the load looks at, 0 for the
// load itself.
func slotsAhead(n formula.Node) int {
	next, ahead := strings.CutPrefix(keyOf(n), aheadKey)
	k, err := strconv.Atoi(next)
	if !ahead || err != nil {
		return 0
	}
	return k
}

// highestAhead is the formula of the highest share among slot i and the next ones;
// a typical period begins again after its end.
func (p *plan) highestAhead(i, next int) string {
	next = min(next, p.slots-1)
	end := min(i+next, p.slots-1)
	weights := span("", weightCol, firstSlot+i, firstSlot+end)
	if again := i + next - p.slots; again >= 0 && p.c.Profile.Typical() {
		weights += "," + span("", weightCol, firstSlot, firstSlot+again)
	}
	return "MAX(" + weights + ")/" + fixed(weightCol, weightSumRow)
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

func (b *book) loadChanged() string {
	last := firstSlot + b.p.slots - 1
	return "SUMPRODUCT((" + span(sheetLoad, weightCol, firstSlot, last) + "<>" + span(sheetLoad, weightCol+2, firstSlot, last) + ")*1)"
}
