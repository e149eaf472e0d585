package tables

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model/traffic/lines"
	"github.com/sovcost/sovcost/model/traffic/timestamp"
)

// columns are indices from 0; -1 is none.
type columns struct{ time, count, duration, bytes int }

func timeNames() []string {
	return []string{"timestamp", "time", "date", "datetime", "ts", "start_time", "starttime", "time_local", "period_start", "interval", "minute", "hour", "day", "zeit", "datum"}
}

func countNames() []string {
	return []string{"requests", "count", "value", "requestcount", "request_count", "invocations", "hits", "calls", "sum", "n", "total", "anzahl"}
}

// header picks the columns from a row of names.
func (o Options) header(cells []lines.Field) (columns, error) {
	names := make([]string, len(cells))
	for i, c := range cells {
		names[i] = string(c.Text)
	}
	var c columns
	var err error
	if c.time, err = pick("time column", o.TimeColumn, names, timeNames(), -1); err != nil {
		return c, err
	}
	if c.time < 0 {
		return c, fmt.Errorf("no column is known to hold times among %s; try --time-column", list(names))
	}
	other := -1
	if len(names) == 2 {
		other = 1 - c.time
	}
	if c.count, err = pick("count column", o.CountColumn, names, countNames(), other); err != nil {
		return c, err
	}
	if c.duration, err = pick("duration column", o.DurationColumn, names, nil, -1); err != nil {
		return c, err
	}
	if c.bytes, err = pick("bytes column", o.BytesColumn, names, nil, -1); err != nil {
		return c, err
	}
	if c.count < 0 && o.CountColumn != "-" && len(names) > 1 && c.duration < 0 && c.bytes < 0 {
		return c, fmt.Errorf("no column is known to hold counts among %s; try --count-column, or \"-\" when each row is one request", list(names))
	}
	return c, nil
}

// positions picks the columns of a table without a header.
func (o Options) positions(cells []lines.Field) (columns, error) {
	names := make([]string, len(cells))
	c := columns{count: -1}
	var err error
	if c.time, err = pick("time column", o.TimeColumn, names, nil, -1); err != nil {
		return c, err
	}
	for i, cell := range cells {
		if c.time < 0 && o.isTime(cell.Text) {
			c.time = i
		}
	}
	if c.time < 0 {
		return c, fmt.Errorf("no column holds a time")
	}
	other := -1
	if len(cells) == 2 {
		other = 1 - c.time
	}
	if c.count, err = pick("count column", o.CountColumn, names, nil, other); err != nil {
		return c, err
	}
	if c.duration, err = pick("duration column", o.DurationColumn, names, nil, -1); err != nil {
		return c, err
	}
	if c.bytes, err = pick("bytes column", o.BytesColumn, names, nil, -1); err != nil {
		return c, err
	}
	if c.count < 0 && o.CountColumn != "-" && len(cells) > 1 && c.duration < 0 && c.bytes < 0 {
		return c, fmt.Errorf("%d columns without a header: which holds counts is not known; try --count-column 2, or \"-\" when each row is one request", len(cells))
	}
	return c, nil
}

// pick finds a column by what the user said, else by usual names in their order.
func pick(what, said string, names, usual []string, otherwise int) (int, error) {
	if said == "-" {
		return -1, nil
	}
	if said != "" {
		for i, n := range names {
			if n != "" && strings.EqualFold(n, said) {
				return i, nil
			}
		}
		if n, err := strconv.Atoi(said); err == nil && n >= 1 && n <= len(names) {
			return n - 1, nil
		}
		if near := factsheet.Suggest(said, names); near != "" {
			return -1, fmt.Errorf("%s: there is no %q; did you mean %q?", what, said, near)
		}
		return -1, fmt.Errorf("%s: there is no %q; try one of %s or a number from 1 to %d", what, said, list(names), len(names))
	}
	for _, u := range usual {
		for i, n := range names {
			if strings.EqualFold(n, u) {
				return i, nil
			}
		}
	}
	return otherwise, nil
}

func list(names []string) string {
	quoted := make([]string, 0, len(names))
	for i, n := range names {
		if i == 20 {
			quoted = append(quoted, "...")
			break
		}
		quoted = append(quoted, fmt.Sprintf("%.40q", n))
	}
	return strings.Join(quoted, ", ")
}

func (o Options) isTime(text []byte) bool {
	_, err := o.parseTime(text)
	return err == nil
}

func (o Options) parseTime(text []byte) (timestamp.Time, error) {
	if o.Layout == "" {
		return timestamp.Parse(text)
	}
	return parseLayout(o.Layout, string(text))
}
