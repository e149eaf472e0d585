package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/pricing/catalog/feed"
)

func TestParseUnit(t *testing.T) {
	for text, want := range map[string]string{
		"Hrs": "1 hour true", "hours": "1 hour true", "1 Hour": "1 hour true", "1/Hour": "1 hour true", "h": "1 hour true",
		"GB-Mo": "1 gb_month true", "1 GB/Month": "1 gb_month true", "GiBy.mo": "1 gib_month true", "GiBy.h": "1 gib_hour true",
		"GB_second": "1 gb_second true", "GB-Second": "1 gb_second true", "Lambda-GB-Second": "1 gb_second true",
		"10,000 GB Memory-Seconds": "10000 gb_second true", "1MIL Function Invocations": "1000000 request true",
		"10K": "10000 count true", "1M": "1000000 count true", "million_requests": "1000000 request true",
		"1000_requests": "1000 request true", "1/Month": "1 month true", "month_cap": "1 month_cap true",
		"month_min": "1 month_min true", "month_730h": "1 month_730h true", "GB_30d": "1 gb_30d true",
		"100 GB": "100 gb true", "OCPU Per Hour": "1 ocpu_hour true", "count": "1 count true",
		"Gigabyte Storage Capacity Per Month":           "1 gb_month true",
		"10,000 Requests per Month (first 50,000 free)": "10000 request_month true",
		"vCPU-Hours": "1 vcpu_hour true", "GiB": "1 gib true", "GB": "1 gb true", "0 Hours": "1 0_hour false",
		"Quux-Mo": "1 quux_month false", "": "1 count true", "5K Messages Per Hour": "5000 message_hour true",
	} {
		per, unit, known := ParseUnit(text)
		if got := fmt.Sprintf("%s %s %v", per, unit, known); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestParseNumber(t *testing.T) {
	for _, ok := range []string{"0", "0.0000166667", "6000000000", "1E-7", "0E-10", "1e30", ".5", "5.", "-1"} {
		if _, err := ParseNumber(ok); err != nil {
			t.Errorf("%q: %v", ok, err)
		}
	}
	for _, bad := range []string{"", "N/A", "1,5", "1 000", "1e31", "1e-31", "1e", "0x10", "Inf", "NaN", "1.2.3", "--1", "٣", strings.Repeat("1", 49)} {
		if v, err := ParseNumber(bad); err == nil {
			t.Errorf("%q: accepted as %s", bad, v)
		}
	}
	for text, want := range map[string]string{"": "empty", " ": "empty", "-0.1": "negative", "free": "not a number"} {
		if _, err := ParsePrice(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("price %q: %v", text, err)
		}
	}
}

func TestNumbersKeepTheirDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := decimal.New(rapid.Int64Range(0, 1e15).Draw(t, "digits"), int32(rapid.IntRange(-15, 0).Draw(t, "scale")))
		got, err := ParsePrice(v.String())
		if err != nil || !got.Equal(v) {
			t.Fatalf("%s came back as %s, %v", v, got, err)
		}
		units, nanos := rapid.Int64Range(0, 1e9).Draw(t, "units"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanos")
		n, err := Nanos(fmt.Sprint(units), fmt.Sprint(nanos))
		if want := fmt.Sprintf("%d.%09d", units, nanos); err != nil || n.StringFixed(9) != want {
			t.Fatalf("%d units %d nanos gave %s, %v", units, nanos, n, err)
		}
	})
	for _, bad := range [][2]string{{"0", "1000000000"}, {"0", "-1"}, {"-1", "0"}, {"1", "-5"}, {"x", "0"}, {"0", "0.5"}} {
		if _, err := Nanos(bad[0], bad[1]); err == nil {
			t.Errorf("%v accepted", bad)
		}
	}
}

func TestFamily(t *testing.T) {
	for product, want := range map[string]string{
		"m5.2xlarge": "m5", "db.r7i.12xlarge": "db.r7i", "c7g.metal": "c7g", "Standard_D16as_v5": "Standard_D*as_v5",
		"Standard_E8-4s_v5": "Standard_E*s_v5", "n2-standard-4": "n2-standard-*", "ccx13": "ccx*", "b2-7": "b2-*", "plain": "plain", "": "",
	} {
		if got := Family(product); got != want {
			t.Errorf("%q: got %q, want %q", product, got, want)
		}
	}
}

func TestTerms(t *testing.T) {
	for _, tc := range []struct {
		kind   string
		months int
		want   Term
	}{{"reserved", 12, "reserved_1y"}, {"reserved", 36, "reserved_3y"}, {"commit", 6, "commit_6m"}, {"commit", 13, "commit_13m"}} {
		got := Commitment(tc.kind, tc.months)
		if got != tc.want || got.Months() != tc.months {
			t.Errorf("%s %d: got %s of %d months", tc.kind, tc.months, got, got.Months())
		}
	}
	for _, none := range []Term{"", OnDemand, Spot, FreeTier, "reserved_", "reserved_y", "x_0y", "y"} {
		if none.Months() != 0 {
			t.Errorf("%q has %d months", none, none.Months())
		}
	}
}

func TestParseBound(t *testing.T) {
	for text, want := range map[string]string{
		"": "false  ", "Inf": "false  ", "10240": "true 10240 ", "20 TB": "true 20 TB", "400000/month": "true 400000 /month",
		"10 TB/month": "true 10 TB/month", "1.42 GB/instance-hour": "true 1.42 GB/instance-hour", "allowance": "true - ",
	} {
		b := ParseBound(text)
		v := ""
		if b.Value.Valid {
			v = b.Value.Decimal.String()
		} else if b.Set() {
			v = "-"
		}
		if got := fmt.Sprintf("%v %s %s", b.Set(), v, b.Unit); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestDay(t *testing.T) {
	for text, want := range map[string]string{"2023-03-22T14:56:51Z": "2023-03-22", "2026-05-06 16:25:29": "2026-05-06", "2026-02-30": "", "2026": "", "2026-05-061": "", "": ""} {
		if got := Day(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// plainRow is a row that passes every check.
func plainRow() Row {
	return Row{Provider: "p", SKU: "s", Region: "r", Unit: "hour", Per: decimal.NewFromInt(1), Price: decimal.NewFromInt(1), Currency: "CHF"}
}

func TestIntakeLimits(t *testing.T) {
	for _, tc := range []struct{ regions, taken int }{{4, 4}, {5, 5}, {6, 5}} {
		in := NewIntake(context.Background(), Options{MaxRegions: 5}, func(Row) error { return nil })
		var err error
		for i := range tc.regions {
			r := plainRow()
			r.Region = fmt.Sprint("r", i)
			if err = in.Row(feed.Position{Line: i + 1}, &r); err != nil {
				break
			}
		}
		counts, err := in.Done(err)
		if counts.Taken != tc.taken || (err != nil) != (tc.regions > 5) || counts.Reconcile() != nil {
			t.Errorf("%d regions: %s, %v", tc.regions, counts, err)
		}
	}
}

func TestIntakeStopsAtTheProblemLimit(t *testing.T) {
	in := NewIntake(context.Background(), Options{File: "f", MaxProblems: 3}, func(Row) error { return nil })
	var err error
	n := 0
	for err == nil && n < 10 {
		n++
		err = in.Refuse(feed.Position{Line: n, Column: 1}, "price", "", "bad")
	}
	_, err = in.Done(err)
	var p *Problems
	if !errors.As(err, &p) || n != 3 || len(p.List) != 3 || !p.More || !strings.HasSuffix(err.Error(), "the reading stopped here") {
		t.Errorf("after %d: %v", n, err)
	}
}

func TestEmitErrorAndCancelEndTheReading(t *testing.T) {
	stop := errors.New("disk full")
	in := NewIntake(context.Background(), Options{}, func(Row) error { return stop })
	r := plainRow()
	if err := in.Row(feed.Position{}, &r); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	in = NewIntake(ctx, Options{}, func(Row) error { return nil })
	if err := in.Row(feed.Position{}, &r); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if counts, _ := in.Done(nil); counts.Reconcile() != nil {
		t.Errorf("counts %s", counts)
	}
}

func TestDuplicates(t *testing.T) {
	in := NewIntake(context.Background(), Options{File: "f"}, func(Row) error { return nil })
	put := func(line int, change func(*Row)) {
		r := plainRow()
		change(&r)
		if err := in.Row(feed.Position{Line: line, Column: 1}, &r); err != nil {
			t.Fatal(err)
		}
	}
	put(1, func(*Row) {})
	put(2, func(*Row) {})
	put(3, func(r *Row) { r.Price = decimal.NewFromInt(2) })
	for i, differs := range []func(*Row){
		func(r *Row) { r.Region = "q" }, func(r *Row) { r.Term = Spot }, func(r *Row) { r.TierFrom = At(decimal.NewFromInt(5)) },
		func(r *Row) { r.OS = "windows" }, func(r *Row) { r.Unit = "month" }, func(r *Row) { r.Currency = "EUR" },
		func(r *Row) { r.ValidFrom = "2026-01-01" }, func(r *Row) { r.Upfront = true }, func(r *Row) { r.Tier = 2 },
	} {
		put(4+i, differs)
	}
	counts, err := in.Done(nil)
	if counts.Taken != 10 || counts.Skipped[SkipRepeated] != 1 || counts.Refused != 1 {
		t.Errorf("counts %s", counts)
	}
	if err == nil || err.Error() != "f:3:1: s: duplicate: line 1 gives another price for the same product, region, term and tier; keep one of the two" {
		t.Errorf("error %v", err)
	}
}

func TestRegionFilter(t *testing.T) {
	in := NewIntake(context.Background(), Options{Regions: []string{"EU-CH2", "fsn1"}}, nil)
	for region, want := range map[string]bool{"eu-ch2": true, "fsn1,nbg1": true, "nbg1, fsn1": true, "*": true, "eu-de": false} {
		if in.Wanted(region) != want {
			t.Errorf("%s: wanted %v", region, !want)
		}
	}
}

func TestUnitWordsAreLowerCase(t *testing.T) {
	if words := KnownUnitWords(); !slices.IsSorted(words) || strings.ToLower(strings.Join(words, " ")) != strings.Join(words, " ") {
		t.Errorf("words %v", words)
	}
}
