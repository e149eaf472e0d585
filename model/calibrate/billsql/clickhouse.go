package billsql

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sovcost/sovcost/model/warehouse"
)

// clickHouse is tried with 18.16, the oldest in use: no trim, no decimals that
// may be null, no JSON. Times are compared in UTC whatever the server's zone.
type clickHouse struct{}

// places is how many digits after the point sums of ClickHouse keep. Its widest
// decimal has 38 digits, which leaves 20 before the point.
const places = 18

func (clickHouse) quote(n warehouse.Name) string { return n.Quoted("`") }

// plain takes the wrappers off a type.
func plain(kind string) string {
	for _, w := range []string{"LowCardinality(", "Nullable("} {
		if inner, ok := strings.CutPrefix(kind, w); ok {
			kind = strings.TrimSuffix(inner, ")")
		}
	}
	return kind
}

func (clickHouse) stored(kind string) stored {
	kind = plain(kind)
	name, _, _ := strings.Cut(kind, "(")
	switch {
	case name == "String", name == "FixedString", name == "UUID", name == "Enum8", name == "Enum16":
		return words
	case strings.HasPrefix(name, "Int"), strings.HasPrefix(name, "UInt"):
		return whole
	case strings.HasPrefix(name, "Decimal"):
		return exact
	case name == "Float32", name == "Float64":
		return binary
	case name == "DateTime", name == "DateTime64":
		return instant
	case name == "Date", name == "Date32":
		return day
	}
	return other
}

func (clickHouse) text(c, kind string) string {
	if strings.HasPrefix(plain(kind), "FixedString") {
		return "ifNull(toStringCutToZero(" + c + "), '')"
	}
	return "ifNull(toString(" + c + "), '')"
}

func (clickHouse) month(c string, f stored) string {
	switch f {
	case words:
		t := "ifNull(toString(" + c + "), '')"
		return fmt.Sprintf(`multiIf(match(%s, '%s'), concat(substring(%[1]s, 1, 8), '01', substring(%[1]s, 11, 1), '00:00:00',
		multiIf(endsWith(%[1]s, 'Z'), 'Z', endsWith(%[1]s, ' UTC'), ' UTC', '')), match(%[1]s, '%[3]s$'), concat(substring(%[1]s, 1, 8), '01'), %[1]s)`, t, inMonth, onDay)
	case day:
		return "ifNull(toString(toYYYYMM(" + c + ")), '')"
	}
	return "ifNull(toString(toYYYYMM(" + c + ", 'UTC')), '')"
}

func (clickHouse) second(c string, f stored) string {
	if f == day {
		// Midnight UTC, not of the server's zone.
		return "toUInt32(" + c + ") * 86400"
	}
	return "toUnixTimestamp(" + c + ")"
}

// trimmed is a text without the spaces around it.
func trimmed(c string) string {
	return fmt.Sprintf(`replaceRegexpAll(ifNull(toString(%s), ''), '^[ \\t\\r\\n]+|[ \\t\\r\\n]+$', '')`, c)
}

func (clickHouse) has(c string, f stored) string {
	switch f {
	case words:
		return fmt.Sprintf("match(%s, '^%s$')", trimmed(c), number)
	case binary:
		return fmt.Sprintf("ifNull(%s - %[1]s = 0, 0)", c) // infinities and NaN are no numbers
	}
	return "isNotNull(" + c + ")"
}

// value is a column of numbers as an exact decimal, 0 where it is none.
func (d clickHouse) value(c string, f stored) string {
	switch f {
	case words:
		return fmt.Sprintf("toDecimal128(if(%s, %s, '0'), %d)", d.has(c, f), trimmed(c), places)
	case binary:
		// The shortest text of a float below 0.01 may have more digits after the
		// point than fit.
		v := fmt.Sprintf("if(%s, ifNull(%s, 0), 0)", d.has(c, f), c)
		return fmt.Sprintf("toDecimal128(toString(if(abs(%s) < 0.01, round(%[1]s, %d), %[1]s)), %[2]d)", v, places)
	case whole:
		return "toDecimal128(ifNull(" + c + ", 0), 0)"
	}
	return c
}

func (d clickHouse) sums(c, kind string, f stored) [perSum]string {
	v := d.value(c, f)
	// Sums of decimals overflow in silence; a float knows how large it gets.
	sum := fmt.Sprintf("if(abs(ifNull(sum(toFloat64(%s)), 0)) < 1e%d, ifNull(toString(sum(%[1]s)), '0'), 'too large')", v, 38-scale(kind, f))
	out := [perSum]string{sum, d.count(d.has(c, f)), "'0'", d.count("isNull(" + c + ")"), "'0'"}
	if f == words {
		t := trimmed(c)
		out[2] = d.count("upper(" + t + ") = 'NULL'")
		out[3] = d.count(t + " = ''")
		out[4] = d.count(t + " != ifNull(toString(" + c + "), '') AND " + d.has(c, f))
	}
	return out
}

// scale is how many digits after the point a sum keeps.
func scale(kind string, f stored) int {
	switch f {
	case words, binary:
		return places
	case whole:
		return 0
	}
	inner := strings.TrimSuffix(plain(kind), ")")
	n, err := strconv.Atoi(strings.TrimSpace(inner[strings.LastIndexAny(inner, "(,")+1:]))
	if err != nil {
		return places
	}
	return n
}

func (clickHouse) flag(condition string) string { return "if(" + condition + ", '1', '')" }

func (d clickHouse) zero(c string, f stored) string {
	if f == exact || f == whole {
		return "ifNull(" + c + " = 0, 0)"
	}
	return "(" + d.has(c, f) + " AND " + d.value(c, f) + " = 0)"
}

func (clickHouse) filled(c, _ string) string { return "upper(" + trimmed(c) + ") NOT IN ('', 'NULL')" }

func (clickHouse) count(condition string) string {
	if condition == "" {
		return "toString(count())"
	}
	return "toString(sum(if(" + condition + ", 1, 0)))"
}

func (clickHouse) asText(e string) string { return "ifNull(toString(" + e + "), '')" }

// around is nothing: the engine works equal expressions out once, and rows of a
// subquery would be fetched from their shards.
func (clickHouse) around() (before, after string) { return "", "" }

func (clickHouse) bound(s *warehouse.Statement, c string, f stored, op string, at time.Time) {
	s.Addf("%s "+op+" ", c)
	if f == day {
		s.Add("toDate(?)", at.Format(time.DateOnly))
		return
	}
	s.Add("toDateTime(?)", at.Unix())
}
