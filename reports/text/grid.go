package text

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/text/width"
)

// grid is a table as clean words, not yet laid out.
type grid struct {
	table  *reports.Table
	header []string
	cells  [][]string // [row][column]
	lead   []string   // what stands before each row's first cell: mark and tree
	sizes  []columnSize
}

func newGrid(r *reports.Report, t *reports.Table) *grid {
	g := &grid{table: t}
	for _, col := range t.Columns {
		g.header = append(g.header, reports.OneLine(col.Heading()))
	}
	marks := hasMarks(t)
	for i, row := range t.Rows {
		words := make([]string, len(row.Cells))
		for j, c := range row.Cells {
			words[j] = withNotes(r, c, t.Columns[j])
		}
		g.cells = append(g.cells, words)
		lead := tree(t.Rows, i)
		if marks {
			lead = mark(row.Style) + lead
		}
		g.lead = append(g.lead, lead)
	}
	g.measure()
	return g
}

// withNotes is the displayed cell with its footnote numbers: after words, and
// before a number, so that the digits stay in line.
func withNotes(r *reports.Report, c reports.Cell, col reports.Column) string {
	words := reports.OneLine(c.Display(col))
	var refs strings.Builder
	for _, id := range c.Notes {
		fmt.Fprintf(&refs, "[%d]", r.NoteNumber(id))
	}
	switch {
	case refs.Len() == 0:
		return words
	case col.RightAligned():
		return strings.TrimSpace(refs.String() + " " + words)
	}
	return strings.TrimSpace(words + " " + refs.String())
}

// mark says winner and excluded without colour.
func mark(s reports.RowStyle) string {
	switch s {
	case reports.RowWinner:
		return "> "
	case reports.RowExcluded:
		return "x "
	}
	return "  "
}

func hasMarks(t *reports.Table) bool {
	for _, row := range t.Rows {
		if mark(row.Style) != "  " {
			return true
		}
	}
	return false
}

// maxDepth bounds how far a row is indented, so that a deep tree cannot push
// its words off the page.
const maxDepth = 4

// tree draws the branches before row i.
func tree(rows []reports.Row, i int) string {
	depth := min(rows[i].Depth, maxDepth)
	var b strings.Builder
	for level := 1; level <= depth; level++ {
		more := goesOn(rows[i+1:], level)
		switch {
		case level == depth && more:
			b.WriteString("├─ ")
		case level == depth:
			b.WriteString("└─ ")
		case more:
			b.WriteString("│  ")
		default:
			b.WriteString("   ")
		}
	}
	return b.String()
}

// goesOn says whether a sibling at this level follows before the parent ends.
func goesOn(rest []reports.Row, level int) bool {
	for _, row := range rest {
		if d := min(row.Depth, maxDepth); d <= level {
			return d == level
		}
	}
	return false
}

// columnSize is what a column needs: natural when nothing is wrapped, word for
// its longest word, cells for its widest cell without the heading.
type columnSize struct{ natural, word, cells int }

func (g *grid) measure() {
	for j, title := range g.header {
		c := columnSize{word: width.WidestWord(title)}
		for i := range g.cells {
			lead := 0
			if j == 0 {
				lead = width.Of(g.lead[i])
			}
			c.cells = max(c.cells, lead+width.Of(g.cells[i][j]))
			c.word = max(c.word, lead+width.WidestWord(g.cells[i][j]))
		}
		c.natural = max(c.cells, width.Of(title))
		g.sizes = append(g.sizes, c)
	}
}
