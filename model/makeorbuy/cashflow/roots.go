package cashflow

import (
	"math/big"

	"github.com/shopspring/decimal"
)

// mostHalvings ends the search for separate roots: an interval of 2^-32 that
// still may hold two is taken for one touching root.
const mostHalvings = 32

// root is an interval inside (0, 1) with one root: at/2^bits to (at+1)/2^bits,
// or, if exact, the point at/2^bits.
type root struct {
	at    *big.Int
	bits  int
	exact bool
	// left and right are the signs of the polynomial on either side of the root.
	left, right int
}

// node is a part of (0, 1) still to be searched: the polynomial stretched so
// that the part becomes (0, 1).
type node struct {
	p    []*big.Int
	at   *big.Int
	bits int
}

// isolate finds the roots of p strictly inside (0, 1) in rising order.
func isolate(p []*big.Int) []root {
	var found []root
	var search func(n node)
	search = func(n node) {
		switch v := signChanges(shift(reversed(n.p))); {
		case v == 0:
			return
		case v == 1 || n.bits >= mostHalvings:
			left := lowSign(n.p)
			right := left
			if v%2 == 1 {
				right = -left
			}
			found = append(found, root{at: n.at, bits: n.bits, left: left, right: right})
			return
		}
		low := halve(n.p)
		high := shift(low)
		twice := new(big.Int).Lsh(n.at, 1)
		next := new(big.Int).Add(twice, big.NewInt(1))
		search(node{low, twice, n.bits + 1})
		if high[0].Sign() == 0 {
			left, right := around(high)
			found = append(found, root{at: next, bits: n.bits + 1, exact: true, left: left, right: right})
			for high[0].Sign() == 0 {
				high = high[1:] // the root at the end of the interval is dealt with
			}
		}
		search(node{high, next, n.bits + 1})
	}
	search(node{p, new(big.Int), 0})
	return found
}

// lowSign is the sign of p just above 0.
func lowSign(p []*big.Int) int {
	for _, c := range p {
		if c.Sign() != 0 {
			return c.Sign()
		}
	}
	return 0
}

// around gives the signs of p just below and just above its root at 0.
func around(p []*big.Int) (left, right int) {
	for k, c := range p {
		if s := c.Sign(); s != 0 {
			if k%2 == 1 {
				return -s, s
			}
			return s, s
		}
	}
	return 0, 0
}

// shift returns p(x+1), by repeated sums.
func shift(p []*big.Int) []*big.Int {
	q := make([]*big.Int, len(p))
	for i, c := range p {
		q[i] = new(big.Int).Set(c)
	}
	for i := range q {
		for j := len(q) - 2; j >= i; j-- {
			q[j].Add(q[j], q[j+1])
		}
	}
	return q
}

// halve returns 2^n p(x/2), n the degree: the lower half stretched to (0, 1).
func halve(p []*big.Int) []*big.Int {
	q := make([]*big.Int, len(p))
	for i, c := range p {
		q[i] = new(big.Int).Lsh(c, uint(len(p)-1-i))
	}
	return q
}

// narrow halves the interval of a root until the rate is known to 1e-13 or, for
// inverse roots v = 1/(1+rate), is known to be above 1,000. A touching root of p
// is found where the slope of p changes its sign.
func (r root) narrow(p []*big.Int, inverse bool) root {
	left := r.left
	if r.left == r.right {
		p, left = slope(p), -left
	}
	for !r.exact && !r.fine(inverse) && !(inverse && r.tiny()) {
		middle := new(big.Int).Lsh(r.at, 1)
		middle.Add(middle, big.NewInt(1))
		switch s := signAt(p, middle, r.bits+1); s {
		case 0:
			r.at, r.exact = middle, true
		case left:
			r.at = middle
		default:
			r.at = middle.Sub(middle, big.NewInt(1))
		}
		r.bits++
	}
	return r
}

// tiny reports whether an inverse root lies below 1/1024, a rate above 1,000.
func (r root) tiny() bool {
	end := new(big.Int).Add(r.at, big.NewInt(1))
	return end.BitLen()+10 <= r.bits
}

func slope(p []*big.Int) []*big.Int {
	q := make([]*big.Int, len(p)-1)
	for i := range q {
		q[i] = new(big.Int).Mul(p[i+1], big.NewInt(int64(i+1)))
	}
	return q
}

// fine: the interval is small enough. In v it must shrink with v squared, since
// the rate is 1/v - 1.
func (r root) fine(inverse bool) bool {
	const rateBits = 44
	if !inverse {
		return r.bits >= rateBits
	}
	// at has about as many bits as v has significant ones.
	significant := r.at.BitLen()
	return significant > 1 && 2*(significant-1)-r.bits >= rateBits
}

// signAt is the sign of p at m/2^bits.
func signAt(p []*big.Int, m *big.Int, bits int) int {
	sum, term := new(big.Int), new(big.Int)
	for i := len(p) - 1; i >= 0; i-- {
		sum.Mul(sum, m)
		sum.Add(sum, term.Lsh(p[i], uint(bits*(len(p)-1-i))))
	}
	return sum.Sign()
}

// direction turns signs around a root into what the NPV does as the rate rises.
// A rising v is a falling rate.
func (r root) direction(inverse bool) Direction {
	switch {
	case r.left == r.right:
		return Touches
	case (r.left > 0) == inverse:
		return Rises
	}
	return Falls
}

// rateOf is the rate in the middle of the interval, to 12 digits: v - 1 for the
// roots in 1+rate, 1/v - 1 for inverse ones.
func rateOf(r root, inverse bool) decimal.Decimal {
	num, den := new(big.Int).Set(r.at), new(big.Int).Lsh(big.NewInt(1), uint(r.bits))
	if !r.exact {
		num.Lsh(num, 1).Add(num, big.NewInt(1))
		den.Lsh(den, 1)
	}
	if inverse {
		num, den = den, num
	}
	return quotient(num.Sub(num, den), den).Round(12)
}
