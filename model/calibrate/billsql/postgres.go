package billsql

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sovcost/sovcost/model/warehouse"
)

// postgres is PostgreSQL 12 and later.
type postgres struct{ inner []string }

// once is an expression worked out once for each row, in the subquery.
func (d *postgres) once(e string) string {
	at := slices.Index(d.inner, e)
	if at < 0 {
		at = len(d.inner)
		d.inner = append(d.inner, e)
	}
	return fmt.Sprintf("sov_v%d", at)
}

// around keeps the subquery apart by OFFSET 0: without it the planner would put
// its expressions back wherever they are used.
func (d *postgres) around() (before, after string) {
	before = "(SELECT *"
	for i, e := range d.inner {
		before += fmt.Sprintf(",\n\t%s AS sov_v%d", e, i)
	}
	return before + "\nFROM ", "\nOFFSET 0) AS sov"
}

func (*postgres) quote(n warehouse.Name) string { return n.Quoted(`"`) }

func (*postgres) stored(kind string) stored {
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

func (*postgres) text(c, _ string) string { return "coalesce(" + c + "::text, '')" }

func (d *postgres) month(c string, f stored) string {
	switch f {
	case words:
		// Replacing by an expression with groups takes thirty times as long.
		t := d.once("coalesce(" + c + "::text, '')")
		return fmt.Sprintf(`CASE WHEN %s ~ '%s' THEN left(%[1]s, 8) || '01' || substr(%[1]s, 11, 1) || '00:00:00' ||
		CASE WHEN right(%[1]s, 1) = 'Z' THEN 'Z' WHEN right(%[1]s, 4) = ' UTC' THEN ' UTC' ELSE '' END
		WHEN %[1]s ~ '%[3]s$' THEN left(%[1]s, 8) || '01' ELSE %[1]s END`, t, inMonth, onDay)
	case instant:
		c += " AT TIME ZONE 'UTC'"
	}
	return fmt.Sprintf("coalesce(to_char(%s, 'YYYYMM'), '')", c)
}

func (*postgres) second(c string, f stored) string {
	if f == instant {
		c += " AT TIME ZONE 'UTC'"
	}
	return fmt.Sprintf("floor(extract(epoch FROM %s))::bigint", c)
}

// value is a column of numbers as a decimal, null where it is none.
func (d *postgres) value(c string, f stored) string {
	switch f {
	case words:
		return d.once(fmt.Sprintf(`CASE WHEN %s ~ '^%s$' THEN %[1]s::numeric END`, trim(c), number))
	case binary:
		// The shortest text, not the fifteen digits of a cast.
		return d.once(c + "::text::numeric")
	}
	return c + "::numeric"
}

// trim is a text without the spaces around it, empty where it is null.
func trim(c string) string { return fmt.Sprintf(`btrim(coalesce(%s::text, ''), E' \t\r\n')`, c) }

func (d *postgres) sums(c, _ string, f stored) [perSum]string {
	v := d.value(c, f)
	out := [perSum]string{"coalesce(sum(" + v + "), 0)::text", "count(" + v + ")::text", "'0'", d.count(c + " IS NULL"), "'0'"}
	if f == words {
		t := d.once(trim(c))
		out[2] = d.count("upper(" + t + ") = 'NULL'")
		out[3] = d.count(t + " = ''")
		out[4] = d.count(t + " <> " + c + "::text AND " + v + " IS NOT NULL")
	}
	return out
}

func (*postgres) flag(condition string) string {
	return "CASE WHEN " + condition + " THEN '1' ELSE '' END"
}

func (d *postgres) has(c string, f stored) string { return "(" + d.value(c, f) + ") IS NOT NULL" }

func (d *postgres) zero(c string, f stored) string { return "(" + d.value(c, f) + ") = 0" }

func (*postgres) filled(c, _ string) string {
	return "upper(" + trim(c) + ") NOT IN ('', 'NULL')"
}

func (*postgres) count(condition string) string {
	if condition == "" {
		return "count(*)::text"
	}
	return "count(*) FILTER (WHERE " + condition + ")::text"
}

func (*postgres) asText(e string) string { return "coalesce((" + e + ")::text, '')" }

func (*postgres) bound(s *warehouse.Statement, c string, f stored, op string, at time.Time) {
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
