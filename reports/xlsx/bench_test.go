package xlsx

import (
	"io"
	"os"
	"sort"
	"strconv"
	"testing"

	"github.com/sovcost/sovcost/model/scenario"
	"github.com/xuri/excelize/v2"
)

// BenchmarkRows writes a workbook of about 100,000 rows and, beside it, the same
// cells by a bare stream loop: the whole must stay within 1.5 times the loop.
// The rows are those of a year in five-minute slots.
func BenchmarkRows(b *testing.B) {
	s, err := scenario.Load(os.DirFS("../../testdata"), "webshop.toml")
	must(b, err)
	five := int64(5)
	s.Workload.Load = scenario.LoadShape{Shape: "custom", Slot: quantity(b, "5min")}
	for i := range int64(100_000) {
		s.Workload.Load.Weights = append(s.Workload.Load.Weights, 1+i%five)
	}
	c, err := ask(s, []string{"hetzner-fsn1"})
	must(b, err)
	rows := streamed(b, workbookOf(b, c))
	b.Run("bare", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			bare(b, rows)
		}
	})
	b.Run("workbook", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			must(b, Write(io.Discard, Workbook{Comparison: c}))
		}
	})
}

type sheetRows struct {
	name string
	rows [][]any
}

// streamed are the cells of a workbook, row by row.
func streamed(b *testing.B, data []byte) []sheetRows {
	byRow := map[string]map[int]map[int]content{}
	for cell, c := range contents(b, data) {
		for i := range cell {
			if cell[i] != '!' {
				continue
			}
			col, row, err := excelize.CellNameToCoordinates(cell[i+1:])
			must(b, err)
			name := cell[:i]
			if byRow[name] == nil {
				byRow[name] = map[int]map[int]content{}
			}
			if byRow[name][row] == nil {
				byRow[name][row] = map[int]content{}
			}
			byRow[name][row][col] = c
		}
	}
	var out []sheetRows
	for name, rows := range byRow {
		s := sheetRows{name: name}
		last := 0
		for r := range rows {
			last = max(last, r)
		}
		for r := 1; r <= last; r++ {
			s.rows = append(s.rows, rowOf(rows[r]))
		}
		out = append(out, s)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].name < out[j].name })
	return out
}

func rowOf(cells map[int]content) []any {
	last := 0
	for col := range cells {
		last = max(last, col)
	}
	row := make([]any, last)
	for col, c := range cells {
		x := excelize.Cell{StyleID: 1, Formula: c.formula, Value: c.value}
		if f, err := strconv.ParseFloat(c.value, 64); err == nil && c.kind == "" {
			x.Value = f
		}
		row[col-1] = x
	}
	return row
}

// bare is the loop without anything else.
func bare(b *testing.B, sheets []sheetRows) {
	f := excelize.NewFile()
	defer f.Close()
	for _, s := range sheets {
		_, err := f.NewSheet(s.name)
		must(b, err)
		sw, err := f.NewStreamWriter(s.name)
		must(b, err)
		for i, row := range s.rows {
			must(b, sw.SetRow(at(1, i+1), row))
		}
		must(b, sw.Flush())
	}
	must(b, f.Write(io.Discard))
}
