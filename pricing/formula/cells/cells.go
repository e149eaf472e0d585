// Package cells is the workbook reader of a formula graph: one node becomes one
// cell with the Excel formula that computes it from the cells of its inputs. It
// knows no spreadsheet library and no layout; the caller says where every node
// stands.
//
// The formulas use functions of Excel 2007 only, in English with commas, which
// Excel, LibreOffice and others read alike. Inside a formula stand references,
// 0, 1 and the factors between units; every other figure has a cell of its own.
package cells

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// Row stands for the row number in references to a series: the text of a series
// node is written once per column and its rows differ only in this number.
const Row = "\x00"

// Layout says where things stand, as seen from the cell that is being written.
type Layout struct {
	// Cell is the reference to a node's value in the unit the node is shown in:
	// "Inputs!$C$4". For a series it is the slot's cell, with Row as its row.
	Cell func(n formula.Node) string
	// Range is the reference to all slots of a series.
	Range func(n formula.Node) string
	// Table is where a lookup table stands.
	Table func(t *formula.Table) Block
	// Guard is the reference to the relative tolerance within which a quotient
	// of binary numbers counts as the whole number it is meant to be.
	Guard string
}

// Block is a lookup table in the sheet: columns of equal length, rising in X.
// Slope is the rise to the next row (0 in the last); step tables have none.
type Block struct{ X, Y, Slope string }

// Linear reads the table at x, a reference or a product of references: straight
// lines between the rows, the nearest row's value outside.
func (b Block) Linear(x string) string {
	from := "MAX(" + x + ",MIN(" + b.X + "))"
	row := "MATCH(" + from + "," + b.X + ",1)"
	return "INDEX(" + b.Y + "," + row + ")+(" + from + "-INDEX(" + b.X + "," + row + "))*INDEX(" + b.Slope + "," + row + ")"
}

// Constant returns the text of a node that needs no cell: a 0 or 1 that a
// billing rule is written with, such as "per 1 request".
func Constant(n formula.Node) (string, bool) {
	l, ok := n.Leaf()
	if !ok || n.Op() != formula.Assumed || l.Slots != nil || l.Key != "" && !strings.HasPrefix(l.Key, "const:") {
		return "", false
	}
	switch v, _ := l.Value.Quo(n.Unit().Factor); {
	case v.IsZero():
		return "0", true
	case v.Equal(exact.One):
		return "1", true
	}
	return "", false
}

// Formula is the text of an inner node, without a leading "=". A node cannot be
// written when a table has no place.
func (l Layout) Formula(n formula.Node) (string, error) {
	w := writer{l, n}
	in := n.Inputs()
	switch n.Op() {
	case formula.Sum:
		return w.list("SUM", in), nil
	case formula.Min:
		return w.list("MIN", in), nil
	case formula.Max:
		return w.list("MAX", in), nil
	case formula.Difference:
		return w.minus(w.ref(in[0]), w.ref(in[1])), nil
	case formula.Product:
		return w.product(in), nil
	case formula.Quotient:
		return w.quotient(in), nil
	case formula.RoundUp:
		return w.roundUp(in), nil
	case formula.Band:
		part := w.ref(in[0])
		if len(in) == 3 {
			part = "MIN(" + part + "," + w.ref(in[2]) + ")"
		}
		return "MAX(0," + w.minus(part, w.ref(in[1])) + ")", nil
	case formula.Total:
		return "SUM(" + l.Range(in[0]) + ")" + Scale(in[0].Unit().Factor, n.Unit().Factor), nil
	case formula.Peak:
		return "MAX(" + l.Range(in[0]) + ")" + Scale(in[0].Unit().Factor, n.Unit().Factor), nil
	case formula.Lookup:
		return w.lookup(in[0])
	}
	return "", fmt.Errorf("%s: %s has no formula", n.Label(), n.Op())
}

type writer struct {
	Layout
	n formula.Node
}

// bare is an input in its own unit.
func (w writer) bare(in formula.Node) string {
	if c, ok := Constant(in); ok {
		return c
	}
	return w.Cell(in)
}

// ref is an input in the unit of the node.
func (w writer) ref(in formula.Node) string {
	b := w.bare(in)
	if b == "0" {
		return b
	}
	return b + Scale(in.Unit().Factor, w.n.Unit().Factor)
}

// minus leaves a subtracted 0 out and brackets nothing that needs none: inputs
// are references times unit factors.
func (w writer) minus(a, b string) string {
	if b == "0" {
		return a
	}
	if a == "0" {
		return "-" + b
	}
	return a + "-" + b
}

// maxArgs is how many inputs a function of Excel 2007 takes.
const maxArgs = 255

// list is a function over all inputs; runs of more than Excel's limit nest.
func (w writer) list(name string, in []formula.Node) string {
	parts := make([]string, len(in))
	for i, x := range in {
		parts[i] = w.ref(x)
	}
	if name == "SUM" && len(parts) <= 6 {
		return strings.Join(parts, "+")
	}
	for len(parts) > maxArgs {
		var outer []string
		for len(parts) > 0 {
			n := min(maxArgs, len(parts))
			outer = append(outer, name+"("+strings.Join(parts[:n], ",")+")")
			parts = parts[n:]
		}
		parts = outer
	}
	return name + "(" + strings.Join(parts, ",") + ")"
}

// product drops factors of 1 and puts the unit factor last.
func (w writer) product(in []formula.Node) string {
	factor := exact.One
	var parts []string
	for _, x := range in {
		factor = factor.Mul(x.Unit().Factor)
		if b := w.bare(x); b != "1" {
			parts = append(parts, b)
		}
	}
	if len(parts) == 0 {
		parts = []string{"1"}
	}
	return strings.Join(parts, "*") + Scale(factor, w.n.Unit().Factor)
}

func (w writer) quotient(in []formula.Node) string {
	factor, _ := in[0].Unit().Factor.Quo(in[1].Unit().Factor)
	s := w.bare(in[0])
	b := w.bare(in[1])
	if b != "1" {
		s += "/" + b
	}
	s += Scale(factor, w.n.Unit().Factor)
	if _, counted := Counted(w.n); counted {
		return "IF(" + b + "=0,0," + s + ")"
	}
	return s
}

// Counted is what a quotient divides by where that is how many fit on one, the
// smallest of several counts: it can become none. The quotient is written as 0
// then, and what shows it must say that nothing fits.
func Counted(n formula.Node) (by formula.Node, ok bool) {
	if n.Op() != formula.Quotient {
		return by, false
	}
	by = n.Inputs()[1]
	return by, by.Op() == formula.Min
}

// roundUp is the smallest whole multiple of the step that is not below the
// input. The guard is taken off first, towards the smaller number on either side
// of 0, so that 3.0000000000000004 steps stay 3 as they are exactly; INT goes
// down, so -INT(-x) goes up.
//
// Note: -INT(-ROUND(x,9)) was tried; it loses the smallest steps ("anything
// above 0 pays the base fee") and does nothing for large quotients.
func (w writer) roundUp(in []formula.Node) string {
	step := w.bare(in[1])
	x := w.bare(in[0]) + Scale(in[0].Unit().Factor, in[1].Unit().Factor)
	if step != "1" {
		x += "/" + step
	}
	up := "-INT(ABS(" + x + ")*" + w.Guard + "-" + x + ")"
	if step != "1" {
		up += "*" + step
	}
	return up + Scale(in[1].Unit().Factor, w.n.Unit().Factor)
}

// lookup reads a table. A step table counts the rows below the input; the guard
// keeps an input that is a row's own bound in that row.
func (w writer) lookup(in formula.Node) (string, error) {
	t := w.n.Table()
	b := w.Table(t)
	if b.X == "" {
		return "", fmt.Errorf("%s: table %s has no place in the workbook", w.n.Label(), t.ID)
	}
	x := w.bare(in) + Scale(in.Unit().Factor, t.X.Factor)
	y := Scale(t.Y.Factor, w.n.Unit().Factor)
	if t.Mode == formula.StepUp {
		return "INDEX(" + b.Y + ",MIN(ROWS(" + b.X + "),1+SUMPRODUCT((" + b.X + "<" + x + "-ABS(" + x + ")*" + w.Guard + ")*1)))" + y, nil
	}
	s := b.Linear(x)
	if y != "" {
		s = "(" + s + ")" + y
	}
	return s, nil
}

// Scale turns a figure in units of one factor into units of another: "*3600",
// "/1000", "*25/9". Nothing when they are the same.
func Scale(from, to exact.Num) string {
	q, ok := from.Quo(to)
	if !ok || q.Equal(exact.One) {
		return ""
	}
	r := q.Rat()
	s := ""
	if n := r.Num().String(); n != "1" {
		s = "*" + digits(n)
	}
	if d := r.Denom().String(); d != "1" {
		s += "/" + digits(d)
	}
	return s
}

// digits writes a whole number so that Excel keeps it: past 15 digits as the
// nearest binary number.
func digits(s string) string {
	if len(strings.TrimLeft(s, "-")) <= 15 {
		return s
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return s
	}
	return strconv.FormatFloat(f, 'E', -1, 64)
}
