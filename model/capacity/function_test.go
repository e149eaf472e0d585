package capacity_test

import (
	"math"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/model/capacity/coldstart"
	"github.com/sovcost/sovcost/model/capacity/queue"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/sheets"
	"github.com/sovcost/sovcost/pricing/unit"
)

const question = `schema = "scenario/1"
name = "t"
as_of = 2026-11-23
currency = "CHF"
month = "1000h"
[workload]
requests = "3.6M requests/month"
duration = "500ms"
memory = "512MiB"
vcpu = "1 vCPU"
init = "1s"
`

func inputs(t *testing.T, more string, p traffic.Profile) (*capacity.Inputs, *capacity.Demand) {
	t.Helper()
	s, err := scenario.Load(fstest.MapFS{"s.toml": {Data: []byte(question + more)}}, "s.toml")
	if err != nil {
		t.Fatal(err)
	}
	in := capacity.NewInputs(formula.New(), s)
	return in, capacity.NewDemand(in, p)
}

func flat(slots int) traffic.Profile {
	p := traffic.Profile{Name: "flat", Slot: time.Hour, Coverage: 1, Weights: make([]int64, slots)}
	for i := range p.Weights {
		p.Weights[i] = 1
	}
	return p
}

func product(t *testing.T, runtime *pricing.Runtime) *pricing.Product {
	t.Helper()
	sheet := &pricing.Sheet{ID: "acme"}
	return &pricing.Product{ID: "fn", Kind: "function", Runtime: runtime, Sheet: sheet}
}

func quantity(t *testing.T, text string) unit.Quantity {
	t.Helper()
	q, err := unit.ParseQuantity(text)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func read(t *testing.T, in *capacity.Inputs, n formula.Node) float64 {
	t.Helper()
	v, err := in.G.Evaluate(nil, n)
	if err != nil {
		t.Fatal(err)
	}
	return v.Base(n).Float()
}

// The figures of the graph are the model's own in the base case, whatever the
// stream, the keep-alive of the product, warm instances or the limit.
func TestFunctionIsTheExactModel(t *testing.T) {
	base := coldstart.Platform{Service: 0.5, ColdService: 1.5, KeepAlive: 600}
	product300 := &pricing.Runtime{KeepAlive: quantity(t, "300s"), Routing: "most recent"}
	for _, c := range []struct {
		name, more string
		runtime    *pricing.Runtime
		platform   func(coldstart.Platform) coldstart.Platform
		bursts     *coldstart.Bursts
	}{
		{"default keep-alive", "", nil, func(p coldstart.Platform) coldstart.Platform { return p }, nil},
		{"the product's keep-alive", "", product300, func(p coldstart.Platform) coldstart.Platform { p.KeepAlive = 300; return p }, nil},
		{"the scenario's goes before", `keep_alive = "60s"`, product300, func(p coldstart.Platform) coldstart.Platform { p.KeepAlive = 60; return p }, nil},
		{"warm instances", `provisioned = "2 instances"`, nil, func(p coldstart.Platform) coldstart.Platform { p.Provisioned = 2; return p }, nil},
		{"a limit", `max_instances = "2 instances"`, nil, func(p coldstart.Platform) coldstart.Platform { p.Limit = 2; return p }, nil},
		{"bursts", "[workload.load.burst]\non = \"10s\"\noff = \"90s\"\nfactor = \"6\"\n", nil, func(p coldstart.Platform) coldstart.Platform { return p },
			&coldstart.Bursts{Rates: []float64{0.4 / 0.9, 6}, Switch: [][]float64{{0, 1. / 90}, {1. / 10, 0}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := flat(24)
			if c.bursts != nil {
				p.Burst = &traffic.Burst{On: 10 * time.Second, Off: 90 * time.Second, Factor: 6}
			}
			in, d := inputs(t, c.more, p)
			f, err := capacity.NewFunction(in, d, product(t, c.runtime))
			if err != nil {
				t.Fatal(err)
			}
			want, err := coldstart.Steady(c.platform(base), 1)
			if c.bursts != nil {
				want, err = coldstart.SteadyBursts(c.platform(base), *c.bursts)
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := read(t, in, f.ColdStart); math.Abs(got/(want.ColdPerSecond()*3.6e6)-1) > 1e-8 {
				t.Errorf("%v cold starts a month, the model says %v", got, want.ColdPerSecond()*3.6e6)
			}
			if f.Throttled.OK() {
				if got := read(t, in, f.Throttled); math.Abs(got-want.Throttled) > 1e-9 || got < 0.01 {
					t.Errorf("%v of the requests refused, the model says %v", got, want.Throttled)
				}
			}
		})
	}
}

// Requests on warm instances and on demand add up to all requests.
func TestProvisionedSplitsRequests(t *testing.T) {
	in, d := inputs(t, `provisioned = "2 instances"`, flat(24))
	lib, err := sheets.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	sheet, _ := lib.Sheet("aws-eu-central-1")
	p, ok := sheet.Find("lambda-x86")
	if !ok {
		t.Fatal("no lambda-x86 on the sheet")
	}
	f, err := capacity.NewFunction(in, d, p)
	if err != nil {
		t.Fatal(err)
	}
	warm, rest := read(t, in, f.Inputs["requests_provisioned"]), read(t, in, f.Inputs["requests"])
	want, err := coldstart.Steady(coldstart.Platform{Service: 0.5, ColdService: 1.5, KeepAlive: 600, Provisioned: 2, Limit: 1000}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(warm+rest-3.6e6) > 1e-3 || math.Abs(warm/3.6e6-want.ShareOnProvisioned) > 1e-9 {
		t.Errorf("%v on warm instances and %v on demand; the model says a share of %v", warm, rest, want.ShareOnProvisioned)
	}
}

// A dispersion measured in a profile becomes on/off bursts with that dispersion,
// and starts more instances than a random stream.
func TestMeasuredDispersionBecomesBursts(t *testing.T) {
	random, _ := cold(t, flat(24), "")
	bursty := flat(24)
	bursty.Counted, bursty.DispersionWindow = true, time.Minute
	for range bursty.Weights {
		bursty.Dispersion = append(bursty.Dispersion, 20)
	}
	got, method := cold(t, bursty, "")
	if got < 1.1*random || !strings.Contains(method, "dispersion of 20") {
		t.Errorf("%v cold starts with a dispersion of 20, %v without; %s", got, random, method)
	}
	shorter, _ := cold(t, bursty, "[workload.load]\nburst_length = \"10s\"\n")
	if shorter <= got {
		t.Errorf("%v cold starts in bursts of 10 s, %v in bursts of a minute: shorter bursts of the same dispersion are steeper", shorter, got)
	}
}

func cold(t *testing.T, p traffic.Profile, more string) (float64, string) {
	t.Helper()
	in, d := inputs(t, more, p)
	f, err := capacity.NewFunction(in, d, nil)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, in, f.ColdStart), f.Method
}

// Percentiles with cold starts are quantiles of the mixture; p99 does not see
// cold starts below one percent and sees them above.
func TestLatencySeesColdStarts(t *testing.T) {
	for _, c := range []struct {
		keep       string
		above, cut bool
	}{{"600s", false, false}, {"1s", true, false}} {
		in, d := inputs(t, `keep_alive = "`+c.keep+`"`+"\ncold_budget = \"300ms\"", flat(24))
		f, err := capacity.NewFunction(in, d, nil)
		if err != nil {
			t.Fatal(err)
		}
		share := read(t, in, f.ColdShare)
		if (share > 0.01) != c.above {
			t.Fatalf("cold share %v with a keep-alive of %s", share, c.keep)
		}
		p99 := f.Latency.Percentiles[2]
		warm, with := read(t, in, p99.Warm), read(t, in, p99.With)
		if math.Abs(warm-0.5*math.Log(100)) > 1e-9 {
			t.Errorf("p99 without cold starts %v, want %v", warm, 0.5*math.Log(100))
		}
		if c.above && with < warm+0.2 || !c.above && with > warm*1.01 {
			t.Errorf("p99 %v with and %v without cold starts at a share of %v", with, warm, share)
		}
		if got := read(t, in, f.Latency.OverBudget); math.Abs(got-share) > 1e-12 {
			t.Errorf("a start of 1 s misses a budget of 300 ms for %v of the requests, want %v", got, share)
		}
	}
	in, d := inputs(t, "cold_budget = \"1s\"", flat(24))
	f, err := capacity.NewFunction(in, d, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := read(t, in, f.Latency.OverBudget); got != 0 {
		t.Errorf("a start of exactly the budget misses it for %v", got)
	}
}

// The table of replicas is exact at every load: what it gives meets the target,
// and one replica less does not.
func TestReplicasForLatency(t *testing.T) {
	in, d := inputs(t, "[sizing]\nlatency = \"3s\"\nlatency_share = \"99%\"\nmin_replicas = \"0\"\n", flat(2))
	r := capacity.NewReplicas(in, d, "0", "")
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
	requests, _ := in.G.Find("workload.requests")
	for _, rate := range []float64{0.1, 0.37, 1, 1.9, 3.3, 5.71, 9.9} {
		q, _ := exact.FromFloat(rate * 1000 * 3600)
		v, err := in.G.Evaluate(formula.Inputs{requests.Index(): q}, r.Peak)
		if err != nil {
			t.Fatal(err)
		}
		n := int(v.Base(r.Peak).Float())
		enough, _ := queue.ResponseExceeds(n, rate, 0.5, 3)
		less, _ := queue.ResponseExceeds(n-1, rate, 0.5, 3)
		if enough > 0.01+1e-9 || n > 1 && less <= 0.01 {
			t.Errorf("at %v a second %d replicas: %v late, one less: %v; wanted at most 1 %%", rate, n, enough, less)
		}
	}
}

// Replicas for the next slot stand ready a scale lag before it begins.
func TestScaleLagPreparesTheNextSlot(t *testing.T) {
	p := flat(4)
	p.Weights = []int64{1, 9, 1, 1}
	mean := func(more string) float64 {
		in, d := inputs(t, "concurrency = \"1\"\n[sizing]\ntarget = \"100%\"\nmin_replicas = \"0\"\n"+more, p)
		r := capacity.NewReplicas(in, d, "0", "")
		if err := in.Err(); err != nil {
			t.Fatal(err)
		}
		return read(t, in, r.Time) / 3600 / 1000
	}
	// 1 request a second on average: 0.333, 3, 0.333, 0.333 a second, half a
	// second each: 1, 2, 1, 1 replicas.
	for _, c := range []struct {
		more string
		want float64
	}{
		{"", 5. / 4}, {"lag = \"0s\"\n", 5. / 4}, {"lag = \"900s\"\n", 5.25 / 4}, {"lag = \"3600s\"\n", 6. / 4}, {"lag = \"5400s\"\n", 6.5 / 4}, {"lag = \"1000h\"\n", 8. / 4},
	} {
		if got := mean(c.more); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%q: %v replicas on average, want %v", c.more, got, c.want)
		}
	}
}

// Any one of three zones may fail: two of three carry the need.
func TestZones(t *testing.T) {
	size := capacity.NodeSize{Key: "m", VCPU: quantity(t, "1 vCPU"), Memory: quantity(t, "2GiB")}
	for _, c := range []struct {
		more string
		want float64
	}{{"", 6}, {"zones = \"3\"\n", 9}, {"zones = \"2\"\n", 10}, {"zones = \"3\"\nspares = \"1\"\n", 10}, {"zones = \"1\"\n", 6}} {
		in, d := inputs(t, "[sizing]\nmin_replicas = \"5\"\ntarget = \"100%\"\n"+c.more, flat(2))
		f := capacity.NewFleet(in, d, size)
		if err := in.Err(); err != nil {
			t.Fatal(err)
		}
		if got := read(t, in, f.Peak); got != c.want {
			t.Errorf("%q: %v servers for 5 instances of one vCPU, want %v", c.more, got, c.want)
		}
	}
}
