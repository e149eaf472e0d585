package exact

// Sum adds n numbers, which at returns. Halves are added first and then each
// other: of thousands of fractions few additions then have the long denominator
// of the whole.
func Sum(n int, at func(i int) Num) Num { return sumOf(0, n, at) }

func sumOf(from, to int, at func(i int) Num) Num {
	if to-from <= 8 {
		sum := Zero
		for i := from; i < to; i++ {
			sum = sum.Add(at(i))
		}
		return sum
	}
	mid := (from + to) / 2
	return sumOf(from, mid, at).Add(sumOf(mid, to, at))
}
