package traffic

import (
	"os"
	"strings"
	"testing"
)

// The manual's example is a file that can be read.
func TestReadmeExample(t *testing.T) {
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(data), "```toml\n")
	text, _, closed := strings.Cut(rest, "```")
	if !ok || !closed {
		t.Fatal("README.md has no example")
	}
	p, _, err := Decode("README.md", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if p.Total() != 8020 || p.Stats().Known != 3 {
		t.Errorf("%+v", p.Stats())
	}
	for _, s := range Shapes() {
		if !strings.Contains(string(data), s.Name) {
			t.Errorf("shape %s is not in the manual", s.Name)
		}
	}
}
