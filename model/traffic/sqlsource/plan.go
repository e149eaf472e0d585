package sqlsource

import (
	"errors"
	"fmt"
	"time"

	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/model/warehouse"
)

// plan is an import with checked names, as the dialects take it.
type plan struct {
	table       warehouse.Name
	time        warehouse.Name
	timeKind    timeKind
	perUnit     int64 // units in a second, for numbers
	count       warehouse.Name
	where       []condition
	from, to    time.Time
	window      int64  // seconds
	zone        string // for wall-clock columns
	nullable    bool   // the time may be null
	durationCol warehouse.Name
	bytesCol    warehouse.Name
}

type condition struct {
	column warehouse.Name
	values []string
}

// timeKind is how a time column is stored.
type timeKind int

const (
	instant   timeKind = iota // an absolute time
	wallClock                 // a time without a zone
	number                    // units since 1970
)

func (o *Options) plan() (plan, error) {
	var errs []error
	name := func(what, text string, parts int, needed bool) warehouse.Name {
		if text == "" && !needed {
			return nil
		}
		id, err := warehouse.ParseName(text, parts)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", what, err))
		}
		return id
	}
	p := plan{table: name("table", o.Table, 2, true), time: name("time column", o.TimeColumn, 1, true), count: name("count column", o.CountColumn, 1, false),
		durationCol: name("duration column", o.DurationColumn, 1, false), bytesCol: name("bytes column", o.BytesColumn, 1, false)}
	for _, c := range o.Where {
		p.where = append(p.where, condition{name("where", c.Column, 1, true), c.Values})
		if len(c.Values) == 0 {
			errs = append(errs, fmt.Errorf("where %s: no value to compare with", c.Column))
		}
	}
	if o.Slot == 0 {
		o.Slot = time.Hour
	}
	if o.DurationUnit == 0 {
		o.DurationUnit = time.Second
	}
	if o.Timeout == 0 {
		o.Timeout = 5 * time.Minute
	}
	if o.Slot < time.Second || o.Slot%time.Second != 0 || o.Slot > traffic.Week {
		errs = append(errs, fmt.Errorf("slot: %v is not a whole number of seconds from 1s to 168h", o.Slot))
	}
	switch o.TimeUnit {
	case 0, time.Second, time.Millisecond, time.Microsecond, time.Nanosecond:
	default:
		errs = append(errs, fmt.Errorf("time unit: %v is none of 1s, 1ms, 1us, 1ns", o.TimeUnit))
	}
	if o.DurationUnit < 0 || o.Timeout < 0 {
		errs = append(errs, errors.New("duration unit and timeout must not be negative"))
	}
	if err := errors.Join(errs...); err != nil {
		return p, err
	}
	p.from, p.to = o.From.UTC().Truncate(o.Slot), o.To.UTC().Truncate(o.Slot)
	if p.from.Year() < 1970 || p.to.Year() > 2105 || !p.from.Before(p.to) {
		return p, fmt.Errorf("from %s to %s holds no whole slot of %v between 1970 and 2105", p.from.Format(time.RFC3339), p.to.Format(time.RFC3339), o.Slot)
	}
	p.window = o.window(p.to.Sub(p.from))
	if p.zone = "UTC"; o.Zone != nil {
		p.zone = o.Zone.String()
	}
	if slots := p.to.Sub(p.from) / o.Slot; slots > traffic.MaxSlots {
		return p, fmt.Errorf("from %s to %s makes %d slots of %v, more than %d; try a longer slot", p.from.Format(time.RFC3339), p.to.Format(time.RFC3339), slots, o.Slot, traffic.MaxSlots)
	}
	return p, nil
}

// window is a sixtieth of the slot for single requests, so that a slot knows how
// its load is spread; the slot itself for counts, and where rows would be many.
func (o *Options) window(period time.Duration) int64 {
	seconds := int64(o.Slot / time.Second)
	if o.CountColumn == "" && seconds%60 == 0 && int64(period/time.Second)/(seconds/60) <= traffic.MaxSlots {
		return seconds / 60
	}
	return seconds
}
