package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// get sends one request and judges the answer by its head. The body that comes
// back fails when the server falls silent.
func (c *Client) get(ctx context.Context, address string, head http.Header, types []string) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		cancel(nil)
		return nil, refuse(address, "", "%v", err)
	}
	for name, values := range c.Header {
		req.Header[name] = values
	}
	for name, values := range head {
		req.Header[name] = values
	}
	// Ranges count bytes of the stored file, so nothing may be packed on the way.
	req.Header.Set("Accept-Encoding", "identity")
	silent := time.AfterFunc(c.stall(), func() { cancel(errors.New("the server fell silent")) })
	resp, err := c.httpClient().Do(req)
	if err != nil {
		silent.Stop()
		defer cancel(nil)
		return nil, c.failed(ctx, err)
	}
	resp.Body = &watched{resp.Body, silent, c.stall(), ctx, cancel}
	if err := c.judge(resp, address, types); err != nil {
		resp.Body.Close()
		return nil, err
	}
	return resp, nil
}

// failed tells a refusal and the user's own cancelling from a bad line.
func (c *Client) failed(ctx context.Context, err error) error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	if cause := context.Cause(ctx); cause != nil {
		if errors.Is(cause, context.Canceled) || errors.Is(cause, context.DeadlineExceeded) {
			return cause
		}
		return &again{err: cause}
	}
	return &again{err: err}
}

// watched is a body that ends the request when nothing arrives for too long.
type watched struct {
	body   io.ReadCloser
	timer  *time.Timer
	stall  time.Duration
	ctx    context.Context
	cancel context.CancelCauseFunc
}

func (w *watched) Read(p []byte) (int, error) {
	w.timer.Reset(w.stall)
	n, err := w.body.Read(p)
	if cause := context.Cause(w.ctx); err != nil && err != io.EOF && cause != nil {
		err = cause
	}
	return n, err
}

func (w *watched) Close() error {
	w.timer.Stop()
	err := w.body.Close()
	w.cancel(nil)
	return err
}

// judge looks at status and type.
func (c *Client) judge(resp *http.Response, address string, types []string) error {
	switch s := resp.StatusCode; {
	case s == http.StatusOK || s == http.StatusPartialContent || s == http.StatusRequestedRangeNotSatisfiable:
	case s == http.StatusTooManyRequests || s == http.StatusServiceUnavailable:
		return c.busy(resp, address)
	case s == http.StatusRequestTimeout || s >= 500:
		return &again{err: fmt.Errorf("the server answered %s", resp.Status)}
	case s == http.StatusUnauthorized || s == http.StatusForbidden:
		return refuse(address, "this list may need a token of your account", "the server answered %s", resp.Status)
	default:
		return refuse(address, "check the address", "the server answered %s", resp.Status)
	}
	if resp.StatusCode == http.StatusRequestedRangeNotSatisfiable {
		return nil
	}
	if enc := resp.Header.Get("Content-Encoding"); enc != "" && enc != "identity" {
		return refuse(address, "", "the server packed the file as %s although it was asked not to", enc)
	}
	kind, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	switch {
	case kind == "text/html":
		return refuse(address, "this is the page, not the data file; log in or give the address of the file", "the server sent a web page (text/html)")
	case resp.Header.Get("Content-Type") == "" || len(types) == 0:
		return nil
	case err != nil || !slices.Contains(types, kind) && !strings.HasSuffix(kind, "+json") && !strings.HasSuffix(kind, "+xml"):
		return refuse(address, "expected "+types[0], "the server sent %s", resp.Header.Get("Content-Type"))
	}
	return nil
}

// busy reads how long a server wants to be left alone.
func (c *Client) busy(resp *http.Response, address string) error {
	limit := c.MaxWait
	if limit == 0 {
		limit = 2 * time.Minute
	}
	wait := retryAfter(resp.Header)
	if wait > limit {
		return refuse(address, "try again then", "the server answered %s and asks to wait %s", resp.Status, wait)
	}
	return &again{err: fmt.Errorf("the server answered %s", resp.Status), wait: wait}
}

// retryAfter reads seconds, or a date. The date is held against the server's own
// clock, so a wrong clock here does no harm; without one there is no telling.
func retryAfter(h http.Header) time.Duration {
	text := h.Get("Retry-After")
	if n, err := strconv.ParseInt(text, 10, 32); err == nil && n > 0 {
		return time.Duration(n) * time.Second
	}
	until, err1 := http.ParseTime(text)
	now, err2 := http.ParseTime(h.Get("Date"))
	if err1 == nil && err2 == nil && until.After(now) {
		return until.Sub(now)
	}
	return 0
}
