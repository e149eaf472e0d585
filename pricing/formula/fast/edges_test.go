package fast

import (
	"math"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

func num(s string) exact.Num { return exact.MustParse(s) }

type sheet struct {
	*formula.Graph
	x formula.Node
}

func newSheet() sheet {
	g := formula.New()
	return sheet{g, g.Given("x", "x", unit.Of(exact.One, unit.None))}
}

func (s sheet) c(v string) formula.Node { return s.Number(num(v), v, "test") }

func (s sheet) series(values ...string) formula.Node {
	slots := make([]exact.Num, len(values))
	for i, v := range values {
		slots[i] = num(v)
	}
	return s.Leaf(formula.Given, "profile", unit.None, formula.Leaf{Slots: slots})
}

func (s sheet) at(t testing.TB, root formula.Node, xs ...float64) []float64 {
	t.Helper()
	p, err := Compile(s.Graph, []formula.Node{root}, []formula.Node{s.x})
	if err != nil {
		t.Fatal(err)
	}
	out := make([]float64, len(xs))
	if err := p.Run([][]float64{xs}, [][]float64{out}); err != nil {
		t.Fatal(err)
	}
	return out
}

// Float noise does not add a server, and a real thousandth of one does.
func TestSnap(t *testing.T) {
	s := newSheet()
	replicas := s.RoundUp("replicas", s.Quotient("needed", s.Product("busy", s.x, s.c("0.1")), s.c("0.3")), s.c("1"))
	got := s.at(t, replicas, 3, 3*(1+1e-15), 3*(1+1e-14), 3*(1+1e-12), 3.003, 2.997, 3e12, 0, -4)
	want := []float64{1, 1, 1, 2, 2, 1, 1e12, 0, -1}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("row %d: %v replicas, want %v", i, got[i], want[i])
		}
	}
	// One byte is a whole terabyte when a started one is billed …
	if got := s.at(t, s.RoundUp("tb", s.x, s.c("1000000000000")), 1)[0]; got != 1e12 {
		t.Errorf("one byte rounds up to %v", got)
	}
	// … but what a subtraction leaves behind is noise: 0.3 - 0.1·3 is not a step.
	left := s.Difference("left", s.c("0.3"), s.Product("used", s.x, s.c("0.1")))
	if got := s.at(t, s.RoundUp("steps", left, s.c("1")), 3)[0]; got != 0 {
		t.Errorf("noise rounds up to %v", got)
	}
}

// What the exact reader refuses is NaN here and cannot vanish in a Min or Max.
func TestRefusedDrawsAreNaN(t *testing.T) {
	s := newSheet()
	for name, root := range map[string]formula.Node{
		"capped share":       s.Min("capped", s.Quotient("share", s.c("1"), s.x), s.c("5")),
		"0 ÷ 0":              s.Max("floor", s.Quotient("share", s.x, s.x), s.c("5")),
		"a step of 0":        s.Min("capped", s.RoundUp("up", s.c("3"), s.x), s.c("5")),
		"per slot":           s.Peak("peak", s.Quotient("share", s.series("1", "2"), s.x)),
		"a table at nothing": s.Lookup("t", unit.None, s.Quotient("share", s.c("1"), s.x), &formula.Table{X: unit.None, Y: unit.None, Mode: formula.StepUp, Points: []formula.Point{{X: num("1"), Y: num("1")}}}),
	} {
		got := s.at(t, root, 0, 1)
		if !math.IsNaN(got[0]) || math.IsNaN(got[1]) {
			t.Errorf("%s: %v, want NaN and a number", name, got)
		}
	}
}

func TestTableEdges(t *testing.T) {
	s := newSheet()
	tb := func(m formula.TableMode) *formula.Table {
		return &formula.Table{X: unit.None, Y: unit.None, Mode: m, Points: []formula.Point{{X: num("0.3"), Y: num("5")}, {X: num("0.6"), Y: num("9")}}}
	}
	tenths := s.Product("tenths", s.x, s.c("0.1"))
	got := s.at(t, s.Lookup("size", unit.None, tenths, tb(formula.StepUp)), 0, 3, 3.001, 6, 7)
	for i, want := range []float64{5, 5, 9, 9, 9} {
		if got[i] != want {
			t.Errorf("step %d: %v, want %v", i, got[i], want)
		}
	}
	got = s.at(t, s.Lookup("line", unit.None, tenths, tb(formula.Linear)), 0, 3, 4.5, 6, 7)
	for i, want := range []float64{5, 5, 7, 9, 9} {
		if math.Abs(got[i]-want) > 1e-12 {
			t.Errorf("line %d: %v, want %v", i, got[i], want)
		}
	}
}

// A series that needs the peak of another takes two passes over the slots.
func TestSeriesThatNeedsAPeak(t *testing.T) {
	s := newSheet()
	load := s.RoundUp("load", s.Product("load", s.x, s.series("1", "2.5", "2.5", "0.5")), s.c("1"))
	spare := s.Total("spare", s.Difference("spare", s.Peak("peak", load), load))
	if got := s.at(t, spare, 1, 2); got[0] != 4 || got[1] != 7 { // 4·3 - (1+3+3+1), 4·5 - (2+5+5+1)
		t.Errorf("spare capacity %v, want 4 and 7", got)
	}
}

func TestParallelEqualsSerial(t *testing.T) {
	s := newSheet()
	root := s.Total("t", s.RoundUp("r", s.Product("p", s.x, s.series("1", "0.37", "2.9")), s.c("1")))
	p, err := Compile(s.Graph, []formula.Node{root, s.c("7")}, []formula.Node{s.x})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 1, block - 1, block, block + 1, 1000} {
		xs := make([]float64, n)
		for i := range xs {
			xs[i] = float64(i) * 0.173
		}
		one, many := [][]float64{make([]float64, n), make([]float64, n)}, [][]float64{make([]float64, n), make([]float64, n)}
		if err := p.Run([][]float64{xs}, one); err != nil {
			t.Fatal(err)
		}
		if err := p.RunParallel([][]float64{xs}, many, 3); err != nil {
			t.Fatal(err)
		}
		for i := range xs {
			if one[0][i] != many[0][i] || one[1][i] != 7 || many[1][i] != 7 {
				t.Fatalf("draw %d of %d: %v and %v", i, n, one[0][i], many[0][i])
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	s, other := newSheet(), newSheet()
	profile := s.series("1", "2")
	zero := s.Quotient("share", s.c("1"), s.c("0"))
	sum := s.Sum("sum", s.x, s.x)
	for _, c := range []struct {
		root, v formula.Node
		want    string
	}{
		{profile, s.x, "profile has one value per slot"},
		{s.x, profile, "profile has one value per slot"},
		{s.x, sum, "sum is computed; only inputs can be variables"},
		{other.x, s.x, "belongs to another graph"},
		{formula.Node{}, s.x, "missing"},
		{s.Sum("root", zero, s.x), s.x, "share: division by zero"},
	} {
		if _, err := Compile(s.Graph, []formula.Node{c.root}, []formula.Node{c.v}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
	if _, err := Compile(s.Graph, []formula.Node{sum}, []formula.Node{s.x, s.x}); err == nil || !strings.Contains(err.Error(), "named twice") {
		t.Errorf("one variable twice: %v", err)
	}
	p, err := Compile(s.Graph, []formula.Node{sum}, []formula.Node{s.x})
	if err != nil {
		t.Fatal(err)
	}
	for _, cols := range [][2][][]float64{
		{{}, {{1}}}, {{{1}}, {}}, {{{1, 2}}, {{1}}},
	} {
		if err := p.Run(cols[0], cols[1]); err == nil {
			t.Errorf("columns %v were accepted", cols)
		}
	}
}
