package reports

import (
	"strings"

	"github.com/shopspring/decimal"
)

// Display is the cell as a person reads it: numbers grouped by thousands with
// commas, money rounded to two decimals half away from zero, missing values in
// words. The exact number stays in the cell.
func (c Cell) Display(col Column) string {
	switch {
	case c.State != StateKnown:
		return join(string(c.State), c.Text)
	case c.Verdict != VerdictNone:
		return join(string(c.Verdict), c.Text)
	case c.Number != nil:
		return join(c.displayNumber(col), c.Text)
	}
	return c.Text
}

func join(first, rest string) string {
	if rest == "" {
		return first
	}
	return first + " " + rest
}

func (c Cell) displayNumber(col Column) string {
	var text string
	switch col.Kind {
	case KindMoney:
		text = DisplayMoney(*c.Number)
	case KindPercent:
		return DisplayPercent(*c.Number)
	case KindRate:
		text = Group(c.Number.String())
	default:
		text = DisplayQuantity(*c.Number)
	}
	// The column's unit stands in the heading; only a cell that differs says so.
	if c.Unit != "" && c.Unit != col.Unit {
		text += " " + c.Unit
	}
	return text
}

// DisplayMoney rounds to two decimals, half away from zero, and groups
// thousands. An amount too small to show is "<0.01", not 0.00.
func DisplayMoney(d decimal.Decimal) string {
	return displayRounded(d, 2, "0.01")
}

// DisplayPercent shows a fraction as a percentage with one decimal.
func DisplayPercent(fraction decimal.Decimal) string {
	return displayRounded(fraction.Shift(2), 1, "0.1") + " %"
}

// DisplayQuantity shows whole numbers whole, numbers from 100 with one
// decimal, smaller ones with four significant digits.
func DisplayQuantity(d decimal.Decimal) string {
	abs := d.Abs()
	places := int32(1)
	if abs.LessThan(decimal.NewFromInt(100)) && !abs.IsZero() {
		// NumDigits+Exponent is the position of the leading digit: 2 for 12.3,
		// -2 for 0.00123.
		places = max(1, 4-(int32(d.NumDigits())+d.Exponent()))
	}
	rounded := d.Round(places)
	text := rounded.String()
	return Group(text)
}

func displayRounded(d decimal.Decimal, places int32, least string) string {
	rounded := d.Round(places)
	if rounded.IsZero() && !d.IsZero() {
		if d.IsNegative() {
			return ">-" + least
		}
		return "<" + least
	}
	return Group(rounded.StringFixed(places))
}

// Group puts a comma between thousands in the whole part of a plain decimal
// number such as -1234567.89.
func Group(number string) string {
	sign, digits := "", number
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	whole, fraction, hasFraction := strings.Cut(digits, ".")
	var b strings.Builder
	b.WriteString(sign)
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteByte(whole[i])
	}
	if hasFraction {
		b.WriteByte('.')
		b.WriteString(fraction)
	}
	return b.String()
}
