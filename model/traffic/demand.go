package traffic

import (
	"fmt"
	"math"
	"math/bits"
	"time"
)

// Demand is the mean request rate (requests per second) in each slot of the
// period when a month of the given length carries the given requests. A profile
// with gaps is refused: unknown slots have no rate; fill them first.
func (p Profile) Demand(requests float64, month time.Duration) ([]float64, error) {
	switch {
	case !(requests >= 0) || math.IsInf(requests, 0):
		return nil, fmt.Errorf("requests: %v is not a volume; try a number of at least 0", requests)
	case month <= 0:
		return nil, fmt.Errorf("month: %v is not a length of time; try \"730h\"", month)
	case len(p.Gaps) > 0:
		return nil, fmt.Errorf("profile %q: %d gaps have no known load; try Filled or a typical week", p.Name, len(p.Gaps))
	}
	total := p.Total()
	if total <= 0 {
		return nil, fmt.Errorf("profile %q: no load in any slot", p.Name)
	}
	scale := requests / month.Seconds() * float64(len(p.Weights)) / float64(total)
	rates := make([]float64, len(p.Weights))
	for i, w := range p.Weights {
		rates[i] = scale * float64(w)
	}
	return rates, nil
}

// MonthTotal is the number of requests a month of the given length carries at
// the mean rate of the known slots. It is false for relative weights.
func (p Profile) MonthTotal(month time.Duration) (float64, bool) {
	known := p.Stats().Known
	if !p.Counted || known == 0 || month <= 0 || p.Slot <= 0 {
		return 0, false
	}
	return float64(p.Total()) * (month.Seconds() / (p.Slot.Seconds() * float64(known))), true
}

// Spread shares total requests among the slots in proportion to the weights by
// the largest remainder, earliest slot first among equals. The parts add up to
// total exactly.
func (p Profile) Spread(total int64) ([]int64, error) {
	sum := p.Total()
	if total < 0 || sum <= 0 {
		return nil, fmt.Errorf("profile %q: cannot share %d requests among weights that add up to %d", p.Name, total, sum)
	}
	parts := make([]int64, len(p.Weights))
	rest := make([]uint64, len(p.Weights))
	left := total
	for i, w := range p.Weights {
		hi, lo := bits.Mul64(uint64(total), uint64(w))
		q, r := bits.Div64(hi, lo, uint64(sum))
		parts[i], rest[i] = int64(q), r
		left -= int64(q)
	}
	for _, i := range largest(rest, int(left)) {
		parts[i]++
	}
	return parts, nil
}
