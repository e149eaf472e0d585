package accesslog

import "bytes"

// detectLines is how many lines of a file are tried to find its format.
const detectLines = 50

// detect takes the format that reads most of the first lines. On a tie the
// earlier of the list wins; without any it is the combined format, whose errors
// then say what is wrong.
func detect(block []byte, o *Options) Format {
	if o.Format != Detect {
		return o.Format
	}
	best, most := Combined, 0
	for _, f := range []Format{Combined, JSON, ALB, ELB} {
		p := newParser(o)
		n, rest := 0, block
		for i := 0; i < detectLines && len(rest) > 0; i++ {
			line := rest
			if end := bytes.IndexByte(rest, '\n'); end >= 0 {
				line, rest = rest[:end], rest[end+1:]
			} else {
				rest = nil
			}
			var r record
			if p.parse(f, line, &r) == taken {
				n++
			}
		}
		if n > most {
			best, most = f, n
		}
	}
	return best
}

func newParser(o *Options) *parser {
	return &parser{o: o, fields: o.fieldNames()}
}

// parse reads one line of a format; the line has no end.
func (p *parser) parse(f Format, line []byte, r *record) reason {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	if len(line) == 0 {
		return emptyLine
	}
	if line[0] == '#' {
		return commentLine
	}
	switch f {
	case JSON:
		return p.json(line, r)
	case ALB:
		return p.balancer(line, true, r)
	case ELB:
		return p.balancer(line, false, r)
	}
	return p.combined(line, r)
}
