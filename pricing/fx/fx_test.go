package fx

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/pricing/catalog/catalogtest"
	"github.com/sovcost/sovcost/pricing/money"
)

func load(t testing.TB, files ...string) *Table {
	t.Helper()
	table := &Table{}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Read(table, bytes.NewReader(data), f); err != nil {
			t.Fatal(err)
		}
	}
	return table
}

func TestThreeFormsOfOneDay(t *testing.T) {
	for _, f := range []string{"testdata/day.csv", "testdata/hist.csv", "testdata/day.xml"} {
		table := load(t, f)
		c, err := table.On("EUR", "CHF", Daily, "2026-04-13")
		if err != nil || c.Value().String() != "0.9242" {
			t.Errorf("%s: %s, %v", f, c.Value(), err)
		}
	}
	// The three agree, so they go into one table.
	if n := load(t, "testdata/day.csv", "testdata/hist.csv", "testdata/day.xml").Len(); n != 9 {
		t.Errorf("%d rates, want 4 of the day and 5 of the days before", n)
	}
}

func TestCounts(t *testing.T) {
	for file, want := range map[string]Counts{
		"testdata/day.csv":  {Read: 4, Taken: 4},
		"testdata/hist.csv": {Read: 12, Taken: 8, Empty: 4},
		"testdata/day.xml":  {Read: 2, Taken: 2},
		"testdata/snb.csv":  {Read: 5, Taken: 4, Empty: 1},
	} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Read(&Table{}, bytes.NewReader(data), file)
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v, want %+v", file, got, err, want)
		}
	}
}

func TestSNBKindsStayApartAndUnitsAreDividedOut(t *testing.T) {
	table := load(t, "testdata/snb.csv")
	for kind, want := range map[Kind]string{MonthAverage: "0.93629", MonthEnd: "0.9301"} {
		c, err := table.On("EUR", "CHF", kind, "2026-03")
		if err != nil || c.Value().String() != want {
			t.Errorf("%s: %s, %v", kind, c.Value(), err)
		}
	}
	c, err := table.On("JPY", "CHF", MonthAverage, "2026-03")
	if err != nil || c.Value().String() != "0.0051234" {
		t.Errorf("yen: %s, %v", c.Value(), err)
	}
	if _, err := table.On("EUR", "CHF", Daily, "2026-03"); !errors.Is(err, ErrNoRate) {
		t.Errorf("a monthly rate served as a daily one: %v", err)
	}
}

func TestMissingIsAnError(t *testing.T) {
	table := load(t, "testdata/hist.csv")
	for _, tc := range []struct{ base, quote, date, want string }{
		{"EUR", "CHF", "2026-04-12", "no rate for EUR/CHF on 2026-04-12 (daily reference rate); name one of the days beside it: 2026-04-10 or 2026-04-13"},
		{"EUR", "CHF", "2026-04-14", "the table ends on 2026-04-13"},
		{"EUR", "CHF", "2026-04-08", "the table starts on 2026-04-09"},
		{"EUR", "USD", "2026-04-09", "the table starts on 2026-04-10"},
		{"EUR", "PLN", "2026-04-13", "no rate for EUR/PLN (daily reference rate); import a list that has this pair"},
	} {
		_, err := table.On(money.Currency(tc.base), money.Currency(tc.quote), Daily, tc.date)
		if !errors.Is(err, ErrNoRate) || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s/%s %s: %v", tc.base, tc.quote, tc.date, err)
		}
	}
	c, err := table.Latest("EUR", "CHF", Daily, "2026-04-12")
	if err != nil || c.Date != "2026-04-10" || c.Value().String() != "0.9241" {
		t.Errorf("latest: %+v, %v", c, err)
	}
	if _, err := table.Latest("EUR", "CHF", Daily, "2026-04-08"); !errors.Is(err, ErrNoRate) {
		t.Errorf("latest before the start: %v", err)
	}
}

func TestReciprocalAndCross(t *testing.T) {
	table := load(t, "testdata/hist.csv")
	c, err := table.On("USD", "CHF", Daily, "2026-04-13")
	if err != nil || len(c.Path) != 2 {
		t.Fatalf("%+v, %v", c, err)
	}
	// 100 USD = 100 / 1.1684 * 0.9242 CHF, by another calculator.
	if got := c.Convert(decimal.NewFromInt(100)).StringFixed(10); got != "79.0996234166" {
		t.Errorf("got %s", got)
	}
	if !strings.HasPrefix(c.Path[0].String(), "1 EUR = 1.1684 USD (daily reference rate, 2026-04-13, ECB") {
		t.Errorf("path %s", c.Path[0])
	}
}

func TestThereAndBackAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := decimal.New(rapid.Int64Range(1, 1e9).Draw(t, "rate"), -4)
		amount := decimal.New(rapid.Int64Range(0, 1e12).Draw(t, "amount"), -2)
		table := &Table{}
		if err := table.Add(Rate{Base: "EUR", Quote: "CHF", Value: rate, Date: "2026-01-02", Kind: Daily}); err != nil {
			t.Fatal(err)
		}
		to, err1 := table.On("EUR", "CHF", Daily, "2026-01-02")
		back, err2 := table.On("CHF", "EUR", Daily, "2026-01-02")
		if err1 != nil || err2 != nil || !back.Convert(to.Convert(amount)).Equal(amount) {
			t.Fatalf("%s at %s came back as %s (%v, %v)", amount, rate, back.Convert(to.Convert(amount)), err1, err2)
		}
	})
}

func TestBadListsChangeNothing(t *testing.T) {
	read := func(f string) string {
		b, err := os.ReadFile("testdata/" + f)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	hist, day, snb := read("hist.csv"), read("day.xml"), read("snb.csv")
	for name, tc := range map[string]struct{ data, want string }{
		"web page":      {catalogtest.WebPage, "web page (HTML)"},
		"empty":         {"", "the file is empty"},
		"no header":     {"a,b\n1,2\n", "starts with Date is missing"},
		"no rates":      {"Date,USD,\n", "the list holds no rates"},
		"text":          {strings.Replace(hist, "1.1711", "one", 1), `l:3:1: USD: the rate "one" is not a number`},
		"negative":      {strings.Replace(hist, "1.1711", "-1", 1), "l:3:1: USD: the rate -1 is not positive"},
		"zero":          {strings.Replace(hist, "1.1711", "0", 1), "the rate 0 is not positive"},
		"currency":      {strings.Replace(hist, "USD", "USX", 1), `"USX" is not a known currency`},
		"date":          {strings.Replace(hist, "2026-04-10", "2026-04-31", 1), `"2026-04-31" is not a date`},
		"cut line":      {hist[:len(hist)-15], "it is cut off"},
		"two values":    {strings.Replace(hist, "2026-04-10", "2026-04-13", 1), "two rates for EUR/USD on 2026-04-13: 1.1684 (line 2) and 1.1711"},
		"xml cut":       {day[:len(day)-30], "not valid XML"},
		"xml other":     {"<?xml version='1.0'?><a/>", "no Envelope"},
		"xml date":      {strings.Replace(day, "2026-04-13", "today", 1), "the time today is not a date"},
		"xml no date":   {strings.Replace(day, " time='2026-04-13'", "", 1), "the rate of USD has no date"},
		"xml rate":      {strings.Replace(day, "1.1684", "", 1) + "", ""},
		"snb kind":      {strings.Replace(snb, `"M0"`, `"M7"`, 1), `D0: "M7" is neither M0 nor M1`},
		"snb unit":      {strings.Replace(snb, "JPY100", "JPY7", 1), `D1: "JPY7" is not a currency with its unit`},
		"snb month":     {strings.Replace(snb, `"2026-03"`, `"2026-13"`, 1), `"2026-13" is not a month`},
		"snb no header": {"\"CubeId\";\"devkum\"\n", "header line Date;D0;D1;Value is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			table := load(t, "testdata/day.csv")
			_, err := Read(table, strings.NewReader(tc.data), "l")
			if tc.want == "" {
				// An empty rate is no rate, not an error.
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
			if table.Len() != 4 {
				t.Errorf("the table changed to %d rates", table.Len())
			}
		})
	}
}

func TestConflictWithTheTable(t *testing.T) {
	table := load(t, "testdata/day.csv")
	_, err := Read(table, strings.NewReader("Date,USD,\n2026-04-13,1.2,\n"), "other.csv")
	if err == nil || !strings.HasPrefix(err.Error(), "other.csv:2:1: two rates for EUR/USD on 2026-04-13: 1.1684 (line 2) and 1.2") {
		t.Errorf("got %v", err)
	}
}

func TestRecordedLists(t *testing.T) {
	table := &Table{}
	for _, tc := range []struct {
		file string
		want Counts
	}{
		{"samples/ecb/eurofxref-daily.xml", Counts{Read: 30, Taken: 30}},
		{"samples/ecb/eurofxref.csv", Counts{Read: 29, Taken: 29}},
		{"samples/ecb/eurofxref-hist_head.csv", Counts{Read: 61500, Taken: 45320, Empty: 15457, Retired: 664, Repeated: 59}},
		{"facts/tax_fx.csv", Counts{Read: 14, Taken: 13, Repeated: 1, Other: 29}},
	} {
		data, err := os.ReadFile(catalogtest.Shared(t, tc.file))
		if err != nil {
			t.Fatal(err)
		}
		got, err := Read(table, bytes.NewReader(data), tc.file)
		if err != nil || got != tc.want {
			t.Errorf("%s: %+v, %v, want %+v", tc.file, got, err, tc.want)
		}
		if got.Read != got.Taken+got.Empty+got.Retired+got.Repeated {
			t.Errorf("%s: the cells do not add up: %+v", tc.file, got)
		}
	}
	c, err := table.On("EUR", "CHF", Daily, "2026-09-09")
	if err != nil || c.Value().String() != "0.9404" {
		t.Errorf("EUR/CHF of 2026-09-09: %s, %v", c.Value(), err)
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"day.csv", "hist.csv", "day.xml", "snb.csv"} {
		b, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("kind,country_or_pair,value,source,as_of\nfx,EUR/CHF,0.9,x,2026-01-02\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		table := &Table{}
		counts, err := Read(table, bytes.NewReader(data), "l")
		if err != nil {
			if table.Len() != 0 {
				t.Fatal("a refused list left rates behind")
			}
			return
		}
		if counts.Read != counts.Taken+counts.Empty+counts.Retired+counts.Repeated || counts.Taken != table.Len() {
			t.Fatalf("the cells do not add up: %+v, %d rates", counts, table.Len())
		}
	})
}
