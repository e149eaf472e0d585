package fleet

import (
	"fmt"
	"math"

	"github.com/sovcost/sovcost/model/capacity/basis"
)

// Replicas describes an autoscaled group seen from its bill.
type Replicas struct {
	Service     float64 // mean busy time of a request, s
	Concurrency float64 // requests a replica takes at once
	Target      float64 // share of the concurrency that may be in use, 0..1
	Min, Max    int     // Max 0 = no limit
	Lag         float64 // from a rise of the load to a replica that serves it: metric window + sync + pod start (+ node start), s
	Periodic    bool    // the profile repeats: the last slot is followed by the first
}

// ReplicaPlan is the number of replicas per slot.
type ReplicaPlan struct {
	Most  []int     // the largest number in the slot
	Mean  []float64 // the mean over the slot, with the change within it
	Short []bool    // the slot wants more than Max
	Total float64   // mean over all slots
	Peak  int
	Basis basis.Basis
}

// MaxSlots bounds a profile: a year of minutes.
const MaxSlots = 530_000

// Plan is r(t) = clamp(ceil(max of lam(u) S/(c target) over u in [t, t+lag]), Min, Max) for a rate that is constant within
// slots: what must be running at t so that the load a lag later is served. Approx: it lets the autoscaler see the
// future, which is what a schedule or a steady week amounts to; SimulatePods of package simulate does not.
func (r Replicas) Plan(rates []float64, slotSeconds float64) (ReplicaPlan, error) {
	var c basis.Check
	c.Positive("mean service time", r.Service, maxSeconds, "give seconds")
	c.Positive("concurrency", r.Concurrency, 1e6, "requests a replica takes at once")
	if !(r.Target > 0 && r.Target <= 1) {
		c.Refuse("utilisation target", fmt.Sprint(r.Target), "above 0 and at most 1", "give a share such as 0.6")
	}
	c.Count("minimum replicas", r.Min, 0, maxPods, "")
	if r.Max != 0 {
		c.Count("maximum replicas", r.Max, max(1, r.Min), maxPods, "0 for no limit, else not below the minimum")
	}
	c.NonNegative("scale lag", r.Lag, maxSeconds, "give seconds")
	checkProfile(&c, rates, slotSeconds)
	if !c.OK() {
		return ReplicaPlan{}, c.Err()
	}
	n := len(rates)
	p := ReplicaPlan{Most: make([]int, n), Mean: make([]float64, n), Short: make([]bool, n), Basis: basis.Basis{Method: basis.Approx,
		Formula: "largest load within the scale lag", Validity: []string{"the rate is constant within a slot; the autoscaler knows the profile one lag ahead"}}}
	// From the start of a slot the window reaches whole slots ahead; after the share late of the slot, one slot more.
	whole := int(math.Min(math.Floor(r.Lag/slotSeconds+snap), float64(n)))
	late := math.Max(0, r.Lag/slotSeconds-float64(whole))
	early := slidingMax(rates, whole, r.Periodic)
	full := slidingMax(rates, whole+1, r.Periodic)
	for i := range n {
		a, shortA := r.count(early[i])
		b, shortB := r.count(full[i])
		if late < snap {
			b, shortB = a, shortA
		}
		p.Most[i], p.Short[i] = max(a, b), shortA || shortB
		p.Mean[i] = float64(a)*(1-late) + float64(b)*late
		p.Total += p.Mean[i] / float64(n)
		p.Peak = max(p.Peak, p.Most[i])
	}
	return p, nil
}

func (r Replicas) count(rate float64) (n int, short bool) {
	n = max(ceilCount(rate*r.Service/(r.Concurrency*r.Target)), r.Min)
	if r.Max > 0 && n > r.Max {
		return r.Max, true
	}
	return n, false
}

// slidingMax is the largest of values[i..i+ahead] for every i, around the end when periodic.
func slidingMax(values []float64, ahead int, periodic bool) []float64 {
	n := len(values)
	ahead = min(ahead, n-1)
	out := make([]float64, n)
	var best []int // positions whose values fall strictly
	for j := 0; j < n+ahead; j++ {
		if j < n || periodic {
			for len(best) > 0 && values[best[len(best)-1]%n] <= values[j%n] {
				best = best[:len(best)-1]
			}
			best = append(best, j)
		}
		if i := j - ahead; i >= 0 {
			for best[0] < i {
				best = best[1:]
			}
			out[i] = values[best[0]%n]
		}
	}
	return out
}

// Headroom is the highest utilisation target with which a group that only reacts keeps up: the least of
// demand(t)/demand(t+lag), at most 1. steps takes the rate as constant within slots (every rise at once at the slot's
// start: pessimistic); otherwise as straight lines between the middles of the slots (the honest reading of hourly
// means). 0 when demand rises from nothing.
func Headroom(rates []float64, slotSeconds, lag float64, periodic, steps bool) (float64, error) {
	var c basis.Check
	checkProfile(&c, rates, slotSeconds)
	c.NonNegative("scale lag", lag, maxSeconds, "give seconds")
	if !c.OK() {
		return 0, c.Err()
	}
	n := len(rates)
	share := 1.0
	compare := func(now, later float64) {
		if later > now {
			share = math.Min(share, now/later)
		}
	}
	ahead := math.Min(lag/slotSeconds, float64(n))
	if steps {
		whole := int(math.Floor(ahead + snap))
		for i := range n {
			for j := i + whole; j <= i+int(math.Ceil(ahead-snap)); j++ {
				if periodic || j < n {
					compare(rates[i], rates[j%n])
				}
			}
		}
		return share, nil
	}
	at := func(x float64) float64 { // x in slots, middles at whole numbers
		i := math.Floor(x)
		a, b := int(i), int(i)+1
		if periodic {
			a, b = ((a%n)+n)%n, ((b%n)+n)%n
		} else {
			a, b = min(max(a, 0), n-1), min(max(b, 0), n-1)
		}
		return rates[a] + (rates[b]-rates[a])*(x-i)
	}
	for i := range n {
		// the ratio of two straight lines is monotone: its extremes lie at the bends of either
		compare(rates[i], at(float64(i)+ahead))
		if before := float64(i) - ahead; periodic || before >= 0 {
			compare(at(before), rates[i])
		}
	}
	return share, nil
}

func checkProfile(c *basis.Check, rates []float64, slotSeconds float64) {
	c.Count("slots", len(rates), 1, MaxSlots, "")
	c.Positive("slot length", slotSeconds, maxSeconds, "give seconds")
	for i, v := range rates {
		c.NonNegative(fmt.Sprintf("rate of slot %d", i+1), v, 1e9, "give requests per second")
	}
}
