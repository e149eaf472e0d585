package simulate

import (
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/model/capacity/coldstart"
	"github.com/sovcost/sovcost/model/capacity/queue"
	"github.com/sovcost/sovcost/model/capacity/service"
)

func must(t testing.TB, r Result, err error) Result {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Statistical oracle rows, restated (facts): published simulations and closed forms.
func TestOracleRowsSimulation(t *testing.T) {
	rows := 0
	near := func(id, what string, e Estimate, want, relative float64) {
		t.Helper()
		t.Logf("%s %s: %.6g +/- %.2g, published %.6g", id, what, e.Value, e.StdErr, want)
		if !(math.Abs(e.Value-want) <= relative*want) {
			t.Errorf("%s %s: %.6g, want %.6g within %g %%", id, what, e.Value, want, 100*relative)
		}
	}
	// M02: pacslab/simfaas, seven runs of 1e6 simulated seconds; cold requests take 0.253 s longer
	l := Load{Rate: 0.9, Service: law(service.Exponential(1.991))}
	r, err := Simulate(Platform{KeepAlive: 600, Start: law(service.Fixed(0.253))}, l, Run{Requests: requests(8_000_000), Seed: 1})
	r = must(t, r, err)
	near("M02", "cold share", r.ColdShare, 0.001351, 0.08)
	near("M02", "alive", r.MeanAlive, 7.70, 0.01)
	near("M02", "running", r.MeanBusy, 1.79, 0.01)
	rows++
	// several requests per instance, fullest first
	for _, c := range []struct {
		id                               string
		rate, s, alive, busy, ceil, mean float64
	}{{"M-alive-ceil", 20, 1, 4.064, 2.895, 2.444, 2.0}, {"M-alive-ceil-2", 50, 0.5, 4.982, 3.445, 2.953, 2.5}} {
		l := Load{Rate: c.rate, Service: law(service.Exponential(c.s))}
		r, err := Simulate(Platform{KeepAlive: 300, Concurrency: 10, Routing: Fullest}, l, Run{Requests: requests(6_000_000), Seed: 2})
		r = must(t, r, err)
		near(c.id, "alive", r.MeanAlive, c.alive, 0.02)
		near(c.id, "instances busy", r.BusyAlive, c.busy, 0.02)
		mean, ceil := InstanceBounds(c.rate*c.s, 10)
		near(c.id, "bound by the mean", Estimate{Value: mean}, c.mean, 0.001)
		near(c.id, "bound by the ceiling", Estimate{Value: ceil}, c.ceil, 0.001)
		if r.BusyAlive.Value < ceil {
			t.Errorf("%s: %v busy instances are under the bound %v", c.id, r.BusyAlive.Value, ceil)
		}
		rows++
	}
	// M-loss: the throttled share does not depend on the service law
	for _, s := range []service.Law{law(service.Exponential(1)), law(service.Fixed(1)), law(service.Lognormal(1, 2))} {
		r, err := Simulate(Platform{KeepAlive: 600, Limit: 10}, Load{Rate: 8, Service: s}, Run{Requests: requests(6_000_000), Seed: 3})
		r = must(t, r, err)
		near("M-loss", string(s.Kind()), r.Throttled, 0.121661, 0.015)
	}
	rows++
	t.Logf("%d statistical oracle rows", rows)
}

// At 0.9/s, 1.991 s and 600 s other routing keeps 11.6 instances instead of 7.7 and starts a hundredth.
func TestRoutingMatters(t *testing.T) {
	l := Load{Rate: 0.9, Service: law(service.Exponential(1.991))}
	mru, err := Simulate(Platform{KeepAlive: 600}, l, Run{Requests: requests(4_000_000), Seed: 4})
	mru = must(t, mru, err)
	for _, routing := range []Routing{LeastRecent, Random} {
		r, err := Simulate(Platform{KeepAlive: 600, Routing: routing}, l, Run{Requests: requests(4_000_000), Seed: 4})
		r = must(t, r, err)
		t.Logf("%s: cold %.3g, alive %.4g; most recent: cold %.3g, alive %.4g", routing, r.ColdShare.Value, r.MeanAlive.Value, mru.ColdShare.Value, mru.MeanAlive.Value)
		if r.MeanAlive.Value < 10.5 || r.MeanAlive.Value > 12.7 || r.ColdShare.Value > mru.ColdShare.Value/30 {
			t.Errorf("%s: alive %v, cold %v", routing, r.MeanAlive.Value, r.ColdShare.Value)
		}
	}
}

// Provisioned instances: the formula drops levels and so takes requests to be movable; the simulation does not.
func TestProvisionedAgainstFormula(t *testing.T) {
	for _, c := range []struct {
		rate, s, tau float64
		provisioned  int
		high         float64 // how far the formula may be above the simulation
	}{{0.9, 1.991, 600, 3, 0.03}, {10, 0.5, 60, 8, 0.03}, {10, 0.5, 5, 8, 0.08}} {
		want, err := coldstart.Steady(coldstart.Platform{Service: c.s, KeepAlive: c.tau, Provisioned: c.provisioned}, c.rate)
		if err != nil {
			t.Fatal(err)
		}
		r, err := Simulate(Platform{KeepAlive: c.tau, Provisioned: c.provisioned}, Load{Rate: c.rate, Service: law(service.Exponential(c.s))}, Run{Requests: requests(6_000_000), Seed: 5})
		r = must(t, r, err)
		off := want.ColdShare/r.ColdShare.Value - 1
		t.Logf("%+v: formula %.4g, simulated %.4g +/- %.2g (%+.1f %%)", c, want.ColdShare, r.ColdShare.Value, r.ColdShare.StdErr, 100*off)
		if slack := 3 * r.ColdShare.StdErr / r.ColdShare.Value; off < -slack || off > c.high+slack {
			t.Errorf("%+v: formula off by %.1f %%", c, 100*off)
		}
	}
}

// A bucket of 3 with one new instance per second: requests that come together and stay.
func TestBurstBucket(t *testing.T) {
	replay := func(p Platform, at ...float64) (cold, throttled []bool) {
		r, err := NewReplay(p, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range at {
			c, th, err := r.Next(a, 1000, 1000)
			if err != nil {
				t.Fatal(err)
			}
			cold, throttled = append(cold, c), append(throttled, th)
		}
		return cold, throttled
	}
	p := Platform{KeepAlive: 10, Burst: 3, BurstPerSecond: 1}
	_, throttled := replay(p, 0, 0, 0, 0, 0.999, 1, 1.5, 2, 30, 30, 30, 30)
	want := []bool{false, false, false, true, true, false, true, false, false, false, false, true}
	if !reflect.DeepEqual(throttled, want) {
		t.Errorf("throttled %v, want %v", throttled, want)
	}
	// with a queue the same requests wait for tokens instead: one start per second after the first three
	p.Queue = 100
	r, err := NewReplay(p, 1)
	if err != nil {
		t.Fatal(err)
	}
	for range 8 {
		if _, _, err := r.Next(0, 1000, 1000); err != nil {
			t.Fatal(err)
		}
	}
	for end, alive := range []int64{3, 4, 5, 6, 7, 8, 8} {
		got, err := r.Result(float64(end) + 0.5)
		if err != nil || got.Cold != alive || got.Waiting != 8-alive {
			t.Errorf("at %v s: %d started, %d waiting (%v), want %d", float64(end)+0.5, got.Cold, got.Waiting, err, alive)
		}
	}
}

// A limit with a queue is M/M/n: waiting follows Erlang C.
func TestQueueIsErlangC(t *testing.T) {
	const n, rate, s = 5, 4.0, 1.0
	l := Load{Rate: rate, Service: law(service.Exponential(s))}
	r, err := Simulate(Platform{KeepAlive: 600, Limit: n, Queue: 1_000_000}, l, Run{Requests: requests(4_000_000), Seed: 6})
	r = must(t, r, err)
	wait, err := queue.MeanWait(n, rate, s)
	if err != nil {
		t.Fatal(err)
	}
	within(t, "mean response", r.MeanLatency, wait+s, 3, 0.01)
	for _, at := range []float64{1, 3, 6} {
		want, err := queue.ResponseExceeds(n, rate, s, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.LatencyOver(at); !(math.Abs(got-want) <= 0.02*want+0.001) {
			t.Errorf("share over %v s: %v, M/M/%d %v", at, got, n, want)
		}
	}
	// impatient requests: what is served waited at most the queue time
	r, err = Simulate(Platform{KeepAlive: 600, Limit: n, Queue: 1_000_000, QueueSeconds: 0.5}, Load{Rate: 20, Service: law(service.Fixed(1))}, Run{Requests: 200_000, Seed: 6})
	r = must(t, r, err)
	if p, err := r.LatencyPercentile(0.9999); err != nil || p > 1.5*1.008 {
		t.Errorf("p99.99 %v (%v), want at most 1.5 s", p, err)
	}
	if served := 1 - r.TimedOut.Value - r.Throttled.Value; !(math.Abs(served-0.25) <= 0.005) {
		t.Errorf("served share %v, want n/(rate s) = 0.25", served)
	}
}

// Little's law and simple order hold whatever the platform.
func TestSimulationIsConsistent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Platform{KeepAlive: rapid.Float64Range(0, 50).Draw(t, "tau"), Concurrency: rapid.IntRange(0, 5).Draw(t, "c"),
			Routing: rapid.SampledFrom(Routings()).Draw(t, "routing"), Provisioned: rapid.IntRange(0, 3).Draw(t, "provisioned")}
		if rapid.Bool().Draw(t, "limited") {
			p.Limit = p.Provisioned + rapid.IntRange(1, 5).Draw(t, "limit")
		}
		if rapid.Bool().Draw(t, "bucket") {
			p.Burst, p.BurstPerSecond = rapid.Float64Range(1, 5).Draw(t, "burst"), rapid.Float64Range(0.1, 5).Draw(t, "refill")
		}
		if rapid.Bool().Draw(t, "queue") {
			p.Queue, p.QueueSeconds = rapid.IntRange(1, 50).Draw(t, "queue"), rapid.Float64Range(0.01, 5).Draw(t, "patience")
		}
		if rapid.Bool().Draw(t, "start") {
			p.Start = law(service.Exponential(0.3))
		}
		l := Load{Rate: rapid.Float64Range(0.1, 20).Draw(t, "rate"), Service: law(service.Lognormal(0.7, 1))}
		run := Run{Requests: 3000, Seed: rapid.Uint64().Draw(t, "seed")}
		r, err := Simulate(p, l, run)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Simulate(p, l, run)
		if err != nil || !reflect.DeepEqual(again, r) {
			t.Fatalf("the same seed gave other figures (%v)", err)
		}
		c := float64(max(1, p.Concurrency))
		eps := 1e-9 * (1 + r.MeanAlive.Value)
		if r.BusyAlive.Value > r.MeanAlive.Value+eps || r.MeanBusy.Value < r.BusyAlive.Value-eps || r.MeanBusy.Value > c*r.BusyAlive.Value+eps ||
			r.MeanAlive.Value < float64(p.Provisioned)-eps || p.Limit > 0 && r.PeakAlive > p.Limit {
			t.Fatalf("%+v: %+v", p, r)
		}
		sum := 0.0
		for n := 1; n <= r.PeakAlive; n++ {
			sum += r.AliveAtLeast(n)
		}
		if !(math.Abs(sum-r.MeanAlive.Value) <= 1e-6*(1+sum)) {
			t.Fatalf("mean alive %v, by its distribution %v", r.MeanAlive.Value, sum)
		}
	})
}

func TestRefusals(t *testing.T) {
	ok := Load{Rate: 1, Service: law(service.Fixed(1))}
	run := Run{Requests: 1000}
	nan := math.NaN()
	for name, try := range map[string]func() error{
		"no load": func() error { _, err := Simulate(Platform{}, Load{Service: ok.Service}, run); return err },
		"two loads": func() error {
			_, err := Simulate(Platform{}, Load{Rate: 1, Rates: []float64{1}, SlotSeconds: 1, Service: ok.Service}, run)
			return err
		},
		"no service":    func() error { _, err := Simulate(Platform{}, Load{Rate: 1}, run); return err },
		"rate nan":      func() error { _, err := Simulate(Platform{}, Load{Rate: nan, Service: ok.Service}, run); return err },
		"rate negative": func() error { _, err := Simulate(Platform{}, Load{Rate: -1, Service: ok.Service}, run); return err },
		"silent slots": func() error {
			_, err := Simulate(Platform{}, Load{Rates: []float64{0}, SlotSeconds: 1, Service: ok.Service}, run)
			return err
		},
		"empty slots": func() error {
			_, err := Simulate(Platform{}, Load{Rates: []float64{}, SlotSeconds: 1, Service: ok.Service}, run)
			return err
		},
		"slot length": func() error {
			_, err := Simulate(Platform{}, Load{Rates: []float64{1}, Service: ok.Service}, run)
			return err
		},
		"bad bursts": func() error {
			_, err := Simulate(Platform{}, Load{Bursts: &coldstart.Bursts{}, Service: ok.Service}, run)
			return err
		},
		"few requests":  func() error { _, err := Simulate(Platform{}, ok, Run{Requests: 999}); return err },
		"many requests": func() error { _, err := Simulate(Platform{}, ok, Run{Requests: 1 << 40}); return err },
		"one batch":     func() error { _, err := Simulate(Platform{}, ok, Run{Requests: 1000, Batches: 1}); return err },
		"warm-up nan":   func() error { _, err := Simulate(Platform{}, ok, Run{Requests: 1000, WarmUp: nan}); return err },
		"warm-up too long": func() error {
			_, err := Simulate(Platform{}, Load{Rate: 1e9, Service: ok.Service}, Run{Requests: 1000, WarmUp: 1e9})
			return err
		},
		"endless":    func() error { _, err := Simulate(Platform{}, Load{Rate: 1e-12, Service: ok.Service}, run); return err },
		"percentile": func() error { r, _ := Simulate(Platform{}, ok, run); _, err := r.LatencyPercentile(0); return err },
	} {
		if try() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func benchmark(b *testing.B, p Platform, rate, s float64) {
	l := Load{Rate: rate, Service: law(service.Exponential(s))}
	const n = 2_000_000
	b.ResetTimer()
	for b.Loop() {
		if _, err := Simulate(p, l, Run{Requests: n, WarmUp: 1000 / rate, Seed: 1}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds()/1e6, "Mreq/s")
}

func BenchmarkSmall(b *testing.B)        { benchmark(b, Platform{KeepAlive: 600}, 0.9, 1.991) }
func Benchmark250Instances(b *testing.B) { benchmark(b, Platform{KeepAlive: 600}, 100, 2) }
func BenchmarkSmallByEvents(b *testing.B) {
	benchmark(b, Platform{KeepAlive: 600, Routing: LeastRecent}, 0.9, 1.991)
}
func Benchmark250ByEvents(b *testing.B) {
	benchmark(b, Platform{KeepAlive: 600, Routing: LeastRecent}, 100, 2)
}
func BenchmarkConcurrency10(b *testing.B) {
	benchmark(b, Platform{KeepAlive: 300, Concurrency: 10, Routing: Fullest}, 20, 1)
}
