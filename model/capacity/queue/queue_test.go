package queue

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mathext"
	"pgregory.net/rapid"
)

func TestEdgesOfTheFormulas(t *testing.T) {
	cases := []struct {
		name string
		f    func() (float64, error)
		want float64
		tol  float64
	}{
		{"no servers lose all", func() (float64, error) { return ErlangB(0, 3) }, 1, 0},
		{"no servers, no load: an arrival would be lost", func() (float64, error) { return ErlangB(0, 0) }, 1, 0},
		{"no load", func() (float64, error) { return ErlangB(4, 0) }, 0, 0},
		{"one server: a/(1+a)", func() (float64, error) { return ErlangB(1, 3) }, 0.75, 1e-15},
		{"tiny load: a^n/n!", func() (float64, error) { return ErlangB(3, 1e-4) }, 1e-12 / 6, 1e-15},
		{"load above 1e7 servers worth, half served", func() (float64, error) { return ErlangB(5_000_000, 1e7) }, 0.5, 1e-6},
		{"just stable", func() (float64, error) { return ErlangC(3, math.Nextafter(3, 0)) }, 1, 1e-12},
		{"exactly full", func() (float64, error) { return ErlangC(3, 3) }, 1, 0},
		{"overloaded", func() (float64, error) { return ErlangC(3, 4) }, 1, 0},
		{"M/M/1 waits with probability a", func() (float64, error) { return ErlangC(1, 0.7) }, 0.7, 1e-12},
		{"M/M/1 mean wait a S/(1-a)", func() (float64, error) { return MeanWait(1, 0.7, 1) }, 0.7 / 0.3, 1e-12},
		{"M/M/1 response exp(-(1-a)t)", func() (float64, error) { return ResponseExceeds(1, 0.7, 1, 2) }, math.Exp(-0.6), 1e-12},
		{"response at d = 0 (n = a+1)", func() (float64, error) { return ResponseExceeds(3, 2, 1, 1.5) }, math.Exp(-1.5) * (1 + 4.0/9*1.5), 1e-12},
		{"response at t = 0", func() (float64, error) { return ResponseExceeds(3, 2, 1, 0) }, 1, 0},
		{"overloaded response", func() (float64, error) { return ResponseExceeds(2, 2, 1, 9) }, 1, 0},
		{"overloaded wait", func() (float64, error) { return WaitExceeds(2, 2, 1, 9) }, 1, 0},
		{"beta far out", func() (float64, error) { return HalfinWhitt(50) }, 0, 0},
	}
	for _, tc := range cases {
		got, err := tc.f()
		if err != nil || !(math.Abs(got-tc.want) <= tc.tol) {
			t.Errorf("%s: got %v (%v), want %v", tc.name, got, err, tc.want)
		}
	}
	if w, _, err := AllenCunneen(1, 0.5, 1, 1, 0); err != nil || !(math.Abs(w-0.5) <= 1e-12) {
		t.Errorf("M/D/1 at half load waits 0.5 s (Pollaczek-Khinchine), got %v (%v)", w, err)
	}
	if w, _, err := AllenCunneen(2, 4, 1, 1, 1); err != nil || !math.IsInf(w, 1) {
		t.Errorf("overloaded mean wait is infinite, got %v (%v)", w, err)
	}
}

// Smallest means: this many servers meet the target and one fewer does not.
func TestSmallestIsSmallest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.Float64Range(0.01, 2000).Draw(t, "rate")
		service := rapid.Float64Range(0.01, 2).Draw(t, "service")
		p := rapid.Float64Range(1e-6, 0.9).Draw(t, "share")
		limit := service * rapid.Float64Range(0, 3).Draw(t, "limit")
		check := func(name string, s Sizing, err error, figure func(n int) (float64, error), most float64) {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			at, err := figure(s.Servers)
			if err != nil || at > most*(1+1e-12) || !(math.Abs(at-s.Achieved) <= 1e-12+1e-9*at) {
				t.Fatalf("%s: n %d gives %v, said %v, limit %v (%v)", name, s.Servers, at, s.Achieved, most, err)
			}
			if s.Servers > 0 {
				if under, err := figure(s.Servers - 1); err != nil || under <= most*(1-1e-12) {
					t.Fatalf("%s: %d servers would do: %v <= %v (%v)", name, s.Servers-1, under, most, err)
				}
			}
		}
		a := rate * service
		s, err := SmallestForBlocking(a, p)
		check("blocking", s, err, func(n int) (float64, error) { return ErlangB(n, a) }, p)
		s, err = SmallestForWaiting(a, p)
		check("waiting", s, err, func(n int) (float64, error) { return ErlangC(n, a) }, p)
		root, err := SquareRootStaffing(a, p)
		low := 4
		if p >= 1e-3 {
			low = 2
		}
		if err != nil || root.Servers > s.Servers || root.Servers < s.Servers-low {
			t.Fatalf("square root staffing %d, exact %d", root.Servers, s.Servers)
		}
		s, err = SmallestForWait(rate, service, limit, p)
		check("wait", s, err, func(n int) (float64, error) { return WaitExceeds(n, rate, service, limit) }, p)
		response := service * (-math.Log(p)*1.01 + 0.1)
		s, err = SmallestForResponse(rate, service, response, p)
		check("response", s, err, func(n int) (float64, error) { return ResponseExceeds(n, rate, service, response) }, p)
		s, err = SmallestForMeanWait(rate, service, service*p, 1, 0.5)
		check("mean wait", s, err, func(n int) (float64, error) {
			w, _, err := AllenCunneen(n, rate, service, 1, 0.5)
			return w, err
		}, service*p)
	})
}

// The percentile agrees with the incomplete gamma function, which shares nothing with the table of weights.
func TestPoissonPercentileAgainstGamma(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mean := math.Exp(rapid.Float64Range(-7, 12).Draw(t, "log mean"))
		q := rapid.Float64Range(1e-6, 1-1e-9).Draw(t, "q")
		k, err := PoissonPercentile(mean, q)
		if err != nil {
			t.Fatal(err)
		}
		if at := mathext.GammaIncRegComp(float64(k)+1, mean); at < q-1e-9 {
			t.Fatalf("P(N<=%d) = %v < %v at mean %v", k, at, q, mean)
		}
		if k > 0 {
			if under := mathext.GammaIncRegComp(float64(k), mean); under > q+1e-9 {
				t.Fatalf("P(N<=%d) = %v is already %v at mean %v", k-1, under, q, mean)
			}
		}
		above, err := PoissonAbove(mean, k)
		if err != nil || !(math.Abs(above-mathext.GammaIncReg(float64(k)+1, mean)) <= 1e-9) {
			t.Fatalf("P(N>%d) = %v at mean %v (%v)", k, above, mean, err)
		}
	})
}

func TestRefusals(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	bad := map[string]func() error{
		"servers -1":         func() error { _, err := ErlangB(-1, 1); return err },
		"servers too many":   func() error { _, err := ErlangB(MaxServers+1, 1); return err },
		"load nan":           func() error { _, err := ErlangB(1, nan); return err },
		"load inf":           func() error { _, err := ErlangC(1, inf); return err },
		"load negative":      func() error { _, err := ErlangC(1, -1); return err },
		"load past limit":    func() error { _, err := SmallestForBlocking(1.01e7, 0.1); return err },
		"product too large":  func() error { _, err := MeanWait(1, 1e9, 1e9); return err },
		"service 0":          func() error { _, err := MeanWait(1, 1, 0); return err },
		"t nan":              func() error { _, err := WaitExceeds(1, 1, 1, nan); return err },
		"response t < 0":     func() error { _, err := ResponseExceeds(1, 1, 1, -1); return err },
		"p 0":                func() error { _, err := SmallestForWaiting(1, 0); return err },
		"p 1":                func() error { _, err := SmallestForWait(1, 1, 1, 1); return err },
		"response too tight": func() error { _, err := SmallestForResponse(1, 1, 0.5, 0.01); return err },
		"mean wait 0":        func() error { _, err := SmallestForMeanWait(1, 1, 0, 1, 1); return err },
		"cv nan":             func() error { _, _, err := AllenCunneen(1, 1, 1, nan, 1); return err },
		"beta 0":             func() error { _, err := HalfinWhitt(0); return err },
		"poisson inf":        func() error { _, err := PoissonPercentile(inf, 0.5); return err },
		"poisson q 1":        func() error { _, err := PoissonPercentile(1, 1); return err },
		"poisson n":          func() error { _, err := PoissonAbove(1, -1); return err },
		"staffing p nan":     func() error { _, err := SquareRootStaffing(1, nan); return err },
	}
	for name, f := range bad {
		if f() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if s, err := SmallestForWaiting(0, 0.5); err != nil || s.Servers != 0 {
		t.Errorf("no load needs no servers, got %+v, %v", s, err)
	}
}

func FuzzNoPanic(f *testing.F) {
	f.Add(50.0, 0.2, 0.05, 0.01, 17)
	f.Add(math.NaN(), math.Inf(1), -1.0, 1e300, -5)
	f.Fuzz(func(t *testing.T, rate, service, limit, p float64, n int) {
		if rate*service > 1e4 {
			rate = 1e4 / service // keeps one call short; the limits themselves are in the tables
		}
		for _, call := range []func() (Sizing, error){
			func() (Sizing, error) { return SmallestForWait(rate, service, limit, p) },
			func() (Sizing, error) { return SmallestForResponse(rate, service, limit, p) },
			func() (Sizing, error) { return SmallestForMeanWait(rate, service, limit, p, p) },
		} {
			if s, err := call(); err == nil && (s.Servers < 0 || math.IsNaN(s.Achieved)) {
				t.Fatalf("sizing %+v for %v %v %v %v", s, rate, service, limit, p)
			}
		}
		if w, err := ResponseExceeds(min(n, 10000), rate, service, limit); err == nil && !(w >= 0 && w <= 1) {
			t.Fatalf("share %v for %v %v %v", w, rate, service, limit)
		}
	})
}

func BenchmarkSmallestForWaitLoad1000(b *testing.B) {
	for b.Loop() {
		if _, err := SmallestForWait(1000, 1, 0.1, 0.01); err != nil {
			b.Fatal(err)
		}
	}
}
