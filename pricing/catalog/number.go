package catalog

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// longest number and largest exponent accepted: prices go down to 1e-10, tier
// bounds up to 1e15, and a crafted "1e999999999" must not fill the memory.
const (
	maxDigits   = 48
	maxExponent = 30
)

// ParseNumber reads a decimal number exactly: digits, one point, an optional
// exponent, an optional sign. Everything else is refused, thousands separators
// and decimal commas too, because they mean different things in different lists.
func ParseNumber(text string) (decimal.Decimal, error) {
	switch {
	case text == "":
		return decimal.Decimal{}, errors.New("no number")
	case len(text) > maxDigits:
		return decimal.Decimal{}, fmt.Errorf("%q is too long for a number", clip(text))
	}
	mantissa, exponent, has := strings.Cut(strings.ToLower(text), "e")
	if !plainNumber(mantissa) || has && !smallExponent(exponent) {
		return decimal.Decimal{}, fmt.Errorf("%q is not a number", clip(text))
	}
	v, err := decimal.NewFromString(text)
	if err != nil {
		return decimal.Decimal{}, fmt.Errorf("%q is not a number", clip(text))
	}
	return v, nil
}

// ParsePrice reads a price: a number that is not negative.
func ParsePrice(text string) (decimal.Decimal, error) {
	v, err := ParseNumber(strings.TrimSpace(text))
	switch {
	case strings.TrimSpace(text) == "":
		return v, errors.New("the price is empty")
	case err != nil:
		return v, fmt.Errorf("the price %w", err)
	case v.IsNegative():
		return v, fmt.Errorf("the price %s is negative", v)
	}
	return v, nil
}

// Nanos builds a price from whole units and billionths, as Google and Scaleway
// write it. An absent part is zero, as in proto3 JSON.
func Nanos(unitsText, nanosText string) (decimal.Decimal, error) {
	var part [2]int64
	for i, text := range []string{unitsText, nanosText} {
		if text == "" {
			continue
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return decimal.Decimal{}, fmt.Errorf("the price part %q is not a whole number", clip(text))
		}
		part[i] = n
	}
	units, nanos := part[0], part[1]
	switch {
	case nanos <= -1e9 || nanos >= 1e9:
		return decimal.Decimal{}, fmt.Errorf("nanos %d is not below one unit", nanos)
	case units < 0 || nanos < 0:
		return decimal.Decimal{}, fmt.Errorf("the price %d units %d nanos is negative", units, nanos)
	}
	return decimal.New(units, 0).Add(decimal.New(nanos, -9)), nil
}

// Size reads an optional size, such as a number of vCPUs; anything that is not a
// positive number is unknown.
func Size(text string) decimal.NullDecimal {
	v, err := ParseNumber(text)
	if err != nil || !v.IsPositive() {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(v)
}

// GiB reads an optional number of bytes as GiB.
func GiB(bytes string) decimal.NullDecimal {
	v := Size(bytes)
	if v.Valid {
		v.Decimal = v.Decimal.Div(decimal.NewFromInt(1 << 30))
	}
	return v
}

func plainNumber(s string) bool {
	s = strings.TrimLeft(s, "+-")
	digits, point := 0, false
	for _, c := range s {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '.' && !point:
			point = true
		default:
			return false
		}
	}
	return digits > 0
}

func smallExponent(s string) bool {
	n := 0
	digits := strings.TrimLeft(s, "+-")
	for _, c := range digits {
		if c < '0' || c > '9' {
			return false
		}
		n = min(n*10+int(c-'0'), maxExponent+1)
	}
	return digits != "" && n <= maxExponent
}

// clip shortens a foreign text for a message.
func clip(s string) string {
	if len(s) <= 60 {
		return s
	}
	return strings.ToValidUTF8(s[:60], "") + "..."
}
