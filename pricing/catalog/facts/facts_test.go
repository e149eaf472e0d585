package facts

import (
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/catalogtest"
)

func TestTable(t *testing.T) {
	rows, counts := catalogtest.ReadFile(t, Read, "testdata/small.csv", catalog.Options{})
	if got, want := counts.String(), "records 7, read 7, taken 6, skipped 1 (no price given)"; got != want {
		t.Errorf("counts %q, want %q", got, want)
	}
	r := rows[0]
	if r.Price.String() != "0.031" || r.Unit != "hour" || r.Term != catalog.OnDemand || r.VCPU.Decimal.String() != "2" ||
		r.MemoryGiB.Decimal.String() != "4" || r.VAT != "no" || r.Source != "offer 2026-117, page 3" || r.Line != 2 {
		t.Errorf("first row %+v", r)
	}
	if r := rows[2]; r.Term != "reserved_1y" || r.Purchase != "no_upfront" {
		t.Errorf("commitment row %+v", r)
	}
	if b := rows[3].TierTo; b.Value.Decimal.String() != "10" || b.Unit != "TB/month" {
		t.Errorf("tier bound %+v", b)
	}
	if r := rows[5]; r.Unit != "request" || r.Per.String() != "1000000" || r.AsOf != "2026" {
		t.Errorf("requests row %+v", r)
	}
}

func TestSemicolons(t *testing.T) {
	text := "provider;service;sku;region;unit;price;currency;source;as_of;confidence\np;vm;a;ch;hour;0.05;CHF;offer, page 1;2026-10-01;high\n"
	rows, _ := catalogtest.Read(t, Read, []byte(text), catalog.Options{})
	if len(rows) != 1 || rows[0].Price.String() != "0.05" || rows[0].Source != "offer, page 1" {
		t.Errorf("rows %+v", rows)
	}
}

func TestBadTables(t *testing.T) {
	good, opt := catalogtest.Sample(t, "small.csv"), catalog.Options{File: "p.csv"}
	for name, tc := range map[string]struct{ old, new, want string }{
		"price":            {"0.0310", "N/A", `p.csv:2:40: price: the price "N/A" is not a number; leave it empty where the price is not known`},
		"decimal comma":    {",0.0310,", `,"0,0310",`, `"0,0310" is not a number`},
		"negative":         {"19.30", "-19.30", "p.csv:3:"},
		"currency":         {"0.0310,CHF", "0.0310,CHX", `"CHX" is not a known currency`},
		"size":             {"ch-1,2,4,hour", "ch-1,two,4,hour", `vcpu: "two" is not a size`},
		"term":             {"1y_no_upfront", "yearly", `term: "yearly" is not a term; use on_demand`},
		"no source":        {`"offer 2026-117, page 5",2026,`, `,2026,`, "p.csv:7:72: source: the field is empty"},
		"no region":        {"requests,ch-1", "requests,", "the price has no region"},
		"missing column":   {"currency,", "money,", "lacks the column(s) currency; found provider, service"},
		"too few fields":   {",high,\nexamplecloud,vm,e1.small,ch-1,2,4,month,", "\nexamplecloud,vm,e1.small,ch-1,2,4,month,", "has 15 fields, the header has 17"},
		"unclosed quote":   {`page 5",2026-`, `page 5,2026-`, "not a valid csv line"},
		"duplicate column": {"price,currency,vat_included", "price,currency,price", "the column stands twice"},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(good, tc.old) {
				t.Fatalf("the sample lacks %q", tc.old)
			}
			catalogtest.Refused(t, Read, strings.Replace(good, tc.old, tc.new, 1), opt, tc.want)
		})
	}
	catalogtest.Refused(t, Read, catalogtest.WebPage, opt, "web page")
	catalogtest.Refused(t, Read, "\xff\xfep\x00r\x00", opt, "UTF-16")
}

func TestSharedFacts(t *testing.T) {
	for _, tc := range []struct{ file, want string }{
		{"hyperscalers.csv", "records 653, read 653, taken 645, skipped 8 (a share of another rate, not an amount)"},
		{"ch-eu.csv", "records 300, read 300, taken 299, skipped 1 (an allowance, not an amount)"},
	} {
		_, counts := catalogtest.ReadFile(t, Read, catalogtest.Shared(t, "facts/prices/"+tc.file), catalog.Options{})
		if counts.String() != tc.want {
			t.Errorf("%s: %s, want %s", tc.file, counts, tc.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(catalogtest.Sample(f, "small.csv")))
	f.Add([]byte("provider,service\n"))
	f.Fuzz(func(t *testing.T, data []byte) { catalogtest.Fuzz(t, Read, data, catalog.Options{}) })
}
