package azuretrace

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/model/traffic/lines"
)

// statistics names the columns of a durations or memory file.
type statistics struct {
	mean, count, low, high string
	percentiles            []string // P in percent ends each name
	prefix                 string
	method                 string
}

func durationColumns() statistics {
	return statistics{mean: "Average", count: "Count", low: "Minimum", high: "Maximum", prefix: "percentile_Average_",
		percentiles: []string{"1", "25", "50", "75", "99"},
		method:      "mean of calls without cold starts; percentiles are of means over 30 seconds, not of calls"}
}

func memoryColumns() statistics {
	return statistics{mean: "AverageAllocatedMb", count: "SampleCount", prefix: "AverageAllocatedMb_pct",
		percentiles: []string{"1", "5", "25", "50", "75", "95", "99", "100"},
		method:      "samples of allocated memory of an app, averaged over its instances"}
}

// gathered is the sum over the rows of a statistics file.
type gathered struct {
	s         statistics
	rows      int
	count     int64
	weighted  float64 // sum of mean times count
	low, high float64
	quantiles []traffic.Quantile // of the only row
}

func distribution(inputs []Input, s statistics, o Options, bad *problems) (*gathered, error) {
	g := &gathered{s: s}
	wanted := []string{"HashApp", s.mean, s.count}
	if s.low != "" {
		wanted = append(wanted, s.low, s.high)
	}
	fixed := len(wanted)
	for _, p := range s.percentiles {
		wanted = append(wanted, s.prefix+p)
	}
	for _, in := range inputs {
		columns := append(slices.Clone(wanted), optional+"HashFunction")
		_, _, err := rows(in, columns, bad, func(line int, cells []lines.Field) {
			function := cells[len(cells)-1].Text
			if function == nil { // memory is measured per app in the original trace
				function = []byte(o.Function)
			}
			if o.keep(cells[0].Text, function) {
				g.row(in.Name, line, cells[1:len(wanted)], fixed-1, bad)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return g, nil
}

// row takes the numbers of one function: mean, count, perhaps low and high, then
// percentiles. Rows without samples carry no information.
func (g *gathered) row(name string, line int, cells []lines.Field, fixed int, bad *problems) {
	v := make([]float64, len(cells))
	for i, c := range cells {
		d, err := factsheet.ParseDecimal(string(c.Text))
		if err != nil {
			bad.add(name, line, c.Col, "%.40q is not a number", c.Text)
			return
		}
		if v[i] = d.Decimal().InexactFloat64(); !(v[i] >= 0 && v[i] < 1e15) {
			bad.add(name, line, c.Col, "%.40q is outside 0 to 1e15", c.Text)
			return
		}
	}
	if v[1] != math.Trunc(v[1]) {
		bad.add(name, line, cells[1].Col, "count %.40q is no whole number", cells[1].Text)
		return
	}
	if v[1] == 0 {
		return
	}
	low, high := v[fixed], v[len(v)-1]
	if g.s.low != "" {
		low, high = v[2], v[3]
	}
	if g.rows++; g.rows == 1 {
		g.low, g.high = low, high
		g.single(v, fixed)
	}
	g.low, g.high = min(g.low, low), max(g.high, high)
	g.count += int64(v[1])
	g.weighted += v[0] * v[1]
}

func (g *gathered) single(v []float64, fixed int) {
	for i, p := range g.s.percentiles {
		percent, err := strconv.Atoi(p)
		if err == nil {
			g.quantiles = append(g.quantiles, traffic.Quantile{P: float64(percent) / 100, Value: v[fixed+i]})
		}
	}
}

// result is the distribution in the given unit. The percentiles of several
// functions cannot be joined, so only extremes are left of them.
func (g *gathered) result(unit string, divisor float64) *traffic.Distribution {
	if g.rows == 0 {
		return nil
	}
	d := &traffic.Distribution{Count: g.count, Unit: unit, Mean: g.weighted / float64(g.count) / divisor, Method: g.s.method}
	if g.rows > 1 {
		d.Method = fmt.Sprintf("%d rows weighted by count; %s", g.rows, g.s.method)
	}
	quantiles := g.quantiles
	if g.rows > 1 {
		quantiles = nil
	}
	if g.s.low != "" {
		quantiles = append([]traffic.Quantile{{P: 0, Value: g.low}}, quantiles...)
		quantiles = append(quantiles, traffic.Quantile{P: 1, Value: g.high})
	}
	for _, q := range quantiles {
		// A mean over 30 seconds may lie outside a minimum that was rounded.
		q.Value /= divisor
		if n := len(d.Quantiles); n == 0 || q.Value >= d.Quantiles[n-1].Value && q.P > d.Quantiles[n-1].P {
			d.Quantiles = append(d.Quantiles, q)
		}
	}
	return d
}
