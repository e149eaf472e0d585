package calibrate

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/calibrate"
	"github.com/sovcost/sovcost/model/calibrate/focusin"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/csvfmt"
	"github.com/sovcost/sovcost/reports/markdown"
)

// fataler is what a test and a property have in common.
type fataler interface {
	Helper()
	Fatal(...any)
}

// made is a result with a bridge of these amounts; the rest of the bill is one
// charge left out and some not mapped.
func made(t fataler, b calibrate.Bridge, service string, rest ...string) *calibrate.Result {
	t.Helper()
	rules, err := calibrate.ParseRules("map.toml", []byte("schema = \"bill-map/1\"\n[[map]]\nto = \"a.b\"\nwhen = { service = \"mapped\" }\n[[exclude]]\nname = \"tax\"\nwhen = { category = \"Tax\" }\n"))
	if err != nil {
		t.Fatal(err)
	}
	tally := calibrate.NewTally(rules, calibrate.Billed)
	add := func(category, service, sku, cost string) {
		d := decimal.RequireFromString(cost)
		day := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
		if err := tally.Add(&focusin.Charge{Rows: 1, Category: category, ServiceName: service, SkuID: sku, Start: day, End: day.AddDate(0, 1, 0), Billed: focusin.Number{Decimal: d, Known: true}}); err != nil {
			t.Fatal(err)
		}
	}
	add("Tax", "", "", "1.005")
	for i, cost := range rest {
		add("Usage", service, strings.Repeat("s", i+1), cost)
	}
	b.Mapped = b.Estimate.Sub(b.NotBilled).Add(b.Effects.Sum())
	b.Excluded, b.NotMapped = exact.MustParse("1.005"), exact.FromDecimal(tally.Total.Cost).Sub(exact.MustParse("1.005"))
	b.Bill = b.Mapped.Add(b.Excluded).Add(b.NotMapped)
	return &calibrate.Result{Option: &model.Option{ID: "o", Sheet: &pricing.Sheet{Currency: "USD"}}, Currency: "USD", Tally: tally, Bridge: b, Read: focusin.Report{File: "bill.csv"}}
}

// TestBridgeAddsUp: whatever the amounts, the cents shown lead from line to line
// to the subtotal and the total.
func TestBridgeAddsUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		amount := func(name string) exact.Num {
			x, _ := exact.Frac(int64(rapid.IntRange(-100_000, 100_000).Draw(rt, name)), int64(rapid.SampledFrom([]int{1, 3, 200, 7000}).Draw(rt, name+" of")))
			return x
		}
		b := calibrate.Bridge{Months: 1, Charges: 1, Estimate: amount("estimate"), NotBilled: amount("not billed"),
			Effects: calibrate.Effects{Volume: amount("volume"), Mix: amount("mix"), Price: amount("price"), Other: amount("other")}}
		var rest []string
		for range rapid.IntRange(0, 5).Draw(rt, "services") {
			rest = append(rest, amount("service").Fixed(3))
		}
		table := bridge(made(rt, b, "service", rest...), "USD")
		sum, children, parent := decimal.Zero, decimal.Zero, decimal.Zero
		for _, row := range table.Rows {
			n := *row.Cells[2].Number
			switch {
			case row.Style == reports.RowSubtotal || row.Style == reports.RowTotal:
				if !n.Equal(sum) {
					rt.Fatalf("%s is %s, the lines above are %s", row.Cells[0].Text, n, sum)
				}
			case row.Depth == 1:
				children = children.Add(n)
			default:
				sum, parent = sum.Add(n), n
			}
		}
		if len(rest) > 0 && !children.Equal(parent) {
			rt.Fatalf("the services are %s, not mapped is %s", children, parent)
		}
	})
}

// TestWordsOfABillAreHarmless: a service may be called anything.
func TestWordsOfABillAreHarmless(t *testing.T) {
	r := made(t, calibrate.Bridge{Months: 1, Charges: 1, Estimate: exact.One}, "=HYPERLINK(\"x\")\x1b[31m\n| a |<script>", "7")
	rep, err := Report(r, reports.Provenance{Tool: "sovcost"})
	if err != nil {
		t.Fatal(err)
	}
	var text, table bytes.Buffer
	if err := markdown.Write(&text, rep, markdown.Options{}); err != nil {
		t.Fatal(err)
	}
	dialect, err := csvfmt.ParseDialect("")
	if err != nil {
		t.Fatal(err)
	}
	if err := csvfmt.Write(&table, rep, dialect); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text.String(), "<script>") {
		t.Error("a tag is in the markdown")
	}
	for _, bad := range []string{"\x1b", ",=HYPERLINK", ",\"=HYPERLINK", "\n| a |"} {
		if strings.Contains(text.String()+table.String(), bad) {
			t.Errorf("%q is in the output", bad)
		}
	}
}

// TestAnswer: the sentence says by how much and why, and when there is nothing to
// say.
func TestAnswer(t *testing.T) {
	e := calibrate.Effects{Volume: exact.MustParse("2.175"), Mix: exact.MustParse("0.275")}
	for name, x := range map[string]struct {
		bridge calibrate.Bridge
		want   string
	}{
		"over":    {calibrate.Bridge{Months: 1, Charges: 1, Estimate: exact.MustParse("5.8"), Effects: e}, "The bill is 2.45 USD over the estimate: 8.25 against 5.80, in 1 month.\nVolume makes +2.18, mix +0.27, price 0.00."},
		"under":   {calibrate.Bridge{Months: 2, Charges: 1, Estimate: exact.Int(10), Effects: calibrate.Effects{Other: exact.Int(-4)}}, "The bill is 4.00 USD under the estimate: 6.00 against 10.00, in 2 months.\nVolume makes 0.00, mix 0.00, price 0.00, charges without a quantity -4.00."},
		"equal":   {calibrate.Bridge{Months: 1, Charges: 1, Estimate: exact.Int(10), Effects: calibrate.Effects{Volume: exact.One, Price: exact.Int(-1)}}, "The bill is the estimate: 10.00 USD, in 1 month.\nVolume makes +1.00, mix 0.00, price -1.00."},
		"nothing": {calibrate.Bridge{}, "No rule takes the only charge of the bill, 1.01 USD: there is nothing to hold against the estimate."},
	} {
		if got := strings.Join(answer(made(t, x.bridge, "")), "\n"); !strings.Contains(got, x.want) {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, x.want)
		}
	}
}
