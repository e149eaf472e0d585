// Package chart draws a report's charts as pictures, SVG and PNG: curves with
// their names at their ends, crossings marked, numeric axes, tornado bars.
// Colours differ in lightness and lines in dashes, so that a grey print reads.
package chart

import (
	"bytes"
	"fmt"
	"image/color"
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/sovcost/sovcost/reports"
)

// Size is a picture's size in points (1/72 inch).
type Size struct{ Width, Height int }

// defaultSize suits a page or a web page.
var defaultSize = Size{Width: 640, Height: 380}

const (
	minWidth, minHeight = 200, 120
	pngDPI              = 144
	// MostCurves is how many curves and MostBars how many bars one picture can
	// keep apart.
	MostCurves = 20
	MostBars   = 30
)

// SVG draws the chart as an SVG document; the zero Size means 640 x 380.
func SVG(w io.Writer, c *reports.Chart, s Size) error {
	s, err := check(c, s)
	if err != nil {
		return err
	}
	canvas := vgsvg.New(vg.Length(s.Width), vg.Length(s.Height))
	if err := paint(draw.New(canvas), c); err != nil {
		return err
	}
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return err
	}
	_, err = w.Write(bytes.ReplaceAll(b.Bytes(), typeface, typefaces))
	return err
}

// Where the typeface is not installed a browser would fall back to serifs; the
// others have the same widths. Quotes are escaped in words, so that only the
// attribute can match.
var (
	typeface  = []byte(`style="font-family:Liberation Sans;`)
	typefaces = []byte(`style="font-family:Liberation Sans,Arial,Helvetica,sans-serif;`)
)

// PNG draws the chart as a PNG picture at 144 dots per inch; the zero Size
// means 640 x 380 points.
func PNG(w io.Writer, c *reports.Chart, s Size) error {
	s, err := check(c, s)
	if err != nil {
		return err
	}
	canvas := vgimg.NewWith(vgimg.UseWH(vg.Length(s.Width), vg.Length(s.Height)), vgimg.UseDPI(pngDPI))
	if err := paint(draw.New(canvas), c); err != nil {
		return err
	}
	_, err = vgimg.PngCanvas{Canvas: canvas}.WriteTo(w)
	return err
}

func check(c *reports.Chart, s Size) (Size, error) {
	if s == (Size{}) {
		s = defaultSize
	}
	if s.Width < minWidth || s.Height < minHeight || s.Width > 10000 || s.Height > 10000 {
		return s, fmt.Errorf("chart %q: %d x %d points is no size for a chart; use %d x %d to 10000 x 10000", c.ID, s.Width, s.Height, minWidth, minHeight)
	}
	switch {
	case len(c.Curves) > MostCurves:
		return s, fmt.Errorf("chart %q: %d curves cannot be told apart; draw at most %d", c.ID, len(c.Curves), MostCurves)
	case len(c.Bars) > MostBars:
		return s, fmt.Errorf("chart %q: %d bars are too many for a picture; draw at most %d", c.ID, len(c.Bars), MostBars)
	}
	alone := &reports.Report{Sections: []reports.Section{{Chart: c}}}
	return s, alone.Validate()
}

func paint(dc draw.Canvas, c *reports.Chart) error {
	dc.FillPolygon(color.White, []vg.Point{dc.Min, {X: dc.Min.X, Y: dc.Max.Y}, dc.Max, {X: dc.Max.X, Y: dc.Min.Y}})
	dc = draw.Crop(dc, 8, -8, 6, -6)
	if c.Kind == reports.ChartTornado {
		return paintTornado(dc, c)
	}
	return paintCurves(dc, c)
}

// newPlot is an empty plot in the house style.
//
// Note: gonum's plot.DefaultFont would set the typeface for all plots at once;
// it is a global of the package and is left alone.
func newPlot(c *reports.Chart) *plot.Plot {
	p := plot.New()
	p.Title.Text = reports.OneLine(c.Title)
	p.Title.Padding = 8
	sans(&p.Title.TextStyle, 13)
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		sans(&a.Label.TextStyle, 11)
		sans(&a.Tick.Label, 10)
		a.Label.Padding = 4
		a.LineStyle.Color = grey
		a.Tick.LineStyle.Color = grey
	}
	return p
}

func sans(s *text.Style, size vg.Length) {
	s.Font = font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
}

// label is the style of words inside the picture.
func label(p *plot.Plot) text.Style {
	s := p.X.Tick.Label
	s.XAlign, s.YAlign = text.XLeft, text.YCenter
	s.Color = color.Black
	return s
}

// clip cuts words that are wider than width.
func clip(s text.Style, words string, width vg.Length) string {
	words = reports.OneLine(words)
	if s.Width(words) <= width {
		return words
	}
	runes := []rune(words)
	for len(runes) > 1 && s.Width(string(runes)+"…") > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}
