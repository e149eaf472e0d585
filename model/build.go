package model

import (
	"errors"
	"fmt"
	"slices"

	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// candidate is one option before it is priced.
type candidate struct {
	id      string
	kind    string // function | container | vm
	product *pricing.Product
	nodes   *pricing.Product
	commit  string
	count   formula.Node
	sized   bool // the server's size is the engine's choice
	best    bool // the commitment's level is the one that costs least
	facts   map[string]any
	key     string // place in the scenario, for a pinned option
	own     *scenario.Own
}

// build prices one candidate: plan, usage, line items, conversion.
func (e *engine) build(c candidate) (*Option, error) {
	s := c.product.Sheet
	o := &Option{ID: c.id, committed: c.commit != "", Kind: c.kind, Title: c.product.Title, Provider: s.Provider, Region: s.Region, Country: s.Country, Sheet: s, Product: c.product, Nodes: c.nodes, Status: Priced, Sized: c.sized}
	if c.own != nil {
		return e.buildOwn(c, o)
	}
	acc := &pricing.Account{G: e.g, Month: e.monthOf(s), FreeTier: e.s.FreeTier == nil || *e.s.FreeTier, AsOf: e.s.AsOf}
	p, err := e.plan(c, o)
	if err == nil {
		err = e.in.Err()
	}
	if err != nil {
		return nil, err
	}
	o.uses = append(p.uses, e.shared(s, p, o)...)
	for _, u := range o.uses {
		acc.Add(u)
	}
	est, err := acc.Bill(s)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.id, err)
	}
	o.Gaps = append(o.Gaps, est.Gaps...)
	o.Warnings = append(o.Warnings, est.Warnings...)
	if err := e.convert(o, est); err != nil {
		return nil, err
	}
	e.effort(o, p)
	e.tax(o)
	o.bill = est
	return o, e.total(o)
}

// convert puts every line into the scenario's currency.
func (e *engine) convert(o *Option, est *pricing.Estimate) error {
	fx, err := e.fx.rate(o.Sheet.Currency)
	if err != nil {
		return err
	}
	turn := func(l pricing.Line) Line {
		out := Line{Line: l, Converted: l.Amount, Currency: o.Sheet.Currency}
		if fx.OK() {
			out.FX = fx
			out.Converted = e.g.Product(l.Label+", in "+string(e.s.Currency), l.Amount, fx).As(e.currency)
		}
		return out
	}
	for _, l := range est.Lines {
		o.Lines = append(o.Lines, turn(l))
	}
	for _, l := range est.Upfront {
		o.Upfront = append(o.Upfront, turn(l))
	}
	return nil
}

// total adds the option's last node.
func (e *engine) total(o *Option) error {
	parts := make([]formula.Node, len(o.Lines))
	for i, l := range o.Lines {
		parts[i] = l.Converted
	}
	if len(parts) > 0 {
		o.Total = e.g.Sum("monthly cost of "+o.ID, parts...).As(e.currency)
	}
	if err := e.g.Err(); err != nil {
		return fmt.Errorf("%s: %w", o.ID, err)
	}
	return nil
}

// read evaluates the option once, exactly, and settles its status.
func (e *engine) read(o *Option) error {
	est := o.bill
	o.bill = nil
	v, err := e.g.Evaluate(nil, o.nodesToRead(est)...)
	if err != nil {
		return fmt.Errorf("%s: %w", o.ID, err)
	}
	o.values = v
	e.warnOfWaiting(o)
	o.Limits, o.lasting = est.Limits, slices.Clone(o.Gaps)
	for _, l := range est.Limits {
		if v.Base(l.Max).Less(v.Base(l.Value)) {
			o.Gaps = append(o.Gaps, pricing.Gap{ID: l.Label, Label: l.Label, State: pricing.NotOffered, Why: fmt.Sprintf("%s is above %s: %s", v.Show(l.Value), v.Show(l.Max), l.Condition)})
		}
	}
	lines := make([]exact.Num, len(o.Lines))
	for i, l := range o.Lines {
		lines[i] = v.Of(l.Converted)
	}
	o.Monthly = e.rounding().Total(lines)
	if o.VAT != nil {
		o.VAT.settle(o, e)
	}
	switch {
	case len(o.Excluded) > 0:
		o.Status = Excluded
	case len(o.Gaps) > 0 || !o.Total.OK():
		o.Status = NotPriced
	}
	return nil
}

func (o *Option) nodesToRead(est *pricing.Estimate) []formula.Node {
	ns := est.Nodes()
	for _, l := range slices.Concat(o.Lines, o.Upfront) {
		ns = append(ns, l.Quantity, l.Price, l.Amount, l.Converted)
		if l.FX.OK() {
			ns = append(ns, l.FX)
		}
	}
	for _, f := range o.Figures {
		ns = append(ns, f.Node)
	}
	ns = append(ns, o.VAT.nodes()...)
	if o.Total.OK() {
		ns = append(ns, o.Total)
	}
	return ns
}

// monthOf is the sheet's own billing month where it has one.
func (e *engine) monthOf(s *pricing.Sheet) formula.Node {
	if !s.Month.IsSet() || e.s.Month.IsSet() {
		return e.demand.Month
	}
	return e.g.Leaf(formula.Listed, "billing month of "+s.ID, s.Month.Unit, formula.Leaf{Key: s.ID + ".month", File: s.ID, Value: s.Month.Value})
}

// plan is what runs, in the words of the price sheets.
type plan struct {
	uses    []pricing.Use
	servers formula.Node // mean servers somebody patches, or zero Node
	peak    formula.Node // instances that answer requests, for load balancers
	time    formula.Node // server time, for allowances that grow with it
}

func (e *engine) plan(c candidate, o *Option) (*plan, error) {
	switch {
	case c.kind == "function":
		return e.planFunction(c, o)
	case c.kind == "vm":
		return e.planFleet(c, o), nil
	case c.nodes != nil:
		return e.planCluster(c, o), nil
	}
	return e.planContainer(c, o), nil
}

func (e *engine) planFunction(c candidate, o *Option) (*plan, error) {
	f, err := capacity.NewFunction(e.in, e.demand, c.product)
	if unsolved := (*capacity.Unsolved)(nil); errors.As(err, &unsolved) {
		o.Gaps = append(o.Gaps, pricing.Gap{ID: "cold_starts", Label: "cold starts", State: pricing.Unknown, Why: unsolved.Why})
		return &plan{}, nil
	}
	if err != nil {
		return nil, err
	}
	o.Figures = append(o.Figures, Figure{"cold_share", "cold start share", f.ColdShare, f.Method}, Figure{"cold_starts", "cold starts a month", f.ColdStart, f.Method})
	o.Figures = append(o.Figures, waiting(f)...)
	return &plan{uses: []pricing.Use{{Product: c.product, Inputs: known(c.product, f.Inputs)}}}, nil
}

func (e *engine) planContainer(c candidate, o *Option) *plan {
	k := capacity.NewContainer(e.in, e.demand, c.product.Billing == "request")
	o.Figures = append(o.Figures, Figure{"replicas_peak", "replicas at the peak", k.Peak, k.Method})
	e.headroom(o)
	return &plan{uses: []pricing.Use{{Product: c.product, Inputs: known(c.product, k.Inputs)}}, peak: k.Peak}
}

// packed is how servers follow from replicas.
const packed = "by vCPU and memory, less what a server keeps for itself; whole servers, with spares or zones"

func (e *engine) planCluster(c candidate, o *Option) *plan {
	size := capacity.NodeSize{Key: c.nodes.Key(), VCPU: c.nodes.VCPU, Memory: c.nodes.Memory}
	k := capacity.NewCluster(e.in, e.demand, size)
	o.Title, o.cluster = c.product.Title+" on "+c.nodes.Title, k
	o.Figures = append(o.Figures, Figure{"replicas_peak", "replicas at the peak", k.Replicas.Peak, k.Replicas.Method}, Figure{"servers_peak", "nodes at the peak", k.PeakNodes, packed}, Figure{"density", "replicas per node", k.PodsPerNode, packed})
	e.headroom(o)
	o.Servers = k.Nodes
	one := e.in.Get("operations.clusters", "clusters", noQuantity, "1", "one cluster for this workload alone; shared clusters cost less each")
	control := known(c.product, map[string]formula.Node{"clusters": one, "cluster_time": e.g.Product("cluster time", one, e.demand.Month).As(e.hours),
		"instances": k.PeakNodes, "instance_time": k.NodeTime})
	nodes := known(c.nodes, map[string]formula.Node{"instances": k.PeakNodes, "instance_time": k.NodeTime})
	mean := e.g.Quotient("mean nodes", k.NodeTime, e.demand.Month)
	return &plan{uses: []pricing.Use{{Product: c.product, Inputs: control}, {Product: c.nodes, Inputs: nodes, Commit: e.commitment(c, c.nodes, o)}},
		servers: mean, peak: k.PeakNodes, time: k.NodeTime}
}

func (e *engine) planFleet(c candidate, o *Option) *plan {
	size := capacity.NodeSize{Key: c.product.Key(), VCPU: c.product.VCPU, Memory: c.product.Memory}
	f := capacity.NewFleet(e.in, e.demand, size)
	o.Figures = append(o.Figures, Figure{"replicas_peak", "instances at the peak", f.Replicas.Peak, f.Replicas.Method}, Figure{"servers_peak", "servers at the peak", f.Peak, packed}, Figure{"density", "instances per server", f.PerServer, packed})
	if o.Servers = f.Servers; !f.Scaled {
		o.Servers = f.Peak
	}
	in := known(c.product, map[string]formula.Node{"instances": f.Peak, "instance_time": f.Time})
	mean := e.g.Quotient("mean servers", f.Time, e.demand.Month)
	return &plan{uses: []pricing.Use{{Product: c.product, Inputs: in, Commit: e.commitment(c, c.product, o)}}, servers: mean, peak: f.Peak, time: f.Time}
}

// known keeps the figures the product's rules ask for.
func known(p *pricing.Product, all map[string]formula.Node) map[string]formula.Node {
	out := map[string]formula.Node{}
	for name, n := range all {
		if _, ok := p.Input(name); ok {
			out[name] = n
		}
	}
	return out
}
