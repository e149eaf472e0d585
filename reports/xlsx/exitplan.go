package xlsx

import (
	"iter"
	"slices"
	"sort"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/formula"
)

// leaving is where the figures of the Exit sheet stand: a row per option in three
// tables of the same order, and the steps below them.
type leaving struct {
	rows  []*leaver
	ranks int            // rows of the ranking
	first int            // the first row of the costs
	more  int            // the first row of the other figures
	where int            // the first row of where one would go
	step  int            // the first step
	steps []formula.Node // figures on the way that no table shows
	moves map[int]bool   // figures that depend on which option is cheapest now
}

// leaver is one option; row is its row in the costs.
type leaver struct {
	o   *model.Option
	k   *block // nil where a part has no price at any load
	row int
}

// planExit lists the options of the Exit sheet, by name as ties are ranked.
func (p *plan) planExit() {
	if !p.c.Scenario.StatesExit() { // a sheet of unknown figures helps nobody
		return
	}
	l := &leaving{}
	for _, k := range p.blocks {
		if k.o.Exit != nil {
			l.rows = append(l.rows, &leaver{o: k.o, k: k})
		}
		if k.o.Exit != nil && k.o.Status != model.Excluded {
			l.ranks++
		}
	}
	for _, o := range p.rest {
		if o.Exit != nil {
			l.rows = append(l.rows, &leaver{o: o})
		}
	}
	if len(l.rows) == 0 {
		return
	}
	sort.Slice(l.rows, func(i, j int) bool { return l.rows[i].o.ID < l.rows[j].o.ID })
	p.leave = l
}

// roots are the figures of all rows.
func (l *leaving) roots() iter.Seq[formula.Node] {
	return func(yield func(formula.Node) bool) {
		if l == nil {
			return
		}
		for _, x := range l.rows {
			for _, n := range x.o.Exit.Figures() {
				if !yield(n) {
					return
				}
			}
		}
	}
}

// Columns of the Exit sheet: of the ranking and the costs; of the rest of the
// figures; of where one would go.
const (
	leaveNameCol  = 2
	leaveUnitCol  = 3
	leaveLevelCol = 4
	leaveCostCol  = 5 // known parts
	leavePartsCol = 6
	leaveOpenCol  = leavePartsCol + 7 // parts nobody stated
	leaveTimeCol  = leaveOpenCol + 1

	moreLowCol   = 5 // low and high
	moreWayCol   = 7 // contract, data, rewriting
	moreOftenCol = 10
	moreYearCol  = 11
	moreRankCol  = 12 // the cost that is ranked
	moreLostCol  = 13 // ways nobody stated

	goRankCol     = 1
	goMonthCol    = 5 // cost a month
	goNextCol     = 6 // rank and cost of the option one would go to
	goBothCol     = 8
	goLessCol     = 9 // rank and cost of the cheapest that is bound less
	goSavingCol   = 11
	goYearCol     = 12
	goProviderCol = 13
	goFlipCol     = 14
	goOtherCol    = 15 // rank, if of another provider than the cheapest
	goBelowCol    = 16 // rank, if bound less than level 1, 2, 3, 4
)

// placeExit gives the figures of leaving their cells; what a bill needs, too,
// stands on the Calculation already.
func (p *plan) placeExit(uses []int) {
	l := p.leave
	if l == nil {
		return
	}
	for _, k := range p.blocks {
		if s := p.fig(k.o.Total); p.spot[s].sheet == "" {
			p.spot[s] = spot{sheetCalc, moneyCol, k.total}
		}
	}
	l.first = firstLeaver + l.ranks + 4
	l.more = l.first + len(l.rows) + 4
	l.where = l.more + len(l.rows) + 4
	l.step = l.where + len(l.rows) + 4
	for i, x := range l.rows {
		x.row = l.first + i
		p.placeLeaver(x, l.more+i, l.where+i)
	}
	row := l.step
	p.order(uses, func(n formula.Node) {
		if p.where(n).placed() || n.Op().IsLeaf() || n.IsSeries() || !p.ofExit[p.fig(n)] {
			return
		}
		l.steps = append(l.steps, n)
		p.place(n, spot{sheetExit, qtyCol, row})
		row++
	})
	l.markMoves(p)
}

func (p *plan) placeLeaver(x *leaver, more, where int) {
	e := x.o.Exit
	claim := func(n formula.Node, col, row int) {
		if !n.OK() {
			return
		}
		p.claim(n, spot{sheetExit, col, row})
	}
	for i, part := range e.Parts {
		claim(part.Node, leavePartsCol+i, x.row)
	}
	claim(e.Cost, leaveCostCol, x.row)
	claim(e.Time, leaveTimeCol, x.row)
	claim(e.Low, moreLowCol, more)
	claim(e.High, moreLowCol+1, more)
	for i, way := range e.Paths {
		claim(way.Node, moreWayCol+i, more)
	}
	claim(e.Hazard, moreOftenCol, more)
	claim(e.Yearly, moreYearCol, more)
	claim(e.Both, goBothCol, where)
	claim(e.Monthly, goSavingCol, where)
	claim(e.Saving, goYearCol, where)
	claim(e.Flip, goFlipCol, where)
}

// markMoves finds the figures above the choice of where to go: they are unknown
// once nothing is left to go to.
func (l *leaving) markMoves(p *plan) {
	l.moves = map[int]bool{}
	for _, x := range l.rows {
		for _, n := range []formula.Node{x.o.Exit.Both, x.o.Exit.Monthly} {
			if n.OK() {
				l.moves[p.fig(n)] = true
			}
		}
	}
	for i := range p.figs.Len() {
		if !p.ofExit[i] {
			continue
		}
		for in := range p.figs.At(i).Each() {
			l.moves[i] = l.moves[i] || l.moves[p.fig(in)]
		}
	}
}

// countExit adds the figures that only the Exit sheet needs.
func (p *plan) countExit(uses []int) {
	p.ofExit = make([]bool, p.figs.Len())
	if p.leave == nil {
		return
	}
	for _, x := range p.leave.rows {
		for _, i := range p.below(slices.Values(x.o.Exit.Figures())) {
			if uses[i] == 0 {
				uses[i], p.ofExit[i] = 1, true
				p.values[i] = x.o.ExitValues()
			}
		}
	}
}
