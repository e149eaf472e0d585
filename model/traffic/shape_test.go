package traffic

import (
	"math"
	"strings"
	"testing"
	"time"
)

func mustShape(t *testing.T, name string, o ShapeOptions) Profile {
	t.Helper()
	p, err := Shape(name, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestShapes(t *testing.T) {
	five, thursday, noon := 0, time.Sunday, 12
	tests := []struct {
		name    string
		options ShapeOptions
		ratio   float64 // peak to mean, worked by hand
		idle    float64
		peak    int // slot
	}{
		{"flat", ShapeOptions{}, 1, 0, 0},
		// 50 hours at 100 and 118 at 5: mean 5590/168.
		{"office-hours", ShapeOptions{}, 100 / (5590.0 / 168), 0, 8},
		{"office-hours", ShapeOptions{OffPercent: &five}, 168.0 / 50, 118.0 / 168, 8},
		{"office-hours", ShapeOptions{From: 22, To: 6, OffPercent: &five}, 168.0 / 40, 128.0 / 168, 0},
		{"diurnal", ShapeOptions{}, 1.8, 0, 14},
		{"diurnal", ShapeOptions{PeakToMean: 1.5, PeakHour: &noon}, 1.5, 0, 11},
		// Five days at 1 and two at one half: mean 6/7 of a weekday.
		{"weekly", ShapeOptions{}, 1.8 * 7 / 6, 0, 14},
		{"batch-window", ShapeOptions{}, 6, 20.0 / 24, 1},
		{"batch-window", ShapeOptions{From: 0, To: 24}, 1, 0, 0},
		{"batch-window", ShapeOptions{From: 23, To: 1}, 12, 22.0 / 24, 0},
		{"campaign", ShapeOptions{}, -1, 0, 3*24 + 18},
		{"campaign", ShapeOptions{Day: &thursday, From: 22, To: 2}, -1, 0, 6*24 + 22},
	}
	for _, tt := range tests {
		p := mustShape(t, tt.name, tt.options)
		s := p.Stats()
		if tt.ratio > 0 && math.Abs(s.PeakToMean-tt.ratio) > 1e-5 {
			t.Errorf("%s %+v: peak to mean %v, want %v", tt.name, tt.options, s.PeakToMean, tt.ratio)
		}
		if math.Abs(s.IdleShare-tt.idle) > 1e-12 || s.PeakSlot != tt.peak || s.Slots != 168 {
			t.Errorf("%s %+v: idle %v, peak slot %d of %d", tt.name, tt.options, s.IdleShare, s.PeakSlot, s.Slots)
		}
		if p.Counted || !p.Typical() || p.Period() != Week {
			t.Errorf("%s: not a relative typical week", tt.name)
		}
	}
}

func TestCampaignIsTheDiurnalWeekTimesTen(t *testing.T) {
	base, spike := mustShape(t, "diurnal", ShapeOptions{}), mustShape(t, "campaign", ShapeOptions{})
	for h := range base.Weights {
		want := base.Weights[h]
		if h >= 3*24+18 && h < 3*24+22 {
			want *= 10
		}
		if spike.Weights[h] != want {
			t.Errorf("hour %d: %d, want %d", h, spike.Weights[h], want)
		}
	}
}

func TestEveryListedShapeBuilds(t *testing.T) {
	for _, s := range Shapes() {
		if s.Text == "" || s.Why == "" {
			t.Errorf("%s: no description", s.Name)
		}
		mustShape(t, s.Name, ShapeOptions{Weights: []int64{1, 2, 3}})
	}
}

func TestShapeRefuses(t *testing.T) {
	minus, tooLate := -1, 24
	tests := []struct {
		name    string
		options ShapeOptions
		want    string
	}{
		{"flatt", ShapeOptions{}, `did you mean "flat"`},
		{"Weekly", ShapeOptions{}, `did you mean "weekly"`},
		{"office", ShapeOptions{}, `did you mean "office-hours"`},
		{"officehours", ShapeOptions{}, `did you mean "office-hours"`},
		{"zigzag", ShapeOptions{}, "try one of flat, office-hours"},
		{"", ShapeOptions{}, "try one of"},
		{strings.Repeat("x", 1<<20), ShapeOptions{}, "try one of"},
		{"office-hours", ShapeOptions{From: 9, To: 9}, "hold no time"},
		{"office-hours", ShapeOptions{From: 9, To: 25}, "outside 0 to 24"},
		{"office-hours", ShapeOptions{OffPercent: &minus}, "off percent"},
		{"diurnal", ShapeOptions{PeakToMean: 2}, "campaign"},
		{"diurnal", ShapeOptions{PeakToMean: 1}, "outside 1 to 1.99"},
		{"diurnal", ShapeOptions{PeakToMean: math.NaN()}, "outside"},
		{"diurnal", ShapeOptions{PeakHour: &tooLate}, "peak hour 24"},
		{"campaign", ShapeOptions{Factor: -3}, "factor -3"},
		{"custom", ShapeOptions{}, "at least one slot"},
		{"custom", ShapeOptions{Weights: []int64{0, 0}}, "sum is 0"},
		{"custom", ShapeOptions{Weights: []int64{1, -1}}, "weights[1]: -1 is negative"},
		{"custom", ShapeOptions{Weights: []int64{math.MaxInt64, 1}}, "sum passes"},
	}
	for _, tt := range tests {
		_, err := Shape(tt.name, tt.options)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%.20s: error %v does not say %q", tt.name, err, tt.want)
		}
	}
}
