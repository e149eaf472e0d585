package load

import (
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/reports"
)

// mostSteps bounds the steps of the picture: more cannot be seen.
const mostSteps = 1500

// picture draws the load over the period; of long profiles each step is the
// highest of the slots it stands for, so that no peak is lost.
func picture(l model.Load) *reports.Chart {
	p := l.Profile
	values, unit := heights(l)
	per := (len(values) + mostSteps - 1) / mostSteps
	hours, x := p.Period().Hours(), "h"
	scale := p.Slot.Hours()
	if hours > 24*14 {
		scale, x = scale/24, "days"
	}
	title := "time"
	switch {
	case p.Typical() && p.Period() == traffic.Week:
		title = "since Monday 00:00"
	case !p.Typical():
		title = "since " + day(p.SlotStart(0))
	}
	c := &reports.Chart{ID: "load", Title: "Load of " + p.Name, Kind: reports.ChartStep, X: reports.Axis{Title: title, Unit: x}, Y: reports.Axis{Title: "load", Unit: unit}}
	if per > 1 {
		c.Title += ", highest slot of each step"
	}
	curve := reports.Curve{Label: "load"}
	last := 0.0
	for i := 0; i < len(values); i += per {
		last = peak(values[i:min(i+per, len(values))])
		curve.Points = append(curve.Points, reports.Point{X: float64(i) * scale, Y: last})
	}
	curve.Points = append(curve.Points, reports.Point{X: float64(len(values)) * scale, Y: last})
	c.Curves = []reports.Curve{curve}
	return c
}

// heights are the slots in requests a second where the profile is counted, else
// in its own weights.
func heights(l model.Load) ([]float64, string) {
	if len(l.Rates) > 0 {
		return l.Rates, "request/s"
	}
	out := make([]float64, len(l.Profile.Weights))
	per, unit := 1.0, "weight"
	if l.Profile.Counted {
		per, unit = l.Profile.Slot.Seconds(), "request/s"
	}
	for i, w := range l.Profile.Weights {
		out[i] = float64(w) / per
	}
	return out, unit
}

// trim takes off zeros behind the decimal point.
func trim(s string) string {
	if !strings.Contains(s, ".") {
		return s
	}
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}
