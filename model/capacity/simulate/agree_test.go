package simulate

import (
	"fmt"
	"math"
	"testing"

	"github.com/sovcost/sovcost/model/capacity/basis"
	"github.com/sovcost/sovcost/model/capacity/coldstart"
	"github.com/sovcost/sovcost/model/capacity/service"
)

func law(l service.Law, err error) service.Law {
	if err != nil {
		panic(err)
	}
	return l
}

func requests(normal int) int {
	if testing.Short() {
		return normal / 4
	}
	return normal
}

// within demands that the estimate is at most k standard errors from the exact figure and that the standard error is
// small enough for that to mean something.
func within(t *testing.T, what string, e Estimate, want, k, precision float64) {
	t.Helper()
	if testing.Short() { // a quarter of the requests
		precision *= 2
	}
	t.Logf("%s: simulated %.6g +/- %.2g, exact %.6g (%+.1f standard errors)", what, e.Value, e.StdErr, want, (e.Value-want)/e.StdErr)
	if !e.Within(want, k) {
		t.Errorf("%s: %.6g is %.1f standard errors from %.6g", what, e.Value, (e.Value-want)/e.StdErr, want)
	}
	if e.StdErr > precision*want {
		t.Errorf("%s: standard error %.2g is too large to prove anything", what, e.StdErr)
	}
}

// replayed plays the same requests through the streaming replay, stretch by stretch.
func replayed(t *testing.T, l Load, tau float64, p plan, seed uint64) (cold, alive Estimate) {
	t.Helper()
	s := newStream(l, seed)
	r, err := NewReplay(Platform{KeepAlive: tau}, seed)
	if err != nil {
		t.Fatal(err)
	}
	var batches []batch
	req := s.draw()
	for k := -1; k < p.batches; k++ {
		var b batch
		for end := p.warmUp + float64(k+1)*p.batch; req.At <= end; req = s.draw() {
			isCold, _, err := r.Next(req.At, req.Busy, req.Busy)
			if err != nil {
				t.Fatal(err)
			}
			b.served++
			if isCold {
				b.cold++
			}
		}
		r.levels.close(p.warmUp+float64(k+1)*p.batch, &b)
		if k >= 0 {
			batches = append(batches, b)
		}
	}
	return share(batches, func(b *batch) float64 { return b.cold }, func(b *batch) float64 { return b.served }),
		perSecond(batches, func(b *batch) float64 { return b.alive })
}

// Exact model, simulator (by levels and by events) and trace replay agree: Poisson and bursts within three standard
// errors.
func TestThreeMethodsAgree(t *testing.T) {
	type loads struct {
		name      string
		load      Load
		tau       float64
		requests  int
		exact     func(p coldstart.Platform) (coldstart.Result, error)
		precision float64
	}
	bursts := func(quiet, burst, off, on float64) *coldstart.Bursts {
		b, err := coldstart.OnOff(quiet, burst, off, on)
		if err != nil {
			t.Fatal(err)
		}
		return &b
	}
	var cases []loads
	for _, c := range []struct{ rate, s, tau float64 }{{0.9, 1.991, 600}, {10, 0.5, 60}, {0.002, 2, 600}, {40, 1, 5}} {
		cases = append(cases, loads{fmt.Sprintf("Poisson %g/s, %g s, %g s", c.rate, c.s, c.tau), Load{Rate: c.rate, Service: law(service.Exponential(c.s))}, c.tau,
			requests(2_000_000), func(p coldstart.Platform) (coldstart.Result, error) { return coldstart.Steady(p, c.rate) }, 0.05})
	}
	for _, c := range []struct{ quiet, burst, off, on, s float64 }{{0.1, 5, 1800, 60, 0.5}, {0.02, 20, 3600, 30, 0.5}, {0.5, 2, 600, 600, 1}} {
		b := bursts(c.quiet, c.burst, c.off, c.on)
		cases = append(cases, loads{fmt.Sprintf("bursts %g/%g/s", c.quiet, c.burst), Load{Bursts: b, Service: law(service.Exponential(c.s))}, 600,
			requests(2_000_000), func(p coldstart.Platform) (coldstart.Result, error) { return coldstart.SteadyBursts(p, *b) }, 0.05})
	}
	for i, c := range cases {
		want, err := c.exact(coldstart.Platform{Service: c.load.Service.Mean(), KeepAlive: c.tau})
		if err != nil {
			t.Fatal(err)
		}
		run := Run{Requests: c.requests, Seed: uint64(100 + i)}
		got, err := Simulate(Platform{KeepAlive: c.tau}, c.load, run)
		if err != nil {
			t.Fatal(err)
		}
		within(t, c.name+": cold share", got.ColdShare, want.ColdShare, 3, c.precision)
		within(t, c.name+": alive", got.MeanAlive, want.MeanAlive, 3, c.precision)
		within(t, c.name+": busy", got.MeanBusy, want.MeanBusy, 3, c.precision)
		p95, _ := want.AlivePercentile(0.95)
		if n, err := got.AlivePercentile(0.95); err != nil || n < p95-1 || n > p95+1 {
			t.Errorf("%s: p95 of alive %d (%v), exact %d", c.name, n, err, p95)
		}
		run.Requests /= 4
		p := run.plan(c.load, c.tau, new(basis.Check))
		cold, alive := replayed(t, c.load, c.tau, p, run.Seed)
		s := newStream(c.load, run.Seed)
		byEvents, err := runEvents(Platform{KeepAlive: c.tau}, s, p, run.Seed)
		if err != nil {
			t.Fatal(err)
		}
		if cold != byEvents.ColdShare || !(math.Abs(alive.Value-byEvents.MeanAlive.Value) <= 1e-9*alive.Value) {
			t.Errorf("%s: replay %v, %v; events %v, %v: the same requests must give the same figures", c.name, cold, alive, byEvents.ColdShare, byEvents.MeanAlive)
		}
	}
}

// Profiles that move fast against the keep-alive time: within 1 % of the simulation and three standard errors, where
// taking each slot as if it lasted is 4 to 90 % low; less near where a start takes long against a request.
func TestMovingProfiles(t *testing.T) {
	for i, c := range []struct {
		name                 string
		rates                []float64
		slot, service, start float64
		within               float64
	}{
		{"1 and 20/s every quarter of an hour", []float64{1, 20}, 900, 1, 0, 0.01},
		{"1 and 20/s every five minutes", []float64{1, 20}, 300, 1, 0, 0.01},
		{"a burst in every fourth five minutes", []float64{0.1, 0.1, 0.1, 5}, 300, 1, 0, 0.01},
		{"minutes", []float64{0.1, 0.1, 0.1, 5, 1, 2, 0.5, 3, 2, 1, 0.2, 0.3, 0.1}, 60, 1, 0, 0.01},
		{"hardly any load", []float64{0.01, 1, 0.01, 0.1}, 1800, 1, 0, 0.01},
		{"a night's batch", []float64{0, 0, 0, 6, 6, 0, 0, 0, 0, 0, 0, 0}, 7200, 0.5, 0, 0.01},
		{"requests of a tenth of the keep-alive time", []float64{0.01, 1, 0.01, 0.1}, 1800, 60, 0, 0.03},
		{"a night's batch that takes a second to start", []float64{0, 0, 0, 6, 6, 0, 0, 0, 0, 0, 0, 0}, 7200, 0.5, 1, 0.06},
		{"1 and 20/s, half a second to start", []float64{1, 20}, 900, 1, 0.5, 0.04},
		{"1 and 20/s, five seconds to start", []float64{1, 20}, 900, 1, 5, 0.08},
		{"minutes, two seconds to start", []float64{0.1, 0.1, 0.1, 5, 1, 2, 0.5, 3, 2, 1, 0.2, 0.3, 0.1}, 60, 0.5, 2, 0.13},
	} {
		const keepAlive = 600
		want, err := coldstart.SteadySlots(coldstart.Platform{Service: c.service, ColdService: c.service + c.start, KeepAlive: keepAlive}, c.rates, c.slot)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Simulate(Platform{KeepAlive: keepAlive, Start: law(service.Fixed(c.start))}, Load{Rates: c.rates, SlotSeconds: c.slot, Service: law(service.Exponential(c.service))}, Run{Requests: requests(4_000_000), Seed: uint64(20 + i)})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range []struct {
			what  string
			e     Estimate
			model float64
		}{{"cold share", got.ColdShare, want.Total.ColdShare}, {"alive", got.MeanAlive, want.Total.MeanAlive}} {
			t.Logf("%s: %s simulated %.6g +/- %.2g, model %.6g (%+.2f %%)", c.name, f.what, f.e.Value, f.e.StdErr, f.model, 100*(f.model/f.e.Value-1))
			if f.e.StdErr > 0.05*f.e.Value {
				t.Errorf("%s: %s has a standard error of %.2g, too large to prove anything", c.name, f.what, f.e.StdErr)
			}
			if off := math.Abs(f.model - f.e.Value); !(off <= c.within*f.e.Value+3*f.e.StdErr) {
				t.Errorf("%s: %s simulated %v, model %v", c.name, f.what, f.e, f.model)
			}
		}
	}
}

// A day like a sine in 24 slots: the model of profiles is approximate; the simulation says how far.
func TestDiurnal(t *testing.T) {
	rates := make([]float64, 24)
	for h := range rates {
		rates[h] = 2 * (1 + 0.9*math.Sin(2*math.Pi*(float64(h)+0.5)/24))
	}
	l := Load{Rates: rates, SlotSeconds: 3600, Service: law(service.Exponential(1))}
	want, err := coldstart.SteadySlots(coldstart.Platform{Service: 1, KeepAlive: 600}, rates, 3600)
	if err != nil {
		t.Fatal(err)
	}
	run := Run{Requests: requests(8_000_000), Seed: 7}
	got, err := Simulate(Platform{KeepAlive: 600}, l, run)
	if err != nil {
		t.Fatal(err)
	}
	within(t, "diurnal: cold share", got.ColdShare, want.Total.ColdShare, 3, 0.03)
	within(t, "diurnal: alive", got.MeanAlive, want.Total.MeanAlive, 3, 0.03)
	if off := want.Total.ColdShare/got.ColdShare.Value - 1; !(math.Abs(off) <= 0.01+3*got.ColdShare.StdErr/got.ColdShare.Value) {
		t.Errorf("the model of profiles is off by %.1f %%, its label says 1 %%", 100*off)
	}
	run.Requests = 1_000_000
	p := run.plan(l, 600, new(basis.Check))
	cold, alive := replayed(t, l, 600, p, run.Seed)
	byEvents, err := runEvents(Platform{KeepAlive: 600}, newStream(l, run.Seed), p, run.Seed)
	if err != nil {
		t.Fatal(err)
	}
	if cold != byEvents.ColdShare || !(math.Abs(alive.Value-byEvents.MeanAlive.Value) <= 1e-9*alive.Value) {
		t.Errorf("replay %v, %v; events %v, %v: the same requests must give the same figures", cold, alive, byEvents.ColdShare, byEvents.MeanAlive)
	}
}
