package basis

import (
	"math"
	"strings"
	"testing"
)

func TestCheckEdges(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	cases := []struct {
		name  string
		check func(c *Check)
		want  string // "" accepts
	}{
		{"positive 0", func(c *Check) { c.Positive("rate", 0, 10, "give a rate") }, "rate 0: must be above 0 and at most 10; give a rate"},
		{"positive smallest", func(c *Check) { c.Positive("rate", math.SmallestNonzeroFloat64, 10, "") }, ""},
		{"positive at the top", func(c *Check) { c.Positive("rate", 10, 10, "") }, ""},
		{"positive past the top", func(c *Check) { c.Positive("rate", math.Nextafter(10, 11), 10, "") }, "rate 10.000000000000002"},
		{"positive nan", func(c *Check) { c.Positive("rate", nan, 10, "") }, "rate not a number"},
		{"positive inf", func(c *Check) { c.Positive("rate", inf, 10, "") }, "rate infinite"},
		{"non-negative 0", func(c *Check) { c.NonNegative("tau", 0, 10, "") }, ""},
		{"non-negative below", func(c *Check) { c.NonNegative("tau", -1e-300, 10, "") }, "tau -1e-300: must be 0 to 10"},
		{"non-negative -inf", func(c *Check) { c.NonNegative("tau", -inf, 10, "") }, "tau minus infinite"},
		{"non-negative nan", func(c *Check) { c.NonNegative("tau", nan, 10, "") }, "tau not a number"},
		{"share 0", func(c *Check) { c.Share("q", 0, "") }, "q 0"},
		{"share half", func(c *Check) { c.Share("q", 0.5, "") }, ""},
		{"share 1", func(c *Check) { c.Share("q", 1, "") }, "q 1"},
		{"share nan", func(c *Check) { c.Share("q", nan, "") }, "q not a number"},
		{"count below", func(c *Check) { c.Count("n", 0, 1, 3, "") }, "n 0: must be 1 to 3"},
		{"count at 1", func(c *Check) { c.Count("n", 1, 1, 3, "") }, ""},
		{"count above", func(c *Check) { c.Count("n", 4, 1, 3, "") }, "n 4"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			var c Check
			tc.check(&c)
			if tc.want == "" {
				if c.Err() != nil || !c.OK() {
					t.Fatalf("refused: %v", c.Err())
				}
				return
			}
			if c.OK() || !strings.HasPrefix(c.Err().Error(), tc.want) {
				t.Fatalf("got %v, want prefix %q", c.Err(), tc.want)
			}
		})
	}
}

func TestAllRefusalsAtOnce(t *testing.T) {
	var c Check
	c.Positive("rate", -1, 10, "")
	c.Count("servers", 0, 1, 2, "")
	if got := strings.Count(c.Err().Error(), "\n"); got != 1 {
		t.Fatalf("two refusals must be two lines, got %q", c.Err())
	}
}

func TestLabel(t *testing.T) {
	if got := (Basis{Method: Exact, Formula: "Erlang B"}).String(); got != "exact (Erlang B)" {
		t.Fatal(got)
	}
	if got := (Basis{Method: Rule}).String(); got != "published rule" {
		t.Fatal(got)
	}
}
