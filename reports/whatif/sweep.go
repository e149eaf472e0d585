package whatif

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/whatif"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/reports"
)

// Sweep is the machine form: every option at every point.
type Sweep struct {
	Axes    []SweepAxis `json:"axes"`
	Options []string    `json:"options"`
	Points  []Point     `json:"points"`
}

// SweepAxis is one input that was varied.
type SweepAxis struct {
	Key  string `json:"key"`
	Unit string `json:"unit"`
}

// Point is one combination of values.
type Point struct {
	At       []string `json:"at"`
	Cheapest string   `json:"cheapest"`
	Monthly  []string `json:"monthly"` // in the order of options
}

// Sweep adds a table for one input, a heat map of winners for two.
func (b *Builder) Sweep(axes []whatif.Axis, options []*model.Option, cells []whatif.Cell) {
	d := &Sweep{}
	var nodes []formula.Node
	for _, a := range axes {
		d.Axes = append(d.Axes, SweepAxis{a.Key, a.Node.Unit().Name})
		nodes = append(nodes, a.Node)
	}
	b.held("held-sweep", nodes...)
	for _, o := range options {
		d.Options = append(d.Options, o.ID)
	}
	b.left("left-sweep", d.Options)
	for _, c := range cells {
		p := Point{Cheapest: options[c.Best].ID}
		for i, x := range c.At {
			p.At = append(p.At, formula.Text(own(axes[i].Node, x)))
		}
		for _, v := range c.Costs {
			p.Monthly = append(p.Monthly, v.Fixed(2))
		}
		d.Points = append(d.Points, p)
	}
	b.data.Sweep = d
	if len(axes) == 1 {
		b.line(axes[0], options, cells)
		return
	}
	b.heat(axes, options, cells)
}

func own(n formula.Node, x exact.Num) exact.Num {
	q, _ := x.Quo(n.Unit().Factor)
	return q
}

// winners are the options that are cheapest anywhere, in rank order.
func winners(options []*model.Option, cells []whatif.Cell) []int {
	ever := map[int]bool{}
	for _, c := range cells {
		ever[c.Best] = true
	}
	var out []int
	for i := range options {
		if ever[i] {
			out = append(out, i)
		}
	}
	return out
}

// mostColumns keeps the table on the page; the machine form has all options.
const mostColumns = 4

func (b *Builder) line(a whatif.Axis, options []*model.Option, cells []whatif.Cell) {
	shown := winners(options, cells)
	for i := range options {
		if len(shown) < mostColumns && !contains(shown, i) {
			shown = append(shown, i)
		}
	}
	if len(shown) > mostColumns {
		shown = shown[:mostColumns]
	}
	t := &reports.Table{ID: "sweep", Columns: []reports.Column{{Key: "at", Title: a.Node.Label(), Kind: reports.KindQuantity, Unit: a.Node.Unit().Name}, {Key: "cheapest", Title: "Cheapest"}}}
	ch := &reports.Chart{ID: "sweep", Title: "Monthly cost over " + a.Node.Label(), Kind: reports.ChartLine, X: reports.Axis{Title: a.Node.Label(), Unit: a.Node.Unit().Name}, Y: reports.Axis{Title: "monthly cost", Unit: b.cur}}
	for _, i := range shown {
		t.Columns = append(t.Columns, reports.Column{Key: options[i].ID, Title: options[i].ID, Kind: reports.KindMoney, Unit: b.cur, Priority: 1})
		ch.Curves = append(ch.Curves, reports.Curve{Label: options[i].ID})
	}
	for _, c := range cells {
		row := reports.Row{Cells: []reports.Cell{reports.Quantity(own(a.Node, c.At[0]).Decimal(8), a.Node.Unit().Name), reports.Words(options[c.Best].ID)}}
		for k, i := range shown {
			row.Cells = append(row.Cells, b.cost(c.Costs[i]))
			ch.Curves[k].Points = append(ch.Curves[k].Points, reports.Point{X: own(a.Node, c.At[0]).Float(), Y: c.Costs[i].Float()})
		}
		t.Rows = append(t.Rows, row)
	}
	b.r.Sections = append(b.r.Sections, reports.Section{Title: "Over " + a.Node.Label(), Table: t, Chart: ch})
	b.say("Over %s, %s.", a.Node.Label(), strings.Join(names(options, winners(options, cells)), ", then ")+" is cheapest")
}

func contains(list []int, i int) bool {
	for _, x := range list {
		if x == i {
			return true
		}
	}
	return false
}

func names(options []*model.Option, list []int) []string {
	var out []string
	for _, i := range list {
		out = append(out, options[i].ID)
	}
	return out
}

// heat is a map of winners: one letter per option, its cost beside it.
func (b *Builder) heat(axes []whatif.Axis, options []*model.Option, cells []whatif.Cell) {
	down, across := axes[0], axes[1]
	t := &reports.Table{ID: "heat", Columns: []reports.Column{{Key: "at", Title: down.Node.Label() + " \\ " + across.Node.Label()}}}
	for k, v := range across.Values {
		t.Columns = append(t.Columns, reports.Column{Key: fmt.Sprintf("c%d", k), Title: inUnit(across.Node, v), Align: reports.AlignRight})
	}
	letters := map[int]string{}
	var legend []string
	for k, i := range winners(options, cells) {
		letters[i] = string(rune('A' + k%26))
		legend = append(legend, letters[i]+" = "+options[i].ID)
	}
	n := len(across.Values)
	for r, v := range down.Values {
		row := reports.Row{Cells: []reports.Cell{reports.Words(inUnit(down.Node, v))}}
		for k := range n {
			c := cells[r*n+k]
			row.Cells = append(row.Cells, reports.Words(letters[c.Best]+" "+formula.Group(c.Costs[c.Best].Fixed(0))))
		}
		t.Rows = append(t.Rows, row)
	}
	b.r.Sections = append(b.r.Sections, reports.Section{Title: "Who is cheapest, and at what cost in " + b.cur, Text: []string{strings.Join(legend, "; ") + "."}, Table: t})
	b.say("%d options are cheapest somewhere on this map.", len(legend))
}
