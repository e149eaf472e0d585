package xlsx

import (
	"math"
	"strings"

	"github.com/xuri/excelize/v2"
)

// look is how a cell is shown. Colours carry the convention of financial models:
// blue figures are typed in, black ones computed, green ones taken from another
// sheet.
type look struct {
	num    string // number format
	color  string
	fill   string
	bold   bool
	italic bool
	wrap   bool
	right  bool
	rule   bool // a line above, over a total
	size   float64
	open   bool // may be changed on a protected sheet
}

// The colours; all stay apart in grey print by their fill or by bold.
const (
	blue      = "0000FF"
	green     = "00703C"
	grey      = "595959"
	white     = "FFFFFF"
	dark      = "1F3A5F"
	paleInput = "FFF8DC"
	paleHead  = "DDE5EE"
	paleWin   = "E2EFDA"
)

// Number formats by meaning.
const (
	fmtMoney   = "#,##0.00"
	fmtRate    = "#,##0.000000######"
	fmtWhole   = "#,##0"
	fmtPart    = "#,##0.00####"
	fmtPercent = "0.0%"
	fmtShare   = "0.0000%"
	fmtTiny    = "0.00E+00"
)

var (
	plain   = look{}
	wrapped = look{wrap: true}
	title   = look{bold: true, size: 16, color: dark}
	heading = look{bold: true, size: 12, color: dark}
	head    = look{bold: true, color: white, fill: dark, wrap: true}
	headNum = look{bold: true, color: white, fill: dark, wrap: true, right: true}
	group   = look{bold: true, fill: paleHead}
	faint   = look{color: grey, italic: true}
	strong  = look{bold: true}

	unitLook = look{color: grey, italic: true, right: true} // above a column of figures
)

// quantityFormat shows whole figures without decimals and very small ones as
// powers of ten.
func quantityFormat(v float64) string {
	switch {
	case v != 0 && v < 0.001 && v > -0.001, v > 1e15:
		return fmtTiny
	case v == math.Trunc(v):
		return fmtWhole
	case math.Abs(v) >= 10_000:
		return fmtMoney // a sixth decimal of millions says nothing
	}
	return fmtPart
}

func (l look) wrapped() look { l.wrap = true; return l }

// indented reports words, which stand a little off the figure before them, and
// headings of figures, which stand off the next one.
func (l look) indented() bool { return l.headed() || !l.right && l.num == "" && l.size == 0 }

// headed reports the heading of a column of figures.
func (l look) headed() bool { return l.right && l.fill == dark }

func (l look) with(num string) look { l.num = num; return l }

func input(num string) look { return look{num: num, color: blue, fill: paleInput, open: true} }

func link(num string) look { return look{num: num, color: green} }

func calc(num string) look { return look{num: num} }

func delivered(num string) look { return look{num: num, color: grey} }

// newFile is an empty workbook. Its own font is the one of the cells: by it every
// program measures the widths of columns, and the library's, Calibri, is not on
// every machine.
func newFile() *excelize.File {
	f := excelize.NewFile()
	size := 10.0
	if f.Styles != nil && f.Styles.Fonts != nil && len(f.Styles.Fonts.Font) > 0 {
		own := f.Styles.Fonts.Font[0]
		if own.Name != nil && own.Sz != nil {
			own.Name.Val, own.Sz.Val = new(family), &size
		}
	}
	return f
}

// family is the typeface of every cell and chart.
const family = "Arial"

// style is the library's number of a look.
func (b *book) style(l look) int {
	if id, ok := b.styles[l]; ok {
		return id
	}
	return b.newStyle(l) // apart, so that the common case allocates nothing
}

func (b *book) newStyle(l look) int {
	size := l.size
	if size == 0 {
		size = 10
	}
	s := &excelize.Style{Font: &excelize.Font{Family: family, Size: size, Bold: l.bold, Italic: l.italic, Color: l.color},
		Alignment: &excelize.Alignment{WrapText: l.wrap, Vertical: "top"}, Protection: &excelize.Protection{Locked: !l.open}}
	switch {
	case l.headed():
		s.Alignment.Horizontal, s.Alignment.Indent = "right", 1
	case l.right:
		s.Alignment.Horizontal = "right"
	case l.indented():
		s.Alignment.Horizontal, s.Alignment.Indent = "left", 1
	}
	if l.fill != "" {
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{l.fill}}
	}
	if l.num != "" {
		s.CustomNumFmt = &l.num
	}
	if l.rule {
		s.Border = []excelize.Border{{Type: "top", Color: "000000", Style: 1}}
	}
	id, err := b.f.NewStyle(s)
	if err != nil {
		b.fail(err)
	}
	b.styles[l] = id
	for len(b.looks) <= id {
		b.looks = append(b.looks, look{})
	}
	b.looks[id] = l
	return id
}

// words is a text cell, whatever the text looks like. Excel cuts at 32,767
// characters without a word; here the cut is told.
func (b *book) words(l look, text string) excelize.Cell {
	const most = 32_000
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + " [cut]"
	}
	return excelize.Cell{StyleID: b.style(l), Value: text}
}

func (b *book) number(l look, v float64) excelize.Cell {
	return excelize.Cell{StyleID: b.style(l), Value: v}
}

// formula is a live cell with the value it has as delivered.
func (b *book) formula(l look, text string, v any) excelize.Cell {
	return excelize.Cell{StyleID: b.style(l), Formula: text, Value: v}
}
