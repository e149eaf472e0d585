// Package load turns a load profile into a report: the figures that decide
// what runs and what it costs, and a chart.
package load

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/reports"
)

// Kind is the schema name of the JSON form.
const Kind = "sovcost/traffic/1"

// month is the month a counted profile is projected on, 8,760 h by 12.
const month = 730 * time.Hour

// Data is the machine form. Rates are requests per second, times seconds.
type Data struct {
	Name        string        `json:"name"`
	Source      string        `json:"source,omitempty"`
	Counted     bool          `json:"counted"`
	Slots       int           `json:"slots"`
	SlotSeconds float64       `json:"slot_seconds"`
	Start       string        `json:"start,omitempty"`
	Coverage    float64       `json:"coverage"`
	Gaps        []GapData     `json:"gaps,omitempty"`
	Total       int64         `json:"total"`
	Month       *float64      `json:"requests_a_month,omitempty"`
	Mean        float64       `json:"mean"`
	P50         float64       `json:"p50"`
	P95         float64       `json:"p95"`
	Peak        int64         `json:"peak"`
	PeakAt      string        `json:"peak_at"`
	PeakToMean  float64       `json:"peak_to_mean"`
	MeanRate    *float64      `json:"mean_rate,omitempty"`
	PeakRate    *float64      `json:"peak_rate,omitempty"`
	IdleShare   float64       `json:"idle_share"`
	Between     *float64      `json:"dispersion_between_slots,omitempty"`
	Inside      *float64      `json:"dispersion_inside_slots,omitempty"`
	Window      float64       `json:"dispersion_window_seconds,omitempty"`
	Burst       *BurstData    `json:"burst,omitempty"`
	Duration    *Distribution `json:"duration,omitempty"`
	Bytes       *Distribution `json:"response_bytes,omitempty"`
	Weights     []int64       `json:"weights"`
	Rates       []float64     `json:"rates,omitempty"`
	Notes       []string      `json:"remarks,omitempty"`
}

// GapData is a run of slots without data.
type GapData struct {
	First  int    `json:"first"`
	Slots  int    `json:"slots"`
	Reason string `json:"reason"`
}

// BurstData are on/off bursts inside a slot.
type BurstData struct {
	On     float64 `json:"on_seconds"`
	Off    float64 `json:"off_seconds"`
	Factor float64 `json:"factor"`
}

// Distribution is a measured quantity of requests.
type Distribution struct {
	Count     int64             `json:"count"`
	Unit      string            `json:"unit"`
	Mean      float64           `json:"mean"`
	Quantiles map[string]string `json:"quantiles"`
	Method    string            `json:"method,omitempty"`
}

// Report is the profile as one finished answer. A load that carries a month's
// requests (of a scenario) is shown in requests a second.
func Report(l model.Load, p reports.Provenance) (*reports.Report, error) {
	d := data(l)
	r := &reports.Report{Kind: Kind, Title: "Load of " + l.Profile.Name, Answer: []string{sentence(l), meaning(l)}, Data: d, Provenance: p}
	r.Sections = []reports.Section{{Table: figures(l, d)}, {Chart: picture(l)}}
	for i, n := range l.Profile.Notes {
		r.Notes = append(r.Notes, reports.Note{ID: "note-" + strconv.Itoa(i+1), Level: reports.NoteInfo, Text: n})
	}
	for i, g := range l.Profile.Gaps {
		r.Notes = append(r.Notes, reports.Note{ID: "gap-" + strconv.Itoa(i+1), Level: reports.NoteWarning, Text: "gap " + Gap(l.Profile, g)})
		if i == 9 && len(l.Profile.Gaps) > 10 {
			r.Notes = append(r.Notes, reports.Note{ID: "gaps", Level: reports.NoteWarning, Text: fmt.Sprintf("%d more gaps", len(l.Profile.Gaps)-10)})
			break
		}
	}
	return r, r.Validate()
}

// Sentence says a profile in one line.
func Sentence(p traffic.Profile) string { return sentence(model.Load{Profile: p}) }

func sentence(l model.Load) string {
	p := l.Profile
	s := p.Stats()
	what := "relative load"
	switch {
	case l.Requests > 0:
		what = group(l.Requests, 0) + " requests a month"
	case p.Counted:
		what = group(float64(s.Total), 0) + " requests"
	}
	text := fmt.Sprintf("%s: %s in %s of %s", p.Name, what, slots(s.Slots), traffic.Span(p.Slot))
	if !p.Typical() {
		text += fmt.Sprintf(" from %s to %s", day(p.SlotStart(0)), day(p.SlotStart(s.Slots)))
	}
	text += fmt.Sprintf("; the peak is %s times the mean (%s)", plain(s.PeakToMean), when(p, s.PeakSlot))
	if n := s.Slots - s.Known; n > 0 {
		text += fmt.Sprintf("; no data for %s", slots(n))
	}
	return text + "."
}

// meaning says what the figures do to a bill.
func meaning(l model.Load) string {
	s := l.Profile.Stats()
	idle := "no slot is idle"
	if s.IdleShare > 0 {
		idle = plain(100*s.IdleShare) + " % of the slots are idle"
	}
	sized := fmt.Sprintf("A fleet sized for the peak slot is used %s %% on average at best", plain(100/s.PeakToMean))
	return sized + "; " + idle + "."
}

// Gap says where a gap lies and why.
func Gap(p traffic.Profile, g traffic.Gap) string {
	return fmt.Sprintf("from %s to %s (%s): %s", when(p, g.First), when(p, g.First+g.Slots), slots(g.Slots), g.Reason)
}

func slots(n int) string {
	if n == 1 {
		return "1 slot"
	}
	return group(float64(n), 0) + " slots"
}

// when names a slot's beginning: a date, or weekday and hour of a typical period.
func when(p traffic.Profile, slot int) string {
	t := p.SlotStart(slot)
	if p.Typical() {
		if p.Period() <= traffic.Week {
			return t.Format("Monday 15:04")
		}
		return "after " + traffic.Span(time.Duration(slot)*p.Slot)
	}
	return day(t)
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// digits rounds to nine significant digits: what is shown never depends on the
// last bits of a processor.
func digits(x float64) float64 {
	v, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 9, 64), 64)
	if err != nil {
		return x
	}
	return v
}

// plain is a number with four significant digits, never in powers of ten.
func plain(x float64) string {
	if x == 0 || math.IsNaN(x) || math.IsInf(x, 0) {
		return strconv.FormatFloat(x, 'g', 4, 64)
	}
	places := max(0, 3-int(math.Floor(math.Log10(math.Abs(x)))))
	s := formula.Group(strconv.FormatFloat(x, 'f', places, 64))
	return trim(s)
}

func group(x float64, places int) string {
	return formula.Group(strconv.FormatFloat(x, 'f', places, 64))
}

func number(x float64) decimal.Decimal { return decimal.NewFromFloat(digits(x)) }
