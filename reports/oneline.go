package reports

import (
	"strings"
	"unicode"
)

// OneLine makes any text one line that is safe to print: line breaks and tabs
// become spaces, invisible format runes go, control runes and broken UTF-8
// become U+FFFD. A terminal would obey escape sequences and bidirectional
// overrides in a provider's name.
func OneLine(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\r', r == '\t', r == '\u2028', r == '\u2029':
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsControl(r):
			return '\uFFFD'
		}
		return r
	}, s)
}
