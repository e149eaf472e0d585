package xlsx

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/model/scenario"
	"github.com/xuri/excelize/v2"
)

// moneyCells are the sheets and columns that show amounts.
var moneySheets = []string{sheetCover, sheetCalc, sheetCompare, sheetEven, sheetExit, sheetMake, sheetMonths, sheetYears, sheetSense, sheetChecks}

// At least 90 % of the money cells are formulas.
func TestMoneyIsLive(t *testing.T) {
	for _, name := range examples(t) {
		f, err := excelize.OpenReader(bytes.NewReader(exampleBook(t, name)))
		must(t, err)
		live, dead := 0, 0
		for cell, c := range exampleCells(t, name) {
			sheet, ref, _ := strings.Cut(cell, "!")
			if _, err := strconv.ParseFloat(c.value, 64); err != nil || !slices.Contains(moneySheets, sheet) {
				continue
			}
			id, err := f.GetCellStyle(sheet, ref)
			must(t, err)
			s, err := f.GetStyle(id)
			must(t, err)
			if s.CustomNumFmt == nil || *s.CustomNumFmt != fmtMoney {
				continue
			}
			if c.formula != "" {
				live++
			} else {
				dead++
			}
		}
		share := float64(live) / float64(live+dead)
		t.Logf("%s: %d money cells, %.1f %% formulas", name, live+dead, 100*share)
		if share < 0.9 {
			t.Errorf("%s: only %.1f %% of the money cells are formulas", name, 100*share)
		}
	}
}

var (
	quoted    = regexp.MustCompile(`"[^"]*"|'[^']*'`)
	reference = regexp.MustCompile(`\$?[A-Z]{1,3}\$?[0-9]+`)
	number    = regexp.MustCompile(`[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?`)
)

// unitFactor accepts 0, 1 and what separates units of time, size and multiples:
// whole numbers made of 2, 3 and 5 alone. 7, 12.5, 0.9, 730 or a price are not.
func unitFactor(text string) bool {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || v < 0 || v != float64(uint64(v)) {
		return false
	}
	n := uint64(v)
	for _, p := range []uint64{2, 3, 5} {
		for n > 1 && n%p == 0 {
			n /= p
		}
	}
	return n <= 1
}

func TestUnitFactor(t *testing.T) {
	for text, want := range map[string]bool{"0": true, "1": true, "3600": true, "1000000": true, "1073741824": true, "60": true,
		"7": false, "730": false, "0.9": false, "12.5": false, "0.0000166667": false, "1.5": false, "4.0532396646334464E+18": true, "7E+18": false} {
		if unitFactor(text) != want {
			t.Errorf("unit factor %s: %v", text, !want)
		}
	}
}

// No constant stands inside a formula but 0, 1 and unit factors, and no function
// that is volatile or younger than Excel 2007.
// unitNumbers are counts that price lists write into their units: a price per
// "672 h" makes 672 a unit factor.
func unitNumbers(t *testing.T, name string) map[string]bool {
	out := map[string]bool{}
	g := question(t, name, nil).Graph
	for i := range g.Len() {
		for _, x := range number.FindAllString(g.At(i).Unit().Name, -1) {
			out[x] = true
		}
	}
	return out
}

func TestNoConstantsInFormulas(t *testing.T) {
	known := strings.Fields("SUM MIN MAX INT ABS INDEX MATCH ROWS SUMPRODUCT IF IFERROR ROUND SUMIF SUMIFS RANK COUNTIF COUNT FIXED ISERROR ISNUMBER COLUMN NA NPV IRR PMT")
	functions := regexp.MustCompile(`([A-Z][A-Z0-9.]*)\(`)
	for _, name := range examples(t) {
		n := 0
		cells, units := exampleCells(t, name), unitNumbers(t, name)
		for cell, c := range cells {
			if c.formula == "" {
				continue
			}
			n++
			bare := reference.ReplaceAllString(quoted.ReplaceAllString(c.formula, ""), "")
			for _, x := range number.FindAllString(bare, -1) {
				if !unitFactor(x) && !units[x] {
					t.Errorf("%s %s: constant %s in =%s", name, cell, x, c.formula)
				}
			}
			for _, g := range functions.FindAllStringSubmatch(bare, -1) {
				if !slices.Contains(known, g[1]) {
					t.Errorf("%s %s: function %s", name, cell, g[1])
				}
			}
			if len(c.formula) > 8192 {
				t.Errorf("%s %s: a formula of %d characters", name, cell, len(c.formula))
			}
		}
		if n == 0 {
			t.Errorf("%s: no formulas", name)
		}
	}
}

// Text of the user stays text, whatever it looks like, and names that look like
// cells are never defined.
func TestTextStaysText(t *testing.T) {
	s, err := scenario.Load(os.DirFS("../../testdata"), "webshop.toml")
	must(t, err)
	s.Name, s.Question = "=cmd()|' /C calc'!A0", "+1+2, \"quoted\" & <b>"
	s.Variants = append(s.Variants, &scenario.Variant{Name: "TAX26", Set: map[string]any{"workload.requests": "x3"}},
		&scenario.Variant{Name: "Base", Set: map[string]any{"workload.memory": "1GiB"}}, &scenario.Variant{Name: "=1+1, two", Set: map[string]any{"workload.load.shape": "flat"}})
	c, err := ask(s, wired)
	must(t, err)
	data := workbookOf(t, c)
	got := contents(t, data)
	if x := got[sheetCover+"!A1"]; x.formula != "" || x.value != s.Name {
		t.Errorf("the name became %+v", x)
	}
	var heads []string
	for col := baseCol; col < baseCol+9; col++ {
		x := got[sheetInputs+"!"+at(col, inputHeadRow)]
		if x.formula != "" {
			t.Errorf("a case's name became the formula %s", x.formula)
		}
		heads = append(heads, x.value)
	}
	if !slices.Contains(heads, "TAX26") || !slices.Contains(heads, "Base (2)") || !slices.Contains(heads, "=1+1, two") {
		t.Errorf("cases %q", heads)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	for _, n := range f.GetDefinedName() {
		if reference.MatchString(n.Name) || !strings.HasPrefix(n.Name, "in_") && !strings.HasPrefix(n.Name, "_xlnm.") {
			t.Errorf("defined name %q", n.Name)
		}
	}
	said := ""
	for col := baseCol; col < baseCol+9; col++ {
		said += got[sheetInputs+"!"+at(col, leftRow)].value
	}
	if !strings.Contains(said, "workload.load.shape") {
		t.Errorf("what the cells cannot follow is not said: %q", said)
	}
}

// openpyxl is what half of the world reads workbooks with.
const readWithPython = `
import openpyxl, sys
a = openpyxl.load_workbook(sys.argv[1], data_only=True)
f = openpyxl.load_workbook(sys.argv[1])
n = 0
for ws in f:
    for row in ws.iter_rows():
        for c in row:
            if c.data_type != 'f':
                continue
            v = a[ws.title][c.coordinate].value
            if isinstance(v, (int, float)):
                n += 1
            elif isinstance(v, str) and v.replace('.', '').replace('-', '').isdigit():
                print('text instead of a number', ws.title, c.coordinate, v); sys.exit(1)
assert a['Cover']['A1'].data_type == 's'
print(n)
`

func TestOpenpyxlReadsNumbers(t *testing.T) {
	const python = "/usr/bin/python3"
	if exec.Command(python, "-c", "import openpyxl").Run() != nil {
		t.Skip("not run: openpyxl is not installed (python3-openpyxl)")
	}
	file := filepath.Join(t.TempDir(), "w.xlsx")
	must(t, os.WriteFile(file, exampleBook(t, "webshop.toml"), 0o644))
	out, err := exec.Command(python, "-c", readWithPython, file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var n int
	if _, err := fmt.Sscan(string(out), &n); err != nil || n < 10_000 {
		t.Errorf("openpyxl read %s numbers (%v)", out, err)
	}
	t.Logf("openpyxl reads %d cached values as numbers", n)
}
