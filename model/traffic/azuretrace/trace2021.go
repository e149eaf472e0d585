package azuretrace

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/model/traffic/lines"
)

// maxSeconds is the longest trace and the longest call taken: ten years.
const maxSeconds = 10 * 365 * 24 * 3600

// Import2021 reads the 2021 format: app, func, end_timestamp and duration in
// seconds, one row per call. A call arrives at its end less its duration; a few
// began before the trace did.
func Import2021(inputs []Input, o Options) (Trace, error) {
	if len(inputs) == 0 {
		return Trace{}, fmt.Errorf("no trace file was given")
	}
	slot := o.Slot
	if slot == 0 {
		slot = time.Hour
	}
	recorder, err := traffic.NewRecorder(slot)
	if err != nil {
		return Trace{}, err
	}
	base := origin(o.Start)
	var bad problems
	var names, digests []string
	var t Trace
	counts := traffic.Counts{}
	for _, in := range inputs {
		var full error
		digest, read, err := rows(in, []string{"app", "func", "end_timestamp", "duration"}, &bad, func(line int, cells []lines.Field) {
			end, okEnd := nanos(in.Name, line, cells[2], &bad)
			duration, okDuration := nanos(in.Name, line, cells[3], &bad)
			if !okEnd || !okDuration || full != nil || !o.keep(cells[0].Text, cells[1].Text) {
				return
			}
			counts.Taken++
			t.Functions++
			if err := recorder.Add(base+end-duration, 1); err != nil {
				full = fmt.Errorf("%s:%d: %w", in.Name, line, err)
			}
			recorder.Durations.Add(uint64(duration), 1)
		})
		if err == nil {
			err = full
		}
		if err != nil {
			return Trace{}, err
		}
		names, digests, counts.Read = append(names, in.Name), append(digests, digest), counts.Read+read
	}
	if err := bad.err(); err != nil {
		return Trace{}, err
	}
	if rest := counts.Read - counts.Taken; rest > 0 {
		counts.Skipped = []traffic.Skip{{Reason: "function not asked for", Count: rest}}
	}
	where := strings.Join(names, ", ")
	if t.Functions > 0 { // finish refuses a trace without any
		if t.Profile, err = recorder.Profile(where, 0); err != nil {
			return Trace{}, err
		}
	}
	if o.Start.IsZero() {
		t.Profile.Start = time.Time{}
	}
	t.Profile.Name = o.Name
	t.Profile.Source = traffic.Source{Kind: "azure 2021", Where: where, Digest: strings.Join(digests, " "), Counts: counts}
	o.Slot = slot
	return t.finish(o)
}

func nanos(name string, line int, cell lines.Field, bad *problems) (int64, bool) {
	d, err := factsheet.ParseDecimal(string(cell.Text))
	if err != nil {
		bad.add(name, line, cell.Col, "%.40q is not a number of seconds", cell.Text)
		return 0, false
	}
	v := d.Decimal()
	if v.IsNegative() || v.GreaterThan(decimal.NewFromInt(maxSeconds)) {
		bad.add(name, line, cell.Col, "%.40s seconds is outside 0 to ten years", cell.Text)
		return 0, false
	}
	return v.Shift(9).Round(0).IntPart(), true
}

// origin is the beginning of the trace in nanoseconds since 1970, 0 without a date.
func origin(start time.Time) int64 {
	if start.IsZero() {
		return 0
	}
	return start.UnixNano()
}
