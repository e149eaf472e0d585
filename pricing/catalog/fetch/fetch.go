// Package fetch downloads price lists. It goes to https addresses and to this
// machine only, follows no redirect to another host, resumes what was broken
// off, checks size, type and checksum, and puts a file in place whole or not at
// all. Network and files are touched here and by nobody else among the readers.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/sovcost/sovcost/pricing/catalog/feed"
)

// Client downloads. The zero value works.
type Client struct {
	Transport http.RoundTripper // nil: the default transport, which honours the proxy settings
	Header    http.Header       // sent with every request; for lists that want a token
	Attempts  int               // tries in all for one address; zero: 5
	MaxBytes  int64             // bound on a file; zero: feed.DefaultMaxBytes
	MaxWait   time.Duration     // longest wait a server may ask for; zero: two minutes
	Stall     time.Duration     // give up on a connection that sends nothing; zero: one minute
	Progress  func(done, total int64)

	// Wait pauses between tries; nil waits on the clock.
	Wait func(ctx context.Context, d time.Duration) error
}

// Types accepted for a list. Object stores label every file octet-stream.
var (
	JSON = []string{"application/json", "text/json", "application/octet-stream", "binary/octet-stream", "text/plain"}
	CSV  = []string{"text/csv", "application/csv", "application/octet-stream", "binary/octet-stream", "text/plain"}
	XML  = []string{"text/xml", "application/xml", "application/octet-stream"}
)

// Error is a refusal that trying again would not change.
type Error struct {
	URL  string
	What string
	Try  string
}

// Error writes one line.
func (e *Error) Error() string {
	s := e.URL + ": " + e.What
	if e.Try != "" {
		s += "; " + e.Try
	}
	return s
}

func refuse(address, try, format string, args ...any) *Error {
	return &Error{URL: clean(address), What: fmt.Sprintf(format, args...), Try: try}
}

// clean takes keys and tokens out of an address before it is shown or stored.
func clean(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "address"
	}
	u.User = nil
	q := u.Query()
	for name := range q {
		switch strings.ToLower(name) {
		case "key", "token", "access_token", "api_key", "apikey", "sig", "signature":
			q.Set(name, "...")
		}
	}
	if len(q) > 0 {
		u.RawQuery = q.Encode()
	}
	return u.String()
}

// Check says whether an address may be fetched: https anywhere, http on this
// machine only.
func Check(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "":
		return refuse(address, "write it as https://host/path", "not a web address")
	case u.User != nil:
		return refuse(address, "put the token into a header", "the address carries a password")
	case u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname()):
		return nil
	case u.Scheme == "http":
		return refuse(address, "use https", "plain http is for this machine only")
	}
	return refuse(address, "use https", "the scheme %q is not fetched", u.Scheme)
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// sameHost compares host and port; a missing port is that of the scheme.
func sameHost(a, b *url.URL) bool {
	return strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "http":
		return "80"
	}
	return "443"
}

// redirect lets a server send the client elsewhere on itself only.
func redirect(req *http.Request, via []*http.Request) error {
	first := via[0].URL
	switch {
	case len(via) >= 5:
		return refuse(first.String(), "", "redirected %d times", len(via))
	case !sameHost(first, req.URL):
		return refuse(first.String(), "if that is where the list is now, give its address yourself", "redirect to another host, %s, refused", req.URL.Host)
	case req.URL.Scheme != first.Scheme:
		return refuse(first.String(), "", "redirect from %s to %s refused", first.Scheme, req.URL.Scheme)
	}
	return nil
}

func (c *Client) httpClient() *http.Client {
	return &http.Client{Transport: c.Transport, CheckRedirect: redirect}
}

func (c *Client) attempts() int {
	if c.Attempts > 0 {
		return c.Attempts
	}
	return 5
}

func (c *Client) maxBytes() int64 {
	if c.MaxBytes > 0 {
		return c.MaxBytes
	}
	return feed.DefaultMaxBytes
}

func (c *Client) stall() time.Duration {
	if c.Stall > 0 {
		return c.Stall
	}
	return time.Minute
}

// pause waits before the next try.
func (c *Client) pause(ctx context.Context, d time.Duration) error {
	if c.Wait != nil {
		return c.Wait(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// again is a failure that is worth another try, after a pause.
type again struct {
	err  error
	wait time.Duration // what the server asked for; zero: growing pauses
}

func (a *again) Error() string { return a.err.Error() }
func (a *again) Unwrap() error { return a.err }

// retry runs one try after the other until it succeeds, is refused for good, or
// the tries are used up.
func (c *Client) retry(ctx context.Context, address string, try func() error) (tries int, err error) {
	growing := time.Second
	for tries = 1; ; tries++ {
		err = try()
		var more *again
		if err == nil || !errors.As(err, &more) {
			return tries, unwrapRefusal(err)
		}
		if tries >= c.attempts() {
			return tries, refuse(address, "try again later; what has arrived is kept and will be continued", "gave up after %d tries: %v", tries, more.err)
		}
		wait := more.wait
		if wait == 0 {
			wait, growing = growing, growing*2
		}
		if err := c.pause(ctx, wait); err != nil {
			return tries, err
		}
	}
}

// unwrapRefusal takes the refusal out of the error of net/http, which would
// print the address twice.
func unwrapRefusal(err error) error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return err
}
