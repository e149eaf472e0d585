package accesslog

import (
	"bytes"

	"github.com/sovcost/sovcost/model/traffic/timestamp"
)

// balancer reads the logs of AWS load balancers. Application: type, time, name,
// client, target, three processing times, two statuses, received and sent bytes,
// then quoted fields. Classic: the same without the type. The duration is the sum
// of the three times; -1 in any of them means that it is unknown.
func (p *parser) balancer(line []byte, typed bool, r *record) reason {
	if typed {
		i := bytes.IndexByte(line, ' ')
		if i < 0 || !isType(line[:i]) {
			return badShape
		}
		line = line[i+1:]
	}
	var f [11][]byte
	for i := range f {
		end := bytes.IndexByte(line, ' ')
		if end < 0 {
			return badShape
		}
		f[i], line = line[:end], line[end+1:]
	}
	if len(line) == 0 || line[0] != '"' {
		return badShape
	}
	t, err := timestamp.Parse(f[0])
	if err != nil || t.Kind != timestamp.Zoned {
		return badTime
	}
	r.nanos, r.offset, r.naive = t.Nanos, int32(t.Offset), false
	r.duration = 0
	for _, b := range f[4:7] {
		d, ok := parseDuration(b, 1e9)
		switch {
		case !ok:
			return badDuration
		case d < 0 || r.duration < 0:
			r.duration = -1
		default:
			r.duration += d
		}
	}
	for _, b := range f[7:9] {
		if string(b) != "-" && (len(b) != 3 || !isStatus(b)) {
			return badStatus
		}
	}
	var ok bool
	if r.bytes, ok = parseNumber(f[10]); !ok {
		return badBytes
	}
	return taken
}

func isType(b []byte) bool {
	switch string(b) {
	case "http", "https", "h2", "grpcs", "ws", "wss":
		return true
	}
	return false
}
