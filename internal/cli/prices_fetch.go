package cli

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sovcost/sovcost/pricing/catalog/fetch"
)

// fetchList downloads a list into the folder of the sheets, under a name that
// depends on the address alone: a second run goes on where the first broke off.
func (a *app) fetchList(ctx context.Context, v vendor, f importFlags, dir string) (file string, remove func(), err error) {
	if err := fetch.Check(f.url); err != nil {
		return "", nil, usageError(err)
	}
	client := &fetch.Client{Header: http.Header{}, Progress: a.downloadProgress()}
	for _, h := range f.header {
		name, value, ok := strings.Cut(h, ":")
		if !ok {
			return "", nil, usageError(fmt.Errorf(`--header wants "Name: value"`))
		}
		client.Header.Set(strings.TrimSpace(name), strings.TrimSpace(value))
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", nil, fmt.Errorf("%s: %s", dir, osMessage(err))
	}
	sum := sha256.Sum256([]byte(f.url))
	file = filepath.Join(dir, fmt.Sprintf(".%s-%x.list", v.name, sum[:6]))
	types := append(append([]string{}, fetch.JSON...), fetch.CSV...)
	if v.next != nil && f.sha == "" {
		res, pages, err := client.Pages(ctx, fetch.PageRequest{URL: f.url, Dest: file, Types: types, Next: v.next})
		if err != nil {
			return "", nil, err
		}
		a.say("%d pages, %d bytes, sha256 %s", pages, res.Bytes, res.SHA256)
		return file, discard(file), nil
	}
	res, err := client.Download(ctx, fetch.Request{URL: f.url, Dest: file, Types: types, SHA256: f.sha})
	if err != nil {
		return "", nil, err
	}
	a.say("%d bytes, sha256 %s", res.Bytes, res.SHA256)
	return file, discard(file), nil
}

// downloadProgress tells every five seconds how far a download is.
func (a *app) downloadProgress() func(done, total int64) {
	last := time.Now()
	return func(done, total int64) {
		if time.Since(last) < 5*time.Second {
			return
		}
		last = time.Now()
		if total > 0 {
			a.say("fetched %d of %d MB", done>>20, total>>20)
			return
		}
		a.say("fetched %d MB", done>>20)
	}
}

// safeURL is the address without what may be a key or a token.
func safeURL(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return ""
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	return u.String()
}
