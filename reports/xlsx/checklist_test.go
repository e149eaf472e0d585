package xlsx

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// paper is the web shop's workbook as a reviewer of financial models opens it.
type paper struct {
	cells map[string]content
	parts map[string][]byte
	names []string // of the sheets, in the order of their files
}

// TestFinanceChecklist goes through what such a reviewer asks, point by point.
func TestFinanceChecklist(t *testing.T) {
	p := paper{cells: exampleCells(t, "webshop.toml"), parts: unpack(t, exampleBook(t, "webshop.toml"))}
	for _, m := range regexp.MustCompile(`<sheet [^>]*name="([^"]*)"`).FindAllSubmatch(p.parts["xl/workbook.xml"], -1) {
		p.names = append(p.names, string(m[1]))
	}
	for _, point := range []struct {
		name string
		look func(*testing.T, paper)
	}{
		{"the answer is on the cover, live", answered}, {"inputs, calculation and results stand apart", apart},
		{"one formula per row, copied across", oneFormula}, {"the same rows are the same slots", samePeriods},
		{"a unit on each row, a currency on each amount", unitsOnRows}, {"the sign convention is stated once", signsOnce},
		{"a scenario selector", selector}, {"one master flag over all checks", masterFlag},
		{"assumptions and a change log", assumptions}, {"what is left out is named", leftOut},
		{"A4 landscape, headings repeated", printed}, {"nothing hidden, no macros, links or volatile functions", nothingHidden},
	} {
		t.Run(point.name, func(t *testing.T) { point.look(t, p) })
	}
}

// each calls do for every cell of a sheet.
func (p paper) each(sheet string, do func(col, row int, c content)) {
	for cell, c := range p.cells {
		name, ref, _ := strings.Cut(cell, "!")
		if name != sheet {
			continue
		}
		if col, row, err := excelize.CellNameToCoordinates(ref); err == nil {
			do(col, row, c)
		}
	}
}

func (c content) figure() bool {
	_, err := strconv.ParseFloat(c.value, 64)
	return err == nil && (c.kind == "" || c.kind == "n")
}

func answered(t *testing.T, p paper) {
	c := p.cells[sheetCover+"!"+at(1, answerRow)]
	if c.formula == "" || !strings.Contains(c.value, "is the cheapest allowed option") {
		t.Errorf("%+v", c)
	}
}

func apart(t *testing.T, p paper) {
	p.each(sheetInputs, func(col, row int, c content) {
		if c.formula != "" && col != liveCol {
			t.Errorf("a formula among the inputs, at %s: %s", at(col, row), c.formula)
		}
	})
	for _, sheet := range []string{sheetCalc, sheetSlots} {
		p.each(sheet, func(col, row int, c content) {
			if c.figure() && c.formula == "" && (sheet != sheetSlots || col > 1) {
				t.Errorf("a typed figure in the calculation, at %s!%s: %s", sheet, at(col, row), c.value)
			}
		})
	}
	p.each(sheetCompare, func(col, row int, c content) {
		if c.figure() && c.formula == "" && col != rankCol {
			t.Errorf("a typed figure among the results, at %s: %s", at(col, row), c.value)
		}
	})
}

var cellAddress = regexp.MustCompile(`(\$?)([A-Z]{1,3})(\$?)([0-9]+)`)

// relative writes a formula's addresses by their distance from its cell, as a
// copy keeps them.
func relative(formula string, col, row int) string {
	return cellAddress.ReplaceAllStringFunc(formula, func(ref string) string {
		g := cellAddress.FindStringSubmatch(ref)
		c, r, err := excelize.CellNameToCoordinates(g[2] + g[4])
		if err != nil {
			return ref
		}
		if g[1] == "" {
			c -= col
		}
		if g[3] == "" {
			r -= row
		}
		return g[1] + "C" + strconv.Itoa(c) + g[3] + "R" + strconv.Itoa(r)
	})
}

// oneFormula holds tables whose rows are periods, loads or ranks: a column has
// one formula.
func oneFormula(t *testing.T, p paper) {
	n := 0
	for _, table := range []struct {
		sheet       string
		first, last int
	}{{sheetLoad, firstSlot, 1 << 20}, {sheetSlots, firstSlot, 1 << 20}, {sheetCompare, firstRank, firstRank + 40}, {sheetEven, firstEven, firstEven + 20}, {sheetInputs, firstInput, 1 << 20}} {
		known := map[int]string{}
		p.each(table.sheet, func(col, row int, c content) {
			if row < table.first || row > table.last || c.formula == "" {
				return
			}
			n++
			text := relative(c.formula, col, row)
			if known[col] == "" {
				known[col] = text
			}
			if known[col] != text {
				t.Errorf("%s!%s: %s differs from the column's %s", table.sheet, at(col, row), text, known[col])
			}
		})
	}
	if n < 10_000 {
		t.Errorf("only %d formulas looked at", n)
	}
}

func samePeriods(t *testing.T, p paper) {
	n := 0
	p.each(sheetSlots, func(col, row int, c content) {
		if col == 1 && row >= firstSlot {
			n++
			if other := p.cells[sheetLoad+"!"+at(1, row)].value; other != c.value {
				t.Errorf("row %d is slot %s on Slots, %s on Load", row, c.value, other)
			}
		}
	})
	if n != 168 {
		t.Errorf("%d slots", n)
	}
}

func unitsOnRows(t *testing.T, p paper) {
	for _, x := range []struct {
		sheet            string
		first, col, unit int
	}{{sheetInputs, firstInput, liveCol, 2}, {sheetCalc, firstCalc, qtyCol, qtyCol + 1}, {sheetCalc, firstCalc, unitPrice, unitPrice + 1}, {sheetCalc, firstCalc, amountCol, amountCol + 1}, {sheetSense, firstBar, 3, 2}} {
		p.each(x.sheet, func(col, row int, c content) {
			unit := p.cells[x.sheet+"!"+at(x.unit, row)].value
			if col == x.col && row >= x.first && c.figure() && unit == "" {
				t.Errorf("%s!%s: %s without a unit", x.sheet, at(col, row), c.value)
			}
		})
	}
	sources := 0
	p.each(sheetPrices, func(col, row int, c content) {
		if col != priceCol || row < firstPrice || !c.figure() {
			return
		}
		if p.cells[sheetPrices+"!"+at(1, row)].value == "workbook" || p.cells[sheetPrices+"!"+at(1, row)].value == "rule" {
			return // a technical constant: its reason stands beside it
		}
		sources++
		for _, k := range []int{1, priceCol + 1, sourceCol} {
			if p.cells[sheetPrices+"!"+at(k, row)].value == "" {
				t.Errorf("Prices!%s: %s without %s", at(col, row), c.value, p.cells[sheetPrices+"!"+at(k, firstPrice-1)].value)
			}
		}
	})
	if sources < 200 {
		t.Errorf("only %d prices", sources)
	}
}

func signsOnce(t *testing.T, p paper) {
	n := 0
	for _, c := range p.cells {
		if strings.Contains(strings.ToLower(c.value), "costs are positive") {
			n++
		}
	}
	if n != 1 {
		t.Errorf("stated %d times", n)
	}
}

func selector(t *testing.T, p paper) {
	if !strings.Contains(string(p.parts["xl/worksheets/sheet2.xml"]), `type="list"`) {
		t.Error("no drop-down on Inputs")
	}
	for col, want := range []string{"Base", "Low", "High", "traffic doubles", "twice the memory"} {
		if got := p.cells[sheetInputs+"!"+at(baseCol+col, inputHeadRow)].value; got != want {
			t.Errorf("case %d is %q, want %q", col, got, want)
		}
	}
}

func masterFlag(t *testing.T, p paper) {
	flag := p.cells[stateCell(p.cells)]
	if flag.formula == "" || flag.value != "as delivered" {
		t.Errorf("%+v", flag)
	}
	results := 0
	p.each(sheetChecks, func(col, row int, c content) {
		if col == 7 && row >= firstCheck && c.formula != "" {
			results++
			if c.value != "ok" {
				t.Errorf("Checks!%s says %q", at(col, row), c.value)
			}
		}
	})
	if results < 70 {
		t.Errorf("only %d checks", results)
	}
}

func (p paper) says(sheet, text string) bool {
	for cell, c := range p.cells {
		if strings.HasPrefix(cell, sheet+"!") && strings.Contains(c.value, text) {
			return true
		}
	}
	return false
}

func assumptions(t *testing.T, p paper) {
	for _, want := range []string{"Assumptions and warnings", "Change log", "Date and name"} {
		if !p.says(sheetSources, want) {
			t.Errorf("Sources does not say %q", want)
		}
	}
}

func leftOut(t *testing.T, p paper) {
	if !p.says(sheetCover, "Not included") || !p.says(sheetCompare, "Not priced, so not ranked") || !p.says(sheetSources, "Left out of the comparison") {
		t.Error("what is not included is not named")
	}
}

func printed(t *testing.T, p paper) {
	titles := regexp.MustCompile(`name="_xlnm.Print_Titles"[^>]*>(?:&#39;)?([^!&]+)(?:&#39;)?!`)
	var titled []string
	for _, m := range titles.FindAllSubmatch(p.parts["xl/workbook.xml"], -1) {
		titled = append(titled, string(m[1]))
	}
	for i, name := range p.names {
		text := string(p.parts["xl/worksheets/sheet"+strconv.Itoa(i+1)+".xml"])
		if !strings.Contains(text, `paperSize="9"`) || !strings.Contains(text, `orientation="landscape"`) {
			t.Errorf("%s: not A4 landscape", name)
		}
	}
	for _, name := range []string{sheetInputs, sheetPrices, sheetLoad, sheetSlots, sheetTables, sheetCalc, sheetCompare, sheetEven, sheetLaw} {
		if !slices.Contains(titled, name) {
			t.Errorf("%s: no headings repeated", name)
		}
	}
}

func nothingHidden(t *testing.T, p paper) {
	if text := string(p.parts["xl/workbook.xml"]); strings.Contains(text, "hidden") || strings.Contains(text, "Hidden") {
		t.Error("the workbook hides something")
	}
	for name, text := range p.parts {
		if strings.Contains(name, "externalLink") || strings.Contains(name, "vbaProject") || strings.Contains(name, "connections") {
			t.Errorf("part %s", name)
		}
		if strings.HasPrefix(name, "xl/worksheets/sheet") && strings.Contains(string(text[:min(len(text), 5_000)]), `hidden="1"`) {
			t.Errorf("%s hides rows or columns", name)
		}
	}
	volatile := regexp.MustCompile(`\b(TODAY|NOW|RAND|RANDBETWEEN|OFFSET|INDIRECT|CELL|INFO)\(|\[[0-9]+\]`)
	for cell, c := range p.cells {
		if volatile.MatchString(c.formula) {
			t.Errorf("%s: %s", cell, c.formula)
		}
	}
}
