package piecewise

import (
	"errors"
	"testing"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/formulatest"
	"pgregory.net/rapid"
)

// The piecewise reading is the exact reading, at every knot, beside it and
// between knots.
func TestAgreesWithExactReader(t *testing.T) {
	read, refused, knots := 0, map[string]int{}, 0
	eps := exact.MustParse("1/1000003")
	rapid.Check(t, func(t *rapid.T) {
		for range 10 {
			c := formulatest.Draw(t)
			f, err := Read(c.G, c.Root, c.Axis, c.From, c.To, Limits{MaxPieces: 20_000})
			var refusal *Error
			if errors.As(err, &refusal) {
				refused[refusal.Try]++
				continue
			} else if err != nil {
				t.Fatal(err)
			}
			read++
			knots += f.Len() - 1
			for i, k := range f.Knots() {
				if i > 60 && i%17 != 0 && i != f.Len() {
					continue
				}
				agree(t, c, f, k.X)
				agree(t, c, f, k.X.Add(eps))
				agree(t, c, f, k.X.Sub(eps))
				if i < f.Len() {
					agree(t, c, f, k.X.Add(f.Knots()[i+1].X).Mul(exact.MustParse("1/2")))
				}
			}
		}
	})
	total := 0
	for _, n := range refused {
		total += n
	}
	t.Logf("read %d graphs with %d inner knots, refused %d: %v", read, knots, total, refused)
	if read < 4*total || knots < read {
		t.Errorf("read only %d graphs with %d knots, refused %d: the drawn graphs are too poor a test", read, knots, total)
	}
}

func agree(t *rapid.T, c formulatest.Case, f *Function, x exact.Num) {
	got, ok := f.At(x)
	if x.Less(c.From) || c.To.Less(x) {
		if ok {
			t.Fatalf("a value outside the domain, at %s", x)
		}
		return
	}
	v, err := c.G.Evaluate(formula.Inputs{c.Axis.Index(): x}, c.Root)
	if err != nil {
		t.Fatalf("the exact reader refuses x = %s, the piecewise one does not: %v", x, err)
	}
	if want := v.Base(c.Root); !ok || !got.Equal(want) {
		t.Fatalf("at x = %s: piecewise %s, exact %s", x, got, want)
	}
}
