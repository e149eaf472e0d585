package sql

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/pricing/exact"
)

// Dialect is the SQL of one database.
type Dialect interface {
	title() string
	keyType() string
	columnType(c Column) string // the narrowest that holds a column's bounds
	engine() string             // what follows the columns of CREATE TABLE
	advice() string             // one sentence for who runs the query
	digits() int                // significant digits of its widest decimal
	maxText() int               // bytes of a query it accepts
	literal(q exact.Num, scale int) string
	// column is a column's value as a decimal and the test that it may be used.
	column(c Column) (value, usable string)
	// floorDiv is the whole part of y ÷ z for y ≥ 0 and z > 0.
	floorDiv(y, z term) string
	up(x term) string // the smallest whole number not below x
	// cut is x ÷ unit, a power of ten, without what lies behind scale places.
	cut(x term, unit exact.Num, scale int) string
	extreme(largest bool, xs []string) string
	// choose is the value of the first limit that is not below x, else the last;
	// values are shown with scale places.
	choose(x term, limits []term, values []exact.Num, scale int) string
	plain() int // digits of whole numbers it reads fastest
	optional(condition, value string) string
	fence() string // keeps a subquery from being merged into the outer one
}

// PostgreSQL writes numeric, which is exact without a limit that matters here.
type PostgreSQL struct{}

func (PostgreSQL) title() string   { return "PostgreSQL" }
func (PostgreSQL) keyType() string { return "text" }
func (PostgreSQL) engine() string  { return "" }
func (PostgreSQL) advice() string {
	return "The columns may have any type of numbers."
}

func (PostgreSQL) columnType(c Column) string {
	if n := wholeWidth(c); c.Scale > 0 || n > 18 {
		return fmt.Sprintf("numeric(%d, %d)", n, c.Scale)
	}
	return "bigint"
}

func (PostgreSQL) digits() int   { return 900 }
func (PostgreSQL) plain() int    { return 900 }
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
	v := quoted(c.Name) + "::numeric"
	return v, fmt.Sprintf("%s BETWEEN %s AND %s AND round(%s, %d) = %s", v, p.literal(c.Min, c.Scale), p.literal(c.Max, c.Scale), v, c.Scale, v)
}

func (PostgreSQL) floorDiv(y, z term) string { return fmt.Sprintf("div(%s, %s)", y.sql, z.sql) }
func (PostgreSQL) up(x term) string          { return fmt.Sprintf("ceil(%s)", x.sql) }

// choose halves what is left with every question: only the branch that is taken
// is worked out.
func (p PostgreSQL) choose(x term, limits []term, values []exact.Num, scale int) string {
	if len(limits) == 0 {
		return p.literal(values[0], scale)
	}
	mid := len(limits) / 2
	return fmt.Sprintf("(CASE WHEN %s <= %s THEN %s ELSE %s END)", x.sql, limits[mid].sql, p.choose(x, limits[:mid], values[:mid+1], scale), p.choose(x, limits[mid+1:], values[mid+1:], scale))
}

func (p PostgreSQL) cut(x term, unit exact.Num, scale int) string {
	if unit.Equal(exact.One) {
		return fmt.Sprintf("trunc(%s, %d)", x.sql, scale)
	}
	return fmt.Sprintf("div(%s, %s)", x.sql, p.literal(unit, 0))
}

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

func (ClickHouse) title() string   { return "ClickHouse" }
func (ClickHouse) keyType() string { return "String" }
func (ClickHouse) engine() string  { return " ENGINE = MergeTree ORDER BY tuple()" }
func (ClickHouse) advice() string {
	return "The columns may be whole numbers or Decimals of any width, Nullable or not; convert Floats first. To price where the shards are, make this query over the local table a VIEW on every shard and a Distributed table over the views."
}

func (ClickHouse) columnType(c Column) string {
	if n := wholeWidth(c); c.Scale > 0 || n > 18 {
		return fmt.Sprintf("Decimal(%d, %d)", n, c.Scale)
	}
	return "Int64"
}

func (ClickHouse) digits() int   { return 38 }
func (ClickHouse) plain() int    { return 18 }
func (ClickHouse) maxText() int  { return 256 << 10 } // its max_query_size as delivered
func (ClickHouse) fence() string { return "" }

func (ClickHouse) literal(q exact.Num, scale int) string {
	return fmt.Sprintf("toDecimal128('%s', %d)", q.Fixed(scale), scale)
}

func (d ClickHouse) column(c Column) (value, usable string) {
	n := quoted(c.Name)
	v := fmt.Sprintf("toDecimal128(assumeNotNull(%s), %d)", n, c.Scale)
	return v, fmt.Sprintf("isNotNull(%s) AND %s >= %s AND %s <= %s AND %s = assumeNotNull(%s)", n, v, d.literal(c.Min, c.Scale), v, d.literal(c.Max, c.Scale), v, n)
}

func (ClickHouse) floorDiv(y, z term) string {
	n := "(" + y.sql + ")"
	if y.scale < z.scale { // a quotient has the scale of its numerator, which must be the larger one
		n = fmt.Sprintf("toDecimal128(%s, %d)", n, z.scale)
	}
	return fmt.Sprintf("toDecimal128(floor(%s / (%s)), 0)", n, z.sql)
}

func (ClickHouse) up(x term) string { return fmt.Sprintf("toDecimal128(ceil(%s), 0)", x.sql) }

// choose is flat: every branch is worked out for every row, so branches are
// constants. Whole numbers below 10^18 are literals of their own, counted from the
// smallest: a decimal literal is a call, which the server takes long to read.
func (d ClickHouse) choose(x term, limits []term, values []exact.Num, scale int) string {
	least, most, whole := values[0], values[0], scale == 0
	for _, v := range values {
		least, most, whole = exact.Min(least, v), exact.Max(most, v), whole && v.IsInt()
	}
	whole = whole && most.Sub(least).Less(powerOfTen(d.plain()))
	value := func(v exact.Num) string {
		if whole {
			return v.Sub(least).Fixed(0)
		}
		return d.literal(v, scale)
	}
	var b strings.Builder
	b.WriteString("CASE")
	for i, l := range limits {
		limit := l.sql
		if l.isOne() || l.scale == 0 && l.lo.Equal(l.hi) && abs(l.lo).Less(powerOfTen(d.plain())) {
			limit = l.lo.Fixed(0)
		}
		fmt.Fprintf(&b, " WHEN %s <= %s THEN %s", x.sql, limit, value(values[i]))
	}
	fmt.Fprintf(&b, " ELSE %s END", value(values[len(limits)]))
	if whole {
		return fmt.Sprintf("(toDecimal128(%s, 0) + %s)", b.String(), d.literal(least, 0))
	}
	return "(" + b.String() + ")"
}

func (d ClickHouse) cut(x term, unit exact.Num, scale int) string {
	if unit.Equal(exact.One) {
		return fmt.Sprintf("toDecimal128(%s, %d)", x.sql, scale)
	}
	return fmt.Sprintf("toDecimal128((%s) / %s, %d)", x.sql, d.literal(unit, 0), scale)
}

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
