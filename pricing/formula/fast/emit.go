package fast

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
