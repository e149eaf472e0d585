package coldstart

import "math"

// jump is the start of a slot that is busier than the one before, where starts take time. A request that starts an
// instance keeps it from serving others for as long as the start takes; so until the first of them is ready the
// instances alive are a loss system, and the requests they cannot take start instances. One service time later the new
// ones take the rest. Where that is more than the levels say for the keep-alive time after the jump, in which none of
// them goes, the difference starts too.
type jump struct {
	slot        int     // the first of the slots with this window
	rate, load  float64 // of the slot
	life        float64 // how long requests go on starting instances
	levels      int     // levels seen
	blocking    float64 // Erlang B of them
	reached     float64 // P(alive at the start of the slot is at least so many)
	blocked     float64 // mean of Erlang B over the instances alive
	alive, soon float64 // mean number above the fixed ones, at the start and one keep-alive time later
}

type jumps []*jump

// jumps are the slots of w that begin with a jump; none where a start takes no time.
func (l *Ladder) jumps(w *windows, start float64) jumps {
	var out jumps
	for j, count := range w.count {
		if count > 0 && w.rises[j] {
			rate := w.different[w.class[j]]
			out = append(out, &jump{slot: j, rate: rate, load: rate * l.p.Service, life: start + l.p.Service/2, blocking: 1, reached: 1})
		}
	}
	return out
}

// level takes in level n of the windows; the levels below the first one are fixed.
func (all jumps) level(n int, w *windows) {
	for _, x := range all {
		for ; x.levels < n-1; x.levels++ {
			x.blocking = x.load * x.blocking / (float64(x.levels+1) + x.load*x.blocking)
		}
		reached := math.Min(x.reached, 1-w.atStart[x.slot])
		x.blocked += (x.reached - reached) * x.blocking // alive is n-1
		x.reached = reached
		x.alive += 1 - w.atStart[x.slot]
		x.soon += 1 - w.soonAbsent[x.slot]
	}
}

// rush is how many instances are alive soon after the jump by the levels, and how many more it starts.
func (x *jump) rush(fixed, limit int) (soon, more float64) {
	soon = float64(fixed) + x.soon
	more = math.Max(0, x.rate*x.blocked*x.life-(x.soon-x.alive))
	if limit > 0 {
		more = math.Min(more, math.Max(0, float64(limit)-soon))
	}
	return soon, more
}

// keep lets more instances above those alive stay for one keep-alive time, given in slots, from slot j on.
func (r *carried) keep(j int, alive, more, slots float64) {
	period := float64(len(r.cold))
	share := math.Min(1, slots/period)
	for n := int(alive) + 1; float64(n) < alive+more+1; n++ {
		if n == len(r.atLeast) {
			r.atLeast = append(r.atLeast, 0)
		}
		part := math.Min(float64(n), alive+more) - math.Max(float64(n-1), alive)
		r.atLeast[n] = math.Min(1, r.atLeast[n]+share*part)
	}
	for left := math.Min(slots, period); left > 0; left-- {
		r.alive[j%len(r.alive)] += more * math.Min(left, 1)
		j++
	}
}
