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

// Up to easyClasses classes of slots a step in which a rival may win is read
// exactly. With more, as in a year of hours, that would take seconds: the step is
// cut into flipCuts and those that stay open once more, so that what is read
// exactly has few pieces. Where more than openCuts stay open two curves lie so
// close that cutting does not part them; there a rival counts only where it is
// cheaper at an end of a cut, and a lead shorter than a cut is not seen.
const (
	flipCuts    = 32
	flipDepth   = 2
	openCuts    = 8
	easyClasses = 400
)

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
	f.easy = len(c.Graph.Classes(c.Demand.Rate).First) <= easyClasses
	var grid []exact.Num
	for k := range 2*flipSteps + 1 {
		factor, _ := exact.FromFloat(math.Pow(10, float64(k-flipSteps)/flipSteps))
		grid = append(grid, f.load.Mul(factor.Round(6)))
	}
	steps, err := f.sample(grid, f.rivals)
	if err != nil {
		return nil, err
	}
	return f.nearest(grid, steps)
}

type flipSearch struct {
	c      *Comparison
	axis   formula.Node
	load   exact.Num
	best   *Option
	rivals []*Option
	easy   bool // exact readings are cheap
}

// span is a step between two loads.
type span struct {
	open    []*Option // rivals that may be cheaper inside it
	cheaper []*Option // those that are, at one of its ends
}

// sample reads the curves in floating point at the ends of the steps.
func (f *flipSearch) sample(grid []exact.Num, rivals []*Option) ([]span, error) {
	roots := []formula.Node{f.best.Total}
	for _, o := range rivals {
		roots = append(roots, o.Total)
	}
	p, err := fast.Compile(f.c.Graph, roots, []formula.Node{f.axis})
	if err != nil {
		return nil, err
	}
	xs := make([]float64, len(grid))
	for k, x := range grid {
		xs[k] = x.Float()
	}
	out := make([][]float64, len(roots))
	for i := range out {
		out[i] = make([]float64, len(xs))
	}
	if err := p.Run([][]float64{xs}, out); err != nil {
		return nil, err
	}
	steps := make([]span, len(xs)-1)
	for k := range steps {
		for r, o := range rivals {
			if !(out[r+1][k] > out[0][k+1]*(1+1e-9)) {
				steps[k].open = append(steps[k].open, o)
			}
			if out[r+1][k] < out[0][k]*(1-1e-9) || out[r+1][k+1] < out[0][k+1]*(1-1e-9) {
				steps[k].cheaper = append(steps[k].cheaper, o)
			}
		}
	}
	return steps, nil
}

// nearest reads the open steps, from the load outwards.
func (f *flipSearch) nearest(grid []exact.Num, steps []span) (*NextFlip, error) {
	var found *NextFlip
	for k := flipSteps - 1; k >= 0 && found == nil; k-- { // below the load
		n, err := f.step(grid[k], grid[k+1], steps[k].open, false, flipDepth)
		if err != nil {
			return nil, err
		}
		found = n
	}
	for k := flipSteps; k < len(steps); k++ { // above it
		if found != nil && f.percent(grid[k]).Cmp(found.Percent.Neg()) > 0 {
			break
		}
		n, err := f.step(grid[k], grid[k+1], steps[k].open, true, flipDepth)
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
func (f *flipSearch) step(from, to exact.Num, open []*Option, above bool, depth int) (*NextFlip, error) {
	if len(open) == 0 {
		return nil, nil
	}
	if depth == 0 || f.easy {
		return f.read(from, to, open, above)
	}
	grid := make([]exact.Num, flipCuts+1)
	width := to.Sub(from)
	for k := range grid {
		share, _ := exact.Frac(int64(k), flipCuts)
		grid[k] = from.Add(width.Mul(share))
	}
	cuts, err := f.sample(grid, open)
	if err != nil {
		return nil, err
	}
	wide := 0
	for _, c := range cuts {
		wide += min(1, len(c.open))
	}
	for i := range cuts {
		k := i
		if !above {
			k = len(cuts) - 1 - i
		}
		rivals := cuts[k].open
		if wide > openCuts {
			rivals = cuts[k].cheaper
		}
		if n, err := f.step(grid[k], grid[k+1], rivals, above, depth-1); n != nil || err != nil {
			return n, err
		}
	}
	return nil, nil
}

// read finds the flip nearest to the load from exact curves.
func (f *flipSearch) read(from, to exact.Num, open []*Option, above bool) (*NextFlip, error) {
	roots := []formula.Node{f.best.Total}
	for _, o := range open {
		roots = append(roots, o.Total)
	}
	fs, err := piecewise.ReadAll(f.c.Graph, roots, f.axis, from, to, piecewise.Limits{})
	if err != nil {
		return nil, err
	}
	var found *NextFlip
	for i, o := range open {
		res, err := breakeven.Find([]breakeven.Option{{Name: f.best.ID, Cost: fs[0]}, {Name: o.ID, Cost: fs[i+1]}})
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
			n := &NextFlip{X: x.X, Percent: f.percent(x.X), To: o}
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
