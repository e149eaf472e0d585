package tables

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/model/traffic/timestamp"
)

// finish turns what was read into a profile, or all problems into one error.
func (t *table) finish() (traffic.Profile, error) {
	if err := t.clocks(); err != nil {
		t.bad++
		t.problems = append(t.problems, err)
	}
	if t.bad > 0 {
		if rest := t.bad - int64(len(t.problems)); rest > 0 {
			t.problems = append(t.problems, fmt.Errorf("%s: and %d more bad rows of %d", t.name, rest, t.rows))
		}
		return traffic.Profile{}, errors.Join(t.problems...)
	}
	if t.rows == 0 {
		if t.why != nil {
			return traffic.Profile{}, fmt.Errorf("%s: no row of data: %w", t.name, t.why)
		}
		return traffic.Profile{}, fmt.Errorf("%s: no row of data", t.name)
	}
	var p traffic.Profile
	var err error
	switch {
	case t.o.Series:
		p, err = t.seriesProfile()
	case t.recorder != nil:
		p, err = t.recorder.Profile(t.name, t.o.GapAfter)
	default:
		p, err = t.countsProfile()
	}
	if err != nil {
		return traffic.Profile{}, err
	}
	p.Source.Counts = traffic.Counts{Read: t.rows, Taken: t.rows - t.skips.Total(), Skipped: t.skips.Skips()}
	t.notes(&p)
	return p, nil
}

// clocks refuses a table whose times are written in more than one way.
func (t *table) clocks() error {
	if len(t.kinds) < 2 {
		return nil
	}
	var kinds []timestamp.Kind
	for k := range t.kinds {
		kinds = append(kinds, k)
	}
	slices.SortFunc(kinds, func(a, b timestamp.Kind) int { return t.kinds[a] - t.kinds[b] })
	a, b := kinds[0], kinds[1]
	return fmt.Errorf("%s:%d: %v, but line %d has %v: two clocks in one table; write all times the same way",
		t.name, t.kinds[b], b, t.kinds[a], a)
}

func (t *table) notes(p *traffic.Profile) {
	if t.backwards > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("%d rows are earlier than the row before, first at line %d; they were put in order", t.backwards, t.backAt))
	}
	if t.kinds[timestamp.Naive] > 0 && t.o.Zone == nil {
		p.Notes = append(p.Notes, "times without a zone were read as UTC")
	}
	if t.preamble > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("%d lines before the table were passed over", t.preamble))
	}
	for _, s := range p.Source.Counts.Skipped {
		p.Notes = append(p.Notes, s.String())
	}
}

func (t *table) seriesProfile() (traffic.Profile, error) {
	if len(t.series) > traffic.MaxSlots {
		return traffic.Profile{}, fmt.Errorf("%s: %d counts, more than %d slots; add them up to longer intervals first", t.name, len(t.series), traffic.MaxSlots)
	}
	p := traffic.Profile{Name: t.name, Slot: t.o.Interval, Start: t.o.SeriesStart, Weights: t.series, Counted: true, Coverage: 1}
	if err := p.Validate(); err != nil {
		return traffic.Profile{}, fmt.Errorf("%s: %w", t.name, err)
	}
	return t.resample(p)
}

func (t *table) resample(p traffic.Profile) (traffic.Profile, error) {
	if t.o.Slot == 0 || t.o.Slot == p.Slot {
		return p, nil
	}
	q, err := p.Resample(t.o.Slot)
	if err != nil {
		return traffic.Profile{}, fmt.Errorf("%s: %w", t.name, err)
	}
	return q, nil
}

func (t *table) countsProfile() (traffic.Profile, error) {
	if len(t.points) == 0 {
		return traffic.Profile{}, fmt.Errorf("%s: none of %d rows has a count", t.name, t.rows)
	}
	merged, err := t.repeats()
	if err != nil {
		return traffic.Profile{}, err
	}
	interval := t.o.Interval
	if interval == 0 {
		if interval = shortest(merged); interval == 0 {
			return traffic.Profile{}, fmt.Errorf("%s: one row does not tell the length of its interval; try --interval", t.name)
		}
	}
	p, err := traffic.FromPoints(t.name, merged, interval, traffic.Missing)
	if err != nil {
		return traffic.Profile{}, err
	}
	return t.resample(p)
}

func shortest(points []traffic.Point) time.Duration {
	best := time.Duration(0)
	for i := 1; i < len(points); i++ {
		if d := points[i].Start.Sub(points[i-1].Start); d > 0 && (best == 0 || d < best) {
			best = d
		}
	}
	return best
}

// repeats puts the points in order and settles rows of the same time.
func (t *table) repeats() ([]traffic.Point, error) {
	points := slices.Clone(t.points)
	slices.SortStableFunc(points, func(a, b traffic.Point) int { return a.Start.Compare(b.Start) })
	out := points[:0:0]
	var errs []error
	twice := int64(0)
	for _, p := range points {
		n := len(out)
		if n == 0 || !out[n-1].Start.Equal(p.Start) {
			out = append(out, p)
			continue
		}
		twice++
		switch last := &out[n-1]; t.o.Repeats {
		case Sum:
			if last.Count > math.MaxInt64-p.Count {
				return nil, fmt.Errorf("%s: the sum of the rows of one time passes %d", p.Place, int64(math.MaxInt64))
			}
			last.Count += p.Count
		case First:
			t.skips.Add("time there before, first row kept", p.Place, 1)
		case Last:
			t.skips.Add("time there again, last row kept", last.Place, 1)
			*last = p
		default:
			if len(errs) < problemsKept {
				errs = append(errs, fmt.Errorf("%s: %s is at %s already; try --repeats sum, first or last",
					p.Place, p.Start.Format(time.RFC3339), last.Place))
			}
		}
	}
	if len(errs) > 0 {
		if rest := twice - int64(len(errs)); rest > 0 {
			errs = append(errs, fmt.Errorf("%s: and %d more rows of a time that is there already", t.name, rest))
		}
		return nil, errors.Join(errs...)
	}
	return out, nil
}
