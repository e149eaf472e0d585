package factsheet

import (
	"math"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestDecimalForms(t *testing.T) {
	hundred := strings.Repeat("9", 100)
	tests := []struct {
		in   any
		want string // "" = refused
	}{
		{"0.0000166667", "0.0000166667"},
		{0.0000166667, "0.0000166667"},
		{int64(3), "3"},
		{int64(math.MaxInt64), "9223372036854775807"},
		{"-1.50", "-1.5"},
		{"+2", "2"},
		{"1e3", "1000"},
		{"1e60", "1" + strings.Repeat("0", 60)},
		{"1e61", ""},
		{"1e-60", "0." + strings.Repeat("0", 59) + "1"},
		{"1e-61", ""},
		{"1e999999999999999999999", ""},
		{hundred, hundred},
		{hundred + "9", ""},
		{strings.Repeat("0", 200), ""},
		{123456789012345.0, "123456789012345"},
		{1234567890.12345, "1234567890.12345"},
		{math.Nextafter(0.3, 1), ""}, // 0.30000000000000004 has 17 digits
		{math.NaN(), ""},
		{math.Inf(-1), ""},
		{"NaN", ""}, {"Infinity", ""}, {"", ""}, {" 1", ""}, {"1_000", ""}, {"1'000", ""}, {"1,5", ""}, {".5", ""}, {"5.", ""}, {"0x10", ""}, {"١", ""},
		{true, ""},
		{nil, ""},
	}
	for _, tt := range tests {
		var d Decimal
		err := d.UnmarshalTOML(tt.in)
		if (err != nil) != (tt.want == "") || d.String() != tt.want {
			t.Errorf("%v reads as %q, %v; want %q", tt.in, d, err, tt.want)
		}
		if err != nil && d.IsSet() {
			t.Errorf("%v refused and yet set", tt.in)
		}
	}
	if zero := NewDecimal(decimal.Zero); zero.Equal(Decimal{}) || !zero.Equal(NewDecimal(decimal.New(0, -3))) {
		t.Error("0 and not given must differ, 0 and 0.000 must not")
	}
}

// TestBareDecimalsAreExact holds the bare spelling against the quoted one.
func TestBareDecimalsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := decimal.New(rapid.Int64Range(-999_999_999_999_999, 999_999_999_999_999).Draw(t, "digits"), int32(rapid.IntRange(-15, 0).Draw(t, "exponent")))
		text := d.String()
		if !strings.Contains(text, ".") {
			text += ".0"
		}
		var got struct{ Bare, Quoted Decimal }
		if _, err := Decode("f", []byte("bare = "+text+"\nquoted = '"+text+"'"), &got); err != nil {
			t.Fatal(err)
		}
		if !got.Bare.Decimal().Equal(d) || !got.Quoted.Decimal().Equal(d) {
			t.Fatalf("%s reads as %s and %s", text, got.Bare, got.Quoted)
		}
	})
}

func TestDates(t *testing.T) {
	d, err := ParseDate("2024-02-28")
	if err != nil {
		t.Fatal(err)
	}
	if got := d.AddDays(2).String(); got != "2024-03-01" {
		t.Errorf("two days later is %s", got)
	}
	if got := NewDate(2027, 1, 12).DaysSince(NewDate(2026, 11, 23)); got != 50 {
		t.Errorf("%d days", got)
	}
	if !d.Before(d.AddDays(1)) || !d.After(d.AddDays(-1)) || d.Before(d) || d.After(d) || d.Compare(d) != 0 {
		t.Error("order")
	}
	for _, bad := range []string{"", "2026-13-01", "2026-02-29", "2026-2-1", "26-02-01", "2026-02-01 ", "2026-02-01T00:00:00Z"} {
		if got, err := ParseDate(bad); err == nil {
			t.Errorf("%q reads as %s", bad, got)
		}
	}
}

func TestDateArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := NewDate(2000, 1, 1).AddDays(rapid.IntRange(-100_000, 100_000).Draw(t, "day"))
		n := rapid.IntRange(-50_000, 50_000).Draw(t, "n")
		later := d.AddDays(n)
		if later.DaysSince(d) != n || later.AddDays(-n) != d || later.Compare(d) != sign(n) {
			t.Fatalf("%s + %d = %s", d, n, later)
		}
		if again, err := ParseDate(d.String()); err != nil || again != d {
			t.Fatalf("%s reads as %s, %v", d, again, err)
		}
	})
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

func TestPartialDates(t *testing.T) {
	for _, tt := range []struct{ in, earliest string }{
		{"2026-05-17", "2026-05-17"}, {"2026-05", "2026-05-01"}, {"2026", "2026-01-01"}, {"unknown", ""},
	} {
		p, err := ParsePartialDate(tt.in)
		if err != nil || p.String() != tt.in || p.Date.String() != tt.earliest {
			t.Errorf("%s reads as %s, earliest %s, %v", tt.in, p, p.Date, err)
		}
		if text, err := p.MarshalText(); err != nil || string(text) != tt.in {
			t.Errorf("%s writes %s", tt.in, text)
		}
	}
	for _, bad := range []any{"", "26", "2026-00", "2026-13", int64(999), int64(10000), 2026.5, false} {
		var p PartialDate
		if err := p.UnmarshalTOML(bad); err == nil {
			t.Errorf("%v reads as %s", bad, p)
		}
	}
}

func TestSuggest(t *testing.T) {
	known := []string{"valid_from", "valid_until", "price", "unit", "id", "ref"}
	for _, tt := range []struct{ word, want string }{
		{"valid-from", "valid_from"}, {"ValidFrom", "valid_from"}, {"valid_form", "valid_from"}, {"prise", "price"}, {"prcie", "price"},
		{"untis", "unit"}, {"x", ""}, {"", ""}, {"jurisdiction", ""}, {"price", ""}, {"Id", "id"}, {strings.Repeat("a", 1000), ""},
	} {
		if got := Suggest(tt.word, known); got != tt.want {
			t.Errorf("Suggest(%s) = %s, want %s", tt.word, got, tt.want)
		}
	}
	if got := Suggest("ac", []string{"ab", "aa"}); got != "aa" {
		t.Errorf("of equals %s wins", got)
	}
}

func TestConfidence(t *testing.T) {
	for _, good := range Confidences() {
		if err := CheckConfidence(good); err != nil {
			t.Error(err)
		}
	}
	err := CheckConfidence("hihg")
	if err == nil || err.Error() != `confidence is "hihg"; did you mean "high"?` {
		t.Error(err)
	}
	if CheckConfidence("") == nil {
		t.Error("an empty word passes")
	}
}
