package sql

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/pricing/exact"
)

// header is the comment a database administrator reads first: the table the query
// needs, with types and bounds, and what its amounts hold.
func (e *emitter) header(q Query, amounts []amount) string {
	var b strings.Builder
	line := func(format string, args ...any) { b.WriteString("-- " + oneLine(fmt.Sprintf(format, args...)) + "\n") }
	line("%s. The table it reads, one workload a row:", e.d.title())
	line("  CREATE TABLE %s (", quoted(q.Table))
	var rows [][2]string
	for _, k := range q.Keys {
		rows = append(rows, [2]string{quoted(k) + " " + e.d.keyType(), "handed through, of any type"})
	}
	for _, c := range q.Columns {
		rows = append(rows, [2]string{quoted(c.Name) + " " + e.d.columnType(c), described(c)})
	}
	for i, r := range rows {
		comma := ","
		if i == len(rows)-1 {
			comma = ""
		}
		line("    %s%s -- %s", r[0], comma, r[1])
	}
	line("  )%s;", e.d.engine())
	for i, o := range q.Outputs {
		line("%s: %s, %s", quoted(o.Name), unitOf(o.Node.Unit().Name), amounts[i].precision(e.d))
		for _, l := range o.Limits {
			line("  NULL where %s is above %s", l.Value.Label(), l.Max.Label())
		}
	}
	line("An amount is NULL, never 0, in a row with an input that is NULL, outside these bounds or of more decimals,")
	line("and in a row that divides by 0. %s", e.d.advice())
	return b.String()
}

func unitOf(name string) string {
	if name == "" {
		return "a number"
	}
	return "in " + name
}

func described(c Column) string {
	s := fmt.Sprintf("%s, %s: %s to %s", c.Leaf.Label(), unitOf(c.Leaf.Unit().Name), c.Min, c.Max)
	switch c.Scale {
	case 0:
		return s + ", whole"
	case 1:
		return s + ", at most 1 decimal"
	}
	return fmt.Sprintf("%s, at most %d decimals", s, c.Scale)
}

// precision says how exact an amount is before it is rounded.
func (a amount) precision(d Dialect) string {
	if a.open.IsZero() {
		return "exact, then rounded half away from zero"
	}
	return fmt.Sprintf("rounded half away from zero; before that %d digits leave less than 10^%d open, and a row is NULL where that decides the last place", d.digits(), magnitude(a.open))
}

// wholeWidth is the digits before and after the point that a column's bounds take.
func wholeWidth(c Column) int {
	return max(1, magnitude(exact.Max(abs(c.Min), abs(c.Max)).Floor())) + c.Scale
}

// quoted is a plain name, or schema.name, as an identifier: words like order or
// user are names too.
func quoted(name string) string {
	return `"` + strings.ReplaceAll(name, ".", `"."`) + `"`
}

func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 {
			return ' '
		}
		return r
	}, s)
}
