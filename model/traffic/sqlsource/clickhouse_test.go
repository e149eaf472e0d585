package sqlsource

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// shard is one real ClickHouse server on loopback.
type shard struct {
	tcp, http int
	stop      func()
}

const usersXML = `<yandex><profiles><default/><reader><readonly>1</readonly></reader><skipping><skip_unavailable_shards>1</skip_unavailable_shards></skipping>
<cutting><timeout_overflow_mode>break</timeout_overflow_mode></cutting></profiles>
<users>%s</users><quotas><default/></quotas></yandex>`

const userXML = `<%s><password>s3cr3t</password><networks><ip>127.0.0.1</ip></networks><profile>%s</profile><quota>default</quota></%[1]s>`

const serverXML = `<yandex><logger><level>error</level><console>1</console></logger><listen_host>127.0.0.1</listen_host>
<http_port>%d</http_port><tcp_port>%d</tcp_port><interserver_http_port>%d</interserver_http_port>
<path>%s/data/</path><tmp_path>%[4]s/tmp/</tmp_path><users_config>users.xml</users_config><default_profile>default</default_profile>
<default_database>default</default_database><mark_cache_size>5368709</mark_cache_size><timezone>Asia/Tokyo</timezone>
<remote_servers><two>%[5]s</two></remote_servers></yandex>`

// startShards starts two servers that know each other as cluster "two".
func startShards(t *testing.T) [2]shard {
	t.Helper()
	binary, err := exec.LookPath("clickhouse-server")
	if err != nil {
		t.Skip("not run: no ClickHouse server on this machine (Debian package clickhouse-server)")
	}
	var shards [2]shard
	cluster := ""
	for i := range shards {
		shards[i].tcp, shards[i].http = freePort(t), freePort(t)
		cluster += fmt.Sprintf("<shard><replica><host>127.0.0.1</host><port>%d</port><user>default</user><password>s3cr3t</password></replica></shard>", shards[i].tcp)
	}
	users := ""
	for user, profile := range map[string]string{"default": "default", "reader": "reader", "skipping": "skipping", "cutting": "cutting"} {
		users += fmt.Sprintf(userXML, user, profile)
	}
	for i := range shards {
		dir := t.TempDir()
		for name, text := range map[string]string{"users.xml": fmt.Sprintf(usersXML, users),
			"config.xml": fmt.Sprintf(serverXML, shards[i].http, shards[i].tcp, freePort(t), dir, cluster)} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		var log strings.Builder
		cmd := exec.Command(binary, "--config-file="+filepath.Join(dir, "config.xml"))
		cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &log, &log
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		stopped := false
		shards[i].stop = func() {
			if !stopped {
				stopped = true
				_ = cmd.Process.Kill()
				_ = cmd.Wait()
			}
		}
		t.Cleanup(shards[i].stop)
	}
	for _, s := range shards {
		for deadline := time.Now().Add(60 * time.Second); ; time.Sleep(50 * time.Millisecond) {
			resp, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/ping", s.http))
			if err == nil {
				_ = resp.Body.Close()
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("clickhouse is not ready after a minute: %v", err)
			}
		}
	}
	return shards
}

// send runs a statement over the HTTP interface.
func (s shard) send(t *testing.T, statement, data string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, fmt.Sprintf("http://127.0.0.1:%d/?query=%s", s.http, url.QueryEscape(statement)), strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-ClickHouse-User", "default")
	req.Header.Set("X-ClickHouse-Key", "s3cr3t")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, _ := io.ReadAll(resp.Body); resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", statement, body)
	}
}

func loadShards(t *testing.T, shards [2]shard, rs []request) {
	t.Helper()
	for i, s := range shards {
		s.send(t, "CREATE TABLE local (at DateTime, maybe Nullable(DateTime), epoch UInt64, host String, ms Float64, bytes UInt32, neg Int32) ENGINE = MergeTree PARTITION BY toYYYYMM(at) ORDER BY at", "")
		s.send(t, "CREATE TABLE requests AS local ENGINE = Distributed(two, default, local)", "")
		s.send(t, "CREATE TABLE minutes (at DateTime, n Nullable(UInt32)) ENGINE = MergeTree PARTITION BY toYYYYMM(at) ORDER BY at", "")
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
		s.send(t, "INSERT INTO local FORMAT TabSeparated", b.String())
	}
	shards[0].send(t, "INSERT INTO minutes SELECT toStartOfMinute(at) AS m, count() FROM requests WHERE intDiv(toUInt32(at), 3600) % 24 != 8 GROUP BY m", "")
	shards[0].send(t, "INSERT INTO minutes FORMAT TabSeparated", fmt.Sprintf("%d\t\\N\n", day().Add(10*time.Hour).Unix()))
}

func openShard(t *testing.T, s shard, user, password string) *Source {
	t.Helper()
	source, err := Open(fmt.Sprintf("clickhouse://127.0.0.1:%d/default", s.tcp), env(map[string]string{"CLICKHOUSE_USER": user, "CLICKHOUSE_PASSWORD": password}))
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func TestClickHouse(t *testing.T) {
	shards := startShards(t)
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

func clickHouseAccess(t *testing.T, shards [2]shard) {
	t.Helper()
	try := func(s shard, user, password, want string) {
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
	shards[1].stop()
	try(shards[0], "default", "s3cr3t", "a shard does not answer, so the sum would lack its data")
	try(shards[1], "default", "s3cr3t", "cannot be reached")
}
