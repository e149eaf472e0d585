package traffic

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestRecorderMergesInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		times := rapid.SliceOfN(rapid.Int64Range(1_700_000_000, 1_700_400_000), 1, 300).Draw(t, "times")
		workers := rapid.IntRange(1, 5).Draw(t, "workers")
		all, _ := NewRecorder(time.Hour)
		parts := make([]*Recorder, workers)
		for i := range parts {
			parts[i], _ = NewRecorder(time.Hour)
		}
		for i, s := range times {
			for _, r := range []*Recorder{all, parts[i%workers]} {
				if err := r.Add(s*1e9, 1); err != nil {
					t.Fatal(err)
				}
				r.Durations.Add(uint64(s*7919%1e9), 1)
			}
		}
		merged, _ := NewRecorder(time.Hour)
		for i := range parts {
			if err := merged.Merge(parts[workers-1-i]); err != nil {
				t.Fatal(err)
			}
		}
		a, err := all.Profile("a", 0)
		if err != nil {
			t.Fatal(err)
		}
		b, err := merged.Profile("a", 0)
		if err != nil {
			t.Fatal(err)
		}
		if a.Total() != int64(len(times)) || !slices.Equal(a.Weights, b.Weights) || !slices.Equal(a.Dispersion, b.Dispersion) ||
			!a.Start.Equal(b.Start) || !slices.Equal(a.Duration.Quantiles, b.Duration.Quantiles) || a.Duration.Mean != b.Duration.Mean {
			t.Fatalf("%+v\n%+v", a, b)
		}
		if err := a.Validate(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestRecorderSilence(t *testing.T) {
	r, _ := NewRecorder(time.Minute)
	for _, m := range []int64{0, 1, 2, 6, 7, 20} {
		if err := r.Add(m*60e9, 2); err != nil {
			t.Fatal(err)
		}
	}
	p, err := r.Profile("log", 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Weights) != 21 || p.Total() != 12 || len(p.Gaps) != 0 || !strings.Contains(p.Notes[0], "longest silence 12m0s from 1970-01-01T00:08:00Z; silence counts as idle") {
		t.Errorf("%v %q", p.Weights, p.Notes)
	}
	p, err = r.Profile("log", 10*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Gaps) != 1 || p.Gaps[0].First != 8 || p.Gaps[0].Slots != 12 || math.Abs(p.Coverage-9.0/21) > 1e-12 {
		t.Errorf("gaps %v coverage %v", p.Gaps, p.Coverage)
	}
}

func TestRecorderDispersion(t *testing.T) {
	r, _ := NewRecorder(time.Hour)
	for m := range int64(60) { // every minute one, every tenth minute eleven
		n := int64(1)
		if m%10 == 0 {
			n = 11
		}
		if err := r.Add(m*60e9, n); err != nil {
			t.Fatal(err)
		}
	}
	p, err := r.Profile("x", 0)
	if err != nil {
		t.Fatal(err)
	}
	// mean 2; variance (54*1 + 6*81)/59.
	if want := 540.0 / 59 / 2; math.Abs(p.Dispersion[0]-want) > 1e-12 || p.DispersionWindow != time.Minute {
		t.Errorf("dispersion %v, want %v", p.Dispersion[0], want)
	}
}

func TestRecorderRefuses(t *testing.T) {
	for _, slot := range []time.Duration{0, -time.Hour, time.Millisecond, 1500 * time.Millisecond, 200 * time.Hour} {
		if _, err := NewRecorder(slot); err == nil {
			t.Errorf("slot %v accepted", slot)
		}
	}
	r, _ := NewRecorder(time.Second)
	if _, err := r.Profile("empty.log", 0); err == nil || !strings.Contains(err.Error(), "no request") {
		t.Errorf("an empty profile: %v", err)
	}
	var err error
	for i := int64(0); i <= maxChunks && err == nil; i++ {
		err = r.Add(i*chunkWindows*1e9, 1)
	}
	if err == nil || !strings.Contains(err.Error(), "longer slot") {
		t.Errorf("scattered dates fill the memory: %v", err)
	}
	far, _ := NewRecorder(time.Second)
	_ = far.Add(0, 1)
	_ = far.Add(MaxSlots*1e9, 1)
	if _, err := far.Profile("far", 0); err == nil || !strings.Contains(err.Error(), "1970-01-01") {
		t.Errorf("too many slots: %v", err)
	}
	other, _ := NewRecorder(time.Minute)
	if err := r.Merge(other); err == nil {
		t.Error("recorders of two slots merged")
	}
	if err := far.Add(0, math.MaxInt64); err == nil {
		t.Error("the sum overflowed in silence")
	}
}

func TestSketch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Uint64(), 1, 200).Draw(t, "values")
		var s Sketch
		mean := 0.0
		for _, v := range values {
			s.Add(v, 1)
			mean += float64(v) / float64(len(values))
		}
		d := s.Distribution(1, "B")
		slices.Sort(values)
		if math.Abs(d.Mean-mean) > 1e-9*mean || d.Count != int64(len(values)) {
			t.Fatalf("mean %v, want %v", d.Mean, mean)
		}
		for _, q := range d.Quantiles {
			i := max(int(math.Ceil(q.P*float64(len(values))))-1, 0)
			if exact := float64(values[i]); math.Abs(q.Value-exact) > 0.004*exact+0.5 {
				t.Fatalf("p %v: %v, exact %v", q.P, q.Value, exact)
			}
		}
		if errs := d.check("d"); errs != nil {
			t.Fatal(errs)
		}
	})
}

func TestTallyMergesPlaces(t *testing.T) {
	var a, b Tally
	a.Add("bad", "f:1", 1)
	b.Add("bad", "f:7", 1)
	for i := range 9 {
		b.Add("bad", "f:9", int64(i+1))
	}
	b.Add("rare", "", 2)
	a.Merge(&b)
	got := a.Skips()
	if len(got) != 2 || got[0].Count != 47 || a.Total() != 49 || got[0].String() != "bad: 47 rows (f:1, f:7, f:9, ...)" {
		t.Errorf("%v", got)
	}
}

func TestFromPoints(t *testing.T) {
	at := func(min int) time.Time { return time.Date(2026, 1, 5, 0, min, 0, 0, time.UTC) }
	points := []Point{{at(19), 4, "f:4"}, {at(4), 1, "f:2"}, {at(9), 2, "f:3"}}
	p, err := FromPoints("f", points, 5*time.Minute, Missing)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(p.Weights, []int64{1, 2, 0, 4}) || len(p.Gaps) != 1 || p.Gaps[0].First != 2 || p.Coverage != 0.75 || !p.Start.Equal(at(4)) {
		t.Errorf("%+v", p)
	}
	p, err = FromPoints("f", points, 5*time.Minute, Idle)
	if err != nil || len(p.Gaps) != 0 || p.Coverage != 1 || len(p.Notes) != 1 {
		t.Errorf("%+v %v", p, err)
	}
	bad := append(points, Point{at(9), 5, "f:5"}, Point{at(10), 5, "f:6"}, Point{at(24), -5, "f:7"})
	_, err = FromPoints("f", bad, 5*time.Minute, Missing)
	for _, want := range []string{"f:5: slot 2026-01-05T00:09:00Z is there twice", "f:6: 2026-01-05T00:10:00Z is not a whole number", "f:7: count -5 is negative"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q not in %v", want, err)
		}
	}
	for _, pts := range [][]Point{nil, {{at(0), 0, ""}}, {{at(0), 1, ""}, {at(0).AddDate(100, 0, 0), 1, ""}}} {
		if _, err := FromPoints("f", pts, time.Minute, Missing); err == nil {
			t.Errorf("%v accepted", pts)
		}
	}
}
