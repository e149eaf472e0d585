package portfolio

import (
	"fmt"
	"math"
	"runtime"
	"slices"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/fast"
	"github.com/sovcost/sovcost/pricing/money"
)

const (
	blockRows = 512
	// Costs closer than this may stand in another order when read exactly: they
	// are read exactly.
	near = 0.02
)

// group prices rows that share a graph, or lie between two of them.
type group struct {
	rows      []int
	family    *family // nil for a scenario of its own
	sides     []*side // one; nil when its rows were refused
	near      []*side // where rows have durations of their own: the graphs solved below and above
	spread    int     // 1 + the column of the duration, then
	low, high float64 // durations at which they are solved, in seconds
	between   [][]int // per near side and root: its root there, -1 for none

	currency money.Currency
	terms    string // month and day, where rows are scenarios of their own

	choices  []*Choice // per option
	shared   []bool    // per option: it is billed together with others
	clusters []orchestrator
	picks    []picks  // per row of the group
	posts    []*posts // per option, see books.go
}

// orchestrator is a cluster that rows may share, with the offers on it by the size
// of their nodes.
type orchestrator struct {
	key      string
	options  []int32
	excluded bool
	once     float64 // what the cluster costs whoever is on it
}

// cluster lists an offer under its orchestrator.
func (g *group) cluster(o *offer, i int32) {
	if o.cluster == "" {
		return
	}
	for k := range g.clusters {
		if g.clusters[k].key == o.cluster {
			g.clusters[k].options = append(g.clusters[k].options, i)
			return
		}
	}
	g.clusters = append(g.clusters, orchestrator{o.cluster, []int32{i}, len(o.Excluded) > 0, o.once})
}

// clusterPick is a row's offer on an orchestrator, -1 for none, and its marginal
// cost there.
type clusterPick struct {
	option int32
	cost   float32
}

// picks are the options of one row, as places in the side's list; -1 for none.
// Index 0 is among the allowed ones, 1 among all.
type picks struct {
	single   [2]int32 // cheapest when billed alone
	marginal [2]int32 // cheapest on an account that stands, clusters left out
	weight   float32  // of the lower side
	cost     [2]float64
	cluster  []clusterPick // per orchestrator of the group
}

// rank prices every row alone.
func (g *group) rank(r *run, parallel bool) error {
	if err := g.prepare(r); err != nil {
		return err
	}
	g.currency = g.sides[0].c.Currency()
	for i, o := range g.sides[0].options {
		g.choices, g.shared = append(g.choices, o.choice), append(g.shared, o.metering != nil)
		g.cluster(o, int32(i))
	}
	if r.Table.Rows[g.rows[0]].Answer != nil {
		g.terms = termsOf(g.sides[0].c)
	}
	g.picks = make([]picks, len(g.rows))
	blocks := (len(g.rows) + blockRows - 1) / blockRows
	desks := make([]*desk, runtime.GOMAXPROCS(0))
	work := func(w, b int) {
		if r.o.Stop() != nil {
			return
		}
		if desks[w] == nil {
			desks[w] = newDesk(g.all())
		}
		from, to := b*blockRows, min((b+1)*blockRows, len(g.rows))
		if err := g.block(r, desks[w], from, to); err != nil {
			r.refuse(g.rows[from:to], err)
		}
		r.o.Progress(int(r.done.Add(int64(to - from))))
	}
	if parallel {
		each(blocks, work)
	} else {
		for b := range blocks {
			work(0, b)
		}
	}
	return nil
}

// prepare builds the graphs.
func (g *group) prepare(r *run) error {
	if err := g.sides[0].prepare(r); err != nil {
		return err
	}
	function := func(o *offer) bool { return o.Kind == "function" }
	if !slices.ContainsFunc(g.sides[0].options, function) && !(g.family != nil && g.family.latency) { // no table is solved for the duration
		for _, s := range g.near {
			s.release()
		}
		g.near = nil
	}
	for _, s := range g.near {
		if err := s.prepare(r); err != nil {
			return err
		}
	}
	g.link()
	return nil
}

// all are the graphs of the group.
func (g *group) all() []*side { return slices.Concat(g.sides, g.near) }

// release lets go of the graphs.
func (g *group) release() {
	for _, s := range g.all() {
		s.release()
	}
}

// desk is the working memory of one goroutine that ranks.
type desk struct {
	runners []*fast.Runner
	inputs  []formula.Inputs
	values  [][]float64
	out     [][][]float64 // per side
}

func newDesk(sides []*side) *desk {
	d := &desk{values: columnsOf(len(sides[0].nodes), blockRows), inputs: make([]formula.Inputs, blockRows)}
	for _, s := range sides {
		d.runners, d.out = append(d.runners, s.program.NewRunner()), append(d.out, columnsOf(s.roots, blockRows))
	}
	return d
}

// cut is the first n rows of columns.
func cut(cols [][]float64, n int) [][]float64 {
	out := make([][]float64, len(cols))
	for i := range out {
		out[i] = cols[i][:n]
	}
	return out
}

// block reads the rows fast, ranks, and prices the winners.
func (g *group) block(r *run, d *desk, from, to int) error {
	rows := g.rows[from:to]
	s := g.sides[0]
	inputs, values, out := d.inputs, d.values, d.out
	for k, i := range rows {
		in, err := s.inputs(r.Table.Rows[i])
		if err != nil {
			r.Results[i].Problem = fmt.Sprintf("%s: %v", r.Table.Where(r.Table.Rows[i]), err)
		}
		inputs[k] = in
		s.values(in, values, k)
		g.picks[from+k] = picks{single: none, marginal: none, weight: float32(g.weight(in))}
	}
	for i, x := range d.runners {
		if err := x.Run(cut(g.all()[i].from(s, values), len(rows)), cut(out[i], len(rows))); err != nil {
			return err
		}
	}
	for k, i := range rows {
		if r.Results[i].Problem != "" {
			continue
		}
		w := float64(g.picks[from+k].weight)
		at := func(root int) float64 { return out[0][root][k] }
		if len(g.near) > 0 {
			at = func(root int) float64 {
				return g.blend(root, w, out[0][root][k], func(side, root int) float64 { return out[1+side][root][k] })
			}
		}
		if err := g.settle(&r.Results[i], &g.picks[from+k], inputs[k], at, g.family.chosen(i), r.Apart); err != nil {
			r.Results[i] = Result{Row: r.Table.Rows[i], Problem: fmt.Sprintf("%s: %v", r.Table.Where(r.Table.Rows[i]), err)}
			g.picks[from+k] = picks{single: none, marginal: none}
		}
	}
	return nil
}

var none = [2]int32{-1, -1}

func columnsOf(n, rows int) [][]float64 {
	all := make([]float64, n*rows)
	out := make([][]float64, n)
	for i := range out {
		out[i] = all[i*rows : (i+1)*rows]
	}
	return out
}

// settle finds the cheapest allowed option and the cheapest of all: candidates by
// the fast reading, the order among close ones and the figures exactly.
func (g *group) settle(r *Result, p *picks, in formula.Inputs, at func(int) float64, sizes []uint16, apart bool) error {
	s := g.sides[0]
	sold := make([]bool, len(s.options))
	for i := range sold {
		x := at(firstTotal + i)
		sold[i] = !math.IsNaN(x) && !math.IsInf(x, 0)
		if o := s.options[i]; o.place >= 0 && sizes[o.place] != o.size {
			sold[i] = false
		}
	}
	for _, l := range s.limits {
		if at(l.value) > at(l.max)*(1+1e-12) {
			sold[l.option] = false
		}
	}
	q, _ := exact.FromFloat(at(0))
	r.Requests = q.Round(3)
	for mode := range 2 {
		i, cost, err := g.cheapest(in, at, sold, mode == 0)
		if err != nil {
			return err
		}
		p.single[mode] = int32(i)
		if i < 0 {
			continue
		}
		if c := s.options[i].choice; mode == 0 {
			r.Best, r.Monthly = c, cost
		} else {
			r.Any, r.AnyCost = c, cost
		}
		if !apart {
			g.onAccount(p, mode, at, sold)
		}
	}
	if !apart {
		p.cluster = make([]clusterPick, len(g.clusters))
		for k, c := range g.clusters {
			p.cluster[k].option = -1
			for _, i := range c.options {
				if sold[i] {
					p.cluster[k] = clusterPick{i, float32(at(s.options[i].marginal))}
				}
			}
		}
	}
	return nil
}

// onAccount picks the cheapest option on an account that stands.
func (g *group) onAccount(p *picks, mode int, at func(int) float64, sold []bool) {
	least := math.Inf(1)
	for i, o := range g.sides[0].options {
		if !sold[i] || o.cluster != "" || mode == 0 && len(o.Excluded) > 0 {
			continue
		}
		if x := at(o.marginal); x < least-1e-9*math.Abs(x) || p.marginal[mode] >= 0 && x <= least+1e-9*math.Abs(x) && o.ID < g.sides[0].options[p.marginal[mode]].ID {
			least = math.Min(least, x)
			p.marginal[mode] = int32(i)
		}
	}
	p.cost[mode] = least
}

// cheapest is the option with the lowest amount to the cent; of equal ones the
// first id, as compare ranks them. -1 is none.
func (g *group) cheapest(in formula.Inputs, at func(int) float64, sold []bool, allowed bool) (int, exact.Num, error) {
	options := g.sides[0].options
	least := math.Inf(1)
	for i, o := range options {
		if sold[i] && (!allowed || len(o.Excluded) == 0) {
			least = math.Min(least, at(firstTotal+i))
		}
	}
	win := -1
	var cost exact.Num
	for i, o := range options {
		if !sold[i] || allowed && len(o.Excluded) > 0 || at(firstTotal+i) > least+near+1e-9*least {
			continue
		}
		x, err := g.cents(i, in, at(firstTotal+i))
		if err != nil {
			return -1, exact.Zero, err
		}
		if win < 0 || x.Less(cost) || x.Equal(cost) && o.ID < options[win].ID {
			win, cost = i, x
		}
	}
	return win, cost, nil
}

// cents is the amount to the cent. The fast reading is right to about twelve
// digits: where that leaves the cent open, or lines are rounded one by one, the
// exact reader decides. Between two graphs there is no exact reading.
func (g *group) cents(option int, in formula.Inputs, f float64) (exact.Num, error) {
	c := f * 100
	line := g.sides[0].c.Scenario.Rounding == money.RoundLine
	if near, _ := g.nearby(option); !near && (line || math.Abs(c-math.Floor(c)-0.5) < 1e-6+1e-9*math.Abs(c) || math.Abs(c) > 1e12) {
		return g.price(g.sides[0].options[option], in)
	}
	return cents(f), nil
}

// cents rounds half away from zero.
func cents(f float64) exact.Num {
	if c := math.Round(f * 100); math.Abs(c) < 1e15 {
		q, _ := exact.Frac(int64(c), 100)
		return q
	}
	q, _ := exact.FromFloat(f)
	return q.Round(2)
}

// price is the option's month to the cent, under the scenario's rounding.
func (g *group) price(o *offer, in formula.Inputs) (exact.Num, error) {
	roots := make([]formula.Node, len(o.Lines))
	for i, l := range o.Lines {
		roots[i] = l.Converted
	}
	c := g.sides[0].c
	v, err := c.Graph.Evaluate(in, roots...)
	if err != nil {
		return exact.Zero, err
	}
	lines := make([]exact.Num, len(roots))
	for i, n := range roots {
		lines[i] = v.Of(n)
	}
	rounding := c.Scenario.Rounding
	if rounding == "" {
		rounding = money.RoundSum
	}
	return rounding.Total(lines), nil
}

// termsOf says which scenarios may be on one bill: those of one month and day,
// with free tiers or without.
func termsOf(c *model.Comparison) string {
	free := c.Scenario.FreeTier == nil || *c.Scenario.FreeTier
	return fmt.Sprintf("\x00%s %s %v", leafValue(c.Demand.Month).String(), c.Scenario.AsOf, free)
}
