package factsheet

import (
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
)

// quick reads the plain TOML that documents are written in, several times as fast
// as the library: [tables], [[tables]], bare or quoted keys, strings of one line
// without escapes, whole numbers, decimals, days, booleans, lists, inline tables.
// At anything else, and at anything that may be wrong, it gives up and the library
// reads the document: ok is false then, and every refusal is the library's own.
// What it reads is value for value what the library reads.
func quick(text []byte) (tree map[string]any, ok bool) {
	for i, c := range text {
		if c < ' ' && c != '\n' && c != '\t' && (c != '\r' || i+1 == len(text) || text[i+1] != '\n') || c == 0x7f {
			return nil, false
		}
	}
	q := &quickReader{text: string(text)}
	root := newQuickTable()
	q.into = root
	for {
		q.blank(true)
		switch {
		case q.i == len(q.text):
			return root.values, true
		case q.text[q.i] == '[':
			ok = q.header(root)
		default:
			ok = q.pair(q.into, 0)
		}
		if !ok || !q.lineEnd() {
			return nil, false
		}
	}
}

type quickReader struct {
	text string
	i    int
	into *quickTable // the table of the last header
	days *time.Location
}

// blank skips spaces, and lines and comments if asked to.
func (q *quickReader) blank(lines bool) {
	for q.i < len(q.text) {
		switch c := q.text[q.i]; {
		case c == ' ' || c == '\t' || lines && (c == '\n' || c == '\r'):
			q.i++
		case lines && c == '#':
			q.comment()
		default:
			return
		}
	}
}

func (q *quickReader) comment() {
	n := strings.IndexByte(q.text[q.i:], '\n')
	if n < 0 {
		n = len(q.text) - q.i
	}
	q.i += n
}

// lineEnd reports whether nothing but a comment follows on the line.
func (q *quickReader) lineEnd() bool {
	q.blank(false)
	if q.i < len(q.text) && q.text[q.i] == '#' {
		q.comment()
	}
	return q.i == len(q.text) || q.text[q.i] == '\n' || q.text[q.i] == '\r'
}

func (q *quickReader) take(c byte) bool {
	if q.i < len(q.text) && q.text[q.i] == c {
		q.i++
		return true
	}
	return false
}

// key is one part of a key.
func (q *quickReader) key() (string, bool) {
	if q.i < len(q.text) && (q.text[q.i] == '"' || q.text[q.i] == '\'') {
		return q.quoted()
	}
	start := q.i
	for q.i < len(q.text) && isBareByte(q.text[q.i]) {
		q.i++
	}
	return q.text[start:q.i], q.i > start
}

// quoted is a string of one line without escapes.
func (q *quickReader) quoted() (string, bool) {
	quote := q.text[q.i]
	rest := q.text[q.i+1:]
	n := strings.IndexByte(rest, quote)
	if n < 0 || n == 0 && len(rest) > 1 && rest[1] == quote { // """ opens a string of several lines
		return "", false
	}
	s := rest[:n]
	if strings.IndexByte(s, '\n') >= 0 || quote == '"' && strings.IndexByte(s, '\\') >= 0 {
		return "", false
	}
	q.i += n + 2
	return s, true
}

// header reads [a.b] or [[a.b]].
func (q *quickReader) header(root *quickTable) bool {
	q.i++
	list := q.take('[')
	at := root
	for {
		q.blank(false)
		key, ok := q.key()
		if !ok {
			return false
		}
		q.blank(false)
		if q.take('.') {
			if at = at.below(key); at == nil {
				return false
			}
			continue
		}
		if !q.take(']') || list && !q.take(']') {
			return false
		}
		if list {
			q.into = at.element(key)
		} else {
			q.into = at.table(key)
		}
		return q.into != nil
	}
}

// pair reads key = value.
func (q *quickReader) pair(into *quickTable, depth int) bool {
	key, ok := q.key()
	q.blank(false)
	for ok && q.take('.') {
		if into = into.dot(key); into == nil {
			return false
		}
		q.blank(false)
		key, ok = q.key()
		q.blank(false)
	}
	if !ok || !q.take('=') {
		return false
	}
	q.blank(false)
	if _, twice := into.values[key]; twice {
		return false
	}
	into.values[key], ok = q.value(depth)
	return ok
}

func (q *quickReader) value(depth int) (any, bool) {
	if q.i == len(q.text) || depth > MaxDepth {
		return nil, false
	}
	switch q.text[q.i] {
	case '"', '\'':
		s, ok := q.quoted()
		return s, ok
	case '[':
		return q.list(depth + 1)
	case '{':
		return q.inline(depth + 1)
	}
	start := q.i
	for q.i < len(q.text) && strings.IndexByte(" \t\r\n,]}#", q.text[q.i]) < 0 {
		q.i++
	}
	return q.bare(q.text[start:q.i])
}

// bare is a boolean, a day, a whole number or a decimal in plain digits.
func (q *quickReader) bare(word string) (any, bool) {
	digits := strings.TrimPrefix(word, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	switch {
	case word == "true" || word == "false":
		return word == "true", true
	case len(word) == 10 && word[4] == '-' && word[7] == '-':
		return q.day(word)
	case !plainDigits(whole) || len(whole) > 15 || len(whole) > 1 && whole[0] == '0':
		return nil, false
	case !point:
		n, err := strconv.ParseInt(word, 10, 64)
		return n, err == nil
	case !plainDigits(fraction):
		return nil, false
	}
	f, err := strconv.ParseFloat(word, 64)
	return f, err == nil
}

func plainDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// day is a date in the zone by which the library marks dates without a time.
func (q *quickReader) day(word string) (any, bool) {
	if q.days == nil {
		var d map[string]any // into a time.Time it would be in another zone
		if _, err := toml.Decode("day = "+word, &d); err != nil {
			return nil, false
		}
		t, ok := d["day"].(time.Time)
		if !ok {
			return nil, false
		}
		q.days = t.Location()
	}
	t, err := time.ParseInLocation(time.DateOnly, word, q.days)
	return t, err == nil
}

func (q *quickReader) list(depth int) (any, bool) {
	q.i++
	out := []any{}
	for {
		q.blank(true)
		if q.take(']') {
			return out, true
		}
		v, ok := q.value(depth)
		if !ok {
			return nil, false
		}
		out = append(out, v)
		q.blank(true)
		if !q.take(',') && (q.i == len(q.text) || q.text[q.i] != ']') {
			return nil, false
		}
	}
}

// inline is an inline table on one line.
func (q *quickReader) inline(depth int) (any, bool) {
	q.i++
	out := newQuickTable()
	q.blank(false)
	if q.take('}') {
		return out.values, true
	}
	for {
		q.blank(false)
		if !q.pair(out, depth) {
			return nil, false
		}
		q.blank(false)
		if q.take('}') {
			return out.values, true
		}
		if !q.take(',') {
			return nil, false
		}
	}
}
