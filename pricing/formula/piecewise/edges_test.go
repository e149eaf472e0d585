package piecewise

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

func num(s string) exact.Num { return exact.MustParse(s) }

// sheet is a graph of pure numbers with one axis x.
type sheet struct {
	*formula.Graph
	x formula.Node
}

func newSheet() sheet {
	g := formula.New()
	return sheet{g, g.Given("x", "x", unit.Of(exact.One, unit.None))}
}

func (s sheet) c(v string) formula.Node { return s.Number(num(v), v, "test") }

// show writes a function as its knots: x[limit below|value|limit above].
func show(f *Function) string {
	var b strings.Builder
	for i, k := range f.Knots() {
		fmt.Fprintf(&b, "%s[", k.X)
		if y, ok := f.Below(k.X); ok {
			b.WriteString(y.String())
		}
		fmt.Fprintf(&b, "|%s|", f.Value(i))
		if y, ok := f.Above(k.X); ok {
			b.WriteString(y.String())
		}
		b.WriteString("] ")
	}
	return strings.TrimSpace(b.String())
}

func TestShapes(t *testing.T) {
	s := newSheet()
	steps := &formula.Table{X: unit.None, Y: unit.None, Mode: formula.StepUp, Points: []formula.Point{{X: num("2"), Y: num("5")}, {X: num("4"), Y: num("9")}}}
	line := &formula.Table{X: unit.None, Y: unit.None, Mode: formula.Linear, Points: steps.Points}
	falling := s.Difference("10 - x", s.c("10"), s.x)
	share := s.Quotient("12/x", s.c("12"), s.x)
	for _, c := range []struct {
		name, from, to, want string
		root                 formula.Node
	}{
		{"replicas take the edge on the left", "1", "3", "1[|1|2] 2[2|2|3] 3[3|3|]", s.RoundUp("r", s.x, s.c("1"))},
		{"a falling line rounded up holds from the right", "6", "8", "6[|4|4] 7[4|3|3] 8[3|2|]", s.RoundUp("r", falling, s.c("1"))},
		{"a free quantity is a flat piece", "0", "5", "0[|0|0] 3[0|0|0] 5[2|2|]", s.Band("b", s.x, s.c("3"), formula.Node{})},
		{"a band is flat above its end", "0", "5", "0[|0|0] 3[0|0|0] 4[1|1|1] 5[1|1|]", s.Band("b", s.x, s.c("3"), s.c("4"))},
		{"a table of sizes", "0", "6", "0[|5|5] 2[5|5|9] 6[9|9|]", s.Lookup("t", unit.None, s.x, steps)},
		{"a table read downwards", "5", "9", "5[|9|9] 8[9|5|5] 9[5|5|]", s.Lookup("t", unit.None, falling, steps)},
		{"a table of points", "0", "6", "0[|5|5] 2[5|5|5] 4[9|9|9] 6[9|9|]", s.Lookup("t", unit.None, s.x, line)},
		{"demand over a target, rounded up", "3", "7", "3[|4|4] 4[4|3|3] 6[3|2|2] 7[2|2|]", s.RoundUp("r", share, s.c("1"))},
		{"a cost per request times requests", "1", "5", "1[|12|12] 5[12|12|]", s.Product("p", share, s.x)},
		{"(3 + x) × 12/x", "1", "3", "1[|48|48] 3[24|24|]", s.Product("p", s.Sum("3+x", s.c("3"), s.x), share)},
		{"an average of proportional parts", "1", "5", "1[|0.5|0.5] 5[0.5|0.5|]", s.Quotient("q", s.x, s.Sum("2x", s.x, s.x))},
		{"over 1/x is x again", "1", "5", "1[|0.25|0.25] 5[1.25|1.25|]", s.Quotient("q", s.c("3"), share)},
		{"an isolated point", "0", "2", "0[|0|1] 1[1|0|1] 2[1|0|]", s.Sum("s", s.RoundUp("r", s.x, s.c("1")), s.RoundUp("r", s.Difference("-x", s.c("0"), s.x), s.c("1")))},
	} {
		f, err := Read(s.Graph, c.root, s.x, num(c.from), num(c.to), Limits{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if got := show(f); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestPieces(t *testing.T) {
	s := newSheet()
	f, err := Read(s.Graph, s.Sum("s", s.RoundUp("r", s.x, s.c("2")), s.x), s.x, num("1"), num("3"), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for p := range f.Pieces() {
		got = append(got, fmt.Sprintf("(%s,%s) %s + %s x from %s to %s %v %v", p.From, p.To, p.Line.C0, p.Line.C1, p.Starts, p.Ends, p.FromClosed, p.ToClosed))
	}
	want := "(1,2) 2 + 1 x from 3 to 4 true true; (2,3) 4 + 1 x from 6 to 7 false true"
	if strings.Join(got, "; ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "; "), want)
	}
	if _, ok := f.Above(num("3")); ok {
		t.Error("a limit above the range")
	}
	if _, ok := f.Below(num("1")); ok {
		t.Error("a limit below the range")
	}
	if y, ok := f.Below(num("5/2")); !ok || y.String() != "6.5" {
		t.Errorf("limit inside a piece: %s %v", y, ok)
	}
}

func TestRefusals(t *testing.T) {
	s := newSheet()
	series := s.Leaf(formula.Given, "profile", unit.None, formula.Leaf{Slots: []exact.Num{num("1"), num("2")}})
	other := newSheet()
	for _, c := range []struct {
		root     formula.Node
		from, to string
		want     string
	}{
		{s.Product("square", s.x, s.x), "0", "3", "square: both factors change between 0 and 3 of the axis, the result is curved; use another axis"},
		{s.Quotient("share", s.c("1"), s.Sum("x+1", s.x, s.c("1"))), "0", "3", "share: the divisor changes between 0 and 3"},
		{s.Quotient("inverse", s.c("1"), s.x), "0", "3", "inverse: the divisor is or comes near 0 between 0 and 3 of the axis; narrow the range, or start it above that point"},
		{s.Quotient("inverse", s.c("1"), s.x), "-1", "3", "inverse: the divisor is or comes near 0 between -1 and 3"},
		{s.Sum("mixed", s.Quotient("inverse", s.c("1"), s.x), s.x), "1", "3", "mixed: one part changes with the axis and another with its inverse"},
		{s.Min("least", s.Quotient("inverse", s.c("1"), s.x), s.x), "1", "3", "least: one side changes with the axis and the other with its inverse between 1 and 3"},
		{s.RoundUp("r", s.c("1"), s.x), "1", "3", "r: the step to round up to changes between 1 and 3"},
		{s.RoundUp("r", s.x, s.c("0")), "1", "3", "r: the step to round up to must be above 0"},
		{s.RoundUp("r", s.x, s.c("1")), "0", "1000000000000", "r: it has 1,000,000,000,000 steps in this range, more than the 4000000 pieces allowed; narrow the range"},
		{s.x, "3", "3", "x: the range from 3 to 3 is empty"},
		{s.x, "3", "1", "x: the range from 3 to 1 is empty"},
		{series, "1", "3", "profile: it has one value per slot"},
		{other.x, "1", "3", "belongs to another graph"},
		{formula.Node{}, "1", "3", "missing"},
	} {
		_, err := Read(s.Graph, c.root, s.x, num(c.from), num(c.to), Limits{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
	}
	if _, err := Read(s.Graph, s.x, s.Sum("computed", s.x, s.x), num("0"), num("1"), Limits{}); err == nil || !strings.Contains(err.Error(), "computed, not an input") {
		t.Errorf("an inner node as the axis: %v", err)
	}
	if _, err := Read(s.Graph, s.x, series, num("0"), num("1"), Limits{}); err == nil || !strings.Contains(err.Error(), "one value per slot") {
		t.Errorf("a series as the axis: %v", err)
	}
}

// A budget of pieces is a bound on work: edge - 1, edge, edge + 1.
func TestMaxPieces(t *testing.T) {
	s := newSheet()
	root := s.RoundUp("r", s.x, s.c("1"))
	for max, ok := range map[int]bool{99: false, 100: true, 101: true} {
		_, err := Read(s.Graph, root, s.x, num("0"), num("100"), Limits{MaxPieces: max})
		if (err == nil) != ok {
			t.Errorf("MaxPieces %d: %v", max, err)
		}
	}
	start := time.Now()
	two := s.Sum("two", s.RoundUp("a", s.x, s.c("1")), s.RoundUp("b", s.x, s.c("0.7")))
	_, err := Read(s.Graph, two, s.x, num("0"), num("1000000000"), Limits{})
	if err == nil || time.Since(start) > 5*time.Second {
		t.Errorf("a billion steps: %v after %v", err, time.Since(start))
	}
}

func TestInputsReplaceOtherLeaves(t *testing.T) {
	s := newSheet()
	price := s.Given("price", "price", unit.Of(num("3"), unit.None))
	cost := s.Product("cost", s.x, price)
	f, err := Read(s.Graph, cost, s.x, num("0"), num("10"), Limits{Inputs: formula.Inputs{price.Index(): num("5")}})
	if err != nil {
		t.Fatal(err)
	}
	if y, _ := f.At(num("2")); y.String() != "10" {
		t.Errorf("2 × 5 = %s", y)
	}
}

// Package prices are a million steps in a month of a thousand million requests.
func TestAMillionSteps(t *testing.T) {
	s := newSheet()
	root := s.Product("cost", s.RoundUp("packages", s.x, s.c("1000")), s.c("0.0000004"))
	f, err := Read(s.Graph, root, s.x, num("0"), num("1000000000"), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if f.Len() != 1_000_000 {
		t.Errorf("%d pieces", f.Len())
	}
	for x, want := range map[string]string{"0": "0", "1": "0.0004", "999999000": "399.9996", "999999001": "400", "1000000000": "400"} {
		if y, _ := f.At(num(x)); y.String() != want {
			t.Errorf("cost(%s) = %s, want %s", x, y, want)
		}
	}
}

// A meter that counts in tens over billions has too many steps to list: without
// Smooth it is refused at once, with it the line is at most one step too small.
func TestSmooth(t *testing.T) {
	s := newSheet()
	coarse := s.RoundUp("replicas", s.x, s.c("1000000000"))
	root := s.Sum("cost", s.RoundUp("metered in tens", s.x, s.c("10")), coarse)
	_, err := Read(s.Graph, root, s.x, num("0"), num("4000000000"), Limits{})
	if err == nil || !strings.Contains(err.Error(), "metered in tens: it has 400,000,000 steps") {
		t.Fatalf("error %v, want a refusal that counts the steps", err)
	}
	var told []string
	f, err := Read(s.Graph, root, s.x, num("0"), num("4000000000"), Limits{Smooth: func(n formula.Node, step exact.Num) bool {
		told = append(told, n.Label()+" by "+step.String())
		return true
	}})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(told, ", "); got != "metered in tens by 10" {
		t.Errorf("told %q, want the one rounding that is read as a line", got)
	}
	_, err = Read(s.Graph, root, s.x, num("0"), num("4000000000"), Limits{Smooth: func(formula.Node, exact.Num) bool { return false }})
	if err == nil || !strings.Contains(err.Error(), "400,000,000 steps") {
		t.Errorf("what may not be read as a line: error %v", err)
	}
	for _, x := range []string{"0", "1", "9", "10", "11", "1000000000", "1000000001", "3999999991", "4000000000"} {
		v, err := s.Evaluate(formula.Inputs{s.x.Index(): num(x)}, root)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := f.At(num(x))
		if d := v.Of(root).Sub(got); d.Sign() < 0 || !d.Less(num("10")) {
			t.Errorf("at %s: line %s, exact %s: not within one step", x, got, v.Of(root))
		}
	}
}
