package effort

import (
	"fmt"
	"math"
	"time"
)

// Transfer is moving data out over one link while it still changes.
type Transfer struct {
	Bytes         float64 // stored when the copy begins
	BitsPerSecond float64 // of the link
	UsableShare   float64 // of the link, above 0 and at most 1
	ChangedPerDay float64 // bytes written anew each day; 0 for data at rest
}

// Days is the time until the copy has caught up. Each pass copies what changed
// during the one before; the passes form a geometric series with the sum
// bytes / (throughput - change). Data that changes faster than it can be copied
// never catches up and gives an error.
func (t Transfer) Days() (float64, error) {
	if err := between("bytes", t.Bytes, 0, 1e24); err != nil {
		return 0, err
	}
	if err := positive("bits per second", t.BitsPerSecond); err != nil {
		return 0, err
	}
	if !(t.UsableShare > 0 && t.UsableShare <= 1) {
		return 0, fmt.Errorf("usable share: %g is not above 0 and at most 1; write 60 %% as 0.6", t.UsableShare)
	}
	if err := between("changed per day", t.ChangedPerDay, 0, 1e24); err != nil {
		return 0, err
	}
	if t.Bytes == 0 {
		return 0, nil
	}
	perDay := t.BitsPerSecond / 8 * t.UsableShare * 86400
	if perDay <= t.ChangedPerDay {
		return 0, fmt.Errorf("changed per day: %g bytes change and %g can be copied, the copy never catches up; use a faster link or ship disks",
			t.ChangedPerDay, perDay)
	}
	days := t.Bytes / (perDay - t.ChangedPerDay)
	if math.IsInf(days, 0) {
		return 0, fmt.Errorf("bits per second: %g would take forever", t.BitsPerSecond)
	}
	return days, nil
}

// DaysPerMonth converts months of work into days: 365.25 / 12.
const DaysPerMonth = 30.4375

// Path is one of the ways that must all end before an exit is done.
type Path struct {
	Name  string
	Days  float64
	Known bool // false: nobody has said how long; never taken for 0
}

// Time is how long an exit takes.
type Time struct {
	Days    float64 // of the longest known path
	Longest string  // its name; the first of equals
	Unknown []string
	// Known is false if a path is unknown: then Days is a lower bound.
	Known bool
}

// Months is Days in months of 365.25/12 days.
func (t Time) Months() float64 { return t.Days / DaysPerMonth }

// Longest is the exit time: contract, data and rewrite paths run side by side,
// the longest decides.
func Longest(paths []Path) (Time, error) {
	if len(paths) == 0 {
		return Time{}, fmt.Errorf("paths: none")
	}
	out := Time{Known: true}
	for _, p := range paths {
		if !p.Known {
			out.Unknown, out.Known = append(out.Unknown, p.Name), false
			continue
		}
		if !(p.Days >= 0) || math.IsInf(p.Days, 0) {
			return Time{}, fmt.Errorf("path %q: %g days is not a number of 0 or more", p.Name, p.Days)
		}
		if p.Days > out.Days || out.Longest == "" {
			out.Days, out.Longest = p.Days, p.Name
		}
	}
	return out, nil
}

// Speed is a coarse reading of an exit time.
type Speed string

// The bands of github mattpltn/cloud-sovereignty-index: up to 4 months, up to
// 10, above.
const (
	Quick  Speed = "low"
	Medium Speed = "medium"
	Slow   Speed = "high"
)

// SpeedOf reads an exit time in months.
func SpeedOf(months float64) (Speed, error) {
	if !(months >= 0) {
		return "", fmt.Errorf("months: %g is not a number of 0 or more", months)
	}
	switch {
	case months <= 4:
		return Quick, nil
	case months <= 10:
		return Medium, nil
	}
	return Slow, nil
}

// Contract is what an agreement says about leaving.
type Contract struct {
	NoticeMonths   int
	TransitionDays int
	End            time.Time // earliest end of the term; zero if it may be left any time
}

// Path is the days from the day notice is given until the contract has ended:
// notice in calendar months, then transition, but not before the end of the
// term.
func (c Contract) Path(notice time.Time) (Path, error) {
	if c.NoticeMonths < 0 || c.NoticeMonths > 120 {
		return Path{}, fmt.Errorf("notice months: %d is outside 0 to 120", c.NoticeMonths)
	}
	if c.TransitionDays < 0 || c.TransitionDays > 3660 {
		return Path{}, fmt.Errorf("transition days: %d is outside 0 to 3660", c.TransitionDays)
	}
	if notice.IsZero() {
		return Path{}, fmt.Errorf("notice: no date")
	}
	start := day(notice)
	end := addMonths(start, c.NoticeMonths).AddDate(0, 0, c.TransitionDays)
	if c.End.After(end) {
		end = day(c.End)
	}
	return Path{Name: "contract", Days: end.Sub(start).Hours() / 24, Known: true}, nil
}

// day is midnight UTC of the calendar day of t, so that days have 24 hours.
func day(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// addMonths keeps to the last day of a shorter month: 31 December plus two
// months is the end of February, not 3 March.
func addMonths(t time.Time, months int) time.Time {
	y, m, d := t.Date()
	last := time.Date(y, m+time.Month(months)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return time.Date(y, m+time.Month(months), min(d, last), 0, 0, 0, 0, time.UTC)
}
