package exact

import (
	"testing"

	"pgregory.net/rapid"
)

// TestSum: in halves or one after the other, the sum is the same number.
func TestSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Num {
			q, _ := Frac(rapid.Int64Range(-1e12, 1e12).Draw(t, "n"), rapid.Int64Range(1, 1e6).Draw(t, "d"))
			return q
		}), 0, 70).Draw(t, "numbers")
		want := Zero
		for _, x := range xs {
			want = want.Add(x)
		}
		if got := Sum(len(xs), func(i int) Num { return xs[i] }); !got.Equal(want) {
			t.Fatalf("%s, want %s", got, want)
		}
	})
}
