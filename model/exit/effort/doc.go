// Package effort holds the formulas behind the cost and time of leaving a
// provider: rewriting code (COCOMO II reuse), moving data, the longest of the
// paths out, the dates the law sets, and the yearly probability of an exit at
// which being bound stops paying.
//
// Sizes, times and probabilities are float64, since every one is an estimate
// with its own error band; amounts of money are decimals. All functions are
// pure: dates are arguments. Nothing here is legal advice.
package effort

import (
	"fmt"
	"math"
)

// between refuses x outside low to high, naming the argument. Not-a-number is
// outside of everything.
func between(name string, x, low, high float64) error {
	if !(x >= low && x <= high) {
		return fmt.Errorf("%s: %g is outside %g to %g", name, x, low, high)
	}
	return nil
}

// positive refuses x that is not a finite number above 0.
func positive(name string, x float64) error {
	if !(x > 0) || math.IsInf(x, 0) {
		return fmt.Errorf("%s: %g is not a number above 0", name, x)
	}
	return nil
}
