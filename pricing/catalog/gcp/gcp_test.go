package gcp

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/catalogtest"
)

func TestSKUs(t *testing.T) {
	rows, counts := catalogtest.ReadFile(t, Read, "testdata/skus.json", catalog.Options{})
	if got, want := counts.String(), "records 3, read 6, taken 5, skipped 1 (sku without a price)"; got != want {
		t.Errorf("counts %q, want %q", got, want)
	}
	want := []string{
		"TEST-0000-0001 europe-west6 1/hour 0.033982 .. on_demand 2026-03-24",
		"TEST-0000-0001 europe-west3 1/hour 0.033982 .. on_demand 2026-03-24",
		"TEST-0000-0002 europe-west6 1/gib 0 0..1 on_demand 2026-03-24",
		"TEST-0000-0002 europe-west6 1/gib 0.12 1..1024 on_demand 2026-03-24",
		"TEST-0000-0002 europe-west6 1/gib 1.000000001 1024.. on_demand 2026-03-24",
	}
	for i, r := range rows {
		got := fmt.Sprintf("%s %s %s/%s %s %s..%s %s %s", r.SKU, r.Region, r.Per, r.Unit, r.Price, r.TierFrom.Text, r.TierTo.Text, r.Term, r.ValidFrom)
		if got != want[i] {
			t.Errorf("row %d\n got %s\nwant %s", i, got, want[i])
		}
	}
}

func TestPages(t *testing.T) {
	first := strings.Replace(catalogtest.Sample(t, "skus.json"), `"nextPageToken": ""`, `"nextPageToken": "abc"`, 1)
	_, counts := catalogtest.Read(t, Read, []byte(first), catalog.Options{})
	if len(counts.Warnings) != 1 {
		t.Errorf("a lone first page: warnings %q", counts.Warnings)
	}
	second := strings.ReplaceAll(catalogtest.Sample(t, "skus.json"), "TEST-0000", "TEST-0001")
	_, counts = catalogtest.Read(t, Read, []byte(first+second+"{}"), catalog.Options{})
	if counts.Taken != 10 || len(counts.Warnings) != 0 {
		t.Errorf("two pages and an empty last one: %s %q", counts, counts.Warnings)
	}
}

func TestBadSKUs(t *testing.T) {
	good := catalogtest.Sample(t, "skus.json")
	for name, tc := range map[string]struct{ old, new, want string }{
		"text price":     {`"units": "0", "nanos": 33982000`, `"units": "N/A", "nanos": 33982000`, `list.json:21:6: TEST-0000-0001: the price part "N/A" is not a whole number`},
		"negative":       {`"nanos": 33982000`, `"nanos": -33982000`, "is negative"},
		"nanos too big":  {`"nanos": 33982000`, `"nanos": 1000000000`, "nanos 1000000000 is not below one unit"},
		"currency":       {`"currencyCode": "USD", "units": "0", "nanos": 33982000`, `"currencyCode": "BTC", "units": "0", "nanos": 33982000`, `"BTC" is not a known currency`},
		"tier":           {`"startUsageAmount": 1,`, `"startUsageAmount": "x",`, "startUsageAmount"},
		"duplicate":      {"TEST-0000-0003", "TEST-0000-0003", ""},
		"another format": {`"skus"`, `"services"`, "not an answer of the Cloud Billing Catalog"},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(good, tc.old) {
				t.Fatalf("the sample lacks %q", tc.old)
			}
			text := strings.Replace(good, tc.old, tc.new, 1)
			if name == "duplicate" {
				text, tc.want = good+strings.Replace(good, "33982000", "33982001", 1), "duplicate: line 21 gives another price"
			}
			catalogtest.Refused(t, Read, text, catalog.Options{}, tc.want)
		})
	}
	catalogtest.Refused(t, Read, catalogtest.WebPage, catalog.Options{}, "web page")
	catalogtest.Truncations(t, Read, good, catalog.Options{})
}

func TestRecordedFile(t *testing.T) {
	rows, counts := catalogtest.ReadFile(t, Read, catalogtest.Shared(t, "samples/gcp/compute_skus.json"), catalog.Options{})
	if got, want := counts.String(), "records 7, read 17, taken 17"; got != want {
		t.Errorf("counts %q, want %q", got, want)
	}
	if rows[0].Price.String() != "2.933908" || rows[0].Region != "us-central1" {
		t.Errorf("first row %+v", rows[0])
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(catalogtest.Sample(f, "skus.json")))
	f.Add([]byte(`[{"skuId":"a","pricingInfo":[{"pricingExpression":{"tieredRates":[{"unitPrice":{"currencyCode":"CHF","units":"1"}}]}}]}]`))
	f.Fuzz(func(t *testing.T, data []byte) { catalogtest.Fuzz(t, Read, data, catalog.Options{}) })
}
