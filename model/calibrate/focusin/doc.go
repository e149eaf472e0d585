// Package focusin reads cloud bills in the FinOps Open Cost and Usage
// Specification (FOCUS) 1.0 to 1.4, as csv or parquet, one charge at a time.
//
// Real exports bend the specification: a literal NULL for an empty cell, times
// without a zone, columns of their own. Each such leniency is counted and
// reported in the [Report]; nothing is guessed in silence, and a cell that is
// empty stays unknown, never 0. What cannot be read is a [Problem] with file,
// line and column, and all problems of a file come at once.
package focusin
