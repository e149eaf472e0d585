package fast

import (
	"fmt"

	"github.com/sovcost/sovcost/pricing/formula"
)

// Compile prepares the graph for reading roots over many values of vars, which
// are scalar leaves. Everything that does not depend on vars is computed once,
// exactly, and rounded once.
func Compile(g *formula.Graph, roots, vars []formula.Node) (*Program, error) {
	if err := check(g, roots, vars); err != nil {
		return nil, err
	}
	part := g.Part(roots...)
	c := &compiler{g: g, classes: part.Classes(), moving: moving(g, part, vars), memo: make(map[int]val, part.Len()),
		totals: map[int]val{}, peaks: map[int]val{}, signed: map[int]bool{}}
	for _, n := range c.classes.Count {
		c.weights = append(c.weights, float64(n))
	}
	if err := c.constants(part); err != nil {
		return nil, err
	}
	for _, v := range vars {
		if c.moving[v.Index()] {
			c.memo[v.Index()] = c.register(0)
		}
	}
	ends := make([]val, len(roots))
	for i, n := range roots {
		ends[i] = c.scalar(n)
	}
	return c.link(ends, vars), nil
}

func check(g *formula.Graph, roots, vars []formula.Node) error {
	if err := g.Err(); err != nil {
		return err
	}
	for _, n := range append(append([]formula.Node{}, roots...), vars...) {
		if !n.OK() || n.Index() >= g.Len() || g.At(n.Index()) != n {
			return fmt.Errorf("fast reader: a root or variable is missing or belongs to another graph")
		}
		if n.IsSeries() {
			return fmt.Errorf("fast reader: %s has one value per slot; use its total or its peak", n.Label())
		}
	}
	for i, n := range vars {
		if !n.Op().IsLeaf() {
			return fmt.Errorf("fast reader: %s is computed; only inputs can be variables", n.Label())
		}
		for _, m := range vars[:i] {
			if m == n {
				return fmt.Errorf("fast reader: %s is named twice among the variables", n.Label())
			}
		}
	}
	return nil
}

// moving marks, by arena index, the nodes of the part that depend on a variable.
func moving(g *formula.Graph, part formula.Part, vars []formula.Node) []bool {
	m := make([]bool, g.Len())
	for _, v := range vars {
		m[v.Index()] = part.Place(v) >= 0
	}
	var places []int
	for k := range part.Len() {
		places = part.Places(k, places[:0])
		for _, in := range places {
			i := part.At(k).Index()
			m[i] = m[i] || m[part.At(in).Index()]
		}
	}
	return m
}

// val is where a node's value is: a constant, a register, a constant per class,
// a register times a constant per class, or a register of the loop.
type val struct {
	kind  kind
	k     float64
	vec   []float64
	reg   int
	level int // the phase after whose scalar code it is known
}

type kind uint8

const (
	constant kind = iota
	scalarReg
	vector
	scaled // reg × vec, both known before the loop
	loopReg
)

func (v val) series() bool { return v.kind >= vector }

// line is an instruction with its phase; registers are written once.
type line struct {
	instr
	level int
	loop  bool
}

type foldAt struct {
	fold
	level int
}

type compiler struct {
	g       *formula.Graph
	classes formula.Classes
	weights []float64
	moving  []bool
	memo    map[int]val
	totals  map[int]val
	peaks   map[int]val
	signed  map[int]bool
	lines   []line
	folds   []foldAt
	levels  []int // of each register
}

func (c *compiler) register(level int) val {
	c.levels = append(c.levels, level)
	return val{kind: scalarReg, reg: len(c.levels) - 1, level: level}
}

// constants reads everything that does not move with the exact reader.
func (c *compiler) constants(part formula.Part) error {
	var fixed []formula.Node
	for k := range part.Len() {
		if n := part.At(k); !c.moving[n.Index()] {
			fixed = append(fixed, n)
		}
	}
	if len(fixed) == 0 {
		return nil
	}
	v, err := c.g.Evaluate(nil, fixed...)
	if err != nil {
		return err
	}
	for _, n := range fixed {
		if !n.IsSeries() {
			c.memo[n.Index()] = val{kind: constant, k: v.Base(n).Float()}
			continue
		}
		vec := make([]float64, len(c.classes.First))
		for k, s := range c.classes.First {
			vec[k] = v.BaseAt(n, s).Float()
		}
		c.memo[n.Index()] = val{kind: vector, vec: vec}
	}
	return nil
}

// scalar and series return where a node's value is, writing code on first use.
func (c *compiler) scalar(n formula.Node) val {
	if v, ok := c.memo[n.Index()]; ok {
		return v
	}
	var v val
	switch n.Op() {
	case formula.Total:
		v = c.total(n.Inputs()[0])
	case formula.Peak:
		v = c.peak(n.Inputs()[0])
	default:
		v = c.apply(n)
	}
	c.memo[n.Index()] = v
	return v
}

func (c *compiler) series(n formula.Node) val {
	v, ok := c.memo[n.Index()]
	if !ok {
		v = c.apply(n)
		c.memo[n.Index()] = v
	}
	return v
}

func (c *compiler) value(n formula.Node) val {
	if n.IsSeries() {
		return c.series(n)
	}
	return c.scalar(n)
}

// apply writes an inner node, slot by slot where an input is a series.
func (c *compiler) apply(n formula.Node) val {
	in := n.Inputs()
	a := c.value(in[0])
	switch n.Op() {
	case formula.RoundUp:
		return c.emit(opUpVV, a, c.value(in[1]), c.snap(in[0]))
	case formula.Band:
		if len(in) == 3 {
			a = c.emit(opMinVV, a, c.value(in[2]), 0)
		}
		return c.emit(opMaxVV, c.emit(opSubVV, a, c.value(in[1]), 0), val{}, 0)
	case formula.Lookup:
		return c.lookup(n, a)
	case formula.Product:
		return c.product(in)
	}
	do := map[formula.Op]op{formula.Sum: opAddVV, formula.Difference: opSubVV, formula.Quotient: opDivVV, formula.Min: opMinVV, formula.Max: opMaxVV}[n.Op()]
	for _, b := range in[1:] {
		a = c.emit(do, a, c.value(b), 0)
	}
	return a
}

// product multiplies what is the same in all slots first, so that it is done
// once per draw and not once per slot.
func (c *compiler) product(in []formula.Node) val {
	k, one, many := val{k: 1}, val{}, val{}
	hasOne, hasMany := false, false
	for _, n := range in {
		v := c.value(n)
		switch {
		case v.kind == constant:
			k.k *= v.k
		case v.series() && hasMany:
			many = c.emit(opMulVV, many, v, 0)
		case v.series():
			many, hasMany = v, true
		case hasOne:
			one = c.emit(opMulVV, one, v, 0)
		default:
			one, hasOne = v, true
		}
	}
	switch {
	case hasOne && hasMany:
		return c.emit(opMulVV, many, c.emit(opMulVV, one, k, 0), 0)
	case hasMany:
		return c.emit(opMulVV, many, k, 0)
	case hasOne:
		return c.emit(opMulVV, one, k, 0)
	}
	return k
}
