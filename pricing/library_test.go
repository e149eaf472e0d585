package pricing

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/pricingtest"
)

// sheetText is a small right sheet with one server of that price.
func sheetText(id, price, more string) string {
	return pricingtest.Head(id, "CHF", more) + fmt.Sprintf(`
[[product]]
id = "small"
kind = "vm"
title = "Small"
vcpu = "1 vCPU"
memory = "2GiB"

  [[product.meter]]
  id = "server"
  quantity = "instance_time"
  per = "h"
  price = %q
  source = "list"
`, price)
}

func library(t *testing.T, files map[string]string) (*Library, error) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return LoadLibrary(fsys, false)
}

func mustLibrary(t *testing.T, files map[string]string) *Library {
	t.Helper()
	l, err := library(t, files)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func priceOf(t *testing.T, l *Library, id string) string {
	t.Helper()
	s, ok := l.Sheet(id)
	if !ok {
		t.Fatalf("no sheet %s", id)
	}
	return s.Products[0].Meters[0].Price.String()
}

func TestOverlayReplacesAndAdds(t *testing.T) {
	l := mustLibrary(t, map[string]string{"b.toml": sheetText("b", "2", ""), "a.toml": sheetText("a", "1", ""), "notes.txt": "not a sheet", ".draft.toml": "= broken"})
	own := mustLibrary(t, map[string]string{"deep/own.toml": sheetText("b", "3", ""), "c.toml": sheetText("c", "4", "")})
	if got := l.Overlay(own); !slices.Equal(got, []string{"b"}) {
		t.Errorf("replaced %v", got)
	}
	if got := l.IDs(); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("ids %v", got)
	}
	for i, s := range l.Sheets() {
		if s.ID != l.IDs()[i] {
			t.Errorf("sheet %d is %s", i, s.ID)
		}
	}
	for id, want := range map[string]string{"a": "1", "b": "3", "c": "4"} {
		if got := priceOf(t, l, id); got != want {
			t.Errorf("%s costs %s, want %s", id, got, want)
		}
	}
	if _, ok := l.Sheet("d"); ok {
		t.Error("a sheet nobody wrote")
	}
}

func TestTwoSheetsOfOneIDAreRefused(t *testing.T) {
	place := "[[place]]\nid = \"b\"\ntitle = \"B\"\nregion = \"b\"\ncountry = \"DE\"\n"
	for name, files := range map[string]map[string]string{
		"files": {"one.toml": sheetText("a", "1", ""), "two.toml": sheetText("a", "1", "")},
		"place": {"one.toml": sheetText("a", "1", place), "two.toml": sheetText("b", "1", "")},
	} {
		_, err := library(t, files)
		if err == nil || !strings.Contains(err.Error(), "two.toml:2:1: id: ") || !strings.Contains(err.Error(), "is the id of a sheet in one.toml as well") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAllFilesReportTogether(t *testing.T) {
	_, err := library(t, map[string]string{"a.toml": sheetText("a", "-1", ""), "b.toml": "schema = 1\n", "c.toml": sheetText("c", "x", "")})
	for _, want := range []string{"a.toml:27:3: product[0].meter[0].price: -1 is negative", "b.toml:1:1: schema:", "c.toml:27:3: product[0].meter[0].price:"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("lacks %q:\n%v", want, err)
		}
	}
}

func TestStaleness(t *testing.T) {
	l := mustLibrary(t, map[string]string{"a.toml": sheetText("a", "1", "")})
	day := factsheet.NewDate(2026, 10, 1)
	for _, c := range []struct {
		days     int
		old, bad bool
	}{{-1, false, false}, {0, false, false}, {90, false, false}, {91, true, false}, {365, true, false}, {366, true, true}} {
		got := l.Stale(day.AddDays(c.days))
		if len(got) == 1 != c.old || c.old && (got[0].Old != c.bad || got[0].Days != c.days || got[0].Meter != "small.server" || got[0].AsOf != "2026-10-01") {
			t.Errorf("after %d days: %+v", c.days, got)
		}
	}
}

func TestUndatedPricesAreOld(t *testing.T) {
	text := strings.Replace(sheetText("a", "1", ""), `as_of = "2026-10-01"`, `as_of = "unknown"`, 1) + `
  [[product.commitment]]
  id = "1y"
  meter = "server"
  term = "1 year"
  recurring = "0.5"
  per = "h"
  source = "list"
  as_of = "2025-11"

[[allowance]]
id = "free"
scope = "account"
quantity = "10 h"
meters = ["small.server"]
source = "list"
`
	got := mustLibrary(t, map[string]string{"a.toml": text}).Stale(factsheet.NewDate(2026, 11, 23))
	want := []Staleness{{"a", "small.server", "unknown", 0, true}, {"a", "small.1y", "2025-11", 387, true}, {"a", "free", "unknown", 0, true}}
	if !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}

func TestAPriceWithoutItsOwnDateHasItsSourcesDate(t *testing.T) {
	s, _ := mustLibrary(t, map[string]string{"a.toml": sheetText("a", "1", "")}).Sheet("a")
	m := s.Products[0].Meters[0]
	if p := s.Provenance(m.Source, m.AsOf, m.Confidence, m.RowNote); p.AsOf != "2026-10-01" || p.Confidence != "high" {
		t.Errorf("%+v", p)
	}
}

func TestPlacesShareAList(t *testing.T) {
	l := mustLibrary(t, map[string]string{"a.toml": sheetText("a", "1", "[[place]]\nid = \"a-ber\"\ntitle = \"Acme, Berlin\"\nregion = \"ber\"\ncountry = \"DE\"\ncity = \"Berlin\"\n")})
	s, ok := l.Sheet("a-ber")
	if !ok || s.Country != "DE" || s.Products[0].Key() != "a-ber#small" || s.Products[0].Meters[0].product.Sheet != s {
		t.Fatalf("%+v", s)
	}
	home, _ := l.Sheet("a")
	if home.Country != "CH" || home.Products[0].Key() != "a#small" {
		t.Error("the first place changed with the second")
	}
}

func TestRowsOfAFamily(t *testing.T) {
	text := strings.Replace(sheetText("a", "1", ""), `vcpu = "1 vCPU"
memory = "2GiB"
`, `size = [
  { id = "s1", title = "S1", vcpu = "1 vCPU", memory = "2GiB" },
  { id = "s2", vcpu = "2 vCPU", memory = "4GiB", price = "3", cap = "9", confidence = "low", as_of = "2026-05", note = "n" },
  { id = "s4", vcpu = "4 vCPU", memory = "8GiB", status = "unknown", note = "not found" },
]
`, 1)
	s, _ := mustLibrary(t, map[string]string{"a.toml": text}).Sheet("a")
	var got []string
	for _, p := range s.Products {
		line := fmt.Sprintf("%s|%s|%s|%s|%s", p.ID, p.Title, p.VCPU, p.Memory, p.Status)
		for _, m := range p.Meters {
			line += fmt.Sprintf("|%s|%s|%s|%s|%s|%s", m.Quantity, m.Price, m.Cap, m.Confidence, m.AsOf, m.RowNote)
		}
		got = append(got, line)
	}
	want := []string{"s1|S1|1 vCPU|2GiB|offered|instance_time|1||||", "s2|Small s2|2 vCPU|4GiB|offered|instance_time|3|9|low|2026-05|n", "s4|Small s4|4 vCPU|8GiB|unknown"}
	want[0] = "s1|S1|1 vCPU|2GiB|offered|instance_time|1|||unknown|"
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	text = strings.Replace(text, `id = "s2", vcpu = "2 vCPU"`, `id = "s1", vcpu = "2 GB"`, 1)
	_, err := library(t, map[string]string{"a.toml": text})
	for _, w := range []string{"a.toml:22:16: product[0].size[1].vcpu: ", "there are two products \"s1\""} {
		if err == nil || !strings.Contains(err.Error(), w) {
			t.Errorf("lacks %q: %v", w, err)
		}
	}
}

func TestRowsPriceTheFamilysCommitments(t *testing.T) {
	family := func(row string) string {
		text := strings.Replace(sheetText("a", "1", ""), "vcpu = \"1 vCPU\"\nmemory = \"2GiB\"\n", "size = [\n  { id = \"s1\", vcpu = \"1 vCPU\", memory = \"2GiB\", "+row+" },\n]\n", 1)
		return text + "\n  [[product.commitment]]\n  id = \"1y\"\n  meter = \"server\"\n  term = \"1 year\"\n  per = \"month\"\n  source = \"list\"\n"
	}
	for row, want := range map[string]string{`commit = { 1y = "400" }`: "400", `price = "2"`: ""} {
		s, _ := mustLibrary(t, map[string]string{"a.toml": family(row)}).Sheet("a")
		got := ""
		for _, c := range s.Products[0].Commitments {
			got += c.Recurring.String()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", row, got, want)
		}
	}
	_, err := library(t, map[string]string{"a.toml": family(`commit = { 3y = "300" }`)})
	if want := `product[0].size[0].commit.3y: the family has no commitment "3y"; add [[product.commitment]] with that id to the family`; err == nil || !strings.Contains(err.Error(), want) {
		t.Error(err)
	}
}

func TestStandardInputs(t *testing.T) {
	s, _ := mustLibrary(t, map[string]string{"a.toml": sheetText("a", "1", "")}).Sheet("a")
	if in := s.Products[0].Inputs; len(in) != 1 || in[0].Name != "instance_time" || in[0].Optional {
		t.Errorf("%+v", in)
	}
	_, err := library(t, map[string]string{"a.toml": strings.Replace(sheetText("a", "1", ""), "  [[product.meter]]", "  [[product.input]]\n  name = \"instance_time\"\n  unit = \"GB\"\n\n  [[product.meter]]", 1)})
	if err == nil || !strings.Contains(err.Error(), "instance_time of a vm is the instance time on every sheet and cannot be in GB") {
		t.Error(err)
	}
	for _, kind := range Kinds() {
		seen := map[string]bool{}
		for _, in := range StandardInputs(kind) {
			if u := mustQuantity("1 " + in.Unit); !u.IsSet() || seen[in.Name] || in.Label == "" {
				t.Errorf("%s.%s", kind, in.Name)
			}
			seen[in.Name] = true
		}
	}
}

const ownVAT = `schema = "vat-rates/1"
[[source]]
id = "mine"
title = "an example"
as_of = 2026-01-01
confidence = "high"
[[rate]]
country = "CH"
standard = "8.5"
source = "mine"
`

// TestOwnVAT: a folder's own rates lie over the shipped ones, through overlays and
// editions of a day; one country in two files is refused.
func TestOwnVAT(t *testing.T) {
	own, err := LoadLibrary(fstest.MapFS{"vat.toml": {Data: []byte(ownVAT)}}, false)
	if err != nil {
		t.Fatal(err)
	}
	lib := NewLibrary()
	lib.Overlay(own)
	day := factsheet.NewDate(2026, 11, 23)
	on, _ := lib.On(day)
	for name, c := range map[string]struct {
		lib  *Library
		want string
	}{"shipped": {NewLibrary(), "8.1"}, "own": {on, "8.5"}} {
		table, err := c.lib.VAT()
		if err != nil {
			t.Fatal(err)
		}
		if r, err := table.On("CH", day); err != nil || r.Standard.String() != c.want {
			t.Errorf("%s: %v %v, want %s", name, r, err, c.want)
		}
	}
	_, err = LoadLibrary(fstest.MapFS{"a.toml": {Data: []byte(ownVAT)}, "b.toml": {Data: []byte(ownVAT)}}, false)
	if err == nil || !strings.Contains(err.Error(), "b.toml") || !strings.Contains(err.Error(), "CH has rates in a.toml as well") {
		t.Errorf("two files: %v", err)
	}
}
