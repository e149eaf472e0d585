// Package capacity turns load into how much of what runs in each slot, as
// formula graphs: instances, replicas, nodes, cold starts. The physics behind
// the tables (queues, keep-alive, autoscalers) lives in the folders below.
package capacity

import (
	"errors"

	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Inputs hands out the scenario's figures as leaves, and writes down every
// default that was taken, with its reason.
type Inputs struct {
	G *formula.Graph
	S *scenario.Scenario

	Defaults []Default
	taken    map[string]bool
	cold     map[string]*coldPlan      // solved once for platforms that behave alike
	latency  map[string]*formula.Table // percentiles by cold share
	replicas *formula.Table            // solved once: replicas for a latency
	errs     []error
}

// Default is a figure nobody stated.
type Default struct{ Key, Label, Value, Reason string }

// NewInputs returns the inputs of one scenario on one graph.
func NewInputs(g *formula.Graph, s *scenario.Scenario) *Inputs {
	return &Inputs{G: g, S: s, taken: map[string]bool{}, cold: map[string]*coldPlan{}, latency: map[string]*formula.Table{}}
}

// Err is what could not be solved while plans were made.
func (in *Inputs) Err() error { return errors.Join(in.errs...) }

// Fail writes down what could not be solved; Err tells it.
func (in *Inputs) Fail(err error) { in.errs = append(in.errs, err) }

// Get is the leaf of a stated quantity, or the default with its reason.
func (in *Inputs) Get(key, label string, q unit.Quantity, def, reason string) formula.Node {
	if q.IsSet() {
		return in.G.Leaf(formula.Given, label, q.Unit, formula.Leaf{Key: key, File: in.S.Path, Value: q.Value})
	}
	d, err := unit.ParseQuantity(def)
	if err != nil {
		d = unit.Of(exact.Zero, unit.None)
	}
	if !in.taken[key] {
		in.taken[key] = true
		in.Defaults = append(in.Defaults, Default{key, label, d.Text, reason})
	}
	return in.G.Leaf(formula.Assumed, label, d.Unit, formula.Leaf{Key: key, Value: d.Value, Reason: reason})
}

// Note writes down a choice that is a word, not a quantity.
func (in *Inputs) Note(key, label, value, reason string) {
	if !in.taken[key] {
		in.taken[key] = true
		in.Defaults = append(in.Defaults, Default{key, label, value, reason})
	}
}

// One is the pure number 1 of a graph: the step of whole pieces, one balancer,
// the inverse of a rate.
func One(g *formula.Graph) formula.Node {
	return g.Leaf(formula.Assumed, "1", unit.None, formula.Leaf{Key: "const:1", Value: exact.One, Reason: "pieces are whole"})
}

// OneRequest turns figures per request into figures.
func OneRequest(g *formula.Graph) formula.Node {
	return g.Leaf(formula.Assumed, "1 request", requestUnit, formula.Leaf{Key: "const:1 request", Value: exact.One, Reason: "figures of one request"})
}

func (in *Inputs) one() formula.Node        { return One(in.G) }
func (in *Inputs) oneRequest() formula.Node { return OneRequest(in.G) }

// whole is the largest whole number not above n: what fits, without the rest.
func (in *Inputs) whole(label string, n formula.Node) formula.Node {
	up := in.G.RoundUp("round_up", in.G.Difference("difference", in.zero(), n), in.one())
	return in.G.Difference(label, in.zero(), up)
}

// zero is the pure number 0.
func (in *Inputs) zero() formula.Node {
	return in.G.Leaf(formula.Assumed, "0", unit.None, formula.Leaf{Key: "const:0", Reason: "turns rounding up into rounding down"})
}

// Workload figures that several plans share.

// Duration is the busy time of one request.
func (in *Inputs) Duration() formula.Node {
	return in.Get("workload.duration", "busy time of a request", in.S.Workload.Duration, "100ms", "never used: the scenario must state it")
}

// Memory is what one instance or replica needs.
func (in *Inputs) Memory() formula.Node {
	return in.Get("workload.memory", "memory of an instance", in.S.Workload.Memory, "512MiB", "never used: the scenario must state it")
}

// VCPU is the processor share of one instance or replica.
func (in *Inputs) VCPU() formula.Node {
	return in.Get("workload.vcpu", "vCPU of an instance", in.S.Workload.VCPU, "0.5 vCPU", "half a core per replica is the smallest size most container services sell")
}

// Concurrency is how many requests one replica serves at once.
func (in *Inputs) Concurrency() formula.Node {
	return in.Get("workload.concurrency", "requests a replica serves at once", in.S.Workload.Concurrency, "1", "one request at a time is what every program can do; state more where the program can")
}

// Target is the share of a replica that is filled before another one starts.
func (in *Inputs) Target() formula.Node {
	return in.Get("sizing.target", "filled up to", in.S.Sizing.Target, "70%", "Knative's default target (0.7 of the container concurrency); leaves room while another replica starts")
}
