package formula_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// TestReach holds what a reading reads against a plain walk from the roots, on
// graphs of several pages of marks.
func TestReach(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := formula.New()
		n := rapid.IntRange(1, 13_000).Draw(t, "nodes")
		step := rapid.IntRange(1, 5_000).Draw(t, "step")
		for i := range n {
			if i < step {
				g.Given(fmt.Sprint("leaf", i), "leaf", unit.Of(exact.Int(int64(i)), unit.None))
			} else {
				g.Sum("sum", g.At(i-step), g.At(i/2))
			}
		}
		roots := []formula.Node{{}}
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, n-1), 0, 3).Draw(t, "roots") {
			roots = append(roots, g.At(i))
		}
		want := map[int]bool{}
		for todo := slices.Clone(roots); len(todo) > 0; {
			last := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			if last.OK() && !want[last.Index()] {
				want[last.Index()] = true
				todo = append(todo, last.Inputs()...)
			}
		}
		v, err := g.Evaluate(nil, roots...)
		if err != nil {
			t.Fatal(err)
		}
		for i, seen := range g.Reachable(roots...) {
			if seen != want[i] || v.Has(g.At(i)) != want[i] {
				t.Fatalf("node %d: reached %v, read %v, want %v", i, seen, v.Has(g.At(i)), want[i])
			}
			if l, leaf := g.At(i).Leaf(); leaf && seen && !v.Base(g.At(i)).Equal(l.Value) {
				t.Fatalf("leaf %d reads %s", i, v.Base(g.At(i)))
			}
		}
	})
}
