package capacity

import (
	"math"

	"github.com/sovcost/sovcost/model/capacity/fleet"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// lag is the time from a rise of the load to a replica that serves it, or a
// zero Node when replicas are taken to be there at once.
func (in *Inputs) lag() formula.Node {
	const label = "from a rise of the load to a replica that serves it"
	z := in.S.Sizing
	if z.Lag.IsSet() {
		return in.Get("sizing.lag", label, z.Lag, "", "")
	}
	switch z.Autoscaler {
	case "hpa":
		watch := in.Get("sizing.autoscaler.hpa", "Kubernetes' autoscaler sees a rise", unit.Quantity{}, "30s", "metrics every 15 s and a decision every 15 s: the defaults of the metrics server and of the HorizontalPodAutoscaler")
		return in.G.Sum(label, watch, in.Init())
	case "knative":
		watch := in.Get("sizing.autoscaler.knative", "Knative's autoscaler sees a rise", unit.Quantity{}, "8s", "a panic window of 6 s and a tick of 2 s: the defaults of config-autoscaler")
		return in.G.Sum(label, watch, in.Init())
	}
	return formula.Node{}
}

// ahead applies need to the highest rate within the scale lag: what must run at
// any time so that the load a lag later is served. The rate is constant within a
// slot, so replicas for the next slot stand ready for the last part of this one.
func (in *Inputs) ahead(d *Demand, need func(rate, busy formula.Node) formula.Node) formula.Node {
	lag := in.lag()
	if !lag.OK() {
		return need(d.Rate, d.BusyLoad(in))
	}
	g := in.G
	v, err := g.Evaluate(nil, lag)
	if err != nil {
		in.Fail(err)
		return formula.Node{}
	}
	slot := exact.Int(int64(d.Profile.Slot))
	slot, _ = slot.Quo(exact.Int(1_000_000_000))
	k := int(math.Floor(v.Base(lag).Float() / slot.Float()))
	k = min(k, len(d.Profile.Weights)-1)
	at := func(slots int) formula.Node {
		rate := d.highest(in, slots)
		return need(rate, in.G.Quotient("requests in service", in.G.Product("request-seconds per second", rate, in.Duration()), in.oneRequest()))
	}
	length := g.Leaf(formula.Given, "length of a slot", secondUnit, formula.Leaf{Key: "workload.load.slot_length", File: in.S.Path, Value: slot})
	from, to := g.Product("whole slots of the lag", length, g.Number(exact.Int(int64(k)), "whole slots", "the lag over the length of a slot")), g.Product("next whole slot", length, g.Number(exact.Int(int64(k+1)), "slots", "the lag over the length of a slot, rounded up"))
	late := g.Quotient("part of a slot in which the next one is prepared", g.Band("lag beyond whole slots", lag, from, to), length)
	early := g.Difference("rest of the slot", in.one(), late)
	return g.Sum("replicas, mean of the slot", g.Product("in the first part", early, at(k)), g.Product("in the last part", late, at(k+1)))
}

// highest is the largest rate among a slot and the next ones; a typical period
// begins again after its end.
func (d *Demand) highest(in *Inputs, next int) formula.Node {
	if next == 0 {
		return d.Rate
	}
	g, p := in.G, d.Profile
	n := len(p.Weights)
	total := exact.Int(p.Total())
	slots := make([]exact.Num, n)
	for i := range slots {
		most := p.Weights[i]
		for k := 1; k <= min(next, n-1); k++ {
			if j := i + k; j < n || p.Typical() {
				most = max(most, p.Weights[j%n])
			}
		}
		slots[i], _ = exact.Int(most).Quo(total)
	}
	key := "workload.load.ahead." + exact.Int(int64(next)).String()
	share := g.Leaf(formula.Given, "highest share of the requests within the scale lag", unit.None, formula.Leaf{Key: key, File: in.S.Path, Slots: slots, Source: formula.Source{Title: p.Source.Kind + ": " + p.Name, Note: p.Source.Where}})
	return g.Quotient("highest request rate within the scale lag", g.Product("requests of the slot", d.Requests, share), d.Slot).As(rateUnit)
}

// Headroom is how full replicas may at most be so that a group that only reacts
// keeps up with the steepest rise of the profile within the scale lag. It is a
// zero Node without a lag.
func (in *Inputs) Headroom(d *Demand) (formula.Node, error) {
	lag := in.lag()
	if !lag.OK() || len(d.Profile.Weights) < 2 {
		return formula.Node{}, nil
	}
	v, err := in.G.Evaluate(nil, lag)
	if err != nil {
		return formula.Node{}, err
	}
	rates := make([]float64, len(d.Profile.Weights))
	for i, w := range d.Profile.Weights {
		rates[i] = float64(w)
	}
	most, err := fleet.Headroom(rates, d.Profile.Slot.Seconds(), v.Base(lag).Float(), d.Profile.Typical(), false)
	if err != nil {
		return formula.Node{}, err
	}
	return in.G.Leaf(formula.Solved, "most a reacting group may be filled to", perCent, formula.Leaf{Key: "sizing.headroom", Value: short(100 * most),
		Reason: "the least of demand now over demand a scale lag later, on straight lines between the slots' middles"}), nil
}
