package coldstart

import (
	"math"

	"github.com/sovcost/sovcost/model/capacity/queue"
)

// steady solves the Poisson case. With a_n = (1 - phi_n)/s, phi_n the transform of the passage from n to n+1:
//
//	den_n = lam + s + n mu s a_{n-1};  a_n = (1 + n mu a_{n-1})/den_n;  phi_n = lam/den_n
//	P(cold) = sum_n pi_{n-1} Inv[a_{n-1}](tau)
//	G_n = phi_{n-1} (G_{n-1} + pi_{n-1});  P(alive >= n) = P(N >= n) + Inv[G_n/s](tau)
//
// These are the recursions of the number in service of an M/M/infinity queue, written so that nothing cancels: small
// rates and long keep-alive times keep their digits. A limit K changes the state probabilities only (renormalised to
// 0..K), since no passage to a level up to K sees it.
func steady(p Platform, rate, service float64) Result {
	load := rate * service
	top, pi := levels(load, rate, p.KeepAlive, p.Limit)
	probability, beyond := stateProbabilities(load, pi, top, p.Limit)

	r := Result{Service: service, Basis: exactBasis("keep-alive recursion, Poisson arrivals")}
	lost := 0.0
	if p.Limit > 0 && top == p.Limit {
		lost = probability[top]
	}
	r.Throttled, r.served, r.MeanBusy = lost, rate*(1-lost), load*(1-lost)

	survive, reach := passages(rate, 1/service, p.KeepAlive, probability, top)
	r.atLeast, r.coldAt = make([]float64, top+1), make([]float64, top+1)
	r.atLeast[0] = 1
	above := beyond
	cold, busyOn, arrivalsOn := 0.0, 0.0, 0.0
	for n := top; n >= 1; n-- {
		above += probability[n] // P(N >= n)
		r.atLeast[n] = above + reach[n]
		if n > p.Provisioned {
			share := probability[n-1] * clamp01(survive[n])
			cold += share
			r.coldAt[n] = rate * share
			continue
		}
		busyOn += math.Min(1, above) // E[min(N,P)] = sum_{n<=P} P(N >= n)
		arrivalsOn += probability[n-1]
	}
	if p.Provisioned > 0 {
		r.ShareOnProvisioned = math.Min(1, arrivalsOn/(1-lost))
	}
	r.finish(p, cold/(1-lost), busyOn)
	return r
}

// stateProbabilities spreads the table over levels 0..top (renormalised when a limit cuts it) and says how much weight
// lies beyond.
func stateProbabilities(load float64, pi queue.Poisson, top, limit int) (probability []float64, beyond float64) {
	probability = make([]float64, top+1)
	cut := limit > 0 && top == limit
	if cut && float64(limit) <= load { // all weight sits near the limit: walk down from it
		probability[top] = 1
		for n := top; n > 0 && probability[n] > 1e-40; n-- {
			probability[n-1] = probability[n] * float64(n) / load
		}
		normalise(probability)
		return probability, 0
	}
	for i := len(pi.Weights) - 1; i >= 0; i-- {
		if n := pi.First + i; n <= top {
			probability[n] = pi.Weights[i]
		} else {
			beyond += pi.Weights[i]
		}
	}
	if cut {
		normalise(probability)
		beyond = 0
	}
	return probability, beyond
}

func normalise(weights []float64) {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	for i := range weights {
		weights[i] /= sum
	}
}

// passages inverts the transforms at tau: survive[n] = P(the passage from n-1 to n takes longer than tau) and
// reach[n] = P(N < n at the start of a window of length tau, n reached within it).
func passages(rate, mu, tau float64, pi []float64, top int) (survive, reach []float64) {
	survive, reach = make([]float64, top+1), make([]float64, top+1)
	if tau*(rate+mu*float64(top+1)) < 1e-13 { // nothing can happen within tau
		for n := 1; n <= top; n++ {
			survive[n] = 1
		}
		return survive, reach
	}
	e := newEuler(tau)
	for k, s := range e.nodes {
		w := e.weights[k]
		inverseS := 1 / s
		var g complex128
		inverse := 1 / (complex(rate, 0) + s)
		a, phi := inverse, complex(rate, 0)*inverse
		for n := 1; n <= top; n++ {
			survive[n] += w * real(a)
			g = phi * (g + complex(pi[n-1], 0))
			reach[n] += w * real(g*inverseS)
			nma := complex(float64(n)*mu, 0) * a
			den := complex(rate, 0) + s + s*nma
			m := 1 / (real(den)*real(den) + imag(den)*imag(den))
			inverse = complex(real(den)*m, -imag(den)*m)
			a, phi = (1+nma)*inverse, complex(rate, 0)*inverse
		}
	}
	return survive, reach
}

func clamp01(v float64) float64 { return math.Min(1, math.Max(0, v)) }
