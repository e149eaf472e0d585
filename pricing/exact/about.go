package exact

import (
	"math"
	"math/big"
	"math/bits"
)

// AboutError is how far About is off at most, relative to the number.
const AboutError = 1.0 / (1 << 49)

// About is the number as a float64 without computing it exactly: off by at most
// AboutError of itself. Past the range of float64 it is 0 or infinite, as a
// quotient of two numbers past it is NaN; a caller that compares must ask exactly
// then.
//
// Note: Float rounds to the nearest float64 and takes a long division for it; to
// see which of two figures is larger, that is mostly in vain.
func (a Num) About() float64 {
	if a.b == nil {
		return float64(a.n) / float64(a.den())
	}
	n, nexp := leading(a.b.Num())
	if a.b.IsInt() {
		return math.Ldexp(n, nexp)
	}
	d, dexp := leading(a.b.Denom())
	return math.Ldexp(n/d, nexp-dexp)
}

// leading is a whole number by its first words: f times 2 to the exp.
func leading(x *big.Int) (f float64, exp int) {
	words := x.Bits()
	from := max(0, len(words)-128/bits.UintSize)
	for i := len(words) - 1; i >= from; i-- {
		f = f*(1<<(bits.UintSize/2))*(1<<(bits.UintSize/2)) + float64(words[i])
	}
	if x.Sign() < 0 {
		f = -f
	}
	return f, from * bits.UintSize
}
