package sql

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

var update = flag.Bool("update", false, "rewrite the expected queries")

// The text of one small query in each dialect.
func TestQueryText(t *testing.T) {
	for _, d := range []Dialect{PostgreSQL{}, ClickHouse{}} {
		g, q := plans(t)
		q.Table, q.Outputs, q.Columns = "finance.workloads", q.Outputs[:1], q.Columns[:3]
		got, err := Write(g, q, d)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", strings.ToLower(d.title())+".sql")
		if *update {
			if err := os.WriteFile(file, []byte(got+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got+"\n" != string(want) {
			t.Errorf("%s:\n%s\nwant\n%s", file, got, want)
		}
	}
}

func TestTheSameGraphGivesTheSameText(t *testing.T) {
	first := ""
	for range 5 {
		g, q := plans(t)
		got, err := Write(g, q, ClickHouse{})
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = got
		}
		if got != first {
			t.Fatal("two runs differ")
		}
	}
}

// sheet is a graph of pure numbers over two columns x and y.
type sheet struct {
	*formula.Graph
	x, y formula.Node
}

func newSheet() sheet {
	g := formula.New()
	return sheet{g, g.Given("x", "x", unit.Of(exact.One, unit.None)), g.Given("y", "y", unit.Of(exact.One, unit.None))}
}

func (s sheet) c(v string) formula.Node { return s.Number(num(v), v, "test") }

func (s sheet) query(root formula.Node) Query {
	return Query{Table: "w", Keys: []string{"id"}, Outputs: []Output{{Node: root, Name: "amount", Places: 2}}, Columns: []Column{
		{s.x, "x", 2, exact.Zero, num("1000")}, {s.y, "y", 0, exact.Zero, num("9")}}}
}

func TestRefusedRules(t *testing.T) {
	s := newSheet()
	big := s.c("123456789012345678901234567890")
	profile := s.Leaf(formula.Given, "profile", unit.None, formula.Leaf{Slots: []exact.Num{num("1"), num("2")}})
	cut := s.Product("cut", s.x, s.x, s.x, s.x, s.x, s.x, s.x, s.x)
	sizes := &formula.Table{X: unit.None, Y: unit.None, Mode: formula.StepUp, Points: []formula.Point{{X: num("10"), Y: num("1")}, {X: num("100"), Y: num("2")}}}
	less := s.Difference("y-1", s.y, s.c("1"))
	for _, c := range []struct {
		root formula.Node
		want string
	}{
		{s.Product("huge", s.x, big, big), "huge: ClickHouse decimals of 38 digits leave it open by"},
		{s.Quotient("share", s.c("1"), less), "share: divides by y-1, which can be 0 or less within the columns' bounds; raise the smallest value"},
		{s.RoundUp("steps", s.x, less), "steps: rounds up to steps of y-1, which can be 0 or less within the columns' bounds; raise the smallest value"},
		{s.Quotient("void", s.c("1"), s.Difference("y-10", s.y, s.c("10"))), "void: divides by y-10, which is 0 or less everywhere within the columns' bounds; look at the units and bounds"},
		{s.RoundUp("against", s.x, s.c("-1")), "against: rounds up to steps of -1, which is 0 or less"},
		{s.Quotient("none", s.x, s.c("0")), "none: division by zero"},
		{s.Quotient("tiny", s.c("1"), s.Sum("cut+1", cut, s.c("1"))), "tiny: divides by cut+1, which needs more than 38 digits; give the columns narrower bounds or fewer places"},
		{s.Lookup("sizes", unit.None, cut, sizes), "sizes: reads a table of steps at a figure that needs more than 38 digits; give the columns narrower bounds"},
		{s.RoundUp("whole", s.Product("most", s.x, big), s.c("0.000000007")), "whole: ClickHouse decimals of 38 digits leave it open by"},
		{profile, "output amount: profile has one value per slot"},
		{formula.Node{}, "output amount: its node is missing"},
	} {
		_, err := Write(s.Graph, s.query(c.root), ClickHouse{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
	}
	if _, err := Write(s.Graph, s.query(s.Product("huge", s.x, big, big)), PostgreSQL{}); err != nil {
		t.Errorf("PostgreSQL has room for 61 digits: %v", err)
	}
}

func TestRefusedQueries(t *testing.T) {
	for want, spoil := range map[string]func(q *Query){
		`table "w; DROP TABLE w": not a plain name`: func(q *Query) { q.Table = "w; DROP TABLE w" },
		`table "a.b.c": not a plain name`:           func(q *Query) { q.Table = "a.b.c" },
		`column "id, secret": not a plain name`:     func(q *Query) { q.Keys = []string{"id, secret"} },
		`column "sovcost_x": not a plain name`:      func(q *Query) { q.Columns[0].Name = "sovcost_x" },
		"column x: named twice":                     func(q *Query) { q.Keys = []string{"X"} },
		"column x: needs 43 digits, ClickHouse decimals have 38; give the columns narrower bounds": func(q *Query) {
			q.Columns[0].Scale, q.Columns[0].Max = 30, num("1000000000000")
		},
		"column amount: named twice":                      func(q *Query) { q.Columns[0].Name = "amount" },
		"output amount: its node is missing":              func(q *Query) { q.Outputs[0].Node = formula.Node{} },
		"no amounts are asked for":                        func(q *Query) { q.Outputs = nil },
		"column x: 31 places after the point":             func(q *Query) { q.Columns[0].Scale = 31 },
		"column x: its largest value is below":            func(q *Query) { q.Columns[0].Max = num("-1") },
		"column x: its bounds have more than 2 places":    func(q *Query) { q.Columns[0].Max = num("0.001") },
		"output amount: 13 places":                        func(q *Query) { q.Outputs[0].Places = 13 },
		"column x: amount is not an input with one value": func(q *Query) { q.Columns[0].Leaf = q.Outputs[0].Node },
		"column x: its input is missing":                  func(q *Query) { q.Columns[0].Leaf = formula.Node{} },
	} {
		s := newSheet()
		q := s.query(s.Sum("amount", s.x, s.y))
		spoil(&q)
		if _, err := Write(s.Graph, q, ClickHouse{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// A label cannot end the comment it stands in.
func TestLabelsStayInTheirComment(t *testing.T) {
	s := newSheet()
	s.x.Relabel("x\nDROP TABLE w; --")
	text, err := Write(s.Graph, s.query(s.Sum("amount", s.x, s.y)), PostgreSQL{})
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(text) {
		if strings.Contains(line, "DROP") && !strings.HasPrefix(line, "--") {
			t.Errorf("outside a comment: %s", line)
		}
	}
}

// A query longer than ClickHouse reads is refused, not sent.
func TestQueriesThatAreTooLong(t *testing.T) {
	s := newSheet()
	slots := make([]exact.Num, 5000)
	for i := range slots {
		slots[i], _ = exact.Frac(int64(i+1), 7001)
	}
	profile := s.Leaf(formula.Given, "profile", unit.None, formula.Leaf{Slots: slots})
	root := s.Total("t", s.RoundUp("r", s.Product("p", s.x, profile), s.c("1")))
	if _, err := Write(s.Graph, s.query(root), ClickHouse{}); err == nil || !strings.Contains(err.Error(), "ClickHouse takes 262144; price fewer options at once") {
		t.Errorf("5,000 different slots: %v", err)
	}
}
