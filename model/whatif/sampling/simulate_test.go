package sampling

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Two options whose comparison has a closed form: A costs 10, B costs a uniform
// number from 8 to 18.
func TestSimulateClosedForm(t *testing.T) {
	plan := Plan{Seed: 1, Draws: 1 << 14, Options: []string{"fixed", "usage"},
		Inputs: []Input{{Name: "cost", Distribution: must(Uniform(8, 18)), NonNegative: true}}}
	got, err := Simulate(context.Background(), plan, func() Model {
		return func(in, costs [][]float64) error {
			for i, x := range in[0] {
				costs[0][i], costs[1][i] = 10, x
			}
			return nil
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	fixed, usage := got.Options[0], got.Options[1]
	for _, c := range []struct {
		what      string
		got, want float64
	}{
		{"P10 of a constant", fixed.P10, 10},
		{"P90 of a constant", fixed.P90, 10},
		{"deviation of a constant", fixed.Deviation, 0},
		{"usage mean", usage.Mean, 13},
		{"usage P10", usage.P10, 9},
		{"usage P50", usage.P50, 13},
		{"usage P90", usage.P90, 17},
		{"usage budget", usage.Budget, 17},
		{"usage deviation", usage.Deviation, 10 / math.Sqrt(12)},
		{"fixed cheapest", fixed.Cheapest, 0.8},
		{"usage cheapest", usage.Cheapest, 0.2},
		// E[max(0, 10-x)] = integral from 8 to 10 of (10-x)/10 = 0.2
		{"fixed regret", fixed.ExpectedRegret, 0.2},
		// E[max(0, x-10)] = integral from 10 to 18 of (x-10)/10 = 3.2
		{"usage regret", usage.ExpectedRegret, 3.2},
		{"fixed worst regret", fixed.MaxRegret, 2},
		{"usage worst regret", usage.MaxRegret, 8},
		{"knowing is worth", got.KnowingIsWorth, 0.2},
	} {
		if math.Abs(c.got-c.want) > 0.002 {
			t.Errorf("%s = %v, want %v", c.what, c.got, c.want)
		}
	}
	if got.Robust != 0 || got.Passes != 1 {
		t.Errorf("robust option %d in %d passes, want 0 in 1", got.Robust, got.Passes)
	}
}

func TestSimulateSharesTies(t *testing.T) {
	plan := stepsPlan(1000, 1)
	plan.Options = []string{"a", "b", "c"}
	got, err := Simulate(context.Background(), plan, func() Model {
		return func(_, costs [][]float64) error {
			for i := range costs[0] {
				costs[0][i], costs[1][i], costs[2][i] = 5, 5, 6
			}
			return nil
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if a, b, c := got.Options[0].Cheapest, got.Options[1].Cheapest, got.Options[2].Cheapest; a != 0.5 || b != 0.5 || c != 0 {
		t.Errorf("shares %v %v %v, want 0.5 0.5 0", a, b, c)
	}
}

// The summary is the same for any number of workers, and the same whether costs
// are kept or selected in passes; both equal a plain sort.
func TestSimulateIsExactAndReproducible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan := stepsPlan(rapid.IntRange(1, 3000).Draw(t, "draws"), rapid.Uint64().Draw(t, "seed"))
		plan.Budget = rapid.Float64Range(0.01, 0.99).Draw(t, "budget")
		kept := runWith(t, plan, keepDraws)
		plan.Workers = rapid.IntRange(1, 5).Draw(t, "workers")
		if diff := cmp.Diff(kept, runWith(t, plan, keepDraws)); diff != "" {
			t.Fatalf("%d workers differ:\n%s", plan.Workers, diff)
		}
		selected := runWith(t, plan, 0)
		selected.Passes = kept.Passes
		if diff := cmp.Diff(kept, selected); diff != "" {
			t.Fatalf("selection differs from sorting:\n%s", diff)
		}
	})
}

// Long runs count before they sort. Ties, negative costs, zeros of both signs
// and a huge range of sizes go through every digit.
func TestSelectionOfManyDraws(t *testing.T) {
	const n = 120_000
	shapes := map[string]func(u float64) float64{
		"spread":    func(u float64) float64 { return math.Exp(40 * (u - 0.5)) },
		"close":     func(u float64) float64 { return 1000 + 1e-9*u },
		"ties":      func(u float64) float64 { return math.Floor(10 * u) },
		"one value": func(float64) float64 { return 42 },
		"signs":     func(u float64) float64 { return u - 0.3 },
		"zeros":     func(u float64) float64 { return math.Copysign(0, u-0.5) },
	}
	for name, f := range shapes {
		t.Run(name, func(t *testing.T) {
			plan := Plan{Seed: 3, Draws: n, Workers: 2, Options: []string{"only"},
				Inputs: []Input{{Name: "u", Distribution: must(Uniform(0, 1))}}}
			model := func() Model {
				return func(in, costs [][]float64) error {
					for i, u := range in[0] {
						costs[0][i] = f(u)
					}
					return nil
				}
			}
			s := runner{plan: plan, points: mustSobol(t, 1, 3), models: []Model{model(), model()}}
			got, err := s.summary(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			all := make([]float64, n)
			mustSobol(t, 1, 3).Column(0, 0, all)
			for i, u := range all {
				all[i] = f(u)
			}
			slices.Sort(all)
			o := got.Options[0]
			if o.P10 != all[n/10-1] || o.P50 != all[n/2-1] || o.P90 != all[9*n/10-1] || o.Min != all[0] || o.Max != all[n-1] {
				t.Errorf("got %v %v %v, want %v %v %v", o.P10, o.P50, o.P90, all[n/10-1], all[n/2-1], all[9*n/10-1])
			}
			if got.Passes > 6 {
				t.Errorf("%d passes, at most 6 promised", got.Passes)
			}
			t.Logf("%d passes", got.Passes)
		})
	}
}

func TestRanks(t *testing.T) {
	for _, c := range []struct {
		p    float64
		n    int
		want int
	}{{0.9, 100_000, 90_000}, {0.9, 10, 9}, {0.9, 11, 10}, {0.9, 9, 9}, {0.1, 10, 1}, {0.1, 11, 2}, {0.1, 1, 1}, {0.5, 2, 1}, {0.5, 3, 2}, {0.07, 100, 7}, {0.07, 101, 8}} {
		if got := rankOf(c.p, c.n); got != c.want {
			t.Errorf("rank of %v in %d = %d, want %d", c.p, c.n, got, c.want)
		}
	}
}

func TestSimulateRefuses(t *testing.T) {
	ok := func() Plan { return stepsPlan(100, 1) }
	cases := []struct {
		name  string
		plan  func(*Plan)
		model func() Model
		says  string
	}{
		{"no draws", func(p *Plan) { p.Draws = 0 }, stepsModel, "draws: 0"},
		{"too many draws", func(p *Plan) { p.Draws = 1e12 }, stepsModel, "draws: 1000000000000"},
		{"no inputs", func(p *Plan) { p.Inputs = nil }, stepsModel, "inputs: none"},
		{"no options", func(p *Plan) { p.Options = nil }, stepsModel, "options: none"},
		{"option twice", func(p *Plan) { p.Options[1] = p.Options[0] }, stepsModel, `"function" is listed twice`},
		{"input twice", func(p *Plan) { p.Inputs[1].Name = p.Inputs[0].Name }, stepsModel, `input "requests": listed twice`},
		{"no distribution", func(p *Plan) { p.Inputs[0].Distribution = Distribution{} }, stepsModel, `input "requests": no distribution`},
		{"negative", func(p *Plan) { p.Inputs[0].Distribution = must(Normal(10, 5)) }, stepsModel, `input "requests": normal(mean 10, deviation 5) can fall below 0`},
		{"budget 1", func(p *Plan) { p.Budget = 1 }, stepsModel, "budget: share 1"},
		{"budget NaN", func(p *Plan) { p.Budget = math.NaN() }, stepsModel, "budget: share NaN"},
		{"workers", func(p *Plan) { p.Workers = -1 }, stepsModel, "workers: -1"},
		{"forgotten option", func(*Plan) {}, func() Model { return func(_, _ [][]float64) error { return nil } }, `draw 1: option "function" costs NaN`},
	}
	for _, c := range cases {
		plan := ok()
		c.plan(&plan)
		_, err := Simulate(context.Background(), plan, c.model)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.name, err, c.says)
		}
	}
}

// With several workers racing, the error is that of the first failing draw.
func TestSimulateReportsTheFirstBadDraw(t *testing.T) {
	for range 20 {
		plan := stepsPlan(100_000, 5)
		plan.Workers = 4
		seen := make([]float64, plan.Draws)
		mustSobol(t, 1, 5).Column(0, 0, seen)
		first := slices.IndexFunc(seen, func(u float64) bool { return u > 0.999 })
		_, err := Simulate(context.Background(), plan, func() Model {
			return func(in, costs [][]float64) error {
				for i := range in[0] {
					costs[0][i], costs[1][i] = 1, 2
					if plan.Inputs[0].CDF(in[0][i]) > 0.999 {
						costs[1][i] = math.Inf(1)
					}
				}
				return nil
			}
		})
		want := fmt.Sprintf("draw %d: option \"tasks\" costs +Inf", first+1)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Fatalf("got %v, want %s", err, want)
		}
	}
}

func TestSimulateStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	plan := stepsPlan(maxDraws, 1)
	_, err := Simulate(ctx, plan, func() Model {
		model := stepsModel()
		return func(in, costs [][]float64) error {
			cancel()
			return model(in, costs)
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want cancelled", err)
	}
}

// Ten times the draws, the same memory: nothing may be kept per draw.
func TestMemoryIsFlatInDraws(t *testing.T) {
	use := func(draws int) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		s := runner{plan: stepsPlan(draws, 1), points: mustSobol(t, 5, 1), models: []Model{stepsModel()}}
		if _, err := s.summary(context.Background()); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	few, many := use(60_000), use(600_000)
	t.Logf("allocated: %d bytes for 60,000 draws, %d for 600,000", few, many)
	if many > few*3/2 {
		t.Errorf("600,000 draws take %d bytes, 60,000 take %d", many, few)
	}
}

func runWith(t *rapid.T, plan Plan, keep int) Summary {
	points, err := NewSobol(len(plan.Inputs), plan.Seed)
	if err != nil {
		t.Fatal(err)
	}
	r := runner{plan: plan, points: points, keep: keep}
	for range max(1, plan.Workers) {
		r.models = append(r.models, stepsModel())
	}
	s, err := r.summary(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// stepsPlan is a function against container tasks: five uncertain inputs, a free
// allowance and whole tasks, so the cost difference has kinks and jumps. Rates
// are of the size of the break-even case M34a; they are example numbers.
func stepsPlan(draws int, seed uint64) Plan {
	return Plan{
		Seed: seed, Draws: draws, Options: []string{"function", "tasks"},
		Inputs: []Input{
			{Name: "requests", Distribution: must(LogNormalFrom(20, 60)), NonNegative: true}, // million a month
			{Name: "duration", Distribution: must(Triangular(0.1, 0.2, 0.4)), NonNegative: true},
			{Name: "memory", Distribution: must(Uniform(0.25, 0.75)), NonNegative: true},
			{Name: "capacity", Distribution: must(Triangular(8, 12, 16)), NonNegative: true},
			{Name: "dollar", Distribution: must(Normal(0.9, 0.05))},
		},
	}
}

func stepsModel() Model {
	return func(in, costs [][]float64) error {
		for i := range costs[0] {
			x, s, gb, capacity, fx := in[0][i], in[1][i], in[2][i], in[3][i], in[4][i]
			costs[0][i] = fx * (0.2*max(0, x-1) + 16.6667*max(0, x*s*gb-0.4))
			costs[1][i] = fx * 18.02005 * max(1, math.Ceil(x/capacity))
		}
		return nil
	}
}
