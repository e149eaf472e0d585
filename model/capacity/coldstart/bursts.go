package coldstart

import (
	"fmt"
	"math"

	"github.com/sovcost/sovcost/model/capacity/basis"
)

// Bursts is a Markov-modulated Poisson stream: in phase i requests come at Rates[i] per second, and the phase changes
// from i to j at Switch[i][j] per second. Diagonal entries of Switch are ignored.
type Bursts struct {
	Rates  []float64
	Switch [][]float64
}

const (
	maxPhases = 16
	// maxBurstWork bounds levels times phases cubed: a call then takes about a second
	maxBurstWork = 3e6
)

// OnOff alternates between a quiet phase and bursts: rate quiet for offSeconds on average, then rate burst for
// onSeconds on average, both exponential.
func OnOff(quiet, burst, offSeconds, onSeconds float64) (Bursts, error) {
	var c basis.Check
	c.NonNegative("quiet rate", quiet, maxRate, "give requests per second")
	c.NonNegative("burst rate", burst, maxRate, "give requests per second")
	c.Positive("mean time between bursts", offSeconds, maxSeconds, "give seconds")
	c.Positive("mean length of a burst", onSeconds, maxSeconds, "give seconds")
	if !c.OK() {
		return Bursts{}, c.Err()
	}
	return Bursts{Rates: []float64{quiet, burst}, Switch: [][]float64{{0, 1 / offSeconds}, {1 / onSeconds, 0}}}, nil
}

// OnOffFromDispersion is the on/off stream (silent between bursts) with the given mean rate, whose counts over windows
// of window seconds have the given index of dispersion (variance over mean, above 1), when a burst lasts burstSeconds
// on average. It solves the closed form of the interrupted Poisson process for the time between bursts:
//
//	I(w) = 1 + 2 l r1/r^2 (1 - (1-exp(-r w))/(r w)),  r = r1 + r2,  mean = l r2/r,  r1 = 1/burst
//
// Source: Fischer and Meier-Hellstern, The Markov-modulated Poisson process cookbook, Performance Evaluation 18 (1993).
func OnOffFromDispersion(mean, dispersion, window, burstSeconds float64) (Bursts, error) {
	var c basis.Check
	c.Positive("mean rate", mean, maxRate, "give requests per second")
	c.Positive("dispersion window", window, maxSeconds, "give seconds")
	c.Positive("mean length of a burst", burstSeconds, maxSeconds, "give seconds")
	c.Positive("index of dispersion", dispersion, 1e9, "give variance over mean")
	if dispersion <= 1 {
		c.Refuse("index of dispersion", fmt.Sprint(dispersion), "above 1", "1 or less is not bursty: use the Poisson model")
	}
	if !c.OK() {
		return Bursts{}, c.Err()
	}
	end := 1 / burstSeconds
	index := func(start float64) float64 { // falls with start
		r := end + start
		x := r * window
		settle := 1 + math.Expm1(-x)/x
		if x < 1e-4 {
			settle = x / 2 * (1 - x/3)
		}
		return 1 + 2*mean*end/(start*r)*settle
	}
	low, high := 1e-12, 1e12
	if index(low) < dispersion || index(high) > dispersion {
		c.Refuse("index of dispersion", fmt.Sprint(dispersion), fmt.Sprintf("between %.6g and %.6g for bursts of %g s", index(high), index(low), burstSeconds),
			"give another burst length")
		return Bursts{}, c.Err()
	}
	for range 200 {
		if mid := math.Sqrt(low * high); index(mid) > dispersion {
			low = mid
		} else {
			high = mid
		}
	}
	start := math.Sqrt(low * high)
	return OnOff(0, mean*(end+start)/start, 1/start, burstSeconds)
}

// MeanRate is the long-run arrival rate, requests per second.
func (b Bursts) MeanRate() (float64, error) {
	if err := b.check(); err != nil {
		return 0, err
	}
	sum := 0.0
	for i, w := range b.stationary() {
		sum += w * b.Rates[i]
	}
	return sum, nil
}

// generator is Switch with the diagonal that makes rows sum to 0.
func (b Bursts) generator() [][]float64 {
	q := make([][]float64, len(b.Rates))
	for i := range q {
		q[i] = make([]float64, len(b.Rates))
		for j, v := range b.Switch[i] {
			if i != j {
				q[i][j] = v
				q[i][i] -= v
			}
		}
	}
	return q
}

// stationary is the share of time in each phase.
func (b Bursts) stationary() []float64 { return nullVector(b.generator()) }

func (b Bursts) check() error {
	var c basis.Check
	m := len(b.Rates)
	c.Count("burst phases", m, 1, maxPhases, "merge phases that are alike")
	if len(b.Switch) != m {
		c.Refuse("switch rates", fmt.Sprintf("with %d rows", len(b.Switch)), fmt.Sprintf("%d by %d, one row per phase", m, m), "")
		return c.Err()
	}
	top := 0.0
	for i := range b.Rates {
		c.NonNegative(fmt.Sprintf("rate of phase %d", i+1), b.Rates[i], maxRate, "give requests per second")
		top = math.Max(top, b.Rates[i])
		if len(b.Switch[i]) != m {
			c.Refuse(fmt.Sprintf("switch rates of phase %d", i+1), fmt.Sprintf("with %d entries", len(b.Switch[i])), fmt.Sprintf("%d, one per phase", m), "")
			continue
		}
		for j, v := range b.Switch[i] {
			if i != j {
				c.NonNegative(fmt.Sprintf("switch rate from phase %d to %d", i+1, j+1), v, 1e9, "give changes per second")
				if v > 0 && v < 1e-12 {
					c.Refuse(fmt.Sprintf("switch rate from phase %d to %d", i+1, j+1), fmt.Sprint(v), "0 or at least 1e-12 per second", "a phase that never ends is a load of its own")
				}
			}
		}
	}
	if c.OK() && !(top > 0) {
		c.Refuse("rates", "all 0", "above 0 in one phase", "a time without requests has no cold share")
	}
	if c.OK() && !b.connected() {
		c.Refuse("switch rates", "with phases that are never reached again", "such that every phase leads to every other", "treat the parts as separate loads")
	}
	return c.Err()
}

// connected tells whether every phase leads to every other: phase 0 reaches all, forwards and backwards.
func (b Bursts) connected() bool {
	for _, forward := range []bool{true, false} {
		seen := make([]bool, len(b.Rates))
		stack := []int{0}
		seen[0] = true
		for len(stack) > 0 {
			i := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			for j := range seen {
				rate := b.Switch[i][j]
				if !forward {
					rate = b.Switch[j][i]
				}
				if i != j && rate > 0 && !seen[j] {
					seen[j] = true
					stack = append(stack, j)
				}
			}
		}
		for _, s := range seen {
			if !s {
				return false
			}
		}
	}
	return true
}

// SteadyBursts is the steady state for bursty arrivals. Exact for exponential service and the given stream.
func SteadyBursts(p Platform, b Bursts) (Result, error) {
	c := p.check()
	if err := c.Err(); err != nil {
		return Result{}, err
	}
	if err := b.check(); err != nil {
		return Result{}, err
	}
	top := 0.0
	for _, l := range b.Rates {
		top = math.Max(top, l)
	}
	load := top * p.busiest()
	c.NonNegative("peak load", load, MaxLoad, "burst rate times service time; split the load")
	m := float64(len(b.Rates))
	size := math.Min(load, float64(maxIfZero(p.Limit))) + 12*math.Sqrt(load) + 20
	if c.OK() && size*m*m*m > maxBurstWork {
		c.Refuse("bursts", fmt.Sprintf("of %d phases at %g Erlang", len(b.Rates), load), fmt.Sprintf("at most %g levels times phases cubed", maxBurstWork), "use fewer phases or simulate")
	}
	if !c.OK() {
		return Result{}, c.Err()
	}
	return p.withColdService(func(service float64) Result { return steadyBursts(p, b, top, service) }), nil
}

func maxIfZero(limit int) int {
	if limit == 0 {
		return math.MaxInt
	}
	return limit
}

// steadyBursts is the matrix form of steady. With w_n = (1 - Phi_n 1)/s and M_n = sI + L + n mu I - Q - n mu Phi_{n-1}:
//
//	Phi_n = M_n^-1 L;  w_n = M_n^-1 (1 + n mu w_{n-1})
//	P(cold) = 1/rate sum_n f_n Inv[w_{n-1}](tau),  f_n = pi_n n mu the flux of falls from n to n-1
//	G_n = (G_{n-1} + pi_{n-1}) Phi_{n-1};  P(alive >= n) = P(N >= n) + Inv[G_n 1/s](tau)
func steadyBursts(p Platform, b Bursts, peakRate, service float64) Result {
	mu := 1 / service
	top, _ := levels(peakRate*service, peakRate, p.KeepAlive, p.Limit)
	q := b.generator()
	pi := levelVectors(b, q, mu, top)

	mean, lostRate := 0.0, 0.0
	for i, w := range b.stationary() {
		mean += w * b.Rates[i]
	}
	cut := p.Limit > 0 && top == p.Limit
	for i, w := range pi[top] {
		if cut {
			lostRate += w * b.Rates[i]
		}
	}
	r := Result{Service: service, Throttled: lostRate / mean, served: mean - lostRate, MeanBusy: (mean - lostRate) * service,
		Basis: exactBasis("keep-alive matrix recursion, Markov-modulated Poisson arrivals")}

	cold, reach := burstPassages(p, b, q, pi, mu, top)
	r.atLeast = make([]float64, top+1)
	r.atLeast[0] = 1
	above := 0.0
	for n := top; n >= 1; n-- {
		above += total(pi[n])
		r.atLeast[n] = above + reach[n]
	}
	busyOn, arrivalsOn := 0.0, 0.0
	for n := 1; n <= top; n++ {
		busyOn += float64(min(n, p.Provisioned)) * total(pi[n])
		for i, w := range pi[n-1] {
			if n <= p.Provisioned {
				arrivalsOn += w * b.Rates[i]
			}
		}
	}
	if p.Provisioned > 0 {
		r.ShareOnProvisioned = math.Min(1, arrivalsOn/r.served)
	}
	r.finish(p, cold/r.served, busyOn)
	return r
}

// burstPassages returns the cold starts per second above the provisioned levels, and reach[n] as in passages.
func burstPassages(p Platform, b Bursts, q [][]float64, pi [][]float64, mu float64, top int) (cold float64, reach []float64) {
	m := len(b.Rates)
	tau := p.KeepAlive
	longer := make([]float64, top+1) // falls n -> n-1 per second that are followed by a rise later than tau
	reach = make([]float64, top+1)
	if tau*(maxOf(b.Rates)+mu*float64(top+1)) < 1e-13 {
		for n := 1; n <= top; n++ {
			longer[n] = total(pi[n]) * float64(n) * mu
		}
	} else {
		e := newEuler(tau)
		step := newPhaseStep(b.Rates, q)
		for k, s := range e.nodes {
			weight := e.weights[k]
			inverseS := 1 / s
			g := make([]complex128, m)
			step.reset(s)
			for n := 1; n <= top; n++ {
				step.advance(n-1, mu) // now holds Phi_{n-1} and w_{n-1}
				for i := range m {
					longer[n] += weight * pi[n][i] * float64(n) * mu * real(step.w[i])
					g[i] += complex(pi[n-1][i], 0)
				}
				g = step.times(g)
				for i := range m {
					reach[n] += weight * real(g[i]*inverseS)
				}
			}
		}
	}
	for n := p.Provisioned + 1; n <= top; n++ {
		cold += math.Min(total(pi[n])*float64(n)*mu, math.Max(0, longer[n]))
	}
	return cold, reach
}

// levelVectors are the stationary probabilities of (phase, number in service) on levels 0..top, arrivals at the top
// lost. Level-dependent matrix-geometric solution: pi_{n+1} = pi_n R_n, from the top down.
func levelVectors(b Bursts, q [][]float64, mu float64, top int) [][]float64 {
	m := len(b.Rates)
	rs := make([][][]float64, top)
	next := zeros(m) // R_{n+1} (n+2) mu
	for n := top - 1; n >= 0; n-- {
		a := zeros(m) // -(A1(n+1) + R_{n+1} A2(n+2))
		for i := range m {
			for j := range m {
				a[i][j] = -q[i][j] - next[i][j]
			}
			a[i][i] += float64(n+1) * mu
			if n+1 < top {
				a[i][i] += b.Rates[i]
			}
		}
		r := invert(a)
		for i := range m {
			for j := range m {
				r[i][j] *= b.Rates[i]
				next[i][j] = r[i][j] * float64(n+1) * mu
			}
		}
		rs[n] = r
	}
	base := zeros(m) // A1(0) + R_0 A2(1)
	for i := range m {
		for j := range m {
			base[i][j] = q[i][j] + next[i][j]
		}
		base[i][i] -= b.Rates[i]
	}
	pi := make([][]float64, top+1)
	pi[0] = nullVector(base)
	sum := total(pi[0])
	for n := range top {
		pi[n+1] = rowTimes(pi[n], rs[n])
		sum += total(pi[n+1])
	}
	for n := range pi {
		for i := range pi[n] {
			pi[n][i] /= sum
		}
	}
	return pi
}
