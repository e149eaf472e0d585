package portfolio

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/pricing/exact"
)

// Account is what the workloads of one customer cost together.
type Account struct {
	Name      string
	Workloads int       // that have an option
	Method    string    // how the options were chosen, see Methods
	Alone     exact.Num // every workload billed as the only one
	Total     exact.Num // the options of Pick, billed together
	Any       exact.Num // the same without law and policy
	Bills     []Bill    // in the order of their sheets
	Clusters  []Cluster
}

// Bill is one price sheet's part of an account, people's time included. An empty
// Sheet holds what is billed alone: own hardware, commitments, rows with prices of
// their own.
type Bill struct {
	Sheet     string
	Provider  string
	Workloads int
	Free      bool // the provider's free tier is drawn here
	Amount    exact.Num
}

// Cluster is an orchestrator with the workloads that share it.
type Cluster struct {
	Name        string // of the column cluster
	Option      string
	Nodes       string // size
	Workloads   int
	Peak, Hours exact.Num // nodes, node-hours of the month
	Amount      exact.Num // control plane, nodes and people

	control string
}

// Methods say how an account's options were chosen.
const (
	MethodSingle   = "each alone"
	MethodMarginal = "free amounts used up"
	MethodCluster  = "one cluster"
)

// member is a row of an account: its group and its position there.
type member struct {
	row, group int
	pos        int32
}

// assignment is one way to run the members of an account.
type assignment struct {
	method string
	pick   []int32 // per member: place of the offer, -1 for none
}

// accounts bills every account: three ways to choose are billed, the cheapest is
// kept.
func (r *run) accounts(groups []*group) error {
	of := map[string][]member{}
	var names []string
	for gi, g := range groups {
		for pos, row := range g.rows {
			if g.picks == nil || g.picks[pos].single[1] < 0 {
				continue
			}
			k := r.accountOf(g, row)
			if of[k] == nil {
				names = append(names, k)
			}
			of[k] = append(of[k], member{row, gi, int32(pos)})
		}
	}
	slices.Sort(names)
	if r.Apart {
		return nil
	}
	all := make([]*account, len(names))
	for i, k := range names {
		slices.SortFunc(of[k], func(a, b member) int { return a.row - b.row })
		name, _, _ := strings.Cut(k, "\x00")
		all[i] = &account{name: name, members: of[k]}
		for mode := range 2 {
			all[i].ways[mode] = r.waysOf(groups, of[k], mode)
		}
	}
	if err := r.book(groups, all); err != nil {
		return err
	}
	for _, a := range all {
		if err := r.o.Stop(); err != nil {
			return err
		}
		if err := r.settle(groups, a); err != nil {
			return err
		}
	}
	return nil
}

// account is one at work: its members and the ways to run them, among the allowed
// options and among all.
type account struct {
	name    string
	members []member
	ways    [2][]assignment
}

// book reads what members bring onto their accounts, group after group.
func (r *run) book(groups []*group, all []*account) error {
	need := make([]map[int32][]int32, len(groups))
	for _, a := range all {
		for _, w := range slices.Concat(a.ways[0], a.ways[1]) {
			for i, m := range a.members {
				g, o := groups[m.group], w.pick[i]
				if o < 0 || !g.shared[o] || g.booked(o, m.pos) {
					continue
				}
				if need[m.group] == nil {
					need[m.group] = map[int32][]int32{}
				}
				need[m.group][o] = append(need[m.group][o], m.pos)
			}
		}
	}
	var at []int
	for i, n := range need {
		if n != nil {
			at = append(at, i)
			for _, s := range groups[i].all() {
				if !r.keep {
					s.users++
				}
			}
		}
	}
	errs := make([]error, len(at))
	work := func(_, i int) {
		g := groups[at[i]]
		if errs[i] = r.o.Stop(); errs[i] != nil {
			return
		}
		if errs[i] = g.prepare(r); errs[i] == nil {
			errs[i] = g.bookAll(r, need[at[i]])
		}
		if !r.keep {
			g.release()
		}
	}
	if r.keep { // blocks of rows keep all cores busy
		for i := range at {
			work(0, i)
		}
	} else {
		each(len(at), work)
	}
	return errors.Join(errs...)
}

// booked reports whether the row's figures on the offer are there.
func (g *group) booked(o, pos int32) bool {
	if g.posts == nil || g.posts[o] == nil {
		return false
	}
	_, ok := g.posts[o].seen[pos]
	return ok
}

// accountOf is the name of a row's account; scenarios of different months or days
// are never on one bill.
func (r *run) accountOf(g *group, row int) string {
	return r.Table.Rows[row].Account + g.terms
}

// settle bills the ways of an account and keeps the cheapest.
func (r *run) settle(groups []*group, at *account) error {
	a := Account{Name: at.name}
	for _, m := range at.members {
		if x := &r.Results[m.row]; x.Best != nil {
			a.Workloads++
			a.Alone = a.Alone.Add(x.Monthly)
		}
	}
	best, err := r.cheapestOf(groups, at, 0)
	if err != nil {
		return err
	}
	any, err := r.cheapestOf(groups, at, 1)
	if err != nil {
		return err
	}
	a.Method, a.Total, a.Bills, a.Clusters = best.method, best.total, best.bills, best.clusters
	a.Any = exact.Min(any.total, best.total) // allowed options are among all
	for i, m := range at.members {
		if o := best.pick[i]; o >= 0 {
			x := &r.Results[m.row]
			x.Pick, x.Share = groups[m.group].choices[o], best.shares[i]
		}
	}
	r.Accounts = append(r.Accounts, a)
	return nil
}

// cheapestOf bills the ways to choose and keeps the cheapest.
func (r *run) cheapestOf(groups []*group, at *account, mode int) (*billing, error) {
	var best *billing
	for _, w := range at.ways[mode] {
		b, err := r.bill(groups, at.members, w, mode)
		if err != nil {
			return nil, err
		}
		if best == nil || b.total.Less(best.total) {
			best = b
		}
	}
	return best, nil
}

// waysOf are the ways to choose: each row alone; with free amounts used up; and
// that with rows moved onto one cluster. Mode 0 asks the allowed options, 1 all.
func (r *run) waysOf(groups []*group, ms []member, mode int) []assignment {
	single, marginal := assignment{method: MethodSingle}, assignment{method: MethodMarginal}
	for _, m := range ms {
		g, p := groups[m.group], &groups[m.group].picks[m.pos]
		single.pick = append(single.pick, p.single[mode])
		if o := p.marginal[mode]; o >= 0 && !r.alone(g, p.single[mode], m.row) {
			marginal.pick = append(marginal.pick, o)
		} else {
			marginal.pick = append(marginal.pick, p.single[mode])
		}
	}
	ways := []assignment{single}
	if !slices.Equal(single.pick, marginal.pick) {
		ways = append(ways, marginal)
	}
	if c, ok := r.onCluster(groups, ms, marginal, mode); ok {
		ways = append(ways, c)
	}
	return ways
}

// onCluster moves workloads from the marginal choice onto one cluster per name
// where that saves more than the cluster costs.
func (r *run) onCluster(groups []*group, ms []member, from assignment, mode int) (assignment, bool) {
	out := assignment{method: MethodCluster, pick: slices.Clone(from.pick)}
	names := map[string][]int{}
	var order []string
	for i, m := range ms {
		k := r.Table.Rows[m.row].Cluster
		if names[k] == nil {
			order = append(order, k)
		}
		names[k] = append(names[k], i)
	}
	moved := false
	for _, k := range order {
		if to := r.bestCluster(groups, ms, names[k], mode); to != "" {
			for _, i := range names[k] {
				if o, saves := groups[ms[i].group].onto(to, ms[i].pos, mode); saves > 0 {
					out.pick[i], moved = o, true
				}
			}
		}
	}
	return out, moved
}

// bestCluster is the orchestrator that saves most, or "".
func (r *run) bestCluster(groups []*group, ms []member, at []int, mode int) string {
	saved := map[string]float64{}
	once := map[string]float64{}
	var keys []string
	for _, i := range at {
		g := groups[ms[i].group]
		for _, o := range g.clusters {
			if mode == 0 && o.excluded {
				continue
			}
			if _, known := once[o.key]; !known {
				once[o.key] = o.once
				keys = append(keys, o.key)
			}
			if _, saves := g.onto(o.key, ms[i].pos, mode); saves > 0 {
				saved[o.key] += saves
			}
		}
	}
	slices.Sort(keys)
	best, most := "", 0.0
	for _, k := range keys {
		if s := saved[k] - once[k]; s > most {
			best, most = k, s
		}
	}
	return best
}

// onto is the group's offer on the orchestrator, and what the row saves there
// once the cluster stands.
func (g *group) onto(cluster string, pos int32, mode int) (option int32, saves float64) {
	p := &g.picks[pos]
	for k, o := range g.clusters {
		if o.key == cluster && k < len(p.cluster) && p.cluster[k].option >= 0 && (mode == 1 || !o.excluded) {
			return p.cluster[k].option, p.cost[mode] - float64(p.cluster[k].cost)
		}
	}
	return -1, 0
}

// alone reports whether a row on an offer has a bill of its own.
func (r *run) alone(g *group, option int32, row int) bool {
	if option >= 0 && !g.shared[option] {
		return true
	}
	if r.Table.Rows[row].Answer != nil {
		return false
	}
	for i, c := range r.cols {
		if c.alone && r.Table.Rows[row].Values[i] != "" {
			return true
		}
	}
	return false
}

func errBill(sheet string, err error) error { return fmt.Errorf("billing %s together: %w", sheet, err) }
