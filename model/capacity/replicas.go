package capacity

import (
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Replicas is how many replicas run in each slot: what the load fills up to the
// target, or what a latency needs, in whole replicas, at least the minimum.
// Integers belong inside the slots: the ceiling of the mean is not the mean of
// the ceilings.
type Replicas struct {
	PerSlot formula.Node // series; with a scale lag the mean of the slot
	Peak    formula.Node
	Time    formula.Node // replica-hours of the month
	Minimum formula.Node
	Busy    formula.Node // series: requests in service
	Room    formula.Node // requests one replica is filled to
	Method  string
}

// NewReplicas sizes replicas that follow the load. minimum names the default
// for this kind of option and its reason.
func NewReplicas(in *Inputs, d *Demand, minimum, reason string) *Replicas {
	g := in.G
	r := &Replicas{Busy: d.BusyLoad(in)}
	r.Minimum = in.Get("sizing.min_replicas", "replicas that always run", in.S.Sizing.MinReplicas, minimum, reason)
	least := func(rate, busy formula.Node) formula.Node {
		return g.Max("replicas", g.RoundUp("whole replicas", g.Quotient("replicas needed", busy, r.Room), in.one()), r.Minimum)
	}
	r.Room = in.Concurrency()
	r.Method = "requests in service over concurrency × target, in whole replicas of each slot"
	if in.S.Sizing.Latency.IsSet() {
		t, err := in.latencyTable(d)
		if err != nil {
			in.Fail(err)
			return r
		}
		r.Method = t.Method
		least = func(rate, _ formula.Node) formula.Node {
			return g.Max("replicas", g.Lookup("replicas for the latency", unit.None, rate, t), r.Minimum)
		}
	} else {
		r.Room = g.Product("requests a replica is filled to", in.Concurrency(), in.Target())
	}
	r.PerSlot = in.ahead(d, least)
	r.Peak = g.Peak("replicas at the peak", r.PerSlot)
	r.Time = d.OverMonth(in, "replica time", r.PerSlot)
	return r
}

// withSpares adds the servers that stand for failed ones: a fixed number, or as
// many as keep the need served when one zone of several is gone.
func (in *Inputs) withSpares(label string, need formula.Node) formula.Node {
	g, z := in.G, in.S.Sizing
	zoned := z.Zones.IsSet() && z.Zones.Base().Float() >= 2
	if zoned {
		zones := in.Get("sizing.zones", "zones", z.Zones, "", "")
		each := g.RoundUp("servers of a zone", g.Quotient("need over the zones that are left", need, g.Difference("zones that are left", zones, in.one())), in.one())
		need = g.Product("servers over zones", each, zones)
		if !z.Spares.IsSet() {
			return need.Relabel(label)
		}
	}
	spare := in.Get("sizing.spares", "servers beyond the need", z.Spares, "1", "N+1: one server may fail at the peak")
	return g.Sum(label, need, spare)
}
