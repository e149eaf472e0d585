package fast

import (
	"math"
	"testing"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/formulatest"
	"pgregory.net/rapid"
)

// draw is one value of every variable, exact in float64.
func draw(t *rapid.T, c formulatest.Case) []exact.Num {
	out := make([]exact.Num, len(c.Vars))
	for i := range c.Vars {
		from, to := int64(-320), int64(640)
		if i == 0 {
			a, b := c.From.Mul(exact.Int(16)), c.To.Mul(exact.Int(16))
			from, _ = a.Int64()
			to, _ = b.Int64()
		} else if l, _ := c.Vars[i].Leaf(); l.Value.Sign() >= 0 {
			from = 0
		}
		n := rapid.Int64Range(from, to).Draw(t, "sixteenths")
		if rapid.Bool().Draw(t, "whole") {
			n -= n % 16
			n = max(n, from)
		}
		out[i], _ = exact.Frac(n, 16)
	}
	return out
}

// exactRead is the exact reading of all nodes below the root for one draw, and
// the size of the largest figure that enters it.
func exactRead(t *rapid.T, c formulatest.Case, x []exact.Num) (root, size float64) {
	in := formula.Inputs{}
	for i, v := range c.Vars {
		in[v.Index()] = x[i]
	}
	v, err := c.G.Evaluate(in, c.Root)
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.G.Len() {
		n := c.G.At(i)
		switch {
		case !v.Has(n):
		case n.IsSeries():
			for _, s := range v.SlotsOf(n) {
				size = max(size, math.Abs(s.Float()))
			}
		default:
			size = max(size, math.Abs(v.Base(n).Float()))
		}
	}
	return v.Base(c.Root).Float(), size
}

// The fast reading is the exact one within 1e-9 of the largest figure that
// enters it, whole steps and tier edges included.
func TestAgreesWithExactReader(t *testing.T) {
	graphs, draws, large := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		for range 20 {
			c := formulatest.Draw(t)
			p, err := Compile(c.G, []formula.Node{c.Root}, c.Vars)
			if err != nil {
				t.Fatal(err)
			}
			graphs++
			const n = 9
			values, out := make([][]float64, len(c.Vars)), [][]float64{make([]float64, n)}
			for i := range values {
				values[i] = make([]float64, n)
			}
			xs := make([][]exact.Num, n)
			for k := range xs {
				xs[k] = draw(t, c)
				for i, x := range xs[k] {
					values[i][k] = x.Float()
				}
			}
			if err := p.Run(values, out); err != nil {
				t.Fatal(err)
			}
			for k := range xs {
				want, size := exactRead(t, c, xs[k])
				if size > 1e6 { // rounding noise of a subtraction outgrows the documented snap
					large++
					continue
				}
				draws++
				if got := out[0][k]; !(math.Abs(got-want) <= 1e-9*max(size, 1e-9)) {
					t.Fatalf("at %v: fast %v, exact %v (largest figure %v)", xs[k], got, want, size)
				}
			}
		}
	})
	t.Logf("%d draws of %d graphs, %d left out as too large", draws, graphs, large)
	if large*5 > draws {
		t.Errorf("%d draws left out, %d compared", large, draws)
	}
}
