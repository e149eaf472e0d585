package azure

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/catalogtest"
)

func TestPages(t *testing.T) {
	rows, counts := catalogtest.Read(t, Read, []byte(catalogtest.Sample(t, "page1.json", "page2.json")), catalog.Options{AsOf: "2026-11-01"})
	if got, want := counts.String(), "records 6, read 8, taken 8"; got != want || len(counts.Warnings) != 0 {
		t.Errorf("counts %q, warnings %q", got, counts.Warnings)
	}
	var got []string
	for _, r := range rows {
		got = append(got, fmt.Sprintf("%s %s os=%s %s/%s %s %s %s up=%v from=%s cpu=%s", r.Product, r.Region, r.OS, r.Per, r.Unit,
			r.Price, r.Currency, r.Term, r.Upfront, r.TierFrom.Text, r.VCPU.Decimal))
	}
	want := []string{
		"Standard_T2s_v9 switzerlandnorth os=linux 1/hour 0.1 CHF on_demand up=false from= cpu=2",
		"Standard_T2s_v9 switzerlandnorth os=linux 1/hour 0.05 CHF savings_plan_3y up=false from= cpu=2",
		"Standard_T2s_v9 switzerlandnorth os=linux 1/hour 0.07 CHF savings_plan_1y up=false from= cpu=2",
		"Standard_T2s_v9 switzerlandnorth os=windows 1/hour 0.192 CHF on_demand up=false from= cpu=2",
		"Standard_T2s_v9 switzerlandnorth os=linux 1/term 520 CHF reserved_1y up=true from= cpu=2",
		"Standard Zone 1 os= 1/gb 0 CHF on_demand up=false from= cpu=0",
		"Standard Zone 1 os= 1/gb 0.08 CHF on_demand up=false from=100 cpu=0",
		"Standard switzerlandnorth os= 10/count 0.0000018 CHF on_demand up=false from= cpu=0",
	}
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			t.Errorf("row %d\n got %s\nwant %s", i, got[i], want[i])
		}
	}
}

func TestOtherShapesGiveTheSameRows(t *testing.T) {
	one, two := catalogtest.Sample(t, "page1.json"), catalogtest.Sample(t, "page2.json")
	for name, text := range map[string]string{"array of pages": "[" + one + "," + two + "]", "lower case": strings.ReplaceAll(one+two, `"Items"`, `"items"`)} {
		rows, counts := catalogtest.Read(t, Read, []byte(text), catalog.Options{})
		if len(rows) != 8 || len(counts.Warnings) != 0 {
			t.Errorf("%s: %s %q", name, counts, counts.Warnings)
		}
	}
	_, counts := catalogtest.Read(t, Read, []byte(one), catalog.Options{})
	if len(counts.Warnings) != 1 || !strings.Contains(counts.Warnings[0], "NextPageLink") {
		t.Errorf("a lone first page: warnings %q", counts.Warnings)
	}
	_, counts = catalogtest.Read(t, Read, []byte(one+one+two), catalog.Options{})
	if counts.Skipped[catalog.SkipRepeated] != 5 {
		t.Errorf("overlapping pages: %s", counts)
	}
}

func TestVCPUs(t *testing.T) {
	for name, want := range map[string]int64{
		"Standard_D16as_v5": 16, "Standard_D2s_v3": 2, "Standard_D2_v3": 2, "Standard_E8-4s_v5": 4, "Standard_B1ls": 1,
		"Standard_F72s_v2": 72, "Standard_M128-32ms": 32, "Standard_NC6": 6, "Standard_A2_v2": 2, "Standard_DC2s_v3": 2,
		"Standard_A2": 0, "Standard_D12_v2": 0, "Standard_DS11-1_v2": 0, "Standard_DS13_v2_Promo": 0, "Standard_D3": 0, "Standard_GS5": 0, "Basic_A1": 0, "": 0, "Standard_": 0,
	} {
		if got, _ := vcpus(name); got != want {
			t.Errorf("%s: got %d, want %d", name, got, want)
		}
	}
}

func TestBadPages(t *testing.T) {
	good := catalogtest.Sample(t, "page1.json")
	for name, tc := range map[string]struct{ old, new, want string }{
		"price":     {`"retailPrice":0.1,`, `"retailPrice":"N/A",`, `list.json:2:`},
		"negative":  {`"retailPrice":0.192`, `"retailPrice":-0.192`, "list.json:3:"},
		"currency":  {`"currencyCode":"CHF"`, `"currencyCode":"???"`, `"???" is not a known currency`},
		"term":      {`"1 Year","isPrimary`, `"forever","isPrimary`, "the reservation term forever is not a number of years"},
		"plan term": {`"term":"3 Years"`, `"term":"soon"`, `the savings plan term "soon"`},
		"tier":      {`"tierMinimumUnits":0.0`, `"tierMinimumUnits":"x"`, "tierMinimumUnits"},
		"duplicate": {`"DZHTEST00002/0001","productName":"Virtual Machines Tsv9 Series Windows"`, `"DZHTEST00001/0001","productName":"Virtual Machines Tsv9 Series"`, ""},
		"other":     {`"Items"`, `"Things"`, "not an answer of the Retail Prices API"},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(good, tc.old) {
				t.Fatalf("the sample lacks %q", tc.old)
			}
			text := strings.Replace(good, tc.old, tc.new, 1)
			if name == "duplicate" {
				text = strings.Replace(text, "000000000002", "000000000001", 1)
				tc.want = "duplicate: line 2 gives another price"
			}
			catalogtest.Refused(t, Read, text, catalog.Options{}, tc.want)
		})
	}
	catalogtest.Refused(t, Read, catalogtest.WebPage, catalog.Options{}, "web page")
	catalogtest.Refused(t, Read, `[{"x":1},2]`, catalog.Options{}, "price is empty")
	catalogtest.Truncations(t, Read, good, catalog.Options{})
}

func TestRecordedFiles(t *testing.T) {
	for _, tc := range []struct{ file, want string }{
		{"retail_d2s_v3_eastus_preview.json", "records 9, read 11, taken 11"},
		{"retail_d2als_v7_reservation_1y.json", "records 1, read 1, taken 1"},
		{"retail_vm_francecentral_400.json", "records 400, read 400, taken 400"},
	} {
		rows, counts := catalogtest.ReadFile(t, Read, catalogtest.Shared(t, "samples/azure/"+tc.file), catalog.Options{})
		if counts.String() != tc.want {
			t.Errorf("%s: %s, want %s", tc.file, counts, tc.want)
		}
		if tc.file == "retail_vm_francecentral_400.json" {
			terms := map[catalog.Term]int{}
			for _, r := range rows {
				terms[r.Term]++
			}
			if terms[catalog.DevTest] != 90 || terms["reserved_1y"] != 47 || terms["reserved_3y"] != 47 ||
				terms[catalog.OnDemand]+terms[catalog.Spot]+terms[catalog.LowPriority] != 216 {
				t.Errorf("terms %v", terms)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(catalogtest.Sample(f, "page1.json")))
	f.Add([]byte(catalogtest.Sample(f, "page2.json")))
	f.Add([]byte(`[{"Items":[]},{"retailPrice":1}]`))
	f.Fuzz(func(t *testing.T, data []byte) { catalogtest.Fuzz(t, Read, data, catalog.Options{}) })
}
