package billsql_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/internal/dbtest"
	"github.com/sovcost/sovcost/model/calibrate"
	"github.com/sovcost/sovcost/model/calibrate/billsql"
	"github.com/sovcost/sovcost/model/calibrate/focusin"
	"github.com/sovcost/sovcost/model/warehouse"
)

// ports of this package's servers.
var ports = dbtest.NewPorts(23000)

// columns of the bill; numbers and times are also stored as such.
var columns = []string{"BilledCost", "EffectiveCost", "ListCost", "PricingQuantity", "ConsumedQuantity", "ListUnitPrice", "ChargePeriodStart", "ChargePeriodEnd",
	"BillingCurrency", "ChargeCategory", "ChargeClass", "CommitmentDiscountId", "CommitmentDiscountStatus", "PricingCategory", "ServiceName", "SkuId", "RegionId", "PricingUnit", "ConsumedUnit", "ChargeDescription", "ResourceId", "Tags"}

// numbers and times are the first columns.
const numbers, times = 6, 2

// bill is 3,000 charges of two months with what real ones have: credits,
// corrections, commitments, missing cells. words are cells that only text can
// hold.
func bill(words bool) [][]string {
	r := rand.New(rand.NewPCG(7, 11))
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	var rows [][]string
	for range 3000 {
		// Multiples of 1/512 are exact as floats: old servers read others loosely.
		billed := decimal.New(int64(r.IntN(1536))*1953125, -9).String()
		start := fmt.Sprintf("2026-%02d-%02d %02d:00:00", 9+r.IntN(2), 1+r.IntN(28), r.IntN(23))
		end := start[:11] + "23:30:00"
		row := []string{pick(billed, billed, "-"+billed, "0"), pick(billed, ""), pick(billed, "0", ""), pick("1", "2.5", "1000000", ""), pick("3", "0.125", ""), pick("", "0", "0.0000002", "0.0000166667"), start, end,
			"USD", pick("Usage", "Usage", "Usage", "Purchase", "Tax", "Credit"), pick("", "", "Correction"), pick("", "", "c-1"), pick("", "Used", "Unused"), pick("Standard", "Committed", ""),
			pick("AWS Lambda", "AWS Lambda", "Amazon S3", `it's "odd" \ %`), pick("S1", "S2", ""), pick("eu-central-1", "eu-west-1", ""), pick("Requests", "GB-Seconds", ""), pick("Requests", ""),
			pick("requests", "Lambda-GB-Second", "Zürich 東京"), fmt.Sprintf("arn:%d", r.IntN(5)), pick("", `{"app": "checkout", "n": 1.5, "on": true}`, `{"app":"search-eu"}`, `{"app": null}`)}
		if words && r.IntN(20) == 0 {
			row[0], row[3], row[4] = " "+row[0]+" ", "NULL", pick("1e-7", "2.5E+3")
			row[10], row[14] = "null", " AWS Lambda"
		}
		if words {
			row[6] = pick(start, strings.Replace(start, " ", "T", 1)+"Z", start[:10]+"T00:30:00+02:00", start[:10])
			row[7] = strings.Replace(end, " ", "T", 1) + "Z"
		}
		rows = append(rows, row)
	}
	return rows
}

func csvOf(t testing.TB, rows [][]string) string {
	t.Helper()
	var b strings.Builder
	w := csv.NewWriter(&b)
	if err := w.WriteAll(append([][]string{columns}, rows...)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// tabbed is rows as both engines load them; null columns have nulls for empty
// cells.
func tabbed(rows [][]string, null func(i int) bool) string {
	var b strings.Builder
	escape := strings.NewReplacer(`\`, `\\`, "\t", `\t`)
	for _, r := range rows {
		for i, cell := range r {
			cell = escape.Replace(cell)
			if cell == "" && null(i) {
				cell = `\N`
			}
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(cell)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

const mapping = `schema = "bill-map/1"
[[map]]
to     = "lambda-x86.requests"
when   = { service = "aws lambda", description = "*requests*", tags = { app = "*" } }
[[map]]
to       = "lambda-x86.duration"
quantity = "consumed"
when     = { service = "AWS*", sku = "S1", description = "*GB-second*", resource = "arn:1" }
[[exclude]]
name = "tax"
when = { category = "Tax" }
[[exclude]]
name = "odd"
when = { service = "it's*", region = "eu-*" }
`

// folded is a bill folded by rules, from whatever it was read.
type folded struct {
	Tally  *calibrate.Tally
	Report focusin.Report
}

func rules(t testing.TB) *calibrate.Rules {
	t.Helper()
	r, err := calibrate.ParseRules("map.toml", []byte(mapping))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func fromCSV(t *testing.T, rows [][]string, cost calibrate.Cost, o focusin.Options) folded {
	t.Helper()
	tally := calibrate.NewTally(rules(t), cost)
	report, err := focusin.ReadCSV("bill", strings.NewReader(csvOf(t, rows)), o, tally.Add)
	if err != nil {
		t.Fatal(err)
	}
	return folded{tally, report}
}

func fromTable(t *testing.T, source *warehouse.Source, table string, cost calibrate.Cost, o focusin.Options) (folded, error) {
	t.Helper()
	r := rules(t)
	tally := calibrate.NewTally(r, cost)
	report, err := billsql.Read(context.Background(), source, billsql.Options{Table: table, Looks: r.Columns(), Cost: cost.Column(), Options: o}, tally.Add)
	return folded{tally, report}, err
}

// same holds what came from a database against the csv of the same rows. Lines
// of first leniencies and names of files differ; kinds of storage in noted.
func same(t *testing.T, name string, got, want folded, noted ...focusin.Leniency) {
	t.Helper()
	for what, pair := range map[string][2]any{
		"mapped": {got.Tally.Mapped, want.Tally.Mapped}, "left out": {got.Tally.Excluded, want.Tally.Excluded}, "not mapped": {got.Tally.Rest, want.Tally.Rest},
		"kinds": {got.Tally.Kinds, want.Tally.Kinds}, "total": {got.Tally.Total, want.Tally.Total}, "totals": {got.Report.Totals, want.Report.Totals}, "charges": {got.Report.Charges, want.Report.Charges},
		"outside": {got.Report.Outside, want.Report.Outside}, "absent": {got.Report.Absent, want.Report.Absent}, "leniencies": {lenient(got, noted), lenient(want, noted)},
	} {
		if diff := cmp.Diff(pair[1], pair[0]); diff != "" {
			t.Errorf("%s: %s differ from the csv's (-csv +database):\n%.1500s", name, what, diff)
		}
	}
}

func lenient(f folded, but []focusin.Leniency) map[focusin.Leniency]int {
	out := map[focusin.Leniency]int{}
	for _, l := range f.Report.Lenient {
		if !slices.Contains(but, l.Leniency) {
			out[l.Leniency] = l.Times
		}
	}
	return out
}

func open(t *testing.T, address, user, password string) *warehouse.Source {
	t.Helper()
	t.Setenv("PGUSER", user)
	t.Setenv("PGPASSWORD", password)
	s, err := warehouse.Open(address, func(key string) string {
		return map[string]string{"CLICKHOUSE_USER": user, "CLICKHOUSE_PASSWORD": password}[key]
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// refused are readings that both engines refuse, in one line, without the
// password. The tables are made by the engine's test.
func refused(t *testing.T, source *warehouse.Source) {
	t.Helper()
	for table, want := range map[string]string{
		"nowhere":               "there is no table nowhere",
		"bill; DROP TABLE bill": "is not a name; only letters, digits and underscores are allowed; for a query of your own make a view",
		"SELECT 1":              "is not a name",
		"costless":              "BilledCost: the required column is absent; did you mean BiledCost?",
		"broken":                "BilledCost: no number; write it without separators and currency signs, like 1234.56 (2 rows)",
		"listy":                 "which cannot be read as this; make a view",
	} {
		_, err := fromTable(t, source, table, calibrate.Billed, focusin.Options{})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), dbtest.Password) {
			t.Errorf("%s: error does not say %q: %v", table, want, err)
		}
	}
	if f, err := fromTable(t, source, "vacant", calibrate.Billed, focusin.Options{}); err != nil || f.Report.Charges != 0 {
		t.Errorf("a table without rows: %d charges, %v", f.Report.Charges, err)
	}
	if _, err := fromTable(t, source, "bill", calibrate.Billed, focusin.Options{Currency: "CHF"}); err == nil || !strings.Contains(err.Error(), "the charge is in USD, CHF is expected; split the bill by currency (") {
		t.Errorf("another currency: %v", err)
	}
}
