package sampling

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Quantiles against closed forms that do not come from gonum.
func TestQuantiles(t *testing.T) {
	const z = 1.2815515655446004 // standard normal 0.9 quantile, any table
	cases := []struct {
		d    Distribution
		p    float64
		want float64
	}{
		{must(Uniform(10, 20)), 0.25, 12.5},
		{must(Uniform(-3, 1)), 0.5, -1},
		{must(Triangular(0, 0, 1)), 0.5, 1 - math.Sqrt(0.5)},
		{must(Triangular(0, 1, 1)), 0.5, math.Sqrt(0.5)},
		{must(Triangular(2, 4, 10)), 0.25, 4}, // the mode splits 2:6
		{must(Normal(100, 10)), 0.9, 100 + 10*z},
		{must(Normal(100, 10)), 0.1, 100 - 10*z},
		{must(LogNormal(50, 0.5)), 0.5, 50},
		{must(LogNormal(50, 0.5)), 0.9, 50 * math.Exp(0.5*z)},
		{must(UniformFrom(10, 90)), 0.5, 50},
		{must(NormalFrom(80, 120)), 0.5, 100},
		{must(LogNormalFrom(25, 100)), 0.5, 50},
		{must(FromPercentiles(1, 10, 100)), 0.5, 10},
	}
	for _, c := range cases {
		if got := c.d.Quantile(c.p); math.Abs(got-c.want) > 1e-9*math.Abs(c.want) {
			t.Errorf("%s: quantile %v = %v, want %v", c.d, c.p, got, c.want)
		}
	}
}

func TestDistributionsRefuse(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	cases := []struct {
		name string
		err  error
		says string
	}{
		{"uniform swapped", fail(Uniform(2, 1)), "low 2 is above high 1"},
		{"uniform certain", fail(Uniform(1, 1)), "both 1"},
		{"uniform nan", fail(Uniform(nan, 1)), "low is NaN"},
		{"uniform inf", fail(Uniform(0, inf)), "high is +Inf"},
		{"uniform too wide", fail(Uniform(-math.MaxFloat64, math.MaxFloat64)), "too wide"},
		{"mode below", fail(Triangular(1, 0.5, 2)), "mode 0.5"},
		{"mode nan", fail(Triangular(1, nan, 2)), "mode NaN"},
		{"normal zero", fail(Normal(1, 0)), "deviation 0"},
		{"normal negative", fail(Normal(1, -1)), "deviation -1"},
		{"lognormal zero", fail(LogNormal(0, 1)), "median 0"},
		{"lognormal negative", fail(LogNormal(-5, 1)), "median -5"},
		{"lognormal vast", fail(LogNormal(1, 1e6)), "too wide"},
		{"lognormal p10", fail(LogNormalFrom(0, 1)), "p10 0 is not above 0"},
		{"percentiles order", fail(FromPercentiles(3, 2, 4)), "p10 3 is above p50 2"},
		{"percentiles equal", fail(FromPercentiles(1, 2, 2)), "both 2"},
		{"triangular lopsided", fail(TriangularFrom(0, 1, 10)), "too lopsided"},
		{"truncate order", fail(must(Uniform(0, 1)).Truncate(1, 1)), "not below"},
		{"truncate outside", fail(must(Uniform(0, 1)).Truncate(2, 3)), "share 0"},
		{"truncate nothing", fail(Distribution{}.Truncate(0, 1)), "no distribution"},
	}
	for _, c := range cases {
		if c.err == nil {
			t.Errorf("%s: not refused", c.name)
		} else if !strings.Contains(c.err.Error(), c.says) {
			t.Errorf("%s: %q does not say %q", c.name, c.err, c.says)
		}
	}
}

func TestWithin(t *testing.T) {
	cases := []struct {
		d         Distribution
		low, high float64
		says      string // empty: accepted
	}{
		{must(Uniform(0, 1)), 0, 1, ""},
		{must(Uniform(-1e-9, 1)), 0, 1, "below 0"},
		{must(Uniform(0, 1+1e-9)), 0, 1, "above 1"},
		{must(LogNormal(1, 1)), 0, math.Inf(1), ""},
		{must(Normal(100, 1)), 0, math.Inf(1), "below 0"},
		{must(must(Normal(100, 60)).Truncate(0, math.Inf(1))), 0, math.Inf(1), ""},
		{must(FromPercentiles(1, 10, 100)), 0, math.Inf(1), ""},
		{must(FromPercentiles(1, 10, 20)), 0, math.Inf(1), "below 0"}, // nearly symmetric: tail under zero
		{must(FromPercentiles(5, 6, 10)), 0, math.Inf(1), ""},
		{Distribution{}, 0, 1, "no distribution"},
	}
	for _, c := range cases {
		err := c.d.Within(c.low, c.high)
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s within %g to %g: %v, want %q", c.d, c.low, c.high, err, c.says)
		}
	}
}

// Any three rising percentiles are met, the quantile rises, and the CDF undoes it.
func TestFromPercentilesMeetsAllThree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p10 := rapid.Float64Range(-1000, 1000).Draw(t, "p10")
		a := rapid.Float64Range(0.01, 100).Draw(t, "a")
		b := rapid.Float64Range(0.01, 100).Draw(t, "b")
		if math.Abs(a/b-1) < 1e-3 || a/b > 50 || b/a > 50 {
			t.Skip("the symmetric case and the extremes are tested apart")
		}
		p50, p90 := p10+a, p10+a+b
		d, err := FromPercentiles(p10, p50, p90)
		if err != nil {
			t.Fatal(err)
		}
		checkPercentiles(t, d, p10, p50, p90)
	})
}

func TestTriangularFromMeetsAllThree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(-1000, 1000).Draw(t, "low")
		width := rapid.Float64Range(0.1, 1000).Draw(t, "width")
		mode := rapid.Float64Range(0, 1).Draw(t, "mode")
		whole := must(Triangular(low, low+mode*width, low+width))
		p10, p50, p90 := whole.Quantile(0.1), whole.Quantile(0.5), whole.Quantile(0.9)
		d, err := TriangularFrom(p10, p50, p90)
		if err != nil {
			t.Fatal(err)
		}
		checkPercentiles(t, d, p10, p50, p90)
	})
}

type fataler interface {
	Fatalf(string, ...any)
}

func checkPercentiles(t fataler, d Distribution, p10, p50, p90 float64) {
	scale := 1e-6 * (p90 - p10)
	for _, c := range []struct{ p, want float64 }{{0.1, p10}, {0.5, p50}, {0.9, p90}} {
		if got := d.Quantile(c.p); math.Abs(got-c.want) > scale {
			t.Fatalf("%s: quantile %v = %v, want %v", d, c.p, got, c.want)
		}
		if got := d.CDF(d.Quantile(c.p)); math.Abs(got-c.p) > 1e-6 {
			t.Fatalf("%s: CDF of quantile %v = %v", d, c.p, got)
		}
	}
	last := math.Inf(-1)
	for p := 0.0; p <= 1; p += 1.0 / 64 {
		if q := d.Quantile(p); q < last {
			t.Fatalf("%s: quantile falls at %v", d, p)
		} else {
			last = q
		}
	}
}

func TestQuantileOutsideIsNaN(t *testing.T) {
	d := must(Uniform(0, 1))
	for _, p := range []float64{-1e-9, 1 + 1e-9, math.NaN()} {
		if got := d.Quantile(p); !math.IsNaN(got) {
			t.Errorf("quantile %v = %v, want NaN", p, got)
		}
	}
	if d.Quantile(0) != 0 || d.Quantile(1) != 1 {
		t.Error("quantiles 0 and 1 are not the ends")
	}
}

// No arguments make a constructor panic, and what it accepts draws finite
// numbers inside its own support.
func FuzzDistributions(f *testing.F) {
	f.Add(1.0, 2.0, 3.0)
	f.Add(0.0, 0.0, 0.0)
	f.Add(-1e308, 0.0, 1e308)
	f.Add(math.NaN(), math.Inf(1), math.Inf(-1))
	f.Add(1.0, 10.0, 100.0)
	f.Add(5e-324, 1e-323, 1.5e-323)
	f.Fuzz(func(t *testing.T, a, b, c float64) {
		made := []func() (Distribution, error){
			func() (Distribution, error) { return Uniform(a, b) },
			func() (Distribution, error) { return Triangular(a, b, c) },
			func() (Distribution, error) { return Normal(a, b) },
			func() (Distribution, error) { return LogNormal(a, b) },
			func() (Distribution, error) { return UniformFrom(a, b) },
			func() (Distribution, error) { return NormalFrom(a, b) },
			func() (Distribution, error) { return LogNormalFrom(a, b) },
			func() (Distribution, error) { return TriangularFrom(a, b, c) },
			func() (Distribution, error) { return FromPercentiles(a, b, c) },
			func() (Distribution, error) {
				d, err := Normal(a, b)
				if err != nil {
					return d, err
				}
				return d.Truncate(c, math.Inf(1))
			},
		}
		for i, make := range made {
			d, err := make()
			if err != nil {
				continue
			}
			low, high := d.Support()
			for _, p := range []float64{smallest, 0.1, 0.5, 0.9, 1 - smallest} {
				x := d.Quantile(p)
				if math.IsNaN(x) || math.IsInf(x, 0) || x < low || x > high {
					t.Errorf("constructor %d of %v, %v, %v: quantile %v = %v, support %v to %v", i, a, b, c, p, x, low, high)
				}
			}
		}
	})
}

func must(d Distribution, err error) Distribution {
	if err != nil {
		panic(err)
	}
	return d
}

func fail(_ Distribution, err error) error { return err }
