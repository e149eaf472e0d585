// Package played turns a simulation into a report: every figure with its 95 %
// interval, beside what the formulas say.
package played

import (
	"fmt"
	"math"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/capacity/simulate"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/reports"
)

// Kind is the schema name of the JSON form.
const Kind = "sovcost/simulation/1"

// Data is the machine form. Times are seconds, shares fractions.
type Data struct {
	Product    string   `json:"product"`
	Load       string   `json:"load"`
	Seed       uint64   `json:"seed"`
	Requests   int64    `json:"requests"`
	Seconds    float64  `json:"simulated_seconds"`
	Batches    int      `json:"batches,omitempty"`
	Method     string   `json:"method"`
	Validity   []string `json:"validity,omitempty"`
	Assumption string   `json:"formula_assumes,omitempty"`
	Figures    []Figure `json:"figures"`
}

// Figure is one result. Low and High bound it with 95 % confidence.
type Figure struct {
	Key       string   `json:"key"`
	Label     string   `json:"label"`
	Unit      string   `json:"unit,omitempty"`
	Simulated *float64 `json:"simulated,omitempty"`
	StdErr    *float64 `json:"standard_error,omitempty"`
	Low       *float64 `json:"low,omitempty"`
	High      *float64 `json:"high,omitempty"`
	Formula   *float64 `json:"formula,omitempty"`
	Apart     *float64 `json:"standard_errors_apart,omitempty"`
}

// Report is a simulation as one finished answer.
func Report(m *model.Simulation, p reports.Provenance) (*reports.Report, error) {
	r := m.Result
	d := &Data{Product: m.Product.Key(), Load: m.Words, Seed: m.Run.Seed, Requests: r.Requests, Seconds: digits(r.Seconds), Batches: m.Run.Batches, Method: r.Basis.String(), Validity: r.Basis.Validity, Assumption: m.Assumption}
	if d.Batches == 0 {
		d.Batches = 20
	}
	var err error
	if d.Figures, err = figures(m); err != nil {
		return nil, err
	}
	out := &reports.Report{Kind: Kind, Title: "Simulation of " + m.Product.Title, Answer: answer(m), Data: d, Provenance: p}
	out.Sections = []reports.Section{{Table: table(d.Figures)}}
	note := func(id, text string) {
		out.Notes = append(out.Notes, reports.Note{ID: id, Level: reports.NoteInfo, Text: text})
	}
	note("run", fmt.Sprintf("%s requests in %s, seed %d, %d batches; the same inputs give the same figures on every machine", formula.Group(strconv.FormatInt(r.Requests, 10)), hours(r.Seconds), d.Seed, d.Batches))
	note("platform", platform(m))
	for i, w := range m.Play.Words {
		note("load-"+strconv.Itoa(i+1), w)
	}
	for i, w := range r.Basis.Validity {
		note("valid-"+strconv.Itoa(i+1), w)
	}
	switch {
	case m.Formula == nil:
		mean, ceil := simulate.InstanceBounds(r.MeanBusy.Value, max(1, m.Play.Platform.Concurrency))
		note("formula", fmt.Sprintf("no formula describes this platform; lower bounds for busy instances: %.4g (requests over concurrency) and %.4g (whole instances)", mean, ceil))
	case m.Assumption != "":
		note("formula", "the formula takes "+m.Assumption)
	}
	return out, out.Validate()
}

func answer(m *model.Simulation) []string {
	r := m.Result
	first := fmt.Sprintf("%s of the requests wait for a start (95 %% sure: %s to %s) on %s at %s.", percent(r.ColdShare.Value), percent(r.ColdShare.Low), percent(r.ColdShare.High), m.Product.Title, m.Words)
	out := []string{first}
	if m.Formula != nil {
		out = append(out, fmt.Sprintf("The formula says %s%s.", percent(m.Formula.ColdShare), apart(r.ColdShare, m.Formula.ColdShare)))
	}
	if r.Throttled.Value > 0 {
		out = append(out, fmt.Sprintf("%s of the requests are refused: the limit is %d instances at once.", percent(r.Throttled.Value), m.Play.Platform.Limit))
	}
	return out
}

func apart(e simulate.Estimate, v float64) string {
	if e.StdErr == 0 || math.IsNaN(e.StdErr) {
		return ""
	}
	return ", " + strconv.FormatFloat(math.Abs(e.Value-v)/e.StdErr, 'f', 1, 64) + " standard errors away"
}

func platform(m *model.Simulation) string {
	p := m.Play.Platform
	text := fmt.Sprintf("idle instances are kept %.6g s, %d request(s) an instance, the %s instance first", p.KeepAlive, max(1, p.Concurrency), p.Routing)
	if p.Provisioned > 0 {
		text += fmt.Sprintf(", %d always warm", p.Provisioned)
	}
	if p.Limit > 0 {
		text += fmt.Sprintf(", at most %d at once", p.Limit)
	}
	if p.Burst > 0 {
		text += fmt.Sprintf(", %.6g new ones at once and %.6g more each second", p.Burst, p.BurstPerSecond)
	}
	if m.Play.Init > 0 {
		text += fmt.Sprintf(", %.6g s to start", m.Play.Init)
	}
	return text
}

func hours(seconds float64) string {
	if seconds < 7200 {
		return fmt.Sprintf("%.4g simulated seconds", seconds)
	}
	return fmt.Sprintf("%.4g simulated hours", seconds/3600)
}

func percent(x float64) string {
	if x != 0 && math.Abs(x) < 1e-7 {
		return "less than 0.00001 %"
	}
	return strconv.FormatFloat(digits4(100*x), 'f', -1, 64) + " %"
}

func digits4(x float64) float64 { return rounded(x, 4) }
func digits(x float64) float64  { return rounded(x, 9) }

func rounded(x float64, places int) float64 {
	v, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', places, 64), 64)
	if err != nil {
		return x
	}
	return v
}

func number(x float64) decimal.Decimal { return decimal.NewFromFloat(digits(x)) }
