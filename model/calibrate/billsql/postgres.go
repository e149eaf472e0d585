package billsql

import (
	"fmt"
	"strings"
	"time"

	"github.com/sovcost/sovcost/model/warehouse"
)

// postgres is PostgreSQL 12 and later.
type postgres struct{}

func (postgres) quote(n warehouse.Name) string { return n.Quoted(`"`) }

func (postgres) stored(kind string) stored {
	kind = strings.TrimPrefix(kind, "null ")
	switch kind {
	case "smallint", "integer", "bigint":
		return whole
	case "numeric":
		return exact
	case "real", "double precision":
		return binary
	case "timestamp with time zone":
		return instant
	case "timestamp without time zone":
		return wallClock
	case "date":
		return day
	case "bytea", "money", "interval", "record":
		return other
	}
	if strings.HasSuffix(kind, "[]") {
		return other
	}
	return words
}

func (postgres) text(c, _ string) string { return "coalesce(" + c + "::text, '')" }

func (postgres) month(c string, f stored) string {
	switch f {
	case words:
		return fmt.Sprintf(`regexp_replace(coalesce(%s::text, ''), '%s', '\1-01\400:00:00\8')`, c, inMonth)
	case instant:
		c += " AT TIME ZONE 'UTC'"
	}
	return fmt.Sprintf("coalesce(to_char(%s, 'YYYYMM'), '')", c)
}

func (postgres) second(c string, f stored) string {
	if f == instant {
		c += " AT TIME ZONE 'UTC'"
	}
	return fmt.Sprintf("floor(extract(epoch FROM %s))::bigint", c)
}

// value is a column of numbers as a decimal, null where it is none.
func (postgres) value(c string, f stored) string {
	switch f {
	case words:
		return fmt.Sprintf(`CASE WHEN %s::text ~ '^\s*%s\s*$' THEN btrim(%[1]s::text, E' \t\r\n')::numeric END`, c, number)
	case binary:
		// The shortest text, not the fifteen digits of a cast.
		return c + "::text::numeric"
	}
	return c + "::numeric"
}

func (d postgres) sums(c, _ string, f stored) [perSum]string {
	v := d.value(c, f)
	out := [perSum]string{"coalesce(sum(" + v + "), 0)::text", "count(" + v + ")::text", "'0'", d.count(c + " IS NULL"), "'0'"}
	if f == words {
		t := fmt.Sprintf(`btrim(coalesce(%s::text, ''), E' \t\r\n')`, c)
		out[2] = d.count("upper(" + t + ") = 'NULL'")
		out[3] = d.count(t + " = ''")
		out[4] = d.count(t + " <> " + c + "::text AND " + v + " IS NOT NULL")
	}
	return out
}

func (postgres) flag(condition string) string {
	return "CASE WHEN " + condition + " THEN '1' ELSE '' END"
}

func (d postgres) has(c string, f stored) string { return "(" + d.value(c, f) + ") IS NOT NULL" }

func (d postgres) zero(c string, f stored) string { return "(" + d.value(c, f) + ") = 0" }

func (postgres) filled(c, _ string) string {
	return fmt.Sprintf(`upper(btrim(coalesce(%s::text, ''), E' \t\r\n')) NOT IN ('', 'NULL')`, c)
}

func (postgres) count(condition string) string {
	if condition == "" {
		return "count(*)::text"
	}
	return "count(*) FILTER (WHERE " + condition + ")::text"
}

func (postgres) asText(e string) string { return "coalesce((" + e + ")::text, '')" }

func (postgres) bound(s *warehouse.Statement, c string, f stored, op string, at time.Time) {
	s.Addf("%s "+op+" ", c)
	switch f {
	case instant:
		s.Add("?::timestamptz", at)
	case wallClock:
		s.Add("?::timestamp", at.Format("2006-01-02 15:04:05"))
	default:
		s.Add("?::date", at.Format(time.DateOnly))
	}
}
