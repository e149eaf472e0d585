package focusin

import (
	"fmt"
	"hash/crc64"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Options are the choices a reader of bills has.
type Options struct {
	// Currency is what the bill must be in; a charge in another one is a problem.
	// A file without BillingCurrency is taken to be in it, and that is counted.
	// Empty accepts every currency, but needs the column.
	Currency string
	// From and To bound the months charges start in: midnights UTC of first days,
	// To exclusive; zero is no bound. Charges outside are only counted.
	From, To time.Time
}

// Leniency is a way of bending the specification that is understood all the
// same.
type Leniency string

// The leniencies that are counted: cells, for the last two rows and names.
const (
	LiteralNull     Leniency = "the word NULL read as an empty cell"
	NoZone          Leniency = "time without a zone read as UTC"
	Offset          Leniency = "time with an offset from UTC, counted in the month it is written in"
	MonthFirst      Leniency = "date like 5/1/25 read as month/day/year"
	DayFirst        Leniency = "date like 31.10.2026 read as day.month.year"
	DateOnly        Leniency = "date without a time read as midnight UTC"
	Spaces          Leniency = "spaces around a value taken off"
	ValueCase       Leniency = "value in other letter case than the specification's"
	TagsNoBraces    Leniency = "tags without their outer braces"
	BinaryAmounts   Leniency = "amount stored in binary floating point, read as its shortest decimal"
	ByteOrderMark   Leniency = "byte order mark at the start of the file skipped"
	ColumnCase      Leniency = "column name in other letter case than the specification's, or with underscores"
	OtherSeparator  Leniency = "columns separated by something else than commas"
	DecimalComma    Leniency = "number with a decimal comma"
	HeaderAgain     Leniency = "header repeated inside the file, skipped"
	Repeated        Leniency = "row equal to an earlier one in every cell, counted again"
	CurrencyAssumed Leniency = "row without a currency column, taken to be in the expected one"
)

// Count is how often a leniency was needed.
type Count struct {
	Leniency Leniency
	Times    int
	First    int // line of the first
}

// Sum adds up one column of amounts of one currency.
type Sum struct {
	Total   decimal.Decimal
	Missing int // charges whose cell was empty, not in Total
}

// CurrencyTotal is what the charges of one currency add up to, to reconcile
// against.
type CurrencyTotal struct {
	Currency                          string
	Charges                           int
	Billed, Effective, List, Contract Sum
}

// Report says what was read and how it was understood.
type Report struct {
	File    string
	Version string // oldest FOCUS version that has the file's columns: a guess
	Charges int
	Outside int             // charges outside the time asked for, in no sum
	Totals  []CurrencyTotal // by currency, in alphabetical order
	Lenient []Count         // in alphabetical order
	Absent  []string        // read columns the file does not have
	Custom  []string        // columns with the x_ prefix, as the specification allows
	Foreign []string        // other columns no version up to 1.3 knows
}

// Join adds the report of another file of the same bill.
func (r *Report) Join(o Report) {
	if r.File == "" {
		*r = o
		return
	}
	r.File += ", " + o.File
	r.Version = max(r.Version, o.Version)
	r.Charges, r.Outside = r.Charges+o.Charges, r.Outside+o.Outside
	for _, t := range o.Totals {
		i := slices.IndexFunc(r.Totals, func(x CurrencyTotal) bool { return x.Currency == t.Currency })
		if i < 0 {
			r.Totals = append(r.Totals, t)
			continue
		}
		x := &r.Totals[i]
		x.Charges += t.Charges
		for _, pair := range [][2]*Sum{{&x.Billed, &t.Billed}, {&x.Effective, &t.Effective}, {&x.List, &t.List}, {&x.Contract, &t.Contract}} {
			pair[0].Total, pair[0].Missing = pair[0].Total.Add(pair[1].Total), pair[0].Missing+pair[1].Missing
		}
	}
	for _, c := range o.Lenient {
		i := slices.IndexFunc(r.Lenient, func(x Count) bool { return x.Leniency == c.Leniency })
		if i < 0 {
			r.Lenient = append(r.Lenient, c)
			continue
		}
		r.Lenient[i].Times += c.Times
	}
	// A column is absent where no file has it.
	r.Absent = slices.DeleteFunc(r.Absent, func(c string) bool { return !slices.Contains(o.Absent, c) })
	r.Custom, r.Foreign = union(r.Custom, o.Custom), union(r.Foreign, o.Foreign)
	r.sort()
}

func union(a, b []string) []string {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}

func (r *Report) sort() {
	slices.SortFunc(r.Totals, func(a, b CurrencyTotal) int { return strings.Compare(a.Currency, b.Currency) })
	slices.SortFunc(r.Lenient, func(a, b Count) int { return strings.Compare(string(a.Leniency), string(b.Leniency)) })
}

// Problem is one thing that cannot be read.
type Problem struct {
	File   string
	Line   int    // csv line or parquet row; 0 for the file as a whole
	Column string // FOCUS column; empty for the row as a whole
	What   string // and what to try
	Rows   int    // rows with the same problem, this one with them
}

// Error is one line: file:line, column, what.
func (p Problem) Error() string {
	where := p.File
	if p.Line > 0 {
		where = fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	if p.Column != "" {
		where += ": " + p.Column
	}
	switch {
	case p.Rows > 1 && p.Line > 0:
		return fmt.Sprintf("%s: %s (and on %d more rows)", where, p.What, p.Rows-1)
	case p.Rows > 1:
		return fmt.Sprintf("%s: %s (%d rows)", where, p.What, p.Rows)
	}
	return where + ": " + p.What
}

// Problems are all problems of a file, the first [mostProblems] of them spelled
// out. The charges already handed out are part of a bill that was not read
// whole: they must not be used.
type Problems struct {
	List []Problem
	More int // further problems, only counted
}

// mostProblems keeps a thoroughly broken file from filling the screen.
const mostProblems = 50

// Error is one line per problem.
func (p *Problems) Error() string {
	lines := make([]string, 0, len(p.List)+1)
	for _, one := range p.List {
		lines = append(lines, one.Error())
	}
	if p.More > 0 {
		lines = append(lines, fmt.Sprintf("%s: %d more problems", p.List[0].File, p.More))
	}
	return strings.Join(lines, "\n")
}

// tally collects what a report needs while a file is read.
type tally struct {
	report   Report
	lenient  map[Leniency]*Count
	totals   map[string]*CurrencyTotal
	problems Problems
	line     int      // being read
	skipped  int      // lines before the header
	weight   int      // rows it stands for: 1 in files
	bad      []string // columns of this line with a problem
	commas   bool     // decimal commas are understood
	point    bool     // a decimal point was seen
	comma    bool     // a decimal comma was seen
	times    map[string]readTime
	tagSets  map[string]map[string]string
	cells    []byte   // the cells of the row at hand
	seen     []uint64 // rows, by their checksum
	crc      *crc64.Table
}

// readTime is a time that was read before.
type readTime struct {
	when time.Time
	note Leniency
}

// mostRemembered bounds the cells that are remembered so that they need not be
// read again: times and tags repeat on thousands of rows.
const mostRemembered = 4096

func newTally(file string) *tally {
	return &tally{report: Report{File: file}, weight: 1, lenient: map[Leniency]*Count{}, totals: map[string]*CurrencyTotal{},
		times: map[string]readTime{}, tagSets: map[string]map[string]string{}}
}

func (t *tally) note(l Leniency) {
	c := t.lenient[l]
	if c == nil {
		c = &Count{Leniency: l, First: t.line}
		t.lenient[l] = c
	}
	c.Times += t.weight
}

func (t *tally) problem(column, format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	for i, p := range t.problems.List {
		if p.Column == column && p.What == what {
			t.problems.List[i].Rows += t.weight
			return
		}
	}
	if len(t.problems.List) == mostProblems {
		t.problems.More += t.weight
		return
	}
	t.problems.List = append(t.problems.List, Problem{t.report.File, t.line, column, what, t.weight})
}

func (t *tally) count(c *Charge) {
	t.report.Charges += c.Rows
	total := t.totals[c.Currency]
	if total == nil {
		total = &CurrencyTotal{Currency: c.Currency}
		t.totals[c.Currency] = total
	}
	total.Charges += c.Rows
	total.Billed.add(c, c.Billed)
	total.Effective.add(c, c.Effective)
	total.List.add(c, c.List)
	total.Contract.add(c, c.Contracted)
}

func (s *Sum) add(c *Charge, n Number) {
	if n.Known {
		s.Total = s.Total.Add(n.Decimal)
	}
	s.Missing += c.Missing(n)
}

// result closes the report; the error lists all problems.
func (t *tally) result() (Report, error) {
	for _, total := range t.totals {
		t.report.Totals = append(t.report.Totals, *total)
	}
	for _, c := range t.lenient {
		t.report.Lenient = append(t.report.Lenient, *c)
	}
	t.report.sort()
	if len(t.problems.List) > 0 {
		return t.report, &t.problems
	}
	return t.report, nil
}
