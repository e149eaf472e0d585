package coldstart

import (
	"encoding/binary"
	"math"
)

// windows are the stretches of one keep-alive time that end in each slot of a profile that repeats. Slots before which
// the same rates came are solved once.
type windows struct {
	slots     int
	length    float64
	whole     int     // slots a window covers in full
	rest      float64 // and the time beyond them
	different []float64
	class     []int // of each slot, index into different
	like      []int // of each slot: the first slot with the same window
	count     []int // how many slots are like this one; 0 when it is like an earlier one

	sums  []float64 // running integral of the hazard up to the start of each slot
	share []float64 // of each first slot: share of its time in which the instance is absent

	rises      []bool    // slots that are busier than the one before, where starts take time
	soon       float64   // one keep-alive time, or to the end of the slot
	atStart    []float64 // of each first slot that is busier than the one before: probability that the instance is absent at its start
	soonAbsent []float64 // and the time soon after it
}

func newWindows(rates []float64, length, tau float64, starts bool) *windows {
	k := len(rates)
	w := &windows{slots: k, length: length, whole: int(tau / length), class: make([]int, k), like: make([]int, k), count: make([]int, k),
		sums: make([]float64, k+1), share: make([]float64, k), soon: math.Min(tau, length), atStart: make([]float64, k), soonAbsent: make([]float64, k), rises: make([]bool, k)}
	w.rest = math.Max(0, tau-float64(w.whole)*length)
	classes := map[float64]int{}
	for j, rate := range rates {
		c, ok := classes[rate]
		if !ok {
			c = len(w.different)
			classes[rate] = c
			w.different = append(w.different, rate)
		}
		w.class[j] = c
		w.rises[j] = starts && rate > rates[w.wrap(j-1)]
	}
	w.group()
	return w
}

// mostKey is the number of slots in a window up to which equal windows are looked for; longer ones are rarely equal.
const mostKey = 12

func (w *windows) group() {
	first := map[string]int{}
	for j := range w.slots {
		w.like[j] = j
		if w.whole+2 <= mostKey {
			key := make([]byte, 0, 4*mostKey)
			for k := j - w.whole - 1; k <= j; k++ {
				key = binary.LittleEndian.AppendUint32(key, uint32(w.class[w.wrap(k)]))
			}
			if i, ok := first[string(key)]; ok {
				w.like[j] = i
			} else {
				first[string(key)] = j
			}
		}
		w.count[w.like[j]]++
	}
}

func (w *windows) wrap(j int) int { return ((j % w.slots) + w.slots) % w.slots }

// until is the integral of the hazard from slot 0 to the start of slot j, which may lie in another period.
func (w *windows) until(j int) float64 {
	i := w.wrap(j)
	return w.sums[i] + float64((j-i)/w.slots)*w.sums[w.slots]
}

// absent fills in share, and returns its mean over all slots, for a level with hazard h and start b by class.
func (w *windows) absent(h, b []float64) float64 {
	for j, c := range w.class {
		w.sums[j+1] = w.sums[j] + h[c]*w.length
	}
	sum := 0.0
	for j, count := range w.count {
		if count == 0 {
			continue
		}
		// the exponent is a straight line up to the moment the window's start enters the next slot, and after it
		before, at := w.class[w.wrap(j-w.whole-1)], w.class[w.wrap(j-w.whole)]
		full := w.until(j) - w.until(j-w.whole)
		begin, bend, end := full+w.rest*h[before], full+w.rest*h[w.class[j]], w.until(j+1)-w.until(j+1-w.whole)+w.rest*h[at]
		atBegin, atBend, atEnd := gone(begin), gone(bend), gone(end)
		share := w.rest*b[before]*meanGone(begin, bend, atBegin, atBend) + (w.length-w.rest)*b[at]*meanGone(bend, end, atBend, atEnd)
		if w.rises[j] {
			w.atStart[j], w.soonAbsent[j] = b[before]*atBegin, b[before]*gone(begin+(bend-begin)*w.soon/w.rest)
			if w.soon > w.rest {
				w.soonAbsent[j] = b[at] * gone(bend+(end-bend)*(w.soon-w.rest)/(w.length-w.rest))
			}
		}
		w.share[j] = math.Min(1, share/w.length)
		sum += float64(count) * w.share[j]
	}
	return sum / float64(w.slots)
}

// gone is exp(-x), and nothing where that does not matter.
func gone(x float64) float64 {
	if x > settled {
		return 0
	}
	return math.Exp(-x)
}

// meanGone is the mean of exp(-x) for x between u and v, given both ends.
func meanGone(u, v, atU, atV float64) float64 {
	d := v - u
	if math.Abs(d) < 1e-4 {
		return atU * (1 - d/2*(1-d/3))
	}
	return (atU - atV) / d
}
