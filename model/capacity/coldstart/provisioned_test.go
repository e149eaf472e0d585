package coldstart

import "testing"

// overflow is the exact solution with provisioned instances: they are a loss system of their own, used first, whose
// blocked requests come in phases (how many are busy) and go to instances started on demand.
func overflow(t *testing.T, rate, service, keepAlive float64, provisioned int) (cold, alive float64) {
	t.Helper()
	b := Bursts{Rates: make([]float64, provisioned+1), Switch: zeros(provisioned + 1)}
	b.Rates[provisioned] = rate
	for i := range provisioned {
		b.Switch[i][i+1] = rate
		b.Switch[i+1][i] = float64(i+1) / service
	}
	r, err := SteadyBursts(Platform{Service: service, KeepAlive: keepAlive}, b)
	if err != nil {
		t.Fatal(err)
	}
	return r.ColdPerSecond() / rate, r.MeanAlive + float64(provisioned)
}

// The formula for provisioned instances is never below the exact solution, and above it by no more than its note says.
func TestProvisionedAgainstExact(t *testing.T) {
	for _, c := range []struct {
		rate, service, keepAlive float64
		provisioned              int
		most                     float64
	}{
		{0.9, 1.991, 600, 1, 0.002}, {10, 0.5, 600, 5, 0.002}, {10, 0.5, 600, 12, 0.002}, {1, 60, 6000, 15, 0.002}, {0.1, 10, 1000, 2, 0.002},
		{1, 10, 100, 5, 0.05}, {0.1, 10, 100, 2, 0.05}, {1, 10, 100, 12, 0.05},
		{1, 10, 10, 5, 0.2}, {0.1, 10, 10, 2, 0.2}, {1, 10, 10, 12, 0.2},
	} {
		got, err := Steady(Platform{Service: c.service, KeepAlive: c.keepAlive, Provisioned: c.provisioned}, c.rate)
		if err != nil {
			t.Fatal(err)
		}
		cold, alive := overflow(t, c.rate, c.service, c.keepAlive, c.provisioned)
		off := got.ColdShare/cold - 1
		t.Logf("%+v: cold share %.6g, exact %.6g (%+.2f %%); alive %.5g, exact %.5g", c, got.ColdShare, cold, 100*off, got.MeanAlive, alive)
		if !(off > -1e-6 && off <= c.most) {
			t.Errorf("%+v: cold share %.2f %% off", c, 100*off)
		}
		if d := got.MeanAlive/alive - 1; !(d > -0.05 && d < 1e-6) {
			t.Errorf("%+v: alive %.2f %% off", c, 100*d)
		}
	}
}
