package xlsx

import (
	"slices"
	"sort"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/cells"
)

// Rows at which the sheets' tables begin, and the columns others refer to.
const (
	firstInput = 8  // Inputs: first row below the headings
	firstPrice = 6  // Prices
	firstSlot  = 8  // Load and Slots: the first slot
	firstCalc  = 6  // Calculation
	liveCol    = 3  // Inputs: the value in use
	priceCol   = 4  // Prices: the price in use
	weightCol  = 3  // Load: the weight of the slot
	shareCol   = 4  // Load: its share
	demandCol  = 6  // Load: the first series that follows
	qtyCol     = 3  // Calculation: quantity or figure
	unitPrice  = 5  // Calculation
	amountCol  = 7  // Calculation
	moneyCol   = 10 // Calculation: in the scenario's currency
	kindCol    = 11 // Calculation: category
)

// inputGroup is a heading of the Inputs sheet and the keys below it.
type inputGroup struct{ title, prefix string }

var inputGroups = []inputGroup{
	{"Workload", "workload."}, {"Month", "month"}, {"Exchange rates", "fx."}, {"Sizing", "sizing."},
	{"Operations", "operations."}, {"VAT", "vat."}, {"Own hardware", "own."}, {"Years", "years."}, {"Leaving", "exit."}, {"Leaving: code by dependency", "dependency."}, {"Options", "option["}, {"Defaults of price sheets", ""},
}

func groupOf(key string) int {
	for i, g := range inputGroups {
		if strings.HasPrefix(key, g.prefix) {
			return i
		}
	}
	return len(inputGroups) - 1
}

// placeLeaves gives every leaf its cell: inputs by group, prices by sheet, then
// the constants of billing rules.
func (p *plan) placeLeaves(uses []int) {
	p.order(uses, func(n formula.Node) {
		if !n.Op().IsLeaf() {
			return
		}
		l, _ := n.Leaf()
		if _, inline := cells.Constant(n); inline {
			return
		}
		switch {
		case l.Slots != nil && slotsAhead(n) > 0:
			p.aheads = append(p.aheads, n)
		case l.Slots != nil:
			p.loads = append(p.loads, n)
		case isInput(n):
			p.inputs = append(p.inputs, n)
		case n.Op() == formula.Listed:
			p.prices = append(p.prices, n)
		case l.Key == slotsKey:
			p.place(n, spot{sheetLoad, shareCol, slotCountRow})
		default:
			p.constants = append(p.constants, n)
		}
	})
	sort.SliceStable(p.inputs, func(i, j int) bool { return groupOf(keyOf(p.inputs[i])) < groupOf(keyOf(p.inputs[j])) })
	sort.SliceStable(p.prices, func(i, j int) bool { return sheetOf(p.prices[i]) < sheetOf(p.prices[j]) })
	row, group := firstInput, -1
	for _, n := range p.inputs {
		if g := groupOf(keyOf(n)); g != group {
			group = g
			row++ // the group's heading
		}
		p.place(n, spot{sheetInputs, liveCol, row})
		row++
	}
	row = firstPrice
	for _, n := range p.prices {
		p.place(n, spot{sheetPrices, priceCol, row})
		row++
	}
	row += 2 // a blank row and the heading of the constants
	p.guard, p.cents, p.cent = spot{sheetPrices, priceCol, row}, spot{sheetPrices, priceCol, row + 1}, spot{sheetPrices, priceCol, row + 2}
	row += 3
	for _, n := range p.constants {
		p.place(n, spot{sheetPrices, priceCol, row})
		row++
	}
}

func keyOf(n formula.Node) string { l, _ := n.Leaf(); return l.Key }

// placeSeries gives every series a column: the load on its own sheet, what runs
// under it on Slots.
func (p *plan) placeSeries(uses []int) {
	for _, n := range p.loads {
		p.place(n, spot{sheetLoad, shareCol, 0})
	}
	p.order(uses, func(n formula.Node) {
		if !n.IsSeries() || n.Op().IsLeaf() {
			return
		}
		if p.isDemand(n) {
			p.place(n, spot{sheetLoad, demandCol + len(p.demand), 0})
			p.demand = append(p.demand, n)
			return
		}
		p.place(n, spot{sheetSlots, 2 + len(p.series), 0})
		p.series = append(p.series, n)
	})
	for i, n := range p.aheads {
		p.place(n, spot{sheetLoad, p.aheadCol() + i, 0})
	}
}

// aheadCol is the column on Load of the first series of slots to come, beside the
// chart's axis.
func (p *plan) aheadCol() int { return demandCol + len(p.demand) + 1 }

// table is a lookup table on its sheet.
type table struct {
	t    *formula.Table
	col  int       // of its X; Y and the slope follow
	nums [3]string // their formats
}

const firstPoint = 9 // Tables: row of the first point

func (p *plan) placeTables(uses []int) {
	seen := map[*formula.Table]bool{}
	p.order(uses, func(n formula.Node) {
		if t := n.Table(); t != nil && !seen[t] {
			seen[t] = true
			p.addTable(t)
		}
	})
}

func (p *plan) addTable(t *formula.Table) {
	p.tables = append(p.tables, &table{t: t, col: 2 + 4*len(p.tables)})
}

func (p *plan) tableBlock(t *formula.Table) cells.Block {
	for _, x := range p.tables {
		if x.t != t {
			continue
		}
		last := firstPoint + len(t.Points) - 1
		return cells.Block{X: span(sheetTables, x.col, firstPoint, last), Y: span(sheetTables, x.col+1, firstPoint, last), Slope: span(sheetTables, x.col+2, firstPoint, last)}
	}
	return cells.Block{}
}

// placeCalculation stacks the blocks: figures of several options first, then
// every option with its own figures and its lines.
func (p *plan) placeCalculation(uses []int) {
	row := firstCalc + 1 // below the heading of the shared block
	p.markLines()
	p.order(uses, func(n formula.Node) {
		if n.Op().IsLeaf() || n.IsSeries() || uses[p.fig(n)] < 2 || p.inLine[p.fig(n)] {
			return
		}
		p.shared = append(p.shared, n)
		p.place(n, spot{sheetCalc, qtyCol, row})
		row++
	})
	for _, b := range p.blocks {
		row++ // a blank row
		b.head = row
		row = p.placeBlock(b, row+1)
	}
}

// markLines finds the figures that stand in lines and totals. Every option
// writes its own, also where two of them bill the same: a block is complete.
func (p *plan) markLines() {
	for _, b := range p.blocks {
		p.inLine[p.fig(b.o.Total)] = true
		for _, l := range b.o.Lines {
			for _, n := range []formula.Node{l.Quantity, l.Amount, l.Converted} {
				p.inLine[p.fig(n)] = true
			}
		}
	}
}

// placeBlock puts the figures of one option in order and its lines below them.
// Quantities and amounts stand in the line they belong to.
func (p *plan) placeBlock(b *block, row int) int {
	for _, i := range p.needs(b.o) {
		n := p.figs.At(i)
		p.carried(b.o, n)
		if p.spot[i].placed() || p.inLine[i] || n.Op().IsLeaf() || n.IsSeries() {
			continue
		}
		b.figures = append(b.figures, n)
		p.spot[i] = spot{sheetCalc, qtyCol, row}
		row++
	}
	b.first = row
	for _, l := range b.o.Lines {
		p.claim(l.Quantity, spot{sheetCalc, qtyCol, row})
		p.claim(l.Amount, spot{sheetCalc, amountCol, row})
		p.claim(l.Converted, spot{sheetCalc, moneyCol, row})
		row++
	}
	b.last, b.total, b.billed = row-1, row, row+1
	row += 2
	for range b.o.Upfront {
		b.upfront = append(b.upfront, row)
		row++
	}
	if b.o.VAT != nil {
		b.vat = row
		row += vatRows
	}
	return row
}

// carried notes how many instances fit on one server or node, by which others are
// divided: below one, nothing of this size carries the workload.
func (p *plan) carried(o *model.Option, n formula.Node) {
	on, counted := cells.Counted(n)
	if !counted || on.IsSeries() {
		return
	}
	if on = p.canon(on); !slices.Contains(p.carriers[o], on) {
		p.carriers[o] = append(p.carriers[o], on)
	}
}

// claim makes the cell the place of the node, unless it stands elsewhere.
func (p *plan) claim(n formula.Node, at spot) {
	if c := p.canon(n); !p.where(c).placed() && !c.Op().IsLeaf() {
		p.place(c, at)
	}
}

// written reports whether the line writes its quantity's formula: a step that no
// other row shows.
func (p *plan) written(n formula.Node) bool {
	c := p.canon(n)
	if c.Op().IsLeaf() || c.IsSeries() {
		return false
	}
	return p.inLine[p.fig(c)]
}

// tolerance is the guard against float noise: far above what a chain of binary
// operations loses, far below a hundredth of a step.
var tolerance = exact.MustParse("0.00000000001")
