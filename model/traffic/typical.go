package traffic

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// TypicalWeek folds a profile onto one week from Monday 00:00 in the zone, with
// slots of an hour (or longer, where the profile's are). The weights are exact
// ratios of the mean load at each time of the week; a time never seen is a gap.
func TypicalWeek(p Profile, zone *time.Location) (Profile, error) {
	bin := max(p.Slot, time.Hour)
	if p.Slot <= 0 || bin%p.Slot != 0 || Week%bin != 0 {
		return Profile{}, fmt.Errorf("slot %v does not divide an hour or a week; try importing with slots of 1h", p.Slot)
	}
	if p.Typical() && p.Period() < Week && Week%p.Period() == 0 {
		p = p.repeated(int(Week / p.Period()))
	}
	if p.Typical() {
		if p.Period() != Week {
			return Profile{}, fmt.Errorf("a typical period of %v does not make whole weeks", p.Period())
		}
		return p.Resample(bin)
	}
	if zone == nil {
		zone = time.UTC
	}
	bins := make([]weekBin, Week/bin)
	known := p.Known()
	for i, w := range p.Weights {
		if known[i] {
			t := p.SlotStart(i)
			b := &bins[weekOffset(t.In(zone))/bin]
			b.add(w, t.Unix()/int64(bin.Seconds()))
			if p.Dispersion != nil && p.Dispersion[i] >= 0 {
				b.spread, b.load = b.spread+p.Dispersion[i]*float64(w), b.load+float64(w)
			}
		}
	}
	return p.fold(bins, bin, zone), nil
}

func (p Profile) repeated(n int) Profile {
	p.Weights = repeat(p.Weights, n*len(p.Weights))
	if p.Dispersion != nil {
		p.Dispersion = slices.Repeat(p.Dispersion, n)
	}
	var gaps []Gap
	for k := range n {
		for _, g := range p.Gaps {
			g.First += k * len(p.Weights) / n
			gaps = append(gaps, g)
		}
	}
	p.Gaps = gaps
	return p
}

// weekOffset is the wall-clock time since Monday 00:00.
func weekOffset(t time.Time) time.Duration {
	day := time.Duration((int(t.Weekday()) + 6) % 7)
	h, m, s := t.Clock()
	return day*24*time.Hour + time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second
}

// weekBin gathers the slots of one time of the week.
type weekBin struct {
	sum, slots   int64
	values       []int64 // counts of the occurrence under way
	occurrence   int64
	variance, mu float64 // sums over finished occurrences
	spread, load float64 // dispersion the profile states itself, by load
}

func (b *weekBin) add(w, occurrence int64) {
	if occurrence != b.occurrence {
		b.close()
		b.occurrence = occurrence
	}
	b.sum += w
	b.slots++
	b.values = append(b.values, w)
}

func (b *weekBin) close() {
	if d := dispersion(b.values); d >= 0 {
		m := 0.0
		for _, v := range b.values {
			m += float64(v)
		}
		m /= float64(len(b.values))
		b.variance, b.mu = b.variance+d*m, b.mu+m
	}
	b.values = b.values[:0]
}

func (p Profile) fold(bins []weekBin, bin time.Duration, zone *time.Location) Profile {
	out := Profile{
		Name: p.Name, Slot: bin, Weights: make([]int64, len(bins)), Coverage: p.Coverage, Burst: p.Burst,
		Duration: p.Duration, ResponseBytes: p.ResponseBytes, Source: p.Source, Notes: slices.Clone(p.Notes),
	}
	exact := scaleBins(bins, out.Weights)
	stated := p.Dispersion != nil
	if stated || p.Counted && bin > p.Slot {
		out.Dispersion = make([]float64, len(bins))
		out.DispersionWindow = p.Slot
		if stated {
			out.DispersionWindow = p.DispersionWindow
		}
	}
	for i := range bins {
		b := &bins[i]
		b.close()
		if b.slots == 0 {
			out.Gaps = appendGap(out.Gaps, i, "time of week never seen")
		}
		if out.Dispersion == nil {
			continue
		}
		out.Dispersion[i] = -1
		if stated && b.load > 0 {
			out.Dispersion[i] = b.spread / b.load
		} else if !stated && b.mu > 0 {
			out.Dispersion[i] = b.variance / b.mu
		}
	}
	text := fmt.Sprintf("typical week (%s) of %v from %s, as relative weights", zone, p.Period(), p.Start.UTC().Format("2006-01-02"))
	if !exact {
		text += ", rounded to one part in a million"
	}
	out.Notes = append(out.Notes, text)
	return out
}

// scaleBins writes sum/slots of each bin as integers in exact proportion, or
// rounded where the common multiple of the numbers of slots is too large.
func scaleBins(bins []weekBin, weights []int64) (exact bool) {
	const most = 1_000_000
	multiple, largestSum := int64(1), int64(0)
	for _, b := range bins {
		largestSum = max(largestSum, b.sum)
		if b.slots > 0 && multiple <= most {
			multiple = multiple / gcd(multiple, b.slots) * b.slots
		}
	}
	exact = multiple <= most && largestSum < math.MaxInt64/most/int64(len(bins))
	if !exact {
		multiple = most
	}
	var common int64
	for i, b := range bins {
		if b.slots == 0 {
			continue
		}
		if exact {
			weights[i] = b.sum * (multiple / b.slots)
		} else {
			weights[i] = int64(math.Round(float64(b.sum) / float64(b.slots) / float64(max(largestSum, 1)) * 1e12))
		}
		common = gcd(weights[i], common)
	}
	for i := range weights {
		weights[i] /= max(common, 1)
	}
	return exact
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
