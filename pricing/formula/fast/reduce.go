package fast

import (
	"math"

	"github.com/sovcost/sovcost/pricing/formula"
)

// total is the sum of a series over its slots. Sums are split and factors that
// are the same in all slots taken out, so that less is left to loop over.
func (c *compiler) total(n formula.Node) val {
	if v, ok := c.totals[n.Index()]; ok {
		return v
	}
	v := c.totalOf(n)
	c.totals[n.Index()] = v
	return v
}

func (c *compiler) totalOf(n formula.Node) val {
	in := n.Inputs()
	switch {
	case !n.IsSeries():
		return c.emit(opMulVV, c.scalar(n), val{k: sumOf(c.weights)}, 0)
	case !c.moving[n.Index()]:
		return val{k: dot(c.series(n).vec, c.weights)}
	case n.Op() == formula.Sum || n.Op() == formula.Difference:
		v := c.total(in[0])
		for _, b := range in[1:] {
			do := opAddVV
			if n.Op() == formula.Difference {
				do = opSubVV
			}
			v = c.emit(do, v, c.total(b), 0)
		}
		return v
	case n.Op() == formula.Quotient && !in[1].IsSeries():
		return c.emit(opDivVV, c.total(in[0]), c.scalar(in[1]), 0)
	case n.Op() == formula.Product && countSeries(in) == 1:
		v := val{k: 1}
		for _, a := range in {
			if a.IsSeries() {
				v = c.emit(opMulVV, v, c.total(a), 0)
			} else {
				v = c.emit(opMulVV, v, c.scalar(a), 0)
			}
		}
		return v
	}
	v := c.series(n)
	if v.kind == scaled {
		return c.emit(opMulVV, val{kind: scalarReg, reg: v.reg, level: v.level}, val{k: dot(v.vec, c.weights)}, 0)
	}
	return c.collect(v, c.weights)
}

func countSeries(in []formula.Node) int {
	n := 0
	for _, a := range in {
		if a.IsSeries() {
			n++
		}
	}
	return n
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

func sumOf(a []float64) float64 {
	s := 0.0
	for _, x := range a {
		s += x
	}
	return s
}

func (c *compiler) collect(v val, weights []float64) val {
	out := c.register(v.level + 1)
	c.folds = append(c.folds, foldAt{fold{out.reg, v.reg, weights}, v.level})
	return out
}

// peak is the largest slot. Steps that never fall when their input rises are
// done once, on the peak of the input.
func (c *compiler) peak(n formula.Node) val {
	if v, ok := c.peaks[n.Index()]; ok {
		return v
	}
	v := c.peakOf(n)
	c.peaks[n.Index()] = v
	return v
}

func (c *compiler) peakOf(n formula.Node) val {
	in := n.Inputs()
	switch {
	case !n.IsSeries():
		return c.scalar(n)
	case !c.moving[n.Index()]:
		return val{k: -lowest(each(c.series(n).vec, func(x float64) float64 { return -x }))}
	case n.Op() == formula.RoundUp && !in[1].IsSeries():
		return c.emit(opUpVV, c.peak(in[0]), c.scalar(in[1]), c.snap(in[0]))
	case n.Op() == formula.Max:
		return c.each(opMaxVV, in)
	case n.Op() == formula.Min && countSeries(in) == 1:
		return c.each(opMinVV, in)
	case n.Op() == formula.Sum && countSeries(in) == 1:
		return c.each(opAddVV, in)
	case n.Op() == formula.Difference && !in[1].IsSeries():
		return c.emit(opSubVV, c.peak(in[0]), c.scalar(in[1]), 0)
	}
	v := c.series(n)
	if v.kind != scaled {
		return c.collect(v, nil)
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, x := range v.vec {
		low, high = min(low, x), max(high, x)
	}
	reg := val{kind: scalarReg, reg: v.reg, level: v.level}
	return c.emit(opMaxVV, c.emit(opMulVV, reg, val{k: low}, 0), c.emit(opMulVV, reg, val{k: high}, 0), 0)
}

func (c *compiler) each(do op, in []formula.Node) val {
	v := c.peak(in[0])
	for _, b := range in[1:] {
		v = c.emit(do, v, c.peak(b), 0)
	}
	return v
}
