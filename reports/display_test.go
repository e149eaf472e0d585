package reports

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func TestDisplay(t *testing.T) {
	chf := Column{Key: "monthly", Kind: KindMoney, Unit: "CHF"}
	count := Column{Key: "n", Kind: KindQuantity, Unit: "requests"}
	tests := []struct {
		name string
		cell Cell
		col  Column
		want string
	}{
		{"half goes away from zero", Money(dec("2.345"), "CHF"), chf, "2.35"},
		{"just under the half", Money(dec("2.34499"), "CHF"), chf, "2.34"},
		{"negative half", Money(dec("-2.345"), "CHF"), chf, "-2.35"},
		{"thousands, one under", Money(dec("999.99"), "CHF"), chf, "999.99"},
		{"thousands, at the edge", Money(dec("999.995"), "CHF"), chf, "1,000.00"},
		{"millions", Money(dec("1234567.8"), "CHF"), chf, "1,234,567.80"},
		{"negative thousands", Money(dec("-1234.5"), "CHF"), chf, "-1,234.50"},
		{"too small to show is not zero", Money(dec("0.0049"), "CHF"), chf, "<0.01"},
		{"smallest that shows", Money(dec("0.005"), "CHF"), chf, "0.01"},
		{"a small credit", Money(dec("-0.001"), "CHF"), chf, ">-0.01"},
		{"true zero", Money(dec("0"), "CHF"), chf, "0.00"},
		{"another currency than the column", Money(dec("5"), "USD"), chf, "5.00 USD"},
		{"a remark follows the number", Cell{Number: ptr("5"), Text: "per month"}, chf, "5.00 per month"},
		{"not priced", Missing(StateNotPriced), chf, "not priced"},
		{"not offered", Missing(StateNotOffered), chf, "not offered"},
		{"whole quantity", Quantity(dec("30000000"), ""), count, "30,000,000"},
		{"large quantity keeps one decimal", Quantity(dec("100.44"), ""), count, "100.4"},
		{"below 100 four digits", Quantity(dec("99.994"), ""), count, "99.99"},
		{"small quantity", Quantity(dec("0.000123456"), ""), count, "0.0001235"},
		{"its own unit is said", Quantity(dec("3"), "GiB-s"), count, "3 GiB-s"},
		{"rate keeps every digit", Rate(dec("0.0000166667"), ""), Column{Kind: KindRate, Unit: "USD/GiB-s"}, "0.0000166667"},
		{"percent", Percent(dec("0.0825")), Column{Kind: KindPercent}, "8.3 %"},
		{"small percent", Percent(dec("0.0004")), Column{Kind: KindPercent}, "<0.1 %"},
		{"verdict with its rule", Judged(VerdictFail, "GDPR Art. 44"), Column{Kind: KindVerdict}, "fail GDPR Art. 44"},
		{"words", Words("Zürich"), Column{}, "Zürich"},
		{"nothing", Cell{}, chf, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.cell.Display(tt.col); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func ptr(s string) *decimal.Decimal { d := dec(s); return &d }

// What is displayed is the exact number to within half a unit of its last
// place, whatever the number.
func TestDisplayIsWithinHalfACent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		exact := decimal.New(rapid.Int64().Draw(t, "coefficient"), rapid.Int32Range(-12, 3).Draw(t, "exponent"))
		text := DisplayMoney(exact)
		if strings.ContainsAny(text, "<>") {
			if exact.IsZero() || exact.Abs().GreaterThanOrEqual(dec("0.005")) {
				t.Fatalf("%s displayed as %s", exact, text)
			}
			return
		}
		shown := dec(strings.ReplaceAll(text, ",", ""))
		if shown.Sub(exact).Abs().GreaterThan(dec("0.005")) {
			t.Fatalf("%s displayed as %s", exact, text)
		}
	})
}

func TestGroup(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "1": "1", "999": "999", "1000": "1,000", "-999": "-999", "-1000": "-1,000",
		"1000000": "1,000,000", "1234.5678": "1,234.5678", "0.0001": "0.0001",
	} {
		if got := Group(in); got != want {
			t.Errorf("Group(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestHeading(t *testing.T) {
	for _, tt := range []struct{ title, unit, want string }{
		{"Monthly", "CHF", "Monthly (CHF)"}, {"CHF/month", "CHF", "CHF/month"}, {"Option", "", "Option"}, {"", "CHF", "CHF"},
	} {
		if got := (Column{Title: tt.title, Unit: tt.unit}).Heading(); got != tt.want {
			t.Errorf("%+v: got %q", tt, got)
		}
	}
}
