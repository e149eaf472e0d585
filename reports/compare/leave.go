package compare

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/exit"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/reports"
)

// Exit is the machine form of what leaving an option takes. What is not known is
// absent; with any unknown part the cost is a lower bound.
type Exit struct {
	Level        int          `json:"binding_lock_in_level"` // 0 to 4
	ByCode       string       `json:"lock_in_by_code_percent,omitempty"`
	Coverage     string       `json:"coverage_percent"`
	Dependencies []Dependency `json:"dependencies"`
	PersonMonths string       `json:"person_months,omitempty"`
	Cost         *Money       `json:"cost,omitempty"`
	Low          *Money       `json:"cost_low,omitempty"`
	High         *Money       `json:"cost_high,omitempty"`
	Parts        []ExitPart   `json:"parts"`
	Unknown      []string     `json:"unknown_parts,omitempty"`
	Days         string       `json:"days,omitempty"`
	Paths        []ExitPath   `json:"paths"`
	PerYear      string       `json:"exits_a_year"`
	Yearly       *Money       `json:"expected_cost_a_year,omitempty"`
	Against      string       `json:"against,omitempty"`
	Saving       *Money       `json:"saving_a_year,omitempty"`
	Flip         string       `json:"flip_percent_a_year,omitempty"`
	Switching    string       `json:"switching_charge"` // by contract, at cost, zero
	Reference    string       `json:"reference,omitempty"`
}

// Dependency is one thing the option is bound to.
type Dependency struct {
	Name       string `json:"name"`
	Service    string `json:"service,omitempty"`
	Level      int    `json:"level"`
	Words      string `json:"words"`
	KSLOC      string `json:"ksloc,omitempty"`
	Substitute string `json:"substitute,omitempty"`
}

// ExitPart is one part of the cost.
type ExitPart struct {
	Key    string `json:"key"`
	Label  string `json:"label"`
	Amount *Money `json:"amount,omitempty"`
	Why    string `json:"unknown_because,omitempty"`
}

// ExitPath is one of the ways that must end before an exit is done.
type ExitPath struct {
	Label string `json:"label"`
	Days  string `json:"days,omitempty"`
	Why   string `json:"unknown_because,omitempty"`
}

func exitOf(o *model.Option, cur string) *Exit {
	p := o.Exit
	if p == nil {
		return nil
	}
	text := func(n formula.Node, places int) string {
		if !n.OK() {
			return ""
		}
		return o.ExitValues().Of(n).Decimal(places).String()
	}
	amount := func(n formula.Node) *Money {
		if !n.OK() {
			return nil
		}
		return &Money{o.ExitValues().Of(n).Fixed(2), cur}
	}
	x := &Exit{Level: p.Level, ByCode: text(p.Weighted, 2), Coverage: text(p.Coverage, 2), Dependencies: []Dependency{}, PersonMonths: text(p.Effort, 3), Cost: amount(p.Cost), Low: amount(p.Low), High: amount(p.High),
		Parts: []ExitPart{}, Unknown: p.Unknown(), Days: text(p.Time, 2), Paths: []ExitPath{}, PerYear: text(p.Hazard, 6), Yearly: amount(p.Yearly), Against: p.Against, Saving: amount(p.Saving),
		Flip: text(p.Flip, 3), Switching: string(p.Law.Charge), Reference: p.Law.Reference}
	for _, d := range p.Dependencies {
		x.Dependencies = append(x.Dependencies, Dependency{d.Name, d.Service, d.Level, d.Words, text(d.KSLOC, 3), d.Substitute})
	}
	for _, part := range p.Parts {
		x.Parts = append(x.Parts, ExitPart{part.Key, part.Label, amount(part.Node), part.Why})
	}
	for _, path := range p.Paths {
		x.Paths = append(x.Paths, ExitPath{path.Label, text(path.Node, 2), path.Why})
	}
	return x
}

// leaving compares the cheapest allowed option of each runtime.
func leaving(c *model.Comparison) *reports.Table {
	cur := string(c.Currency())
	t := &reports.Table{ID: "exit", Columns: []reports.Column{
		{Key: "option", Title: "Cheapest allowed of its runtime"},
		{Key: "level", Title: "Lock-in"},
		{Key: "by_code", Title: "By code", Kind: reports.KindPercent, Priority: 2},
		{Key: "cost", Title: "Exit cost", Kind: reports.KindMoney, Unit: cur},
		{Key: "band", Title: "Band"},
		{Key: "time", Title: "Time, longest way"},
		{Key: "yearly", Title: "Expected a year", Kind: reports.KindMoney, Unit: cur, Priority: 1},
		{Key: "flip", Title: "Does being bound pay?"},
	}}
	seen := map[string]bool{}
	for _, o := range c.Options {
		if o.Status != model.Priced || o.Exit == nil || seen[o.Runtime()] {
			continue
		}
		seen[o.Runtime()] = true
		p, v := o.Exit, o.ExitValues()
		byCode := reports.Missing(reports.StateUnknown)
		if p.Weighted.OK() {
			byCode = reports.Percent(v.Base(p.Weighted).Decimal(6))
		}
		cost, yearly, band := reports.Missing(reports.StateUnknown), reports.Missing(reports.StateUnknown), ""
		if p.Cost.OK() {
			cost, yearly = reports.Money(v.Of(p.Cost).Decimal(2), cur), reports.Money(v.Of(p.Yearly).Decimal(2), cur)
			band = formula.Group(v.Of(p.Low).Fixed(0)) + " to " + formula.Group(v.Of(p.High).Fixed(0))
			switch {
			case len(p.Unknown()) > 0:
				cost.Text, band = "or more", "open: "+strings.Join(p.Unknown(), ", ")+" not known"
			case v.Of(p.Low).Equal(v.Of(p.High)):
				band = "no estimate in it"
			}
		}
		flip := o.FlipText()
		if flip == "" && p.Against == "" {
			flip = "nothing allowed and priced is bound less"
		}
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(o.ID), reports.Words(fmt.Sprintf("%d of 4", p.Level)), byCode, cost, reports.Words(band), reports.Words(timeText(o)), yearly, reports.Words(flip)}})
	}
	if len(t.Rows) == 0 || !c.Scenario.StatesExit() {
		return nil
	}
	return t
}

// timeText is the longest known way out, in days.
func timeText(o *model.Option) string {
	name, length, ok := o.Exit.Longest(o.ExitValues())
	if !ok {
		return "unknown"
	}
	text := formula.Group(length.Fixed(1)) + " days: " + name
	if u := o.Exit.UnknownPaths(); len(u) > 0 {
		text += " (unknown: " + strings.Join(u, ", ") + ")"
	}
	return text
}

// exitSections explain one option's exit in full.
func exitSections(c *model.Comparison, o *model.Option) []reports.Section {
	p := o.Exit
	if p == nil {
		return nil
	}
	cur, v := string(c.Currency()), o.ExitValues()
	deps := &reports.Table{ID: "dependencies", Columns: []reports.Column{{Key: "name", Title: "Bound to"}, {Key: "service", Title: "Kind"}, {Key: "level", Title: "Lock-in"}, {Key: "ksloc", Title: "Code, thousand lines", Kind: reports.KindQuantity}, {Key: "substitute", Title: "Instead", Priority: 1}}}
	for _, d := range p.Dependencies {
		size := reports.Missing(reports.StateUnknown)
		if d.KSLOC.OK() {
			size = reports.Quantity(v.Of(d.KSLOC).Decimal(6), "")
		}
		deps.Rows = append(deps.Rows, reports.Row{Cells: []reports.Cell{reports.Words(d.Name), reports.Words(d.Service), reports.Words(fmt.Sprintf("%d, %s", d.Level, d.Words)), size, reports.Words(d.Substitute)}})
	}
	return []reports.Section{{Title: "How hard it is to leave", Text: reading(o), Table: deps}, {Title: "What leaving costs", Text: leaveText(o, cur), Table: parts(o, cur)}, {Title: "How long leaving takes", Text: []string{"The ways run side by side; the longest decides."}, Table: ways(p, v)}}
}

// reading are the two readings of portability and their coverage.
func reading(o *model.Option) []string {
	p, v := o.Exit, o.ExitValues()
	second := "Mean by code: unknown, nobody stated how much code touches what."
	if p.Weighted.OK() {
		second = fmt.Sprintf("Mean by code: %s %% of the way to redesign.", v.Of(p.Weighted).Fixed(1))
	}
	return []string{fmt.Sprintf("Binding level: %d of 4. %s Code is stated for %s %% of the dependencies. Levels are our proposal, to be calibrated.", p.Level, second, v.Of(p.Coverage).Fixed(0))}
}

func parts(o *model.Option, cur string) *reports.Table {
	p, v := o.Exit, o.ExitValues()
	t := &reports.Table{ID: "exit_parts", Columns: []reports.Column{{Key: "part", Title: "Part"}, {Key: "amount", Title: cur, Kind: reports.KindMoney, Unit: cur}, {Key: "note", Title: "Note"}}}
	for _, x := range p.Parts {
		amount := reports.Missing(reports.StateUnknown)
		if x.Node.OK() {
			amount = reports.Money(v.Of(x.Node).Decimal(6), cur)
		}
		note := x.Why
		if x.Key == "rewrite" && p.Effort.OK() {
			note = fmt.Sprintf("%s person-months for what amounts to %s thousand new lines (COCOMO II)", v.Of(p.Effort).Fixed(2), v.Of(p.Size).Fixed(2))
		}
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(x.Label), amount, reports.Words(note)}})
	}
	total, note := reports.Missing(reports.StateUnknown), ""
	if p.Cost.OK() {
		total = reports.Money(v.Of(p.Cost).Decimal(6), cur)
		if v.Of(p.Low).Less(v.Of(p.High)) {
			note = fmt.Sprintf("%s to %s with the error of effort estimates", formula.Group(v.Of(p.Low).Fixed(2)), formula.Group(v.Of(p.High).Fixed(2)))
		}
		if u := p.Unknown(); len(u) > 0 {
			note = strings.TrimPrefix(note+"; at least, without "+strings.Join(u, ", "), "; ")
		}
	}
	t.Rows = append(t.Rows, reports.Row{Style: reports.RowTotal, Cells: []reports.Cell{reports.Words("Known parts"), total, reports.Words(note)}})
	return t
}

// leaveText is what the exit costs a year and when being bound stops paying.
func leaveText(o *model.Option, cur string) []string {
	p, v := o.Exit, o.ExitValues()
	var out []string
	law := "Charges for switching are what the contract says: no statute bounds them for this customer."
	if p.Law.Reference != "" {
		law = fmt.Sprintf("Charges for switching: %s (%s).", p.Law.Charge, p.Law.Reference)
	}
	out = append(out, law)
	if p.Yearly.OK() {
		var why []string
		for _, h := range p.Hazards {
			why = append(why, fmt.Sprintf("%s %s", h.Label, v.Of(h.Node).Fixed(3)))
		}
		least := ""
		if len(p.Unknown()) > 0 {
			least = "at least "
		}
		out = append(out, fmt.Sprintf("Expected exit cost: %s%s a year at %s exits a year (%s).", least, money(v.Of(p.Yearly), cur), v.Of(p.Hazard).Fixed(3), strings.Join(why, ", ")))
	}
	if p.Saving.OK() {
		out = append(out, fmt.Sprintf("Against %s, the cheapest allowed option that is bound less, it saves %s a year: %s.", p.Against, money(v.Of(p.Saving), cur), orUnknown(o.FlipText())))
	}
	return out
}

func orUnknown(s string) string {
	if s == "" {
		return "the flip point is unknown"
	}
	return s
}

func ways(p *exit.Plan, v *formula.Values) *reports.Table {
	t := &reports.Table{ID: "exit_time", Columns: []reports.Column{{Key: "way", Title: "Way"}, {Key: "days", Title: "Days", Kind: reports.KindQuantity}, {Key: "note", Title: "Note"}}}
	for _, x := range p.Paths {
		length := reports.Missing(reports.StateUnknown)
		if x.Node.OK() {
			length = reports.Quantity(v.Of(x.Node).Decimal(4), "")
		}
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(x.Label), length, reports.Words(x.Why)}})
	}
	return t
}
