package fast

import (
	"math"

	"github.com/sovcost/sovcost/pricing/formula"
)

// write appends an instruction and returns its register.
func (c *compiler) write(in instr, loop bool, level int) val {
	v := c.register(level)
	in.dst = v.reg
	c.lines = append(c.lines, line{in, level, loop})
	if loop {
		v.kind = loopReg
	}
	return v
}

// spread turns a scaled series into a register of the loop.
func (c *compiler) spread(v val) val {
	return c.write(instr{op: opMulVC, a: v.reg, vec: v.vec}, true, v.level)
}

var commutes = [...]bool{opAddVV: true, opMulVV: true, opMinVV: true, opMaxVV: true, opTable: false}

// emit writes a (do) b in the cheapest form its operands allow.
func (c *compiler) emit(do op, a, b val, snap float64) val {
	if fixed(a) && !fixed(b) && commutes[do] {
		a, b = b, a
	}
	if fixed(a) && fixed(b) {
		return fold2(do, a, b, snap)
	}
	if v, ok := c.emitScaled(do, a, b, snap); ok {
		return v
	}
	if a.kind == scaled {
		a = c.spread(a)
	}
	if b.kind == scaled {
		b = c.spread(b)
	}
	loop := a.series() || b.series()
	level := max(a.level, b.level)
	if fixed(b) {
		if in, ok := withConstant(do, b); ok {
			in.a, in.snap = a.reg, snap
			return c.write(in, loop, level)
		}
		b = c.fill(b)
	}
	if fixed(a) {
		if do == opSubVV || do == opDivVV {
			in := instr{op: do + 1, a: b.reg, k: a.k, vec: a.vec} // the CV form follows the VV form
			return c.write(in, loop, level)
		}
		a = c.fill(a)
	}
	return c.write(instr{op: do, a: a.reg, b: b.reg, snap: snap}, loop, level)
}

func fixed(v val) bool { return v.kind == constant || v.kind == vector }

func (c *compiler) fill(v val) val {
	return c.write(instr{op: opFill, k: v.k, vec: v.vec}, v.kind == vector, 0)
}

// withConstant is the form of a (do) b for a b that is known while compiling.
func withConstant(do op, b val) (instr, bool) {
	in := instr{k: b.k, vec: b.vec}
	switch do {
	case opAddVV:
		in.op = opAddVC
	case opSubVV:
		in.op = opAddVC
		in.k, in.vec = -b.k, each(b.vec, func(x float64) float64 { return -x })
	case opMulVV:
		in.op = opMulVC
	case opDivVV:
		in.op = opMulVC
		in.k, in.vec = quotient(1, b.k), each(b.vec, func(x float64) float64 { return quotient(1, x) })
	case opMinVV:
		in.op = opMinVC
	case opMaxVV:
		in.op = opMaxVC
	case opUpVV:
		in.op = opUpVC
	default:
		return in, false
	}
	return in, true
}

func each(vec []float64, f func(float64) float64) []float64 {
	if vec == nil {
		return nil
	}
	out := make([]float64, len(vec))
	for i, x := range vec {
		out[i] = f(x)
	}
	return out
}

// emitScaled keeps products of one register and a constant series in that form:
// their totals and peaks cost nothing per slot.
func (c *compiler) emitScaled(do op, a, b val, snap float64) (val, bool) {
	switch {
	case do == opMulVV && a.kind == vector && b.kind == scalarReg:
		a, b = b, a
		fallthrough
	case do == opMulVV && a.kind == scalarReg && b.kind == vector:
		return val{kind: scaled, reg: a.reg, vec: b.vec, level: a.level}, true
	case do == opDivVV && a.kind == vector && b.kind == scalarReg:
		r := c.emit(opDivVV, val{k: 1}, b, 0)
		return val{kind: scaled, reg: r.reg, vec: a.vec, level: r.level}, true
	case a.kind == scaled && fixed(b) && (do == opMulVV || do == opDivVV):
		in, _ := withConstant(do, b)
		a.vec = times(a.vec, in)
		return a, true
	case do == opMulVV && a.kind == scalarReg && b.kind == scaled:
		a, b = b, a
		fallthrough
	case a.kind == scaled && b.kind == scalarReg && (do == opMulVV || do == opDivVV):
		r := c.emit(do, val{kind: scalarReg, reg: a.reg, level: a.level}, b, 0)
		return val{kind: scaled, reg: r.reg, vec: a.vec, level: r.level}, true
	case do == opUpVV && a.kind == scaled && b.kind == constant && b.k > 0:
		vec := each(a.vec, func(x float64) float64 { return x / b.k })
		return c.write(instr{op: opUpScaled, a: a.reg, vec: vec, step: b.k, snap: snap}, true, a.level), true
	}
	return val{}, false
}

func times(vec []float64, by instr) []float64 {
	out := make([]float64, len(vec))
	for i, x := range vec {
		k := by.k
		if by.vec != nil {
			k = by.vec[i]
		}
		out[i] = x * k
	}
	return out
}

// fold2 computes what turns out constant only through rearranging.
func fold2(do op, a, b val, snap float64) val {
	f := func(x, y float64) float64 {
		switch do {
		case opAddVV:
			return x + y
		case opSubVV:
			return x - y
		case opMulVV:
			return x * y
		case opDivVV:
			return quotient(x, y)
		case opMinVV:
			return min(x, y)
		case opMaxVV:
			return max(x, y)
		}
		return roundUp(x, y, snap)
	}
	if a.kind == constant && b.kind == constant {
		return val{k: f(a.k, b.k)}
	}
	out := make([]float64, max(len(a.vec), len(b.vec)))
	pick := func(v val, i int) float64 {
		if v.vec != nil {
			return v.vec[i]
		}
		return v.k
	}
	for i := range out {
		out[i] = f(pick(a, i), pick(b, i))
	}
	return val{kind: vector, vec: out}
}

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
