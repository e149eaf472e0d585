package portfolio

import (
	"math"
	"slices"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/fast"
)

// posts is what rows of a group bring onto their account when they run on one
// offer: the figures that a bill of all is made from. It outlives the graph.
type posts struct {
	id             string
	sheet          *pricing.Sheet
	product, nodes *pricing.Product
	cluster        string // sheet and orchestrator
	readings       []pricing.Reading
	pot            model.Pot // of one workload; empty

	offer *offer        // nil when the graph was dropped
	seen  map[int32]int // position in the group -> place in the columns
	cols  [][]float64   // per reading in base units; then apart, people, node time filled
	fills []filled      // per place, only when the graph was dropped
}

// filled is what one workload brings onto a cluster.
type filled struct {
	slots                                                     []float64 // nodes filled
	spare                                                     float64
	count, slotHours, monthHours, fixed, perServer, moneyHour exact.Num
}

// Columns after the readings.
const (
	apartCol = iota
	peopleCol
	fillCol
	moreCols
)

func (p *posts) col(i int) []float64 { return p.cols[len(p.readings)+i] }

// drop forgets the picks of rows that were refused.
func (g *group) drop() { g.picks, g.posts = nil, nil }

// bookPicks books every row on what it may end up on without a shared cluster to
// be chosen, before the graph is dropped.
func (g *group) bookPicks(r *run) error {
	if r.Apart {
		return nil
	}
	need := map[int32][]int32{}
	for k := range g.picks {
		p := &g.picks[k]
		seen := [4]int32{p.single[0], p.single[1], p.marginal[0], p.marginal[1]}
		for i, o := range seen {
			if o >= 0 && !slices.Contains(seen[:i], o) {
				need[o] = append(need[o], int32(k))
			}
		}
	}
	return g.bookAll(r, need)
}

// bookAll books rows on offers and, where graphs are not kept, takes what is
// needed of the graph.
func (g *group) bookAll(r *run, need map[int32][]int32) error {
	for _, o := range sortedKeys(need) {
		if err := g.book(r, o, need[o]); err != nil {
			return err
		}
		if p := g.posts[o]; p != nil && !r.keep {
			if err := g.letGo(r, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// book reads the figures of rows on an offer that are not yet there.
func (g *group) book(r *run, option int32, rows []int32) error {
	if g.posts == nil {
		g.posts = make([]*posts, len(g.sides[0].options))
	}
	o := g.sides[0].options[option]
	if o.metering == nil {
		return nil
	}
	p := g.posts[option]
	if p == nil {
		c := g.sides[0].c
		p = &posts{id: o.ID, sheet: o.Sheet, product: o.Product, nodes: o.Nodes, cluster: o.cluster, readings: o.metering.Readings, pot: *c.Pot(o.Option, c.MonthOf(o.Option), true),
			seen: map[int32]int{}, cols: make([][]float64, len(o.metering.Readings)+moreCols)}
		g.posts[option] = p
	}
	p.offer = o
	var more []int32
	for _, k := range rows {
		if _, ok := p.seen[k]; !ok {
			p.seen[k] = len(p.seen)
			more = append(more, k)
		}
	}
	if len(more) == 0 {
		return nil
	}
	old := len(p.seen) - len(more)
	for i := range p.cols {
		p.cols[i] = append(p.cols[i], make([]float64, len(more))...)
	}
	for _, from := range g.readers(int(option)) {
		program, err := from.side.options[from.option].program(from.side)
		if err != nil {
			return err
		}
		blocks := (len(more) + blockRows - 1) / blockRows
		errs := make([]error, blocks)
		each(blocks, func(_, b int) {
			a, z := b*blockRows, min((b+1)*blockRows, len(more))
			errs[b] = g.read(r, from, program, more[a:z], p, old+a)
		})
		for _, err := range errs {
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// reader is a graph that an option's figures are read from, and its part of them.
type reader struct {
	side   *side
	option int
	part   func(weight float64) float64
}

// readers are the near graphs that have the option, else the group's own.
func (g *group) readers(option int) []reader {
	whole := func(float64) float64 { return 1 }
	var out []reader
	for i, roots := range g.between {
		if at := roots[firstTotal+option]; at >= 0 {
			out = append(out, reader{g.near[i], g.near[i].owner[at], whole})
		}
	}
	switch len(out) {
	case 0:
		return []reader{{g.sides[0], option, whole}}
	case 2:
		out[0].part = func(w float64) float64 { return w }
		out[1].part = func(w float64) float64 { return 1 - w }
	}
	return out
}

// read runs one block and adds one graph's part to the columns.
func (g *group) read(r *run, from reader, program *fast.Program, rows []int32, p *posts, at int) error {
	s := from.side
	values, out := columnsOf(len(s.nodes), len(rows)), columnsOf(len(p.cols), len(rows))
	for k, pos := range rows {
		in, err := s.inputs(r.Table.Rows[g.rows[pos]])
		if err != nil {
			return err
		}
		s.values(in, values, k)
	}
	if err := program.NewRunner().Run(values, out); err != nil {
		return err
	}
	for k, pos := range rows {
		w := from.part(float64(g.picks[pos].weight))
		if w == 0 {
			continue
		}
		for i := range p.cols {
			p.cols[i][at+k] += w * out[i][k]
		}
	}
	return nil
}

// program reads the offer's figures for an account.
func (o *offer) program(s *side) (*fast.Program, error) {
	o.lock.Lock()
	defer o.lock.Unlock()
	if o.books != nil {
		return o.books, nil
	}
	var roots []formula.Node
	for _, r := range o.metering.Readings {
		roots = append(roots, r.Quantity)
	}
	more := [moreCols]formula.Node{apartCol: o.metering.Apart, peopleCol: o.metering.People}
	if o.metering.Cluster != nil {
		more[fillCol] = o.metering.Cluster.FillTime
	}
	for _, n := range more {
		if !n.OK() {
			n = s.zero
		}
		roots = append(roots, n)
	}
	var err error
	o.books, err = fast.Compile(s.c.Graph, roots, s.nodes)
	return o.books, err
}

// letGo reads what a cluster may need of the rows and lets go of the graph.
func (g *group) letGo(r *run, p *posts) error {
	if p.cluster != "" {
		old := len(p.fills)
		p.fills = append(p.fills, make([]filled, len(p.seen)-old)...)
		for pos, at := range p.seen {
			if at < old {
				continue
			}
			var err error
			if p.fills[at], err = g.fillOf(r, p, pos, p.offer.metering.Cluster.Fill); err != nil {
				return err
			}
		}
	}
	p.offer = nil
	p.readings = slices.Clone(p.readings)
	for i := range p.readings {
		p.readings[i].Quantity = formula.Node{}
	}
	return nil
}

// fillOf reads what one row brings onto a cluster; fill is Fill, or FillOn of the
// cluster's node size.
func (g *group) fillOf(r *run, p *posts, pos int32, fill formula.Node) (filled, error) {
	s, k := g.sides[0], p.offer.metering.Cluster
	in, err := s.inputs(r.Table.Rows[g.rows[pos]])
	if err != nil {
		return filled{}, err
	}
	roots := []formula.Node{fill, k.Fill, k.Nodes, k.Slot, k.Count, s.c.Demand.Month}
	for _, n := range []formula.Node{k.Fixed, k.PerServer, k.Rate} {
		if n.OK() {
			roots = append(roots, n)
		}
	}
	v, err := s.c.Graph.Evaluate(in, roots...)
	if err != nil {
		return filled{}, err
	}
	hours := func(n formula.Node) exact.Num {
		q, _ := v.Base(n).Quo(exact.Int(3600))
		return q
	}
	f := filled{count: v.Of(k.Count), slotHours: hours(k.Slot), monthHours: hours(s.c.Demand.Month), fixed: hours(k.Fixed), perServer: hours(k.PerServer), moneyHour: v.Base(k.Rate).Mul(exact.Int(3600))}
	nodes := v.SlotsOf(k.Nodes)
	spare := exact.Zero
	for i, x := range v.SlotsOf(k.Fill) {
		spare = exact.Max(spare, nodes[i].Sub(x.Ceil()))
	}
	f.spare = spare.Float()
	for _, x := range v.SlotsOf(fill) {
		f.slots = append(f.slots, x.Float())
	}
	return f, nil
}

func sortedKeys[V any](m map[int32]V) []int32 {
	keys := make([]int32, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// total adds floats without losing the small ones.
type total struct{ sum, lost float64 }

func (t *total) add(x float64) {
	s := t.sum + x
	if math.Abs(t.sum) >= math.Abs(x) {
		t.lost += (t.sum - s) + x
	} else {
		t.lost += (x - s) + t.sum
	}
	t.sum = s
}

func (t total) value() float64 { return t.sum + t.lost }
