package factsheet

import (
	"fmt"
	"time"
)

// Precision says how much of a date its source gave.
type Precision int

// Precisions of a PartialDate; the zero value knows nothing.
const (
	ToNothing Precision = iota
	ToYear
	ToMonth
	ToDay
)

// PartialDate is a date known to the day, the month, the year or not at all: many
// sources date themselves by month. Date is the earliest day it may mean, so that
// age is never understated.
type PartialDate struct {
	Date
	Precision Precision
}

// unknownDate is how a document says that its source has no date.
const unknownDate = "unknown"

// ParsePartialDate reads "2026-11-23", "2026-11", "2026" or "unknown".
func ParsePartialDate(s string) (PartialDate, error) {
	if s == unknownDate {
		return PartialDate{}, nil
	}
	for _, form := range []struct {
		layout    string
		precision Precision
	}{{time.DateOnly, ToDay}, {"2006-01", ToMonth}, {"2006", ToYear}} {
		if t, err := time.Parse(form.layout, s); err == nil {
			return PartialDate{dateOf(t), form.precision}, nil
		}
	}
	return PartialDate{}, ValueError{Message: fmt.Sprintf("%q is not a date", s), Hint: `2026-11-23, "2026-11", "2026" or "unknown"`}
}

// UnmarshalTOML reads a TOML date, a bare year, or text as ParsePartialDate does.
func (p *PartialDate) UnmarshalTOML(v any) error {
	if n, ok := v.(int64); ok && n >= 1000 && n <= 9999 {
		*p = PartialDate{Date{int(n), 1, 1}, ToYear}
		return nil
	}
	if s, ok := v.(string); ok {
		parsed, err := ParsePartialDate(s)
		if err != nil {
			return err
		}
		*p = parsed
		return nil
	}
	var d Date
	if err := d.UnmarshalTOML(v); err != nil {
		return err
	}
	*p = PartialDate{d, ToDay}
	return nil
}

// String keeps the precision of the source: "2026-05" stays "2026-05".
func (p PartialDate) String() string {
	switch p.Precision {
	case ToDay:
		return p.Date.String()
	case ToMonth:
		return fmt.Sprintf("%04d-%02d", p.Date.Year, p.Date.Month)
	case ToYear:
		return fmt.Sprintf("%04d", p.Date.Year)
	}
	return unknownDate
}

// MarshalText writes the date as String does.
func (p PartialDate) MarshalText() ([]byte, error) { return []byte(p.String()), nil }
