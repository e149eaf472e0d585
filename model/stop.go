package model

import (
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// Stop is where an axis ends early: above At the option can no longer be sized. A
// replica that needs more memory than its node has fits no number of nodes.
type Stop struct {
	At     exact.Num // base units of the axis
	Option *Option
}

// stopSteps is how often the stretch up to a stop is halved: to a millionth.
const stopSteps = 20

// Unsized is the first option that cannot be sized at a value of the axis; nil
// where all can. Nil options are all that are priced and allowed.
func (c *Comparison) Unsized(axis formula.Node, x exact.Num, options []*Option) *Option {
	if options == nil {
		options = c.allowed()
	}
	for _, o := range options {
		if _, err := c.Graph.Evaluate(formula.Inputs{axis.Index(): x}, o.Total); err != nil {
			return o
		}
	}
	return nil
}

// Stop is the last value of the axis, from its present one up to to, at which all
// options can be sized; nil means up to to itself. Nil options are all that are
// priced and allowed.
func (c *Comparison) Stop(axis formula.Node, to exact.Num, options []*Option) *Stop {
	l, ok := axis.Leaf()
	fails := func(x exact.Num) *Option { return c.Unsized(axis, x, options) }
	if !ok || !l.Value.Less(to) || fails(to) == nil || fails(l.Value) != nil {
		return nil
	}
	half, _ := exact.Frac(1, 2)
	low, high := l.Value, to
	for range stopSteps {
		if mid := low.Add(high).Mul(half); fails(mid) == nil {
			low = mid
		} else {
			high = mid
		}
	}
	s := &Stop{At: low, Option: fails(high)}
	// The limit itself is rarely hit; a value people can read lies beside it.
	q, _ := low.Quo(axis.Unit().Factor)
	for _, places := range []int{0, 2} {
		if short := q.Round(places).Mul(axis.Unit().Factor); l.Value.Less(short) && short.Less(to) && fails(short) == nil {
			s.At = short
			break
		}
	}
	return s
}
