package queue

import (
	"math"
	"testing"
)

// The rows restate published oracle numbers (facts): classic Erlang tables and recursions, the Halfin-Whitt formula,
// Poisson percentiles. The ids are those of the project's oracle list.
func TestOracleRows(t *testing.T) {
	rows := 0
	rel := func(id string, got float64, err error, want, tolerance float64) {
		t.Helper()
		rows++
		if err != nil || !(math.Abs(got-want) <= tolerance) {
			t.Errorf("%s: got %.10g (%v), want %.10g within %g", id, got, err, want, tolerance)
		}
	}
	for _, r := range []struct {
		id   string
		n    int
		load float64
		want float64
	}{
		{"M14-5-2", 5, 2, 0.0366972477}, {"M14-10-5", 10, 5, 0.0183845703}, {"M14-10-10", 10, 10, 0.2145823431},
		{"M14-30-20", 30, 20, 0.0084574983}, {"M14-100-84.06", 100, 84.06, 0.0099917026}, {"M14-10-8", 10, 8, 0.1216610643},
	} {
		got, err := ErlangB(r.n, r.load)
		rel(r.id, got, err, r.want, 1e-7*r.want)
	}
	for _, r := range []struct {
		id   string
		n    int
		load float64
		want float64
	}{
		{"M15-2-1", 2, 1, 0.3333333333}, {"M15-3-2", 3, 2, 0.4444444444}, {"M15-5-4", 5, 4, 0.5541125541},
		{"M15-10-8", 10, 8, 0.4091801508}, {"M15-14-10", 14, 10, 0.1741319336}, {"M15-110-100", 110, 100, 0.2370075003},
	} {
		got, err := ErlangC(r.n, r.load)
		rel(r.id, got, err, r.want, 1e-7*r.want)
	}
	for _, r := range []struct{ beta, want float64 }{{0.5, 0.50453864}, {1, 0.22336127}, {2, 0.02688136}} {
		got, err := HalfinWhitt(r.beta)
		rel("M18", got, err, r.want, 1e-6)
	}
	exact := func(id string, got Sizing, err error, want int) {
		t.Helper()
		rel(id, float64(got.Servers), err, float64(want), 0)
	}
	s, err := SmallestForWait(50, 0.2, 0.05, 0.01)
	exact("M16-1", s, err, 17)
	s, err = SmallestForWait(100, 0.1, 0.02, 0.05)
	exact("M16-2", s, err, 15)
	for _, r := range []struct {
		p    float64
		want int
	}{{0.2, 111}, {0.05, 119}, {0.01, 125}} {
		s, err := SmallestForWaiting(100, r.p)
		exact("M17-100", s, err, r.want)
	}
	for mean, want := range map[float64][3]int{10: {15, 18, 21}, 100: {117, 124, 132}} {
		for i, q := range []float64{0.95, 0.99, 0.999} {
			k, err := PoissonPercentile(mean, q)
			if err != nil || k != want[i] {
				t.Errorf("M19-%g at %g: got %d (%v), want %d", mean, q, k, err, want[i])
			}
		}
		rows++
	}
	t.Logf("%d oracle rows of the queueing formulas", rows)
	if rows != 22 {
		t.Errorf("%d rows checked, want 22", rows)
	}
}
