package factsheet

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// Limits of a decimal. They are far beyond any price or quantity and keep
// "1e999999999" from filling the memory.
const (
	maxDigits      = 100
	maxExponent    = 60
	maxFloatDigits = 15 // digits float64 always gives back as they were written
)

// Decimal is an exact number as it stands in a document. The zero value is "not
// given", which is not 0.
//
// Note: decimal.Decimal itself must not stand in a document: the library hands
// it a bare float as rounded text and 0.0000166667 arrives as 0.000017.
type Decimal struct {
	d   decimal.Decimal
	set bool
}

// NewDecimal is a decimal that is given.
func NewDecimal(d decimal.Decimal) Decimal { return Decimal{d: d, set: true} }

// Decimal is the number; 0 when it is not given, so ask IsSet first.
func (d Decimal) Decimal() decimal.Decimal { return d.d }

// IsSet reports whether the number was given.
func (d Decimal) IsSet() bool { return d.set }

// Equal reports the same number, or both not given.
func (d Decimal) Equal(o Decimal) bool { return d.set == o.set && d.d.Equal(o.d) }

// String is the number in plain digits, "" when it is not given.
func (d Decimal) String() string {
	if !d.set {
		return ""
	}
	return d.d.String()
}

// UnmarshalTOML reads a quoted number exactly, a bare whole number exactly and a
// bare fraction by its shortest spelling of at most 15 significant digits.
func (d *Decimal) UnmarshalTOML(v any) error {
	switch v := v.(type) {
	case string:
		parsed, err := ParseDecimal(v)
		if err != nil {
			return err
		}
		*d = parsed
	case int64:
		*d = NewDecimal(decimal.NewFromInt(v))
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return ValueError{Message: fmt.Sprintf("is %v, which is not a number", v), Hint: "a finite number"}
		}
		text := strconv.FormatFloat(v, 'e', -1, 64)
		if significant(text) > maxFloatDigits {
			return tooManyDigits(strconv.FormatFloat(v, 'g', -1, 64))
		}
		parsed, err := ParseDecimal(text)
		if err != nil {
			return err
		}
		*d = parsed
	default:
		return ValueError{Message: "is " + describe(v), Hint: `a number, as "0.10"`}
	}
	return nil
}

var decimalForm = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

// ParseDecimal reads a number in plain digits, with an optional exponent. It
// refuses separators, more than 100 digits and exponents beyond 60.
func ParseDecimal(s string) (Decimal, error) {
	if len(s) > maxDigits+10 {
		return Decimal{}, ValueError{Message: fmt.Sprintf("has more than %d digits", maxDigits), Hint: "rounding it"}
	}
	if !decimalForm.MatchString(s) {
		hint := `plain digits, as "1234.50"`
		if strings.ContainsAny(s, ",'_ ") {
			hint = `a point for the fraction and no other sign between digits, as "1234.50"`
		}
		return Decimal{}, ValueError{Message: fmt.Sprintf("%q is not a number", s), Hint: hint}
	}
	mantissa, exponent, _ := strings.Cut(strings.ToLower(s), "e")
	if e, err := strconv.Atoi(exponent); exponent != "" && (err != nil || e > maxExponent || e < -maxExponent) {
		return Decimal{}, ValueError{Message: fmt.Sprintf("exponent of %s is beyond %d", s, maxExponent), Hint: "plain digits"}
	}
	if len(strings.TrimLeft(strings.Replace(mantissa, ".", "", 1), "+-0")) > maxDigits {
		return Decimal{}, ValueError{Message: fmt.Sprintf("has more than %d digits", maxDigits), Hint: "rounding it"}
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return Decimal{}, ValueError{Message: fmt.Sprintf("%q is not a number", s), Hint: `plain digits, as "1234.50"`}
	}
	return NewDecimal(d), nil
}

// significant counts the digits of a written number that matter: no leading
// zeros, and no trailing zeros, which float64 cannot lose.
func significant(literal string) int {
	mantissa, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(literal, "_", "")), "e")
	digits := strings.TrimLeft(strings.Replace(strings.TrimSpace(mantissa), ".", "", 1), "+-0")
	return len(strings.TrimRight(digits, "0"))
}

func tooManyDigits(literal string) error {
	literal = strings.TrimSpace(literal)
	return ValueError{
		Message: fmt.Sprintf("bare number %s has more than %d significant digits and would be rounded", literal, maxFloatDigits),
		Hint:    fmt.Sprintf("quotes: %q", strings.ReplaceAll(literal, "_", "")),
	}
}
