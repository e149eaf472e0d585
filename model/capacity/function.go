package capacity

import (
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/formula"
)

// Function is a function platform under the load.
type Function struct {
	Inputs    map[string]formula.Node // for the product's rules
	ColdStart formula.Node            // cold starts of the month (requests)
	ColdShare formula.Node            // share of the requests that wait for a start
	ColdTime  formula.Node            // billed time of the starts
	Throttled formula.Node            // share of the requests refused at the limit; zero Node without a limit
	Latency   *Latency
	Method    string
}

// NewFunction meters a function: requests and busy time follow the load by
// Little's law, cold starts by the exact keep-alive model in each slot.
func NewFunction(in *Inputs, d *Demand, p *pricing.Product) (*Function, error) {
	g := in.G
	f := &Function{Inputs: map[string]formula.Node{"requests": d.Requests, "duration": in.Duration(), "memory": in.Memory(), "vcpu": in.VCPU()}}
	start := in.Init()
	c, err := newColdPlan(in, d, p)
	if err != nil {
		return nil, err
	}
	f.ColdStart, f.Throttled = c.starts, c.throttled
	f.ColdTime = g.Quotient("time of cold starts", g.Product("starts × time to start", f.ColdStart, start), in.oneRequest())
	f.ColdShare = g.Quotient("cold start share", f.ColdStart, g.Max("requests, at least one", d.Requests, in.oneRequest())).As(perCent)
	f.Inputs["cold_time"] = f.ColdTime
	f.Method = c.method
	if f.Latency, err = newLatency(in, d, f.ColdShare); err != nil {
		return nil, err
	}
	if in.S.Workload.Provisioned.IsSet() {
		f.provisioned(in, d, p, c)
	}
	return f, nil
}

// Init is the time to start an instance.
func (in *Inputs) Init() formula.Node {
	return in.Get("workload.init", "time to start an instance", in.S.Workload.Init, "171ms",
		"mean init of a 1 KB Node 18 package at 256 MB on Lambda, one public measurement (n = 100); measure yours, 64 MB packages took 3.1 s")
}

// provisioned splits the requests where the product bills those on warm
// instances at a rate of their own; elsewhere they stay ordinary requests.
func (f *Function) provisioned(in *Inputs, d *Demand, p *pricing.Product, c *coldPlan) {
	f.Inputs["provisioned"] = in.provisioned()
	f.Inputs["provisioned_time"] = d.Month
	if _, ok := p.Input("requests_provisioned"); !ok || !c.onWarm.OK() {
		return
	}
	warm := in.G.Min("requests on warm instances", c.onWarm, d.Requests)
	f.Inputs["requests_provisioned"] = warm
	f.Inputs["duration_provisioned"] = in.Duration()
	f.Inputs["requests"] = in.G.Difference("requests on demand", d.Requests, warm)
}

func (in *Inputs) provisioned() formula.Node {
	return in.Get("workload.provisioned", "instances kept warm", in.S.Workload.Provisioned, "0", "")
}

// Gateway meters the HTTP front of functions.
func Gateway(d *Demand) map[string]formula.Node {
	return map[string]formula.Node{"requests": d.Requests}
}
