package warehouse

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
// along, and one reading is one connection.
type postgres struct{ config *pgx.ConnConfig }

func (postgres) kind() Kind { return Postgres }

func (d postgres) begin(ctx context.Context) (querier, func(), error) {
	conn, err := pgx.ConnectConfig(ctx, d.config)
	if err != nil {
		return nil, nil, err
	}
	// The context of a reading may be over when it closes.
	closing := context.WithoutCancel(ctx)
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		_ = conn.Close(closing)
		return nil, nil, err
	}
	return pgQuerier{tx}, func() { _ = conn.Close(closing) }, nil
}

type pgQuerier struct{ tx pgx.Tx }

func (q pgQuerier) query(ctx context.Context, query string, args ...any) (Rows, error) {
	return q.tx.Query(ctx, query, args...)
}

func (postgres) check(context.Context, querier) error { return nil }

func (postgres) mark(n int) string { return fmt.Sprintf("$%d", n) }

func (postgres) columns(s *Statement, table Name) {
	s.Add(`SELECT a.attname, CASE WHEN a.attnotnull THEN '' ELSE 'null ' END || format_type(a.atttypid, NULL)
FROM pg_attribute a WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`, table.Quoted(`"`))
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
