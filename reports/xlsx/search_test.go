package xlsx

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// The search finds the stretches that the exact reading finds, to a millionth.
func TestSearchEqualsExact(t *testing.T) {
	for _, name := range []string{"webshop.toml", "rare-batch.toml", "steady-api.toml"} {
		p, err := newPlan(question(t, name, nil), maxBlocks)
		must(t, err)
		want, err := readCurves(p)
		must(t, err)
		if want == nil || len(want.flips) == 0 {
			t.Fatalf("%s: no stretches to compare with", name)
		}
		got := &curves{axis: want.axis, options: want.options}
		l, _ := want.axis.Leaf()
		from, _ := l.Value.Quo(exact.Int(evenBelow))
		roots := make([]formula.Node, len(got.options))
		for i, o := range got.options {
			roots[i] = o.Total
		}
		must(t, got.search(p, roots, from, l.Value.Mul(exact.Int(evenAbove)), l.Value))
		if len(got.flips) != len(want.flips) {
			t.Fatalf("%s: %d stretches searched, %d exact: %v %v", name, len(got.flips), len(want.flips), got.flips, want.flips)
		}
		for i, w := range want.flips {
			g := got.flips[i]
			if g.cheapest != w.cheapest || math.Abs(g.from-w.from) > 1e-5*w.from+1e-9 || math.Abs(g.to-w.to) > 1e-5*w.to {
				t.Errorf("%s: stretch %d is %+v, exactly %+v", name, i, g, w)
			}
		}
	}
}

// A year of hours, each of its own level: the curves are searched, and every
// formula is recalculated to the engine's figure.
func TestYearOfHours(t *testing.T) {
	soffice(t)
	s, err := scenario.Load(os.DirFS("../../testdata"), "webshop.toml")
	must(t, err)
	s.Workload.Load = scenario.LoadShape{Shape: "custom", Slot: quantity(t, "1h")}
	for i := range int64(8_760) {
		s.Workload.Load.Weights = append(s.Workload.Load.Weights, 1_000_000+i*i%999_983)
	}
	c, err := ask(s, []string{"hetzner-fsn1", "scaleway-fr-par"})
	must(t, err)
	if !manyLevels(c.Profile) {
		t.Fatal("the profile has few levels")
	}
	data := workbookOf(t, c)
	bad, n := poisoned(t, data)
	file := filepath.Join(t.TempDir(), "year.xlsx")
	must(t, os.WriteFile(file, bad, 0o644))
	again, err := os.ReadFile(filepath.Join(convert(t, "xlsx", []string{file}), "year.xlsx"))
	must(t, err)
	if sameFormulas(t, "year", contents(t, data), contents(t, again)); n < 8_760 {
		t.Errorf("only %d formula cells poisoned", n)
	}
	t.Logf("%d formula cells of a year of hours recalculated, file of %d kB", n, len(data)/1000)
}
