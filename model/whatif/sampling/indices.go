package sampling

import (
	"context"
	"fmt"
	"math"
)

// Indices say how much of the variance of an output each input causes.
type Indices struct {
	Mean, Variance float64 // of the output

	// First[j] is the share of the variance that goes away when input j becomes
	// known, alone. Estimates of small shares may come out slightly negative.
	First []float64

	// Total[j] is the share that remains when all inputs but j are known: its
	// own effect and every interaction it takes part in. An input with a total
	// near 0 may be fixed at any value.
	Total []float64

	Evaluations int
}

// Output computes one number per draw: inputs[j][i] is input j in draw i, and
// out[i] receives the result, which must be finite.
type Output func(inputs [][]float64, out []float64) error

// SobolIndices estimates first-order (Saltelli 2010) and total (Jansen 1999)
// indices of output from samples*(len(inputs)+2) evaluations. It needs two
// independent sets of points, hence two dimensions per input: at most
// MaxDimensions/2 inputs. A typical error of First is 0.009 at 1,024 samples and
// 0.0025 at 4,096 (Ishigami function).
//
// An output that does not vary has no indices and gives an error.
func SobolIndices(ctx context.Context, seed uint64, samples int, inputs []Input, output Output) (Indices, error) {
	d := len(inputs)
	switch {
	case samples < 2 || samples > maxDraws:
		return Indices{}, fmt.Errorf("samples: %d is outside 2 to %d", samples, maxDraws)
	case d < 1 || d > MaxDimensions/2:
		return Indices{}, fmt.Errorf("inputs: %d is outside 1 to %d; keep those with the widest swings", d, MaxDimensions/2)
	}
	if err := checkInputs(inputs); err != nil {
		return Indices{}, err
	}
	points, err := NewSobol(2*d, seed)
	if err != nil {
		return Indices{}, err
	}
	s := &saltelli{points: points, inputs: inputs, output: output, samples: samples}
	s.makeRoom()
	for first := 0; first < samples; first += BlockDraws {
		if err := ctx.Err(); err != nil {
			return Indices{}, err
		}
		if err := s.block(first); err != nil {
			return Indices{}, err
		}
	}
	return s.result()
}

// saltelli holds the running sums of one estimation.
type saltelli struct {
	points  *Sobol
	inputs  []Input
	output  Output
	samples int

	a, b, mixed [][]float64 // columns of one block; mixed is a with one column of b
	fa, fb, fm  []float64

	n            int
	center       float64 // taken off every output: smaller numbers, smaller errors
	moments      moments
	first, total []float64
}

func (s *saltelli) makeRoom() {
	d := len(s.inputs)
	s.a, s.b, s.mixed = columns(d, BlockDraws), columns(d, BlockDraws), make([][]float64, d)
	s.fa, s.fb, s.fm = make([]float64, BlockDraws), make([]float64, BlockDraws), make([]float64, BlockDraws)
	s.first, s.total = make([]float64, d), make([]float64, d)
}

func (s *saltelli) block(first int) error {
	n, d := min(BlockDraws, s.samples-first), len(s.inputs)
	for j, in := range s.inputs {
		s.a[j], s.b[j] = s.a[j][:n], s.b[j][:n]
		s.points.Column(j, uint32(first), s.a[j])
		s.points.Column(d+j, uint32(first), s.b[j])
		for i := range n {
			s.a[j][i], s.b[j][i] = in.Quantile(s.a[j][i]), in.Quantile(s.b[j][i])
		}
	}
	if err := s.run(first, s.a, s.fa[:n]); err != nil {
		return err
	}
	if err := s.run(first, s.b, s.fb[:n]); err != nil {
		return err
	}
	if first == 0 {
		for i := range n {
			s.center += (s.fa[i] + s.fb[i]) / float64(2*n)
		}
	}
	for i := range n {
		s.moments.value(s.fa[i])
		s.moments.value(s.fb[i])
	}
	for j := range d {
		copy(s.mixed, s.a)
		s.mixed[j] = s.b[j]
		if err := s.run(first, s.mixed, s.fm[:n]); err != nil {
			return err
		}
		for i := range n {
			step := s.fm[i] - s.fa[i]
			s.first[j] += (s.fb[i] - s.center) * step
			s.total[j] += step * step / 2
		}
	}
	s.n += n
	return nil
}

func (s *saltelli) run(first int, inputs [][]float64, out []float64) error {
	if err := s.output(inputs, out); err != nil {
		return fmt.Errorf("samples %d to %d: %w", first+1, first+len(out), err)
	}
	for i, y := range out {
		if math.IsNaN(y) || math.IsInf(y, 0) {
			return fmt.Errorf("sample %d: the output is %v, not a number", first+i+1, y)
		}
	}
	return nil
}

func (s *saltelli) result() (Indices, error) {
	out := Indices{
		Mean: s.moments.mean, Variance: s.moments.m2 / (s.moments.n - 1),
		First: make([]float64, len(s.inputs)), Total: make([]float64, len(s.inputs)),
		Evaluations: s.samples * (len(s.inputs) + 2),
	}
	// Below this the variance is the rounding of equal values.
	if least := 1e-14 * math.Abs(out.Mean); out.Variance <= least*least {
		return Indices{}, fmt.Errorf("output: it is %g whatever the inputs are, there is no variance to share out", out.Mean)
	}
	for j := range s.inputs {
		out.First[j] = s.first[j] / float64(s.n) / out.Variance
		out.Total[j] = s.total[j] / float64(s.n) / out.Variance
	}
	return out, nil
}
