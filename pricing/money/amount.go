package money

import (
	"fmt"

	"github.com/sovcost/sovcost/pricing/exact"
)

// Amount is an exact sum of money in one currency, unrounded.
type Amount struct {
	Value    exact.Num
	Currency Currency
}

// MismatchError is the refusal to add or compare amounts of two currencies.
type MismatchError struct{ Left, Right Currency }

func (e MismatchError) Error() string {
	return fmt.Sprintf("%s and %s do not add up: convert one with a dated rate under [fx]", e.Left, e.Right)
}

// Add is a+b; the error is a MismatchError when the currencies differ.
func (a Amount) Add(b Amount) (Amount, error) {
	if a.Currency != b.Currency {
		return Amount{}, MismatchError{a.Currency, b.Currency}
	}
	return Amount{a.Value.Add(b.Value), a.Currency}, nil
}

// Cmp compares two amounts of one currency; otherwise a MismatchError.
func (a Amount) Cmp(b Amount) (int, error) {
	if a.Currency != b.Currency {
		return 0, MismatchError{a.Currency, b.Currency}
	}
	return a.Value.Cmp(b.Value), nil
}

// Round rounds half away from zero to the cent, as invoices do.
func (a Amount) Round() Amount { return Amount{a.Value.Round(2), a.Currency} }

// String prints the amount to the cent with its currency: "2.73 USD".
func (a Amount) String() string { return a.Value.Fixed(2) + " " + string(a.Currency) }

// Rounding says how the lines of an invoice become its total. Vendors differ,
// and one example page can only be reproduced by one of the two.
type Rounding string

// RoundSum adds exactly and rounds once (the default); RoundLine rounds every
// line half up to the cent first and adds the rounded lines.
const (
	RoundSum  Rounding = "sum"
	RoundLine Rounding = "line"
)

// Total adds exact line values under the policy and returns the figure to the
// cent.
func (r Rounding) Total(lines []exact.Num) exact.Num {
	sum := exact.Zero
	for _, l := range lines {
		if r == RoundLine {
			l = l.Round(2)
		}
		sum = sum.Add(l)
	}
	return sum.Round(2)
}
