package exact

import (
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Digits is how many places an unending fraction is cut to in text. A reader
// who multiplies printed figures must land on the same cent: 24 places leave
// room for quantities of 10^15.
const Digits = 24

// String prints the exact decimal where it ends within Digits places, else the
// value rounded to Digits places.
func (a Num) String() string {
	if s, ok := a.short(); ok {
		return s
	}
	return a.Decimal(Digits).String()
}

// Terminates reports whether String shows the exact value.
func (a Num) Terminates() bool {
	if _, ok := a.short(); ok {
		return true
	}
	if a.b == nil {
		if _, _, rest := twosAndFives(a.den()); rest != 1 {
			return false
		}
	}
	return FromDecimal(a.Decimal(Digits)).Equal(a)
}

// twosAndFives splits d into 2^twos × 5^fives × rest: a fraction ends when rest
// is 1.
func twosAndFives(d uint64) (twos, fives int, rest uint64) {
	twos = bits.TrailingZeros64(d)
	d >>= twos
	for d%5 == 0 {
		d /= 5
		fives++
	}
	return twos, fives, d
}

// short prints small ending numbers without big arithmetic, which nearly all
// figures of a report are.
func (a Num) short() (string, bool) {
	if a.b != nil {
		return "", false
	}
	if a.den() == 1 {
		return strconv.FormatInt(a.n, 10), true
	}
	twos, fives, rest := twosAndFives(a.den())
	places := max(twos, fives)
	if rest != 1 || places > 18 {
		return "", false
	}
	digits := abs(a.n)
	for range places - twos {
		hi, lo := bits.Mul64(digits, 2)
		if hi != 0 {
			return "", false
		}
		digits = lo
	}
	for range places - fives {
		hi, lo := bits.Mul64(digits, 5)
		if hi != 0 {
			return "", false
		}
		digits = lo
	}
	if digits > math.MaxInt64 {
		return "", false
	}
	s := strconv.FormatUint(digits, 10)
	if len(s) <= places {
		s = strings.Repeat("0", places-len(s)+1) + s
	}
	s = s[:len(s)-places] + "." + s[len(s)-places:]
	if a.n < 0 {
		s = "-" + s
	}
	return s, true
}
