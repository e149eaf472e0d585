package played

import (
	"fmt"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/reports"
)

// PodsReport is a simulated group of replicas as one finished answer.
func PodsReport(m *model.PodSimulation, p reports.Provenance) (*reports.Report, error) {
	r := m.Result
	d := &Data{Product: m.Product.Key(), Load: m.Words, Seed: m.Run.Seed, Requests: r.Requests, Seconds: digits(r.Seconds), Batches: m.Run.Batches, Method: r.Basis.String(), Validity: r.Basis.Validity,
		Assumption: "the plan knows the profile and sizes every slot for its mean rate; the autoscaler only reacts"}
	if d.Batches == 0 {
		d.Batches = 20
	}
	plan := some(m.PlanMean)
	if m.Run.Batches == 0 {
		plan = nil // one rate was played, the plan is of the profile
	}
	d.Figures = []Figure{
		estimate("pods", "replicas, mean", "replicas", r.MeanPods, plan),
		{Key: "pods_peak", Label: "replicas, most", Unit: "replicas", Simulated: some(float64(r.PeakPods)), Formula: some(m.PlanPeak)},
		estimate("ready", "replicas ready, mean", "replicas", r.MeanReady, nil),
		estimate("busy", "requests in service, mean", "requests", r.MeanBusy, nil),
		estimate("waited", "requests that do not start at once", "", r.Waited, nil),
		estimate("refused", "requests refused, queue full", "", r.Refused, nil),
		estimate("timed_out", "requests that leave unserved", "", r.TimedOut, nil),
	}
	if m.Pods.PodsPerNode > 0 {
		d.Figures = append(d.Figures, estimate("nodes", "nodes, mean", "nodes", r.MeanNodes, nil), Figure{Key: "nodes_peak", Label: "nodes, most", Unit: "nodes", Simulated: some(float64(r.PeakNodes))})
	}
	d.Figures = append(d.Figures, estimate("latency_mean", "time to answer, mean", "s", r.MeanLatency, nil))
	for _, q := range []struct {
		name string
		at   float64
	}{{"p50", 0.5}, {"p95", 0.95}, {"p99", 0.99}, {"p99.9", 0.999}} {
		t, err := r.LatencyPercentile(q.at)
		if err != nil {
			return nil, err
		}
		d.Figures = append(d.Figures, Figure{Key: "latency_" + q.name, Label: "time to answer, " + q.name, Unit: "s", Simulated: some(t)})
	}
	t := table(d.Figures)
	t.Columns[4].Title = "Plan"
	out := &reports.Report{Kind: Kind, Title: "Replicas of " + m.Product.Title, Data: d, Provenance: p, Sections: []reports.Section{{Table: t}}}
	out.Answer = []string{fmt.Sprintf("%.4g replicas on average, %d at most, and %s of the requests wait for one, under %s at %s.", r.MeanPods.Value, r.PeakPods, percent(r.Waited.Value), scalerName(m.Autoscaler), m.Words)}
	notes := []string{
		fmt.Sprintf("%s requests in %s, seed %d, %d batches; the same inputs give the same figures on every machine", formula.Group(fmt.Sprint(r.Requests)), hours(r.Seconds), d.Seed, d.Batches),
		fmt.Sprintf("%d requests a replica, filled to %.4g %%, %.4g s to start; %s with its documented defaults", max(1, m.Pods.Concurrency), 100*m.Target, m.Pods.PodStart, scalerName(m.Autoscaler)),
		d.Assumption,
	}
	if m.Pods.PodsPerNode == 0 {
		notes = append(notes, "nodes are taken to be there; --pods-per-node and --node-start play them, too")
	}
	for i, text := range append(notes, r.Basis.Validity...) {
		out.Notes = append(out.Notes, reports.Note{ID: fmt.Sprintf("note-%d", i+1), Level: reports.NoteInfo, Text: text})
	}
	return out, out.Validate()
}

func scalerName(name string) string {
	if name == "knative" {
		return "Knative's autoscaler"
	}
	return "Kubernetes' autoscaler"
}
