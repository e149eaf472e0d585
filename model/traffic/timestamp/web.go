package timestamp

import "fmt"

// parseWeb reads the time of the common log format: 17/May/2015:10:05:03 +0000.
func parseWeb(b []byte) (Time, error) {
	nanos, ok := WebMinute(b[:17])
	if !ok || b[17] != ':' {
		return Time{}, refuse(b)
	}
	s, ok := digits(b[18:20])
	if !ok || s > 60 {
		return Time{}, refuse(b)
	}
	return withZone(b, nanos+int64(s)*1e9, b[20:])
}

// WebMinute reads the 17 bytes "17/May/2015:10:05" as if the clock were UTC.
// A reader of many lines keeps the result while these bytes stay the same.
func WebMinute(b []byte) (nanos int64, ok bool) {
	if len(b) != 17 || b[2] != '/' || b[6] != '/' || b[11] != ':' || b[14] != ':' {
		return 0, false
	}
	d, od := digits(b[:2])
	y, oy := digits(b[7:11])
	h, oh := digits(b[12:14])
	mi, om := digits(b[15:17])
	if !od || !oy || !oh || !om || h > 23 || mi > 59 {
		return 0, false
	}
	days, ok := Days(y, month(b[3:6]), d)
	return days*dayNanos + int64(h*3600+mi*60)*1e9, ok
}

func month(b []byte) int {
	switch string(b) {
	case "Jan":
		return 1
	case "Feb":
		return 2
	case "Mar":
		return 3
	case "Apr":
		return 4
	case "May":
		return 5
	case "Jun":
		return 6
	case "Jul":
		return 7
	case "Aug":
		return 8
	case "Sep":
		return 9
	case "Oct":
		return 10
	case "Nov":
		return 11
	case "Dec":
		return 12
	}
	return 0
}

func isNumber(b []byte) bool {
	for i, c := range b {
		if (c < '0' || c > '9') && (c != '.' || i == 0) {
			return false
		}
	}
	// A date such as 17.05.2015 has two points.
	first := -1
	for i, c := range b {
		if c == '.' {
			if first >= 0 {
				return false
			}
			first = i
		}
	}
	return true
}

// parseUnix tells the unit from the number of digits: 9 or 10 are seconds (1973
// to 2199), 12 or 13 milliseconds, 15 or 16 microseconds, 18 or 19 nanoseconds.
func parseUnix(b []byte) (Time, error) {
	whole, fraction := b, []byte(nil)
	for i, c := range b {
		if c == '.' {
			whole, fraction = b[:i], b[i+1:]
		}
	}
	var t Time
	unit := int64(1)
	switch len(whole) {
	case 9, 10:
		t.Kind, unit = Second, 1e9
	case 12, 13:
		t.Kind, unit = Milli, 1e6
	case 15, 16:
		t.Kind, unit = Micro, 1e3
	case 18, 19:
		t.Kind = Nano
	default:
		return Time{}, fmt.Errorf("%q is no number of seconds, milliseconds, microseconds or nanoseconds since 1970; for one count per line give the interval", b)
	}
	n, _ := digits(whole)
	if int64(n) < 0 || int64(n) > 7_258_118_400_000_000_000/unit { // 2200-01-01
		return Time{}, fmt.Errorf("%q is later than %d", b, lastYear)
	}
	t.Nanos = int64(n) * unit
	for _, c := range fraction {
		unit /= 10
		t.Nanos += int64(c-'0') * unit
	}
	return t, nil
}
