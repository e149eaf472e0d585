package traffic

import (
	"math"
	"slices"
)

// Stats are the figures of a profile that decide its cost. Values are per slot
// unless they say otherwise; slots inside gaps do not count.
type Stats struct {
	Slots, Known int
	Total        int64
	Mean         float64
	P50, P95     float64 // nearest rank
	Peak         int64
	PeakSlot     int // index of the first slot at the peak
	PeakToMean   float64
	IdleShare    float64 // share of known slots with no request
	// SlotDispersion is variance over mean of the slot counts: 1 for a steady
	// Poisson stream. It is a property of Counted profiles only.
	SlotDispersion float64
	// MeanRate and PeakRate are requests per second; 0 unless Counted.
	MeanRate, PeakRate float64
}

// Stats computes the figures of the profile.
func (p Profile) Stats() Stats {
	s := Stats{Slots: len(p.Weights)}
	known := p.Known()
	values := make([]int64, 0, len(p.Weights))
	for i, w := range p.Weights {
		if !known[i] {
			continue
		}
		values = append(values, w)
		s.Total += w
		if len(values) == 1 || w > s.Peak {
			s.Peak, s.PeakSlot = w, i
		}
		if w == 0 {
			s.IdleShare++
		}
	}
	s.Known = len(values)
	if s.Known == 0 {
		return s
	}
	n := float64(s.Known)
	s.IdleShare /= n
	s.Mean = float64(s.Total) / n
	slices.Sort(values)
	s.P50, s.P95 = nearestRank(values, 0.50), nearestRank(values, 0.95)
	if s.Mean > 0 {
		s.PeakToMean = float64(s.Peak) / s.Mean
		s.SlotDispersion = dispersion(values)
	}
	if p.Counted && p.Slot > 0 {
		s.MeanRate = s.Mean / p.Slot.Seconds()
		s.PeakRate = float64(s.Peak) / p.Slot.Seconds()
	}
	return s
}

// Mean is the mean weight of the known slots.
func (p Profile) Mean() float64 { return p.Stats().Mean }

// Peak is the largest weight.
func (p Profile) Peak() int64 { return p.Stats().Peak }

// P95 is the 95th percentile of the slot weights, by nearest rank.
func (p Profile) P95() float64 { return p.Stats().P95 }

// PeakToMean is the peak over the mean, at least 1.
func (p Profile) PeakToMean() float64 { return p.Stats().PeakToMean }

// IdleShare is the share of known slots without load.
func (p Profile) IdleShare() float64 { return p.Stats().IdleShare }

func nearestRank(sorted []int64, q float64) float64 {
	i := int(math.Ceil(q*float64(len(sorted)))) - 1
	return float64(sorted[min(max(i, 0), len(sorted)-1)])
}

// dispersion is sample variance over mean, -1 when there are not two values or
// no load to speak of.
func dispersion(values []int64) float64 {
	if len(values) < 2 {
		return -1
	}
	mean := 0.0
	for _, v := range values {
		mean += float64(v)
	}
	mean /= float64(len(values))
	if mean == 0 {
		return -1
	}
	ss := 0.0
	for _, v := range values {
		ss += (float64(v) - mean) * (float64(v) - mean)
	}
	return ss / float64(len(values)-1) / mean
}

// largest returns the indices of the n largest values, earliest first among equals.
func largest(values []uint64, n int) []int {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case values[a] > values[b]:
			return -1
		case values[a] < values[b]:
			return 1
		}
		return 0
	})
	return order[:min(max(n, 0), len(order))]
}

// MeanDispersion is the index of dispersion inside the slots, weighted by their
// load. It is false when no slot has one.
func (p Profile) MeanDispersion() (float64, bool) {
	sum, load := 0.0, 0.0
	for i, d := range p.Dispersion {
		if d >= 0 && p.Weights[i] > 0 {
			sum, load = sum+d*float64(p.Weights[i]), load+float64(p.Weights[i])
		}
	}
	if load == 0 {
		return 0, false
	}
	return sum / load, true
}
