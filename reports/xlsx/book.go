// Package xlsx writes a comparison as a workbook that recalculates: every figure
// of the formula graph is a cell with a live formula, from the inputs and prices
// to the ranking and the sentence on the cover.
//
// Note: formulas and their values are streamed row by row; setting cells one by
// one took three times the time and nine times the memory.
package xlsx

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/reports"
	"github.com/xuri/excelize/v2"
)

// The sheets, in their order.
const (
	sheetCover   = "Cover"
	sheetInputs  = "Inputs"
	sheetPrices  = "Prices"
	sheetLoad    = "Load"
	sheetSlots   = "Slots"
	sheetTables  = "Tables"
	sheetCalc    = "Calculation"
	sheetCompare = "Compare"
	sheetEven    = "Break-even"
	sheetLaw     = "Sovereignty"
	sheetExit    = "Exit"
	sheetMake    = "Make-or-buy"
	sheetMonths  = "Months"
	sheetYears   = "Years"
	sheetSense   = "Sensitivity"
	sheetChecks  = "Checks"
	sheetSources = "Sources"

	sheetYearSlots = "Year slots"
)

// Workbook is what a workbook is made from.
type Workbook struct {
	Comparison *model.Comparison
	// Provenance names the tool and everything that was read.
	Provenance reports.Provenance
	// Notes are the comparison's footnotes: defaults and warnings.
	Notes []reports.Note
}

// book is one workbook being written.
type book struct {
	f      *excelize.File
	p      *plan
	w      Workbook
	styles map[look]int
	looks  []look // by style
	errs   []error

	compare compareRows
	checks  checkRows
	even    *curves
	sense   *tornado
	columns inputColumns
	leavers *leavers
	vs      *versus

	contentsAt             int // Cover: the first row of the map
	figuresFrom, figuresTo int // Cover: the live key figures
}

func (b *book) fail(err error) {
	if err != nil && len(b.errs) < 5 {
		b.errs = append(b.errs, err)
	}
}

// Write writes the workbook. The same comparison gives the same bytes.
func Write(w io.Writer, wb Workbook) error { return write(w, wb, maxBlocks) }

func write(w io.Writer, wb Workbook, most int) error {
	p, err := newPlan(wb.Comparison, most)
	if err != nil {
		return err
	}
	f := newFile()
	defer f.Close()
	b := &book{f: f, p: p, w: wb, styles: map[look]int{}}
	if b.columns, err = b.inputColumns(); err != nil {
		return err
	}
	if b.even, err = readCurves(p); err != nil {
		return err
	}
	if b.sense, err = readTornado(p); err != nil {
		return err
	}
	b.properties()
	b.layOut()
	for _, s := range b.sheets() {
		b.write(s)
	}
	if err := errors.Join(b.errs...); err != nil {
		return temporary(err)
	}
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return &sortedZip{to: w} }) // past the library's buffer of the whole file
	return f.Write(w)
}

// temporary names the folder where the library keeps large sheets while it
// writes, when that is what failed: it is another disk than the output's.
func temporary(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) && strings.HasPrefix(filepath.Base(at.Path), "excelize-") {
		return fmt.Errorf("temporary folder %s: %w (TMPDIR names another)", filepath.Dir(at.Path), at.Err)
	}
	return err
}

// sheets lists the pages in the order of the tabs.
func (b *book) sheets() []page {
	all := []page{b.coverPage(), b.inputsPage(), b.pricesPage(), b.loadPage()}
	if len(b.p.series) > 0 {
		all = append(all, b.slotsPage())
	}
	if len(b.p.tables) > 0 {
		all = append(all, b.tablesPage())
	}
	all = append(all, b.calcPage(), b.comparePage())
	if b.even != nil {
		all = append(all, b.evenPage())
	}
	all = append(all, b.lawPage())
	if b.p.leave != nil {
		all = append(all, b.exitPage())
	}
	all = append(all, b.yearPages()...)
	if b.sense != nil {
		all = append(all, b.sensePage())
	}
	return append(all, b.checksPage(), b.sourcesPage())
}

// rows writes one sheet from top to bottom.
type rows struct {
	b      *book
	sw     *excelize.StreamWriter
	widths []float64
	row    int     // the next row
	used   float64 // of the printed page, in points
	room   float64 // of a printed page

	cells []excelize.Cell // of the row that is being written
	refs  []any           // the same, as the stream takes them
	next  []excelize.Cell // of the row that is being made
}

// put writes the next row, as high as its wrapped words need. Its cells are
// copied into ones that the rows share: thousands of rows allocate none.
func (r *rows) put(cells ...excelize.Cell) {
	r.narrow(cells)
	r.stream(r.share(cells))
}

// narrow gives figures that are wider than their column a format that fits.
func (r *rows) narrow(cells []excelize.Cell) {
	for i := range cells {
		v, ok := cells[i].Value.(float64)
		if !ok || i >= len(r.widths) {
			continue
		}
		l := r.b.looks[cells[i].StyleID]
		if num := l.fitting(v, r.widths[i]); num != l.num {
			cells[i].StyleID = r.b.style(l.with(num))
		}
	}
}

// share copies the cells to where the stream takes them from.
func (r *rows) share(cells []excelize.Cell) []any {
	for i := len(r.cells); i < len(cells); i++ {
		r.cells = append(r.cells, excelize.Cell{})
		r.refs = r.refs[:0] // the cells may have moved
	}
	for i := len(r.refs); i < len(r.cells); i++ {
		r.refs = append(r.refs, &r.cells[i])
	}
	copy(r.cells, cells)
	return r.refs[:len(cells)]
}

// stream writes the next row from cells that the caller keeps and fills again.
func (r *rows) stream(cells []any) {
	n := r.lines(cells)
	r.print(float64(n) * lineHeight)
	switch {
	case n > 1:
		r.b.fail(r.sw.SetRow(at(1, r.row), cells, excelize.RowOpts{Height: float64(n) * lineHeight}))
	case len(cells) > 0:
		r.b.fail(r.sw.SetRow(at(1, r.row), cells))
	}
	r.row++
}

// draft is an empty row to append cells to, good until the next one is begun.
func (r *rows) draft() []excelize.Cell {
	if r.next == nil {
		r.next = make([]excelize.Cell, 0, 64)
	}
	return r.next
}

const lineHeight = 13.0 // of Arial 10, in points

// lines is how many lines the row's wrapped words take. Programs that open the
// file do not all measure it themselves.
func (r *rows) lines(cells []any) int {
	most := 1
	for i, c := range cells {
		x := c.(*excelize.Cell)
		text, words := x.Value.(string)
		if !words || len(text) < 8 || i >= len(r.widths) || !r.b.looks[x.StyleID].wrap {
			continue
		}
		most = max(most, r.b.looks[x.StyleID].linesOf(text, r.widths[i]))
	}
	return min(most, 30)
}

// space leaves room for a chart: rows of a fixed height, so that the chart ends
// where the table begins in every program.
func (r *rows) space(n int) {
	for range n {
		r.tall(chartRow, r.b.words(plain, ""))
	}
}

// tall writes the next row with a height in points.
func (r *rows) tall(height float64, cells ...excelize.Cell) {
	r.narrow(cells)
	r.print(height)
	r.b.fail(r.sw.SetRow(at(1, r.row), r.share(cells), excelize.RowOpts{Height: height}))
	r.row++
}

// to leaves rows empty up to the row.
func (r *rows) to(row int) {
	if row > r.row {
		r.print(float64(row-r.row) * lineHeight)
		r.row = row
	}
}

func (b *book) write(s page) {
	if s.name == sheetCover {
		b.fail(b.f.SetSheetName("Sheet1", s.name))
	} else if _, err := b.f.NewSheet(s.name); err != nil {
		b.fail(err)
		return
	}
	fit, no := !s.cut(), false
	b.fail(b.f.SetSheetDimension(s.name, ""))                                       // left out rather than the wrong A1 the library writes before it has seen a row
	b.fail(b.f.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &fit})) // written first: before the stream begins
	b.fail(b.f.SetSheetView(s.name, 0, &excelize.ViewOptions{ShowGridLines: &no}))
	sw, err := b.f.NewStreamWriter(s.name)
	if err != nil {
		b.fail(err)
		return
	}
	for j := len(s.widths); j > 0; { // from the right: the library puts each before those it has, and programs expect them in order
		i := j - 1
		for i > 0 && s.widths[i-1] == s.widths[j-1] { // neighbours of one width at once: it takes them one by one slowly
			i--
		}
		b.fail(sw.SetColWidth(i+1, j, s.widths[j-1]))
		j = i
	}
	if s.freeze > 0 {
		pane := "bottomLeft"
		if s.left > 0 {
			pane = "bottomRight"
		}
		b.fail(sw.SetPanes(&excelize.Panes{Freeze: true, XSplit: s.left, YSplit: s.freeze, TopLeftCell: at(s.left+1, s.freeze+1), ActivePane: pane}))
	}
	r := &rows{b: b, sw: sw, widths: s.widths, row: 1, room: s.height()}
	s.rows(r)
	if s.printed > 0 || s.top() > 1 {
		last := r.row - 1
		if s.ends > 0 {
			last = s.ends
		}
		area := fixed(1, s.top()) + ":" + fixed(s.columns(), last)
		b.fail(b.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: "'" + s.name + "'!" + area, Scope: s.name}))
	}
	if s.after != nil {
		s.after()
	}
	b.print(s)
	b.fail(sw.Flush())
}

// properties are the document's own; its times are the day of the question.
func (b *book) properties() {
	day := b.w.Comparison.Scenario.AsOf.String() + "T00:00:00Z"
	b.fail(b.f.SetDocProps(&excelize.DocProperties{Title: b.w.Comparison.Scenario.Name, Creator: "sovcost", LastModifiedBy: "sovcost", Created: day, Modified: day}))
	b.fail(b.f.SetAppProps(&excelize.AppProperties{Application: "Microsoft Excel", AppVersion: "16.0300", DocSecurity: 0}))
}
