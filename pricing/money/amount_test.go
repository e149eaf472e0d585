package money

import (
	"errors"
	"slices"
	"testing"

	"github.com/sovcost/sovcost/pricing/exact"
)

func TestTwoCurrenciesDoNotAddUp(t *testing.T) {
	_, err := Amount{exact.One, "CHF"}.Add(Amount{exact.One, "EUR"})
	var m MismatchError
	if !errors.As(err, &m) || m.Left != "CHF" || m.Right != "EUR" {
		t.Fatalf("adding CHF and EUR gave %v", err)
	}
	if _, err := (Amount{exact.One, "CHF"}).Cmp(Amount{exact.One, "USD"}); !errors.As(err, &m) {
		t.Fatalf("comparing CHF and USD gave %v", err)
	}
	sum, err := Amount{exact.MustParse("0.1"), "CHF"}.Add(Amount{exact.MustParse("0.2"), "CHF"})
	if err != nil || sum.String() != "0.30 CHF" || !sum.Value.Equal(exact.MustParse("0.3")) {
		t.Fatalf("0.1 + 0.2 = %s, %v", sum, err)
	}
}

// The published case where only one policy gives the printed total: 0.4,
// 30.833395 and 7.8125 add to 39.045895 (AWS Lambda pricing page, response
// streaming example): 39.04 by lines, 39.05 by the sum.
func TestRoundingPolicies(t *testing.T) {
	lines := []exact.Num{exact.MustParse("0.4"), exact.MustParse("30.833395"), exact.MustParse("7.8125")}
	if got := RoundLine.Total(lines).Fixed(2); got != "39.04" {
		t.Errorf("line rounding gives %s", got)
	}
	if got := RoundSum.Total(lines).Fixed(2); got != "39.05" {
		t.Errorf("sum rounding gives %s", got)
	}
}

func TestCodesAreSortedAndKnown(t *testing.T) {
	if !slices.IsSorted(codes) {
		t.Fatal("codes are not sorted: Valid would miss some")
	}
	for _, c := range []Currency{"CHF", "EUR", "USD", "GBP", "SEK", "PLN"} {
		if !c.Valid() {
			t.Errorf("%s is not known", c)
		}
	}
	for _, c := range []Currency{"", "chf", "XXX", "FR.", "EURO"} {
		if c.Valid() {
			t.Errorf("%s passes as a currency", c)
		}
	}
}
