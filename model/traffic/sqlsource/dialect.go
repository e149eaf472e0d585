package sqlsource

import (
	"context"
	"fmt"
	"strings"
)

// querier runs a query in an open import.
type querier interface {
	query(ctx context.Context, query string, args ...any) (rows, error)
}

// rows is an answer under way; Close is called in any case.
type rows interface {
	Next() bool
	Scan(into ...any) error
	Err() error
	Close()
}

// dialect is what differs between engines.
type dialect interface {
	name() string
	// begin connects and opens what all queries of an import run in: a read-only
	// snapshot where the engine has one, else one connection.
	begin(ctx context.Context) (q querier, done func(), err error)
	// check refuses a server that is set to leave data out in silence.
	check(ctx context.Context, q querier) error
	// columns lists name and type of the columns of a table.
	columns(p *plan) (query string, args []any)
	// timeKind tells how a column of a type holds times; ok is false for others.
	timeKind(kind string) (k timeKind, nullable, ok bool)
	// counts gives window, rows, rows without a count, lowest and sum of the
	// counts, by window.
	counts(p *plan) (query string, args []any)
	// nulls counts the rows whose time is null.
	nulls(p *plan) (query string, args []any)
	// histogram gives bucket, rows, sum, lowest and highest of a column; the
	// bucket is floor(ln(value) / bucketWidth).
	histogram(p *plan, column ident) (query string, args []any)
	// explain says what an error of the driver means, or nothing.
	explain(err error) string
}

// bucketWidth makes buckets of 0.8 %, so that their middle is within 0.4 %.
const bucketWidth = 0.008

// statement builds a query and its parameters.
type statement struct {
	text strings.Builder
	args []any
	mark func(n int) string // the n-th parameter, from 1
}

// add writes text in which each ? stands for the next value.
func (s *statement) add(text string, values ...any) {
	for _, v := range values {
		before, after, _ := strings.Cut(text, "?")
		s.args = append(s.args, v)
		s.text.WriteString(before)
		s.text.WriteString(s.mark(len(s.args)))
		text = after
	}
	s.text.WriteString(text)
}

func (s *statement) done() (string, []any) { return s.text.String(), s.args }

// addf writes text with quoted names, which hold no ? and no %.
func (s *statement) addf(format string, names ...any) {
	s.text.WriteString(fmt.Sprintf(format, names...))
}
