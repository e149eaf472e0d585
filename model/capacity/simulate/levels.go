package simulate

import "math"

// levels is the level-crossing rule with its clocks: with most recently used routing, a request that lifts the number in
// service from n-1 to n needs a new instance if and only if the number was last n or more longer than the keep-alive
// time ago. Exact for any arrivals and any busy times.
//
// The rule needs no instances, only the last time each level was left; that is why a trace of a billion requests needs
// memory for the busiest moment alone.
type levels struct {
	keepAlive float64
	limit     int
	pending   departures[struct{}]
	n, peak   int
	now, from float64 // the last event; the start of the stretch being counted
	busy      float64 // integral of n since from
	counted   float64 // sum of aliveTime at the last close
	throttled int64
	lastLeft  []float64 // when the number in service last fell from n to n-1
	lifeFrom  []float64 // start of the part of instance n's life that is not yet counted
	aliveTime []float64 // counted life of instance n: the time with n or more alive
}

func newLevels(keepAlive float64, limit int) levels {
	return levels{keepAlive: keepAlive, limit: limit,
		lastLeft: []float64{0}, lifeFrom: []float64{0}, aliveTime: []float64{0}}
}

// arrive processes the departures due (at or before t) and then the arrival.
func (l *levels) arrive(t, warm, cold float64) (coldStart, throttled bool) {
	for len(l.pending) > 0 && l.pending[0].at <= t {
		l.leave(l.pending.pop().at)
	}
	if l.limit > 0 && l.n == l.limit {
		l.throttled++
		return false, true
	}
	l.busy += float64(l.n) * (t - l.now)
	l.now = t
	l.n++
	n := l.n
	if n >= len(l.lastLeft) {
		l.lastLeft = append(l.lastLeft, math.Inf(-1))
		l.lifeFrom = append(l.lifeFrom, math.Inf(1))
		l.aliveTime = append(l.aliveTime, 0)
	}
	if n > l.peak {
		l.peak = n
	}
	if t-l.lastLeft[n] > l.keepAlive {
		if end := l.lastLeft[n] + l.keepAlive; end > l.lifeFrom[n] {
			l.aliveTime[n] += end - l.lifeFrom[n]
		}
		l.lifeFrom[n] = t
		l.pending.push(t+cold, struct{}{})
		return true, false
	}
	l.pending.push(t+warm, struct{}{})
	return false, false
}

func (l *levels) leave(t float64) {
	l.busy += float64(l.n) * (t - l.now)
	l.now = t
	l.lastLeft[l.n] = t
	l.n--
}

// close counts everything up to the time end into b and starts a new stretch there.
func (l *levels) close(end float64, b *batch) {
	for len(l.pending) > 0 && l.pending[0].at <= end {
		l.leave(l.pending.pop().at)
	}
	l.busy += float64(l.n) * (end - l.now)
	l.now = end
	b.seconds = end - l.from
	b.busy, l.busy = l.busy, 0
	for n := 1; n < len(l.lastLeft); n++ {
		until := end
		if n > l.n {
			until = math.Min(end, l.lastLeft[n]+l.keepAlive)
		}
		if until > l.lifeFrom[n] {
			l.aliveTime[n] += until - l.lifeFrom[n]
			l.lifeFrom[n] = until
		}
	}
	total := 0.0
	for _, t := range l.aliveTime[1:] {
		total += t
	}
	b.alive += total - l.counted
	l.counted = total
	l.from = end
}

// forget drops what was counted so far (the warm-up) and keeps the state.
func (l *levels) forget() {
	clear(l.aliveTime)
	l.counted, l.throttled, l.peak = 0, 0, l.n
}
