package effort

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// Oracles M-cocomo-1 and -2, and the 100 KSLOC example of the COCOMO II manual
// (scale factors adding to 24, so E = 1.15: 586.61 person-months, 29.7 months).
func TestPersonMonths(t *testing.T) {
	for _, c := range []struct {
		ksloc, scale float64
		want         float64
	}{{10, 18.97, 36.99}, {2, 18.97, 6.30}, {100, 24, 586.61}, {0, 18.97, 0}} {
		got, err := Project{ScaleFactors: c.scale, Multiplier: 1}.PersonMonths(c.ksloc)
		if err != nil || math.Abs(got-c.want) > 0.005 {
			t.Errorf("%v KSLOC, scale %v: %v %v, want %v", c.ksloc, c.scale, got, err, c.want)
		}
	}
	months, err := Project{ScaleFactors: 24, Multiplier: 1}.ScheduleMonths(586.61)
	if err != nil || math.Abs(months-29.7) > 0.05 {
		t.Errorf("schedule %v %v, want 29.7", months, err)
	}
}

// Oracle M-cocomo-3: AAF 25, AAM 0.35, 3.5 equivalent KSLOC, 11.66 person-months.
func TestReuseOracle(t *testing.T) {
	r := Reuse{DesignModified: 10, CodeModified: 30, IntegrationRequired: 40, Assessment: 4, Understanding: 30, Unfamiliarity: 0.4}
	factor, err := r.AdaptationFactor()
	if err != nil || math.Abs(factor-25) > 1e-9 {
		t.Errorf("AAF %v %v, want 25", factor, err)
	}
	modifier, err := r.AdaptationModifier()
	if err != nil || math.Abs(modifier-0.35) > 1e-9 {
		t.Errorf("AAM %v %v, want 0.35", modifier, err)
	}
	ksloc, err := r.EquivalentKSLOC(10)
	if err != nil || math.Abs(ksloc-3.5) > 1e-9 {
		t.Errorf("equivalent %v %v, want 3.5", ksloc, err)
	}
	pm, err := Nominal().PersonMonths(ksloc)
	if err != nil || math.Abs(pm-11.66) > 0.005 {
		t.Errorf("person-months %v %v, want 11.66", pm, err)
	}
}

// The two formulas of AAM meet at AAF 50: below it grows faster.
func TestModifierAtItsEdge(t *testing.T) {
	at := func(dm float64) float64 {
		// DM, CM and IM equal give AAF = DM.
		m, err := Reuse{DesignModified: dm, CodeModified: dm, IntegrationRequired: dm, Assessment: 4, Understanding: 30, Unfamiliarity: 0.4}.AdaptationModifier()
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	for _, c := range []struct{ aaf, want float64 }{
		{49, (4 + 49*1.24) / 100}, {50, 0.66}, {51, (4 + 51 + 12) / 100.0}, {0, 0.04},
	} {
		if got := at(c.aaf); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("AAM at AAF %v = %v, want %v", c.aaf, got, c.want)
		}
	}
}

func TestReuseGrowsWithEveryInput(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Reuse{
			DesignModified:      rapid.Float64Range(0, 99).Draw(t, "DM"),
			CodeModified:        rapid.Float64Range(0, 99).Draw(t, "CM"),
			IntegrationRequired: rapid.Float64Range(0, 199).Draw(t, "IM"),
			Assessment:          rapid.Float64Range(0, 7).Draw(t, "AA"),
			Understanding:       rapid.Float64Range(10, 49).Draw(t, "SU"),
			Unfamiliarity:       rapid.Float64Range(0, 0.9).Draw(t, "UNFM"),
			Translated:          rapid.Float64Range(1, 100).Draw(t, "AT"),
		}
		base, err := r.EquivalentKSLOC(10)
		if err != nil {
			t.Fatal(err)
		}
		for i, more := range []func(*Reuse){
			func(r *Reuse) { r.DesignModified++ }, func(r *Reuse) { r.CodeModified++ },
			func(r *Reuse) { r.IntegrationRequired++ }, func(r *Reuse) { r.Assessment++ },
			func(r *Reuse) { r.Understanding++ }, func(r *Reuse) { r.Unfamiliarity += 0.1 },
			func(r *Reuse) { r.Translated-- },
		} {
			q := r
			more(&q)
			if got, err := q.EquivalentKSLOC(10); err != nil || got < base-1e-9 {
				t.Fatalf("input %d: %+v gives %v (%v), less than %v", i, q, got, err, base)
			}
		}
	})
}

// exit.md: 50 TB at 60 % of 10 Gbit/s is 18.5 h, of 1 Gbit/s 7.7 days.
func TestTransferTime(t *testing.T) {
	for _, c := range []struct{ bytes, bits, share, change, want float64 }{
		{50e12, 10e9, 0.6, 0, 18.5 / 24},
		{50e12, 1e9, 0.6, 0, 7.7},
		{0, 1e9, 1, 0, 0},
		{86400, 8, 1, 0, 1},
		{86400, 16, 1, 86400, 1}, // half the link is eaten by change
	} {
		got, err := Transfer{c.bytes, c.bits, c.share, c.change}.Days()
		if err != nil || math.Abs(got-c.want) > 0.02*c.want {
			t.Errorf("%+v: %v days %v, want %v", c, got, err, c.want)
		}
	}
}

func TestLongestPath(t *testing.T) {
	got, err := Longest([]Path{{"contract", 91, true}, {"data", 7.7, true}, {"rewrite", 91, true}})
	if err != nil || got.Days != 91 || got.Longest != "contract" || !got.Known {
		t.Errorf("%+v %v", got, err)
	}
	got, err = Longest([]Path{{"contract", 91, true}, {Name: "rewrite"}})
	if err != nil || got.Known || got.Days != 91 || len(got.Unknown) != 1 || got.Unknown[0] != "rewrite" {
		t.Errorf("an unknown path must stay unknown: %+v %v", got, err)
	}
	if got := (Time{Days: 365.25}).Months(); math.Abs(got-12) > 1e-12 {
		t.Errorf("a year has %v months", got)
	}
}

func TestSpeedBands(t *testing.T) {
	for _, c := range []struct {
		months float64
		want   Speed
	}{{0, Quick}, {4, Quick}, {4.01, Medium}, {10, Medium}, {10.01, Slow}} {
		if got, err := SpeedOf(c.months); err != nil || got != c.want {
			t.Errorf("%v months: %v %v, want %v", c.months, got, err, c.want)
		}
	}
}

func TestContractPath(t *testing.T) {
	for _, c := range []struct {
		name   string
		c      Contract
		notice string
		want   float64
	}{
		{"two months and 30 days", Contract{NoticeMonths: 2, TransitionDays: 30}, "2026-11-23", 61 + 30},
		{"end of a short month", Contract{NoticeMonths: 2}, "2026-12-31", 59},
		{"leap February", Contract{NoticeMonths: 1}, "2028-01-31", 29},
		{"term ends later", Contract{NoticeMonths: 2, End: date("2027-12-31")}, "2026-12-31", 365},
		{"term ended", Contract{NoticeMonths: 1, End: date("2020-01-01")}, "2026-06-01", 30},
		{"at once", Contract{}, "2026-06-01", 0},
	} {
		got, err := c.c.Path(date(c.notice))
		if err != nil || got.Days != c.want || !got.Known {
			t.Errorf("%s: %+v %v, want %v days", c.name, got, err, c.want)
		}
	}
}

// Every statutory date, the day before, the day, the day after.
func TestSwitchingDates(t *testing.T) {
	for _, c := range []struct {
		day    string
		eu     bool
		charge SwitchingCharge
		terms  bool
	}{
		{"2024-01-10", true, ChargeByContract, false},
		{"2024-01-11", true, ChargeAtCost, false},
		{"2025-09-11", true, ChargeAtCost, false},
		{"2025-09-12", true, ChargeAtCost, true},
		{"2027-01-11", true, ChargeAtCost, true},
		{"2027-01-12", true, ChargeZero, true},
		{"2027-01-13", true, ChargeZero, true},
		{"2027-01-13", false, ChargeByContract, false}, // Switzerland is outside the text
		{"2025-09-12", false, ChargeByContract, false},
	} {
		got := SwitchingOn(date(c.day), c.eu)
		if got.Charge != c.charge || got.Terms != c.terms || (got.Reference == "") != (c.charge == ChargeByContract) {
			t.Errorf("%s, EU %v: %+v", c.day, c.eu, got)
		}
		contract, ok := got.LongestContract()
		if ok != c.terms || ok && (contract.NoticeMonths != 2 || contract.TransitionDays != 30) {
			t.Errorf("%s: longest contract %+v %v", c.day, contract, ok)
		}
	}
	// The calendar day counts, not the instant in another zone.
	if got := SwitchingOn(time.Date(2027, 1, 12, 0, 30, 0, 0, time.FixedZone("CET", 3600)), true); got.Charge != ChargeZero {
		t.Errorf("half past midnight in Brussels on 2027-01-12: %v", got.Charge)
	}
}

func TestExitPlanRequired(t *testing.T) {
	for _, c := range []struct {
		day                 string
		financial, critical bool
		want                bool
	}{{"2025-01-16", true, true, false}, {"2025-01-17", true, true, true}, {"2025-01-18", true, false, false}, {"2025-01-18", false, true, false}} {
		if got := ExitPlanRequired(date(c.day), c.financial, c.critical); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// exit.md: saving 60,000 and exit cost 400,000 flip at 15 % a year.
func TestFlipPoint(t *testing.T) {
	money := decimal.RequireFromString
	for _, c := range []struct {
		b    Bound
		want float64
	}{
		{Bound{YearlySaving: money("60000"), ExitCost: money("400000"), Years: 5}, 0.15},
		{Bound{YearlySaving: money("60000"), ExitCost: money("400000"), Years: 10, DiscountRate: 0.08}, 0.15},
		// 100,000 once over five years at 0 % is 20,000 a year: (60,000-20,000)/400,000.
		{Bound{YearlySaving: money("60000"), ExitCost: money("400000"), Conditions: money("100000"), Years: 5}, 0.10},
		// At 5 % the factor is 4.329477.
		{Bound{YearlySaving: money("60000"), ExitCost: money("400000"), Conditions: money("100000"), Years: 5, DiscountRate: 0.05}, (60000 - 100000/4.329477) / 400000},
		{Bound{YearlySaving: money("-5"), ExitCost: money("100"), Years: 1}, -0.05},
	} {
		got, err := c.b.FlipPoint()
		if err != nil || math.Abs(got-c.want) > 1e-8 {
			t.Errorf("%+v: %v %v, want %v", c.b, got, err, c.want)
		}
	}
}

// exit.md: 2 invalidations in 22.6 instrument-years: 0.089 a year, interval 0.011
// to 0.32, 8.5 % in one year, 36 % in five.
func TestTransferBasisRate(t *testing.T) {
	r, err := RateOf(2, 22.6)
	if err != nil {
		t.Fatal(err)
	}
	one, _ := r.Within(1)
	five, _ := r.Within(5)
	for _, c := range []struct {
		what            string
		got, want, step float64
	}{
		{"rate", r.PerYear, 0.089, 0.002}, {"low", r.Low, 0.011, 0.001}, {"high", r.High, 0.32, 0.01},
		{"one year", one, 0.085, 0.001}, {"five years", five, 0.36, 0.01},
	} {
		if math.Abs(c.got-c.want) > c.step/2 {
			t.Errorf("%s %v, want %v", c.what, c.got, c.want)
		}
	}
	// Nothing seen in 10 years: the rule of three's exact cousin, 3.689/10.
	if r, err := RateOf(0, 10); err != nil || r.Low != 0 || math.Abs(r.High-0.36889) > 1e-4 {
		t.Errorf("no events: %+v %v", r, err)
	}
}

func TestTotals(t *testing.T) {
	some := Components{Egress: Known(decimal.NewFromInt(4500)), Rewrite: Known(decimal.NewFromInt(150000))}
	got, err := some.Total()
	if err != nil || got.Known() || !got.Amount.Equal(decimal.NewFromInt(154500)) || len(got.Unknown) != 5 {
		t.Errorf("%+v %v", got, err)
	}
	zero := Known(decimal.Zero)
	all := Components{zero, zero, zero, zero, zero, zero, Known(decimal.RequireFromString("0.01"))}
	if got, err := all.Total(); err != nil || !got.Known() || got.Amount.String() != "0.01" {
		t.Errorf("%+v %v", got, err)
	}
	sum, err := ExpectedYearlyCost([]Hazard{{"switch", 0.01, decimal.NewFromInt(400000)}, {"transfer basis", 0.089, decimal.NewFromInt(400000)}})
	if err != nil || !sum.Equal(decimal.NewFromInt(39600)) {
		t.Errorf("%v %v, want 39600", sum, err)
	}
}

func TestErrorBand(t *testing.T) {
	got, err := ErrorBand(11.66)
	if err != nil || math.Abs(got.Low-6.413) > 1e-9 || math.Abs(got.High-20.988) > 1e-9 || got.Estimate != 11.66 {
		t.Errorf("%+v %v", got, err)
	}
}

func TestRefusalsNameTheArgument(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	good := Reuse{Understanding: 30}
	with := func(f func(*Reuse)) error {
		r := good
		f(&r)
		_, err := r.EquivalentKSLOC(1)
		return err
	}
	money := decimal.NewFromInt
	for _, c := range []struct {
		err  error
		says string
	}{
		{with(func(r *Reuse) { r.DesignModified = 101 }), "design modified (DM): 101"},
		{with(func(r *Reuse) { r.CodeModified = -1 }), "code modified (CM): -1"},
		{with(func(r *Reuse) { r.IntegrationRequired = 201 }), "integration required (IM): 201"},
		{with(func(r *Reuse) { r.Assessment = 9 }), "assessment (AA): 9"},
		{with(func(r *Reuse) { r.Understanding = 9 }), "understanding (SU): 9"},
		{with(func(r *Reuse) { r.Unfamiliarity = nan }), "unfamiliarity (UNFM): NaN"},
		{with(func(r *Reuse) { r.Translated = 100.1 }), "translated (AT): 100.1"},
		{second(good.EquivalentKSLOC(-1)), "adapted ksloc: -1"},
		{second(Nominal().PersonMonths(nan)), "ksloc: NaN"},
		{second(Project{Multiplier: 1, ScaleFactors: 32}.PersonMonths(1)), "scale factors: 32"},
		{second(Project{}.ScheduleMonths(1)), "multiplier: 0"},
		{second(TeamMonths(1, 0)), "people: 0"},
		{second(Transfer{1, 0, 1, 0}.Days()), "bits per second: 0"},
		{second(Transfer{1, 1, 60, 0}.Days()), "write 60 % as 0.6"},
		{second(Transfer{inf, 1, 1, 0}.Days()), "bytes: +Inf"},
		{second(Transfer{1e12, 8, 1, 86400}.Days()), "never catches up"},
		{second(Bound{ExitCost: money(0), Years: 1}.FlipPoint()), "exit cost: 0"},
		{second(Bound{ExitCost: money(1), Years: 0}.FlipPoint()), "years: 0"},
		{second(Bound{ExitCost: money(1), Years: 1, DiscountRate: 50}.FlipPoint()), "discount rate: 50"},
		{second(Bound{ExitCost: money(1), Years: 1, Conditions: money(-1)}.FlipPoint()), "conditions: -1"},
		{second(RateOf(-1, 1)), "events: -1"},
		{second(RateOf(1, 0)), "years: 0"},
		{second(ExpectedYearlyCost([]Hazard{{"x", nan, money(1)}})), `hazard "x": per year: NaN`},
		{second(ExpectedYearlyCost([]Hazard{{"x", 1, money(-1)}})), `hazard "x": cost -1`},
		{second(Components{Egress: Known(money(-1))}.Total()), "egress: -1"},
		{second(Longest(nil)), "paths: none"},
		{second(Longest([]Path{{"data", nan, true}})), `path "data": NaN`},
		{second(Contract{NoticeMonths: -1}.Path(date("2026-01-01"))), "notice months: -1"},
		{second(Contract{}.Path(time.Time{})), "notice: no date"},
		{second(ErrorBand(-1)), "estimate: -1"},
		{second(SpeedOf(nan)), "months: NaN"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.says) {
			t.Errorf("%v, want %q", c.err, c.says)
		}
	}
}

func BenchmarkExitEstimate(b *testing.B) {
	r := Reuse{DesignModified: 10, CodeModified: 30, IntegrationRequired: 40, Assessment: 4, Understanding: 30, Unfamiliarity: 0.4}
	b.ReportAllocs()
	for b.Loop() {
		ksloc, _ := r.EquivalentKSLOC(10)
		_, _ = Nominal().PersonMonths(ksloc)
	}
}

func second[T any](_ T, err error) error { return err }

func date(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}
