package oracle

import (
	"fmt"
	"testing"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/catalogtest"
)

func TestProducts(t *testing.T) {
	rows, counts := catalogtest.ReadFile(t, Read, "testdata/products.json", catalog.Options{})
	if got, want := counts.String(), "records 3, read 5, taken 4, skipped 1 (no price given)"; got != want {
		t.Errorf("counts %q, want %q", got, want)
	}
	want := []string{
		"T00001 0.0225 CHF per 1 ocpu_hour ..", "T00001 0.02325 EUR per 1 ocpu_hour ..",
		"T00002 0 CHF per 10000 gb_second 0..40", "T00002 0.1417 CHF per 10000 gb_second 40..",
	}
	for i, r := range rows {
		if got := fmt.Sprintf("%s %s %s per %s %s %s..%s", r.SKU, r.Price, r.Currency, r.Per, r.Unit, r.TierFrom.Text, r.TierTo.Text); got != want[i] {
			t.Errorf("row %d: got %q, want %q", i, got, want[i])
		}
	}
}

func TestBadProducts(t *testing.T) {
	good := catalogtest.Sample(t, "products.json")
	catalogtest.RefusedSwaps(t, Read, good, catalog.Options{}, map[string][2]string{
		`"value":0.0225`:    {`"value":"N/A"`, `list.json:4:`},
		`"value":0.1417`:    {`"value":-0.1`, "T00002: the price -0.1 is negative"},
		`"CHF"`:             {`"Fr."`, `"Fr." is not a known currency`},
		`"rangeMin":40`:     {`"rangeMin":"x"`, `"x" is not a number`},
		`"EUR"`:             {`"CHF"`, "duplicate: line 4 gives another price"},
		`"items"`:           {`"products"`, "not an Oracle price list"},
		`"rangeMin":0`:      {`"rangeMin":-5`, "the tier starts at -5"},
		`"partNumber":"T00`: {`"partNumber":7,"x":"T00`, "expected a string"},
	})
	catalogtest.Refused(t, Read, catalogtest.WebPage, catalog.Options{}, "web page")
	catalogtest.Truncations(t, Read, good, catalog.Options{})
}

func TestRecordedFile(t *testing.T) {
	rows, counts := catalogtest.ReadFile(t, Read, catalogtest.Shared(t, "samples/oracle/prices_usd.json"), catalog.Options{})
	if got, want := counts.String(), "records 450, read 520, taken 520"; got != want {
		t.Errorf("counts %q, want %q", got, want)
	}
	zero := 0
	for _, r := range rows {
		if r.Price.IsZero() {
			zero++
		}
	}
	if zero != 69 {
		t.Errorf("%d prices of 0, the file has 69", zero)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(catalogtest.Sample(f, "products.json")))
	f.Fuzz(func(t *testing.T, data []byte) { catalogtest.Fuzz(t, Read, data, catalog.Options{}) })
}
