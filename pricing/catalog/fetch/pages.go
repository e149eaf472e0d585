package fetch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"

	"github.com/sovcost/sovcost/pricing/catalog/feed"
)

// Next finds the address of the page after one: empty at the last page. current
// is the address the page came from.
type Next func(current string, page []byte) (string, error)

// PageRequest says which list of pages to download.
type PageRequest struct {
	URL      string // the first page
	Dest     string // the file: the pages one behind the other, as the readers take them
	Types    []string
	Next     Next
	MaxPages int // zero: 20,000; the whole Azure list has about 4,000
}

// maxPage bounds one page in memory.
const maxPage = 64 << 20

// pageState is what is known of a list on its way, in Dest.part.json.
type pageState struct {
	URL   string `json:"url"`
	Next  string `json:"next"` // the page to go on with
	Pages int    `json:"pages"`
	Size  int64  `json:"size"`
}

// Pages fetches a list page by page. After an interruption the next call with
// the same URL and Dest goes on with the page that was next. On any error Dest is
// as it was before. It returns the number of pages.
func (c *Client) Pages(ctx context.Context, r PageRequest) (Result, int, error) {
	if err := Check(r.URL); err != nil {
		return Result{}, 0, err
	}
	if r.MaxPages == 0 {
		r.MaxPages = 20_000
	}
	p := &pages{c: c, r: r, part: r.Dest + ".part", note: r.Dest + ".part.json", seen: map[string]bool{}}
	f, err := p.open()
	if err != nil {
		return Result{}, 0, err
	}
	defer f.Close()
	res := Result{URL: clean(r.URL), Resumed: p.st.Pages > 0}
	for p.st.Next != "" {
		tries, err := p.page(ctx, f)
		res.Tries += tries
		if err != nil {
			return Result{}, p.st.Pages, err
		}
	}
	if err := f.Sync(); err != nil {
		return Result{}, p.st.Pages, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return Result{}, p.st.Pages, err
	}
	h := sha256.New()
	if res.Bytes, err = io.Copy(h, f); err != nil {
		return Result{}, p.st.Pages, err
	}
	res.SHA256 = hex.EncodeToString(h.Sum(nil))
	if err := os.Rename(p.part, r.Dest); err != nil {
		return Result{}, p.st.Pages, err
	}
	os.Remove(p.note)
	return res, p.st.Pages, nil
}

// pages is a list on its way.
type pages struct {
	c          *Client
	r          PageRequest
	part, note string
	st         pageState
	seen       map[string]bool
}

// open takes up an earlier try, or starts afresh.
func (p *pages) open() (*os.File, error) {
	b, err := os.ReadFile(p.note)
	info, err2 := os.Stat(p.part)
	if err != nil || err2 != nil || json.Unmarshal(b, &p.st) != nil || p.st.URL != clean(p.r.URL) || info.Size() < p.st.Size || Check(p.st.Next) != nil {
		p.st = pageState{URL: clean(p.r.URL), Next: p.r.URL}
	}
	f, err := os.OpenFile(p.part, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(f.Truncate(p.st.Size), seek(f, p.st.Size)); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func seek(f *os.File, at int64) error {
	_, err := f.Seek(at, io.SeekStart)
	return err
}

// page fetches the next page, checks it, stores it and notes where to go on.
func (p *pages) page(ctx context.Context, f *os.File) (tries int, err error) {
	address := p.st.Next
	if p.seen[address] {
		return 0, refuse(address, "", "the pages go round in a circle")
	}
	p.seen[address] = true
	if p.st.Pages >= p.r.MaxPages {
		return 0, refuse(p.r.URL, "narrow the list with a filter, or raise the limit", "more than %d pages", p.r.MaxPages)
	}
	var body []byte
	tries, err = p.c.retry(ctx, address, func() (err error) {
		body, err = p.body(ctx, address)
		return err
	})
	if err != nil {
		return tries, err
	}
	if err := p.check(address, body); err != nil {
		return tries, err
	}
	next, err := p.r.Next(address, body)
	if err != nil {
		return tries, refuse(address, "", "the link to the next page: %v", err)
	}
	if err := p.allowed(next); err != nil {
		return tries, err
	}
	if _, err := f.Write(append(bytes.TrimRight(body, " \r\n\t"), '\n')); err != nil {
		return tries, err
	}
	p.st.Pages++
	p.st.Size += int64(len(bytes.TrimRight(body, " \r\n\t"))) + 1
	p.st.Next = next
	if p.c.Progress != nil {
		p.c.Progress(p.st.Size, 0)
	}
	return tries, p.save()
}

// body reads one page.
func (p *pages) body(ctx context.Context, address string) ([]byte, error) {
	resp, err := p.c.get(ctx, address, nil, p.r.Types)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxPage+1))
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return nil, err
	case err != nil:
		return nil, &again{err: fmt.Errorf("the connection broke after %d bytes: %w", len(b), err)}
	case len(b) > maxPage:
		return nil, refuse(address, "", "a page is larger than %d bytes", maxPage)
	case p.st.Size+int64(len(b)) > p.c.maxBytes():
		return nil, refuse(p.r.URL, "narrow the list with a filter, or raise the limit", "the list is larger than %d bytes", p.c.maxBytes())
	case !json.Valid(b) && bytes.HasPrefix(bytes.TrimLeft(b, " \r\n\t"), []byte("{")):
		return nil, &again{err: errors.New("the page is not valid JSON: cut off")}
	}
	return b, nil
}

// check looks at the first bytes of a page, as when it is read.
func (p *pages) check(address string, body []byte) error {
	if _, err := feed.Open(bytes.NewReader(body), clean(address), 0); err != nil {
		return err
	}
	if !json.Valid(body) {
		return refuse(address, "check the address", "the page is not JSON")
	}
	return nil
}

// allowed lets a list lead on within its own host only.
func (p *pages) allowed(next string) error {
	if next == "" {
		return nil
	}
	first, err1 := url.Parse(p.r.URL)
	to, err2 := url.Parse(next)
	switch {
	case err1 != nil || err2 != nil || Check(next) != nil:
		return refuse(p.r.URL, "", "the link to the next page is no address that may be fetched")
	case !sameHost(first, to) || first.Scheme != to.Scheme:
		return refuse(p.r.URL, "", "the next page is on another host, %s: refused", to.Host)
	}
	return nil
}

// save notes where to go on. A key in the address is written to the note, which
// only its owner can read.
func (p *pages) save() error {
	b, err := json.Marshal(p.st)
	if err != nil {
		return err
	}
	return os.WriteFile(p.note, b, 0o600)
}
