package capacity

import (
	"fmt"

	"github.com/sovcost/sovcost/model/capacity/coldstart"
	"github.com/sovcost/sovcost/model/capacity/service"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Latency is the time to answer on a platform whose requests never queue, with
// cold starts and without, and what cold starts do to the budget.
type Latency struct {
	Percentiles []Percentile
	OverBudget  formula.Node // share of requests that wait longer for a start than the budget; zero Node without one
	Method      string
}

// Percentile is one percentile with and without cold starts.
type Percentile struct {
	Name       string // p50, p95, p99
	Warm, With formula.Node
}

var secondUnit, _ = unit.Parse("s")

// coldShares are the cold shares, in percent, at which percentiles are solved:
// dense where p99 and p95 begin to see cold starts (1 % and 5 %).
var coldShares = []string{"0", "0.01", "0.02", "0.05", "0.1", "0.2", "0.3", "0.5", "0.7", "0.8", "0.9", "0.95", "0.98", "1", "1.02", "1.05", "1.1", "1.2", "1.5", "2", "3", "4", "4.5", "4.9", "5", "5.1", "5.5", "6", "8",
	"10", "15", "20", "30", "40", "45", "50", "55", "60", "80", "100"}

// newLatency reads the percentiles as tables of the cold share, so that they
// follow the load wherever the graph is read.
func newLatency(in *Inputs, d *Demand, share formula.Node) (*Latency, error) {
	g := in.G
	v, err := g.Evaluate(nil, in.Duration(), in.Init(), share)
	if err != nil {
		return nil, err
	}
	warm, words, err := serviceLaw(d.Profile.Duration, v.Base(in.Duration()).Float())
	if err != nil {
		return nil, err
	}
	cold, err := warm.Plus(v.Base(in.Init()).Float())
	if err != nil {
		return nil, err
	}
	l := &Latency{Method: words + "; a cold request takes the time to start longer; no request queues"}
	for _, q := range []struct {
		name string
		at   float64
	}{{"p50", 0.5}, {"p95", 0.95}, {"p99", 0.99}} {
		t, err := in.percentiles(q.name, q.at, warm, cold, v.Base(share), l.Method)
		if err != nil {
			return nil, err
		}
		without := g.Leaf(formula.Solved, q.name+" without cold starts", secondUnit, formula.Leaf{Key: "latency." + q.name + ".warm", Value: t.Points[0].Y, Reason: words})
		with := g.Lookup(q.name+" with cold starts", secondUnit, share, t)
		l.Percentiles = append(l.Percentiles, Percentile{q.name, without, with})
	}
	if b := in.S.Workload.ColdBudget; b.IsSet() {
		missed := g.Lookup("a start takes longer than the budget", unit.None, in.Init(), budgetTable(b.Base()))
		l.OverBudget = g.Product("requests that wait longer than the budget", share, missed).As(perCent)
	}
	return l, nil
}

// percentiles is the table of one percentile; base is the scenario's own share.
func (in *Inputs) percentiles(name string, q float64, warm, cold service.Law, base exact.Num, method string) (*formula.Table, error) {
	id := name + " " + base.String()
	if t, ok := in.latency[id]; ok { // options on one platform wait alike
		return t, nil
	}
	t := &formula.Table{ID: "latency-" + name, Title: name + " by cold share", X: perCent, Y: secondUnit, Mode: formula.Linear, Method: method,
		Domain: "solved for the scenario's own duration and start", Fixed: []string{"workload.duration", "workload.init"}}
	for _, x := range sharesWith(base) {
		at, err := coldstart.Latency{Warm: warm, Cold: cold, ColdShare: x.Float()}.Quantile(q)
		if err != nil {
			return nil, fmt.Errorf("%s at a cold share of %s: %w", name, x, err)
		}
		t.Points = append(t.Points, formula.Point{X: x, Y: short(at)})
	}
	in.latency[id] = t
	return t, nil
}

// sharesWith are the shares of the tables, in order, with the base case among
// them.
func sharesWith(base exact.Num) []exact.Num {
	var out []exact.Num
	placed := base.Sign() < 0 || exact.One.Less(base)
	for _, text := range coldShares {
		x, _ := exact.MustParse(text).Quo(exact.Int(100))
		if !placed && !x.Less(base) {
			placed = true
			if !x.Equal(base) {
				out = append(out, base)
			}
		}
		out = append(out, x)
	}
	return out
}

// serviceLaw is the busy time of a request: as measured, scaled to the
// scenario's mean, else exponential.
func serviceLaw(d *traffic.Distribution, mean float64) (service.Law, string, error) {
	if d != nil && d.Mean > 0 && len(d.Quantiles) > 2 && d.Quantiles[0].P == 0 && d.Quantiles[len(d.Quantiles)-1].P == 1 {
		var points []service.Point
		for _, q := range d.Quantiles {
			points = append(points, service.Point{Q: q.P, T: q.Value})
		}
		law, err := service.FromPoints(points)
		if err == nil && law.Mean() > 0 {
			scale := mean / law.Mean()
			for i := range points {
				points[i].T *= scale
			}
			law, err = service.FromPoints(points)
		}
		if err == nil {
			return law, "durations as the profile measured them, scaled to the scenario's mean", nil
		}
	}
	law, err := service.Exponential(mean)
	return law, "exponential durations (the profile measured none): p99 is 4.6 times the mean", err
}

// budgetTable is 0 up to the budget and 1 above it.
func budgetTable(budget exact.Num) *formula.Table {
	above := budget.Mul(exact.Int(2))
	if budget.IsZero() {
		above = exact.One
	}
	return &formula.Table{ID: "cold-budget", Title: "1 when a start takes longer than the budget", X: secondUnit, Y: unit.None, Mode: formula.StepUp,
		Points: []formula.Point{{X: budget}, {X: above, Y: exact.One}}, Method: "workload.init against workload.cold_budget", Domain: "1 above the budget"}
}
