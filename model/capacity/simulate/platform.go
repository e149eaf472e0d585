package simulate

import (
	"fmt"
	"math"

	"github.com/sovcost/sovcost/model/capacity/basis"
	"github.com/sovcost/sovcost/model/capacity/service"
)

// Routing says which instance with room takes a request. Provisioned instances are always tried first.
type Routing string

// The routing policies. With one request per instance Fullest and Emptiest have no choice to make among idle instances
// and take the most recently used one.
const (
	MostRecent  Routing = "most recent"  // the one that finished a request last; seen on AWS Lambda in 2020
	LeastRecent Routing = "least recent" // the one that has been waiting longest
	Random      Routing = "random"
	Fullest     Routing = "fullest"  // the one with the most requests
	Emptiest    Routing = "emptiest" // the one with the fewest requests
)

// Routings lists the policies in the order of their documentation.
func Routings() []Routing { return []Routing{MostRecent, LeastRecent, Random, Fullest, Emptiest} }

// Platform is a function platform or serverless container service.
type Platform struct {
	KeepAlive   float64     // how long an idle instance is kept, s
	Concurrency int         // requests an instance takes at once; 0 means 1
	Routing     Routing     // "" means MostRecent
	Start       service.Law // time to start an instance, spent by the request that caused it; unset: none
	Provisioned int         // instances always warm and used first
	Limit       int         // most instances at once, provisioned ones included; 0 = none
	// Burst and BurstPerSecond are the token bucket of new instances: Burst at once, refilled continuously at
	// BurstPerSecond. Both 0 = no bucket. AWS Lambda: 1,000 and 100 per function (Lambda developer guide, "Lambda
	// scaling behavior").
	Burst          float64
	BurstPerSecond float64
	// Queue holds requests that found no room instead of throttling them: 0 = throttle. A queued request leaves unserved
	// after QueueSeconds (0 = never).
	Queue        int
	QueueSeconds float64
}

func (p Platform) concurrency() int { return max(1, p.Concurrency) }

func (p Platform) check(c *basis.Check) {
	c.NonNegative("keep-alive", p.KeepAlive, 1e9, "give seconds")
	c.Count("concurrency", p.Concurrency, 0, 10_000, "0 means 1")
	c.Count("provisioned", p.Provisioned, 0, 1_000_000, "")
	c.Count("limit", p.Limit, 0, 1<<30, "0 means no limit")
	c.NonNegative("burst", p.Burst, 1e9, "give instances")
	c.NonNegative("burst refill", p.BurstPerSecond, 1e9, "give instances per second")
	c.Count("queue", p.Queue, 0, 10_000_000, "0 throttles")
	c.NonNegative("queue time", p.QueueSeconds, 1e9, "give seconds, 0 for no end")
	if p.Limit > 0 && p.Provisioned > p.Limit {
		c.Count("provisioned", p.Provisioned, 0, p.Limit, "the limit includes provisioned instances")
	}
	if p.Burst > 0 && p.Burst < 1 {
		c.Refuse("burst", fmt.Sprint(p.Burst), "0 or at least 1", "a bucket that never holds a token starts nothing")
	}
	if p.Burst == 0 && p.BurstPerSecond > 0 {
		c.Refuse("burst", "0", "at least 1 when there is a refill", "give the bucket size, or no bucket")
	}
	if p.Queue > 0 && p.Burst > 0 && p.BurstPerSecond == 0 && p.QueueSeconds == 0 {
		c.Refuse("burst refill", "0", "above 0 when requests queue without end", "they would wait for ever; give a refill or a queue time")
	}
	switch p.Routing {
	case "", MostRecent, LeastRecent, Random, Fullest, Emptiest:
	default:
		c.Refuse("routing", fmt.Sprintf("%q", string(p.Routing)), `"most recent", "least recent", "random", "fullest" or "emptiest"`, "")
	}
}

// byLevels tells whether the level-crossing rule describes the platform: then no instance needs to be followed. With
// provisioned instances it does not: a request on demand keeps its instance busy while a provisioned one may be free.
func (p Platform) byLevels() bool {
	return p.concurrency() == 1 && p.Provisioned == 0 && p.Burst == 0 && p.Queue == 0 && p.Routing != LeastRecent && p.Routing != Random
}

// Run says how long to simulate.
type Run struct {
	Requests int     // expected number of requests in the measured part, 1,000 to 1,000,000,000
	Batches  int     // stretches for the standard error, 2 to 1,000; 0 means 20
	WarmUp   float64 // seconds played before measuring; 0 means five keep-alive times and twenty service times
	Seed     uint64
}

// Result is what a run counted, with standard errors.
type Result struct {
	Requests    int64   // arrivals in the measured part
	Seconds     float64 // simulated time in the measured part
	ColdShare   Estimate
	Throttled   Estimate // share of the arrivals
	TimedOut    Estimate // share of the arrivals that left the queue unserved
	MeanAlive   Estimate // instances, provisioned ones included
	MeanBusy    Estimate // requests in service
	BusyAlive   Estimate // instances with at least one request
	MeanLatency Estimate // wait, start and service of the served requests, s
	PeakBusy    int      // most requests in service at once
	PeakAlive   int      // most instances at once; provisioned ones included
	Basis       basis.Basis

	aliveShare []float64 // share of time with n or more alive
	latency    *histogram
}

// AliveAtLeast is the share of time with n or more instances alive.
func (r Result) AliveAtLeast(n int) float64 {
	switch {
	case n <= 0:
		return 1
	case n >= len(r.aliveShare):
		return 0
	}
	return r.aliveShare[n]
}

// AlivePercentile is the smallest n such that at most n instances were alive in a share q of the time, 0 < q < 1.
func (r Result) AlivePercentile(q float64) (int, error) {
	var c basis.Check
	c.Share("percentile", q, "give a share such as 0.99")
	if !c.OK() {
		return 0, c.Err()
	}
	n := 0
	for 1-r.AliveAtLeast(n+1) < q {
		n++
	}
	return n, nil
}

// LatencyPercentile is the time within which a share q of the served requests ended, 0 < q < 1, seconds: high by at most
// 0.8 %, the width of a cell. NaN when no request was served.
func (r Result) LatencyPercentile(q float64) (float64, error) {
	var c basis.Check
	c.Share("percentile", q, "give a share such as 0.99")
	if !c.OK() {
		return 0, c.Err()
	}
	return r.latency.quantile(q), nil
}

// LatencyOver is the share of the served requests slower than t seconds, to the width of a cell (0.8 % of t).
func (r Result) LatencyOver(t float64) float64 { return r.latency.over(t) }

// plan is the timetable of a run.
type plan struct {
	warmUp, batch float64
	batches       int
}

func (r Run) plan(l Load, keepAlive float64, c *basis.Check) plan {
	c.Count("requests", r.Requests, 1000, 1_000_000_000, "")
	c.Count("batches", r.Batches, 0, 1000, "0 means 20")
	c.NonNegative("warm-up", r.WarmUp, 1e9, "give seconds, 0 for the default")
	if r.Batches == 1 {
		c.Refuse("batches", "1", "0 or at least 2", "one stretch has no spread")
	}
	if !c.OK() {
		return plan{}
	}
	rate, err := l.meanRate()
	if err != nil {
		c.Refuse("bursts", "", "valid", err.Error())
		return plan{}
	}
	p := plan{warmUp: r.WarmUp, batches: r.Batches}
	if p.batches == 0 {
		p.batches = 20
	}
	if p.warmUp == 0 {
		p.warmUp = 5*keepAlive + 20*l.Service.Mean()
	}
	p.batch = float64(r.Requests) / rate / float64(p.batches)
	if period := l.period(); period > 0 { // whole periods, so that every stretch sees the same load
		p.batch = math.Ceil(p.batch/period-1e-9) * period
		p.warmUp = math.Ceil(p.warmUp/period-1e-9) * period
	}
	if most := 2e9; (p.warmUp+p.batch*float64(p.batches))*rate > most {
		c.Refuse("run", fmt.Sprintf("of %.3g requests with the warm-up", (p.warmUp+p.batch*float64(p.batches))*rate), fmt.Sprintf("at most %g", most),
			"ask for fewer requests, a shorter warm-up or a shorter profile")
	}
	if p.batch*float64(p.batches)+p.warmUp > maxSeconds {
		c.Refuse("run", fmt.Sprintf("of %.3g s", p.batch*float64(p.batches)+p.warmUp), fmt.Sprintf("at most %g s", maxSeconds), "ask for fewer requests")
	}
	return p
}

// Simulate plays load against platform.
func Simulate(p Platform, l Load, run Run) (Result, error) {
	var c basis.Check
	p.check(&c)
	l.check(&c)
	var t plan
	if c.OK() {
		t = run.plan(l, p.KeepAlive, &c)
	}
	if !c.OK() {
		return Result{}, c.Err()
	}
	s := newStream(l, run.Seed)
	if p.byLevels() {
		return runLevels(p, s, t, run.Seed), nil
	}
	return runEvents(p, s, t, run.Seed)
}

// measured turns batches into a Result.
func measured(batches []batch, t plan, keepAlive float64) Result {
	arrived := func(b *batch) float64 { return b.arrived }
	served := func(b *batch) float64 { return b.served }
	r := Result{
		ColdShare:   share(batches, func(b *batch) float64 { return b.cold }, served),
		Throttled:   share(batches, func(b *batch) float64 { return b.throttled }, arrived),
		TimedOut:    share(batches, func(b *batch) float64 { return b.timedOut }, arrived),
		MeanAlive:   perSecond(batches, func(b *batch) float64 { return b.alive }),
		MeanBusy:    perSecond(batches, func(b *batch) float64 { return b.busy }),
		BusyAlive:   perSecond(batches, func(b *batch) float64 { return b.busyInstances }),
		MeanLatency: ratio(batches, func(b *batch) float64 { return b.latency }, served),
		Basis: basis.Basis{Method: basis.Simulated, Validity: []string{
			fmt.Sprintf("standard errors from %d stretches of %.4g s", t.batches, t.batch)}},
	}
	for _, b := range batches {
		r.Seconds += b.seconds
		r.Requests += int64(b.arrived)
	}
	if t.batch < 10*keepAlive {
		r.Basis.Validity = append(r.Basis.Validity, fmt.Sprintf(
			"a stretch is shorter than ten keep-alive times (%.4g s): the standard errors are too small; simulate more requests", 10*keepAlive))
	}
	return r
}

// runLevels simulates by the level-crossing rule.
func runLevels(p Platform, s *stream, t plan, seed uint64) Result {
	l := newLevels(p.KeepAlive, p.Limit)
	start := newStarter(p.Start, seed)
	latency := newHistogram()
	var batches []batch
	req := s.draw()
	end := t.warmUp
	for k := -1; k < t.batches; k++ { // stretch -1 is the warm-up
		var b batch
		for req.At <= end {
			b.arrived++
			cold, throttled := l.arrive(req.At, req.Busy, req.Busy+start.next)
			if !throttled {
				b.served++
				took := req.Busy
				if cold {
					b.cold++
					took += start.next
					start.advance()
				}
				if k >= 0 {
					b.latency += took
					latency.add(took)
				}
			}
			req = s.draw()
		}
		b.throttled = b.arrived - b.served
		l.close(end, &b)
		b.busyInstances = b.busy
		if k < 0 {
			l.forget()
		} else {
			batches = append(batches, b)
		}
		end = t.warmUp + float64(k+2)*t.batch
	}
	r := measured(batches, t, p.KeepAlive)
	r.Basis.Formula = "level-crossing simulation"
	r.latency, r.PeakBusy = latency, l.peak
	r.aliveShare = make([]float64, len(l.aliveTime))
	r.aliveShare[0] = 1
	for n := 1; n < len(r.aliveShare); n++ {
		if r.aliveShare[n] = l.aliveTime[n] / r.Seconds; r.aliveShare[n] > 0 {
			r.PeakAlive = n
		}
	}
	return r
}
