package factsheet

import (
	"bytes"
	"unicode/utf8"
)

// node is one key or array element with the offset where it stands. value is
// the offset of its value, -1 where it has none of its own (a table header).
type node struct {
	at, value int
	keys      map[string]*node
	items     []*node
	tables    bool // items are [[tables]]: a header path goes to the last one
}

func (n *node) child(key string, at int) *node {
	if c, ok := n.keys[key]; ok {
		return c
	}
	if n.keys == nil {
		n.keys = map[string]*node{}
	}
	c := &node{at: at, value: -1}
	n.keys[key] = c
	return c
}

// scanner walks text that the parser has already accepted and notes where each
// key stands. It therefore needs no error messages: on anything unexpected it
// stops, and positions fall back to the nearest parent.
type scanner struct {
	data []byte
	i    int
	root *node
}

func scan(data []byte) *node {
	s := &scanner{data: data, root: &node{value: -1}}
	base := s.root
	for {
		s.space(true)
		if s.i >= len(s.data) {
			return s.root
		}
		var ok bool
		if s.data[s.i] == '[' {
			base, ok = s.header()
		} else {
			ok = s.pair(base)
		}
		if !ok {
			return s.root
		}
	}
}

// space skips blanks and comments, and line ends if asked to.
func (s *scanner) space(newlines bool) {
	for s.i < len(s.data) {
		switch c := s.data[s.i]; {
		case c == ' ' || c == '\t' || c == '\r':
			s.i++
		case c == '\n' && newlines:
			s.i++
		case c == '#':
			s.i = skipLine(s.data, s.i)
		default:
			return
		}
	}
}

// header reads [a.b] or [[a.b]] and returns the table it opens.
func (s *scanner) header() (*node, bool) {
	array := bytes.HasPrefix(s.data[s.i:], []byte("[["))
	s.i++
	if array {
		s.i++
	}
	n := s.root
	for {
		s.space(false)
		at := s.i
		key, ok := s.key()
		if !ok {
			return nil, false
		}
		n = n.child(key, at)
		s.space(false)
		if s.i < len(s.data) && s.data[s.i] == '.' {
			s.i++
			n = n.last()
			continue
		}
		if s.i >= len(s.data) || s.data[s.i] != ']' {
			return nil, false
		}
		s.i++
		if !array {
			return n.last(), true
		}
		s.i++
		item := &node{at: at, value: -1}
		n.tables, n.items = true, append(n.items, item)
		return item, true
	}
}

// last is the newest element of an array of tables, or the table itself.
func (n *node) last() *node {
	if n.tables && len(n.items) > 0 {
		return n.items[len(n.items)-1]
	}
	return n
}

// pair reads key = value below n.
func (s *scanner) pair(n *node) bool {
	for {
		s.space(false)
		at := s.i
		key, ok := s.key()
		if !ok {
			return false
		}
		n = n.child(key, at)
		s.space(false)
		if s.i >= len(s.data) {
			return false
		}
		switch s.data[s.i] {
		case '.':
			s.i++
		case '=':
			s.i++
			s.space(true)
			return s.valueOf(n)
		default:
			return false
		}
	}
}

// key reads one part of a dotted key.
func (s *scanner) key() (string, bool) {
	if s.i >= len(s.data) {
		return "", false
	}
	start := s.i
	if c := s.data[s.i]; c == '"' || c == '\'' {
		s.i = skipString(s.data, s.i)
		if s.i-start < 2 {
			return "", false
		}
		raw := s.data[start+1 : s.i-1]
		if c == '\'' {
			return string(raw), true
		}
		return unescape(raw), true
	}
	for s.i < len(s.data) && isBareByte(s.data[s.i]) {
		s.i++
	}
	return string(s.data[start:s.i]), s.i > start
}

// valueOf reads one value and notes the elements in it.
func (s *scanner) valueOf(n *node) bool {
	if s.i >= len(s.data) {
		return false
	}
	n.value = s.i
	switch s.data[s.i] {
	case '"', '\'':
		s.i = skipString(s.data, s.i)
	case '[':
		return s.array(n)
	case '{':
		return s.inline(n)
	default:
		for s.i < len(s.data) && !bytes.ContainsRune([]byte(",]}#\r\n"), rune(s.data[s.i])) {
			s.i++
		}
		return s.i > n.value // a stray bracket is no value, and no progress
	}
	return true
}

func (s *scanner) array(n *node) bool {
	s.i++
	for {
		s.space(true)
		if s.i >= len(s.data) {
			return false
		}
		switch s.data[s.i] {
		case ']':
			s.i++
			return true
		case ',':
			s.i++
		default:
			item := &node{at: s.i, value: -1}
			n.items = append(n.items, item)
			if !s.valueOf(item) {
				return false
			}
		}
	}
}

func (s *scanner) inline(n *node) bool {
	s.i++
	for {
		s.space(true)
		if s.i >= len(s.data) {
			return false
		}
		switch s.data[s.i] {
		case '}':
			s.i++
			return true
		case ',':
			s.i++
		default:
			if !s.pair(n) {
				return false
			}
		}
	}
}

// unescape reads the escapes a quoted key may hold.
func unescape(raw []byte) string {
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' || i+1 == len(raw) {
			out = append(out, raw[i])
			continue
		}
		i++
		switch digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[raw[i]]; {
		case digits > 0 && i+digits < len(raw):
			out = utf8.AppendRune(out, hexRune(raw[i+1:i+1+digits]))
			i += digits
		default:
			out = append(out, escaped(raw[i]))
		}
	}
	return string(out)
}

func hexRune(digits []byte) rune {
	var r rune
	for _, c := range digits {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		}
	}
	return r
}

func escaped(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 't':
		return '\t'
	case 'n':
		return '\n'
	case 'f':
		return '\f'
	case 'r':
		return '\r'
	case 'e':
		return 0x1b
	}
	return c
}
