// Package flips turns break-evens into a report: who is cheapest from which
// load on, every crossing, and the curves.
package flips

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/reports"
)

// Kind is the schema name of the JSON form.
const Kind = "sovcost/breakeven/1"

// Data is the machine form; amounts are exact decimals or fractions.
type Data struct {
	Axis      string     `json:"axis"`
	Unit      string     `json:"unit"`
	Now       string     `json:"now"`
	From      string     `json:"from"`
	To        string     `json:"to"`
	Currency  string     `json:"currency"`
	Options   []Option   `json:"options"`
	Cheapest  []Interval `json:"cheapest"`
	NextBelow *Flip      `json:"next_flip_below,omitempty"`
	NextAbove *Flip      `json:"next_flip_above,omitempty"`
	Crossings []Crossing `json:"crossings"`
	Words     []string   `json:"in_words"`
}

// Option is one curve.
type Option struct {
	ID   string   `json:"id"`
	Same []string `json:"same_price_in,omitempty"` // options this curve stands for, too
	Now  string   `json:"now"`                     // cost in the base case
}

// Interval is a stretch with its cheapest options.
type Interval struct {
	From     string   `json:"from"`
	To       string   `json:"to"`
	RateFrom string   `json:"mean_rate_from,omitempty"` // requests per second, on the axis of requests
	RateTo   string   `json:"mean_rate_to,omitempty"`
	Cheapest []string `json:"cheapest"`
}

// Flip is the next load at which the cheapest option changes.
type Flip struct {
	At      string   `json:"at"`
	Percent string   `json:"distance_percent,omitempty"`
	From    []string `json:"from"`
	To      []string `json:"to"`
}

// Crossing is where two options change places.
type Crossing struct {
	A        string `json:"a"`
	B        string `json:"b"`
	Kind     string `json:"kind"` // root | jump | touch | tie
	At       string `json:"at"`
	Until    string `json:"until,omitempty"` // of a tie
	Rate     string `json:"mean_rate,omitempty"`
	Cheaper  string `json:"cheaper_below"`
	CheaperX string `json:"cheaper_above"`
	CostA    string `json:"cost_a"`
	CostB    string `json:"cost_b"`
	AboveA   string `json:"cost_a_above"`
	AboveB   string `json:"cost_b_above"`
}

// writer holds what every part of the report needs.
type writer struct {
	c    *model.Comparison
	f    *model.Flips
	cur  string
	rate exact.Num // axis value (base) -> requests per second; 0 unless the axis is requests a month
	both *scale    // the axis's other reading: requests/s beside requests/month and the other way round
}

// scale turns a value of the axis into another unit.
type scale struct {
	title, unit string
	factor      exact.Num
}

// Report is the break-even as one finished answer. all lists every crossing of
// every pair in the table; otherwise those that change the cheapest option.
func Report(c *model.Comparison, f *model.Flips, all bool, p reports.Provenance) (*reports.Report, error) {
	w := &writer{c: c, f: f, cur: string(c.Currency()), rate: meanRate(c, f.Axis), both: otherReading(c, f.Axis)}
	r := &reports.Report{Kind: Kind, Title: "Break-even of " + c.Scenario.Name + " over " + f.Axis.Label(), Provenance: p}
	words := w.words()
	d := w.data(words)
	r.Data = d
	r.Answer = w.answer()
	r.Sections = append(r.Sections, reports.Section{Title: "Who is cheapest", Table: w.envelope()})
	if ch := w.chart(); ch != nil {
		r.Sections = append(r.Sections, reports.Section{Chart: ch, Text: words})
	}
	if t := w.crossings(all); t != nil {
		title := "Where the cheapest options meet"
		if all {
			title = "Every crossing"
		}
		r.Sections = append(r.Sections, reports.Section{Title: title, Table: t})
	}
	r.Notes = w.smoothed()
	if s := f.Stop; s != nil {
		q, _ := s.At.Quo(f.Axis.Unit().Factor)
		r.Notes = append(r.Notes, reports.Note{ID: "stop", Level: reports.NoteWarning,
			Text: fmt.Sprintf("the axis ends at %s %s: above it %s can no longer be sized; --between leaves it out", formula.Group(q.String()), f.Axis.Unit().Name, s.Option.ID)})
	}
	if held := c.HeldWords(f.Axis); held != "" {
		r.Notes = append(r.Notes, reports.Note{ID: "held", Level: reports.NoteWarning, Text: held})
	}
	return r, r.Validate()
}

// otherReading is how else a load is read; nil for other inputs.
func otherReading(c *model.Comparison, axis formula.Node) *scale {
	month, _ := c.Demand.Month.Leaf()
	switch l, _ := axis.Leaf(); {
	case l.Key != "workload.requests":
		return nil
	case axis.Unit().Dim == "request/s":
		return &scale{"a month", "requests/month", month.Value}
	}
	return &scale{"mean rate", "request/s", month.Value.Inv()}
}

// smoothed says which quantities are read as lines.
func (w *writer) smoothed() []reports.Note {
	var out []reports.Note
	for i, s := range w.f.Smoothed {
		out = append(out, reports.Note{ID: fmt.Sprint("line-", i), Level: reports.NoteDefault,
			Text: fmt.Sprintf("%s: metered in steps of %s, read here as a line at most one step too low.", s.Label, s.Step), Reason: "the range holds more steps than can be listed; a narrower --from and --to reads them all"})
	}
	return out
}

// meanRate turns a monthly volume into requests per second.
func meanRate(c *model.Comparison, axis formula.Node) exact.Num {
	if l, _ := axis.Leaf(); l.Key != "workload.requests" || axis.Unit().Dim == "request/s" {
		return exact.Zero
	}
	month, _ := c.Demand.Month.Leaf()
	return month.Value.Inv()
}

func (w *writer) name(i int) string { return w.f.Options[i].ID }

func (w *writer) names(list []int) string {
	var out []string
	for _, i := range list {
		out = append(out, w.name(i))
	}
	return strings.Join(out, " = ")
}

// at is an axis value in the axis's own unit.
func (w *writer) at(x exact.Num) exact.Num {
	q, _ := x.Quo(w.f.Axis.Unit().Factor)
	return q
}
