package capacity

import (
	"github.com/sovcost/sovcost/pricing/formula"
)

// Replicas is how many replicas run in each slot: what the load fills up to the
// target, in whole replicas, at least the minimum. Integers belong inside the
// slots: the ceiling of the mean is not the mean of the ceilings.
type Replicas struct {
	PerSlot formula.Node // series
	Peak    formula.Node
	Time    formula.Node // replica-hours of the month
	Minimum formula.Node
	Busy    formula.Node // series: requests in service
	Room    formula.Node // requests one replica is filled to
}

// NewReplicas sizes replicas that follow the load. minimum names the default
// for this kind of option and its reason.
func NewReplicas(in *Inputs, d *Demand, minimum, reason string) *Replicas {
	g := in.G
	r := &Replicas{Busy: d.BusyLoad(in)}
	r.Room = g.Product("requests a replica is filled to", in.Concurrency(), in.Target())
	r.Minimum = in.Get("sizing.min_replicas", "replicas that always run", in.S.Sizing.MinReplicas, minimum, reason)
	need := g.RoundUp("whole replicas", g.Quotient("replicas needed", r.Busy, r.Room), in.one())
	r.PerSlot = g.Max("replicas", need, r.Minimum)
	r.Peak = g.Peak("replicas at the peak", r.PerSlot)
	r.Time = d.OverMonth(in, "replica time", r.PerSlot)
	return r
}
