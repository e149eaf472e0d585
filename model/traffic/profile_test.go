package traffic

import (
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestStats(t *testing.T) {
	p := Profile{Slot: time.Minute, Weights: []int64{0, 6, 0, 30, 0, 24}, Counted: true, Coverage: 0.8,
		Gaps: []Gap{{First: 4, Slots: 1}}}
	if err := p.Validate(); err != nil {
		t.Fatal(err)
	}
	s := p.Stats()
	// Known values 0 6 0 30 24: mean 12, variance (144+36+144+324+144)/4 = 198.
	want := Stats{Slots: 6, Known: 5, Total: 60, Mean: 12, P50: 6, P95: 30, Peak: 30, PeakSlot: 3, PeakToMean: 2.5,
		IdleShare: 0.4, SlotDispersion: 16.5, MeanRate: 0.2, PeakRate: 0.5}
	if s != want {
		t.Errorf("got  %+v\nwant %+v", s, want)
	}
	month, ok := p.MonthTotal(730 * time.Hour)
	if !ok || math.Abs(month-0.2*730*3600) > 1e-6 {
		t.Errorf("month %v %v", month, ok)
	}
	if _, err := p.Demand(1, time.Hour); err == nil || !strings.Contains(err.Error(), "Filled") {
		t.Errorf("a profile with gaps gave rates: %v", err)
	}
}

func TestValidateNamesEverything(t *testing.T) {
	sd := -1.0
	p := Profile{Weights: []int64{1, -2}, Dispersion: []float64{math.NaN()}, Coverage: 2,
		Gaps:     []Gap{{First: 0, Slots: 1}, {First: 1, Slots: 2}},
		Burst:    &Burst{On: 1, Off: 1, Factor: 3},
		Duration: &Distribution{Mean: math.Inf(1), StdDev: &sd, Quantiles: []Quantile{{0.5, 2}, {0.4, 3}, {2, 1}}}}
	err := p.Validate()
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"slot:", "weights[1]: -2", "dispersion: 1 entries", "dispersion[0]", "coverage: 2",
		"gap[0]: slot 0 has weight 1", "gap[1]", "burst: factor 3", "duration.mean", "duration.std_dev", "quantile[1]", "quantile[2]"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not named in\n%v", want, err)
		}
	}
}

// drawProfile draws a valid profile with a date.
func drawProfile(t *rapid.T) Profile {
	p := Profile{
		Slot:    rapid.SampledFrom([]time.Duration{time.Minute, 5 * time.Minute, time.Hour}).Draw(t, "slot"),
		Weights: rapid.SliceOfN(rapid.Int64Range(0, 1<<40), 1, 400).Draw(t, "weights"),
		Counted: true, Coverage: 1,
	}
	p.Start = time.Unix(rapid.Int64Range(0, 4_000_000_000/60).Draw(t, "start")*60, 0).UTC()
	p.Weights[len(p.Weights)/2]++
	return p
}

func TestSpreadAndDemandKeepTheSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProfile(t)
		total := rapid.Int64Range(0, math.MaxInt64).Draw(t, "total")
		parts, err := p.Spread(total)
		if err != nil {
			t.Fatal(err)
		}
		var sum int64
		for i, n := range parts {
			sum += n
			if exact := float64(total) * (float64(p.Weights[i]) / float64(p.Total())); math.Abs(float64(n)-exact) > 1+1e-9*exact {
				t.Fatalf("slot %d: %d, share %v", i, n, exact)
			}
		}
		if sum != total {
			t.Fatalf("parts add up to %d, not %d", sum, total)
		}
		rates, err := p.Demand(1e6, 730*time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		mean := 0.0
		for _, r := range rates {
			mean += r / float64(len(rates))
		}
		if want := 1e6 / (730 * 3600); math.Abs(mean-want) > 1e-9*want {
			t.Fatalf("mean rate %v, want %v", mean, want)
		}
	})
}

func TestDemandRefuses(t *testing.T) {
	p := mustShape(t, "flat", ShapeOptions{})
	for _, r := range []float64{-1, math.NaN(), math.Inf(1)} {
		if _, err := p.Demand(r, time.Hour); err == nil {
			t.Errorf("%v requests accepted", r)
		}
	}
	if _, err := p.Demand(1, 0); err == nil {
		t.Error("month of no length accepted")
	}
	if _, err := p.Spread(-1); err == nil {
		t.Error("negative total accepted")
	}
	if _, ok := p.MonthTotal(time.Hour); ok {
		t.Error("relative weights have no month total")
	}
}

func TestBurst(t *testing.T) {
	b := Burst{On: 10 * time.Second, Off: 90 * time.Second, Factor: 8}
	on, off, leaveOn, leaveOff := b.Phases(5)
	if on != 40 || math.Abs(off-5*0.2/0.9) > 1e-12 || leaveOn != 0.1 || math.Abs(leaveOff-1.0/90) > 1e-15 {
		t.Errorf("phases %v %v %v %v", on, off, leaveOn, leaveOff)
	}
	if mean := 0.1*on + 0.9*off; math.Abs(mean-5) > 1e-12 {
		t.Errorf("mean %v", mean)
	}
	if d := (Burst{On: time.Second, Off: time.Second, Factor: 1}).Dispersion(3); d != 1 {
		t.Errorf("equal phases are Poisson, dispersion %v", d)
	}
	// On/off with an empty off phase: 1 + 2 l s2 / (s1+s2)^2 (l the on rate).
	empty := Burst{On: time.Second, Off: time.Second, Factor: 2}
	if d := empty.Dispersion(3); math.Abs(d-(1+2*6*1.0/4)) > 1e-12 {
		t.Errorf("interrupted Poisson dispersion %v", d)
	}
}

func TestDistributionQuantile(t *testing.T) {
	d := &Distribution{Quantiles: []Quantile{{0.5, 10}, {0.9, 50}}}
	for p, want := range map[float64]float64{0.5: 10, 0.7: 30, 0.9: 50} {
		if got, ok := d.Quantile(p); !ok || math.Abs(got-want) > 1e-9 {
			t.Errorf("quantile %v: %v %v", p, got, ok)
		}
	}
	for _, p := range []float64{0.49, 0.91, -1, 2} {
		if _, ok := d.Quantile(p); ok {
			t.Errorf("quantile %v is outside and must be unknown", p)
		}
	}
	var none *Distribution
	if _, ok := none.Quantile(0.5); ok {
		t.Error("an unknown distribution has no quantile")
	}
}
