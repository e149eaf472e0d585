package piecewise

import (
	"math/big"
	"testing"

	"github.com/sovcost/sovcost/pricing/exact"
	"pgregory.net/rapid"
)

// Which of two lines is higher is never guessed: near crossings, with figures past
// the range of float64 and with tiny ones the sign is the exact one.
func TestAboveIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		num := func(name string) exact.Num {
			n := rapid.Int64().Draw(t, name)
			d := rapid.Int64Range(1, 1<<62).Draw(t, name+" below")
			r := new(big.Rat).SetFrac64(n, d)
			scale := new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), rapid.SampledFrom([]uint{0, 0, 0, 30, 500, 1100}).Draw(t, name+" scale")))
			if rapid.Bool().Draw(t, name+" small") {
				scale.Inv(scale)
			}
			return exact.FromRat(r.Mul(r, scale))
		}
		x := num("x")
		f := line(num("c0"), num("c1"), rapid.Bool().Draw(t, "inverse") && !x.IsZero())
		g := line(num("d0"), num("d1"), f.Inverse)
		if rapid.Bool().Draw(t, "meet") { // at x, or next to it
			g.C0 = g.C0.Add(f.At(x)).Sub(g.At(x))
			if rapid.Bool().Draw(t, "nearly") {
				g.C0 = g.C0.Add(num("gap"))
			}
		}
		s := span{f: f, g: g}
		got, ok := s.above(x)
		if want := f.At(x).Cmp(g.At(x)); !ok || got != want {
			t.Fatalf("%v and %v at %s: %d, want %d", f, g, x, got, want)
		}
	})
}

// One line in x and the other in 1/x have no difference that is a line.
func TestAboveRefusesMixedLines(t *testing.T) {
	one := exact.One
	if _, ok := (span{f: Line{C1: one}, g: Line{C1: one, Inverse: true}}).above(one); ok {
		t.Error("x and 1/x were compared as lines")
	}
	if sign, ok := (span{f: Line{C0: exact.Int(3)}, g: Line{C1: one, Inverse: true}}).above(one); !ok || sign != 1 {
		t.Errorf("3 against 1/x at 1: %d, %v", sign, ok)
	}
}
