package cashflow

import (
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"
)

// Places is the number of digits after the point of every result that has no
// exact decimal form. Exact results keep their value.
const Places = 24

// MaxPeriods is the longest horizon: 50 years of months.
const MaxPeriods = 600

// maxDigits bounds an argument's digits before and after the point, so that no
// input makes an exact computation huge.
const maxDigits = 40

// checkAmount refuses decimals no bill contains.
func checkAmount(name string, d decimal.Decimal) error {
	e := int(d.Exponent())
	if e < -maxDigits || e > maxDigits || d.NumDigits()+e > maxDigits || d.NumDigits() > 2*maxDigits {
		return fmt.Errorf("%s: more than %d digits before or after the point", name, maxDigits)
	}
	return nil
}

func checkRate(rate decimal.Decimal) error {
	if err := checkAmount("rate", rate); err != nil {
		return err
	}
	if rate.LessThanOrEqual(decimal.NewFromInt(-1)) {
		return fmt.Errorf("rate: %s is not above -1 (-100 %% per period)", rate)
	}
	if rate.GreaterThan(decimal.NewFromInt(1000)) {
		return fmt.Errorf("rate: %s per period is above 1000; write 5 %% as 0.05", rate)
	}
	return nil
}

func checkFlows(flows []decimal.Decimal) error {
	if len(flows) == 0 {
		return fmt.Errorf("flows: none")
	}
	if len(flows)-1 > MaxPeriods {
		return fmt.Errorf("flows: %d periods, at most %d; use longer periods", len(flows)-1, MaxPeriods)
	}
	for t, c := range flows {
		if err := checkAmount(fmt.Sprintf("flows[%d]", t), c); err != nil {
			return err
		}
	}
	return nil
}

func checkPeriods(periods int) error {
	if periods < 1 || periods > MaxPeriods {
		return fmt.Errorf("periods: %d is outside 1 to %d", periods, MaxPeriods)
	}
	return nil
}

// integers scales flows to integers by one power of ten and returns it.
func integers(flows []decimal.Decimal) (scaled []*big.Int, scale *big.Int) {
	low := int32(0)
	for _, c := range flows {
		low = min(low, c.Exponent())
	}
	scaled = make([]*big.Int, len(flows))
	for t, c := range flows {
		n := c.Coefficient()
		scaled[t] = n.Mul(n, tenTo(int(c.Exponent()-low)))
	}
	return scaled, tenTo(int(-low))
}

// growth returns 1+rate as a/b in lowest terms, both positive.
func growth(rate decimal.Decimal) (a, b *big.Int) {
	g := rate.Add(decimal.NewFromInt(1)).Rat()
	return new(big.Int).Set(g.Num()), new(big.Int).Set(g.Denom())
}

func tenTo(n int) *big.Int { return power(big.NewInt(10), n) }

func power(base *big.Int, n int) *big.Int {
	return new(big.Int).Exp(base, big.NewInt(int64(n)), nil)
}

// quotient is num/den rounded half away from zero at Places digits, without
// trailing zeros. den must not be zero.
func quotient(num, den *big.Int) decimal.Decimal {
	n := new(big.Int).Mul(num, tenTo(Places))
	n.Mul(n, big.NewInt(2))
	d := new(big.Int).Abs(den)
	if den.Sign() < 0 {
		n.Neg(n)
	}
	// Half away from zero: floor((2|n| + d) / 2d), with the sign put back.
	sign := n.Sign()
	n.Abs(n).Add(n, d)
	n.Quo(n, d.Mul(d, big.NewInt(2)))
	if sign < 0 {
		n.Neg(n)
	}
	return trim(n, Places)
}

// trim is n / 10^places with trailing zeros taken off.
func trim(n *big.Int, places int) decimal.Decimal {
	if n.Sign() == 0 {
		return decimal.Zero
	}
	ten, r := big.NewInt(10), new(big.Int)
	for places > 0 {
		q := new(big.Int)
		if q.QuoRem(n, ten, r); r.Sign() != 0 {
			break
		}
		n, places = q, places-1
	}
	return decimal.NewFromBigInt(n, int32(-places))
}
