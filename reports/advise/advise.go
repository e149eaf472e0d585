// Package advise turns advice into a report: path, money and law, the tipping
// points with their figures, the cut, the isolation ladder, density and effort.
package advise

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/advice"
	"github.com/sovcost/sovcost/reports"
)

// Kind is the schema name of the JSON form.
const Kind = "sovcost/advice/1"

// Data is the machine form, version 1.
type Data struct {
	Path     Says      `json:"path"`
	Money    Says      `json:"money"`
	Law      Says      `json:"law"`
	Why      []string  `json:"why"`
	Steps    []Step    `json:"steps"`
	Findings []Finding `json:"tipping_points"`
	Cut      Cut       `json:"cut"`
	Ladder   []Rung    `json:"isolation_ladder"`
	Effort   []Effort  `json:"density_and_effort"`
}

// Says is what one of the three says.
type Says struct {
	Runtime string `json:"runtime"`
	Option  string `json:"option,omitempty"`
	Monthly string `json:"monthly,omitempty"`
}

// Step is one question of the path.
type Step struct {
	Question string   `json:"question"`
	Answer   string   `json:"answer"`
	Facts    []string `json:"facts"`
	Then     string   `json:"then"`
}

// Finding is one tipping point on one option.
type Finding struct {
	Option string `json:"option"`
	Key    string `json:"key"`
	Title  string `json:"title"`
	State  string `json:"state"`
	Text   string `json:"text"`
	Advice string `json:"advice,omitempty"`
}

// Cut is what cutting into services costs beside the work.
type Cut struct {
	Services string    `json:"services"`
	Words    string    `json:"words"`
	Lines    []CutLine `json:"lines"`
}

// CutLine is one overhead.
type CutLine struct {
	Label  string `json:"label"`
	Value  string `json:"value"`
	Unit   string `json:"unit"`
	Reason string `json:"reason"`
}

// Rung is one step of the isolation ladder.
type Rung struct {
	Rung      string `json:"rung"`
	Technique string `json:"technique"`
	Start     string `json:"start,omitempty"`
	Overhead  string `json:"memory_per_instance,omitempty"`
	PerHost   int    `json:"instances_on_64_gib,omitempty"`
	Source    string `json:"source"`
	Options   int    `json:"options"`
	Cheapest  string `json:"cheapest_allowed,omitempty"`
	Required  bool   `json:"required,omitempty"`
}

// Effort is density and people's time of a runtime.
type Effort struct {
	Option  string `json:"option"`
	Runtime string `json:"runtime"`
	Density string `json:"instances_per_server,omitempty"`
	Hours   string `json:"hours_a_month,omitempty"`
	Money   string `json:"money_a_month,omitempty"`
	Share   string `json:"share_of_bill,omitempty"`
}

// Report is the whole advice. options are those whose tipping points are shown;
// nil takes the cheapest of each runtime.
func Report(c *model.Comparison, options []*model.Option, p reports.Provenance) (*reports.Report, error) {
	a := advice.Of(c)
	if options == nil {
		for _, e := range a.Effort {
			options = append(options, e.Option)
		}
	}
	d, err := dataOf(c, a, options)
	if err != nil {
		return nil, err
	}
	r := &reports.Report{Kind: Kind, Title: c.Scenario.Name + ": which runtime, and why", Data: d, Provenance: p, Answer: Sentences(c, a)}
	add := func(title string, t *reports.Table, text ...string) {
		if len(t.Rows) > 0 {
			r.Sections = append(r.Sections, reports.Section{Title: title, Text: text, Table: t})
		}
	}
	add("The path", steps(d))
	add("Where the choice tips", Points(d.Findings))
	add("How finely to cut it", cut(d), d.Cut.Words)
	add("Density and the people it takes", effort(c, d), "The cheapest allowed option of each runtime. Hours are assumptions unless the scenario states them.")
	add("Isolation ladder", ladder(d), "No rule of Swiss or EU law demands a rung; it is a policy. Figures are of the technique, densities by memory on a server of 64 GiB.")
	return r, r.Validate()
}

// Sentences say what path, money and law say.
func Sentences(c *model.Comparison, a *advice.Advice) []string {
	cur := string(c.Currency())
	says := func(who string, o *model.Option) string {
		if o == nil {
			return who + " nothing"
		}
		return fmt.Sprintf("%s %s (%s, %s %s a month)", who, o.Runtime(), o.ID, reports.Group(o.Monthly.Fixed(2)), cur)
	}
	path := "path says " + a.Path
	if a.PathOption != nil {
		path += fmt.Sprintf(" (%s)", a.PathOption.ID)
	}
	first := strings.ToUpper(path[:1]) + path[1:] + "; " + says("money says", a.Money) + "; " + says("law allows", a.Law) + "."
	return append([]string{first}, a.Why...)
}

func dataOf(c *model.Comparison, a *advice.Advice, options []*model.Option) (Data, error) {
	d := Data{Path: saysOf(a.PathOption), Money: saysOf(a.Money), Law: saysOf(a.Law), Why: a.Why, Steps: []Step{}, Findings: []Finding{}, Ladder: []Rung{}, Effort: []Effort{}}
	d.Path.Runtime = a.Path
	for _, s := range a.Steps {
		d.Steps = append(d.Steps, Step{s.Question, s.Answer, s.Facts, s.Then})
	}
	for _, o := range options {
		d.Findings = append(d.Findings, FindingsOf(c, o)...)
	}
	v, err := a.Cut.Read(c)
	if err != nil {
		return d, err
	}
	d.Cut = Cut{Services: fmt.Sprintf("%g", a.Cut.Services), Words: a.Cut.Words, Lines: []CutLine{}}
	for _, l := range a.Cut.Lines {
		d.Cut.Lines = append(d.Cut.Lines, CutLine{l.Label, v.Of(l.Node).Decimal(6).String(), l.Node.Unit().Name, l.Reason})
	}
	for _, r := range a.Ladder {
		x := Rung{Rung: r.Word, Technique: r.Technique, Start: r.Start, Overhead: r.Overhead, Source: r.Source, Options: r.Options, Required: r.Required, PerHost: max(r.PerHost, 0)}
		if r.Cheapest != nil {
			x.Cheapest = r.Cheapest.ID
		}
		d.Ladder = append(d.Ladder, x)
	}
	for _, e := range a.Effort {
		x := Effort{Option: e.Option.ID, Runtime: e.Runtime, Density: e.Density, Hours: e.Hours, Money: e.Money}
		if e.Money != "" {
			x.Share = fmt.Sprintf("%.4f", e.Share)
		}
		d.Effort = append(d.Effort, x)
	}
	return d, nil
}

func saysOf(o *model.Option) Says {
	if o == nil {
		return Says{}
	}
	return Says{o.Runtime(), o.ID, o.Monthly.Fixed(2)}
}

// FindingsOf are the tipping points of an option in machine form.
func FindingsOf(c *model.Comparison, o *model.Option) []Finding {
	var out []Finding
	for _, f := range advice.Findings(c, o) {
		out = append(out, Finding{o.ID, f.Key, f.Title, string(f.State), f.Text, f.Advice})
	}
	return out
}

func steps(d Data) *reports.Table {
	t := &reports.Table{ID: "path", Columns: []reports.Column{{Key: "question", Title: "Question"}, {Key: "answer", Title: "Answer"}, {Key: "facts", Title: "Facts"}, {Key: "then", Title: "Then"}}}
	for _, s := range d.Steps {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(s.Question), reports.Words(s.Answer), reports.Words(strings.Join(s.Facts, "; ")), reports.Words(s.Then)}})
	}
	return t
}

// Points is the table of tipping points.
func Points(fs []Finding) *reports.Table {
	t := &reports.Table{ID: "tipping_points", Columns: []reports.Column{{Key: "option", Title: "Option"}, {Key: "point", Title: "Tipping point"}, {Key: "state", Title: "State"}, {Key: "figures", Title: "Figures"}, {Key: "advice", Title: "Advice"}}}
	for _, f := range fs {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(f.Option), reports.Words(f.Title), reports.Words(f.State), reports.Words(f.Text), reports.Words(f.Advice)}})
	}
	return t
}

func cut(d Data) *reports.Table {
	t := &reports.Table{ID: "cut", Columns: []reports.Column{{Key: "overhead", Title: "Overhead"}, {Key: "value", Title: "Amount", Kind: reports.KindQuantity}, {Key: "reason", Title: "Assumption"}}}
	for _, l := range d.Cut.Lines {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(l.Label), reports.Quantity(decimal.RequireFromString(l.Value), l.Unit), reports.Words(l.Reason)}})
	}
	return t
}

func effort(c *model.Comparison, d Data) *reports.Table {
	cur := string(c.Currency())
	t := &reports.Table{ID: "effort", Columns: []reports.Column{{Key: "runtime", Title: "Runtime"}, {Key: "option", Title: "Option"}, {Key: "density", Title: "Instances a server"}, {Key: "hours", Title: "Hours a month"},
		{Key: "money", Title: "People", Kind: reports.KindMoney, Unit: cur}, {Key: "share", Title: "Of the bill", Kind: reports.KindPercent}}}
	for _, e := range d.Effort {
		density := e.Density
		if density == "" {
			density = "the provider packs"
		}
		money, share := reports.Missing(reports.StateNotPriced), reports.Cell{}
		if e.Money != "" {
			money, share = reports.Money(decimal.RequireFromString(e.Money), cur), reports.Percent(decimal.RequireFromString(e.Share))
		}
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(e.Runtime), reports.Words(e.Option), reports.Words(density), reports.Words(e.Hours), money, share}})
	}
	return t
}

func ladder(d Data) *reports.Table {
	t := &reports.Table{ID: "ladder", Columns: []reports.Column{{Key: "rung", Title: "Rung"}, {Key: "technique", Title: "Technique"}, {Key: "start", Title: "Start"}, {Key: "overhead", Title: "Memory each"},
		{Key: "density", Title: "On 64 GiB"}, {Key: "options", Title: "Options", Kind: reports.KindQuantity}, {Key: "cheapest", Title: "Cheapest allowed"}, {Key: "source", Title: "Source", Priority: 1}}}
	for _, r := range d.Ladder {
		row := reports.Row{}
		name := r.Rung
		if r.Required {
			row.Style, name = reports.RowWinner, r.Rung+" (required)"
		}
		density := "unknown"
		if r.PerHost > 0 {
			density = fmt.Sprint(r.PerHost)
		}
		row.Cells = []reports.Cell{reports.Words(name), reports.Words(r.Technique), reports.Words(known(r.Start)), reports.Words(known(r.Overhead)), reports.Words(density),
			reports.Quantity(decimal.NewFromInt(int64(r.Options)), ""), reports.Words(r.Cheapest), reports.Words(r.Source)}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func known(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}
