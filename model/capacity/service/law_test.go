package service

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func near(got, want, rel float64) bool { return math.Abs(got-want) <= rel*math.Abs(want) }

func TestLawMomentsAndQuantiles(t *testing.T) {
	exp := must(Exponential(2))
	fixed := must(Fixed(2))
	logn := must(Lognormal(2, 2))
	points := must(FromPoints([]Point{{0, 1}, {0.5, 2}, {1, 3}}))
	shifted := must(exp.Plus(1))
	cases := []struct {
		name           string
		law            Law
		mean, cv2, med float64
	}{
		{"exponential", exp, 2, 1, 2 * math.Ln2},
		{"fixed", fixed, 2, 0, 2},
		{"lognormal", logn, 2, 4, 2 / math.Sqrt(5)}, // median = mean/sqrt(1+cv^2)
		{"points", points, 2, (1.0 / 3) / 4, 2},     // uniform on 1..3: variance 1/3
		{"exponential + 1", shifted, 3, 4.0 / 9, 1 + 2*math.Ln2},
	}
	for _, tc := range cases {
		if !near(tc.law.Mean(), tc.mean, 1e-12) || !(math.Abs(tc.law.CV2()-tc.cv2) <= 1e-12) || !near(tc.law.Quantile(0.5), tc.med, 1e-12) {
			t.Errorf("%s: mean %v cv2 %v median %v", tc.name, tc.law.Mean(), tc.law.CV2(), tc.law.Quantile(0.5))
		}
	}
}

func must(l Law, err error) Law {
	if err != nil {
		panic(err)
	}
	return l
}

func drawLaw(t *rapid.T) Law {
	mean := rapid.Float64Range(1e-4, 1e4).Draw(t, "mean")
	switch rapid.IntRange(0, 2).Draw(t, "kind") {
	case 0:
		return must(Exponential(mean))
	case 1:
		return must(Lognormal(mean, rapid.Float64Range(0.05, 5).Draw(t, "cv")))
	}
	return must(FromPoints([]Point{{0, mean / 3}, {0.9, mean}, {1, 4 * mean}}))
}

func TestQuantileInvertsCDF(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		law := must(drawLaw(t).Plus(rapid.Float64Range(0, 10).Draw(t, "offset")))
		q := rapid.Float64Range(0.001, 0.999).Draw(t, "q")
		if got := law.CDF(law.Quantile(q)); !(math.Abs(got-q) <= 1e-6) {
			t.Fatalf("cdf(quantile(%v)) = %v", q, got)
		}
	})
}

// The billed mean lies between the mean and the mean plus one step, rises with the minimum, and agrees with a
// quantile sum that shares no code with the step sum.
func TestRoundedMeanAgainstQuantiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		law := drawLaw(t)
		grain := law.Mean() * rapid.Float64Range(0.01, 3).Draw(t, "grain share")
		minimum := law.Mean() * rapid.Float64Range(0, 3).Draw(t, "minimum share")
		got, _, err := law.RoundedMean(grain, minimum)
		if err != nil {
			t.Fatal(err)
		}
		const cells = 40000
		var want float64
		for i := range cells {
			want += math.Max(minimum, roundUp(law.Quantile((float64(i)+0.5)/cells), grain)) / cells
		}
		if !near(got, want, 0.01) {
			t.Fatalf("billed mean %v, by quantiles %v (grain %v, minimum %v)", got, want, grain, minimum)
		}
	})
}

func TestRoundedMeanTable(t *testing.T) {
	logn := must(Lognormal(0.2, 1))
	cases := []struct {
		name           string
		law            Law
		grain, minimum float64
		want, tol      float64
	}{
		{"oracle M-round: g/(1-exp(-g/S))", must(Exponential(0.2)), 0.1, 0, 0.25414941, 1e-7},
		{"fixed on the step", must(Fixed(1.1)), 0.1, 0, 1.1, 1e-12},
		{"fixed past the step", must(Fixed(1.1001)), 0.1, 0, 1.2, 1e-12},
		{"fixed under the minimum", must(Fixed(0.02)), 0.1, 60, 60, 1e-12},
		{"exponential, no rounding", must(Exponential(0.2)), 0, 0, 0.2, 1e-12},
		{"exponential, minimum only: m + S exp(-m/S)", must(Exponential(0.2)), 0, 0.3, 0.3 + 0.2*math.Exp(-1.5), 1e-12},
		{"exponential, minimum = one step changes nothing", must(Exponential(0.2)), 0.1, 0.1, 0.25414941, 1e-7},
		{"lognormal, tiny step adds half a step", logn, 1e-7, 0, 0.2 + 0.5e-7, 1e-9},
		{"lognormal, step past every duration", logn, 1000, 0, 1000, 1e-9},
	}
	for _, tc := range cases {
		got, b, err := tc.law.RoundedMean(tc.grain, tc.minimum)
		if err != nil || !near(got, tc.want, tc.tol) || b.Method == "" {
			t.Errorf("%s: got %v (%v, %v), want %v", tc.name, got, b, err, tc.want)
		}
	}
}

func TestRefusals(t *testing.T) {
	nan := math.NaN()
	bad := []func() error{
		func() error { _, err := Exponential(0); return err },
		func() error { _, err := Exponential(nan); return err },
		func() error { _, err := Exponential(math.Inf(1)); return err },
		func() error { _, err := Fixed(-1); return err },
		func() error { _, err := Lognormal(1, 0); return err },
		func() error { _, err := Lognormal(1, 1e9); return err },
		func() error { _, err := FromPoints(nil); return err },
		func() error { _, err := FromPoints([]Point{{0, 1}, {0.5, 2}}); return err },
		func() error { _, err := FromPoints([]Point{{0, 1}, {1, 0.5}}); return err },
		func() error { _, err := FromPoints([]Point{{0, nan}, {1, 5}}); return err },
		func() error { _, err := must(Fixed(1)).Plus(nan); return err },
		func() error { _, _, err := must(Fixed(1)).RoundedMean(nan, 0); return err },
		func() error { _, _, err := (Law{}).RoundedMean(1, 0); return err },
		func() error { _, err := RoundUpMean(0, 1); return err },
	}
	for i, f := range bad {
		if f() == nil {
			t.Errorf("refusal %d accepted", i)
		}
	}
}

// A tail so heavy that 20 million steps do not reach its end still has a mean.
func TestHeavyTailHasAMean(t *testing.T) {
	got, _, err := must(Lognormal(1, 4.758774280548096)).RoundedMean(0.010160521953366697, 1.8533064126968384)
	if err != nil || !near(got, 2.3573111246649168, 0.01) {
		t.Fatalf("billed mean %v, %v", got, err)
	}
}
