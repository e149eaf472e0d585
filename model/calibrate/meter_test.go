package calibrate_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/model/calibrate"
	"github.com/sovcost/sovcost/model/calibrate/focusin"
	"github.com/sovcost/sovcost/pricing/exact"
)

const fullHeader = "BillingCurrency,ChargeCategory,ChargeClass,ChargePeriodStart,ChargePeriodEnd,ServiceName,SkuId,RegionId,PricingQuantity,PricingUnit,ListUnitPrice,BilledCost,EffectiveCost,CommitmentDiscountId,CommitmentDiscountStatus\n"

// octoberRow is a charge of October; the fields are category, class, SKU, region,
// quantity, unit, list price, billed, effective, commitment and its status.
func octoberRow(fields string) string {
	f := strings.Split(fields, "|")
	return fmt.Sprintf("USD,%s,%s,2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,AWS Lambda,%s,%s,%s,%s,%s,%s,%s,%s,%s\n", f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9], f[10])
}

const requestsOnly = `schema = "bill-map/1"
[[map]]
to   = "lambda-x86.requests"
when = { service = "AWS Lambda" }
`

// TestEffectsOfABill: what FinOps people see on bills, by hand. The estimate is 30
// million requests, 1 million of them free, the others at 0.0000002: 5.80.
func TestEffectsOfABill(t *testing.T) {
	const p = "0.0000002"
	for _, c := range []struct {
		name                      string
		rows                      []string
		volume, mix, price, other string
	}{
		{"as estimated", []string{"Usage||R|eu-central-1|29000000|Requests|" + p + "|5.8|5.8||", "Usage||F|eu-central-1|1000000|Requests|0|0|0||"}, "0", "0", "0", "0"},
		{"no free amount", []string{"Usage||R|eu-central-1|30000000|Requests|" + p + "|6|6||"}, "0", "0.2", "0", "0"},
		{"twice as much, free amount doubled too", []string{"Usage||R|eu-central-1|58000000|Requests|" + p + "|11.6|11.6||", "Usage||F|eu-central-1|2000000|Requests|0|0|0||"}, "5.8", "0", "0", "0"},
		{"price rise", []string{"Usage||R|eu-central-1|29000000|Requests|0.0000003|8.7|8.7||", "Usage||F|eu-central-1|1000000|Requests|0|0|0||"}, "0", "0", "2.9", "0"},
		{"discount on the list price", []string{"Usage||R|eu-central-1|29000000|Requests|" + p + "|5.22|5.22||", "Usage||F|eu-central-1|1000000|Requests|0|0|0||"}, "0", "0", "-0.58", "0"},
		{"half in Zurich at 0.00000024", []string{"Usage||R|eu-central-1|14500000|Requests|" + p + "|2.9|2.9||", "Usage||Z|eu-central-2|14500000|Requests|0.00000024|3.48|3.48||", "Usage||F|eu-central-1|1000000|Requests|0|0|0||"}, "0", "0.58", "0", "0"},
		{"half in Zurich, without list prices", []string{"Usage||R|eu-central-1|14500000|Requests||2.9|2.9||", "Usage||Z|eu-central-2|14500000|Requests||3.48|3.48||", "Usage||F|eu-central-1|1000000|Requests||0|0||"}, "0", "0.58", "0", "0"},
		{"half in Zurich, 10 % off there", []string{"Usage||R|eu-central-1|14500000|Requests|" + p + "|2.9|2.9||", "Usage||Z|eu-central-2|14500000|Requests|0.00000024|3.132|3.132||", "Usage||F|eu-central-1|1000000|Requests|0|0|0||"}, "0", "0.58", "-0.348", "0"},
		{"another SKU beside", []string{"Usage||R|eu-central-1|19000000|Requests|" + p + "|3.8|3.8||", "Usage||edge|eu-central-1|10000000|Requests|0.0000006|6|6||", "Usage||F|eu-central-1|1000000|Requests|0|0|0||"}, "0", "4", "0", "0"},
		{"billed as global", []string{"Usage||R|Global|29000000|Requests|" + p + "|5.8|5.8||", "Usage||F||1000000|Requests|0|0|0||"}, "0", "0", "0", "0"},
		{"no SKU named, 5 % off", []string{"Usage||||9000000|Requests||1.71|1.71||", "Usage||R|eu-central-1|20000000|Requests|" + p + "|4|4||", "Usage||F||1000000|Requests|0|0|0||"}, "0", "0", "-0.09", "0"},
		{"millions", []string{"Usage||R|eu-central-1|29|1M Requests|0.2|5.8|5.8||", "Usage||F|eu-central-1|1|1M Requests|0|0|0||"}, "0", "0", "0", "0"},
		{"a credit", []string{"Usage||R|eu-central-1|29000000|Requests|" + p + "|5.8|5.8||", "Usage||F|eu-central-1|1000000|Requests|0|0|0||", "Credit||R|eu-central-1||||-1|-1||"}, "0", "0", "0", "-1"},
		{"a correction takes 9 million back", []string{"Usage||R|eu-central-1|29000000|Requests|" + p + "|5.8|5.8||", "Usage||F|eu-central-1|1000000|Requests|0|0|0||", "Usage|Correction|R|eu-central-1|-9000000|Requests|" + p + "|-1.8|-1.8||"}, "-1.74", "-0.06", "0", "0"},
		{"purchase and usage of a commitment", []string{"Purchase||P|eu-central-1|29000000|Requests|" + p + "|4|0|c1|", "Usage||R|eu-central-1|29000000|Requests|" + p + "|0|4|c1|Used", "Usage||F|eu-central-1|1000000|Requests|0|0|0||"}, "0", "0", "-5.8", "4"},
		{"no quantity", []string{"Usage||R|eu-central-1||||9|9||"}, "0", "0", "0", "3.2"},
		{"hours cannot be requests", []string{"Usage||R|eu-central-1|744|Hours||9|9||"}, "0", "0", "0", "3.2"},
	} {
		bill := fullHeader
		for _, r := range c.rows {
			bill += octoberRow(r)
		}
		r, err := run(t, bill, requestsOnly)
		if err != nil || len(r.Rows) != 1 {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		reconciled(t, r)
		e := r.Rows[0].Effects
		for k, x := range []struct {
			got  exact.Num
			want string
		}{{e.Volume, c.volume}, {e.Mix, c.mix}, {e.Price, c.price}, {e.Other, c.other}} {
			if !x.got.Equal(exact.MustParse(x.want)) {
				t.Errorf("%s: %s is %s, want %s; %+v", c.name, []string{"volume", "mix", "price", "other"}[k], x.got, x.want, r.Rows[0].Groups)
			}
		}
	}
}

// TestCommitmentSpread: by effective cost the purchase is 0 and its usage has the
// cost; what stays unused has a cost and no usage.
func TestCommitmentSpread(t *testing.T) {
	bill := fullHeader + octoberRow("Purchase||P|eu-central-1|29000000|Requests|0.0000002|4|0|c1|") +
		octoberRow("Usage||R|eu-central-1|29000000|Requests|0.0000002|0|3|c1|Used") +
		octoberRow("Usage||R|eu-central-1|5000000|Requests|0.0000002|0|1|c1|Unused")
	rules, err := calibrate.ParseRules("map.toml", []byte(requestsOnly))
	if err != nil {
		t.Fatal(err)
	}
	tally := calibrate.NewTally(rules, calibrate.Effective)
	read, err := focusin.ReadCSV("bill.csv", strings.NewReader(bill), focusin.Options{}, tally.Add)
	if err != nil {
		t.Fatal(err)
	}
	r, err := calibrate.Run(asked.get(t), grossOf(t), lambda, rules, tally, read)
	if err != nil {
		t.Fatal(err)
	}
	reconciled(t, r)
	row := r.Rows[0]
	if row.BillQty.String() != "29000000" || row.Bill.String() != "4" || row.Effects.Other.String() != "1" {
		t.Errorf("%s requests, %s, other %s: want 29000000, 4 and 1 unused", row.BillQty, row.Bill, row.Effects.Other)
	}
	if u := tally.Kinds[calibrate.Kind{Category: "Usage", Commitment: "Unused"}]; u == nil || u.Cost.String() != "1" {
		t.Errorf("unused commitment %+v", u)
	}
}

// TestAnyBillAddsUp: random bills, with anything on them, split into effects that
// add up exactly in every group, row and in the whole.
func TestAnyBillAddsUp(t *testing.T) {
	c, gross := asked.get(t), grossOf(t)
	rules, err := calibrate.ParseRules("map.toml", []byte(strings.ReplaceAll(mapping, "solves", "#")))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		var b strings.Builder
		b.WriteString("BillingCurrency,ChargeCategory,ChargeClass,ChargePeriodStart,ChargePeriodEnd,ServiceName,ChargeDescription,SkuId,RegionId,PricingQuantity,PricingUnit,ConsumedQuantity,ConsumedUnit,ListUnitPrice,ListCost,BilledCost,CommitmentDiscountStatus,Tags\n")
		pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(rt, name) }
		number := func(name string) string {
			return pick(name, "", "NULL", "0", "1", "-3", "0.0000002", "12.5", "41250000", "1e-7", fmt.Sprint(rapid.IntRange(-9999, 9999).Draw(rt, name+" n")))
		}
		currency := pick("currency", "USD", "CHF")
		for range rapid.IntRange(1, 30).Draw(rt, "rows") {
			month := rapid.IntRange(8, 10).Draw(rt, "month")
			cost := number("billed")
			if cost == "" || cost == "NULL" {
				cost = "0.01"
			}
			fmt.Fprintf(&b, "%s,%s,%s,2026-%02d-03T00:00:00Z,2026-%02d-04T00:00:00Z,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\n", currency, pick("category", "Usage", "Usage", "Purchase", "Tax", "Credit", "Adjustment"), pick("class", "", "Correction"), month, month,
				pick("service", "AWS Lambda", "AWS Data Transfer", "Other"), pick("description", "requests", "Lambda-GB-Second", "x"), pick("sku", "", "A", "B"), pick("region", "", "eu-central-1", "eu-west-1"),
				number("quantity"), pick("unit", "", "Requests", "GB", "GB-Seconds", "Hours", "1M requests", "Things"), number("consumed"), pick("consumed unit", "", "GB", "Requests"), number("list price"), number("list"), cost, pick("status", "", "Used", "Unused"), pick("tags", "", `"{""app"": ""checkout""}"`))
		}
		tally := calibrate.NewTally(rules, calibrate.Billed)
		read, err := focusin.ReadCSV("bill.csv", strings.NewReader(b.String()), focusin.Options{}, tally.Add)
		if err != nil {
			rt.Fatal(err)
		}
		r, err := calibrate.Run(c, gross, lambda, rules, tally, read)
		if err != nil {
			rt.Fatal(err)
		}
		reconciled(t, r)
		if !sumOf(tally).Equal(exact.FromDecimal(read.Totals[0].Billed.Total)) || t.Failed() {
			rt.Fatalf("%s is not %s:\n%s", sumOf(tally), read.Totals[0].Billed.Total, b.String())
		}
	})
}

// TestTiersOfABill: what reaches a cheaper tier is mix, not price; a tier mapped
// on its own is a meter of its own.
func TestTiersOfABill(t *testing.T) {
	bill := fullHeader
	for _, r := range []string{"Usage||F|global|100|GB|0|0|0||", "Usage||O|eu-central-1|10240|GB|0.09|921.6|921.6||", "Usage||O|eu-central-1|5000|GB|0.085|425|425||"} {
		bill += octoberRow(r)
	}
	r, err := run(t, bill, strings.ReplaceAll(requestsOnly, "lambda-x86.requests", "internet-egress.data"))
	if err != nil {
		t.Fatal(err)
	}
	reconciled(t, r)
	row := r.Rows[0]
	// 15,340 of 670.55 GiB: volume is 51.3497 × (15,340 / 670.5523 - 1).
	if e := row.Effects; e.Volume.Fixed(2) != "1123.36" || e.Mix.Fixed(2) != "171.89" || !e.Price.IsZero() || !e.Other.IsZero() {
		t.Errorf("volume %s, mix %s, price %s, other %s", e.Volume.Fixed(2), e.Mix.Fixed(2), e.Price, e.Other)
	}
	second := row.Groups[1]
	if second.BillQty.String() != "5000" || !second.Effects.Mix.Equal(exact.Int(425)) {
		t.Errorf("second tier: %+v", second)
	}
	byTier := `schema = "bill-map/1"
[[map]]
to   = "internet-egress.data.1"
when = { sku = "O" }
[[map]]
to   = "internet-egress.data"
when = { sku = "F" }
`
	if _, err := run(t, bill, byTier); err == nil || !strings.Contains(err.Error(), `map.toml:3:1: map[0].to: "internet-egress.data.1" is a tier of "internet-egress.data"`) {
		t.Errorf("a tier and its meter: %v", err)
	}
	r, err = run(t, bill, strings.ReplaceAll(byTier, `"internet-egress.data"`, `"internet-egress.data.2"`))
	if err != nil || len(r.Rows) != 2 {
		t.Fatalf("%v", err)
	}
	reconciled(t, r)
}
