package simulate

import (
	"fmt"
	"math"

	"github.com/sovcost/sovcost/model/capacity/basis"
	"github.com/sovcost/sovcost/model/capacity/service"
)

// Replay plays a trace, given request by request in order of arrival, against a platform. Where the platform allows it
// (one request per instance, most recently used routing, no provisioned instances, no bucket, no queue) it uses the
// level-crossing rule, in constant time per request plus the heap of departures; else it follows every instance.
type Replay struct {
	platform Platform
	levels   *levels // one of the two
	events   *engine

	begin, last float64
	count       int64
	total       batch
}

// ReplayResult is what a trace did. Nothing in it is estimated.
type ReplayResult struct {
	Requests  int64
	Cold      int64 // instances started on demand; the first request finds none, so it is one of them
	Throttled int64
	TimedOut  int64 // left the queue unserved
	Waiting   int64 // still in the queue at the end
	Seconds   float64
	MeanAlive float64 // instances, provisioned ones included
	MeanBusy  float64 // requests in service
	PeakBusy  int
	Basis     basis.Basis

	atLeast []float64
}

// ColdShare is Cold on the served requests; NaN when none was served.
func (r ReplayResult) ColdShare() float64 {
	return float64(r.Cold) / float64(r.Requests-r.Throttled-r.TimedOut-r.Waiting)
}

// AliveAtLeast is the share of time with n or more instances alive.
func (r ReplayResult) AliveAtLeast(n int) float64 {
	switch {
	case n <= 0:
		return 1
	case n >= len(r.atLeast):
		return 0
	}
	return r.atLeast[n]
}

// NewReplay starts with no instance but the provisioned ones. seed matters for random routing alone; Platform.Start is
// not used, since the trace says how long a cold request takes.
func NewReplay(p Platform, seed uint64) (*Replay, error) {
	var c basis.Check
	p.check(&c)
	if !c.OK() {
		return nil, c.Err()
	}
	r := &Replay{platform: p}
	if p.byLevels() {
		l := newLevels(p.KeepAlive, p.Limit)
		r.levels = &l
	} else {
		p.Start = service.Law{}
		r.events = newEngine(p, seed)
	}
	return r, nil
}

// Next takes the next request: at seconds, busy for warm seconds if an instance was there and for cold seconds (at least
// warm) if one had to be started for it. It answers whether it caused a cold start and whether it was throttled.
func (r *Replay) Next(at, warm, cold float64) (coldStart, throttled bool, err error) {
	if r.count > 0 && !(at >= r.last) || !(math.Abs(at) <= maxSeconds) {
		return false, false, fmt.Errorf("request %d: arrival %g after %g: must be in order and within 1e12 s; sort the trace by arrival", r.count+1, at, r.last)
	}
	if !(warm >= 0 && cold >= warm) || !(cold <= maxSeconds) {
		return false, false, fmt.Errorf("request %d: busy %g s, cold %g s: must be 0 or more, cold not below warm; leave out requests without a duration", r.count+1, warm, cold)
	}
	if r.count == 0 {
		r.begin = at
		if r.levels != nil {
			r.levels.now, r.levels.from = at, at
		} else {
			r.events.startAt(at)
		}
	}
	r.last = at
	r.count++
	if r.levels != nil {
		coldStart, throttled = r.levels.arrive(at, warm, cold)
		if coldStart {
			r.total.cold++
		}
		return coldStart, throttled, nil
	}
	e := r.events
	before := e.b
	e.start.next = cold - warm // the starter has no law: advance keeps this value
	e.arrive(Request{At: at, Busy: warm})
	return e.b.cold > before.cold, e.b.throttled > before.throttled, nil
}

// Result closes the account at time end, at least the last arrival. The replay may go on afterwards, from end on.
func (r *Replay) Result(end float64) (ReplayResult, error) {
	if r.count == 0 || !(end >= r.last) || end > maxSeconds {
		return ReplayResult{}, fmt.Errorf("end of the trace %g: must be at or after the last of %d arrivals, %g", end, r.count, r.last)
	}
	out := ReplayResult{Requests: r.count, Seconds: end - r.begin, Basis: basis.Basis{Method: basis.Replayed, Validity: []string{
		"exact for this trace and this platform", "starts without warm instances: the first ones all count as cold"}}}
	r.last = end
	var timeAtLeast []float64
	if r.levels != nil {
		out.Basis.Formula = "level-crossing rule"
		var b batch
		r.levels.close(end, &b)
		r.total.alive += b.alive
		r.total.busy += b.busy
		out.Throttled, out.PeakBusy = r.levels.throttled, r.levels.peak
		timeAtLeast = r.levels.aliveTime
	} else {
		out.Basis.Formula = "event replay"
		b := r.events.close(end)
		r.total.add(b)
		out.Throttled, out.TimedOut, out.Waiting = int64(r.total.throttled), int64(r.total.timedOut), int64(r.events.queue.size())
		out.PeakBusy = r.events.peakBusy
		timeAtLeast = r.events.timeAtLeast()
	}
	out.Cold = int64(r.total.cold)
	if out.Seconds > 0 {
		out.MeanAlive, out.MeanBusy = r.total.alive/out.Seconds, r.total.busy/out.Seconds
		for _, t := range timeAtLeast {
			out.atLeast = append(out.atLeast, t/out.Seconds)
		}
	}
	return out, nil
}
