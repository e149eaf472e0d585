package model

import (
	"fmt"
	"sort"
	"strings"

	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// member is one workload on one option.
type member struct {
	workload int
	option   *Option
}

// joint bills several workloads on one account per price sheet: graduated prices
// and free quantities see the sum of all, a cluster is paid once and its nodes
// carry the replicas of all.
type joint struct {
	m    *mixer
	memo map[string]exact.Num
	rest int // bills still allowed; the search gives up its proof below 0
}

// cost is what an assignment costs a month. Free tiers of a provider are drawn
// on the first of its sheets that is used: an account has them once.
func (j *joint) cost(ms []member) (exact.Num, error) {
	groups := map[string][]member{}
	for _, x := range ms {
		groups[x.option.Sheet.ID] = append(groups[x.option.Sheet.ID], x)
	}
	ids := make([]string, 0, len(groups))
	for id := range groups {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	sum, used := exact.Zero, map[string]bool{}
	for _, id := range ids {
		g := groups[id]
		provider := g[0].option.Provider
		v, err := j.group(g, !used[provider])
		if err != nil {
			return sum, err
		}
		used[provider] = true
		sum = sum.Add(v)
	}
	return sum, nil
}

// group is the bill of the members on one sheet, people's time included.
func (j *joint) group(ms []member, free bool) (exact.Num, error) {
	sort.Slice(ms, func(a, b int) bool { return ms[a].workload < ms[b].workload })
	var key strings.Builder
	fmt.Fprintf(&key, "%v", free)
	for _, x := range ms {
		fmt.Fprintf(&key, "|%d %s", x.workload, x.option.ID)
	}
	if v, ok := j.memo[key.String()]; ok {
		return v, nil
	}
	j.rest--
	v, err := j.bill(ms, free)
	if err == nil {
		j.memo[key.String()] = v
	}
	return v, err
}

func (j *joint) bill(ms []member, free bool) (exact.Num, error) {
	s := ms[0].option.Sheet
	g := formula.New()
	month := g.Leaf(formula.Given, "billing month", j.m.monthUnit, formula.Leaf{Key: "month", Value: j.m.month(s)})
	acc := &pricing.Account{G: g, Month: month, FreeTier: free && (j.m.s.FreeTier == nil || *j.m.s.FreeTier), AsOf: j.m.s.AsOf}
	people := exact.Zero
	clusters := map[string][]member{}
	var order []string
	for _, x := range ms {
		if x.option.cluster != nil {
			k := x.option.Product.ID
			if clusters[k] == nil {
				order = append(order, k)
			}
			clusters[k] = append(clusters[k], x)
			continue
		}
		u := j.m.readings[x.option]
		for i, use := range x.option.uses {
			acc.Add(u.use(g, i, use, fmt.Sprintf("w%d", x.workload)))
		}
		people = people.Add(u.people)
	}
	for _, k := range order {
		more, err := j.cluster(g, acc, clusters[k])
		if err != nil {
			return exact.Zero, err
		}
		people = people.Add(more)
	}
	est, err := acc.Bill(s)
	if err != nil {
		return exact.Zero, err
	}
	if len(est.Gaps) > 0 || !est.Total.OK() {
		return exact.Zero, fmt.Errorf("%s: a part has no price", s.ID)
	}
	v, err := g.Evaluate(nil, est.Total)
	if err != nil {
		return exact.Zero, err
	}
	return v.Of(est.Total).Mul(j.m.fx(s)).Add(people), nil
}

// cluster adds one cluster for all members: control plane and spare nodes once,
// nodes for the sum of what their replicas fill. It returns the people's cost.
func (j *joint) cluster(g *formula.Graph, acc *pricing.Account, ms []member) (exact.Num, error) {
	lead, need, err := j.m.nodesFor(ms)
	if err != nil {
		return exact.Zero, err
	}
	l := j.m.readings[lead.option]
	hours, peak := exact.Zero, exact.Zero
	for _, n := range need {
		n = n.Ceil().Add(l.spare)
		hours, peak = hours.Add(n), exact.Max(peak, n)
	}
	hours = hours.Mul(l.slotHours)
	for _, x := range ms {
		u := j.m.readings[x.option]
		for i, use := range x.option.uses {
			nodes, control := use.Product == x.option.Nodes, use.Product == x.option.Product
			if (nodes || control) && x != lead {
				continue // paid once
			}
			made := u.use(g, i, use, fmt.Sprintf("w%d", x.workload))
			if nodes || control {
				set := func(name string, v exact.Num) {
					if old, ok := made.Inputs[name]; ok {
						made.Inputs[name] = g.Leaf(formula.Given, "of the shared cluster", old.Unit(), formula.Leaf{Key: fmt.Sprintf("shared %s %s", use.Product.ID, name), Value: v})
					}
				}
				set("instances", peak)
				hoursIn := exact.One
				if old, ok := made.Inputs["instance_time"]; ok {
					hoursIn, _ = exact.Int(3600).Quo(old.Unit().Factor)
				}
				set("instance_time", hours.Mul(hoursIn))
			}
			acc.Add(made)
		}
	}
	mean, _ := hours.Quo(l.monthHours)
	return l.rate.Mul(l.fixedHours.Add(mean.Mul(l.perServer))), nil
}

// nodesFor is the member whose nodes carry all replicas, those that fill most
// first, and the nodes filled per slot before rounding.
func (m *mixer) nodesFor(ms []member) (lead member, need []exact.Num, err error) {
	order := append([]member(nil), ms...)
	sort.SliceStable(order, func(a, b int) bool {
		return m.readings[order[b].option].nodeTime.Less(m.readings[order[a].option].nodeTime)
	})
	for _, lead = range order {
		need = make([]exact.Num, len(m.readings[lead.option].perSlot))
		fits := true
		for _, x := range ms {
			pods, err := m.pods(x, lead.option.Nodes)
			if err != nil {
				return lead, nil, err
			}
			r := m.readings[x.option]
			if fits = fits && pods.Sign() > 0 && len(r.perSlot) == len(need); !fits {
				break
			}
			for i, replicas := range r.perSlot {
				f, _ := replicas.Quo(pods)
				need[i] = need[i].Add(f)
			}
		}
		if fits {
			return lead, need, nil
		}
	}
	return lead, nil, fmt.Errorf("%s: no node size carries the replicas of all workloads, or their profiles have slots of different length", lead.option.Sheet.ID)
}

// pods is how many replicas of a workload fit on a node of that size.
func (m *mixer) pods(x member, node *pricing.Product) (exact.Num, error) {
	key := fmt.Sprintf("%d %s", x.workload, node.Key())
	if v, ok := m.fits[key]; ok {
		return v, nil
	}
	c := m.alone[x.workload]
	n := capacity.PodsPerNode(c.Inputs, capacity.NodeSize{Key: node.Key(), VCPU: node.VCPU, Memory: node.Memory})
	v, err := c.Graph.Evaluate(nil, n)
	if err != nil {
		return exact.Zero, err
	}
	m.fits[key] = v.Of(n)
	return m.fits[key], nil
}

// reading is what an option's own graph says about it, as numbers.
type reading struct {
	inputs []map[string]input
	people exact.Num

	// of an orchestrated container
	perSlot    []exact.Num // replicas
	spare      exact.Num
	nodeTime   exact.Num // hours
	slotHours  exact.Num
	monthHours exact.Num
	fixedHours exact.Num
	perServer  exact.Num // hours per server
	rate       exact.Num // money per hour of work
}

type input struct {
	label string
	unit  unit.Unit
	value exact.Num
	slots []exact.Num
}

// use is the i-th use with its inputs as leaves of another graph.
func (r *reading) use(g *formula.Graph, i int, u pricing.Use, who string) pricing.Use {
	out := pricing.Use{Product: u.Product, Name: who, Inputs: map[string]formula.Node{}}
	for name, in := range r.inputs[i] {
		out.Inputs[name] = g.Leaf(formula.Given, in.label, in.unit, formula.Leaf{Key: fmt.Sprintf("%s %d %s", who, i, name), Value: in.value, Slots: in.slots})
	}
	return out
}

// read takes an option's figures out of its graph.
func readOption(o *Option, g *formula.Graph, slot formula.Node, month exact.Num) (*reading, error) {
	var roots []formula.Node
	for _, u := range o.uses {
		for _, n := range u.Inputs {
			roots = append(roots, n)
		}
	}
	for _, n := range []formula.Node{o.people.fixed, o.people.each, o.people.rate, slot} {
		if n.OK() {
			roots = append(roots, n)
		}
	}
	if o.cluster != nil {
		roots = append(roots, o.cluster.PerSlot, o.cluster.PodsPerNode, o.cluster.Nodes, o.cluster.NodeTime)
	}
	v, err := g.Evaluate(nil, roots...)
	if err != nil {
		return nil, err
	}
	r := &reading{}
	for _, u := range o.uses {
		in := map[string]input{}
		for name, n := range u.Inputs {
			x := input{label: n.Label(), unit: n.Unit()}
			if n.IsSeries() {
				x.slots = v.SlotsOf(n)
			} else {
				x.value = v.Of(n)
			}
			in[name] = x
		}
		r.inputs = append(r.inputs, in)
	}
	for _, l := range o.Lines {
		if l.Category == "operations" {
			r.people = r.people.Add(o.values.Of(l.Converted))
		}
	}
	if o.cluster == nil {
		return r, nil
	}
	const hour = 3600
	inHours := func(n formula.Node) exact.Num {
		if !n.OK() {
			return exact.Zero
		}
		q, _ := v.Base(n).Quo(exact.Int(hour))
		return q
	}
	pods, nodes := v.Of(o.cluster.PodsPerNode), v.SlotsOf(o.cluster.Nodes)
	r.perSlot = v.SlotsOf(o.cluster.PerSlot)
	for i, replicas := range r.perSlot {
		f, ok := replicas.Quo(pods)
		if !ok {
			return nil, fmt.Errorf("%s: no replica fits on a node", o.ID)
		}
		r.spare = exact.Max(r.spare, nodes[i].Sub(f.Ceil()))
	}
	r.nodeTime, r.slotHours, r.monthHours = inHours(o.cluster.NodeTime), inHours(slot), month
	r.fixedHours, r.perServer = inHours(o.people.fixed), inHours(o.people.each)
	if o.people.rate.OK() {
		r.rate = v.Base(o.people.rate).Mul(exact.Int(hour))
	}
	return r, nil
}
