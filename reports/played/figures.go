package played

import (
	"math"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/capacity/simulate"
	"github.com/sovcost/sovcost/reports"
)

// figures are the results in reading order.
func figures(m *model.Simulation) ([]Figure, error) {
	r, f := m.Result, m.Formula
	formula := func(get func() float64) *float64 {
		if f == nil {
			return nil
		}
		return some(get())
	}
	out := []Figure{
		estimate("cold_share", "requests that wait for a start", "", r.ColdShare, formula(func() float64 { return f.ColdShare })),
		estimate("throttled", "requests refused at the limit", "", r.Throttled, formula(func() float64 { return f.Throttled })),
		estimate("alive", "instances alive, mean", "instances", r.MeanAlive, formula(func() float64 { return f.MeanAlive })),
		estimate("busy", "requests in service, mean", "requests", r.MeanBusy, formula(func() float64 { return f.MeanBusy })),
		estimate("busy_instances", "instances that serve a request, mean", "instances", r.BusyAlive, nil),
	}
	for _, q := range []struct {
		key, label string
		at         float64
	}{{"alive_p95", "instances alive, p95", 0.95}, {"alive_p99", "instances alive, p99", 0.99}} {
		n, err := r.AlivePercentile(q.at)
		if err != nil {
			return nil, err
		}
		x := Figure{Key: q.key, Label: q.label, Unit: "instances", Simulated: some(float64(n))}
		if f != nil {
			if n, err = f.AlivePercentile(q.at); err != nil {
				return nil, err
			}
			x.Formula = some(float64(n))
		}
		out = append(out, x)
	}
	out = append(out, Figure{Key: "alive_peak", Label: "instances alive, most", Unit: "instances", Simulated: some(float64(r.PeakAlive))})
	times, err := latencies(m)
	return append(out, times...), err
}

// latencies are response times: with cold starts as played and by formula, and
// the formula without them.
func latencies(m *model.Simulation) ([]Figure, error) {
	r, f := m.Result, m.FormulaTime
	var mean *float64
	if f != nil {
		mean = some(f.Mean())
	}
	out := []Figure{estimate("latency_mean", "time to answer, mean", "s", r.MeanLatency, mean)}
	for _, q := range []struct {
		key, label string
		at         float64
	}{{"p50", "time to answer, p50", 0.5}, {"p95", "time to answer, p95", 0.95}, {"p99", "time to answer, p99", 0.99}, {"p999", "time to answer, p99.9", 0.999}} {
		t, err := r.LatencyPercentile(q.at)
		if err != nil {
			return nil, err
		}
		x := Figure{Key: "latency_" + q.key, Label: q.label, Unit: "s", Simulated: some(t)}
		if f != nil {
			if t, err = f.Quantile(q.at); err != nil {
				return nil, err
			}
			x.Formula = some(t)
		}
		out = append(out, x)
	}
	return out, nil
}

// some is a known number; what is not a number is unknown.
func some(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	x = digits(x)
	return &x
}

func estimate(key, label, unit string, e simulate.Estimate, formula *float64) Figure {
	f := Figure{Key: key, Label: label, Unit: unit, Simulated: some(e.Value), StdErr: some(e.StdErr), Low: some(e.Low), High: some(e.High), Formula: formula}
	if formula != nil && e.StdErr > 0 {
		f.Apart = some(math.Abs(e.Value-*formula) / e.StdErr)
	}
	return f
}

func table(figures []Figure) *reports.Table {
	t := &reports.Table{ID: "figures", Columns: []reports.Column{{Key: "figure", Title: "Figure"}, {Key: "simulated", Title: "Simulated", Kind: reports.KindQuantity}, {Key: "low", Title: "95 % from", Kind: reports.KindQuantity},
		{Key: "high", Title: "to", Kind: reports.KindQuantity}, {Key: "formula", Title: "Formula", Kind: reports.KindQuantity}, {Key: "apart", Title: "Apart (std. errors)", Kind: reports.KindQuantity, Priority: 1}}}
	for _, f := range figures {
		unit, scale := f.Unit, 1.0
		if unit == "" {
			unit, scale = "%", 100
		}
		cell := func(x *float64, missing reports.State) reports.Cell {
			if x == nil {
				return reports.Missing(missing)
			}
			return reports.Quantity(number(digits4(*x*scale)), unit)
		}
		apart := reports.Missing(reports.StateNotApplicable)
		if f.Apart != nil {
			apart = reports.Quantity(number(math.Round(*f.Apart*10)/10), "")
		}
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(f.Label), cell(f.Simulated, reports.StateUnknown), cell(f.Low, reports.StateNotApplicable), cell(f.High, reports.StateNotApplicable), cell(f.Formula, reports.StateNotApplicable), apart}})
	}
	return t
}
