package breakeven

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/piecewise"
	"github.com/sovcost/sovcost/pricing/unit"
)

func num(s string) exact.Num { return exact.MustParse(s) }

// plans builds cost formulas of one axis x in pure numbers.
type plans struct {
	*formula.Graph
	x     formula.Node
	names []string
	costs []formula.Node
}

func newPlans() *plans {
	g := formula.New()
	return &plans{Graph: g, x: g.Given("x", "x", unit.Of(exact.One, unit.None))}
}

func (p *plans) c(v string) formula.Node { return p.Number(num(v), v, "a figure of the test case") }

func (p *plans) add(name string, cost formula.Node) {
	p.names = append(p.names, name)
	p.costs = append(p.costs, cost)
}

func (p *plans) above(a formula.Node, free string) formula.Node {
	return p.Band("above "+free, a, p.c(free), formula.Node{})
}

// units is max(minimum, ceil(x / capacity)) at a price each.
func (p *plans) units(capacity, minimum, price string) formula.Node {
	n := p.Max("units", p.RoundUp("whole", p.Quotient("needed", p.x, p.c(capacity)), p.c("1")), p.c(minimum))
	return p.Product("cost", n, p.c(price))
}

// perUse is price × max(0, x - free).
func (p *plans) perUse(price, free string) formula.Node {
	return p.Product("cost", p.above(p.x, free), p.c(price))
}

func (p *plans) find(t testing.TB, from, to string) *Result {
	t.Helper()
	fs, err := piecewise.ReadAll(p.Graph, p.costs, p.x, num(from), num(to), piecewise.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var options []Option
	for i, f := range fs {
		options = append(options, Option{p.names[i], f})
	}
	r, err := Find(options)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// told writes crossings as "x kind direction".
func told(cs []Crossing) string {
	var out []string
	for _, c := range cs {
		s := fmt.Sprintf("%s %s %s", c.X.Decimal(6), c.Kind, c.Direction())
		if c.Kind == Tie {
			s = fmt.Sprintf("%s..%s %s %d>%d", c.X.Decimal(6), c.To.Decimal(6), c.Kind, c.Before, c.After)
		}
		out = append(out, strings.TrimSpace(s))
	}
	return strings.Join(out, ", ")
}

// envelopeOf writes the cheapest options per interval as "[0,3] a".
func envelopeOf(r *Result) string {
	var out []string
	for _, v := range r.Cheapest {
		open, shut := "(", ")"
		if v.FromClosed {
			open = "["
		}
		if v.ToClosed {
			shut = "]"
		}
		var names []string
		for _, i := range v.Cheapest {
			names = append(names, r.Options[i].Name)
		}
		out = append(out, fmt.Sprintf("%s%s,%s%s %s", open, v.From.Decimal(6), v.To.Decimal(6), shut, strings.Join(names, "=")))
	}
	return strings.Join(out, "; ")
}
