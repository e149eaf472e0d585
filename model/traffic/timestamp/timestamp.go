// Package timestamp reads the times that logs and exports are written in, fast,
// and notices when one source mixes clocks.
package timestamp

import (
	"errors"
	"fmt"
	"time"
)

// Kind is how a time is written.
type Kind uint8

// Kinds of times. One source should use one kind.
const (
	None   Kind = iota
	Naive       // a wall clock without a zone
	Date        // a day without a time
	Zoned       // with Z or an offset
	Second      // seconds since 1970, with or without a fraction
	Milli       // milliseconds since 1970
	Micro       // microseconds since 1970
	Nano        // nanoseconds since 1970
)

// String names the kind as error messages do.
func (k Kind) String() string {
	switch k {
	case Naive:
		return "time without a zone"
	case Date:
		return "date without a time"
	case Zoned:
		return "time with a zone"
	case Second:
		return "seconds since 1970"
	case Milli:
		return "milliseconds since 1970"
	case Micro:
		return "microseconds since 1970"
	case Nano:
		return "nanoseconds since 1970"
	}
	return "no time"
}

// Time is a time as it was written. For Naive and Date, Nanos counts as if the
// clock were UTC; a [Zone] makes it absolute.
type Time struct {
	Nanos  int64 // nanoseconds since 1970
	Kind   Kind
	Offset int // seconds east of UTC, for Zoned
}

// Years outside these are wrong dates in a record of traffic.
const (
	firstYear = 1970
	lastYear  = 2199
)

// Parse reads ISO 8601 times (T or a space between, fractions, Z or an offset),
// yyyy/mm/dd and dd.mm.yyyy dates, web-server times (17/May/2015:10:05:03 +0000)
// and numbers since 1970. Day and month in the order of 03/04/2026 are refused,
// for nobody can tell which is which.
func Parse(b []byte) (Time, error) {
	switch {
	case len(b) == 0:
		return Time{}, errors.New("time is empty")
	case len(b) > 64:
		return Time{}, fmt.Errorf("%.20q... is too long for a time", b)
	case isNumber(b):
		return parseUnix(b)
	}
	if len(b) >= 20 && b[2] == '/' && b[6] == '/' && b[11] == ':' {
		return parseWeb(b)
	}
	y, m, d, rest, ok := parseDate(b)
	if !ok {
		return Time{}, refuse(b)
	}
	days, ok := Days(y, m, d)
	if !ok {
		return Time{}, fmt.Errorf("%q is no day from %d to %d", b, firstYear, lastYear)
	}
	if len(rest) == 0 {
		return Time{Nanos: days * dayNanos, Kind: Date}, nil
	}
	if rest[0] != 'T' && rest[0] != ' ' && rest[0] != 't' {
		return Time{}, refuse(b)
	}
	nanos, rest, ok := parseClock(rest[1:])
	if !ok {
		return Time{}, refuse(b)
	}
	return withZone(b, days*dayNanos+nanos, rest)
}

const dayNanos = int64(24 * time.Hour)

func refuse(b []byte) error {
	if len(b) >= 8 && (b[1] == '/' || b[2] == '/') {
		return fmt.Errorf("%q may be day/month or month/day; try a layout, such as \"02/01/2006 15:04:05\" for day first", b)
	}
	return fmt.Errorf("%q is not a time; try a form such as 2026-05-17T10:05:03Z, or give its layout", b)
}

func withZone(b []byte, nanos int64, rest []byte) (Time, error) {
	if len(rest) > 0 && rest[0] == ' ' {
		rest = rest[1:]
	}
	switch string(rest) {
	case "":
		return Time{Nanos: nanos, Kind: Naive}, nil
	case "Z", "z", "UTC", "GMT":
		return Time{Nanos: nanos, Kind: Zoned}, nil
	}
	offset, ok := parseOffset(rest)
	if !ok {
		return Time{}, refuse(b)
	}
	return Time{Nanos: nanos - int64(offset)*1e9, Kind: Zoned, Offset: offset}, nil
}

// parseDate reads yyyy-mm-dd, yyyy/mm/dd or dd.mm.yyyy.
func parseDate(b []byte) (y, m, d int, rest []byte, ok bool) {
	if len(b) < 10 {
		return
	}
	var oy, om, od bool
	switch {
	case b[4] == '-' && b[7] == '-', b[4] == '/' && b[7] == '/':
		y, oy = digits(b[:4])
		m, om = digits(b[5:7])
		d, od = digits(b[8:10])
	case b[2] == '.' && b[5] == '.':
		y, oy = digits(b[6:10])
		m, om = digits(b[3:5])
		d, od = digits(b[:2])
	}
	return y, m, d, b[10:], oy && om && od
}

// parseClock reads hh:mm, hh:mm:ss and a fraction of up to nine digits, which may
// follow a comma as ISO 8601 allows.
func parseClock(b []byte) (nanos int64, rest []byte, ok bool) {
	if len(b) < 5 || b[2] != ':' {
		return 0, nil, false
	}
	h, oh := digits(b[:2])
	m, om := digits(b[3:5])
	if !oh || !om || h > 23 || m > 59 {
		return 0, nil, false
	}
	nanos = int64(h*3600+m*60) * 1e9
	b = b[5:]
	if len(b) < 3 || b[0] != ':' {
		return nanos, b, true
	}
	s, os := digits(b[1:3])
	if !os || s > 60 { // 60 is a leap second, which runs into the next minute
		return 0, nil, false
	}
	nanos += int64(s) * 1e9
	b = b[3:]
	if len(b) == 0 || b[0] != '.' && b[0] != ',' {
		return nanos, b, true
	}
	b = b[1:]
	unit, n := int64(1e8), 0
	for n < len(b) && b[n] >= '0' && b[n] <= '9' {
		nanos += int64(b[n]-'0') * unit
		unit /= 10
		n++
	}
	return nanos, b[n:], n > 0 && n <= 9
}

// parseOffset reads +hh:mm, +hhmm or +hh.
func parseOffset(b []byte) (seconds int, ok bool) {
	if len(b) < 3 || b[0] != '+' && b[0] != '-' {
		return 0, false
	}
	h, oh := digits(b[1:3])
	m, om := 0, true
	switch {
	case len(b) == 6 && b[3] == ':':
		m, om = digits(b[4:6])
	case len(b) == 5:
		m, om = digits(b[3:5])
	case len(b) != 3:
		return 0, false
	}
	if !oh || !om || h > 15 || m > 59 {
		return 0, false
	}
	seconds = h*3600 + m*60
	if b[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

// Days is the number of days from 1970-01-01 to a civil date; false for days
// that no calendar has and years outside 1970 to 2199.
func Days(y, m, d int) (int64, bool) {
	if y < firstYear || y > lastYear || m < 1 || m > 12 || d < 1 || d > monthDays(y, m) {
		return 0, false
	}
	// Days before March-based years, after Hinnant's days_from_civil.
	if m <= 2 {
		y--
		m += 12
	}
	return int64(365*y+y/4-y/100+y/400+(153*(m-3)+2)/5+d-1) - 719468, true
}

func monthDays(y, m int) int {
	switch m {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

func digits(b []byte) (n int, ok bool) {
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}
