package factsheet

import (
	"fmt"
	"slices"
	"strings"
)

// Source says where a figure comes from and how far it can be trusted.
type Source struct {
	ID         string      `toml:"id"`
	Title      string      `toml:"title"`
	URL        string      `toml:"url"`
	AsOf       PartialDate `toml:"as_of"`
	Confidence string      `toml:"confidence"`
	Note       string      `toml:"note"`
}

// Confidences are the words for trust, best first: high is a vendor feed, a primary
// text or two sources that agree; medium one dated copy or a derivation; low an
// old, second-hand or undated one; none no evidence.
func Confidences() []string { return []string{"high", "medium", "low", "none"} }

// CheckConfidence refuses any other word.
func CheckConfidence(word string) error {
	known := Confidences()
	if slices.Contains(known, word) {
		return nil
	}
	hint := "one of " + strings.Join(known, ", ")
	if s := Suggest(word, known); s != "" {
		hint = fmt.Sprintf("did you mean %q?", s)
	}
	return ValueError{Message: fmt.Sprintf("confidence is %q", word), Hint: hint}
}
