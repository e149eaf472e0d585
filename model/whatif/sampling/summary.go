package sampling

import "math"

// Summary is what a simulation says about a choice between options.
type Summary struct {
	Draws   int
	Seed    uint64
	Budget  float64 // the share of draws OptionSummary.Budget suffices for
	Options []OptionSummary

	// Robust is the index of the option with the lowest mean cost, hence with
	// the lowest expected regret; the first of equals.
	Robust int

	// KnowingIsWorth is the expected regret of the robust option: what certainty
	// about all inputs would save on average before choosing (the expected value
	// of perfect information).
	KnowingIsWorth float64

	// Passes is how often every draw was evaluated: 1 while costs are kept.
	Passes int
}

// OptionSummary is the distribution of one option's cost, in the unit of the
// costs.
//
// Percentiles are exact order statistics of the draws, by nearest rank: P90 is
// the smallest cost that at least 90 % of the draws do not exceed.
type OptionSummary struct {
	Name           string
	Mean           float64
	Deviation      float64 // standard deviation over the draws
	Min, Max       float64
	P10, P50, P90  float64
	Budget         float64 // suffices in at least Summary.Budget of the draws
	Cheapest       float64 // share of draws in which no option is cheaper; n equals get 1/n each
	ExpectedRegret float64 // mean of this cost minus the cheapest cost of the same draw
	MaxRegret      float64

	// StandardError of the mean, as for plain random draws. Scrambled Sobol
	// points do better, by a factor of five and more on smooth costs: read it as
	// an upper bound.
	StandardError float64
}

// moments are running sums of one option over one lane of draws.
type moments struct {
	n                 float64
	mean, m2          float64 // Welford
	low, high         float64
	wins              float64
	regret, maxRegret float64
}

// add takes one block of costs; best is the cheapest cost of each draw and
// equals the number of options that have it.
func (m *moments) add(costs, best []float64, equals []int) {
	for i, c := range costs {
		m.value(c)
		regret := c - best[i]
		if regret == 0 {
			m.wins += 1 / float64(equals[i])
		}
		m.regret += regret
		m.maxRegret = max(m.maxRegret, regret)
	}
}

func (m *moments) value(x float64) {
	if m.n == 0 {
		m.low, m.high = x, x
	}
	m.n++
	delta := x - m.mean
	m.mean += delta / m.n
	m.m2 += delta * (x - m.mean)
	m.low, m.high = min(m.low, x), max(m.high, x)
}

// merge adds the draws of other, which came after those of m (Chan, Golub and
// LeVeque 1979).
func (m *moments) merge(other moments) {
	if other.n == 0 {
		return
	}
	if m.n == 0 {
		*m = other
		return
	}
	n := m.n + other.n
	delta := other.mean - m.mean
	m.m2 += other.m2 + delta*delta*(m.n*other.n/n)
	m.mean += delta * (other.n / n)
	m.n = n
	m.low, m.high = min(m.low, other.low), max(m.high, other.high)
	m.wins += other.wins
	m.regret += other.regret
	m.maxRegret = max(m.maxRegret, other.maxRegret)
}

func (m *moments) summary(name string) OptionSummary {
	s := OptionSummary{
		Name: name, Mean: m.mean, Min: m.low, Max: m.high,
		Cheapest: m.wins / m.n, ExpectedRegret: m.regret / m.n, MaxRegret: m.maxRegret,
	}
	if m.n > 1 {
		s.Deviation = math.Sqrt(m.m2 / (m.n - 1))
		s.StandardError = s.Deviation / math.Sqrt(m.n)
	}
	return s
}

// rankOf is the nearest rank, from 1, of the share p of n draws. The hair taken
// off keeps 0.9*100000 from becoming rank 90,001 by rounding.
func rankOf(p float64, n int) int {
	return min(n, max(1, int(math.Ceil(p*float64(n)-1e-9*float64(n)))))
}
