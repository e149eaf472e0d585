// Package fast reads a formula graph in float64 over many inputs at once: it is
// compiled once and then run over columns of draws, for sweeps, tornado charts,
// Monte Carlo and portfolios. The figures people sign come from the exact reader.
package fast

import (
	"fmt"
	"sync"
)

// Program is a compiled graph. It never changes and may be run by many
// goroutines at once, each through its own Runner.
type Program struct {
	vars    []int // register of each variable, -1 when no root depends on it
	roots   []result
	phases  []phase
	regs    int
	classes int
}

// result is where a root's value ends up: in a register, or it never changes.
type result struct {
	reg int
	k   float64
}

// phase is straight-line code over scalar registers and then one loop over the
// classes of equal slots, which feeds totals and peaks. A total that is needed
// to compute another series makes a further phase.
type phase struct {
	scalar []instr
	loop   []instr
	folds  []fold
}

// fold collects a series into a scalar register: the sum weighted with the
// number of slots per class, or the largest.
type fold struct {
	dst, src int
	weights  []float64 // nil for a peak
}

// block is how many draws go through one instruction: enough to hide its cost,
// few enough that the registers stay in the nearest cache.
const block = 64

// Runner is the working memory of one goroutine; a run allocates nothing.
type Runner struct {
	p    *Program
	file []float64
}

// NewRunner returns the working memory for running p.
func (p *Program) NewRunner() *Runner {
	return &Runner{p, make([]float64, p.regs*block)}
}

// Run evaluates every root for every draw: values[v][i] is variable v of draw i,
// in base units; out[r][i] receives root r. A root whose exact reading is
// refused for a draw (a division by zero, a rounding step not above 0) is NaN.
func (p *Program) Run(values, out [][]float64) error { return p.NewRunner().Run(values, out) }

// Run is Program.Run without allocating.
func (r *Runner) Run(values, out [][]float64) error {
	n, err := r.p.draws(values, out)
	if err != nil {
		return err
	}
	r.run(values, out, 0, n)
	return nil
}

// RunParallel is Run spread over a number of goroutines. The result does not
// depend on how many.
func (p *Program) RunParallel(values, out [][]float64, workers int) error {
	n, err := p.draws(values, out)
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	workers = max(1, min(workers, (n+block-1)/block))
	for w := range workers {
		from, to := n*w/workers, n*(w+1)/workers
		wg.Go(func() { p.NewRunner().run(values, out, from, to) })
	}
	wg.Wait()
	return nil
}

// draws is the common length of all columns.
func (p *Program) draws(values, out [][]float64) (int, error) {
	if len(values) != len(p.vars) || len(out) != len(p.roots) {
		return 0, fmt.Errorf("fast reader: %d columns in and %d out, the program has %d variables and %d roots",
			len(values), len(out), len(p.vars), len(p.roots))
	}
	n := -1
	for _, col := range values {
		if n >= 0 && len(col) != n {
			return 0, fmt.Errorf("fast reader: columns of %d and %d draws; all must be of one length", n, len(col))
		}
		n = len(col)
	}
	for _, col := range out {
		if n >= 0 && len(col) != n {
			return 0, fmt.Errorf("fast reader: columns of %d and %d draws; all must be of one length", n, len(col))
		}
		n = len(col)
	}
	return n, nil
}

func (r *Runner) run(values, out [][]float64, from, to int) {
	for ; from < to; from += block {
		n := min(block, to-from)
		for v, reg := range r.p.vars {
			if reg >= 0 {
				copy(r.at(reg, n), values[v][from:])
			}
		}
		for i := range r.p.phases {
			r.phase(&r.p.phases[i], n)
		}
		for i, res := range r.p.roots {
			if res.reg >= 0 {
				copy(out[i][from:from+n], r.at(res.reg, n))
				continue
			}
			for j := range n {
				out[i][from+j] = res.k
			}
		}
	}
}

func (r *Runner) at(reg, n int) []float64 {
	return r.file[reg*block : reg*block+n : reg*block+n]
}

func (r *Runner) phase(p *phase, n int) {
	for i := range p.scalar {
		r.step(&p.scalar[i], p.scalar[i].k, n)
	}
	if len(p.folds) == 0 {
		return
	}
	for _, f := range p.folds {
		start(r.at(f.dst, n), f.weights == nil)
	}
	for c := range r.p.classes {
		for i := range p.loop {
			in := &p.loop[i]
			k := in.k
			if in.vec != nil {
				k = in.vec[c]
			}
			r.step(in, k, n)
		}
		for i := range p.folds {
			f := &p.folds[i]
			if f.weights == nil {
				maxVV(r.at(f.dst, n), r.at(f.dst, n), r.at(f.src, n))
			} else {
				addScaled(r.at(f.dst, n), r.at(f.src, n), f.weights[c])
			}
		}
	}
}
