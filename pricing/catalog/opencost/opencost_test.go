package opencost

import (
	"fmt"
	"testing"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/catalogtest"
)

func TestSheet(t *testing.T) {
	rows, counts := catalogtest.ReadFile(t, Read, "testdata/sheet.csv", catalog.Options{Currency: "CHF"})
	if got, want := counts.String(), "records 4, read 4, taken 3, skipped 1 (no price given)"; got != want {
		t.Errorf("counts %q, want %q", got, want)
	}
	want := []string{"pool-a t1.large ch-1 0.1337 CHF hour 2026-01-06", "test-gpu test-gpu * 0.75 CHF gpu_hour 2026-01-06", "fast-ssd fast-ssd * 0.0001 CHF gib_hour 2026-01-06"}
	for i, r := range rows {
		if got := fmt.Sprintf("%s %s %s %s %s %s %s", r.SKU, r.Product, r.Region, r.Price, r.Currency, r.Unit, r.AsOf); got != want[i] {
			t.Errorf("row %d: got %q, want %q", i, got, want[i])
		}
	}
}

func TestBadSheets(t *testing.T) {
	good, opt := catalogtest.Sample(t, "sheet.csv"), catalog.Options{File: "sheet.csv", Currency: "CHF"}
	catalogtest.RefusedSwaps(t, Read, good, opt, map[string][2]string{
		"0.1337":                                {"N/A", `sheet.csv:2:`},
		"0.75":                                  {"-0.75", "negative"},
		"gpu,nvidia":                            {"tpu,nvidia", `AssetClass: "tpu" is not an asset class; use node, gpu or pv`},
		"MarketPriceHourly":                     {"Price", "lacks the column(s) MarketPriceHourly"},
		"slow-hdd,,pv,spec.storageClassName,,,": {"fast-ssd,,pv,spec.storageClassName,,0.2,", "duplicate: line 4 gives another price"},
	})
	catalogtest.Refused(t, Read, good, catalog.Options{File: "sheet.csv"}, "no currency; name the currency of this list")
	catalogtest.Refused(t, Read, catalogtest.WebPage, opt, "web page")
	catalogtest.Refused(t, Read, good[:len(good)-20], opt, "it is cut off or mixed up")
}

func TestRecordedFiles(t *testing.T) {
	for file, want := range map[string]string{
		"pricing_schema.csv":                    "records 3, read 3, taken 3",
		"pricing_schema_mixed_gpu_ondemand.csv": "records 4, read 4, taken 4",
		"pricing_schema_pv.csv":                 "records 1, read 1, taken 1",
		"pricing_schema_pv_storageclass.csv":    "records 1, read 1, taken 1",
	} {
		_, counts := catalogtest.ReadFile(t, Read, catalogtest.Shared(t, "samples/opencost/"+file), catalog.Options{Currency: "USD"})
		if counts.String() != want {
			t.Errorf("%s: %s, want %s", file, counts, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(catalogtest.Sample(f, "sheet.csv")))
	f.Fuzz(func(t *testing.T, data []byte) { catalogtest.Fuzz(t, Read, data, catalog.Options{Currency: "CHF"}) })
}
