package advice

import (
	"fmt"
	"math"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Cut is how finely the workload is cut into services, and what that costs beside
// the work itself.
type Cut struct {
	Services float64
	Stated   bool
	// Rounding is how much more replica time whole replicas and minimums take than
	// the load itself needs, as a fraction, at this cut and as one piece.
	Rounding, Monolith float64
	Lines              []CutLine
	Words              string
}

// CutLine is one overhead of a cut with the assumption it rests on.
type CutLine struct {
	Label  string
	Node   formula.Node
	Reason string
}

// meshReason is the published figure of a service mesh.
const meshReason = "Istio 1.16 load tests: 0.35 vCPU and 40 MB per 1,000 requests a second through a proxy (istio.io, performance and scalability, read 2026-11-23)"

// cutOf builds the overheads on the comparison's graph and reads them.
func cutOf(c *model.Comparison) Cut {
	w := c.Scenario.Workload
	cut := Cut{Services: 1, Stated: w.Services.IsSet()}
	if cut.Stated {
		cut.Services = w.Services.Base().Float()
	}
	cut.Rounding, cut.Monolith = rounding(c, cut.Services), rounding(c, 1)
	in, g := c.Inputs, c.Graph
	n := in.Get("workload.services", "services the workload is cut into", w.Services, "1", "one piece is what every program can be")
	k := constants{g}
	hops := g.Difference("calls between services per request", n, k.number("1", "one service calls nobody; the others are called once each, our assumption"))
	through := g.Product("requests through proxies per second at the peak", g.Peak("peak rate", c.Demand.Rate), g.Product("proxies a request passes", hops, k.number("2", "one proxy at the caller, one at the callee")))
	cpu := g.Product("vCPU of mesh proxies at the peak", through, k.quantity("0.35 vCPU", meshReason), g.Quotient("per 1,000 a second", k.number("1", "one"), k.quantity("1000 requests/s", meshReason)))
	memory := g.Product("memory of mesh proxies at the peak", through, k.quantity("40 MB", meshReason), g.Quotient("per 1,000 a second", k.number("1", "one"), k.quantity("1000 requests/s", meshReason)))
	spans := g.Product("spans a month", c.Demand.Requests, n, k.quantity("1 span/request", "one span per service and request, our assumption"))
	perLine := k.quantity("500 B", "a structured access-log line, our assumption; measure yours")
	oneRequest := k.quantity("1 request", "figures of one request")
	logs := g.Quotient("access logs a month", g.Product("log lines", c.Demand.Requests, n, perLine), oneRequest)
	gb, _ := unit.Parse("GB")
	mb, _ := unit.Parse("MB")
	cut.Lines = []CutLine{
		{"vCPU of mesh proxies at the peak", cpu, meshReason},
		{"memory of mesh proxies at the peak", memory.As(mb), meshReason},
		{"trace spans a month", spans, "one span per service and request, our assumption"},
		{"access logs a month", logs.As(gb), "one line of 500 B per service and request, our assumption"},
	}
	cut.Words = words(cut)
	return cut
}

// words says what the cut means.
func words(c Cut) string {
	if c.Services <= 1 {
		return fmt.Sprintf("One piece: whole replicas and the least number kept take %.0f %% more than the load needs; scaling finer than that gains nothing. Cutting it would add the overheads below for every service.", 100*c.Rounding)
	}
	return fmt.Sprintf("%.0f services: whole replicas of each, and the least number kept, take %.0f %% more than the load needs, as one piece %.0f %%; the overheads below come on top.", c.Services, 100*c.Rounding, 100*c.Monolith)
}

// rounding is the replica time of whole replicas over the time the load needs,
// less one, with the work spread evenly over the services.
func rounding(c *model.Comparison, services float64) float64 {
	v, err := c.Graph.Evaluate(nil, c.Demand.Rate, c.Inputs.Duration(), c.Inputs.Concurrency(), c.Inputs.Target())
	if err != nil {
		return 0
	}
	room := v.Base(c.Inputs.Concurrency()).Float() * v.Base(c.Inputs.Target()).Float()
	busy := v.Base(c.Inputs.Duration()).Float()
	least := 1.0
	if q := c.Scenario.Sizing.MinReplicas; q.IsSet() {
		least = q.Base().Float()
	}
	whole, need := 0.0, 0.0
	for _, r := range v.SlotsOf(c.Demand.Rate) {
		x := r.Float() * busy / room
		need += x
		whole += services * math.Max(least, math.Ceil(x/services-1e-12))
	}
	if need == 0 {
		return 0
	}
	return whole/need - 1
}

// constants are figures of the cut with their reasons.
type constants struct{ g *formula.Graph }

func (k constants) number(text, reason string) formula.Node {
	return k.g.Leaf(formula.Assumed, text, unit.None, formula.Leaf{Key: "const:cut " + text + " " + reason, Value: exact.MustParse(text), Reason: reason})
}

func (k constants) quantity(text, reason string) formula.Node {
	q, err := unit.ParseQuantity(text)
	if err != nil {
		return formula.Node{}
	}
	return k.g.Leaf(formula.Assumed, text, q.Unit, formula.Leaf{Key: "const:cut " + text + " " + reason, Value: q.Value, Reason: reason})
}

// Read gives the lines' values.
func (c Cut) Read(cmp *model.Comparison) (*formula.Values, error) {
	nodes := make([]formula.Node, len(c.Lines))
	for i, l := range c.Lines {
		nodes[i] = l.Node
	}
	return cmp.Graph.Evaluate(nil, nodes...)
}
