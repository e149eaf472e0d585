package coldstart

import "math/cmplx"

// Small dense matrices over the phases of a burst model (two as a rule, sixteen at most).
//
// Note: gonum has no complex solver, and for two phases its real one spends more on bookkeeping than on arithmetic.

// phaseStep runs the passage recursion at one Laplace node.
type phaseStep struct {
	rates []float64
	q     [][]float64
	s     complex128
	phi   [][]complex128
	w     []complex128
	work  [][]complex128 // the augmented system [M | L | right-hand side]
	out   []complex128
}

func newPhaseStep(rates []float64, q [][]float64) *phaseStep {
	m := len(rates)
	p := &phaseStep{rates: rates, q: q, w: make([]complex128, m), out: make([]complex128, m)}
	for range m {
		p.phi = append(p.phi, make([]complex128, m))
		p.work = append(p.work, make([]complex128, 2*m+1))
	}
	return p
}

func (p *phaseStep) reset(s complex128) {
	p.s = s
	for i := range p.phi {
		clear(p.phi[i])
		p.w[i] = 0
	}
}

// advance takes Phi_{n-1}, w_{n-1} to Phi_n, w_n (at n = 0 from nothing).
func (p *phaseStep) advance(n int, mu float64) {
	m := len(p.rates)
	death := complex(float64(n)*mu, 0)
	for i := range m {
		row := p.work[i]
		for j := range m {
			row[j] = complex(-p.q[i][j], 0) - death*p.phi[i][j]
			row[m+j] = 0
		}
		row[i] += p.s + complex(p.rates[i], 0) + death
		row[m+i] = complex(p.rates[i], 0)
		row[2*m] = 1 + death*p.w[i]
	}
	eliminate(p.work)
	for i := range m {
		copy(p.phi[i], p.work[i][m:2*m])
		p.w[i] = p.work[i][2*m]
	}
}

// times is the row vector g Phi.
func (p *phaseStep) times(g []complex128) []complex128 {
	for j := range p.out {
		sum := complex128(0)
		for i := range g {
			sum += g[i] * p.phi[i][j]
		}
		p.out[j] = sum
	}
	copy(g, p.out)
	return g
}

// eliminate turns [A | B] into [I | A^-1 B], with row pivoting.
func eliminate(a [][]complex128) {
	m := len(a)
	for c := range m {
		best := c
		for r := c + 1; r < m; r++ {
			if cmplx.Abs(a[r][c]) > cmplx.Abs(a[best][c]) {
				best = r
			}
		}
		a[c], a[best] = a[best], a[c]
		inverse := 1 / a[c][c]
		for j := c; j < len(a[c]); j++ {
			a[c][j] *= inverse
		}
		for r := range m {
			if f := a[r][c]; r != c && f != 0 {
				for j := c; j < len(a[r]); j++ {
					a[r][j] -= f * a[c][j]
				}
			}
		}
	}
}

func zeros(m int) [][]float64 {
	a := make([][]float64, m)
	for i := range a {
		a[i] = make([]float64, m)
	}
	return a
}

// invert is the inverse of a diagonally dominant matrix, which needs no pivoting.
func invert(a [][]float64) [][]float64 {
	m := len(a)
	out := zeros(m)
	for i := range out {
		out[i][i] = 1
	}
	for c := range m {
		inverse := 1 / a[c][c]
		for j := range m {
			a[c][j] *= inverse
			out[c][j] *= inverse
		}
		for r := range m {
			if f := a[r][c]; r != c && f != 0 {
				for j := range m {
					a[r][j] -= f * a[c][j]
					out[r][j] -= f * out[c][j]
				}
			}
		}
	}
	return out
}

// nullVector is the positive row vector v with v Q = 0 and sum 1, for an irreducible generator Q: the elimination of
// Grassmann, Taksar and Heyman (1985), which subtracts nothing and so keeps all digits. Only off-diagonal entries of Q
// are read.
func nullVector(q [][]float64) []float64 {
	m := len(q)
	a := zeros(m)
	for i := range q {
		copy(a[i], q[i])
	}
	for k := m - 1; k > 0; k-- {
		out := 0.0
		for j := range k {
			out += a[k][j]
		}
		for i := range k {
			a[i][k] /= out
			for j := range k {
				if i != j {
					a[i][j] += a[i][k] * a[k][j]
				}
			}
		}
	}
	v := make([]float64, m)
	v[0] = 1
	sum := 1.0
	for k := 1; k < m; k++ {
		for i := range k {
			v[k] += v[i] * a[i][k]
		}
		sum += v[k]
	}
	for i := range v {
		v[i] /= sum
	}
	return v
}

func total(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum
}

func maxOf(v []float64) float64 {
	most := 0.0
	for _, x := range v {
		most = max(most, x)
	}
	return most
}

func rowTimes(v []float64, a [][]float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		for j := range out {
			out[j] += x * a[i][j]
		}
	}
	return out
}
