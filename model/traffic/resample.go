package traffic

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Resample adds slots together into longer ones that begin on the clock (UTC):
// hours at full hours. The sum is kept to the request. A long slot whose parts
// are all unknown is a gap; one known in part reads low, and a note says how
// many there are. Counts inside a long slot give its index of dispersion.
func (p Profile) Resample(to time.Duration) (Profile, error) {
	if to == p.Slot {
		return p, nil
	}
	if p.Slot <= 0 || to < p.Slot || to%p.Slot != 0 {
		return Profile{}, fmt.Errorf("slot %v cannot be made from slots of %v; try a multiple of it", to, p.Slot)
	}
	per := int(to / p.Slot)
	out := p
	var phase int // index of the first short slot within its long slot
	if p.Typical() {
		if len(p.Weights)%per != 0 {
			return Profile{}, fmt.Errorf("a typical period of %v is no multiple of %v", p.Period(), to)
		}
	} else {
		out.Start = p.Start.Truncate(to)
		phase = int(p.Start.Sub(out.Start) / p.Slot)
	}
	n := (phase + len(p.Weights) + per - 1) / per
	known := p.Known()
	groups := make([][]int64, n)
	for i, w := range p.Weights {
		if g := (phase + i) / per; known[i] {
			groups[g] = append(groups[g], w)
		}
	}
	out.Slot, out.Notes = to, slices.Clone(p.Notes)
	out.Dispersion, out.DispersionWindow = p.resampleDispersion(groups)
	out.Weights, out.Gaps = make([]int64, n), nil
	partial := 0
	for g, values := range groups {
		for _, v := range values {
			out.Weights[g] += v
		}
		if len(values) == 0 {
			out.Gaps = appendGap(out.Gaps, g, "no data")
		} else if len(values) < per {
			partial++
		}
	}
	if partial > 0 {
		out.Notes = append(out.Notes, fmt.Sprintf("%d of %d slots of %v are covered in part and read low", partial, n, to))
	}
	return out, nil
}

func (p Profile) resampleDispersion(groups [][]int64) ([]float64, time.Duration) {
	if !p.Counted {
		return nil, 0
	}
	out := make([]float64, len(groups))
	for g, values := range groups {
		out[g] = dispersion(values)
	}
	return out, p.Slot
}

// appendGap adds one unknown slot to a list of gaps in order.
func appendGap(gaps []Gap, slot int, reason string) []Gap {
	if n := len(gaps); n > 0 && gaps[n-1].Reason == reason && gaps[n-1].First+gaps[n-1].Slots == slot {
		gaps[n-1].Slots++
		return gaps
	}
	return append(gaps, Gap{First: slot, Slots: 1, Reason: reason})
}

// Filled puts into each unknown slot the mean of the known slots at the same
// time of the week, of the day where the week has none, or of all. The result is
// no longer Counted, and a note says how much of it is filled.
func (p Profile) Filled() Profile {
	if len(p.Gaps) == 0 {
		return p
	}
	out := p
	out.Weights, out.Notes = slices.Clone(p.Weights), slices.Clone(p.Notes)
	known := p.Known()
	means := []map[time.Duration]mean{{}, {}, {}}
	at := func(i int) [3]time.Duration {
		t := time.Duration(p.SlotStart(i).UnixNano() % int64(Week))
		return [3]time.Duration{t, t % (24 * time.Hour), 0}
	}
	for i, w := range p.Weights {
		if known[i] {
			for level, key := range at(i) {
				m := means[level][key]
				means[level][key] = mean{m.sum + float64(w), m.n + 1}
			}
		}
	}
	filled := 0
	for i := range out.Weights {
		if known[i] {
			continue
		}
		for level, key := range at(i) {
			if m := means[level][key]; m.n > 0 {
				out.Weights[i] = int64(math.Round(m.sum / m.n))
				filled++
				break
			}
		}
	}
	out.Gaps, out.Counted = nil, false
	out.Notes = append(out.Notes, fmt.Sprintf("%d of %d slots had no data and hold the mean of the same time of the week", filled, len(p.Weights)))
	return out
}

type mean struct{ sum, n float64 }
