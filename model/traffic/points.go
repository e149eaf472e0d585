package traffic

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Point is a number of requests in the slot that begins at Start.
type Point struct {
	Start time.Time
	Count int64
	Place string // "file:line" for errors; may be empty
}

// Absent says what a slot without a point means.
type Absent int

const (
	// Missing slots are gaps: a meter that wrote nothing.
	Missing Absent = iota
	// Idle slots had no request: a table that holds every request.
	Idle
)

// FromPoints lays counts per slot out in time. Points may come in any order, but
// not twice and not off the grid that the first of them sets.
func FromPoints(name string, points []Point, slot time.Duration, absent Absent) (Profile, error) {
	if len(points) == 0 {
		return Profile{}, fmt.Errorf("%s: no data", name)
	}
	if slot <= 0 {
		return Profile{}, fmt.Errorf("%s: slot %v is not a length of time", name, slot)
	}
	points = slices.Clone(points)
	slices.SortStableFunc(points, func(a, b Point) int { return a.Start.Compare(b.Start) })
	start, end := points[0].Start, points[len(points)-1].Start
	if end.Sub(start)/slot >= MaxSlots {
		return Profile{}, fmt.Errorf("%s: %s to %s makes more than %d slots of %v; try a longer slot, or remove wrong dates",
			name, start.UTC().Format(time.RFC3339), end.UTC().Format(time.RFC3339), MaxSlots, slot)
	}
	n := int(end.Sub(start)/slot) + 1
	p := Profile{Name: name, Slot: slot, Start: start.UTC(), Counted: true, Coverage: 1, Weights: make([]int64, n)}
	seen := make([]bool, n)
	var errs []error
	for _, pt := range points {
		offset := pt.Start.Sub(start)
		i := int(offset / slot)
		switch {
		case offset%slot != 0:
			errs = append(errs, fmt.Errorf("%s: %s is not a whole number of %v slots after %s; try --slot",
				pt.Place, pt.Start.UTC().Format(time.RFC3339), slot, start.UTC().Format(time.RFC3339)))
		case seen[i]:
			errs = append(errs, fmt.Errorf("%s: slot %s is there twice", pt.Place, pt.Start.UTC().Format(time.RFC3339)))
		case pt.Count < 0:
			errs = append(errs, fmt.Errorf("%s: count %d is negative", pt.Place, pt.Count))
		default:
			p.Weights[i], seen[i] = pt.Count, true
		}
		if len(errs) >= 20 {
			errs = append(errs, fmt.Errorf("%s: and maybe more", name))
			break
		}
	}
	if len(errs) > 0 {
		return Profile{}, errors.Join(errs...)
	}
	p.markAbsent(seen, absent)
	if err := p.Validate(); err != nil {
		return Profile{}, fmt.Errorf("%s: %w", name, err)
	}
	return p, nil
}

func (p *Profile) markAbsent(seen []bool, absent Absent) {
	if absent == Idle {
		p.silence(0)
		return
	}
	missing := 0
	for i, s := range seen {
		if !s {
			p.Gaps = appendGap(p.Gaps, i, "no data")
			missing++
		}
	}
	p.Coverage = 1 - float64(missing)/float64(len(p.Weights))
}
