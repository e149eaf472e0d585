package capacity

import (
	"math"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Container is a serverless container service under the load.
type Container struct {
	*Replicas
	Inputs map[string]formula.Node
	Method string
}

// NewContainer meters a serverless container. Billed by the instance, a replica
// costs as long as it runs. Billed by the request, it costs while it serves at
// least one request, and idle minimum replicas cost the idle rate.
func NewContainer(in *Inputs, d *Demand, byRequest bool) *Container {
	c := &Container{Inputs: map[string]formula.Node{"requests": d.Requests, "vcpu": in.VCPU(), "memory": in.Memory()}}
	if !byRequest {
		c.Replicas = NewReplicas(in, d, "1", "a service that is billed while it runs keeps one replica, or the first request waits for a start")
		c.Inputs["active_time"] = c.Time
		c.Method = c.Replicas.Method
		return c
	}
	g := in.G
	c.Replicas = NewReplicas(in, d, "0", "a service that is billed by the request may scale to nothing")
	busy := g.Lookup("busy replicas", unit.None, c.Busy, busyTable(in))
	busy = g.Max("busy replicas, at least what the load fills", busy, g.Quotient("replicas filled to the target", c.Busy, c.Room))
	active := d.OverMonth(in, "active replica time", busy)
	idle := g.Max("idle replicas", g.Difference("kept less busy", c.Minimum, busy), in.zero())
	c.Inputs["active_time"], c.Inputs["idle_time"] = active, d.OverMonth(in, "idle replica time", idle)
	c.Method = c.Replicas.Method + "; billed time: at low load the share of time with a request in service, 1 - exp(-load); at high load what concurrency × target fills; between them the larger (a lower bound, up to 16 % low for concurrency above 1)"
	return c
}

// busyTable is the share of time at least one request is in service when the
// mean number in service is x (Poisson): 1 - exp(-x), exact for one replica.
func busyTable(in *Inputs) *formula.Table {
	t := &formula.Table{ID: "busy-replicas", Title: "share of time a request is in service", X: unit.None, Y: unit.None, Mode: formula.Linear,
		Method: "1 - exp(-load), exact for Poisson arrivals", Domain: "1 above the last point",
		Points: []formula.Point{{X: exact.Zero, Y: exact.Zero}}}
	for e := -16; e <= 5; e++ {
		x := math.Pow(10, float64(e)/4)
		t.Points = append(t.Points, formula.Point{X: short(x), Y: short(-math.Expm1(-x))})
	}
	return t
}
