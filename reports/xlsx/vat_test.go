package xlsx

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// vatChanges are values of the rate, the deducted share and the share of bought
// work, one by one and together with the load.
var vatChanges = []map[string]string{
	{"vat.rate": "8.5"}, {"vat.rate": "0"}, {"vat.deductible": "100"}, {"vat.deductible": "37.5"}, {"vat.outside_work": "30"},
	{"vat.rate": "25.5", "vat.deductible": "60", "vat.outside_work": "100", requestsKey: "70000000"},
}

// TestVATWired changes VAT on Inputs, lets LibreOffice recalculate, and compares
// net, VAT, with VAT and cost of every option with the engine, under both
// roundings.
func TestVATWired(t *testing.T) {
	soffice(t)
	for _, rounding := range []string{"sum", "line"} {
		c := question(t, "cantonal-office.toml", []scenario.Setting{{Key: "rounding", Value: rounding}})
		data := workbookOf(t, c)
		p, err := newPlan(c, maxBlocks)
		must(t, err)
		some := vatChanges
		if rounding == "line" {
			some = vatChanges[len(vatChanges)-2:]
		}
		dir := t.TempDir()
		var files []string
		for i, ch := range some {
			set := map[string]string{}
			for key, v := range ch {
				n, ok := p.g.Find(key)
				if !ok || p.where(n).sheet != sheetInputs {
					t.Fatalf("%s has no cell on Inputs", key)
				}
				set[at(baseCol, p.where(n).row)] = v
			}
			files = append(files, filepath.Join(dir, fmt.Sprintf("%d.xlsx", i)))
			must(t, os.WriteFile(files[i], withCells(t, data, 2, set), 0o644))
		}
		out := convert(t, "xlsx", files)
		for i, ch := range some {
			got, err := os.ReadFile(filepath.Join(out, filepath.Base(files[i])))
			must(t, err)
			checkVAT(t, c, p, ch, contents(t, got))
		}
		t.Logf("%s: %d changed workbooks of %d options", rounding, len(files), len(p.blocks))
	}
}

func checkVAT(t *testing.T, c *model.Comparison, p *plan, ch map[string]string, got map[string]content) {
	t.Helper()
	in := formula.Inputs{}
	for key, v := range ch {
		n, _ := p.g.Find(key)
		in[n.Index()] = exact.MustParse(v).Mul(n.Unit().Factor)
	}
	for _, b := range p.blocks {
		roots := []formula.Node{b.o.VAT.Due}
		for _, l := range b.o.Lines {
			roots = append(roots, l.Converted)
		}
		v, err := c.Graph.Evaluate(in, roots...)
		must(t, err)
		var all, net []exact.Num
		for _, l := range b.o.Lines {
			all = append(all, v.Of(l.Converted))
			if l.ID != model.VATLine {
				net = append(net, v.Of(l.Converted))
			}
		}
		round := c.Scenario.Rounding
		want := map[int]exact.Num{b.billed: round.Total(all), b.vat + netRow: round.Total(net), b.vat + grossRow: round.Total(append(net, v.Of(b.o.VAT.Due)))}
		want[b.vat+vatRow] = want[b.vat+grossRow].Sub(want[b.vat+netRow])
		for row, w := range want {
			cell := got[sheetCalc+"!"+at(moneyCol, row)]
			have, err := strconv.ParseFloat(cell.value, 64)
			if err != nil || math.Abs(have-w.Float()) > 1e-9 {
				t.Errorf("%v, %s, row %d (%s): %q in the workbook, %s by the engine", ch, b.o.ID, row-b.billed, cell.formula, cell.value, w.Fixed(2))
			}
		}
	}
}

// TestVATShown: VAT has its inputs and its table, and no word of it stands in a
// workbook whose scenario names no country.
func TestVATShown(t *testing.T) {
	for file, want := range map[string]bool{"cantonal-office.toml": true, "steady-api.toml": false} {
		c := question(t, file, nil, map[bool][]string{false: {"hetzner-fsn1"}}[want]...)
		cells := contents(t, workbookOf(t, c))
		found := map[string]bool{}
		for _, x := range cells {
			for _, s := range []string{"VAT: every option with a price, by name", "vat.rate", "vat.deductible", "With VAT", "VAT; support plans"} {
				if strings.HasPrefix(x.value, s) {
					found[s] = true
				}
			}
		}
		for s := range map[string]bool{"VAT: every option with a price, by name": true, "vat.rate": true, "vat.deductible": true, "With VAT": true} {
			if found[s] != want {
				t.Errorf("%s: %q is there: %v", file, s, found[s])
			}
		}
		if found["VAT; support plans"] == want {
			t.Errorf("%s: the cover says that VAT is not included: %v", file, !want)
		}
	}
}
