// Package traffic describes how load is spread over time: slots of equal
// length with integer weights, so that sums are kept to the request.
//
// A sum drives invocations, a peak drives instances, a gap drives cold starts.
// The package knows no prices. The importers in its sub-folders build a
// [Profile] from what people have: logs, exports, metric servers, databases.
package traffic

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// MaxSlots is the most slots a profile may have: a year of minutes and some.
const MaxSlots = 600_000

// Week is the length of the typical week, the default period of a shape.
const Week = 7 * 24 * time.Hour

// Profile is load per slot over a period.
//
// Note: weights were floats at first; 0.1+0.2 then changed the monthly sum in
// the last digit and two imports of one file disagreed. Integers cannot.
type Profile struct {
	Name string
	// Slot is the length of each slot.
	Slot time.Duration
	// Start is the beginning of the first slot. Zero means a typical period,
	// which begins on a Monday at 00:00 local time.
	Start time.Time
	// Weights holds requests (Counted) or relative weights, one per slot,
	// never negative. A slot inside a gap has weight 0 and is unknown, not idle.
	Weights []int64
	// Counted says that the weights are requests seen.
	Counted bool
	// Dispersion is the index of dispersion (variance over mean) of the request
	// counts in windows of DispersionWindow inside each slot; 1 is Poisson. Nil
	// is unknown for all slots, a negative entry unknown for its slot.
	Dispersion       []float64
	DispersionWindow time.Duration
	// Burst describes on/off bursts inside a slot; nil when none is stated.
	Burst *Burst
	// Duration is the time to serve a request, in seconds; nil when unknown.
	Duration *Distribution
	// ResponseBytes is the size of a response, in bytes; nil when unknown.
	ResponseBytes *Distribution
	// Coverage is the share of the period that the source has data for, 0 to 1.
	Coverage float64
	// Gaps are the runs of slots without data, in order.
	Gaps []Gap
	// Notes are remarks to be shown with every figure made from the profile.
	Notes []string
	// Source says where the profile comes from.
	Source Source
}

// Gap is a run of slots for which the source holds no data.
type Gap struct {
	First  int // index of the first slot
	Slots  int // how many
	Reason string
}

// Source is the provenance of a profile. It never holds credentials.
type Source struct {
	Kind   string // "shape", "csv", "access log", "prometheus", ...
	Where  string // file names, address without user and password, table
	Digest string // "sha256:..." of the bytes read, or empty
	Counts Counts
}

// Counts reconciles what an importer read: Read = Taken + sum of Skipped.
type Counts struct {
	Read    int64
	Taken   int64
	Skipped []Skip
}

// Skip is a number of rows left out for one reason, with the first places.
type Skip struct {
	Reason string
	Count  int64
	First  []string // "file:line", at most a few
}

// SkippedTotal is the number of rows left out for any reason.
func (c Counts) SkippedTotal() int64 {
	var n int64
	for _, s := range c.Skipped {
		n += s.Count
	}
	return n
}

// Period is the time from the beginning of the first slot to the end of the last.
func (p Profile) Period() time.Duration { return p.Slot * time.Duration(len(p.Weights)) }

// Typical reports whether the profile is a typical period without a date.
func (p Profile) Typical() bool { return p.Start.IsZero() }

// SlotStart is the beginning of slot i. For a typical period it is counted from
// Monday 2024-01-01 00:00 UTC, which only serves to name weekday and hour.
func (p Profile) SlotStart(i int) time.Time {
	start := p.Start
	if p.Typical() {
		start = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return start.Add(time.Duration(i) * p.Slot)
}

// Known reports for each slot whether the source has data for it.
func (p Profile) Known() []bool {
	known := make([]bool, len(p.Weights))
	for i := range known {
		known[i] = true
	}
	for _, g := range p.Gaps {
		for i := g.First; i < g.First+g.Slots && i < len(known); i++ {
			known[i] = false
		}
	}
	return known
}

// Validate reports everything that is wrong with the profile, joined.
func (p Profile) Validate() error {
	var errs []error
	add := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if p.Slot <= 0 {
		add("slot: %v is not a length of time; try \"1h\"", p.Slot)
	}
	switch n := len(p.Weights); {
	case n == 0:
		add("weights: none; a profile needs at least one slot")
	case n > MaxSlots:
		add("weights: %d slots, more than %d; try a longer slot", n, MaxSlots)
	case p.Slot > 0 && time.Duration(n) > math.MaxInt64/p.Slot:
		add("slot: %d slots of %v are longer than 292 years; try a shorter slot", n, p.Slot)
	}
	var sum uint64
	for i, w := range p.Weights {
		if w < 0 {
			add("weights[%d]: %d is negative", i, w)
			continue
		}
		sum += uint64(w)
		if sum > math.MaxInt64 {
			add("weights[%d]: the sum passes %d; try smaller weights", i, int64(math.MaxInt64))
			break
		}
	}
	if sum == 0 && len(p.Weights) > 0 {
		add("weights: sum is 0; a profile needs load in at least one slot")
	}
	if p.Dispersion != nil && len(p.Dispersion) != len(p.Weights) {
		add("dispersion: %d entries for %d slots", len(p.Dispersion), len(p.Weights))
	}
	for i, d := range p.Dispersion {
		if math.IsNaN(d) || math.IsInf(d, 0) {
			add("dispersion[%d]: %v is not a number", i, d)
		}
	}
	if !(p.Coverage >= 0 && p.Coverage <= 1) {
		add("coverage: %v is outside 0 to 1", p.Coverage)
	}
	errs = append(errs, p.checkGaps()...)
	errs = append(errs, p.Burst.check()...)
	errs = append(errs, p.Duration.check("duration")...)
	errs = append(errs, p.ResponseBytes.check("response_bytes")...)
	return errors.Join(errs...)
}

func (p Profile) checkGaps() (errs []error) {
	next, missing := 0, 0
	for i, g := range p.Gaps {
		if g.First < next || g.Slots <= 0 || g.First > len(p.Weights)-g.Slots {
			errs = append(errs, fmt.Errorf("gap[%d]: slots %d to %d overlap another gap or lie outside the period",
				i, g.First, g.First+g.Slots-1))
			continue
		}
		next = g.First + g.Slots
		missing += g.Slots
		for k := g.First; k < next; k++ {
			if p.Weights[k] != 0 {
				errs = append(errs, fmt.Errorf("gap[%d]: slot %d has weight %d, but a gap has no data", i, k, p.Weights[k]))
				break
			}
		}
	}
	if missing > 0 && missing == len(p.Weights) {
		errs = append(errs, errors.New("gap: every slot is unknown"))
	}
	return errs
}

// Total is the sum of the weights: requests when Counted.
func (p Profile) Total() int64 {
	var sum int64
	for _, w := range p.Weights {
		sum += w
	}
	return sum
}
