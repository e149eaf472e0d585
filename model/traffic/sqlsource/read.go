package sqlsource

import (
	"fmt"
	"math"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/model/warehouse"
)

// maxRows is the most rows a query may give back.
const maxRows = traffic.MaxSlots

// zeroBucket holds values of 0 and less; no logarithm of a float is as low.
const zeroBucket = -1_000_000

// columns checks that the columns exist and finds out how times are stored.
func (s *Source) columns(q *warehouse.Session, o *Options, p *plan) error {
	found, err := q.Columns(p.table)
	if err != nil {
		return err
	}
	kinds := map[string]string{}
	var names []string
	for _, c := range found {
		kinds[c.Name], names = c.Type, append(names, c.Name)
	}
	wanted := []warehouse.Name{p.time, p.count, p.durationCol, p.bytesCol}
	for _, c := range p.where {
		wanted = append(wanted, c.column)
	}
	for _, id := range wanted {
		if id == nil || kinds[id.String()] != "" {
			continue
		}
		if near := factsheet.Suggest(id.String(), names); near != "" {
			return fmt.Errorf("table %s has no column %q; did you mean %q?", p.table, id, near)
		}
		return fmt.Errorf("table %s has no column %q", p.table, id)
	}
	var ok bool
	if p.timeKind, p.nullable, ok = s.dialect.timeKind(kinds[p.time.String()]); !ok {
		return fmt.Errorf("column %q is of type %s, which holds no time of day", p.time, kinds[p.time.String()])
	}
	if p.timeKind == number {
		if o.TimeUnit == 0 {
			return fmt.Errorf("column %q holds numbers; say what one is: try a time unit of 1s or 1ms", p.time)
		}
		p.perUnit = int64(time.Second / o.TimeUnit)
	}
	return nil
}

// counts reads one row per window.
func (s *Source) counts(q *warehouse.Session, p *plan) ([]traffic.Point, traffic.Counts, error) {
	query, args := s.dialect.counts(p)
	answer, err := q.Query(query, args...)
	if err != nil {
		return nil, traffic.Counts{}, err
	}
	defer answer.Close()
	var points []traffic.Point
	var counts traffic.Counts
	var without int64
	for answer.Next() {
		var window, n, empty int64
		var low, sum string
		if err := answer.Scan(&window, &n, &empty, &low, &sum); err != nil {
			return nil, counts, err
		}
		at := time.Unix(window*p.window, 0).UTC()
		total, err := whole(low, sum)
		if err != nil {
			return nil, counts, fmt.Errorf("column %q from %s on: %w", p.count, at.Format(time.RFC3339), err)
		}
		counts.Read, without = counts.Read+n, without+empty
		if n > empty {
			points = append(points, traffic.Point{Start: at, Count: total})
		}
		if len(points) > maxRows {
			return nil, counts, fmt.Errorf("more than %d rows come back; try a longer slot", maxRows)
		}
	}
	if err := answer.Err(); err != nil {
		return nil, counts, err
	}
	if without > 0 {
		counts.Skipped = append(counts.Skipped, traffic.Skip{Reason: "count is null", Count: without})
	}
	counts.Taken = counts.Read - without
	return points, counts, s.nulls(q, p, &counts)
}

// nulls tells of rows that no period can hold.
func (s *Source) nulls(q *warehouse.Session, p *plan, counts *traffic.Counts) error {
	if !p.nullable {
		return nil
	}
	query, args := s.dialect.nulls(p)
	answer, err := q.Query(query, args...)
	if err != nil {
		return err
	}
	defer answer.Close()
	var n int64
	for answer.Next() {
		if err := answer.Scan(&n); err != nil {
			return err
		}
	}
	if n > 0 {
		counts.Read += n
		counts.Skipped = append(counts.Skipped, traffic.Skip{Reason: "time is null", Count: n})
	}
	return answer.Err()
}

// whole reads a sum of counts; low is the lowest of them.
func whole(low, sum string) (int64, error) {
	l, err := factsheet.ParseDecimal(low)
	if err != nil {
		return 0, fmt.Errorf("%.40q is not a count", low)
	}
	v, err := factsheet.ParseDecimal(sum)
	if err != nil {
		return 0, fmt.Errorf("%.40q is not a sum of counts", sum)
	}
	switch d := v.Decimal(); {
	case l.Decimal().IsNegative():
		return 0, fmt.Errorf("count %s is negative", low)
	case !d.IsInteger():
		return 0, fmt.Errorf("the counts add up to %s, which is no whole number; is it a rate?", sum)
	case d.GreaterThan(decimal.NewFromInt(math.MaxInt64)):
		return 0, fmt.Errorf("the counts add up to %s, more than %d", sum, int64(math.MaxInt64))
	default:
		return d.IntPart(), nil
	}
}

// distribution lets the engine count a column in buckets. scale turns one of its
// units into the unit of the result.
func (s *Source) distribution(q *warehouse.Session, p *plan, column warehouse.Name, scale float64, unit string) (*traffic.Distribution, error) {
	if column == nil {
		return nil, nil
	}
	query, args := s.dialect.histogram(p, column)
	answer, err := q.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer answer.Close()
	var h histogram
	for answer.Next() {
		var b bucket
		var low, high float64
		if err := answer.Scan(&b.index, &b.n, &b.sum, &low, &high); err != nil {
			return nil, err
		}
		if !(low >= 0 && high <= math.MaxFloat64 && b.sum <= math.MaxFloat64) {
			return nil, fmt.Errorf("column %q has values from %v to %v, which are no quantities", column, low, high)
		}
		h.add(b, low, high)
	}
	if err := answer.Err(); err != nil {
		return nil, err
	}
	if h.n == 0 {
		return nil, nil
	}
	return h.distribution(scale, unit), nil
}
