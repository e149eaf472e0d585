package fast

import (
	"slices"

	"github.com/sovcost/sovcost/pricing/formula"
)

// link sorts the code into phases, leaves out what no root needs and numbers the
// registers that remain.
//
// Note: sharing places between registers that live at different times was left
// out: ten options need some hundred registers of 512 bytes, and only those of
// the loop, a few dozen, are hot.
func (c *compiler) link(ends []val, vars []formula.Node) *Program {
	p := &Program{classes: len(c.classes.First)}
	needed := make([]bool, len(c.levels))
	last := 0
	for _, e := range ends {
		last = max(last, e.level)
		if e.kind == scalarReg {
			needed[e.reg] = true
		}
	}
	p.phases = make([]phase, last+1)
	for level := last; level >= 0; level-- {
		p.phases[level] = c.phaseOf(level, needed)
	}
	n := &numbering{place: make([]int, len(c.levels))}
	for i := range p.phases {
		n.phase(&p.phases[i])
	}
	for _, v := range vars {
		reg := -1
		if c.moving[v.Index()] {
			reg = n.of(c.memo[v.Index()].reg)
		}
		p.vars = append(p.vars, reg)
	}
	for _, e := range ends {
		r := result{reg: -1, k: e.k}
		if e.kind == scalarReg {
			r = result{reg: n.of(e.reg)}
		}
		p.roots = append(p.roots, r)
	}
	p.regs = n.size
	return p
}

// numbering gives used registers consecutive places.
type numbering struct {
	place []int // place + 1
	size  int
}

func (n *numbering) of(reg int) int {
	if n.place[reg] == 0 {
		n.size++
		n.place[reg] = n.size
	}
	return n.place[reg] - 1
}

func (n *numbering) phase(p *phase) {
	for i := range p.scalar {
		n.instr(&p.scalar[i])
	}
	for i := range p.loop {
		n.instr(&p.loop[i])
	}
	for i := range p.folds {
		f := &p.folds[i]
		f.dst, f.src = n.of(f.dst), n.of(f.src)
	}
}

func (n *numbering) instr(in *instr) {
	reads := in.reads()
	if len(reads) > 0 {
		in.a = n.of(in.a)
	}
	if len(reads) > 1 {
		in.b = n.of(in.b)
	}
	in.dst = n.of(in.dst)
}

// phaseOf collects the code of one level backwards, marking what it needs. Code
// of the loop may be needed by loops of several levels and is repeated there.
func (c *compiler) phaseOf(level int, needed []bool) phase {
	var p phase
	inLoop := make([]bool, len(c.levels))
	for _, f := range c.folds {
		if f.level == level && needed[f.dst] {
			p.folds = append(p.folds, f.fold)
			inLoop[f.src] = true
		}
	}
	for i := len(c.lines) - 1; i >= 0; i-- {
		l := c.lines[i]
		if l.loop && inLoop[l.dst] {
			p.loop = append(p.loop, l.instr)
			for _, r := range l.reads() {
				inLoop[r], needed[r] = true, true
			}
		}
	}
	for i := len(c.lines) - 1; i >= 0; i-- {
		l := c.lines[i]
		if !l.loop && l.level == level && needed[l.dst] {
			p.scalar = append(p.scalar, l.instr)
			for _, r := range l.reads() {
				needed[r] = true
			}
		}
	}
	slices.Reverse(p.loop)
	slices.Reverse(p.scalar)
	return p
}

// reads are the registers an instruction reads.
func (in *instr) reads() []int {
	switch in.op {
	case opFill:
		return nil
	case opAddVV, opSubVV, opMulVV, opDivVV, opMinVV, opMaxVV, opUpVV:
		return []int{in.a, in.b}
	}
	return []int{in.a}
}
