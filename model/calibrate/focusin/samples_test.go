package focusin

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

// sharedFolder finds the recorded third-party samples, which are not part of
// this repository.
func sharedFolder(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("SOVCOST_SHARED")
	if dir == "" {
		root, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
				break
			}
			if parent := filepath.Dir(root); parent != root {
				root = parent
				continue
			}
			t.Skip("not run: the module root was not found")
		}
		dir = filepath.Join(root, "..", "shared")
	}
	dir = filepath.Join(dir, "samples", "focus")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("not run: the FOCUS samples are not here (%v); set SOVCOST_SHARED", err)
	}
	return dir
}

// The FOCUS 1.0 sample (FinOps-Open-Cost-and-Usage-Spec/FOCUS-Sample-Data,
// FOCUS-1.0/focus_sample.csv, CC-BY-4.0): a thousand charges of three providers.
// The sums were taken with another program, Python's csv and decimal.
func TestFOCUSSample(t *testing.T) {
	name := filepath.Join(sharedFolder(t), "focus_1_0_sample.csv")
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	providers := map[string]int{}
	sums := map[string]decimal.Decimal{}
	report, err := ReadCSV("focus_1_0_sample.csv", f, Options{Currency: "USD"}, func(c *Charge) error {
		providers[c.Provider]++
		for name, n := range map[string]Number{"consumed": c.ConsumedQuantity, "priced": c.PricingQuantity, "list unit": c.ListUnitPrice, "contracted unit": c.ContractedUnitPrice} {
			if n.Known {
				sums[name] = sums[name].Add(n.Decimal)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if report.Charges != 1000 || report.Version != "1.0" || len(report.Totals) != 1 {
		t.Fatalf("%+v", report)
	}
	total := report.Totals[0]
	for _, c := range []struct{ what, got, want string }{
		{"billed", total.Billed.Total.String(), "20.52022672899"},
		{"effective", total.Effective.Total.String(), "14.97651418586"},
		{"list", total.List.Total.String(), "20.39090575119"},
		{"contracted", total.Contract.Total.String(), "14.97626039326"},
		{"consumed", sums["consumed"].String(), "13438.712904456820057"},
		{"priced", sums["priced"].String(), "13438.62931081682"},
		{"list unit prices", sums["list unit"].String(), "389.3139142323"},
		{"contracted unit prices", sums["contracted unit"].String(), "97.99729"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.what, c.got, c.want)
		}
	}
	if total.Contract.Missing != 7 {
		t.Errorf("%d charges without contracted cost, want 7: empty is not zero", total.Contract.Missing)
	}
	if providers["AWS"] != 942 || providers["Microsoft"] != 51 || providers["Oracle"] != 7 {
		t.Errorf("providers %v", providers)
	}
	times := map[Leniency]int{}
	for _, l := range report.Lenient {
		times[l.Leniency] = l.Times
	}
	if times[NoZone] != 4000 || times[LiteralNull] == 0 || times[ValueCase] != 7 {
		t.Errorf("leniencies %v", report.Lenient)
	}
	if strings.Join(report.Foreign, " ") != "Id" {
		t.Errorf("foreign columns %v, want Id", report.Foreign)
	}
	t.Logf("leniencies: %+v", report.Lenient)
}

// The worked examples of the specification 1.2 (FOCUS_Spec tag v1.2,
// CC-BY-4.0). One has an hour 30 and must be refused, nothing else.
func TestFOCUSSpecExamples(t *testing.T) {
	dir := filepath.Join(sharedFolder(t), "spec_v1.2")
	billed := map[string]string{
		"commitment_discount_purchase_scenario_1.csv":                                              "8760",
		"commitment_discount_usage_scenario_1.csv":                                                 "0",
		"commitment_discount_usage_scenario_2.csv":                                                 "0",
		"one_hundred_percent_utilization_with_commitment_discount_flexibility_with_1_resource.csv": "2.75",
		"one_hundred_percent_utilization_without_commitment_discount_flexibility.csv":              "1.5",
		"saas_spend_agreements_a1.csv":                                                             "1200",
		"saas_spend_agreements_a2.csv":                                                             "1200",
		"saas_spend_agreements_b1.csv":                                                             "1200",
		"zero_percent_utilization_without_commitment_discount_flexibility.csv":                     "3.5",
	}
	seen := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		seen++
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		report, err := ReadCSV(d.Name(), f, Options{Currency: "USD"}, func(*Charge) error { return nil })
		if d.Name() == "commitment_discount_purchase_scenario_2.csv" {
			if err == nil || err.Error() != `commitment_discount_purchase_scenario_2.csv:4: ChargePeriodEnd: "2023-02-01T30:00:00Z" is not a time; write it like 2026-11-01T00:00:00Z` {
				t.Errorf("%s: %v", d.Name(), err)
			}
			return nil
		}
		if err != nil {
			t.Errorf("%s: %v", d.Name(), err)
			return nil
		}
		if got := report.Totals[0].Billed.Total.String(); got != billed[d.Name()] {
			t.Errorf("%s: billed %s, want %q", d.Name(), got, billed[d.Name()])
		}
		return nil
	})
	if err != nil || seen != 10 {
		t.Errorf("%d files, %v; want 10", seen, err)
	}
}
