package reports

import "strings"

// Table is a grid of cells with meaning.
type Table struct {
	// ID names the table for machines, e.g. "options"; unique in a report.
	ID string `json:"id"`
	// Columns describe the cells of every row.
	Columns []Column `json:"columns"`
	// Rows hold as many cells as there are columns.
	Rows []Row `json:"rows"`
}

// Kind says what a column's cells are.
type Kind string

// The kinds of column.
const (
	KindText     Kind = "text"
	KindMoney    Kind = "money"    // an amount with a currency; two decimals when displayed
	KindQuantity Kind = "quantity" // a count or measure with a unit
	KindPercent  Kind = "percent"  // a fraction: 0.125 is shown as 12.5 %
	KindRate     Kind = "rate"     // a unit price; every digit is shown
	KindVerdict  Kind = "verdict"  // the law's answer
	KindDate     Kind = "date"     // a written date, 2026-01-31
)

// Numeric says whether cells of this kind hold a number.
func (k Kind) Numeric() bool {
	switch k {
	case KindMoney, KindQuantity, KindPercent, KindRate:
		return true
	}
	return false
}

// Align is where a column's cells stand.
type Align string

// The alignments; the zero value follows the column's kind.
const (
	AlignAuto   Align = "" // numbers right, words left
	AlignLeft   Align = "left"
	AlignRight  Align = "right"
	AlignCenter Align = "center"
)

// Column describes one column of a table.
type Column struct {
	// Key names the column for machines, e.g. "monthly"; unique in a table.
	Key string `json:"key"`
	// Title is the heading a person reads.
	Title string `json:"title"`
	// Unit is the unit of every cell that has none of its own; for money the
	// currency.
	Unit string `json:"unit,omitempty"`
	// Kind says what the cells are; empty means text.
	Kind Kind `json:"kind,omitempty"`
	// Align overrides the alignment that follows from the kind.
	Align Align `json:"align,omitempty"`
	// Priority is 0 for a column that is never left out; of the others the one
	// with the highest number is left out first where the page is narrow.
	Priority int `json:"priority,omitempty"`
}

// RightAligned says whether the column's cells stand at the right edge.
func (c Column) RightAligned() bool {
	return c.Align == AlignRight || c.Align == AlignAuto && c.Kind.Numeric()
}

// Heading is the title with the unit behind it, unless the title names the
// unit itself.
func (c Column) Heading() string {
	switch {
	case c.Unit == "" || strings.Contains(c.Title, c.Unit):
		return c.Title
	case c.Title == "":
		return c.Unit
	}
	return c.Title + " (" + c.Unit + ")"
}

// RowStyle says what a row is.
type RowStyle string

// The styles of row; the zero value is an ordinary item.
const (
	RowItem     RowStyle = ""
	RowHeading  RowStyle = "heading"
	RowSubtotal RowStyle = "subtotal"
	RowTotal    RowStyle = "total"
	RowNote     RowStyle = "note"
	RowExcluded RowStyle = "excluded" // taken out by law or policy, not ranked
	RowWinner   RowStyle = "winner"   // the answer
)

// Row is one line of a table.
type Row struct {
	Style RowStyle `json:"style,omitempty"`
	// Depth indents the first cell: 1 is a part of the nearest row above it
	// with depth 0.
	Depth int    `json:"depth,omitempty"`
	Cells []Cell `json:"cells"`
}
