package accesslog

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sovcost/sovcost/model/traffic"
)

// summary gathers the results of all blocks, each file in order.
type summary struct {
	files   []fileSummary
	offsets map[int32]int64
}

type fileSummary struct {
	name    string
	format  Format
	next    int
	waiting map[int]result
	lines   int64
	counts  [reasons]int64
	tally   [reasons][]string

	naive, zoned        string // place of the first of each
	last                int64
	any                 bool
	backJumps, backMost int64
	backPlace           string

	early, late           int64
	earlyPlace, latePlace string
}

func newSummary(inputs []Input) *summary {
	s := &summary{files: make([]fileSummary, len(inputs)), offsets: map[int32]int64{}}
	for i, in := range inputs {
		s.files[i].name, s.files[i].waiting = in.Name, map[int]result{}
	}
	return s
}

func (s *summary) add(r result) {
	f := &s.files[r.file]
	f.waiting[r.seq] = r
	for {
		r, ok := f.waiting[f.next]
		if !ok {
			return
		}
		delete(f.waiting, f.next)
		f.next++
		f.fold(r)
		for offset, n := range r.offsets {
			s.offsets[offset] += n
		}
	}
}

func (f *fileSummary) place(line int64) string { return fmt.Sprintf("%s:%d", f.name, f.lines+line) }

func (f *fileSummary) fold(r result) {
	if r.format != Detect {
		f.format = r.format
	}
	for why, n := range r.counts {
		f.counts[why] += n
		for _, line := range r.first[why] {
			if len(f.tally[why]) < placesKept {
				f.tally[why] = append(f.tally[why], f.place(line))
			}
		}
	}
	if r.naiveLine > 0 && f.naive == "" {
		f.naive = f.place(r.naiveLine)
	}
	if r.zonedLine > 0 && f.zoned == "" {
		f.zoned = f.place(r.zonedLine)
	}
	if r.firstLine > 0 {
		if back := f.last - r.firstTime; f.any && back > jump {
			r.jumped(back, r.firstLine)
		}
		if !f.any || r.early.nanos < f.early {
			f.early, f.earlyPlace = r.early.nanos, f.place(r.early.line)
		}
		if !f.any || r.late.nanos > f.late {
			f.late, f.latePlace = r.late.nanos, f.place(r.late.line)
		}
		f.any, f.last = true, r.lastTime
	}
	f.backJumps += r.backJumps
	if r.backLargest > f.backMost {
		f.backMost, f.backPlace = r.backLargest, f.place(r.backLine)
	}
	f.lines += r.lines
}

// judge refuses logs that are not what they should be.
func (s *summary) judge(o *Options) error {
	var errs []error
	for i := range s.files {
		f := &s.files[i]
		var bad int64
		var why []string
		for r := range reasons {
			if n := f.counts[r]; n > 0 && r.bad() {
				bad += n
				why = append(why, traffic.Skip{Reason: r.String(), Count: n, First: f.tally[r]}.String())
			}
		}
		content := bad + f.counts[taken]
		switch {
		case content == 0:
			errs = append(errs, fmt.Errorf("%s: no line with a request in %d lines", f.name, f.lines))
		case o.MaxBad < 0 && bad > 0, float64(bad) > o.MaxBad*float64(content) && o.MaxBad >= 0:
			as := "as a log of a known format"
			if f.format != Detect {
				as = "as " + string(f.format)
			}
			errs = append(errs, fmt.Errorf("%s: %d of %d lines cannot be read %s (%s); try another --log-format, or allow more with --max-bad",
				f.name, bad, content, as, strings.Join(why, "; ")))
		}
		if f.naive != "" && f.zoned != "" {
			errs = append(errs, fmt.Errorf("%s: times without a zone (%s) and with one (%s): two clocks in one log; split it", f.name, f.naive, f.zoned))
		}
	}
	return errors.Join(append(errs, s.span())...)
}

// longestSpan is how much time the logs of one import may cover.
const longestSpan = 20 * 365 * 24 * time.Hour

// span refuses logs in which the clock of a line must be wrong.
func (s *summary) span() error {
	var early, late *fileSummary
	for i := range s.files {
		f := &s.files[i]
		if !f.any {
			continue
		}
		if early == nil || f.early < early.early {
			early = f
		}
		if late == nil || f.late > late.late {
			late = f
		}
	}
	if early == nil || early.early > late.late-int64(longestSpan) {
		return nil
	}
	day := func(nanos int64) string { return time.Unix(0, nanos).UTC().Format(time.DateOnly) }
	return fmt.Errorf("the lines run from %s (%s) to %s (%s), more than 20 years: the clock of one of them is wrong; leave such lines out", day(early.early), early.earlyPlace, day(late.late), late.latePlace)
}

func (s *summary) source(inputs []Input) traffic.Source {
	var names []string
	c := traffic.Counts{Skipped: s.skips()}
	for i := range s.files {
		names = append(names, inputs[i].Name)
		c.Read += s.files[i].lines
		c.Taken += s.files[i].counts[taken]
	}
	return traffic.Source{Kind: "access log", Where: strings.Join(names, ", "), Counts: c}
}

// skips are the lines left out of all files, by reason.
func (s *summary) skips() []traffic.Skip {
	var tally traffic.Tally
	for i := range s.files {
		f := &s.files[i]
		for r := taken + 1; r < reasons; r++ {
			left := f.counts[r]
			for _, place := range f.tally[r] {
				tally.Add(r.String(), place, 1)
				left--
			}
			if left > 0 {
				tally.Add(r.String(), "", left)
			}
		}
	}
	return tally.Skips()
}

func (s *summary) notes(o *Options) (notes []string) {
	formats, naive := map[Format]int{}, false
	for i := range s.files {
		f := &s.files[i]
		formats[f.format]++
		naive = naive || f.naive != ""
		if f.backJumps > 0 {
			notes = append(notes, fmt.Sprintf("%s: the clock goes back by more than a minute %d times, most by %v at %s",
				f.name, f.backJumps, time.Duration(f.backMost), f.backPlace))
		}
	}
	if len(s.offsets) > 1 {
		var parts []string
		for _, offset := range slices.Sorted(maps.Keys(s.offsets)) {
			parts = append(parts, fmt.Sprintf("%s %d lines", zoneName(offset), s.offsets[offset]))
		}
		if len(parts) > 6 {
			parts = append(parts[:6], "...")
		}
		notes = append(notes, "lines are in several time zones, each was heeded: "+strings.Join(parts, ", "))
	}
	if naive && o.Zone == nil {
		notes = append(notes, "times without a zone were read as UTC")
	}
	for _, f := range slices.Sorted(maps.Keys(formats)) {
		notes = append(notes, fmt.Sprintf("format %s: %d of %d files", f, formats[f], len(s.files)))
	}
	for _, skip := range s.skips() {
		notes = append(notes, "left out: "+skip.String())
	}
	return notes
}

func zoneName(seconds int32) string {
	sign := "+"
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	return fmt.Sprintf("%s%02d%02d", sign, seconds/3600, seconds/60%60)
}
