package portfolio

import (
	"math"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// billing is an assignment with its bills.
type billing struct {
	assignment
	total    exact.Num
	bills    []Bill
	clusters []Cluster
	shares   []exact.Num // per member, to the cent; they add up to the total
}

// pot collects what members meter on one sheet.
type pot struct {
	*model.Pot
	sheet    *pricing.Sheet
	free     bool
	members  []int // places among the account's members
	posts    []*posts
	at       []int             // place of the member in its posts
	sums     map[string]*total // by charge
	readings map[string]*reading
	apart    total
	people   total
	clusters []*cluster
}

type reading struct {
	of  pricing.Reading
	sum total
}

// cluster is one being filled.
type cluster struct {
	Cluster
	lead    *posts // whose node size it has
	leadAt  int
	of      filled // of the lead: people and spare nodes
	members []int  // places in the pot's lists
	time    total  // node time filled
	slots   []float64
	idle    float64
}

// bill prices an assignment: per sheet one pot, and what shares nothing.
func (r *run) bill(groups []*group, ms []member, a assignment, mode int) (*billing, error) {
	b := &billing{assignment: a, shares: make([]exact.Num, len(ms))}
	pots := map[*pricing.Sheet]*pot{}
	var order []*pot
	own := Bill{}
	for i, m := range ms {
		g, o := groups[m.group], a.pick[i]
		if o < 0 {
			continue
		}
		if r.alone(g, o, m.row) {
			b.shares[i] = r.singleCost(g, m, o, mode)
			own.Workloads++
			own.Amount = own.Amount.Add(b.shares[i])
			continue
		}
		p := g.posts[o]
		x := pots[p.sheet]
		if x == nil {
			x = &pot{sheet: p.sheet, sums: map[string]*total{}, readings: map[string]*reading{}}
			pots[p.sheet], order = x, append(order, x)
		}
		x.members, x.posts, x.at = append(x.members, i), append(x.posts, p), append(x.at, p.seen[m.pos])
	}
	slices.SortFunc(order, func(a, b *pot) int { return strings.Compare(a.sheet.ID, b.sheet.ID) })
	sheets := make([]*pricing.Sheet, len(order))
	for i, p := range order {
		sheets[i] = p.sheet
	}
	free := model.FreeOnce(sheets)
	for _, p := range order {
		p.free = free[p.sheet.ID]
		if err := r.billPot(groups, ms, p, b); err != nil {
			return nil, errBill(p.sheet.ID, err)
		}
	}
	b.total = b.total.Add(own.Amount)
	if own.Workloads > 0 {
		b.bills = append(b.bills, own)
	}
	return b, nil
}

// singleCost is what a row costs on an offer with a bill of its own.
func (r *run) singleCost(g *group, m member, o int32, mode int) exact.Num {
	switch p := &g.picks[m.pos]; {
	case o != p.single[mode]:
		return cents(p.cost[mode])
	case mode == 0:
		return r.Results[m.row].Monthly
	}
	return r.Results[m.row].AnyCost
}

// billPot adds up, prices and splits one pot.
func (r *run) billPot(groups []*group, ms []member, p *pot, b *billing) error {
	one := p.posts[0].pot
	p.Pot, one.Free = &one, one.Free && p.free
	for k, x := range p.posts {
		for i, rd := range x.readings {
			p.add(rd, x.cols[i][p.at[k]])
		}
		p.apart.add(x.col(apartCol)[p.at[k]])
		p.people.add(x.col(peopleCol)[p.at[k]])
		if x.cluster != "" {
			r.join(p, k, ms[p.members[k]])
		}
	}
	for _, c := range p.clusters {
		if err := r.pack(groups, ms, p, c); err != nil {
			return err
		}
	}
	for _, k := range sortedNames(p.readings) {
		q, _ := exact.FromFloat(p.readings[k].sum.value())
		p.Add(p.readings[k].of, q)
	}
	charges, err := p.Bill()
	if err != nil {
		return err
	}
	sum := p.apart.value() + p.people.value()
	amount, _ := exact.FromFloat(sum)
	for _, c := range charges {
		amount = amount.Add(c.Amount)
	}
	for _, c := range p.clusters {
		amount = amount.Add(c.Amount) // of people, until now
	}
	bill := Bill{Sheet: p.sheet.ID, Provider: p.sheet.Provider, Workloads: len(p.members), Free: p.Free, Amount: amount.Round(2)}
	b.bills, b.total = append(b.bills, bill), b.total.Add(bill.Amount)
	p.split(charges, bill.Amount, b)
	for _, c := range p.clusters {
		b.clusters = append(b.clusters, c.Cluster)
	}
	return nil
}

func (p *pot) add(rd pricing.Reading, x float64) {
	k := rd.Product.ID + "\x00" + rd.Meter + "\x00" + rd.Allowance
	s := p.readings[k]
	if s == nil {
		s = &reading{of: rd}
		p.readings[k] = s
	}
	s.sum.add(x)
	if rd.Meter != "" {
		key := model.ChargeKey(rd)
		t := p.sums[key]
		if t == nil {
			t = &total{}
			p.sums[key] = t
		}
		t.add(x)
	}
}

// join puts the k-th post of the pot on its cluster.
func (r *run) join(p *pot, k int, m member) {
	x, row := p.posts[k], r.Table.Rows[m.row]
	nodes := x.nodes.ID
	var c *cluster
	for _, old := range p.clusters {
		// Where graphs were dropped, replicas cannot be put on nodes of another size.
		if old.Name == row.Cluster && old.control == x.product.ID && (r.keep || old.Nodes == nodes) {
			c = old
		}
	}
	if c == nil {
		c = &cluster{Cluster: Cluster{Name: row.Cluster, Option: x.id, Nodes: nodes, control: x.product.ID}}
		p.clusters = append(p.clusters, c)
	}
	c.members = append(c.members, k)
	c.Workloads++
	c.time.add(x.col(fillCol)[p.at[k]])
	if c.lead == nil || x.col(fillCol)[p.at[k]] > c.lead.col(fillCol)[c.leadAt] {
		c.lead, c.leadAt, c.Nodes, c.Option = x, p.at[k], nodes, x.id
	}
}

// pack sizes a cluster for all its members.
func (r *run) pack(groups []*group, ms []member, p *pot, c *cluster) error {
	if err := r.fill(groups, ms, p, c); err != nil {
		return err
	}
	whole := make([]exact.Num, len(c.slots))
	for i, f := range c.slots {
		whole[i] = exact.Int(int64(math.Ceil(f - 1e-9*math.Max(1, f)))) // a sum of fractions carries noise
	}
	spare, _ := exact.FromFloat(c.idle)
	c.Hours, c.Peak = model.PackNodes(whole, spare, c.of.slotHours)
	mean, _ := c.Hours.Quo(c.of.monthHours)
	c.Amount = c.of.moneyHour.Mul(c.of.fixed.Add(mean.Mul(c.of.perServer)))
	p.Clusters = append(p.Clusters, model.SharedNodes{Control: c.lead.product, Nodes: c.lead.nodes, Count: c.of.count, Hours: c.Hours, Peak: c.Peak})
	return nil
}

// fill adds the members' nodes slot by slot, block after block, so that the sum
// does not depend on the number of processors.
func (r *run) fill(groups []*group, ms []member, p *pot, c *cluster) error {
	const size = 64
	blocks := (len(c.members) + size - 1) / size
	sums, errs := make([][]float64, blocks), make([]error, blocks)
	idle := make([]float64, blocks)
	on := map[*posts]formula.Node{} // nodes filled, in the cluster's size
	for _, k := range c.members {
		x := p.posts[k]
		if _, ok := on[x]; !ok && x.offer != nil {
			on[x] = x.offer.metering.Cluster.Fill
			if x.nodes != c.lead.nodes {
				on[x] = groups[ms[p.members[k]].group].sides[0].c.FillOn(x.offer.Option, c.lead.nodes)
			}
		}
	}
	each(blocks, func(_, b int) {
		for _, k := range c.members[b*size : min((b+1)*size, len(c.members))] {
			x, m := p.posts[k], ms[p.members[k]]
			var f filled
			if x.offer == nil {
				f = x.fills[p.at[k]]
			} else if f, errs[b] = groups[m.group].fillOf(r, x, m.pos, on[x]); errs[b] != nil {
				return
			}
			if x == c.lead && p.at[k] == c.leadAt {
				c.of = f
			}
			if sums[b] == nil {
				sums[b] = make([]float64, len(f.slots))
			}
			if len(sums[b]) != len(f.slots) {
				errs[b] = errSlots
				return
			}
			for i, n := range f.slots {
				sums[b][i] += n
			}
			idle[b] = math.Max(idle[b], f.spare)
		}
	})
	for b := range blocks {
		if errs[b] != nil {
			return errs[b]
		}
		if c.slots == nil {
			c.slots = make([]float64, len(sums[b]))
		}
		if len(c.slots) != len(sums[b]) {
			return errSlots
		}
		for i, f := range sums[b] {
			c.slots[i] += f
		}
		c.idle = math.Max(c.idle, idle[b])
	}
	return nil
}
