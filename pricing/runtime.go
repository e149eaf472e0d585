package pricing

import (
	"slices"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Runtime is how a platform that starts instances on demand behaves. Providers
// document little of it and change it without notice, so every figure carries
// its source and date; what is not known stays empty.
type Runtime struct {
	KeepAlive    unit.Quantity `toml:"keep_alive"`    // an idle instance is kept this long
	MaxInstances unit.Quantity `toml:"max_instances"` // most instances at once; requests over it are refused
	Burst        unit.Quantity `toml:"burst"`         // instances that may be started at once …
	BurstRate    unit.Quantity `toml:"burst_rate"`    // … and how quickly that allowance comes back, per second
	Routing      string        `toml:"routing"`       // which idle instance takes a request, see Routings

	Source     string                `toml:"source"`
	AsOf       factsheet.PartialDate `toml:"as_of"` // overrides the source's
	Confidence string                `toml:"confidence"`
	Note       string                `toml:"note"`
}

// Routings are the known ways to choose among idle instances.
func Routings() []string {
	return []string{"most recent", "least recent", "random", "fullest", "emptiest"}
}

// runtime checks the platform facts of a product.
func (c *checker) runtime(p *Product) {
	r := p.Runtime
	if r == nil {
		return
	}
	key := p.key + ".runtime"
	for _, f := range []struct {
		name, like string
		q          unit.Quantity
	}{{"keep_alive", "600s", r.KeepAlive}, {"max_instances", "1000 instances", r.MaxInstances}, {"burst", "1000 instances", r.Burst}, {"burst_rate", "100/s", r.BurstRate}} {
		if !f.q.IsSet() {
			continue
		}
		want, err := unit.ParseQuantity(f.like)
		if err == nil && f.q.Unit.Dim != want.Unit.Dim {
			c.add(key+"."+f.name, "for example \""+f.like+"\"", "%q has the wrong kind of unit", f.q)
		} else if f.q.Value.Sign() < 0 {
			c.add(key+"."+f.name, "for example \""+f.like+"\"", "%q is negative", f.q)
		}
	}
	if r.Routing != "" && !slices.Contains(Routings(), r.Routing) {
		c.add(key+".routing", "one of: "+strings.Join(Routings(), ", "), "%q is not known", r.Routing)
	}
	c.sourced(key, r.Source, r.Confidence)
}

// RuntimeSource is where the product's platform facts come from.
func (p *Product) RuntimeSource() formula.Source {
	r := p.Runtime
	if r == nil {
		return formula.Source{}
	}
	return p.Sheet.Provenance(r.Source, r.AsOf, r.Confidence, r.Note)
}
