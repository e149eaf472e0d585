// Package warehouse opens databases that hold more rows than a file: it reads
// PostgreSQL and ClickHouse, lets the engine add up, and never writes. Passwords
// come from the environment or the drivers' own files; names of tables and
// columns follow a strict grammar and are quoted; values are parameters.
package warehouse

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind is the SQL a database speaks.
type Kind string

// The kinds there are drivers for.
const (
	Postgres   Kind = "postgres"
	ClickHouse Kind = "clickhouse"
)

// engine is what differs between databases below the queries.
type engine interface {
	kind() Kind
	// begin connects and opens what all queries of a reading run in: a read-only
	// snapshot where the engine has one, else one connection.
	begin(ctx context.Context) (q querier, done func(), err error)
	// check refuses a server that is set to leave data out in silence.
	check(ctx context.Context, q querier) error
	// mark is the n-th parameter of a query, from 1.
	mark(n int) string
	// columns lists name and type of the columns of a table.
	columns(s *Statement, table Name)
	// explain says what an error of the driver means, or nothing.
	explain(err error) string
}

// querier runs a query in an open reading.
type querier interface {
	query(ctx context.Context, query string, args ...any) (Rows, error)
}

// Rows is an answer under way; Close is called in any case.
type Rows interface {
	Next() bool
	Scan(into ...any) error
	Err() error
	Close()
}

// Session is a reading under way.
type Session struct {
	ctx    context.Context
	engine engine
	q      querier
}

// Kind is the SQL the database speaks.
func (s *Source) Kind() Kind { return s.engine.kind() }

// Where is the address, without user and password.
func (s *Source) Where() string { return s.where }

// Read connects, hands a session to take and closes it. It ends after timeout;
// an error is one line that says where and what to try, without the password.
func (s *Source) Read(ctx context.Context, timeout time.Duration, take func(*Session) error) error {
	ctx, stop := bounded(ctx, timeout)
	defer stop()
	if err := s.read(ctx, take); err != nil {
		return fmt.Errorf("%s: %w", s.where, s.explain(ctx, err, timeout))
	}
	return nil
}

func (s *Source) read(ctx context.Context, take func(*Session) error) error {
	q, done, err := s.engine.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	if err := s.engine.check(ctx, q); err != nil {
		return err
	}
	return take(&Session{ctx, s.engine, q})
}

// Statement is an empty query for the database.
func (s *Session) Statement() *Statement { return &Statement{mark: s.engine.mark} }

// NewStatement is an empty query for a kind of database.
func NewStatement(k Kind) *Statement {
	if k == ClickHouse {
		return &Statement{mark: clickHouse{}.mark}
	}
	return &Statement{mark: postgres{}.mark}
}

// Query runs a query.
func (s *Session) Query(query string, args ...any) (Rows, error) {
	return s.q.query(s.ctx, query, args...)
}

// Column is a column of a table with the engine's name of its type; columns of
// PostgreSQL that may be null have "null " before it.
type Column struct{ Name, Type string }

// Columns are the columns of a table; a table without any is an error.
func (s *Session) Columns(table Name) ([]Column, error) {
	st := s.Statement()
	s.engine.columns(st, table)
	query, args := st.Done()
	answer, err := s.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer answer.Close()
	var out []Column
	for answer.Next() {
		var c Column
		if err := answer.Scan(&c.Name, &c.Type); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	if err := answer.Err(); err != nil {
		return nil, err
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("there is no table %s, or the user may not see it", table)
	}
	return out, nil
}

// bounded is a context that ends after a time without telling the driver the
// deadline: clickhouse-go would turn it into a setting, which users that may only
// read are not allowed.
func bounded(parent context.Context, timeout time.Duration) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(parent))
	stop := context.AfterFunc(parent, func() { cancel(context.Cause(parent)) })
	timer := time.AfterFunc(timeout, func() { cancel(errTimeout) })
	return ctx, func() { stop(); timer.Stop(); cancel(nil) }
}

var errTimeout = errors.New("timeout")

// explain turns an error of a driver into one line that says what to try.
func (s *Source) explain(ctx context.Context, err error, timeout time.Duration) error {
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errTimeout):
		return fmt.Errorf("no answer within %v; try a shorter period or a longer timeout", timeout)
	case cause != nil:
		return cause
	}
	if text := s.engine.explain(err); text != "" {
		return errors.New(s.scrub(text))
	}
	text := strings.Join(strings.Fields(err.Error()), " ")
	return errors.New(s.scrub(text))
}

// scrub is the last guard: no driver prints the password today.
func (s *Source) scrub(text string) string {
	if s.password != "" {
		text = strings.ReplaceAll(text, s.password, "***")
	}
	if len(text) > 500 {
		text = strings.ToValidUTF8(text[:500], "") + "..."
	}
	return text
}
