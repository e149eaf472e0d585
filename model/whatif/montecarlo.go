package whatif

import (
	"context"
	"errors"
	"runtime"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/whatif/sampling"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/fast"
)

var errNoOption = errors.New("no option is both priced and allowed")

// MonteCarlo draws all inputs together and compares the options on the same
// draws. The result does not depend on the number of processors. An option that
// has no cost at an end of an input's range takes no part.
func MonteCarlo(ctx context.Context, c *model.Comparison, inputs []Input, draws int, seed uint64, budget float64) (sampling.Summary, error) {
	options := Options(c)
	if len(options) == 0 {
		return sampling.Summary{}, errNoOption
	}
	var ends []formula.Inputs
	for _, in := range inputs {
		ends = append(ends, formula.Inputs{in.Node.Index(): in.Low}, formula.Inputs{in.Node.Index(): in.High})
	}
	options, _, err := Carried(c, options, ends)
	if err != nil {
		return sampling.Summary{}, err
	}
	p, factors, err := compile(c, options, inputs)
	if err != nil {
		return sampling.Summary{}, err
	}
	plan := sampling.Plan{Seed: seed, Draws: draws, Budget: budget, Workers: runtime.GOMAXPROCS(0)}
	for _, in := range inputs {
		plan.Inputs = append(plan.Inputs, sampling.Input{Name: in.Key, Distribution: in.Dist, NonNegative: true})
	}
	for _, o := range options {
		plan.Options = append(plan.Options, o.ID)
	}
	return sampling.Simulate(ctx, plan, func() sampling.Model {
		run := p.NewRunner()
		return func(in, costs [][]float64) error { return shown(run.Run(in, costs), costs, factors) }
	})
}

// compile prepares the options' totals for reading over the inputs.
func compile(c *model.Comparison, options []*model.Option, inputs []Input) (*fast.Program, []float64, error) {
	roots, vars := make([]formula.Node, len(options)), make([]formula.Node, len(inputs))
	factors := make([]float64, len(options))
	for i, o := range options {
		roots[i], factors[i] = o.Total, 1/o.Total.Unit().Factor.Float()
	}
	for i, in := range inputs {
		vars[i] = in.Node
	}
	p, err := fast.Compile(c.Graph, roots, vars)
	return p, factors, err
}

// shown turns base units into the unit of the totals; money has factor 1.
func shown(err error, costs [][]float64, factors []float64) error {
	for o, f := range factors {
		if f != 1 {
			for i := range costs[o] {
				costs[o][i] *= f
			}
		}
	}
	return err
}

// Indices say which input makes the difference between two options uncertain.
func Indices(ctx context.Context, c *model.Comparison, inputs []Input, a, b *model.Option, samples int, seed uint64) (sampling.Indices, error) {
	pair := []*model.Option{a, b}
	p, factors, err := compile(c, pair, inputs)
	if err != nil {
		return sampling.Indices{}, err
	}
	var list []sampling.Input
	for _, in := range inputs {
		list = append(list, sampling.Input{Name: in.Key, Distribution: in.Dist, NonNegative: true})
	}
	run := p.NewRunner()
	return sampling.SobolIndices(ctx, seed, samples, list, func(in [][]float64, out []float64) error {
		costs := [][]float64{make([]float64, len(out)), make([]float64, len(out))}
		if err := shown(run.Run(in, costs), costs, factors); err != nil {
			return err
		}
		for i := range out {
			out[i] = costs[0][i] - costs[1][i]
		}
		return nil
	})
}
