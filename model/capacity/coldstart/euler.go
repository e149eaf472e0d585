package coldstart

import "math"

// euler holds the nodes of the Abate-Whitt unified Euler inversion of a Laplace transform F at one time t:
//
//	f(t) ~ sum_k Weights[k] * Re F(Nodes[k]),  Nodes = beta/t, Weights = 10^(M/3) eta/t
//
// Source: Abate and Whitt, A Unified Framework for Numerically Inverting Laplace Transforms, INFORMS J. Computing 18
// (2006), section 5, with M = 18: about 8 digits, round-off floor about 1e-10 of the largest value of f.
//
// Every function inverted here is a sum of decaying exponentials or a smooth phase-type law, where the method is at
// its best; a law with jumps (fixed service times) would need simulation.
type euler struct {
	nodes   []complex128
	weights []float64
}

const eulerM = 18

func newEuler(t float64) euler {
	const n = 2*eulerM + 1
	e := euler{nodes: make([]complex128, n), weights: make([]float64, n)}
	var xi [n]float64
	xi[0] = 0.5
	for k := 1; k <= eulerM; k++ {
		xi[k] = 1
	}
	half := math.Ldexp(1, -eulerM)
	xi[2*eulerM] = half
	choose := 1.0 // C(M, k)
	for k := 1; k < eulerM; k++ {
		choose = choose * float64(eulerM-k+1) / float64(k)
		xi[2*eulerM-k] = xi[2*eulerM-k+1] + half*choose
	}
	scale := math.Pow(10, eulerM/3.0) / t
	sign := 1.0
	for k := range n {
		e.nodes[k] = complex(eulerM*math.Ln10/3/t, math.Pi*float64(k)/t)
		e.weights[k] = sign * xi[k] * scale
		sign = -sign
	}
	return e
}
