package model_test

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/modeltest"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/sheets"
	"github.com/sovcost/sovcost/sovereignty"
)

// manyOf is a scenario with everything a comparison reads.
type manyOf struct {
	s   *scenario.Scenario
	src model.Sources
}

// ask reads a scenario text over the shipped sheets and one more.
func ask(t testing.TB, text, sheet string, p traffic.Profile) manyOf {
	t.Helper()
	s, err := scenario.Load(fstest.MapFS{"many.toml": {Data: []byte(text)}}, "many.toml")
	if err != nil {
		t.Fatal(err)
	}
	lib, err := sheets.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	if sheet != "" {
		own, err := pricing.LoadLibrary(fstest.MapFS{"own.toml": {Data: []byte(sheet)}}, false)
		if err != nil {
			t.Fatal(err)
		}
		lib.Overlay(own)
	}
	rules, err := sovereignty.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	if p.Total() == 0 {
		if p, err = model.Profile(s, nil); err != nil {
			t.Fatal(err)
		}
	}
	return manyOf{s, model.Sources{Library: lib, Rules: rules, Profile: p}}
}

// answered is how long the comparison and its next flip take.
func (q manyOf) answered(t testing.TB, options int) time.Duration {
	t.Helper()
	start := time.Now()
	c, err := model.Compare(q.s, q.src)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.NextFlip(); err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	if len(c.Options) < options {
		t.Fatalf("%d options, want %d", len(c.Options), options)
	}
	return took
}

// manyKinds are questions with n options: pinned products of the shipped sheets,
// and a sheet of n plans of which no two cost the same.
func manyKinds(t testing.TB, n int) map[string]manyOf {
	t.Helper()
	text, err := os.ReadFile("../testdata/webshop.toml")
	if err != nil {
		t.Fatal(err)
	}
	plans := modeltest.ManyPlans("plans", n)
	var pins strings.Builder
	pins.Write(text)
	for i := range n {
		fmt.Fprintf(&pins, "\n[[option]]\nid = \"option-%05d\"\nkind = %q\nsheet = \"plans\"\nproduct = %q\n", i, []string{"function", "container", "vm"}[i%3], fmt.Sprintf("plan-%05d", i))
	}
	return map[string]manyOf{
		"pinned": ask(t, modeltest.ManyPinned(t, string(text), n), "", traffic.Profile{}),
		"plans":  ask(t, pins.String(), plans, traffic.Profile{}),
	}
}

// TestManyOptionsStayLinear: four times the options take four times the memory,
// which is where a comparison that looks at all options for each would show.
func TestManyOptionsStayLinear(t *testing.T) {
	few, many := manyKinds(t, 250), manyKinds(t, 1000)
	for name := range few {
		small, large := bytesOf(t, few[name], 250), bytesOf(t, many[name], 1000)
		t.Logf("%s: 250 options allocate %.1f MB, 1,000 %.1f MB", name, small/1e6, large/1e6)
		if large > 4.6*small {
			t.Errorf("%s: four times the options allocate %.1f times as much", name, large/small)
		}
	}
}

func bytesOf(t testing.TB, q manyOf, options int) float64 {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	q.answered(t, options)
	runtime.ReadMemStats(&after)
	return float64(after.TotalAlloc - before.TotalAlloc)
}

// BenchmarkManyOptions prints how long comparisons of many options take, and the
// time one option takes among 4,000 over the time among 500: 1 is linear.
func BenchmarkManyOptions(b *testing.B) {
	few, many := manyKinds(b, 500), manyKinds(b, 4000)
	for name := range few {
		b.Run(name, func(b *testing.B) {
			small, large := time.Hour, time.Hour
			for b.Loop() {
				small = min(small, few[name].answered(b, 500))
				large = min(large, many[name].answered(b, 4000))
			}
			b.ReportMetric(float64(large)/1e6, "ms-4000")
			b.ReportMetric(float64(large)/8/float64(small), "each-4000/500")
		})
	}
}

// BenchmarkYearOfHours prints how long 96 options take on the 8,760 hours of a
// year, no two of which are alike.
func BenchmarkYearOfHours(b *testing.B) {
	text, err := os.ReadFile("../testdata/webshop.toml")
	if err != nil {
		b.Fatal(err)
	}
	q := ask(b, modeltest.ManyPinned(b, string(text), 96), "", modeltest.YearOfHours())
	best := time.Hour
	for b.Loop() {
		best = min(best, q.answered(b, 96))
	}
	b.ReportMetric(float64(best)/1e6, "ms-8760x96")
}

// TestNextFlipOfManyLevels: on a year of which no two hours are alike the search
// cuts its steps; it finds the flip of the same year with few levels, which is
// read exactly.
func TestNextFlipOfManyLevels(t *testing.T) {
	text, err := os.ReadFile("../testdata/webshop.toml")
	if err != nil {
		t.Fatal(err)
	}
	narrow := strings.Replace(string(text), "[workload]", "[candidates]\nsheets = [\"scaleway-fr-par\"]\n\n[workload]", 1)
	flip := func(spread int64) *model.NextFlip {
		p := modeltest.YearOfHours()
		for i := range p.Weights {
			p.Weights[i] = 10_000_000*int64(1+i%24) + spread*int64(i)
		}
		q := ask(t, narrow, "", p)
		c, err := model.Compare(q.s, q.src)
		if err != nil {
			t.Fatal(err)
		}
		if got, many := len(c.Graph.Classes(c.Demand.Rate).First), 8760; spread > 0 && got != many || spread == 0 && got > 24 {
			t.Fatalf("%d classes of slots", got)
		}
		n, err := c.NextFlip()
		if err != nil || n == nil {
			t.Fatalf("no flip: %v", err)
		}
		return n
	}
	few, many := flip(0), flip(1)
	t.Logf("%s above %s and %s requests a month", few.To.ID, few.X.Fixed(0), many.X.Fixed(0))
	if off := many.X.Float()/few.X.Float() - 1; few.To.ID != many.To.ID || off < -0.002 || off > 0.002 {
		t.Errorf("%s at %s, with distinct hours %s at %s", few.To.ID, few.X.Fixed(0), many.To.ID, many.X.Fixed(0))
	}
}
