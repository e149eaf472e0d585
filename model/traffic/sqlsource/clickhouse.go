package sqlsource

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/model/warehouse"
)

// clickHouse is tried with 18.16, the oldest in use.
type clickHouse struct{}

func (clickHouse) timeKind(kind string) (timeKind, bool, bool) {
	inner, nullable := strings.CutPrefix(kind, "Nullable(")
	if nullable {
		inner = strings.TrimSuffix(inner, ")")
	}
	switch {
	case inner == "DateTime", strings.HasPrefix(inner, "DateTime("), strings.HasPrefix(inner, "DateTime64("):
		return instant, nullable, true
	case inner == "UInt32", inner == "UInt64", inner == "Int64", inner == "Int32":
		return number, nullable, true
	}
	return 0, false, false
}

func (d clickHouse) filter(s *warehouse.Statement, p *plan) {
	column := p.time.Quoted("`")
	s.Addf("\nFROM %s WHERE ", p.table.Quoted("`"))
	if p.timeKind == number {
		s.Addf("%s >= ", column)
		s.Add("toInt64(?) AND ", p.from.Unix()*p.perUnit)
		s.Addf("%s < ", column)
		s.Add("toInt64(?)", p.to.Unix()*p.perUnit)
	} else {
		s.Addf("%s >= ", column)
		s.Add("toDateTime(?) AND ", p.from.Unix())
		s.Addf("%s < ", column)
		s.Add("toDateTime(?)", p.to.Unix())
	}
	d.where(s, p)
}

func (clickHouse) where(s *warehouse.Statement, p *plan) {
	for _, c := range p.where {
		s.Addf(" AND toString(%s) IN (", c.column.Quoted("`"))
		for i, v := range c.values {
			if i > 0 {
				s.Add(", ")
			}
			s.Add("?", v)
		}
		s.Add(")")
	}
}

func (d clickHouse) counts(p *plan) (string, []any) {
	s := warehouse.NewStatement(warehouse.ClickHouse)
	column := p.time.Quoted("`")
	if p.timeKind == number {
		s.Addf("SELECT toInt64(intDiv(%s, ", column)
		s.Add("toInt64(?))) AS w, ", p.window*p.perUnit)
	} else {
		s.Addf("SELECT toInt64(intDiv(toUnixTimestamp(%s), ", column)
		s.Add("toInt64(?))) AS w, ", p.window)
	}
	s.Add("toInt64(count()), ")
	if p.count == nil {
		s.Add("toInt64(0), '1', toString(count())")
	} else {
		c := p.count.Quoted("`")
		s.Addf("toInt64(count()) - toInt64(count(%s)), ifNull(toString(min(%s)), '0'), ifNull(toString(sum(%s)), '0')", c, c, c)
	}
	d.filter(s, p)
	s.Add(" GROUP BY w ORDER BY w LIMIT ?", int64(maxRows+1))
	return s.Done()
}

func (d clickHouse) nulls(p *plan) (string, []any) {
	s := warehouse.NewStatement(warehouse.ClickHouse)
	s.Addf("SELECT toInt64(count()) FROM %s WHERE %s IS NULL", p.table.Quoted("`"), p.time.Quoted("`"))
	d.where(s, p)
	return s.Done()
}

func (d clickHouse) histogram(p *plan, column warehouse.Name) (string, []any) {
	name := column.Quoted("`")
	c := fmt.Sprintf("toFloat64(assumeNotNull(%s))", name)
	s := warehouse.NewStatement(warehouse.ClickHouse)
	s.Addf("SELECT if(%s > 0, toInt64(floor(log(%s) / ", c, c)
	s.Add("?)), toInt64(?)) AS b, toInt64(count()), ", bucketWidth, int64(zeroBucket))
	s.Addf("sum(%s), min(%s), max(%s)", c, c, c)
	d.filter(s, p)
	s.Addf(" AND isNotNull(%s) GROUP BY b ORDER BY b LIMIT ", name)
	s.Add("?", int64(maxRows+1))
	return s.Done()
}
