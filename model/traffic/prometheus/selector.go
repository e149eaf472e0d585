package prometheus

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Selector names the time series of a counter: a metric and label matchers. A
// query is built from its parts; text of the user never becomes part of one.
type Selector struct {
	Metric   string
	Matchers []Matcher
}

// Matcher compares a label: = equal, != not equal, =~ and !~ a regular
// expression of the server (RE2, anchored).
type Matcher struct{ Label, Op, Value string }

// String is the selector in PromQL.
func (s Selector) String() string {
	if len(s.Matchers) == 0 {
		return s.Metric
	}
	parts := make([]string, len(s.Matchers))
	for i, m := range s.Matchers {
		parts[i] = m.Label + m.Op + strconv.Quote(m.Value)
	}
	return s.Metric + "{" + strings.Join(parts, ",") + "}"
}

// ParseSelector reads metric{label="value",other=~"a|b"} and nothing else: no
// functions, no ranges, no offsets. Those belong to the importer.
func ParseSelector(text string) (Selector, error) {
	if !utf8.ValidString(text) || len(text) > 4096 {
		return Selector{}, fmt.Errorf("selector %.40q is not UTF-8 or longer than 4096 bytes", text)
	}
	fail := func(format string, args ...any) (Selector, error) {
		return Selector{}, fmt.Errorf("selector %.80q: %s; try a form such as http_requests_total{job=\"web\"}", text, fmt.Sprintf(format, args...))
	}
	rest := strings.TrimSpace(text)
	var s Selector
	s.Metric, rest = word(rest, true)
	if s.Metric == "" {
		return fail("it does not begin with the name of a metric")
	}
	rest = strings.TrimSpace(rest)
	if rest == "" {
		return s, nil
	}
	if rest[0] != '{' {
		return fail("%.20q follows the metric; functions and ranges are added by the importer", rest)
	}
	rest = strings.TrimSpace(rest[1:])
	for rest != "}" {
		var m Matcher
		if m.Label, rest = word(rest, false); m.Label == "" {
			return fail("a label is missing at %.20q", rest)
		}
		rest = strings.TrimSpace(rest)
		for _, op := range []string{"=~", "!~", "!=", "="} {
			if strings.HasPrefix(rest, op) {
				m.Op, rest = op, strings.TrimSpace(rest[len(op):])
				break
			}
		}
		if m.Op == "" {
			return fail("label %q is compared with none of = != =~ !~", m.Label)
		}
		quoted, err := strconv.QuotedPrefix(rest)
		if err != nil || quoted[0] != '"' {
			return fail("the value of label %q is not in quotes", m.Label)
		}
		if m.Value, err = strconv.Unquote(quoted); err != nil || !utf8.ValidString(m.Value) {
			return fail("the value of label %q is not a string", m.Label)
		}
		s.Matchers = append(s.Matchers, m)
		rest = strings.TrimSpace(rest[len(quoted):])
		if strings.HasPrefix(rest, ",") {
			rest = strings.TrimSpace(rest[1:])
		} else if rest != "}" {
			return fail("a comma or a closing brace is missing at %.20q", rest)
		}
	}
	return s, nil
}

// word cuts a metric name (colons allowed) or label name off the front.
func word(s string, colon bool) (name, rest string) {
	i := 0
	for i < len(s) {
		c := s[i]
		if c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || colon && c == ':' || i > 0 && c >= '0' && c <= '9' {
			i++
			continue
		}
		break
	}
	return s[:i], s[i:]
}
