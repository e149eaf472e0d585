package xlsx

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/sheets"
	"github.com/xuri/excelize/v2"
)

// BenchmarkRows writes a workbook of about 100,000 rows and, beside it, the same
// cells by a bare stream loop: the whole must stay within 1.5 times the loop in
// time, in allocated bytes and in the peak of the heap.
//
// "slots" is a profile of 100,000 slots with 997 different levels, one option;
// "options" is as many options as a workbook is let hold, one block each;
// "calculation" is 100,000 rows on that sheet alone, of ten times as many options.
func BenchmarkRows(b *testing.B) {
	for _, bench := range []struct {
		name string
		most int // options
		c    func(t testing.TB, blocks int) *model.Comparison
	}{{"slots", MaxOptions, longProfile}, {"options", MaxOptions, manyOptions}, {"calculation", 10_250, manyOptions}} {
		b.Run(bench.name, func(b *testing.B) { besideLoop(b, bench.c(b, bench.most), bench.most) })
	}
}

func longProfile(t testing.TB, _ int) *model.Comparison {
	s, err := scenario.Load(os.DirFS("../../testdata"), "webshop.toml")
	must(t, err)
	s.Workload.Load = scenario.LoadShape{Shape: "custom", Slot: quantity(t, "5min")}
	for i := range int64(100_000) {
		s.Workload.Load.Weights = append(s.Workload.Load.Weights, 1000+i*7919%997)
	}
	c, err := ask(s, []string{"hetzner-fsn1"})
	must(t, err)
	return c
}

// manyOptions asks for all shipped products again and again, until so many have a
// price.
func manyOptions(t testing.TB, most int) *model.Comparison {
	s, err := scenario.Load(os.DirFS("../../testdata"), "webshop.toml")
	must(t, err)
	pinAll(t, s, 2*most)
	c, err := ask(s, nil)
	must(t, err)
	blocks := 0
	for i, o := range c.Options {
		if hasBlock(o) {
			blocks++
		}
		if blocks == most {
			c.Options = c.Options[:i+1]
			break
		}
	}
	return c
}

// pinAll pins n options: every function, container and VM that is sold, and from
// the start again.
func pinAll(t testing.TB, s *scenario.Scenario, n int) {
	lib, err := sheets.Embedded()
	must(t, err)
	var all []*scenario.Option
	room := quantity(t, "4GiB").Base()
	for _, sheet := range lib.Sheets() {
		for _, kind := range []string{"function", "container", "vm"} {
			for _, p := range sheet.OfKind(kind) {
				if kind == "vm" && p.Memory.Base().Less(room) {
					continue // too small for one instance
				}
				all = append(all, &scenario.Option{Kind: kind, Sheet: sheet.ID, Product: p.ID})
			}
		}
	}
	for i := range n {
		o := *all[i%len(all)]
		o.ID = fmt.Sprintf("pinned-%04d", i)
		s.Options = append(s.Options, &o)
	}
}

func besideLoop(b *testing.B, c *model.Comparison, most int) {
	rows := streamed(b, bigWorkbook(b, c, most))
	for _, way := range []struct {
		name string
		do   func()
	}{
		{"bare", func() { bare(b, rows) }},
		{"workbook", func() { must(b, write(io.Discard, Workbook{Comparison: c}, most)) }},
	} {
		b.Run(way.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				way.do()
			}
			b.ReportMetric(float64(peak(way.do))/(1<<20), "peak-MiB")
			b.ReportMetric(float64(len(rows[calcIn(rows)].rows)), "calc-rows")
		})
	}
}

func bigWorkbook(b *testing.B, c *model.Comparison, most int) []byte {
	var out bytes.Buffer
	must(b, write(&out, Workbook{Comparison: c}, most))
	return out.Bytes()
}

func calcIn(sheets []sheetRows) int {
	for i, s := range sheets {
		if s.name == sheetCalc {
			return i
		}
	}
	return 0
}

// peak is how far the live heap rises above where it begins, with a collector
// that runs often, so that garbage hardly counts.
func peak(do func()) uint64 {
	defer debug.SetGCPercent(debug.SetGCPercent(5))
	debug.FreeOSMemory()
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	read := func() uint64 { metrics.Read(heap); return heap[0].Value.Uint64() }
	before, most := read(), uint64(0)
	done, stopped := make(chan bool), make(chan bool)
	go func() {
		defer close(stopped)
		for tick := time.NewTicker(2 * time.Millisecond); ; {
			most = max(most, read())
			select {
			case <-done:
				tick.Stop()
				return
			case <-tick.C:
			}
		}
	}()
	do()
	close(done)
	<-stopped
	return most - min(before, most)
}

type sheetRows struct {
	name string
	rows [][]any
}

// streamed are the cells of a workbook, row by row.
func streamed(b *testing.B, data []byte) []sheetRows {
	byRow := map[string]map[int]map[int]content{}
	for cell, c := range contents(b, data) {
		name, ref, _ := strings.Cut(cell, "!")
		col, row, err := excelize.CellNameToCoordinates(ref)
		must(b, err)
		if byRow[name] == nil {
			byRow[name] = map[int]map[int]content{}
		}
		if byRow[name][row] == nil {
			byRow[name][row] = map[int]content{}
		}
		byRow[name][row][col] = c
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
			must(b, sw.SetRow("A"+fmt.Sprint(i+1), row))
		}
		must(b, sw.Flush())
	}
	must(b, f.Write(io.Discard))
}
