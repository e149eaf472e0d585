package hetzner

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/catalogtest"
)

func TestPricing(t *testing.T) {
	rows, counts := catalogtest.ReadFile(t, Read, "testdata/pricing.json", catalog.Options{})
	if got, want := counts.String(), "records 4, read 12, taken 10, skipped 1 (percentage of another price, not an amount), skipped 1 (section not known to this reader)"; got != want {
		t.Errorf("counts %q, want %q", got, want)
	}
	if len(counts.Warnings) != 1 || !strings.Contains(counts.Warnings[0], "moon_bases") {
		t.Errorf("warnings %q", counts.Warnings)
	}
	want := []string{
		"primary_ip_ipv4 fsn1 0.0008 EUR hour ", "primary_ip_ipv4 fsn1 0.5 EUR month_cap ", "floating_ip_ipv4 fsn1 3 EUR month ",
		"volume * 0.044 EUR gb_month ", "tst11 fsn1 0.01 EUR hour ", "tst11 fsn1 6.24 EUR month_cap ",
		"tst11 fsn1 1 EUR tb 21990232555520 byte", "tst11 sin 0.012 EUR hour ", "tst11 sin 7.488 EUR month_cap ", "tst11 sin 7.4 EUR tb 549755813888 byte",
	}
	for i, r := range rows {
		if got := fmt.Sprintf("%s %s %s %s %s %s", r.Product, r.Region, r.Price, r.Currency, r.Unit, r.TierFrom.Text); got != want[i] {
			t.Errorf("row %d: got %q, want %q", i, got, want[i])
		}
	}
}

func TestServerTypes(t *testing.T) {
	text := `{"server_types":[{"id":1,"name":"tst11","cores":2,"memory":4.0,"disk":40,"architecture":"arm","prices":[
{"location":"fsn1","price_hourly":{"net":"0.0100","gross":"0.0119"},"price_monthly":{"net":"6.2400","gross":"7.4256"}}]}],"meta":{}}`
	rows, _ := catalogtest.Read(t, Read, []byte(text), catalog.Options{Currency: "EUR"})
	if len(rows) != 2 || rows[0].VCPU.Decimal.String() != "2" || rows[0].MemoryGiB.Decimal.String() != "4" || rows[0].Family != "tst*" {
		t.Errorf("rows %+v", rows)
	}
	catalogtest.Refused(t, Read, text, catalog.Options{}, "no currency; name the currency of this list")
}

func TestBadPricing(t *testing.T) {
	good := catalogtest.Sample(t, "pricing.json")
	catalogtest.RefusedSwaps(t, Read, good, catalog.Options{}, map[string][2]string{
		`"net": "0.0440"`:   {`"net": "N/A"`, `list.json:11:13: volume gb_month: net: the price "N/A" is not a number`},
		`"net": "6.2400"`:   {`"net": "-6.24"`, "tst11 month_cap: net: the price -6.24 is negative"},
		`"currency": "EUR"`: {`"currency": "Euro"`, `"Euro" is not a known currency`},
		`"location": "sin"`: {`"location": "fsn1"`, "duplicate: line 17 gives another price"},
		`"pricing"`:         {`"prices"`, "not a price answer of the Hetzner Cloud API"},
	})
	catalogtest.Refused(t, Read, catalogtest.WebPage, catalog.Options{}, "web page")
	catalogtest.Refused(t, Read, "[]", catalog.Options{}, "not a price answer")
	catalogtest.Truncations(t, Read, good, catalog.Options{})
}

func TestRecordedFile(t *testing.T) {
	// The documentation example repeats each entry: same place, same amount.
	_, counts := catalogtest.ReadFile(t, Read, catalogtest.Shared(t, "samples/hetzner/pricing_doc_example.json"), catalog.Options{})
	if got, want := counts.String(), "records 11, read 40, taken 12, skipped 1 (percentage of another price, not an amount), skipped 27 (repeated: same product, same price)"; got != want {
		t.Errorf("counts %q, want %q", got, want)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(catalogtest.Sample(f, "pricing.json")))
	f.Fuzz(func(t *testing.T, data []byte) { catalogtest.Fuzz(t, Read, data, catalog.Options{Currency: "EUR"}) })
}
