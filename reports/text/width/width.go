// Package width measures and breaks words by the columns they take on a
// terminal, where ü takes one and 漢 takes two.
package width

import (
	"strings"

	pretty "github.com/jedib0t/go-pretty/v6/text"
)

// Of is how many columns a text without escapes takes. ASCII is counted; the
// rest goes through grapheme clusters, a hundred times slower.
func Of(s string) int {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return pretty.StringWidth(s)
		}
	}
	return len(s)
}

// WidestWord is the width of the widest word.
func WidestWord(s string) int {
	widest := 0
	for word := range strings.FieldsSeq(s) {
		widest = max(widest, Of(word))
	}
	return widest
}

// Clip cuts s to room columns; what was cut is said by a final "…".
func Clip(s string, room int) string {
	if Of(s) <= room {
		return s
	}
	head, _ := cut(s, max(1, room-1))
	return head + "…"
}

// Pad fills s with blanks to room columns.
func Pad(s string, room int) string {
	return s + strings.Repeat(" ", max(0, room-Of(s)))
}

// Wrap breaks a text of one line into lines no wider than room, at blanks; a
// word wider than the line is cut. There is always at least one line.
func Wrap(s string, room int) []string {
	if Of(s) <= room {
		return []string{strings.TrimRight(s, " ")}
	}
	var lines []string
	line, used := "", 0
	flush := func() {
		if line != "" {
			lines = append(lines, line)
		}
		line, used = "", 0
	}
	for word := range strings.FieldsSeq(s) {
		w := Of(word)
		if used > 0 && used+1+w > room {
			flush()
		}
		if used > 0 {
			line, used = line+" ", used+1
		}
		for w > room {
			head, tail := cut(word, room)
			line = head
			flush()
			word, w = tail, Of(tail)
		}
		line, used = line+word, used+w
	}
	flush()
	if len(lines) == 0 {
		return []string{""}
	}
	return lines
}

// cut splits a text so that the head fills at most room columns, and at least
// one rune goes to the head.
func cut(s string, room int) (head, tail string) {
	used := 0
	for i, r := range s {
		w := pretty.RuneWidth(r)
		if i > 0 && used+w > room {
			return s[:i], s[i:]
		}
		used += w
	}
	return s, ""
}
