package sqlsource

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// clickHouse speaks the native protocol; tried with 18.16, the oldest in use.
//
// Note: the HTTP interface was tried first. It needs no driver, but sends the
// status before the rows, so that a shard lost half way looks like a short answer.
type clickHouse struct {
	database string
	options  *clickhouse.Options
}

func (clickHouse) name() string { return "clickhouse" }

func (d clickHouse) begin(ctx context.Context) (querier, func(), error) {
	db := clickhouse.OpenDB(d.options)
	conn, err := db.Conn(ctx)
	if err != nil {
		_ = db.Close()
		return nil, nil, err
	}
	return sqlQuerier{conn}, func() { _ = conn.Close(); _ = db.Close() }, nil
}

type sqlQuerier struct{ conn *sql.Conn }

func (q sqlQuerier) query(ctx context.Context, query string, args ...any) (rows, error) {
	r, err := q.conn.QueryContext(ctx, query, args...)
	return sqlRows{r}, err
}

// sqlRows closes without an error, which Err has told before.
type sqlRows struct{ *sql.Rows }

func (r sqlRows) Close() { _ = r.Rows.Close() }

func (clickHouse) statement() *statement {
	return &statement{mark: func(int) string { return "?" }}
}

// check reads the settings in force for this user.
func (clickHouse) check(ctx context.Context, q querier) error {
	answer, err := q.query(ctx, `SELECT name, value FROM system.settings
WHERE (name = 'skip_unavailable_shards' AND value != '0') OR (name LIKE '%\\_overflow\\_mode' AND value NOT IN ('throw', '')) ORDER BY name`)
	if err != nil {
		return err
	}
	defer answer.Close()
	var silent []string
	for answer.Next() {
		var name, value string
		if err := answer.Scan(&name, &value); err != nil {
			return err
		}
		silent = append(silent, name+" = "+value)
	}
	if len(silent) > 0 {
		return fmt.Errorf("the server is set to leave data out in silence (%s); reset this for the user", strings.Join(silent, ", "))
	}
	return answer.Err()
}

func (d clickHouse) columns(p *plan) (string, []any) {
	database, table := d.database, p.table[len(p.table)-1]
	if len(p.table) == 2 {
		database = p.table[0]
	}
	s := d.statement()
	s.add("SELECT name, type FROM system.columns WHERE database = ? AND table = ? ORDER BY name", database, table)
	return s.done()
}

func (clickHouse) timeKind(kind string) (timeKind, bool, bool) {
	inner, nullable := strings.CutPrefix(kind, "Nullable(")
	if nullable {
		inner = strings.TrimSuffix(inner, ")")
	}
	switch {
	case inner == "DateTime", strings.HasPrefix(inner, "DateTime("), strings.HasPrefix(inner, "DateTime64("):
		return instant, nullable, true
	case inner == "UInt32", inner == "UInt64", inner == "Int64", inner == "Int32":
		return number, nullable, true
	}
	return 0, false, false
}

func (d clickHouse) filter(s *statement, p *plan) {
	column := p.time.quoted("`")
	s.addf("\nFROM %s WHERE ", p.table.quoted("`"))
	if p.timeKind == number {
		s.addf("%s >= ", column)
		s.add("toInt64(?) AND ", p.from.Unix()*p.perUnit)
		s.addf("%s < ", column)
		s.add("toInt64(?)", p.to.Unix()*p.perUnit)
	} else {
		s.addf("%s >= ", column)
		s.add("toDateTime(?) AND ", p.from.Unix())
		s.addf("%s < ", column)
		s.add("toDateTime(?)", p.to.Unix())
	}
	d.where(s, p)
}

func (clickHouse) where(s *statement, p *plan) {
	for _, c := range p.where {
		s.addf(" AND toString(%s) IN (", c.column.quoted("`"))
		for i, v := range c.values {
			if i > 0 {
				s.text.WriteString(", ")
			}
			s.add("?", v)
		}
		s.text.WriteString(")")
	}
}

func (d clickHouse) counts(p *plan) (string, []any) {
	s := d.statement()
	column := p.time.quoted("`")
	if p.timeKind == number {
		s.addf("SELECT toInt64(intDiv(%s, ", column)
		s.add("toInt64(?))) AS w, ", p.window*p.perUnit)
	} else {
		s.addf("SELECT toInt64(intDiv(toUnixTimestamp(%s), ", column)
		s.add("toInt64(?))) AS w, ", p.window)
	}
	s.text.WriteString("toInt64(count()), ")
	if p.count == nil {
		s.text.WriteString("toInt64(0), '1', toString(count())")
	} else {
		c := p.count.quoted("`")
		s.addf("toInt64(count()) - toInt64(count(%s)), ifNull(toString(min(%s)), '0'), ifNull(toString(sum(%s)), '0')", c, c, c)
	}
	d.filter(s, p)
	s.add(" GROUP BY w ORDER BY w LIMIT ?", int64(maxRows+1))
	return s.done()
}

func (d clickHouse) nulls(p *plan) (string, []any) {
	s := d.statement()
	s.addf("SELECT toInt64(count()) FROM %s WHERE %s IS NULL", p.table.quoted("`"), p.time.quoted("`"))
	d.where(s, p)
	return s.done()
}

func (d clickHouse) histogram(p *plan, column ident) (string, []any) {
	name := column.quoted("`")
	c := fmt.Sprintf("toFloat64(assumeNotNull(%s))", name)
	s := d.statement()
	s.addf("SELECT if(%s > 0, toInt64(floor(log(%s) / ", c, c)
	s.add("?)), toInt64(?)) AS b, toInt64(count()), ", bucketWidth, int64(zeroBucket))
	s.addf("sum(%s), min(%s), max(%s)", c, c, c)
	d.filter(s, p)
	s.addf(" AND isNotNull(%s) GROUP BY b ORDER BY b LIMIT ", name)
	s.add("?", int64(maxRows+1))
	return s.done()
}

func (clickHouse) explain(err error) string {
	var server *clickhouse.Exception
	var network *net.OpError
	switch {
	case errors.As(err, &server):
		switch server.Code {
		case 192, 193, 194, 516: // unknown user, wrong, required password, authentication failed
			return "the server refuses the user or the password; set CLICKHOUSE_USER and CLICKHOUSE_PASSWORD"
		case 81:
			return "the database does not exist; check the address"
		case 209, 210, 279, 32:
			return fmt.Sprintf("a shard does not answer, so the sum would lack its data (code %d); try again when all shards are up", server.Code)
		}
		return fmt.Sprintf("the server says %s (code %d)", oneLine(server.Message), server.Code)
	case errors.As(err, &network):
		return fmt.Sprintf("the server cannot be reached (%v); is it running, and is the address right?", network.Err)
	}
	return ""
}

func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 300 {
		s = strings.ToValidUTF8(s[:300], "") + "..."
	}
	return s
}
