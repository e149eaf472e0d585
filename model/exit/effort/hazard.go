package effort

import (
	"fmt"
	"math"

	"github.com/shopspring/decimal"
	"gonum.org/v1/gonum/stat/distuv"
)

// Hazard is one reason to leave: how often a year, and what the exit then costs.
type Hazard struct {
	Name    string
	PerYear float64 // expected events a year
	Cost    decimal.Decimal
}

// ExpectedYearlyCost is the sum of yearly hazard times exit cost.
func ExpectedYearlyCost(hazards []Hazard) (decimal.Decimal, error) {
	sum := decimal.Zero
	for _, h := range hazards {
		if err := between(fmt.Sprintf("hazard %q: per year", h.Name), h.PerYear, 0, 1000); err != nil {
			return decimal.Decimal{}, err
		}
		if h.Cost.IsNegative() {
			return decimal.Decimal{}, fmt.Errorf("hazard %q: cost %s is negative", h.Name, h.Cost)
		}
		sum = sum.Add(h.Cost.Mul(decimal.NewFromFloat(h.PerYear)))
	}
	return sum, nil
}

// Bound is the choice of an option that is cheaper but hard to leave.
type Bound struct {
	YearlySaving decimal.Decimal // against the option that is easy to leave
	ExitCost     decimal.Decimal // above 0
	Conditions   decimal.Decimal // spent once to be allowed to use it: keys, audits
	DiscountRate float64         // per year
	Years        int             // 1 to 50
}

// FlipPoint is the yearly exit probability above which the bound option stops
// paying: PV(saving) = PV(hazard * exit cost) + conditions, so
// hazard* = (saving - conditions / annuity factor) / exit cost. It needs no guess
// of the probability itself. 0 or less: it never pays; 1 or more: it pays even
// if an exit every year were certain.
//
// Note: without conditions neither the rate nor the years matter: saving and
// expected cost fall in the same years. The chance that the first exit ends the
// saving is left out, which favours the bound option a little.
func (b Bound) FlipPoint() (float64, error) {
	if b.ExitCost.Sign() <= 0 {
		return 0, fmt.Errorf("exit cost: %s is not above 0; an exit that costs nothing never stops paying", b.ExitCost)
	}
	if b.Conditions.IsNegative() {
		return 0, fmt.Errorf("conditions: %s is negative", b.Conditions)
	}
	if !(b.DiscountRate > -1 && b.DiscountRate <= 10) {
		return 0, fmt.Errorf("discount rate: %g is not above -1 and at most 10; write 5 %% as 0.05", b.DiscountRate)
	}
	if b.Years < 1 || b.Years > 50 {
		return 0, fmt.Errorf("years: %d is outside 1 to 50", b.Years)
	}
	saving, exit := b.YearlySaving.InexactFloat64(), b.ExitCost.InexactFloat64()
	flip := (saving - b.Conditions.InexactFloat64()/b.annuity()) / exit
	if math.IsNaN(flip) || math.IsInf(flip, 0) {
		return 0, fmt.Errorf("exit cost: %s against a saving of %s is beyond float64", b.ExitCost, b.YearlySaving)
	}
	return flip, nil
}

// annuity is the present value of 1 at the end of each year.
func (b Bound) annuity() float64 {
	if math.Abs(b.DiscountRate) < 1e-12 {
		return float64(b.Years)
	}
	return -math.Expm1(-float64(b.Years)*math.Log1p(b.DiscountRate)) / b.DiscountRate
}

// EventRate is what a count of rare events says about how often they come.
type EventRate struct {
	PerYear   float64
	Low, High float64 // exact 95 % interval (Garwood 1936)
}

// RateOf is the yearly rate of events seen in a time of observation, in
// instrument-years. Two invalidations of EU-US transfer bases in 22.6
// instrument-years give 0.089 a year, 0.011 to 0.32.
func RateOf(events int, years float64) (EventRate, error) {
	if events < 0 || events > 1_000_000 {
		return EventRate{}, fmt.Errorf("events: %d is outside 0 to 1000000", events)
	}
	if err := between("years", years, 1e-6, 1e9); err != nil {
		return EventRate{}, err
	}
	out := EventRate{PerYear: float64(events) / years}
	if events > 0 {
		out.Low = distuv.ChiSquared{K: 2 * float64(events)}.Quantile(0.025) / 2 / years
	}
	out.High = distuv.ChiSquared{K: 2 * float64(events+1)}.Quantile(0.975) / 2 / years
	return out, nil
}

// Within is the probability of at least one event in that many years.
func (r EventRate) Within(years float64) (float64, error) {
	if err := between("years", years, 0, 1e9); err != nil {
		return 0, err
	}
	return -math.Expm1(-r.PerYear * years), nil
}
