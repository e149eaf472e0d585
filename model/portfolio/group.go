package portfolio

import (
	"fmt"
	"math"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/fast"
	"github.com/sovcost/sovcost/pricing/money"
)

const (
	blockRows = 512
	// Costs closer than this may stand in another order when read exactly: they
	// are read exactly.
	near = 0.02
)

// group prices rows that share one graph.
type group struct {
	c       *model.Comparison
	cols    []column
	nodes   []formula.Node // of the columns that are inputs, in this graph
	at      []int          // their places in a row
	options []*model.Option
	program *fast.Program
	limits  []limit
}

// limit is a size above which an option is not sold; value and max are roots of
// the program.
type limit struct{ option, value, max int }

func (p *Portfolio) group(c *model.Comparison, cols []column, rows []int) error {
	g := &group{c: c, cols: cols}
	for i, col := range cols {
		if !col.node.OK() {
			continue
		}
		n, ok := c.Graph.Find(col.key)
		if !ok {
			return fmt.Errorf("column %s is not an input here", col.key)
		}
		g.nodes, g.at = append(g.nodes, n), append(g.at, i)
	}
	roots := []formula.Node{c.Demand.Requests}
	for _, o := range c.Options {
		if len(o.LastingGaps()) == 0 && o.Total.OK() {
			g.options = append(g.options, o)
			roots = append(roots, o.Total)
		}
	}
	if len(g.options) == 0 {
		return fmt.Errorf("no option has a price")
	}
	for i, o := range g.options {
		for _, l := range o.Limits {
			g.limits = append(g.limits, limit{i, len(roots), len(roots) + 1})
			roots = append(roots, l.Value, l.Max)
		}
	}
	var err error
	if g.program, err = fast.Compile(c.Graph, roots, g.nodes); err != nil {
		return err
	}
	blocks := (len(rows) + blockRows - 1) / blockRows
	each(blocks, func(_, b int) {
		g.block(p, rows[b*blockRows:min((b+1)*blockRows, len(rows))], len(roots))
	})
	return nil
}

// block reads the rows fast, ranks, and prices the winners exactly.
func (g *group) block(p *Portfolio, rows []int, roots int) {
	inputs := make([]formula.Inputs, len(rows))
	values, out := columnsOf(len(g.nodes), len(rows)), columnsOf(roots, len(rows))
	for k, i := range rows {
		r := p.Table.Rows[i]
		p.Results[i].Row = r
		in, err := g.inputs(r)
		if err != nil {
			p.Results[i].Problem = fmt.Sprintf("%s:%d: %v", p.Table.File, r.Line, err)
		}
		inputs[k] = in
		for v, n := range g.nodes {
			l, _ := n.Leaf()
			x := l.Value
			if y, ok := in[n.Index()]; ok {
				x = y
			}
			values[v][k] = x.Float()
		}
	}
	if err := g.program.NewRunner().Run(values, out); err != nil {
		for _, i := range rows {
			p.Results[i].Problem = fmt.Sprintf("%s:%d: %v", p.Table.File, p.Table.Rows[i].Line, err)
		}
		return
	}
	for k, i := range rows {
		if p.Results[i].Problem == "" {
			g.settle(&p.Results[i], inputs[k], func(root int) float64 { return out[root][k] })
			if p.Results[i].Problem != "" {
				p.Results[i].Problem = fmt.Sprintf("%s:%d: %s", p.Table.File, p.Table.Rows[i].Line, p.Results[i].Problem)
			}
		}
	}
}

func columnsOf(n, rows int) [][]float64 {
	all := make([]float64, n*rows)
	out := make([][]float64, n)
	for i := range out {
		out[i] = all[i*rows : (i+1)*rows]
	}
	return out
}

// inputs reads the row's cells; each problem names its column.
func (g *group) inputs(r Row) (formula.Inputs, error) {
	in := formula.Inputs{}
	for v, n := range g.nodes {
		text := r.Values[g.at[v]]
		if text == "" {
			continue
		}
		x, err := g.c.AxisValue(n, text)
		if err != nil {
			return nil, fmt.Errorf("%s: %v", g.cols[g.at[v]].key, err)
		}
		if x.Sign() < 0 {
			return nil, fmt.Errorf("%s: %q is negative", g.cols[g.at[v]].key, text)
		}
		in[n.Index()] = x
	}
	return in, nil
}

// settle finds the cheapest allowed option and the cheapest of all: candidates by
// the fast reading, the order among close ones and the figures exactly.
func (g *group) settle(r *Result, in formula.Inputs, at func(int) float64) {
	sold := make([]bool, len(g.options))
	for i := range sold {
		sold[i] = !math.IsNaN(at(i+1)) && !math.IsInf(at(i+1), 0)
	}
	for _, l := range g.limits {
		if at(l.value) > at(l.max)*(1+1e-12) {
			sold[l.option] = false
		}
	}
	r.Best, r.Monthly = g.cheapest(r, in, at, sold, true)
	r.Any, r.AnyCost = g.cheapest(r, in, at, sold, false)
	q, _ := exact.FromFloat(at(0))
	r.Requests = q.Round(3)
}

// cheapest is the option with the lowest amount to the cent; of equal ones the
// first id, as compare ranks them.
func (g *group) cheapest(r *Result, in formula.Inputs, at func(int) float64, sold []bool, allowed bool) (*model.Option, exact.Num) {
	least := math.Inf(1)
	for i, o := range g.options {
		if sold[i] && (!allowed || len(o.Excluded) == 0) {
			least = math.Min(least, at(i+1))
		}
	}
	var win *model.Option
	var cost exact.Num
	for i, o := range g.options {
		if !sold[i] || allowed && len(o.Excluded) > 0 || at(i+1) > least+near+1e-9*least {
			continue
		}
		x, err := g.cents(o, in, at(i+1))
		if err != nil {
			r.Problem = err.Error()
			return nil, exact.Zero
		}
		if win == nil || x.Less(cost) || x.Equal(cost) && o.ID < win.ID {
			win, cost = o, x
		}
	}
	return win, cost
}

// cents is the amount to the cent. The fast reading is right to about twelve
// digits: where that leaves the cent open, or lines are rounded one by one, the
// exact reader decides.
func (g *group) cents(o *model.Option, in formula.Inputs, f float64) (exact.Num, error) {
	c := f * 100
	if g.c.Scenario.Rounding == money.RoundLine || math.Abs(c-math.Floor(c)-0.5) < 1e-6+1e-9*math.Abs(c) || math.Abs(c) > 1e12 {
		return g.price(o, in)
	}
	q, _ := exact.Frac(int64(math.Round(c)), 100)
	return q, nil
}

// price is the option's month to the cent, under the scenario's rounding.
func (g *group) price(o *model.Option, in formula.Inputs) (exact.Num, error) {
	roots := make([]formula.Node, len(o.Lines))
	for i, l := range o.Lines {
		roots[i] = l.Converted
	}
	v, err := g.c.Graph.Evaluate(in, roots...)
	if err != nil {
		return exact.Zero, err
	}
	lines := make([]exact.Num, len(roots))
	for i, n := range roots {
		lines[i] = v.Of(n)
	}
	rounding := g.c.Scenario.Rounding
	if rounding == "" {
		rounding = money.RoundSum
	}
	return rounding.Total(lines), nil
}
