package terminal

import (
	"math"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"
	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/reporttest"
)

func TestGolden(t *testing.T) {
	logarithmic := reporttest.Curves()
	logarithmic.X.Log = true
	logarithmic.Curves = []reports.Curve{{Label: "x squared", Points: nil}}
	for x := 1.0; x <= 1e6; x *= 10 {
		logarithmic.Curves[0].Points = append(logarithmic.Curves[0].Points, reports.Point{X: x, Y: math.Log10(x)})
	}
	logarithmic.Marks = []reports.Mark{{Label: "half way", X: 1000, Y: 3}}
	step := reporttest.Curves()
	step.Kind = reports.ChartStep
	for name, c := range map[string]*reports.Chart{
		"curves.txt": reporttest.Curves(), "log.txt": logarithmic, "step.txt": step, "tornado.txt": reporttest.Tornado(),
	} {
		t.Run(name, func(t *testing.T) {
			reporttest.Golden(t, name, []byte(Render(c, 90)))
		})
	}
}

func TestValueAt(t *testing.T) {
	points := []reports.Point{{X: 1, Y: 10}, {X: 2, Y: 20}, {X: 2, Y: 50}, {X: 4, Y: 70}}
	tests := []struct {
		x          float64
		line, step float64
	}{
		{0.999, math.NaN(), math.NaN()},
		{1, 10, 10},
		{1.5, 15, 10},
		{1.999, 19.99, 10},
		{2, 50, 50}, // on the jump: the value after it
		{2.001, 50.01, 50},
		{3, 60, 50},
		{4, 70, 70},
		{4.001, math.NaN(), math.NaN()},
	}
	same := func(a, b float64) bool {
		return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) < 1e-9
	}
	for _, tt := range tests {
		if got := valueAt(points, tt.x, false); !same(got, tt.line) {
			t.Errorf("line at %v: %v, want %v", tt.x, got, tt.line)
		}
		if got := valueAt(points, tt.x, true); !same(got, tt.step) {
			t.Errorf("step at %v: %v, want %v", tt.x, got, tt.step)
		}
	}
}

func TestEmptyAndFlat(t *testing.T) {
	if got := Render(&reports.Chart{Kind: reports.ChartLine}, 80); !strings.Contains(got, "no points") {
		t.Errorf("empty: %q", got)
	}
	if got := Render(&reports.Chart{Kind: reports.ChartTornado}, 80); !strings.Contains(got, "no bars") {
		t.Errorf("no bars: %q", got)
	}
	flat := &reports.Chart{Curves: []reports.Curve{{Label: "zero", Points: []reports.Point{{X: 0, Y: 0}, {X: 1, Y: 0}}}}}
	if got := Render(flat, 80); !strings.Contains(got, "aaaa") {
		t.Errorf("flat: %q", got)
	}
}

// Any finite chart is drawn within the width and without a panic.
func TestAnyChartFits(t *testing.T) {
	number := rapid.OneOf(rapid.Float64Range(-1e12, 1e12), rapid.Float64Range(-1e100, 1e100), rapid.SampledFrom([]float64{0, 5e-324, 1e-101, 1e100}))
	rapid.Check(t, func(t *rapid.T) {
		c := &reports.Chart{Title: rapid.String().Draw(t, "title"), Kind: rapid.SampledFrom([]reports.ChartKind{
			reports.ChartLine, reports.ChartStep, reports.ChartTornado}).Draw(t, "kind")}
		for range rapid.IntRange(0, 4).Draw(t, "curves") {
			xs := rapid.SliceOfN(number, 0, 6).Draw(t, "xs")
			curve := reports.Curve{Label: rapid.String().Draw(t, "label")}
			last := math.Inf(-1)
			for _, x := range xs {
				last = math.Max(last, x)
				curve.Points = append(curve.Points, reports.Point{X: last, Y: number.Draw(t, "y")})
			}
			c.Curves = append(c.Curves, curve)
			c.Bars = append(c.Bars, reports.Bar{Label: curve.Label, Low: number.Draw(t, "low"), High: number.Draw(t, "high")})
			c.Marks = append(c.Marks, reports.Mark{Label: "m", X: number.Draw(t, "mx"), Y: number.Draw(t, "my")})
		}
		width := rapid.IntRange(30, 150).Draw(t, "width")
		for line := range strings.Lines(Render(c, width)) {
			if w := text.StringWidth(strings.TrimRight(line, " \n")); w > width {
				t.Fatalf("line is %d wide, page %d: %q", w, width, line)
			}
		}
	})
}
