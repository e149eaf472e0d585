package xlsx

import (
	"slices"
	"sort"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/whatif"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// tornado says how far each input alone moves the cost of the cheapest option,
// read by the engine as delivered.
type tornado struct {
	option *model.Option
	stated bool // the ranges are the scenario's; else 20 % either way
	bars   []bar
	still  []string // inputs that move nothing within their range
	open   []string // inputs at whose ends the option cannot be sized
}

type bar struct {
	n             formula.Node
	low, high     float64 // the input, in its unit
	atLow, atHigh float64 // cost a month
	swing         float64
}

const (
	mostBars   = 15
	leastSwing = 0.005 // half a cent
)

// readTornado moves one input at a time: over the range the scenario states, or
// where it states none at all, by 20 % either way.
func readTornado(p *plan) (*tornado, error) {
	best := p.c.Best()
	if best == nil {
		return nil, nil
	}
	ranges, err := whatif.Inputs(p.c)
	if err != nil {
		return nil, err
	}
	reach := p.g.Reachable(best.Total)
	ranges = slices.DeleteFunc(ranges, func(in whatif.Input) bool { return !reach[in.Node.Index()] }) // growth over years moves no month
	t := &tornado{option: best, stated: len(ranges) > 0, still: whatif.Unused(p.c)}
	if !t.stated {
		ranges = around(p, best)
	}
	for _, in := range ranges {
		if !reach[in.Node.Index()] {
			continue
		}
		bar, err := t.bar(p, in)
		if err != nil { // an instance that no longer fits on the server has no cost
			t.open = append(t.open, in.Node.Label())
			continue
		}
		if bar.swing < leastSwing {
			t.still = append(t.still, in.Node.Label())
			continue
		}
		t.bars = append(t.bars, bar)
	}
	sort.SliceStable(t.bars, func(i, j int) bool { return t.bars[i].swing > t.bars[j].swing })
	if len(t.bars) > mostBars {
		t.bars = t.bars[:mostBars]
	}
	if len(t.bars) == 0 {
		return nil, nil
	}
	return t, nil
}

// monthKey is the length of the billing month, a convention that nobody can move.
const monthKey = "month"

// around is every scenario figure but counts, 20 % down and up.
func around(p *plan, o *model.Option) []whatif.Input {
	var out []whatif.Input
	less, more := exact.MustParse("0.8"), exact.MustParse("1.2")
	for _, n := range p.inputs {
		l, _ := n.Leaf()
		if n.Unit().Name == "" || l.Key == monthKey || l.Value.Sign() <= 0 || groupOf(l.Key) > groupOf("operations.") {
			continue
		}
		out = append(out, whatif.Input{Key: l.Key, Node: n, Base: l.Value, Low: l.Value.Mul(less), High: l.Value.Mul(more)})
	}
	return out
}

func (t *tornado) bar(p *plan, in whatif.Input) (bar, error) {
	b := bar{n: in.Node, low: inUnit(in.Low, in.Node), high: inUnit(in.High, in.Node)}
	for _, end := range []struct {
		v    exact.Num
		cost *float64
	}{{in.Low, &b.atLow}, {in.High, &b.atHigh}} {
		costs, err := whatif.Costs(p.c, []*model.Option{t.option}, formula.Inputs{in.Node.Index(): end.v})
		if err != nil {
			return b, err
		}
		*end.cost = kept(costs[0])
	}
	b.swing = b.atHigh - b.atLow
	if b.swing < 0 {
		b.swing = -b.swing
	}
	return b, nil
}

const firstBar = 7 // Sensitivity: the first input

func (b *book) sensePage() page {
	return page{name: sheetSense, widths: []float64{40, 16, 15, 15, 17, 17, 15, 15, 15}, freeze: 0, rows: b.senseRows, after: b.senseChart}
}

func (b *book) senseRows(r *rows) {
	t := b.sense
	cur := string(b.p.c.Currency())
	why := "each input 20 % down and up, because the scenario states no ranges ([uncertain])"
	if t.stated {
		why = "over the ranges the scenario states"
	}
	r.tall(24, b.words(title, "Sensitivity"))
	r.put(b.words(faint, "What one input alone does to the monthly cost of "+t.option.ID+", "+why+"; read by the engine as delivered."))
	r.put(b.words(strong, "Cost as delivered"), b.number(delivered(fmtMoney), t.option.Monthly.Float()), b.words(plain, cur))
	if len(t.still) > 0 {
		r.put(b.words(faint, "Without effect on it within their range: "+strings.Join(t.still, ", ")+"."))
	}
	if len(t.open) > 0 {
		r.put(b.words(faint, "Without a cost at an end of their range, because the server chosen for this load no longer carries an instance: "+strings.Join(t.open, ", ")+"."))
	}
	r.to(firstBar - 1)
	r.put(b.words(head, "Input"), b.words(head, "Unit"), b.words(headNum, "Low"), b.words(headNum, "High"), b.words(headNum, cur+" at low"), b.words(headNum, cur+" at high"),
		b.words(headNum, "Swing"), b.words(headNum, "Below base"), b.words(headNum, "Above base"))
	base := fixed(2, 3)
	cost := kept(t.option.Monthly)
	for _, x := range t.bars {
		row := r.row
		r.put(b.words(plain, x.n.Label()), b.words(plain, x.n.Unit().Name), b.number(delivered(quantityFormat(x.low)), x.low), b.number(delivered(quantityFormat(x.high)), x.high),
			b.number(delivered(fmtMoney), x.atLow), b.number(delivered(fmtMoney), x.atHigh),
			b.formula(calc(fmtMoney), "ABS("+at(6, row)+"-"+at(5, row)+")", x.swing),
			b.formula(calc(fmtMoney), "MIN(0,MIN("+at(5, row)+","+at(6, row)+")-"+base+")", min(0, min(x.atLow, x.atHigh)-cost)),
			b.formula(calc(fmtMoney), "MAX(0,MAX("+at(5, row)+","+at(6, row)+")-"+base+")", max(0, max(x.atLow, x.atHigh)-cost)))
	}
}
