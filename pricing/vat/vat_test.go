package vat

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/internal/factsheet"
)

func day(t *testing.T, s string) factsheet.Date {
	t.Helper()
	d, err := factsheet.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func table(t *testing.T) *Table {
	t.Helper()
	rates, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return rates
}

// TestOn: the day before a rate begins, its first day and the day after.
func TestOn(t *testing.T) {
	for _, c := range []struct{ country, day, want string }{
		{"CH", "2023-12-31", "the rates known of CH begin on 2024-01-01"},
		{"CH", "2024-01-01", "8.1"},
		{"CH", "2024-01-02", "8.1"},
		{"CH", "2027-12-31", "8.1"},
		{"CH", "2028-01-01", "8.1"}, // planned is not in force
		{"CH", "2028-01-02", "8.1"},
		{"DE", "2025-12-31", "the rates known of DE begin on 2026-01-01"},
		{"DE", "2026-01-01", "19"},
		{"FI", "2026-11-23", "25.5"},
		{"US", "2026-11-23", "the rates of 28 countries are known, US is not among them"},
		{"", "2026-11-23", "the rates of 28 countries are known,  is not among them"},
	} {
		r, err := table(t).On(c.country, day(t, c.day))
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = r.Standard.String()
		}
		if got != c.want && (err == nil || !strings.HasPrefix(got, c.want)) {
			t.Errorf("%s on %s: %q, want %q", c.country, c.day, got, c.want)
		}
	}
}

// TestPlanned: an announced rate is told with its day until it is in force.
func TestPlanned(t *testing.T) {
	r, ok := table(t).Planned("CH", day(t, "2026-11-23"))
	if !ok || r.Standard.String() != "8.5" || r.Begins() != day(t, "2028-01-01") || r.Provenance().Confidence != "medium" {
		t.Errorf("%v %v", r, ok)
	}
	if _, ok := table(t).Planned("DE", day(t, "2026-11-23")); ok {
		t.Error("nothing is planned in DE")
	}
}

const own = `schema = "vat-rates/1"
[[source]]
id = "mine"
title = "an example of a table of one's own"
as_of = 2024-01-01
confidence = "high"
[[rate]]
country = "CH"
standard = "7.7"
from = 2018-01-01
until = 2023-12-31
source = "mine"
[[rate]]
country = "CH"
standard = "8.1"
from = 2024-01-01
source = "mine"
[[rate]]
country = "LI"
standard = "8.1"
source = "mine"
confidence = "low"
`

// TestOver: a country of one's own file has no other rates; the change of 2024 is
// one day wide.
func TestOver(t *testing.T) {
	mine, err := Parse("own.toml", []byte(own))
	if err != nil {
		t.Fatal(err)
	}
	both := table(t).Over(mine)
	for _, c := range []struct{ country, day, want string }{
		{"CH", "2018-01-01", "7.7"}, {"CH", "2023-12-30", "7.7"}, {"CH", "2023-12-31", "7.7"}, {"CH", "2024-01-01", "8.1"}, {"LI", "2024-01-01", "8.1"}, {"DE", "2026-01-01", "19"},
	} {
		if r, err := both.On(c.country, day(t, c.day)); err != nil || r.Standard.String() != c.want {
			t.Errorf("%s on %s: %v %v, want %s", c.country, c.day, r, err, c.want)
		}
	}
	for _, d := range []string{"2017-12-31", "2023-12-31"} {
		c := map[string]string{"2017-12-31": "CH", "2023-12-31": "LI"}[d]
		if r, err := both.On(c, day(t, d)); err == nil {
			t.Errorf("%s on %s: %v, want unknown", c, d, r.Standard)
		}
	}
	if _, ok := both.Planned("CH", day(t, "2026-11-23")); ok {
		t.Error("the shipped plan stands beside own rates")
	}
	if r, _ := both.On("LI", day(t, "2026-01-01")); r.Provenance().Confidence != "low" || r.Provenance().AsOf != "2024-01-01" {
		t.Errorf("provenance %+v", r.Provenance())
	}
}

// TestRefused: all that is wrong with a file is told at once, by key.
func TestRefused(t *testing.T) {
	_, err := Parse("bad.toml", []byte(`schema = "vat-rates/2"
[[source]]
id = "a"
title = "a"
confidence = "hihg"
[[rate]]
country = "UK"
standard = "100"
source = "b"
[[rate]]
country = "ch"
standard = "0"
source = "a"
[[rate]]
country = "EL"
standard = "24"
from = 2026-02-01
until = 2026-01-31
source = "a"
stadnard = "24"
`))
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"schema:", `did you mean "high"?`, `did you mean "GB"?`, `did you mean "GR"?`, `"ch" is not a country code`, `rate[0].standard: "100" is not a rate`, `rate[1].standard: "0" is not a rate`,
		`rate[0].source: no [[source]] "b"`, "rate[1].from: from which day", "it ends on 2026-01-31, before it begins on 2026-02-01", `did you mean "standard"?`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("not told: %s\n%v", want, err)
		}
	}
	twice := own + "[[rate]]\ncountry = \"CH\"\nstandard = \"8\"\nfrom = 2024-01-01\nsource = \"mine\"\n"
	if _, err := Parse("twice.toml", []byte(twice)); err == nil || !strings.Contains(err.Error(), "two rates of CH begin on 2024-01-01") {
		t.Errorf("two rates of one day: %v", err)
	}
	if _, err := Parse("empty.toml", []byte("schema = \"vat-rates/1\"\n")); err == nil || !strings.Contains(err.Error(), "no rate in this file") {
		t.Errorf("an empty file: %v", err)
	}
}

// TestFacts holds every shipped rate against the collected facts.
func TestFacts(t *testing.T) {
	dir := os.Getenv("SOVCOST_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(dir, "facts", "tax_fx.csv"))
	if err != nil {
		t.Skip("not run: the comparison of every rate with the collected facts (tax_fx.csv is not here; set SOVCOST_SHARED)")
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, row := range rows {
		if row[0] != "vat" {
			continue
		}
		n++
		found := false
		for _, r := range table(t).Rates(row[1]) {
			found = found || r.Planned == (row[2] == "planned") && r.Standard.String() == row[3] && r.Provenance().Confidence == row[9] && strings.HasPrefix(r.Provenance().AsOf, row[8])
		}
		if !found {
			t.Errorf("%v has no rate of the same value, confidence and date", row)
		}
	}
	if have := len(table(t).Countries()) + 1; have != n {
		t.Errorf("%d rates, %d facts", have, n)
	}
	t.Logf("%d facts", n)
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(own))
	shipped, err := files.ReadFile("rates.toml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(shipped)
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Parse("x.toml", data)
		if err != nil {
			return
		}
		for _, c := range r.Countries() {
			for _, x := range r.Rates(c) {
				if got, err := r.On(c, x.Begins()); !x.Planned && (err != nil || got != x) {
					t.Errorf("%s on its first day %s: %v %v", c, x.Begins(), got, err)
				}
			}
		}
	})
}
