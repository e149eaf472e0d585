package sqlsource

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sovcost/sovcost/internal/dbtest"
)

func loadPostgres(t *testing.T, port int, rs []request) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, dbtest.PostgresAddress(port, dbtest.Password))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, `CREATE TABLE requests (at timestamptz NOT NULL, wall timestamp, epoch bigint, host text, ms double precision, bytes bigint, neg int);
CREATE SCHEMA s; CREATE TABLE s.minutes (at timestamptz NOT NULL, n int);
CREATE ROLE nobody_here LOGIN PASSWORD 's3cr3t'`); err != nil {
		t.Fatal(err)
	}
	zurich := time.FixedZone("summer", 7200)
	rows := make([][]any, len(rs))
	for i, r := range rs {
		local := r.at.In(zurich)
		wall := time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), 0, time.UTC)
		rows[i] = []any{r.at, wall, r.at.UnixMilli(), r.host, r.ms, r.bytes, int32(i%7 - 1)}
	}
	if _, err := conn.CopyFrom(ctx, pgx.Identifier{"requests"}, []string{"at", "wall", "epoch", "host", "ms", "bytes", "neg"}, pgx.CopyFromRows(rows)); err != nil {
		t.Fatal(err)
	}
	// Counts by minute, of which one hour is missing and one count is null.
	if _, err := conn.Exec(ctx, `INSERT INTO s.minutes SELECT date_trunc('minute', at), count(*) FROM requests WHERE extract(hour FROM at AT TIME ZONE 'UTC') <> 8 GROUP BY 1;
INSERT INTO s.minutes VALUES ('2026-05-04 10:00:30Z', NULL)`); err != nil {
		t.Fatal(err)
	}
}

func TestPostgres(t *testing.T) {
	port := dbtest.StartPostgres(t, ports)
	rs := requests()
	loadPostgres(t, port, rs)
	t.Setenv("PGUSER", "sov")
	t.Setenv("PGPASSWORD", "s3cr3t")
	address := fmt.Sprintf("postgres://127.0.0.1:%d/postgres?sslmode=disable", port)
	s, err := Open(address, none)
	if err != nil {
		t.Fatal(err)
	}
	read := func(change func(*Options)) (got []int64, notes string) {
		t.Helper()
		o := options()
		change(&o)
		p, err := s.Import(context.Background(), o)
		if err != nil {
			t.Fatal(err)
		}
		return p.Weights, strings.Join(p.Notes, "\n")
	}
	want := csvProfile(t, rs)
	p, err := s.Import(context.Background(), options())
	if err != nil {
		t.Fatal(err)
	}
	same(t, p, want)
	if strings.Contains(fmt.Sprintf("%+v", p), "s3cr3t") {
		t.Error("the password is in the profile")
	}
	o := options()
	o.Where = []Condition{{"host", []string{"it's", `a"b\c`}}}
	if p, err = s.Import(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	same(t, p, csvProfile(t, of(rs, "it's", `a"b\c`)))

	if got, notes := read(func(o *Options) { o.TimeColumn, o.TimeUnit = "epoch", time.Millisecond }); !slices.Equal(got, want.Weights) {
		t.Errorf("epoch: %v %s", got, notes)
	}
	if zurich, err := time.LoadLocation("Europe/Zurich"); err == nil {
		if got, notes := read(func(o *Options) { o.TimeColumn, o.Zone = "wall", zurich }); !slices.Equal(got, want.Weights) {
			t.Errorf("wall clock: %v %s", got, notes)
		}
	}
	if got, notes := read(func(o *Options) { o.TimeColumn = "wall" }); len(got) < 22 || !strings.Contains(notes, "times without a zone were read as UTC") || !strings.Contains(notes, "asked from 2026-05-04T00:00:00Z, the first row is in the slot of 2026-05-04T02:00:00Z") {
		t.Errorf("wall clock as UTC: %d slots, %s", len(got), notes)
	}
	postgresCounts(t, s, want.Weights)
	failing(t, s)
	postgresAccess(t, port, address)
}

func postgresCounts(t *testing.T, s *Source, want []int64) {
	t.Helper()
	o := Options{Table: "s.minutes", TimeColumn: "at", CountColumn: "n", From: day(), To: day().AddDate(0, 0, 1)}
	p, err := s.Import(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	want = slices.Clone(want)
	want[8] = 0
	if !slices.Equal(p.Weights, want) || len(p.Gaps) != 2 || p.Gaps[0].First != 5 || p.Gaps[0].Slots != 2 || p.Gaps[1].First != 8 {
		t.Errorf("counts %v, gaps %v", p.Weights, p.Gaps)
	}
	if c := p.Source.Counts; len(c.Skipped) != 1 || c.Skipped[0].Count != 1 || c.Skipped[0].Reason != "count is null" {
		t.Errorf("%+v", c)
	}
}

// postgresAccess tries what goes wrong before a query.
func postgresAccess(t *testing.T, port int, address string) {
	t.Helper()
	try := func(address, want string) {
		t.Helper()
		s, err := Open(address, none)
		if err == nil {
			_, err = s.Import(context.Background(), options())
		}
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "s3cr3t") || strings.Contains(err.Error(), "wr0ng") {
			t.Errorf("error does not say %q: %v", want, err)
		}
	}
	try(fmt.Sprintf("postgres://127.0.0.1:%d/nowhere?sslmode=disable", port), "the database does not exist")
	try(fmt.Sprintf("postgres://127.0.0.1:%d/postgres?sslmode=disable", ports.Free(t)), "cannot be reached")
	try(dbtest.PostgresAddress(port, dbtest.Password), "a password does not belong in an address")
	t.Setenv("PGPASSWORD", "wr0ng")
	try(address, "refuses the user or the password; set PGUSER and PGPASSWORD")
	t.Setenv("PGUSER", "nobody_here")
	t.Setenv("PGPASSWORD", "s3cr3t")
	try(address, "may not read the table")
}
