package model

import (
	"fmt"

	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

var noQuantity unit.Quantity

// shared adds the lines people forget: egress, storage, load balancer, public
// address, gateway, logs. What the workload needs and the sheet does not price
// is a gap, never nothing.
func (e *engine) shared(s *pricing.Sheet, p *plan, o *Option) []pricing.Use {
	w := e.s.Workload
	servers := map[string]formula.Node{}
	if p.time.OK() {
		servers["instances"], servers["instance_time"] = p.peak, p.time
	}
	var uses []pricing.Use
	need := func(kind, what string, in map[string]formula.Node) {
		if u, ok := e.find(s, kind, in); ok {
			uses = append(uses, u)
			return
		}
		state, why := pricing.Unknown, fmt.Sprintf("the price sheet %s has no price for it", s.ID)
		if u := e.shelf(s).unpriced[kind]; u != nil {
			state, why = u.Status, u.Note
		}
		o.Gaps = append(o.Gaps, pricing.Gap{ID: kind, Label: what, State: state, Why: why})
	}
	if w.Response.IsSet() {
		need("egress", "egress to the internet", merge(servers, map[string]formula.Node{"data": e.dataSent()}))
	}
	if w.Stored.IsSet() {
		need("block_storage", "block storage", map[string]formula.Node{"stored": e.in.Get("workload.stored", "data on block storage", w.Stored, "0B", "")})
	}
	if w.Objects.IsSet() {
		need("object_storage", "object storage", map[string]formula.Node{"stored": e.in.Get("workload.objects", "data on object storage", w.Objects, "0B", "")})
	}
	if w.Logs.IsSet() {
		data := e.g.Quotient("log data", e.g.Product("log lines", e.demand.Requests, e.in.Get("workload.logs", "log data per request", w.Logs, "0B", "")), e.oneRequest())
		need("logs", "log ingestion", map[string]formula.Node{"ingested": data})
	}
	e.network(p, need)
	if w.HTTP == nil || *w.HTTP {
		e.front(s, p, o, need)
	}
	return uses
}

// network adds public addresses and NAT gateways, which a scenario states
// because no default would be right: they depend on how the network is laid out.
func (e *engine) network(p *plan, need func(string, string, map[string]formula.Node)) {
	w := e.s.Workload
	if !p.time.OK() { // functions and serverless containers have no addresses of their own
		return
	}
	if w.PublicIPs.IsSet() {
		n := e.in.Get("workload.public_ips", "public addresses", w.PublicIPs, "0", "")
		need("public_ip", "public IPv4 addresses", map[string]formula.Node{"addresses": n, "address_time": e.g.Product("address time", n, e.demand.Month).As(e.hours)})
	}
	if w.NATGateways.IsSet() {
		n := e.in.Get("workload.nat_gateways", "NAT gateways", w.NATGateways, "0", "")
		in := map[string]formula.Node{"gateways": n, "gateway_time": e.g.Product("NAT gateway time", n, e.demand.Month).As(e.hours)}
		if w.Response.IsSet() {
			in["data"] = e.dataSent()
		}
		need("nat", "NAT gateway", in)
	}
}

// front is what stands between the internet and the workload: a gateway before
// functions that have no address of their own, a load balancer before servers.
func (e *engine) front(s *pricing.Sheet, p *plan, o *Option, need func(string, string, map[string]formula.Node)) {
	one := capacity.One(e.g)
	switch {
	case o.Kind == "function" && o.Product.Gateway == "needed":
		need("gateway", "HTTP gateway", map[string]formula.Node{"requests": e.demand.Requests})
	case p.time.OK():
		in := map[string]formula.Node{"balancers": one, "balancer_time": e.demand.Month}
		if e.s.Workload.Response.IsSet() {
			in["data"] = e.dataSent()
		}
		need("load_balancer", "load balancer", in)
	}
}

// find is the sheet's first offered product of the kind whose rules can be
// served with what is known.
func (e *engine) find(s *pricing.Sheet, kind string, in map[string]formula.Node) (pricing.Use, bool) {
	for _, p := range e.shelf(s).offered[kind] {
		if p.Usable(in) {
			return pricing.Use{Product: p, Inputs: known(p, in)}, true
		}
	}
	return pricing.Use{}, false
}

func merge(ms ...map[string]formula.Node) map[string]formula.Node {
	out := map[string]formula.Node{}
	for _, m := range ms {
		for k, v := range m {
			out[k] = v
		}
	}
	return out
}
