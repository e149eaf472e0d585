package cashflow

import (
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"
)

// NPV is the net present value: the sum of flows[t] / (1+rate)^t, with rate per
// period (0.05 is 5 %), above -1.
//
// Note: unlike the NPV of spreadsheets, which discounts its first value by one
// period; theirs is NPV(rate, [0, values...]) here.
func NPV(rate decimal.Decimal, flows []decimal.Decimal) (decimal.Decimal, error) {
	if err := checkRate(rate); err != nil {
		return decimal.Decimal{}, err
	}
	if err := checkFlows(flows); err != nil {
		return decimal.Decimal{}, err
	}
	num, den := presentValue(rate, flows)
	return quotient(num, den), nil
}

// presentValue is the exact NPV as a fraction. With 1+rate = a/b it is the sum
// of c_t b^t a^(T-t), over a^T and the decimal scale.
func presentValue(rate decimal.Decimal, flows []decimal.Decimal) (num, den *big.Int) {
	a, b := growth(rate)
	c, scale := integers(flows)
	num, den = new(big.Int), big.NewInt(1) // den is a^(T-t)
	term := new(big.Int)
	for t := len(c) - 1; t >= 0; t-- {
		num.Mul(num, b)
		num.Add(num, term.Mul(c[t], den))
		if t > 0 {
			den.Mul(den, a)
		}
	}
	return num, den.Mul(den, scale)
}

// PeriodRate turns a rate per year into the effective rate of one of parts equal
// parts of it: (1+annual)^(1/parts) - 1. Twelve of its months compound to the
// year again. The nominal convention, annual/12, is a plain division and a
// larger rate.
func PeriodRate(annual decimal.Decimal, parts int) (decimal.Decimal, error) {
	if err := checkRate(annual); err != nil {
		return decimal.Decimal{}, err
	}
	if parts < 1 || parts > 366 {
		return decimal.Decimal{}, fmt.Errorf("parts: %d is outside 1 to 366 parts of a year", parts)
	}
	a, b := growth(annual)
	// The integer root of growth * 10^(parts*digits) carries that many digits.
	const digits = Places + 6
	n := new(big.Int).Mul(a, tenTo(parts*digits))
	root := integerRoot(n.Quo(n, b), parts)
	return quotient(root.Sub(root, tenTo(digits)), tenTo(digits)), nil
}

// integerRoot is the largest r with r^k <= n, for n >= 0, by Newton from above.
func integerRoot(n *big.Int, k int) *big.Int {
	if n.Sign() == 0 || k == 1 {
		return new(big.Int).Set(n)
	}
	r := new(big.Int).Lsh(big.NewInt(1), uint(n.BitLen()/k+1))
	degree, less := big.NewInt(int64(k)), big.NewInt(int64(k-1))
	for {
		next := new(big.Int).Quo(n, power(r, k-1))
		next.Add(next, new(big.Int).Mul(less, r))
		next.Quo(next, degree)
		if next.Cmp(r) >= 0 {
			return r
		}
		r = next
	}
}

// EquivalentPayment is the equal payment at the end of each of periods periods
// that has the same present value: value*rate / (1 - (1+rate)^-periods), and
// value/periods at rate 0. Of an NPV over Y years at a rate per year it is the
// equivalent annual cost; with the monthly rate and 12Y periods the equivalent
// monthly cost.
func EquivalentPayment(value, rate decimal.Decimal, periods int) (decimal.Decimal, error) {
	if err := checkAmount("value", value); err != nil {
		return decimal.Decimal{}, err
	}
	num, den, err := annuity(rate, periods)
	if err != nil {
		return decimal.Decimal{}, err
	}
	v := value.Rat()
	return quotient(times(v.Num(), den), times(v.Denom(), num)), nil
}

// AnnuityFactor is the present value of 1 at the end of each of periods periods.
func AnnuityFactor(rate decimal.Decimal, periods int) (decimal.Decimal, error) {
	num, den, err := annuity(rate, periods)
	if err != nil {
		return decimal.Decimal{}, err
	}
	return quotient(num, den), nil
}

// annuity is the factor as a fraction: with rate = p/q and 1+rate = a/b it is
// q (a^n - b^n) / (p a^n).
func annuity(rate decimal.Decimal, periods int) (num, den *big.Int, err error) {
	if err := checkRate(rate); err != nil {
		return nil, nil, err
	}
	if err := checkPeriods(periods); err != nil {
		return nil, nil, err
	}
	if rate.IsZero() {
		return big.NewInt(int64(periods)), big.NewInt(1), nil
	}
	a, b := growth(rate)
	r := rate.Rat()
	an, bn := power(a, periods), power(b, periods)
	return times(new(big.Int).Sub(an, bn), r.Denom()), times(r.Num(), an), nil
}

func times(x, y *big.Int) *big.Int { return new(big.Int).Mul(x, y) }
