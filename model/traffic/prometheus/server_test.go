package prometheus

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sovcost/sovcost/model/traffic/tables"
)

// server starts a real Prometheus on loopback with the samples of an OpenMetrics
// text, and stops it with the test.
func server(t *testing.T, openMetrics string, extra ...string) string {
	t.Helper()
	binary, err := exec.LookPath("prometheus")
	if err != nil {
		t.Skip("not run: no prometheus on this machine (Debian package prometheus)")
	}
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("not run: no promtool on this machine (Debian package prometheus)")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"data.om": openMetrics, "prometheus.yml": "global:\n  scrape_interval: 1h\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command(promtool, "tsdb", "create-blocks-from", "openmetrics", filepath.Join(dir, "data.om"), filepath.Join(dir, "tsdb")).CombinedOutput(); err != nil {
		t.Fatalf("promtool: %v\n%s", err, out)
	}
	address := freeAddress(t)
	args := append([]string{"--config.file=" + filepath.Join(dir, "prometheus.yml"), "--storage.tsdb.path=" + filepath.Join(dir, "tsdb"),
		"--storage.tsdb.retention.time=100y", "--web.listen-address=" + address, "--log.level=error"}, extra...)
	cmd := exec.Command(binary, args...)
	var log strings.Builder
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-done
		done <- nil
	})
	for deadline := time.Now().Add(60 * time.Second); ; {
		resp, err := http.Get("http://" + address + "/-/ready")
		if err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK || resp.StatusCode == http.StatusUnauthorized {
				return "http://" + address
			}
		}
		select {
		case err := <-done:
			done <- err
			t.Fatalf("prometheus stopped: %v\n%s", err, log.String())
		case <-time.After(50 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			t.Fatalf("prometheus is not ready after a minute")
		}
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// generated is a day of counts per minute of two servers, in three tellings: a
// csv of counts per minute, and the counters a scrape every minute would see.
type generated struct {
	csv, metrics string
	total        int64
}

func generate(start time.Time) generated {
	var g generated
	var csv, metrics strings.Builder
	csv.WriteString("time,requests\n")
	metrics.WriteString("# TYPE http_requests counter\n")
	counters := [2]int64{1000, 5}
	for s := range counters {
		fmt.Fprintf(&metrics, "http_requests_total{job=\"web\",instance=\"%d\"} %d %d\n", s, counters[s], start.Unix())
		for m := range 24 * 60 {
			n := int64((m*m+7*s)%50 + 300*(m%60/50))
			if m == 700 && s == 1 { // restart: the counter begins again
				counters[s] = 0
			}
			counters[s] += n
			g.total += n
			at := start.Add(time.Duration(m) * time.Minute)
			fmt.Fprintf(&csv, "%s,%d\n", at.Format(time.RFC3339), n)
			fmt.Fprintf(&metrics, "http_requests_total{job=\"web\",instance=\"%d\"} %d %d\n", s, counters[s], at.Add(time.Minute).Unix())
		}
	}
	metrics.WriteString("# EOF\n")
	g.csv, g.metrics = csv.String(), metrics.String()
	return g
}

func TestRealServer(t *testing.T) {
	start := time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)
	g := generate(start)
	address := server(t, g.metrics)
	want, err := tables.Import("csv", strings.NewReader(g.csv), tables.Options{Repeats: tables.Sum, Slot: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	o := Options{URL: address, Selector: `http_requests_total{job="web"}`, From: start, To: start.Add(24 * time.Hour), Step: time.Minute}
	got, err := Import(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.Weights, want.Weights) || !slices.Equal(got.Dispersion, want.Dispersion) || got.Total() != g.total || got.Coverage != 1 || len(got.Gaps) != 0 {
		t.Errorf("got  %v\nwant %v\n%q", got.Weights, want.Weights, got.Notes)
	}
	if !slices.Contains(got.Notes, "1 counter resets; requests between the last sample before a restart and the restart are not counted") {
		t.Errorf("the reset is not told: %q", got.Notes)
	}

	o.Increase = true
	rough, err := Import(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if ratio := float64(rough.Total()) / float64(g.total); ratio < 0.97 || ratio > 1.03 || len(rough.Weights) != 24 {
		t.Errorf("increase counts %v of the requests in %d slots", ratio, len(rough.Weights))
	}

	o.Increase, o.Selector = false, `http_requests_total{job="wbe"}`
	if _, err := Import(context.Background(), o); err == nil || !strings.Contains(err.Error(), "no series of http_requests_total{job=\"wbe\"} has a sample from 2026-05-04") {
		t.Errorf("empty result: %v", err)
	}
	o.Selector, o.Timeout = `http_requests_total`, time.Nanosecond
	if _, err := Import(context.Background(), o); err == nil || !strings.Contains(err.Error(), "no answer within 1ns") {
		t.Errorf("timeout: %v", err)
	}
	o.Selector, o.Timeout = `http_requests_total{job=~"("}`, 0
	if _, err := Import(context.Background(), o); err == nil || !strings.Contains(err.Error(), "the server says bad_data") {
		t.Errorf("bad expression: %v", err)
	}
}

func TestRealServerGapsAndLateSamples(t *testing.T) {
	start := time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)
	var b strings.Builder
	b.WriteString("# TYPE r counter\n")
	sample := func(instance string, second, value int) {
		fmt.Fprintf(&b, "r_total{i=%q} %d %d\n", instance, value, start.Unix()+int64(second))
	}
	// One every second, scraped every minute. Instance a: one sample 40 s late at
	// minute 30, none from minute 70 to 190. Instance b begins at minute 20 with
	// 500 on its counter and has none from 100 to 110.
	for m := 0; m <= 300; m++ {
		late := 0
		if m == 30 {
			late = 40
		}
		if m <= 70 || m >= 190 {
			sample("a", m*60+late, m*60+late)
		}
	}
	for m := 20; m <= 80; m++ {
		if m <= 40 || m >= 50 {
			sample("b", m*60, 500+(m-20)*60)
		}
	}
	b.WriteString("# EOF\n")
	address := server(t, b.String())
	p, err := Import(context.Background(), Options{URL: address, Selector: "r_total", From: start, To: start.Add(5 * time.Hour), Step: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	// a: 3600 in hour 0, 600 in hour 1 before its outage of 7200, of which ten
	// minutes (600) fall where b was seen. b: 2400 in hour 0, its own outage of 600
	// spread within, and 1200 in hour 1.
	want := []int64{3600 + 2400, 600 + 600 + 1200, 0, 3000, 3600}
	if !slices.Equal(p.Weights, want) {
		t.Errorf("got %v, want %v", p.Weights, want)
	}
	if len(p.Gaps) != 1 || p.Gaps[0].First != 2 || p.Gaps[0].Slots != 1 || p.Coverage != float64(300-110)/300 {
		t.Errorf("gaps %v, coverage %v", p.Gaps, p.Coverage)
	}
	for _, want := range []string{
		"1 series began inside the period; up to 500 requests before their first samples are not counted",
		"1200 requests of series without samples for more than 5m0s were spread over that time",
		"6600 requests were counted during gaps and are in no slot",
		"2 of 5 slots of 1h0m0s are covered in part and read low",
		"1 series end before the period does",
	} {
		if !slices.Contains(p.Notes, want) {
			t.Errorf("%q is not in\n%s", want, strings.Join(p.Notes, "\n"))
		}
	}
}

// The hash is of the word test, from the basic-authentication guide of Prometheus.
const webConfig = "basic_auth_users:\n  admin: $2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay\n"

func TestRealServerPassword(t *testing.T) {
	start := time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)
	file := filepath.Join(t.TempDir(), "web.yml")
	if err := os.WriteFile(file, []byte(webConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	g := generate(start)
	o := Options{URL: server(t, g.metrics, "--web.config.file="+file), Selector: "http_requests_total", From: start, To: start.Add(time.Hour), Step: time.Minute}
	for _, c := range []Credentials{{}, {User: "admin", Password: "s3cr3t"}, {Token: "s3cr3t"}} {
		o.Credentials = c
		_, err := Import(context.Background(), o)
		if err == nil || !strings.Contains(err.Error(), "refuses access (status 401); set SOVCOST_PROMETHEUS_USER") || strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("wrong password: %v", err)
		}
	}
	o.Credentials = CredentialsFromEnv(func(key string) string {
		return map[string]string{"SOVCOST_PROMETHEUS_USER": "admin", "SOVCOST_PROMETHEUS_PASSWORD": "test"}[key]
	})
	p, err := Import(context.Background(), o)
	if err != nil || p.Total() == 0 || strings.Contains(fmt.Sprintf("%+v", p), "test") {
		t.Errorf("%d requests, %v", p.Total(), err)
	}
}

func TestServerDown(t *testing.T) {
	_, err := Import(context.Background(), Options{URL: "http://" + freeAddress(t), Selector: "r_total", From: time.Unix(0, 0), To: time.Unix(7200, 0)})
	if err == nil || !strings.Contains(err.Error(), "cannot be reached") || !strings.Contains(err.Error(), "127.0.0.1:") {
		t.Errorf("%v", err)
	}
}
