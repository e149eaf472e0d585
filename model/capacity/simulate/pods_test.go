package simulate

import (
	"math"
	"reflect"
	"testing"

	"github.com/sovcost/sovcost/model/capacity/fleet"
	"github.com/sovcost/sovcost/model/capacity/queue"
	"github.com/sovcost/sovcost/model/capacity/service"
)

// fixed keeps a number of pods, or follows a timetable.
type fixed struct {
	pods  int
	after float64
	then  int
}

func (f fixed) Interval() float64           { return 10 }
func (f fixed) Windows() (float64, float64) { return 60, 60 }
func (f fixed) Desired(now float64, _ int, _, _ float64) int {
	if f.after > 0 && now >= f.after {
		return f.then
	}
	return f.pods
}

// A fixed group of n pods is M/M/n.
func TestFixedPodsAreErlangC(t *testing.T) {
	const rate, s, n = 8.0, 1.0, 10
	r, err := SimulatePods(Pods{Start: n, Metric: Busy}, fixed{pods: n}, Load{Rate: rate, Service: law(service.Exponential(s))}, Run{Requests: requests(2_000_000), Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	wait, err := queue.MeanWait(n, rate, s)
	if err != nil {
		t.Fatal(err)
	}
	pWait, err := queue.ErlangC(n, rate*s)
	if err != nil {
		t.Fatal(err)
	}
	within(t, "response", r.MeanLatency, wait+s, 3, 0.01)
	within(t, "share that waits", r.Waited, pWait, 3, 0.02)
	within(t, "busy", r.MeanBusy, rate*s, 3, 0.01)
	if !(math.Abs(r.MeanPods.Value-n) <= 1e-9) || !(math.Abs(r.MeanReady.Value-n) <= 1e-9) || r.PeakPods != n {
		t.Errorf("pods %v, ready %v, peak %d", r.MeanPods.Value, r.MeanReady.Value, r.PeakPods)
	}
}

// From 2 to 10 pods at 100 s, 4 per node: the two that fit start at once, six wait for two nodes.
func TestNodesAreWaitedFor(t *testing.T) {
	g := newGroup(Pods{Start: 2, Metric: Busy, PodsPerNode: 4, PodStart: 20, NodeStart: 90, NodeIdle: 50}, fixed{pods: 2, after: 100, then: 10})
	for _, s := range []struct {
		at                 float64
		ready, pods, nodes int
	}{{99, 2, 2, 1}, {100, 2, 10, 3}, {119, 2, 10, 3}, {120, 4, 10, 3}, {209, 4, 10, 3}, {210, 10, 10, 3}} {
		if g.until(s.at); g.ready != s.ready || g.pods() != s.pods || g.nodes != s.nodes {
			t.Errorf("at %g s: %d ready, %d pods, %d nodes; want %+v", s.at, g.ready, g.pods(), g.nodes, s)
		}
	}
	g.scaler = fixed{pods: 3}
	for _, s := range []struct {
		at          float64
		pods, nodes int
	}{{220, 3, 3}, {260, 3, 3}, {270, 3, 1}} {
		if g.until(s.at); g.pods() != s.pods || g.nodes != s.nodes {
			t.Errorf("at %g s: %d pods, %d nodes; want %+v", s.at, g.pods(), g.nodes, s)
		}
	}
}

// The real controllers on a steady load settle where their rule says.
func TestControllersSettle(t *testing.T) {
	l := Load{Rate: 40, Service: law(service.Exponential(0.5))} // 20 in flight
	kpa, err := fleet.NewKPAController(fleet.DefaultKPA(10))    // 7 per pod
	if err != nil {
		t.Fatal(err)
	}
	r, err := SimulatePods(Pods{Concurrency: 10, Metric: InFlight, PodStart: 3}, kpa, l, Run{Requests: 400_000, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("KPA: %.3g pods, waited %.3g", r.MeanPods.Value, r.Waited.Value)
	if r.MeanPods.Value < 20.0/7 || r.MeanPods.Value > 4.5 {
		t.Errorf("KPA: %v pods, want ceil(20/7) = 3 and a little", r.MeanPods.Value)
	}
	hpa, err := fleet.NewHPAController(fleet.DefaultHPA(0.5, 1, 100))
	if err != nil {
		t.Fatal(err)
	}
	r, err = SimulatePods(Pods{Start: 1, Metric: Busy, PodStart: 3}, hpa, l, Run{Requests: 400_000, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	p99, err := r.WaitPercentile(0.99)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("HPA: %.4g pods, p99 of the wait %.3g s", r.MeanPods.Value, p99)
	if r.MeanPods.Value < 40 || r.MeanPods.Value > 56 {
		t.Errorf("HPA: %v pods, want 20 busy / 0.5 = 40 and the reserve of the scale-down window", r.MeanPods.Value)
	}
}

// A slow start costs waiting: the same load with scale lag waits longer, and the same seed gives the same figures.
func TestScaleLagCostsWaiting(t *testing.T) {
	rates := []float64{2, 2, 30, 30, 2, 2}
	l := Load{Rates: rates, SlotSeconds: 300, Service: law(service.Exponential(0.5))}
	run := func(podStart float64) PodsResult {
		hpa, err := fleet.NewHPAController(fleet.DefaultHPA(0.6, 2, 100))
		if err != nil {
			t.Fatal(err)
		}
		r, err := SimulatePods(Pods{Start: 2, Metric: Busy, PodStart: podStart, QueueSeconds: 30}, hpa, l, Run{Requests: 300_000, Seed: 3})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	quick, slow, again := run(2), run(60), run(60)
	t.Logf("start 2 s: latency %.3g s, timed out %.3g; start 60 s: %.3g s, %.3g", quick.MeanLatency.Value, quick.TimedOut.Value, slow.MeanLatency.Value, slow.TimedOut.Value)
	if slow.MeanLatency.Value <= quick.MeanLatency.Value || slow.TimedOut.Value <= quick.TimedOut.Value {
		t.Error("a slower start must cost waiting")
	}
	if !reflect.DeepEqual(slow, again) {
		t.Error("the same seed gave other figures")
	}
}

func TestPodsRefusals(t *testing.T) {
	l := Load{Rate: 1, Service: law(service.Fixed(1))}
	run := Run{Requests: 1000}
	for name, try := range map[string]func() error{
		"no metric": func() error { _, err := SimulatePods(Pods{}, fixed{}, l, run); return err },
		"no scaler": func() error { _, err := SimulatePods(Pods{Metric: Busy}, nil, l, run); return err },
		"pod start nan": func() error {
			_, err := SimulatePods(Pods{Metric: Busy, PodStart: math.NaN()}, fixed{}, l, run)
			return err
		},
		"node start":      func() error { _, err := SimulatePods(Pods{Metric: Busy, NodeStart: -1}, fixed{}, l, run); return err },
		"queue":           func() error { _, err := SimulatePods(Pods{Metric: Busy, Queue: -1}, fixed{}, l, run); return err },
		"no load":         func() error { _, err := SimulatePods(Pods{Metric: Busy}, fixed{}, Load{}, run); return err },
		"percentile of 1": func() error { return second(PodsResult{wait: newHistogram()}.WaitPercentile(1)) },
	} {
		if try() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func second(_ float64, err error) error { return err }
