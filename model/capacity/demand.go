package capacity

import (
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Demand is the load as figures of the graph.
type Demand struct {
	Month    formula.Node // length of the billing month
	OneMonth formula.Node // the month itself
	Requests formula.Node // requests of the month
	Slot     formula.Node // how much of the month one slot stands for
	Rate     formula.Node // series: requests per second in each slot
	Profile  traffic.Profile
}

var (
	requestUnit, _ = unit.Parse("request")
	rateUnit, _    = unit.Parse("request/s")
	hourUnit, _    = unit.Parse("h")
	perCent, _     = unit.Parse("%")
)

// NewDemand spreads the month's requests over the slots of the profile. The sum
// is kept exactly: the weights are whole numbers and the shares fractions of
// their sum.
func NewDemand(in *Inputs, p traffic.Profile) *Demand {
	g := in.G
	d := &Demand{Profile: p, Month: in.Get("month", "length of the billing month", in.S.Month, "730h", "8,760 hours of a year by 12, the month most price lists use"),
		OneMonth: g.Leaf(formula.Assumed, "1 month", unit.Unit{Name: "month", Dim: "month", Factor: exact.One}, formula.Leaf{Key: "const:1 month", Value: exact.One, Reason: "an estimate covers one billing month"})}
	r := in.Get("workload.requests", "requests", in.S.Workload.Requests, "0 requests/month", "never used: the scenario must state it")
	switch r.Unit().Dim {
	case "request/month":
		d.Requests = g.Product("requests of the month", r, d.OneMonth).As(requestUnit)
	case "request/s":
		d.Requests = g.Product("requests of the month", r, d.Month).As(requestUnit)
	default:
		d.Requests = r
	}
	slots := make([]exact.Num, len(p.Weights))
	total := exact.Int(p.Total())
	for i, w := range p.Weights {
		slots[i], _ = exact.Int(w).Quo(total)
	}
	share := g.Leaf(formula.Given, "share of the month's requests", unit.None, formula.Leaf{Key: "workload.load", File: in.S.Path, Slots: slots,
		Source: formula.Source{Title: p.Source.Kind + ": " + p.Name, Note: p.Source.Where}})
	n := g.Leaf(formula.Given, "slots", unit.None, formula.Leaf{Key: "workload.load.slots", File: in.S.Path, Value: exact.Int(int64(len(slots)))})
	d.Slot = g.Quotient("time of one slot in the month", d.Month, n).As(hourUnit)
	d.Rate = g.Quotient("request rate", g.Product("requests of the slot", d.Requests, share), d.Slot).As(rateUnit)
	return d
}

// BusyLoad is the mean number of requests in service in each slot.
func (d *Demand) BusyLoad(in *Inputs) formula.Node {
	return in.G.Quotient("requests in service", in.G.Product("request-seconds per second", d.Rate, in.Duration()), in.oneRequest())
}

// OverMonth turns a series of counts into time over the month: instance-hours.
func (d *Demand) OverMonth(in *Inputs, label string, n formula.Node) formula.Node {
	return in.G.Product(label, in.G.Total(label+", slots", n), d.Slot).As(hourUnit)
}
