package model

import (
	"math"

	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/fast"
	"github.com/sovcost/sovcost/pricing/money"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Sizes are server sizes by their place: ids of products, in the order in which
// they were asked for.
type Sizes map[SizePlace][]string

// SizePlace is where the engine chooses a size: a sheet's fleet, or the nodes of
// its cluster.
type SizePlace struct {
	Sheet   string
	Cluster bool
}

// serverSizes are the sizes to compare on a sheet: those that were asked for, else
// the cheapest for this load.
func (e *engine) serverSizes(s *pricing.Sheet, cluster bool) []*pricing.Product {
	if e.src.Sizes == nil {
		if p, ok := e.cheapestServer(s, cluster); ok {
			return []*pricing.Product{p}
		}
		return nil
	}
	var out []*pricing.Product
	for _, id := range e.src.Sizes[SizePlace{s.ID, cluster}] {
		if p, ok := s.Find(id); ok {
			out = append(out, p)
		}
	}
	return out
}

// inSizes is a pinned option in the sizes that were asked for, where its size is
// left open.
func (e *engine) inSizes(c candidate) []candidate {
	if !c.sized || e.src.Sizes == nil {
		return []candidate{c}
	}
	s, cluster := c.product.Sheet, c.nodes != nil
	var out []candidate
	for _, p := range e.serverSizes(s, cluster) {
		one := c
		if cluster {
			one.nodes = p
		} else {
			one.product = p
		}
		out = append(out, one)
	}
	return out
}

// Sizing chooses server sizes for many workloads that differ in inputs: by the
// rule a comparison chooses with, size by size in floating point.
type Sizing struct {
	Places []SizePlace
	IDs    [][]string // per place: the sizes

	lists   [][]sizeOf // per place: the same
	grids   [2][]grid  // sizes of fleets and of nodes, each once
	packing [2]keyed
	people  keyed          // a root per currency
	money   map[string]int // currency -> root of people
	vat     float64        // what VAT that stays a cost adds to a price, as a factor …
	work    float64        // … and to people's work
}

// keyed is a program with the place of each variable among the keys.
type keyed struct {
	program *fast.Program
	key     []int
	free    int // variables before those of keys
}

// sizeOf is a size on a sheet: its row in the grid and its price an hour.
type sizeOf struct {
	at       int
	price    float64
	currency int
}

type grid struct{ vcpu, memory float64 }

// NewSizing prepares the choice for the places where the comparison chooses
// itself; keys are inputs that may differ. It is nil where every size is pinned.
func (c *Comparison) NewSizing(keys []string) (*Sizing, error) {
	e, err := newEngine(c.Scenario, Sources{Library: c.Library, Rules: c.Rules, Profile: c.Profile, LockIn: c.Levels})
	if err != nil {
		return nil, err
	}
	z := &Sizing{money: map[string]int{}, vat: e.vat.factor().Float(), work: e.workFactor().Float()}
	pinned := map[SizePlace]bool{}
	for _, o := range c.Options {
		if o.Sized {
			pinned[SizePlace{o.Sheet.ID, o.Nodes != nil}] = true
		}
	}
	for _, s := range c.Library.Sheets() {
		for _, p := range []SizePlace{{s.ID, false}, {s.ID, true}} {
			open := e.wanted(s) && e.kindWanted(map[bool]string{false: "vm", true: "container"}[p.Cluster])
			if len(c.Scenario.Options) > 0 {
				open = pinned[p]
			}
			if open {
				z.add(e, s, p.Cluster)
			}
		}
	}
	if len(z.Places) == 0 {
		return nil, nil
	}
	return z, z.compile(e, keys)
}

// add lists the sizes of a sheet.
func (z *Sizing) add(e *engine, s *pricing.Sheet, cluster bool) {
	k := 0
	if cluster {
		if k = 1; len(e.shelf(s).offered["kubernetes"]) == 0 {
			return
		}
	}
	var list []sizeOf
	var ids []string
	for _, p := range e.shelf(s).servers(cluster) {
		price, ok := hourly(p)
		if !ok || !e.archWanted(p) {
			continue
		}
		x := grid{p.VCPU.Base().Float(), p.Memory.Base().Float()}
		at := 0
		for at < len(z.grids[k]) && z.grids[k][at] != x {
			at++
		}
		if at == len(z.grids[k]) {
			z.grids[k] = append(z.grids[k], x)
		}
		cur := string(s.Currency)
		if _, ok := z.money[cur]; !ok {
			z.money[cur] = len(z.money)
		}
		list, ids = append(list, sizeOf{at, price, z.money[cur]}), append(ids, p.ID)
	}
	if len(list) > 0 {
		z.Places, z.lists, z.IDs = append(z.Places, SizePlace{s.ID, cluster}), append(z.lists, list), append(z.IDs, ids)
	}
}

// compile prepares the packing rules with size and keys left open, and what an
// hour of a server costs in people's time.
func (z *Sizing) compile(e *engine, keys []string) error {
	g := formula.New()
	in := capacity.NewInputs(g, e.s)
	d := capacity.NewDemand(in, e.src.Profile)
	size := capacity.NodeSize{Key: "size", VCPU: unit.Of(exact.One, mustUnit("vCPU")), Memory: unit.Of(exact.One, mustUnit("GiB"))}
	f, c := capacity.NewFleet(in, d, size), capacity.NewCluster(in, d, size)
	if err := in.Err(); err != nil {
		return err
	}
	vcpu, _ := g.Find("size.vcpu")
	memory, _ := g.Find("size.memory")
	var err error
	for k, roots := range [2][]formula.Node{{f.PerServer, f.Time}, {c.PodsPerNode, c.NodeTime}} {
		if z.packing[k], err = keyedProgram(g, roots, keys, vcpu, memory); err != nil {
			return err
		}
	}
	if !e.s.Operations.HourlyRate.IsSet() {
		return nil
	}
	share := e.peopleShare()
	roots := make([]formula.Node, len(z.money))
	for cur, at := range z.money {
		fx, err := e.fx.rate(money.Currency(cur))
		if err != nil {
			return err
		}
		if roots[at] = share; fx.OK() {
			roots[at] = e.g.Quotient("people per server and hour, "+cur, share, fx)
		}
	}
	z.people, err = keyedProgram(e.g, roots, keys)
	return err
}

// keyedProgram compiles roots over some variables and those of the keys that are
// inputs of the graph.
func keyedProgram(g *formula.Graph, roots []formula.Node, keys []string, vars ...formula.Node) (keyed, error) {
	k := keyed{free: len(vars)}
	for i, name := range keys {
		if n, ok := g.Find(name); ok && !n.IsSeries() {
			vars, k.key = append(vars, n), append(k.key, i)
		}
	}
	var err error
	k.program, err = fast.Compile(g, roots, vars)
	return k, err
}

// Sizer is the working memory of one goroutine that chooses.
type Sizer struct {
	z      *Sizing
	run    [2]*fast.Runner
	values [2][][]float64
	out    [2][][]float64
	people *fast.Runner
	each   [2][][]float64 // values and results of people
}

// Sizer returns working memory.
func (z *Sizing) Sizer() *Sizer {
	s := &Sizer{z: z}
	for k, p := range z.packing {
		n := len(z.grids[k])
		s.run[k] = p.program.NewRunner()
		s.values[k], s.out[k] = table(p.free+len(p.key), n), table(2, n)
		for i, x := range z.grids[k] {
			s.values[k][0][i], s.values[k][1][i] = x.vcpu, x.memory
		}
	}
	if z.people.program != nil {
		s.people, s.each = z.people.program.NewRunner(), [2][][]float64{table(len(z.people.key), 1), table(len(z.money), 1)}
	}
	return s
}

func table(columns, rows int) [][]float64 {
	out := make([][]float64, columns)
	for i := range out {
		out[i] = make([]float64, rows)
	}
	return out
}

// NoSize stands where no size carries the workload.
const NoSize = math.MaxUint16

// Choose writes the size of every place for one workload, as a place among its
// IDs; value gives the keys' values in base units.
func (s *Sizer) Choose(value func(key int) float64, to []uint16) error {
	z := s.z
	for k, p := range z.packing {
		for v, key := range p.key {
			x := value(key)
			col := s.values[k][p.free+v]
			for i := range col {
				col[i] = x
			}
		}
		if err := s.run[k].Run(s.values[k], s.out[k]); err != nil {
			return err
		}
	}
	if s.people != nil {
		for v, key := range z.people.key {
			s.each[0][v][0] = value(key)
		}
		if err := s.people.Run(s.each[0], s.each[1]); err != nil {
			return err
		}
	}
	for i, place := range z.Places {
		to[i] = s.cheapest(place, z.lists[i])
	}
	return nil
}

func (s *Sizer) cheapest(place SizePlace, list []sizeOf) uint16 {
	out := s.out[0]
	if place.Cluster {
		out = s.out[1]
	}
	best, cost := uint16(NoSize), math.Inf(1)
	for i, x := range list {
		fits, time, people := out[0][x.at], out[1][x.at], 0.0
		if s.people != nil {
			people = s.each[1][x.currency][0] * 3600 * s.z.work
		}
		if !carries(fits, time) {
			continue
		}
		if c := time * (x.price*s.z.vat + people); c < cost*(1-1e-12) {
			best, cost = uint16(i), c
		}
	}
	return best
}
