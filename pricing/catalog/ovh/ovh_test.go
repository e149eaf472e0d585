package ovh

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/catalogtest"
)

func TestCatalogue(t *testing.T) {
	rows, counts := catalogtest.ReadFile(t, Read, "testdata/cloud.json", catalog.Options{})
	if got, want := counts.String(), "records 4, read 8, taken 6, skipped 1 (one-time fee of 0), skipped 1 (plan without a price)"; got != want {
		t.Errorf("counts %q, want %q", got, want)
	}
	want := []string{
		"t9-8 * 0.0681 EUR/hour x1 on_demand  up=false cpu=2 mem=8 from=",
		"t9-8 * 24.2 EUR/month x1 commit_1m  up=false cpu=2 mem=8 from=",
		"server-1 gra,rbx 50 EUR/once x1 on_demand  up=true cpu=0 mem=0 from=",
		"server-1 gra,rbx 63 EUR/month x1 commit_2y degressivity24 up=false cpu=0 mem=0 from=",
		"server-1 gra,rbx 756 EUR/term x1 commit_1y upfront12 up=true cpu=0 mem=0 from=",
		"server-1 gra,rbx 60 EUR/month x1 on_demand  up=false cpu=0 mem=0 from=10",
	}
	for i, r := range rows {
		got := fmt.Sprintf("%s %s %s %s/%s x%s %s %s up=%v cpu=%s mem=%s from=%s", r.Product, r.Region, r.Price, r.Currency, r.Unit, r.Per, r.Term,
			r.Purchase, r.Upfront, r.VCPU.Decimal, r.MemoryGiB.Decimal, r.TierFrom.Text)
		if got != want[i] {
			t.Errorf("row %d\n got %s\nwant %s", i, got, want[i])
		}
	}
}

func TestBadCatalogues(t *testing.T) {
	good := catalogtest.Sample(t, "cloud.json")
	for name, tc := range map[string]struct{ old, new, want string }{
		"price":       {`"price": 6810000`, `"price": "N/A"`, "t9-8.consumption"},
		"negative":    {`"price": 6810000`, `"price": -1`, "negative"},
		"fraction":    {`"price": 6810000`, `"price": 0.0681`, "not in whole 1e-8"},
		"currency":    {`"EUR"`, `"points"`, `"points" is not a known currency`},
		"no currency": {`"currencyCode": "EUR", `, ``, "no currency"},
		"other":       {`"plans": [`, `"plan": [`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(good, tc.old) {
				t.Fatalf("the sample lacks %q", tc.old)
			}
			text := strings.Replace(good, tc.old, tc.new, 1)
			if name == "other" {
				text, tc.want = `{"products":[]}`, "not an OVHcloud order catalogue"
			}
			catalogtest.Refused(t, Read, text, catalog.Options{}, tc.want)
		})
	}
	catalogtest.Refused(t, Read, catalogtest.WebPage, catalog.Options{}, "web page")
	catalogtest.Truncations(t, Read, good, catalog.Options{})
}

func TestRecordedFile(t *testing.T) {
	_, counts := catalogtest.ReadFile(t, Read, catalogtest.Shared(t, "samples/ovh/order_catalog_eco_US_trimmed.json"), catalog.Options{})
	if counts.Records != 42 || counts.Read != 552 || counts.Refused != 0 {
		t.Errorf("counts %s, the file has 6 plans, 36 add-ons and 552 pricings", counts)
	}
	t.Log(counts)
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(catalogtest.Sample(f, "cloud.json")))
	f.Fuzz(func(t *testing.T, data []byte) { catalogtest.Fuzz(t, Read, data, catalog.Options{}) })
}
