package whatif

import (
	"fmt"
	"slices"
	"sort"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/breakeven"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// Bar is one input of a tornado: what its range does to the cost of the option
// that is cheapest in the base case, and to the choice.
type Bar struct {
	Input      Input
	CostLow    exact.Num // of the base winner, at the input's low value
	CostHigh   exact.Num
	BestLow    *model.Option // cheapest at the low value
	BestHigh   *model.Option
	Flip       *breakeven.Flip // the nearest value at which the winner changes, nil without one
	FlipTo     []*model.Option // who takes over there
	Unreadable string          // why no flip could be looked for
}

// Swing is how far the cost moves over the range.
func (b Bar) Swing() exact.Num {
	d := b.CostHigh.Sub(b.CostLow)
	if d.Sign() < 0 {
		return d.Neg()
	}
	return d
}

// Tornado moves one input at a time to both ends of its range, widest swing
// first: 2d+1 readings, and an exact search for the value that flips the choice.
func Tornado(c *model.Comparison, inputs []Input) (winner *model.Option, base exact.Num, bars []Bar, err error) {
	options := Options(c)
	if len(options) == 0 {
		return nil, base, nil, errNoOption
	}
	costs, err := Costs(c, options, nil)
	if err != nil {
		return nil, base, nil, err
	}
	w := cheapest(costs)
	winner, base = options[w], costs[w]
	for _, in := range inputs {
		bar := Bar{Input: in}
		for _, end := range []struct {
			at   exact.Num
			cost *exact.Num
			best **model.Option
		}{{in.Low, &bar.CostLow, &bar.BestLow}, {in.High, &bar.CostHigh, &bar.BestHigh}} {
			here, costs, err := Carried(c, options, []formula.Inputs{{in.Node.Index(): end.at}})
			if err != nil {
				return nil, base, nil, err
			}
			i := slices.Index(here, winner)
			if i < 0 {
				return nil, base, nil, fmt.Errorf("%s: %s, the cheapest option, has no cost at an end of its range, because what was sized for this load no longer carries an instance; narrow the range, or ask with --set", in.Key, winner.ID)
			}
			*end.cost, *end.best = costs[0][i], here[cheapest(costs[0])]
		}
		bar.flip(c, options)
		bars = append(bars, bar)
	}
	sort.SliceStable(bars, func(i, j int) bool { return bars[j].Swing().Less(bars[i].Swing()) })
	return winner, base, bars, nil
}

// flip looks for the value nearest to the base at which the winner changes.
func (b *Bar) flip(c *model.Comparison, options []*model.Option) {
	from, to := exact.Min(b.Input.Low, b.Input.Base), exact.Max(b.Input.High, b.Input.Base)
	f, err := c.Flips(b.Input.Node, from, to, options)
	if err != nil {
		b.Unreadable = err.Error()
		return
	}
	below, above := f.Result.Nearest(b.Input.Base)
	b.Flip = above
	if below != nil && (above == nil || b.Input.Base.Sub(below.X).Less(above.X.Sub(b.Input.Base))) {
		b.Flip = below
	}
	if b.Flip != nil {
		for _, i := range b.Flip.To {
			b.FlipTo = append(b.FlipTo, f.Options[i])
		}
	}
}
