package traffic

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Recorder counts requests by time in windows, sixty to a slot where a second is
// not undercut, so that a slot also knows how its load is spread. It is for
// sources of single requests (logs, traces). Recorders of parallel workers merge
// to the same profile in any order. Not safe for concurrent use.
type Recorder struct {
	slot, window int64 // nanoseconds
	chunks       map[int64]*[chunkWindows]int64
	lastKey      int64
	last         *[chunkWindows]int64
	min, max     int64 // windows
	total        int64

	// Durations counts nanoseconds, Bytes response bytes, where they are known.
	Durations, Bytes Sketch
}

const (
	chunkWindows = 1024
	// maxChunks bounds the memory to 64 MiB: 16 years of minutes without a break.
	maxChunks = 8192
)

// NewRecorder returns a recorder for slots of a whole number of seconds.
func NewRecorder(slot time.Duration) (*Recorder, error) {
	if slot < time.Second || slot%time.Second != 0 || slot > Week {
		return nil, fmt.Errorf("slot: %v is not a whole number of seconds from 1s to 168h; try \"1h\"", slot)
	}
	window := slot
	if slot%(60*time.Second) == 0 {
		window = slot / 60
	}
	return &Recorder{slot: int64(slot), window: int64(window), chunks: map[int64]*[chunkWindows]int64{}}, nil
}

// Add counts n requests at a time in nanoseconds since 1970. It fails when the
// times lie so far apart that one of them must be wrong.
func (r *Recorder) Add(unixNano, n int64) error {
	w := floorDiv(unixNano, r.window)
	if r.total == 0 {
		r.min, r.max = w, w
	} else {
		r.min, r.max = min(r.min, w), max(r.max, w)
	}
	key := floorDiv(w, chunkWindows)
	if r.last == nil || key != r.lastKey {
		if err := r.chunk(key, unixNano); err != nil {
			return err
		}
	}
	r.last[w-key*chunkWindows] += n
	if r.total += n; r.total < 0 {
		return fmt.Errorf("more than %d requests", int64(math.MaxInt64))
	}
	return nil
}

func (r *Recorder) chunk(key, unixNano int64) error {
	c := r.chunks[key]
	if c == nil {
		if len(r.chunks) >= maxChunks {
			return fmt.Errorf("times from %s to %s with slots of %v are more than can be counted; try a longer slot, or remove wrong dates (the last was %s)",
				r.at(r.min), r.at(r.max), time.Duration(r.slot), r.at(floorDiv(unixNano, r.window)))
		}
		c = new([chunkWindows]int64)
		r.chunks[key] = c
	}
	r.lastKey, r.last = key, c
	return nil
}

func (r *Recorder) at(window int64) string {
	return time.Unix(0, window*r.window).UTC().Format(time.RFC3339)
}

// Total is the number of requests counted.
func (r *Recorder) Total() int64 { return r.total }

// Merge adds what another recorder of the same slot has counted.
func (r *Recorder) Merge(o *Recorder) error {
	if o.slot != r.slot {
		return fmt.Errorf("recorders of slots %v and %v do not merge", time.Duration(r.slot), time.Duration(o.slot))
	}
	r.Durations.Merge(&o.Durations)
	r.Bytes.Merge(&o.Bytes)
	if o.total == 0 {
		return nil
	}
	if r.total == 0 {
		r.min, r.max = o.min, o.max
	}
	r.min, r.max = min(r.min, o.min), max(r.max, o.max)
	keys := make([]int64, 0, len(o.chunks))
	for key := range o.chunks {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		if err := r.chunk(key, key*chunkWindows*o.window); err != nil {
			return err
		}
		for i, n := range o.chunks[key] {
			r.last[i] += n
		}
	}
	if r.total += o.total; r.total < 0 {
		return fmt.Errorf("more than %d requests", int64(math.MaxInt64))
	}
	return nil
}

// Profile lays the counts out in slots on the clock (UTC) from the first request
// to the last. A source of single requests cannot tell silence from missing
// data: silent slots count as idle, unless silence lasts at least gapAfter (0 is
// never), which makes a gap; a note names the longest silence.
func (r *Recorder) Profile(name string, gapAfter time.Duration) (Profile, error) {
	if r.total == 0 {
		return Profile{}, fmt.Errorf("%s: no request was found", name)
	}
	per := r.slot / r.window
	first, last := floorDiv(r.min, per), floorDiv(r.max, per)
	if last-first >= MaxSlots {
		return Profile{}, fmt.Errorf("%s: requests from %s to %s make %d slots of %v, more than %d; try a longer slot, or remove wrong dates",
			name, r.at(r.min), r.at(r.max), last-first+1, time.Duration(r.slot), MaxSlots)
	}
	p := Profile{Name: name, Slot: time.Duration(r.slot), Start: time.Unix(0, first*r.slot).UTC(), Counted: true, Coverage: 1}
	p.Weights = make([]int64, last-first+1)
	if per > 1 {
		p.Dispersion, p.DispersionWindow = make([]float64, len(p.Weights)), time.Duration(r.window)
	}
	values := make([]int64, per)
	for i := range p.Weights {
		for k := range values {
			values[k] = r.count((first+int64(i))*per + int64(k))
			p.Weights[i] += values[k]
		}
		if per > 1 {
			p.Dispersion[i] = dispersion(values)
		}
	}
	p.Duration = r.Durations.Distribution(1e9, "s")
	p.ResponseBytes = r.Bytes.Distribution(1, "B")
	p.silence(gapAfter)
	return p, nil
}

func (r *Recorder) count(window int64) int64 {
	key := floorDiv(window, chunkWindows)
	if c := r.chunks[key]; c != nil {
		return c[window-key*chunkWindows]
	}
	return 0
}

// silence finds runs of empty slots, states the long ones as gaps and notes the
// longest.
func (p *Profile) silence(gapAfter time.Duration) {
	longest, longestAt, missing := 0, 0, 0
	for i := 0; i < len(p.Weights); i++ {
		run := 0
		for i+run < len(p.Weights) && p.Weights[i+run] == 0 {
			run++
		}
		if run > longest {
			longest, longestAt = run, i
		}
		if gapAfter > 0 && run > 0 && time.Duration(run)*p.Slot >= gapAfter {
			p.Gaps = append(p.Gaps, Gap{First: i, Slots: run, Reason: fmt.Sprintf("silent for %v or more", gapAfter)})
			missing += run
		}
		i += run
	}
	p.Coverage = 1 - float64(missing)/float64(len(p.Weights))
	if longest == 0 {
		return
	}
	note := fmt.Sprintf("longest silence %v from %s", time.Duration(longest)*p.Slot, p.SlotStart(longestAt).Format(time.RFC3339))
	if missing < longest {
		note += "; silence counts as idle, for this source cannot tell it from missing data"
	}
	p.Notes = append(p.Notes, note)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
