package sqlsource

import (
	"math"

	"github.com/sovcost/sovcost/model/traffic"
)

// histogram is a column counted in buckets by the engine.
//
// Note: engines have quantile functions. Those that are exact hold all values in
// memory, the others depend on the order of the rows and give another answer each
// time; buckets do neither and are the same in every engine.
type histogram struct {
	buckets   []bucket // in rising order
	n         int64
	sum       float64
	low, high float64
}

type bucket struct {
	index, n int64
	sum      float64
}

func (h *histogram) add(b bucket, low, high float64) {
	if h.n == 0 || low < h.low {
		h.low = low
	}
	h.high = max(h.high, high)
	h.n += b.n
	h.sum += b.sum
	h.buckets = append(h.buckets, b)
}

// middle is the value that stands for a bucket, kept inside the range.
func (h *histogram) middle(b bucket) float64 {
	if b.index == zeroBucket {
		return 0
	}
	return min(max(math.Exp((float64(b.index)+0.5)*bucketWidth), h.low), h.high)
}

func (h *histogram) quantile(p float64) float64 {
	rank := max(int64(math.Ceil(p*float64(h.n))), 1)
	seen := int64(0)
	for _, b := range h.buckets {
		if seen += b.n; seen >= rank {
			return h.middle(b)
		}
	}
	return h.high
}

func (h *histogram) distribution(scale float64, unit string) *traffic.Distribution {
	mean := h.sum / float64(h.n)
	variance := 0.0
	for _, b := range h.buckets {
		d := h.middle(b) - mean
		variance += d * d * float64(b.n) / float64(h.n)
	}
	sd := math.Sqrt(variance) * scale
	d := &traffic.Distribution{Count: h.n, Unit: unit, Mean: mean * scale, StdDev: &sd,
		Method: "counted by the engine in buckets; mean, minimum and maximum exact, other quantiles within 0.4 %"}
	for _, p := range []float64{0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1} {
		v := h.quantile(p)
		switch p {
		case 0:
			v = h.low
		case 1:
			v = h.high
		}
		d.Quantiles = append(d.Quantiles, traffic.Quantile{P: p, Value: v * scale})
	}
	return d
}
