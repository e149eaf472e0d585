package pricing_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/money"
	"github.com/sovcost/sovcost/pricing/unit"
)

const workedDir = "../testdata/worked"

// workedLine is one line as the source prints it; Lines are ours that make it
// up: a whole meter ("product.meter") or one row of it ("product.meter.2").
type workedLine struct {
	Label    string        `toml:"label"`
	Lines    []string      `toml:"lines"`
	Quantity unit.Quantity `toml:"quantity"`
	Price    unit.Quantity `toml:"price"`
	Exact    string        `toml:"exact"`
	Amount   string        `toml:"amount"`
	Credit   string        `toml:"credit"` // money off that the source shows inside the line
}

type workedCase struct {
	ID       string       `toml:"id"`
	Title    string       `toml:"title"`
	Source   string       `toml:"source"`
	Usage    string       `toml:"usage"`
	Rounding string       `toml:"rounding"` // line | sum: only this policy gives the total; either: both do
	Total    string       `toml:"total"`
	Exact    string       `toml:"exact"`
	Lines    []workedLine `toml:"line"`
}

type workedRow struct {
	ID       string        `toml:"id"`
	Source   string        `toml:"source"`
	Usage    string        `toml:"usage"`
	Lines    []string      `toml:"lines"`
	Quantity unit.Quantity `toml:"quantity"`
	Price    unit.Quantity `toml:"price"`
	Amount   string        `toml:"amount"`
}

func readWorked(t testing.TB) (cases []workedCase, rows []workedRow) {
	t.Helper()
	var c struct {
		Schema string       `toml:"schema"`
		Cases  []workedCase `toml:"case"`
	}
	var r struct {
		Schema string      `toml:"schema"`
		Rows   []workedRow `toml:"row"`
	}
	for name, into := range map[string]any{"cases.toml": &c, "lines.toml": &r} {
		file := filepath.Join(workedDir, name)
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := factsheet.Decode(file, data, into); err != nil {
			t.Fatal(err)
		}
	}
	return c.Cases, r.Rows
}

func workedLibrary(t testing.TB) *pricing.Library {
	t.Helper()
	lib, err := pricing.LoadLibrary(os.DirFS(filepath.Join(workedDir, "sheets")), false)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// rateFile is the public path: a usage file becomes an invoice.
func rateFile(t testing.TB, lib *pricing.Library, name string, rounding money.Rounding) *pricing.Invoice {
	t.Helper()
	file := filepath.Join(workedDir, "usage", name+".toml")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	u, err := pricing.ParseUsage(file, data)
	if err != nil {
		t.Fatal(err)
	}
	if rounding != "" {
		u.Rounding = rounding
	}
	inv, err := u.Rate(lib)
	if err != nil {
		t.Fatal(err)
	}
	if gaps := inv.Estimate.Gaps; len(gaps) > 0 {
		t.Fatalf("%s: not priced: %v", name, gaps)
	}
	if w := inv.Estimate.Warnings; len(w) > 0 {
		t.Errorf("%s: warnings: %v", name, w)
	}
	return inv
}

// picked are the invoice's lines that a source's line names.
func picked(inv *pricing.Invoice, names []string) []pricing.Line {
	var out []pricing.Line
	for _, l := range inv.Estimate.Lines {
		if slices.ContainsFunc(names, func(n string) bool { return l.ID == n || strings.HasPrefix(l.ID, n+".") }) {
			out = append(out, l)
		}
	}
	return out
}

// requireLine holds quantity, unit price and amount of one source line against
// ours. Several of our rows add up; then their mean price is meant.
func requireLine(t *testing.T, inv *pricing.Invoice, names []string, quantity, price unit.Quantity, amount, credit string) {
	t.Helper()
	v := inv.Values
	gross, off, counted := exact.Zero, exact.Zero, exact.Zero
	for _, l := range picked(inv, names) {
		if strings.Contains(l.ID, ".credit.") {
			off = off.Sub(v.Of(l.Amount))
			continue
		}
		if l.Quantity.Unit().Dim != quantity.Unit.Dim {
			t.Errorf("%s counts %s, the source %s", l.ID, l.Quantity.Unit().Name, quantity)
		}
		gross, counted = gross.Add(v.Of(l.Amount)), counted.Add(v.Base(l.Quantity))
		if !v.Of(l.Quantity).Mul(v.Of(l.Price)).Equal(v.Of(l.Amount)) {
			t.Errorf("%s: quantity × price is not the amount", l.ID)
		}
	}
	if !counted.Equal(quantity.Base()) {
		in, _ := counted.Quo(quantity.Unit.Factor)
		t.Errorf("%v: quantity %s %s, want %s", names, in, quantity.Unit.Name, quantity)
	}
	if mean, ok := gross.Quo(counted); ok && !mean.Equal(price.Base()) {
		t.Errorf("%v: unit price %s per base unit, want %s (%s)", names, mean, price.Base(), price)
	}
	if got := gross.Sub(off).Fixed(2); got != amount {
		t.Errorf("%v: amount %s, want %s", names, got, amount)
	}
	if credit != "" && exact.MustParse(credit).Less(off) {
		t.Errorf("%v: %s comes off, the source's credit is %s", names, off, credit)
	}
}

// requireNothingElse: what the source does not print must not be billed.
func requireNothingElse(t *testing.T, inv *pricing.Invoice, c workedCase) {
	t.Helper()
	var named []pricing.Line
	for _, l := range c.Lines {
		named = append(named, picked(inv, l.Lines)...)
	}
	for _, l := range inv.Estimate.Lines {
		if a := inv.Values.Of(l.Amount); !a.IsZero() && !slices.ContainsFunc(named, func(n pricing.Line) bool { return n.ID == l.ID }) {
			t.Errorf("line %s bills %s, the source has no such line", l.ID, a)
		}
	}
}

// TestWorkedExamples rates every published example and compares every line's
// quantity, unit price and amount, the exact sum and the total.
func TestWorkedExamples(t *testing.T) {
	lib := workedLibrary(t)
	cases, rows := readWorked(t)
	lines := 0
	for _, c := range cases {
		t.Run(c.ID, func(t *testing.T) {
			inv := rateFile(t, lib, c.Usage, "")
			for _, l := range c.Lines {
				requireLine(t, inv, l.Lines, l.Quantity, l.Price, l.Amount, l.Credit)
				lines++
			}
			requireNothingElse(t, inv, c)
			if got := inv.Values.Of(inv.Estimate.Total); !got.Equal(exact.MustParse(c.Exact)) {
				t.Errorf("exact sum %s, want %s", got, c.Exact)
			}
			requireTotal(t, lib, inv, c)
		})
	}
	for _, r := range rows {
		t.Run("line "+r.ID, func(t *testing.T) {
			requireLine(t, rateFile(t, lib, r.Usage, ""), r.Lines, r.Quantity, r.Price, r.Amount, "")
		})
	}
	t.Logf("%d published examples with %d lines and %d rated lines reproduced to the cent", len(cases), lines, len(rows))
}

// requireTotal: the total under the file's own rounding, and that the other
// policy gives the same total exactly where the source says so.
func requireTotal(t *testing.T, lib *pricing.Library, inv *pricing.Invoice, c workedCase) {
	t.Helper()
	want := exact.MustParse(c.Total).Fixed(2)
	if got := inv.Total.Value.Fixed(2); got != want {
		t.Errorf("total %s under %s rounding, want %s", got, inv.Rounding, want)
	}
	if want != c.Total { // a total printed unrounded says nothing about a policy
		return
	}
	for _, r := range []money.Rounding{money.RoundLine, money.RoundSum} {
		hits := rateFile(t, lib, c.Usage, r).Total.Value.Fixed(2) == want
		if expected := c.Rounding == "either" || c.Rounding == string(r); hits != expected {
			t.Errorf("%s rounding gives the published total: %v, want %v", r, hits, expected)
		}
	}
}
