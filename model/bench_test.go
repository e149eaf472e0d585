package model_test

import (
	"context"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/whatif"
	"github.com/sovcost/sovcost/pricing/exact"
)

// twelveReal are twelve options of the web shop, the three kinds in turn.
func twelveReal(t testing.TB, c *model.Comparison, n int) []*model.Option {
	t.Helper()
	byKind := map[string][]*model.Option{}
	for _, o := range whatif.Options(c) {
		byKind[o.Kind] = append(byKind[o.Kind], o)
	}
	var out []*model.Option
	for i := 0; len(out) < n && i < n; i++ {
		for _, k := range []string{"function", "container", "vm"} {
			if i < len(byKind[k]) && len(out) < n {
				out = append(out, byKind[k][i])
			}
		}
	}
	if len(out) < n {
		t.Fatalf("only %d options", len(out))
	}
	return out
}

// BenchmarkWhatIf prints what the promises of breakeven and what-if cost, as a
// share of what they may take: above 1 is too slow. Times are the quickest of all
// runs, which is what the work takes when nobody else uses the machine.
//
//	crossings  all crossings of 12 options of the web shop to 10^9 requests; 200 ms
//	draws      100,000 draws of 10 options; 1.5 s on two cores
//	memory     bytes of a million draws ÷ bytes of 100,000 draws; 1.5
func BenchmarkWhatIf(b *testing.B) {
	c := example(b, "../testdata/webshop.toml")
	axis, _ := c.Graph.Find("workload.requests")
	inputs, err := whatif.Inputs(c)
	if err != nil {
		b.Fatal(err)
	}
	few := *c
	few.Options = twelveReal(b, c, 10)
	slices.SortFunc(few.Options, func(x, y *model.Option) int { return x.Monthly.Cmp(y.Monthly) })
	options := twelveReal(b, c, 12)
	crossings, draws := time.Hour, time.Hour
	found := 0
	for b.Loop() {
		start := time.Now()
		f, err := c.Flips(axis, exact.Zero, exact.Int(1_000_000_000), options)
		if err != nil {
			b.Fatal(err)
		}
		crossings = min(crossings, time.Since(start))
		found = 0
		for _, p := range f.Result.Pairs {
			found += len(p.Crossings)
		}
		start = time.Now()
		if _, err := whatif.MonteCarlo(context.Background(), &few, inputs, 100_000, 1, 0.9); err != nil {
			b.Fatal(err)
		}
		draws = min(draws, time.Since(start))
	}
	small, large := allocated(b, &few, inputs, 100_000), allocated(b, &few, inputs, 1_000_000)
	b.ReportMetric(float64(crossings)/float64(200*time.Millisecond), "crossings/limit")
	b.ReportMetric(float64(crossings)/1e6, "ms-crossings")
	b.ReportMetric(float64(found), "crossings")
	b.ReportMetric(float64(draws)/float64(1500*time.Millisecond), "draws/limit")
	b.ReportMetric(float64(draws)/1e6, "ms-draws")
	b.ReportMetric(large/small, "memory-1M/100k")
}

// allocated is what a simulation takes from the heap in all, in bytes.
func allocated(t testing.TB, c *model.Comparison, inputs []whatif.Input, draws int) float64 {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := whatif.MonteCarlo(context.Background(), c, inputs, draws, 1, 0.9); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	return float64(after.TotalAlloc - before.TotalAlloc)
}

// TestMemoryIsFlat: ten times the draws do not take half as much memory again.
func TestMemoryIsFlat(t *testing.T) {
	c := example(t, "../testdata/webshop.toml")
	inputs, err := whatif.Inputs(c)
	if err != nil {
		t.Fatal(err)
	}
	small, large := allocated(t, c, inputs, 30_000), allocated(t, c, inputs, 300_000)
	t.Logf("30,000 draws allocate %.1f MB, 300,000 %.1f MB", small/1e6, large/1e6)
	if large > 1.5*small {
		t.Errorf("memory grows with the draws: %.0f bytes, then %.0f", small, large)
	}
}
