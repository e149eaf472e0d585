package xlsx

import (
	"strconv"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/model/scenario"
)

// Every figure on Prices says where it comes from, and no constant of a rule is
// called by its value alone.
func TestPricesSayWhereFrom(t *testing.T) {
	for _, name := range []string{"makeorbuy.toml", "regulated-vm.toml"} {
		cells, rules, stated := exampleCells(t, name), 0, 0
		for row := firstPrice; cells[sheetPrices+"!"+at(3, row)].value != "" || cells[sheetPrices+"!"+at(3, row+1)].value != ""; row++ {
			value := func(col int) string { return cells[sheetPrices+"!"+at(col, row)].value }
			if value(priceCol) == "" {
				continue
			}
			if value(sourceCol) == "" || value(1) == "" {
				t.Errorf("%s, row %d: %s has no source", name, row, value(3))
			}
			if value(1) == "rule" {
				rules++
				if c := value(3)[0]; c >= '0' && c <= '9' {
					t.Errorf("%s, row %d: a constant is called %q", name, row, value(3))
				}
			}
			if value(1) == "scenario" {
				stated++
			}
		}
		if rules < 10 || name == "makeorbuy.toml" && stated != 4 {
			t.Errorf("%s: %d constants of rules, %d sizes of own servers", name, rules, stated)
		}
	}
}

// A step of a billing rule is named after what it leads to.
func TestStepsAreNamed(t *testing.T) {
	n := 0
	for cell, c := range exampleCells(t, "regulated-vm.toml") {
		if name, _, step := strings.Cut(c.value, "step: "); step && strings.HasPrefix(cell, sheetCalc+"!B") {
			n++
			if name == "" || name == ", " {
				t.Errorf("%s is called %q", cell, c.value)
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d steps", n)
	}
}

// Where being bound less costs no more, no share of exits is given: it would be
// negative. Where nothing is bound less, Exit says so.
func TestBoundLess(t *testing.T) {
	said := map[string]int{}
	for _, load := range []string{"7500 requests/month", "300M requests/month"} {
		c := question(t, "cantonal-office.toml", []scenario.Setting{{Key: "workload.requests", Value: load}})
		p, err := newPlan(c, maxBlocks)
		must(t, err)
		cells := contents(t, workbookOf(t, c))
		for i := range p.leave.rows {
			x := cells[sheetExit+"!"+at(goFlipCol, p.leave.where+i)]
			if v, err := strconv.ParseFloat(x.value, 64); err == nil {
				said["share"]++
				if v <= 0 {
					t.Errorf("at %s the share of exits is %g", load, v)
				}
				continue
			}
			said[x.value]++
		}
	}
	for _, want := range []string{"share", noneLess, costsNoMore} {
		if said[want] == 0 {
			t.Errorf("Exit never says %q: %v", want, said)
		}
	}
}
