package axis

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/reports"
)

func TestRoundStep(t *testing.T) {
	for v, want := range map[float64]float64{1: 1, 1.01: 2, 2: 2, 2.1: 2.5, 2.6: 5, 5.1: 10, 160: 200, 0.03: 0.05} {
		if got := RoundStep(v); math.Abs(got-want) > 1e-12 {
			t.Errorf("RoundStep(%v) = %v, want %v", v, got, want)
		}
	}
}

func TestTicks(t *testing.T) {
	linear, log := reports.Axis{}, reports.Axis{Log: true}
	tests := []struct {
		axis     reports.Axis
		from, to float64
		want     []float64
	}{
		{linear, 0, 400, []float64{0, 100, 200, 300, 400}},
		{linear, 1, 9, []float64{2, 4, 6, 8}},
		{linear, -10, 10, []float64{-10, -5, 0, 5, 10}},
		{linear, 3, 3, []float64{3}},
		{log, 1, 1e6, []float64{1, 10, 100, 1e3, 1e4, 1e5, 1e6}},
		{log, 3, 70, []float64{5, 10, 20, 50}},
	}
	for _, tt := range tests {
		got := Ticks(tt.axis, tt.from, tt.to, 5)
		if diff := cmp.Diff(tt.want, got, cmpopts.EquateApprox(1e-12, 0)); diff != "" {
			t.Errorf("%+v: %s", tt, diff)
		}
	}
}

func TestShort(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 0.25: "0.25", 9999.4: "9999", 9999.6: "10k", 12345: "12.35k", 1e6: "1M", 1.5e6: "1.5M",
		2e9: "2G", 3e12: "3T", 1e15: "1.0e+15", -1500: "-1500", -2e6: "-2M",
	} {
		if got := Short(v); got != want {
			t.Errorf("Short(%v) = %q, want %q", v, got, want)
		}
	}
}

// The vertical axis holds every point, includes 0 when linear, and is about as
// fine as asked.
func TestVerticalHoldsEveryPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &reports.Chart{}
		ys := rapid.SliceOfN(rapid.Float64Range(-1e100, 1e100), 1, 5).Draw(t, "ys")
		for _, y := range ys {
			c.Curves = append(c.Curves, reports.Curve{Points: []reports.Point{{X: 1, Y: y}}})
		}
		r := Vertical(c, 10)
		slack := (r.Highest - r.Lowest) * 1e-9
		for _, y := range append(ys, 0) {
			if y < r.Lowest-slack || y > r.Highest+slack {
				t.Fatalf("%v is outside of %+v", y, r)
			}
		}
		if r.Steps < 1 || r.Steps > 12 {
			t.Fatalf("%d steps", r.Steps)
		}
	})
}
