package warehouse

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

func (clickHouse) kind() Kind { return ClickHouse }

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

func (q sqlQuerier) query(ctx context.Context, query string, args ...any) (Rows, error) {
	r, err := q.conn.QueryContext(ctx, query, args...)
	return sqlRows{r}, err
}

// sqlRows closes without an error, which Err has told before.
type sqlRows struct{ *sql.Rows }

func (r sqlRows) Close() { _ = r.Rows.Close() }

func (clickHouse) mark(int) string { return "?" }

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

func (d clickHouse) columns(s *Statement, table Name) {
	database := d.database
	if len(table) == 2 {
		database = table[0]
	}
	s.Add("SELECT name, type FROM system.columns WHERE database = ? AND table = ? ORDER BY name", database, table[len(table)-1])
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
		case 69, 407: // a decimal out of bounds, or that overflows
			return fmt.Sprintf("a number does not fit the decimals of the server: more than 18 digits after the point, or too many before it (%s, code %d); make a view that rounds it", oneLine(server.Message), server.Code)
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
