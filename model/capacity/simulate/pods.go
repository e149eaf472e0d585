package simulate

import (
	"fmt"
	"math"

	"github.com/sovcost/sovcost/model/capacity/basis"
)

// Scaler decides how many pods there should be. fleet.HPAController and fleet.KPAController are the two.
type Scaler interface {
	// Interval is the time between decisions and Windows the spans over which the metric is averaged, seconds.
	Interval() float64
	Windows() (stable, panicking float64)
	// Desired is asked at time now, with pods ready (not counting pods still starting) and the averages of the metric.
	Desired(now float64, pods int, stable, panicking float64) int
}

// Metric says what a Scaler is told.
type Metric string

// The metrics.
const (
	InFlight Metric = "requests in flight" // in service and queued, over all pods: Knative
	Busy     Metric = "busy share"         // share of the ready pods' concurrency in service, 0..1: CPU utilisation of an HPA
)

// Pods is an autoscaled group of equal pods behind one queue: a request is served as soon as any ready pod has room.
type Pods struct {
	Concurrency  int     // requests a pod takes at once; 0 means 1
	Start        int     // pods at the beginning
	Metric       Metric  // what the scaler sees
	PodStart     float64 // from the decision to a ready pod where a node has room, s
	PodsPerNode  int     // 0 = nodes are not modelled
	NodeStart    float64 // from the decision to a node that takes pods, s
	NodeIdle     float64 // an empty node is removed after this time, s
	Queue        int     // most requests waiting; more are refused. 0 means 1,000,000
	QueueSeconds float64 // a request leaves unserved after this wait; 0 = never
}

// PodsResult is what a run counted, with standard errors.
type PodsResult struct {
	Requests    int64
	Seconds     float64
	MeanPods    Estimate // ready and starting: what is reserved
	MeanReady   Estimate
	MeanBusy    Estimate // requests in service
	MeanNodes   Estimate // 0 when nodes are not modelled
	Refused     Estimate // share of the arrivals that met a full queue
	TimedOut    Estimate // share of the arrivals that left unserved
	Waited      Estimate // share of the served requests that did not start at once
	MeanLatency Estimate // wait and service, s
	PeakPods    int
	PeakNodes   int
	PeakQueue   int
	Basis       basis.Basis

	latency, wait *histogram
}

// LatencyPercentile is the time within which a share q of the served requests ended, seconds (high by at most 0.8 %).
func (r PodsResult) LatencyPercentile(q float64) (float64, error) { return percentile(r.latency, q) }

// WaitPercentile is the wait that a share q of the served requests did not exceed, seconds (high by at most 0.8 %).
func (r PodsResult) WaitPercentile(q float64) (float64, error) { return percentile(r.wait, q) }

func percentile(h *histogram, q float64) (float64, error) {
	var c basis.Check
	c.Share("percentile", q, "give a share such as 0.99")
	if !c.OK() {
		return 0, c.Err()
	}
	return h.quantile(q), nil
}

const maxPods = 1_000_000

func (p Pods) check(c *basis.Check) {
	c.Count("concurrency", p.Concurrency, 0, 100_000, "0 means 1")
	c.Count("pods at the start", p.Start, 0, maxPods, "")
	c.NonNegative("pod start", p.PodStart, 1e7, "give seconds")
	c.Count("pods per node", p.PodsPerNode, 0, 10_000, "0 to leave nodes out")
	c.NonNegative("node start", p.NodeStart, 1e7, "give seconds")
	c.NonNegative("node idle time", p.NodeIdle, 1e7, "give seconds")
	c.Count("queue", p.Queue, 0, 10_000_000, "0 means 1,000,000")
	c.NonNegative("queue time", p.QueueSeconds, 1e9, "give seconds, 0 for no end")
	if p.Metric != InFlight && p.Metric != Busy {
		c.Refuse("metric", fmt.Sprintf("%q", string(p.Metric)), fmt.Sprintf("%q or %q", InFlight, Busy), "")
	}
}

// SimulatePods plays load against an autoscaled group. The scaler keeps its memory over the run: give a fresh one.
func SimulatePods(p Pods, scaler Scaler, l Load, run Run) (PodsResult, error) {
	var c basis.Check
	p.check(&c)
	l.check(&c)
	if scaler == nil {
		c.Refuse("scaler", "missing", "given", "use fleet.NewHPAController or fleet.NewKPAController")
	}
	var t plan
	if c.OK() {
		stable, panicking := scaler.Windows()
		c.Positive("scaler interval", scaler.Interval(), 1e7, "")
		c.Positive("scaler window", math.Min(stable, panicking), 1e7, "")
		if c.OK() && math.Max(stable, panicking)/scaler.Interval() > 1e6 {
			c.Refuse("scaler window", fmt.Sprint(math.Max(stable, panicking)), "at most a million intervals", "")
		}
		t = run.plan(l, p.PodStart+p.NodeStart+stable, &c)
		if c.OK() {
			ticks := (t.warmUp + t.batch*float64(t.batches)) / scaler.Interval()
			if ticks > 1e9 {
				c.Refuse("run", fmt.Sprintf("with %.3g scaling decisions", ticks), "at most 1e9", "ask for fewer requests")
			}
		}
	}
	if !c.OK() {
		return PodsResult{}, c.Err()
	}
	s := newStream(l, run.Seed)
	g := newGroup(p, scaler)
	var batches []podBatch
	req := s.draw()
	end := t.warmUp
	for k := -1; k < t.batches; k++ {
		g.measuring = k >= 0
		for req.At <= end {
			g.arrive(req)
			req = s.draw()
		}
		b := g.close(end)
		if k < 0 {
			g.peakPods, g.peakNodes, g.peakQueue = 0, 0, 0
		} else {
			batches = append(batches, b)
		}
		end = t.warmUp + float64(k+2)*t.batch
	}
	return g.result(batches, t), nil
}
