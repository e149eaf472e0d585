package coldstart

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestOracleRowsBursts(t *testing.T) {
	rows := []struct {
		id                string
		quiet, burst      float64
		off, on, service  float64
		mean, cold, alive float64
	}{
		{"M08", 0.1, 5, 1800, 60, 0.5, 0.25806452, 0.010434285, 3.828052},
		{"M08b", 0.02, 20, 3600, 30, 0.5, 0.18512397, 0.023470177, 3.9592131},
		{"M08c", 0.5, 2, 600, 600, 1, 1.25, 0.0016535096, 7.4125146},
	}
	for _, r := range rows {
		b, err := OnOff(r.quiet, r.burst, r.off, r.on)
		if err != nil {
			t.Fatal(err)
		}
		mean, err := b.MeanRate()
		if err != nil || !(math.Abs(mean-r.mean) <= 1e-7) {
			t.Errorf("%s: mean rate %v (%v)", r.id, mean, err)
		}
		got, err := SteadyBursts(Platform{Service: r.service, KeepAlive: 600}, b)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: cold %.10g, alive %.10g", r.id, got.ColdShare, got.MeanAlive)
		if !(math.Abs(got.ColdShare-r.cold) <= 1e-3*r.cold) || !(math.Abs(got.MeanAlive-r.alive) <= 1e-3*r.alive) {
			t.Errorf("%s: cold share %.10g, alive %.10g, want %.10g, %.10g", r.id, got.ColdShare, got.MeanAlive, r.cold, r.alive)
		}
	}
	t.Logf("%d oracle rows of bursty arrivals", len(rows))
}

// One phase, or several phases of the same rate, are the Poisson model in everything it reports.
func TestEqualPhasesArePoisson(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := math.Exp(rapid.Float64Range(-6, 3).Draw(t, "log rate"))
		p := Platform{Service: rapid.Float64Range(0.01, 5).Draw(t, "service"), KeepAlive: rapid.Float64Range(0, 1000).Draw(t, "tau"),
			Provisioned: rapid.IntRange(0, 5).Draw(t, "provisioned")}
		if rapid.Bool().Draw(t, "limited") {
			p.Limit = p.Provisioned + rapid.IntRange(1, 10).Draw(t, "limit")
		}
		m := rapid.IntRange(1, 3).Draw(t, "phases")
		b := Bursts{}
		for i := range m {
			b.Rates = append(b.Rates, rate)
			row := make([]float64, m)
			row[(i+1)%m] = rapid.Float64Range(0.001, 1).Draw(t, "switch")
			b.Switch = append(b.Switch, row)
		}
		want, err1 := Steady(p, rate)
		got, err2 := SteadyBursts(p, b)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		for name, pair := range map[string][2]float64{
			"cold share": {got.ColdShare, want.ColdShare}, "alive": {got.MeanAlive, want.MeanAlive},
			"throttled": {got.Throttled, want.Throttled}, "busy": {got.MeanBusy, want.MeanBusy},
			"on provisioned": {got.BusyOnProvisioned, want.BusyOnProvisioned}, "share": {got.ShareOnProvisioned, want.ShareOnProvisioned},
		} {
			if !(math.Abs(pair[0]-pair[1]) <= 1e-8*(1+math.Abs(pair[1]))) {
				t.Fatalf("%s: %v, Poisson %v", name, pair[0], pair[1])
			}
		}
	})
}

// The solved on/off stream has the mean and the dispersion it was asked for; the check counts by the transform-free
// second-moment formula of a two-phase stream.
func TestOnOffFromDispersion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mean := math.Exp(rapid.Float64Range(-4, 4).Draw(t, "log mean"))
		window := rapid.Float64Range(60, 3600).Draw(t, "window")
		burst := rapid.Float64Range(1, 600).Draw(t, "burst")
		want := 1 + math.Exp(rapid.Float64Range(-3, 5).Draw(t, "log excess"))
		b, err := OnOffFromDispersion(mean, want, window, burst)
		if err != nil {
			t.Skip("not reachable with this burst length")
		}
		got, err := b.MeanRate()
		if err != nil || !(math.Abs(got-mean) <= 1e-6*mean) {
			t.Fatalf("mean %v, want %v (%v)", got, mean, err)
		}
		// Var = mean w + 2 int_0^w (w-u) cov(u) du, cov(u) = l^2 pOn pOff exp(-r u)
		r1, r2 := b.Switch[1][0], b.Switch[0][1]
		r, on := r1+r2, r2/(r1+r2)
		const cells = 20000
		area := 0.0
		for i := range cells {
			u := window * (float64(i) + 0.5) / cells
			area += (window - u) * math.Exp(-r*u) * window / cells
		}
		variance := mean*window + 2*b.Rates[1]*b.Rates[1]*on*(1-on)*area
		if r*window/cells < 0.1 && !(math.Abs(variance/(mean*window)-want) <= 1e-2*want) {
			t.Fatalf("dispersion %v, want %v", variance/(mean*window), want)
		}
	})
	if _, err := OnOffFromDispersion(1, 1, 60, 10); err == nil {
		t.Error("a dispersion of 1 is Poisson and must be refused")
	}
}
