package whatif

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/whatif"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/flips"
)

// Tornado is the machine form of the bars.
type Tornado struct {
	Option string `json:"option"` // cheapest in the base case
	Base   string `json:"base"`
	Bars   []Bar  `json:"bars"`
}

// Bar is one input's range and what it does.
type Bar struct {
	Input    string   `json:"input"`
	Unit     string   `json:"unit"`
	Low      string   `json:"low"`
	High     string   `json:"high"`
	CostLow  string   `json:"cost_at_low"`
	CostHigh string   `json:"cost_at_high"`
	Swing    string   `json:"swing"`
	BestLow  string   `json:"cheapest_at_low"`
	BestHigh string   `json:"cheapest_at_high"`
	FlipsAt  string   `json:"flips_at,omitempty"`
	FlipsTo  []string `json:"flips_to,omitempty"`
	NoFlip   string   `json:"flip_not_found_because,omitempty"`
}

// Tornado adds one bar per input, widest first.
func (b *Builder) Tornado(winner *model.Option, base exact.Num, bars []whatif.Bar) {
	d := &Tornado{Option: winner.ID, Base: base.Fixed(2)}
	var nodes []formula.Node
	for _, x := range bars {
		nodes = append(nodes, x.Input.Node)
	}
	b.held("held-tornado", nodes...)
	t := &reports.Table{ID: "tornado", Columns: []reports.Column{
		{Key: "input", Title: "Input"}, {Key: "low", Title: "Low"}, {Key: "high", Title: "High"},
		{Key: "cost_low", Title: "Cost at low", Kind: reports.KindMoney, Unit: b.cur}, {Key: "cost_high", Title: "Cost at high", Kind: reports.KindMoney, Unit: b.cur},
		{Key: "swing", Title: "Swing", Kind: reports.KindMoney, Unit: b.cur}, {Key: "flip", Title: "Winner changes at"},
	}}
	ch := &reports.Chart{ID: "tornado", Title: "What moves the cost of " + winner.ID, Kind: reports.ChartTornado, X: reports.Axis{Title: "monthly cost", Unit: b.cur}, Base: base.Float()}
	for _, bar := range bars {
		x := b.bar(bar)
		d.Bars = append(d.Bars, x)
		flip := "never in this range"
		switch {
		case bar.Flip != nil:
			flip = fmt.Sprintf("%s, to %s", inUnit(bar.Input.Node, bar.Flip.X), strings.Join(x.FlipsTo, ", "))
		case bar.Unreadable != "":
			flip = "could not be looked for"
		}
		low, high := inUnit(bar.Input.Node, bar.Input.Low), inUnit(bar.Input.Node, bar.Input.High)
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(bar.Input.Key), reports.Words(low), reports.Words(high), b.cost(bar.CostLow), b.cost(bar.CostHigh), b.cost(bar.Swing()), reports.Words(flip)}})
		ch.Bars = append(ch.Bars, reports.Bar{Label: bar.Input.Node.Label(), Low: bar.CostLow.Float(), High: bar.CostHigh.Float(), LowLabel: onBar(low), HighLabel: onBar(high)})
	}
	b.data.Tornado = d
	b.r.Sections = append(b.r.Sections, reports.Section{Title: "One input at a time: " + winner.ID + " at " + b.money(base), Table: t, Chart: ch})
	if len(bars) > 0 {
		b.say("%s moves the cost of %s most: by %s over its range.", bars[0].Input.Node.Label(), winner.ID, b.money(bars[0].Swing()))
	}
}

func (b *Builder) bar(bar whatif.Bar) Bar {
	n := bar.Input.Node
	value := func(x exact.Num) string {
		q, _ := x.Quo(n.Unit().Factor)
		return formula.Text(q)
	}
	x := Bar{Input: bar.Input.Key, Unit: n.Unit().Name, Low: value(bar.Input.Low), High: value(bar.Input.High), CostLow: bar.CostLow.Fixed(2), CostHigh: bar.CostHigh.Fixed(2),
		Swing: bar.Swing().Fixed(2), BestLow: bar.BestLow.ID, BestHigh: bar.BestHigh.ID, NoFlip: bar.Unreadable}
	if bar.Flip != nil {
		x.FlipsAt = value(bar.Flip.X)
		for _, o := range bar.FlipTo {
			x.FlipsTo = append(x.FlipsTo, o.ID)
		}
	}
	return x
}

// inUnit prints a value of an input in its own unit, shortly.
func inUnit(n formula.Node, x exact.Num) string {
	q, _ := x.Quo(n.Unit().Factor)
	return strings.TrimSpace(flips.Short(q) + " " + n.Unit().Name)
}

// onBar is a value as it stands beside a bar, where room is short.
func onBar(value string) string {
	return strings.NewReplacer(" requests/month", "/month", " requests/s", "/s").Replace(value)
}

// left names the options that take no part, because they have no cost somewhere.
func (b *Builder) left(id string, with []string) {
	var out []string
	for _, o := range whatif.Options(b.c) {
		if !slices.Contains(with, o.ID) {
			out = append(out, o.ID)
		}
	}
	if len(out) > 0 {
		b.r.Notes = append(b.r.Notes, reports.Note{ID: id, Level: reports.NoteWarning,
			Text: fmt.Sprintf("left out, because their servers, sized for this load, carry no instance at some of these values: %s; --set sizes them anew", strings.Join(out, ", "))})
	}
}

// held says which solved figures do not follow the inputs that are varied.
func (b *Builder) held(id string, inputs ...formula.Node) {
	if text := b.c.HeldWords(inputs...); text != "" {
		b.r.Notes = append(b.r.Notes, reports.Note{ID: id, Level: reports.NoteWarning, Text: text})
	}
}
