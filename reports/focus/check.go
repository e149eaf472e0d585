package focus

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// Options say how strict the checker is.
type Options struct {
	// Loose accepts what real exports do beside the specification: NULL for
	// null, times without T or Z, columns that are not known, units in other
	// spellings. Each is counted in Result.Tolerated.
	Loose bool
	// Tolerance is how far a unit price times the quantity may be from the
	// cost, relative to the cost: exports round. Zero wants equality.
	Tolerance decimal.Decimal
}

// Strict is the specification to the letter.
func Strict() Options { return Options{} }

// Loose is for real exports; it lets products differ by a millionth.
func Loose() Options { return Options{Loose: true, Tolerance: decimal.New(1, -6)} }

// Problem is one broken rule.
type Problem struct {
	Line   int    // line in the file, 1 is the header
	Column string // empty where a whole row or the header is meant
	Rule   string // presence, null, format, value, period, product, ...
	Text   string // what is wrong and what would be right
}

// String is the problem in one line.
func (p Problem) String() string {
	where := fmt.Sprintf("line %d", p.Line)
	if p.Column != "" {
		where += ", " + p.Column
	}
	return where + ": " + p.Text
}

// Count is how often something happened.
type Count struct {
	Rule  string
	Times int
}

// Result is what a check found.
type Result struct {
	Rows         int       // rows below the header
	Problems     []Problem // the first 1000
	ProblemCount int       // all of them
	ByRule       []Count   // problems by rule, in alphabetical order
	Tolerated    []Count   // what Loose let pass, in alphabetical order
}

const keptProblems = 1000

// Check reads a CSV file and reports what breaks the specification. The error
// is for files that cannot be read as CSV at all.
func Check(r io.Reader, v Version, o Options) (Result, error) {
	if err := v.check(); err != nil {
		return Result{}, err
	}
	buffered := bufio.NewReader(r)
	if mark, _ := buffered.Peek(3); string(mark) == "\uFEFF" {
		buffered.Discard(3)
	}
	in := csv.NewReader(buffered)
	in.ReuseRecord = true
	header, err := in.Read()
	if errors.Is(err, io.EOF) {
		return Result{}, errors.New("focus: the file is empty; its first line must name the columns")
	}
	if err != nil {
		return Result{}, fmt.Errorf("focus: %w", err)
	}
	c, err := newChecker(slices.Clone(header), v, o)
	if err != nil {
		return Result{}, err
	}
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return c.done(), fmt.Errorf("focus: %w", err)
		}
		line, _ := in.FieldPos(0)
		c.row(line, record)
	}
	return c.done(), nil
}

type checker struct {
	options   Options
	columns   []column // by position
	at        map[string]int
	result    Result
	broken    map[string]int
	tolerated map[string]int
}

// newChecker checks the header; it fails where a name stands twice, since no
// row could then be read with certainty.
func newChecker(header []string, v Version, o Options) (*checker, error) {
	c := &checker{options: o, at: map[string]int{}, broken: map[string]int{}, tolerated: map[string]int{}}
	ruled := map[string]column{}
	for _, col := range columnsOf(v) {
		ruled[col.name] = col
	}
	for _, name := range plain(v) {
		ruled[name] = column{name: name, nullable: true}
	}
	ownSeen, said := "", false
	for i, name := range header {
		if _, twice := c.at[name]; twice {
			return nil, fmt.Errorf("focus: line 1: the column %q stands twice; remove one", name)
		}
		c.at[name] = i
		col, known := ruled[name]
		if !known {
			col = column{name: name, nullable: true}
		}
		c.columns = append(c.columns, col)
		switch {
		case known && ownSeen != "" && !said:
			said = true // once is enough
			c.tolerable(1, name, "order", fmt.Sprintf("stands after %s; one's own columns come last", ownSeen))
		case !known && strings.HasPrefix(name, "x_"):
			ownSeen = name
		case !known:
			c.tolerable(1, name, "column", fmt.Sprintf("is no column of FOCUS %s; a column of one's own begins with x_", v))
		}
	}
	for _, col := range columnsOf(v) {
		if _, ok := c.at[col.name]; col.required && !ok {
			c.problem(1, col.name, "presence", "the column is missing; every row needs it")
		}
	}
	return c, nil
}

func (c *checker) problem(line int, column, rule, text string) {
	c.broken[rule]++
	c.result.ProblemCount++
	if len(c.result.Problems) < keptProblems {
		c.result.Problems = append(c.result.Problems, Problem{line, column, rule, text})
	}
}

// tolerable is a problem, or counted only where the options are loose.
func (c *checker) tolerable(line int, column, rule, text string) {
	if c.options.Loose {
		c.tolerated[rule]++
		return
	}
	c.problem(line, column, rule, text)
}

func (c *checker) done() Result {
	c.result.ByRule, c.result.Tolerated = counts(c.broken), counts(c.tolerated)
	return c.result
}

func counts(m map[string]int) []Count {
	var list []Count
	for rule, n := range m {
		list = append(list, Count{rule, n})
	}
	slices.SortFunc(list, func(a, b Count) int { return strings.Compare(a.Rule, b.Rule) })
	return list
}
