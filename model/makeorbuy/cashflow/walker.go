package cashflow

import (
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"
)

// Walker is the cost of an owned CPU-hour (E. Walker, "The Real Cost of a CPU
// Hour", IEEE Computer 42(4), 2009): the present value of the yearly costs over
// the CPU-hours the hardware delivers, where each year it is worth 1/sqrt(2) of
// the year before against newer hardware.
//
// costs[t] is spent at the beginning of year t, the purchase in costs[0]; rate
// is per year; cpuHours is the capacity used in the first year: CPUs times hours
// times utilisation.
func Walker(costs []decimal.Decimal, rate, cpuHours decimal.Decimal) (decimal.Decimal, error) {
	num, den, err := walkerCosts(costs, rate, cpuHours)
	if err != nil {
		return decimal.Decimal{}, err
	}
	// 1 + q + q^2 + ... with q = sqrt(1/2), to 40 digits.
	one := tenTo(40)
	q := integerRoot(new(big.Int).Quo(tenTo(80), big.NewInt(2)), 2)
	sum, term := new(big.Int), new(big.Int).Set(one)
	for range costs {
		sum.Add(sum, term)
		term = times(term, q)
		term.Quo(term, one)
	}
	return quotient(times(num, one), times(den, sum)), nil
}

// WalkerLease is the cost of a leased CPU-hour by the same author: capacity does
// not age, since the lessor renews it.
func WalkerLease(costs []decimal.Decimal, rate, cpuHours decimal.Decimal) (decimal.Decimal, error) {
	num, den, err := walkerCosts(costs, rate, cpuHours)
	if err != nil {
		return decimal.Decimal{}, err
	}
	return quotient(num, times(den, big.NewInt(int64(len(costs))))), nil
}

// walkerCosts is present value over first-year capacity as a fraction.
func walkerCosts(costs []decimal.Decimal, rate, cpuHours decimal.Decimal) (num, den *big.Int, err error) {
	if err := checkRate(rate); err != nil {
		return nil, nil, err
	}
	if err := checkFlows(costs); err != nil {
		return nil, nil, fmt.Errorf("costs: %w", err)
	}
	if err := checkAmount("cpu hours", cpuHours); err != nil {
		return nil, nil, err
	}
	if cpuHours.Sign() <= 0 {
		return nil, nil, fmt.Errorf("cpu hours: %s is not above 0", cpuHours)
	}
	num, den = presentValue(rate, costs)
	h := cpuHours.Rat()
	return times(num, h.Denom()), times(den, h.Num()), nil
}
