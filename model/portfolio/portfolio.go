// Package portfolio prices thousands of workloads at once: rows of a file with
// defaults from a template scenario, or a folder of scenarios. Rows share the
// template's formulas: the fast reader ranks the options of every row; then all
// workloads of an account are billed together. README.md has the rules.
package portfolio

import (
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/money"
)

// Row is one workload.
type Row struct {
	File    string // where it stands, when not in the table's file
	Line    int    // 0 for a whole file
	Name    string
	Account string   // workloads of one account are billed together
	Cluster string   // workloads of one cluster share its nodes
	Values  []string // one per key; "" keeps the template's value

	// Answer is the comparison of a row that is a scenario of its own; nil for
	// rows of a table.
	Answer func() (*model.Comparison, error)
}

// Table is a portfolio as it was read.
type Table struct {
	File string
	Keys []string
	Rows []Row
}

// Where is the row's place, as problems name it.
func (t *Table) Where(r Row) string {
	switch {
	case r.File == "":
		return fmt.Sprintf("%s:%d", t.File, r.Line)
	case r.Line == 0:
		return r.File
	}
	return fmt.Sprintf("%s:%d", r.File, r.Line)
}

// Choice is an option as rows name it.
type Choice struct{ ID, Kind, Provider, Region, Country, Verdict string }

// Result is what one row costs. Choices are nil where nothing is priced.
type Result struct {
	Row      Row
	Requests exact.Num // a month
	Best     *Choice   // the cheapest allowed option, billed alone
	Monthly  exact.Num // of Best, to the cent
	Any      *Choice   // cheapest of all, allowed or not, billed alone
	AnyCost  exact.Num
	Pick     *Choice   // on the account it shares; see Account.Method
	Share    exact.Num // its share of the account's bills, to the cent
	Problem  string    // what is wrong with the row, with file and line
}

// Build answers the template with some keys set; sizes are the servers to compare
// where the scenario leaves their size open, nil for the best ones of its load.
type Build func(set []scenario.Setting, sizes model.Sizes) (*model.Comparison, error)

// Options of a run.
type Options struct {
	Apart    bool           // every workload is a customer of its own
	Progress func(done int) // number of rows ranked; called from several goroutines
	Stop     func() error   // ends early with the error it returns
}

// Portfolio is the answer.
type Portfolio struct {
	Table    *Table
	Template *model.Comparison // of a folder: the first comparison
	Results  []Result
	Groups   int              // graphs that were built
	Between  bool             // cold starts of some rows lie between two solved durations
	Apart    bool             // nothing is shared
	Accounts []Account        // in the order of their names
	Sheets   []*pricing.Sheet // that were compared, by id
}

// Run prices the table. build answers its template; it is not asked where every
// row is a scenario of its own.
func Run(t *Table, build Build, o Options) (*Portfolio, error) {
	r := newRun(t, o)
	groups, err := r.plan(build)
	if err != nil {
		return nil, err
	}
	sides := map[*side]bool{}
	for _, g := range groups {
		for _, s := range g.all() {
			s.users++
			sides[s] = true
		}
	}
	r.Groups, r.keep = len(sides), len(sides) <= mostKept
	if err := r.rank(groups); err != nil {
		return nil, err
	}
	if r.Template == nil {
		return nil, r.nothing()
	}
	if err := r.accounts(groups); err != nil {
		return nil, err
	}
	for s := range r.sheets {
		r.Sheets = append(r.Sheets, s)
	}
	slices.SortFunc(r.Sheets, func(a, b *pricing.Sheet) int { return strings.Compare(a.ID, b.ID) })
	return &r.Portfolio, nil
}

// run is one run at work.
type run struct {
	Portfolio
	o    Options
	cols []column
	keep bool // graphs stay until accounts are billed
	done atomic.Int64

	lock   sync.Mutex
	sheets map[*pricing.Sheet]bool
	first  map[money.Currency]firstOf
}

func newRun(t *Table, o Options) *run {
	r := &run{Portfolio: Portfolio{Table: t, Results: make([]Result, len(t.Rows)), Apart: o.Apart}, o: o, sheets: map[*pricing.Sheet]bool{}, first: map[money.Currency]firstOf{}}
	for i, row := range t.Rows {
		r.Results[i].Row = row
	}
	return r
}

// mostKept is how many graphs are held until accounts are billed; one takes 5 to
// 15 MB. Where there are more, a graph is dropped once its rows are ranked, and
// built again when rows move to a shared cluster.
const mostKept = 12

// rank prices every row alone, one group of rows after the other or, where there
// are many groups, several at once.
func (r *run) rank(groups []*group) error {
	one := len(groups) < runtime.GOMAXPROCS(0)
	work := func(i int) {
		g := groups[i]
		if r.o.Stop() != nil {
			return
		}
		if err := g.rank(r, one); err != nil {
			r.refuse(g.rows, err)
			g.drop()
		}
		r.note(i, g)
		if !r.keep {
			if err := g.bookPicks(r); err != nil {
				r.refuse(g.rows, err)
				g.drop()
			}
			g.release()
		}
		r.o.Progress(int(r.done.Load()))
	}
	if one {
		for i := range groups {
			work(i)
		}
	} else {
		each(len(groups), func(_, i int) { work(i) })
	}
	if r.Template == nil {
		r.oneCurrency(groups)
	}
	return r.o.Stop()
}

// note remembers the sheets of a comparison, and the first one of each currency.
func (r *run) note(i int, g *group) {
	r.lock.Lock()
	defer r.lock.Unlock()
	if g.picks == nil {
		return
	}
	c := g.sides[0].c
	if old, ok := r.first[g.currency]; !ok || old.at > i {
		r.first[g.currency] = firstOf{i, c}
	}
	for _, o := range c.Options {
		if o.Sheet != nil {
			r.sheets[o.Sheet] = true
		}
	}
}

// firstOf is the first comparison of a currency, and its group.
type firstOf struct {
	at int
	c  *model.Comparison
}

// oneCurrency keeps of a folder the scenarios in the currency that most of them
// have; of several such the one that comes first.
func (r *run) oneCurrency(groups []*group) {
	count := map[money.Currency]int{}
	for _, g := range groups {
		if g.picks != nil {
			count[g.currency]++
		}
	}
	var most money.Currency
	for c := range count {
		if most == "" || count[c] > count[most] || count[c] == count[most] && r.first[c].at < r.first[most].at {
			most = c
		}
	}
	r.Template = r.first[most].c
	for _, g := range groups {
		if g.picks != nil && g.currency != most {
			r.refuse(g.rows, fmt.Errorf("currency: %s, but the portfolio is in %s; write currency = %q with its [[fx]]", g.currency, most, most))
			g.drop()
		}
	}
}

// settingPlace is where a cell stands among the settings made of a row, which
// tells nobody anything.
var settingPlace = regexp.MustCompile(`^--set:\d+:\d+: `)

// refuse notes the same problem for rows.
func (r *run) refuse(rows []int, err error) {
	for _, i := range rows {
		row := r.Table.Rows[i]
		text := settingPlace.ReplaceAllString(firstLine(err), "")
		if row.Answer == nil || !strings.HasPrefix(text, row.File) {
			text = r.Table.Where(row) + ": " + text
		}
		r.Results[i] = Result{Row: row, Problem: text}
		r.done.Add(1)
	}
}

// nothing is the error of a folder without one good scenario.
func (r *run) nothing() error {
	var lines []string
	for _, x := range r.Results {
		if x.Problem != "" && len(lines) < 20 {
			lines = append(lines, x.Problem)
		}
	}
	if len(lines) == 0 {
		return fmt.Errorf("%s: no workloads", r.Table.File)
	}
	return fmt.Errorf("%s", strings.Join(lines, "\n"))
}

func firstLine(err error) string {
	s, more, _ := strings.Cut(err.Error(), "\n")
	if n := strings.Count(more, "\n") + 1; more != "" {
		s += fmt.Sprintf(" (and %d more; sovcost validate lists all)", n)
	}
	return s
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
