package accesslog

// record is what one line says.
type record struct {
	nanos    int64 // since 1970
	offset   int32 // seconds east of UTC, as written
	naive    bool  // the time has no zone
	duration int64 // nanoseconds; -1 unknown
	bytes    int64 // of the response; -1 unknown
}

// reason is why a line was left out.
type reason uint8

const (
	taken reason = iota
	badTime
	badShape
	badStatus
	badBytes
	badDuration
	badJSON
	noTimeField
	outsideZone
	// The following are no fault of the log.
	emptyLine
	commentLine
	tooLong
	reasons
)

func (r reason) String() string {
	switch r {
	case badTime:
		return "time is not readable"
	case badShape:
		return "line does not have the fields of its format"
	case badStatus:
		return "status is not a number"
	case badBytes:
		return "bytes are not a number"
	case badDuration:
		return "duration is not a number"
	case badJSON:
		return "line is not a JSON object"
	case noTimeField:
		return "line has no time field"
	case outsideZone:
		return "time does not exist in its zone"
	case emptyLine:
		return "empty line"
	case commentLine:
		return "comment line"
	case tooLong:
		return "line is longer than 256 KiB"
	}
	return "taken"
}

// bad reports whether lines of this reason count towards MaxBad.
func (r reason) bad() bool { return r != taken && r != emptyLine && r != commentLine }

// parseNumber reads digits; "-" is unknown (-1), as servers write for nothing.
func parseNumber(b []byte) (n int64, ok bool) {
	if len(b) == 1 && b[0] == '-' {
		return -1, true
	}
	if len(b) == 0 || len(b) > 18 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

// maxNanos is the longest duration of a request taken as one: a year.
const maxNanos = int64(365 * 24 * 3600 * 1e9)

// parseDuration reads a decimal number of units as nanoseconds; a negative one
// and "-" are unknown, as load balancers write for requests never answered.
func parseDuration(b []byte, unit int64) (nanos int64, ok bool) {
	if len(b) == 0 {
		return 0, false
	}
	if b[0] == '-' {
		if len(b) == 1 {
			return -1, true
		}
		nanos, ok = parseDuration(b[1:], unit)
		return -1, ok && nanos >= 0
	}
	whole, i := int64(0), 0
	for ; i < len(b) && b[i] >= '0' && b[i] <= '9'; i++ {
		if whole = whole*10 + int64(b[i]-'0'); whole > maxNanos/unit {
			return 0, false
		}
	}
	nanos = whole * unit
	if i == len(b) {
		return nanos, true
	}
	if b[i] != '.' || i == 0 || i == len(b)-1 {
		return 0, false
	}
	fraction, scale := int64(0), int64(1)
	for i++; i < len(b); i++ {
		if b[i] < '0' || b[i] > '9' {
			return 0, false
		}
		if scale < 1e6 { // digits after the sixth are dropped, they measure nothing
			fraction, scale = fraction*10+int64(b[i]-'0'), scale*10
		}
	}
	// fraction < 1e6 and unit at most an hour of nanoseconds: no overflow below 9.2e18.
	return nanos + fraction*unit/scale, true
}
