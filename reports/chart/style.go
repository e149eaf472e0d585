package chart

import (
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

var (
	grey      = color.Gray{Y: 0x66}
	lightGrey = color.Gray{Y: 0xdd}
)

// palette is Okabe and Ito's set for readers with colour blindness, without
// its yellow, which a white page swallows.
var palette = [...]color.Color{
	color.RGBA{R: 0x00, G: 0x72, B: 0xb2, A: 0xff}, // blue
	color.RGBA{R: 0xd5, G: 0x5e, B: 0x00, A: 0xff}, // vermilion
	color.RGBA{R: 0x00, G: 0x9e, B: 0x73, A: 0xff}, // green
	color.RGBA{R: 0x00, G: 0x00, B: 0x00, A: 0xff}, // black
	color.RGBA{R: 0xcc, G: 0x79, B: 0xa7, A: 0xff}, // purple
	color.RGBA{R: 0xe6, G: 0x9f, B: 0x00, A: 0xff}, // orange
	color.RGBA{R: 0x56, G: 0xb4, B: 0xe9, A: 0xff}, // sky blue
}

// dashes tell lines apart where colour cannot; the first is solid.
var dashes = [...][]vg.Length{nil, {7, 3}, {2, 2}, {9, 3, 2, 3}, {4, 4}}

// lineStyle is the look of curve i: colours and dashes have coprime counts, so
// that 35 curves differ.
func lineStyle(i int) draw.LineStyle {
	return draw.LineStyle{Color: palette[i%len(palette)], Width: 1.8, Dashes: dashes[i%len(dashes)]}
}
