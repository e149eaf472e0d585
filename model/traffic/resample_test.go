package traffic

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestResampleKeepsTheSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProfile(t)
		factor := rapid.IntRange(1, 50).Draw(t, "factor")
		q, err := p.Resample(p.Slot * time.Duration(factor))
		if err != nil {
			t.Fatal(err)
		}
		if q.Total() != p.Total() {
			t.Fatalf("sum %d became %d", p.Total(), q.Total())
		}
		if q.Start.After(p.Start) || q.Start.Add(q.Period()).Before(p.Start.Add(p.Period()-p.Slot)) {
			t.Fatal("the longer slots do not cover the beginning of every slot")
		}
	})
}

func TestResampleGapsAndDispersion(t *testing.T) {
	start := time.Date(2026, 3, 2, 10, 30, 0, 0, time.UTC)
	p := Profile{Slot: 30 * time.Minute, Start: start, Counted: true, Coverage: 1,
		Weights: []int64{4, 2, 6, 0, 0, 8}, Gaps: []Gap{{First: 3, Slots: 2}}}
	q, err := p.Resample(time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(q.Weights, []int64{4, 8, 0, 8}) || !q.Start.Equal(start.Truncate(time.Hour)) {
		t.Errorf("weights %v from %v", q.Weights, q.Start)
	}
	if len(q.Gaps) != 1 || q.Gaps[0].First != 2 || q.Gaps[0].Slots != 1 {
		t.Errorf("gaps %v", q.Gaps)
	}
	if want := []float64{-1, 2, -1, -1}; !slices.Equal(q.Dispersion, want) {
		t.Errorf("dispersion %v, want %v", q.Dispersion, want)
	}
	if len(q.Notes) != 1 || !strings.HasPrefix(q.Notes[0], "2 of 4 slots") {
		t.Errorf("notes %q", q.Notes)
	}
	for _, to := range []time.Duration{0, time.Minute, 45 * time.Minute, -time.Hour} {
		if _, err := p.Resample(to); err == nil {
			t.Errorf("slot %v made from 30m", to)
		}
	}
}

func TestTypicalWeekIsExact(t *testing.T) {
	// Ten days of hours: Monday to Wednesday seen twice, the other days once.
	start := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC) // a Monday
	p := Profile{Slot: time.Hour, Start: start, Counted: true, Coverage: 1, Weights: make([]int64, 240)}
	for i := range p.Weights {
		p.Weights[i] = int64(1000 + i)
	}
	week, err := TypicalWeek(p, nil)
	if err != nil {
		t.Fatal(err)
	}
	for h, w := range week.Weights {
		want := int64(1000 + h)
		if h < 72 { // the mean of the two
			want = int64(1000 + h + 84)
		}
		if w != want {
			t.Fatalf("hour %d: %d, want %d", h, w, want)
		}
	}
	if week.Counted || !week.Typical() || len(week.Gaps) != 0 {
		t.Errorf("%+v", week)
	}
}

func TestTypicalWeekFollowsTheZone(t *testing.T) {
	zone := time.FixedZone("UTC+2", 2*3600)
	p := Profile{Slot: 5 * time.Minute, Start: time.Date(2026, 3, 1, 23, 4, 0, 0, time.UTC), Counted: true, Coverage: 1,
		Weights: slices.Repeat([]int64{1, 3}, 12)}
	week, err := TypicalWeek(p, zone)
	if err != nil {
		t.Fatal(err)
	}
	// Sunday 23:04 UTC is Monday 01:04 there; hours 1 and 2 are seen.
	if len(week.Gaps) != 2 || week.Gaps[0].Slots != 1 || week.Gaps[1].First != 3 || week.Gaps[1].Slots != 165 {
		t.Errorf("gaps %v", week.Gaps)
	}
	if week.Weights[0] != 0 || week.Weights[1] == 0 || week.Dispersion[1] < 0.5 || week.DispersionWindow != 5*time.Minute {
		t.Errorf("weights %v dispersion %v", week.Weights[:4], week.Dispersion[:4])
	}
	filled := week.Filled()
	if len(filled.Gaps) != 0 || filled.Weights[100] == 0 || filled.Counted {
		t.Errorf("filled %v", filled.Weights)
	}
}

func TestFilledTakesTheSameTimeOfTheWeek(t *testing.T) {
	p := Profile{Slot: 24 * time.Hour, Start: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), Counted: true, Coverage: 1,
		Weights: []int64{10, 0, 30, 40, 50, 60, 70, 12, 21}, Gaps: []Gap{{First: 1, Slots: 1}}}
	if q := p.Filled(); q.Weights[1] != 21 || p.Weights[1] != 0 || len(q.Notes) != 1 {
		t.Errorf("filled with %d", q.Weights[1])
	}
}

func TestYear(t *testing.T) {
	week := mustShape(t, "office-hours", ShapeOptions{})
	season := Season{Name: "twice in December", Months: [12]int64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2}}
	for year, hours := range map[int]int{2026: 8760, 2028: 8784} {
		y, err := Year(week, year, season, 0)
		if err != nil || len(y.Weights) != hours {
			t.Fatalf("%d: %d hours, %v", year, len(y.Weights), err)
		}
	}
	y, err := Year(week, 2026, season, 0.5)
	if err != nil {
		t.Fatal(err)
	}
	at := func(m time.Month, day, hour int) float64 {
		return float64(y.Weights[int(time.Date(2026, m, day, hour, 0, 0, 0, time.UTC).Sub(y.Start)/time.Hour)])
	}
	// Monday 5 January and Monday 7 December at 9: season 2, growth 1.5^(11/12).
	if got, want := at(12, 7, 9)/at(1, 5, 9), 2*math.Pow(1.5, 11.0/12); math.Abs(got-want) > 1e-6 {
		t.Errorf("ratio %v, want %v", got, want)
	}
	if f, err := season.Factor(time.December); err != nil || math.Abs(f-24.0/13) > 1e-12 {
		t.Errorf("factor %v %v", f, err)
	}
	if _, err := Year(y, 2026, season, 0); err == nil {
		t.Error("a year was laid out from a year")
	}
	if _, err := Year(week, 2026, Season{}, 0); err == nil {
		t.Error("an empty season was accepted")
	}
	for _, g := range []float64{-1, math.NaN(), 1e9} {
		if _, err := Growth(g, 12); err == nil {
			t.Errorf("growth %v accepted", g)
		}
	}
}
