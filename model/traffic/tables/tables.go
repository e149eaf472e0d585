// Package tables imports delimited text: one row per request with its time, one
// row per interval with its count (exports of CloudWatch and other meters), or
// one count per line without times.
package tables

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/model/traffic/lines"
	"github.com/sovcost/sovcost/model/traffic/timestamp"
)

// Repeats says what to do with two rows for one interval.
type Repeats string

// The choices; the empty string is Refuse.
const (
	Refuse Repeats = "refuse"
	Sum    Repeats = "sum" // rows are parts, such as one per server
	First  Repeats = "first"
	Last   Repeats = "last" // later rows correct earlier ones
)

// Options say how to read a table. The zero value detects what it can and
// refuses what it cannot.
type Options struct {
	// Slot is the slot of the profile. Zero is 1h for rows of single requests
	// and the interval of the table for counts.
	Slot time.Duration
	// Interval is the length of a row of counts; zero is the shortest step
	// between two rows.
	Interval time.Duration
	// TimeColumn, CountColumn, DurationColumn and BytesColumn name columns by
	// header or by number from 1; empty is detected, "-" is none.
	TimeColumn, CountColumn, DurationColumn, BytesColumn string
	// DurationUnit is one unit of the duration column; zero is a second.
	DurationUnit time.Duration
	// Comma separates columns; zero is found out among , ; and tab.
	Comma byte
	// Zone is that of times without one; nil is UTC, with a note.
	Zone *time.Location
	// Layout reads other times, in the notation of package time.
	Layout string
	// Repeats says what to do with two rows for one interval.
	Repeats Repeats
	// Series reads one count per line without times, one after another from
	// SeriesStart (zero is a typical period) and Interval apart.
	Series      bool
	SeriesStart time.Time
	// GapAfter makes silence of this length a gap, for rows of single requests.
	GapAfter time.Duration
}

// Import reads a table into a profile. The name stands in errors and in the
// source. Rows that cannot be read are all counted, the first of them listed
// with line and column, and refuse the table.
func Import(name string, r io.Reader, o Options) (traffic.Profile, error) {
	if err := o.check(); err != nil {
		return traffic.Profile{}, fmt.Errorf("%s: %w", name, err)
	}
	t := &table{name: name, o: o, zone: timestamp.Zone{Location: o.Zone}, kinds: map[timestamp.Kind]int{}}
	in := lines.NewReader(r)
	for {
		line, err := in.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return traffic.Profile{}, fmt.Errorf("%s:%d: %w", name, in.Number, err)
		}
		if err := t.line(in.Number, line); err != nil {
			return traffic.Profile{}, err
		}
	}
	p, err := t.finish()
	if err != nil {
		return traffic.Profile{}, err
	}
	p.Source = traffic.Source{Kind: "csv", Where: name, Digest: in.Digest(), Counts: p.Source.Counts}
	return p, nil
}

func (o Options) check() error {
	switch o.Repeats {
	case "", Refuse, Sum, First, Last:
	default:
		return fmt.Errorf("repeats: %q is unknown; try refuse, sum, first or last", o.Repeats)
	}
	if o.Slot < 0 || o.Interval < 0 || o.DurationUnit < 0 {
		return errors.New("slot, interval and duration unit must not be negative")
	}
	if o.Series && o.Interval == 0 {
		return errors.New("interval: a series of counts without times needs the length of one; try \"1s\"")
	}
	if strings.IndexByte("\"\n\r", o.Comma) >= 0 && o.Comma != 0 {
		return fmt.Errorf("comma: %q cannot separate columns", o.Comma)
	}
	return nil
}
