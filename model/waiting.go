package model

import (
	"fmt"

	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/pricing/formula"
)

// waiting are the figures of what requests of a function wait for.
func waiting(f *capacity.Function) []Figure {
	var out []Figure
	for _, p := range f.Latency.Percentiles {
		out = append(out, Figure{p.Name + "_warm", p.Name + " without cold starts", p.Warm, f.Latency.Method}, Figure{p.Name, p.Name + " with cold starts", p.With, f.Latency.Method})
	}
	if f.Latency.OverBudget.OK() {
		out = append(out, Figure{"over_budget", "requests that wait longer for a start than the budget", f.Latency.OverBudget, f.Method})
	}
	if f.Throttled.OK() {
		out = append(out, Figure{"throttled", "requests refused at the limit of instances", f.Throttled, f.Method})
	}
	return out
}

// warnOfWaiting says where requests are refused, wait too long, or find replicas
// too full to follow a rise.
func (e *engine) warnOfWaiting(o *Option) {
	for _, f := range o.Figures {
		if f.Node.Op() == formula.Solved && f.Key != "headroom" {
			continue
		}
		v := o.values.Of(f.Node)
		switch f.Key {
		case "throttled":
			if least := v.Float(); least >= 1e-4 {
				o.Warnings = append(o.Warnings, fmt.Sprintf("%s %% of the requests are refused: the platform runs at most a limited number of instances at once; they are billed here as if they were served", v.Fixed(2)))
			}
		case "over_budget":
			if v.Sign() > 0 {
				o.Warnings = append(o.Warnings, fmt.Sprintf("%s %% of the requests wait longer for a start than the budget of %s", v.Round(4), e.s.Workload.ColdBudget))
			}
		case "headroom":
			target, ok := e.g.Find("sizing.target")
			if l, _ := target.Leaf(); ok && o.values.Base(f.Node).Less(l.Value) {
				o.Warnings = append(o.Warnings, fmt.Sprintf("the load rises quicker than replicas start: a group that only reacts keeps up when filled to %s %% at most", v.Fixed(0)))
			}
		}
	}
}

// headroom adds how full a group that only reacts may be, where a scale lag is
// stated.
func (e *engine) headroom(o *Option) {
	n, err := e.in.Headroom(e.demand)
	if err == nil && n.OK() {
		o.Figures = append(o.Figures, Figure{"headroom", "most a reacting group may be filled to", n, "steepest rise of the profile within the scale lag"})
	}
}
