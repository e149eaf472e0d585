package prometheus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// client sends range queries.
type client struct {
	base     *url.URL
	o        *Options
	http     *http.Client
	warnings []string
}

func newClient(base *url.URL, o *Options) *client {
	h := o.Client
	if h == nil {
		h = &http.Client{}
	}
	copied := *h
	// A redirect would take the credentials along and the answer from elsewhere.
	copied.CheckRedirect = func(*http.Request, []*http.Request) error { return errRedirect }
	return &client{base: base, o: o, http: &copied}
}

var errRedirect = errors.New("the server redirects; give the address it redirects to")

// maxAnswer bounds an answer; chunks are cut so that real ones stay far below.
const maxAnswer = 256 << 20

// answer is the envelope of the HTTP API.
type answer struct {
	Status    string   `json:"status"`
	ErrorType string   `json:"errorType"`
	Error     string   `json:"error"`
	Warnings  []string `json:"warnings"`
	Data      struct {
		ResultType string   `json:"resultType"`
		Result     []series `json:"result"`
	} `json:"data"`
}

type series struct {
	Metric map[string]string `json:"metric"`
	Values []sample          `json:"values"`
}

// key identifies a series.
func (s series) key() string {
	names := make([]string, 0, len(s.Metric))
	for n := range s.Metric {
		names = append(names, n)
	}
	slices.Sort(names)
	var b strings.Builder
	for _, n := range names {
		fmt.Fprintf(&b, "%s=%q,", n, s.Metric[n])
	}
	return b.String()
}

// sample is [seconds, "value"].
type sample struct {
	millis int64
	value  float64
}

// UnmarshalJSON reads the pair that the API writes.
func (s *sample) UnmarshalJSON(b []byte) error {
	var pair []json.RawMessage
	if err := json.Unmarshal(b, &pair); err != nil || len(pair) != 2 {
		return fmt.Errorf("sample %.40q is not a pair", b)
	}
	seconds, err := strconv.ParseFloat(string(pair[0]), 64)
	if err != nil || !(seconds >= 0 && seconds < 1e10) {
		return fmt.Errorf("time %.40q of a sample is not a time", pair[0])
	}
	var text string
	if err := json.Unmarshal(pair[1], &text); err != nil {
		return fmt.Errorf("value %.40q of a sample is not in quotes", pair[1])
	}
	if s.value, err = strconv.ParseFloat(text, 64); err != nil {
		return fmt.Errorf("value %.40q of a sample is not a number", text)
	}
	s.millis = int64(seconds*1000 + 0.5)
	return nil
}

// queryRange asks for the values of an expression at start, start+step, ..., end.
func (c *client) queryRange(ctx context.Context, query string, start, end time.Time, step time.Duration) ([]series, error) {
	ctx, cancel := context.WithTimeout(ctx, c.o.Timeout)
	defer cancel()
	form := url.Values{
		"query": {query}, "start": {strconv.FormatInt(start.Unix(), 10)}, "end": {strconv.FormatInt(end.Unix(), 10)},
		"step":             {strconv.FormatInt(int64(step/time.Second), 10)},
		"partial_response": {"false"}, // Thanos: an answer without a store is an error
	}
	address := c.base.JoinPath("api", "v1", "query_range").String()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, errors.New("the address cannot be used")
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	if c.o.Credentials.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.o.Credentials.Token)
	} else if c.o.Credentials.User != "" {
		req.SetBasicAuth(c.o.Credentials.User, c.o.Credentials.Password)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, c.connection(err)
	}
	defer resp.Body.Close()
	return c.read(resp)
}

// connection says what went wrong without the address, which the caller names.
func (c *client) connection(err error) error {
	var network net.Error
	var op *net.OpError
	switch {
	case errors.Is(err, errRedirect):
		return errRedirect
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return fmt.Errorf("no answer within %v; try a shorter period, a longer step or a longer timeout", c.o.Timeout)
	case errors.As(err, &op):
		return fmt.Errorf("the server cannot be reached (%v); is it running, and is the address right?", op.Err)
	}
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return fmt.Errorf("the request failed: %w", err)
}

func (c *client) read(resp *http.Response) ([]series, error) {
	switch resp.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden:
		return nil, fmt.Errorf("the server refuses access (status %d); set SOVCOST_PROMETHEUS_USER and SOVCOST_PROMETHEUS_PASSWORD, or SOVCOST_PROMETHEUS_TOKEN", resp.StatusCode)
	}
	if kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); kind != "application/json" {
		return nil, fmt.Errorf("the answer is %q with status %d and not JSON; is this the address of a Prometheus?", kind, resp.StatusCode)
	}
	body := &io.LimitedReader{R: resp.Body, N: maxAnswer + 1}
	var a answer
	if err := json.NewDecoder(body).Decode(&a); err != nil {
		if body.N <= 0 {
			return nil, fmt.Errorf("the answer is larger than %d MiB; try the increase reading, which lets the server add series up", maxAnswer>>20)
		}
		if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
			return nil, c.connection(err)
		}
		return nil, fmt.Errorf("the answer is cut off or no JSON of a Prometheus: %w", err)
	}
	if a.Status != "success" {
		return nil, fmt.Errorf("the server says %s (status %d)", oneLine(a.ErrorType+": "+a.Error), resp.StatusCode)
	}
	if resp.StatusCode != http.StatusOK || a.Data.ResultType != "matrix" {
		return nil, fmt.Errorf("the answer has status %d and type %q instead of a matrix", resp.StatusCode, a.Data.ResultType)
	}
	for _, w := range a.Warnings {
		if !c.o.AllowWarnings {
			return nil, fmt.Errorf("the server warns that its answer may lack data: %s; try again when all its parts are there", oneLine(w))
		}
		if text := "the server warned: " + oneLine(w); !slices.Contains(c.warnings, text) {
			c.warnings = append(c.warnings, text)
		}
	}
	return a.Data.Result, nil
}

func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 300 {
		s = strings.ToValidUTF8(s[:300], "") + "..."
	}
	return s
}
