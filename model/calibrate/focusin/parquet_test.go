package focusin

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/shopspring/decimal"
)

// awsRow has the types AWS documents for its FOCUS exports: doubles, timestamps
// in milliseconds, tags as a map.
type awsRow struct {
	BilledCost        float64           `parquet:"BilledCost"`
	EffectiveCost     *float64          `parquet:"EffectiveCost,optional"`
	BillingCurrency   string            `parquet:"BillingCurrency"`
	ChargeCategory    string            `parquet:"ChargeCategory"`
	ChargePeriodStart time.Time         `parquet:"ChargePeriodStart,timestamp(millisecond)"`
	ChargePeriodEnd   time.Time         `parquet:"ChargePeriodEnd,timestamp(millisecond)"`
	ProviderName      *string           `parquet:"ProviderName,optional,dict"`
	SubAccountId      int64             `parquet:"SubAccountId"`
	Tags              map[string]string `parquet:"Tags,optional"`
	SkuPriceDetails   map[string]string `parquet:"SkuPriceDetails,optional"`
	XOwn              string            `parquet:"x_Own"`
}

// exactRow stores amounts as decimals and times as text, microseconds and days.
type exactRow struct {
	BilledCost         int64     `parquet:"BilledCost,decimal(8:18)"`
	ListCost           int32     `parquet:"ListCost,decimal(2:9)"`
	ContractedCost     string    `parquet:"ContractedCost"`
	BillingCurrency    string    `parquet:"BillingCurrency"`
	ChargeCategory     string    `parquet:"ChargeCategory"`
	ChargePeriodStart  string    `parquet:"ChargePeriodStart"`
	ChargePeriodEnd    time.Time `parquet:"ChargePeriodEnd,timestamp(microsecond)"`
	BillingPeriodStart int32     `parquet:"BillingPeriodStart,date"`
}

func write[T any](t testing.TB, rows []T, options ...parquet.WriterOption) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[T](&b, options...)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readParquet(file []byte, o Options) (got []Charge, report Report, err error) {
	report, err = ReadParquet("bill.parquet", bytes.NewReader(file), int64(len(file)), o, func(c *Charge) error {
		got = append(got, *c)
		return nil
	})
	return got, report, err
}

func TestParquetAsAWSWritesIt(t *testing.T) {
	start := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	provider, effective := "AWS", 0.1
	rows := []awsRow{
		{BilledCost: 0.0000166667, EffectiveCost: &effective, BillingCurrency: "USD", ChargeCategory: "Usage", ChargePeriodStart: start, ChargePeriodEnd: start.Add(time.Hour),
			ProviderName: &provider, SubAccountId: 123456789012, Tags: map[string]string{"env": "prod", "team": ""}, SkuPriceDetails: map[string]string{"x": "y"}, XOwn: "z"},
		{BilledCost: -3, BillingCurrency: "USD", ChargeCategory: "Credit", ChargePeriodStart: start, ChargePeriodEnd: start.Add(time.Hour)},
	}
	got, report, err := readParquet(write(t, rows), Options{Currency: "USD"})
	if err != nil || len(got) != 2 {
		t.Fatalf("%v %v", got, err)
	}
	first := got[0]
	if first.Billed.String() != "0.0000166667" || first.Provider != "AWS" || first.SubAccountID != "123456789012" || !first.Start.Equal(start) || first.Line != 1 {
		t.Errorf("%+v", first)
	}
	if diff := cmp.Diff(map[string]string{"env": "prod", "team": ""}, first.Tags); diff != "" {
		t.Error(diff)
	}
	if got[1].Effective.Known || got[1].Provider != "" || got[1].Tags != nil {
		t.Errorf("empty cells were filled: %+v", got[1])
	}
	want := []Count{{BinaryAmounts, 3, 1}}
	if diff := cmp.Diff(want, report.Lenient); diff != "" {
		t.Error(diff)
	}
	if !slices.Equal(report.Custom, []string{"x_Own"}) || len(report.Foreign) != 0 {
		t.Errorf("custom %v, foreign %v", report.Custom, report.Foreign)
	}
}

func TestParquetExactTypes(t *testing.T) {
	end := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	rows := []exactRow{{BilledCost: 1666700000001, ListCost: -250, ContractedCost: "NULL", BillingCurrency: "EUR", ChargeCategory: "usage",
		ChargePeriodStart: "2026-11-01 00:00:00", ChargePeriodEnd: end, BillingPeriodStart: 20758}}
	got, report, err := readParquet(write(t, rows), Options{})
	if err != nil || len(got) != 1 {
		t.Fatalf("%v %v", got, err)
	}
	c := got[0]
	if c.Billed.String() != "16667.00000001" || c.List.String() != "-2.5" || c.Contracted.Known || c.Category != "Usage" || !c.End.Equal(end) {
		t.Errorf("%+v", c)
	}
	if want := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC); !c.BillingStart.Equal(want) {
		t.Errorf("day 20758 is %v, want %v", c.BillingStart, want)
	}
	times := map[Leniency]int{}
	for _, l := range report.Lenient {
		times[l.Leniency] = l.Times
	}
	if diff := cmp.Diff(map[Leniency]int{LiteralNull: 1, NoZone: 1, DateOnly: 1, ValueCase: 1}, times); diff != "" {
		t.Error(diff)
	}
}

// wideRow has the types of warehouses: 128-bit decimals, whole numbers, single
// floats, days, accounts as numbers.
type wideRow struct {
	BilledCost        [16]byte `parquet:"BilledCost,decimal(18:38)"`
	EffectiveCost     float32  `parquet:"EffectiveCost"`
	ListCost          int64    `parquet:"ListCost"`
	PricingQuantity   int32    `parquet:"PricingQuantity"`
	BillingCurrency   string   `parquet:"BillingCurrency,dict"`
	ChargeCategory    string   `parquet:"ChargeCategory,enum"`
	ChargePeriodStart int32    `parquet:"ChargePeriodStart,date"`
	ChargePeriodEnd   int32    `parquet:"ChargePeriodEnd,date"`
	SubAccountId      int32    `parquet:"SubAccountId"`
}

// wide is a decimal of 18 places in 16 bytes, two's complement.
func wide(units int64) (b [16]byte) {
	for i := range b {
		b[i] = byte(units >> 63)
	}
	binary.BigEndian.PutUint64(b[8:], uint64(units))
	return b
}

func TestParquetWideTypes(t *testing.T) {
	rows := []wideRow{{wide(1_500_000_000_000_000_001), 0.1, 3, 7, "CHF", "Usage", 20758, 20759, 42},
		{wide(-2_000_000_000_000_000_000), -0.25, -3, -7, "CHF", "Credit", 20758, 20759, 42}}
	for name, codec := range map[string]compress.Codec{"snappy": &parquet.Snappy, "zstd": &parquet.Zstd, "gzip": &parquet.Gzip, "plain": &parquet.Uncompressed} {
		got, report, err := readParquet(write(t, rows, parquet.Compression(codec)), Options{})
		if err != nil || len(got) != 2 {
			t.Errorf("%s: %v %v", name, got, err)
			continue
		}
		a, b := got[0], got[1]
		if a.Billed.String() != "1.500000000000000001" || a.Effective.String() != "0.1" || a.List.String() != "3" || a.PricingQuantity.String() != "7" || a.SubAccountID != "42" || a.Start.Format(time.DateOnly) != "2026-11-01" {
			t.Errorf("%s: %+v", name, a)
		}
		if b.Billed.String() != "-2" || b.Effective.String() != "-0.25" || report.Totals[0].Billed.Total.String() != "-0.499999999999999999" {
			t.Errorf("%s: %+v, %+v", name, b, report.Totals)
		}
	}
}

// The same bill as csv and as parquet, several row groups: the same charges.
func TestParquetEqualsCSV(t *testing.T) {
	var text strings.Builder
	text.WriteString(minimal + "\n")
	start := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	var rows []awsRow
	for i := range 1000 {
		at := start.Add(time.Duration(i) * time.Hour)
		fmt.Fprintf(&text, "%d.%03d,EUR,Usage,%s,%s\n", i, i, at.Format(time.RFC3339), at.Add(time.Hour).Format(time.RFC3339))
		rows = append(rows, awsRow{BilledCost: float64(i) + float64(i)/1000, BillingCurrency: "EUR", ChargeCategory: "Usage", ChargePeriodStart: at, ChargePeriodEnd: at.Add(time.Hour)})
	}
	fromCSV, _, err := read(t, text.String(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	fromParquet, report, err := readParquet(write(t, rows, parquet.MaxRowsPerRowGroup(300)), Options{})
	if err != nil || len(fromCSV) != len(fromParquet) {
		t.Fatalf("%d and %d charges, %v", len(fromCSV), len(fromParquet), err)
	}
	for i := range fromCSV {
		a, b := fromCSV[i], fromParquet[i]
		if !a.Billed.Equal(b.Billed.Decimal) || !a.Start.Equal(b.Start) || b.Line != i+1 {
			t.Fatalf("row %d: csv %+v, parquet %+v", i, a, b)
		}
	}
	if report.Totals[0].Billed.Total.String() != "499999.5" {
		t.Errorf("total %s", report.Totals[0].Billed.Total)
	}
}

func TestParquetProblems(t *testing.T) {
	start := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	good := write(t, []awsRow{{BilledCost: 1, BillingCurrency: "EUR", ChargeCategory: "Usage", ChargePeriodStart: start, ChargePeriodEnd: start.Add(1)}})
	cases := []struct {
		name string
		file []byte
		says string
	}{
		{"empty", nil, "0 bytes are too short"},
		{"cut off", good[:len(good)-10], "is the download complete?"},
		{"csv", []byte(minimal + "\n" + goodRow), "not a parquet file"},
		{"footer length", append(append([]byte{}, good[:len(good)-8]...), 0xff, 0xff, 0xff, 0x7f, 'P', 'A', 'R', '1'), "a footer of 2147483647 bytes"},
		{"no such columns", write(t, []struct{ A int64 }{{1}}), "BilledCost: the required column is absent"},
		{"end of period", good, "bill.parquet:1: ChargePeriodEnd: 2026-11-01T00:00:00Z is not after the start"},
		{"amount as list", write(t, []struct {
			BilledCost                      []float64
			BillingCurrency, ChargeCategory string
			ChargePeriodStart               string
			ChargePeriodEnd                 string
		}{{[]float64{1}, "EUR", "Usage", "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"}}), "bill.parquet:1: BilledCost: "},
		{"amount as truth", write(t, []struct {
			BilledCost                      bool
			BillingCurrency, ChargeCategory string
			ChargePeriodStart               string
			ChargePeriodEnd                 int64
		}{{true, "EUR", "Usage", "2026-11-01T00:00:00Z", 7}}), "ChargePeriodEnd: "},
	}
	for _, c := range cases {
		_, _, err := readParquet(c.file, Options{})
		var problems *Problems
		if !errors.As(err, &problems) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.name, err, c.says)
		}
	}
}

func TestParquetStopsWithTheCaller(t *testing.T) {
	start := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	row := awsRow{BilledCost: 1, BillingCurrency: "EUR", ChargeCategory: "Usage", ChargePeriodStart: start, ChargePeriodEnd: start.Add(time.Hour)}
	file := write(t, []awsRow{row, row})
	stop := errors.New("stop")
	report, err := ReadParquet("b", bytes.NewReader(file), int64(len(file)), Options{}, func(*Charge) error { return stop })
	if !errors.Is(err, stop) || report.Charges != 1 {
		t.Errorf("%v after %d charges", err, report.Charges)
	}
	defer func() {
		if recover() == nil {
			t.Error("a panic of the caller was taken for a broken file")
		}
	}()
	_, _ = ReadParquet("b", bytes.NewReader(file), int64(len(file)), Options{}, func(*Charge) error { panic("caller") })
}

func FuzzParquet(f *testing.F) {
	start := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	provider := "AWS"
	row := awsRow{BilledCost: 1, BillingCurrency: "EUR", ChargeCategory: "Usage", ChargePeriodStart: start, ChargePeriodEnd: start.Add(time.Hour), ProviderName: &provider, Tags: map[string]string{"a": "b"}}
	f.Add(write(f, []awsRow{row, row}))
	f.Add(write(f, []exactRow{{BilledCost: 1, BillingCurrency: "EUR", ChargeCategory: "Usage", ChargePeriodStart: "2026-10-01", ChargePeriodEnd: start}}))
	f.Add(write(f, []wideRow{{wide(-1), 1, 1, 1, "EUR", "Usage", 20758, 20759, 1}}))
	f.Add([]byte("PAR1\x00\x00\x00\x00PAR1"))
	f.Fuzz(func(t *testing.T, file []byte) {
		sum, n := decimal.Zero, 0
		report, err := ReadParquet("f", bytes.NewReader(file), int64(len(file)), Options{}, func(c *Charge) error {
			sum, n = sum.Add(c.Billed.Decimal), n+1
			return nil
		})
		var problems *Problems
		if err != nil && !errors.As(err, &problems) {
			t.Fatal(err)
		}
		if report.Charges != n {
			t.Fatalf("report %d charges, handed out %d", report.Charges, n)
		}
	})
}

func BenchmarkReadParquet(b *testing.B) {
	start := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	rows := make([]awsRow, 10_000)
	for i := range rows {
		rows[i] = awsRow{BilledCost: float64(i) / 10_000, BillingCurrency: "EUR", ChargeCategory: "Usage", ChargePeriodStart: start, ChargePeriodEnd: start.Add(time.Hour), Tags: map[string]string{"env": "prod"}}
	}
	file := write(b, rows)
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadParquet("b", bytes.NewReader(file), int64(len(file)), Options{}, func(*Charge) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(10_000*float64(b.N)/b.Elapsed().Seconds(), "charges/s")
}
