package fetch_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/azure"
	"github.com/sovcost/sovcost/pricing/catalog/catalogtest"
	"github.com/sovcost/sovcost/pricing/catalog/fetch"
	"github.com/sovcost/sovcost/pricing/catalog/gcp"
	"github.com/sovcost/sovcost/pricing/catalog/scaleway"
)

func quick() *fetch.Client {
	return &fetch.Client{Wait: func(context.Context, time.Duration) error { return nil }}
}

// azurePage writes a page of two items and the link to the next.
func azurePage(n int, next string) string {
	item := func(k int) string {
		return fmt.Sprintf(`{"currencyCode":"CHF","tierMinimumUnits":0.0,"retailPrice":0.%d,"armRegionName":"switzerlandnorth","skuId":"S%d/1","meterId":"m%d","meterName":"T","productName":"P","skuName":"T","serviceName":"Storage","unitOfMeasure":"1 GB","type":"Consumption","armSkuName":""}`, k+1, k, k)
	}
	link := "null"
	if next != "" {
		link = fmt.Sprintf("%q", next)
	}
	return fmt.Sprintf(`{"BillingCurrency":"CHF","Items":[%s,%s],"NextPageLink":%s,"Count":2}`, item(2*n), item(2*n+1), link)
}

// azureServer serves three pages; disturb may answer instead.
func azureServer(t *testing.T, disturb func(w http.ResponseWriter, page string) bool) (url string, asked *[]string) {
	t.Helper()
	asked = &[]string{}
	var s *httptest.Server
	s = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page := r.URL.Query().Get("$skip")
		*asked = append(*asked, page)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		if disturb != nil && disturb(w, page) {
			return
		}
		switch page {
		case "":
			io.WriteString(w, azurePage(0, s.URL+"/prices?$skip=2"))
		case "2":
			io.WriteString(w, azurePage(1, s.URL+"/prices?$skip=4"))
		case "4":
			io.WriteString(w, azurePage(2, ""))
		}
	}))
	t.Cleanup(s.Close)
	return s.URL + "/prices", asked
}

func TestAzurePages(t *testing.T) {
	url, asked := azureServer(t, nil)
	dest := filepath.Join(t.TempDir(), "azure.json")
	res, n, err := quick().Pages(t.Context(), fetch.PageRequest{URL: url, Dest: dest, Types: fetch.JSON, Next: azure.Next})
	if err != nil || n != 3 || res.Tries != 3 || len(*asked) != 3 {
		t.Fatalf("%+v, %d pages, %v", res, n, err)
	}
	rows, counts := catalogtest.ReadFile(t, azure.Read, dest, catalog.Options{})
	if len(rows) != 6 || len(counts.Warnings) != 0 {
		t.Errorf("%s %q", counts, counts.Warnings)
	}
}

func TestPagesGoOnWhereTheyStopped(t *testing.T) {
	broken := true
	url, asked := azureServer(t, func(w http.ResponseWriter, page string) bool {
		if broken && page == "4" {
			w.WriteHeader(500)
			return true
		}
		return false
	})
	dest := filepath.Join(t.TempDir(), "azure.json")
	req := fetch.PageRequest{URL: url, Dest: dest, Next: azure.Next}
	_, n, err := quick().Pages(t.Context(), req)
	if err == nil || n != 2 || !strings.Contains(err.Error(), "gave up after 5 tries") {
		t.Fatalf("%d pages, %v", n, err)
	}
	if _, err := os.Stat(dest); err == nil {
		t.Error("a file was put in place")
	}
	broken, *asked = false, nil
	res, n, err := quick().Pages(t.Context(), req)
	if err != nil || n != 3 || !res.Resumed || strings.Join(*asked, ",") != "4" {
		t.Fatalf("%+v, %d pages, asked %q, %v", res, n, *asked, err)
	}
	if rows, _ := catalogtest.ReadFile(t, azure.Read, dest, catalog.Options{}); len(rows) != 6 {
		t.Errorf("%d rows", len(rows))
	}
}

func TestBadPages(t *testing.T) {
	for name, tc := range map[string]struct {
		disturb func(w http.ResponseWriter, page string) bool
		want    string
	}{
		"cut off": {func(w http.ResponseWriter, page string) bool {
			if page == "2" {
				io.WriteString(w, azurePage(1, "")[:100])
			}
			return page == "2"
		}, "the page is not valid JSON: cut off"},
		"web page": {func(w http.ResponseWriter, page string) bool {
			if page == "2" {
				w.Header().Set("Content-Type", "text/html")
				io.WriteString(w, catalogtest.WebPage)
			}
			return page == "2"
		}, "web page"},
		"not json": {func(w http.ResponseWriter, page string) bool { io.WriteString(w, "busy, sorry"); return true }, "the page is not JSON"},
		"circle": {func(w http.ResponseWriter, page string) bool {
			if page == "4" {
				io.WriteString(w, azurePage(2, "http://HOST/prices?$skip=2"))
			}
			return page == "4"
		}, "the pages go round in a circle"},
		"other host": {func(w http.ResponseWriter, page string) bool {
			io.WriteString(w, azurePage(0, "https://elsewhere.example/prices?$skip=2"))
			return true
		}, "the next page is on another host, elsewhere.example: refused"},
		"no address": {func(w http.ResponseWriter, page string) bool {
			io.WriteString(w, azurePage(0, "file:///etc/passwd"))
			return true
		}, "no address that may be fetched"},
	} {
		t.Run(name, func(t *testing.T) {
			var host string
			url, _ := azureServer(t, func(w http.ResponseWriter, page string) bool {
				return tc.disturb(&rewriter{w, &host}, page)
			})
			host = strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/prices")
			dest := filepath.Join(t.TempDir(), "azure.json")
			_, _, err := quick().Pages(t.Context(), fetch.PageRequest{URL: url, Dest: dest, Types: fetch.JSON, Next: azure.Next})
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
			if _, err := os.Stat(dest); err == nil {
				t.Error("a file was put in place")
			}
		})
	}
	url, _ := azureServer(t, nil)
	_, _, err := quick().Pages(t.Context(), fetch.PageRequest{URL: url, Dest: filepath.Join(t.TempDir(), "a"), Next: azure.Next, MaxPages: 2})
	if err == nil || !strings.Contains(err.Error(), "more than 2 pages") {
		t.Errorf("got %v", err)
	}
}

// rewriter puts the server's own address where HOST stands.
type rewriter struct {
	http.ResponseWriter
	host *string
}

func (r *rewriter) Write(b []byte) (int, error) {
	_, err := io.WriteString(r.ResponseWriter, strings.ReplaceAll(string(b), "HOST", *r.host))
	return len(b), err
}

func TestNextOfOtherVendors(t *testing.T) {
	for _, tc := range []struct {
		next                fetch.Next
		current, page, want string
	}{
		{gcp.Next, "https://g.example/skus?key=k", `{"skus":[],"nextPageToken":"a/b"}`, "https://g.example/skus?key=k&pageToken=a%2Fb"},
		{gcp.Next, "https://g.example/skus?key=k&pageToken=old", `{"nextPageToken":"new"}`, "https://g.example/skus?key=k&pageToken=new"},
		{gcp.Next, "https://g.example/skus", `{"skus":[],"nextPageToken":""}`, ""},
		{scaleway.Next, "https://s.example/p?page_size=2&page=1", `{"products":[{},{}],"total_count":5}`, "https://s.example/p?page=2&page_size=2"},
		{scaleway.Next, "https://s.example/p?page_size=2&page=3", `{"products":[{}],"total_count":5}`, ""},
		{scaleway.Next, "https://s.example/p", `{"products":[],"total_count":5}`, ""},
		{azure.Next, "", `{"NextPageLink":null}`, ""},
		{azure.Next, "", `{"NextPageLink":"https://prices.azure.com:443/x?$skip=1000"}`, "https://prices.azure.com:443/x?$skip=1000"},
	} {
		got, err := tc.next(tc.current, []byte(tc.page))
		if err != nil || got != tc.want {
			t.Errorf("%s: got %q, %v, want %q", tc.page, got, err, tc.want)
		}
	}
}
