package sampling

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"
)

// lanes is the number of running sums: block b belongs to lane b modulo lanes,
// every lane is worked off in order, and lanes are merged in order. So the sums
// do not depend on the number of workers.
const lanes = 64

// runner evaluates all draws of a plan, once or several times.
type runner struct {
	plan   Plan
	points *Sobol
	models []Model // one per worker
	keep   int     // see keepDraws; smaller in tests
	passes int
}

func (r *runner) summary(ctx context.Context) (Summary, error) {
	budget := r.plan.Budget
	if budget == 0 {
		budget = 0.9
	}
	var kept [][]float64
	var search *selection
	if r.plan.Draws <= r.keep {
		kept = columns(len(r.plan.Options), r.plan.Draws)
	} else {
		search = newSelection(len(r.plan.Options), r.plan.Draws, []float64{0.1, 0.5, 0.9, budget}, len(r.models))
	}
	sums, err := r.firstPass(ctx, kept, search)
	if err != nil {
		return Summary{}, err
	}
	for search != nil && !search.advance() {
		if err := r.pass(ctx, func(worker, _, _ int, costs [][]float64) { search.see(worker, costs) }); err != nil {
			return Summary{}, err
		}
	}
	out := Summary{Draws: r.plan.Draws, Seed: r.plan.Seed, Budget: budget, Passes: r.passes}
	for o, name := range r.plan.Options {
		s := sums[o].summary(name)
		if search != nil {
			s.P10, s.P50, s.P90, s.Budget = search.value(o, 0), search.value(o, 1), search.value(o, 2), search.value(o, 3)
		} else {
			slices.Sort(kept[o])
			at := func(p float64) float64 { return kept[o][rankOf(p, r.plan.Draws)-1] }
			s.P10, s.P50, s.P90, s.Budget = at(0.1), at(0.5), at(0.9), at(budget)
		}
		out.Options = append(out.Options, s)
		if s.Mean < out.Options[out.Robust].Mean {
			out.Robust = o
		}
	}
	out.KnowingIsWorth = out.Options[out.Robust].ExpectedRegret
	return out, nil
}

// firstPass evaluates every draw, sums it up and keeps the costs or counts them.
func (r *runner) firstPass(ctx context.Context, kept [][]float64, search *selection) ([]moments, error) {
	options := len(r.plan.Options)
	sums := make([]moments, lanes*options)
	type scratch struct {
		best   []float64
		equals []int
	}
	scratches := make([]scratch, len(r.models))
	for w := range scratches {
		scratches[w] = scratch{make([]float64, BlockDraws), make([]int, BlockDraws)}
	}
	err := r.pass(ctx, func(worker, lane, first int, costs [][]float64) {
		n := len(costs[0])
		best, equals := scratches[worker].best[:n], scratches[worker].equals[:n]
		cheapest(costs, best, equals)
		for o := range costs {
			sums[lane*options+o].add(costs[o], best, equals)
			if kept != nil {
				copy(kept[o][first:], costs[o])
			}
		}
		if search != nil {
			search.see(worker, costs)
		}
	})
	if err != nil {
		return nil, err
	}
	total := make([]moments, options)
	for lane := range lanes {
		for o := range total {
			total[o].merge(sums[lane*options+o])
		}
	}
	return total, nil
}

// cheapest finds the lowest cost of each draw and how many options have it.
func cheapest(costs [][]float64, best []float64, equals []int) {
	for i := range best {
		best[i], equals[i] = math.Inf(1), 0
		for o := range costs {
			switch c := costs[o][i]; {
			case c < best[i]:
				best[i], equals[i] = c, 1
			case c == best[i]:
				equals[i]++
			}
		}
	}
}

// pass evaluates every draw once and hands each block to take, whose calls
// follow each other per worker and per lane.
func (r *runner) pass(ctx context.Context, take func(worker, lane, first int, costs [][]float64)) error {
	r.passes++
	blocks := (r.plan.Draws + BlockDraws - 1) / BlockDraws
	var next atomic.Int64     // next free lane
	var firstBad atomic.Int64 // lowest failing block so far
	firstBad.Store(math.MaxInt64)
	errs := make([]error, lanes)
	var wait sync.WaitGroup
	for worker, model := range r.models {
		wait.Go(func() {
			b := newBlock(len(r.plan.Inputs), len(r.plan.Options))
			for lane := int(next.Add(1)) - 1; lane < lanes; lane = int(next.Add(1)) - 1 {
				for block := lane; block < blocks && int64(block) < firstBad.Load(); block += lanes {
					if err := ctx.Err(); err != nil {
						errs[lane] = err
						return
					}
					first := block * BlockDraws
					costs, err := b.evaluate(r, model, first)
					if err != nil {
						errs[lane] = &blockError{block, err}
						lower(&firstBad, int64(block))
						break
					}
					take(worker, lane, first, costs)
				}
			}
		})
	}
	wait.Wait()
	return firstError(errs)
}

// blockError remembers where an error arose, to report the first.
type blockError struct {
	block int
	err   error
}

func (e *blockError) Error() string { return e.err.Error() }
func (e *blockError) Unwrap() error { return e.err }

// lower sets a to v if v is less.
func lower(a *atomic.Int64, v int64) {
	for old := a.Load(); v < old && !a.CompareAndSwap(old, v); old = a.Load() {
	}
}

// firstError prefers the error of the first draw; a cancelled run has no such
// draw and reports the cancellation.
func firstError(errs []error) error {
	var first *blockError
	for _, err := range errs {
		var at *blockError
		if err != nil && !errors.As(err, &at) {
			return err
		}
		if at != nil && (first == nil || at.block < first.block) {
			first = at
		}
	}
	if first == nil {
		return nil
	}
	return first.err
}

// block is one worker's room for inputs and costs.
type block struct {
	inputs, costs [][]float64
	in, out       [][]float64 // the parts in use
}

func newBlock(inputs, options int) *block {
	return &block{
		inputs: columns(inputs, BlockDraws), costs: columns(options, BlockDraws),
		in: make([][]float64, inputs), out: make([][]float64, options),
	}
}

func columns(n, length int) [][]float64 {
	c := make([][]float64, n)
	for i := range c {
		c[i] = make([]float64, length)
	}
	return c
}

func (b *block) evaluate(r *runner, model Model, first int) ([][]float64, error) {
	n := min(BlockDraws, r.plan.Draws-first)
	for j, input := range r.plan.Inputs {
		b.in[j] = b.inputs[j][:n]
		r.points.Column(j, uint32(first), b.in[j])
		for i, p := range b.in[j] {
			b.in[j][i] = input.Quantile(p)
		}
	}
	for o := range b.out {
		b.out[o] = b.costs[o][:n]
		for i := range b.out[o] {
			b.out[o][i] = math.NaN() // an option the model forgets is found below
		}
	}
	if err := model(b.in, b.out); err != nil {
		return nil, fmt.Errorf("draws %d to %d: %w", first+1, first+n, err)
	}
	for i := range n {
		for o := range b.out {
			if c := b.out[o][i]; math.IsNaN(c) || math.IsInf(c, 0) {
				return nil, fmt.Errorf("draw %d: option %q costs %v, not a number; leave options without a price out of the simulation",
					first+i+1, r.plan.Options[o], c)
			}
		}
	}
	return b.out, nil
}
