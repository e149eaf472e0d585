package xlsx

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
)

// TestSolvedFigures changes the load of a scenario with cold starts, warm
// instances, a limit, a start budget and variants, lets LibreOffice recalculate,
// and holds every figure that is read from a solved table (cold starts, refused
// requests, percentiles) against the engine: the tables are the same points in
// the file as in the graph, between them and beyond them.
func TestSolvedFigures(t *testing.T) {
	soffice(t)
	c := question(t, "webshop.toml", []scenario.Setting{{Key: "workload.provisioned", Value: "3"}, {Key: "workload.max_instances", Value: "60"}, {Key: "workload.cold_budget", Value: "500ms"}},
		"aws-eu-central-1", "gcp-europe-west3", "scaleway-fr-par")
	p, err := newPlan(c, maxBlocks)
	must(t, err)
	cols, err := (&book{p: p, w: Workbook{Comparison: c}}).inputColumns()
	must(t, err)
	data := workbookOf(t, c)
	requests, ok := p.g.Find(requestsKey)
	if !ok {
		t.Fatal("no requests")
	}
	l, _ := requests.Leaf()
	base, _ := l.Value.Quo(requests.Unit().Factor)
	var all []change
	var files []string
	dir := t.TempDir()
	write := func(ch change, cells map[string]string) {
		files = append(files, filepath.Join(dir, fmt.Sprintf("%03d.xlsx", len(files))))
		must(t, os.WriteFile(files[len(files)-1], withCells(t, data, inputsNumber, cells), 0o644))
		all = append(all, ch)
	}
	for _, factor := range []string{"0.000001", "0.003", "0.31", "1", "1.000001", "1.9", "7", "60", "100000"} {
		v := base.Mul(exact.MustParse(factor))
		write(change{"requests x" + factor, map[int]exact.Num{requests.Index(): v}}, map[string]string{at(baseCol, p.where(requests).row): strconv.FormatFloat(v.Float(), 'g', -1, 64)})
	}
	for i, name := range cols.names[1:] {
		ch := change{"case " + name, map[int]exact.Num{}}
		for n, v := range cols.set[i+1] {
			ch.set[n], _ = exact.FromFloat(v)
		}
		write(ch, map[string]string{at(liveCol, choiceRow): "text:" + name})
	}
	if len(all) < 12 {
		t.Errorf("only %d changed files: the scenario has too few cases", len(all))
	}
	out := convert(t, "xlsx", files)
	compared, kinds := 0, map[string]int{}
	for i, ch := range all {
		got, err := os.ReadFile(filepath.Join(out, filepath.Base(files[i])))
		must(t, err)
		cells := contents(t, got)
		for _, b := range p.blocks {
			for _, f := range b.o.Figures {
				n := p.canon(f.Node)
				s := p.where(n)
				if !s.placed() || n.IsSeries() {
					continue
				}
				v, err := p.g.Evaluate(ch.inputs(p.g), f.Node)
				must(t, err)
				want := v.Base(f.Node).Float() / f.Node.Unit().Factor.Float()
				text := cells[s.sheet+"!"+at(s.col, s.row)].value
				have, err := strconv.ParseFloat(text, 64)
				if err != nil || !(math.Abs(have-want) <= 1e-9*math.Abs(want)+1e-12) {
					t.Errorf("%s: %s of %s is %q in the workbook, %.12g by the engine", ch.name, f.Key, b.o.ID, text, want)
				}
				compared++
				kinds[f.Key]++
			}
		}
	}
	for _, key := range []string{"cold_share", "cold_starts", "throttled", "p50", "p95", "p99", "over_budget"} {
		if kinds[key] == 0 {
			t.Errorf("no %s among the figures compared: %v", key, kinds)
		}
	}
	t.Logf("%d figures of %d options in %d changed workbooks equal the engine's", compared, len(p.blocks), len(files))
}
