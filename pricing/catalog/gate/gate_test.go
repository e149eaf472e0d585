package gate

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/money"
)

func num(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func size(s string) decimal.NullDecimal { return decimal.NewNullDecimal(num(s)) }

// vm makes a plain hourly machine row; lines count from 2, as under a header.
func vm(line int, product, vcpu, memory, price string) catalog.Row {
	return catalog.Row{Provider: "azure", Service: "Virtual Machines", SKU: product, Product: product, Family: catalog.Family(product),
		Region: "switzerlandnorth", Unit: "hour", Per: num("1"), Price: num(price), Currency: "USD", Term: catalog.OnDemand,
		VCPU: size(vcpu), MemoryGiB: size(memory), Line: line}
}

// dsv5 is a linear family: 0.1150 per 2 vCPU and hour.
func dsv5() []catalog.Row {
	return []catalog.Row{
		vm(2, "Standard_D2s_v5", "2", "8", "0.115"), vm(3, "Standard_D4s_v5", "4", "16", "0.23"),
		vm(4, "Standard_D8s_v5", "8", "32", "0.46"), vm(5, "Standard_D16s_v5", "16", "64", "0.92"),
	}
}

func say(found []Finding) string {
	var b strings.Builder
	for _, f := range found {
		fmt.Fprintf(&b, "%d %s %s beside %v: %s; %s\n", f.Line, f.Level, f.Check, f.Beside, f.What, f.Try)
	}
	return b.String()
}

func TestSoundListPasses(t *testing.T) {
	if found := Check(dsv5()); len(found) != 0 {
		t.Errorf("findings on a sound list:\n%s", say(found))
	}
}

func TestWindowsPriceAmongLinuxRows(t *testing.T) {
	rows := dsv5()
	rows[1].Price = num("0.23").Add(num("4").Mul(num("0.046")))
	want := "3 error linear beside [2 4 5]: 0.1035 USD per vCPU and hour, +80% off the 0.0575 of 3 other sizes of Standard_D*s_v5; " +
		"the difference is a Windows licence of 0.046 USD per vCPU-hour: is this a Windows price?\n"
	if got := say(Check(rows)); got != want {
		t.Errorf("got  %swant %s", got, want)
	}
	// Two sound sizes are enough when the difference is the licence to the digit.
	if worst, ok := Worst(Linear(rows[:3])); !ok || worst != Error {
		t.Errorf("three sizes: %v %v", worst, ok)
	}
}

func TestLinearEdges(t *testing.T) {
	for price, want := range map[string]int{"0.23": 0, "0.2345": 0, "0.253": 0, "0.2531": 1, "0.207": 0, "0.2069": 1} {
		rows := dsv5()
		rows[1].Price = num(price)
		if got := len(Linear(rows)); got != want {
			t.Errorf("0.23 written as %s: %d findings, want %d", price, got, want)
		}
	}
}

func TestFamiliesThatAreNotLinearAreLeftAlone(t *testing.T) {
	for name, rows := range map[string][]catalog.Row{
		"no majority":     {vm(2, "B1s", "1", "1", "0.01"), vm(3, "B2s", "2", "4", "0.04"), vm(4, "B4s", "4", "16", "0.166")},
		"two sizes":       {vm(2, "Standard_D2s_v5", "2", "8", "0.1"), vm(3, "Standard_D4s_v5", "4", "16", "0.5")},
		"other memory":    {vm(2, "Standard_D2s_v5", "2", "8", "0.1"), vm(3, "Standard_D4s_v5", "4", "16", "0.2"), vm(4, "Standard_D8s_v5", "8", "256", "2")},
		"spot":            spot(dsv5()),
		"other system":    system(dsv5()),
		"no size is told": {{Provider: "p", Product: "a", Unit: "hour", Per: num("1"), Price: num("1"), Currency: "USD"}},
	} {
		if found := Linear(rows); len(found) != 0 {
			t.Errorf("%s:\n%s", name, say(found))
		}
	}
}

func spot(rows []catalog.Row) []catalog.Row {
	for i := range rows {
		rows[i].Term = catalog.Spot
	}
	rows[0].Price = num("1")
	return rows
}

func system(rows []catalog.Row) []catalog.Row {
	rows[0].OS, rows[0].Price = "windows", num("0.207")
	return rows
}

// Scaling all prices, or reordering rows, changes no verdict.
func TestLinearIsAboutRatios(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := dsv5()
		bad := rapid.IntRange(0, 3).Draw(t, "bad")
		factor := num("2")
		rows[bad].Price = rows[bad].Price.Mul(factor)
		scale := decimal.New(rapid.Int64Range(1, 1_000_000).Draw(t, "scale"), -3)
		for i := range rows {
			rows[i].Price = rows[i].Price.Mul(scale)
			rows[i].Currency = "JPY"
		}
		line := rows[bad].Line
		rows = rapid.Permutation(rows).Draw(t, "order")
		found := Linear(rows)
		if len(found) != 1 || found[0].Line != line || found[0].Level != Error {
			t.Fatalf("want line %d, got\n%s", line, say(found))
		}
	})
}

func TestLicence(t *testing.T) {
	linux, windows := vm(2, "a", "2", "8", "0.2"), vm(3, "a", "2", "8", "0.2")
	linux.OS, linux.License, windows.OS, windows.License = "linux", "none", "windows", "included"
	if got, want := say(Licence([]catalog.Row{linux, windows})), "2 warning licence beside [3]: the Linux price 0.2 equals the Windows price; one of the two rows carries the other's price\n"; got != want {
		t.Errorf("got %q", got)
	}
	windows.License = "byol"
	if found := Licence([]catalog.Row{linux, windows}); len(found) != 0 {
		t.Errorf("own licence: %s", say(found))
	}
}

func TestMonthCap(t *testing.T) {
	// Hetzner: 42.99 a month at most, 0.0689 an hour: 624 hours.
	for _, tc := range []struct{ unit, month, want string }{
		{"month_cap", "42.99", ""},
		{"month", "42.99", "3 error month beside [2]: 42.99 is worth 623.9 hours of 0.0689, less than a month: it is a ceiling on the hourly price; give it the unit month_cap\n"},
		{"month_730h", "42.99", "3 error month beside [2]: 42.99 is worth 623.9 hours of 0.0689, less than a month: it is a ceiling on the hourly price; give it the unit month_cap\n"},
		{"month", "50.297", ""},
		{"month_cap", "50.297", "3 notice month beside [2]: 50.297 is worth 730 hours of 0.0689, a whole month: the ceiling has no effect; call it month, or check whether the hour was made by dividing the ceiling by 730\n"},
		{"month", "0.5", "3 error month beside [2]: 0.5 is worth 7.3 hours of 0.0689; check the units of both rows: one of them is not what it says\n"},
		{"month", "60", "3 error month beside [2]: 60 is worth 870.8 hours of 0.0689, more than any month has; check the units of both rows\n"},
	} {
		hour, month := vm(2, "ccx13", "2", "8", "0.0689"), vm(3, "ccx13", "2", "8", tc.month)
		month.Unit = tc.unit
		if got := say(Month([]catalog.Row{hour, month})); got != tc.want {
			t.Errorf("%s %s:\n got %swant %s", tc.unit, tc.month, got, tc.want)
		}
	}
}

func TestMonthEdges(t *testing.T) {
	for hours, bad := range map[string]bool{"714.99": true, "715": false, "720": false, "744": false, "745": false, "745.01": true, "300": true, "299.99": true} {
		hour, month := vm(2, "a", "1", "1", "1"), vm(3, "a", "1", "1", hours)
		month.Unit = "month"
		if got := len(Month([]catalog.Row{hour, month})) > 0; got != bad {
			t.Errorf("%s hours: finding %v", hours, got)
		}
	}
	reserved := vm(3, "a", "1", "1", "350")
	reserved.Unit, reserved.Term = "month", "commit_1m"
	if found := Month([]catalog.Row{vm(2, "a", "1", "1", "1"), reserved}); len(found) != 0 {
		t.Errorf("a commitment is no ceiling: %s", say(found))
	}
}

// tiered makes the tiers of one price from "from to price" triples.
func tiered(specs ...string) []catalog.Row {
	var rows []catalog.Row
	for i, s := range specs {
		f := strings.Fields(s)
		r := vm(i+2, "egress", "1", "1", f[2])
		r.Unit, r.VCPU = "gb", decimal.NullDecimal{}
		r.TierFrom, r.TierTo = catalog.ParseBound(strings.ReplaceAll(f[0], "-", "")), catalog.ParseBound(strings.ReplaceAll(f[1], "-", ""))
		rows = append(rows, r)
	}
	return rows
}

func TestTiers(t *testing.T) {
	for name, tc := range map[string]struct {
		rows []catalog.Row
		want string
	}{
		"sound":          {tiered("0 10240 0.09", "10240 51200 0.085", "51200 - 0.07"), ""},
		"any order":      {tiered("51200 - 0.07", "0 10240 0.09", "10240 51200 0.085"), ""},
		"starts only":    {tiered("- - 0.09", "100 - 0.08"), ""},
		"free first":     {tiered("0 100 0", "100 - 0.09"), ""},
		"gap":            {tiered("0 10240 0.09", "10245 - 0.08"), "3 error tiers beside [2]: gap between 10240 and 10245; a tier is missing\n"},
		"overlap":        {tiered("0 10240 0.09", "10239 - 0.08"), "3 error tiers beside [2]: overlap between 10239 and 10240; \n"},
		"both ends":      {tiered("1 9 0.09", "10 - 0.08"), "2 notice tiers beside []: the first tier starts at 1; " + inclusive + "\n3 notice tiers beside [2]: one tier ends at 9, the next starts at 10; " + inclusive + "\n"},
		"late start":     {tiered("100 200 0.09", "200 - 0.08"), "2 error tiers beside []: the first tier starts at 100; what does the quantity below cost?\n"},
		"no last":        {tiered("0 100 0.09", "100 200 0.08"), "3 warning tiers beside []: the last tier ends at 200; what does the quantity above cost?\n"},
		"twice":          {tiered("0 100 0.09", "0 100 0.08", "100 - 0.07"), "3 error tiers beside [2]: two tiers start at 0; keep one of the two\n"},
		"dearer":         {tiered("0 100 0.09", "100 - 0.1"), "3 notice tiers beside [2]: the price rises from 0.09 to 0.1 with quantity; \n"},
		"empty":          {tiered("0 100 0.09", "100 100 0.08", "100 - 0.07"), "4 error tiers beside [3]: two tiers start at 100; keep one of the two\n3 error tiers beside []: the tier from 100 to 100 is empty; \n"},
		"numbers":        {numbered(1, 2, 3), ""},
		"number missing": {numbered(1, 3), "2 error tiers beside [3]: the tiers are numbered [1 3]; a tier is missing or stands twice\n"},
	} {
		if got := say(Tiers(tc.rows)); got != tc.want {
			t.Errorf("%s:\n got %swant %s", name, got, tc.want)
		}
	}
	words := tiered("0 100 0.09", "150 - 0.08")
	words[0].TierTo, words[1].TierFrom = catalog.ParseBound("10 TB"), catalog.ParseBound("allowance")
	if found := Tiers(words); len(found) != 0 {
		t.Errorf("bounds in words: %s", say(found))
	}
}

func numbered(tiers ...int) []catalog.Row {
	var rows []catalog.Row
	for i, n := range tiers {
		r := vm(i+2, "duration", "1", "1", "0.1")
		r.Tier = n
		rows = append(rows, r)
	}
	return rows
}

func TestZero(t *testing.T) {
	plain, free, first, upfront := vm(2, "a", "1", "1", "0"), vm(3, "a", "1", "1", "0"), vm(4, "a", "1", "1", "0"), vm(5, "a", "1", "1", "0")
	free.Term, upfront.Purchase = catalog.FreeTier, "all_upfront"
	first.TierTo = catalog.ParseBound("100")
	found := Zero([]catalog.Row{plain, free, first, upfront})
	if len(found) != 1 || found[0].Line != 2 {
		t.Errorf("got %s", say(found))
	}
}

func TestCurrency(t *testing.T) {
	in := func(c money.Currency, line int, product, price string) catalog.Row {
		r := vm(line, product, "1", "1", price)
		r.Currency = c
		return r
	}
	if got, want := say(Currency([]catalog.Row{in("EUR", 2, "a", "1.5"), in("CHF", 3, "a", "1.5")})), "3 error currency beside [2]: 1.5 is the price in EUR and in CHF; one label is wrong\n"; got != want {
		t.Errorf("got %q", got)
	}
	if found := Currency([]catalog.Row{in("EUR", 2, "a", "1.5"), in("CHF", 3, "a", "1.4"), in("EUR", 4, "b", "1.1"), in("CHF", 5, "b", "1")}); len(found) != 0 {
		t.Errorf("a list in two currencies: %s", say(found))
	}
	var rows []catalog.Row
	for i := range 10 {
		rows = append(rows, in("EUR", i+2, fmt.Sprint("p", i), fmt.Sprint(i+1)))
	}
	stray := append(slices.Clone(rows), in("CHF", 20, "x", "99"))
	if got, want := say(Currency(stray)), "20 warning currency beside []: the price is in CHF, the rest of the region in EUR; check the label against the list\n"; got != want {
		t.Errorf("got %q", got)
	}
	if found := Currency(append(rows[:9:9], in("CHF", 20, "x", "99"), in("CHF", 21, "y", "98"))); len(found) != 0 {
		t.Errorf("two of eleven are no slip: %s", say(found))
	}
	if found := Currency([]catalog.Row{in("EURO", 2, "a", "1")}); len(found) != 1 || found[0].Level != Error {
		t.Errorf("unknown code: %s", say(found))
	}
}

func TestUnits(t *testing.T) {
	for _, tc := range []struct {
		unit, per, price string
		want             string
	}{
		{"request", "1", "0.0000002", ""}, {"request", "1000000", "0.20", ""},
		{"request", "1", "0.20", "0.2 USD per request is outside 0.00000001 to 0.00005"},
		{"gb_month", "1", "0.08", ""}, {"gb_month", "1", "80", "outside"},
		{"gb_second", "1", "0.0000166667", ""}, {"gb_second", "1", "0.06", "outside"},
		{"quux", "1", "1", `the unit "quux" is not known`}, {"unknown", "1", "1", "is not known"},
		{"hour", "1", "1", ""}, {"hour", "1", "85", "85 USD per vCPU-hour is outside"},
	} {
		r := vm(2, "a", "1", "1", tc.price)
		r.Unit, r.Per = tc.unit, num(tc.per)
		got := say(Units([]catalog.Row{r}))
		if tc.want == "" && got != "" || !strings.Contains(got, tc.want) {
			t.Errorf("%s per %s %s: got %q, want %q", tc.price, tc.per, tc.unit, got, tc.want)
		}
	}
}

func TestJump(t *testing.T) {
	before := dsv5()
	for price, want := range map[string]string{
		"0.115": "", "0.138": "", "0.13801": "warning", "0.092": "", "0.09199": "warning", "0.575": "warning", "0.5751": "error", "0.0229": "error", "0": "error",
	} {
		after := dsv5()
		after[0].Price, after[0].ValidFrom = num(price), "2026-11-01"
		found := Jump(before, after, num("0.2"))
		got := ""
		if len(found) > 0 {
			got = found[0].Level.String()
		}
		if got != want || len(found) > 1 {
			t.Errorf("0.115 to %s: %s", price, say(found))
		}
	}
	after := dsv5()[1:]
	after[0].Currency = "EUR"
	if got, want := say(Jump(before, after, num("0.2"))), "0 notice jump beside [2]: the price is no longer in the list; not offered any more, or renamed?\n3 error jump beside [3]: the currency changed from USD to EUR; \n"; got != want {
		t.Errorf("got %q", got)
	}
	if found := Jump(nil, before, num("0.2")); len(found) != 0 {
		t.Errorf("new products: %s", say(found))
	}
	perThousand := dsv5()
	perThousand[0].Per, perThousand[0].Price = num("1000"), num("115")
	if found := Jump(before, perThousand, num("0.2")); len(found) != 0 {
		t.Errorf("the same price per thousand: %s", say(found))
	}
}

func TestFindingsComeInOrderOfLines(t *testing.T) {
	rows := dsv5()
	rows[3].Currency, rows[0].Price = "X", num("0")
	found := Check(rows)
	if len(found) < 2 || !slices.IsSortedFunc(found, func(a, b Finding) int { return a.Line - b.Line }) {
		t.Errorf("got %s", say(found))
	}
	if got := found[0].String(); !strings.HasPrefix(got, "line 2: warning: zero: azure Standard_D2s_v5 switzerlandnorth: the price is 0 per hour") {
		t.Errorf("got %q", got)
	}
}
