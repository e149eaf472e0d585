//go:build linux

package sql

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/formulatest"
	"pgregory.net/rapid"
)

// row is one workload: a value per column, in base units for the exact reader
// and as text for the database.
type row []exact.Num

// fill makes the table w and puts the rows in.
func fill(t testing.TB, db database, d Dialect, cols []Column, rows []row) {
	t.Helper()
	typ, tail := "numeric", ""
	if d.title() == "ClickHouse" {
		typ, tail = "Decimal(38, 8)", " ENGINE = Memory"
	}
	var defs, values []string
	for _, c := range cols {
		defs = append(defs, c.Name+" "+typ)
	}
	for i, r := range rows {
		v := []string{fmt.Sprint(i)}
		for _, x := range r {
			v = append(v, x.Fixed(8))
		}
		values = append(values, "("+strings.Join(v, ",")+")")
	}
	id := map[string]string{"ClickHouse": "Int32", "PostgreSQL": "integer"}[d.title()]
	db.exec(t, "DROP TABLE IF EXISTS w")
	db.exec(t, "CREATE TABLE w (id "+id+", "+strings.Join(defs, ", ")+")"+tail)
	db.exec(t, "INSERT INTO w VALUES "+strings.Join(values, ", "))
}

// compare prices the rows in the database and with the exact reader.
func compare(t testing.TB, db database, d Dialect, g *formula.Graph, q Query, rows []row) {
	t.Helper()
	if open := compareKnown(t, db, d, g, q, rows); open > 0 {
		t.Fatalf("%s: %d amounts are NULL", d.title(), open)
	}
}

// compareKnown compares the amounts that are there and counts those that are not.
func compareKnown(t testing.TB, db database, d Dialect, g *formula.Graph, q Query, rows []row) (open int) {
	t.Helper()
	text, err := Write(g, q, d)
	if err != nil {
		t.Fatal(err)
	}
	got := db.rows(t, text+"\nORDER BY id")
	if len(got) != len(rows) {
		t.Fatalf("%d rows, want %d", len(got), len(rows))
	}
	for i, r := range rows {
		in := formula.Inputs{}
		for k, c := range q.Columns {
			in[c.Leaf.Index()] = r[k].Mul(c.Leaf.Unit().Factor)
		}
		var roots []formula.Node
		for _, o := range q.Outputs {
			roots = append(roots, o.Node)
		}
		v, err := g.Evaluate(in, roots...)
		if err != nil {
			t.Fatal(err)
		}
		for k, o := range q.Outputs {
			if got[i][1+k] == "" {
				open++
				continue
			}
			if want := v.Of(o.Node).Round(o.Places); !sameAmount(got[i][1+k], want) {
				t.Fatalf("%s, row %v: %s is %q, exact %s\n%s", d.title(), r, o.Name, got[i][1+k], want, text)
			}
		}
	}
	return open
}

// narrow is PostgreSQL with decimals of so few digits that nearly every figure
// has to be cut.
type narrow struct{ PostgreSQL }

func (narrow) title() string { return "narrow PostgreSQL" }
func (narrow) digits() int   { return 16 }
func (narrow) plain() int    { return 6 }

// Where digits are cut an amount is right or missing, never wrong, and seldom
// missing.
func cutDigits(t *testing.T, db database) {
	done, open, refused, rows := 0, 0, 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		c := formulatest.Draw(rt)
		q, drawn := randomQuery(rt, c, 2)
		if _, err := Write(c.G, q, narrow{}); err != nil {
			refused++
			return
		}
		fill(t, db, PostgreSQL{}, q.Columns, drawn)
		done, rows = done+1, rows+len(drawn)
		open += compareKnown(t, db, narrow{}, c.G, q, drawn)
	})
	t.Logf("%d graphs, %d of %d amounts left open, %d graphs refused", done, open, rows, refused)
	if done < 30 || open*4 > rows {
		t.Errorf("%d graphs, %d of %d amounts left open, %d graphs refused", done, open, rows, refused)
	}
}

func sameAmount(text string, want exact.Num) bool {
	q, ok := exact.Parse(text)
	return ok && q.Equal(want)
}

// Random rules price random rows as the exact reader does, to six places.
func randomGraphs(t *testing.T, db database, d Dialect) {
	done, refused := 0, map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		c := formulatest.Draw(rt)
		q, rows := randomQuery(rt, c, 6)
		_, err := Write(c.G, q, d)
		var e *Error
		if errors.As(err, &e) {
			refused[e.Try]++
			return
		} else if err != nil {
			rt.Fatal(err)
		}
		done++
		fill(t, db, d, q.Columns, rows)
		compare(t, db, d, c.G, q, rows)
	})
	t.Logf("%d graphs, refused %v", done, refused)
	if done < 30 {
		t.Errorf("only %d graphs were comparable, refused %v", done, refused)
	}
}

// randomQuery asks for a random graph's root over random rows.
func randomQuery(rt *rapid.T, c formulatest.Case, places int) (Query, []row) {
	q := Query{Table: "w", Keys: []string{"id"}, Outputs: []Output{{Node: c.Root, Name: "amount", Places: places}}}
	for i, v := range c.Vars {
		col := Column{Leaf: v, Name: fmt.Sprint("v", i), Scale: 4, Min: exact.Int(-20), Max: exact.Int(40)}
		if i == 0 {
			col.Min, col.Max = c.From, c.To
		}
		q.Columns = append(q.Columns, col)
	}
	rows := make([]row, 12)
	for i := range rows {
		for _, col := range q.Columns {
			lo, _ := col.Min.Mul(exact.Int(10000)).Int64()
			hi, _ := col.Max.Mul(exact.Int(10000)).Int64()
			n := rapid.Int64Range(lo, hi).Draw(rt, "value")
			if i%2 == 0 { // whole and half numbers meet edges
				n -= n % 5000
			}
			x, _ := exact.Frac(n, 10000)
			rows[i] = append(rows[i], x)
		}
	}
	return q, rows
}

// The four kinds of option price 1,000 random workloads to the cent.
func fourPlans(t *testing.T, db database, d Dialect, load func(t testing.TB, q Query, rows []row)) {
	g, q := plans(t)
	rng := rand.New(rand.NewPCG(7, 7))
	rows := make([]row, 1000)
	for i := range rows {
		for _, c := range q.Columns {
			scale := int64(1)
			for range c.Scale {
				scale *= 10
			}
			lo, _ := c.Min.Mul(exact.Int(scale)).Int64()
			hi, _ := c.Max.Mul(exact.Int(scale)).Int64()
			x, _ := exact.Frac(lo+rng.Int64N(hi-lo+1), scale)
			rows[i] = append(rows[i], x)
		}
		if i%10 == 0 { // tier edges and whole servers
			rows[i][0] = exact.Int(int64(i) * 1_000_000)
		}
	}
	load(t, q, rows)
	compare(t, db, d, g, q, rows)
}

func TestPostgreSQL(t *testing.T) {
	if testing.Short() {
		skip(t, "short tests start no server")
	}
	db := startPostgres(t)
	t.Run("four plans", func(t *testing.T) {
		fourPlans(t, db, PostgreSQL{}, func(t testing.TB, q Query, rows []row) { fill(t, db, PostgreSQL{}, q.Columns, rows) })
	})
	t.Run("unusable rows", func(t *testing.T) { unusableRows(t, db, PostgreSQL{}) })
	t.Run("every operation", func(t *testing.T) { everyOperation(t, db, PostgreSQL{}) })
	t.Run("beyond limits", func(t *testing.T) { beyondLimits(t, db, PostgreSQL{}) })
	t.Run("random graphs", func(t *testing.T) { randomGraphs(t, db, PostgreSQL{}) })
	t.Run("cut digits", func(t *testing.T) { cutDigits(t, db) })
}

// The workloads lie on two servers; the query runs over the Distributed table.
func TestClickHouse(t *testing.T) {
	if testing.Short() {
		skip(t, "short tests start no server")
	}
	shards := startShards(t)
	t.Run("four plans on two shards", func(t *testing.T) {
		fourPlans(t, shards[0], ClickHouse{}, func(t testing.TB, q Query, rows []row) { spread(t, shards, q.Columns, rows) })
	})
	t.Run("priced on the shards", func(t *testing.T) { pricedOnShards(t, shards) })
	t.Run("unusable rows", func(t *testing.T) { unusableRows(t, shards[0], ClickHouse{}) })
	t.Run("every operation", func(t *testing.T) { everyOperation(t, shards[0], ClickHouse{}) })
	t.Run("beyond limits", func(t *testing.T) { beyondLimits(t, shards[0], ClickHouse{}) })
	t.Run("random graphs", func(t *testing.T) { randomGraphs(t, shards[0], ClickHouse{}) })
}
