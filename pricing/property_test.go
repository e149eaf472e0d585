package pricing_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/sheets"
	"github.com/sovcost/sovcost/pricing/unit"
)

// billed is the exact cost of one product from inputs in their own units.
func billed(t *rapid.T, p *pricing.Product, free bool, inputs map[string]exact.Num) (exact.Num, *pricing.Estimate) {
	g := formula.New()
	acc := &pricing.Account{G: g, FreeTier: free, Month: g.Given("month", "month", quantity(t, "730", "h"))}
	u := pricing.Use{Product: p, Inputs: map[string]formula.Node{}}
	for name, v := range inputs {
		in, _ := p.Input(name)
		u.Inputs[name] = g.Given(name, name, quantity(t, v.String(), in.Unit))
	}
	acc.Add(u)
	e, err := acc.Bill(p.Sheet)
	if err != nil {
		t.Fatalf("%s: %v", p.Key(), err)
	}
	if !e.Total.OK() {
		return exact.Zero, e
	}
	v, err := g.Evaluate(nil, e.Nodes()...)
	if err != nil {
		t.Skip(err) // an input of 0 that something is divided by
	}
	sum := exact.Zero
	for _, l := range e.Lines {
		if !v.Of(l.Quantity).Mul(v.Of(l.Price)).Equal(v.Of(l.Amount)) {
			t.Fatalf("%s: quantity × price is not the amount", l.ID)
		}
		sum = sum.Add(v.Of(l.Amount))
	}
	if !sum.Equal(v.Of(e.Total)) {
		t.Fatalf("%s: the lines add up to %s, the total is %s", p.Key(), sum, v.Of(e.Total))
	}
	return sum, e
}

func quantity(t *rapid.T, value, u string) unit.Quantity {
	q, err := unit.ParseQuantity(strings.TrimSpace(value + " " + u))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// amounts are loads of every size, from nothing to far above the last tier.
func amounts() *rapid.Generator[exact.Num] {
	return rapid.Custom(func(t *rapid.T) exact.Num {
		n := exact.Int(rapid.Int64Range(0, 9999).Draw(t, "digits"))
		scale, _ := exact.Parse(rapid.SampledFrom([]string{"0.001", "1", "1000", "1000000", "1000000000"}).Draw(t, "scale"))
		return n.Mul(scale)
	})
}

// TestMoreNeverCostsLess over every product of the shipped sheets: any one input
// grows, everything else stands still. Left out is what is no load: an input that
// a free amount grows with (more servers bring more free traffic) and rates by
// total volume, where a larger amount may fall into a cheaper price for all of it.
func TestMoreNeverCostsLess(t *testing.T) {
	lib, err := sheets.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	var products []*pricing.Product
	for _, s := range lib.Sheets() {
		for _, p := range s.Products {
			if p.Status == pricing.Offered && len(p.Inputs) > 0 && !slices.ContainsFunc(p.Meters, func(m *pricing.Meter) bool { return m.Mode == pricing.Volume }) {
				products = append(products, p)
			}
		}
	}
	if len(products) < 500 {
		t.Fatalf("only %d products", len(products))
	}
	rapid.Check(t, func(t *rapid.T) {
		p := products[rapid.IntRange(0, len(products)-1).Draw(t, "product")]
		inputs := map[string]exact.Num{}
		var loads []string
		for _, in := range p.Inputs {
			if (in.Optional || in.Default.IsSet()) && rapid.Bool().Draw(t, "leave out "+in.Name) {
				continue
			}
			inputs[in.Name] = amounts().Draw(t, in.Name)
			if !grantsGrowWith(p, in.Name) {
				loads = append(loads, in.Name)
			}
		}
		if len(loads) == 0 {
			t.Skip("nothing of it is a load")
		}
		grown := rapid.SampledFrom(loads).Draw(t, "grown")
		free := rapid.Bool().Draw(t, "free tier")
		before, _ := billed(t, p, free, inputs)
		old := inputs[grown]
		inputs[grown] = old.Add(amounts().Draw(t, "more"))
		if after, _ := billed(t, p, free, inputs); after.Less(before) {
			t.Fatalf("%s costs %s with %s = %s and %s with %s", p.Key(), before, grown, old, after, inputs[grown])
		}
	})
	t.Logf("%d products of %d sheets", len(products), len(lib.IDs()))
}

// grantsGrowWith reports whether a free amount on the sheet is worked out from
// the input.
func grantsGrowWith(p *pricing.Product, input string) bool {
	return slices.ContainsFunc(p.Sheet.Allowances, func(a *pricing.Allowance) bool { return strings.Contains(a.Quantity, input) })
}

// TestAnyGraduatedRateIsMonotone draws rates of its own: tiers at any bounds and
// prices, free amounts in both readings, minimum, cap and pieces.
func TestAnyGraduatedRateIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := acmeHead + drawRate(t)
		lib, err := pricing.LoadLibrary(fstest.MapFS{"acme.toml": {Data: []byte(text)}}, false)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		s, _ := lib.Sheet("acme")
		p := s.Products[0]
		free := rapid.Bool().Draw(t, "free tier")
		a := rapid.Int64Range(0, 5000).Draw(t, "used")
		b := a + rapid.Int64Range(0, 5000).Draw(t, "more")
		pieces := exact.Int(rapid.Int64Range(0, 5).Draw(t, "pieces"))
		less, _ := billed(t, p, free, map[string]exact.Num{"used": exact.Int(a), "pieces": pieces})
		more, _ := billed(t, p, free, map[string]exact.Num{"used": exact.Int(b), "pieces": pieces})
		if more.Less(less) {
			t.Fatalf("%d GB cost %s, %d GB cost %s:\n%s", a, less, b, more, text)
		}
		if less.Sign() < 0 {
			t.Fatalf("%d GB cost %s:\n%s", a, less, text)
		}
	})
}

func drawRate(t *rapid.T) string {
	text := `
[[product]]
id = "made"
kind = "service"
title = "made"
[[product.input]]
name = "used"
unit = "GB"
[[product.input]]
name = "pieces"
unit = "1"
[[product.meter]]
id = "used"
quantity = "used"
per = "GB"
mode = "graduated"
source = "list"
`
	if rapid.Bool().Draw(t, "minimum") {
		text += fmt.Sprintf("minimum = \"%d\"\n", rapid.IntRange(0, 500).Draw(t, "minimum of"))
	}
	if rapid.Bool().Draw(t, "cap") {
		text += fmt.Sprintf("cap = \"%d\"\n", rapid.IntRange(500, 3000).Draw(t, "cap of"))
	}
	if rapid.Bool().Draw(t, "each") {
		text += "each = \"pieces\"\n"
	}
	bound := 0
	for range rapid.IntRange(0, 4).Draw(t, "tiers") {
		bound += rapid.IntRange(1, 900).Draw(t, "width")
		text += fmt.Sprintf("[[product.meter.tier]]\nup_to = \"%d GB\"\nprice = \"%s\"\n", bound, drawPrice(t))
	}
	text += "[[product.meter.tier]]\nprice = \"" + drawPrice(t) + "\"\n"
	if rapid.Bool().Draw(t, "allowance") {
		text += fmt.Sprintf("[[allowance]]\nid = \"free\"\nscope = \"account\"\nquantity = \"%d GB\"\nmeters = [\"made.used\"]\nsource = \"list\"\napply = %q\n",
			rapid.IntRange(0, 1500).Draw(t, "free"), rapid.SampledFrom([]string{"shift", "band"}).Draw(t, "apply"))
	}
	return text
}

func drawPrice(t *rapid.T) string {
	return exact.Int(rapid.Int64Range(0, 2000).Draw(t, "price")).Mul(exact.MustParse("0.001")).String()
}

// TestKeyOrderDoesNotMatter: the worked sheets with the keys of every table in
// reverse give the same invoices.
func TestKeyOrderDoesNotMatter(t *testing.T) {
	turned := fstest.MapFS{}
	files, err := filepath.Glob(filepath.Join(workedDir, "sheets", "*.toml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		turned[filepath.Base(f)] = &fstest.MapFile{Data: []byte(keysReversed(string(data)))}
	}
	other, err := pricing.LoadLibrary(turned, false)
	if err != nil {
		t.Fatal(err)
	}
	lib := workedLibrary(t)
	cases, _ := readWorked(t)
	for _, c := range cases {
		a, b := rateFile(t, lib, c.Usage, ""), rateFile(t, other, c.Usage, "")
		if len(a.Estimate.Lines) != len(b.Estimate.Lines) || !a.Values.Of(a.Estimate.Total).Equal(b.Values.Of(b.Estimate.Total)) {
			t.Errorf("%s: another order of keys gives another invoice", c.ID)
		}
	}
}

// keysReversed turns the keys of each table round and leaves the tables where
// they are.
func keysReversed(text string) string {
	var out, table []string
	flush := func() {
		slices.Reverse(table)
		out, table = append(out, table...), nil
	}
	for line := range strings.Lines(text) {
		switch bare := strings.TrimSpace(line); {
		case strings.HasPrefix(bare, "["):
			flush()
			out = append(out, line)
		case bare != "" && !strings.HasPrefix(bare, "#"):
			table = append(table, line)
		}
	}
	flush()
	return strings.Join(out, "")
}
