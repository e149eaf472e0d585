package xlsx

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/cells"
	"github.com/sovcost/sovcost/pricing/formula/formulatest"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

const (
	randomGraphs = 250
	tableRow     = 20 // of the first point; slots stand above
)

// drawn is a random graph laid out in columns: one per node, three per table.
type drawn struct {
	c      formulatest.Case
	v      *formula.Values
	column map[int]int
	table  map[*formula.Table]int
}

// TestRandomGraphs holds the workbook reader against the exact one: random
// graphs become one sheet without any values, and LibreOffice computes it.
func TestRandomGraphs(t *testing.T) {
	soffice(t)
	draw := rapid.Custom(func(r *rapid.T) formulatest.Case { return formulatest.Draw(r) })
	f := excelize.NewFile()
	next := 1
	var all []drawn
	for seed := 1; len(all) < randomGraphs; seed++ {
		d := drawn{c: draw.Example(seed), column: map[int]int{}, table: map[*formula.Table]int{}}
		v, err := d.c.G.Evaluate(nil, d.c.Root)
		if err != nil {
			continue // a step that is not above 0: the exact reader refuses it
		}
		d.v = v
		next = d.place(next)
		if next > maxColumns {
			break
		}
		d.write(t, f)
		all = append(all, d)
	}
	if len(all) < randomGraphs {
		t.Fatalf("%d graphs fit on the sheet", len(all))
	}
	var b bytes.Buffer
	must(t, f.Write(&b))
	file := filepath.Join(t.TempDir(), "graphs.xlsx")
	must(t, os.WriteFile(file, b.Bytes(), 0o644))
	data, err := os.ReadFile(filepath.Join(convert(t, "xlsx", []string{file}), "graphs.xlsx"))
	must(t, err)
	got := contents(t, data)
	n := 0
	for i, d := range all {
		n += d.check(t, i, got)
	}
	t.Logf("%d formula cells of %d random graphs recalculated", n, len(all))
}

func (d *drawn) place(next int) int {
	for i, seen := range d.c.G.Reachable(d.c.Root) {
		if !seen {
			continue
		}
		d.column[i] = next
		next++
		if t := d.c.G.At(i).Table(); t != nil {
			d.table[t] = next
			next += 3
		}
	}
	return next
}

// guardCell holds the tolerance: the first cell below everything.
const guardCell = "$A$200"

func (d *drawn) layout() cells.Layout {
	return cells.Layout{Guard: guardCell,
		Cell: func(n formula.Node) string {
			c := "$" + column(d.column[n.Index()])
			if n.IsSeries() {
				return c + cells.Row
			}
			return c + "$1"
		},
		Range: func(n formula.Node) string { return span("", d.column[n.Index()], 1, d.c.G.Slots()) },
		Table: func(t *formula.Table) cells.Block {
			c, last := d.table[t], tableRow+len(t.Points)-1
			return cells.Block{X: span("", c, tableRow, last), Y: span("", c+1, tableRow, last), Slope: span("", c+2, tableRow, last)}
		}}
}

func (d *drawn) write(t *testing.T, f *excelize.File) {
	set := func(cell string, v any) { must(t, f.SetCellValue("Sheet1", cell, v)) }
	set("A200", tolerance.Float())
	l := d.layout()
	for i, col := range d.column {
		n := d.c.G.At(i)
		rows := 1
		if n.IsSeries() {
			rows = d.c.G.Slots()
		}
		if tb := n.Table(); tb != nil {
			d.writeTable(t, f, tb)
		}
		for row := 1; row <= rows; row++ {
			if n.Op().IsLeaf() {
				set(at(col, row), d.value(n, row-1).Float())
				continue
			}
			text, err := l.Formula(n)
			must(t, err)
			must(t, f.SetCellFormula("Sheet1", at(col, row), strings.ReplaceAll(text, cells.Row, fmt.Sprint(row))))
		}
	}
}

func (d *drawn) writeTable(t *testing.T, f *excelize.File, tb *formula.Table) {
	c := d.table[tb]
	for i, p := range tb.Points {
		slope := 0.0
		if i+1 < len(tb.Points) {
			q := tb.Points[i+1]
			rise, _ := q.Y.Sub(p.Y).Quo(q.X.Sub(p.X))
			slope = rise.Float()
		}
		for k, v := range []float64{p.X.Float(), p.Y.Float(), slope} {
			must(t, f.SetCellValue("Sheet1", at(c+k, tableRow+i), v))
		}
	}
}

func (d *drawn) value(n formula.Node, slot int) exact.Num {
	if n.IsSeries() {
		return d.v.SlotsOf(n)[slot]
	}
	return d.v.Of(n)
}

func (d *drawn) check(t *testing.T, graph int, got map[string]content) int {
	cellsSeen := 0
	for i, col := range d.column {
		n := d.c.G.At(i)
		if n.Op().IsLeaf() {
			continue
		}
		rows := 1
		if n.IsSeries() {
			rows = d.c.G.Slots()
		}
		for row := 1; row <= rows; row++ {
			cellsSeen++
			c := got["Sheet1!"+at(col, row)]
			want := d.value(n, row-1).Float()
			have, err := strconv.ParseFloat(c.value, 64)
			if err != nil || math.Abs(have-want) > 1e-9*math.Max(1, math.Abs(want)) {
				t.Errorf("graph %d, %s (%s): %q = %s, exact %g", graph, n.Label(), n.Op(), c.value, c.formula, want)
			}
		}
	}
	return cellsSeen
}
