package upcloud

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/catalogtest"
)

func TestPrices(t *testing.T) {
	rows, counts := catalogtest.ReadFile(t, Read, "testdata/prices.json", catalog.Options{Currency: "EUR"})
	if got, want := counts.String(), "records 1, read 9, taken 9"; got != want {
		t.Errorf("counts %q, want %q", got, want)
	}
	if len(counts.Warnings) != 1 || !strings.Contains(counts.Warnings[0], `"warp_core"`) {
		t.Errorf("warnings %q", counts.Warnings)
	}
	want := []string{
		"firewall de-tst1 0.0056 EUR per 1 hour cpu=0 mem=0 fam=", "io_request_maxiops de-tst1 0 EUR per 1000000 request cpu=0 mem=0 fam=",
		"public_ipv4_bandwidth_out de-tst1 0.01 EUR per 1 gb cpu=0 mem=0 fam=", "server_core de-tst1 0.0112 EUR per 1 core_hour cpu=0 mem=0 fam=",
		"server_memory de-tst1 0.0014 EUR per 256 mb_hour cpu=0 mem=0 fam=", "2xCPU-4GB de-tst1 0.029761 EUR per 1 hour cpu=2 mem=4 fam=general",
		"HIMEM-2xCPU-16GB de-tst1 0.05 EUR per 1 hour cpu=2 mem=16 fam=HIMEM", "storage_maxiops de-tst1 0.00031 EUR per 1 gb_hour cpu=0 mem=0 fam=",
		"warp_core de-tst1 0.09 EUR per 1 unknown cpu=0 mem=0 fam=",
	}
	for i, r := range rows {
		got := fmt.Sprintf("%s %s %s %s per %s %s cpu=%s mem=%s fam=%s", r.Product, r.Region, r.Price, r.Currency, r.Per, r.Unit, r.VCPU.Decimal, r.MemoryGiB.Decimal, r.Family)
		if got != want[i] {
			t.Errorf("row %d: got %q, want %q", i, got, want[i])
		}
	}
}

func TestBadPrices(t *testing.T) {
	good, opt := catalogtest.Sample(t, "prices.json"), catalog.Options{Currency: "EUR"}
	for old, tc := range map[string][2]string{
		`"price": 0.56`:     {`"price": "N/A"`, `list.json:3:15: firewall: the price "N/A" is not a number`},
		`"price": 2.9761`:   {`"price": -2`, "negative"},
		`"amount": 256`:     {`"amount": 0`, "the price is for 0 units"},
		`"name": "de-tst1"`: {`"title": {}`, "the price is empty"},
		`"server_core"`:     {`"server_memory"`, "duplicate"},
		`"prices"`:          {`"price"`, "not an UpCloud price list"},
	} {
		if !strings.Contains(good, old) {
			t.Fatalf("the sample lacks %q", old)
		}
		text := strings.Replace(good, old, tc[0], 1)
		if old == `"server_core"` {
			text = strings.Replace(text, `"amount": 1, "price": 1.12`, `"amount": 256, "price": 1.12`, 1)
		}
		catalogtest.Refused(t, Read, text, opt, tc[1])
	}
	catalogtest.Refused(t, Read, good, catalog.Options{}, "no currency; name the currency of this list")
	catalogtest.Refused(t, Read, catalogtest.WebPage, opt, "web page")
	catalogtest.Truncations(t, Read, good, opt)
}

func TestRecordedFile(t *testing.T) {
	_, counts := catalogtest.ReadFile(t, Read, catalogtest.Shared(t, "samples/upcloud/price_zones.json"), catalog.Options{Currency: "EUR"})
	if counts.Records != 10 || counts.Read != counts.Taken || counts.Taken != 600 {
		t.Errorf("counts %s", counts)
	}
	t.Log(counts, counts.Warnings)
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(catalogtest.Sample(f, "prices.json")))
	f.Fuzz(func(t *testing.T, data []byte) { catalogtest.Fuzz(t, Read, data, catalog.Options{Currency: "EUR"}) })
}
