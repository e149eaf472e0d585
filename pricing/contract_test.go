package pricing

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/pricingtest"
)

var contractSheet = pricingtest.Head("acme-zrh", "CHF", "") + `
[[product]]
id = "s2"
kind = "vm"
title = "S2"
vcpu = "2 vCPU"
memory = "8GiB"
[[product.meter]]
id = "server"
quantity = "instance_time"
per = "h"
price = "0.10"
cap = "60"
cap_times = "instances"
source = "list"
[[product.meter]]
id = "support"
price = "10"
percent_of = ["server"]
source = "list"
[[product]]
id = "egress"
kind = "egress"
title = "Egress"
[[product.meter]]
id = "data"
quantity = "data"
per = "GB"
mode = "graduated"
source = "list"
[[product.meter.tier]]
up_to = "100 GB"
price = "0.10"
[[product.meter.tier]]
price = "0.05"
`

const contractHead = `schema = "contract/1"
id = "frame"
provider = "acme"
valid_from = 2026-01-01
valid_until = 2026-12-31
[source]
title = "order form 2026-117"
as_of = "2026-01-01"
confidence = "high"
`

// rated is the month's total and its rows for one server that ran 730 h, 300 GB
// sent.
func rated(t *testing.T, contract, asOf string) (total string, rows []string) {
	t.Helper()
	files := fstest.MapFS{"sheet.toml": {Data: []byte(contractSheet)}}
	if contract != "" {
		files["contract.toml"] = &fstest.MapFile{Data: []byte(contractHead + contract)}
	}
	lib, err := LoadLibrary(files, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := lib.Agree(); err != nil {
		t.Fatal(err)
	}
	u, err := ParseUsage("u.toml", []byte(`schema = "usage/1"
sheet = "acme-zrh"
as_of = `+asOf+`
month = "730h"
[[use]]
product = "s2"
inputs = { instances = "1", instance_time = "730h" }
[[use]]
product = "egress"
inputs = { data = "300GB" }
`))
	if err != nil {
		t.Fatal(err)
	}
	inv, err := u.Rate(lib)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range inv.Estimate.Lines {
		rows = append(rows, l.ID+" "+inv.Values.Of(l.Amount).Fixed(2))
	}
	return inv.Total.Value.Fixed(2), rows
}

// TestContracts: the server is 730 × 0.10, capped at 60; egress 100 × 0.10 + 200 ×
// 0.05 = 20; support 10 % of the server's list amount of 60. In all 86.00.
func TestContracts(t *testing.T) {
	for _, tt := range []struct{ name, contract, asOf, want string }{
		{"no contract", "", "2026-11-01", "86.00"},
		{"flat, after the cap and over the tiers; support stays on list", "[[discount]]\npercent = \"10\"\n", "2026-11-01", "78.00"},
		{"one kind", "[[discount]]\nkinds = [\"vm\"]\npercent = \"10\"\n", "2026-11-01", "80.00"},
		{"one product", "[[discount]]\nproducts = [\"egress\"]\npercent = \"50\"\n", "2026-11-01", "76.00"},
		{"one meter", "[[discount]]\nmeters = [\"egress.data\"]\npercent = \"50\"\n", "2026-11-01", "76.00"},
		{"the narrowest counts alone, in any order", "[[discount]]\nproducts = [\"s2\"]\npercent = \"50\"\n[[discount]]\npercent = \"10\"\n", "2026-11-01", "54.00"},
		{"a surcharge", "[[discount]]\npercent = \"-10\"\n", "2026-11-01", "94.00"},
		{"an agreed price; the cap still holds", "[[price]]\nmeter = \"s2.server\"\nprice = \"0.05\"\n", "2026-11-01", "63.80"}, // 36.50 + 20 + 10 % of 73.00 at list
		{"last day", "[[discount]]\npercent = \"10\"\n", "2026-12-31", "78.00"},
		{"a day after the last", "[[discount]]\npercent = \"10\"\n", "2027-01-01", "86.00"},
		{"the first day", "[[discount]]\npercent = \"10\"\n", "2026-01-01", "78.00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, rows := rated(t, tt.contract, tt.asOf); got != tt.want {
				t.Errorf("%s, want %s: %s", got, tt.want, strings.Join(rows, "; "))
			}
		})
	}
}

func TestContractsAreRefused(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", "nothing is agreed in this contract"},
		{"[[discount]]\npercent = \"100\"\n", "is no discount between -100 and 100"},
		{"[[discount]]\npercent = \"0\"\n", "is no discount between -100 and 100"},
		{"[[discount]]\nkinds = [\"vm\"]\nproducts = [\"s2\"]\npercent = \"5\"\n", "write one [[discount]] for each"},
		{"[[discount]]\nproducts = [\"s3\"]\npercent = \"5\"\n", `"s3" is on no sheet of acme-zrh; did you mean "s2"?`},
		{"[[discount]]\nkinds = [\"wm\"]\npercent = \"5\"\n", `did you mean "vm"?`},
		{"[[price]]\nmeter = \"egress.data\"\nprice = \"1\"\n", "has tiers on sheet acme-zrh"},
		{"[[price]]\nmeter = \"s2.server\"\nprice = \"-1\"\n", "not negative"},
		{"[[price]]\nmeter = \"s2.servr\"\nprice = \"1\"\n", `did you mean "s2.server"?`},
	} {
		lib, err := LoadLibrary(fstest.MapFS{"sheet.toml": {Data: []byte(contractSheet)}, "contract.toml": {Data: []byte(contractHead + tt.text)}}, false)
		if err == nil {
			err = lib.Agree()
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "contract.toml") {
			t.Errorf("%q: %v, want %s", tt.text, err, tt.want)
		}
	}
}

// TestEditions: two files of one id for different days are a history; a day in
// none of them has no price, not another day's.
func TestEditions(t *testing.T) {
	edition := func(dates, price string) *fstest.MapFile {
		text := strings.Replace(contractSheet, "vat = \"excluded\"\n", "vat = \"excluded\"\n"+dates, 1)
		return &fstest.MapFile{Data: []byte(strings.Replace(text, `price = "0.10"`, `price = "`+price+`"`, 1))}
	}
	lib, err := LoadLibrary(fstest.MapFS{
		"new.toml": edition("valid_from = 2026-06-01\n", "0.12"),
		"old.toml": edition("valid_from = 2025-06-01\nvalid_until = 2026-04-30\n", "0.10"),
	}, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ day, price, why string }{
		{"2025-05-31", "", "its prices begin on 2025-06-01"},
		{"2025-06-01", "0.1", ""},
		{"2026-04-30", "0.1", ""},
		{"2026-05-01", "", "no edition of it holds on 2026-05-01"},
		{"2026-05-31", "", "no edition of it holds on 2026-05-31"},
		{"2026-06-01", "0.12", ""},
		{"2030-01-01", "0.12", ""},
	} {
		day, err := factsheet.ParseDate(tt.day)
		if err != nil {
			t.Fatal(err)
		}
		on, outside := lib.On(day)
		s, ok := on.Sheet("acme-zrh")
		switch {
		case tt.price == "" && (ok || len(outside) != 1 || outside[0].Why != tt.why):
			t.Errorf("%s: %v, want %q", tt.day, outside, tt.why)
		case tt.price != "" && (!ok || s.Products[0].Meters[0].Price.String() != tt.price || len(outside) != 0):
			t.Errorf("%s: not priced at %s: %v", tt.day, tt.price, outside)
		}
	}
	if _, err := LoadLibrary(fstest.MapFS{
		"new.toml": edition("valid_from = 2026-04-30\n", "0.12"),
		"old.toml": edition("valid_from = 2025-06-01\nvalid_until = 2026-04-30\n", "0.10"),
	}, false); err == nil || !strings.Contains(err.Error(), "is the id of a sheet in new.toml as well") {
		t.Errorf("editions that share a day: %v", err)
	}
}

// TestPricesSeenLaterAreUnknown: without valid_from each price holds from its own
// date; a price that was seen later is no price for an earlier day.
func TestPricesSeenLaterAreUnknown(t *testing.T) {
	text := strings.Replace(contractSheet, "mode = \"graduated\"\n", "mode = \"graduated\"\nas_of = \"2026-03\"\n", 1)
	lib, err := LoadLibrary(fstest.MapFS{"s.toml": {Data: []byte(text)}}, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		day            string
		server, egress Offer // empty: the sheet is outside
	}{{"2026-02-28", "", ""}, {"2026-03-01", Unknown, Offered}, {"2026-09-30", Unknown, Offered}, {"2026-10-01", Offered, Offered}} {
		day, err := factsheet.ParseDate(tt.day)
		if err != nil {
			t.Fatal(err)
		}
		on, outside := lib.On(day)
		s, ok := on.Sheet("acme-zrh")
		if ok != (tt.server != "") || ok == (len(outside) == 1) {
			t.Fatalf("%s: on a sheet %v, outside %v", tt.day, ok, outside)
		}
		if ok && (s.Products[0].Meters[0].Status != tt.server || s.Products[1].Meters[0].Status != tt.egress) {
			t.Errorf("%s: server %s, egress %s", tt.day, s.Products[0].Meters[0].Status, s.Products[1].Meters[0].Status)
		}
	}
	if s, _ := lib.Sheet("acme-zrh"); s.Products[0].Meters[0].Status != Offered {
		t.Error("looking back changed the sheet")
	}
}
