package xlsx

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/cells"
)

// plan is where every figure of the comparison stands. It is made before the
// first row is written, because a row may refer to rows that come later.
type plan struct {
	c      *model.Comparison
	g      *formula.Graph
	blocks []*block
	rest   []*model.Option   // options without a block: a part has no price at any load
	figs   *cells.Figures    // what computes the same, by number
	spot   []spot            // by figure: its cell
	values []*formula.Values // by figure: a reading of it

	inputs    []formula.Node
	prices    []formula.Node
	constants []formula.Node
	loads     []formula.Node // series leaves
	aheads    []formula.Node // the highest share of the slots to come, where replicas are started ahead of the load
	demand    []formula.Node // series on the Load sheet
	series    []formula.Node // series on the Slots sheet
	shared    []formula.Node // figures that several options need
	tables    []*table
	seen      []int  // by figure: the walk that met it last
	stamp     int    // number of the walk
	found     []int  // what the walk met
	inLine    []bool // by figure: whether it stands in a line of the bill
	slots     int

	leave  *leaving  // the Exit sheet, nil where nothing is stated
	ofExit []bool    // by figure: whether only the Exit sheet needs it
	years  *reviewed // the make-or-buy sheets, nil where no years are stated

	noYears string // why there are no make-or-buy sheets although years are stated

	guard, cents, cent spot // technical constants, on Prices

	users []int32                 // by figure: the first that it leads to, see leadsTo
	views map[string]cells.Layout // by sheet, as made so far

	carriers map[*model.Option][]formula.Node // how many instances fit on one server or node
}

// spot is a cell, or for a series (row 0) a column.
type spot struct {
	sheet    string
	col, row int
}

func (s spot) placed() bool { return s.sheet != "" }

// block is one option's place on the Calculation sheet.
type block struct {
	o                 *model.Option
	figures           []formula.Node
	head, first, last int // rows: heading, first and last line
	total, billed     int // rows of the unrounded and the rounded total
	upfront           []int
	vat               int // first row of net, VAT and with VAT
	listed            int // Compare: its row in the workings
	rank              int // as delivered; 0 without one
}

// newPlan decides which figures the workbook holds and where; more options than
// most are refused.
func newPlan(c *model.Comparison, most int) (*plan, error) {
	p := &plan{c: c, g: c.Graph, slots: c.Graph.Slots(), views: map[string]cells.Layout{}, carriers: map[*model.Option][]formula.Node{}}
	for _, o := range c.Options {
		if !hasBlock(o) {
			p.rest = append(p.rest, o)
			continue
		}
		p.blocks = append(p.blocks, &block{o: o})
	}
	if len(p.blocks) == 0 {
		return nil, Refusal{"no option has a price at any load, so there is nothing to calculate; sovcost compare says what is missing"}
	}
	p.planExit()
	if err := p.planYears(); err != nil {
		return nil, err
	}
	p.figs = cells.Alike(p.g, p.g.PartOf(p.roots()))
	n := p.figs.Len()
	p.spot, p.values, p.seen, p.inLine = make([]spot, n), make([]*formula.Values, n), make([]int, n), make([]bool, n)
	uses := p.count()
	p.countExit(uses)
	if err := p.countYears(uses); err != nil {
		return nil, err
	}
	if err := p.checkSize(uses, most); err != nil {
		return nil, err
	}
	p.placeLeaves(uses)
	if len(p.loads) > 1 || len(p.loads) == 1 && len(c.Profile.Weights) != p.slots {
		return nil, fmt.Errorf("the workbook holds one load profile, the comparison has %d series of load", len(p.loads))
	}
	p.placeSeries(uses)
	p.placeTables(uses)
	p.placeCalculation(uses)
	p.placeExit(uses)
	return p, p.placeYears()
}

// hasBlock reports whether the option's cost can be computed at some load.
func hasBlock(o *model.Option) bool { return o.Total.OK() && len(o.LastingGaps()) == 0 }

// roots are the figures that the sheets show.
func (p *plan) roots() iter.Seq[formula.Node] {
	return func(yield func(formula.Node) bool) {
		for _, b := range p.blocks {
			for n := range rootsOf(b.o) {
				if !yield(n) {
					return
				}
			}
		}
		for n := range p.leave.roots() {
			if !yield(n) {
				return
			}
		}
		for _, n := range p.years.roots() {
			if !yield(n) {
				return
			}
		}
	}
}

// rootsOf are the figures an option's block shows.
func rootsOf(o *model.Option) iter.Seq[formula.Node] {
	return func(yield func(formula.Node) bool) {
		all := func(ns ...formula.Node) bool {
			for _, n := range ns {
				if !yield(n) {
					return false
				}
			}
			return true
		}
		if !all(o.Total) {
			return
		}
		for _, l := range o.Upfront {
			if !all(l.Converted, l.Quantity, l.Price, l.Amount) {
				return
			}
		}
		for _, f := range o.Figures {
			if !all(f.Node) {
				return
			}
		}
		for _, l := range o.Limits {
			if !all(l.Value, l.Max) {
				return
			}
		}
		for _, l := range o.Lines {
			if !all(l.Quantity, l.Price, l.Amount) {
				return
			}
		}
		if o.VAT != nil {
			all(o.VAT.Due)
		}
	}
}

// count says how many options need each figure, and remembers a reading of it.
func (p *plan) count() []int {
	uses := make([]int, p.figs.Len())
	for _, b := range p.blocks {
		for _, i := range p.needs(b.o) {
			uses[i]++
			if b.o.Values().Has(p.figs.At(i)) {
				p.values[i] = b.o.Values()
			}
		}
	}
	return uses
}

// needs are the figures below an option's roots, each by the node that stands
// for it, in the order they were built. It walks down from the roots: with
// thousands of options, looking at the whole graph for each would be slow. The
// list is good until the next call.
func (p *plan) needs(o *model.Option) []int { return p.below(rootsOf(o)) }

func (p *plan) below(roots iter.Seq[formula.Node]) []int {
	p.stamp++
	p.found = p.found[:0]
	for r := range roots {
		p.walk(r)
	}
	slices.Sort(p.found)
	return p.found
}

func (p *plan) walk(n formula.Node) {
	i := p.fig(n)
	if p.seen[i] == p.stamp {
		return
	}
	p.seen[i] = p.stamp
	for in := range p.figs.At(i).Each() {
		p.walk(in)
	}
	p.found = append(p.found, i)
}

// The most a sheet holds in Excel, and the most slot cells that a machine with
// ordinary memory opens.
const (
	maxRows      = 1_048_576
	maxColumns   = 16_384
	maxSlotCells = 12_000_000
	maxBlocks    = MaxOptions
)

// MaxOptions is how many options with a price a workbook holds. 1,252 options of
// the shipped sheets took LibreOffice 12 s to open; nobody reads more.
const MaxOptions = 1_000

// Refusal is a comparison that no workbook is made of, and why.
type Refusal struct{ Why string }

func (r Refusal) Error() string { return r.Why }

// checkSize refuses what Excel cannot open before anything is written.
func (p *plan) checkSize(uses []int, most int) error {
	columns, rows := 4, 0
	for i, n := range uses {
		switch {
		case n == 0:
		case p.figs.At(i).IsSeries():
			columns++
		default:
			rows++
		}
	}
	for _, b := range p.blocks {
		rows += len(b.o.Lines) + 8
	}
	if len(p.blocks) > most {
		return Refusal{fmt.Sprintf("%d options with a price: a workbook holds at most %d; narrow [candidates] (sheets, kinds, countries) or write several scenarios", len(p.blocks), most)}
	}
	switch {
	case columns > maxColumns, rows+50 > maxRows, p.slots+50 > maxRows, columns*p.slots > maxSlotCells:
		return Refusal{fmt.Sprintf("the workbook of %d options would need %d calculation rows and %d columns of %d slots; a sheet holds %d rows and %d columns, and %d slot cells open in a reasonable time: narrow [candidates], or join slots of the load profile",
			len(p.blocks), rows, columns, p.slots, maxRows, maxColumns, maxSlotCells)}
	}
	return nil
}

// fig is the number of the node's figure, -1 where no sheet needs it.
func (p *plan) fig(n formula.Node) int { return p.figs.Of(n) }

// canon is the node that stands for n in the workbook.
func (p *plan) canon(n formula.Node) formula.Node {
	if i := p.fig(n); i >= 0 {
		return p.figs.At(i)
	}
	return n
}

// where is the cell of the node's figure; one without has no sheet.
func (p *plan) where(n formula.Node) spot {
	if i := p.fig(n); i >= 0 {
		return p.spot[i]
	}
	return spot{}
}

// place gives the node's figure its cell.
func (p *plan) place(n formula.Node, at spot) { p.spot[p.fig(n)] = at }

// num is a figure's value in the base case, in the unit it is shown in.
func (p *plan) num(n formula.Node) float64 {
	c := p.canon(n)
	if l, ok := c.Leaf(); ok && l.Slots == nil {
		v, _ := l.Value.Quo(c.Unit().Factor)
		return v.Float()
	}
	return p.exact(c).Float()
}

func (p *plan) exact(c formula.Node) exact.Num {
	if v := p.reading(c); v != nil {
		return v.Of(c)
	}
	return exact.Zero
}

// reading is what the node's figure was read in, nil where it was not.
func (p *plan) reading(n formula.Node) *formula.Values {
	if i := p.fig(n); i >= 0 {
		return p.values[i]
	}
	return nil
}

func (p *plan) slotsOf(n formula.Node) []float64 {
	c := p.canon(n)
	out := make([]float64, p.slots)
	if v := p.reading(c); v != nil {
		for i, x := range v.SlotsOf(c) {
			out[i] = x.Float()
		}
	}
	return out
}

// isDemand reports the load itself, which has the Load sheet.
func (p *plan) isDemand(n formula.Node) bool {
	rate := p.canon(p.c.Demand.Rate)
	if n == rate {
		return true
	}
	for in := range rate.Each() {
		if p.canon(in) == n {
			return true
		}
	}
	return false
}

// order walks the figures in the order they were built.
func (p *plan) order(uses []int, do func(n formula.Node)) {
	for i, n := range uses {
		if n > 0 {
			do(p.figs.At(i))
		}
	}
}

// isInput reports a leaf that belongs on the Inputs sheet: a figure of the
// scenario, or a default that could be stated there.
func isInput(n formula.Node) bool {
	l, _ := n.Leaf()
	return l.Key != "" && l.Key != slotsKey && !strings.HasPrefix(l.Key, "const:") && (n.Op() != formula.Listed || l.Key == "vat.rate") && n.Op() != formula.Solved
}

// slotsKey is the number of slots, which the Load sheet counts.
const slotsKey = "workload.load.slots"

// gaps in words, for an option without a block.
func gapText(gaps []pricing.Gap) string {
	var out []string
	for _, g := range gaps {
		s := g.Label + " (" + strings.ReplaceAll(string(g.State), "_", " ") + ")"
		if g.Why != "" {
			s += ": " + g.Why
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}
