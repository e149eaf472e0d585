package fast

import (
	"math"

	"github.com/sovcost/sovcost/pricing/formula"
)

// snap is the absolute snap of a quotient that is rounded up: only where a
// subtraction stands below it can rounding errors outgrow the result.
func (c *compiler) snap(n formula.Node) float64 {
	if c.subtracts(n) {
		return snapAbsolute
	}
	return 0
}

func (c *compiler) subtracts(n formula.Node) bool {
	if s, ok := c.signed[n.Index()]; ok || !c.moving[n.Index()] {
		return s
	}
	s := n.Op() == formula.Difference || n.Op() == formula.Band
	for _, in := range n.Inputs() {
		v, known := c.memo[in.Index()]
		negative := known && (v.kind == constant && v.k < 0 || v.kind == vector && lowest(v.vec) < 0)
		s = s || c.subtracts(in) || negative && n.Op() != formula.Quotient
	}
	s = s || n.Op() == formula.Lookup && n.Table().Mode == formula.Linear
	c.signed[n.Index()] = s
	return s
}

func lowest(vec []float64) float64 {
	m := math.Inf(1)
	for _, x := range vec {
		m = min(m, x)
	}
	return m
}

func (c *compiler) lookup(n formula.Node, a val) val {
	src := n.Table()
	t := &table{steps: src.Mode == formula.StepUp}
	size := 0.0
	for i, p := range src.Points {
		t.x, t.y = append(t.x, p.X.Float()), append(t.y, p.Y.Float())
		s := 0.0
		if i > 0 {
			d, _ := p.Y.Sub(src.Points[i-1].Y).Quo(p.X.Sub(src.Points[i-1].X))
			s = d.Float()
		}
		t.slope = append(t.slope, s)
		size = max(size, math.Abs(t.x[i]))
	}
	if c.subtracts(n.Inputs()[0]) {
		t.snap = snapRelative * size
	}
	if a.kind == scaled {
		a = c.spread(a)
	}
	return c.write(instr{op: opTable, a: a.reg, table: t}, a.kind == loopReg, a.level)
}
