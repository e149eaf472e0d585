package sampling

import "math/bits"

// MaxDimensions is the largest number of coordinates a [Sobol] sequence has.
const MaxDimensions = 40

// sobolBits is the resolution of a coordinate: points are multiples of 2^-32,
// moved to the middle of their cell.
const sobolBits = 32

// joeKuo is one row of the direction-number table: the degree of a primitive
// polynomial over GF(2), its inner coefficients as bits, and the first odd
// numbers m_1..m_degree.
type joeKuo struct {
	degree int
	inner  uint32
	m      [8]uint32
}

// joeKuoRow returns the row of dimension 2+i.
//
// Source: S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better
// two-dimensional projections", SIAM J. Sci. Comput. 30 (2008) 2635-2654, table
// new-joe-kuo-6.21201, dimensions 2 to 40. Dimension 1 is van der Corput and
// has no row. A function, not a package variable: nothing can change
// the table.
func joeKuoRow(i int) joeKuo {
	return [MaxDimensions - 1]joeKuo{
		{1, 0, [8]uint32{1}},
		{2, 1, [8]uint32{1, 3}},
		{3, 1, [8]uint32{1, 3, 1}},
		{3, 2, [8]uint32{1, 1, 1}},
		{4, 1, [8]uint32{1, 1, 3, 3}},
		{4, 4, [8]uint32{1, 3, 5, 13}},
		{5, 2, [8]uint32{1, 1, 5, 5, 17}},
		{5, 4, [8]uint32{1, 1, 5, 5, 5}},
		{5, 7, [8]uint32{1, 1, 7, 11, 19}},
		{5, 11, [8]uint32{1, 1, 5, 1, 1}},
		{5, 13, [8]uint32{1, 1, 1, 3, 11}},
		{5, 14, [8]uint32{1, 3, 5, 5, 31}},
		{6, 1, [8]uint32{1, 3, 3, 9, 7, 49}},
		{6, 13, [8]uint32{1, 1, 1, 15, 21, 21}},
		{6, 16, [8]uint32{1, 3, 1, 13, 27, 49}},
		{6, 19, [8]uint32{1, 1, 1, 15, 7, 5}},
		{6, 22, [8]uint32{1, 3, 1, 15, 13, 25}},
		{6, 25, [8]uint32{1, 1, 5, 5, 19, 61}},
		{7, 1, [8]uint32{1, 3, 7, 11, 23, 15, 103}},
		{7, 4, [8]uint32{1, 3, 7, 13, 13, 15, 69}},
		{7, 7, [8]uint32{1, 1, 3, 13, 7, 35, 63}},
		{7, 8, [8]uint32{1, 3, 5, 9, 1, 25, 53}},
		{7, 14, [8]uint32{1, 3, 1, 13, 9, 35, 107}},
		{7, 19, [8]uint32{1, 3, 1, 5, 27, 61, 31}},
		{7, 21, [8]uint32{1, 1, 5, 11, 19, 41, 61}},
		{7, 28, [8]uint32{1, 3, 5, 3, 3, 13, 69}},
		{7, 31, [8]uint32{1, 1, 7, 13, 1, 19, 1}},
		{7, 32, [8]uint32{1, 3, 7, 5, 13, 19, 59}},
		{7, 37, [8]uint32{1, 1, 3, 9, 25, 29, 41}},
		{7, 41, [8]uint32{1, 3, 5, 13, 23, 1, 55}},
		{7, 42, [8]uint32{1, 3, 7, 3, 13, 59, 17}},
		{7, 50, [8]uint32{1, 3, 1, 3, 5, 53, 69}},
		{7, 55, [8]uint32{1, 1, 5, 5, 23, 33, 13}},
		{7, 56, [8]uint32{1, 1, 7, 7, 1, 61, 123}},
		{7, 59, [8]uint32{1, 1, 7, 9, 13, 61, 49}},
		{7, 62, [8]uint32{1, 3, 3, 5, 3, 55, 33}},
		{8, 14, [8]uint32{1, 3, 1, 15, 31, 13, 49, 245}},
		{8, 21, [8]uint32{1, 3, 5, 15, 31, 59, 63, 97}},
		{8, 22, [8]uint32{1, 3, 1, 11, 11, 11, 77, 249}},
	}[i]
}

// directions returns the 32 direction numbers of one dimension (0-based), each
// with its leading one at bit 31-k.
func directions(dimension int) [sobolBits]uint32 {
	var v [sobolBits]uint32
	if dimension == 0 {
		for k := range v {
			v[k] = 1 << (31 - k)
		}
		return v
	}
	row := joeKuoRow(dimension - 1)
	for k := range v {
		if k < row.degree {
			v[k] = row.m[k] << (31 - k)
			continue
		}
		x := v[k-row.degree]
		x ^= x >> row.degree
		for j := 1; j < row.degree; j++ {
			if row.inner>>(row.degree-1-j)&1 == 1 {
				x ^= v[k-j]
			}
		}
		v[k] = x
	}
	return v
}

// gray returns the position of point index in Gray-code order, and is its own
// description: consecutive indices differ in one bit.
func gray(index uint32) uint32 { return index ^ index>>1 }

// changedBit returns the bit in which gray(index) and gray(index+1) differ.
func changedBit(index uint32) int { return bits.TrailingZeros32(^index) }
