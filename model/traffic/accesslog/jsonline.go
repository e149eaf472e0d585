package accesslog

import (
	"bytes"

	"github.com/sovcost/sovcost/model/traffic/timestamp"
)

// fieldNames are the keys of JSON lines that matter.
type fieldNames struct{ time, duration, bytes [][]byte }

func (o *Options) fieldNames() fieldNames {
	names := func(said string, usual ...string) (out [][]byte) {
		if said != "" {
			usual = []string{said}
		}
		for _, u := range usual {
			out = append(out, []byte(u))
		}
		return out
	}
	return fieldNames{
		time: names(o.TimeField, "@timestamp", "timestamp", "time", "ts", "time_iso8601", "time_local", "datetime", "date"),
		// request_time is nginx's name and is in seconds, as is the default
		// unit; names such as "duration" come in every unit and must be said.
		duration: names(o.DurationField, "request_time"),
		bytes:    names(o.BytesField, "body_bytes_sent", "bytes_sent", "response_size", "size", "bytes"),
	}
}

// rank is the place of a key in the order of preference, or -1.
func rank(names [][]byte, key []byte) int {
	for i, n := range names {
		if bytes.Equal(n, key) {
			return i
		}
	}
	return -1
}

// json reads a JSON object of one line. Only its top level is looked at.
//
// Note: encoding/json reads 60 MB/s into a struct; a log is read for three
// values, so this scanner steps over the others. It checks what it steps over for
// closed strings and brackets, and refuses what is not an object.
func (p *parser) json(line []byte, r *record) reason {
	s := scanner{b: line}
	if !s.take('{') {
		return badJSON
	}
	best := [3]int{1 << 20, 1 << 20, 1 << 20}
	var value [3][]byte
	if !s.take('}') {
		for {
			key, ok := s.str()
			if !ok || !s.take(':') {
				return badJSON
			}
			v, ok := s.value()
			if !ok {
				return badJSON
			}
			for i, names := range [3][][]byte{p.fields.time, p.fields.duration, p.fields.bytes} {
				if at := rank(names, key); at >= 0 && at < best[i] {
					best[i], value[i] = at, v
				}
			}
			if s.take(',') {
				continue
			}
			if s.take('}') {
				break
			}
			return badJSON
		}
	}
	if s.space(); s.at != len(line) {
		return badJSON
	}
	return p.jsonRecord(value, r)
}

func (p *parser) jsonRecord(value [3][]byte, r *record) reason {
	stamp := bytes.Trim(value[0], `"`)
	if len(stamp) == 0 {
		return noTimeField
	}
	if len(stamp) == 26 && stamp[2] == '/' {
		if !p.webTime(stamp, r) {
			return badTime
		}
	} else {
		t, err := timestamp.Parse(stamp)
		if err != nil || t.Kind == timestamp.Date {
			return badTime
		}
		r.nanos, r.offset, r.naive = t.Nanos, int32(t.Offset), t.Kind == timestamp.Naive
	}
	r.duration, r.bytes = -1, -1
	var ok bool
	if v := bytes.Trim(value[1], `"`); len(v) > 0 && string(v) != "null" {
		if r.duration, ok = parseDuration(v, int64(p.o.DurationUnit)); !ok {
			return badDuration
		}
	}
	if v := bytes.Trim(value[2], `"`); len(v) > 0 && string(v) != "null" {
		if r.bytes, ok = parseNumber(v); !ok {
			return badBytes
		}
	}
	return taken
}

// scanner steps through JSON.
type scanner struct {
	b  []byte
	at int
}

func (s *scanner) space() {
	for s.at < len(s.b) && (s.b[s.at] == ' ' || s.b[s.at] == '\t' || s.b[s.at] == '\r') {
		s.at++
	}
}

func (s *scanner) take(c byte) bool {
	s.space()
	if s.at < len(s.b) && s.b[s.at] == c {
		s.at++
		return true
	}
	return false
}

// str reads a string and returns what stands between the quotes, escapes kept.
func (s *scanner) str() ([]byte, bool) {
	if !s.take('"') {
		return nil, false
	}
	end := closingQuote(s.b[s.at:])
	if end < 0 {
		return nil, false
	}
	v := s.b[s.at : s.at+end]
	s.at += end + 1
	return v, true
}

// value steps over a value and returns it; objects and arrays as they stand.
func (s *scanner) value() ([]byte, bool) {
	s.space()
	start := s.at
	if start == len(s.b) {
		return nil, false
	}
	switch s.b[start] {
	case '"':
		v, ok := s.str()
		return v, ok
	case '{', '[':
		return nil, s.nested()
	}
	for s.at < len(s.b) && s.b[s.at] != ',' && s.b[s.at] != '}' && s.b[s.at] != ' ' {
		s.at++
	}
	v := s.b[start:s.at]
	if len(v) == 0 || v[0] != '-' && (v[0] < '0' || v[0] > '9') && string(v) != "true" && string(v) != "false" && string(v) != "null" {
		return nil, false
	}
	return v, true
}

// nested steps over an object or array by its brackets. Brackets of both kinds
// are counted together up to a depth that no log reaches.
func (s *scanner) nested() bool {
	depth := 0
	for s.at < len(s.b) {
		switch s.b[s.at] {
		case '{', '[':
			if depth++; depth > 64 {
				return false
			}
		case '}', ']':
			if depth--; depth == 0 {
				s.at++
				return true
			}
		case '"':
			if _, ok := s.str(); !ok {
				return false
			}
			continue
		}
		s.at++
	}
	return false
}
