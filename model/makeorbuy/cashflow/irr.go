package cashflow

import (
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"
)

// Direction says what the NPV does at an internal rate of return as the rate
// rises.
type Direction int

const (
	// Falls: positive below the rate, negative above: an investment, worth
	// making at any rate below.
	Falls Direction = iota
	// Rises: negative below the rate, positive above: a loan.
	Rises
	// Touches: zero at the rate with the same sign on both sides, or several
	// rates closer together than 1e-9.
	Touches
)

// String is the word for d.
func (d Direction) String() string {
	switch d {
	case Falls:
		return "falls"
	case Rises:
		return "rises"
	}
	return "touches"
}

// Return is one internal rate of return.
type Return struct {
	Rate      decimal.Decimal // per period, to 12 digits after the point
	Direction Direction
}

// Returns is the answer of [IRR]: all rates, from low to high, and why there is
// none or more than one.
type Returns struct {
	All         []Return
	SignChanges int    // of the flows in time, zeros left out
	Note        string // empty where there is exactly one rate
}

// IRR finds every rate above -1 and below 1,000 (100,000 %) per period at which the NPV of flows is zero. Flows may
// have several rates or none, and then no rate tells whether the project is
// worth it: the NPV does.
//
// The method is exact. NPV is a polynomial in 1/(1+rate); its roots are isolated
// by Descartes' rule of signs with bisection (Collins and Akritas 1976) on
// integers and then narrowed by bisection, so none is missed and none invented,
// down to rates 1e-9 apart.
//
// Note: Newton's method from a guess, as spreadsheets do, finds one rate and
// does not say that there are others.
func IRR(flows []decimal.Decimal) (Returns, error) {
	if err := checkFlows(flows); err != nil {
		return Returns{}, err
	}
	c, _ := integers(flows)
	c = stripZeros(c)
	if len(c) == 0 {
		return Returns{}, fmt.Errorf("flows: all are 0, every rate is a return")
	}
	out := Returns{SignChanges: signChanges(c)}
	// v = 1/(1+rate) in (0, 1) are the rates above 0, the reversed polynomial in
	// 1+rate in (0, 1) the rates below; at 1 the rate is 0.
	below := isolate(reversed(c))
	above := isolate(c)
	for _, r := range below {
		r = r.narrow(reversed(c), false)
		out.All = append(out.All, Return{rateOf(r, false), r.direction(false)})
	}
	if r, ok := atOne(c); ok {
		out.All = append(out.All, r)
	}
	for i := len(above) - 1; i >= 0; i-- {
		if r := above[i].narrow(c, true); !r.tiny() {
			out.All = append(out.All, Return{rateOf(r, true), r.direction(true)})
		}
	}
	out.Note = out.note()
	return out, nil
}

func (r Returns) note() string {
	switch {
	case r.SignChanges == 0:
		return "all flows have the same sign: no rate makes them cancel"
	case len(r.All) == 0:
		return "no rate below 100,000 % makes the net present value zero"
	case len(r.All) > 1:
		return fmt.Sprintf("%d rates make the net present value zero (the flows change sign %d times): decide by the net present value", len(r.All), r.SignChanges)
	case r.All[0].Direction == Touches:
		return "the net present value touches zero at this rate without changing sign"
	}
	return ""
}

// stripZeros takes zero flows off both ends: those in front delay everything
// alike and move no rate.
func stripZeros(c []*big.Int) []*big.Int {
	for len(c) > 0 && c[0].Sign() == 0 {
		c = c[1:]
	}
	for len(c) > 0 && c[len(c)-1].Sign() == 0 {
		c = c[:len(c)-1]
	}
	return c
}

func reversed(c []*big.Int) []*big.Int {
	r := make([]*big.Int, len(c))
	for i, x := range c {
		r[len(c)-1-i] = x
	}
	return r
}

func signChanges(c []*big.Int) int {
	n, last := 0, 0
	for _, x := range c {
		if s := x.Sign(); s != 0 {
			if last != 0 && s != last {
				n++
			}
			last = s
		}
	}
	return n
}

// atOne looks at rate 0: the multiplicity of the root v = 1 and the signs
// around it, from the polynomial moved by one.
func atOne(c []*big.Int) (Return, bool) {
	moved := shift(c)
	if moved[0].Sign() != 0 {
		return Return{}, false
	}
	k := 0
	for moved[k].Sign() == 0 {
		k++
	}
	r := Return{Rate: decimal.Zero, Direction: Touches}
	if k%2 == 1 {
		// Above v = 1 the rate is below 0.
		r.Direction = Rises
		if moved[k].Sign() > 0 {
			r.Direction = Falls
		}
	}
	return r, true
}
