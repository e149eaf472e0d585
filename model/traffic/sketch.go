package traffic

import (
	"math"
	"math/big"
	"math/bits"
)

// Sketch counts whole numbers (nanoseconds, bytes) in buckets of at most 0.8 %
// width: 128 to each power of two. Count, sum, minimum and maximum are exact;
// merging in any order gives the same result, so parallel imports agree.
type Sketch struct {
	buckets        []uint64
	count          uint64
	sumHigh, sumLo uint64
	min, max       uint64
}

const sketchBits = 7

// Add counts a value n times.
func (s *Sketch) Add(value, n uint64) {
	if n == 0 {
		return
	}
	if s.buckets == nil {
		s.buckets = make([]uint64, (64-sketchBits+1)<<sketchBits)
	}
	if s.count == 0 || value < s.min {
		s.min = value
	}
	s.max = max(s.max, value)
	s.buckets[sketchIndex(value)] += n
	s.count += n
	hi, lo := bits.Mul64(value, n)
	var carry uint64
	s.sumLo, carry = bits.Add64(s.sumLo, lo, 0)
	s.sumHigh += hi + carry
}

func sketchIndex(v uint64) int {
	if v < 1<<sketchBits {
		return int(v)
	}
	shift := bits.Len64(v) - sketchBits - 1
	return (shift+1)<<sketchBits + int(v>>shift) - 1<<sketchBits
}

// sketchValue is the middle of a bucket, exact below 256.
func sketchValue(i int) float64 {
	if i < 2<<sketchBits {
		return float64(i)
	}
	shift := i>>sketchBits - 1
	low := uint64(i&(1<<sketchBits-1)+1<<sketchBits) << shift
	return float64(low) + float64(uint64(1)<<shift-1)/2
}

// Merge adds what another sketch has counted.
func (s *Sketch) Merge(o *Sketch) {
	if o.count == 0 {
		return
	}
	if s.buckets == nil {
		s.buckets = make([]uint64, len(o.buckets))
	}
	for i, n := range o.buckets {
		s.buckets[i] += n
	}
	if s.count == 0 || o.min < s.min {
		s.min = o.min
	}
	s.max = max(s.max, o.max)
	s.count += o.count
	var carry uint64
	s.sumLo, carry = bits.Add64(s.sumLo, o.sumLo, 0)
	s.sumHigh += o.sumHigh + carry
}

// Count is the number of values.
func (s *Sketch) Count() uint64 { return s.count }

// Distribution summarises the values divided by unit (1e9 for nanoseconds to
// seconds); nil when nothing was counted.
func (s *Sketch) Distribution(unit float64, name string) *Distribution {
	if s.count == 0 {
		return nil
	}
	sum := new(big.Int).Lsh(new(big.Int).SetUint64(s.sumHigh), 64)
	sum.Or(sum, new(big.Int).SetUint64(s.sumLo))
	mean, _ := new(big.Float).Quo(new(big.Float).SetInt(sum), new(big.Float).SetUint64(s.count)).Float64()
	d := &Distribution{Count: int64(min(s.count, math.MaxInt64)), Unit: name, Mean: mean / unit,
		Method: "counted; mean, minimum and maximum exact, other quantiles within 0.4 %"}
	variance := 0.0
	for i, n := range s.buckets {
		if n > 0 {
			x := s.clamp(sketchValue(i)) - mean
			variance += x * x * float64(n) / float64(s.count)
		}
	}
	sd := math.Sqrt(variance) / unit
	d.StdDev = &sd
	for _, p := range []float64{0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1} {
		d.Quantiles = append(d.Quantiles, Quantile{P: p, Value: s.quantile(p) / unit})
	}
	return d
}

func (s *Sketch) clamp(v float64) float64 {
	return math.Min(math.Max(v, float64(s.min)), float64(s.max))
}

// quantile is the bucket of the value at the nearest rank.
func (s *Sketch) quantile(p float64) float64 {
	switch p {
	case 0:
		return float64(s.min)
	case 1:
		return float64(s.max)
	}
	rank := max(uint64(math.Ceil(p*float64(s.count))), 1)
	var seen uint64
	for i, n := range s.buckets {
		if seen += n; seen >= rank {
			return s.clamp(sketchValue(i))
		}
	}
	return float64(s.max)
}
