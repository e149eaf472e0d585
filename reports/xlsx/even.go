package xlsx

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/fast"
	"github.com/xuri/excelize/v2"
)

// curves are the costs of a few options over the load. A sheet holds one load,
// so the engine reads the curves into lookup tables: live in the load, as
// delivered in everything else.
type curves struct {
	axis    formula.Node
	options []*model.Option
	tables  []*formula.Table // by option
	loads   []float64        // in the axis's unit
	costs   [][]float64      // by option, by load
	flips   []stretch
	remark  string // why there are no crossings

	program  *fast.Program
	searched bool // the load has too many levels to read the crossings exactly
}

// stretch is a range of loads on which one option is cheapest.
type stretch struct {
	from, to float64
	cheapest string
}

// Range of the curves around the scenario's load, and points per decade.
const (
	evenBelow, evenAbove = 100, 10
	evenPerDecade        = 8
	evenOptions          = 6
	requestsKey          = "workload.requests"
)

// readCurves reads the cheapest option of each runtime, then the next cheapest.
func readCurves(p *plan) (*curves, error) {
	axis, ok := p.g.Find(requestsKey)
	if !ok {
		return nil, nil
	}
	l, _ := axis.Leaf()
	e := &curves{axis: axis, options: contenders(p), searched: manyLevels(p.c.Profile)}
	if l.Value.Sign() <= 0 || len(e.options) < 2 {
		return nil, nil
	}
	from, _ := l.Value.Quo(exact.Int(evenBelow))
	to := l.Value.Mul(exact.Int(evenAbove))
	roots := make([]formula.Node, len(e.options))
	for i, o := range e.options {
		roots[i] = o.Total
	}
	e.costs = make([][]float64, len(roots))
	for _, o := range e.options {
		e.tables = append(e.tables, &formula.Table{ID: "cost of " + o.ID, Title: "cost a month over the load", X: axis.Unit(), Y: o.Total.Unit(), Mode: formula.Linear,
			Method: "read by the engine, as delivered", Domain: "straight lines between the points; outside, the nearest point"})
	}
	loads := steps(from, to, l.Value, evenPerDecade)
	costs, err := e.read(p, roots, loads)
	if err != nil {
		return nil, err
	}
	for k, x := range loads {
		e.loads = append(e.loads, inUnit(x, axis))
		for i, r := range roots {
			y, _ := costs[i][k].Quo(r.Unit().Factor)
			e.costs[i] = append(e.costs[i], y.Float())
			e.tables[i].Points = append(e.tables[i].Points, formula.Point{X: x, Y: costs[i][k]})
		}
	}
	for _, t := range e.tables {
		p.addTable(t)
	}
	if e.searched {
		err = e.search(p, roots, from, to, l.Value)
	} else {
		e.cross(p, from, to)
	}
	return e, err
}

// contenders are the cheapest option of each runtime and then the cheapest of
// all, allowed and priced, one of a kind that is sold alike in several places.
func contenders(p *plan) []*model.Option {
	var priced, all, out []*model.Option
	for _, k := range p.blocks {
		if k.o.Status == model.Priced {
			priced = append(priced, k.o)
		}
	}
	for _, same := range model.Twins(priced) {
		all = append(all, same[0])
	}
	seen := map[string]bool{}
	for _, o := range all {
		if r := o.Runtime(); !seen[r] {
			seen[r] = true
			out = append(out, o)
		}
	}
	for _, o := range all {
		if len(out) < evenOptions && !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	return out
}

// steps are loads that rise by equal factors, rounded to three digits, with the
// scenario's own load among them.
func steps(from, to, now exact.Num, perDecade float64) []exact.Num {
	out := []exact.Num{now}
	a, b := math.Log10(from.Float()), math.Log10(to.Float())
	n := int(math.Round((b - a) * perDecade))
	for i := 0; i <= n; i++ {
		x := math.Pow(10, a+(b-a)*float64(i)/float64(n))
		if three, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 3, 64), 64); err == nil {
			if q, ok := exact.Parse(strconv.FormatFloat(three, 'f', -1, 64)); ok { // 0.37, not the binary number beside it
				out = append(out, q)
			}
		}
	}
	slices.SortFunc(out, exact.Num.Cmp)
	return slices.CompactFunc(out, func(a, b exact.Num) bool { return kept(a) == kept(b) }) // two loads that a cell cannot tell apart have no slope between them
}

// cross finds who is cheapest on which stretch. Where the engine cannot read an
// option along the load, the sheet says so.
func (e *curves) cross(p *plan, from, to exact.Num) {
	f, err := p.c.Flips(e.axis, from, to, e.options)
	if err != nil {
		e.remark = "The crossings could not be computed: " + err.Error()
		return
	}
	for _, s := range f.Result.Cheapest {
		var names []string
		for _, i := range s.Cheapest {
			names = append(names, f.Options[i].ID)
		}
		x := stretch{inUnit(s.From, e.axis), inUnit(s.To, e.axis), strings.Join(names, " and ")}
		if n := len(e.flips); n > 0 && e.flips[n-1].cheapest == x.cheapest {
			e.flips[n-1].to = x.to
			continue
		}
		if s.From.Less(s.To) {
			e.flips = append(e.flips, x)
		}
	}
}

const (
	firstEven = 8 + chartRows // Break-even: the first point of the curves, below the chart
	evenCols  = 3             // columns before the options' own
)

func (b *book) evenPage() page {
	widths := []float64{20, 30, 7}
	for range b.even.options {
		widths = append(widths, 18)
	}
	return page{name: sheetEven, widths: widths, heads: firstEven - 1, units: 1, rows: b.evenRows, after: b.evenChart}
}

// evenRows writes the curves, where they stand today, and the stretches.
func (b *book) evenRows(r *rows) {
	e := b.even
	cur := string(b.p.c.Currency())
	now := b.p.where(e.axis).from(sheetEven)
	u := e.axis.Unit().Name
	r.tall(24, b.words(title, "Break-even"))
	r.put(b.words(faint, "Cost a month over the load, everything else as delivered: the curves are read by the engine (Tables). Loads may be changed; the star in the chart is live."))
	r.put()
	r.put(b.words(strong, "Now"), b.formula(link(loadFormat(b.p.num(e.axis))), now, b.p.num(e.axis)), b.words(plain, u))
	r.put(b.words(strong, "Cheapest now"), b.formula(link(fmtMoney), sheetCompare+"!"+fixed(totalCol, firstRank), b.bestMonthly()), b.words(plain, cur), b.formula(plain, sheetCompare+"!"+fixed(optionCol, firstRank), b.bestID()))
	r.put()
	r.space(chartRows - 1)
	units := []excelize.Cell{b.words(faint, ""), b.words(faint, ""), b.words(faint, "")}
	for range e.options {
		units = append(units, b.words(unitLook, cur+" a month"))
	}
	r.put(units...)
	heads := []excelize.Cell{b.words(headNum, u), b.words(head, "Cheapest of these"), b.words(head, "")}
	for _, o := range e.options {
		heads = append(heads, b.words(headNum, o.ID))
	}
	r.put(heads...)
	num := e.loadFormat()
	for i, x := range e.loads {
		row := append(r.draft(), b.number(input(num), x))
		first, last := at(evenCols+1, r.row), at(evenCols+len(e.options), r.row)
		text := "INDEX(" + fixed(evenCols+1, firstEven-1) + ":" + fixed(evenCols+len(e.options), firstEven-1) + ",MATCH(MIN(" + first + ":" + last + ")," + first + ":" + last + ",0))"
		best := 0
		for k := range e.options {
			if e.costs[k][i] < e.costs[best][i] {
				best = k
			}
		}
		row = append(row, b.formula(wrapped, text, e.options[best].ID), b.words(plain, ""))
		for k, t := range e.tables {
			row = append(row, b.formula(calc(fmtMoney), b.p.tableBlock(t).Linear("$"+at(1, r.row)), e.costs[k][i]))
		}
		r.put(row...)
	}
	b.nowRows(r)
	b.stretches(r)
}

// nowRows hold the curves against the live workbook at the load in use: they
// part once anything but the load is changed.
func (b *book) nowRows(r *rows) {
	e := b.even
	now := fixed(2, 4)
	curve := []excelize.Cell{b.formula(link(loadFormat(b.p.num(e.axis))), now, b.p.num(e.axis)), b.words(plain, "now, by the curve"), b.words(plain, "")}
	live := []excelize.Cell{b.formula(link(loadFormat(b.p.num(e.axis))), now, b.p.num(e.axis)), b.words(plain, "now, by the workbook"), b.words(plain, "")}
	for k, o := range e.options {
		v := b.p.num(o.Total)
		curve = append(curve, b.formula(calc(fmtMoney), b.p.tableBlock(e.tables[k]).Linear(now), v))
		for _, block := range b.p.blocks {
			if block.o == o {
				live = append(live, b.formula(link(fmtMoney), sheetCalc+"!"+fixed(moneyCol, block.total), v))
			}
		}
	}
	r.put()
	r.put(curve...)
	r.put(live...)
}

// loadFormat is the format of one load: decimals where it is small.
func loadFormat(v float64) string {
	if v >= 10_000 {
		return fmtWhole
	}
	return quantityFormat(v)
}

// loadFormat is one format for all loads: decimals only where one of them has some.
func (e *curves) loadFormat() string {
	for _, x := range e.loads {
		if x != math.Trunc(x) {
			return fmtPart
		}
	}
	return fmtWhole
}

func (b *book) stretches(r *rows) {
	e := b.even
	u := e.axis.Unit().Name
	r.to(firstEven + len(e.loads) + 4)
	how := "exactly (as delivered)"
	if e.searched {
		how = fmt.Sprintf("as delivered, searched at %d loads per factor of ten: a narrower stretch may be missed", searchPerDecade)
	}
	r.tall(19, b.words(heading, "Who is cheapest where, "+how))
	if e.remark != "" {
		r.put(b.words(plain, e.remark))
		return
	}
	r.put(b.words(headNum, "From, "+u), b.words(headNum, "To, "+u), b.words(head, ""), b.words(head, "Cheapest"))
	for i, s := range e.flips {
		if i == 40 {
			r.put(b.words(faint, fmt.Sprintf("%d more stretches: sovcost breakeven lists them", len(e.flips)-i)))
			return
		}
		r.put(b.number(delivered(loadFormat(s.from)), s.from), b.number(delivered(loadFormat(s.to)), s.to), b.words(plain, ""), b.words(plain, s.cheapest))
	}
}

func (b *book) bestMonthly() any {
	if o := b.p.c.Best(); o != nil {
		return o.Monthly.Float()
	}
	return ""
}

func (b *book) bestID() string {
	if o := b.p.c.Best(); o != nil {
		return o.ID
	}
	return ""
}
