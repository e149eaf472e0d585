package pricing

import (
	"slices"
	"testing"
)

// A standard input is taken up when a rule uses its name; a quantity alone uses
// none, though its unit may be spelled the same.
func TestWordsOfRules(t *testing.T) {
	for rule, want := range map[string][]string{
		"1M requests": nil, "10240 GiB": nil, "2 * requests": {"requests"}, "0.25 * month": {"month"}, "[1 request]": nil,
		"requests * roundup(duration, [1ms])": {"requests", "roundup", "duration"}, "": nil,
	} {
		if got := words(rule); !slices.Equal(got, want) {
			t.Errorf("words of %q are %q, want %q", rule, got, want)
		}
	}
}
