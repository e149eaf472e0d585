package xlsx

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
)

const oneDisk = `schema = "scenario/1"
name = "One disk"
as_of = 2026-11-23
currency = "USD"

[workload]
requests = "100000 requests/month"
duration = "1s"
memory = "1GiB"
stored = "100GB"
http = false

[[option]]
id = "azure"
kind = "vm"
sheet = "azure-eastus"
`

// asked answers a scenario given as text.
func asked(t *testing.T, text string) *model.Comparison {
	t.Helper()
	s, err := scenario.Load(fstest.MapFS{"s.toml": {Data: []byte(text)}}, "s.toml")
	must(t, err)
	c, err := ask(s, nil)
	must(t, err)
	return c
}

// onCover are the rows of the Cover by their label.
func onCover(cells map[string]content) map[string][3]string {
	out := map[string][3]string{}
	for row := 1; row < 60; row++ {
		of := func(col int) string { return cells[sheetCover+"!"+at(col, row)].value }
		out[of(1)] = [3]string{of(2), of(3), of(4)}
	}
	return out
}

func recalculated(t *testing.T, books map[string][]byte) map[string]map[string]content {
	t.Helper()
	dir := t.TempDir()
	var files []string
	for name, data := range books {
		files = append(files, filepath.Join(dir, name+".xlsx"))
		must(t, os.WriteFile(files[len(files)-1], data, 0o644))
	}
	out := convert(t, "xlsx", files)
	got := map[string]map[string]content{}
	for name := range books {
		data, err := os.ReadFile(filepath.Join(out, name+".xlsx"))
		must(t, err)
		got[name] = contents(t, data)
	}
	return got
}

// The Cover has words, never an error or a 0, where there is no figure: load above
// what the price list sells, nothing allowed, a case with more than its cells.
func TestCoverHasWordsForWhatIsMissing(t *testing.T) {
	soffice(t)
	disk := asked(t, oneDisk)
	none := asked(t, strings.Replace(oneDisk, "[[option]]", "[isolation]\nrequired = \"own-hardware\"\nreason = \"x\"\n\n[[option]]", 1))
	shaped := question(t, "webshop.toml", nil, "hetzner-fsn1")
	shaped.Scenario.Variants = append(shaped.Scenario.Variants, &scenario.Variant{Name: "other shape", Set: map[string]any{"workload.load.shape": "diurnal"}},
		&scenario.Variant{Name: "mixed", Set: map[string]any{"workload.load.shape": "diurnal", "workload.requests": "x2"}})
	stored := func(c *model.Comparison) string {
		p, err := newPlan(c, maxBlocks)
		must(t, err)
		n, ok := p.g.Find("workload.stored")
		if !ok {
			t.Fatal("nothing is stored")
		}
		return at(baseCol, p.where(n).row)
	}
	shape := workbookOf(t, shaped)
	got := recalculated(t, map[string][]byte{
		"disk":  withCells(t, workbookOf(t, disk), inputsNumber, map[string]string{stored(disk): "200"}),
		"none":  workbookOf(t, none),
		"shape": withCells(t, shape, inputsNumber, map[string]string{at(liveCol, choiceRow): "text:other shape"}),
		"mixed": withCells(t, shape, inputsNumber, map[string]string{at(liveCol, choiceRow): "text:mixed"}),
	})
	for name, cells := range got {
		for cell, c := range cells {
			if strings.HasPrefix(cell, sheetCover+"!") && c.kind == "e" {
				t.Errorf("%s: %s is %s", name, cell, c.value)
			}
		}
	}
	for _, tc := range []struct{ book, label, want string }{
		{"disk", "Cheapest allowed, a month", "none"}, {"disk", "Cheapest of all, law and policy aside", "not priced"}, {"disk", "Price of law and policy", "unknown"},
		{"disk", "Law on it", "none"}, {"disk", "State of this file", "changed since export"},
		{"none", "Cheapest allowed, a month", "none"}, {"none", "Price of law and policy", "unknown"}, {"none", "State of this file", "as delivered"},
		{"shape", "State of this file", "not the whole case"}, {"mixed", "State of this file", "not the whole case"},
	} {
		if have := onCover(got[tc.book])[tc.label][0]; have != tc.want {
			t.Errorf("%s: %s is %q, want %q", tc.book, tc.label, have, tc.want)
		}
	}
	if have := onCover(got["shape"])["Case in use"][2]; !strings.Contains(have, "workload.load.shape") {
		t.Errorf("the case in use is said to be %q", have)
	}
	if have := onCover(got["none"])["Options as delivered"]; have[0] != "1" || !strings.Contains(have[2], "1 excluded") {
		t.Errorf("the options are %q", have)
	}
}

// The Cover says what its answer is not about, and answers for the years, for
// leaving and for the budget.
func TestCoverAnswersAll(t *testing.T) {
	for _, tc := range []struct {
		file string
		set  []scenario.Setting
		want []string
	}{
		{"several.toml", nil, []string{"This is the first of 4 workloads, checkout; not in it: search, stock, invoices", "the scenario's other workloads"}},
		{"makeorbuy.toml", nil, []string{"Over 60 months, ", "in present value."}},
		{"cantonal-office.toml", []scenario.Setting{{Key: "budget.warn", Value: "900 CHF"}, {Key: "budget.deny", Value: "800 CHF"}},
			[]string{", the cheapest allowed option, costs this to leave: ", "conditions", "kept", "exceeded"}},
		{"steady-api.toml", nil, []string{"unknown"}},
	} {
		cells := contents(t, workbookOf(t, question(t, tc.file, tc.set)))
		var all []string
		for cell, c := range cells {
			if strings.HasPrefix(cell, sheetCover+"!") {
				all = append(all, c.value)
			}
		}
		text := strings.Join(all, "\n")
		for _, want := range tc.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the Cover does not say %q", tc.file, want)
			}
		}
	}
	if people := contents(t, workbookOf(t, asked(t, oneDisk))); !strings.Contains(onCover(people)["Not included"][0], "people's time") {
		t.Errorf("not included: %q", onCover(people)["Not included"])
	}
}

// A workbook is the same wherever its scenario lies, and names no folder.
func TestNoFolderInTheFile(t *testing.T) {
	c := question(t, "webshop.toml", nil, "hetzner-fsn1")
	here := workbookOf(t, c)
	c.Scenario.Path = "/home/somebody/" + c.Scenario.Path
	if there := workbookOf(t, c); string(there) != string(here) {
		t.Error("the bytes depend on the scenario's folder")
	}
}
