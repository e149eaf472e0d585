// Package exact holds the one number type of every figure people sign: an
// exact rational. Prices, quantities and tier bounds are finite decimals, but
// "per hour" divided into seconds is not, and a replica count is the ceiling of
// a quotient: one unit in the last place there is one server too many. A
// rational has no last place.
//
// Note: decimal.Decimal was tried first. Its division must round somewhere, so
// (2/3)*3 becomes 2.000…1 and the next RoundUp says 3.
package exact

import (
	"math"
	"math/big"
	"math/bits"
	"strings"

	"github.com/shopspring/decimal"
)

// Num is an immutable exact rational number. The zero value is 0.
//
// Small values live in two machine words (numerator, denominator > 0, in
// lowest terms); anything larger falls back to math/big. Both forms are
// canonical: a value that fits the small form is always in it.
type Num struct {
	n int64
	d uint64 // 0 means 1, so that the zero value is 0/1
	b *big.Rat
}

// Zero and One are the two constants every formula needs.
var (
	Zero = Num{n: 0, d: 1}
	One  = Num{n: 1, d: 1}
)

// Int is the whole number i.
func Int(i int64) Num { return Num{n: i, d: 1} }

// Frac is n/d in lowest terms; d must not be 0 (a zero d gives ok = false).
func Frac(n, d int64) (q Num, ok bool) {
	return Int(n).Quo(Int(d))
}

// FromDecimal is the exact value of d.
func FromDecimal(d decimal.Decimal) Num {
	return FromRat(d.Rat())
}

// FromRat is the exact value of r; r is copied.
func FromRat(r *big.Rat) Num {
	if r.Num().IsInt64() && r.Denom().IsUint64() && r.Num().Int64() != math.MinInt64 {
		return Num{n: r.Num().Int64(), d: r.Denom().Uint64()}
	}
	return Num{b: new(big.Rat).Set(r)}
}

// own is the value of r, which nobody else holds: it is not copied.
func own(r *big.Rat) Num {
	if r.Num().IsInt64() && r.Denom().IsUint64() {
		return FromRat(r)
	}
	return Num{b: r}
}

// FromFloat is the exact binary value of f; ok is false for NaN and infinities.
func FromFloat(f float64) (q Num, ok bool) {
	r := new(big.Rat)
	if r.SetFloat64(f) == nil {
		return Zero, false
	}
	return FromRat(r), true
}

// Parse reads a plain decimal ("-12.5", "0.0000166667") or a fraction ("1/3").
// Exponents are refused: a price list does not need them and "1e999999999" is
// how a file eats the memory of the machine.
func Parse(s string) (Num, bool) {
	if s == "" || len(s) > 200 || strings.ContainsAny(s, "eEpPxX_") {
		return Zero, false
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return Zero, false
	}
	return FromRat(r), true
}

// MustParse is Parse for constants of this program and its tests; it panics on
// text that is not a number.
func MustParse(s string) Num {
	q, ok := Parse(s)
	if !ok {
		panic("exact: not a number: " + s)
	}
	return q
}

// Rat returns a copy as math/big.
func (a Num) Rat() *big.Rat {
	if a.b != nil {
		return new(big.Rat).Set(a.b)
	}
	if a.den() == 1 {
		return new(big.Rat).SetInt64(a.n)
	}
	return new(big.Rat).SetFrac(big.NewInt(a.n), new(big.Int).SetUint64(a.den()))
}

func (a Num) den() uint64 {
	if a.d == 0 {
		return 1
	}
	return a.d
}

func (a Num) rat() *big.Rat {
	if a.b != nil {
		return a.b
	}
	return a.Rat()
}

// Sign is -1, 0 or +1.
func (a Num) Sign() int {
	if a.b != nil {
		return a.b.Sign()
	}
	switch {
	case a.n < 0:
		return -1
	case a.n > 0:
		return 1
	}
	return 0
}

// IsZero reports whether a is 0.
func (a Num) IsZero() bool { return a.Sign() == 0 }

// Float is the nearest float64.
func (a Num) Float() float64 {
	if a.b == nil && a.n <= 1<<53 && a.n >= -1<<53 && a.den() <= 1<<53 {
		return float64(a.n) / float64(a.den())
	}
	f, _ := a.rat().Float64()
	return f
}

// Mul is a*b.
func (a Num) Mul(b Num) Num {
	switch {
	case b.isOne():
		return a
	case a.isOne():
		return b
	}
	if a.b == nil && b.b == nil {
		an, ad, bn, bd := abs(a.n), a.den(), abs(b.n), b.den()
		g1, g2 := gcd(an, bd), gcd(bn, ad)
		if g1 > 1 {
			an, bd = an/g1, bd/g1
		}
		if g2 > 1 {
			bn, ad = bn/g2, ad/g2
		}
		nh, nl := bits.Mul64(an, bn)
		dh, dl := bits.Mul64(ad, bd)
		if nh == 0 && dh == 0 {
			if nl == 0 {
				return Zero
			}
			if q, ok := small((a.n < 0) != (b.n < 0), nl, dl); ok {
				return q
			}
		}
	}
	return own(new(big.Rat).Mul(a.rat(), b.rat()))
}

// Quo is a/b; ok is false when b is 0.
func (a Num) Quo(b Num) (q Num, ok bool) {
	if b.Sign() == 0 {
		return Zero, false
	}
	if b.isOne() { // units mostly have the factor 1
		return a, true
	}
	return a.Mul(b.Inv()), true
}

func (a Num) isOne() bool { return a.b == nil && a.n == 1 && a.den() == 1 }

// Inv is 1/a; the inverse of 0 is 0 (callers test first).
func (a Num) Inv() Num {
	if a.Sign() == 0 {
		return Zero
	}
	if a.b == nil && a.den() <= math.MaxInt64 {
		n := int64(a.den())
		if a.n < 0 {
			n = -n
		}
		return Num{n: n, d: abs(a.n)}
	}
	return own(new(big.Rat).Inv(a.rat()))
}

// Add is a+b.
func (a Num) Add(b Num) Num {
	if a.b == nil && b.b == nil {
		if q, ok := addSmall(a, b); ok {
			return q
		}
	}
	return own(new(big.Rat).Add(a.rat(), b.rat()))
}

// Neg is -a.
func (a Num) Neg() Num {
	if a.b == nil {
		return Num{n: -a.n, d: a.d}
	}
	return own(new(big.Rat).Neg(a.b))
}

// Sub is a-b.
func (a Num) Sub(b Num) Num {
	if b.b == nil {
		return a.Add(b.Neg())
	}
	return own(new(big.Rat).Sub(a.rat(), b.b))
}

// Cmp is -1, 0 or +1 as a is below, equal to or above b.
func (a Num) Cmp(b Num) int {
	if a.b == nil && b.b == nil {
		if sa, sb := a.Sign(), b.Sign(); sa != sb {
			if sa < sb {
				return -1
			}
			return 1
		}
		h1, l1 := bits.Mul64(abs(a.n), b.den())
		h2, l2 := bits.Mul64(abs(b.n), a.den())
		c := cmp128(h1, l1, h2, l2)
		if a.n < 0 {
			return -c
		}
		return c
	}
	return a.rat().Cmp(b.rat())
}

// Key is a value that can be compared with == and used in a map: equal numbers
// have equal keys.
type Key struct {
	n int64
	d uint64
	b string
}

// Key returns the number's key.
func (a Num) Key() Key {
	if a.b != nil {
		return Key{b: a.b.String()}
	}
	return Key{n: a.n, d: a.den()}
}

// Equal reports a == b.
func (a Num) Equal(b Num) bool { return a.Cmp(b) == 0 }

// Less reports a < b.
func (a Num) Less(b Num) bool { return a.Cmp(b) < 0 }

// Min and Max return the smaller and the larger of two numbers.
func Min(a, b Num) Num {
	if b.Less(a) {
		return b
	}
	return a
}

// Max returns the larger of two numbers.
func Max(a, b Num) Num {
	if a.Less(b) {
		return b
	}
	return a
}

// Ceil is the smallest whole number not below a.
func (a Num) Ceil() Num { return a.Neg().Floor().Neg() }

// Floor is the largest whole number not above a.
func (a Num) Floor() Num {
	if a.b == nil {
		d := a.den()
		q := abs(a.n) / d
		if a.n < 0 {
			if abs(a.n)%d != 0 {
				q++
			}
			return Int(-int64(q))
		}
		return Int(int64(q))
	}
	q, m := new(big.Int).DivMod(a.b.Num(), a.b.Denom(), new(big.Int))
	_ = m
	return own(new(big.Rat).SetInt(q))
}

// IsInt reports whether a is a whole number.
func (a Num) IsInt() bool {
	if a.b == nil {
		return a.den() == 1
	}
	return a.b.IsInt()
}

// Int64 is the value of a whole number that fits an int64.
func (a Num) Int64() (int64, bool) {
	if a.b == nil && a.den() == 1 {
		return a.n, true
	}
	return 0, false
}

// CeilTo is the smallest multiple of step not below a; step must be positive
// (otherwise a comes back unchanged).
func (a Num) CeilTo(step Num) Num {
	if step.Sign() <= 0 {
		return a
	}
	q, _ := a.Quo(step)
	return q.Ceil().Mul(step)
}

// Round rounds half away from zero to places digits after the point.
func (a Num) Round(places int) Num {
	p := pow10(places)
	x := a.Mul(p)
	half := Num{n: 1, d: 2}
	if x.Sign() < 0 {
		x = x.Sub(half).Ceil()
	} else {
		x = x.Add(half).Floor()
	}
	q, _ := x.Quo(p)
	return q
}

func pow10(places int) Num {
	if places >= 0 && places <= 18 {
		p := int64(1)
		for range places {
			p *= 10
		}
		return Int(p)
	}
	return FromRat(new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)))
}

// Decimal is a rounded half away from zero to places digits.
func (a Num) Decimal(places int) decimal.Decimal {
	r := a.Round(places).Mul(pow10(places)).rat()
	return decimal.NewFromBigInt(r.Num(), int32(-places))
}

// Fixed prints a with exactly places digits after the point.
func (a Num) Fixed(places int) string { return a.Decimal(places).StringFixed(int32(places)) }
