package reports

import (
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestOneLine(t *testing.T) {
	for in, want := range map[string]string{
		"Zürich":       "Zürich",
		"a\x1b[2Jb\nc": "a\uFFFD[2Jb c",
		"d\u202ee":     "de",
		"f\xff\x00g":   "f\uFFFD\uFFFDg",
		"h\tj\r\nk":    "h j  k",
	} {
		if got := OneLine(in); got != want {
			t.Errorf("OneLine(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzOneLine(f *testing.F) {
	f.Add("a\x1b[31mred\u202e\n\xff")
	f.Fuzz(func(t *testing.T, s string) {
		got := OneLine(s)
		if !utf8.ValidString(got) {
			t.Fatalf("%q is not UTF-8", got)
		}
		for _, r := range got {
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
				t.Fatalf("%q keeps %U", got, r)
			}
		}
		if again := OneLine(got); again != got {
			t.Fatalf("%q changes again to %q", got, again)
		}
	})
}
