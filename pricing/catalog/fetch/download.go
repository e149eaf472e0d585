package fetch

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/sovcost/sovcost/pricing/catalog/feed"
)

// Request says what to download and where to put it.
type Request struct {
	URL    string
	Dest   string   // the file; beside it, Dest.part and Dest.part.json while it is on its way
	Types  []string // accepted content types; empty accepts all but web pages
	SHA256 string   // hex digest the file must have; empty: not known
}

// Result says what was downloaded.
type Result struct {
	URL          string // without keys and tokens
	Bytes        int64
	SHA256       string // hex
	ETag         string
	LastModified string
	Resumed      bool // part of the file came from an earlier try
	Tries        int
}

// state is what is known of a file on its way, in Dest.part.json.
type state struct {
	URL          string `json:"url"`
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
	Total        int64  `json:"total,omitempty"` // 0: not known
	Digest       string `json:"digest,omitempty"`
}

// Download fetches one file. After an interruption the next call with the same
// URL and Dest continues, if the server says that the file is still the same. On
// any error Dest is as it was before.
func (c *Client) Download(ctx context.Context, r Request) (Result, error) {
	if err := Check(r.URL); err != nil {
		return Result{}, err
	}
	d := &download{c: c, r: r, part: r.Dest + ".part", note: r.Dest + ".part.json"}
	tries, err := c.retry(ctx, r.URL, func() error { return d.try(ctx) })
	if err == nil {
		err = d.finish()
	}
	if err != nil {
		return Result{}, err
	}
	return Result{URL: clean(r.URL), Bytes: d.size, SHA256: d.sum, ETag: d.st.ETag, LastModified: d.st.LastModified,
		Resumed: d.resumed, Tries: tries}, nil
}

// download is one file on its way.
type download struct {
	c          *Client
	r          Request
	part, note string
	st         state
	size       int64
	sum        string
	resumed    bool
}

// try asks for the file, or for the rest of it.
func (d *download) try(ctx context.Context) error {
	have := d.have()
	if have > 0 && have == d.st.Total {
		d.size, d.resumed = have, true
		return nil
	}
	head := http.Header{}
	if have > 0 {
		head.Set("Range", fmt.Sprintf("bytes=%d-", have))
		head.Set("If-Range", d.st.validator())
	}
	resp, err := d.c.get(ctx, d.r.URL, head, d.r.Types)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusRequestedRangeNotSatisfiable:
		d.discard()
		return &again{err: errors.New("the file on the server became shorter")}
	case http.StatusPartialContent:
		var from, to, total int64
		if n, _ := fmt.Sscanf(resp.Header.Get("Content-Range"), "bytes %d-%d/%d", &from, &to, &total); n < 2 || from != have || n == 3 && d.st.Total > 0 && total != d.st.Total {
			d.discard()
			return &again{err: fmt.Errorf("the server sent %q instead of the rest", resp.Header.Get("Content-Range"))}
		}
		d.resumed = true
	default:
		have = 0
		d.resumed = false
		if err := d.begin(resp); err != nil {
			return err
		}
	}
	return d.store(resp.Body, have)
}

// begin notes what is known of a file that starts from its first byte.
func (d *download) begin(resp *http.Response) error {
	d.st = state{URL: clean(d.r.URL), ETag: resp.Header.Get("ETag"), LastModified: resp.Header.Get("Last-Modified"),
		Total: max(0, resp.ContentLength), Digest: serverDigest(resp.Header)}
	if d.st.Total > d.c.maxBytes() {
		d.discard()
		return refuse(d.r.URL, "raise the limit if this size is right", "the file has %d bytes, the limit is %d", d.st.Total, d.c.maxBytes())
	}
	b, err := json.Marshal(d.st)
	if err != nil {
		return err
	}
	return os.WriteFile(d.note, b, 0o644)
}

// store appends a body to the part file.
func (d *download) store(body io.Reader, have int64) error {
	f, err := os.OpenFile(d.part, os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Truncate(have); err != nil {
		return err
	}
	if _, err := f.Seek(have, io.SeekStart); err != nil {
		return err
	}
	room := d.c.maxBytes() - have
	n, err := io.Copy(f, &counted{io.LimitReader(body, room+1), d, have})
	d.size = have + n
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return err
	case n > room:
		f.Close()
		d.discard()
		return refuse(d.r.URL, "raise the limit if this size is right", "the file is larger than %d bytes", d.c.maxBytes())
	case err != nil:
		return &again{err: fmt.Errorf("the connection broke after %d bytes: %w", d.size, err)}
	case d.st.Total > 0 && d.size < d.st.Total:
		return &again{err: fmt.Errorf("the file was cut off: %d of %d bytes", d.size, d.st.Total)}
	}
	return f.Sync()
}

// counted tells how far a download is.
type counted struct {
	r    io.Reader
	d    *download
	done int64
}

func (p *counted) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.done += int64(n)
	if p.d.c.Progress != nil {
		p.d.c.Progress(p.done, p.d.st.Total)
	}
	return n, err
}

// have returns how many bytes of an earlier try can be kept: none unless the
// server gave the file a mark by which to know it again.
func (d *download) have() int64 {
	b, err := os.ReadFile(d.note)
	if err != nil || json.Unmarshal(b, &d.st) != nil || d.st.URL != clean(d.r.URL) || d.st.validator() == "" {
		d.st = state{}
		return 0
	}
	info, err := os.Stat(d.part)
	if err != nil || d.st.Total > 0 && info.Size() > d.st.Total {
		return 0
	}
	return info.Size()
}

// validator is the mark that makes a range safe: a strong ETag, else the date.
func (s *state) validator() string {
	if s.ETag != "" && !strings.HasPrefix(s.ETag, "W/") {
		return s.ETag
	}
	return s.LastModified
}

// finish checks the whole file and puts it in place.
func (d *download) finish() error {
	f, err := os.Open(d.part)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return err
	}
	d.sum = hex.EncodeToString(h.Sum(nil))
	if err := d.verify(h); err != nil {
		d.discard()
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	// The same look at the first bytes as when the file is read.
	if _, err := feed.Open(f, clean(d.r.URL), 0); err != nil {
		d.discard()
		return err
	}
	if err := os.Rename(d.part, d.r.Dest); err != nil {
		return err
	}
	os.Remove(d.note)
	return nil
}

// verify compares the digest with the one asked for and the server's own.
func (d *download) verify(h hash.Hash) error {
	if want := strings.ToLower(d.r.SHA256); want != "" && want != d.sum {
		return refuse(d.r.URL, "the list has changed, or the file is damaged", "the SHA-256 is %s, expected %s", d.sum, want)
	}
	if own := base64.StdEncoding.EncodeToString(h.Sum(nil)); d.st.Digest != "" && d.st.Digest != own {
		return refuse(d.r.URL, "fetch it again", "the file does not have the checksum the server names")
	}
	return nil
}

// serverDigest reads the SHA-256 a server may send along (RFC 9530, and the
// older RFC 3230), in base64.
func serverDigest(h http.Header) string {
	for _, name := range []string{"Repr-Digest", "Digest"} {
		for part := range strings.SplitSeq(h.Get(name), ",") {
			algorithm, value, ok := strings.Cut(strings.TrimSpace(part), "=")
			if ok && strings.EqualFold(algorithm, "sha-256") {
				return strings.Trim(value, ":")
			}
		}
	}
	return ""
}

// discard throws a part away that must not be continued.
func (d *download) discard() {
	os.Remove(d.part)
	os.Remove(d.note)
	d.st = state{}
}
