package sampling

import (
	"context"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// Sobol points against plain random ones: the error of the mean of a five-input
// cost difference with steps, at n = 4,096, over 20 seeds. At most one fifth is
// promised.
func TestSobolAgainstPlainMonteCarlo(t *testing.T) {
	const n, repeats = 4096, 20
	truth := differenceMean(t, 1<<20, func(d int, dst []float64) { mustSobol(t, 5, 12345).Column(d, 0, dst) })
	sobol, plain := 0.0, 0.0
	for seed := range uint64(repeats) {
		points := mustSobol(t, 5, seed)
		sobol += math.Abs(differenceMean(t, n, func(d int, dst []float64) { points.Column(d, 0, dst) }) - truth)
		random := rand.New(rand.NewPCG(seed, 1))
		plain += math.Abs(differenceMean(t, n, func(_ int, dst []float64) {
			for i := range dst {
				dst[i] = random.Float64()
			}
		}) - truth)
	}
	sobol, plain = sobol/repeats, plain/repeats
	t.Logf("mean difference %.4f; error at n = %d: Sobol %.5f, random %.5f, ratio 1/%.1f", truth, n, sobol, plain, plain/sobol)
	if sobol > plain/5 {
		t.Errorf("Sobol error %v is above a fifth of the random error %v", sobol, plain)
	}
}

func differenceMean(t *testing.T, n int, fill func(d int, dst []float64)) float64 {
	t.Helper()
	plan := stepsPlan(n, 0)
	in := columns(len(plan.Inputs), n)
	for d, col := range in {
		fill(d, col)
		for i, p := range col {
			col[i] = plan.Inputs[d].Quantile(p)
		}
	}
	costs := columns(2, n)
	if err := stepsModel()(in, costs); err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for i := range n {
		sum += costs[0][i] - costs[1][i]
	}
	return sum / float64(n)
}

// Ishigami function, a = 7, b = 0.1, three uniforms on [-pi, pi]. Closed form:
// case M33 of the model oracles (also Saltelli et al., Global Sensitivity
// Analysis, 2008, section 4.6).
func TestIshigamiIndices(t *testing.T) {
	const tolerance = 0.01
	wantFirst := []float64{0.31390519, 0.44241114, 0}
	wantTotal := []float64{0.55758886, 0.44241114, 0.24368366}
	for seed := range uint64(10) {
		got, err := SobolIndices(context.Background(), seed, 4096, ishigamiInputs(), ishigami)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(got.Variance-13.84458794) > 0.02*13.84458794 {
			t.Errorf("seed %d: variance %v, want 13.84458794", seed, got.Variance)
		}
		for j := range wantFirst {
			if math.Abs(got.First[j]-wantFirst[j]) > tolerance {
				t.Errorf("seed %d: first[%d] = %v, want %v", seed, j, got.First[j], wantFirst[j])
			}
			if math.Abs(got.Total[j]-wantTotal[j]) > tolerance {
				t.Errorf("seed %d: total[%d] = %v, want %v", seed, j, got.Total[j], wantTotal[j])
			}
		}
		if got.Evaluations != 4096*5 {
			t.Errorf("%d evaluations, want %d", got.Evaluations, 4096*5)
		}
	}
}

// A linear function: first and total are the squared coefficients' shares, and
// an offset a million times the spread must not disturb them.
func TestLinearIndices(t *testing.T) {
	inputs := ishigamiInputs()
	got, err := SobolIndices(context.Background(), 4, 4096, inputs, func(in [][]float64, out []float64) error {
		for i := range out {
			out[i] = 1e7 + 1*in[0][i] + 2*in[1][i] + 3*in[2][i]
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for j, want := range []float64{1. / 14, 4. / 14, 9. / 14} {
		if math.Abs(got.First[j]-want) > 0.01 || math.Abs(got.Total[j]-want) > 0.01 {
			t.Errorf("input %d: first %v, total %v, want %v", j, got.First[j], got.Total[j], want)
		}
	}
}

func TestIndicesRefuse(t *testing.T) {
	constant := func(_ [][]float64, out []float64) error {
		for i := range out {
			out[i] = 0.1
		}
		return nil
	}
	many := make([]Input, MaxDimensions/2+1)
	for _, c := range []struct {
		samples int
		inputs  []Input
		output  Output
		says    string
	}{
		{1, ishigamiInputs(), ishigami, "samples: 1"},
		{100, nil, ishigami, "inputs: 0"},
		{100, many, ishigami, "inputs: 21"},
		{100, ishigamiInputs(), constant, "whatever the inputs are"},
		{100, []Input{{Name: "x"}}, ishigami, `input "x": no distribution`},
		{100, ishigamiInputs(), func(_ [][]float64, out []float64) error { out[7] = math.NaN(); return nil }, "sample 8"},
	} {
		_, err := SobolIndices(context.Background(), 0, c.samples, c.inputs, c.output)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("got %v, want %q", err, c.says)
		}
	}
}

func ishigamiInputs() []Input {
	u := must(Uniform(-math.Pi, math.Pi))
	return []Input{{Name: "x1", Distribution: u}, {Name: "x2", Distribution: u}, {Name: "x3", Distribution: u}}
}

func ishigami(in [][]float64, out []float64) error {
	for i := range out {
		x1, x2, x3 := in[0][i], in[1][i], in[2][i]
		out[i] = math.Sin(x1) + 7*math.Pow(math.Sin(x2), 2) + 0.1*math.Pow(x3, 4)*math.Sin(x1)
	}
	return nil
}
