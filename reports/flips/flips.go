// Package flips turns break-evens into a report: who is cheapest from which
// load on, every crossing, and the curves.
package flips

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/breakeven"
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
	rate exact.Num // axis value (base) -> requests per second; 0 when the axis is not requests
}

// Report is the break-even as one finished answer. all lists every crossing of
// every pair in the table; otherwise those that change the cheapest option.
func Report(c *model.Comparison, f *model.Flips, all bool, p reports.Provenance) (*reports.Report, error) {
	w := &writer{c: c, f: f, cur: string(c.Currency()), rate: meanRate(c, f.Axis)}
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
	return r, r.Validate()
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

// human prints an axis value shortly: 22.99M requests/month.
func (w *writer) human(x exact.Num) string {
	v := w.at(x)
	unit := strings.TrimPrefix(w.f.Axis.Unit().Name, "1")
	return strings.TrimSpace(Short(v) + " " + unit)
}

// Short prints a number with k, M or B and four significant digits.
func Short(v exact.Num) string {
	f := v.Float()
	for _, s := range []struct {
		at   float64
		name string
	}{{1e9, "B"}, {1e6, "M"}, {1e4, "k"}} {
		if f >= s.at || -f >= s.at {
			return trim(fmt.Sprintf("%.2f", f/s.at*scaleOf(s.name))) + s.name
		}
	}
	return trim(fmt.Sprintf("%.4g", f))
}

// scaleOf counts 10k as 10 thousands although the step to k is at ten thousand.
func scaleOf(name string) float64 {
	if name == "k" {
		return 10
	}
	return 1
}

func trim(s string) string {
	if strings.Contains(s, ".") && !strings.Contains(s, "e") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

func (w *writer) answer() []string {
	res := w.f.Result
	now := res.CheapestAt(w.f.Now)
	below, above := res.Nearest(w.f.Now)
	first := fmt.Sprintf("At %s %s is cheapest; the answer never flips between %s and %s.", w.human(w.f.Now), w.names(now), w.human(res.From), w.human(res.To))
	if below != nil || above != nil {
		var parts []string
		if above != nil {
			parts = append(parts, fmt.Sprintf("above %s (%s) %s takes over", w.human(above.X), percent(above), w.names(above.To)))
		}
		if below != nil {
			parts = append(parts, fmt.Sprintf("below %s (%s) %s", w.human(below.X), percent(below), w.names(below.To)))
		}
		first = fmt.Sprintf("At %s %s is cheapest; %s.", w.human(w.f.Now), w.names(now), strings.Join(parts, ", "))
	}
	return []string{first, fmt.Sprintf("%d stretches between %s and %s, %d options compared.", len(res.Cheapest), w.human(res.From), w.human(res.To), len(w.f.Options))}
}

func percent(f *breakeven.Flip) string {
	if !f.Relative {
		return "from nothing"
	}
	s := f.Percent.Fixed(1) + " %"
	if f.Percent.Sign() >= 0 {
		s = "+" + s
	}
	return s
}

// words tells each curve's fate: always, never, or from where to where.
func (w *writer) words() []string {
	res := w.f.Result
	wins := make([][]breakeven.Interval, len(w.f.Options))
	for _, iv := range res.Cheapest {
		for _, i := range iv.Cheapest {
			wins[i] = append(wins[i], iv)
		}
	}
	var out []string
	var never []string
	for i, list := range wins {
		switch {
		case len(list) == 0:
			never = append(never, w.name(i))
		case len(list) == 1 && list[0].From.Equal(res.From) && list[0].To.Equal(res.To):
			out = append(out, fmt.Sprintf("%s is always cheapest in this range.", w.name(i)))
		default:
			var spans []string
			for _, iv := range list {
				spans = append(spans, w.span(iv))
			}
			if len(spans) > 4 {
				spans = append(spans[:4], fmt.Sprintf("%d more stretches", len(spans)-4))
			}
			out = append(out, fmt.Sprintf("%s is cheapest %s.", w.name(i), strings.Join(spans, ", ")))
		}
	}
	if len(never) > 0 {
		out = append(out, "Never cheapest here: "+strings.Join(never, ", ")+".")
	}
	return out
}

func (w *writer) span(iv breakeven.Interval) string {
	if iv.From.Equal(iv.To) {
		return "at " + w.human(iv.From)
	}
	return fmt.Sprintf("from %s to %s", w.human(iv.From), w.human(iv.To))
}

// envelope is the table of stretches.
func (w *writer) envelope() *reports.Table {
	t := &reports.Table{ID: "cheapest", Columns: []reports.Column{
		{Key: "from", Title: "From", Unit: w.f.Axis.Unit().Name, Kind: reports.KindQuantity}, {Key: "to", Title: "To", Unit: w.f.Axis.Unit().Name, Kind: reports.KindQuantity},
		{Key: "rate_to", Title: "Mean rate up to", Kind: reports.KindQuantity, Unit: "request/s", Priority: 2},
		{Key: "option", Title: "Cheapest", Kind: reports.KindText},
		{Key: "cost_from", Title: "Cost at start", Kind: reports.KindMoney, Unit: w.cur}, {Key: "cost_to", Title: "Cost at end", Kind: reports.KindMoney, Unit: w.cur},
	}}
	for _, iv := range w.f.Result.Cheapest {
		row := reports.Row{}
		if !w.f.Now.Less(iv.From) && !iv.To.Less(w.f.Now) {
			row.Style = reports.RowWinner
		}
		fn := w.f.Result.Options[iv.Cheapest[0]].Cost
		start, ok := fn.At(iv.From)
		if !iv.FromClosed {
			if s, above := fn.Above(iv.From); above {
				start, ok = s, true
			}
		}
		end, _ := fn.At(iv.To)
		if !iv.ToClosed {
			if e, below := fn.Below(iv.To); below {
				end = e
			}
		}
		if !ok {
			start = end
		}
		row.Cells = []reports.Cell{w.quantity(iv.From), w.quantity(iv.To), w.rateCell(iv.To), reports.Words(w.names(iv.Cheapest)), w.cost(start), w.cost(end)}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (w *writer) quantity(x exact.Num) reports.Cell {
	return reports.Quantity(w.at(x).Decimal(8), w.f.Axis.Unit().Name)
}

func (w *writer) rateCell(x exact.Num) reports.Cell {
	if w.rate.IsZero() {
		return reports.Cell{}
	}
	return reports.Quantity(x.Mul(w.rate).Decimal(6), "request/s")
}

func (w *writer) cost(v exact.Num) reports.Cell { return reports.Money(v.Decimal(8), w.cur) }

// crossings lists the crossings of all pairs, or of the pairs that are ever
// cheapest.
func (w *writer) crossings(all bool) *reports.Table {
	t := &reports.Table{ID: "crossings", Columns: []reports.Column{
		{Key: "at", Title: "At", Unit: w.f.Axis.Unit().Name, Kind: reports.KindQuantity}, {Key: "rate", Title: "Mean rate", Kind: reports.KindQuantity, Unit: "request/s", Priority: 2},
		{Key: "kind", Title: "Kind", Kind: reports.KindText}, {Key: "below", Title: "Cheaper below", Kind: reports.KindText}, {Key: "above", Title: "Cheaper above", Kind: reports.KindText},
		{Key: "cost_a", Title: "Cost", Kind: reports.KindMoney, Unit: w.cur}, {Key: "cost_b", Title: "Other's cost", Kind: reports.KindMoney, Unit: w.cur, Priority: 3},
	}}
	ever := map[int]bool{}
	for _, iv := range w.f.Result.Cheapest {
		for _, i := range iv.Cheapest {
			ever[i] = true
		}
	}
	for _, p := range w.f.Result.Pairs {
		if !all && (!ever[p.A] || !ever[p.B]) {
			continue
		}
		for _, x := range p.Crossings {
			t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{w.quantity(x.X), w.rateCell(x.X), reports.Words(x.Kind.String()), reports.Words(w.side(x, x.Before)), reports.Words(w.side(x, x.After)), w.cost(x.CostA), w.cost(x.CostB)}})
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// side names the cheaper option of an order.
func (w *writer) side(x breakeven.Crossing, order int) string {
	switch {
	case order < 0:
		return w.name(x.A)
	case order > 0:
		return w.name(x.B)
	}
	return "equal"
}
