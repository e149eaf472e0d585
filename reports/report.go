// Package reports holds the result vocabulary every writer shares: a Report
// is an answer, tables of cells with meaning, charts, footnotes and
// provenance. The folders below it turn one Report into one format each.
//
// Note: writers get cells that say what they are ("total", "winner", "not
// priced"), never how they look ("bold"). Passing formatted strings was tried
// by most peers and is why their spreadsheets hold text where sums belong.
package reports

// Report is one finished answer, ready to be written in any format.
type Report struct {
	// Kind names the report and its format version, e.g. "sovcost/compare/1".
	// It is the "schema" field of the JSON form.
	Kind string
	// Title says what the report is about, in a few words.
	Title string
	// Answer is the result in one or a few sentences; the first stands alone.
	Answer []string
	// Sections follow in reading order.
	Sections []Section
	// Notes are the footnotes: warnings, and defaults with their reasons.
	Notes []Note
	// Provenance says which tool, sheets and dates made the report.
	Provenance Provenance
	// Data is the versioned value spliced into the JSON form at its top level.
	// It must encode to a JSON object, or be nil.
	Data any
}

// Section is one titled part of a report: sentences, a table, a chart, in this
// order, each optional.
type Section struct {
	// Title stands over the section; empty for none.
	Title string `json:"title,omitempty"`
	// Text holds paragraphs shown before the table.
	Text []string `json:"text,omitempty"`
	// Table is the section's table, or nil.
	Table *Table `json:"table,omitempty"`
	// Chart is the section's picture, or nil.
	Chart *Chart `json:"chart,omitempty"`
}

// Tables lists the report's tables in reading order.
func (r *Report) Tables() []*Table {
	var tables []*Table
	for i := range r.Sections {
		if t := r.Sections[i].Table; t != nil {
			tables = append(tables, t)
		}
	}
	return tables
}

// Charts lists the report's charts in reading order.
func (r *Report) Charts() []*Chart {
	var charts []*Chart
	for i := range r.Sections {
		if c := r.Sections[i].Chart; c != nil {
			charts = append(charts, c)
		}
	}
	return charts
}

// NoteNumber is the number a note is printed under, counted from 1; 0 when the
// report has no note with this ID.
func (r *Report) NoteNumber(id string) int {
	for i := range r.Notes {
		if r.Notes[i].ID == id {
			return i + 1
		}
	}
	return 0
}
