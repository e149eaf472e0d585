package xlsx

import (
	"slices"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/makeorbuy"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/cells"
)

// Rows and columns of Years and Year slots.
const (
	yearRow      = 4 // Years: the number of the year
	yearMonths   = 5 // its months inside the horizon
	oneCol       = 3 // Years: figures that are one for all years
	horizonRow   = 7 // in months, bounded by the columns
	monthRateRow = 8
	taxRow       = 9
	nearZeroRow  = 10
	vatLoadRow   = 11
	firstGrowth  = 13
	firstYearCol = 5 // Years and Make-or-buy: year 1
	yearSlotCol  = 2 // Year slots: the first series
)

// placeYears gives the figures of every year their rows and columns: what changes
// with the load of the year, and what stands nowhere else.
func (p *plan) placeYears() error {
	v := p.years
	if v == nil {
		return nil
	}
	v.varies, v.rows, v.column, v.growth = map[int]bool{}, map[int]int{}, map[int]int{}, map[string]int{}
	row := firstGrowth
	for _, a := range (makeorbuy.Terms{Taxed: true}).Assumptions() {
		if a.Key != makeorbuy.Discount && a.Key != makeorbuy.Tax {
			v.growth[a.Key] = row
			row++
		}
	}
	uses := map[int]int{}
	for _, y := range v.options {
		for _, i := range p.below(slices.Values(v.yearRoots(y.o))) {
			uses[i]++
			v.mark(p, i)
		}
	}
	v.shared = row + 1
	row += 2
	for i := range p.figs.Len() {
		n := p.figs.At(i)
		if !v.varies[i] || uses[i] < 2 && v.grown[n.Index()] == "" || n.IsSeries() {
			continue
		}
		v.rows[i] = row
		v.order = append(v.order, n)
		row++
	}
	for _, y := range v.options {
		row = v.placeYear(p, y, row+1)
	}
	v.placeMonths()
	v.layOutMake()
	for i := range p.figs.Len() {
		if v.varies[i] && p.figs.At(i).IsSeries() {
			v.column[i] = yearSlotCol + len(v.series)
			v.series = append(v.series, p.figs.At(i))
		}
	}
	return v.read(p)
}

// mark decides whether a figure changes from year to year, by its inputs.
func (v *reviewed) mark(p *plan, i int) {
	n := p.figs.At(i)
	switch {
	case v.grown[n.Index()] != "":
		v.varies[i] = true
	case n.Op().IsLeaf():
	default:
		if _, inline := cells.Constant(n); inline {
			return
		}
		v.varies[i] = v.varies[i] || !p.spot[i].placed() && !p.inLine[i]
		for in := range n.Each() {
			v.varies[i] = v.varies[i] || v.varies[p.fig(in)]
		}
	}
}

// placeYear stacks one option's figures: steps, lines, the bill, servers.
func (v *reviewed) placeYear(p *plan, y *yearly, row int) int {
	y.head = row
	row++
	for _, i := range p.below(slices.Values(v.yearRoots(y.o))) {
		if _, placed := v.rows[i]; placed || !v.varies[i] || p.figs.At(i).IsSeries() {
			continue
		}
		v.rows[i] = row
		y.figures = append(y.figures, p.figs.At(i))
		row++
	}
	for _, l := range y.o.Lines {
		if l.Category == "hardware" && y.o.Own != nil || l.ID == model.VATLine {
			y.lines = append(y.lines, 0) // bought: on Months; VAT follows below
			continue
		}
		y.lines = append(y.lines, row)
		row++
	}
	if v.load.OK() {
		y.vat = row
		row++
	}
	y.bill = row
	row++
	if p.bounded(y.o) {
		y.over = row
		row++
	}
	if y.buys() {
		y.servers, y.price, y.life = row, row+1, row+2
		row += 3
	}
	return row
}

// read reads the graph once for every year that has a column.
func (v *reviewed) read(p *plan) error {
	var nodes []formula.Node
	for i := range p.figs.Len() {
		if v.varies[i] {
			nodes = append(nodes, p.figs.At(i))
		}
	}
	for y := range v.years {
		values, err := p.g.Evaluate(v.r.Terms.Inputs(p.c, y), nodes...)
		if err != nil {
			return err
		}
		v.values = append(v.values, values)
	}
	return nil
}

// num is a figure in a year, in the unit it is shown in.
func (v *reviewed) num(p *plan, n formula.Node, year int) exact.Num {
	c := p.canon(n)
	if v.varies[p.fig(c)] {
		return v.values[year].Of(c)
	}
	if l, ok := c.Leaf(); ok {
		x, _ := l.Value.Quo(c.Unit().Factor)
		return x
	}
	return p.exact(c)
}
