package sqlsource

import (
	"github.com/sovcost/sovcost/model/warehouse"
)

// postgres is PostgreSQL 12 and later.
type postgres struct{}

func (postgres) timeKind(kind string) (timeKind, bool, bool) {
	nullable := false
	if len(kind) > 5 && kind[:5] == "null " {
		kind, nullable = kind[5:], true
	}
	switch kind {
	case "timestamp with time zone":
		return instant, nullable, true
	case "timestamp without time zone":
		return wallClock, nullable, true
	case "integer", "bigint", "numeric", "double precision":
		return number, nullable, true
	}
	return 0, false, false
}

// seconds is the time column as seconds since 1970.
func (postgres) seconds(s *warehouse.Statement, p *plan) {
	column := p.time.Quoted(`"`)
	switch p.timeKind {
	case wallClock:
		s.Addf("extract(epoch FROM %s AT TIME ZONE ", column)
		s.Add("?::text)", p.zone)
	case number:
		s.Addf("(%s::numeric / ", column)
		s.Add("?::bigint)", p.perUnit)
	default:
		s.Addf("extract(epoch FROM %s)", column)
	}
}

// filter bounds the raw column, so that an index on it serves.
func (d postgres) filter(s *warehouse.Statement, p *plan) {
	s.Addf("\nFROM %s WHERE ", p.table.Quoted(`"`))
	column := p.time.Quoted(`"`)
	for i, at := range []any{p.from, p.to} {
		s.Addf("%s %s ", column, []string{">=", "<"}[i])
		switch p.timeKind {
		case wallClock:
			s.Add("(?::timestamptz AT TIME ZONE ?::text) AND ", at, p.zone)
		case number:
			s.Add("?::bigint AND ", []int64{p.from.Unix(), p.to.Unix()}[i]*p.perUnit)
		default:
			s.Add("?::timestamptz AND ", at)
		}
	}
	s.Add("true")
	d.where(s, p)
}

func (postgres) where(s *warehouse.Statement, p *plan) {
	for _, c := range p.where {
		s.Addf(" AND %s::text ", c.column.Quoted(`"`))
		s.Add("= ANY(?::text[])", c.values)
	}
}

func (d postgres) counts(p *plan) (string, []any) {
	s := warehouse.NewStatement(warehouse.Postgres)
	s.Add("SELECT floor(")
	d.seconds(s, p)
	s.Add(" / ?::bigint)::bigint AS w, count(*), ", p.window)
	if p.count == nil {
		s.Add("0::bigint, 1::text, count(*)::text")
	} else {
		c := p.count.Quoted(`"`)
		s.Addf("count(*) - count(%s), coalesce(min(%s), 0)::text, coalesce(sum(%s), 0)::text", c, c, c)
	}
	d.filter(s, p)
	s.Add(" GROUP BY 1 ORDER BY 1 LIMIT ?::bigint", int64(maxRows+1))
	return s.Done()
}

func (d postgres) nulls(p *plan) (string, []any) {
	s := warehouse.NewStatement(warehouse.Postgres)
	s.Addf("SELECT count(*) FROM %s WHERE %s IS NULL", p.table.Quoted(`"`), p.time.Quoted(`"`))
	d.where(s, p)
	return s.Done()
}

func (d postgres) histogram(p *plan, column warehouse.Name) (string, []any) {
	c := column.Quoted(`"`) + "::double precision"
	s := warehouse.NewStatement(warehouse.Postgres)
	s.Addf("SELECT CASE WHEN %s > 0 THEN floor(ln(%s) / ", c, c)
	s.Add("?::double precision)::bigint ELSE ?::bigint END AS b, count(*), ", bucketWidth, int64(zeroBucket))
	s.Addf("sum(%s), min(%s), max(%s)", c, c, c)
	d.filter(s, p)
	s.Addf(" AND %s IS NOT NULL GROUP BY 1 ORDER BY 1 LIMIT ", column.Quoted(`"`))
	s.Add("?::bigint", int64(maxRows+1))
	return s.Done()
}
