package sampling

import (
	"context"
	"fmt"
	"math"
)

// Input is one uncertain input of a simulation.
type Input struct {
	Name string
	Distribution
	// NonNegative says that the quantity has no meaning below zero; a
	// distribution that can fall there is refused.
	NonNegative bool
}

// Plan says what to simulate. It determines the [Summary] completely, except
// that Workers only changes how long it takes.
type Plan struct {
	Seed    uint64   // scrambles the points; print it with the result
	Draws   int      // 1 to 2^31; powers of two are spread most evenly
	Inputs  []Input  // 1 to MaxDimensions, each with its own name
	Options []string // what is compared, each with its own name
	Budget  float64  // share of draws a budget must suffice for; 0 means 0.9
	Workers int      // goroutines; 0 means 1
}

// Model fills in the cost of every option for a block of draws.
//
// inputs[j][i] is the value of input j in draw i; costs[o][i] receives the cost
// of option o. All options see the same inputs (common random numbers), so
// their difference is compared, not their luck. A block has at most
// [BlockDraws] draws. Every cost must be a finite number: an option without a
// price does not belong into a simulation.
//
// A Model must be a pure function of its inputs: where the draws are too many
// to keep, [Simulate] asks again for the same block. It may keep scratch space,
// since each worker has its own.
type Model func(inputs, costs [][]float64) error

// BlockDraws is the number of draws a [Model] is given at a time.
const BlockDraws = 512

// maxDraws keeps draw numbers inside the sequence and counters inside uint32.
const maxDraws = 1 << 31

// keepDraws is the number of draws up to which all costs are kept, one float64
// per option: at most 1 MiB each. Beyond it, the exact percentiles come from
// asking the model again, and memory no longer grows.
const keepDraws = 1 << 17

// Simulate draws plan.Inputs and sums up what newModel's models answer. It
// calls newModel once per worker. The first failing draw decides the error;
// cancelling ctx ends the run with its error.
//
// Percentiles are exact order statistics (see [OptionSummary]). Up to 131,072
// draws the costs are kept and the model is asked once. Above, they are found
// by radix selection: each further pass over the same draws counts 12 more bits
// of the costs around the wanted rank, until few enough are left to sort. That
// takes two or three passes in practice, six at most, and memory that does not
// depend on the number of draws.
func Simulate(ctx context.Context, plan Plan, newModel func() Model) (Summary, error) {
	if err := plan.check(); err != nil {
		return Summary{}, err
	}
	points, err := NewSobol(len(plan.Inputs), plan.Seed)
	if err != nil {
		return Summary{}, err
	}
	r := runner{plan: plan, points: points, keep: keepDraws}
	for range max(1, plan.Workers) {
		r.models = append(r.models, newModel())
	}
	return r.summary(ctx)
}

func (p Plan) check() error {
	switch {
	case p.Draws < 1 || p.Draws > maxDraws:
		return fmt.Errorf("draws: %d is outside 1 to %d", p.Draws, maxDraws)
	case len(p.Inputs) == 0:
		return fmt.Errorf("inputs: none is uncertain; declare a distribution for at least one")
	case len(p.Inputs) > MaxDimensions:
		return fmt.Errorf("inputs: %d are uncertain, at most %d can be drawn; fix the least important at one value", len(p.Inputs), MaxDimensions)
	case len(p.Options) == 0:
		return fmt.Errorf("options: none to simulate")
	case p.Budget != 0 && !(p.Budget > 0 && p.Budget < 1):
		return fmt.Errorf("budget: share %g is not between 0 and 1", p.Budget)
	case p.Workers < 0:
		return fmt.Errorf("workers: %d is negative", p.Workers)
	}
	if err := checkInputs(p.Inputs); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, o := range p.Options {
		if seen[o] {
			return fmt.Errorf("options: %q is listed twice", o)
		}
		seen[o] = true
	}
	return nil
}

func checkInputs(inputs []Input) error {
	seen := map[string]bool{}
	for _, in := range inputs {
		if seen[in.Name] {
			return fmt.Errorf("input %q: listed twice", in.Name)
		}
		seen[in.Name] = true
		if in.quantile == nil {
			return fmt.Errorf("input %q: no distribution", in.Name)
		}
		if in.NonNegative {
			if err := in.Within(0, math.Inf(1)); err != nil {
				return fmt.Errorf("input %q: %w", in.Name, err)
			}
		}
	}
	return nil
}
