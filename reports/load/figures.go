package load

import (
	"strconv"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/reports"
)

func data(l model.Load) *Data {
	p := l.Profile
	s := p.Stats()
	d := &Data{Name: p.Name, Source: strings.TrimSpace(p.Source.Kind + " " + p.Source.Where), Counted: p.Counted, Slots: s.Slots, SlotSeconds: p.Slot.Seconds(), Coverage: p.Coverage,
		Total: s.Total, Mean: digits(s.Mean), P50: s.P50, P95: s.P95, Peak: s.Peak, PeakAt: when(p, s.PeakSlot), PeakToMean: digits(s.PeakToMean), IdleShare: digits(s.IdleShare), Weights: p.Weights, Notes: p.Notes}
	if !p.Typical() {
		d.Start = p.Start.UTC().Format("2006-01-02T15:04:05Z")
	}
	for _, g := range p.Gaps {
		d.Gaps = append(d.Gaps, GapData(g))
	}
	if l.Requests > 0 {
		d.Month, d.MeanRate, d.PeakRate = some(l.Requests), some(l.Requests/l.Month.Seconds()), some(peak(l.Rates))
		for _, r := range l.Rates {
			d.Rates = append(d.Rates, digits(r))
		}
	} else if m, ok := p.MonthTotal(month); ok {
		d.Month, d.MeanRate, d.PeakRate = some(m), some(s.MeanRate), some(s.PeakRate)
	}
	if p.Counted && s.Known > 1 {
		d.Between = some(s.SlotDispersion)
	}
	if x, ok := p.MeanDispersion(); ok {
		d.Inside, d.Window = some(x), p.DispersionWindow.Seconds()
	}
	if b := p.Burst; b != nil {
		d.Burst = &BurstData{On: b.On.Seconds(), Off: b.Off.Seconds(), Factor: b.Factor}
	}
	d.Duration, d.Bytes = distribution(p.Duration), distribution(p.ResponseBytes)
	return d
}

func some(x float64) *float64 {
	x = digits(x)
	return &x
}

func peak(rates []float64) float64 {
	most := 0.0
	for _, r := range rates {
		most = max(most, r)
	}
	return most
}

func distribution(d *traffic.Distribution) *Distribution {
	if d == nil {
		return nil
	}
	out := &Distribution{Count: d.Count, Unit: d.Unit, Mean: digits(d.Mean), Quantiles: map[string]string{}, Method: d.Method}
	for _, q := range d.Quantiles {
		out.Quantiles[strconv.FormatFloat(q.P, 'g', -1, 64)] = strconv.FormatFloat(digits(q.Value), 'f', -1, 64)
	}
	return out
}

// figures is the table: a name, a value with its unit, and what it drives.
func figures(l model.Load, d *Data) *reports.Table {
	t := &reports.Table{ID: "figures", Columns: []reports.Column{{Key: "figure", Title: "Figure"}, {Key: "value", Title: "Value", Kind: reports.KindQuantity}, {Key: "meaning", Title: "What it says", Priority: 1}}}
	add := func(name string, x *float64, unit, means string) {
		cell := reports.Missing(reports.StateUnknown)
		if x != nil {
			cell = reports.Quantity(number(*x), unit)
		}
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(name), cell, reports.Words(means)}})
	}
	const unit = "requests a slot"
	if d.Counted {
		add("requests in the period", some(float64(d.Total)), "requests", "the sum, kept to the request")
	}
	if d.Month != nil {
		add("requests a month", d.Month, "requests", monthWords(l))
		add("mean rate", d.MeanRate, "request/s", "what a bill by the request follows")
		add("peak rate", d.PeakRate, "request/s", "what a fleet is sized for; "+d.PeakAt)
	}
	if d.Counted {
		add("mean slot", &d.Mean, unit, "")
		add("p95 slot", &d.P95, unit, "95 % of the slots carry at most this")
		add("peak slot", some(float64(d.Peak)), unit, d.PeakAt)
	} else {
		share := d.P95 / d.Mean
		add("p95 / mean", &share, "", "95 % of the slots carry at most this")
	}
	add("peak / mean", &d.PeakToMean, "", "1 is steady; high favours what scales to zero")
	idle := 100 * d.IdleShare
	add("idle slots", some(idle), "%", "time in which instances wait for nothing")
	if d.Counted {
		add("dispersion between slots", d.Between, "", "variance over mean of the slots; 1 is an even random stream")
		add("dispersion inside slots", d.Inside, "", inside(d))
	}
	if b := d.Burst; b != nil {
		add("bursts", &b.Factor, "× mean", "for "+plain(b.On)+" s, then "+plain(b.Off)+" s of quiet, on average")
	}
	coverage := 100 * d.Coverage
	add("coverage", some(coverage), "%", "share of the period the source has data for")
	rows(add, "duration", l.Profile.Duration)
	rows(add, "response", l.Profile.ResponseBytes)
	return t
}

func monthWords(l model.Load) string {
	if l.Requests > 0 {
		return "the scenario's"
	}
	return "730 h at the mean rate of what was seen"
}

func inside(d *Data) string {
	if d.Inside == nil {
		return "not measured; cold starts are computed for a random stream"
	}
	return "weighted by load, in windows of " + plain(d.Window) + " s; above 1 is bursty"
}

// rows are mean and percentiles of a measured quantity.
func rows(add func(string, *float64, string, string), name string, d *traffic.Distribution) {
	if d == nil {
		return
	}
	add(name+", mean", &d.Mean, d.Unit, group(float64(d.Count), 0)+" measured")
	for _, q := range []struct {
		p    float64
		name string
	}{{0.5, "p50"}, {0.95, "p95"}, {0.99, "p99"}} {
		if v, ok := d.Quantile(q.p); ok {
			add(name+", "+q.name, &v, d.Unit, "")
		}
	}
}
