package sqlsource

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// postgres speaks to PostgreSQL 12 and later.
//
// Note: database/sql would do, but its pgx driver brings a pool of connections
// along, and one import is one connection.
type postgres struct{ config *pgx.ConnConfig }

func (postgres) name() string { return "postgres" }

func (d postgres) begin(ctx context.Context) (querier, func(), error) {
	conn, err := pgx.ConnectConfig(ctx, d.config)
	if err != nil {
		return nil, nil, err
	}
	// The context of an import may be over when it closes.
	closing := context.WithoutCancel(ctx)
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		_ = conn.Close(closing)
		return nil, nil, err
	}
	return pgQuerier{tx}, func() { _ = conn.Close(closing) }, nil
}

type pgQuerier struct{ tx pgx.Tx }

func (q pgQuerier) query(ctx context.Context, query string, args ...any) (rows, error) {
	return q.tx.Query(ctx, query, args...)
}

func (postgres) check(context.Context, querier) error { return nil }

func (postgres) statement() *statement {
	return &statement{mark: func(n int) string { return fmt.Sprintf("$%d", n) }}
}

func (d postgres) columns(p *plan) (string, []any) {
	s := d.statement()
	s.add(`SELECT a.attname, CASE WHEN a.attnotnull THEN '' ELSE 'null ' END || format_type(a.atttypid, NULL)
FROM pg_attribute a WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`, p.table.quoted(`"`))
	return s.done()
}

func (postgres) timeKind(kind string) (timeKind, bool, bool) {
	nullable := false
	if len(kind) > 5 && kind[:5] == "null " {
		kind, nullable = kind[5:], true
	}
	switch kind {
	case "timestamp with time zone":
		return instant, nullable, true
	case "timestamp without time zone":
		return wallClock, nullable, true
	case "integer", "bigint", "numeric", "double precision":
		return number, nullable, true
	}
	return 0, false, false
}

// seconds is the time column as seconds since 1970.
func (postgres) seconds(s *statement, p *plan) {
	column := p.time.quoted(`"`)
	switch p.timeKind {
	case wallClock:
		s.addf("extract(epoch FROM %s AT TIME ZONE ", column)
		s.add("?::text)", p.zone)
	case number:
		s.addf("(%s::numeric / ", column)
		s.add("?::bigint)", p.perUnit)
	default:
		s.addf("extract(epoch FROM %s)", column)
	}
}

// filter bounds the raw column, so that an index on it serves.
func (d postgres) filter(s *statement, p *plan) {
	s.addf("\nFROM %s WHERE ", p.table.quoted(`"`))
	column := p.time.quoted(`"`)
	for i, at := range []any{p.from, p.to} {
		s.addf("%s %s ", column, []string{">=", "<"}[i])
		switch p.timeKind {
		case wallClock:
			s.add("(?::timestamptz AT TIME ZONE ?::text) AND ", at, p.zone)
		case number:
			s.add("?::bigint AND ", []int64{p.from.Unix(), p.to.Unix()}[i]*p.perUnit)
		default:
			s.add("?::timestamptz AND ", at)
		}
	}
	s.text.WriteString("true")
	d.where(s, p)
}

func (postgres) where(s *statement, p *plan) {
	for _, c := range p.where {
		s.addf(" AND %s::text ", c.column.quoted(`"`))
		s.add("= ANY(?::text[])", c.values)
	}
}

func (d postgres) counts(p *plan) (string, []any) {
	s := d.statement()
	s.text.WriteString("SELECT floor(")
	d.seconds(s, p)
	s.add(" / ?::bigint)::bigint AS w, count(*), ", p.window)
	if p.count == nil {
		s.text.WriteString("0::bigint, 1::text, count(*)::text")
	} else {
		c := p.count.quoted(`"`)
		s.addf("count(*) - count(%s), coalesce(min(%s), 0)::text, coalesce(sum(%s), 0)::text", c, c, c)
	}
	d.filter(s, p)
	s.add(" GROUP BY 1 ORDER BY 1 LIMIT ?::bigint", int64(maxRows+1))
	return s.done()
}

func (d postgres) nulls(p *plan) (string, []any) {
	s := d.statement()
	s.addf("SELECT count(*) FROM %s WHERE %s IS NULL", p.table.quoted(`"`), p.time.quoted(`"`))
	d.where(s, p)
	return s.done()
}

func (d postgres) histogram(p *plan, column ident) (string, []any) {
	c := column.quoted(`"`) + "::double precision"
	s := d.statement()
	s.addf("SELECT CASE WHEN %s > 0 THEN floor(ln(%s) / ", c, c)
	s.add("?::double precision)::bigint ELSE ?::bigint END AS b, count(*), ", bucketWidth, int64(zeroBucket))
	s.addf("sum(%s), min(%s), max(%s)", c, c, c)
	d.filter(s, p)
	s.addf(" AND %s IS NOT NULL GROUP BY 1 ORDER BY 1 LIMIT ", column.quoted(`"`))
	s.add("?::bigint", int64(maxRows+1))
	return s.done()
}

func (postgres) explain(err error) string {
	var server *pgconn.PgError
	var network *net.OpError
	switch {
	case errors.As(err, &server):
		switch server.Code {
		case "28P01", "28000":
			return "the server refuses the user or the password; set PGUSER and PGPASSWORD, or use the password file"
		case "3D000":
			return "the database does not exist; check the address"
		case "42501":
			return "the user may not read the table; it needs SELECT on it"
		}
		return fmt.Sprintf("the server says %s (%s)", server.Message, server.Code)
	case errors.As(err, &network):
		return fmt.Sprintf("the server cannot be reached (%v); is it running, and is the address right?", network.Err)
	}
	return ""
}
