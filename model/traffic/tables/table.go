package tables

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/model/traffic/lines"
	"github.com/sovcost/sovcost/model/traffic/timestamp"
)

// table is the state of one import.
type table struct {
	name  string
	o     Options
	comma byte
	zone  timestamp.Zone

	ready    bool // columns are known
	cols     columns
	preamble int
	why      error // why the first line that could be a header is none

	cells    []lines.Field
	rows     int64
	bad      int64
	problems []error
	skips    traffic.Tally

	recorder *traffic.Recorder
	points   []traffic.Point
	series   []int64

	kinds     map[timestamp.Kind]int // line of the first of each
	last      int64
	backwards int64
	backAt    int
}

// problemsKept is how many bad rows are listed; all are counted.
const problemsKept = 20

// maxPreamble is how many lines may stand before the header: exports of meters
// begin with a title, labels and the like.
const maxPreamble = 40

func (t *table) problem(line int, format string, args ...any) {
	t.bad++
	if len(t.problems) < problemsKept {
		t.problems = append(t.problems, fmt.Errorf("%s:%d:%s", t.name, line, fmt.Sprintf(format, args...)))
	}
}

func (t *table) line(number int, line []byte) error {
	if len(line) == 0 || len(strings.TrimSpace(string(line))) == 0 || line[0] == '#' {
		return nil
	}
	if t.comma == 0 || !t.ready {
		t.comma = t.o.Comma
		if t.comma == 0 {
			t.comma = lines.GuessComma(line)
		}
	}
	var err error
	if t.cells, err = lines.Split(line, t.comma, t.cells); err != nil {
		t.rows++
		t.problem(number, "%v", err)
		return nil
	}
	if t.o.Series {
		t.seriesRow(number)
		return nil
	}
	if !t.ready {
		header, err := t.find()
		if err != nil || header {
			return err
		}
		if !t.ready {
			return nil
		}
	}
	return t.row(number)
}

// find works out the columns from a header or from the first row with a time.
// What comes before either is a preamble.
func (t *table) find() (header bool, err error) {
	hasTime := slices.ContainsFunc(t.cells, func(c lines.Field) bool { return t.o.isTime(c.Text) })
	if hasTime {
		if t.cols, err = t.o.positions(t.cells); err != nil {
			if t.why != nil {
				err = t.why
			}
			return false, fmt.Errorf("%s: %w", t.name, err)
		}
		return false, t.start()
	}
	cols, err := t.o.header(t.cells)
	if err == nil {
		t.cols = cols
		return true, t.start()
	}
	if t.why == nil || len(t.cells) > 1 {
		t.why = err
	}
	if t.preamble++; t.preamble > maxPreamble {
		return false, fmt.Errorf("%s: no header and no time in the first %d lines: %w", t.name, maxPreamble, t.why)
	}
	return false, nil
}

func (t *table) start() error {
	t.ready = true
	if t.cols.count >= 0 {
		return nil
	}
	slot := t.o.Slot
	if slot == 0 {
		slot = time.Hour
	}
	var err error
	if t.recorder, err = traffic.NewRecorder(slot); err != nil {
		return fmt.Errorf("%s: %w", t.name, err)
	}
	return nil
}

func (t *table) seriesRow(number int) {
	t.rows++
	if len(t.cells) != 1 {
		t.problem(number, "%d: %d columns in a series of one; leave --series away for a table", t.cells[1].Col, len(t.cells))
		return
	}
	n, err := parseCount(t.cells[0].Text)
	if err != nil {
		t.problem(number, "%d: %v", t.cells[0].Col, err)
		return
	}
	t.series = append(t.series, n)
}

func (t *table) row(number int) error {
	t.rows++
	for _, c := range []int{t.cols.time, t.cols.count, t.cols.duration, t.cols.bytes} {
		if c >= len(t.cells) {
			t.problem(number, "%d: %d columns where column %d is needed", 1, len(t.cells), c+1)
			return nil
		}
	}
	cell := t.cells[t.cols.time]
	tm, err := t.o.parseTime(cell.Text)
	if err != nil {
		t.problem(number, "%d: %v", cell.Col, err)
		return nil
	}
	if t.kinds[tm.Kind] == 0 {
		t.kinds[tm.Kind] = number
	}
	at, err := t.zone.Absolute(tm)
	if err != nil {
		t.problem(number, "%d: %v", cell.Col, err)
		return nil
	}
	if at < t.last {
		if t.backwards++; t.backwards == 1 {
			t.backAt = number
		}
	}
	t.last = at
	if t.recorder != nil {
		return t.request(number, at)
	}
	return t.count(number, at)
}

func (t *table) request(number int, at int64) error {
	duration, size := uint64(0), int64(0)
	var err error
	if c := t.cols.duration; c >= 0 {
		unit := t.o.DurationUnit
		if unit == 0 {
			unit = time.Second
		}
		if duration, err = parseDuration(t.cells[c].Text, unit); err != nil {
			t.problem(number, "%d: %v", t.cells[c].Col, err)
			return nil
		}
	}
	if c := t.cols.bytes; c >= 0 {
		if size, err = parseCount(t.cells[c].Text); err != nil {
			t.problem(number, "%d: bytes: %v", t.cells[c].Col, err)
			return nil
		}
	}
	if err := t.recorder.Add(at, 1); err != nil {
		return fmt.Errorf("%s:%d: %w", t.name, number, err)
	}
	if t.cols.duration >= 0 {
		t.recorder.Durations.Add(duration, 1)
	}
	if t.cols.bytes >= 0 {
		t.recorder.Bytes.Add(uint64(size), 1)
	}
	return nil
}

// maxPoints bounds the rows of counts kept in memory; a profile has fewer slots,
// but several servers may share one.
const maxPoints = 4 * traffic.MaxSlots

func (t *table) count(number int, at int64) error {
	cell := t.cells[t.cols.count]
	n, err := parseCount(cell.Text)
	if errors.Is(err, errEmpty) {
		t.skips.Add("no count in the row", fmt.Sprintf("%s:%d", t.name, number), 1)
		return nil
	}
	if err != nil {
		t.problem(number, "%d: %v", cell.Col, err)
		return nil
	}
	if len(t.points) >= maxPoints {
		return fmt.Errorf("%s:%d: more than %d rows of counts; add them up to longer intervals first", t.name, number, maxPoints)
	}
	t.points = append(t.points, traffic.Point{Start: time.Unix(0, at).UTC(), Count: n, Place: fmt.Sprintf("%s:%d", t.name, number)})
	return nil
}
