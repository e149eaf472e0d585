package sql

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/pricing/exact"
)

// Dialect is the SQL of one database.
type Dialect interface {
	title() string
	digits() int  // significant digits of its widest decimal
	maxText() int // bytes of a query it accepts
	literal(q exact.Num, scale int) string
	// column is a column's value as a decimal and the test that it may be used.
	column(c Column) (value, usable string)
	// floorDiv is the whole part of y ÷ z for y ≥ 0 and z > 0.
	floorDiv(y, z term) string
	up(x term) string // the smallest whole number not below x
	extreme(largest bool, xs []string) string
	optional(condition, value string) string
	fence() string // keeps a subquery from being merged into the outer one
}

// PostgreSQL writes numeric, which is exact without a limit that matters here.
type PostgreSQL struct{}

func (PostgreSQL) title() string { return "PostgreSQL" }
func (PostgreSQL) digits() int   { return 900 }
func (PostgreSQL) maxText() int  { return 16 << 20 }
func (PostgreSQL) fence() string { return " OFFSET 0" }

func (PostgreSQL) literal(q exact.Num, scale int) string {
	s := q.Fixed(scale)
	if q.Sign() < 0 {
		return "(" + s + "::numeric)"
	}
	// A whole literal is an integer there, and integer arithmetic may overflow.
	return s + "::numeric"
}

func (p PostgreSQL) column(c Column) (value, usable string) {
	v := c.Name + "::numeric"
	return v, fmt.Sprintf("%s BETWEEN %s AND %s AND round(%s, %d) = %s", v, p.literal(c.Min, c.Scale), p.literal(c.Max, c.Scale), v, c.Scale, v)
}

func (PostgreSQL) floorDiv(y, z term) string { return fmt.Sprintf("div(%s, %s)", y.sql, z.sql) }
func (PostgreSQL) up(x term) string          { return fmt.Sprintf("ceil(%s)", x.sql) }

func (PostgreSQL) extreme(largest bool, xs []string) string {
	f := "LEAST("
	if largest {
		f = "GREATEST("
	}
	return f + strings.Join(xs, ", ") + ")"
}

func (PostgreSQL) optional(condition, value string) string {
	return fmt.Sprintf("CASE WHEN %s THEN %s END", condition, value)
}

// ClickHouse writes Decimal(38, s), the widest type of every version since
// 18.12; an overflow there is an error of the query, never a wrong amount.
//
// Note: versions with Decimal256 could hold more; a query for those would need
// one to test it on.
type ClickHouse struct{}

func (ClickHouse) title() string { return "ClickHouse" }
func (ClickHouse) digits() int   { return 38 }
func (ClickHouse) maxText() int  { return 256 << 10 } // its max_query_size as delivered
func (ClickHouse) fence() string { return "" }

func (ClickHouse) literal(q exact.Num, scale int) string {
	return fmt.Sprintf("toDecimal128('%s', %d)", q.Fixed(scale), scale)
}

func (d ClickHouse) column(c Column) (value, usable string) {
	v := fmt.Sprintf("toDecimal128(assumeNotNull(%s), %d)", c.Name, c.Scale)
	return v, fmt.Sprintf("isNotNull(%s) AND %s >= %s AND %s <= %s AND %s = assumeNotNull(%s)", c.Name, v, d.literal(c.Min, c.Scale), v, d.literal(c.Max, c.Scale), v, c.Name)
}

func (ClickHouse) floorDiv(y, z term) string {
	n := "(" + y.sql + ")"
	if y.scale < z.scale { // a quotient has the scale of its numerator, which must be the larger one
		n = fmt.Sprintf("toDecimal128(%s, %d)", n, z.scale)
	}
	return fmt.Sprintf("toDecimal128(floor(%s / (%s)), 0)", n, z.sql)
}

func (ClickHouse) up(x term) string { return fmt.Sprintf("toDecimal128(ceil(%s), 0)", x.sql) }

func (ClickHouse) extreme(largest bool, xs []string) string {
	f := "least("
	if largest {
		f = "greatest("
	}
	s := xs[0]
	for _, x := range xs[1:] {
		s = f + s + ", " + x + ")"
	}
	return s
}

func (ClickHouse) optional(condition, value string) string {
	return fmt.Sprintf("if(%s, toNullable(materialize(%s)), NULL)", condition, value)
}
