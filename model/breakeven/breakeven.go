// Package breakeven finds every load at which the answer flips: all crossings of
// the cost curves of any number of options, who is cheaper on either side, and
// the cheapest option of every stretch between them.
//
// It depends on prices only through functions read by pricing/formula/piecewise,
// so the axis may be any input, not only requests.
package breakeven

import (
	"errors"
	"fmt"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula/piecewise"
)

// Option is one curve with its name. Costs of all options count the same money.
type Option struct {
	Name string
	Cost *piecewise.Function
}

// Kind is how two curves meet.
type Kind uint8

const (
	// Root: the curves cross where both are continuous.
	Root Kind = iota + 1
	// Jump: one of them steps over the other.
	Jump
	// Touch: the order differs at this one point and is the same around it.
	Touch
	// Tie: the curves are equal over a stretch, from X to To.
	Tie
)

// String is the kind's name as it stands in JSON.
func (k Kind) String() string {
	return [...]string{"", "root", "jump", "touch", "tie"}[k]
}

// Crossing is a point (or, for a Tie, a stretch) where the order of options A
// and B changes or is undecided. Orders are the sign of A - B: -1 A is cheaper,
// +1 B is cheaper, 0 equal. At an end of the range the side without curves
// has order 0.
type Crossing struct {
	A, B   int // places in the list of options, A < B
	Kind   Kind
	X, To  exact.Num // To = X except for a Tie
	Before int       // order just below X
	At     int       // order at X
	After  int       // order just above To
	CostA  exact.Num // both costs at X
	CostB  exact.Num
	// AboveA and AboveB are the costs just above X; they differ from CostA and
	// CostB where an option jumps there. At the upper end of the range they equal
	// them.
	AboveA, AboveB exact.Num
}

// Flips reports whether another option is cheaper after the crossing than before.
func (c Crossing) Flips() bool { return c.Before*c.After < 0 }

// Direction is "up" when A is the dearer one afterwards, "down" when it is the
// cheaper one, "" when both are equal.
func (c Crossing) Direction() string {
	return [...]string{"down", "", "up"}[c.After+1]
}

// Pair is all that happens between two options over the range.
type Pair struct {
	A, B      int
	Start     int // order just above the lower end of the range
	Crossings []Crossing
}

// Always reports which option is cheaper, or as cheap, over the whole range:
// the one a reader may call "always". ok is false when the order changes or the
// two are equal everywhere.
func (p Pair) Always() (option int, ok bool) {
	order := p.Start
	for _, c := range p.Crossings {
		for _, s := range []int{c.Before, c.At, c.After} {
			if s*order < 0 {
				return 0, false
			}
			if order == 0 {
				order = s
			}
		}
	}
	switch {
	case order < 0:
		return p.A, true
	case order > 0:
		return p.B, true
	}
	return 0, false
}

// Result is every crossing of a set of options over a range.
type Result struct {
	Options  []Option
	From, To exact.Num
	Pairs    []Pair     // each pair once, A < B, in the order of the options
	Cheapest []Interval // the lower envelope, in rising order, without gaps
}

// Find compares every pair of options. All options must be known over the same
// range.
func Find(options []Option) (*Result, error) {
	if len(options) == 0 {
		return nil, errors.New("break-even: no options to compare; allow at least one")
	}
	r := &Result{Options: options}
	r.From, r.To = options[0].Cost.Domain()
	shadows := make([]*shadow, len(options))
	for i, o := range options {
		from, to := o.Cost.Domain()
		if !from.Equal(r.From) || !to.Equal(r.To) {
			return nil, fmt.Errorf("break-even: %s is known from %s to %s, %s from %s to %s; read all options over one range",
				o.Name, from, to, options[0].Name, r.From, r.To)
		}
		shadows[i] = newShadow(o.Cost)
	}
	var events []event
	for i := range options {
		for j := i + 1; j < len(options); j++ {
			ts, err := turns(shadows[i], shadows[j])
			if err != nil {
				return nil, fmt.Errorf("break-even of %s and %s: %w", options[i].Name, options[j].Name, err)
			}
			r.Pairs = append(r.Pairs, Pair{A: i, B: j, Start: int(ts[0].after), Crossings: crossings(options, i, j, ts)})
			for _, t := range ts {
				events = append(events, event{turn: t, key: t.x.Float(), i: i, j: j})
			}
		}
	}
	r.Cheapest = envelope(len(options), r.From, r.To, events)
	return r, nil
}
