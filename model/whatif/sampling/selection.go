package sampling

import (
	"math"
	"slices"
)

// digitBits is how many bits of a cost one pass of the search tells apart. The
// first twelve of a float64 are sign and exponent, the next twelve divide each
// octave into 4,096 parts.
const digitBits = 12

// sortAtMost is the number of costs that are collected and sorted rather than
// counted once more.
const sortAtMost = 1 << 14

// selection finds order statistics of streams that are too long to keep, by
// radix selection: it counts the next digit of all costs that agree with the
// wanted one so far, finds the digit that holds the wanted rank, and goes on
// behind it. Exact, in a fixed amount of memory, for the price of more passes.
//
// Note: sketches (t-digest, P-square) need one pass, but are off by an amount
// nobody can state, and differ with the order of the draws.
type selection struct {
	wanted  []wanted // per option, then per share
	shares  int
	workers int
}

// wanted is the search for one order statistic.
type wanted struct {
	rank   int    // among the costs that share the prefix, from 1
	prefix uint64 // the bits known so far, right-aligned
	known  int    // how many
	within int    // how many costs share the prefix
	counts [][]uint32
	values [][]float64 // instead of counts, once few are left; one part per worker
	found  bool
	value  float64
}

func newSelection(options, draws int, shares []float64, workers int) *selection {
	s := &selection{shares: len(shares), workers: workers}
	for range options {
		for _, p := range shares {
			w := wanted{rank: rankOf(p, draws), within: draws}
			w.prepare(workers)
			s.wanted = append(s.wanted, w)
		}
	}
	return s
}

func (w *wanted) prepare(workers int) {
	w.counts, w.values = nil, nil
	switch {
	case w.known == 64:
		// All bits are known: equal costs, nothing left to order.
		w.value, w.found = fromKey(w.prefix), true
	case w.within <= sortAtMost:
		w.values = make([][]float64, workers)
	default:
		w.counts = make([][]uint32, workers)
		for i := range w.counts {
			w.counts[i] = make([]uint32, 1<<digitBits)
		}
	}
}

// see takes one block of costs. Calls of one worker must not overlap.
func (s *selection) see(worker int, costs [][]float64) {
	for i := range s.wanted {
		w := &s.wanted[i]
		column := costs[i/s.shares]
		switch {
		case w.found:
		case w.values != nil:
			for _, c := range column {
				if w.matches(toKey(c)) {
					w.values[worker] = append(w.values[worker], c)
				}
			}
		default:
			w.count(w.counts[worker], column)
		}
	}
}

func (w *wanted) matches(key uint64) bool {
	return w.known == 0 || key>>(64-w.known) == w.prefix
}

func (w *wanted) count(into []uint32, column []float64) {
	shift, width := w.next()
	for _, c := range column {
		if key := toKey(c); w.matches(key) {
			into[key>>shift&(1<<width-1)]++
		}
	}
}

// next is the place and width of the digit to count: the last one is short.
func (w *wanted) next() (shift, width int) {
	width = min(digitBits, 64-w.known)
	return 64 - w.known - width, width
}

// advance ends a pass: it narrows every search and reports whether all are done.
func (s *selection) advance() bool {
	done := true
	for i := range s.wanted {
		w := &s.wanted[i]
		if w.found {
			continue
		}
		if w.values != nil {
			all := slices.Concat(w.values...)
			slices.Sort(all)
			w.value, w.found, w.values = all[w.rank-1], true, nil
			continue
		}
		w.narrow()
		w.prepare(s.workers)
		done = done && w.found
	}
	return done
}

// narrow moves to the digit that holds the rank.
func (w *wanted) narrow() {
	_, width := w.next()
	for digit := range 1 << width {
		n := 0
		for _, counts := range w.counts {
			n += int(counts[digit])
		}
		if w.rank <= n {
			w.prefix, w.known, w.within = w.prefix<<width|uint64(digit), w.known+width, n
			return
		}
		w.rank -= n
	}
}

func (s *selection) value(option, share int) float64 {
	return s.wanted[option*s.shares+share].value
}

// toKey maps a float64 to a number with the same order. Zero has one key: -0
// becomes 0.
func toKey(x float64) uint64 {
	b := math.Float64bits(x + 0)
	if b>>63 == 1 {
		return ^b
	}
	return b | 1<<63
}

func fromKey(k uint64) float64 {
	if k>>63 == 1 {
		return math.Float64frombits(k &^ (1 << 63))
	}
	return math.Float64frombits(^k)
}
