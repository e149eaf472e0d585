package xlsx

import (
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/makeorbuy"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/pricingtest"
	"github.com/sovcost/sovcost/pricing/unit"
)

// aDay is a load of six slots: the workbooks of these tests hold as few slot cells
// as there can be, since the examples hold many.
var aDay = []scenario.Setting{{Key: "workload.load.shape", Value: `"custom"`}, {Key: "workload.load.weights", Value: "[1, 2, 8, 9, 9, 4]"}, {Key: "workload.load.slot", Value: `"4h"`}}

// reviewSheets keep the wiring test's workbooks small: a cluster and a fleet
// against servers that are bought and servers that are charged for.
var reviewSheets = []string{"infomaniak-ch-gva-eur"}

// flowsAfter are the engine's cash flows after a change.
func flowsAfter(t *testing.T, c *model.Comparison, p *plan, in formula.Inputs) []*makeorbuy.Flow {
	t.Helper()
	var out []*makeorbuy.Flow
	for _, y := range p.years.options {
		f, err := makeorbuy.FlowOf(c, y.o, makeorbuy.TermsAt(c, in))
		must(t, err)
		out = append(out, f)
	}
	return out
}

// checkYears holds the make-or-buy sheets of a recalculated workbook against the
// engine: present value, what is paid in all and in every year, per option to the
// cent; what making saves, and who wins.
func checkYears(t *testing.T, c *model.Comparison, p *plan, name string, in formula.Inputs, got map[string]content) {
	t.Helper()
	v := p.years
	cell := func(sheet string, col, row int) string { return got[sheet+"!"+at(col, row)].value }
	number := func(what, text string, want, near float64) {
		if have, err := strconv.ParseFloat(text, 64); err != nil || math.Abs(have-want) > near {
			t.Errorf("%s: %s: %q in the workbook, %.4f by the engine", name, what, text, want)
		}
	}
	best, low := [2]*makeorbuy.Flow{}, [2]float64{}
	for i, f := range flowsAfter(t, c, p, in) {
		y := v.options[i]
		if f.Missing != "" {
			if have := cell(sheetMake, listNPVCol, y.at); have != "" {
				t.Errorf("%s: %s has the present value %s, but %s", name, y.o.ID, have, f.Missing)
			}
			continue
		}
		number(y.o.ID+", present value", cell(sheetMake, listNPVCol, y.at), money64(f.NPV), 0.005)
		number(y.o.ID+", a month", cell(sheetMake, listEvenCol, y.at), money64(f.Equivalent), 0.005)
		number(y.o.ID+", in all", cell(sheetMake, listTotalCol, y.at), money64(f.Total), 0.005)
		number(y.o.ID+", purchases", cell(sheetMake, listCapexCol, y.at), money64(f.Capex), 0.005)
		number(y.o.ID+", once", cell(sheetMake, listOnceCol, y.at), money64(f.OneOff), 0.005)
		for k, year := range f.Years[:min(len(f.Years), v.years)] {
			number(fmt.Sprintf("%s, paid in year %d", y.o.ID, k+1), cell(sheetMake, firstYearCol+k, y.flowRow+5), money64(year.Capex.Add(year.Opex).Add(year.OneOff).Sub(year.Returned)), 0.005)
		}
		side := 0
		if y.o.Own == nil {
			side = 1
		}
		if npv := money64(f.NPV); best[side] == nil || npv < low[side] {
			best[side], low[side] = f, npv
		}
	}
	if best[0] == nil || best[1] == nil {
		return
	}
	number("what making saves", cell(sheetMake, oneCol, savesRow), low[1]-low[0], 0.005)
	winner := "Make: " + best[0].Option.ID
	if low[1] <= low[0] {
		winner = "Buy: " + best[1].Option.ID
	}
	if have := cell(sheetMake, 1, makeSideRow); !strings.HasPrefix(have, winner+" costs ") {
		t.Errorf("%s: the sheet says %q, the engine %s", name, have, winner)
	}
}

// TestWiredYears changes every input in the file, lets LibreOffice recalculate and
// compares the cash flows of every option with the engine's.
func TestWiredYears(t *testing.T) {
	soffice(t)
	settings := append(slices.Clone(aDay), []scenario.Setting{{Key: "years.tax", Value: "10%"}, {Key: "buyer_country", Value: "CH"}, {Key: "vat.deductible", Value: "40%"}, {Key: "years.exit", Value: `{ own = "4000 CHF", vm = "900 CHF" }`}, {Key: "workload.stored", Value: "900GB"}}...)
	c := questionWith(t, "makeorbuy.toml", func(s *scenario.Scenario) {
		for _, own := range s.Own {
			own.Storage = quantity(t, "0.05 CHF/GB-month")
		}
	}, settings, "infomaniak-ch-gva")
	data := workbookOf(t, c)
	p, err := newPlan(c, maxBlocks)
	must(t, err)
	if p.years == nil || len(p.years.options) < 3 {
		t.Fatal("the example has no review with both sides")
	}
	singles, all := inFours(changes(p))
	files := changedFiles(t, p, data, all)
	out := convert(t, "xlsx", files)
	moved := map[string]bool{}
	for i, ch := range all {
		got, err := os.ReadFile(filepath.Join(out, filepath.Base(files[i])))
		must(t, err)
		cells := contents(t, got)
		checkYears(t, c, p, ch.name, ch.inputs(p.g), cells)
		if have := stateOf(cells); have != "changed since export" {
			t.Errorf("%s: the state of the file is %q", ch.name, have)
		}
	}
	for _, ch := range singles {
		for k, f := range flowsAfter(t, c, p, ch.inputs(p.g)) {
			if f.Missing == "" && !f.NPV.Equal(p.years.options[k].flow.NPV) {
				moved[ch.name] = true
			}
		}
	}
	for _, key := range []string{makeorbuy.Horizon, makeorbuy.Discount, makeorbuy.Load, makeorbuy.Hardware, makeorbuy.Power, makeorbuy.Wages, makeorbuy.Cloud, makeorbuy.Services, makeorbuy.Tax, makeorbuy.Data,
		"years.migration.own", "years.exit.own", "own.zurich.server", "own.zurich.life", "own.zurich.residual", "fx.EUR/CHF", "operations.hourly_rate"} {
		if !moved[key] {
			t.Errorf("%s moves no present value", key)
		}
	}
	t.Logf("%d inputs in %d changed workbooks of %d options: present values and cash flows agree with the engine to the cent; %d inputs move them", len(singles), len(all), len(p.years.options), len(moved))
}

// inFours joins the changes of single inputs, four to a workbook and far apart on
// the sheet: a cell that is not wired shows there as well, and LibreOffice has a
// quarter of the files to compute. Of the combinations it keeps eight.
func inFours(all []change) (singles, joined []change) {
	for _, ch := range all {
		if len(ch.set) == 1 && !strings.HasPrefix(ch.name, "requests x") && !strings.HasPrefix(ch.name, "combination") {
			singles = append(singles, ch)
		}
	}
	files := (len(singles) + 3) / 4
	for i := range files {
		ch := change{set: map[int]exact.Num{}}
		for k := i; k < len(singles); k += files {
			ch.name = strings.TrimPrefix(ch.name+", "+singles[k].name, ", ")
			maps.Copy(ch.set, singles[k].set)
		}
		joined = append(joined, ch)
	}
	rest := 0
	for _, ch := range all {
		if strings.HasPrefix(ch.name, "requests x") || strings.HasPrefix(ch.name, "combination") {
			if rest++; rest <= 11 {
				joined = append(joined, ch)
			}
		}
	}
	return singles, joined
}

// years that the example does not have: each is recalculated from poisoned values.
var yearCases = []struct {
	name     string
	settings []scenario.Setting
	change   func(*scenario.Scenario)
}{
	{"refresh", []scenario.Setting{{Key: "years.horizon", Value: "91 months"}, {Key: "years.tax", Value: "19%"}}, func(s *scenario.Scenario) { s.Own["zurich"].Life, _ = unit.ParseQuantity("31 months") }},
	{"one month", []scenario.Setting{{Key: "years.horizon", Value: "1 month"}}, nil},
	{"twelve years, a falling load", []scenario.Setting{{Key: "years.horizon", Value: "12 years"}, {Key: "years.load_growth", Value: "-20%"}}, nil},
	{"no discount, no moves", []scenario.Setting{{Key: "years.discount", Value: "0%"}, {Key: "years.migration", Value: "{}"}}, nil},
	{"making wins", []scenario.Setting{{Key: "candidates.kinds", Value: `["vm", "own"]`}}, nil},
	{"making wins late", []scenario.Setting{{Key: "candidates.kinds", Value: `["vm", "own"]`}, {Key: "years.migration", Value: `{ own = "150000 CHF", vm = "0 CHF" }`}}, nil},
	{"nothing to make", nil, func(s *scenario.Scenario) { s.Own = nil }},
	{"nothing to buy", []scenario.Setting{{Key: "candidates.kinds", Value: `["own"]`}}, nil},
	{"rounded by line", []scenario.Setting{{Key: "rounding", Value: "line"}}, nil},
	{"VAT that is not deducted", []scenario.Setting{{Key: "buyer_country", Value: "CH"}, {Key: "vat.deductible", Value: "37%"}, {Key: "vat.outside_work", Value: "50%"}, {Key: "years.tax", Value: "8%"}}, nil},
	{"fees paid upfront", []scenario.Setting{{Key: "years.tax", Value: "8%"}, {Key: "years.cloud_change", Value: "-4%"}, {Key: "buyer_country", Value: "CH"}, {Key: "vat.deductible", Value: "37%"}}, pinCommitted},
}

// pinCommitted pins a server with a commitment that is partly paid upfront; no
// shipped sheet has such an amount, so committed adds it to one.
func pinCommitted(s *scenario.Scenario) {
	pieces, _ := unit.ParseQuantity("5")
	s.Options = append(s.Options, &scenario.Option{ID: "committed", Kind: "vm", Sheet: reviewSheets[0], Product: committed, Commit: "14m", Commited: pieces})
}

const committed = "a8-ram32-disk0"

func addCommitment(lib *pricing.Library) {
	sheet, _ := lib.Sheet(reviewSheets[0])
	for _, p := range sheet.Products {
		if p.ID != committed {
			continue
		}
		term, _ := unit.ParseQuantity("14 months")
		amount := func(n int64) factsheet.Decimal { return factsheet.NewDecimal(decimal.NewFromInt(n)) }
		p.Commitments = append(p.Commitments, &pricing.Commitment{ID: "14m", Label: "14 months, partly upfront", Meter: p.Meters[0].ID, Term: term, Upfront: amount(240), Recurring: amount(20), Per: "month", Status: pricing.Offered})
	}
}

func TestYearCases(t *testing.T) {
	soffice(t)
	dir := t.TempDir()
	var files []string
	var want []map[string]content
	returns := 0
	for i, tc := range yearCases {
		c := questionWith(t, "makeorbuy.toml", tc.change, append(slices.Clone(aDay), tc.settings...), reviewSheets...)
		data := workbookOf(t, c)
		bad, n := poisoned(t, data)
		if n == 0 {
			t.Fatalf("%s: no formula", tc.name)
		}
		files = append(files, filepath.Join(dir, fmt.Sprintf("%d.xlsx", i)))
		must(t, os.WriteFile(files[i], bad, 0o644))
		cells := contents(t, data)
		want = append(want, cells)
		if tc.name == "fees paid upfront" && !slices.ContainsFunc(plan0(t, c).years.others, func(x *yearOther) bool { return x.id == "committed" && strings.Contains(x.why, "commitment") }) {
			t.Errorf("%s: the option with a commitment is not listed as delivered", tc.name)
		}
		if _, err := strconv.ParseFloat(cells[sheetMake+"!"+at(oneCol, returnYearRow)].value, 64); err == nil {
			returns++
		}
	}
	out := convert(t, "xlsx", files)
	for i, tc := range yearCases {
		data, err := os.ReadFile(filepath.Join(out, filepath.Base(files[i])))
		must(t, err)
		got := contents(t, data)
		n := sameFormulas(t, tc.name, want[i], got)
		if have := stateOf(got); have != "as delivered" {
			t.Errorf("%s: the state of the file is %q", tc.name, have)
		}
		t.Logf("%s: %d formula cells; return %s, paid back %s", tc.name, n, got[sheetMake+"!"+at(oneCol, returnYearRow)].value, got[sheetMake+"!"+at(oneCol, backRow)].value)
	}
	if returns < 2 {
		t.Errorf("only %d cases have a rate of return", returns)
	}
}

// A year of hours has columns for the horizon and for as many options as open in a
// reasonable time, one of either side at least.
func TestYearsOfManySlots(t *testing.T) {
	c := questionWith(t, "makeorbuy.toml", func(s *scenario.Scenario) {
		s.Workload.Load = scenario.LoadShape{Shape: "custom", Slot: quantity(t, "1h")}
		for i := range int64(8760) {
			s.Workload.Load.Weights = append(s.Workload.Load.Weights, 100+i%24)
		}
	}, nil)
	p := plan0(t, c)
	v := p.years
	if n := len(v.series) * v.years * p.slots; n > mostYearCells || !v.both() || v.years < 5 {
		t.Errorf("%d cells, %d years, %d options", n, v.years, len(v.options))
	}
	small := plan0(t, question(t, "makeorbuy.toml", aDay)).years
	if small.years != leastYears || len(small.options) <= len(v.options) {
		t.Errorf("a day has %d years and %d options, a year of hours %d", small.years, len(small.options), len(v.options))
	}
}

func plan0(t *testing.T, c *model.Comparison) *plan {
	p, err := newPlan(c, maxBlocks)
	must(t, err)
	return p
}

// Sheets of years are there where the scenario says anything about years.
func TestYearSheets(t *testing.T) {
	for _, name := range examples(t) {
		_, there := exampleCells(t, name)[sheetMake+"!A1"]
		if want := makeorbuy.Reviewable(question(t, name, nil).Scenario); there != want {
			t.Errorf("%s: a sheet Make-or-buy: %v, years are stated: %v", name, there, want)
		}
	}
}

// A workbook of years without sheets of years says why on its Cover.
func TestNoYearSheetsSayWhy(t *testing.T) {
	bounded := pricingtest.Head("acme-zrh", "CHF", "") + `
[[product]]
id = "fn"
kind = "function"
title = "functions"
[[product.meter]]
id = "requests"
quantity = "requests"
per = "1M requests"
price = "1"
source = "list"
[[product]]
id = "egress"
kind = "egress"
title = "egress"
[[product.meter]]
id = "data"
quantity = "data"
per = "GB"
mode = "size"
source = "list"
[[product.meter.tier]]
up_to = "1440 GB"
price = "50"
`
	edit := func(lib *pricing.Library) {
		own, err := pricing.LoadLibrary(fstest.MapFS{"acme.toml": {Data: []byte(bounded)}}, false)
		must(t, err)
		lib.Overlay(own)
	}
	for sheet, want := range map[string]string{
		"acme-zrh":      "no sheets of years: no option has a price in every year (acme-zrh-fn, year 3: ",
		"aws-us-east-1": "no sheets of years: no option is both priced and allowed",
	} {
		s, err := scenario.LoadWith(os.DirFS("../../testdata"), "webshop.toml", []scenario.Setting{{Key: "years.load_growth", Value: "100%"}, {Key: "workload.load.shape", Value: `"flat"`}})
		must(t, err)
		s.Options, s.Uncertain = nil, nil
		c, err := askOf(s, []string{sheet}, edit)
		must(t, err)
		cells := contents(t, workbookOf(t, c))
		if _, there := cells[sheetMake+"!A1"]; there {
			t.Errorf("%s: there is a sheet Make-or-buy", sheet)
		}
		said := ""
		for at, c := range cells {
			if strings.HasPrefix(at, sheetCover+"!") && strings.HasPrefix(c.value, "no sheets of years") {
				said = c.value
			}
		}
		if !strings.HasPrefix(said, want) {
			t.Errorf("%s: the Cover says %q, want %q", sheet, said, want)
		}
	}
}
