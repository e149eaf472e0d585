package xlsx

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// page is one sheet of the workbook: its rows are written by one function.
type page struct {
	name    string
	widths  []float64
	freeze  int  // rows that stay on top and are printed on every page
	heads   int  // where no row stays on top: the row of headings that is printed on every page
	units   int  // rows of units above heads, printed with it
	printed int  // columns that are printed; 0: all
	ends    int  // the last row that is printed; 0: all
	left    int  // columns that stay and are printed on every page
	locked  bool // nothing but open cells can be changed
	wide    bool // printed on as many pages as its columns need
	single  bool // printed on one page
	rows    func(*rows)
	after   func() // charts, drop-downs
}

// A sheet is printed as wide as the page. Where that would be smaller than
// leastPercent (figures of Arial 10 are hard to read below 5 points), it is
// printed at widePercent on as many pages as its columns need.
const (
	leastPercent      = 50
	widePercent  uint = 60
)

// A4 landscape and its margins, in inches, and what a sheet measures in.
const (
	paperWidth, paperHeight          = 11.69, 8.27
	sideMargin, topMargin, endMargin = 0.4, 0.5, 0.6
	headerMargin                     = 0.25
	pixels, points                   = 96, 72 // per inch
)

// columns is how many columns are printed.
func (s page) columns() int {
	if s.printed > 0 {
		return s.printed
	}
	return len(s.widths)
}

// percent is the size at which the sheet is as wide as the page: a column is 7
// pixels per letter wide and 5 more.
func (s page) percent() float64 {
	wide := 0.0
	for _, w := range s.widths[:s.columns()] {
		wide += 7*w + 5
	}
	return min(100, 100*(paperWidth-2*sideMargin)*pixels/wide)
}

// cut reports whether the sheet's columns are printed on several pages.
func (s page) cut() bool { return s.wide || s.percent() < leastPercent }

// height is what a printed page holds, in points of the sheet, and a little less:
// programs do not measure alike.
func (s page) height() float64 {
	scale := s.percent()
	if s.cut() {
		scale = float64(widePercent)
	}
	return 0.96 * (paperHeight - topMargin - endMargin) * points * 100 / scale
}

// top is the first row that is printed. Where pages repeat the columns at the
// left, they would repeat a piece of the title: it is in the page's heading.
func (s page) top() int {
	if s.cut() && s.left > 0 && s.freeze > titleRows {
		return titleRows + 1
	}
	return 1
}

const titleRows = 2 // a sheet's name, and what it holds

// print adds a row to the printed page.
func (r *rows) print(height float64) {
	if r.used += height; r.used > r.room {
		r.used = height
	}
}

// whole begins a new printed page where the next n rows would be parted, or where
// they are more than a page and only their headings would stand on this one.
func (r *rows) whole(n int) {
	need := float64(n) * lineHeight
	if need > r.room {
		need = fewRows * lineHeight
	}
	if r.used+need > r.room {
		r.apart()
	}
}

const fewRows = 10

// apart begins a new printed page.
func (r *rows) apart() {
	r.b.fail(r.sw.InsertPageBreak(at(1, r.row)))
	r.used = 0
}

// print sets the page up: A4 landscape, headings repeated.
func (b *book) print(s page) {
	landscape, a4, one, none := "landscape", 9, 1, 0
	layout := &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4}
	switch {
	case s.cut():
		layout.AdjustTo = new(widePercent)
	case s.single:
		layout.FitToWidth, layout.FitToHeight = &one, &one
	default:
		layout.FitToWidth, layout.FitToHeight = &one, &none
	}
	side, top, end, heads := sideMargin, topMargin, endMargin, headerMargin
	b.fail(b.f.SetPageMargins(s.name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &end, Header: &heads, Footer: &heads}))
	b.fail(b.f.SetPageLayout(s.name, layout))
	words := &excelize.HeaderFooterOptions{OddFooter: "&L&8sovcost&C&8&A&R&8&P / &N"}
	if s.top() > 1 {
		words.OddHeader = `&L&"Arial,Bold"&14&A` // instead of the title
	}
	b.fail(b.f.SetHeaderFooter(s.name, words))
	if titles := s.titles(); titles != "" {
		b.fail(b.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: titles, Scope: s.name}))
	}
	if s.locked {
		b.fail(b.f.ProtectSheet(s.name, &excelize.SheetProtectionOptions{SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true, FormatRows: true, AutoFilter: true}))
	}
}

// titles are the columns and rows that every printed page repeats.
func (s page) titles() string {
	var parts []string
	if s.left > 0 {
		parts = append(parts, fmt.Sprintf("'%s'!$A:$%s", s.name, column(s.left)))
	}
	switch {
	case s.freeze > 0:
		parts = append(parts, fmt.Sprintf("'%s'!$%d:$%d", s.name, s.top(), s.freeze))
	case s.heads > 0:
		parts = append(parts, fmt.Sprintf("'%s'!$%d:$%d", s.name, s.heads-s.units, s.heads))
	}
	return strings.Join(parts, ",")
}
