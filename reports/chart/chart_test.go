package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/reporttest"
)

func samples() map[string]*reports.Chart {
	log := &reports.Chart{ID: "log", Title: "Both axes logarithmic", Kind: reports.ChartLine,
		X: reports.Axis{Title: "Requests", Unit: "a month", Log: true}, Y: reports.Axis{Title: "Monthly", Unit: "CHF", Log: true}}
	for _, k := range []float64{1, 2, 5} {
		curve := reports.Curve{Label: fmt.Sprintf("slope %v", k)}
		for x := 1e3; x <= 1e9; x *= 10 {
			curve.Points = append(curve.Points, reports.Point{X: x, Y: k * math.Sqrt(x)})
		}
		log.Curves = append(log.Curves, curve)
	}
	crowded := &reports.Chart{ID: "crowded", Title: "Twelve options that end close together", Kind: reports.ChartStep,
		X: reports.Axis{Title: "Requests", Unit: "a month"}, Y: reports.Axis{Title: "Monthly", Unit: "CHF"}}
	for i := range 12 {
		f := float64(i)
		crowded.Curves = append(crowded.Curves, reports.Curve{Label: fmt.Sprintf("option %d at a provider with a long name", i+1),
			Points: []reports.Point{{X: 0, Y: 100 + 5*f}, {X: 1e7, Y: 300 + 3*f}, {X: 2e7, Y: 420 + 2*f}, {X: 3e7, Y: 500 + f}}})
		crowded.Marks = append(crowded.Marks, reports.Mark{Label: fmt.Sprintf("crossing %d", i+1), X: 1e7 + f*1e5, Y: 300 + 3*f})
	}
	return map[string]*reports.Chart{"curves": reporttest.Curves(), "tornado": reporttest.Tornado(), "log": log, "crowded": crowded}
}

func TestGoldenSVG(t *testing.T) {
	for name, c := range samples() {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := SVG(&b, c, Size{}); err != nil {
				t.Fatal(err)
			}
			reporttest.Golden(t, name+".svg", b.Bytes())
		})
	}
}

// The same chart gives the same picture, of the right size and not empty. With
// SOVCOST_PICTURES set to a folder the pictures are kept there to be looked at.
func TestPNG(t *testing.T) {
	for name, c := range samples() {
		t.Run(name, func(t *testing.T) {
			var once, twice bytes.Buffer
			for _, b := range []*bytes.Buffer{&once, &twice} {
				if err := PNG(b, c, Size{Width: 600, Height: 300}); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(once.Bytes(), twice.Bytes()) {
				t.Error("two runs differ")
			}
			if folder := os.Getenv("SOVCOST_PICTURES"); folder != "" {
				var full bytes.Buffer
				if err := PNG(&full, c, Size{}); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(folder, name+".png"), full.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			picture, err := png.Decode(&once)
			if err != nil {
				t.Fatal(err)
			}
			if size := picture.Bounds().Size(); size.X != 1200 || size.Y != 600 {
				t.Errorf("size is %v, want 1200 x 600", size)
			}
			ink := 0
			for y := range 600 {
				for x := range 1200 {
					if r, _, _, _ := picture.At(x, y).RGBA(); r < 0x8000 {
						ink++
					}
				}
			}
			if ink < 2000 {
				t.Errorf("only %d dark dots", ink)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	many := &reports.Chart{ID: "m"}
	for range MostCurves + 1 {
		many.Curves = append(many.Curves, reports.Curve{Points: []reports.Point{{X: 0, Y: 0}, {X: 1, Y: 1}}})
	}
	bars := &reports.Chart{ID: "b", Kind: reports.ChartTornado, Bars: make([]reports.Bar, MostBars+1)}
	nan := reporttest.Curves()
	nan.Curves[0].Points[0].Y = math.NaN()
	tests := []struct {
		chart *reports.Chart
		size  Size
		want  string
	}{
		{many, Size{}, "21 curves cannot be told apart; draw at most 20"},
		{bars, Size{}, "31 bars are too many"},
		{nan, Size{}, "NaN cannot be drawn"},
		{&reports.Chart{ID: "e"}, Size{}, "has no two points"},
		{&reports.Chart{ID: "e", Kind: reports.ChartTornado}, Size{}, "has no bars"},
		{reporttest.Curves(), Size{Width: 199, Height: 120}, "199 x 120 points is no size"},
		{reporttest.Curves(), Size{Width: 200, Height: 10001}, "is no size"},
	}
	for _, tt := range tests {
		if err := SVG(io.Discard, tt.chart, tt.size); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %q", err, tt.want)
		}
	}
	many.Curves = many.Curves[:MostCurves]
	bars.Bars = bars.Bars[:MostBars]
	for _, c := range []*reports.Chart{many, bars} {
		if err := SVG(io.Discard, c, Size{Width: minWidth, Height: minHeight}); err != nil {
			t.Errorf("the largest chart on the smallest page: %v", err)
		}
	}
}

// Any sound chart becomes well-formed XML that keeps its words.
func TestAnyChartIsWellFormed(t *testing.T) {
	number := rapid.OneOf(rapid.Float64Range(-1e12, 1e12), rapid.SampledFrom([]float64{0, 5e-324, 1e100, -1e100}))
	rapid.Check(t, func(t *rapid.T) {
		c := &reports.Chart{Title: rapid.String().Draw(t, "title"), Kind: rapid.SampledFrom([]reports.ChartKind{
			reports.ChartLine, reports.ChartStep, reports.ChartTornado}).Draw(t, "kind")}
		c.Curves = []reports.Curve{{Label: rapid.String().Draw(t, "label"), Points: []reports.Point{{X: 0, Y: number.Draw(t, "a")}, {X: number.Filter(func(v float64) bool { return v > 0 }).Draw(t, "x"), Y: number.Draw(t, "b")}}}}
		c.Bars = []reports.Bar{{Label: "<&>", Low: number.Draw(t, "low"), High: number.Draw(t, "high"), LowLabel: rapid.String().Draw(t, "lowlabel")}}
		c.Marks = []reports.Mark{{Label: rapid.String().Draw(t, "mark"), X: number.Draw(t, "mx"), Y: number.Draw(t, "my")}}
		var b bytes.Buffer
		if err := SVG(&b, c, Size{}); err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(&b)
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				return
			} else if err != nil {
				t.Fatal(err)
			}
		}
	})
}

// Names never overlap while there is room, and never leave the page then.
func TestSpread(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 20).Draw(t, "n")
		var list []endName
		for i := range n {
			list = append(list, endName{index: i, y: vg.Length(rapid.Float64Range(0, 300).Draw(t, "y"))})
		}
		spread(list, 14, 0, 300)
		for i, e := range list {
			if e.y < -1e-9 || e.y > 300+1e-9 {
				t.Fatalf("name %d at %v", i, e.y)
			}
			if i > 0 && e.y-list[i-1].y < 14-1e-9 {
				t.Fatalf("names %d and %d are %v apart", i-1, i, e.y-list[i-1].y)
			}
		}
	})
}
