package simulate

import "math"

// histogram counts times in cells 1/128 wide relative to their value, from a nanosecond up: a quantile read from it is
// high by at most 0.8 %. Zero has a cell of its own.
type histogram struct {
	zero  int64
	cells []int64
	total int64
}

const (
	histogramShift = 52 - 7
	histogramBase  = (1023 - 30) << 7 // 2^-30 s, about a nanosecond
	histogramCells = 61 << 7          // up to 2^31 s
)

func newHistogram() *histogram { return &histogram{cells: make([]int64, histogramCells)} }

func (h *histogram) add(seconds float64) {
	h.total++
	if seconds <= 0 {
		h.zero++
		return
	}
	i := int(math.Float64bits(seconds)>>histogramShift) - histogramBase
	h.cells[min(max(i, 0), histogramCells-1)]++
}

// quantile is the smallest cell bound with at least a share q of the counts at or below it; NaN without counts.
func (h *histogram) quantile(q float64) float64 {
	if h.total == 0 {
		return math.NaN()
	}
	want := int64(math.Ceil(q * float64(h.total)))
	seen := h.zero
	if seen >= want {
		return 0
	}
	for i, n := range h.cells {
		if seen += n; seen >= want {
			return math.Float64frombits(uint64(i+1+histogramBase) << histogramShift)
		}
	}
	return math.Inf(1)
}

// over is the share of counts in cells that begin at or above t.
func (h *histogram) over(t float64) float64 {
	if h.total == 0 {
		return math.NaN()
	}
	if t < 0 {
		return 1
	}
	from := 0
	if t > 0 {
		from = min(max(int(math.Float64bits(t)>>histogramShift)-histogramBase, 0), histogramCells-1)
		if math.Float64frombits(uint64(from+histogramBase)<<histogramShift) < t {
			from++
		}
	}
	var n int64
	for _, c := range h.cells[from:] {
		n += c
	}
	return float64(n) / float64(h.total)
}
