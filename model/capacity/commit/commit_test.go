package commit

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The rule against brute force over all levels, continuous and in steps.
func TestBestIsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		demand := rapid.SliceOfN(rapid.Float64Range(0, 20), 1, 60).Draw(t, "demand")
		if rapid.Bool().Draw(t, "whole") {
			for i := range demand {
				demand[i] = math.Floor(demand[i])
			}
		}
		o := Offer{OnDemand: 1, Committed: rapid.Float64Range(0, 1.2).Draw(t, "ratio"), TermHours: 8760}
		switch rapid.IntRange(0, 2).Draw(t, "edge") {
		case 1: // ratios that hit a demand exactly
			o.Committed = float64(rapid.IntRange(0, len(demand)).Draw(t, "k")) / float64(len(demand))
		case 2:
			o.Step = rapid.SampledFrom([]float64{0.5, 1, 3, 7}).Draw(t, "step")
		}
		got, err := o.Best(demand)
		if err != nil {
			t.Fatal(err)
		}
		level, cost, err := o.BruteForce(demand)
		if err != nil {
			t.Fatal(err)
		}
		if got.Cost.Amortised > cost*(1+1e-9)+1e-12 {
			t.Fatalf("level %v costs %v, brute force %v at %v", got.Level, got.Cost.Amortised, cost, level)
		}
		for _, l := range []float64{got.Low, (got.Low + got.High) / 2, got.High} {
			if o.Step > 0 && l != got.Low && l != got.High {
				continue
			}
			if c := o.At(demand, l).Cost.Amortised; !(math.Abs(c-got.Cost.Amortised) <= 1e-9*(1+c)) {
				t.Fatalf("level %v within %v..%v costs %v, not %v", l, got.Low, got.High, c, got.Cost.Amortised)
			}
		}
		if got.Saving < -1e-9 || got.Level > 0 && o.Committed >= o.OnDemand && o.Step == 0 {
			t.Fatalf("%+v", got)
		}
	})
}

// The index of the published rule: sorted[floor((1-r) hours)].
func TestPublishedIndex(t *testing.T) {
	demand := make([]float64, 8760)
	for i := range demand {
		demand[i] = float64((i*7919)%8760) + 1 // 1..8760 in some order
	}
	for _, tc := range []struct{ r, want float64 }{{0.6001, 3504}, {0.35001, 5694}, {0.999999, 1}, {0.0001, 8760}} {
		got, err := Offer{OnDemand: 1, Committed: tc.r, TermHours: 8760}.Best(demand)
		if err != nil || got.Level != tc.want || got.Level != math.Floor((1-tc.r)*8760)+1 {
			t.Errorf("r %v: level %v (%v), want %v", tc.r, got.Level, err, tc.want)
		}
	}
	// a whole index is a tie: 40 % of 8,760 h is 3,504, levels 3504 to 3505 cost the same, the lower binds less
	got, err := Offer{OnDemand: 1, Committed: 0.6, TermHours: 8760}.Best(demand)
	if err != nil || got.Low != 3504 || got.High != 3505 || got.Level != 3504 {
		t.Errorf("tie: %+v (%v)", got, err)
	}
}

func TestCashAndAmortised(t *testing.T) {
	// 2 units at 0.06 against 0.10 for a year, half of it upfront, over a period of 4 h
	o := Offer{OnDemand: 0.10, Committed: 0.06, Upfront: 0.5, TermHours: 8760}
	a := o.At([]float64{1, 2, 2, 5}, 2)
	for name, pair := range map[string][2]float64{
		"amortised": {a.Cost.Amortised, 4*2*0.06 + 3*0.10}, "running cash": {a.Cost.RunningCash, 4*2*0.03 + 3*0.10},
		"upfront": {a.Cost.UpfrontCash, 2 * 8760 * 0.03}, "owed": {a.Cost.CommittedAll, 2 * 8760 * 0.06},
		"on demand": {a.OnDemand, 1.0}, "saving": {a.Saving, 1 - 0.78}, "idle": {a.Idle, 1}, "overage": {a.Overage, 3}, "used": {a.UsedShare, 7.0 / 8},
	} {
		if !(math.Abs(pair[0]-pair[1]) <= 1e-12) {
			t.Errorf("%s: %v, want %v", name, pair[0], pair[1])
		}
	}
	// over a whole term cash and amortised are the same money
	year := make([]float64, 8760)
	for i := range year {
		year[i] = 3
	}
	a = o.At(year, 2)
	if !(math.Abs(a.Cost.UpfrontCash+a.Cost.RunningCash-a.Cost.Amortised) <= 1e-6) {
		t.Errorf("cash %v and %v, amortised %v", a.Cost.UpfrontCash, a.Cost.RunningCash, a.Cost.Amortised)
	}
}

func TestRefusals(t *testing.T) {
	nan := math.NaN()
	ok := Offer{OnDemand: 1, Committed: 0.5, TermHours: 8760}
	for name, change := range map[string]func(o *Offer) []float64{
		"price 0":       func(o *Offer) []float64 { o.OnDemand = 0; return []float64{1} },
		"committed nan": func(o *Offer) []float64 { o.Committed = nan; return []float64{1} },
		"upfront":       func(o *Offer) []float64 { o.Upfront = 1.01; return []float64{1} },
		"term":          func(o *Offer) []float64 { o.TermHours = 0; return []float64{1} },
		"step":          func(o *Offer) []float64 { o.Step = -1; return []float64{1} },
		"no hours":      func(*Offer) []float64 { return nil },
		"demand nan":    func(*Offer) []float64 { return []float64{1, nan} },
		"demand < 0":    func(*Offer) []float64 { return []float64{-1} },
	} {
		o := ok
		demand := change(&o)
		if _, err := o.Best(demand); err == nil {
			t.Errorf("%s: accepted", name)
		}
		if _, _, err := o.BruteForce(demand); err == nil {
			t.Errorf("%s: brute force accepted", name)
		}
	}
	ok.Step = 1e-9
	if _, _, err := ok.BruteForce([]float64{1e3}); err == nil {
		t.Error("a trillion steps were accepted")
	}
}

func BenchmarkBestYear(b *testing.B) {
	demand := make([]float64, 8760)
	for i := range demand {
		demand[i] = 100 * (1 + math.Sin(float64(i)))
	}
	o := Offer{OnDemand: 1, Committed: 0.6, TermHours: 8760}
	for b.Loop() {
		if _, err := o.Best(demand); err != nil {
			b.Fatal(err)
		}
	}
}
