package cashflow

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// Flows built from known rates: IRR must return exactly these, each with the
// direction that alternates from the last.
func TestIRRRecoversKnownRates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Rates in whole percents, distinct, from -90 % to 300 %.
		percents := rapid.SliceOfNDistinct(rapid.IntRange(-90, 300), 1, 5, rapid.ID[int]).Draw(t, "rates")
		// product of (100+p) v - 100, so v = 100/(100+p).
		flows := []decimal.Decimal{decimal.NewFromInt(1)}
		for _, p := range percents {
			next := make([]decimal.Decimal, len(flows)+1)
			for i, c := range flows {
				next[i] = next[i].Sub(c.Mul(decimal.NewFromInt(100)))
				next[i+1] = next[i+1].Add(c.Mul(decimal.NewFromInt(int64(100 + p))))
			}
			flows = next
		}
		got, err := IRR(flows)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.All) != len(percents) {
			t.Fatalf("rates %v: found %v", percents, got.All)
		}
		wanted := map[string]bool{}
		for _, p := range percents {
			wanted[decimal.New(int64(p), -2).String()] = true
		}
		for i, r := range got.All {
			if !wanted[r.Rate.String()] {
				t.Fatalf("rates %v: %s is none of them", percents, r.Rate)
			}
			if i > 0 && (!got.All[i-1].Rate.LessThan(r.Rate) || got.All[i-1].Direction == r.Direction) {
				t.Fatalf("rates %v: %v are out of order", percents, got.All)
			}
		}
	})
}

// No rate missed, none invented: the sign of the exact NPV on a fine grid changes
// exactly where IRR says.
func TestIRRAgreesWithAScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		flows := drawFlows(t, 8, 20)
		got, err := IRR(flows)
		if err != nil {
			t.Skip("all zero")
		}
		last, crossings := 0, 0
		for k := -950; k <= 4000; k += 10 {
			v, err := NPV(decimal.New(int64(k), -3), flows)
			if err != nil {
				t.Fatal(err)
			}
			s := v.Sign()
			if s == 0 {
				continue // an exact root on the grid: counted by the signs around it
			}
			if last != 0 && s != last {
				crossings++
			}
			last = s
		}
		found := 0
		for _, r := range got.All {
			if r.Rate.GreaterThan(dec("-0.95")) && r.Rate.LessThan(dec("4")) && r.Direction != Touches {
				found++
			}
			v, err := NPV(r.Rate, flows)
			if err != nil {
				t.Fatal(err)
			}
			if size := sumAbs(flows); r.Rate.GreaterThan(dec("-0.5")) && v.Abs().GreaterThan(size.Mul(dec("1e-8"))) {
				t.Fatalf("NPV at %s is %s", r.Rate, v)
			}
		}
		// Two roots inside one step of the grid are invisible to the scan.
		if found < crossings || (found-crossings)%2 != 0 {
			t.Fatalf("flows %v: scan sees %d crossings, IRR %v", flows, crossings, got.All)
		}
		if len(got.All) > got.SignChanges {
			t.Fatalf("flows %v: more rates %v than sign changes %d", flows, got.All, got.SignChanges)
		}
	})
}

// The equal payment has the present value it came from, and its flows pay back
// in the last period exactly.
func TestEquivalentPaymentRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := decimal.New(rapid.Int64Range(1, 1e12).Draw(t, "value"), -2)
		rate := decimal.New(rapid.Int64Range(-500, 3000).Draw(t, "rate"), -4)
		n := rapid.IntRange(1, 120).Draw(t, "periods")
		pay, err := EquivalentPayment(value, rate, n)
		if err != nil {
			t.Fatal(err)
		}
		flows := make([]decimal.Decimal, n+1)
		flows[0] = value.Neg()
		for i := 1; i <= n; i++ {
			flows[i] = pay
		}
		v, err := NPV(rate, flows)
		if err != nil {
			t.Fatal(err)
		}
		if v.Abs().GreaterThan(dec("1e-15")) {
			t.Fatalf("%d payments of %s at %s are worth %s more than %s", n, pay, rate, v, value)
		}
		factor, err := AnnuityFactor(rate, n)
		if err != nil || factor.Mul(pay).Sub(value).Abs().GreaterThan(dec("1e-9")) {
			t.Fatalf("factor %s times %s is not %s (%v)", factor, pay, value, err)
		}
	})
}

func TestPeriodRateCompounds(t *testing.T) {
	for _, annual := range []string{"0", "0.05", "0.1", "-0.2", "3", "-0.999"} {
		m, err := PeriodRate(dec(annual), 12)
		if err != nil {
			t.Fatal(err)
		}
		year := decimal.NewFromInt(1)
		for range 12 {
			year = year.Mul(m.Add(decimal.NewFromInt(1)))
		}
		if year.Sub(dec(annual)).Sub(decimal.NewFromInt(1)).Abs().GreaterThan(dec("1e-20")) {
			t.Errorf("twelve months of %s make %s, want %s", m, year, annual)
		}
	}
	// (1.05)^(1/12) - 1 from any calculator.
	if m, _ := PeriodRate(dec("0.05"), 12); !m.Round(12).Equal(dec("0.004074123784")) {
		t.Errorf("5 %% a year is %s a month, want 0.004074123784", m)
	}
}

// Discounting makes payback later, never earlier; an outlay later undoes it.
func TestPaybackProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		flows := drawFlows(t, 12, 1000)
		for i := 1; i < len(flows); i++ {
			flows[i] = flows[i].Abs()
		}
		flows[0] = flows[0].Abs().Neg()
		plain, err := PaybackTime(decimal.Zero, flows, 12)
		if err != nil {
			t.Fatal(err)
		}
		discounted, err := PaybackTime(dec("0.1"), flows, 12)
		if err != nil {
			t.Fatal(err)
		}
		if discounted.Reached && (!plain.Reached || discounted.Months.LessThan(plain.Months)) {
			t.Fatalf("%v: discounted %+v, plain %+v", flows, discounted, plain)
		}
		v, err := NPV(dec("0.1"), flows)
		if err != nil {
			t.Fatal(err)
		}
		if discounted.Lasting != (v.Sign() >= 0) {
			t.Fatalf("%v: NPV %s, payback %+v", flows, v, discounted)
		}
	})
}

func TestPaybackThatDoesNotLast(t *testing.T) {
	cases := []struct {
		name            string
		flows           []string
		months, lasting string // empty: never
	}{
		{"refresh in year 3, recovered", list("-100", "60", "60", "-80", "40", "40"), "20", "54"},
		{"exit cost at the end", list("-100", "60", "60", "-80"), "20", ""},
		{"no outlay", list("0", "5"), "0", "0"},
		{"money first, outlay later", list("10", "-20", "5"), "0", ""},
		{"reaches zero exactly", list("-100", "50", "50"), "24", "24"},
		{"one cent short", list("-100", "50", "49.99"), "", ""},
		{"idle years count", list("-100", "0", "0", "100"), "36", "36"},
	}
	for _, c := range cases {
		got, err := PaybackTime(decimal.Zero, decs(c.flows), 12)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got.Reached != (c.months != "") || got.Reached && !got.Months.Equal(dec(c.months)) {
			t.Errorf("%s: months %s %v, want %q", c.name, got.Months, got.Reached, c.months)
		}
		if got.Lasting != (c.lasting != "") || got.Lasting && !got.LastingMonths.Equal(dec(c.lasting)) {
			t.Errorf("%s: lasting %s %v, want %q", c.name, got.LastingMonths, got.Lasting, c.lasting)
		}
	}
}

func TestRefusals(t *testing.T) {
	long := make([]decimal.Decimal, MaxPeriods+2)
	cases := []struct {
		name string
		err  error
		says string
	}{
		{"rate -1", only(NPV(dec("-1"), decs(list("1")))), "rate: -1 is not above -1"},
		{"rate below", only(NPV(dec("-1.0001"), decs(list("1")))), "rate: -1.0001"},
		{"rate in percent", only(NPV(dec("1001"), decs(list("1")))), "write 5 % as 0.05"},
		{"no flows", only(NPV(dec("0.1"), nil)), "flows: none"},
		{"too many", only(NPV(dec("0.1"), long)), "flows: 601 periods"},
		{"vast", only(NPV(dec("0.1"), decs(list("1", "1e50")))), "flows[1]: more than 40 digits"},
		{"fine", only(NPV(dec("0.1"), decs(list("1e-50")))), "flows[0]: more than 40 digits"},
		{"vast rate", only(NPV(dec("1e9999"), decs(list("1")))), "rate: more than 40 digits"},
		{"irr of nothing", onlyIRR(IRR(decs(list("0", "0")))), "flows: all are 0"},
		{"irr of none", onlyIRR(IRR(nil)), "flows: none"},
		{"periods 0", only(EquivalentPayment(dec("1"), dec("0.1"), 0)), "periods: 0"},
		{"periods", only(AnnuityFactor(dec("0.1"), MaxPeriods+1)), "periods: 601"},
		{"parts", only(PeriodRate(dec("0.1"), 0)), "parts: 0"},
		{"cpu hours", only(Walker(decs(list("1")), dec("0.1"), dec("0"))), "cpu hours: 0"},
		{"walker costs", only(WalkerLease(nil, dec("0.1"), dec("1"))), "costs: flows: none"},
		{"months", onlyPayback(PaybackTime(dec("0"), decs(list("1")), 0)), "months per period: 0"},
	}
	for _, c := range cases {
		if c.err == nil || !strings.Contains(c.err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.name, c.err, c.says)
		}
	}
}

// Whatever the numbers, no panic, and every rate found is above -1.
func FuzzCashflow(f *testing.F) {
	f.Add("0.05", "-100 60 60")
	f.Add("-0.99", "1 -2 1")
	f.Add("1e40", "1e-40 -1e39")
	f.Add("0", "-1 1e39 -1e-39 7 0 0 3")
	f.Fuzz(func(t *testing.T, rateText, flowText string) {
		rate, err := decimal.NewFromString(rateText)
		if err != nil {
			return
		}
		var flows []decimal.Decimal
		for _, s := range strings.Fields(flowText) {
			if c, err := decimal.NewFromString(s); err == nil && len(flows) < 12 {
				flows = append(flows, c)
			}
		}
		_, _ = NPV(rate, flows)
		_, _ = PaybackTime(rate, flows, 1)
		_, _ = Walker(flows, rate, rate)
		_, _ = EquivalentPayment(rate, rate, len(flows))
		_, _ = PeriodRate(rate, 12)
		got, err := IRR(flows)
		for _, r := range got.All {
			if err != nil || r.Rate.LessThan(decimal.NewFromInt(-1)) {
				t.Errorf("rate %s, error %v", r.Rate, err)
			}
		}
	})
}

func BenchmarkNPVMonthly(b *testing.B) {
	flows := make([]decimal.Decimal, 121)
	for i := range flows {
		flows[i] = decimal.New(int64(12345+i), -2)
	}
	rate, err := PeriodRate(dec("0.05"), 12)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		_, _ = NPV(rate, flows)
	}
}

func BenchmarkIRR(b *testing.B) {
	for _, n := range []int{5, 120, MaxPeriods} {
		b.Run(fmt.Sprintf("one rate, %d periods", n), func(b *testing.B) {
			flows := decs(append(list("-1000"), repeat("300.05", n)...))
			for b.Loop() {
				_, _ = IRR(flows)
			}
		})
	}
	b.Run("two rates, 120 periods", func(b *testing.B) {
		flows := decs(append(append(list("-1000"), repeat("30.05", 119)...), "-2000"))
		for b.Loop() {
			_, _ = IRR(flows)
		}
	})
	b.Run("touching, 120 periods", func(b *testing.B) {
		flows := make([]decimal.Decimal, 121)
		flows[0], flows[60], flows[120] = dec("-100"), dec("220"), dec("-121")
		for b.Loop() {
			_, _ = IRR(flows)
		}
	})
}

func drawFlows(t *rapid.T, most int, size int64) []decimal.Decimal {
	cents := rapid.SliceOfN(rapid.Int64Range(-size, size), 2, most).Draw(t, "flows")
	flows := make([]decimal.Decimal, len(cents))
	for i, c := range cents {
		flows[i] = decimal.NewFromInt(c)
	}
	return flows
}

func sumAbs(flows []decimal.Decimal) decimal.Decimal {
	sum := decimal.Zero
	for _, c := range flows {
		sum = sum.Add(c.Abs())
	}
	return sum
}

func only(_ decimal.Decimal, err error) error { return err }

func onlyIRR(_ Returns, err error) error { return err }

func onlyPayback(_ Payback, err error) error { return err }
