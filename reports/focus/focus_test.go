package focus

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/reports/reporttest"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func ptr(s string) *decimal.Decimal { d := dec(s); return &d }

// charge is one sound row; its figures are invented.
func charge() Charge {
	return Charge{
		BillingAccountID: "sample.toml", BillingAccountName: "Sample scenario", BillingCurrency: "CHF",
		BillingPeriodStart: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), BillingPeriodEnd: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC),
		ChargePeriodStart: time.Date(2026, 11, 1, 1, 0, 0, 0, time.FixedZone("CET", 3600)), ChargePeriodEnd: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC),
		Category: "Usage", Frequency: "Usage-Based", Description: "memory, first tier",
		ListCost: dec("9.000018"), ContractedCost: dec("9.000018"), EffectiveCost: dec("9.000018"), BilledCost: dec("9.000018"),
		ListUnitPrice: ptr("0.0000166667"), ContractedUnitPrice: ptr("0.0000166667"), PricingQuantity: ptr("540000"), PricingUnit: Unit("GiB-s"),
		PricingCategory: "Standard", ConsumedQuantity: ptr("540000"), ConsumedUnit: Unit("GiB-s"),
		InvoiceIssuer: "Alp Cloud AG", Provider: "Alp Cloud AG", Publisher: "Alp Cloud AG", Host: "Alp Cloud AG",
		ServiceCategory: "Compute", ServiceSubcategory: "Serverless Compute", ServiceName: "Alp Functions",
		RegionID: "zurich-1", RegionName: "Zürich", SkuID: "function", SkuMeter: "memory", SkuPriceID: "alp/function/memory/1",
		Own: map[string]string{"x_Option": "function@alp", "x_PriceSource": "https://example.org/prices, 2026-10-01"},
	}
}

func purchase() Charge {
	c := charge()
	c.Category, c.Frequency, c.Description = "Purchase", "Recurring", "=1+1 stays as it is"
	c.ConsumedQuantity, c.ConsumedUnit = nil, ""
	c.ListUnitPrice, c.ContractedUnitPrice, c.PricingQuantity, c.PricingUnit = ptr("100"), ptr("80"), ptr("2"), "Units"
	c.ListCost, c.ContractedCost, c.EffectiveCost, c.BilledCost = dec("200"), dec("160"), dec("0"), dec("160")
	c.Own = nil
	return c
}

func tax() Charge {
	c := charge()
	c.Category, c.Frequency, c.Description = "Tax", "Recurring", "VAT 8.1 %"
	c.ListUnitPrice, c.ContractedUnitPrice, c.PricingQuantity, c.PricingUnit, c.PricingCategory = nil, nil, nil, "", ""
	c.ConsumedQuantity, c.ConsumedUnit = nil, ""
	return c
}

func write(t interface{ Fatal(...any) }, charges []Charge, v Version) []byte {
	var b bytes.Buffer
	if err := Write(&b, charges, v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	for _, v := range []Version{V1_2, V1_4} {
		got := write(t, []Charge{charge(), purchase(), tax()}, v)
		reporttest.Golden(t, "estimate-"+string(v)+".csv", got)
		result, err := Check(bytes.NewReader(got), v, Strict())
		if err != nil || result.Err() != nil || result.Rows != 3 {
			t.Errorf("%s: %d rows, %v, %v", v, result.Rows, err, result.Err())
		}
	}
}

// The mandatory columns, as the specification lists them.
func TestMandatoryColumns(t *testing.T) {
	common := strings.Fields(`BilledCost BillingAccountId BillingAccountName BillingCurrency BillingPeriodEnd BillingPeriodStart
		ChargeCategory ChargeClass ChargeDescription ChargePeriodEnd ChargePeriodStart ContractedCost EffectiveCost
		InvoiceIssuerName ListCost PricingQuantity PricingUnit ServiceCategory ServiceName`)
	for v, own := range map[Version][]string{V1_2: {"ProviderName", "PublisherName"}, V1_4: {"ServiceProviderName", "HostProviderName"}} {
		var got []string
		for _, c := range columnsOf(v) {
			if c.required {
				got = append(got, c.name)
			}
		}
		if diff := cmp.Diff(append(append([]string(nil), common...), own...), got); diff != "" {
			t.Errorf("%s: %s", v, diff)
		}
	}
	if n := len(columnsOf(V1_2)) + len(plain(V1_2)); n != 57 {
		t.Errorf("1.2 has %d columns, want 57", n)
	}
	for _, v := range []Version{V1_2, V1_4} {
		lines := strings.SplitN(string(write(t, []Charge{charge()}, v)), "\n", 2)
		for _, c := range columnsOf(v) {
			if c.required && !strings.Contains(","+lines[0]+",", ","+c.name+",") {
				t.Errorf("%s: Write leaves out %s", v, c.name)
			}
		}
	}
}

// Each rule: a sound file with one thing changed.
func TestRules(t *testing.T) {
	tests := []struct {
		column, value string
		rule, text    string
		loose         string // what Loose counts in its place, empty if it stays a problem
	}{
		{"BilledCost", "", "null", "is empty and may not be", ""},
		{"BilledCost", "1,234.5", "format", "is no plain number", ""},
		{"BilledCost", "+5", "format", "is no plain number", ""},
		{"BilledCost", "CHF 5", "format", "is no plain number", ""},
		{"BilledCost", "1E9999999", "format", "is no plain number", ""},
		{"BillingCurrency", "chf", "format", "three capitals", ""},
		{"BillingCurrency", "NULL", "null", "is empty", ""},
		{"BillingPeriodStart", "2026-11-01", "time", "not of the form", "time"},
		{"BillingPeriodStart", "2026-11-01 00:00:00", "time", "not of the form", "time"},
		{"BillingPeriodStart", "1 November", "format", "is no time", ""},
		{"BillingPeriodEnd", "2026-11-01T00:00:00Z", "period", "not after the start", ""},
		{"ChargePeriodEnd", "2026-10-01T00:00:00Z", "period", "not after the start", ""},
		{"ChargeCategory", "Fee", "value", "not among the allowed values", ""},
		{"ChargeCategory", "usage", "letter case", `is written "Usage"`, "letter case"},
		{"ChargeCategory", "Tax", "null", "must be empty for a Tax charge", ""},
		{"ChargeCategory", "Purchase", "value", `cannot be "Usage-Based"`, ""},
		{"ChargeClass", "Normal", "value", "not among", ""},
		{"ChargeFrequency", "Monthly", "value", "not among", ""},
		{"ListUnitPrice", "-0.0000166667", "value", "is below 0", ""},
		{"ListUnitPrice", "", "null", "may not be for a Usage charge", ""},
		{"ListUnitPrice", "0.0000166668", "product", "is not ListUnitPrice", ""},
		{"ContractedCost", "9.000019", "product", "is not ContractedUnitPrice", ""},
		{"PricingQuantity", "", "null", "may not be for a Usage charge", ""},
		{"PricingUnit", "", "null", "exactly where PricingQuantity is", ""},
		{"PricingUnit", "GiB-s", "unit", "write GiB-Seconds", "unit"},
		{"PricingCategory", "On-Demand", "value", "not among", ""},
		{"ConsumedUnit", "", "null", "exactly where ConsumedQuantity is", ""},
		{"ServiceCategory", "Serverless", "value", "not among", ""},
		{"ServiceSubcategory", "Object Storage", "value", "does not belong to the category", ""},
		{"ChargeClass", "null", "null word", "leave it empty", "null word"},
	}
	records, err := csv.NewReader(bytes.NewReader(write(t, []Charge{charge()}, V1_2))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.column+"="+tt.value, func(t *testing.T) {
			var b bytes.Buffer
			w := csv.NewWriter(&b)
			w.Write(records[0])
			row := append([]string(nil), records[1]...)
			for i, name := range records[0] {
				if name == tt.column {
					row[i] = tt.value
				}
			}
			w.Write(row)
			w.Flush()
			file := b.Bytes()
			result, err := Check(bytes.NewReader(file), V1_2, Strict())
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for _, p := range result.Problems {
				found = found || p.Rule == tt.rule && p.Line == 2 && strings.Contains(p.String(), tt.text)
			}
			if !found {
				t.Errorf("got %v, want rule %s, %q", result.Err(), tt.rule, tt.text)
			}
			loose, err := Check(bytes.NewReader(file), V1_2, Options{Loose: true})
			if err != nil {
				t.Fatal(err)
			}
			if tt.loose == "" {
				if loose.ProblemCount == 0 {
					t.Error("loose lets it pass")
				}
				return
			}
			if diff := cmp.Diff([]Count{{tt.loose, 1}}, loose.Tolerated); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestHeaderRules(t *testing.T) {
	good := string(write(t, []Charge{charge()}, V1_2))
	tests := []struct{ name, file, want string }{
		{"missing column", strings.Replace(good, "BilledCost", "x_Cost", 1), "line 1, BilledCost: the column is missing"},
		{"unknown column", strings.Replace(good, "x_Option", "Option", 1), "line 1, Option: is no column of FOCUS 1.2"},
		{"own before", strings.Replace(good, "BillingAccountName", "x_Name", 1), "stands after x_Name"},
		{"1.4 name in 1.2", strings.Replace(good, "ProviderName", "ServiceProviderName", 1), "ProviderName: the column is missing"},
	}
	for _, tt := range tests {
		result, err := Check(strings.NewReader(tt.file), V1_2, Strict())
		if err != nil {
			t.Fatal(err)
		}
		if got := result.Err(); got == nil || !strings.Contains(got.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.name, got, tt.want)
		}
	}
	for file, want := range map[string]string{
		"": "the file is empty", "A,A\n1,2\n": `the column "A" stands twice`, "A,B\n1\n": "wrong number of fields", "A\n\"1": "extraneous or missing",
	} {
		if _, err := Check(strings.NewReader(file), V1_2, Strict()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", file, err, want)
		}
	}
	if _, err := Check(strings.NewReader(good), "1.9", Strict()); err == nil || !strings.Contains(err.Error(), `"1.9" is not known`) {
		t.Errorf("version 1.9: %v", err)
	}
	if result, err := Check(strings.NewReader("\uFEFF"+good), V1_2, Strict()); err != nil || result.Err() != nil {
		t.Errorf("with a byte order mark: %v %v", err, result.Err())
	}
}

func TestBrokenChargesAreRefusedAllAtOnce(t *testing.T) {
	a, b, c := charge(), charge(), charge()
	a.BillingCurrency = ""
	b.ListCost = dec("9.00")
	c.Own = map[string]string{"Option": "no prefix"}
	var out bytes.Buffer
	err := Write(&out, []Charge{a, b, c}, V1_2)
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"line 2, BillingCurrency: is empty", "line 3, ListCost: 9 is not ListUnitPrice", "Option: is no column of FOCUS 1.2"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if out.Len() > 0 {
		t.Error("something was written")
	}
}

// What Write accepts, Check accepts, exactly, and sums are kept.
func TestAnyTierIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var charges []Charge
		total := decimal.Zero
		for range rapid.IntRange(1, 6).Draw(t, "n") {
			c := charge()
			unitPrice := decimal.New(rapid.Int64Range(0, 1e12).Draw(t, "price"), -12)
			amount := decimal.New(rapid.Int64Range(0, 1e15).Draw(t, "quantity"), -6)
			cost := unitPrice.Mul(amount)
			c.ListUnitPrice, c.ContractedUnitPrice, c.PricingQuantity = &unitPrice, &unitPrice, &amount
			c.ListCost, c.ContractedCost, c.EffectiveCost, c.BilledCost = cost, cost, cost, cost
			charges = append(charges, c)
			total = total.Add(cost)
		}
		file := write(t, charges, V1_4)
		result, err := Check(bytes.NewReader(file), V1_4, Strict())
		if err != nil || result.Err() != nil {
			t.Fatal(err, result.Err())
		}
		records, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		sum := decimal.Zero
		for _, r := range records[1:] {
			sum = sum.Add(dec(r[0])) // BilledCost comes first
		}
		if !sum.Equal(total) {
			t.Fatalf("sum %s, want %s", sum, total)
		}
	})
}

func TestUnit(t *testing.T) {
	for in, want := range map[string]string{
		"GiB-s": "GiB-Seconds", "GB-month": "GB-Months", "GB-mo": "GB-Months", "requests": "Requests", "request": "Requests",
		"1M requests": "1000000 Requests", "10,000 requests": "10000 Requests", "1k tokens": "1000 Tokens",
		"h": "Hours", "hours": "Hours", "hour": "Hours", "vCPU-h": "VCPU-Hours", "vCPU-s": "VCPU-Seconds", "GB": "GB", "GB/h": "GB/Hour",
		"TiB-hours": "TiB-Hours", "IOPS-month": "IOPS-Months", "instance-h": "Instance-Hours", "VMs": "VMs", "": "", "ms": "Milliseconds",
	} {
		got := Unit(in)
		if got != want {
			t.Errorf("Unit(%q) = %q, want %q", in, got, want)
		}
		if got != "" && !goodUnit(got) {
			t.Errorf("Unit(%q) = %q, which the checker refuses", in, got)
		}
	}
	for _, bad := range []string{"GiB-s", "GB-month", "requests", "GB/hours/day", "hours", "-Hours", "Sec", "0 Requests"} {
		if goodUnit(bad) {
			t.Errorf("%q is accepted", bad)
		}
	}
}

// The specification's own sample data, read loosely: it says what it met.
func TestPublishedSample(t *testing.T) {
	folder := os.Getenv("SOVCOST_SHARED")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared")
	}
	file, err := os.Open(filepath.Join(folder, "samples", "focus", "focus_1_0_sample.csv"))
	if err != nil {
		t.Skipf("not run: the FOCUS 1.0 sample data (FinOps-Open-Cost-and-Usage-Spec/FOCUS-Sample-Data, CC-BY-4.0) is not at hand: %v", err)
	}
	defer file.Close()
	result, err := Check(file, V1_2, Loose())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d rows; problems %v; tolerated %v", result.Rows, result.ByRule, result.Tolerated)
	if result.Rows != 1000 {
		t.Errorf("%d rows, want 1000", result.Rows)
	}
	for _, want := range []string{"null word", "time", "column", "letter case"} {
		found := false
		for _, c := range result.Tolerated {
			found = found || c.Rule == want
		}
		if !found {
			t.Errorf("met no %q; the sample has some", want)
		}
	}
}

// No bytes make the checker panic, and its counts agree.
func FuzzCheck(f *testing.F) {
	f.Add(write(f, []Charge{charge(), purchase(), tax()}, V1_2))
	f.Add([]byte("BilledCost,PricingQuantity,ListUnitPrice,ListCost\n1,1E99,1E99,1E-99\n"))
	f.Add([]byte("\uFEFFA,x_b\n\"\",NULL\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, o := range []Options{Strict(), Loose()} {
			for _, v := range []Version{V1_2, V1_4} {
				result, err := Check(bytes.NewReader(file), v, o)
				sum := 0
				for _, c := range result.ByRule {
					sum += c.Times
				}
				if err == nil && sum != result.ProblemCount {
					t.Fatalf("%d problems, %d by rule", result.ProblemCount, sum)
				}
				if (result.Err() == nil) != (result.ProblemCount == 0) {
					t.Fatalf("%d problems, Err is %v", result.ProblemCount, result.Err())
				}
			}
		}
	})
}
