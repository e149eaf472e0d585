package accesslog

import (
	"bytes"

	"github.com/sovcost/sovcost/model/traffic/timestamp"
)

// parser reads lines of one format and remembers the last minute and zone, which
// are the same for thousands of lines.
type parser struct {
	o         *Options
	minute    [17]byte
	minuteAt  int64
	zone      [5]byte
	zoneShift int32
	fields    fieldNames
}

// combined reads: host ident user [time] "request" status bytes, and what may
// follow. Quotes inside a request are escaped with a backslash.
func (p *parser) combined(line []byte, r *record) reason {
	open := bytes.IndexByte(line, '[')
	if open < 0 || len(line) < open+28 {
		return badShape
	}
	stamp := line[open+1:]
	if stamp[26] != ']' || !p.webTime(stamp[:26], r) {
		return badTime
	}
	rest := stamp[27:]
	if len(rest) < 2 || rest[0] != ' ' || rest[1] != '"' {
		return badShape
	}
	rest = rest[2:]
	end := closingQuote(rest)
	if end < 0 || len(rest) < end+6 || rest[end+1] != ' ' {
		return badShape
	}
	rest = rest[end+2:]
	if !isStatus(rest[:3]) || rest[3] != ' ' {
		return badStatus
	}
	rest = rest[4:]
	n := 0
	for n < len(rest) && rest[n] != ' ' {
		n++
	}
	size, ok := parseNumber(rest[:n])
	if !ok {
		return badBytes
	}
	r.bytes, r.duration = size, -1
	if p.o.DurationField == "last" {
		word := rest[bytes.LastIndexByte(rest, ' ')+1:]
		word = bytes.Trim(word, `"`)
		if r.duration, ok = parseDuration(word, int64(p.o.DurationUnit)); !ok || n == len(rest) {
			return badDuration
		}
	}
	return taken
}

func isStatus(b []byte) bool {
	return b[0] >= '1' && b[0] <= '9' && b[1] >= '0' && b[1] <= '9' && b[2] >= '0' && b[2] <= '9'
}

// closingQuote is the first quote that an even number of backslashes precedes.
func closingQuote(b []byte) int {
	for from := 0; ; {
		i := bytes.IndexByte(b[from:], '"')
		if i < 0 {
			return -1
		}
		i += from
		slashes := 0
		for i-slashes > 0 && b[i-slashes-1] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return i
		}
		from = i + 1
	}
}

// webTime reads the 26 bytes "17/May/2015:10:05:03 +0000".
func (p *parser) webTime(b []byte, r *record) bool {
	if string(b[:17]) != string(p.minute[:]) {
		at, ok := timestamp.WebMinute(b[:17])
		if !ok {
			return false
		}
		copy(p.minute[:], b)
		p.minuteAt = at
	}
	s1, s2 := b[18]-'0', b[19]-'0'
	if b[17] != ':' || b[20] != ' ' || s1 > 6 || s2 > 9 || s1 == 6 && s2 > 0 {
		return false
	}
	if string(b[21:26]) != string(p.zone[:]) {
		shift, ok := offset(b[21:26])
		if !ok {
			return false
		}
		copy(p.zone[:], b[21:26])
		p.zoneShift = shift
	}
	r.nanos = p.minuteAt + (int64(s1)*10+int64(s2)-int64(p.zoneShift))*1e9
	r.offset, r.naive = p.zoneShift, false
	return true
}

// offset reads +hhmm.
func offset(b []byte) (seconds int32, ok bool) {
	for _, c := range b[1:] {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	h, m := int32(b[1]-'0')*10+int32(b[2]-'0'), int32(b[3]-'0')*10+int32(b[4]-'0')
	if h > 15 || m > 59 {
		return 0, false
	}
	switch b[0] {
	case '+':
		return h*3600 + m*60, true
	case '-':
		return -h*3600 - m*60, true
	}
	return 0, false
}
