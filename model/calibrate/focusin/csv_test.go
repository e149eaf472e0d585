package focusin

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"github.com/shopspring/decimal"
)

// minimal is the header of a bill with nothing but the required columns.
const minimal = "BilledCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd"

const goodRow = "1.50,EUR,Usage,2026-11-01T00:00:00Z,2026-11-02T00:00:00Z"

func read(t testing.TB, text string, o Options) ([]Charge, Report, error) {
	t.Helper()
	var got []Charge
	report, err := ReadCSV("bill.csv", strings.NewReader(text), o, func(c *Charge) error {
		got = append(got, *c)
		return nil
	})
	return got, report, err
}

// One row with every column, all the way into the fields.
func TestFullRow(t *testing.T) {
	text := strings.Join([]string{
		"ProviderName,BillingAccountId,SubAccountId,SubAccountName,InvoiceId,ServiceCategory,ServiceName,SkuId,SkuPriceId,SkuMeter,RegionId,RegionName,ResourceId,ResourceName,ResourceType,ChargeCategory,ChargeClass,ChargeFrequency,ChargeDescription,PricingCategory,CommitmentDiscountId,CommitmentDiscountStatus,ChargePeriodStart,ChargePeriodEnd,BillingPeriodStart,BillingPeriodEnd,BillingCurrency,BilledCost,EffectiveCost,ListCost,ContractedCost,ConsumedQuantity,ConsumedUnit,PricingQuantity,PricingUnit,ListUnitPrice,ContractedUnitPrice,Tags",
		`Acme,ba,sa,Shop,inv-7,Compute,Functions,sku,price,GB-Seconds,ch-1,Zurich,r-1,shop,function,Usage,Correction,Usage-Based,"a, ""quoted"" line",Committed,cd,Used,2026-11-01T00:00:00Z,2026-11-01T01:00:00+01:00,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,CHF,-0.10,1E-7,3,,12,GB-s,12,GB-s,0.25,0.2,"{""env"":""prod"",""flag"":true,""n"":1.5}"`,
	}, "\n")
	// 01:00+01:00 is midnight UTC: not after the start.
	if _, _, err := read(t, text, Options{}); err == nil || !strings.Contains(err.Error(), "bill.csv:2: ChargePeriodEnd: 2026-11-01T01:00:00+01:00 is not after the start 2026-11-01T00:00:00Z") {
		t.Fatalf("a period without length was accepted: %v", err)
	}
	got, report, err := read(t, strings.Replace(text, "01:00:00+01:00", "01:00:00Z", 1), Options{})
	if err != nil {
		t.Fatal(err)
	}
	day := func(m time.Month, hour int) time.Time { return time.Date(2026, m, 1, hour, 0, 0, 0, time.UTC) }
	num := func(s string) Number { return Number{Decimal: decimal.RequireFromString(s), Known: true} }
	want := []Charge{{
		Line: 2, Rows: 1, Provider: "Acme", BillingAccountID: "ba", SubAccountID: "sa", SubAccountName: "Shop", InvoiceID: "inv-7",
		ServiceCategory: "Compute", ServiceName: "Functions", SkuID: "sku", SkuPriceID: "price", SkuMeter: "GB-Seconds",
		RegionID: "ch-1", RegionName: "Zurich", ResourceID: "r-1", ResourceName: "shop", ResourceType: "function",
		Category: "Usage", Class: "Correction", Frequency: "Usage-Based", Description: `a, "quoted" line`,
		PricingCategory: "Committed", CommitmentID: "cd", CommitmentStatus: "Used",
		Start: day(11, 0), End: day(11, 1), BillingStart: day(11, 0), BillingEnd: day(12, 0), Currency: "CHF",
		Billed: num("-0.10"), Effective: num("0.0000001"), List: num("3"),
		ConsumedQuantity: num("12"), ConsumedUnit: "GB-s", PricingQuantity: num("12"), PricingUnit: "GB-s",
		ListUnitPrice: num("0.25"), ContractedUnitPrice: num("0.2"),
		Tags: map[string]string{"env": "prod", "flag": "true", "n": "1.5"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(report.Lenient) != 0 || len(report.Absent) != 0 || len(report.Foreign) != 0 {
		t.Errorf("a clean file has leniencies %v, absent %v, foreign %v", report.Lenient, report.Absent, report.Foreign)
	}
	if report.Totals[0].Contract.Missing != 1 || !report.Totals[0].Billed.Total.Equal(decimal.RequireFromString("-0.1")) {
		t.Errorf("totals %+v", report.Totals)
	}
}

// Every leniency is understood, counted, and its first line told.
func TestLeniencies(t *testing.T) {
	cases := []struct {
		name, text string
		want       []Count
		check      func(Charge) bool
	}{
		{"null", minimal + ",ListCost\n" + goodRow + ",NULL\n" + goodRow + ",null\n", []Count{{LiteralNull, 2, 2}}, func(c Charge) bool { return !c.List.Known }},
		{"no zone", minimal + "\n1,EUR,Usage,2026-11-01 00:00:00,2026-11-02T00:00:00\n", []Count{{NoZone, 2, 2}}, func(c Charge) bool { return c.End.Sub(c.Start) == 24*time.Hour }},
		{"utc by name", minimal + "\n1,EUR,Usage,2026-11-01 00:00:00 UTC,2026-11-02 00:00:00 UTC\n", nil, func(c Charge) bool { return c.Start.Day() == 1 }},
		{"offset", minimal + "\n1,EUR,Usage,2026-10-01T00:00:00+02:00,2026-11-01T00:00:00+01:00\n", []Count{{Offset, 2, 2}}, func(c Charge) bool { return c.Start.Month() == time.October && c.Start.UTC().Month() == time.September }},
		{"date only", minimal + "\n1,EUR,Usage,2026-11-01,2026-11-02\n", []Count{{DateOnly, 2, 2}}, func(c Charge) bool { return c.Start.Hour() == 0 }},
		{"month first", minimal + "\n1,EUR,Usage,4/1/25,5/1/2025\n", []Count{{MonthFirst, 2, 2}}, func(c Charge) bool { return c.Start.Month() == time.April && c.End.Month() == time.May }},
		{"spaces", minimal + "\n\"1 \",EUR, Usage,2026-11-01T00:00:00Z,2026-11-02T00:00:00Z\n", []Count{{Spaces, 2, 2}}, func(c Charge) bool { return c.Category == "Usage" }},
		{"value case", minimal + ",ChargeFrequency\n" + goodRow + ",Usage-based\n", []Count{{ValueCase, 1, 2}}, func(c Charge) bool { return c.Frequency == "Usage-Based" }},
		{"column case", strings.ToLower(minimal) + "\n" + goodRow + "\n", []Count{{ColumnCase, 5, 1}}, func(c Charge) bool { return c.Billed.Known }},
		{"tags without braces", minimal + ",Tags\n" + goodRow + `,"""a"": ""b"",""c"": """""` + "\n", []Count{{TagsNoBraces, 1, 2}}, func(c Charge) bool { return c.Tags["a"] == "b" && len(c.Tags) == 2 }},
		{"semicolons and decimal commas", strings.ReplaceAll(minimal, ",", ";") + "\n1,50;EUR;Usage;2026-11-01T00:00:00Z;2026-11-02T00:00:00Z\n", []Count{{OtherSeparator, 1, 1}, {DecimalComma, 1, 2}}, func(c Charge) bool { return c.Billed.String() == "1.5" }},
		{"as a spreadsheet says", "sep=;\r\n" + strings.ReplaceAll(minimal, ",", ";") + "\r\n1,50;EUR;Usage;1.11.2026;02.11.2026 00:00\r\n", []Count{{OtherSeparator, 1, 1}, {DayFirst, 2, 3}, {DecimalComma, 1, 3}}, func(c Charge) bool { return c.Start.Month() == time.November && c.Line == 3 }},
		{"sep with commas", "sep=,\n" + minimal + "\n" + goodRow + "\n", nil, func(c Charge) bool { return c.Billed.Known }},
		{"tabs", strings.ReplaceAll(minimal+"\n"+goodRow+"\n", ",", "\t"), []Count{{OtherSeparator, 1, 1}}, func(c Charge) bool { return c.Billed.String() == "1.5" }},
		{"underscores", "billed_cost,billing_currency,charge_category,charge_period_start,charge_period_end\n" + goodRow + "\n", []Count{{ColumnCase, 5, 1}}, func(c Charge) bool { return c.Billed.Known }},
		{"two files joined", minimal + "\n" + goodRow + "\n" + minimal + "\n2" + goodRow + "\n", []Count{{HeaderAgain, 1, 3}}, func(c Charge) bool { return c.Billed.Known }},
		{"the same row again", minimal + "\n" + goodRow + "\n1" + goodRow + "\n" + goodRow + "\n", []Count{{Repeated, 1, 4}}, func(c Charge) bool { return c.Billed.Known }},
		{"byte order mark", "\ufeff" + minimal + "\n" + goodRow + "\n", []Count{{ByteOrderMark, 1, 1}}, func(c Charge) bool { return c.Billed.Known }},
		{"blank lines and crlf", minimal + "\r\n\r\n" + goodRow + "\r\n\r\n", nil, func(c Charge) bool { return c.Line == 3 }},
	}
	for _, c := range cases {
		got, report, err := read(t, c.text, Options{})
		if err != nil || len(got) == 0 || !c.check(got[0]) {
			t.Errorf("%s: %+v %v", c.name, got, err)
			continue
		}
		if diff := cmp.Diff(c.want, report.Lenient); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
}

// Compressed bills are read as they come, and a damaged one says so.
func TestCompressed(t *testing.T) {
	text := minimal + "\n" + strings.Repeat(goodRow+"\n", 1000)
	var gz, zst bytes.Buffer
	g := gzip.NewWriter(&gz)
	z, err := zstd.NewWriter(&zst)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []io.WriteCloser{g, z} {
		if _, err := io.WriteString(w, text); err != nil || w.Close() != nil {
			t.Fatal(err)
		}
	}
	for name, packed := range map[string]string{"gzip": gz.String(), "zstd": zst.String()} {
		if _, report, err := read(t, packed, Options{}); err != nil || report.Charges != 1000 || report.Totals[0].Billed.Total.String() != "1500" {
			t.Errorf("%s: %+v %v", name, report, err)
		}
		broken := packed[:len(packed)/2]
		if _, _, err := read(t, broken, Options{}); err == nil || !strings.Contains(err.Error(), "ends too early") {
			t.Errorf("%s, half of it: %v", name, err)
		}
		broken = packed[:len(packed)-6] + "xxxxxx"
		if _, _, err := read(t, broken, Options{}); err == nil || !strings.HasPrefix(err.Error(), "bill.csv") {
			t.Errorf("%s, damaged: %v", name, err)
		}
	}
}

func TestColumnsOfAllVersions(t *testing.T) {
	cases := []struct {
		extra, cell, version, provider string
		foreign, custom                int
	}{
		{"ProviderName", "Old", "1.0", "Old", 0, 0},
		{"ProviderName,SkuMeter", "Old,m", "1.1", "Old", 0, 0},
		{"ProviderName,InvoiceId", "Old,i", "1.2", "Old", 0, 0},
		{"ProviderName,ServiceProviderName,HostProviderName", "Old,New,Host", "1.3", "New", 0, 0},
		{"ServiceProviderName,ProviderName", "NULL,Old", "1.3", "Old", 0, 0},
		{"ServiceProviderName", "New", "1.4", "New", 0, 0},
		{"ServiceProviderName,PublisherName", "New,P", "1.3", "New", 0, 0},
		{"service_provider_name,invoice_id,x_billed_cost", "New,i,2", "1.4", "New", 0, 1},
		{"x_Mine,Id,Surprise", "a,b,c", "1.0", "", 2, 1},
	}
	for _, c := range cases {
		got, report, err := read(t, minimal+","+c.extra+"\n"+goodRow+","+c.cell+"\n", Options{})
		if err != nil || len(got) != 1 || got[0].Provider != c.provider || report.Version != c.version ||
			len(report.Foreign) != c.foreign || len(report.Custom) != c.custom {
			t.Errorf("%s: provider %+v, report %+v, %v", c.extra, got, report, err)
		}
	}
}

// Every refusal says where, what, and what to try.
func TestProblems(t *testing.T) {
	row := func(cells string) string { return minimal + "\n" + goodRow + "\n" + cells + "\n" }
	cases := []struct {
		name, text, says string
		options          Options
	}{
		{"empty", "", "bill.csv: the file is empty", Options{}},
		{"no such column", strings.Replace(minimal, "BilledCost", "BilledCosts", 1), "BilledCost: the required column is absent; did you mean BilledCosts?", Options{}},
		{"decimal comma and point", strings.ReplaceAll(minimal+"\n"+goodRow+"\n", ",", ";") + "1,234;EUR;Usage;2026-11-01T00:00:00Z;2026-11-02T00:00:00Z\n", "bill.csv:3: BilledCost: \"1,234\" in a file with decimal points and decimal commas", Options{}},
		{"decimal comma and thousands", strings.ReplaceAll(minimal, ",", ";") + "\n1.234,50;EUR;Usage;2026-11-01T00:00:00Z;2026-11-02T00:00:00Z\n", "decimal points and decimal commas", Options{}},
		{"decimal comma between commas", row(`"1,5",EUR,Usage,2026-11-01T00:00:00Z,2026-11-02T00:00:00Z`), `"1,5" is not a number`, Options{}},
		{"zip", "PK\x03\x04", "zip archive", Options{}},
		{"old focus", strings.Replace(minimal, "ChargeCategory", "ChargeType", 1), "older than FOCUS 1.0", Options{}},
		{"carriage returns", strings.ReplaceAll(minimal+"\n"+goodRow+"\n", "\n", "\r"), "carriage returns alone", Options{}},
		{"another bill", "a,b,c\n1,2,3", "export the bill as FOCUS 1.0 or later", Options{}},
		{"no currency column", "BilledCost,ChargeCategory,ChargePeriodStart,ChargePeriodEnd\n", "BillingCurrency: the column is absent; say which currency", Options{}},
		{"column twice", minimal + ",Tags,tags\n", "Tags: two columns have this name (6 and 7)", Options{}},
		{"too many columns", strings.Repeat("c,", mostColumns) + "c\n", "5001 columns, at most 5000", Options{}},
		{"currency sign", row("$1.50,EUR,Usage,2026-11-01T00:00:00Z,2026-11-02T00:00:00Z"), `bill.csv:3: BilledCost: "$1.50" is not a number; write it without`, Options{}},
		{"thousands", row(`"1,000.00",EUR,Usage,2026-11-01T00:00:00Z,2026-11-02T00:00:00Z`), `"1,000.00" is not a number`, Options{}},
		{"two points", row("1.0.0,EUR,Usage,2026-11-01T00:00:00Z,2026-11-02T00:00:00Z"), `"1.0.0" is not a number`, Options{}},
		{"nan", row("NaN,EUR,Usage,2026-11-01T00:00:00Z,2026-11-02T00:00:00Z"), `"NaN" is not a number`, Options{}},
		{"vast", row("1e31,EUR,Usage,2026-11-01T00:00:00Z,2026-11-02T00:00:00Z"), "too small or too large", Options{}},
		{"no cost", row("NULL,EUR,Usage,2026-11-01T00:00:00Z,2026-11-02T00:00:00Z"), "bill.csv:3: BilledCost: the cell is empty", Options{}},
		{"no time", row("1,EUR,Usage,,2026-11-02T00:00:00Z"), "ChargePeriodStart: the cell is empty", Options{}},
		{"hour 30", row("1,EUR,Usage,2023-01-01T20:00:00Z,2023-02-01T30:00:00Z"), `"2023-02-01T30:00:00Z" is not a time`, Options{}},
		{"day first", row("1,EUR,Usage,31/12/25,1/1/26"), `"31/12/25" is not a time`, Options{}},
		{"year 9999", row("1,EUR,Usage,2026-11-01T00:00:00Z,9999-12-31T00:00:00Z"), "in the year 9999", Options{}},
		{"category", row("1,EUR,Rent,2026-11-01T00:00:00Z,2026-11-02T00:00:00Z"), `ChargeCategory: "Rent" is none of Usage, Purchase`, Options{}},
		{"currency", row("1,euro,Usage,2026-11-01T00:00:00Z,2026-11-02T00:00:00Z"), `"euro" is not a currency code`, Options{}},
		{"other currency", row("1,USD,Usage,2026-11-01T00:00:00Z,2026-11-02T00:00:00Z"), "bill.csv:3: BillingCurrency: the charge is in USD, EUR is expected", Options{Currency: "EUR"}},
		{"tags", minimal + ",Tags\n" + goodRow + ",[1]\n", `Tags: "[1]" is not a JSON object`, Options{}},
		{"short row", row("1,EUR"), "bill.csv:3: the row has another number of cells", Options{}},
		{"open quote", row(`1,EUR,"Usage,2026-11-01T00:00:00Z`), "the rest of the file was not read", Options{}},
		{"gzip cut off", "\x1f\x8b\x08\x00", "ends too early", Options{}},
		{"parquet", "PAR1....", "parquet file, not csv", Options{}},
		{"utf-16", "\xff\xfeB\x00", "UTF-16", Options{}},
	}
	for _, c := range cases {
		_, _, err := read(t, c.text, c.options)
		var problems *Problems
		if !errors.As(err, &problems) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.name, err, c.says)
		}
	}
}

// All problems of a file come at once, and good rows around them are counted.
func TestAllProblemsAtOnce(t *testing.T) {
	text := minimal + "\n" + goodRow + "\nx,euro,Rent,y,z\n" + goodRow + "\n1,EUR\n" + goodRow + "\n"
	got, report, err := read(t, text, Options{})
	var problems *Problems
	if !errors.As(err, &problems) || len(problems.List) != 6 {
		t.Fatalf("%v, want 5 problems of row 3 and one of row 5", err)
	}
	if len(got) != 3 || report.Charges != 3 {
		t.Errorf("%d charges, report %d, want 3", len(got), report.Charges)
	}
	long := minimal
	for i := range mostProblems + 7 {
		long += fmt.Sprintf("\nx%d,EUR,Usage,2026-11-01T00:00:00Z,2026-11-02T00:00:00Z", i)
	}
	_, _, err = read(t, long, Options{})
	if !errors.As(err, &problems) || len(problems.List) != mostProblems || problems.More != 7 || !strings.Contains(err.Error(), "bill.csv: 7 more problems") {
		t.Errorf("long list: %v", err)
	}
	same := minimal + strings.Repeat("\n"+goodRow, 1000)
	_, _, err = read(t, same, Options{Currency: "CHF"})
	if err == nil || err.Error() != "bill.csv:2: BillingCurrency: the charge is in EUR, CHF is expected; split the bill by currency (and on 999 more rows)" {
		t.Errorf("the same on all rows: %v", err)
	}
}

func TestAssumedCurrency(t *testing.T) {
	text := "BilledCost,ChargeCategory,ChargePeriodStart,ChargePeriodEnd\n1,Usage,2026-11-01T00:00:00Z,2026-11-02T00:00:00Z\n"
	got, report, err := read(t, text, Options{Currency: "CHF"})
	if err != nil || got[0].Currency != "CHF" || len(report.Lenient) != 1 || report.Lenient[0].Leniency != CurrencyAssumed {
		t.Errorf("%+v %+v %v", got, report, err)
	}
}

func TestTotalsByCurrency(t *testing.T) {
	text := minimal + ",EffectiveCost\n" + goodRow + ",1\n" + strings.Replace(goodRow, "EUR", "CHF", 1) + ",\n" + goodRow + ",0.1\n"
	_, report, err := read(t, text, Options{})
	if err != nil || len(report.Totals) != 2 || report.Totals[0].Currency != "CHF" {
		t.Fatalf("%+v %v", report, err)
	}
	chf, eur := report.Totals[0], report.Totals[1]
	if chf.Effective.Missing != 1 || eur.Charges != 2 || eur.Billed.Total.String() != "3" || eur.Effective.Total.String() != "1.1" {
		t.Errorf("%+v", report.Totals)
	}
}

func TestErrorsOfTheCallerAndTheReaderPassThrough(t *testing.T) {
	stop := errors.New("stop")
	n := 0
	report, err := ReadCSV("bill.csv", strings.NewReader(minimal+"\n"+goodRow+"\n"+goodRow), Options{}, func(*Charge) error { n++; return stop })
	if !errors.Is(err, stop) || n != 1 || report.Charges != 1 {
		t.Errorf("%v after %d charges", err, n)
	}
	broken := io.MultiReader(strings.NewReader(minimal+"\n"+goodRow+"\n"), iotest.ErrReader(errors.New("disk on fire")))
	if _, err := ReadCSV("bill.csv", broken, Options{}, func(*Charge) error { return nil }); err == nil || !strings.Contains(err.Error(), "disk on fire") {
		t.Errorf("%v", err)
	}
}

// A quote that never closes must not swallow gigabytes.
func TestRecordLimit(t *testing.T) {
	endless := io.MultiReader(strings.NewReader(minimal+"\n\""), forever{})
	_, err := ReadCSV("bill.csv", endless, Options{}, func(*Charge) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "one row is longer than 16 MiB; is a quote not closed?") {
		t.Errorf("%v", err)
	}
}

type forever struct{}

func (forever) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func FuzzCSV(f *testing.F) {
	f.Add(minimal + "\n" + goodRow + "\n")
	f.Add(minimal + ",Tags\n" + goodRow + `,"{""a"":1}"` + "\n")
	f.Add("\ufeff" + minimal + "\r\n" + `NULL,"EUR"," usage",4/1/25,2026-11-02` + "\n\"")
	f.Add("BilledCost;x\n1;2")
	f.Add("billed_cost;BillingCurrency;ChargeCategory;ChargePeriodStart;ChargePeriodEnd\n1,5;EUR;Tax;2026-11-01;2026-11-02\n1,5;EUR;Tax;2026-11-01;2026-11-02\n")
	f.Add("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff")
	f.Add("\x28\xb5\x2f\xfd\x00")
	f.Fuzz(func(t *testing.T, text string) {
		n := 0
		sum := decimal.Zero
		report, err := ReadCSV("f", strings.NewReader(text), Options{}, func(c *Charge) error {
			n++
			if !c.Billed.Known || c.Currency == "" || !c.End.After(c.Start) {
				return fmt.Errorf("incomplete charge %+v", c)
			}
			sum = sum.Add(c.Billed.Decimal)
			return nil
		})
		var problems *Problems
		if err != nil && !errors.As(err, &problems) {
			t.Fatal(err)
		}
		total := decimal.Zero
		for _, c := range report.Totals {
			total = total.Add(c.Billed.Total)
		}
		if report.Charges != n || !total.Equal(sum) {
			t.Fatalf("report %d charges of %s, handed out %d of %s", report.Charges, total, n, sum)
		}
	})
}

func BenchmarkReadCSV(b *testing.B) {
	var text strings.Builder
	text.WriteString(minimal + ",ServiceName,RegionId,EffectiveCost,ConsumedQuantity,Tags\n")
	for i := range 10_000 {
		fmt.Fprintf(&text, "0.%04d,EUR,Usage,2026-11-01T00:00:00Z,2026-11-02T00:00:00Z,Functions,ch-1,0.%04d,%d,\"{\"\"env\"\":\"\"prod\"\"}\"\n", i, i, i)
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadCSV("b", strings.NewReader(text.String()), Options{}, func(*Charge) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(10_000*float64(b.N)/b.Elapsed().Seconds(), "charges/s")
}

// The quick way of reading numbers agrees with the general one.
func TestPlainNumber(t *testing.T) {
	for _, s := range []string{"0", "-0", "1", "-1.5", "0.00000080000", ".5", "-.5", "1.", "", "-", ".", "1.2.3", "+1", "1e3", "999999999999999999", "1000000000000000000", "-0.123456789012345678", "0.1234567890123456789", "00.10", "1-2", "１"} {
		got, ok := plainNumber(s)
		want, err := decimal.NewFromString(s)
		if ok && (err != nil || !got.Equal(want) || got.String() != want.String()) {
			t.Errorf("%q: %s, want %s (%v)", s, got, want, err)
		}
	}
}
