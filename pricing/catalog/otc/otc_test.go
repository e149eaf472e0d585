package otc

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/catalogtest"
)

func TestAnswer(t *testing.T) {
	rows, counts := catalogtest.ReadFile(t, Read, "testdata/ecs.json", catalog.Options{})
	if got, want := counts.String(), "records 3, read 21, taken 5, skipped 1 (currency label and amount disagree), skipped 15 (no reserved price)"; got != want {
		t.Errorf("counts %q, want %q", got, want)
	}
	if len(counts.Warnings) != 1 || counts.Warnings[0] != "region eu-ch2: the label says CHF, the amount EUR" {
		t.Errorf("warnings %q", counts.Warnings)
	}
	want := []string{
		"t1.large.2 eu-de 0.051175 EUR hour on_demand  .. 2/4 t1.*.2 2026-05-06", "t1.large.2 eu-de 23.15 EUR month reserved_1y no_upfront .. 2/4 t1.*.2 2026-05-06",
		"t1.large.2 eu-de 19.94 EUR month reserved_2y no_upfront .. 2/4 t1.*.2 2026-05-06", "t1.large.2 eu-de 21.5 EUR month reserved_1y all_upfront .. 2/4 t1.*.2 2026-05-06",
		"t1.8xlarge.2 eu-de 1001.5 EUR hour on_demand  0..100 32/64 t1.*.2 2026-05-06",
	}
	for i, r := range rows {
		got := fmt.Sprintf("%s %s %s %s %s %s %s %s..%s %s/%s %s %s", r.Product, r.Region, r.Price, r.Currency, r.Unit, r.Term, r.Purchase, r.TierFrom.Text,
			r.TierTo.Text, r.VCPU.Decimal, r.MemoryGiB.Decimal, r.Family, r.AsOf)
		if got != want[i] {
			t.Errorf("row %d: got %q, want %q", i, got, want[i])
		}
	}
	flat := strings.NewReplacer(`{"ecs":[`, `[`, `]}}}`, `]}}`, `"count":3`, `"count":4`).Replace(catalogtest.Sample(t, "ecs.json"))
	_, flatCounts := catalogtest.Read(t, Read, []byte(flat), catalog.Options{})
	if flatCounts.String() != counts.String() || len(flatCounts.Warnings) != 2 {
		t.Errorf("bare array: %s %q", flatCounts, flatCounts.Warnings)
	}
}

func TestBounds(t *testing.T) {
	for in, want := range map[[2]string]string{
		{"1", "999999999999"}: "..", {"1", "100"}: "0..100", {"101", "200"}: "100..200", {"201", "999999999"}: "200..", {"", ""}: "..",
		{"1", "999999998"}: "0..999999998", {"2", "3"}: "1..3",
	} {
		from, to, err := bounds(in[0], in[1])
		if got := from.Text + ".." + to.Text; got != want || err != nil {
			t.Errorf("%v: got %s, %v", in, got, err)
		}
	}
}

func TestBadAnswers(t *testing.T) {
	good := catalogtest.Sample(t, "ecs.json")
	for old, tc := range map[string][2]string{
		`"0.051175 EUR"`:      {`"N/A"`, `TST_S1_LI: the price "N/A" is not an amount with a currency`},
		`"1,001.500000 EUR"`:  {`"-1.5 EUR"`, "negative"},
		`"23.150000 EUR"`:     {`"23,15 EUR"`, `"23,15" is not a number`},
		`"fromOn":1,"upTo":1`: {`"fromOn":"x","upTo":1`, "tier:"},
		`"result"`:            {`"results"`, "not an answer of the Open Telekom Cloud price API"},
		`"region":"eu-de"`:    {`"region":""`, "the price has no region"},
		`"id":"TST_S2_LI","productId":"Elastic Cloud Server","opiFlavour":"t1.8xlarge.2"`: {`"id":"TST_S1_LI","productId":"Elastic Cloud Server","opiFlavour":"t1.large.2"`, ""},
	} {
		if !strings.Contains(good, old) {
			t.Fatalf("the sample lacks %q", old)
		}
		text := strings.Replace(good, old, tc[0], 1)
		if tc[1] == "" {
			text, tc[1] = strings.Replace(text, `"upTo":100,`, `"upTo":999999999999,`, 1), "duplicate: line 3 gives another price"
		}
		catalogtest.Refused(t, Read, text, catalog.Options{}, tc[1])
	}
	catalogtest.Refused(t, Read, catalogtest.WebPage, catalog.Options{}, "web page")
	catalogtest.Truncations(t, Read, good, catalog.Options{})
}

func TestRecordedFile(t *testing.T) {
	_, counts := catalogtest.ReadFile(t, Read, catalogtest.Shared(t, "samples/otc/price_api_apig_eu-ch2.json"), catalog.Options{})
	want := "records 4, read 28, taken 0, skipped 4 (no amount, or 0, which this list shows for what it does not price), skipped 24 (no reserved price)"
	if got := counts.String(); got != want {
		t.Errorf("counts %q, want %q", got, want)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(catalogtest.Sample(f, "ecs.json")))
	f.Fuzz(func(t *testing.T, data []byte) { catalogtest.Fuzz(t, Read, data, catalog.Options{}) })
}
