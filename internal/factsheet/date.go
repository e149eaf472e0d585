package factsheet

import (
	"cmp"
	"fmt"
	"time"
)

// Date is a calendar day without a time of day or zone. The zero value is "no date".
type Date struct{ Year, Month, Day int }

// NewDate is the given day; month and day count from 1. It does not check them:
// use ParseDate for input.
func NewDate(year, month, day int) Date { return Date{year, month, day} }

// ParseDate reads "2026-11-23" and refuses days that no calendar has.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, ValueError{Message: fmt.Sprintf("%q is not a date", s), Hint: "a day of the calendar, as 2026-11-23"}
	}
	return dateOf(t), nil
}

func dateOf(t time.Time) Date { return Date{t.Year(), int(t.Month()), t.Day()} }

func (d Date) utc() time.Time {
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}

// UnmarshalTOML reads a TOML date or the same text in quotes.
func (d *Date) UnmarshalTOML(v any) error {
	switch v := v.(type) {
	case time.Time:
		if v.Location().String() != "date-local" {
			return ValueError{Message: "is a date with a time of day", Hint: "the date alone, as " + v.Format(time.DateOnly)}
		}
		*d = dateOf(v)
		return nil
	case string:
		parsed, err := ParseDate(v)
		if err != nil {
			return err
		}
		*d = parsed
		return nil
	}
	return ValueError{Message: "is " + describe(v), Hint: "a date, as 2026-11-23"}
}

// IsZero reports "no date".
func (d Date) IsZero() bool { return d == Date{} }

// Compare is -1, 0 or +1 as d is before, on or after o.
func (d Date) Compare(o Date) int {
	return cmp.Or(cmp.Compare(d.Year, o.Year), cmp.Compare(d.Month, o.Month), cmp.Compare(d.Day, o.Day))
}

// Before reports whether d is an earlier day than o.
func (d Date) Before(o Date) bool { return d.Compare(o) < 0 }

// After reports whether d is a later day than o.
func (d Date) After(o Date) bool { return d.Compare(o) > 0 }

// AddDays is the day n days later, or earlier for negative n.
func (d Date) AddDays(n int) Date { return dateOf(d.utc().AddDate(0, 0, n)) }

// DaysSince is the number of days from o to d, negative when d is earlier.
func (d Date) DaysSince(o Date) int {
	return int(d.utc().Unix()/86400 - o.utc().Unix()/86400)
}

// String is "2026-11-23", "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// MarshalText writes the date as String does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }
