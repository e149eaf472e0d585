package model_test

import (
	"errors"
	"math"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/modeltest"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/fast"
	"github.com/sovcost/sovcost/pricing/formula/piecewise"
	"github.com/sovcost/sovcost/pricing/sheets"
)

// example answers a scenario of testdata with the embedded sheets and rules.
func example(t testing.TB, file string, settings ...scenario.Setting) *model.Comparison {
	t.Helper()
	return modeltest.Example(t, filepath.Dir(file), filepath.Base(file), settings...)
}

func answer(t testing.TB, s *scenario.Scenario) *model.Comparison {
	t.Helper()
	lib, err := sheets.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return modeltest.Answer(t, s, lib, fstest.MapFS{})
}

// loadsEach is how many loads every option of every example is read at.
const loadsEach = 50

// TestReadersAgree reads every priced option of every example scenario with the
// exact, the piecewise and the compiled reader, at 50 loads each: its own edges
// (tiers, allowances, replicas, servers), one request below and above them, and
// loads from nothing to ten times its own.
func TestReadersAgree(t *testing.T) {
	files, err := filepath.Glob("../testdata/*.toml")
	if err != nil || len(files) == 0 {
		t.Fatal("no examples", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) { readersAgree(t, example(t, file)) })
	}
}

func readersAgree(t *testing.T, c *model.Comparison) {
	axis, ok := c.Graph.Find("workload.requests")
	if !ok {
		t.Fatal("no requests in the graph")
	}
	leaf, _ := axis.Leaf()
	top, one := leaf.Value.Mul(exact.Int(10)), exact.One
	if axis.Unit().Dim == "request/s" {
		month, _ := c.Demand.Month.Leaf()
		one = month.Value.Inv() // one request a month
	}
	var seen []*model.Option
	readings, edges, worst := 0, 0, 0.0
next:
	for _, o := range c.Options {
		if !o.Total.OK() {
			continue
		}
		for _, p := range seen {
			if p.Alike(o) {
				continue next
			}
		}
		seen = append(seen, o)
		f, err := piecewise.Read(c.Graph, o.Total, axis, exact.Zero, top, piecewise.Limits{MaxPieces: 300_000})
		var refused *piecewise.Error
		if err != nil && !errors.As(err, &refused) {
			t.Fatal(err)
		}
		xs, n := loads(f, leaf.Value, top, one)
		edges += n
		compiled := compiledAt(t, c.Graph, o, axis, xs)
		for i, x := range xs {
			v, err := c.Graph.Evaluate(formula.Inputs{axis.Index(): x}, o.Total)
			if err != nil {
				t.Fatalf("%s at %s: %v", o.ID, x, err)
			}
			want := v.Of(o.Total)
			if got := pieceAt(t, c.Graph, o, axis, f, x, one); !got.Equal(want) {
				t.Errorf("%s at %s: piecewise %s, exact %s", o.ID, x, got, want)
			}
			d := math.Abs(compiled[i] - want.Float())
			worst = max(worst, d/max(1, want.Float()))
			if d >= 0.005 || d > 1e-9*max(1, want.Float()) {
				t.Errorf("%s at %s: compiled %v, exact %s", o.ID, x, compiled[i], want)
			}
			readings++
		}
	}
	t.Logf("%d options, %d readings, %d of them at or beside an edge, compiled reader off by at most %.1e", len(seen), readings, edges, worst)
	if readings != loadsEach*len(seen) || edges < readings/8 {
		t.Errorf("%d readings, %d at edges: too easy", readings, edges)
	}
}

// loads are an option's edges, spread over the range, with one request on either
// side, filled up with a geometric grid; edges counts the former.
func loads(f *piecewise.Function, now, top, one exact.Num) (xs []exact.Num, edges int) {
	if f != nil {
		inner := f.Len() - 1
		for k := range min(inner, 12) {
			x := f.Knots()[1+k*inner/min(inner, 12)].X
			for _, y := range []exact.Num{x.Sub(one), x, x.Add(one)} {
				if y.Sign() >= 0 && y.Cmp(top) <= 0 {
					xs = append(xs, y)
				}
			}
		}
	}
	edges = len(xs)
	xs = append(xs, exact.Zero, one, now, top)
	for k := 0; len(xs) < loadsEach; k++ {
		factor, _ := exact.FromFloat(math.Pow(10, 1-float64(k)/9))
		xs = append(xs, now.Mul(factor.Round(9)))
	}
	return xs, edges
}

// pieceAt is the piecewise reading at x; an option whose steps are too many to
// list is read a few requests around x.
func pieceAt(t *testing.T, g *formula.Graph, o *model.Option, axis formula.Node, f *piecewise.Function, x, one exact.Num) exact.Num {
	t.Helper()
	if f == nil {
		around := one.Mul(exact.Int(25))
		from := exact.Max(x.Sub(around), exact.Zero)
		var err error
		if f, err = piecewise.Read(g, o.Total, axis, from, x.Add(around), piecewise.Limits{}); err != nil {
			t.Fatalf("%s around %s: %v", o.ID, x, err)
		}
	}
	y, ok := f.At(x)
	if !ok {
		t.Fatalf("%s: %s is outside the reading", o.ID, x)
	}
	return y
}

func compiledAt(t *testing.T, g *formula.Graph, o *model.Option, axis formula.Node, xs []exact.Num) []float64 {
	t.Helper()
	p, err := fast.Compile(g, []formula.Node{o.Total}, []formula.Node{axis})
	if err != nil {
		t.Fatal(err)
	}
	in, out := make([]float64, len(xs)), make([]float64, len(xs))
	for i, x := range xs {
		in[i] = x.Float()
	}
	if err := p.Run([][]float64{in}, [][]float64{out}); err != nil {
		t.Fatal(err)
	}
	return out
}
