package capacity

import (
	"github.com/sovcost/sovcost/pricing/formula"
)

// Fleet is a group of virtual machines, or of own servers, under the load.
type Fleet struct {
	*Replicas
	PerServer formula.Node // instances on one server
	Servers   formula.Node // series for a scaled fleet, else zero Node
	Peak      formula.Node
	Time      formula.Node // server-hours of the month
	Scaled    bool
}

// NewFleet packs instances onto servers. A fixed fleet is bought for the peak
// and runs all month; a scaled one follows the slots.
func NewFleet(in *Inputs, d *Demand, size NodeSize) *Fleet {
	return newFleet(in, d, size, in.S.Sizing.Fleet == "scaled")
}

// NewFixedFleet is a fleet that runs all month whatever the scenario says of
// fleets: bought servers do not go back at night.
func NewFixedFleet(in *Inputs, d *Demand, size NodeSize) *Fleet {
	return newFleet(in, d, size, false)
}

func newFleet(in *Inputs, d *Demand, size NodeSize, scaled bool) *Fleet {
	g := in.G
	f := &Fleet{Replicas: NewReplicas(in, d, "1", "the workload runs somewhere; state 2 where one server must not be enough"), Scaled: scaled}
	f.PerServer = PerServer(in, size)
	if f.Scaled {
		need := g.RoundUp("whole servers", g.Quotient("servers needed", f.PerSlot, f.PerServer), in.one())
		f.Servers = in.withSpares("servers", need)
		f.Peak = g.Peak("servers at the peak", f.Servers)
		f.Time = d.OverMonth(in, "server time", f.Servers)
		return f
	}
	need := g.RoundUp("whole servers at the peak", g.Quotient("servers needed at the peak", f.Replicas.Peak, f.PerServer), in.one())
	f.Peak = in.withSpares("servers", need)
	f.Time = g.Product("server time", f.Peak, d.Month).As(hourUnit)
	return f
}

// PerServer is how many instances fit on one server of this size.
func PerServer(in *Inputs, size NodeSize) formula.Node {
	g := in.G
	guest := in.Get("sizing.guest_memory", "memory of a server's operating system", in.S.Sizing.GuestMemory, "512MiB", "a small Linux guest with its agents; ours, measure yours")
	byCPU := in.whole("instances that fit by vCPU", g.Quotient("vCPU over need", size.vcpu(in), in.VCPU()))
	byMem := in.whole("instances that fit by memory", g.Quotient("memory over need", g.Difference("memory for instances", size.memory(in), guest), in.Memory()))
	return g.Min("instances per server", byCPU, byMem)
}
