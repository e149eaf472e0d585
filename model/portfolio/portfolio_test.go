package portfolio_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/portfolio"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/fast"
	"github.com/sovcost/sovcost/pricing/sheets"
	"github.com/sovcost/sovcost/sovereignty"
)

// webshop answers the web shop with the settings of a row, changed by the test.
func webshop(tb testing.TB, change func(*scenario.Scenario)) portfolio.Build {
	tb.Helper()
	lib, err := sheets.Embedded()
	if err != nil {
		tb.Fatal(err)
	}
	rules, err := sovereignty.Embedded()
	if err != nil {
		tb.Fatal(err)
	}
	return func(set []scenario.Setting, sizes model.Sizes) (*model.Comparison, error) {
		s, err := scenario.LoadWith(os.DirFS(filepath.Join("..", "..", "testdata")), "webshop.toml", set)
		if err != nil {
			return nil, err
		}
		change(s)
		p, err := model.Profile(s, func(string) (traffic.Profile, error) { return traffic.Profile{}, os.ErrNotExist })
		if err != nil {
			return nil, err
		}
		return model.Compare(s, model.Sources{Library: lib, Rules: rules, Profile: p, Sizes: sizes})
	}
}

// pinned answers the web shop with a number of written-out options, so that every
// reading sees the same servers.
func pinned(tb testing.TB, n int) portfolio.Build {
	tb.Helper()
	var options []*scenario.Option
	build := webshop(tb, func(s *scenario.Scenario) { s.Options = options })
	all, err := build(nil, nil)
	if err != nil {
		tb.Fatal(err)
	}
	id := func(p *pricing.Product) string {
		if p == nil {
			return ""
		}
		return p.ID
	}
	var own []*scenario.Option
	for _, o := range all.Options {
		if len(own) < n && len(o.LastingGaps()) == 0 {
			own = append(own, &scenario.Option{ID: o.ID, Kind: o.Kind, Sheet: o.Sheet.ID, Product: o.Product.ID, Nodes: id(o.Nodes)})
		}
	}
	options = own
	return build
}

// random is a portfolio with inputs of every size; every row leaves some cells to
// the template.
func random(rows int, seed uint64) *portfolio.Table {
	r := rand.New(rand.NewPCG(seed, 1))
	t := &portfolio.Table{File: "random.csv", Keys: []string{"requests", "workload.memory", "response", "hourly_rate", "workload.duration"}}
	durations := []string{"", "40ms", "300ms"}
	for i := range rows {
		v := []string{fmt.Sprintf("%d requests/month", 1+r.Int64N(1<<(10+r.IntN(20)))), fmt.Sprintf("%dMiB", 128*(1+r.IntN(8))), fmt.Sprintf("%dkB", r.IntN(200)), fmt.Sprintf("%d CHF/h", 60+r.IntN(90)), durations[r.IntN(3)]}
		if i%7 == 0 {
			v[r.IntN(4)] = ""
		}
		t.Rows = append(t.Rows, portfolio.Row{Line: i + 2, Name: fmt.Sprintf("w%d", i), Values: v})
	}
	return t
}

// quiet is a run without progress and without an end before the end.
var quiet = portfolio.Options{Progress: func(int) {}, Stop: func() error { return nil }}

// TestEqualsCompare: 200 random workloads, each answered alone by compare, give
// the same option at the same amount.
func TestEqualsCompare(t *testing.T) {
	build := pinned(t, 50)
	sample := 200
	if testing.Short() {
		sample = 30
	}
	table := random(sample, 7)
	p, err := portfolio.Run(table, build, quiet)
	if err != nil {
		t.Fatal(err)
	}
	if p.Groups != 3 {
		t.Errorf("%d graphs for three durations", p.Groups)
	}
	names := []string{"workload.requests", "workload.memory", "workload.response", "operations.hourly_rate", "workload.duration"}
	winners := map[string]bool{}
	for i, r := range p.Results {
		var set []scenario.Setting
		for k, v := range table.Rows[i].Values {
			if v != "" {
				set = append(set, scenario.Setting{Key: names[k], Value: v})
			}
		}
		c, err := build(set, nil)
		if err != nil {
			t.Fatal(err)
		}
		best := c.Best()
		switch {
		case r.Problem != "":
			t.Errorf("%v: %s", table.Rows[i].Values, r.Problem)
		case best == nil || r.Best == nil:
			if best != nil || r.Best != nil {
				t.Errorf("%v: compare has an answer: %v, the portfolio: %v", table.Rows[i].Values, best != nil, r.Best != nil)
			}
		case r.Best.ID != best.ID || !r.Monthly.Equal(best.Monthly):
			t.Errorf("%v: %s at %s, compare says %s at %s", table.Rows[i].Values, r.Best.ID, r.Monthly.Fixed(2), best.ID, best.Monthly.Fixed(2))
		default:
			winners[best.ID] = true
		}
		if x := c.CheapestOfAll(); x != nil && !r.AnyCost.Equal(x.Monthly) {
			t.Errorf("%v: cheapest of all %s, compare says %s", table.Rows[i].Values, r.AnyCost.Fixed(2), x.Monthly.Fixed(2))
		}
	}
	if len(winners) < 3 {
		t.Errorf("only %v won: the sample is too much alike", winners)
	}
}

// TestBadRows: what is wrong with a row is told with file and line; the others go
// on.
func TestBadRows(t *testing.T) {
	file := "name,requests,duration\na,30M,\nb,12 apples,\nc\nd,,120\ne,-1,\nf,1M,200ms\n"
	table, problems, err := portfolio.Read("p.csv", strings.NewReader(file))
	if err != nil || len(problems) != 1 || problems[0] != "p.csv:4: 1 cells, the header has 3" {
		t.Fatalf("%v %v", problems, err)
	}
	p, err := portfolio.Run(table, pinned(t, 5), quiet)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"", `p.csv:3: workload.requests: "12 apples": unknown unit`, "p.csv:5: ", `p.csv:6: workload.requests: "-1" is negative`, ""}
	for i, w := range want {
		got := p.Results[i].Problem
		if !strings.HasPrefix(got, w) || (w == "") != (got == "") {
			t.Errorf("row %d: %q, want %q", i, got, w)
		}
		if w == "" && p.Results[i].Best == nil {
			t.Errorf("row %d has no answer", i)
		}
	}
}

func TestBadFiles(t *testing.T) {
	for name, x := range map[string]struct{ file, want string }{
		"empty":      {"", "the file is empty"},
		"no name":    {"requests\n1\n", `no column "name"`},
		"columns":    {"name" + strings.Repeat(",x", 1_000_000) + "\n", "1000001 columns, at most 200"},
		"no rows":    {"name,requests\n\n", "no workloads below the header"},
		"utf-16":     {"\xff\xfen\x00a\x00", "is UTF-16 text"},
		"workbook":   {"PK\x03\x04\x14\x00", "is a workbook"},
		"open quote": {"\"name,requests\n", "p.csv: "},
		"binary":     {"\x00\x01\x02", "the header is not text"},
		"byte order": {"\xef\xbb\xbfname,requests\na,1\n", ""},
	} {
		_, _, err := portfolio.Read("p.csv", strings.NewReader(x.file))
		if x.want == "" && err != nil || x.want != "" && (err == nil || !strings.Contains(err.Error(), x.want)) {
			t.Errorf("%s: %v, want %q", name, err, x.want)
		}
	}
	build := pinned(t, 5)
	for keys, want := range map[string]string{"reqests": `did you mean "requests"?`, "requests,workload.requests": "stands twice"} {
		_, err := portfolio.Run(&portfolio.Table{File: "p.csv", Keys: strings.Split(keys, ",")}, build, quiet)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", keys, err)
		}
	}
}

// BenchmarkPortfolio prices workloads × 50 pinned options, billed together.
// bare-loops is how many times as long it takes as the fast reader's bare loop
// over the same rows and options: reading, ranking, cents and bills are the rest.
func BenchmarkPortfolio(b *testing.B) {
	for _, rows := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			build, table := pinned(b, 50), random(rows, 3)
			for b.Loop() {
				if _, err := portfolio.Run(table, build, quiet); err != nil {
					b.Fatal(err)
				}
			}
			each := b.Elapsed() / time.Duration(b.N)
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.Sys)/1e6, "MB-of-system")
			b.ReportMetric(each.Seconds()/bareLoop(b, build, rows).Seconds(), "bare-loops")
		})
	}
}

// bareLoop is how long the fast reader alone takes for so many rows.
func bareLoop(b *testing.B, build portfolio.Build, rows int) time.Duration {
	b.Helper()
	c, err := build(nil, nil)
	if err != nil {
		b.Fatal(err)
	}
	var roots, vars []formula.Node
	for _, o := range c.Options {
		roots = append(roots, o.Total)
	}
	for _, k := range []string{"requests", "memory", "response", "hourly_rate"} {
		n, err := c.Axis(k)
		if err != nil {
			b.Fatal(err)
		}
		vars = append(vars, n)
	}
	p, err := fast.Compile(c.Graph, roots, vars)
	if err != nil {
		b.Fatal(err)
	}
	values, out := make([][]float64, len(vars)), make([][]float64, len(roots))
	for i, n := range vars {
		l, _ := n.Leaf()
		values[i] = make([]float64, rows)
		for k := range values[i] {
			values[i][k] = l.Value.Float() * float64(1+k%100) / 50
		}
	}
	for i := range out {
		out[i] = make([]float64, rows)
	}
	best := time.Hour
	for range 3 {
		start := time.Now()
		if err := p.RunParallel(values, out, runtime.GOMAXPROCS(0)); err != nil {
			b.Fatal(err)
		}
		best = min(best, time.Since(start))
	}
	return best
}
