// Package billsql reads a FOCUS bill that lives in PostgreSQL or ClickHouse. The
// engine adds up: rows alike in everything the rules of a calibration look at
// come back as one group, so a bill of any size stays where it is.
//
// Names are those of the table's own columns, checked and quoted; the rules of a
// user are never part of a query.
package billsql

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model/calibrate/focusin"
	"github.com/sovcost/sovcost/model/warehouse"
)

// Options say what to read.
type Options struct {
	Table string   // table or schema.table (database.table in ClickHouse)
	Looks []string // FOCUS columns of text that rules look at
	Cost  string   // FOCUS column of the cost that counts
	focusin.Options
	Timeout time.Duration // of the whole reading; zero is 5m
}

// mostGroups bounds what comes back.
const mostGroups = 1_000_000

// Read hands out the groups of a table in a fixed order. The report is as of
// [focusin.ReadCSV]; rows that cannot be read are a [focusin.Problems].
func Read(ctx context.Context, source *warehouse.Source, o Options, take func(*focusin.Charge) error) (report focusin.Report, err error) {
	table, err := warehouse.ParseName(o.Table, 2)
	if err != nil {
		return report, fmt.Errorf("table: %w; for a query of your own make a view", err)
	}
	if o.Timeout == 0 {
		o.Timeout = 5 * time.Minute
	}
	var problems *focusin.Problems
	err = source.Read(ctx, o.Timeout, func(s *warehouse.Session) error {
		found, err := s.Columns(table)
		if err != nil {
			return err
		}
		names := make([]string, len(found))
		for i, c := range found {
			names[i] = c.Name
		}
		groups, ok := focusin.NewGroups(source.Where()+" table "+table.String(), names, o.Options, take)
		if ok {
			q := newQuery(source.Kind(), table, groups, found, o)
			if q != nil {
				err = q.run(s, groups)
			}
		}
		if err != nil {
			return err
		}
		report, err = groups.Result()
		if errors.As(err, &problems) {
			return nil
		}
		return err
	})
	if err == nil && problems != nil {
		err = problems
	}
	return report, err
}

// amounts are the columns that are added up.
func amounts() []string {
	return []string{"BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "PricingQuantity", "ConsumedQuantity"}
}

// texts are the columns every group has in common, apart from what rules look at.
func texts() []string {
	return []string{"BillingCurrency", "ChargeCategory", "ChargeClass", "CommitmentDiscountStatus", "PricingCategory", "ServiceName", "SkuId", "RegionId", "PricingUnit", "ConsumedUnit", "ListUnitPrice"}
}

// query is one reading: its text and where the answer's columns go.
type query struct {
	text   string
	args   []any
	texts  []string // the first columns of the answer
	sums   []string
	binary map[string]bool // columns in binary floating point
	form   stored          // of the start
	end    stored          // of the end
}

// newQuery builds the query, or tells groups why it cannot be and returns nil.
func newQuery(kind warehouse.Kind, table warehouse.Name, g *focusin.Groups, columns []warehouse.Column, o Options) *query {
	var d dialect = &postgres{}
	if kind == warehouse.ClickHouse {
		d = clickHouse{}
	}
	b := builder{dialect: d, groups: g, s: warehouse.NewStatement(kind), types: map[string]string{}, query: &query{binary: map[string]bool{}}}
	for _, c := range columns {
		b.types[c.Name] = c.Type
	}
	b.keys(o)
	b.aggregates()
	if b.refused {
		return nil
	}
	b.write(table, o)
	return b.query
}

// run asks and hands every row of the answer over.
func (q *query) run(s *warehouse.Session, g *focusin.Groups) error {
	answer, err := s.Query(q.text, q.args...)
	if err != nil {
		return err
	}
	defer answer.Close()
	cells := make([]string, len(q.texts)+flags+perSum*len(q.sums)+tail)
	into := make([]any, len(cells))
	for i := range cells {
		into[i] = &cells[i]
	}
	for n := 0; answer.Next(); n++ {
		if n == mostGroups {
			return fmt.Errorf("more than %d groups come back; let rules look at services and SKUs instead of single resources, descriptions or tags, or ask for fewer months", mostGroups)
		}
		if err := answer.Scan(into...); err != nil {
			return err
		}
		group, err := q.group(cells)
		if err != nil {
			return err
		}
		if err := g.Add(group); err != nil {
			return err
		}
	}
	return answer.Err()
}

// The columns of an answer: texts, flags, five for each sum, and the tail.
const (
	flags  = 4 // committed, costs nothing, listed, quantity priced: only to keep groups apart
	perSum = 5 // sum, known, the word NULL, empty, with spaces
	tail   = 4 // rows, first start, last end, rows without a good end
)

func (q *query) group(cells []string) (focusin.Group, error) {
	g := focusin.Group{Texts: map[string]string{}, Amounts: map[string]focusin.Amount{}}
	for i, name := range q.texts {
		if name == "ChargePeriodStart" {
			g.Start = q.form.start(cells[i])
			continue
		}
		g.Texts[name] = cells[i]
	}
	if cells[len(q.texts)] != "" {
		g.Texts["CommitmentDiscountId"] = "committed"
	}
	at := len(q.texts) + flags
	for _, name := range q.sums {
		a := focusin.Amount{Binary: q.binary[name]}
		var err error
		if a.Sum, err = decimal.NewFromString(cells[at]); err != nil {
			return g, fmt.Errorf("column %s: the sum is %.40q, which is no amount; does it hold infinities?", name, cells[at])
		}
		for k, n := range []*int{&a.Known, &a.Null, &a.Empty, &a.Spaced} {
			if *n, err = strconv.Atoi(cells[at+1+k]); err != nil {
				return g, fmt.Errorf("column %s: %.40q is no count", name, cells[at+1+k])
			}
		}
		g.Amounts[name], at = a, at+perSum
	}
	var err error
	if g.Rows, err = strconv.Atoi(cells[at]); err == nil {
		g.NoEnd, err = strconv.Atoi(cells[at+3])
	}
	if q.end != words {
		g.End = q.end.start("200001")
	}
	g.First, g.Last = moment(cells[at+1]), moment(cells[at+2])
	return g, err
}

// moment reads seconds since 1970; what is none is unknown.
func moment(text string) time.Time {
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil || seconds <= 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

// start is the time of a group as a cell of a file would have it, so that the
// same leniencies are counted.
func (f stored) start(text string) string {
	if f == words || len(text) != 6 {
		return text
	}
	day := text[:4] + "-" + text[4:] + "-01"
	switch f {
	case instant:
		return day + "T00:00:00Z"
	case wallClock:
		return day + "T00:00:00"
	}
	return day
}

// wanted is the columns of text a group has in common.
func wanted(looks []string) []string {
	out := texts()
	for _, c := range looks {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}
