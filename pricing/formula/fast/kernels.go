package fast

import "math"

// op is what an instruction does; V operands are registers, C is the constant k.
type op uint8

const (
	opFill op = iota // k
	opAddVV
	opAddVC
	opSubVV
	opSubCV // k - a
	opMulVV
	opMulVC
	opDivVV
	opDivCV // k / a
	opMinVV
	opMinVC
	opMaxVV
	opMaxVC
	opUpVV     // a up to a multiple of b
	opUpVC     // a up to a multiple of k
	opUpScaled // a*k up to a multiple of 1, times step: a scaled series
	opTable
)

// instr is one instruction over a block of draws.
type instr struct {
	op        op
	dst, a, b int
	k         float64
	vec       []float64 // in a loop: k per class
	step      float64   // opUpScaled
	snap      float64   // opUp…: absolute snap, in steps
	table     *table
}

// snapRelative is how far, relative to its size, a quotient may lie above a
// whole number and still count as that number: float64 rounding must not add a
// server. it is 450 units in the last place.
const snapRelative = 1e-13

// snapAbsolute is the same for quotients that come from a subtraction, whose
// rounding error does not shrink with the result; it is counted in steps.
const snapAbsolute = 1e-9

func up(q, snap float64) float64 {
	return math.Ceil(q - (snapRelative*math.Abs(q) + snap))
}

func (r *Runner) step(in *instr, k float64, n int) {
	dst, a := r.at(in.dst, n), r.at(in.a, n)
	switch in.op {
	case opFill:
		for i := range dst {
			dst[i] = k
		}
	case opAddVC:
		for i, x := range a {
			dst[i] = x + k
		}
	case opSubCV:
		for i, x := range a {
			dst[i] = k - x
		}
	case opMulVC:
		for i, x := range a {
			dst[i] = x * k
		}
	case opDivCV:
		for i, x := range a {
			dst[i] = quotient(k, x)
		}
	case opMinVC:
		for i, x := range a {
			dst[i] = min(x, k)
		}
	case opMaxVC:
		for i, x := range a {
			dst[i] = max(x, k)
		}
	case opUpVC:
		upTo(dst, a, k, in.snap)
	case opUpScaled:
		upScaled(dst, a, k, in.step, in.snap)
	case opTable:
		for i, x := range a {
			dst[i] = in.table.read(x)
		}
	default:
		binary(in, dst, a, r.at(in.b, n))
	}
}

func binary(in *instr, dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	switch in.op {
	case opAddVV:
		for i := range dst {
			dst[i] = a[i] + b[i]
		}
	case opSubVV:
		for i := range dst {
			dst[i] = a[i] - b[i]
		}
	case opMulVV:
		for i := range dst {
			dst[i] = a[i] * b[i]
		}
	case opDivVV:
		for i := range dst {
			dst[i] = quotient(a[i], b[i])
		}
	case opMinVV:
		for i := range dst {
			dst[i] = min(a[i], b[i])
		}
	case opMaxVV:
		maxVV(dst, a, b)
	case opUpVV:
		for i := range dst {
			dst[i] = roundUp(a[i], b[i], in.snap)
		}
	}
}

// quotient refuses what the exact reader refuses: ±Inf could vanish in a Min.
func quotient(a, b float64) float64 {
	if b == 0 {
		return math.NaN()
	}
	return a / b
}

func roundUp(a, step, snap float64) float64 {
	if !(step > 0) {
		return math.NaN()
	}
	return up(a/step, snap) * step
}

func upTo(dst, a []float64, step, snap float64) {
	if !(step > 0) {
		for i := range dst {
			dst[i] = math.NaN()
		}
		return
	}
	inv := 1 / step
	for i, x := range a {
		dst[i] = up(x*inv, snap) * step
	}
}

func upScaled(dst, a []float64, k, step, snap float64) {
	dst = dst[:len(a)]
	if step == 1 {
		for i, x := range a {
			dst[i] = up(x*k, snap)
		}
		return
	}
	for i, x := range a {
		dst[i] = up(x*k, snap) * step
	}
}

func maxVV(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = max(a[i], b[i])
	}
}

func addScaled(dst, a []float64, k float64) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] += a[i] * k
	}
}

// start prepares the register of a total (0) or a peak (below everything).
func start(dst []float64, peak bool) {
	v := 0.0
	if peak {
		v = math.Inf(-1)
	}
	for i := range dst {
		dst[i] = v
	}
}

// table is a lookup table in float64.
type table struct {
	x, y, slope []float64 // slope of the segment that ends at the point
	steps       bool
	snap        float64 // absolute, where a subtraction stands below
}

func (t *table) read(x float64) float64 {
	if math.IsNaN(x) {
		return x
	}
	at := x
	if t.steps {
		at -= snapRelative*math.Abs(x) + t.snap
	}
	lo, hi := 0, len(t.x)
	for lo < hi {
		m := (lo + hi) / 2
		if t.x[m] < at {
			lo = m + 1
		} else {
			hi = m
		}
	}
	switch {
	case lo == len(t.x):
		return t.y[lo-1]
	case t.steps || lo == 0:
		return t.y[lo]
	}
	return t.y[lo] + t.slope[lo]*(x-t.x[lo])
}
