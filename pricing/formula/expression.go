package formula

import (
	"fmt"
	"sort"
	"strings"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Scope gives the names of an expression their nodes.
type Scope interface {
	// Name returns the node of a name; ok is false when there is none.
	Name(name string) (n Node, ok bool)
	// Names lists what could have been meant.
	Names() []string
}

// ExprError is a refused expression: what is wrong at which column (1-based).
type ExprError struct {
	Text string
	Col  int
	What string
	Hint string
}

func (e *ExprError) Error() string {
	s := fmt.Sprintf("in %q at column %d: %s", clipExpr(e.Text), e.Col, e.What)
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

func clipExpr(s string) string {
	if len(s) > 120 {
		return s[:120] + "…"
	}
	return s
}

// Expression builds the graph of an arithmetic expression as price sheets write
// them: names, quantities in brackets ([128MiB], [1]) or bare numbers,
// + - * /, parentheses and
//
//	max(a, b, …)  min(a, b, …)  roundup(a, step)  band(a, from[, to])
//
// "max(duration, [100ms]) * roundup(memory, [128MiB])" is a billing rule in the
// vendor's own words; units are checked like everywhere. label names the result.
func (g *Graph) Expression(text, label string, scope Scope) (Node, error) {
	p := &parser{g: g, text: text, scope: scope}
	p.next()
	n, err := p.sum(0)
	if err != nil {
		return Node{}, err
	}
	if p.tok != "" {
		return Node{}, p.errorf("", "%q is left over", p.tok)
	}
	if n.Inputs() != nil && len(n.Inputs()) > 0 && label != "" && n.Label() == n.trace() {
		n.Relabel(label)
	}
	return n, nil
}

// CheckExpression reports whether text is well formed and uses only the given
// names; units are not known yet.
func CheckExpression(text string, names []string) ([]string, error) {
	g := New()
	s := &listScope{g: g, names: names, used: map[string]bool{}}
	p := &parser{g: g, text: text, scope: s, check: true}
	p.next()
	if _, err := p.sum(0); err != nil {
		return nil, err
	}
	if p.tok != "" {
		return nil, p.errorf("", "%q is left over", p.tok)
	}
	used := make([]string, 0, len(s.used))
	for n := range s.used {
		used = append(used, n)
	}
	sort.Strings(used)
	return used, nil
}

type listScope struct {
	g     *Graph
	names []string
	used  map[string]bool
}

func (s *listScope) Names() []string { return s.names }
func (s *listScope) Name(n string) (Node, bool) {
	for _, k := range s.names {
		if k == n {
			s.used[n] = true
			return s.g.Given(n, n, unit.Of(exact.One, unit.None)), true
		}
	}
	return Node{}, false
}

// trace is the label inner nodes of an expression carry until they are named.
func (n Node) trace() string { return n.Op().String() }

type parser struct {
	g     *Graph
	text  string
	pos   int // after tok
	start int // of tok
	tok   string
	scope Scope
	check bool // well-formedness only: every name is a pure number
}

const maxDepth = 50 // nesting of an expression; the deepest shipped one has 4

func (p *parser) errorf(hint, format string, args ...any) error {
	return &ExprError{p.text, p.start + 1, fmt.Sprintf(format, args...), hint}
}

func (p *parser) next() {
	for p.pos < len(p.text) && (p.text[p.pos] == ' ' || p.text[p.pos] == '\t' || p.text[p.pos] == '\n') {
		p.pos++
	}
	p.start = p.pos
	if p.pos == len(p.text) {
		p.tok = ""
		return
	}
	end := p.pos + 1
	switch c := p.text[p.pos]; {
	case isWord(c):
		for end < len(p.text) && isWord(p.text[end]) {
			end++
		}
	case c == '[':
		for end < len(p.text) && p.text[end-1] != ']' {
			end++
		}
	}
	p.tok, p.pos = p.text[p.start:end], end
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.'
}

func (p *parser) sum(depth int) (Node, error) {
	if depth > maxDepth {
		return Node{}, p.errorf("split the rule into several meters", "nested deeper than %d", maxDepth)
	}
	a, err := p.product(depth)
	for err == nil && (p.tok == "+" || p.tok == "-") {
		op := p.tok
		p.next()
		var b Node
		if b, err = p.product(depth); err == nil {
			if op == "+" {
				a, err = p.built(p.g.Sum("sum", a, b))
			} else {
				a, err = p.built(p.g.Difference("difference", a, b))
			}
		}
	}
	return a, err
}

func (p *parser) product(depth int) (Node, error) {
	a, err := p.factor(depth)
	for err == nil && (p.tok == "*" || p.tok == "/") {
		op := p.tok
		p.next()
		var b Node
		if b, err = p.factor(depth); err == nil {
			if op == "*" {
				a, err = p.built(p.g.Product("product", a, b))
			} else {
				a, err = p.built(p.g.Quotient("quotient", a, b))
			}
		}
	}
	return a, err
}

// built turns a unit clash into an error at this place of the text.
func (p *parser) built(n Node) (Node, error) {
	if n.OK() {
		return n, nil
	}
	if len(p.g.errs) == 0 {
		return n, p.errorf("", "cannot be built")
	}
	last := p.g.errs[len(p.g.errs)-1]
	p.g.errs = p.g.errs[:len(p.g.errs)-1]
	return n, p.errorf("", "%v", last)
}

func (p *parser) factor(depth int) (Node, error) {
	tok := p.tok
	switch {
	case tok == "":
		return Node{}, p.errorf("", "the expression ends too early")
	case tok == "(":
		p.next()
		n, err := p.sum(depth + 1)
		if err != nil {
			return n, err
		}
		return n, p.expect(")")
	case tok[0] == '[':
		return p.quantity(strings.Trim(tok, "[]"))
	case tok[0] >= '0' && tok[0] <= '9' || tok[0] == '.':
		return p.quantity(tok)
	case !isWord(tok[0]):
		return Node{}, p.errorf("write a name, a [quantity], a number or a parenthesis", "%q is not expected here", tok)
	}
	p.next()
	if p.tok == "(" {
		return p.call(tok, depth)
	}
	if n, ok := p.scope.Name(tok); ok {
		return n, nil
	}
	e := &ExprError{Text: p.text, Col: strings.Index(p.text, tok) + 1, What: fmt.Sprintf("unknown name %q", tok)}
	e.Hint = "known here: " + strings.Join(p.scope.Names(), ", ")
	return Node{}, e
}

func (p *parser) expect(tok string) error {
	if p.tok != tok {
		return p.errorf("", "%q is missing", tok)
	}
	p.next()
	return nil
}

func (p *parser) quantity(text string) (Node, error) {
	q, err := unit.ParseQuantity(text)
	if err != nil {
		return Node{}, p.errorf("", "%v", err)
	}
	if p.check {
		q.Unit = unit.None
	}
	p.next()
	return p.g.Leaf(Assumed, q.Text, q.Unit, Leaf{Key: "const:" + q.Text, Value: q.Value, Reason: "a constant of the billing rule"}), nil
}

func (p *parser) call(name string, depth int) (Node, error) {
	p.next()
	var args []Node
	for p.tok != ")" {
		a, err := p.sum(depth + 1)
		if err != nil {
			return a, err
		}
		args = append(args, a)
		if p.tok == "," {
			p.next()
		} else if p.tok != ")" {
			return Node{}, p.errorf("", `"," or ")" is missing in %s(…)`, name)
		}
	}
	p.next()
	switch {
	case name == "max" && len(args) > 0:
		return p.built(p.g.Max("max", args...))
	case name == "min" && len(args) > 0:
		return p.built(p.g.Min("min", args...))
	case name == "roundup" && len(args) == 2:
		return p.built(p.g.RoundUp("round_up", args[0], args[1]))
	case name == "band" && len(args) == 2:
		return p.built(p.g.Band("band", args[0], args[1], Node{}))
	case name == "band" && len(args) == 3:
		return p.built(p.g.Band("band", args[0], args[1], args[2]))
	case name == "total" && len(args) == 1:
		return p.built(p.g.Total("total", args[0]))
	case name == "peak" && len(args) == 1:
		return p.built(p.g.Peak("peak", args[0]))
	}
	return Node{}, p.errorf("max(a, b, …), min(a, b, …), roundup(a, step), band(a, from[, to]), total(a) and peak(a) are known",
		"%s with %d inputs is not known", name, len(args))
}
