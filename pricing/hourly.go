package pricing

import (
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Hourly is what one piece of a server product costs for an hour when it runs
// for a month of 730 hours, at list price: all its meters, with their caps, and
// without free tiers. ok is false when it is not priced or needs more than
// instances and instance_time. It is for ranking sizes; an estimate bills them.
func (p *Product) Hourly() (amount exact.Num, ok bool) {
	g := formula.New()
	hours := quantityOf("730 h")
	a := &Account{G: g, Month: g.Given("month", "month", hours)}
	given := map[string]formula.Node{
		"instances":     g.Given("instances", "instances", quantityOf("1")),
		"instance_time": g.Given("instance_time", "instance time", hours),
	}
	u := Use{Product: p, Inputs: map[string]formula.Node{}}
	for name, n := range given {
		if _, has := p.Input(name); has {
			u.Inputs[name] = n
		}
	}
	if p.Status != Offered || !p.Usable(u.Inputs) {
		return exact.Zero, false
	}
	a.Add(u)
	e, err := a.Bill(p.Sheet)
	if err != nil || len(e.Gaps) > 0 || !e.Total.OK() {
		return exact.Zero, false
	}
	v, err := g.Evaluate(nil, e.Total)
	if err != nil {
		return exact.Zero, false
	}
	return v.Of(e.Total).Mul(exact.Int(730).Inv()), true
}

func quantityOf(text string) unit.Quantity {
	q, _ := unit.ParseQuantity(text)
	return q
}
