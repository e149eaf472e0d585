package exact

import (
	"math"
	"math/bits"
)

func abs(n int64) uint64 {
	if n < 0 {
		return uint64(-n)
	}
	return uint64(n)
}

func gcd(a, b uint64) uint64 {
	if a == 0 {
		return b
	}
	if b == 0 {
		return a
	}
	shift := bits.TrailingZeros64(a | b)
	a >>= bits.TrailingZeros64(a)
	for b != 0 {
		b >>= bits.TrailingZeros64(b)
		if a > b {
			a, b = b, a
		}
		b -= a
	}
	return a << shift
}

// small builds sign*n/d when it fits the small form.
func small(neg bool, n, d uint64) (Num, bool) {
	if n > math.MaxInt64 {
		return Zero, false
	}
	s := int64(n)
	if neg {
		s = -s
	}
	return Num{n: s, d: d}, true
}

func addSmall(a, b Num) (Num, bool) {
	ad, bd := a.den(), b.den()
	if ad == bd {
		s := a.n + b.n
		if (s > a.n) == (b.n > 0) && s != math.MinInt64 {
			return reduce(s, ad), true
		}
		return Zero, false
	}
	g := gcd(ad, bd)
	ma, mb := bd/g, ad/g // multipliers of the two numerators
	h1, l1 := bits.Mul64(abs(a.n), ma)
	h2, l2 := bits.Mul64(abs(b.n), mb)
	dh, d := bits.Mul64(ad, ma)
	if h1|h2|dh != 0 || l1 > math.MaxInt64/2 || l2 > math.MaxInt64/2 {
		return Zero, false
	}
	x, y := int64(l1), int64(l2)
	if a.n < 0 {
		x = -x
	}
	if b.n < 0 {
		y = -y
	}
	return reduce(x+y, d), true
}

func reduce(n int64, d uint64) Num {
	if n == 0 {
		return Zero
	}
	if g := gcd(abs(n), d); g > 1 {
		neg := n < 0
		m := int64(abs(n) / g)
		if neg {
			m = -m
		}
		return Num{n: m, d: d / g}
	}
	return Num{n: n, d: d}
}

func cmp128(h1, l1, h2, l2 uint64) int {
	switch {
	case h1 != h2 && h1 < h2, h1 == h2 && l1 < l2:
		return -1
	case h1 == h2 && l1 == l2:
		return 0
	}
	return 1
}
