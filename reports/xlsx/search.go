package xlsx

import (
	"math"

	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/fast"
)

// A profile of many different levels adds a step to the cost at each level times
// each server: reading a year of hours exactly took minutes and gigabytes. Above
// exactLevels the curves are read in float64 and the crossings are searched.
const (
	exactLevels     = 500
	searchPerDecade = 100
)

func manyLevels(p traffic.Profile) bool {
	seen := map[int64]bool{}
	for _, w := range p.Weights {
		if seen[w] = true; len(seen) > exactLevels {
			return true
		}
	}
	return false
}

// read is the cost of every option at every load, in base units.
func (e *curves) read(p *plan, roots []formula.Node, loads []exact.Num) ([][]exact.Num, error) {
	out := make([][]exact.Num, len(roots))
	if e.searched {
		costs, err := e.quick(p, roots, loads)
		for i := range costs {
			for _, y := range costs[i] {
				q, _ := exact.FromFloat(y)
				out[i] = append(out[i], q)
			}
		}
		return out, err
	}
	for _, x := range loads {
		v, err := p.g.Evaluate(formula.Inputs{e.axis.Index(): x}, roots...)
		if err != nil {
			return nil, err
		}
		for i, r := range roots {
			out[i] = append(out[i], v.Base(r))
		}
	}
	return out, nil
}

// quick is the same in float64.
func (e *curves) quick(p *plan, roots []formula.Node, loads []exact.Num) ([][]float64, error) {
	if e.program == nil {
		var err error
		if e.program, err = fast.Compile(p.g, roots, []formula.Node{e.axis}); err != nil {
			return nil, err
		}
	}
	xs, out := make([]float64, len(loads)), make([][]float64, len(roots))
	for i, x := range loads {
		xs[i] = x.Float()
	}
	for i := range out {
		out[i] = make([]float64, len(xs))
	}
	return out, e.program.Run([][]float64{xs}, out)
}

// search finds the stretches on a fine grid and each end of one by halving.
func (e *curves) search(p *plan, roots []formula.Node, from, to, now exact.Num) error {
	grid := steps(from, to, now, searchPerDecade)
	costs, err := e.quick(p, roots, grid)
	if err != nil {
		return err
	}
	for k, x := range grid {
		who := cheapest(costs, k)
		end := x.Float()
		if n := len(e.flips); n > 0 {
			last := &e.flips[n-1]
			if e.options[who].ID == last.cheapest {
				last.to = inUnit(x, e.axis)
				continue
			}
			if end, err = e.halve(p, roots, grid[k-1].Float(), end, last.cheapest); err != nil {
				return err
			}
			q, _ := exact.FromFloat(end)
			last.to = inUnit(q, e.axis)
			e.flips = append(e.flips, stretch{last.to, inUnit(x, e.axis), e.options[who].ID})
			continue
		}
		e.flips = append(e.flips, stretch{inUnit(x, e.axis), inUnit(x, e.axis), e.options[who].ID})
	}
	return nil
}

// halve narrows the load at which the option stops being the cheapest to a
// millionth.
func (e *curves) halve(p *plan, roots []formula.Node, low, high float64, id string) (float64, error) {
	for high > low*1.000001 {
		mid := math.Sqrt(low * high)
		x, _ := exact.FromFloat(mid)
		costs, err := e.quick(p, roots, []exact.Num{x})
		if err != nil {
			return 0, err
		}
		if e.options[cheapest(costs, 0)].ID == id {
			low = mid
		} else {
			high = mid
		}
	}
	return high, nil
}

// cheapest is the option with the lowest cost at a load; a cost that cannot be
// computed there is no candidate.
func cheapest(costs [][]float64, k int) int {
	best := 0
	for i := range costs {
		if costs[i][k] < costs[best][k] || math.IsNaN(costs[best][k]) {
			best = i
		}
	}
	return best
}
