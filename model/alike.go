package model

import (
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/sovereignty"
)

// Likeness is everything in which two options must agree to be one option in two
// places: one provider selling one product at one price under one verdict. Equal
// values are alike.
type Likeness struct {
	provider, kind, product, nodes string
	status                         Status
	monthly                        exact.Key
	gaps                           int
	verdict                        sovereignty.Verdict
	binding                        string
}

// Likeness is what the option has in common with its twins.
func (o *Option) Likeness() Likeness {
	l := Likeness{provider: o.Provider, kind: o.Kind, product: o.Product.ID, status: o.Status, monthly: o.Monthly.Key(), gaps: len(o.Gaps), verdict: o.Verdict()}
	if o.Nodes != nil {
		l.nodes = o.Nodes.ID
	}
	if b, ok := o.Assessment.Binding(); ok {
		l.binding = b.ID()
	}
	return l
}

// Alike reports whether two options differ in nothing but the place.
func (o *Option) Alike(p *Option) bool { return o.Likeness() == p.Likeness() }

// Twins groups options that are alike, the groups and their members in the order
// given.
func Twins(options []*Option) [][]*Option {
	var out [][]*Option
	place := map[Likeness]int{}
	for _, o := range options {
		l := o.Likeness()
		i, ok := place[l]
		if !ok {
			i = len(out)
			place[l], out = i, append(out, nil)
		}
		out[i] = append(out[i], o)
	}
	return out
}
