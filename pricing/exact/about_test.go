package exact

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// About is as near the number as it says, for small and for long fractions.
func TestAboutIsNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		long := func(name string) *big.Int {
			return new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 1, 60).Draw(t, name))
		}
		n, d := long("n"), long("d")
		if d.Sign() == 0 {
			d.SetInt64(1)
		}
		if rapid.Bool().Draw(t, "negative") {
			n.Neg(n)
		}
		a := FromRat(new(big.Rat).SetFrac(n, d))
		if off := math.Abs(a.About() - a.Float()); off > AboutError/2*math.Abs(a.Float()) {
			t.Fatalf("%s is about %g, %g off", a.Rat(), a.About(), off)
		}
	})
}

// Past the range of float64 nobody is led to believe a figure.
func TestAboutPastItsRange(t *testing.T) {
	huge := FromRat(new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(3), 2000)))
	for _, tc := range []struct {
		n    Num
		want float64
	}{{huge, math.Inf(1)}, {huge.Neg(), math.Inf(-1)}, {huge.Inv(), 0}, {huge.Mul(huge.Add(One).Inv()), 1}} {
		if got := tc.n.About(); got != tc.want {
			t.Errorf("got %g, want %g", got, tc.want)
		}
	}
}
