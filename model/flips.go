package model

import (
	"fmt"

	"github.com/sovcost/sovcost/model/breakeven"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/piecewise"
)

// Flips is every load at which the answer changes, among the options that are
// priced and allowed. Options that are the same product at the same price in
// several places stand once, under their first place.
type Flips struct {
	Axis    formula.Node
	Now     exact.Num // the axis in the base case, base units
	Options []*Option // in the order of Result.Options
	Same    map[*Option][]*Option
	Result  *breakeven.Result
}

// Flips reads the options along one input over the closed range from..to (base
// units). Nil options means all that are priced and allowed.
func (c *Comparison) Flips(axis formula.Node, from, to exact.Num, options []*Option) (*Flips, error) {
	f := &Flips{Axis: axis, Same: map[*Option][]*Option{}}
	l, ok := axis.Leaf()
	if !ok {
		return nil, fmt.Errorf("%s is not an input", axis.Label())
	}
	f.Now = l.Value
	if options == nil {
		options = c.allowed()
	}
	var roots []formula.Node
	for _, o := range options {
		if twin := f.twin(o); twin != nil {
			f.Same[twin] = append(f.Same[twin], o)
			continue
		}
		f.Options = append(f.Options, o)
		roots = append(roots, o.Total)
	}
	if len(roots) == 0 {
		return nil, fmt.Errorf("no option is both priced and allowed")
	}
	fs, err := piecewise.ReadAll(c.Graph, roots, axis, from, to, piecewise.Limits{})
	if err != nil {
		return nil, err
	}
	curves := make([]breakeven.Option, len(fs))
	for i, fn := range fs {
		curves[i] = breakeven.Option{Name: f.Options[i].ID, Cost: fn}
	}
	f.Result, err = breakeven.Find(curves)
	return f, err
}

func (c *Comparison) allowed() []*Option {
	var out []*Option
	for _, o := range c.Options {
		if o.Status == Priced {
			out = append(out, o)
		}
	}
	return out
}

// twin is an option already taken that is the same product at the same price.
func (f *Flips) twin(o *Option) *Option {
	for _, p := range f.Options {
		if p.Alike(o) {
			return p
		}
	}
	return nil
}

// Alike reports whether two options differ in nothing but the place: one
// provider selling one product at one price under one verdict.
func (o *Option) Alike(p *Option) bool {
	return o.Provider == p.Provider && o.Kind == p.Kind && o.Product.ID == p.Product.ID && o.nodesID() == p.nodesID() && o.Status == p.Status &&
		o.Monthly.Equal(p.Monthly) && len(o.Gaps) == len(p.Gaps) && o.Verdict() == p.Verdict() && o.bindingID() == p.bindingID()
}

func (o *Option) nodesID() string {
	if o.Nodes == nil {
		return ""
	}
	return o.Nodes.ID
}

func (o *Option) bindingID() string {
	if b, ok := o.Assessment.Binding(); ok {
		return b.ID()
	}
	return ""
}

// NextFlip is the load nearest to the scenario's own at which another option
// becomes cheapest, looked for from a tenth to ten times the load. It compares
// the cheapest option with each of the others, which is all the answer needs;
// Flips has the whole picture.
func (c *Comparison) NextFlip() (at *breakeven.Flip, to *Option, err error) {
	axis, ok := c.Graph.Find("workload.requests")
	best := c.Best()
	if !ok || best == nil {
		return nil, nil, nil
	}
	l, _ := axis.Leaf()
	if l.Value.Sign() <= 0 {
		return nil, nil, nil
	}
	from, _ := l.Value.Quo(exact.Int(10))
	others, err := c.within(best, axis, l.Value.Mul(exact.Int(10)))
	if err != nil {
		return nil, nil, err
	}
	roots := []formula.Node{best.Total}
	for _, o := range others {
		roots = append(roots, o.Total)
	}
	fs, err := piecewise.ReadAll(c.Graph, roots, axis, from, l.Value.Mul(exact.Int(10)), piecewise.Limits{})
	if err != nil {
		return nil, nil, err
	}
	for i, o := range others {
		r, err := breakeven.Find([]breakeven.Option{{Name: best.ID, Cost: fs[0]}, {Name: o.ID, Cost: fs[i+1]}})
		if err != nil {
			return nil, nil, err
		}
		below, above := r.Nearest(l.Value)
		for _, f := range []*breakeven.Flip{below, above} {
			if f != nil && (at == nil || nearer(f, at)) {
				at, to = f, o
			}
		}
	}
	return at, to, nil
}

// within leaves out rivals that are out of reach: an option that costs more now
// than twice what the cheapest one costs at the far end cannot overtake it on the
// way. More load never costs less except where a volume price steps down, and
// the factor of two is room for that.
func (c *Comparison) within(best *Option, axis formula.Node, far exact.Num) ([]*Option, error) {
	v, err := c.Graph.Evaluate(formula.Inputs{axis.Index(): far}, best.Total)
	if err != nil {
		return nil, err
	}
	reach := v.Of(best.Total).Mul(exact.Int(2))
	var out []*Option
	for _, o := range c.rivals(best) {
		if o.Monthly.Cmp(reach) <= 0 {
			out = append(out, o)
		}
	}
	return out, nil
}

// rivals are the other allowed options, the same product at the same price once.
func (c *Comparison) rivals(best *Option) []*Option {
	var out []*Option
next:
	for _, o := range c.allowed() {
		if o == best || o.Alike(best) {
			continue
		}
		for _, p := range out {
			if p.Alike(o) {
				continue next
			}
		}
		out = append(out, o)
	}
	return out
}

// nearer compares distances in percent of the load.
func nearer(a, b *breakeven.Flip) bool {
	size := func(f *breakeven.Flip) exact.Num {
		if f.Percent.Sign() < 0 {
			return f.Percent.Neg()
		}
		return f.Percent
	}
	return size(a).Less(size(b))
}
