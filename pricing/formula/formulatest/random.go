// Package formulatest draws random formula graphs, so that every reader of
// graphs is tested against the exact one on the same kind of rules.
package formulatest

import (
	"fmt"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
	"pgregory.net/rapid"
)

// Case is a random graph. Numbers are small and round, so that tier edges and
// whole steps are hit exactly as often as in real price lists.
type Case struct {
	G        *formula.Graph
	Root     formula.Node
	Axis     formula.Node   // a scalar leaf the root may depend on
	Vars     []formula.Node // scalar leaves, the axis first
	From, To exact.Num      // the axis's range; every divisor is safe within it
}

// kind says how a node moves with the axis; it steers which nodes may meet, so
// that most drawn graphs have a piecewise reading.
type kind uint8

const (
	fixed kind = iota
	stepping
	linear
	inverse
)

type item struct {
	n formula.Node
	k kind
}

type drawer struct {
	t     *rapid.T
	c     *Case
	pool  []item
	count int
}

// Draw draws a case.
func Draw(t *rapid.T) Case {
	c := &Case{G: formula.New()}
	d := &drawer{t: t, c: c}
	c.From = exact.Int(int64(rapid.IntRange(0, 2).Draw(t, "from")))
	c.To = c.From.Add(exact.Int(int64(rapid.IntRange(1, 40).Draw(t, "width"))))
	c.Axis = d.leaf("axis", c.From.Add(c.To).Mul(exact.MustParse("1/2")))
	c.Vars = append(c.Vars, c.Axis)
	d.pool = append(d.pool, item{c.Axis, linear})
	for range rapid.IntRange(0, 3).Draw(t, "vars") {
		v := d.leaf(fmt.Sprintf("v%d", len(c.Vars)), d.number())
		c.Vars = append(c.Vars, v)
		d.pool = append(d.pool, item{v, fixed})
	}
	if rapid.Bool().Draw(t, "series") {
		profile := d.series()
		d.pool = append(d.pool, item{profile, fixed}, item{c.G.Product(d.label("demand"), c.Axis, profile), linear})
	}
	for range rapid.IntRange(1, 16).Draw(t, "ops") {
		d.op()
	}
	c.Root = d.root()
	return *c
}

func (d *drawer) label(what string) string {
	d.count++
	return fmt.Sprintf("%s %d", what, d.count)
}

func (d *drawer) leaf(key string, v exact.Num) formula.Node {
	return d.c.G.Given(key, key, unit.Of(v, unit.None))
}

// number is a small decimal such as -1.5 or 12.
func (d *drawer) number() exact.Num {
	n := rapid.Int64Range(-20, 40).Draw(d.t, "n")
	den := rapid.SampledFrom([]int64{1, 1, 1, 2, 4, 10, 3}).Draw(d.t, "d")
	q, _ := exact.Frac(n, den)
	return q
}

func (d *drawer) constant(v exact.Num) formula.Node {
	return d.c.G.Number(v, d.label("constant"), "drawn")
}

func (d *drawer) positive() formula.Node {
	return d.constant(exact.MustParse(rapid.SampledFrom([]string{"1", "1/2", "5", "10/3", "0.1", "12", "0.25"}).Draw(d.t, "positive")))
}

func (d *drawer) series() formula.Node {
	levels := rapid.IntRange(1, 4).Draw(d.t, "levels")
	values := make([]exact.Num, levels)
	for i := range values {
		values[i] = d.number()
	}
	slots := make([]exact.Num, rapid.IntRange(1, 7).Draw(d.t, "slots"))
	if n := d.c.G.Slots(); n > 0 {
		slots = make([]exact.Num, n)
	}
	for i := range slots {
		slots[i] = values[rapid.IntRange(0, levels-1).Draw(d.t, "level")]
	}
	return d.c.G.Leaf(formula.Given, d.label("profile"), unit.None, formula.Leaf{Slots: slots})
}

// any picks a node of an allowed kind, later ones more often so that graphs grow
// deep, or now and then a new constant.
func (d *drawer) any(ok func(kind) bool) item {
	var fit []item
	for _, it := range d.pool {
		if ok(it.k) {
			fit = append(fit, it)
		}
	}
	if len(fit) == 0 || rapid.IntRange(0, 5).Draw(d.t, "constant") == 5 {
		return item{d.constant(d.number()), fixed}
	}
	back := rapid.IntRange(0, len(fit)-1).Draw(d.t, "back") // small numbers are drawn most
	return fit[len(fit)-1-back]
}

func anything(kind) bool { return true }

func flat(k kind) bool { return k <= stepping }

// like allows what may be added to or compared with a.
func like(a kind) func(kind) bool {
	return func(k kind) bool { return flat(a) || flat(k) || k == a }
}

func (d *drawer) op() {
	g := d.c.G
	a := d.any(anything)
	add := func(n formula.Node, k kind) { d.pool = append(d.pool, item{n, k}) }
	stepped := min(a.k, stepping)
	switch rapid.IntRange(0, 11).Draw(d.t, "op") {
	case 0:
		b := d.any(like(a.k))
		c := d.any(like(max(a.k, b.k)))
		add(g.Sum(d.label("sum"), a.n, b.n, c.n), max(a.k, b.k, c.k))
	case 1:
		b := d.any(like(a.k))
		add(g.Difference(d.label("difference"), a.n, b.n), max(a.k, b.k))
	case 2:
		b := d.any(func(k kind) bool { return flat(a.k) || flat(k) })
		add(g.Product(d.label("product"), a.n, b.n), max(a.k, b.k))
	case 3:
		d.quotient(a)
	case 4:
		b := d.any(like(a.k))
		add(g.Min(d.label("min"), a.n, b.n), max(a.k, b.k))
	case 5:
		b := d.any(like(a.k))
		add(g.Max(d.label("max"), a.n, b.n), max(a.k, b.k))
	case 6, 7:
		add(g.RoundUp(d.label("round up"), a.n, d.step()), stepped)
	case 8, 9:
		d.band(a)
	case 10:
		d.lookup(a)
	case 11:
		switch {
		case !a.n.IsSeries() && g.Slots() > 0:
			add(g.Product(d.label("spread"), a.n, d.series()), a.k)
		case a.n.IsSeries() && rapid.Bool().Draw(d.t, "total"):
			add(g.Total(d.label("total"), a.n), a.k)
		case a.n.IsSeries():
			add(g.Peak(d.label("peak"), a.n), a.k)
		default:
			add(g.Min(d.label("capped"), a.n, d.constant(d.number())), a.k)
		}
	}
}

func (d *drawer) quotient(a item) {
	g := d.c.G
	if a.k != inverse && d.c.From.Sign() > 0 && rapid.Bool().Draw(d.t, "over axis") {
		capacity := g.Product(d.label("capacity"), d.positive(), d.c.Axis)
		d.pool = append(d.pool, item{g.Quotient(d.label("per axis"), a.n, capacity), inverse})
		return
	}
	b := d.any(flat)
	safe := g.Max(d.label("divisor"), b.n, d.positive())
	d.pool = append(d.pool, item{g.Quotient(d.label("quotient"), a.n, safe), max(a.k, b.k)})
}

// step is a positive step to round up to: mostly constant, sometimes stepping.
func (d *drawer) step() formula.Node {
	p := d.positive()
	if rapid.IntRange(0, 3).Draw(d.t, "moving step") > 0 {
		return p
	}
	return d.c.G.Max(d.label("step"), d.any(flat).n, p)
}

func (d *drawer) band(a item) {
	g := d.c.G
	from := d.any(like(a.k))
	if rapid.Bool().Draw(d.t, "open") {
		d.pool = append(d.pool, item{g.Band(d.label("band"), a.n, from.n, formula.Node{}), max(a.k, from.k)})
		return
	}
	to := d.any(like(max(a.k, from.k)))
	d.pool = append(d.pool, item{g.Band(d.label("band"), a.n, from.n, to.n), max(a.k, from.k, to.k)})
}

func (d *drawer) lookup(a item) {
	tb := &formula.Table{ID: d.label("table"), X: unit.None, Y: unit.None, Mode: formula.StepUp}
	k := min(a.k, stepping)
	if rapid.Bool().Draw(d.t, "linear") {
		tb.Mode, k = formula.Linear, a.k
	}
	x := d.number()
	for range rapid.IntRange(1, 5).Draw(d.t, "points") {
		tb.Points = append(tb.Points, formula.Point{X: x, Y: d.number()})
		x = x.Add(exact.MustParse(rapid.SampledFrom([]string{"1", "0.5", "7", "20"}).Draw(d.t, "gap")))
	}
	d.pool = append(d.pool, item{d.c.G.Lookup(d.label("lookup"), unit.None, a.n, tb), k})
}

// root adds up to three of the last nodes, series by their total or peak.
func (d *drawer) root() formula.Node {
	g := d.c.G
	var parts []formula.Node
	k := fixed
	for i := len(d.pool) - 1; i >= 0 && len(parts) < 3; i-- {
		it := d.pool[i]
		if !like(k)(it.k) {
			continue
		}
		k = max(k, it.k)
		if it.n.IsSeries() && rapid.Bool().Draw(d.t, "peak") {
			it.n = g.Peak(d.label("peak"), it.n)
		} else if it.n.IsSeries() {
			it.n = g.Total(d.label("total"), it.n)
		}
		parts = append(parts, it.n)
	}
	return g.Sum("root", parts...)
}
