package dbtest

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Shard is one real ClickHouse server on loopback.
type Shard struct {
	TCP, http int
	Stop      func()
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

// StartShards starts two servers that know each other as cluster "two".
func StartShards(t *testing.T, ports *Ports) [2]Shard {
	t.Helper()
	binary := tool("clickhouse-server", "/usr/sbin/clickhouse-server")
	if binary == "" {
		t.Skip("not run: no ClickHouse server on this machine (Debian package clickhouse-server)")
	}
	var shards [2]Shard
	cluster := ""
	for i := range shards {
		shards[i].TCP, shards[i].http = ports.Free(t), ports.Free(t)
		cluster += fmt.Sprintf("<shard><replica><host>127.0.0.1</host><port>%d</port><user>default</user><password>s3cr3t</password></replica></shard>", shards[i].TCP)
	}
	users := ""
	for user, profile := range map[string]string{"default": "default", "reader": "reader", "skipping": "skipping", "cutting": "cutting"} {
		users += fmt.Sprintf(userXML, user, profile)
	}
	for i := range shards {
		dir := t.TempDir()
		for name, text := range map[string]string{"users.xml": fmt.Sprintf(usersXML, users),
			"config.xml": fmt.Sprintf(serverXML, shards[i].http, shards[i].TCP, ports.Free(t), dir, cluster)} {
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
		shards[i].Stop = func() {
			if !stopped {
				stopped = true
				_ = cmd.Process.Kill()
				_ = cmd.Wait()
			}
		}
		t.Cleanup(shards[i].Stop)
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

// Send runs a statement with rows for it.
func (s Shard) Send(t testing.TB, statement, rows string) {
	t.Helper()
	s.post(t, "?query="+url.QueryEscape(statement), rows)
}

// Query runs a statement of any length and returns what it answers: rows of
// columns between tabs.
func (s Shard) Query(t testing.TB, statement string) string {
	t.Helper()
	return s.post(t, "", statement)
}

// post goes over the HTTP interface; what fails ends the test.
func (s Shard) post(t testing.TB, query, body string) string {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, fmt.Sprintf("http://127.0.0.1:%d/%s", s.http, query), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-ClickHouse-User", "default")
	req.Header.Set("X-ClickHouse-Key", Password)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%v: %s\n%s%s", err, answer, query, body)
	}
	return string(answer)
}
