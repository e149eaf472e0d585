package coldstart

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/model/capacity/queue"
)

// survivalByUniformization is the share of v (a row vector on levels 0..n-1) that has not reached level n after tau,
// by uniformization: no transform, no recursion in common with the code under test. last is the share that is on
// level n-1 then.
func survivalByUniformization(v []float64, rate, mu, tau float64) float64 {
	n := len(v)
	q := rate + mu*float64(n-1)
	steps := queue.NewPoisson(q*tau, 1e-18)
	v = append([]float64(nil), v...)
	next := make([]float64, n)
	sum := 0.0
	for k := 0; k < steps.First+len(steps.Weights); k++ {
		if k >= steps.First {
			sum += steps.Weights[k-steps.First] * total(v)
		}
		clear(next)
		for i := range v {
			stay := 1 - (rate+mu*float64(i))/q
			next[i] += v[i] * stay
			if i+1 < n {
				next[i+1] += v[i] * rate / q
			}
			if i > 0 {
				next[i-1] += v[i] * mu * float64(i) / q
			}
		}
		v, next = next, v
	}
	return sum
}

func TestSteadyAgainstUniformization(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := math.Exp(rapid.Float64Range(-7, 2).Draw(t, "log rate"))
		service := math.Exp(rapid.Float64Range(-3, 1.5).Draw(t, "log service"))
		p := Platform{Service: service, KeepAlive: service * math.Exp(rapid.Float64Range(-4, 5).Draw(t, "log tau"))}
		p.Provisioned = rapid.IntRange(0, 3).Draw(t, "provisioned")
		if rapid.Bool().Draw(t, "limited") {
			p.Limit = max(1, p.Provisioned) + rapid.IntRange(0, 6).Draw(t, "limit")
		}
		got, err := Steady(p, rate)
		if err != nil {
			t.Fatal(err)
		}
		top := int(rate*service + 14*math.Sqrt(rate*service) + 16)
		if p.Limit > 0 {
			top = p.Limit
		}
		pi := make([]float64, top+1)
		pi[0] = 1
		for n := 1; n <= top; n++ {
			pi[n] = pi[n-1] * rate * service / float64(n)
		}
		normalise(pi)
		cold, alive := 0.0, float64(p.Provisioned)
		for n := p.Provisioned + 1; n <= top; n++ {
			at := make([]float64, n)
			at[n-1] = 1
			cold += pi[n-1] * survivalByUniformization(at, rate, 1/service, p.KeepAlive)
			alive += 1 - survivalByUniformization(pi[:n], rate, 1/service, p.KeepAlive)
		}
		if p.Limit > 0 {
			cold /= 1 - pi[top]
			if !(math.Abs(got.Throttled-pi[top]) <= 1e-12) {
				t.Fatalf("throttled %v, want %v", got.Throttled, pi[top])
			}
		}
		if !(math.Abs(got.ColdShare-cold) <= 2e-9) || !(math.Abs(got.MeanAlive-alive) <= 1e-8*(1+alive)) {
			t.Fatalf("cold %v, alive %v; by uniformization %v, %v", got.ColdShare, got.MeanAlive, cold, alive)
		}
	})
}

func TestEdges(t *testing.T) {
	type want struct{ cold, alive, throttled float64 }
	nan := math.NaN() // not checked
	b5, _ := queue.ErlangB(5, 1e4)
	cases := []struct {
		name string
		p    Platform
		rate float64
		want want
		tol  float64
	}{
		{"keep-alive 0", Platform{Service: 2}, 3, want{1, 6, 0}, 1e-9},
		{"keep-alive next to 0", Platform{Service: 2, KeepAlive: 1e-300}, 3, want{1, 6, 0}, 1e-9},
		{"keep-alive a nanosecond", Platform{Service: 2, KeepAlive: 1e-9}, 3, want{1, 6, 0}, 1e-7},
		{"one request in ten years", Platform{Service: 2, KeepAlive: 600}, 3e-9, want{math.Exp(-3e-9*602) + 6e-9, -math.Expm1(-3e-9 * 602), 0}, 1e-8},
		{"a rate next to 0", Platform{Service: 2, KeepAlive: 600}, 1e-30, want{1, 602e-30, 0}, 1e-9},
		{"limit far below the load", Platform{Service: 1, KeepAlive: 600, Limit: 5}, 1e4, want{1e-9, 5, b5}, 1e-9},
		{"limit 1, no keep-alive", Platform{Service: 1, Limit: 1}, 3, want{1, 0.75, 0.75}, 1e-12},
		{"limit 1: cold when the gap is longer than tau", Platform{Service: 1, KeepAlive: 2, Limit: 1}, 0.5, want{math.Exp(-1), nan, 1.0 / 3}, 1e-9},
		{"all provisioned", Platform{Service: 1, KeepAlive: 600, Provisioned: 4, Limit: 4}, 2, want{0, 4, nan}, 1e-12},
		{"provisioned above every level", Platform{Service: 1, KeepAlive: 600, Provisioned: 5000}, 2, want{1e-9, 5000, 0}, 1e-12},
		{"provisioned beyond memory", Platform{Service: 1, KeepAlive: 600, Provisioned: 1 << 30}, 2, want{1e-9, 1 << 30, 0}, 1e-12},
	}
	for _, tc := range cases {
		r, err := Steady(tc.p, tc.rate)
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		for name, pair := range map[string][2]float64{"cold": {r.ColdShare, tc.want.cold}, "alive": {r.MeanAlive, tc.want.alive}, "throttled": {r.Throttled, tc.want.throttled}} {
			if !math.IsNaN(pair[1]) && !(math.Abs(pair[0]-pair[1]) <= tc.tol*math.Abs(pair[1])) {
				t.Errorf("%s: %s %v, want %v", tc.name, name, pair[0], pair[1])
			}
		}
		if n, err := r.AlivePercentile(0.99); err != nil || n < tc.p.Provisioned {
			t.Errorf("%s: p99 of alive %d (%v)", tc.name, n, err)
		}
	}
}

// A heavy load: the figures are finite, ordered, and the number alive lies between the load and its far percentile.
func TestHeavyLoads(t *testing.T) {
	for _, load := range []float64{1e3, 1e4, 1e5} {
		r, err := Steady(Platform{Service: 0.5, KeepAlive: 600}, load/0.5)
		if err != nil {
			t.Fatal(err)
		}
		most, err := queue.PoissonPercentile(load, 1-1e-12)
		if err != nil {
			t.Fatal(err)
		}
		p50, _ := r.AlivePercentile(0.5)
		p99, _ := r.AlivePercentile(0.99)
		if !(r.MeanAlive > load && r.MeanAlive < float64(most)) || p50 > p99 || r.ColdShareIsBound || r.InstanceLife < 600 {
			t.Errorf("load %g: alive %v (p50 %d, p99 %d), cold %v, life %v", load, r.MeanAlive, p50, p99, r.ColdShare, r.InstanceLife)
		}
		t.Logf("load %g: cold %.4g, alive %.6g, p50 %d, p99 %d", load, r.ColdShare, r.MeanAlive, p50, p99)
	}
}

// Little's law for instances, and the order of percentiles, hold for every result.
func TestResultIsConsistent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Platform{Service: rapid.Float64Range(0.01, 10).Draw(t, "service"), KeepAlive: rapid.Float64Range(0, 2000).Draw(t, "tau"),
			Provisioned: rapid.IntRange(0, 4).Draw(t, "provisioned")}
		r, err := Steady(p, math.Exp(rapid.Float64Range(-8, 3).Draw(t, "log rate")))
		if err != nil {
			t.Fatal(err)
		}
		if !r.ColdShareIsBound && r.ColdShare > 0 {
			if life := (r.MeanAlive - float64(p.Provisioned)) / r.ColdPerSecond(); r.ColdShare > 1e-6 && r.MeanAlive-float64(p.Provisioned) > 1e-5 && (!(math.Abs(life-r.InstanceLife) <= 1e-6*life) || life < p.KeepAlive) {
				t.Fatalf("life %v, said %v, keep-alive %v", life, r.InstanceLife, p.KeepAlive)
			}
		}
		last := 0
		for _, q := range []float64{0.01, 0.5, 0.9, 0.99, 0.9999} {
			n, err := r.AlivePercentile(q)
			if err != nil || n < last || 1-r.AliveAtLeast(n+1) < q || (n > p.Provisioned && 1-r.AliveAtLeast(n) >= q) {
				t.Fatalf("percentile %v is %d after %d (%v)", q, n, last, err)
			}
			last = n
		}
		if r.BusyOnProvisioned > r.MeanBusy*(1+1e-12) || r.BusyOnProvisioned > float64(p.Provisioned)*(1+1e-12) {
			t.Fatalf("%v of %v busy on %d provisioned", r.BusyOnProvisioned, r.MeanBusy, p.Provisioned)
		}
	})
}
