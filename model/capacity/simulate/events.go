package simulate

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// maxInstances bounds the memory of a run (about 50 bytes each).
const maxInstances = 5_000_000

// instance is one sandbox.
type instance struct {
	load      int32   // requests in it
	ready     float64 // when it has started
	idleSince float64
}

// engine follows every instance. It is the reference for the level-crossing rule and the only way for everything the
// rule does not cover.
type engine struct {
	p           Platform
	concurrency int
	instances   []instance
	free        []int32 // slots of removed instances
	room        links   // lists of instances with room
	idle        links   // instances on demand without requests, the longest idle first
	idleList    list
	pools       [2]*pool          // provisioned, on demand
	ends        departures[int32] // with the instance
	bucket      bucket
	start       *starter
	queue       waiting

	now, from, aliveSince float64
	alive, busy, busyInst int
	b                     batch
	latency               *histogram
	aliveTime             []float64 // time with exactly n alive
	peakBusy, peakAlive   int
	measuring             bool
}

func newEngine(p Platform, seed uint64) *engine {
	e := &engine{p: p, concurrency: p.concurrency(), idleList: list{none, none}, bucket: newBucket(p.Burst, p.BurstPerSecond),
		start: newStarter(p.Start, seed), latency: newHistogram()}
	random := rand.New(rand.NewPCG(seed, 4))
	for i := range e.pools {
		e.pools[i] = newPool(p.Routing, e.concurrency, &e.room, random)
	}
	for range p.Provisioned {
		i := e.create(math.Inf(-1))
		e.pools[0].add(i, 0)
	}
	return e
}

// poolOf is the pool of an instance: provisioned ones have the lowest numbers and are never removed.
func (e *engine) poolOf(i int32) *pool {
	if int(i) < e.p.Provisioned {
		return e.pools[0]
	}
	return e.pools[1]
}

func (e *engine) create(ready float64) int32 {
	var i int32
	if n := len(e.free); n > 0 {
		i = e.free[n-1]
		e.free = e.free[:n-1]
	} else {
		i = int32(len(e.instances))
		e.instances = append(e.instances, instance{})
		e.room.grow()
		e.idle.grow()
		e.pools[0].grow()
		e.pools[1].grow()
	}
	e.instances[i] = instance{ready: ready}
	return i
}

// aliveChanges counts the time since the last change of the number alive and applies the change.
func (e *engine) aliveChanges(t float64, by int) {
	e.countAlive(t)
	e.alive += by
	e.peakAlive = max(e.peakAlive, e.alive)
}

func (e *engine) countAlive(t float64) {
	for len(e.aliveTime) <= e.alive {
		e.aliveTime = append(e.aliveTime, 0)
	}
	d := t - e.aliveSince
	e.aliveTime[e.alive] += d
	e.b.alive += d * float64(e.alive)
	e.aliveSince = t
}

// tick moves the clock of the busy integrals.
func (e *engine) tick(t float64) {
	d := t - e.now
	e.b.busy += d * float64(e.busy)
	e.b.busyInstances += d * float64(e.busyInst)
	e.now = t
}

// expire removes the instances idle for longer than the keep-alive time at t, at the moment their time was over.
func (e *engine) expire(t float64) {
	for i := e.idleList.head; i != none && t-e.instances[i].idleSince > e.p.KeepAlive; i = e.idleList.head {
		e.aliveChanges(e.instances[i].idleSince+e.p.KeepAlive, -1)
		e.idle.remove(&e.idleList, i)
		e.pools[1].drop(i)
		e.free = append(e.free, i)
	}
}

// place gives a request that arrived at asked to instance i at time t.
func (e *engine) place(i int32, t, asked, busy float64) {
	in := &e.instances[i]
	if in.load == 0 {
		e.busyInst++
		if int(i) >= e.p.Provisioned && in.idleSince != fresh {
			e.idle.remove(&e.idleList, i)
		}
	}
	pool := e.poolOf(i)
	in.load++
	switch {
	case int(in.load) == e.concurrency:
		pool.drop(i)
	case len(pool.lists) > 1 || in.idleSince == fresh:
		pool.drop(i)
		pool.add(i, int(in.load))
	}
	in.idleSince = 0
	e.busy++
	e.peakBusy = max(e.peakBusy, e.busy)
	end := math.Max(t, in.ready) + busy
	e.ends.push(end, i)
	e.b.served++
	if e.measuring {
		e.b.latency += end - asked
		e.latency.add(end - asked)
	}
}

// fresh marks an instance that was just created and is in no list.
const fresh = -1

// try serves a request at t if there is room or an instance may be started.
func (e *engine) try(t, asked, busy float64) bool {
	i := e.pools[0].choose()
	if i == none {
		i = e.pools[1].choose()
	}
	if i == none {
		if e.p.Limit > 0 && e.alive+e.p.Provisioned >= e.p.Limit || len(e.instances)-len(e.free) >= maxInstances || !e.bucket.take(t) {
			return false
		}
		i = e.create(t + e.start.next)
		e.start.advance()
		e.instances[i].idleSince = fresh
		e.aliveChanges(t, 1)
		e.b.cold++
	}
	e.place(i, t, asked, busy)
	return true
}

// leave ends one request.
func (e *engine) leave(d departure[int32]) {
	e.tick(d.at)
	e.busy--
	i := d.of
	in := &e.instances[i]
	in.load--
	pool := e.poolOf(i)
	pool.drop(i)
	pool.add(i, int(in.load))
	if in.load == 0 {
		e.busyInst--
		if int(i) >= e.p.Provisioned {
			in.idleSince = d.at
			e.idle.pushBack(&e.idleList, i)
		}
	}
	if e.queue.size() > 0 {
		e.drain(d.at)
	}
}

// drain serves queued requests while there is room.
func (e *engine) drain(t float64) {
	for e.queue.size() > 0 {
		head := e.queue.head()
		if e.p.QueueSeconds > 0 && t-head.At > e.p.QueueSeconds {
			e.queue.pop()
			e.b.timedOut++
			continue
		}
		e.expire(t)
		if !e.try(t, head.At, head.Busy) {
			return
		}
		e.queue.pop()
	}
}

// until plays all events up to and including t.
func (e *engine) until(t float64) {
	for {
		next := math.Inf(1)
		if len(e.ends) > 0 {
			next = e.ends[0].at
		}
		token := math.Inf(1)
		if e.queue.size() > 0 && e.p.Burst > 0 && (e.p.Limit == 0 || e.alive+e.p.Provisioned < e.p.Limit) {
			token = e.bucket.due(e.now)
		}
		if token < next && token <= t {
			e.tick(math.Max(token, e.now))
			before := e.queue.size()
			e.drain(e.now)
			if e.queue.size() == before { // a token lost to rounding: wait for the next event
				e.bucket.tokens = math.Min(e.bucket.tokens, 0)
			}
			continue
		}
		if next > t {
			return
		}
		e.leave(e.ends.pop())
	}
}

func (e *engine) arrive(r Request) {
	e.until(r.At)
	e.expire(r.At)
	e.tick(r.At)
	e.b.arrived++
	if e.queue.size() > 0 {
		e.drain(r.At)
	}
	if e.queue.size() == 0 && e.try(r.At, r.At, r.Busy) {
		return
	}
	if e.queue.size() < e.p.Queue {
		e.queue.push(r)
		return
	}
	e.b.throttled++
}

// startAt begins the accounts at time t instead of 0.
func (e *engine) startAt(t float64) {
	e.now, e.from, e.aliveSince, e.bucket.at = t, t, t, t
}

// timeAtLeast is the time with n or more instances alive, by n, provisioned ones included.
func (e *engine) timeAtLeast() []float64 {
	out := make([]float64, len(e.aliveTime)+e.p.Provisioned)
	above := 0.0
	for n := len(e.aliveTime) - 1; n >= 0; n-- {
		above += e.aliveTime[n]
		out[n+e.p.Provisioned] = above
	}
	for n := range e.p.Provisioned {
		out[n] = above
	}
	return out
}

// close ends a stretch at time t.
func (e *engine) close(t float64) batch {
	e.until(t)
	e.expire(t)
	e.tick(t)
	e.countAlive(t)
	b := e.b
	b.seconds = t - e.from
	b.alive += b.seconds * float64(e.p.Provisioned)
	e.b, e.from = batch{}, t
	return b
}

// waiting is a first-in first-out queue.
type waiting struct {
	items []Request
	first int
}

func (w *waiting) size() int     { return len(w.items) - w.first }
func (w *waiting) head() Request { return w.items[w.first] }

func (w *waiting) push(r Request) { w.items = append(w.items, r) }

func (w *waiting) pop() {
	w.first++
	if w.first > 1024 && w.first*2 > len(w.items) {
		w.items = w.items[:copy(w.items, w.items[w.first:])]
		w.first = 0
	}
}

// runEvents simulates with instances.
func runEvents(p Platform, s *stream, t plan, seed uint64) (Result, error) {
	e := newEngine(p, seed)
	var batches []batch
	req := s.draw()
	end := t.warmUp
	for k := -1; k < t.batches; k++ {
		e.measuring = k >= 0
		for req.At <= end {
			e.arrive(req)
			req = s.draw()
		}
		b := e.close(end)
		if len(e.instances)-len(e.free) >= maxInstances {
			return Result{}, fmt.Errorf("simulation: more than %d instances alive: must stay below; shorten the keep-alive time or split the load", maxInstances)
		}
		if k < 0 {
			clear(e.aliveTime)
			e.peakBusy, e.peakAlive = e.busy, e.alive
		} else {
			batches = append(batches, b)
		}
		end = t.warmUp + float64(k+2)*t.batch
	}
	r := measured(batches, t, p.KeepAlive)
	r.Basis.Formula = "event simulation"
	if p.concurrency() > 1 {
		r.Basis.Validity = append(r.Basis.Validity, "requests in one instance do not slow each other down")
	}
	if p.Routing == LeastRecent || p.Routing == Random {
		r.Basis.Validity = append(r.Basis.Validity, "this routing keeps every instance in use: the number alive creeps up with the length of the run, and so the standard errors are too small")
	}
	r.latency, r.PeakBusy, r.PeakAlive = e.latency, e.peakBusy, e.peakAlive+p.Provisioned
	r.aliveShare = e.timeAtLeast()
	for n := range r.aliveShare {
		r.aliveShare[n] /= r.Seconds
	}
	return r, nil
}
