package load_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/load"
	"github.com/sovcost/sovcost/reports/text"
)

func counted() traffic.Profile {
	return traffic.Profile{Name: "shop", Slot: time.Hour, Start: time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC), Counted: true, Coverage: 0.75,
		Weights: []int64{100, 0, 0, 300}, Gaps: []traffic.Gap{{First: 2, Slots: 1, Reason: "collector was down"}},
		Dispersion: []float64{4, -1, -1, 8}, DispersionWindow: time.Minute,
		Duration: &traffic.Distribution{Count: 400, Unit: "s", Mean: 0.12, Quantiles: []traffic.Quantile{{P: 0.5, Value: 0.1}, {P: 1, Value: 2}}}}
}

// What is unknown is never a zero: the gap is left out of the means and named.
func TestFigures(t *testing.T) {
	r, err := load.Report(model.Load{Profile: counted()}, reports.Provenance{Tool: "sovcost"})
	if err != nil {
		t.Fatal(err)
	}
	d := r.Data.(*load.Data)
	if d.Total != 400 || d.PeakToMean != 2.25 || d.IdleShare != 0.333333333 || *d.Inside != 7 || d.Window != 60 {
		t.Errorf("figures: %+v", d)
	}
	if want := 97333.3333; *d.Month != want {
		t.Errorf("a month at the mean of the known slots: %v, want %v", *d.Month, want)
	}
	var b bytes.Buffer
	if err := text.Write(&b, r, text.Options{Width: 110}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"400 requests in 4 slots of 1h", "no data for 1 slot", "33.33 % of the slots are idle", "collector was down",
		"duration, p50", "0.1 s", "weighted by load, in windows of 60 s"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the table does not say %q:\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "duration, p99 ") && !strings.Contains(b.String(), "1.962") {
		t.Errorf("p99 between the stated quantiles:\n%s", b.String())
	}
}

// Relative weights have no requests and no rates; a scenario's month gives them.
func TestRelativeLoad(t *testing.T) {
	p, err := traffic.Shape("office-hours", traffic.ShapeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := load.Report(model.Load{Profile: p}, reports.Provenance{Tool: "sovcost"})
	if err != nil {
		t.Fatal(err)
	}
	if d := r.Data.(*load.Data); d.Month != nil || d.MeanRate != nil || d.Between != nil {
		t.Errorf("relative weights have rates: %+v", d)
	}
	rates, err := p.Demand(7.3e6, 730*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	r, err = load.Report(model.Load{Profile: p, Requests: 7.3e6, Month: 730 * time.Hour, Rates: rates}, reports.Provenance{Tool: "sovcost"})
	if err != nil {
		t.Fatal(err)
	}
	if d := r.Data.(*load.Data); *d.MeanRate != 2.77777778 || len(d.Rates) != 168 || r.Charts()[0].Y.Unit != "request/s" {
		t.Errorf("mean rate %v of 7.3M requests in 730 h", *d.MeanRate)
	}
}

// A year of minutes is drawn with few steps that keep the highest slot.
func TestPictureKeepsThePeak(t *testing.T) {
	p := traffic.Profile{Name: "long", Slot: time.Minute, Counted: true, Coverage: 1, Weights: make([]int64, 100_000)}
	for i := range p.Weights {
		p.Weights[i] = 60
	}
	p.Weights[77_777] = 6000
	r, err := load.Report(model.Load{Profile: p}, reports.Provenance{Tool: "sovcost"})
	if err != nil {
		t.Fatal(err)
	}
	c := r.Charts()[0]
	top := 0.0
	for _, q := range c.Curves[0].Points {
		top = max(top, q.Y)
	}
	if top != 100 || len(c.Curves[0].Points) > 1600 {
		t.Errorf("%d points up to %v, want the peak of 100 requests/s in at most 1,600", len(c.Curves[0].Points), top)
	}
}
