package makeorbuy_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/makeorbuy"
	"github.com/sovcost/sovcost/model/modeltest"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
)

var examples = filepath.Join("..", "..", "testdata")

func question(t *testing.T, file string, set ...string) *model.Comparison {
	t.Helper()
	var settings []scenario.Setting
	for _, s := range set {
		k, v, _ := strings.Cut(s, "=")
		settings = append(settings, scenario.Setting{Key: k, Value: v})
	}
	return modeltest.Example(t, examples, file, settings...)
}

func find(t *testing.T, c *model.Comparison, id string) *model.Option {
	t.Helper()
	for _, o := range c.Options {
		if o.ID == id {
			return o
		}
	}
	t.Fatalf("no option %s", id)
	return nil
}

func flow(t *testing.T, c *model.Comparison, id string) *makeorbuy.Flow {
	t.Helper()
	f, err := makeorbuy.FlowOf(c, find(t, c, id), makeorbuy.TermsOf(c.Scenario))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestOneMonthIsCompare: with a horizon of one month and nothing that changes,
// every option of every example costs what compare says, whatever the discount
// rate.
func TestOneMonthIsCompare(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(examples, "*.toml"))
	if err != nil {
		t.Fatal(err)
	}
	options := 0
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(data), `"scenario/1"`) {
			continue
		}
		c := question(t, filepath.Base(path))
		for _, discount := range []string{"0", "0.05"} {
			terms := makeorbuy.TermsOf(c.Scenario)
			terms.Months = 1
			for k := range terms.Rates {
				terms.Rates[k] = exact.Zero
			}
			terms.Rates[makeorbuy.Discount] = exact.MustParse(discount)
			c.Scenario.Years.Migration, c.Scenario.Years.Exit = nil, nil
			for _, o := range c.Options {
				if len(o.Lines) == 0 || len(o.Upfront) > 0 || o.Own != nil && o.Own.Price.OK() {
					continue
				}
				options++
				f, err := makeorbuy.FlowOf(c, o, terms)
				if err != nil {
					t.Fatal(err)
				}
				if got, want := f.Equivalent.StringFixed(2), o.Monthly.Fixed(2); got != want {
					t.Errorf("%s: %s: %s over one month, compare says %s", path, o.ID, got, want)
				}
			}
		}
	}
	if options < 100 {
		t.Errorf("only %d options were compared", options)
	}
}

// still is the makeorbuy example with everything constant.
func still(t *testing.T, set ...string) *model.Comparison {
	t.Helper()
	var all []string
	for _, s := range append([]string{"years.load_growth=0%", "years.hardware_change=0%", "years.power_change=0%", "years.wage_change=0%",
		"years.services_change=0%", "years.discount=0%", `years.migration={ own = "0 CHF" }`}, set...) {
		key, _, _ := strings.Cut(s, "=")
		all = append(slices.DeleteFunc(all, func(old string) bool { return strings.HasPrefix(old, key+"=") }), s)
	}
	return question(t, "makeorbuy.toml", all...)
}

// TestLifeIsHorizon: over exactly one life, and over two, purchases less what the
// servers sell for are what compare spreads over the months.
func TestLifeIsHorizon(t *testing.T) {
	for _, horizon := range []string{"60 months", "120 months"} {
		c := still(t, "years.horizon="+horizon)
		f := flow(t, c, "own-zurich")
		want := find(t, c, "own-zurich").Monthly.Decimal(2).Mul(decimal.NewFromInt(int64(len(f.Months) - 1)))
		if off := f.Total.Sub(want).Abs(); off.GreaterThan(decimal.NewFromFloat(0.01 * 120)) {
			t.Errorf("%s: %s in all, %s by compare", horizon, f.Total, want)
		}
	}
}

// TestRefresh: a second generation is bought when the first one's life ends, and
// what is left at the end counts with its book value.
func TestRefresh(t *testing.T) {
	c := still(t, "years.horizon=7 years")
	f := flow(t, c, "own-zurich")
	for i, y := range f.Years {
		capex, bought := "0.00", "0"
		if i == 0 || i == 5 {
			capex, bought = "43500.00", "3" // 3 × 14,500
		}
		if y.Capex.StringFixed(2) != capex || y.Bought.String() != bought || y.Servers.String() != "3" || !y.Idle.IsZero() {
			t.Errorf("year %d: %s for %s servers", y.Year, y.Capex.StringFixed(2), y.Bought)
		}
		returned := map[int]string{5: "2175.00", 6: "26970.00"}[i] // 5 %; 43,500 × (1 - 0.95 × 24/60)
		if returned == "" {
			returned = "0.00"
		}
		if y.Returned.StringFixed(2) != returned {
			t.Errorf("year %d: %s came back, want %s", y.Year, y.Returned.StringFixed(2), returned)
		}
	}
}

// TestGrowth: servers follow the peak of each year, prices their own trend, and
// a load that falls leaves servers idle, not sold.
func TestGrowth(t *testing.T) {
	c := still(t, "years.load_growth=100%", "years.hardware_change=10%", "years.horizon=3 years")
	f := flow(t, c, "own-zurich")
	// 238, 475, 950 instances at the peak, 128 a server: 2, 4, 8 servers and a spare.
	for i, want := range []struct{ servers, bought, capex string }{{"3", "3", "43500.00"}, {"5", "2", "31900.00"}, {"9", "4", "70180.00"}} {
		y := f.Years[i]
		if y.Servers.String() != want.servers || y.Bought.String() != want.bought || y.Capex.StringFixed(2) != want.capex {
			t.Errorf("year %d: %s servers, %s bought for %s; want %v", i+1, y.Servers, y.Bought, y.Capex, want)
		}
	}
	f = flow(t, still(t, "years.load_growth=-60%", "years.horizon=2 years"), "own-zurich")
	if y := f.Years[1]; y.Servers.String() != "2" || y.Idle.String() != "1" || !y.Bought.IsZero() {
		t.Errorf("a falling load: %s servers, %s idle, %s bought", y.Servers, y.Idle, y.Bought)
	}
}

// TestTax: with a tax of 20 %, four fifths of bills remain and a fifth of the
// wear comes back.
func TestTax(t *testing.T) {
	plain, taxed := flow(t, still(t), "own-zurich"), flow(t, still(t, "years.tax=20%"), "own-zurich")
	wear := decimal.RequireFromString("41325") // 43,500 less 5 %
	want := plain.Opex.Sub(plain.Opex.Add(wear).Mul(decimal.RequireFromString("0.2")))
	if off := taxed.Opex.Sub(want).Abs(); off.GreaterThan(decimal.RequireFromString("0.6")) { // half a cent in each of 60 months, twice
		t.Errorf("%s after tax, want %s", taxed.Opex, want)
	}
	if !taxed.Capex.Equal(plain.Capex) {
		t.Errorf("purchases are not taxed: %s and %s", taxed.Capex, plain.Capex)
	}
}

// TestOneOffs: migration is due at the start, exit at the end.
func TestOneOffs(t *testing.T) {
	base := flow(t, still(t), "own-zurich")
	f := flow(t, still(t, `years.migration={ own = "1 CHF", own-zurich = "1000.50 CHF" }`, `years.exit={ own = "77 CHF" }`), "own-zurich")
	last := len(f.Months) - 1
	if got := f.Months[0].Sub(base.Months[0]).String(); got != "1000.5" {
		t.Errorf("migration %s", got)
	}
	if got := f.Months[last].Sub(base.Months[last]).String(); got != "77" || f.OneOff.String() != "1077.5" || f.NoMove {
		t.Errorf("exit %s, once %s", got, f.OneOff)
	}
}

// TestReview: signs, payback, return and break-even load hang together.
func TestReview(t *testing.T) {
	c := question(t, "makeorbuy.toml")
	r, err := makeorbuy.Run(c, makeorbuy.Options{Make: "own-zurich", Buy: "gridscale-lucerne-kubernetes"})
	if err != nil {
		t.Fatal(err)
	}
	x := r.Against
	if !x.MakeWins() || !x.NPV.Round(2).Equal(r.Buy.NPV.Sub(r.Make.NPV).Round(2)) {
		t.Errorf("making saves %s; %s against %s", x.NPV, r.Make.NPV, r.Buy.NPV)
	}
	if !x.Payback.Reached || x.Payback.Months.LessThan(x.Simple.Months) {
		t.Errorf("payback after %s months, discounted %s", x.Simple.Months, x.Payback.Months)
	}
	if len(x.Yearly) != 1 || x.Yearly[0] < 0.05 {
		t.Errorf("rates of return %v (%s): making wins at 5 %%, so the rate is above", x.Yearly, x.NoReturn)
	}
	if len(x.Loads) == 0 {
		t.Error("own hardware has a break-even load against a service that is paid by size")
	}
	for _, l := range x.Loads {
		for _, side := range []struct {
			f    float64
			wins bool
		}{{l.Factor * 0.995, !l.MakeWins}, {l.Factor * 1.005, l.MakeWins}} {
			terms := r.Terms
			terms.Scale, _ = exact.FromFloat(side.f)
			a, err := makeorbuy.FlowOf(c, r.Make.Option, terms)
			if err != nil {
				t.Fatal(err)
			}
			b, err := makeorbuy.FlowOf(c, r.Buy.Option, terms)
			if err != nil {
				t.Fatal(err)
			}
			if b.NPV.GreaterThan(a.NPV) != side.wins {
				t.Errorf("at %.4f of the load making wins: %v", side.f, !side.wins)
			}
		}
	}
	if len(x.Flips) != 5 {
		t.Errorf("%d flips", len(x.Flips))
	}
	if _, err := makeorbuy.Run(c, makeorbuy.Options{Make: "own-zurick"}); err == nil || !strings.Contains(err.Error(), `did you mean "own-zurich"?`) {
		t.Errorf("a misspelt side: %v", err)
	}
}
