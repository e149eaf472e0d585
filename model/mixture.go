package model

import (
	"errors"
	"fmt"
	"slices"

	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
)

// ExactUpTo is how many workloads are mixed with a proof.
const ExactUpTo = 12

// billsAllowed bounds the joint bills of a search with a proof.
const billsAllowed = 20_000

// Mixture is the cheapest way found to run several workloads on one account.
type Mixture struct {
	Scenario  *scenario.Scenario
	Workloads []*Comparison // each workload alone, in the scenario's order
	Picks     []*Option     // of the mixture, nil where nothing is allowed and priced
	Total     exact.Num     // a month, shared lines once
	Apart     exact.Num     // each workload's own best, billed alone
	Together  exact.Num     // the same picks on one account
	Proven    bool          // no mixture is cheaper; see Bound
	Bound     exact.Num     // no mixture costs less
	Clusters  []SharedCluster
}

// SharedCluster is all workloads on one orchestrator.
type SharedCluster struct {
	Sheet    *pricing.Sheet
	Product  *pricing.Product
	Total    exact.Num
	Average  exact.Num
	Alone    []exact.Num // each on a cluster of its own
	Marginal []exact.Num // what each adds to the cluster of the others
}

// mixer holds what a search needs.
type mixer struct {
	s        *scenario.Scenario
	hours    exact.Num // of the scenario's month
	readings map[*Option]*reading
	alone    []*Comparison
	fits     map[string]exact.Num // replicas on a node, by workload and size
	choices  [][]*Option          // per workload, allowed and priced, twins once
	low      [][]exact.Num        // per choice: no joint bill adds less
	joint    *joint
	best     []*Option
	total    exact.Num
}

// init readies the tables.
func (m *mixer) init() {
	m.joint = &joint{m: m, memo: map[string]exact.Num{}, rest: billsAllowed}
}

// Mix answers a scenario with several workloads. profile gives each workload's
// load.
func Mix(s *scenario.Scenario, src Sources, profile func(*scenario.Scenario) (traffic.Profile, error)) (*Mixture, error) {
	out := &Mixture{Scenario: s}
	m := &mixer{s: s, readings: map[*Option]*reading{}, fits: map[string]exact.Num{}}
	m.init()
	for i, one := range s.Each() {
		p, err := profile(one)
		if err != nil {
			return nil, err
		}
		from := src
		from.Profile = p
		c, err := Compare(one, from)
		if err != nil {
			return nil, err
		}
		out.Workloads = append(out.Workloads, c)
		m.alone = out.Workloads
		if err := m.take(c); err != nil {
			return nil, err
		}
		if len(m.choices[i]) == 0 {
			return nil, fmt.Errorf("%s: no option is both priced and allowed, so there is no mixture", one.Workload.Name)
		}
		out.Apart = out.Apart.Add(m.choices[i][0].Monthly)
	}
	if err := m.search(out); err != nil {
		return nil, err
	}
	var err error
	out.Clusters, err = m.shared()
	return out, err
}

// take keeps a workload's options and reads their figures.
func (m *mixer) take(c *Comparison) error {
	v, err := c.Graph.Evaluate(nil, c.Demand.Month)
	if err != nil {
		return err
	}
	m.hours = v.Base(c.Demand.Month).Mul(exact.MustParse("1/3600"))
	var keep []*Option
	seen := map[Likeness]bool{}
	for _, o := range c.Options {
		if o.Status != Priced || o.Sheet == nil || len(o.uses) == 0 || o.committed || seen[o.Likeness()] {
			continue
		}
		r, err := readOption(c, o, m.hours)
		if errors.Is(err, ErrAlone) {
			continue
		}
		if err != nil {
			return err
		}
		m.readings[o], seen[o.Likeness()] = r, true
		keep = append(keep, o)
	}
	m.choices = append(m.choices, keep)
	m.low = append(m.low, nil)
	return nil
}

// rateOf is what one unit of the sheet's currency costs in the scenario's.
func rateOf(o *Option) exact.Num {
	for _, l := range o.Lines {
		if l.FX.OK() {
			return o.values.Of(l.FX)
		}
	}
	return exact.One
}

// search finds the cheapest mixture: a good one first, then, up to ExactUpTo
// workloads, branch and bound over all of them.
func (m *mixer) search(out *Mixture) error {
	if err := m.bounds(); err != nil {
		return err
	}
	alone := make([]*Option, len(m.choices))
	for i, c := range m.choices {
		alone[i] = c[0]
	}
	var err error
	if out.Together, err = m.costOf(alone); err != nil {
		return err
	}
	m.best, m.total = alone, out.Together
	for _, start := range m.starts() {
		if err := m.improve(start); err != nil {
			return err
		}
	}
	if err := m.improve(slices.Clone(alone)); err != nil {
		return err
	}
	out.Bound = exact.Zero
	for i := range m.choices {
		out.Bound = out.Bound.Add(m.least(i))
	}
	if len(m.choices) <= ExactUpTo {
		m.joint.rest = billsAllowed
		if err := m.branch(nil, m.suffix()); err != nil {
			return err
		}
		if out.Proven = m.joint.rest > 0; out.Proven {
			out.Bound = m.total
		}
	}
	out.Picks, out.Total = m.best, m.total
	return nil
}

func (m *mixer) costOf(picks []*Option) (exact.Num, error) {
	ms := make([]member, len(picks))
	for i, o := range picks {
		ms[i] = member{i, o}
	}
	return m.joint.cost(ms)
}

// starts put everything on one sheet's cluster where that is possible.
func (m *mixer) starts() [][]*Option {
	var out [][]*Option
	for _, o := range m.choices[0] {
		if o.cluster == nil {
			continue
		}
		if picks, ok := m.onto(o); ok {
			out = append(out, picks)
		}
	}
	return out
}

// onto is every workload on the same orchestrator.
func (m *mixer) onto(o *Option) ([]*Option, bool) {
	picks := make([]*Option, len(m.choices))
	for i, c := range m.choices {
		at := slices.IndexFunc(c, func(x *Option) bool { return x.cluster != nil && x.Product == o.Product })
		if at < 0 {
			return nil, false
		}
		picks[i] = c[at]
	}
	return picks, true
}

// improve moves one workload at a time as long as that saves money.
func (m *mixer) improve(picks []*Option) error {
	total, err := m.costOf(picks)
	if err != nil {
		return err
	}
	for again := true; again; {
		again = false
		for i, c := range m.choices {
			for k, o := range c {
				// A choice whose own least cost is above what the pick costs alone cannot help.
				if o == picks[i] || k > 0 && picks[i].Monthly.Less(m.low[i][k]) {
					continue
				}
				old := picks[i]
				picks[i] = o
				v, err := m.costOf(picks)
				if err != nil {
					return err
				}
				if v.Less(total) {
					total, again = v, true
					continue
				}
				picks[i] = old
			}
		}
	}
	if total.Less(m.total) {
		m.best, m.total = slices.Clone(picks), total
	}
	return nil
}

// bounds works out what each choice adds at least: outside clusters its own bill,
// lowered where buying for all workloads together is cheaper by the unit; on a
// cluster its share of nodes without rounding, spares, control plane and people.
func (m *mixer) bounds() error {
	for i, c := range m.choices {
		m.low[i] = make([]exact.Num, len(c))
		for k, o := range c {
			v, err := m.lowOf(i, o)
			if err != nil {
				return err
			}
			m.low[i][k] = v.Sub(cent) // an option's own figure is rounded to the cent
		}
	}
	return nil
}

func (m *mixer) lowOf(i int, o *Option) (exact.Num, error) {
	if o.cluster != nil {
		return m.clusterLow(i, o)
	}
	share, err := m.volume(o)
	if err != nil {
		return exact.Zero, err
	}
	people := m.readings[o].people
	return o.Monthly.Sub(people).Mul(share).Add(people), nil
}

var cent = exact.MustParse("0.01")

// volume is how much cheaper all workloads together are on a product than apart,
// as a factor of at most 1.
func (m *mixer) volume(o *Option) (exact.Num, error) {
	var ms []member
	apart := exact.Zero
	for i, c := range m.choices {
		at := slices.IndexFunc(c, func(x *Option) bool { return x.cluster == nil && x.Product == o.Product })
		if at < 0 {
			continue
		}
		ms = append(ms, member{i, c[at]})
		apart = apart.Add(c[at].Monthly)
	}
	sum, err := m.joint.cost(ms)
	if err != nil {
		return exact.One, err
	}
	f, ok := sum.Quo(apart)
	if !ok || exact.One.Less(f) {
		return exact.One, nil
	}
	return f, nil
}

// clusterLow is what a workload adds to a cluster at least: its lines beside the
// cluster, and its share of the nodes at the best price among the sizes in use.
func (m *mixer) clusterLow(i int, o *Option) (exact.Num, error) {
	sum := exact.Zero
	for _, l := range o.Lines {
		v := o.values.Of(l.Converted)
		if l.Category != "operations" && l.Product != o.Product && l.Product != o.Nodes && v.Sign() > 0 {
			sum = sum.Add(v)
		}
	}
	r := m.readings[o]
	least, found := exact.Zero, false
	for _, c := range m.choices {
		for _, x := range c {
			if x.cluster == nil || x.Sheet != o.Sheet {
				continue
			}
			pods, err := m.pods(member{i, o}, x.Nodes)
			if err != nil || pods.Sign() <= 0 {
				continue
			}
			cost := exact.Zero
			for _, l := range x.Lines {
				if l.Product == x.Nodes {
					cost = cost.Add(x.values.Of(l.Converted))
				}
			}
			hourly, ok := cost.Quo(m.readings[x].nodeTime)
			if !ok {
				continue
			}
			hours := exact.Zero
			for _, replicas := range r.perSlot {
				f, _ := replicas.Quo(pods)
				hours = hours.Add(f)
			}
			if v := hours.Mul(r.slotHours).Mul(hourly); !found || v.Less(least) {
				least, found = v, true
			}
		}
	}
	return sum.Add(least), nil
}

func (m *mixer) least(i int) exact.Num {
	low := m.low[i][0]
	for _, v := range m.low[i][1:] {
		low = exact.Min(low, v)
	}
	return low
}

// suffix is the least the workloads from i on can add.
func (m *mixer) suffix() []exact.Num {
	out := make([]exact.Num, len(m.choices)+1)
	for i := len(m.choices) - 1; i >= 0; i-- {
		out[i] = out[i+1].Add(m.least(i))
	}
	return out
}

// branch tries every choice of the next workload whose least cost still beats
// the best mixture known.
func (m *mixer) branch(ms []member, suffix []exact.Num) error {
	i := len(ms)
	if m.joint.rest <= 0 {
		return nil
	}
	if i == len(m.choices) {
		v, err := m.joint.cost(slices.Clone(ms))
		if err == nil && v.Less(m.total) {
			m.total = v
			m.best = make([]*Option, i)
			for _, x := range ms {
				m.best[x.workload] = x.option
			}
		}
		return err
	}
	sofar := exact.Zero
	if i > 0 {
		var err error
		if sofar, err = m.joint.cost(slices.Clone(ms)); err != nil {
			return err
		}
	}
	for k, o := range m.choices[i] {
		if !sofar.Add(m.low[i][k]).Add(suffix[i+1]).Less(m.total) {
			continue
		}
		if err := m.branch(append(slices.Clone(ms), member{i, o}), suffix); err != nil {
			return err
		}
	}
	return nil
}

// shared bills every orchestrator with all workloads on it, the cheapest first,
// with what each workload adds to the others.
func (m *mixer) shared() ([]SharedCluster, error) {
	var out []SharedCluster
	if len(m.choices) < 2 {
		return nil, nil
	}
	for _, start := range m.starts() {
		x := SharedCluster{Sheet: start[0].Sheet, Product: start[0].Product}
		var err error
		if x.Total, err = m.costOf(start); err != nil {
			return nil, err
		}
		x.Average, _ = x.Total.Quo(exact.Int(int64(len(start))))
		for i, o := range start {
			var others []member
			for j, p := range start {
				if j != i {
					others = append(others, member{j, p})
				}
			}
			v, err := m.joint.cost(others)
			if err != nil {
				return nil, err
			}
			x.Marginal = append(x.Marginal, x.Total.Sub(v))
			x.Alone = append(x.Alone, o.Monthly)
		}
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(a, b SharedCluster) int { return a.Total.Cmp(b.Total) })
	return out, nil
}
