// Package portfolio prices thousands of workloads at once: one row each, with
// defaults from a template scenario. The rows share the template's formulas: the
// fast reader ranks the options of every row, the exact reader prices the ones
// that won. README.md has the rules.
package portfolio

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// Row is one workload of the file.
type Row struct {
	Line   int
	Name   string
	Values []string // one per key; "" keeps the template's value
}

// Table is a portfolio as it was read.
type Table struct {
	File string
	Keys []string
	Rows []Row
}

// Result is what one row costs. Options are nil where nothing is priced.
type Result struct {
	Row      Row
	Requests exact.Num // a month
	Best     *model.Option
	Monthly  exact.Num     // of Best, to the cent
	Any      *model.Option // cheapest of all, allowed or not
	AnyCost  exact.Num
	Problem  string // what is wrong with the row, with file and line
}

// Build answers the template with some keys set.
type Build func([]scenario.Setting) (*model.Comparison, error)

// Portfolio is the answer.
type Portfolio struct {
	Table    *Table
	Template *model.Comparison
	Results  []Result
	Groups   int // graphs that were built
}

// structural keys change a graph, not only its inputs: solved tables depend on
// them. Rows that differ in them get a graph of their own.
var structural = map[string]bool{"workload.duration": true, "workload.init": true, "workload.keep_alive": true, "workload.concurrency": true,
	"workload.provisioned": true, "workload.max_instances": true, "workload.services": true}

// column is one key of the table.
type column struct {
	key  string       // in full
	node formula.Node // of the template; zero Node where the key is structural
}

// Run prices the table. progress is called with the number of rows done, from
// several goroutines; stop ends early with the error it returns.
func Run(t *Table, build Build, progress func(done int), stop func() error) (*Portfolio, error) {
	base, err := build(nil)
	if err != nil {
		return nil, err
	}
	cols, err := columns(t, base)
	if err != nil {
		return nil, err
	}
	p := &Portfolio{Table: t, Template: base, Results: make([]Result, len(t.Rows))}
	groups := map[string][]int{}
	var order []string
	for i, r := range t.Rows {
		k := groupOf(cols, r)
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], i)
	}
	p.Groups = len(order)
	var done atomic.Int64
	for _, k := range order {
		if err := stop(); err != nil {
			return nil, err
		}
		rows := groups[k]
		c, err := base, error(nil)
		if s := settingsOf(cols, t.Rows[rows[0]]); len(s) > 0 {
			c, err = build(s)
		}
		if err == nil {
			err = p.group(c, cols, rows)
		}
		if err != nil {
			for _, i := range rows {
				p.Results[i] = Result{Row: t.Rows[i], Problem: fmt.Sprintf("%s:%d: %s", t.File, t.Rows[i].Line, firstLine(err))}
			}
		}
		progress(int(done.Add(int64(len(rows)))))
	}
	return p, nil
}

func firstLine(err error) string {
	s, _, _ := strings.Cut(err.Error(), "\n")
	return s
}

// columns finds every key in the template; all that are wrong are told at once.
func columns(t *Table, base *model.Comparison) ([]column, error) {
	var out []column
	var wrong []string
	tables := false
	for i := range base.Graph.Len() {
		tables = tables || base.Graph.At(i).Op() == formula.Lookup
	}
	seen := map[string]bool{}
	for _, k := range t.Keys {
		c := column{key: k}
		n, err := base.Axis(k)
		switch {
		case err == nil:
			l, _ := n.Leaf()
			c.key = l.Key
			if !structural[l.Key] || !tables {
				c.node = n
			}
		case !strings.Contains(k, "."):
			wrong = append(wrong, fmt.Sprintf("%s:1: column %q: %v", t.File, clip(k), err))
		}
		if seen[c.key] {
			wrong = append(wrong, fmt.Sprintf("%s:1: column %q stands twice; remove one", t.File, clip(k)))
		}
		seen[c.key] = true
		out = append(out, c)
	}
	if len(wrong) > 0 {
		return nil, fmt.Errorf("%s", strings.Join(wrong, "\n"))
	}
	return out, nil
}

func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

func groupOf(cols []column, r Row) string {
	var b strings.Builder
	for i, c := range cols {
		if !c.node.OK() {
			b.WriteString(r.Values[i])
			b.WriteByte(0)
		}
	}
	return b.String()
}

func settingsOf(cols []column, r Row) []scenario.Setting {
	var out []scenario.Setting
	for i, c := range cols {
		if !c.node.OK() && r.Values[i] != "" {
			out = append(out, scenario.Setting{Key: c.key, Value: r.Values[i]})
		}
	}
	return out
}

// each spreads n pieces of work over all cores.
func each(n int, f func(worker, i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for w := range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				f(w, i)
			}
		})
	}
	wg.Wait()
}
