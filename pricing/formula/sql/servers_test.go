//go:build linux

package sql

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/sovcost/sovcost/internal/dbtest"
)

// database runs SQL in a real server of the test.
type database interface {
	exec(t testing.TB, sql string)
	rows(t testing.TB, sql string) [][]string // NULL as ""
}

// skip says what was not run.
func skip(t *testing.T, why string) {
	t.Helper()
	t.Skip("not run: " + why + "; the SQL is only compared as text")
}

// ports are those of this package's servers.
var ports = dbtest.NewPorts(24000)

type postgres struct{ url string }

func startPostgres(t *testing.T) database {
	t.Helper()
	return postgres{dbtest.PostgresAddress(dbtest.StartPostgres(t, ports), dbtest.Password)}
}

func (p postgres) query(t testing.TB, sql string) [][]string {
	t.Helper()
	c, err := pgx.Connect(context.Background(), p.url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	res, err := c.PgConn().Exec(context.Background(), sql).ReadAll()
	if err != nil {
		t.Fatalf("%v\n%s", err, sql)
	}
	var out [][]string
	for _, row := range res[len(res)-1].Rows {
		var r []string
		for _, v := range row {
			r = append(r, string(v))
		}
		out = append(out, r)
	}
	return out
}

func (p postgres) exec(t testing.TB, sql string)            { t.Helper(); p.query(t, sql) }
func (p postgres) rows(t testing.TB, sql string) [][]string { t.Helper(); return p.query(t, sql) }

type clickhouse struct{ dbtest.Shard }

func startShards(t *testing.T) [2]clickhouse {
	t.Helper()
	s := dbtest.StartShards(t, ports)
	return [2]clickhouse{{s[0]}, {s[1]}}
}

// spread puts the table w's rows on two servers, the even ids on the first, and
// makes w the Distributed table over both.
func spread(t testing.TB, shards [2]clickhouse, cols []Column, rows []row) {
	t.Helper()
	for i, s := range shards {
		s.exec(t, "DROP TABLE IF EXISTS w")
		s.exec(t, "DROP TABLE IF EXISTS part")
		fill(t, s, ClickHouse{}, cols, rows)
		s.exec(t, fmt.Sprintf("CREATE TABLE part ENGINE = MergeTree ORDER BY id AS SELECT * FROM w WHERE id %% 2 = %d", i))
		s.exec(t, "DROP TABLE w")
		s.exec(t, "CREATE TABLE w AS part ENGINE = Distributed(two, default, part)")
	}
	for _, s := range shards {
		if n := s.rows(t, "SELECT count() FROM part"); n[0][0] != strconv.Itoa(len(rows)/2) {
			t.Fatalf("a shard holds %s of %d rows", n[0][0], len(rows))
		}
	}
}

func (c clickhouse) exec(t testing.TB, sql string) {
	t.Helper()
	c.Query(t, sql)
}

func (c clickhouse) rows(t testing.TB, sql string) [][]string {
	t.Helper()
	var out [][]string
	for line := range strings.Lines(c.Query(t, sql)) {
		row := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		for i, v := range row {
			row[i] = strings.TrimPrefix(v, `\N`)
		}
		out = append(out, row)
	}
	return out
}
