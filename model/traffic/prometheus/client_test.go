package prometheus

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestSelector(t *testing.T) {
	for in, want := range map[string]string{
		"http_requests_total":                    "http_requests_total",
		` a:b { job = "x" , path =~ "/a.*" , } `: `a:b{job="x",path=~"/a.*"}`,
		`m{a!="1",b!~"\"q\""}`:                   `m{a!="1",b!~"\"q\""}`,
		`m{}`:                                    `m`,
		`m{a="} or vector(1) #"}`:                `m{a="} or vector(1) #"}`,
	} {
		s, err := ParseSelector(in)
		if err != nil || s.String() != want {
			t.Errorf("%s: %s %v", in, s, err)
		}
	}
	for _, in := range []string{"", "1a", "rate(m[5m])", "m[5m]", "m offset 1h", "m{a}", "m{a=b}", "m{a='b'}", "m{a=`b`}", `m{a="b"`, `m{a="b"}x`, `m{a="b" c="d"}`, `{a="b"}`, "m{\"\xff\"}", `m{a=~"b"} or vector(1)`} {
		if s, err := ParseSelector(in); err == nil {
			t.Errorf("%q accepted as %s", in, s)
		}
	}
}

func FuzzSelector(f *testing.F) {
	f.Add(`m{a="b",c=~"d|e"}`)
	f.Add(`m{a="\xff"}`)
	f.Fuzz(func(t *testing.T, in string) {
		s, err := ParseSelector(in)
		if err != nil {
			return
		}
		again, err := ParseSelector(s.String())
		if err != nil || again.String() != s.String() {
			t.Errorf("%q becomes %q becomes %q, %v", in, s, again, err)
		}
	})
}

func TestAnswers(t *testing.T) {
	matrix := func(values string) string {
		return `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"m","i":"1"},"values":[` + values + `]}]}}`
	}
	tests := []struct {
		name, kind, body string
		status           int
		want             string // "" is success
	}{
		{"good", "application/json", matrix(`[0,"1"],[60,"4"]`), 200, ""},
		{"web page", "text/html", "<html>", 200, "is this the address of a Prometheus?"},
		{"cut off", "application/json", matrix(`[0,"1"]`)[:60], 200, "cut off"},
		{"not found", "text/plain", "404", 404, "status 404"},
		{"forbidden", "text/plain", "no", 403, "refuses access (status 403)"},
		{"its own error", "application/json", `{"status":"error","errorType":"execution","error":"query processing would load too many samples"}`, 422, "the server says execution: query processing would load too many samples (status 422)"},
		{"a store is missing", "application/json", strings.Replace(matrix(`[0,"1"]`), `"data"`, `"warnings":["store\nA is down"],"data"`, 1), 200, "may lack data: store A is down"},
		{"vector", "application/json", `{"status":"success","data":{"resultType":"vector","result":[]}}`, 200, `type "vector"`},
		{"empty", "application/json", `{"status":"success","data":{"resultType":"matrix","result":[]}}`, 200, "no series of m has a sample"},
		{"fraction", "application/json", matrix(`[0,"1.5"]`), 200, "has the value 1.5 at 1970-01-01T00:00:00Z, which no counter"},
		{"negative", "application/json", matrix(`[0,"-1"]`), 200, "value -1"},
		{"infinite", "application/json", matrix(`[0,"+Inf"]`), 200, "value +Inf"},
		{"no value at all", "application/json", matrix(`[0,"NaN"]`), 200, "no series of m has a sample"},
		{"time not asked for", "application/json", matrix(`[7,"1"]`), 200, "not asked for"},
		{"beyond the end", "application/json", matrix(`[999960,"1"]`), 200, "not asked for"},
		{"twice", "application/json", matrix(`[0,"1"],[0,"1"]`), 200, "two values of one series at one time"},
		{"one sample", "application/json", matrix(`[0,"1"]`), 200, "no series has two samples"},
		{"no load", "application/json", matrix(`[0,"1"],[60,"1"]`), 200, "sum is 0"},
		{"no pair", "application/json", matrix(`[0]`), 200, "is not a pair"},
		{"number unquoted", "application/json", matrix(`[0,1]`), 200, "not in quotes"},
		{"time garbled", "application/json", matrix(`["x","1"]`), 200, "not a time"},
		{"value garbled", "application/json", matrix(`[0,"x"]`), 200, "not a number"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.FormValue("query") != "last_over_time(m[59999ms])" || r.URL.Path != "/base/api/v1/query_range" {
					t.Errorf("query %q at %s", r.FormValue("query"), r.URL.Path)
				}
				w.Header().Set("Content-Type", tt.kind)
				w.WriteHeader(tt.status)
				fmt.Fprint(w, tt.body)
			}))
			defer s.Close()
			p, err := Import(context.Background(), Options{URL: s.URL + "/base/", Selector: "m", From: time.Unix(0, 0), To: time.Unix(1800, 0), Slot: 5 * time.Minute, Step: time.Minute})
			if tt.want == "" {
				if err != nil || p.Total() != 3 || len(p.Weights) != 6 || len(p.Gaps) != 1 {
					t.Errorf("%+v %v", p, err)
				}
			} else if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error does not say %q: %v", tt.want, err)
			}
		})
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") }))
	defer other.Close()
	s := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	defer s.Close()
	_, err := Import(context.Background(), Options{URL: s.URL, Selector: "m", From: time.Unix(0, 0), To: time.Unix(7200, 0), Credentials: Credentials{Token: "s3cr3t"}})
	if err == nil || !strings.Contains(err.Error(), "redirects") || strings.Contains(err.Error(), "s3cr3t") {
		t.Errorf("%v", err)
	}
}

func TestWarningsCanBeTaken(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"status":"success","warnings":["store A is down"],"data":{"resultType":"matrix","result":[{"metric":{},"values":[[0,"1"],[60,"4"]]}]}}`)
	}))
	defer s.Close()
	p, err := Import(context.Background(), Options{URL: s.URL, Selector: "m", From: time.Unix(0, 0), To: time.Unix(1800, 0), Slot: 5 * time.Minute, Step: time.Minute, AllowWarnings: true})
	if err != nil || p.Notes[len(p.Notes)-1] != "the server warned: store A is down" {
		t.Errorf("%q %v", p.Notes, err)
	}
}

func TestOptions(t *testing.T) {
	good := Options{URL: "http://127.0.0.1:1", Selector: "m", From: time.Unix(0, 0), To: time.Unix(7200, 0)}
	tests := []struct {
		change func(*Options)
		want   string
	}{
		{func(o *Options) { o.URL = "127.0.0.1:9090" }, "not an address"},
		{func(o *Options) { o.URL = "file:///etc" }, "not an address"},
		{func(o *Options) { o.URL = "http://me:s3cr3t@127.0.0.1:1" }, "do not belong in an address"},
		{func(o *Options) { o.Selector = "rate(m[1h])" }, "selector"},
		{func(o *Options) { o.To = o.From }, "holds no whole slot"},
		{func(o *Options) { o.Slot = time.Millisecond }, "slot"},
		{func(o *Options) { o.Step = 7 * time.Minute }, "step: 7m0s does not divide"},
		{func(o *Options) { o.Step, o.To = time.Second, time.Unix(1e9, 0) }, "try a longer step"},
	}
	for _, tt := range tests {
		o := good
		tt.change(&o)
		_, err := Import(context.Background(), o)
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("error does not say %q: %v", tt.want, err)
		}
	}
	for _, tt := range []struct{ slot, period, want time.Duration }{
		{time.Hour, 24 * time.Hour, time.Minute}, {5 * time.Minute, time.Hour, 15 * time.Second}, {time.Minute, time.Hour, 15 * time.Second},
		{time.Second, time.Hour, time.Second}, {time.Hour, 3 * 365 * 24 * time.Hour, 3 * time.Minute}, {7 * time.Second, time.Hour, 7 * time.Second},
	} {
		if got := defaultStep(tt.slot, tt.period); got != tt.want {
			t.Errorf("step of slot %v over %v: %v, want %v", tt.slot, tt.period, got, tt.want)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"b"},"values":[[0,"1"],[60,"4"]]}]}}`))
	f.Add([]byte(`{"status":"error"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		h := transport(func(*http.Request) (*http.Response, error) {
			w := httptest.NewRecorder()
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(body)
			return w.Result(), nil
		})
		p, err := Import(context.Background(), Options{URL: "http://127.0.0.1:1", Selector: "m", From: time.Unix(0, 0), To: time.Unix(1800, 0),
			Slot: 5 * time.Minute, Step: time.Minute, Client: &http.Client{Transport: h}})
		if err == nil {
			if err := p.Validate(); err != nil {
				t.Error(err)
			}
		}
	})
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
