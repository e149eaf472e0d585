package played

import (
	"fmt"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/reports"
)

// ReplayReport is a replayed trace as one finished answer.
func ReplayReport(product *pricing.Product, y capacity.Play, name string, m *model.Replayed, p reports.Provenance) (*reports.Report, error) {
	r := m.Result
	d := &Data{Product: product.Key(), Load: "trace " + name, Requests: r.Requests, Seconds: digits(r.Seconds), Method: r.Basis.String(), Validity: r.Basis.Validity}
	count := func(key, label, unit string, x float64) {
		d.Figures = append(d.Figures, Figure{Key: key, Label: label, Unit: unit, Simulated: some(x)})
	}
	count("cold_starts", "requests that wait for a start", "requests", float64(r.Cold))
	count("cold_share", "share of the served requests", "", r.ColdShare())
	count("throttled", "requests refused", "requests", float64(r.Throttled))
	count("alive", "instances alive, mean", "instances", r.MeanAlive)
	count("busy", "requests in service, mean", "requests", r.MeanBusy)
	count("busy_peak", "requests in service, most", "requests", float64(r.PeakBusy))
	t := table(d.Figures)
	t.Columns, t.Columns[1].Title = t.Columns[:2], "Counted"
	for i := range t.Rows {
		t.Rows[i].Cells = t.Rows[i].Cells[:2]
	}
	out := &reports.Report{Kind: Kind, Title: "Trace replayed on " + product.Title, Data: d, Provenance: p, Sections: []reports.Section{{Table: t}},
		Answer: []string{fmt.Sprintf("%d of %d requests wait for a start (%s) on %s.", r.Cold, r.Requests, percent(r.ColdShare()), product.Title)}}
	out.Notes = []reports.Note{{ID: "platform", Level: reports.NoteInfo, Text: platform(&model.Simulation{Play: y})}, {ID: "method", Level: reports.NoteInfo, Text: "counted request by request on the trace, no model between; the first request finds no instance and is among the starts"}}
	return out, out.Validate()
}
