//go:build linux

package sql

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// database runs SQL in a real server that the test starts and stops itself.
type database interface {
	exec(t testing.TB, sql string)
	rows(t testing.TB, sql string) [][]string // NULL as ""
}

// skip says what was not run.
func skip(t *testing.T, why string) {
	t.Helper()
	t.Skip("not run: " + why + "; the SQL is only compared as text")
}

// nextPort counts the ports this package's servers use. Ports of the kernel's own
// choice may be taken by another package's server between asking and starting,
// and packages are tested at the same time: each has a range of its own, below
// the ports the kernel hands out.
var nextPort atomic.Int32

func freePort(t *testing.T) int {
	t.Helper()
	for range 1000 {
		port := 24000 + int(nextPort.Add(1))
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			l.Close()
			return port
		}
	}
	t.Fatal("no free port from 24000 on")
	return 0
}

// run starts a server and kills it after the test; its data is thrown away.
func run(t *testing.T, cmd *exec.Cmd, stop os.Signal) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		skip(t, err.Error())
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(stop)
		_ = cmd.Wait()
	})
}

func await(t *testing.T, ready func() error) {
	t.Helper()
	var err error
	for range 200 {
		if err = ready(); err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	skip(t, "the server did not come up: "+err.Error())
}

type postgres struct{ url string }

// startPostgres makes a cluster in a folder of its own. The server refuses to
// run as root, so a root test runs it as the user postgres or nobody.
func startPostgres(t *testing.T) database {
	t.Helper()
	bin, err := exec.LookPath("initdb")
	if err != nil {
		skip(t, "no initdb on the path (Debian: postgresql)")
	}
	dir, err := os.MkdirTemp("", "sovcost-pg")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	attr := &syscall.SysProcAttr{}
	if os.Getuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			u, err = user.Lookup("nobody")
		}
		if err != nil {
			skip(t, "no user to run PostgreSQL as")
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(dir, uid, gid); err != nil {
			skip(t, err.Error())
		}
	}
	data := filepath.Join(dir, "data")
	initdb := exec.Command(bin, "-D", data, "-U", "sovcost", "-A", "trust", "--no-sync", "--locale=C", "-E", "UTF8")
	initdb.SysProcAttr, initdb.Dir = attr, dir
	if out, err := initdb.CombinedOutput(); err != nil {
		skip(t, fmt.Sprintf("initdb: %v: %s", err, out))
	}
	port := freePort(t)
	server := exec.Command(filepath.Join(filepath.Dir(bin), "postgres"), "-D", data, "-p", strconv.Itoa(port), "-k", dir, "-h", "127.0.0.1", "-F")
	server.SysProcAttr, server.Dir = attr, dir
	run(t, server, syscall.SIGQUIT)
	p := postgres{fmt.Sprintf("postgres://sovcost@127.0.0.1:%d/postgres?sslmode=disable", port)}
	await(t, func() error {
		c, err := pgx.Connect(context.Background(), p.url)
		if err == nil {
			err = c.Close(context.Background())
		}
		return err
	})
	return p
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

type clickhouse struct{ url string }

// startShards starts two servers that know each other as the cluster two.
func startShards(t *testing.T) [2]clickhouse {
	t.Helper()
	bin, err := exec.LookPath("clickhouse-server")
	if err != nil {
		bin = "/usr/sbin/clickhouse-server"
	}
	if _, err := os.Stat(bin); err != nil {
		skip(t, "no clickhouse-server (Debian: clickhouse-server)")
	}
	var native [2]int
	cluster := ""
	for i := range native {
		native[i] = freePort(t)
		cluster += fmt.Sprintf("<shard><replica><host>127.0.0.1</host><port>%d</port></replica></shard>", native[i])
	}
	var shards [2]clickhouse
	for i := range shards {
		shards[i] = startClickHouse(t, bin, native[i], cluster)
	}
	for _, s := range shards {
		await(t, func() error {
			_, err := s.post("SELECT 1")
			return err
		})
	}
	return shards
}

func startClickHouse(t *testing.T, bin string, native int, cluster string) clickhouse {
	t.Helper()
	dir := t.TempDir()
	web := freePort(t)
	config := fmt.Sprintf(`<yandex><logger><level>error</level><log>%[1]s/log</log><errorlog>%[1]s/err</errorlog></logger>
<http_port>%[2]d</http_port><tcp_port>%[3]d</tcp_port><listen_host>127.0.0.1</listen_host>
<path>%[1]s/data/</path><tmp_path>%[1]s/tmp/</tmp_path><format_schema_path>%[1]s/fmt/</format_schema_path>
<users_config>users.xml</users_config><default_profile>default</default_profile><default_database>default</default_database>
<mark_cache_size>67108864</mark_cache_size><remote_servers><two>%[4]s</two></remote_servers></yandex>`, dir, web, native, cluster)
	users := `<yandex><profiles><default/></profiles><users><default><password></password><networks><ip>127.0.0.1</ip></networks>
<profile>default</profile><quota>default</quota></default></users><quotas><default/></quotas></yandex>`
	for name, text := range map[string]string{"config.xml": config, "users.xml": users} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(bin, "--config-file="+filepath.Join(dir, "config.xml"))
	cmd.Dir = dir
	run(t, cmd, syscall.SIGKILL)
	return clickhouse{fmt.Sprintf("http://127.0.0.1:%d/", web)}
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

func (c clickhouse) post(sql string) (string, error) {
	r, err := http.Post(c.url, "text/plain", bytes.NewBufferString(sql))
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s", b)
	}
	return string(b), err
}

func (c clickhouse) exec(t testing.TB, sql string) {
	t.Helper()
	if _, err := c.post(sql); err != nil {
		t.Fatalf("%v\n%s", err, sql)
	}
}

func (c clickhouse) rows(t testing.TB, sql string) [][]string {
	t.Helper()
	text, err := c.post(sql)
	if err != nil {
		t.Fatalf("%v\n%s", err, sql)
	}
	var out [][]string
	for line := range strings.Lines(text) {
		row := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		for i, v := range row {
			row[i] = strings.TrimPrefix(v, `\N`)
		}
		out = append(out, row)
	}
	return out
}
