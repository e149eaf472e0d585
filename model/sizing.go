package model

import (
	"math"

	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/fast"
	"github.com/sovcost/sovcost/pricing/unit"
)

// sizer ranks server sizes: the packing rule is compiled once for the load and
// read in floating point for every size on every sheet. It only ranks; what is
// chosen is then priced exactly.
type sizer struct {
	program *fast.Runner
	values  [][]float64
	out     [][]float64
}

// newSizer compiles the packing of a cluster or of a fleet with the size left
// open.
func newSizer(e *engine, cluster bool) (*sizer, error) {
	g := formula.New()
	in := capacity.NewInputs(g, e.s)
	d := capacity.NewDemand(in, e.src.Profile)
	size := capacity.NodeSize{Key: "size", VCPU: unit.Of(exact.One, mustUnit("vCPU")), Memory: unit.Of(exact.One, mustUnit("GiB"))}
	var fits, time formula.Node
	if cluster {
		c := capacity.NewCluster(in, d, size)
		fits, time = c.PodsPerNode, c.NodeTime
	} else {
		f := capacity.NewFleet(in, d, size)
		fits, time = f.PerServer, f.Time
	}
	if err := g.Err(); err != nil {
		return nil, err
	}
	vcpu, _ := g.Find("size.vcpu")
	memory, _ := g.Find("size.memory")
	p, err := fast.Compile(g, []formula.Node{fits, time}, []formula.Node{vcpu, memory})
	if err != nil {
		return nil, err
	}
	return &sizer{p.NewRunner(), [][]float64{{0}, {0}}, [][]float64{{0}, {0}}}, nil
}

// seconds is the server time of the month on servers of that size; ok is false
// when not even one instance fits.
func (z *sizer) seconds(vcpu, memory unit.Quantity) (float64, bool) {
	z.values[0][0], z.values[1][0] = vcpu.Base().Float(), memory.Base().Float()
	if err := z.program.Run(z.values, z.out); err != nil {
		return 0, false
	}
	fits, time := z.out[0][0], z.out[1][0]
	return time, carries(fits, time)
}

// carries reports whether servers of a size take the load at all.
func carries(fits, time float64) bool {
	return fits > 0 && !math.IsNaN(time) && !math.IsInf(time, 0)
}

func mustUnit(name string) unit.Unit {
	u, err := unit.Parse(name)
	if err != nil {
		return unit.None
	}
	return u
}

// sizer is the engine's for nodes of a cluster or for a fleet, made once.
func (e *engine) sizer(cluster bool) (*sizer, error) {
	if z := e.sizers[cluster]; z != nil {
		return z, nil
	}
	z, err := newSizer(e, cluster)
	if err == nil {
		e.sizers[cluster] = z
	}
	return z, err
}

// carries reports whether a server of that size holds an instance at all.
func (e *engine) carries(p *pricing.Product, cluster bool) bool {
	z, err := e.sizer(cluster)
	if err != nil {
		return true // what is wrong with the question is said when the option is built
	}
	_, ok := z.seconds(p.VCPU, p.Memory)
	return ok
}

// cheapestServer picks the size whose servers for this load cost least: list
// price plus the people's time a server takes, so that many small servers do not
// look cheap.
func (e *engine) cheapestServer(s *pricing.Sheet, cluster bool) (*pricing.Product, bool) {
	h := e.shelf(s)
	best, known := h.cheapest[cluster]
	if !known {
		best = e.cheapestOf(s, h.servers(cluster), cluster)
		h.cheapest[cluster] = best
	}
	return best, best != nil
}

// cheapestOf is nil where no server carries an instance.
func (e *engine) cheapestOf(s *pricing.Sheet, servers []*pricing.Product, cluster bool) *pricing.Product {
	z, err := e.sizer(cluster)
	if err != nil {
		return nil
	}
	var best *pricing.Product
	cost, people := math.Inf(1), e.effortPerHour(s)*e.workFactor().Float()
	withVAT := e.vat.factor().Float()
	for _, p := range servers {
		if !e.archWanted(p) {
			continue
		}
		time, ok := z.seconds(p.VCPU, p.Memory)
		if !ok {
			continue
		}
		if price, ok := hourly(p); ok && time*(price*withVAT+people) < cost*(1-1e-12) {
			best, cost = p, time*(price*withVAT+people)
		}
	}
	return best
}

// effortPerHour is what an hour of one server costs in people's time, in the
// sheet's currency; 0 when the scenario does not price people.
func (e *engine) effortPerHour(s *pricing.Sheet) float64 {
	if !e.s.Operations.HourlyRate.IsSet() {
		return 0
	}
	share := e.peopleShare()
	roots := []formula.Node{share}
	fx, err := e.fx.rate(s.Currency)
	if err != nil {
		return 0
	}
	if fx.OK() {
		roots = append(roots, fx)
	}
	v, err := e.g.Evaluate(nil, roots...)
	if err != nil {
		return 0
	}
	perHour := v.Base(share).Float() * 3600
	if fx.OK() {
		perHour /= v.Base(fx).Float()
	}
	return perHour
}

// peopleShare is what people's time for one server costs, per time of the month.
func (e *engine) peopleShare() formula.Node {
	ops := e.s.Operations
	each := e.in.Get("operations.per_server", "time per server", ops.PerServer, perServer, perServerReason)
	rate := e.in.Get("operations.hourly_rate", "cost of an hour of work", ops.HourlyRate, "", "")
	return e.g.Quotient("people per server and hour", e.g.Product("people per server", each, rate), e.demand.Month)
}

// hourly is a size's list price an hour, for ranking sizes of one sheet.
func hourly(p *pricing.Product) (float64, bool) {
	for _, m := range p.Meters {
		if !m.Price.IsSet() || m.Per == "" {
			continue
		}
		u, err := unit.Parse(m.Per)
		if err != nil {
			continue
		}
		f := m.Price.Decimal().InexactFloat64()
		switch u.Dim {
		case "s":
			f *= 3600 / u.Factor.Float()
		case "month":
			f /= 730
		default:
			continue
		}
		if m.Cap.IsSet() {
			f = math.Min(f, m.Cap.Decimal().InexactFloat64()/730)
		}
		return f, true
	}
	// Cores and memory sold apart: the quick look above sees no price per server.
	price, ok := p.Hourly()
	return price.Float(), ok
}
