package scenario

import (
	"math"
	"time"

	"github.com/sovcost/sovcost/pricing/unit"
)

// span is a quantity of time as the standard library counts it, at most 292
// years.
func span(q unit.Quantity) time.Duration {
	s := q.Base().Float() * float64(time.Second)
	return time.Duration(math.Max(math.MinInt64/2, math.Min(s, math.MaxInt64/2)))
}
