package xlsx

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// edit is one changed copy of a workbook: cells by sheet, and what the engine is
// told instead.
type edit struct {
	change
	cells map[int]map[string]string // by number of the sheet, by cell
}

const (
	inputsNumber = 2
	pricesNumber = 3
)

func newEdit(name string) edit {
	return edit{change{name, map[int]exact.Num{}}, map[int]map[string]string{inputsNumber: {}, pricesNumber: {}}}
}

// moved is a value a little off, by a factor that keeps tiers in their order; a
// plain count moves by one, because half a server is no input.
func moved(r *rand.Rand, n formula.Node, v exact.Num) exact.Num {
	switch {
	case v.IsZero(), n.Unit().Name == "":
		return v.Add(exact.One)
	}
	return v.Mul(exact.Int(int64(1010 + r.IntN(300)))).Mul(exact.MustParse("0.001")).Round(12)
}

func shown(v exact.Num) string { return strconv.FormatFloat(v.Float(), 'g', -1, 64) }

// caseEdits change every cell of every case: all of a column at once, and random
// halves of it, so that a cell without a wire shows in many files.
func caseEdits(p *plan, cols inputColumns) []edit {
	const files = 4
	r := rand.New(rand.NewPCG(6, 2026))
	var out []edit
	for k, name := range cols.names {
		for f := range files {
			e := newEdit(fmt.Sprintf("case %s, file %d", name, f+1))
			e.cells[inputsNumber][at(liveCol, choiceRow)] = "text:" + name
			for _, n := range p.inputs {
				i := n.Index()
				v, own := cols.set[k][i]
				if !own {
					v = cols.set[0][i]
				}
				x, _ := exact.FromFloat(v)
				if f == 0 || r.IntN(2) == 0 {
					x = moved(r, n, x)
					e.cells[inputsNumber][at(baseCol+k, p.where(n).row)] = shown(x)
				}
				e.set[i] = x
			}
			out = append(out, e)
		}
	}
	return out
}

// priceEdits change every price, tier bound and allowance, and the constants of
// billing rules: all at once, and random halves.
func priceEdits(p *plan, files int) []edit {
	r := rand.New(rand.NewPCG(7, 2026))
	var out []edit
	for f := range files {
		e := newEdit(fmt.Sprintf("prices, file %d", f+1))
		for _, n := range p.prices {
			if f > 0 && r.IntN(2) == 0 {
				continue
			}
			l, _ := n.Leaf()
			v, _ := l.Value.Quo(n.Unit().Factor)
			x := moved(r, n, v)
			e.cells[pricesNumber][at(priceCol, p.where(n).row)] = shown(x)
			e.set[n.Index()] = x
		}
		out = append(out, e)
	}
	return out
}

// TestWiredCases types over every cell of every case on Inputs, also the empty
// ones, chooses the case, and compares with the engine.
func TestWiredCases(t *testing.T) {
	soffice(t)
	c := question(t, "webshop.toml", nil, wired...)
	p, err := newPlan(c, maxBlocks)
	must(t, err)
	cols, err := (&book{p: p, w: Workbook{Comparison: c}}).inputColumns()
	must(t, err)
	n := recalculateEdits(t, c, p, caseEdits(p, cols))
	t.Logf("%d numeric cells on Inputs: %d cells of %d cases typed over in %d workbooks of %d options, equal to the cent", len(p.inputs)*len(cols.names), n, len(cols.names), 4*len(cols.names), len(p.blocks))
}

// TestWiredPrices types over the prices, bounds and allowances.
func TestWiredPrices(t *testing.T) {
	soffice(t)
	c := question(t, "webshop.toml", nil, wired...)
	p, err := newPlan(c, maxBlocks)
	must(t, err)
	n := recalculateEdits(t, c, p, priceEdits(p, 8))
	t.Logf("%d prices typed over, %d cells in 8 workbooks, equal to the cent", len(p.prices), n)
}

// TestWiredExamples types over every base figure and every price of every example
// scenario with all its options.
func TestWiredExamples(t *testing.T) {
	soffice(t)
	for _, name := range examples(t) {
		c := question(t, name, nil)
		p, err := newPlan(c, maxBlocks)
		must(t, err)
		cols, err := (&book{p: p, w: Workbook{Comparison: c}}).inputColumns()
		must(t, err)
		all := append(caseEdits(p, inputColumns{names: cols.names[:1], set: cols.set[:1]})[:1], priceEdits(p, 1)...)
		n := recalculateEdits(t, c, p, all)
		t.Logf("%s: %d options, %d cells typed over in %d workbooks", name, len(p.blocks), n, len(all))
	}
}

// recalculateEdits has LibreOffice compute the changed copies and holds each
// against the engine; it returns how many cells were changed.
func recalculateEdits(t *testing.T, c *model.Comparison, p *plan, all []edit) int {
	data := workbookOf(t, c)
	dir := t.TempDir()
	var files []string
	n := 0
	for i, e := range all {
		files = append(files, filepath.Join(dir, fmt.Sprintf("%03d.xlsx", i)))
		must(t, os.WriteFile(files[i], withSheets(t, data, e.cells), 0o644))
		n += len(e.cells[inputsNumber]) + len(e.cells[pricesNumber])
	}
	out := convert(t, "xlsx", files)
	for i, e := range all {
		got, err := os.ReadFile(filepath.Join(out, filepath.Base(files[i])))
		must(t, err)
		checkChange(t, c, p, e.change, contents(t, got))
	}
	return n
}

var anyCell = regexp.MustCompile(`<c r="([A-Z]+[0-9]+)"([^>]*?)(?: t="inlineStr")?(?:/>|>(?:<v>[^<]*</v>|<is><t[^>]*>[^<]*</t></is>)?</c>)`)

// withSheets sets cells of several sheets in one pass over each.
func withSheets(t testing.TB, data []byte, sheets map[int]map[string]string) []byte {
	parts := unpack(t, data)
	for number, set := range sheets {
		name, met := fmt.Sprintf("xl/worksheets/sheet%d.xml", number), 0
		parts[name] = anyCell.ReplaceAllFunc(parts[name], func(m []byte) []byte {
			g := anyCell.FindSubmatch(m)
			v, ok := set[string(g[1])]
			if !ok {
				return m
			}
			met++
			kind, value := "", "<v>"+v+"</v>"
			if text, is := strings.CutPrefix(v, "text:"); is {
				kind, value = ` t="inlineStr"`, "<is><t>"+text+"</t></is>"
			}
			return []byte(`<c r="` + string(g[1]) + `"` + string(g[2]) + kind + ">" + value + "</c>")
		})
		if met != len(set) {
			t.Fatalf("sheet %d: %d of %d cells found", number, met, len(set))
		}
	}
	return pack(t, parts)
}
