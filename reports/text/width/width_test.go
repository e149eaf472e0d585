package width

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	pretty "github.com/jedib0t/go-pretty/v6/text"
	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/reports"
)

func TestOf(t *testing.T) {
	for s, want := range map[string]int{"": 0, "abc": 3, "Zürich": 6, "漢字": 4, "─": 1, "a b~": 4} {
		if got := Of(s); got != want {
			t.Errorf("Of(%q) = %d, want %d", s, got, want)
		}
	}
}

func TestClipAndPad(t *testing.T) {
	for _, tt := range []struct {
		s    string
		room int
		want string
	}{{"abcd", 5, "abcd"}, {"abcd", 4, "abcd"}, {"abcd", 3, "ab…"}, {"漢字", 3, "漢…"}, {"", 0, ""}} {
		if got := Clip(tt.s, tt.room); got != tt.want {
			t.Errorf("Clip(%q, %d) = %q, want %q", tt.s, tt.room, got, tt.want)
		}
	}
	if got := Pad("ü", 3); got != "ü  " {
		t.Errorf("Pad = %q", got)
	}
	if got := Pad("abcd", 3); got != "abcd" {
		t.Errorf("Pad = %q", got)
	}
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		s    string
		room int
		want []string
	}{
		{"one two", 7, []string{"one two"}},
		{"one two", 6, []string{"one", "two"}},
		{"onetwothree", 4, []string{"onet", "woth", "ree"}},
		{"a onetwothree b", 4, []string{"a", "onet", "woth", "ree", "b"}},
		{"", 4, []string{""}},
		{"      ", 4, []string{""}},
	} {
		if diff := cmp.Diff(tt.want, Wrap(tt.s, tt.room)); diff != "" {
			t.Errorf("Wrap(%q, %d): %s", tt.s, tt.room, diff)
		}
	}
}

// Wrapping keeps every word and every line within the room.
func TestWrapKeepsWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := reports.OneLine(rapid.String().Draw(t, "text"))
		room := rapid.IntRange(2, 40).Draw(t, "room")
		lines := Wrap(s, room)
		for _, line := range lines {
			if pretty.StringWidth(line) > room {
				t.Fatalf("%q is wider than %d", line, room)
			}
		}
		got := strings.Join(strings.Fields(strings.Join(lines, "")), "")
		want := strings.Join(strings.Fields(s), "")
		if got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}
