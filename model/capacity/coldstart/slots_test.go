package coldstart

import (
	"math"
	"testing"

	"github.com/sovcost/sovcost/model/capacity/basis"
	"github.com/sovcost/sovcost/model/capacity/service"
)

func TestFlatProfileIsSteady(t *testing.T) {
	p := Platform{Service: 0.5, ColdService: 1.2, KeepAlive: 300, Provisioned: 2, Limit: 9}
	want, err := Steady(p, 4)
	if err != nil {
		t.Fatal(err)
	}
	got, err := SteadySlots(p, []float64{4, 4, 4}, 3600)
	if err != nil {
		t.Fatal(err)
	}
	for name, pair := range map[string][2]float64{"cold": {got.Total.ColdShare, want.ColdShare}, "alive": {got.Total.MeanAlive, want.MeanAlive},
		"throttled": {got.Total.Throttled, want.Throttled}, "on provisioned": {got.Total.ShareOnProvisioned, want.ShareOnProvisioned},
		"life": {got.Total.InstanceLife, want.InstanceLife}, "slot": {got.ColdShare[1], want.ColdShare}} {
		if !(math.Abs(pair[0]-pair[1]) <= 1e-7*pair[1]) { // what the inversion holds
			t.Errorf("%s: %v, steady %v", name, pair[0], pair[1])
		}
	}
	if got.Total.Basis.Method != basis.Approx {
		t.Errorf("a slot-wise figure is approx, said %v", got.Total.Basis)
	}
}

// Quiet slots have no cold share, count in the mean number alive, and keep the provisioned instances. The busy slot
// starts every instance anew, and then as many as in a steady load.
func TestQuietSlots(t *testing.T) {
	p := Platform{Service: 0.5, KeepAlive: 300, Provisioned: 2}
	one, err := Steady(p, 4)
	if err != nil {
		t.Fatal(err)
	}
	got, err := SteadySlots(p, []float64{0, 4, 0, 0}, 3600)
	if err != nil {
		t.Fatal(err)
	}
	anew, steady := one.MeanAlive-2, 3600*one.ColdPerSecond()
	if starts := 3600 * got.ColdPerSecond[1]; !(starts > anew && starts < anew+steady) {
		t.Errorf("%v starts in the busy hour, want between %v and %v", starts, anew, anew+steady)
	}
	// after the busy hour each instance stays for at most one keep-alive time
	later := 2 + (one.MeanAlive-2)*300/3600
	if !math.IsNaN(got.ColdShare[0]) || !(math.Abs(got.MeanAlive[0]-2) <= 1e-9) || !(math.Abs(got.MeanAlive[3]-2) <= 1e-9) || !(got.MeanAlive[2] > 2.8/3*later-0.1 && got.MeanAlive[2] < later) {
		t.Errorf("alive %v, want a little less than %v after the busy hour and 2 in the other quiet ones", got.MeanAlive, later)
	}
	if !(math.Abs(got.Total.MeanAlive-total(got.MeanAlive)/4) <= 1e-9) {
		t.Errorf("alive %v over all, slots %v", got.Total.MeanAlive, got.MeanAlive)
	}
	if _, err := SteadySlots(p, []float64{0, 0}, 60); err == nil {
		t.Error("a profile without requests was accepted")
	}
	slow, err := SteadySlots(Platform{Service: 10, KeepAlive: 300}, []float64{1, 2}, 60)
	if err != nil || len(slow.Total.Basis.Validity) < 2 {
		t.Errorf("requests that are long against a slot need a warning: %v, %v", slow.Total.Basis, err)
	}
}

// A profile is the same wherever its period begins, when it is written twice, and in finer slots; more keep-alive time
// never means more cold starts.
func TestProfilesAreConsistent(t *testing.T) {
	p := Platform{Service: 0.4, KeepAlive: 700}
	rates := []float64{0.2, 9, 3, 0, 0, 14, 1}
	share := func(p Platform, rates []float64, slot float64) float64 {
		s, err := SteadySlots(p, rates, slot)
		if err != nil {
			t.Fatal(err)
		}
		return s.Total.ColdShare
	}
	for _, slot := range []float64{60, 300, 700, 900, 7000} {
		want := share(p, rates, slot)
		var fine []float64
		for _, r := range rates {
			fine = append(fine, r, r, r)
		}
		for name, got := range map[string]float64{
			"later":     share(p, append(append([]float64{}, rates[3:]...), rates[:3]...), slot),
			"twice":     share(p, append(append([]float64{}, rates...), rates...), slot),
			"in thirds": share(p, fine, slot/3),
		} {
			if !(math.Abs(got-want) <= 1e-9*want) {
				t.Errorf("slots of %v s, %s: %v, want %v", slot, name, got, want)
			}
		}
		last := 1.0
		for _, tau := range []float64{0, 1e-6, 1, 10, 59, 60, 61, 600, 3600, 1e5, 1e6} {
			p.KeepAlive = tau
			if now := share(p, rates, slot); !(now <= last*(1+1e-6)) {
				t.Errorf("slots of %v s: %v cold with %v s, %v with less", slot, now, tau, last)
			} else {
				last = now
			}
		}
		p.KeepAlive = 700
	}
}

// Rates between the rungs of a ladder are read to a fraction of a percent, even from rungs a factor of 1.8 apart.
func TestLadderBetweenRungs(t *testing.T) {
	p := Platform{Service: 0.3, KeepAlive: 600}
	var rates []float64
	var solutions []Result
	for e := -24; e <= 12; e++ {
		rate := math.Pow(10, float64(e)/4)
		r, err := Steady(p, rate)
		if err != nil {
			t.Fatal(err)
		}
		rates, solutions = append(rates, rate), append(solutions, r)
	}
	l := NewLadder(p, rates, solutions)
	for _, scale := range []float64{0.003, 0.02, 0.4, 1, 7, 30} {
		profile := []float64{0.1 * scale, 4 * scale, 9 * scale, 0, scale}
		want, err := SteadySlots(p, profile, 900)
		if err != nil {
			t.Fatal(err)
		}
		got := l.Cold(profile, 900)
		if d := got*5/total(want.ColdPerSecond) - 1; !(math.Abs(d) <= 0.01) {
			t.Errorf("scale %v: %.3f %% off", scale, 100*d)
		} else {
			t.Logf("scale %v: %+.3f %%", scale, 100*d)
		}
	}
}

// Reading many rates off the ladder changes the figures by less than 0.02 %.
func TestLadderAgainstExact(t *testing.T) {
	p := Platform{Service: 0.8, KeepAlive: 600}
	rates := make([]float64, 3000)
	var cold, served, alive float64
	for i := range rates {
		rates[i] = 3 * math.Exp(3*math.Sin(2*math.Pi*float64(i)/3000))
		if i%10 == 0 {
			r, err := Steady(p, rates[i])
			if err != nil {
				t.Fatal(err)
			}
			cold, served, alive = cold+r.ColdPerSecond(), served+rates[i], alive+r.MeanAlive/300
		}
	}
	got, err := SteadySlots(p, rates, 3600)
	if err != nil {
		t.Fatal(err)
	}
	if d := got.Total.ColdShare/(cold/served) - 1; !(math.Abs(d) <= 2e-4) {
		t.Errorf("cold share off by %.4f %%", 100*d)
	}
	if d := got.Total.MeanAlive/alive - 1; !(math.Abs(d) <= 2e-4) {
		t.Errorf("alive off by %.4f %%", 100*d)
	}
}

func TestLatency(t *testing.T) {
	must := func(l service.Law, err error) service.Law {
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	warm := must(service.Fixed(0.1))
	cold := must(service.Fixed(1.1))
	for _, tc := range []struct{ cold, q, want float64 }{
		{0, 0.999, 0.1}, {0.01, 0.98, 0.1}, {0.01, 0.99, 0.1}, {0.01, 0.9901, 1.1}, {0.5, 0.49, 0.1}, {0.5, 0.51, 1.1}, {1, 0.1, 1.1},
	} {
		got, err := Latency{Warm: warm, Cold: cold, ColdShare: tc.cold}.Quantile(tc.q)
		if err != nil || !(math.Abs(got-tc.want) <= 1e-9) {
			t.Errorf("cold %v: p%v = %v (%v), want %v", tc.cold, 100*tc.q, got, err, tc.want)
		}
	}
	exp := must(service.Exponential(0.1))
	later := must(exp.Plus(0.5))
	l := Latency{Warm: exp, Cold: later, ColdShare: 0.03}
	for _, q := range []float64{0.01, 0.5, 0.95, 0.99, 0.9999} {
		at, err := l.Quantile(q)
		if err != nil || !(math.Abs(l.Share(at)-q) <= 1e-9) {
			t.Errorf("share within p%v is %v (%v)", 100*q, l.Share(at), err)
		}
		if over, err := l.OverBudget(at); err != nil || !(math.Abs(over-(1-q)) <= 1e-9) {
			t.Errorf("over the budget: %v (%v)", over, err)
		}
	}
	if !(math.Abs(l.Mean()-0.115) <= 1e-12) {
		t.Errorf("mean %v", l.Mean())
	}
	for _, bad := range []Latency{{}, {Warm: exp, ColdShare: 0.1}, {Warm: exp, Cold: exp, ColdShare: math.NaN()}} {
		if _, err := bad.Quantile(0.5); err == nil {
			t.Errorf("accepted %+v", bad)
		}
	}
}

func TestRefusals(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	ok := Platform{Service: 1, KeepAlive: 600}
	for name, try := range map[string]func() error{
		"rate 0":               func() error { _, err := Steady(ok, 0); return err },
		"rate nan":             func() error { _, err := Steady(ok, nan); return err },
		"rate inf":             func() error { _, err := Steady(ok, inf); return err },
		"load past 1e6":        func() error { _, err := Steady(ok, 1.0001e6); return err },
		"service 0":            func() error { _, err := Steady(Platform{KeepAlive: 1}, 1); return err },
		"service tiny":         func() error { _, err := Steady(Platform{Service: 1e-300}, 1); return err },
		"cold service nan":     func() error { _, err := Steady(Platform{Service: 1, ColdService: nan}, 1); return err },
		"cold load past 1e6":   func() error { _, err := Steady(Platform{Service: 1, ColdService: 1e7}, 1); return err },
		"tau negative":         func() error { _, err := Steady(Platform{Service: 1, KeepAlive: -1}, 1); return err },
		"tau inf":              func() error { _, err := Steady(Platform{Service: 1, KeepAlive: inf}, 1); return err },
		"provisioned negative": func() error { _, err := Steady(Platform{Service: 1, Provisioned: -1}, 1); return err },
		"provisioned > limit":  func() error { _, err := Steady(Platform{Service: 1, Provisioned: 3, Limit: 2}, 1); return err },
		"percentile 1":         func() error { r, _ := Steady(ok, 1); _, err := r.AlivePercentile(1); return err },
		"slot length 0":        func() error { _, err := SteadySlots(ok, []float64{1}, 0); return err },
		"no slots":             func() error { _, err := SteadySlots(ok, nil, 1); return err },
		"slot rate nan":        func() error { _, err := SteadySlots(ok, []float64{1, nan}, 1); return err },
		"no phases":            func() error { _, err := SteadyBursts(ok, Bursts{}); return err },
		"ragged switch": func() error {
			_, err := SteadyBursts(ok, Bursts{Rates: []float64{1, 2}, Switch: [][]float64{{0}, {1, 0}}})
			return err
		},
		"missing switch": func() error { _, err := SteadyBursts(ok, Bursts{Rates: []float64{1, 2}}); return err },
		"negative switch": func() error {
			_, err := SteadyBursts(ok, Bursts{Rates: []float64{1, 2}, Switch: [][]float64{{0, -1}, {1, 0}}})
			return err
		},
		"dead end": func() error {
			_, err := SteadyBursts(ok, Bursts{Rates: []float64{1, 2}, Switch: [][]float64{{0, 1}, {0, 0}}})
			return err
		},
		"all silent": func() error {
			_, err := SteadyBursts(ok, Bursts{Rates: []float64{0, 0}, Switch: [][]float64{{0, 1}, {1, 0}}})
			return err
		},
		"burst too heavy": func() error {
			_, err := SteadyBursts(ok, Bursts{Rates: []float64{0, 1e6}, Switch: [][]float64{{0, 1}, {1, 0}}})
			return err
		},
		"on/off nan":     func() error { _, err := OnOff(nan, 1, 1, 1); return err },
		"dispersion nan": func() error { _, err := OnOffFromDispersion(1, nan, 60, 1); return err },
	} {
		if try() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func FuzzSteady(f *testing.F) {
	f.Add(0.9, 1.991, 2.2, 600.0, 1, 0)
	f.Add(math.NaN(), math.Inf(1), -1.0, 1e300, -5, 7)
	f.Add(1e-300, 1e-9, 1e-9, 1e-300, 1<<30, 1<<30)
	f.Add(1e12, 1e-9, 0.0, 1e9, 0, 3)
	f.Fuzz(func(t *testing.T, rate, service, cold, tau float64, provisioned, limit int) {
		if rate*math.Max(service, cold) > 1e4 {
			return // keeps one call short; heavy loads have their own test
		}
		p := Platform{Service: service, ColdService: cold, KeepAlive: tau, Provisioned: provisioned, Limit: limit}
		check := func(r Result, err error) {
			if err != nil {
				return
			}
			if !(r.ColdShare >= 0 && r.ColdShare <= 1 && r.Throttled >= 0 && r.Throttled <= 1 && r.MeanAlive >= 0 && !math.IsInf(r.MeanAlive, 0)) {
				t.Fatalf("%+v at %g: %+v", p, rate, r)
			}
			if _, err := r.AlivePercentile(0.5); err != nil {
				t.Fatal(err)
			}
		}
		check(Steady(p, rate))
		if b, err := OnOff(rate/3, rate, service, cold); err == nil && rate*service < 100 {
			check(SteadyBursts(p, b))
		}
	})
}

func BenchmarkSteadyLoad2(b *testing.B)    { benchmark(b, 0.9, 1.991) }
func BenchmarkSteadyLoad1000(b *testing.B) { benchmark(b, 1000, 1) }

func benchmark(b *testing.B, rate, service float64) {
	for b.Loop() {
		if _, err := Steady(Platform{Service: service, KeepAlive: 600}, rate); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSteadyBursts(b *testing.B) {
	s, err := OnOff(0.1, 5, 1800, 60)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err = SteadyBursts(Platform{Service: 0.5, KeepAlive: 600}, s); err != nil {
			b.Fatal(err)
		}
	}
}
