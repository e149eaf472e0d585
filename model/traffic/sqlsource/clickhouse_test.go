package sqlsource

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sovcost/sovcost/internal/dbtest"
)

func loadShards(t *testing.T, shards [2]dbtest.Shard, rs []request) {
	t.Helper()
	for i, s := range shards {
		s.Send(t, "CREATE TABLE local (at DateTime, maybe Nullable(DateTime), epoch UInt64, host String, ms Float64, bytes UInt32, neg Int32) ENGINE = MergeTree PARTITION BY toYYYYMM(at) ORDER BY at", "")
		s.Send(t, "CREATE TABLE requests AS local ENGINE = Distributed(two, default, local)", "")
		s.Send(t, "CREATE TABLE minutes (at DateTime, n Nullable(UInt32)) ENGINE = MergeTree PARTITION BY toYYYYMM(at) ORDER BY at", "")
		var b strings.Builder
		for k, r := range rs {
			if k%2 != i {
				continue
			}
			maybe := fmt.Sprint(r.at.Unix())
			if k%1000 < 2 {
				maybe = `\N`
			}
			fmt.Fprintf(&b, "%d\t%s\t%d\t%s\t%v\t%d\t%d\n", r.at.Unix(), maybe, r.at.UnixMilli(), strings.ReplaceAll(r.host, `\`, `\\`), r.ms, r.bytes, k%7-1)
		}
		s.Send(t, "INSERT INTO local FORMAT TabSeparated", b.String())
	}
	shards[0].Send(t, "INSERT INTO minutes SELECT toStartOfMinute(at) AS m, count() FROM requests WHERE intDiv(toUInt32(at), 3600) % 24 != 8 GROUP BY m", "")
	shards[0].Send(t, "INSERT INTO minutes FORMAT TabSeparated", fmt.Sprintf("%d\t\\N\n", day().Add(10*time.Hour).Unix()))
}

func openShard(t *testing.T, s dbtest.Shard, user, password string) *Source {
	t.Helper()
	source, err := Open(fmt.Sprintf("clickhouse://127.0.0.1:%d/default", s.TCP), env(map[string]string{"CLICKHOUSE_USER": user, "CLICKHOUSE_PASSWORD": password}))
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func TestClickHouse(t *testing.T) {
	shards := dbtest.StartShards(t, ports)
	rs := requests()
	loadShards(t, shards, rs)
	s := openShard(t, shards[0], "default", "s3cr3t")
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

	o = options()
	o.TimeColumn, o.TimeUnit, o.Table = "epoch", time.Millisecond, "default.requests"
	if p, err = openShard(t, shards[1], "reader", "s3cr3t").Import(context.Background(), o); err != nil || !slices.Equal(p.Weights, want.Weights) {
		t.Errorf("epoch, read-only user: %v %v", p.Weights, err)
	}
	o = options()
	o.TimeColumn = "maybe"
	if p, err = s.Import(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	if c := p.Source.Counts; len(c.Skipped) != 1 || c.Skipped[0].Reason != "time is null" || c.Skipped[0].Count != nullTimes(rs) || c.Taken != p.Total() {
		t.Errorf("%+v", c)
	}
	clickHouseCounts(t, s, want.Weights)
	failing(t, s)
	clickHouseAccess(t, shards)
}

// nullTimes is how many rows loadShards gives no time in column maybe.
func nullTimes(rs []request) (n int64) {
	for k := range rs {
		if k%1000 < 2 {
			n++
		}
	}
	return n
}

func clickHouseCounts(t *testing.T, s *Source, want []int64) {
	t.Helper()
	p, err := s.Import(context.Background(), Options{Table: "minutes", TimeColumn: "at", CountColumn: "n", From: day(), To: day().AddDate(0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	want = slices.Clone(want)
	want[8] = 0
	if !slices.Equal(p.Weights, want) || len(p.Gaps) != 2 || p.Gaps[1].First != 8 {
		t.Errorf("counts %v, gaps %v", p.Weights, p.Gaps)
	}
	if c := p.Source.Counts; len(c.Skipped) != 1 || c.Skipped[0].Reason != "count is null" {
		t.Errorf("%+v", c)
	}
}

func clickHouseAccess(t *testing.T, shards [2]dbtest.Shard) {
	t.Helper()
	try := func(s dbtest.Shard, user, password, want string) {
		t.Helper()
		_, err := openShard(t, s, user, password).Import(context.Background(), options())
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "s3cr3t") || strings.Contains(err.Error(), "wr0ng") {
			t.Errorf("error does not say %q: %v", want, err)
		}
	}
	try(shards[0], "default", "wr0ng", "refuses the user or the password")
	try(shards[0], "nobody", "wr0ng", "refuses the user or the password")
	try(shards[0], "skipping", "s3cr3t", "leave data out in silence (skip_unavailable_shards = 1)")
	try(shards[0], "cutting", "s3cr3t", "leave data out in silence (timeout_overflow_mode = break)")
	shards[1].Stop()
	try(shards[0], "default", "s3cr3t", "a shard does not answer, so the sum would lack its data")
	try(shards[1], "default", "s3cr3t", "cannot be reached")
}
