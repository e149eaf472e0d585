package sovereignty

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// TestReadme runs the example of the manual and holds its lists against the book.
func TestReadme(t *testing.T) {
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	b := book(t)
	blocks := regexp.MustCompile("(?s)```toml\n(.*?)```").FindAllStringSubmatch(text, -1)
	if len(blocks) != 1 {
		t.Fatalf("%d examples", len(blocks))
	}
	mine, err := b.With(fstest.MapFS{"own.toml": {Data: []byte(blocks[0][1])}})
	if err != nil {
		t.Fatal(err)
	}
	facts := Facts{}
	facts.Set("data.classes", Set("client_identifying"), "")
	facts.Set("crypto.provider_can_decrypt", Bool(true), "")
	if f, ok := mine.AssessRule("acme.keys", facts, today); !ok || f.Verdict != Fail {
		t.Errorf("the example gives %v", f.Verdict)
	}
	_, unverified, _ := strings.Cut(text, "Not verified on the primary text")
	unverified, _, _ = strings.Cut(unverified, "The Swiss list")
	for _, r := range b.Rules() {
		if named := strings.Contains(unverified, r.ID); named != (r.Confidence != "high") {
			t.Errorf("%s has confidence %s; the manual lists it as not verified: %v", r.ID, r.Confidence, named)
		}
	}
	if n := len(b.RuleIDs()); n != 36 || len(b.Rules()) != 39 || len(b.Providers()) != 27 {
		t.Errorf("the manual counts 36 rules, 39 rows, 27 providers; the book has %d, %d, %d", n, len(b.Rules()), len(b.Providers()))
	}
	for _, o := range operators {
		if !strings.Contains(text, o.spelling) {
			t.Errorf("the manual does not name %s", o.spelling)
		}
	}
}
