package traffic

import (
	"fmt"
	"time"
)

// Hours of the week are counted from Monday 00:00: hour 24*3+18 is Thursday 18.

func repeat(pattern []int64, n int) []int64 {
	out := make([]int64, n)
	for i := range out {
		out[i] = pattern[i%len(pattern)]
	}
	return out
}

// hours returns the default span where neither bound was given.
func (o ShapeOptions) hours(from, to int) (int, int, error) {
	if o.From != 0 || o.To != 0 {
		from, to = o.From, o.To
	}
	if from == to {
		return 0, 0, fmt.Errorf("hours %d to %d hold no time; try 0 to 24 for the whole day", from, to)
	}
	return from, to, nil
}

// within reports whether the hour of the day lies in [from, to), which may pass
// midnight.
func within(hour, from, to int) bool {
	if from < to {
		return hour >= from && hour < to
	}
	return hour >= from || hour < to
}

func officeHours(o ShapeOptions) ([]int64, error) {
	from, to, err := o.hours(8, 18)
	if err != nil {
		return nil, err
	}
	off := int64(5)
	if o.OffPercent != nil {
		off = int64(*o.OffPercent)
	}
	w := repeat([]int64{off}, 168)
	for h := range 5 * 24 {
		if within(h%24, from, to) {
			w[h] = 100
		}
	}
	return w, nil
}

// cosines holds cos(15° k + 7.5°) in millionths for k = 0..11: the daily sine in
// the middle of each hour. Whole numbers make the weights the same everywhere.
func cosines() [12]int64 {
	return [12]int64{991445, 923880, 793353, 608761, 382683, 130526,
		-130526, -382683, -608761, -793353, -923880, -991445}
}

// diurnal is 1 + a*cos, with the peak in the slot of the peak hour. The peak
// hour and the hour before it share the maximum, as the crest lies between.
func diurnal(o ShapeOptions) ([]int64, error) {
	ratio, peak := 1.8, 15
	if o.PeakToMean != 0 {
		ratio = o.PeakToMean
	}
	if o.PeakHour != nil {
		peak = *o.PeakHour
	}
	const crest = 0.991445 // cos 7.5°, the highest slot of a sine cut into hours
	if !(ratio > 1 && ratio <= 1+crest) {
		return nil, fmt.Errorf("peak to mean %v is outside 1 to %.2f, which is all a daily sine can have; try campaign or custom", ratio, 1+crest)
	}
	amplitude := int64((ratio-1)/crest*1e6 + 0.5)
	cos := cosines()
	day := make([]int64, 24)
	for h := range day {
		k := (h - peak + 24) % 24
		if k >= 12 {
			k = 23 - k
		}
		day[h] = (1e12 + amplitude*cos[k]) / 1e6
	}
	return repeat(day, 168), nil
}

func weekly(o ShapeOptions) ([]int64, error) {
	w, err := diurnal(o)
	if err != nil {
		return nil, err
	}
	off := int64(50)
	if o.OffPercent != nil {
		off = int64(*o.OffPercent)
	}
	for h := range w {
		if h < 5*24 {
			w[h] *= 100
		} else {
			w[h] *= off
		}
	}
	return w, nil
}

func campaign(o ShapeOptions) ([]int64, error) {
	w, err := diurnal(o)
	if err != nil {
		return nil, err
	}
	from, to, err := o.hours(18, 22)
	if err != nil {
		return nil, err
	}
	factor, day := int64(10), time.Thursday
	if o.Factor != 0 {
		factor = int64(o.Factor)
	}
	if o.Day != nil {
		day = *o.Day
	}
	first := (int(day) + 6) % 7 * 24
	if from > to {
		to += 24
	}
	for h := first + from; h < first+to; h++ {
		w[h%168] *= factor
	}
	return w, nil
}

func batchWindow(o ShapeOptions) ([]int64, error) {
	from, to, err := o.hours(1, 5)
	if err != nil {
		return nil, err
	}
	w := make([]int64, 168)
	for h := range w {
		if within(h%24, from, to) {
			w[h] = 1
		}
	}
	return w, nil
}
