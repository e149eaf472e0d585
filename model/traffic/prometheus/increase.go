package prometheus

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/sovcost/sovcost/model/traffic"
)

// increase lets the server add up.
func (c *client) increase(ctx context.Context, s Selector) (traffic.Profile, error) {
	o := c.o
	n := int(o.To.Sub(o.From) / o.Slot)
	query := fmt.Sprintf("sum(increase(%s[%ds]))", s, int64(o.Slot/time.Second))
	var points []traffic.Point
	for at := 1; at <= n; at += maxSteps {
		last := min(at+maxSteps-1, n)
		found, err := c.queryRange(ctx, query, o.From.Add(time.Duration(at)*o.Slot), o.From.Add(time.Duration(last)*o.Slot), o.Slot)
		if err != nil {
			return traffic.Profile{}, err
		}
		for _, series := range found {
			for _, v := range series.Values {
				if math.IsNaN(v.value) {
					continue
				}
				if v.value < 0 || v.value > 1<<53 {
					return traffic.Profile{}, fmt.Errorf("the server counts %v requests in the slot to %s", v.value, time.UnixMilli(v.millis).UTC().Format(time.RFC3339))
				}
				points = append(points, traffic.Point{Start: time.UnixMilli(v.millis).UTC().Add(-o.Slot), Count: int64(math.Round(v.value))})
			}
		}
	}
	if len(points) == 0 {
		return traffic.Profile{}, fmt.Errorf("no series of %s has samples from %s to %s; check the name and the period", s, o.From.Format(time.RFC3339), o.To.Format(time.RFC3339))
	}
	p, err := traffic.FromPoints(o.Name, points, o.Slot, traffic.Missing)
	if err != nil {
		return p, err
	}
	read := int64(len(points))
	p.Source.Counts = traffic.Counts{Read: read, Taken: read}
	p.Notes = append(p.Notes, "counts were extrapolated by the server (increase) and rounded; sums are not exact")
	if lead := p.Start.Sub(o.From); lead > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("the first %v of the period have no data", lead))
	}
	if tail := o.To.Sub(p.Start.Add(p.Period())); tail > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("the last %v of the period have no data", tail))
	}
	return p, nil
}
