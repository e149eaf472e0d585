package model

import (
	"fmt"
	"slices"
	"strings"

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
	// Smoothed are quantities with too many steps to list, read as the line they
	// round: each at most one step too small.
	Smoothed []Smoothed
	// Stop says where the axis ended early, nil where it did not; see
	// Comparison.Stop.
	Stop *Stop
}

// Smoothed is a quantity rounded up in steps too many to list, and its step.
type Smoothed struct{ Label, Step string } // requests are counted without their unit

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
	for _, same := range Twins(options) {
		f.Options = append(f.Options, same[0])
		roots = append(roots, same[0].Total)
		if len(same) > 1 {
			f.Same[same[0]] = same[1:]
		}
	}
	if len(roots) == 0 {
		return nil, fmt.Errorf("no option is both priced and allowed")
	}
	fs, err := f.read(c.Graph, roots, from, to)
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

// read is exact; where steps are too many to list, once more with the finest of
// them read as lines: a meter that counts in tens, never a server.
func (f *Flips) read(g *formula.Graph, roots []formula.Node, from, to exact.Num) ([]*piecewise.Function, error) {
	fs, err := piecewise.ReadAll(g, roots, f.Axis, from, to, piecewise.Limits{})
	if err == nil {
		return fs, nil
	}
	again, e := piecewise.ReadAll(g, roots, f.Axis, from, to, piecewise.Limits{Smooth: func(n formula.Node, step exact.Num) bool {
		if !fine(g, n, step) {
			return false
		}
		q, _ := step.Quo(n.Unit().Factor)
		s := Smoothed{n.Label(), strings.TrimSpace(formula.Text(q) + " " + strings.TrimPrefix(n.Unit().Name, "request"))}
		if !slices.Contains(f.Smoothed, s) {
			f.Smoothed = append(f.Smoothed, s)
		}
		return true
	}})
	if e != nil || len(f.Smoothed) == 0 {
		return nil, err
	}
	return again, nil
}

// fine reports whether one step is nothing beside the quantity in the base case.
func fine(g *formula.Graph, n formula.Node, step exact.Num) bool {
	if n.IsSeries() {
		return false
	}
	v, err := g.Evaluate(nil, n)
	return err == nil && step.Mul(exact.Int(piecewise.SmoothSteps)).Less(v.Base(n))
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
