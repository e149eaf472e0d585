package cashflow

import (
	"testing"

	"github.com/shopspring/decimal"
)

// Published cases. Sources are cited per row; where the publisher uses the
// spreadsheet convention (first value at the end of period 1) a 0 stands in
// front. Adobe prints double precision, compared at ten digits after the point.
func TestPublishedNPV(t *testing.T) {
	cases := []struct {
		source string
		rate   string
		flows  []string
		places int32
		want   string
	}{
		{"oracle M35-0 (from figures published by 37signals), million USD", "0", list("-0.7", "1.9", "1.9", "1.9", "1.9", "1.9"), 2, "8.80"},
		{"oracle M35-0.05", "0.05", list("-0.7", "1.9", "1.9", "1.9", "1.9", "1.9"), 6, "7.526006"},
		{"oracle M35-0.10", "0.10", list("-0.7", "1.9", "1.9", "1.9", "1.9", "1.9"), 6, "6.502495"},
		{"Adobe FormCalc reference, NPV, example 1", "0.065", list("0", "5000"), 10, "4694.8356807512"},
		{"Adobe FormCalc reference, NPV, example 2", "0.10", list("0", "500", "1500", "4000", "10000"), 10, "11529.6086332901"},
		{"EngrEcon 1.0.0 (CRAN), annual_to_present(0.08, 30, 30000); Newnan et al., Engineering Economic Analysis, 14th ed.", "0.08", append([]string{"0"}, repeat("30000", 30)...), 1, "337733.5"},
		{"numpy-financial, irr, Gitman 2003 p. 348: at its return the value is 0", "0.280948421160", list("-100", "39", "59", "55", "20"), 9, "0"},
	}
	for _, c := range cases {
		got, err := NPV(dec(c.rate), decs(c.flows))
		if err != nil {
			t.Errorf("%s: %v", c.source, err)
			continue
		}
		if !got.Round(c.places).Equal(dec(c.want)) {
			t.Errorf("%s: %s, want %s", c.source, got.Round(c.places), c.want)
		}
	}
}

// 0.0275/12 has no decimal form; 50 digits would still be the wrong rate by
// nothing anybody can see. Adobe FormCalc reference, NPV, example 3.
func TestPublishedNPVMonthly(t *testing.T) {
	rate := dec("0.0275").DivRound(decimal.NewFromInt(12), 38)
	got, err := NPV(rate, decs(list("0", "50", "60", "40", "100", "25")))
	if err != nil || !got.Round(11).Equal(dec("273.14193838457")) {
		t.Errorf("%s %v, want 273.14193838457", got.Round(11), err)
	}
}

func TestPublishedIRR(t *testing.T) {
	cases := []struct {
		source string
		flows  []string
		places int32
		want   []string
		ways   []Direction
	}{
		{"numpy.irr 1.16, example 1 (Gitman 2003 p. 348)", list("-100", "39", "59", "55", "20"), 5, list("0.28095"), ways(Falls)},
		{"numpy.irr 1.16, example 2", list("-100", "0", "0", "74"), 4, list("-0.0955"), ways(Falls)},
		// The second rate is not in the example: Newton's method does not see it.
		{"numpy.irr 1.16, example 3", list("-100", "100", "0", "-7"), 4, list("-0.6789", "-0.0833"), ways(Rises, Falls)},
		{"numpy.irr 1.16, example 4", list("-100", "100", "0", "7"), 5, list("0.06206"), ways(Falls)},
		{"numpy-financial 1.0.0, front page", list("-250000", "100000", "150000", "200000", "250000", "300000"), 12, list("0.567230334436"), ways(Falls)},
		{"SS user guide (greytrout), IRR, example 2", list("-700", "750", "900", "600", "850"), 7, list("1.0462142"), ways(Falls)},
		{"Cellworks manual, Irr (the example of the Excel help)", list("-70000", "12000", "15000", "18000", "21000", "26000"), 4, list("0.0866"), ways(Falls)},
		{"Lorie and Savage, Three Problems in Rationing Capital, J. Business 28 (1955): the oil pump, 25 % and 400 %", list("-1600", "10000", "-10000"), 12, list("0.25", "4"), ways(Rises, Falls)},
		{"closed form: 10 % and 20 %, since -100 (v 1.1 - 1)(v 1.2 - 1) reversed", list("-100", "230", "-132"), 12, list("0.1", "0.2"), ways(Rises, Falls)},
		{"closed form: one touching rate, -100 (1 - 1.1 v)^2", list("-100", "220", "-121"), 12, list("0.1"), ways(Touches)},
		{"closed form: three rates 0, 100, 200 %, -(1-v)(1-2v)(1-3v)", list("-1", "6", "-11", "6"), 12, list("0", "1", "2"), ways(Falls, Rises, Falls)},
		{"closed form: touching at rate 0, (1-v)^2", list("1", "-2", "1"), 12, list("0"), ways(Touches)},
		{"closed form: a loan of 100 at 7 %", list("100", "-107"), 12, list("0.07"), ways(Rises)},
		{"closed form: -50 %", list("-100", "50"), 12, list("-0.5"), ways(Falls)},
		{"closed form: 100 % through the middle of the search", list("-100", "200"), 12, list("1"), ways(Falls)},
		{"closed form: zeros in front and behind move nothing", list("0", "0", "-100", "110", "0"), 12, list("0.1"), ways(Falls)},
		{"Brealey and Myers, Principles of Corporate Finance, pitfalls of IRR: no rate (discriminant 3000^2 - 4*1000*2500 < 0)", list("1000", "-3000", "2500"), 4, nil, nil},
		{"all money in", list("1", "2"), 4, nil, nil},
		{"all money out", list("-1", "0", "-2"), 4, nil, nil},
	}
	for _, c := range cases {
		got, err := IRR(decs(c.flows))
		if err != nil {
			t.Errorf("%s: %v", c.source, err)
			continue
		}
		if len(got.All) != len(c.want) {
			t.Errorf("%s: %v, want %v", c.source, got.All, c.want)
			continue
		}
		for i, r := range got.All {
			if !r.Rate.Round(c.places).Equal(dec(c.want[i])) || r.Direction != c.ways[i] {
				t.Errorf("%s: rate %d is %s (%s), want %s (%s)", c.source, i, r.Rate, r.Direction, c.want[i], c.ways[i])
			}
		}
		if plain := len(got.All) == 1 && got.All[0].Direction != Touches; plain != (got.Note == "") {
			t.Errorf("%s: note %q with %d rates", c.source, got.Note, len(got.All))
		}
	}
}

func TestPublishedPayback(t *testing.T) {
	five := list("-0.7", "1.9", "1.9", "1.9", "1.9", "1.9")
	ten := append([]string{"-10000"}, repeat("2880", 6)...)
	cases := []struct {
		source string
		rate   string
		flows  []string
		months int
		places int32
		want   string // empty: never
	}{
		{"oracle M35 (simple payback)", "0", five, 12, 2, "4.42"},
		{"IXL worked table: 3.15 years at 11 %", "0.11", list("-210", "85", "75", "85", "105"), 1, 2, "3.15"},
		{"wizedu 3682: 3.2991 years at 14 % (printed with factors of three digits)", "0.14", list("-1000", "347", "394", "424", "600"), 1, 2, "3.30"},
		{"justaaa 28200, first part: 1.96 years at 14 %", "0.14", list("-5200", "2800", "3700", "5100", "4300"), 1, 2, "1.96"},
		{"justaaa 28200, third part: 3.65 years at 14 %", "0.14", list("-10400", "2800", "3700", "5100", "4300"), 1, 2, "3.65"},
		{"2,880 a year against 10,000: 3.47 years at 0 %", "0", ten, 1, 2, "3.47"},
		{"the same at 5 %: 3.91 years", "0.05", ten, 1, 2, "3.91"},
		{"the same at 19 %: six years do not suffice", "0.19", ten, 1, 2, ""},
	}
	for _, c := range cases {
		got, err := PaybackTime(dec(c.rate), decs(c.flows), c.months)
		if err != nil {
			t.Errorf("%s: %v", c.source, err)
			continue
		}
		switch {
		case got.Reached != (c.want != "") || got.Lasting != got.Reached:
			t.Errorf("%s: %+v, want %q", c.source, got, c.want)
		case got.Reached && !got.Months.Round(c.places).Equal(dec(c.want)):
			t.Errorf("%s: %s, want %s", c.source, got.Months, c.want)
		}
	}
}

func TestPublishedEquivalentPayments(t *testing.T) {
	twelfth := func(s string) decimal.Decimal { return dec(s).DivRound(decimal.NewFromInt(12), 38) }
	cases := []struct {
		source  string
		value   string
		rate    decimal.Decimal
		periods int
		places  int32
		want    string
	}{
		{"Microsoft PMT, example 1: 10,000 at 8 % over 10 months", "10000", twelfth("0.08"), 10, 2, "1037.03"},
		{"Adobe FormCalc, Pmt, example 1", "150000", twelfth("0.0475"), 300, 10, "855.1760420716"},
		{"Adobe FormCalc, Pmt, example 2", "25000", dec("0.085"), 12, 10, "3403.8214516988"},
		{"MESCIUS Spread, PMT(6%/12, 15, 5000)", "5000", twelfth("0.06"), 15, 2, "346.82"},
		{"EngrEcon 1.0.0 (CRAN), present_to_annual(0.08, 30, 200000); Newnan et al. 2020", "200000", dec("0.08"), 30, 2, "17765.49"},
		{"rate 0: equal parts", "1200", dec("0"), 12, 2, "100"},
		{"closed form: one period at 5 %", "100", dec("0.05"), 1, 2, "105"},
	}
	for _, c := range cases {
		got, err := EquivalentPayment(dec(c.value), c.rate, c.periods)
		if err != nil || !got.Round(c.places).Equal(dec(c.want)) {
			t.Errorf("%s: %s %v, want %s", c.source, got.Round(c.places), err, c.want)
		}
	}
}

func TestWalkerOracle(t *testing.T) {
	costs := decs(list("1000000", "200000", "200000"))
	got, err := Walker(costs, dec("0.05"), dec("8760000"))
	if err != nil || !got.Round(7).Equal(dec("0.0709560")) {
		t.Errorf("oracle M-walker: %s %v, want 0.0709560", got, err)
	}
	// Leased: 1,371,882.086... / (3 * 8,760,000).
	lease, err := WalkerLease(costs, dec("0.05"), dec("8760000"))
	if err != nil || !lease.Round(7).Equal(dec("0.0522025")) {
		t.Errorf("lease: %s %v, want 0.0522025", lease, err)
	}
}

func list(s ...string) []string { return s }

func repeat(s string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = s
	}
	return out
}

func ways(d ...Direction) []Direction { return d }

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func decs(s []string) []decimal.Decimal {
	out := make([]decimal.Decimal, len(s))
	for i := range s {
		out[i] = dec(s[i])
	}
	return out
}
