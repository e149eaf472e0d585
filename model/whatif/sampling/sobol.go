package sampling

import "fmt"

// Sobol is a scrambled Sobol sequence: points in the open unit cube, of which
// the first 2^k, for any k, are spread far more evenly than random ones.
//
// Points come in Gray-code order and are addressed by index, so that blocks can
// be made in any order and by several goroutines: a Sobol has no state. The
// first 2^k points are the same set as in natural order.
//
// Scrambling is Owen's nested uniform scrambling (Owen 1995): every bit of a
// coordinate is flipped by a hash of the seed, the dimension and all bits above
// it. It keeps the net structure and makes the mean over seeds unbiased.
//
// Note: the cheaper Laine-Karras hash (Burley 2020) was left out. It does one
// hash per coordinate instead of one per bit, but small sets show its
// regularities, and the model behind a draw costs far more than either.
type Sobol struct {
	directions [][sobolBits]uint32
	keys       []uint64 // one scrambling key per dimension
	plain      bool     // no scrambling: tests against published points only
}

// NewSobol returns the sequence of that many dimensions (1 to [MaxDimensions])
// scrambled by seed. Equal arguments give equal points.
func NewSobol(dimensions int, seed uint64) (*Sobol, error) {
	if dimensions < 1 || dimensions > MaxDimensions {
		return nil, fmt.Errorf("dimensions: %d is outside 1 to %d, which is as far as the direction numbers go; fix the least important inputs at one value",
			dimensions, MaxDimensions)
	}
	s := &Sobol{
		directions: make([][sobolBits]uint32, dimensions),
		keys:       make([]uint64, dimensions),
	}
	for d := range dimensions {
		s.directions[d] = directions(d)
		s.keys[d] = mix(mix(seed) + uint64(d) + 1)
	}
	return s, nil
}

// Dimensions returns the number of coordinates of a point.
func (s *Sobol) Dimensions() int { return len(s.directions) }

// Column writes coordinate dimension (0-based) of the points first, first+1, ...
// into dst. Every value lies strictly between 0 and 1.
func (s *Sobol) Column(dimension int, first uint32, dst []float64) {
	v := &s.directions[dimension]
	key := s.keys[dimension]
	x := uint32(0)
	for g, k := gray(first), 0; g != 0; g, k = g>>1, k+1 {
		if g&1 == 1 {
			x ^= v[k]
		}
	}
	for i := range dst {
		y := x
		if !s.plain {
			y = scramble(x, key)
		}
		// The middle of the cell: never 0 or 1, whose quantiles may be infinite.
		dst[i] = (float64(y) + 0.5) / (1 << sobolBits)
		// The very last index, 2^32-1, has no successor and changes no bit.
		if k := changedBit(first + uint32(i)); k < sobolBits {
			x ^= v[k]
		}
	}
}

// Point writes all coordinates of one point into dst, which must hold
// Dimensions values.
func (s *Sobol) Point(index uint32, dst []float64) {
	for d := range s.directions {
		s.Column(d, index, dst[d:d+1])
	}
}

// scramble flips every bit of x by a hash of the key and the bits above it.
// The leading one marks how many bits are above, so that prefixes of different
// length never share a hash.
func scramble(x uint32, key uint64) uint32 {
	flips := uint32(0)
	for level := range sobolBits {
		prefix := uint64(1)<<level | uint64(x)>>(sobolBits-level)
		flips = flips<<1 | uint32(mix(key^prefix)>>63)
	}
	return x ^ flips
}

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) after
// one step of its counter: a bijection of 64 bits that looks random.
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
