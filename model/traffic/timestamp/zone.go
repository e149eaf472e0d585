package timestamp

import (
	"fmt"
	"time"
)

// Zone makes wall-clock times absolute, one after another. The hour that a
// clock shows twice in autumn is told apart by the order of the times: the second
// pass begins where the clock goes back.
type Zone struct {
	Location *time.Location // nil is UTC
	last     int64
	seen     bool
}

// Absolute is the time in nanoseconds since 1970. It fails for a time that the
// clock of the zone skipped in spring.
func (z *Zone) Absolute(t Time) (int64, error) {
	if t.Kind != Naive || z.Location == nil || z.Location == time.UTC {
		return t.Nanos, nil
	}
	early, late := z.candidates(t.Nanos)
	if early == none {
		return 0, fmt.Errorf("%s does not exist in %s, the clock was put forward", time.Unix(0, t.Nanos).UTC().Format("2006-01-02 15:04:05"), z.Location)
	}
	at := early
	if z.seen && early <= z.last && late > z.last {
		at = late
	}
	z.last, z.seen = at, true
	return at, nil
}

const none = int64(-1 << 63)

// candidates are the one or two instants at which the wall clock shows a time.
func (z *Zone) candidates(wall int64) (early, late int64) {
	early, late = none, none
	// Offsets change by at most a few hours; those in force a day before and
	// a day after are all that can apply.
	for _, probe := range []int64{-dayNanos, dayNanos} {
		_, offset := time.Unix(0, wall+probe).In(z.Location).Zone()
		at := wall - int64(offset)*1e9
		if _, real := time.Unix(0, at).In(z.Location).Zone(); real != offset {
			continue
		}
		if early == none || at < early {
			early = at
		}
		late = max(late, at)
	}
	return early, late
}
