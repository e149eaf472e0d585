package xlsx

import (
	"regexp"
	"testing"
)

// Every column of Slots says whose figure it is: one option by its name, or how
// many options share it.
func TestSlotsNameTheirOptions(t *testing.T) {
	c := question(t, "webshop.toml", nil)
	p, err := newPlan(c, maxBlocks)
	must(t, err)
	ids := map[string]bool{}
	for _, k := range p.blocks {
		ids[k.o.ID] = true
	}
	several := regexp.MustCompile(`^([2-9]|[1-9]\d+) options$`)
	cells := contents(t, workbookOf(t, c))
	for i, n := range p.series {
		whose := cells[sheetSlots+"!"+at(2+i, firstSlot-3)].value
		if !ids[whose] && !several.MatchString(whose) {
			t.Errorf("%s is said to be for %q", n.Label(), whose)
		}
	}
	if len(p.series) == 0 {
		t.Fatal("the web shop has no series")
	}
}
