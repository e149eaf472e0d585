package model

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
)

// taxable is a question with a service in another currency, a fleet with people's
// work, own servers with a residual value, and a private cloud.
const taxable = `schema = "scenario/1"
name = "taxable"
as_of = 2026-11-23
currency = "CHF"
month = "730h"
%s
[[fx]]
from = "EUR"
to = "CHF"
rate = "0.9404"
as_of = 2026-09-09
source = "ECB"
[[fx]]
from = "EUR"
to = "USD"
rate = "1.1652"
as_of = 2026-09-09
source = "ECB"
[workload]
requests = "20M requests/month"
duration = "180ms"
memory = "1GiB"
vcpu = "1 vCPU"
response = "20kB"
http = false
arch = "x86"
[operations]
hourly_rate = "120 CHF/h"
[[option]]
id = "function"
kind = "function"
sheet = "aws-eu-central-1"
product = "lambda-x86"
[[option]]
id = "fleet"
kind = "vm"
sheet = "exoscale-ch-dk-2"
[[option]]
id = "unclear"
kind = "vm"
sheet = "infomaniak-ch-gva"
[own.rack]
country = "CH"
server = "14500 EUR"
quote_date = 2026-11-01
quote = "test"
vcpu = "64 vCPU"
memory = "256GiB"
life = "5 years"
residual = "10%%"
power = "350W"
power_price = "0.277 CHF/kWh"
network = "75 CHF/month"
[own.inside]
variant = "private-cloud"
country = "CH"
charge = "450 CHF/month"
vcpu = "64 vCPU"
memory = "256GiB"
[vat]
%s
`

func taxed(t testing.TB, head, vat string) *Comparison {
	t.Helper()
	c, err := compareText(t, fmt.Sprintf(taxable, head, vat))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func optionOf(t testing.TB, c *Comparison, id string) *Option {
	t.Helper()
	for _, o := range c.Options {
		if o.ID == id {
			return o
		}
	}
	t.Fatalf("no option %s", id)
	return nil
}

func lineOf(o *Option, id string) exact.Num {
	for _, l := range o.Lines {
		if l.ID == id {
			return o.values.Of(l.Converted)
		}
	}
	return exact.Zero
}

// TestVATBase: which amounts carry VAT. Wages and an internal charge do not; the
// share of bought work does; servers do on their whole price.
func TestVATBase(t *testing.T) {
	c := taxed(t, `buyer_country = "CH"`, `deductible = false`)
	for _, o := range c.Options {
		people := exact.Zero
		for _, l := range o.Lines {
			if l.Category == "operations" {
				people = people.Add(o.values.Of(l.Converted))
			}
		}
		if o.ID == "own-inside" {
			if o.VAT == nil || !o.values.Of(o.VAT.Base).IsZero() || !o.Monthly.Equal(o.VAT.NetMonthly) {
				t.Errorf("%s: an internal charge and wages carry no VAT: %+v", o.ID, o.VAT)
			}
			continue
		}
		want := o.values.Of(o.VAT.Net).Sub(people)
		if o.ID == "own-rack" { // 2 × 14,500 EUR over 60 months, without the 10 % it will sell for
			want = want.Add(lineOf(o, "amortisation").Mul(exact.MustParse("1/9")))
		}
		if got := o.values.Of(o.VAT.Base); !got.Equal(want) || people.IsZero() {
			t.Errorf("%s: %s carry VAT, want %s (people %s)", o.ID, got, want, people)
		}
	}
	for share, part := range map[string]string{"0%": "0", "25%": "0.25", "100%": "1"} {
		o := optionOf(t, taxed(t, `buyer_country = "CH"`, `outside_work = "`+share+`"`), "fleet")
		people := lineOf(o, "operations")
		if got := o.values.Of(o.VAT.Base); !got.Equal(o.values.Of(o.VAT.Net).Sub(people).Add(people.Mul(exact.MustParse(part)))) {
			t.Errorf("%s of the work bought: %s carry VAT", share, got)
		}
	}
}

// TestVATNothingChangesWithoutBuyer: with all of it deducted the costs and their
// order are those of a question without a country; without one there is no VAT.
func TestVATNothingChangesWithoutBuyer(t *testing.T) {
	plain, with := taxed(t, "", ""), taxed(t, `buyer_country = "CH"`, "")
	if plain.VAT != nil || with.VAT == nil {
		t.Fatalf("%v %v", plain.VAT, with.VAT)
	}
	for i, o := range plain.Options {
		p := with.Options[i]
		if o.ID != p.ID || !o.Monthly.Equal(p.Monthly) || o.VAT != nil || !p.VAT.NetMonthly.Equal(o.Monthly) || len(p.Lines) != len(o.Lines)+1 {
			t.Errorf("%s costs %s, with a buyer's country %s costs %s", o.ID, o.Monthly, p.ID, p.Monthly)
		}
	}
}

// TestVATRanks: the order follows what stays a cost. At Hungary's 27 % the servers,
// which carry VAT, cost more than the private cloud, which does not, unless VAT is
// deducted; and the share at which that turns is found on the axis.
func TestVATRanks(t *testing.T) {
	for _, x := range []struct{ country, vat, cheaper string }{
		{"HU", "", "own-rack"}, {"HU", "deductible = true", "own-rack"}, {"HU", "deductible = false", "own-inside"},
		{"HU", `deductible = "5%"`, "own-rack"}, {"DE", "deductible = false", "own-rack"},
	} {
		c := taxed(t, "buyer_country = \""+x.country+"\"", x.vat)
		for _, o := range c.Options {
			if o.ID == "own-rack" || o.ID == "own-inside" {
				if o.ID != x.cheaper {
					t.Errorf("%s %s: %s is cheaper", x.country, x.vat, o.ID)
				}
				break
			}
		}
	}
	c := taxed(t, `buyer_country = "HU"`, "")
	rack, inside := optionOf(t, c, "own-rack"), optionOf(t, c, "own-inside")
	axis, err := c.Axis("vat.deductible")
	if err != nil {
		t.Fatal(err)
	}
	f, err := c.Flips(axis, exact.Zero, exact.One, []*Option{rack, inside})
	if err != nil {
		t.Fatal(err)
	}
	kept, _ := inside.values.Of(inside.Total).Sub(rack.values.Of(rack.Total)).Quo(rack.values.Of(rack.VAT.Due))
	x := f.Result.Pairs[0].Crossings
	if len(x) != 1 || !x[0].X.Equal(exact.One.Sub(kept)) {
		t.Errorf("crossings %v, want one at %s", x, exact.One.Sub(kept).Round(6))
	}
}

// TestVATUnknown: an unknown rate is no rate. Where all VAT is deducted it does
// not matter; where some is not, nothing is priced.
func TestVATUnknown(t *testing.T) {
	for _, c := range []struct{ country, day, vat, unknown string }{
		{"US", "2026-11-23", "", "US is not among them"},
		{"CH", "2023-12-31", "", "begin on 2024-01-01"},
	} {
		head := "buyer_country = \"" + c.country + "\""
		text := strings.Replace(fmt.Sprintf(taxable, head, c.vat), "as_of = 2026-11-23\ncurrency", "as_of = "+c.day+"\ncurrency", 1)
		got, err := compareText(t, text)
		if err != nil {
			t.Fatal(err)
		}
		if got.VAT.Rate.OK() || !strings.Contains(got.VAT.Unknown, c.unknown) {
			t.Errorf("%s on %s: %q", c.country, c.day, got.VAT.Unknown)
		}
		for _, o := range got.Options {
			if o.VAT != nil || o.Status != Priced {
				t.Errorf("%s: %v %s", o.ID, o.VAT, o.Status)
			}
		}
	}
	c := taxed(t, `buyer_country = "US"`, `deductible = "99.9%"`)
	for _, o := range c.Options {
		if o.Status != NotPriced || o.Gaps[len(o.Gaps)-1].ID != VATLine || o.Gaps[0].State != pricing.Unknown {
			t.Errorf("%s is %s with an unknown tax: %v", o.ID, o.Status, o.Gaps)
		}
	}
	if c := taxed(t, `buyer_country = "US"`, "deductible = false\nrate = \"7%\""); c.Best() == nil || !c.VAT.Stated {
		t.Error("a stated rate is a rate")
	}
}

// TestVATWords: who hands it in, the plan, the doubt about a sheet.
func TestVATWords(t *testing.T) {
	c := taxed(t, `buyer_country = "CH"`, "")
	for id, want := range map[string]Supplier{"function": Abroad, "fleet": Domestic, "own-rack": Several} {
		if got := optionOf(t, c, id).VAT.Supplier; got != want {
			t.Errorf("%s: VAT is handed in by %s, want %s", id, got, want)
		}
	}
	if c.VAT.Planned == nil || c.VAT.Planned.Standard.String() != "8.5" || c.VAT.Begins != "2024-01-01" {
		t.Errorf("plan %v, begins %s", c.VAT.Planned, c.VAT.Begins)
	}
	for id, want := range map[string]bool{"unclear": true, "fleet": false} {
		if got := strings.Contains(strings.Join(optionOf(t, c, id).Warnings, " "), "VAT may be counted twice"); got != want {
			t.Errorf("%s warns of VAT twice: %v", id, got)
		}
	}
}

// TestVATAddsUp: for any rate, share and rounding, net plus VAT is with VAT to the
// cent; VAT is base × rate within a cent (exactly where lines are rounded); the
// cost lies between net and gross, and is one of them at the ends.
func TestVATAddsUp(t *testing.T) {
	cent := exact.MustParse("0.01")
	draw := rapid.Custom(func(r *rapid.T) taxCase {
		return taxCase{rate: rapid.IntRange(0, 2700).Draw(r, "rate"), share: rapid.SampledFrom([]int{0, 1, 33, 50, 99, 100}).Draw(r, "share"),
			rounding: rapid.SampledFrom([]string{"sum", "line"}).Draw(r, "rounding"), requests: rapid.IntRange(1, 400).Draw(r, "requests")}
	})
	for seed := range 25 {
		x := draw.Example(seed)
		rate, share := exact.Int(int64(x.rate)).Mul(cent), exact.Int(int64(x.share))
		text := fmt.Sprintf(taxable, "rounding = \""+x.rounding+"\"\nbuyer_country = \"DE\"", fmt.Sprintf("rate = \"%s%%\"\ndeductible = \"%s%%\"", rate, share))
		c, err := compareText(t, strings.Replace(text, `"20M requests`, fmt.Sprintf(`"%d00k requests`, x.requests), 1))
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range c.Options {
			v := o.VAT
			due := o.values.Of(v.Due)
			off := v.VATMonthly().Sub(due.Round(2))
			switch {
			case !v.NetMonthly.Add(v.VATMonthly()).Equal(v.GrossMonthly):
				t.Errorf("%+v, %s: %s + %s is not %s", x, o.ID, v.NetMonthly, v.VATMonthly(), v.GrossMonthly)
			case x.rounding == "line" && !off.IsZero() || cent.Less(off) || cent.Less(off.Neg()):
				t.Errorf("%+v, %s: VAT %s, base × rate %s", x, o.ID, v.VATMonthly(), due)
			case !due.Equal(o.values.Of(v.Base).Mul(rate).Mul(cent)):
				t.Errorf("%+v, %s: VAT %s", x, o.ID, due)
			case o.Monthly.Less(v.NetMonthly) || v.GrossMonthly.Less(o.Monthly):
				t.Errorf("%+v, %s: %s is not between %s and %s", x, o.ID, o.Monthly, v.NetMonthly, v.GrossMonthly)
			case share.IsZero() && !o.Monthly.Equal(v.GrossMonthly), x.share == 100 && !o.Monthly.Equal(v.NetMonthly):
				t.Errorf("%+v, %s: %s of net %s, with VAT %s", x, o.ID, o.Monthly, v.NetMonthly, v.GrossMonthly)
			}
		}
	}
}

type taxCase struct {
	rate, share int // hundredths of a percent, percent
	rounding    string
	requests    int
}

// TestVATMixture: where every amount carries VAT and none is deducted, workloads on
// one account cost the net bill and the rate on top, however they are shared.
func TestVATMixture(t *testing.T) {
	for seed := range uint64(2) {
		text := severalText(3, seed+3, `"gcp-europe-west3", "aws-eu-central-1"`)
		net, err := mixOf(t, text)
		if err != nil {
			t.Fatal(err)
		}
		text = strings.Replace(text, "currency = ", "buyer_country = \"DE\"\ncurrency = ", 1) + "[vat]\nrate = \"20%\"\ndeductible = false\noutside_work = \"100%\"\n"
		with, err := mixOf(t, text)
		if err != nil {
			t.Fatal(err)
		}
		if want := net.Total.Mul(exact.MustParse("1.2")); !with.Total.Equal(want) || !with.Together.Equal(net.Together.Mul(exact.MustParse("1.2"))) {
			t.Errorf("seed %d: %s with VAT, want %s; together %s of %s", seed, with.Total, want, with.Together, net.Together)
		}
		for i, k := range with.Clusters {
			if !k.Total.Equal(net.Clusters[i].Total.Mul(exact.MustParse("1.2"))) {
				t.Errorf("seed %d: cluster %s costs %s, net %s", seed, k.Product.ID, k.Total, net.Clusters[i].Total)
			}
		}
	}
}

// TestVATMarginal: what a workload adds to an account follows, too.
func TestVATMarginal(t *testing.T) {
	head := "buyer_country = \"DE\""
	net, with := taxed(t, head, ""), taxed(t, head, "rate = \"20%\"\ndeductible = false\noutside_work = \"100%\"")
	for _, id := range []string{"function", "fleet"} {
		var sums []exact.Num
		for _, c := range []*Comparison{net, with} {
			cost, _, err := c.Marginal(optionOf(t, c, id))
			if err != nil {
				t.Fatal(err)
			}
			v, err := c.Graph.Evaluate(nil, cost)
			if err != nil {
				t.Fatal(err)
			}
			sums = append(sums, v.Of(cost))
		}
		if want := sums[0].Mul(exact.MustParse("1.2")); !sums[1].Equal(want) || sums[0].IsZero() {
			t.Errorf("%s adds %s with VAT, want %s", id, sums[1], want)
		}
	}
}

// TestVATIncluded: a quote with VAT is what the same quote without it is, taxed
// once; wages and an internal charge have none to take off.
func TestVATIncluded(t *testing.T) {
	text := fmt.Sprintf(taxable, `buyer_country = "CH"`, "deductible = false\nrate = \"25%\"")
	gross := strings.NewReplacer(`server = "14500 EUR"`, `server = "18125 EUR"`, `power_price = "0.277`, "vat = \"included\"\npower_price = \"0.34625", `network = "75 CHF`, `network = "93.75 CHF`,
		`charge = "450 CHF/month"`, "charge = \"450 CHF/month\"\nvat = \"included\"").Replace(text)
	net, err := compareText(t, text)
	if err != nil {
		t.Fatal(err)
	}
	with, err := compareText(t, gross)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"own-rack", "own-inside"} {
		a, b := optionOf(t, net, id), optionOf(t, with, id)
		if !a.values.Of(a.Total).Equal(b.values.Of(b.Total)) || !a.VAT.NetMonthly.Equal(b.VAT.NetMonthly) {
			t.Errorf("%s: net quotes %s, with VAT %s", id, a.Monthly, b.Monthly)
		}
	}
	for head, want := range map[string]string{"": "which country's VAT the prices include is not said", `buyer_country = "CH"`: `"inclusive" is not known`} {
		bad := strings.Replace(fmt.Sprintf(taxable, head, ""), `power = "350W"`, "power = \"350W\"\nvat = \"included\"", 1)
		if head != "" {
			bad = strings.Replace(bad, `vat = "included"`, `vat = "inclusive"`, 1)
		}
		if _, err := compareText(t, bad); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", head, err)
		}
	}
	unknown := strings.Replace(fmt.Sprintf(taxable, `buyer_country = "US"`, ""), `power = "350W"`, "power = \"350W\"\nvat = \"included\"", 1)
	c, err := compareText(t, unknown)
	if err != nil {
		t.Fatal(err)
	}
	if o := optionOf(t, c, "own-rack"); o.Status != NotPriced || optionOf(t, c, "fleet").Status != Priced {
		t.Errorf("prices with an unknown VAT: %s", o.Status)
	}
}
