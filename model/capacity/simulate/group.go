package simulate

import (
	"fmt"
	"math"

	"github.com/sovcost/sovcost/model/capacity/basis"
)

// podBatch is what one stretch of a run of pods counted.
type podBatch struct {
	batch
	pods, ready, nodes, refused, waited float64
}

// group is the state of an autoscaled group.
//
// Note: requests are pooled over the ready pods and not bound to one. A pod that is removed finishes its requests (its
// capacity goes at once, what is in service stays), and pods are packed on nodes without gaps. Both flatter the group
// a little; following every pod would cost the scaler nothing but the run ten times the time.
type group struct {
	p           Pods
	concurrency int
	queueMost   int
	scaler      Scaler
	interval    float64

	now, from   float64
	nextTick    int64
	ready       int
	starting    []start // in order of time
	inService   int
	ends        departures[struct{}]
	queue       waiting
	nodes       int
	emptySince  []float64 // nodes without pods, the longest empty first
	metric      meter
	b           podBatch
	measuring   bool
	latency     *histogram
	wait        *histogram
	peakPods    int
	peakNodes   int
	peakQueue   int
	stableTicks int
	panicTicks  int
}

// start is a number of pods that become ready at a time.
type start struct {
	at   float64
	pods int
}

func newGroup(p Pods, scaler Scaler) *group {
	g := &group{p: p, concurrency: max(1, p.Concurrency), queueMost: p.Queue, scaler: scaler, interval: scaler.Interval(), ready: p.Start,
		latency: newHistogram(), wait: newHistogram(), nextTick: 1}
	if g.queueMost == 0 {
		g.queueMost = 1_000_000
	}
	stable, panicking := scaler.Windows()
	ticks := func(w float64) int { return max(1, int(math.Round(w/g.interval))) }
	g.stableTicks, g.panicTicks = ticks(stable), ticks(panicking)
	g.metric = newMeter(max(g.stableTicks, g.panicTicks))
	g.nodes = g.nodesFor(p.Start)
	return g
}

func (g *group) nodesFor(pods int) int {
	if g.p.PodsPerNode == 0 {
		return 0
	}
	return (pods + g.p.PodsPerNode - 1) / g.p.PodsPerNode
}

// pods counts ready and starting ones.
func (g *group) pods() int {
	n := g.ready
	for _, s := range g.starting {
		n += s.pods
	}
	return n
}

// tick moves the clock.
func (g *group) tick(t float64) {
	d := t - g.now
	g.b.busy += d * float64(g.inService)
	g.b.ready += d * float64(g.ready)
	g.b.pods += d * float64(g.pods())
	g.b.nodes += d * float64(g.nodes)
	v := float64(g.inService + g.queue.size())
	if g.p.Metric == Busy {
		v = 0
		if room := g.ready * g.concurrency; room > 0 {
			v = math.Min(1, float64(g.inService)/float64(room))
		}
	}
	g.metric.add(d, v)
	g.now = t
}

// until plays all events up to and including t, in order of time.
func (g *group) until(t float64) {
	for {
		at, kind := t, 0
		if len(g.ends) > 0 && g.ends[0].at <= at {
			at, kind = g.ends[0].at, 1
		}
		if len(g.starting) > 0 && g.starting[0].at <= at && (kind == 0 || g.starting[0].at < at) {
			at, kind = g.starting[0].at, 2
		}
		if tick := float64(g.nextTick) * g.interval; tick <= at && (kind == 0 || tick < at) {
			at, kind = tick, 3
		}
		if kind == 0 {
			g.tick(t)
			return
		}
		g.tick(at)
		switch kind {
		case 1:
			g.ends.pop()
			g.inService--
		case 2:
			g.ready += g.starting[0].pods
			g.starting = g.starting[1:]
		case 3:
			g.nextTick++
			g.scale()
		}
		g.serve()
	}
}

// scale asks the scaler and starts or removes pods.
func (g *group) scale() {
	g.metric.next()
	want := g.scaler.Desired(g.now, g.ready, g.metric.mean(g.stableTicks), g.metric.mean(g.panicTicks))
	want = min(max(want, 0), maxPods)
	have := g.pods()
	g.dropEmptyNodes()
	switch {
	case want > have:
		g.add(want - have)
	case want < have:
		g.remove(have - want)
	}
	g.peakPods = max(g.peakPods, g.pods())
	g.peakNodes = max(g.peakNodes, g.nodes)
}

// add starts pods, first on nodes with room, then on new ones.
func (g *group) add(n int) {
	if g.p.PodsPerNode == 0 {
		g.startAt(g.now+g.p.PodStart, n)
		return
	}
	have := g.pods()
	room := g.nodes*g.p.PodsPerNode - have
	here := min(n, max(0, room))
	if here > 0 {
		g.startAt(g.now+g.p.PodStart, here)
	}
	if rest := n - here; rest > 0 {
		g.nodes = g.nodesFor(have + n) // a node is paid from its start
		g.startAt(g.now+g.p.NodeStart+g.p.PodStart, rest)
	}
	for len(g.emptySince) > g.nodes-g.nodesFor(g.pods()) {
		g.emptySince = g.emptySince[:len(g.emptySince)-1]
	}
}

func (g *group) startAt(at float64, n int) {
	i := len(g.starting)
	for i > 0 && g.starting[i-1].at > at {
		i--
	}
	g.starting = append(g.starting, start{})
	copy(g.starting[i+1:], g.starting[i:])
	g.starting[i] = start{at: at, pods: n}
}

// remove takes away the pods that would be ready last first, then ready ones.
func (g *group) remove(n int) {
	for n > 0 && len(g.starting) > 0 {
		last := &g.starting[len(g.starting)-1]
		k := min(n, last.pods)
		last.pods -= k
		n -= k
		if last.pods == 0 {
			g.starting = g.starting[:len(g.starting)-1]
		}
	}
	g.ready -= min(n, g.ready)
	if g.p.PodsPerNode > 0 {
		for len(g.emptySince) < g.nodes-g.nodesFor(g.pods()) {
			g.emptySince = append(g.emptySince, g.now)
		}
	}
}

// dropEmptyNodes is looked at on every decision, as a cluster autoscaler does.
func (g *group) dropEmptyNodes() {
	for len(g.emptySince) > 0 && g.now-g.emptySince[0] >= g.p.NodeIdle {
		g.emptySince = g.emptySince[1:]
		g.nodes--
	}
}

// serve starts queued requests while there is room.
func (g *group) serve() {
	for g.queue.size() > 0 {
		r := g.queue.head()
		if g.p.QueueSeconds > 0 && g.now-r.At > g.p.QueueSeconds {
			g.queue.pop()
			g.b.timedOut++
			continue
		}
		if g.inService >= g.ready*g.concurrency {
			return
		}
		g.queue.pop()
		g.inService++
		g.ends.push(g.now+r.Busy, struct{}{})
		g.b.served++
		wait := g.now - r.At
		if wait > 0 {
			g.b.waited++
		}
		if g.measuring {
			g.b.latency += wait + r.Busy
			g.latency.add(wait + r.Busy)
			g.wait.add(wait)
		}
	}
}

func (g *group) arrive(r Request) {
	g.until(r.At)
	g.b.arrived++
	if g.queue.size() >= g.queueMost {
		g.serve() // requests whose time is over leave first
	}
	if g.queue.size() >= g.queueMost {
		g.b.refused++
		return
	}
	g.queue.push(r)
	g.serve()
	g.peakQueue = max(g.peakQueue, g.queue.size())
}

func (g *group) close(t float64) podBatch {
	g.until(t)
	b := g.b
	b.seconds = t - g.from
	g.b, g.from = podBatch{}, t
	g.peakPods, g.peakNodes = max(g.peakPods, g.pods()), max(g.peakNodes, g.nodes)
	return b
}

func (g *group) result(batches []podBatch, t plan) PodsResult {
	plain := make([]batch, len(batches))
	for i := range batches {
		plain[i] = batches[i].batch
	}
	// the estimators work on plain batches: the figure asked for rides in one of their fields
	with := func(figure func(b *podBatch) float64, of func(b *batch) float64) Estimate {
		carrier := make([]batch, len(batches))
		for i := range batches {
			carrier[i] = batches[i].batch
			carrier[i].alive = figure(&batches[i])
		}
		return ratio(carrier, func(b *batch) float64 { return b.alive }, of)
	}
	seconds := func(b *batch) float64 { return b.seconds }
	r := PodsResult{PeakPods: g.peakPods, PeakNodes: g.peakNodes, PeakQueue: g.peakQueue, latency: g.latency, wait: g.wait,
		MeanPods:  with(func(b *podBatch) float64 { return b.pods }, seconds),
		MeanReady: with(func(b *podBatch) float64 { return b.ready }, seconds),
		MeanNodes: with(func(b *podBatch) float64 { return b.nodes }, seconds),
		Refused:   with(func(b *podBatch) float64 { return b.refused }, func(b *batch) float64 { return b.arrived }),
		Waited:    with(func(b *podBatch) float64 { return b.waited }, func(b *batch) float64 { return b.served })}
	r.Refused.High, r.Waited.High = math.Min(1, r.Refused.High), math.Min(1, r.Waited.High)
	r.MeanBusy = perSecond(plain, func(b *batch) float64 { return b.busy })
	r.TimedOut = share(plain, func(b *batch) float64 { return b.timedOut }, func(b *batch) float64 { return b.arrived })
	r.MeanLatency = ratio(plain, func(b *batch) float64 { return b.latency }, func(b *batch) float64 { return b.served })
	for _, b := range batches {
		r.Requests += int64(b.arrived)
		r.Seconds += b.seconds
	}
	r.Basis = basis.Basis{Method: basis.Simulated, Formula: "autoscaled pods, event by event", Validity: []string{
		fmt.Sprintf("standard errors from %d stretches of %.4g s", t.batches, t.batch),
		"requests are balanced ideally over the ready pods and do not slow each other down; pods are packed on nodes without gaps"}}
	return r
}

// meter averages a metric over the last ticks.
type meter struct {
	area, time       []float64 // rings, one cell per tick
	at, filled       int
	nowArea, nowTime float64
}

func newMeter(ticks int) meter {
	return meter{area: make([]float64, ticks), time: make([]float64, ticks)}
}

func (m *meter) add(d, v float64) {
	m.nowArea += d * v
	m.nowTime += d
}

// next closes the tick.
func (m *meter) next() {
	m.area[m.at], m.time[m.at] = m.nowArea, m.nowTime
	m.nowArea, m.nowTime = 0, 0
	m.at = (m.at + 1) % len(m.area)
	m.filled = min(m.filled+1, len(m.area))
}

// mean is the average over the last n ticks closed (fewer at the beginning).
func (m *meter) mean(n int) float64 {
	var area, time float64
	for k := 1; k <= min(n, m.filled); k++ {
		i := (m.at - k + len(m.area)) % len(m.area)
		area += m.area[i]
		time += m.time[i]
	}
	if time == 0 {
		return 0
	}
	return area / time
}
