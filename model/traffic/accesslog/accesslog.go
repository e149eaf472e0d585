// Package accesslog imports web access logs, plain, gzip or zstd: common and
// combined format, JSON lines, and the logs of AWS load balancers.
//
// Files are read as streams and parsed in parallel; the result does not depend
// on the number of workers. Only counts stay in memory.
package accesslog

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"strings"
	"time"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model/traffic"
)

// Format is the way a log is written.
type Format string

// The formats. Combined covers the common format, which ends earlier.
const (
	Detect   Format = ""
	Combined Format = "combined"
	JSON     Format = "json"
	ALB      Format = "alb" // AWS Application Load Balancer
	ELB      Format = "elb" // AWS Classic Load Balancer
)

// Input is one log file. The caller opens and closes it.
type Input struct {
	Name   string
	Reader io.Reader
}

// Options say how to read logs. The zero value detects the format of each file.
type Options struct {
	Name   string        // of the profile; empty is the first file
	Format Format        // of all files
	Slot   time.Duration // of the profile; zero is 1h
	// Workers is the number of parsers; zero is one per processor, at most 16.
	Workers int
	// MaxBad is the share of unreadable lines up to which they are reported and
	// left out; above it the import is refused. Zero is 0.05, negative is none.
	MaxBad float64
	// GapAfter makes silence of this length a gap; zero is never.
	GapAfter time.Duration
	// Zone is that of JSON times without one; nil is UTC, with a note.
	Zone *time.Location
	// TimeField, DurationField and BytesField are JSON keys of the top level;
	// empty takes usual ones. DurationField "last" takes the last word of a
	// combined line, where servers are often told to put it.
	TimeField, DurationField, BytesField string
	// DurationUnit is one unit of the duration; zero is a second.
	DurationUnit time.Duration
}

func (o *Options) complete(inputs []Input) error {
	if len(inputs) == 0 {
		return errors.New("no log file was given")
	}
	switch o.Format {
	case Detect, Combined, JSON, ALB, ELB:
	case "common":
		o.Format = Combined
	default:
		known := []string{"common", string(Combined), string(JSON), string(ALB), string(ELB)}
		if near := factsheet.Suggest(string(o.Format), known); near != "" {
			return fmt.Errorf("format: %q is unknown; did you mean %q?", o.Format, near)
		}
		return fmt.Errorf("format: %q is unknown; try one of %s", o.Format, strings.Join(known, ", "))
	}
	if math.IsNaN(o.MaxBad) || o.MaxBad > 1 {
		return fmt.Errorf("max bad: %v is no share; try 0.05", o.MaxBad)
	}
	if o.MaxBad == 0 {
		o.MaxBad = 0.05
	}
	if o.Slot == 0 {
		o.Slot = time.Hour
	}
	if o.DurationUnit == 0 {
		o.DurationUnit = time.Second
	}
	if o.DurationUnit < 0 || o.DurationUnit > time.Hour {
		return fmt.Errorf("duration unit: %v is outside 1ns to 1h", o.DurationUnit)
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	o.Workers = min(o.Workers, 16)
	if o.Name == "" {
		o.Name = inputs[0].Name
	}
	return nil
}

// Import reads logs into one profile. A damaged file (a compressed one that ends
// early, a read error) fails the import with the place. Unreadable lines are
// counted by reason with their first places; more than MaxBad of them fail it.
func Import(ctx context.Context, inputs []Input, o Options) (traffic.Profile, error) {
	if err := o.complete(inputs); err != nil {
		return traffic.Profile{}, err
	}
	if _, err := traffic.NewRecorder(o.Slot); err != nil {
		return traffic.Profile{}, err
	}
	sum, recorder, err := run(ctx, inputs, &o)
	if err != nil {
		return traffic.Profile{}, err
	}
	if err := sum.judge(&o); err != nil {
		return traffic.Profile{}, err
	}
	p, err := recorder.Profile(o.Name, o.GapAfter)
	if err != nil {
		return traffic.Profile{}, err
	}
	p.Source = sum.source(inputs)
	p.Notes = append(p.Notes, sum.notes(&o)...)
	return p, nil
}
