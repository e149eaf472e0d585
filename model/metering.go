package model

import (
	"errors"

	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/money"
)

// Metering is what an option brings onto an account that it shares with other
// workloads, as nodes of the comparison's graph: so it can be read exactly, or
// for thousands of workloads at once.
type Metering struct {
	Option   *Option
	Readings []pricing.Reading // not of the cluster's own products
	Apart    formula.Node      // lines that are rated piece by piece, in the scenario's currency; a zero Node without any
	People   formula.Node      // people's time in money; a zero Node on a cluster, where it is shared, and without a rate
	Cluster  *ClusterMetering  // of an orchestrated container, else nil
}

// ClusterMetering is a workload's part of a cluster.
type ClusterMetering struct {
	Fill      formula.Node // series: nodes its replicas fill, before rounding
	Nodes     formula.Node // series: nodes on a cluster of its own
	FillTime  formula.Node // of the month
	Slot      formula.Node // length of a slot in the month
	Count     formula.Node // control planes
	Fixed     formula.Node // people's time for a cluster, and …
	PerServer formula.Node // … for each of its servers
	Rate      formula.Node // money for an hour of work; a zero Node without
}

// ErrAlone says that an option has a bill of its own and shares nothing: own
// hardware, commitments.
var ErrAlone = errors.New("own hardware and commitments are billed alone")

// Metering builds the option's figures for a shared account.
func (c *Comparison) Metering(o *Option) (*Metering, error) {
	if o.Sheet == nil || len(o.uses) == 0 || o.committed {
		return nil, ErrAlone
	}
	acc := c.account(o, true)
	for _, u := range o.uses {
		if !o.ofCluster(u.Product) {
			acc.Add(u)
		}
	}
	m := &Metering{Option: o}
	all, err := acc.Readings(o.Sheet)
	if err != nil {
		return nil, err
	}
	apart := map[string]bool{}
	for _, r := range all {
		if r.Apart {
			apart[ChargeKey(r)] = true
			continue
		}
		m.Readings = append(m.Readings, r)
	}
	var lines, people []formula.Node
	for _, l := range o.Lines {
		switch {
		case l.Category == "operations" && o.cluster == nil:
			people = append(people, l.Converted)
		case l.Product != nil && !o.ofCluster(l.Product) && l.Category != "operations" && apart[chargeOf(l.Line)]:
			lines = append(lines, l.Converted)
		}
	}
	g := c.Graph
	if len(lines) > 0 {
		m.Apart = c.withVAT(g.Sum("rated piece by piece", lines...), formula.Node{})
	}
	if len(people) > 0 {
		m.People = c.workWithVAT(g.Sum("people", people...))
	}
	if o.cluster != nil {
		m.Cluster = c.clusterMetering(o)
	}
	return m, g.Err()
}

func (c *Comparison) clusterMetering(o *Option) *ClusterMetering {
	g := c.Graph
	m := &ClusterMetering{Fill: g.Quotient("nodes filled", o.cluster.PerSlot, o.cluster.PodsPerNode), Nodes: o.cluster.Nodes, Slot: c.Demand.Slot, Fixed: o.people.fixed, PerServer: o.people.each, Rate: c.workWithVAT(o.people.rate)}
	m.FillTime = g.Product("node time filled", g.Total("nodes filled, slots", m.Fill), c.Demand.Slot).As(c.Demand.Slot.Unit())
	m.Count, _ = g.Find("operations.clusters")
	return m
}

// FillOn are the nodes of another size that the option's replicas fill, slot by
// slot.
func (c *Comparison) FillOn(o *Option, node *pricing.Product) formula.Node {
	size := capacity.NodeSize{Key: node.Key(), VCPU: node.VCPU, Memory: node.Memory}
	return c.Graph.Quotient("nodes filled", o.cluster.PerSlot, capacity.PodsPerNode(c.Inputs, size))
}

// Marginal is what the workload adds to an account whose free amounts are used up
// and whose cluster stands: on a cluster its share of the nodes without spares,
// no control plane and none of the people's fixed time. once is the rest, which a
// cluster costs whoever is on it; a zero Node elsewhere.
func (c *Comparison) Marginal(o *Option) (cost, once formula.Node, err error) {
	acc := c.account(o, false)
	for _, u := range o.uses {
		acc.Add(u)
	}
	est, err := acc.Bill(o.Sheet)
	if err != nil {
		return cost, once, err
	}
	g := c.Graph
	var own, nodes, control []formula.Node
	for _, l := range est.Lines {
		switch {
		case o.cluster != nil && l.Product == o.Nodes:
			nodes = append(nodes, l.Amount)
		case o.cluster != nil && l.Product == o.Product:
			control = append(control, l.Amount)
		default:
			own = append(own, l.Amount)
		}
	}
	var filled formula.Node // share of its own nodes
	if o.cluster != nil {
		filled = g.Quotient("share of the nodes filled", c.clusterMetering(o).FillTime, o.cluster.NodeTime)
		if len(nodes) > 0 {
			all := g.Sum("nodes", nodes...)
			part := g.Product("share of the nodes", all, filled)
			own = append(own, part)
			control = append(control, g.Difference("spare nodes", all, part))
		}
	}
	cost, once = c.withVAT(c.converted(o, own), formula.Node{}), c.withVAT(c.converted(o, control), formula.Node{})
	var people []formula.Node
	for _, l := range o.Lines {
		if l.Category == "operations" {
			people = append(people, l.Converted)
		}
	}
	switch {
	case len(people) == 0:
	case o.cluster == nil:
		cost = plus(g, cost, c.workWithVAT(g.Sum("people", people...)))
	default:
		mean := g.Quotient("mean nodes filled", c.clusterMetering(o).FillTime, c.Demand.Month)
		cost = plus(g, cost, g.Product("people for the nodes", mean, o.people.each, c.workWithVAT(o.people.rate)).As(o.Total.Unit()))
		once = plus(g, once, g.Product("people for the cluster", o.people.fixed, c.workWithVAT(o.people.rate)).As(o.Total.Unit()))
	}
	return cost, once, g.Err()
}

// converted is the sum of amounts in the scenario's currency.
func (c *Comparison) converted(o *Option, amounts []formula.Node) formula.Node {
	if len(amounts) == 0 {
		return formula.Node{}
	}
	sum := c.Graph.Sum("amounts", amounts...)
	for _, l := range o.Lines {
		if l.FX.OK() {
			return c.Graph.Product("amounts, converted", sum, l.FX).As(o.Total.Unit())
		}
	}
	return sum
}

func plus(g *formula.Graph, a, b formula.Node) formula.Node {
	if !a.OK() {
		return b
	}
	return g.Sum("and", a, b)
}

// account is an account of the option's sheet on the comparison's graph.
func (c *Comparison) account(o *Option, free bool) *pricing.Account {
	return &pricing.Account{G: c.Graph, Month: c.monthOf(o.Sheet), FreeTier: free, AsOf: c.Scenario.AsOf}
}

// monthOf is the billing month of a sheet; the sheet's own where it has one.
func (c *Comparison) monthOf(s *pricing.Sheet) formula.Node {
	if !s.Month.IsSet() || c.Scenario.Month.IsSet() {
		return c.Demand.Month
	}
	if n, ok := c.Graph.Find(s.ID + ".month"); ok {
		return n
	}
	return c.Demand.Month
}

// ofCluster reports whether the product is the orchestrator or its nodes.
func (o *Option) ofCluster(p *pricing.Product) bool {
	return o.cluster != nil && (p == o.Product || p == o.Nodes)
}

// Pot is an empty pot for the option's sheet; month is in seconds.
func (c *Comparison) Pot(o *Option, month exact.Num, free bool) *Pot {
	return &Pot{Sheet: o.Sheet, AsOf: c.Scenario.AsOf, Month: month, Free: free && (c.Scenario.FreeTier == nil || *c.Scenario.FreeTier), Rate: rateOf(o).Mul(c.VAT.factor()), PerLine: c.Scenario.Rounding == money.RoundLine}
}

// MonthOf is the option's billing month in seconds.
func (c *Comparison) MonthOf(o *Option) exact.Num {
	l, _ := c.monthOf(o.Sheet).Leaf()
	return l.Value
}
