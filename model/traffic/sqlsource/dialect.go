package sqlsource

import "github.com/sovcost/sovcost/model/warehouse"

// dialect is what differs between engines.
type dialect interface {
	// timeKind tells how a column of a type holds times; ok is false for others.
	timeKind(kind string) (k timeKind, nullable, ok bool)
	// counts gives window, rows, rows without a count, lowest and sum of the
	// counts, by window.
	counts(p *plan) (query string, args []any)
	// nulls counts the rows whose time is null.
	nulls(p *plan) (query string, args []any)
	// histogram gives bucket, rows, sum, lowest and highest of a column; the
	// bucket is floor(ln(value) / bucketWidth).
	histogram(p *plan, column warehouse.Name) (query string, args []any)
}

// bucketWidth makes buckets of 0.8 %, so that their middle is within 0.4 %.
const bucketWidth = 0.008
