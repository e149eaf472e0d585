package terminal

import (
	"fmt"
	"math"
	"strings"

	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/chart/axis"
	"github.com/sovcost/sovcost/reports/text/width"
)

// tornado draws one bar per input: "-" towards its low value, "+" towards its
// high value, "|" at the base.
func tornado(c *reports.Chart, page int) string {
	if len(c.Bars) == 0 {
		return title(c, page) + "no bars to draw\n"
	}
	from, to, label := c.Base, c.Base, 0
	for _, b := range c.Bars {
		from = math.Min(from, math.Min(b.Low, b.High))
		to = math.Max(to, math.Max(b.Low, b.High))
		label = max(label, width.Of(reports.OneLine(b.Label)))
	}
	label = min(label, max(8, page/4))
	columns := max(minPlot, page-label-2)
	at := func(v float64) int {
		if from == to {
			return columns / 2
		}
		return int(math.Round((v - from) / (to - from) * float64(columns-1)))
	}
	var out strings.Builder
	out.WriteString(title(c, page))
	for _, b := range c.Bars {
		line := []byte(strings.Repeat(" ", columns))
		fill(line, at(c.Base), at(b.Low), '-')
		fill(line, at(c.Base), at(b.High), '+')
		line[at(c.Base)] = '|'
		fmt.Fprintln(&out, width.Pad(clip(b.Label, label), label)+"  "+strings.TrimRight(string(line), " "))
		if note := values(b); note != "" {
			fmt.Fprintln(&out, strings.TrimRight(clip(strings.Repeat(" ", label+2)+note, page), " "))
		}
	}
	ends := axis.Short(from)
	right := axis.Short(to)
	ends += strings.Repeat(" ", max(1, columns-len(ends)-len(right))) + right
	fmt.Fprintln(&out, strings.Repeat(" ", label+2)+ends)
	fmt.Fprintln(&out, clip(fmt.Sprintf("across: %s; | base %s, - input low, + input high", c.X.Label(), withUnit(c.Base, c.X)), page))
	return out.String()
}

func fill(line []byte, from, to int, with byte) {
	if from > to {
		from, to = to, from
	}
	for i := from; i <= to; i++ {
		line[i] = with
	}
}

// values says what the two ends of a bar stand for.
func values(b reports.Bar) string {
	end := func(label string, v float64) string {
		if label == "" {
			return axis.Short(v)
		}
		return label + " -> " + axis.Short(v)
	}
	return strings.TrimSpace(end(b.LowLabel, b.Low) + ", " + end(b.HighLabel, b.High))
}
