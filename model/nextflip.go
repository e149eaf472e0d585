package model

import (
	"math"

	"github.com/sovcost/sovcost/model/breakeven"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/fast"
	"github.com/sovcost/sovcost/pricing/formula/piecewise"
)

// NextFlip is the load nearest to the scenario's own at which another option
// becomes the cheapest.
type NextFlip struct {
	X       exact.Num // base units of the axis
	Percent exact.Num // distance from the load, in percent of it
	To      *Option
}

// flipSteps is how finely a decade of load is cut: 30 steps of 8 %.
const flipSteps = 30

// NextFlip looks from a tenth to ten times the load; nil means no flip there.
//
// Where a rival costs more at the lower end of a step than the cheapest option
// does at its upper end, it cannot be cheaper inside the step, because more load
// never costs less. The compiled reader settles nearly all steps that way; only
// what is left open is read exactly, nearest first.
func (c *Comparison) NextFlip() (*NextFlip, error) {
	axis, ok := c.Graph.Find("workload.requests")
	best := c.Best()
	if !ok || best == nil {
		return nil, nil
	}
	l, _ := axis.Leaf()
	if l.Value.Sign() <= 0 {
		return nil, nil
	}
	f := &flipSearch{c: c, axis: axis, load: l.Value, best: best, rivals: c.rivals(best)}
	if err := f.sample(); err != nil {
		return nil, err
	}
	return f.nearest()
}

type flipSearch struct {
	c      *Comparison
	axis   formula.Node
	load   exact.Num
	best   *Option
	rivals []*Option
	grid   []exact.Num
	open   [][]int // per step: rivals that may be cheaper inside it
}

// sample reads all curves at the ends of the steps.
func (f *flipSearch) sample() error {
	roots := []formula.Node{f.best.Total}
	for _, o := range f.rivals {
		roots = append(roots, o.Total)
	}
	p, err := fast.Compile(f.c.Graph, roots, []formula.Node{f.axis})
	if err != nil {
		return err
	}
	xs := make([]float64, 2*flipSteps+1)
	for k := range xs {
		factor, _ := exact.FromFloat(math.Pow(10, float64(k-flipSteps)/flipSteps))
		x := f.load.Mul(factor.Round(6))
		f.grid, xs[k] = append(f.grid, x), x.Float()
	}
	out := make([][]float64, len(roots))
	for i := range out {
		out[i] = make([]float64, len(xs))
	}
	if err := p.Run([][]float64{xs}, out); err != nil {
		return err
	}
	f.open = make([][]int, len(xs)-1)
	for k := range f.open {
		for r := range f.rivals {
			if !(out[r+1][k] > out[0][k+1]*(1+1e-9)) {
				f.open[k] = append(f.open[k], r)
			}
		}
	}
	return nil
}

// nearest reads the open steps exactly, from the load outwards.
func (f *flipSearch) nearest() (*NextFlip, error) {
	var found *NextFlip
	for k := flipSteps - 1; k >= 0 && found == nil; k-- { // below the load
		n, err := f.step(k, false)
		if err != nil {
			return nil, err
		}
		found = n
	}
	for k := flipSteps; k < len(f.open); k++ { // above it
		if found != nil && f.percent(f.grid[k]).Cmp(found.Percent.Neg()) > 0 {
			break
		}
		n, err := f.step(k, true)
		if err != nil {
			return nil, err
		}
		if n != nil {
			if found == nil || n.Percent.Less(found.Percent.Neg()) {
				found = n
			}
			break
		}
	}
	return found, nil
}

// step finds the flip nearest to the load inside one step.
func (f *flipSearch) step(k int, above bool) (*NextFlip, error) {
	if len(f.open[k]) == 0 {
		return nil, nil
	}
	roots := []formula.Node{f.best.Total}
	for _, r := range f.open[k] {
		roots = append(roots, f.rivals[r].Total)
	}
	fs, err := piecewise.ReadAll(f.c.Graph, roots, f.axis, f.grid[k], f.grid[k+1], piecewise.Limits{})
	if err != nil {
		return nil, err
	}
	var found *NextFlip
	for i, r := range f.open[k] {
		res, err := breakeven.Find([]breakeven.Option{{Name: f.best.ID, Cost: fs[0]}, {Name: f.rivals[r].ID, Cost: fs[i+1]}})
		if err != nil {
			return nil, err
		}
		for _, x := range res.Pairs[0].Crossings {
			far := x.After
			if !above {
				far = x.Before
			}
			if far <= 0 { // the rival is not cheaper on the far side
				continue
			}
			n := &NextFlip{X: x.X, Percent: f.percent(x.X), To: f.rivals[r]}
			if found == nil || above && n.X.Less(found.X) || !above && found.X.Less(n.X) {
				found = n
			}
		}
	}
	return found, nil
}

func (f *flipSearch) percent(x exact.Num) exact.Num {
	q, _ := x.Sub(f.load).Quo(f.load)
	return q.Mul(exact.Int(100))
}

// rivals are the other allowed options, the same product at the same price once.
func (c *Comparison) rivals(best *Option) []*Option {
	var out []*Option
	like := best.Likeness()
	for _, same := range Twins(c.allowed()) {
		if same[0].Likeness() != like {
			out = append(out, same[0])
		}
	}
	return out
}
