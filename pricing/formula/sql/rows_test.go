//go:build linux

package sql

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// create runs the CREATE TABLE of a query's header.
func create(t *testing.T, db database, text string) {
	t.Helper()
	var table strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimPrefix(line, "-- ")
		if strings.HasPrefix(line, "  CREATE") || table.Len() > 0 {
			table.WriteString(line)
		}
		if strings.HasPrefix(line, "  )") {
			break
		}
	}
	db.exec(t, `DROP TABLE IF EXISTS "order"`)
	db.exec(t, strings.TrimSuffix(strings.TrimSpace(table.String()), ";"))
}

// The header's CREATE TABLE makes a table the query runs on, with names that are
// words of SQL; rows at and beyond the bounds, NULL, too precise or divided by 0
// have the amounts the header says.
func unusableRows(t *testing.T, db database, d Dialect) {
	s := newSheet()
	share := s.Sum("amount", s.x, s.Quotient("1/y", s.c("1"), s.y))
	q := Query{Table: "order", Keys: []string{"user"}, Outputs: []Output{{Node: share, Name: "group", Places: 2}}, Columns: []Column{
		{s.x, "select", 2, num("-10"), num("1000")}, {s.y, "from", 0, exact.Zero, num("9")}}}
	text, err := Write(s.Graph, q, d)
	if err != nil {
		t.Fatal(err)
	}
	create(t, db, text)
	rows := []struct{ values, want string }{
		{"('a', 0.5, 2)", "1"}, {"('b', 0.125, 8)", ""}, {"('c', 0.12, 8)", "0.25"}, {"('d', 0, 1)", "1"},
		{"('e', -10, 1)", "-9"}, {"('f', -10.01, 1)", ""}, {"('g', 1000, 9)", "1000.11"}, {"('h', 1000.01, 9)", ""},
		{"('i', 5, 0)", ""}, {"('j', 5, -1)", ""}, {"('k', NULL, 1)", ""}, {"('l', 5, NULL)", ""}, {"('m', -0.50, 8)", "-0.38"},
	}
	var values []string
	for _, r := range rows {
		values = append(values, r.values)
	}
	// Types wider than the header's, so that the rows can hold what is refused.
	if d.title() == "ClickHouse" {
		db.exec(t, `DROP TABLE "order"`)
		db.exec(t, `CREATE TABLE "order" ("user" String, "select" Nullable(Decimal(18, 4)), "from" Nullable(Int32)) ENGINE = Memory`)
	} else {
		db.exec(t, `ALTER TABLE "order" ALTER "select" TYPE numeric, ALTER "from" TYPE double precision`)
	}
	db.exec(t, `INSERT INTO "order" VALUES `+strings.Join(values, ", "))
	got := db.rows(t, text+"\nORDER BY 1")
	if len(got) != len(rows) {
		t.Fatalf("%d rows", len(got))
	}
	for i, r := range rows {
		want, known := exact.Parse(r.want)
		if has := got[i][1] != ""; has != known || known && !sameAmount(got[i][1], want) {
			t.Errorf("%s: amount %q, want %q", r.values, got[i][1], r.want)
		}
	}
}

// Beyond what is sold there is no price: a row above a limit has no amount.
func beyondLimits(t *testing.T, db database, d Dialect) {
	s := newSheet()
	q := s.query(s.Product("amount", s.x, s.c("2")))
	q.Outputs[0].Limits = []Limit{{s.x, s.Product("most", s.y, s.c("1/3"))}}
	rows := []row{{num("1"), num("3")}, {num("1.01"), num("3")}, {num("0"), num("0")}, {num("2.99"), num("9")}, {num("3"), num("9")}, {num("3.01"), num("9")}}
	fill(t, db, d, q.Columns, rows)
	for _, as := range []Dialect{d, narrow{}} {
		if as.title() == "narrow PostgreSQL" && d.title() == "ClickHouse" {
			continue
		}
		text, err := Write(s.Graph, q, as)
		if err != nil {
			t.Fatal(err)
		}
		got := db.rows(t, text+"\nORDER BY id")
		for i, r := range rows {
			if above := r[1].Less(r[0].Mul(num("3"))); above != (got[i][1] == "") {
				t.Errorf("%s, %v: amount %q", as.title(), r, got[i][1])
			}
		}
	}
}

// Every operation of the graph is said, over columns and over the slots of a
// profile.
func everyOperation(t *testing.T, db database, d Dialect) {
	s := newSheet()
	shares := s.Leaf(formula.Given, "share", unit.None, formula.Leaf{Slots: []exact.Num{num("0.25"), num("0.5"), num("0.25"), num("0")}})
	load := s.Product("load", s.x, shares)
	table := func(mode formula.TableMode) *formula.Table {
		return &formula.Table{X: unit.None, Y: unit.None, Mode: mode, Points: []formula.Point{{X: num("1"), Y: num("3")}, {X: num("3"), Y: num("10")}, {X: num("70"), Y: num("1")}}}
	}
	above := s.Sum("y+1", s.y, s.c("1"))
	still := s.Sum("x-x+2", s.Difference("x-x", s.x, s.x), s.c("2"))
	roots := map[formula.Op]formula.Node{
		formula.Sum: s.Sum("a", s.x, s.y), formula.Difference: s.Difference("a", s.y, s.x), formula.Product: s.Product("a", s.x, s.y),
		formula.Quotient: s.Sum("a", s.Quotient("q", s.x, above), s.Quotient("r", s.y, s.Sum("x+1", s.x, s.c("1")))),
		formula.Min:      s.Min("a", s.x, s.y), formula.Max: s.Max("a", s.x, s.y),
		formula.RoundUp: s.RoundUp("a", s.x, above), formula.Band: s.Band("a", s.x, s.y, s.Product("t", above, s.c("3"))),
		formula.Lookup: s.Sum("a", s.Lookup("l", unit.None, s.Quotient("q", s.x, above), table(formula.Linear)), s.Lookup("s", unit.None, s.Quotient("q", s.x, above), table(formula.StepUp)),
			s.Lookup("c", unit.None, still, table(formula.Linear)), s.Lookup("i", unit.None, s.Quotient("2/(y+1)", still, above), table(formula.Linear)), s.Lookup("j", unit.None, s.Quotient("2/(y+1)", still, above), table(formula.StepUp))),
		formula.Total: s.Total("a", s.RoundUp("r", load, s.c("0.3"))), formula.Peak: s.Peak("a", s.Lookup("l", unit.None, load, table(formula.Linear))),
	}
	cols := s.query(s.x).Columns
	var rows []row
	for _, x := range []string{"0", "0.01", "1", "3", "8.99", "70", "999.99", "1000"} {
		for _, y := range []string{"0", "1", "2", "9"} {
			rows = append(rows, row{num(x), num(y)})
		}
	}
	fill(t, db, d, cols, rows)
	for op := formula.Sum; op <= formula.Peak; op++ {
		if _, ok := roots[op]; !ok {
			t.Errorf("%s is not tried", op)
			continue
		}
		compare(t, db, d, s.Graph, s.query(roots[op]), rows)
	}
}

// A view on every shard and a Distributed table over the views prices where the
// rows are.
func pricedOnShards(t *testing.T, shards [2]clickhouse) {
	g, q := plans(t)
	rows := workloads(q.Columns, 200)
	spread(t, shards, q.Columns, rows)
	q.Table = "part"
	text, err := Write(g, q, ClickHouse{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range shards {
		s.exec(t, "DROP TABLE IF EXISTS priced")
		s.exec(t, "CREATE VIEW priced AS "+text)
		s.exec(t, "DROP TABLE IF EXISTS everywhere")
		s.exec(t, "CREATE TABLE everywhere AS priced ENGINE = Distributed(two, default, priced)")
	}
	q.Table = "w"
	text, err = Write(g, q, ClickHouse{})
	if err != nil {
		t.Fatal(err)
	}
	one, all := shards[0].rows(t, text+"\nORDER BY id"), shards[0].rows(t, "SELECT * FROM everywhere ORDER BY id")
	if fmt.Sprint(one) != fmt.Sprint(all) || len(all) != len(rows) {
		t.Errorf("%d rows priced on the shards differ from %d priced on one server", len(all), len(one))
	}
}
