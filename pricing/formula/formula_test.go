package formula

import (
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/unit"
)

func q(t testing.TB, s string) unit.Quantity {
	t.Helper()
	v, err := unit.ParseQuantity(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

type mapScope map[string]Node

func (m mapScope) Name(n string) (Node, bool) { v, ok := m[n]; return v, ok }
func (m mapScope) Names() []string            { return []string{"duration", "memory", "requests"} }

// The published mobile-backend example: 3M requests of 120 ms at 1,536 MB
// (AWS Lambda pricing page): 140,000 GiB-s above the free 400,000 cost 2.333338.
func TestLambdaDurationLine(t *testing.T) {
	g := New()
	s := mapScope{
		"requests": g.Given("requests", "requests", q(t, "3M requests")),
		"duration": g.Given("duration", "duration", q(t, "120ms")),
		"memory":   g.Given("memory", "memory", q(t, "1536MiB")),
	}
	used, err := g.Expression("requests * roundup(duration, [1ms]) * memory / [1 request]", "duration used", s)
	if err != nil {
		t.Fatal(err)
	}
	gibs, _ := unit.Parse("GiB-s")
	used.As(gibs)
	billed := g.Band("above the free tier", used, g.Given("free", "free", q(t, "400000 GiB-s")), Node{})
	price := g.Leaf(Listed, "price", q(t, "1 USD/GiB-s").Unit, Leaf{Key: "price", Value: exact.MustParse("0.0000166667")})
	cost := g.Product("cost", billed, price)
	v, err := g.Evaluate(nil, cost)
	if err != nil {
		t.Fatal(err)
	}
	if got := v.Of(cost).String(); got != "2.333338" || cost.Unit().Dim != "USD" {
		t.Errorf("cost = %s %s", got, cost.Unit().Dim)
	}
	if got := v.Sentence(billed); got != "540,000 GiB-s above 400,000 GiB-s" {
		t.Errorf("sentence %q", got)
	}
	v, err = g.Evaluate(Inputs{s["requests"].Index(): exact.Int(2_000_000)}, cost)
	if err != nil || !v.Of(cost).IsZero() {
		t.Errorf("2M requests stay free, got %s, %v", v.Of(cost), err)
	}
}

func TestUnitsAreChecked(t *testing.T) {
	g := New()
	h := g.Given("h", "hours", q(t, "730h"))
	m := g.Given("m", "months", q(t, "1 month"))
	g.Sum("mixed", h, m)
	if err := g.Err(); err == nil || !strings.Contains(err.Error(), "mixed mixes hours") {
		t.Fatalf("hours + months: %v", err)
	}
	if _, err := g.Evaluate(nil, h); err == nil {
		t.Fatal("a graph with errors was read")
	}
}

func TestSeries(t *testing.T) {
	g := New()
	rate := g.Leaf(Given, "rate", unit.None, Leaf{Key: "r", Slots: []exact.Num{exact.MustParse("0.5"), exact.MustParse("2.1"), exact.MustParse("2.1"), exact.Zero}})
	n := g.Max("replicas", g.RoundUp("rounded", rate, g.Number(exact.One, "1", "whole replicas")), g.Number(exact.One, "min", "min"))
	total, peak := g.Total("total", n), g.Peak("peak", n)
	v, err := g.Evaluate(nil, total, peak)
	if err != nil {
		t.Fatal(err)
	}
	if v.Of(total).String() != "8" || v.Of(peak).String() != "3" {
		t.Errorf("total %s, peak %s", v.Of(total), v.Of(peak))
	}
	if len(v.weights) != 3 {
		t.Errorf("%d classes, want 3", len(v.weights))
	}
	got := ""
	for _, s := range v.SlotsOf(n) {
		got += s.String() + " "
	}
	if got != "1 3 3 1 " {
		t.Errorf("slots %s", got)
	}
}

func TestTable(t *testing.T) {
	tb := &Table{X: unit.None, Y: unit.None, Mode: StepUp, Points: []Point{{exact.Int(32), exact.Int(5)}, {exact.Int(64), exact.Int(9)}}}
	for _, c := range []struct{ x, step, lin string }{
		{"0", "5", "5"}, {"32", "5", "5"}, {"33", "9", "5.125"}, {"64", "9", "9"}, {"65", "9", "9"}, {"48", "9", "7"},
	} {
		tb.Mode = StepUp
		if got := tb.Read(exact.MustParse(c.x)).String(); got != c.step {
			t.Errorf("step(%s) = %s, want %s", c.x, got, c.step)
		}
		tb.Mode = Linear
		if got := tb.Read(exact.MustParse(c.x)).String(); got != c.lin {
			t.Errorf("linear(%s) = %s, want %s", c.x, got, c.lin)
		}
	}
}

func TestDivisionByZeroIsAnError(t *testing.T) {
	g := New()
	n := g.Quotient("share", g.Given("a", "a", q(t, "1")), g.Given("b", "b", q(t, "0")))
	if _, err := g.Evaluate(nil, n); err == nil || !strings.Contains(err.Error(), "b is 0") {
		t.Fatal(err)
	}
}

func TestExpressionErrors(t *testing.T) {
	g := New()
	s := mapScope{"duration": g.Given("duration", "duration", q(t, "120ms")), "requests": g.Given("requests", "requests", q(t, "3 requests"))}
	for _, c := range []struct{ text, want string }{
		{"", "ends too early"},
		{"requests +", "ends too early"},
		{"requests * dura", `unknown name "dura"; known here: duration`},
		{"requests + duration", "mixes requests"},
		{"max()", "max with 0 inputs"},
		{"roundup(duration)", "roundup with 1 inputs"},
		{"foo(1)", "foo with 1 inputs"},
		{"(requests", `")" is missing`},
		{"requests requests", "left over"},
		{"[12 zz]", `unknown unit "zz"`},
		{"requests ? 2", `"?" is left over`},
		{strings.Repeat("(", 100) + "1" + strings.Repeat(")", 100), "nested deeper"},
	} {
		_, err := g.Expression(c.text, "x", s)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.text, err, c.want)
		}
	}
	if err := g.Err(); err != nil {
		t.Errorf("a refused expression left its error in the graph: %v", err)
	}
}

func FuzzExpression(f *testing.F) {
	for _, s := range []string{"requests * roundup(duration, [1ms])", "max(1,2)/0", "band(1,2,3)", "((", "[", "[]", "1..2", "total(1)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		_, _ = CheckExpression(s, []string{"requests", "duration"})
		g := New()
		n, err := g.Expression(s, "x", mapScope{"requests": g.Given("r", "r", unit.Of(exact.One, unit.None))})
		if err == nil && g.Err() == nil {
			_, _ = g.Evaluate(nil, n)
		}
	})
}
