package fetch

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestSameHost(t *testing.T) {
	for pair, want := range map[[2]string]bool{
		{"https://prices.azure.com/a", "https://prices.azure.com:443/b"}: true, // Azure writes its links so
		{"https://a.example", "https://A.example/x"}:                     true,
		{"https://a.example", "https://b.a.example"}:                     false,
		{"https://a.example", "https://a.example:8443"}:                  false,
		{"http://127.0.0.1:80", "http://127.0.0.1"}:                      true,
	} {
		a, err1 := url.Parse(pair[0])
		b, err2 := url.Parse(pair[1])
		if err1 != nil || err2 != nil || sameHost(a, b) != want {
			t.Errorf("%v: want %v", pair, want)
		}
	}
}

// list is a file of some size that is valid JSON.
func list(n int) string { return `{"items":["` + strings.Repeat("x", n) + `"]}` }

// quick is a client that does not wait; it notes what it was asked to wait.
func quick(waits *[]time.Duration) *Client {
	return &Client{Wait: func(_ context.Context, d time.Duration) error {
		if waits != nil {
			*waits = append(*waits, d)
		}
		return nil
	}}
}

func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func send(w http.ResponseWriter, kind, body string) {
	w.Header().Set("Content-Type", kind)
	io.WriteString(w, body)
}

// nothing fails the test when any file is left where the list should be.
func nothing(t *testing.T, dest string) {
	t.Helper()
	if _, err := os.Stat(dest); err == nil {
		t.Error("a file was put in place")
	}
}

func content(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAddresses(t *testing.T) {
	for address, want := range map[string]string{
		"https://prices.example/list.json": "", "http://127.0.0.1:8080/x": "", "http://[::1]/x": "", "http://localhost/x": "",
		"http://prices.example/list.json":  "plain http is for this machine only; use https",
		"http://127.0.0.1.example/":        "plain http is for this machine only",
		"http://10.0.0.1/":                 "plain http is for this machine only",
		"ftp://prices.example/list":        `the scheme "ftp" is not fetched`,
		"file:///etc/passwd":               "not a web address",
		"https://me:secret@prices.example": "the address carries a password",
		"prices.example/list":              "not a web address", "": "not a web address", "https://": "not a web address",
	} {
		err := Check(address)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", address, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the message shows the password: %v", err)
		}
	}
	if got := clean("https://a.example/x?key=abc&currencyCode=CHF"); strings.Contains(got, "abc") || !strings.Contains(got, "CHF") {
		t.Errorf("clean gave %s", got)
	}
}

func TestDownload(t *testing.T) {
	body := list(100_000)
	sum := sha256.Sum256([]byte(body))
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Token") != "t" {
			t.Error("the header of the client was not sent")
		}
		w.Header().Set("Repr-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(sum[:])+":")
		send(w, "application/json; charset=utf-8", body)
	})
	dest := filepath.Join(t.TempDir(), "list.json")
	c := quick(nil)
	c.Header = http.Header{"X-Token": {"t"}}
	res, err := c.Download(t.Context(), Request{URL: address, Dest: dest, Types: JSON, SHA256: hex.EncodeToString(sum[:])})
	if err != nil || res.Bytes != int64(len(body)) || res.SHA256 != hex.EncodeToString(sum[:]) || content(t, dest) != body || res.Tries != 1 {
		t.Errorf("%+v, %v", res, err)
	}
	for _, left := range []string{".part", ".part.json"} {
		if _, err := os.Stat(dest + left); err == nil {
			t.Errorf("%s was left behind", left)
		}
	}
}

// flaky serves a file but breaks off after a number of bytes; breaks says how
// often.
func flaky(t *testing.T, body, etag string, after, breaks int) (url string, ranges *[]string) {
	ranges = &[]string{}
	var n atomic.Int32
	url = serve(t, func(w http.ResponseWriter, r *http.Request) {
		*ranges = append(*ranges, r.Header.Get("Range"))
		from := 0
		if _, err := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &from); err == nil && r.Header.Get("If-Range") == etag {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(body)-1, len(body)))
		} else {
			from = 0
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("ETag", etag)
		w.Header().Set("Content-Length", fmt.Sprint(len(body)-from))
		if from > 0 {
			w.WriteHeader(http.StatusPartialContent)
		}
		if int(n.Add(1)) <= breaks {
			io.WriteString(w, body[from:min(len(body), from+after)])
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}
		io.WriteString(w, body[from:])
	})
	return url, ranges
}

func TestResumesWithinOneCall(t *testing.T) {
	body := list(300_000)
	address, ranges := flaky(t, body, `"v1"`, 100_000, 2)
	dest := filepath.Join(t.TempDir(), "list.json")
	var waits []time.Duration
	res, err := quick(&waits).Download(t.Context(), Request{URL: address, Dest: dest, Types: JSON})
	if err != nil || content(t, dest) != body || !res.Resumed || res.Tries != 3 {
		t.Fatalf("%+v, %v", res, err)
	}
	if got := strings.Join(*ranges, " "); got != " bytes=100000- bytes=200000-" {
		t.Errorf("ranges %q", got)
	}
	if fmt.Sprint(waits) != "[1s 2s]" {
		t.Errorf("waits %v", waits)
	}
}

func TestResumesInTheNextCall(t *testing.T) {
	body := list(300_000)
	address, ranges := flaky(t, body, `"v1"`, 100_000, 1)
	dest := filepath.Join(t.TempDir(), "list.json")
	c := quick(nil)
	c.Attempts = 1
	_, err := c.Download(t.Context(), Request{URL: address, Dest: dest})
	if err == nil || !strings.Contains(err.Error(), "gave up after 1 tries: the connection broke after 100000 bytes") || !strings.Contains(err.Error(), "will be continued") {
		t.Fatalf("got %v", err)
	}
	nothing(t, dest)
	res, err := c.Download(t.Context(), Request{URL: address, Dest: dest})
	if err != nil || !res.Resumed || content(t, dest) != body || (*ranges)[1] != "bytes=100000-" {
		t.Errorf("%+v, %v, ranges %q", res, err, *ranges)
	}
}

func TestAChangedFileStartsAfresh(t *testing.T) {
	old, fresh := list(300_000), strings.ReplaceAll(list(300_000), "x", "y")
	url1, _ := flaky(t, old, `"v1"`, 100_000, 9)
	dest := filepath.Join(t.TempDir(), "list.json")
	c := quick(nil)
	c.Attempts = 1
	if _, err := c.Download(t.Context(), Request{URL: url1, Dest: dest}); err == nil {
		t.Fatal("the first call should break off")
	}
	note := content(t, dest+".part.json")
	url2, ranges := flaky(t, fresh, `"v2"`, 0, 0)
	if err := os.WriteFile(dest+".part.json", []byte(strings.Replace(note, url1, url2, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	res, err := c.Download(t.Context(), Request{URL: url2, Dest: dest})
	if err != nil || res.Resumed || content(t, dest) != fresh || (*ranges)[0] != "bytes=100000-" {
		t.Errorf("%+v, %v, ranges %q", res, err, *ranges)
	}
}

func TestWithoutAMarkNothingIsContinued(t *testing.T) {
	body := list(300_000)
	address, ranges := flaky(t, body, "", 100_000, 1)
	dest := filepath.Join(t.TempDir(), "list.json")
	res, err := quick(nil).Download(t.Context(), Request{URL: address, Dest: dest})
	if err != nil || res.Resumed || content(t, dest) != body || strings.Join(*ranges, "") != "" {
		t.Errorf("%+v, %v, ranges %q", res, err, *ranges)
	}
}

func TestBusyServers(t *testing.T) {
	for name, tc := range map[string]struct {
		status int
		after  string
		want   time.Duration
	}{
		"429 seconds": {429, "7", 7 * time.Second}, "429 without": {429, "", time.Second}, "503 date": {503, "date", 30 * time.Second},
		"429 nonsense": {429, "soon", time.Second}, "500": {500, "", time.Second}, "408": {408, "", time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			n := 0
			address := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if n++; n == 1 {
					after := tc.after
					if after == "date" {
						w.Header().Set("Date", "Mon, 23 Nov 2026 11:00:00 GMT")
						after = "Mon, 23 Nov 2026 11:00:30 GMT"
					}
					w.Header().Set("Retry-After", after)
					w.WriteHeader(tc.status)
					return
				}
				send(w, "application/json", list(10))
			})
			var waits []time.Duration
			dest := filepath.Join(t.TempDir(), "l")
			res, err := quick(&waits).Download(t.Context(), Request{URL: address, Dest: dest})
			if err != nil || res.Tries != 2 || len(waits) != 1 || waits[0] != tc.want {
				t.Errorf("%+v, %v, waits %v", res, err, waits)
			}
		})
	}
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(429)
	})
	_, err := quick(nil).Download(t.Context(), Request{URL: address, Dest: filepath.Join(t.TempDir(), "l")})
	if err == nil || !strings.Contains(err.Error(), "asks to wait 1h0m0s; try again then") {
		t.Errorf("got %v", err)
	}
}

func TestRefusals(t *testing.T) {
	other := serve(t, func(w http.ResponseWriter, r *http.Request) { t.Error("the other host was asked") })
	for name, tc := range map[string]struct {
		serve http.HandlerFunc
		req   Request
		want  string
		tries int
	}{
		"web page": {func(w http.ResponseWriter, r *http.Request) { send(w, "text/html; charset=utf-8", "<html></html>") }, Request{},
			"the server sent a web page (text/html); this is the page, not the data file", 1},
		"web page labelled json": {func(w http.ResponseWriter, r *http.Request) {
			send(w, "application/json", "<!doctype html><html></html>")
		}, Request{},
			"this is a web page (HTML), not a price file", 1},
		"wrong type": {func(w http.ResponseWriter, r *http.Request) { send(w, "image/png", "x") }, Request{Types: JSON}, "the server sent image/png; expected application/json", 1},
		"empty":      {func(w http.ResponseWriter, r *http.Request) { send(w, "application/json", "") }, Request{}, "the file is empty", 1},
		"not found":  {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(404) }, Request{}, "the server answered 404 Not Found; check the address", 1},
		"token":      {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(401) }, Request{}, "may need a token of your account", 1},
		"checksum":   {func(w http.ResponseWriter, r *http.Request) { send(w, "application/json", "{}") }, Request{SHA256: strings.Repeat("0", 64)}, "the SHA-256 is 44136fa355b3678a", 1},
		"own digest": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Digest", "SHA-256=AAAA")
			send(w, "application/json", "{}")
		}, Request{}, "does not have the checksum the server names", 1},
		"packed": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			send(w, "application/json", "{}")
		}, Request{}, "packed the file as br", 1},
		"other host": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other+"/list.json", http.StatusFound)
		}, Request{}, "redirect to another host", 1},
		"round":      {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path+"x", http.StatusFound) }, Request{}, "redirected 5 times", 5},
		"always 500": {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(500) }, Request{}, "gave up after 5 tries: the server answered 500", 5},
		"too large":  {func(w http.ResponseWriter, r *http.Request) { send(w, "application/json", list(2000)) }, Request{}, "the limit is 1000", 1},
		"too large, unannounced": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			for range 20 {
				io.WriteString(w, strings.Repeat(" ", 100))
				w.(http.Flusher).Flush()
			}
		}, Request{}, "larger than 1000 bytes", 1},
	} {
		t.Run(name, func(t *testing.T) {
			asked := 0
			tc.req.URL = serve(t, func(w http.ResponseWriter, r *http.Request) { asked++; tc.serve(w, r) })
			tc.req.Dest = filepath.Join(t.TempDir(), "list.json")
			c := quick(nil)
			c.MaxBytes = 1000
			_, err := c.Download(t.Context(), tc.req)
			if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), tc.req.URL) || asked != tc.tries {
				t.Errorf("asked %d times: %v, want %q", asked, err, tc.want)
			}
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("the message has several lines: %q", err)
			}
			nothing(t, tc.req.Dest)
			if files, _ := filepath.Glob(tc.req.Dest + "*"); len(files) != 0 {
				t.Errorf("left behind: %v", files)
			}
		})
	}
}

func TestRedirectOnTheSameHostIsFollowed(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/list.json", http.StatusMovedPermanently)
			return
		}
		send(w, "application/json", list(10))
	})
	if _, err := quick(nil).Download(t.Context(), Request{URL: address + "/", Dest: filepath.Join(t.TempDir(), "l")}); err != nil {
		t.Error(err)
	}
}

func TestTLSAndDowngrade(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/down" {
			http.Redirect(w, r, "http://"+r.Host+"/list.json", http.StatusFound)
			return
		}
		send(w, "application/json", list(10))
	}))
	t.Cleanup(s.Close)
	c := quick(nil)
	c.Transport = s.Client().Transport
	if _, err := c.Download(t.Context(), Request{URL: s.URL, Dest: filepath.Join(t.TempDir(), "l")}); err != nil {
		t.Error(err)
	}
	_, err := c.Download(t.Context(), Request{URL: s.URL + "/down", Dest: filepath.Join(t.TempDir(), "l")})
	if err == nil || !strings.Contains(err.Error(), "redirect from https to http refused") {
		t.Errorf("got %v", err)
	}
}

func TestSilentServerAndCancel(t *testing.T) {
	hold := make(chan struct{})
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		w.(http.Flusher).Flush()
		select {
		case <-hold:
		case <-r.Context().Done():
		}
	})
	defer close(hold)
	c := quick(nil)
	c.Stall, c.Attempts = 20*time.Millisecond, 2
	dest := filepath.Join(t.TempDir(), "l")
	_, err := c.Download(t.Context(), Request{URL: address, Dest: dest})
	if err == nil || !strings.Contains(err.Error(), "the server fell silent") {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	c.Stall = time.Minute
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := c.Download(ctx, Request{URL: address, Dest: dest}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	nothing(t, dest)
}
