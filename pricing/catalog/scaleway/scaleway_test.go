package scaleway

import (
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/catalogtest"
)

func TestProducts(t *testing.T) {
	rows, counts := catalogtest.ReadFile(t, Read, "testdata/products.json", catalog.Options{})
	if got, want := counts.String(), "records 3, read 3, taken 2, skipped 1 (no retail price)"; got != want {
		t.Errorf("counts %q, want %q", got, want)
	}
	if r := rows[0]; r.Price.String() != "0.039449" || r.Region != "xx-tst-1" || r.MemoryGiB.Decimal.String() != "4" || r.VCPU.Decimal.String() != "2" || r.Unit != "hour" {
		t.Errorf("got %+v", r)
	}
	if r := rows[1]; r.Price.String() != "1.5" || r.Per.String() != "1000" || r.Unit != "gb_hour" || r.Region != "xx-tst" || r.Note != "status beta" {
		t.Errorf("got %+v", r)
	}
	_, counts = catalogtest.Read(t, Read, []byte(strings.Replace(catalogtest.Sample(t, "products.json"), `"total_count":3`, `"total_count":300`, 1)), catalog.Options{})
	if len(counts.Warnings) != 1 || !strings.Contains(counts.Warnings[0], "says it has 300 products, here are 3") {
		t.Errorf("warnings %q", counts.Warnings)
	}
}

func TestServers(t *testing.T) {
	rows, counts := catalogtest.ReadFile(t, Read, "testdata/servers.json", catalog.Options{Region: "xx-tst-1"})
	if got, want := counts.String(), "records 2, read 4, taken 3, skipped 1 (no retail price)"; got != want {
		t.Errorf("counts %q, want %q", got, want)
	}
	if r := rows[1]; r.Price.String() != "28.79777" || r.Unit != "month" || r.Currency != "EUR" || r.Region != "xx-tst-1" {
		t.Errorf("got %+v", r)
	}
	catalogtest.Refused(t, Read, catalogtest.Sample(t, "servers.json"), catalog.Options{}, "the price has no region; name the region of this list")
}

func TestBadLists(t *testing.T) {
	good := catalogtest.Sample(t, "products.json")
	catalogtest.RefusedSwaps(t, Read, good, catalog.Options{}, map[string][2]string{
		`"nanos":39449000`: {`"nanos":"N/A"`, "list.json:2:"},
		`"units":1,`:       {`"units":-1,`, "negative"},
		`"EUR"`:            {`"eur"`, "did you mean EUR?"},
		`"size":1000`:      {`"size":0`, `size "0" is not a quantity`},
		`"products"`:       {`"product"`, "not a Scaleway price list"},
	})
	twice := strings.Replace(good, "\n],", ",\n"+strings.Replace(strings.TrimSuffix(strings.Split(good, "\n")[1], ","), "39449000", "39449001", 1)+"],", 1)
	catalogtest.Refused(t, Read, twice, catalog.Options{}, "duplicate: line 2 gives another price")
	catalogtest.Refused(t, Read, catalogtest.WebPage, catalog.Options{}, "web page")
	catalogtest.Truncations(t, Read, good, catalog.Options{})
}

func TestRecordedFiles(t *testing.T) {
	for file, want := range map[string]string{
		"product_catalog_instance_it-mil1.json": "records 43, read 43, taken 43",
		"products_servers_it-mil1.json":         "records 46, read 92, taken 92",
	} {
		rows, counts := catalogtest.ReadFile(t, Read, catalogtest.Shared(t, "samples/scaleway/"+file), catalog.Options{Region: "it-mil-1"})
		if counts.String() != want {
			t.Errorf("%s: %s, want %s", file, counts, want)
		}
		for _, r := range rows {
			if r.Region != "it-mil-1" {
				t.Fatalf("region %q", r.Region)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(catalogtest.Sample(f, "products.json")))
	f.Add([]byte(catalogtest.Sample(f, "servers.json")))
	f.Fuzz(func(t *testing.T, data []byte) { catalogtest.Fuzz(t, Read, data, catalog.Options{Region: "xx"}) })
}
