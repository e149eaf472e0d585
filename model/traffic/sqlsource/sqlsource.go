// Package sqlsource imports requests from tables of PostgreSQL and ClickHouse.
// The engine adds up; only one row per window comes back, so billions of rows
// stay where they are.
//
// Names of tables and columns follow a strict grammar and are quoted; values go
// to the driver as parameters. Nothing is ever written.
package sqlsource

import (
	"context"
	"fmt"
	"time"

	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/model/warehouse"
)

// Options say what to read.
type Options struct {
	Name string
	// Table is table or schema.table (database.table in ClickHouse).
	Table string
	// TimeColumn holds the time of a request, or of the interval of a count.
	TimeColumn string
	// TimeUnit is one unit of a time column of whole numbers since 1970.
	TimeUnit time.Duration
	// CountColumn holds counts per interval; empty means that each row is one
	// request. With it a slot without rows is a gap, without it idle.
	CountColumn string
	// DurationColumn and BytesColumn are optional; DurationUnit is one unit of
	// the former, zero is a second.
	DurationColumn, BytesColumn string
	DurationUnit                time.Duration
	// Where keeps rows whose column, as text, is one of the values.
	Where []Condition
	// From and To bound the time, both on whole slots (put back to them).
	From, To time.Time
	Slot     time.Duration // zero is 1h
	// Zone is that of a time column without one; nil is UTC, with a note.
	Zone *time.Location
	// Timeout bounds the whole import; zero is 5m.
	Timeout time.Duration
}

// Condition keeps rows whose column has one of the values.
type Condition struct {
	Column string
	Values []string
}

// Source is a database to import from.
type Source struct {
	*warehouse.Source
	dialect dialect
}

// Open prepares a database by its address, as [warehouse.Open] does.
func Open(address string, getenv func(string) string) (*Source, error) {
	w, err := warehouse.Open(address, getenv)
	if err != nil {
		return nil, err
	}
	if w.Kind() == warehouse.ClickHouse {
		return &Source{w, clickHouse{}}, nil
	}
	return &Source{w, postgres{}}, nil
}

// Import reads a table into a profile. An empty result is an error.
func (s *Source) Import(ctx context.Context, o Options) (traffic.Profile, error) {
	p, err := o.plan()
	if err != nil {
		return traffic.Profile{}, fmt.Errorf("%s: %w", s.Where(), err)
	}
	var profile traffic.Profile
	err = s.Read(ctx, o.Timeout, func(q *warehouse.Session) error {
		profile, err = s.read(q, &o, &p)
		return err
	})
	return profile, err
}

func (s *Source) read(q *warehouse.Session, o *Options, p *plan) (traffic.Profile, error) {
	if err := s.columns(q, o, p); err != nil {
		return traffic.Profile{}, err
	}
	points, counts, err := s.counts(q, p)
	if err != nil {
		return traffic.Profile{}, err
	}
	if len(points) == 0 {
		return traffic.Profile{}, fmt.Errorf("table %s has no row from %s to %s that meets the conditions", p.table, p.from.Format(time.RFC3339), p.to.Format(time.RFC3339))
	}
	absent := traffic.Idle
	if p.count != nil {
		absent = traffic.Missing
	}
	window := time.Duration(p.window) * time.Second
	name := o.Name
	if name == "" {
		name = p.table.String()
	}
	out, err := traffic.FromPoints(name, points, window, absent)
	if err != nil {
		return traffic.Profile{}, err
	}
	if window != o.Slot {
		out = wholeSlots(out, o.Slot)
		if out, err = out.Resample(o.Slot); err != nil {
			return traffic.Profile{}, err
		}
	}
	if out.Duration, err = s.distribution(q, p, p.durationCol, o.DurationUnit.Seconds(), "s"); err != nil {
		return traffic.Profile{}, err
	}
	if out.ResponseBytes, err = s.distribution(q, p, p.bytesCol, 1, "B"); err != nil {
		return traffic.Profile{}, err
	}
	out.Source = traffic.Source{Kind: string(s.Kind()), Where: s.Where() + " table " + p.table.String(), Counts: counts}
	out.Notes = append(out.Notes, notes(o, p, out)...)
	return out, nil
}

// wholeSlots lengthens idle edges to whole slots: in a table of single requests
// the windows before the first and after the last of a slot are idle too.
func wholeSlots(p traffic.Profile, slot time.Duration) traffic.Profile {
	start := p.Start.Truncate(slot)
	lead := int(p.Start.Sub(start) / p.Slot)
	per := int(slot / p.Slot)
	n := (lead + len(p.Weights) + per - 1) / per * per
	weights := make([]int64, n)
	copy(weights[lead:], p.Weights)
	p.Start, p.Weights = start, weights
	return p
}

func notes(o *Options, p *plan, out traffic.Profile) (notes []string) {
	if first := out.Start; first.After(p.from) {
		notes = append(notes, fmt.Sprintf("asked from %s, the first row is in the slot of %s", p.from.Format(time.RFC3339), first.Format(time.RFC3339)))
	}
	if end := out.Start.Add(out.Period()); end.Before(p.to) {
		notes = append(notes, fmt.Sprintf("asked to %s, the last row is in the slot to %s", p.to.Format(time.RFC3339), end.Format(time.RFC3339)))
	}
	if p.timeKind == wallClock && o.Zone == nil {
		notes = append(notes, "times without a zone were read as UTC")
	}
	for _, s := range out.Source.Counts.Skipped {
		notes = append(notes, "left out: "+s.String())
	}
	return notes
}
