package exact

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// gen draws numbers that sit on both sides of the small form's limits.
func gen(t *rapid.T, name string) Num {
	n := rapid.OneOf(rapid.Int64Range(-1000, 1000), rapid.Int64(),
		rapid.SampledFrom([]int64{math.MaxInt64, math.MinInt64 + 1, 1 << 62})).Draw(t, name+".n")
	d := rapid.OneOf(rapid.Int64Range(1, 1000), rapid.Int64Range(1, math.MaxInt64)).Draw(t, name+".d")
	return FromRat(big.NewRat(n, d))
}

func same(t *rapid.T, what string, got Num, want *big.Rat) {
	if got.rat().Cmp(want) != 0 {
		t.Fatalf("%s = %s, want %s", what, got.rat(), want)
	}
	if got.b != nil && got.b.Num().IsInt64() && got.b.Denom().IsUint64() && got.b.Num().Int64() != math.MinInt64 {
		t.Fatalf("%s is not canonical: %s fits the small form", what, got.b)
	}
}

func TestAgainstBigRat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := gen(t, "a"), gen(t, "b")
		same(t, "a+b", a.Add(b), new(big.Rat).Add(a.rat(), b.rat()))
		same(t, "a-b", a.Sub(b), new(big.Rat).Sub(a.rat(), b.rat()))
		same(t, "a*b", a.Mul(b), new(big.Rat).Mul(a.rat(), b.rat()))
		if q, ok := a.Quo(b); ok {
			same(t, "a/b", q, new(big.Rat).Quo(a.rat(), b.rat()))
		} else if b.Sign() != 0 {
			t.Fatal("division by a number that is not zero was refused")
		}
		if a.Cmp(b) != a.rat().Cmp(b.rat()) {
			t.Fatalf("cmp(%s, %s) = %d", a, b, a.Cmp(b))
		}
		f, c := a.Floor(), a.Ceil()
		if !f.IsInt() || a.Less(f) || a.Sub(f).Cmp(One) >= 0 || c.Less(a) || c.Sub(a).Cmp(One) >= 0 {
			t.Fatalf("floor %s, ceil %s of %s", f, c, a)
		}
	})
}

func TestRoundHalfAwayFromZero(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"16.425", "16.43"}, {"16.4249", "16.42"}, {"-16.425", "-16.43"}, {"-16.4249", "-16.42"},
		{"0.005", "0.01"}, {"0.0049", "0.00"}, {"2.675", "2.68"}, {"1/3", "0.33"}, {"-1/3", "-0.33"},
	} {
		if got := MustParse(c.in).Fixed(2); got != c.want {
			t.Errorf("%s to the cent is %s, want %s", c.in, got, c.want)
		}
	}
}

func TestCeilTo(t *testing.T) {
	for _, c := range []struct{ in, step, want string }{
		{"239", "100", "300"}, {"240", "100", "300"}, {"300", "100", "300"}, {"301", "100", "400"},
		{"0", "100", "0"}, {"490", "128", "512"}, {"0.1", "0.001", "0.1"}, {"0.1001", "0.001", "0.101"}, {"5", "0", "5"},
	} {
		if got := MustParse(c.in).CeilTo(MustParse(c.step)).String(); got != c.want {
			t.Errorf("%s rounded up to %s is %s, want %s", c.in, c.step, got, c.want)
		}
	}
}

func TestTwoThirdsTimesThreeIsTwo(t *testing.T) {
	q, _ := Frac(2, 3)
	if got := q.Mul(Int(3)).Ceil().String(); got != "2" {
		t.Fatalf("ceil(2/3*3) = %s", got)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, s := range []string{"", "abc", "1e9", "NaN", "Inf", "0x10", "1/0", "1_000", "--1"} {
		if q, ok := Parse(s); ok {
			t.Errorf("%q was read as %s", s, q)
		}
	}
}

func TestZeroValueIsZero(t *testing.T) {
	var z Num
	if !z.Add(One).Equal(One) || !z.IsZero() || z.String() != "0" || !z.Mul(One).IsZero() || !z.Equal(Zero) {
		t.Fatal("the zero value is not 0")
	}
}

func BenchmarkMulAdd(b *testing.B) {
	p, q, s := MustParse("0.0000166667"), MustParse("540000"), Zero
	b.ReportAllocs()
	for b.Loop() {
		s = p.Mul(q).Add(One)
	}
	_ = s
}

// The quick way of printing agrees with the general one, digit for digit.
func TestStringIsTheDecimal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(rapid.Int64Range(-100000, 100000), rapid.Int64()).Draw(t, "n")
		d := rapid.OneOf(rapid.SampledFrom([]int64{1, 2, 5, 8, 10, 16, 25, 1000, 1e9, 1e18, 3, 7}), rapid.Int64Range(1, 1e6)).Draw(t, "d")
		a := FromRat(big.NewRat(n, d))
		if got, want := a.String(), a.Decimal(Digits).String(); got != want {
			t.Fatalf("%d/%d prints as %s, want %s", n, d, got, want)
		}
		if a.Terminates() != FromDecimal(a.Decimal(Digits)).Equal(a) {
			t.Fatalf("%d/%d: terminates = %v", n, d, a.Terminates())
		}
	})
}
