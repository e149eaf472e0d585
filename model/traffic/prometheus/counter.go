package prometheus

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/sovcost/sovcost/model/traffic"
)

// counter adds up the differences of all series, step by step. Step i is the
// time from From + i × Step to From + (i+1) × Step.
type counter struct {
	o        *Options
	counts   []int64
	seen     []bool
	series   map[string]*progress
	outages  []outage
	resets   int64
	newborn  int64 // series that began inside the period
	unseen   int64 // what they had counted before their first sample
	spread   int64
	unplaced int64
	samples  int64
	total    int64 // requests, placed or not
}

// progress is the last sample of a series.
type progress struct {
	step  int // the step that the sample ends
	value int64
}

// outage is a stretch of steps over which one series had no sample.
type outage struct {
	first, last int
	delta       int64
}

// maxPoints is about how many values one answer shall have, maxSteps how many of
// one series: Prometheus refuses more than 11,000.
const (
	maxPoints = 500_000
	maxSteps  = 10_000
	maxSeries = 100_000
)

func (c *client) exact(ctx context.Context, s Selector) (traffic.Profile, error) {
	o := c.o
	n := int(o.To.Sub(o.From) / o.Step)
	k := &counter{o: o, counts: make([]int64, n), seen: make([]bool, n), series: map[string]*progress{}}
	// A range includes its earlier end before Prometheus 3; a millisecond less
	// keeps a sample on the edge out of the next step in every version.
	query := fmt.Sprintf("last_over_time(%s[%dms])", s, o.Step.Milliseconds()-1)
	// Values stand at the end of their step; the one at From is the base.
	for at, chunk := 0, 60; at <= n; {
		last := min(at+chunk-1, n)
		found, err := c.queryRange(ctx, query, o.From.Add(time.Duration(at)*o.Step), o.From.Add(time.Duration(last)*o.Step), o.Step)
		if err != nil {
			return traffic.Profile{}, err
		}
		if err := k.add(found); err != nil {
			return traffic.Profile{}, err
		}
		at = last + 1
		chunk = min(max(maxPoints/max(len(found), 1), 60), maxSteps)
	}
	if len(k.series) == 0 {
		return traffic.Profile{}, fmt.Errorf("no series of %s has a sample from %s to %s; check the name and the period",
			s, o.From.Format(time.RFC3339), o.To.Format(time.RFC3339))
	}
	return k.profile()
}

func (k *counter) add(found []series) error {
	for _, s := range found {
		key := s.key()
		p := k.series[key]
		for _, v := range s.Values {
			step, err := k.step(v)
			if err != nil {
				return fmt.Errorf("series {%s}: %w", key, err)
			}
			if math.IsNaN(v.value) {
				continue // a series that says it has no value
			}
			if v.value < 0 || v.value > 1<<53 || v.value != math.Trunc(v.value) {
				return fmt.Errorf("series {%s} has the value %v at %s, which no counter of requests has; name a counter (its name often ends in _total)",
					key, v.value, time.UnixMilli(v.millis).UTC().Format(time.RFC3339))
			}
			k.samples++
			if p == nil {
				p = &progress{step: step, value: int64(v.value)}
				if k.series[key] = p; len(k.series) > maxSeries {
					return fmt.Errorf("more than %d series; try the increase reading, which lets the server add them up", maxSeries)
				}
				if step > 0 {
					k.newborn, k.unseen = k.newborn+1, k.unseen+p.value
				}
				continue
			}
			if err := k.difference(p, step, int64(v.value)); err != nil {
				return err
			}
		}
	}
	return nil
}

// step is the number of steps from From to the time of a value.
func (k *counter) step(v sample) (int, error) {
	offset := v.millis - k.o.From.UnixMilli()
	step := k.o.Step.Milliseconds()
	if offset < 0 || offset%step != 0 || offset/step > int64(len(k.counts)) {
		return 0, fmt.Errorf("the answer has a value at %s, which was not asked for", time.UnixMilli(v.millis).UTC().Format(time.RFC3339Nano))
	}
	return int(offset / step), nil
}

// difference counts what a series gained between two samples. A value that falls
// is a restart from zero.
func (k *counter) difference(p *progress, step int, value int64) error {
	delta := value - p.value
	if delta < 0 {
		delta = value
		k.resets++
	}
	if k.total += delta; k.total < 0 {
		return fmt.Errorf("more than %d requests", int64(math.MaxInt64))
	}
	first, last := p.step, step-1
	p.step, p.value = step, value
	if last < first {
		return fmt.Errorf("the answer has two values of one series at one time")
	}
	if time.Duration(last-first)*k.o.Step > max(patience, k.o.Step) {
		k.outages = append(k.outages, outage{first, last, delta})
		return nil
	}
	steps := make([]int, 0, 8)
	for i := first; i <= last; i++ {
		k.seen[i] = true
		steps = append(steps, i)
	}
	k.place(steps, delta)
	return nil
}

// place shares a difference evenly among steps; the sum is kept.
func (k *counter) place(steps []int, delta int64) {
	for i, step := range steps {
		k.counts[step] += part(delta, i, len(steps))
	}
}

// part is the share i of n equal ones; the first take one more where it must be.
func part(delta int64, i, n int) int64 {
	p := delta / int64(n)
	if int64(i) < delta%int64(n) {
		p++
	}
	return p
}

// settle spreads what a series counted while it had no samples evenly over that
// time. What falls into steps that no series covers is left out and told.
func (k *counter) settle() {
	for _, out := range k.outages {
		n := out.last - out.first + 1
		for i := range n {
			share := part(out.delta, i, n)
			if k.seen[out.first+i] {
				k.counts[out.first+i] += share
				k.spread += share
			} else {
				k.unplaced += share
			}
		}
	}
}

func (k *counter) profile() (traffic.Profile, error) {
	k.settle()
	p := traffic.Profile{Slot: k.o.Step, Start: k.o.From, Counted: true, Weights: k.counts}
	known := 0
	for i := 0; i < len(k.seen); {
		run := 0
		for i+run < len(k.seen) && k.seen[i+run] == k.seen[i] {
			run++
		}
		if k.seen[i] {
			known += run
		} else {
			p.Gaps = append(p.Gaps, traffic.Gap{First: i, Slots: run, Reason: "no sample"})
		}
		i += run
	}
	p.Coverage = float64(known) / float64(len(k.seen))
	if known == 0 {
		return p, fmt.Errorf("no series has two samples near each other from %s to %s; check the period and the step", k.o.From.Format(time.RFC3339), k.o.To.Format(time.RFC3339))
	}
	if err := p.Validate(); err != nil {
		return p, err
	}
	p, err := p.Resample(k.o.Slot)
	if err != nil {
		return p, err
	}
	p.Source.Counts = traffic.Counts{Read: k.samples, Taken: k.samples}
	p.Notes = append(p.Notes, k.notes()...)
	return p, nil
}

func (k *counter) notes() (notes []string) {
	add := func(n int64, format string, args ...any) {
		if n > 0 {
			notes = append(notes, fmt.Sprintf(format, args...))
		}
	}
	notes = append(notes, fmt.Sprintf("%d series, one value per %v", len(k.series), k.o.Step))
	add(k.resets, "%d counter resets; requests between the last sample before a restart and the restart are not counted", k.resets)
	add(k.newborn, "%d series began inside the period; up to %d requests before their first samples are not counted", k.newborn, k.unseen)
	add(k.spread, "%d requests of series without samples for more than %v were spread over that time", k.spread, patience)
	add(k.unplaced, "%d requests were counted during gaps and are in no slot", k.unplaced)
	early := 0
	for _, key := range slices.Sorted(maps.Keys(k.series)) {
		if k.series[key].step < len(k.counts) {
			early++
		}
	}
	add(int64(early), "%d series end before the period does", early)
	return notes
}
