package sampling

import (
	"math"
	"math/bits"
	"testing"

	"pgregory.net/rapid"
)

// The first points in Gray-code order, unscrambled, in multiples of 1/8.
// Source: the ten-point example in three dimensions on the page of Joe and Kuo
// (sobol.cc, first eight points).
func TestSobolFirstPoints(t *testing.T) {
	s := mustSobol(t, 3, 0)
	s.plain = true
	want := [8][3]float64{
		{0, 0, 0}, {4, 4, 4}, {6, 2, 2}, {2, 6, 6},
		{3, 3, 5}, {7, 7, 1}, {5, 1, 7}, {1, 5, 3},
	}
	for i := range want {
		got := make([]float64, 3)
		s.Point(uint32(i), got)
		for d := range got {
			if math.Floor(got[d]*8) != want[i][d] {
				t.Errorf("point %d coordinate %d = %v, want %v/8", i, d, got[d], want[i][d])
			}
		}
	}
}

// Every dimension alone must hit each of 2^k equal cells once, scrambled or not:
// the defining property of a (0,k,1)-net.
func TestSobolStratifiesEveryDimension(t *testing.T) {
	for _, k := range []int{0, 1, 4, 10} {
		n := 1 << k
		s := mustSobol(t, MaxDimensions, 7)
		col := make([]float64, n)
		for d := range MaxDimensions {
			s.Column(d, 0, col)
			seen := make([]bool, n)
			for _, u := range col {
				if u <= 0 || u >= 1 {
					t.Fatalf("dimension %d: %v is not inside (0, 1)", d, u)
				}
				cell := int(u * float64(n))
				if seen[cell] {
					t.Fatalf("dimension %d: cell %d of %d hit twice", d, cell, n)
				}
				seen[cell] = true
			}
		}
	}
}

// The first two dimensions form a (0,m,2)-net: every elementary box of area
// 2^-m holds exactly one of 2^m points, also after scrambling.
func TestSobolFirstPairIsANet(t *testing.T) {
	const m = 8
	s := mustSobol(t, 2, 99)
	x, y := make([]float64, 1<<m), make([]float64, 1<<m)
	s.Column(0, 0, x)
	s.Column(1, 0, y)
	for a := 0; a <= m; a++ {
		seen := map[[2]int]bool{}
		for i := range x {
			box := [2]int{int(x[i] * float64(int(1)<<a)), int(y[i] * float64(int(1)<<(m-a)))}
			if seen[box] {
				t.Fatalf("boxes 2^-%d by 2^-%d: %v holds two points", a, m-a, box)
			}
			seen[box] = true
		}
	}
}

// Sobol's property A: among the first 2^d points every orthant of the cube
// holds exactly one. It is equivalent to the first bits of the direction
// numbers forming a regular matrix over GF(2). The table was chosen to have it
// (Joe and Kuo 2008), so a mistyped number is likely to break it.
func TestDirectionNumbersPropertyA(t *testing.T) {
	for d := 1; d <= MaxDimensions; d++ {
		rows := make([]uint64, d)
		for i := range rows {
			v := directions(i)
			for k := range min(d, sobolBits) {
				rows[i] |= uint64(v[k]>>31) << k
			}
		}
		want := min(d, sobolBits)
		if got := rank(rows); got != want {
			t.Errorf("dimensions 1 to %d: rank %d, want %d", d, got, want)
		}
	}
}

func TestDirectionTableIsWellFormed(t *testing.T) {
	last := uint32(0)
	for i := range MaxDimensions - 1 {
		row := joeKuoRow(i)
		poly := 1<<row.degree | row.inner<<1 | 1
		if poly <= last {
			t.Errorf("dimension %d: polynomial %b does not follow %b", i+2, poly, last)
		}
		last = poly
		if !primitive(poly, row.degree) {
			t.Errorf("dimension %d: polynomial %b is not primitive", i+2, poly)
		}
		for k, m := range row.m {
			switch {
			case k >= row.degree && m != 0:
				t.Errorf("dimension %d: m_%d = %d beyond the degree %d", i+2, k+1, m, row.degree)
			case k < row.degree && (m&1 == 0 || bits.Len32(m) > k+1):
				t.Errorf("dimension %d: m_%d = %d is not odd and below 2^%d", i+2, k+1, m, k+1)
			}
		}
	}
}

func TestSobolColumnsDoNotDependOnTheBlock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, err := NewSobol(MaxDimensions, rapid.Uint64().Draw(t, "seed"))
		if err != nil {
			t.Fatal(err)
		}
		d := rapid.IntRange(0, MaxDimensions-1).Draw(t, "dimension")
		first := rapid.Uint32Range(0, 1<<32-65).Draw(t, "first")
		whole := make([]float64, 64)
		s.Column(d, first, whole)
		cut := rapid.IntRange(0, 63).Draw(t, "cut")
		part := make([]float64, 64-cut)
		s.Column(d, first+uint32(cut), part)
		for i := range part {
			if part[i] != whole[cut+i] {
				t.Fatalf("index %d: %v in one block, %v in another", int(first)+cut+i, whole[cut+i], part[i])
			}
		}
	})
}

func TestSobolLastIndex(t *testing.T) {
	s := mustSobol(t, 3, 1)
	p := make([]float64, 3)
	s.Point(math.MaxUint32, p)
	for _, u := range p {
		if u <= 0 || u >= 1 {
			t.Errorf("%v is not inside (0, 1)", u)
		}
	}
}

func TestSobolSeedsAndDimensionsDiffer(t *testing.T) {
	a, b := make([]float64, 64), make([]float64, 64)
	mustSobol(t, 2, 1).Column(0, 0, a)
	mustSobol(t, 2, 2).Column(0, 0, b)
	if equal(a, b) {
		t.Error("seeds 1 and 2 give the same points")
	}
	mustSobol(t, 2, 1).Column(1, 0, b)
	if equal(a, b) {
		t.Error("dimensions 1 and 2 are the same")
	}
	mustSobol(t, 9, 1).Column(0, 0, b)
	if !equal(a, b) {
		t.Error("adding dimensions changed the first one: an input added last must not move the others")
	}
}

func TestSobolRefusesDimensions(t *testing.T) {
	for _, c := range []struct {
		n  int
		ok bool
	}{{-1, false}, {0, false}, {1, true}, {MaxDimensions, true}, {MaxDimensions + 1, false}} {
		if _, err := NewSobol(c.n, 0); (err == nil) != c.ok {
			t.Errorf("NewSobol(%d): %v", c.n, err)
		}
	}
}

func mustSobol(t testing.TB, dimensions int, seed uint64) *Sobol {
	t.Helper()
	s, err := NewSobol(dimensions, seed)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func equal(a, b []float64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// rank is Gaussian elimination over GF(2).
func rank(rows []uint64) int {
	r := 0
	for bit := range 64 {
		for i := r; i < len(rows); i++ {
			if rows[i]>>bit&1 == 0 {
				continue
			}
			rows[r], rows[i] = rows[i], rows[r]
			for j := range rows {
				if j != r && rows[j]>>bit&1 == 1 {
					rows[j] ^= rows[r]
				}
			}
			r++
			break
		}
	}
	return r
}

// primitive steps x through the field by brute force: the order of x must be
// 2^degree - 1.
func primitive(poly uint32, degree int) bool {
	x := uint32(1)
	for step := 1; ; step++ {
		x <<= 1
		if x>>degree&1 == 1 {
			x ^= poly
		}
		if x == 1 {
			return step == 1<<degree-1
		}
		if step >= 1<<degree {
			return false
		}
	}
}
