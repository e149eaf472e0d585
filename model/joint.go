package model

import (
	"fmt"
	"sort"
	"strings"

	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
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

// cost is what an assignment costs a month.
func (j *joint) cost(ms []member) (exact.Num, error) {
	groups := map[string][]member{}
	var sheets []*pricing.Sheet
	for _, x := range ms {
		s := x.option.Sheet
		if groups[s.ID] == nil {
			sheets = append(sheets, s)
		}
		groups[s.ID] = append(groups[s.ID], x)
	}
	sort.Slice(sheets, func(a, b int) bool { return sheets[a].ID < sheets[b].ID })
	sum, free := exact.Zero, FreeOnce(sheets)
	for _, s := range sheets {
		v, err := j.group(groups[s.ID], free[s.ID])
		if err != nil {
			return sum, err
		}
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
	o := ms[0].option
	c := j.m.alone[ms[0].workload]
	pot := c.Pot(o, c.MonthOf(o), free)
	sum := exact.Zero
	clusters := map[string][]member{}
	var order []string
	for _, x := range ms {
		r := j.m.readings[x.option]
		for i, q := range r.quantities {
			pot.Add(r.metering.Readings[i], q)
		}
		sum = sum.Add(r.apart).Add(r.people)
		if x.option.cluster != nil {
			k := x.option.Product.ID
			if clusters[k] == nil {
				order = append(order, k)
			}
			clusters[k] = append(clusters[k], x)
		}
	}
	for _, k := range order {
		nodes, people, err := j.cluster(clusters[k])
		if err != nil {
			return exact.Zero, err
		}
		pot.Clusters = append(pot.Clusters, nodes)
		sum = sum.Add(people)
	}
	charges, err := pot.Bill()
	for _, c := range charges {
		sum = sum.Add(c.Amount)
	}
	return sum, err
}

// cluster is one cluster for all members: control plane and spare nodes once,
// nodes for the sum of what their replicas fill; and the people's cost.
func (j *joint) cluster(ms []member) (SharedNodes, exact.Num, error) {
	lead, need, err := j.m.nodesFor(ms)
	if err != nil {
		return SharedNodes{}, exact.Zero, err
	}
	l := j.m.readings[lead.option]
	hours, peak := PackNodes(need, l.spare, l.slotHours)
	mean, _ := hours.Quo(l.monthHours)
	return SharedNodes{Control: lead.option.Product, Nodes: lead.option.Nodes, Count: l.count, Hours: hours, Peak: peak}, l.rate.Mul(l.fixedHours.Add(mean.Mul(l.perServer))), nil
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

// reading is what an option brings onto its account, as numbers.
type reading struct {
	metering   *Metering
	quantities []exact.Num // of its readings, in base units
	apart      exact.Num
	people     exact.Num

	// of an orchestrated container
	perSlot    []exact.Num // replicas
	spare      exact.Num
	count      exact.Num // control planes
	nodeTime   exact.Num // hours
	slotHours  exact.Num
	monthHours exact.Num
	fixedHours exact.Num
	perServer  exact.Num // hours per server
	rate       exact.Num // money per hour of work
}

// readOption takes an option's figures out of its graph.
func readOption(c *Comparison, o *Option, month exact.Num) (*reading, error) {
	m, err := c.Metering(o)
	if err != nil {
		return nil, err
	}
	var roots []formula.Node
	for _, r := range m.Readings {
		roots = append(roots, r.Quantity)
	}
	for _, n := range []formula.Node{m.Apart, m.People} {
		if n.OK() {
			roots = append(roots, n)
		}
	}
	if k := m.Cluster; k != nil {
		roots = append(roots, o.cluster.PerSlot, k.Fill, k.Nodes, k.Slot, k.Count, o.cluster.NodeTime)
		for _, n := range []formula.Node{k.Fixed, k.PerServer, k.Rate} {
			if n.OK() {
				roots = append(roots, n)
			}
		}
	}
	v, err := c.Graph.Evaluate(nil, roots...)
	if err != nil {
		return nil, err
	}
	r := &reading{metering: m, apart: v.Base(m.Apart), people: v.Base(m.People), monthHours: month}
	for _, q := range m.Readings {
		r.quantities = append(r.quantities, v.Base(q.Quantity))
	}
	if m.Cluster != nil {
		r.cluster(o, v, m.Cluster)
	}
	return r, nil
}

func (r *reading) cluster(o *Option, v *formula.Values, k *ClusterMetering) {
	const hour = 3600
	inHours := func(n formula.Node) exact.Num {
		q, _ := v.Base(n).Quo(exact.Int(hour))
		return q
	}
	nodes := v.SlotsOf(k.Nodes)
	for i, f := range v.SlotsOf(k.Fill) {
		r.spare = exact.Max(r.spare, nodes[i].Sub(f.Ceil()))
	}
	r.perSlot, r.count = v.SlotsOf(o.cluster.PerSlot), v.Of(k.Count)
	r.nodeTime, r.slotHours = inHours(o.cluster.NodeTime), inHours(k.Slot)
	r.fixedHours, r.perServer = inHours(k.Fixed), inHours(k.PerServer)
	r.rate = v.Base(k.Rate).Mul(exact.Int(hour))
}
