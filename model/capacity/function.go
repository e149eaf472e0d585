package capacity

import (
	"fmt"
	"math"
	"slices"

	"github.com/sovcost/sovcost/model/capacity/coldstart"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// Function is a function platform under the load.
type Function struct {
	Inputs    map[string]formula.Node // for the product's rules
	ColdStart formula.Node            // cold starts of the month (requests)
	ColdShare formula.Node            // share of the requests that wait for a start
	ColdTime  formula.Node            // billed time of the starts
	Alive     float64                 // mean instances alive at the peak slot, for density
	Method    string
}

// NewFunction meters a function: requests and busy time follow the load by
// Little's law, cold starts by the exact keep-alive model in each slot.
func NewFunction(in *Inputs, d *Demand) (*Function, error) {
	g := in.G
	f := &Function{Inputs: map[string]formula.Node{"requests": d.Requests, "duration": in.Duration(), "memory": in.Memory(), "vcpu": in.VCPU()}}
	keep := in.Get("workload.keep_alive", "idle time before an instance is dropped", in.S.Workload.KeepAlive, "600s",
		"about ten minutes in the Lambda measurements of 2020 (pacslab/simfaas); no provider documents it")
	start := in.Get("workload.init", "time to start an instance", in.S.Workload.Init, "171ms",
		"mean init of a 1 KB Node 18 package at 256 MB on Lambda, one public measurement (n = 100); measure yours, 64 MB packages took 3.1 s")
	table, err := coldTable(in, d, keep)
	if err != nil {
		return nil, err
	}
	rate := g.Lookup("cold starts a second", rateUnit, d.Rate, table)
	f.ColdStart = g.Product("cold starts", g.Total("cold starts a second, slots", rate), d.Slot).As(requestUnit)
	f.ColdTime = g.Quotient("time of cold starts", g.Product("starts × time to start", f.ColdStart, start), in.oneRequest())
	f.ColdShare = g.Quotient("cold start share", f.ColdStart, g.Max("requests, at least one", d.Requests, in.oneRequest())).As(perCent)
	f.Inputs["cold_time"] = f.ColdTime
	f.Method = table.Method
	if in.S.Workload.Provisioned.IsSet() {
		f.Inputs["provisioned"] = in.Get("workload.provisioned", "instances kept warm", in.S.Workload.Provisioned, "0", "")
		f.Inputs["provisioned_time"] = d.Month
	}
	return f, nil
}

// coldPoints are the request rates per second at which the model is solved,
// besides the rates of the scenario itself: four a decade.
const (
	coldFrom, coldTo = -6, 4
	coldPerDecade    = 4
)

// coldTable solves cold starts per second as a function of the request rate. It
// is a rate, not a share, because a rate is what adds up over slots. Between the
// points the curve is joined by straight lines; the slots of the base case are
// points themselves, so there the figure is the model's own.
func coldTable(in *Inputs, d *Demand, keep formula.Node) (*formula.Table, error) {
	if in.cold != nil {
		return in.cold, nil
	}
	v, err := in.G.Evaluate(nil, d.Rate, in.Duration(), keep)
	if err != nil {
		return nil, err
	}
	p := coldstart.Platform{Service: v.Base(in.Duration()).Float(), KeepAlive: v.Base(keep).Float()}
	if q := in.S.Workload.Provisioned; q.IsSet() {
		p.Provisioned = int(q.Base().Float())
	}
	rates := []exact.Num{exact.Zero}
	rates = append(rates, v.SlotsOf(d.Rate)...)
	for e := coldFrom * coldPerDecade; e <= coldTo*coldPerDecade; e++ {
		r := math.Pow(10, float64(e)/coldPerDecade)
		if r*p.Service < 5000 {
			rates = append(rates, short(r))
		}
	}
	slices.SortFunc(rates, exact.Num.Cmp)
	rates = slices.CompactFunc(rates, exact.Num.Equal)
	t := &formula.Table{ID: "cold-starts", Title: "cold starts a second", X: rateUnit, Y: rateUnit, Mode: formula.Linear,
		Method: "exact keep-alive model (Poisson arrivals, exponential service, most recently used instance first), solved slot by slot",
		Domain: "straight lines between the solved rates; above the last one the last value holds"}
	for _, r := range rates {
		y := exact.Zero
		if r.Sign() > 0 {
			res, err := coldstart.Steady(p, r.Float())
			if err != nil {
				return nil, fmt.Errorf("cold starts at %s requests a second: %w", r, err)
			}
			y = short(res.ColdPerSecond())
		}
		t.Points = append(t.Points, formula.Point{X: r, Y: y})
	}
	in.cold = t
	return t, nil
}

// short keeps twelve significant digits of a solved figure: more than the model
// holds, few enough that exact arithmetic stays fast and a workbook cell can
// show them all.
func short(f float64) exact.Num {
	if f == 0 || math.IsNaN(f) || math.IsInf(f, 0) {
		return exact.Zero
	}
	digits := 11 - int(math.Floor(math.Log10(math.Abs(f))))
	q, ok := exact.FromFloat(f)
	if !ok {
		return exact.Zero
	}
	return q.Round(min(max(digits, 0), 18))
}

// Gateway meters the HTTP front of functions.
func Gateway(d *Demand) map[string]formula.Node {
	return map[string]formula.Node{"requests": d.Requests}
}
