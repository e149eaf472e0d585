package focusin

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// Groups reads rows that a database has added up, with the same words, checks
// and leniencies as the cells of a file.
type Groups struct {
	t    *tally
	l    layout
	o    Options
	name []string
	take func(*Charge) error
}

// Amount is the cells of one column of numbers in a group.
type Amount struct {
	Sum    decimal.Decimal // of the cells that are numbers
	Known  int             // so many
	Null   int             // cells with the word NULL
	Empty  int             // empty cells and nulls of the database
	Spaced int             // cells with spaces around the number
	Binary bool            // stored in binary floating point
}

// Group is rows alike in their texts.
type Group struct {
	Rows    int
	Texts   map[string]string // by FOCUS column; times are in Start
	Amounts map[string]Amount // by FOCUS column
	Start   string            // of the first charge, or of its month
	End     string            // any time in the way ends are stored; empty: unknown
	First   time.Time         // start of the first charge; zero where Start says it
	Last    time.Time         // end of the last charge; zero: the end of the month
	NoEnd   int               // rows without an end, or with one that is not after the start
}

// NewGroups begins to read a table with columns of these names; name is what
// messages call it. ok is false where charges cannot be read: Result says why.
func NewGroups(name string, names []string, o Options, take func(*Charge) error) (g *Groups, ok bool) {
	g = &Groups{t: newTally(name), o: o, name: names, take: take}
	g.l, ok = g.t.match(names, o)
	return g, ok
}

// Column is the table's own name of a FOCUS column.
func (g *Groups) Column(focus string) (own string, ok bool) {
	for k, c := range g.l.columns {
		if c.name == focus && g.l.at[k] >= 0 {
			return g.name[g.l.at[k]], true
		}
	}
	return "", false
}

// Problem adds a problem of the whole table.
func (g *Groups) Problem(column, format string, args ...any) { g.t.problem(column, format, args...) }

// Result is the report; the error lists all problems.
func (g *Groups) Result() (Report, error) { return g.t.result() }

// Add reads one group and hands it out; an error is that of take.
func (g *Groups) Add(in Group) error {
	t := g.t
	t.weight = in.Rows
	defer func() { t.weight = 1 }()
	c := Charge{Rows: in.Rows}
	for k := range g.l.columns {
		col := &g.l.columns[k]
		text, has := in.Texts[col.name]
		amount, adds := in.Amounts[col.name]
		switch {
		case has:
			t.setText(&c, col, text)
		case adds:
			g.amount(&c, col, amount)
		}
	}
	g.period(&c, in)
	if !t.finish(&c, g.l, g.o) {
		return nil
	}
	return t.hand(&c, g.o, g.take)
}

// amount sets a sum; cells that are no numbers are problems.
func (g *Groups) amount(c *Charge, col *column, a Amount) {
	t := g.t
	if bad := c.Rows - a.Known - a.Null - a.Empty; bad > 0 {
		t.weight = bad
		t.badCell(col.name, "no number; write it without separators and currency signs, like 1234.56")
		t.weight = c.Rows
		return
	}
	t.noteTimes(LiteralNull, a.Null)
	t.noteTimes(Spaces, a.Spaced)
	if a.Binary {
		t.noteTimes(BinaryAmounts, a.Known)
	}
	if a.Known == 0 {
		return
	}
	*col.number(c) = Number{Decimal: a.Sum, Known: true, Absent: c.Rows - a.Known}
	if col.required && a.Known < c.Rows {
		t.weight = c.Rows - a.Known
		t.badCell(col.name, "the cell is empty, every charge needs one")
		t.weight = c.Rows
	}
}

// period sets when the group's charges lie.
func (g *Groups) period(c *Charge, in Group) {
	t := g.t
	col := g.l.columns[slices.IndexFunc(g.l.columns, func(c column) bool { return c.name == "ChargePeriodStart" })]
	t.setText(c, &col, in.Start)
	if c.Start.IsZero() {
		t.bad = append(t.bad, "ChargePeriodEnd") // one problem is enough
		return
	}
	if in.End != "" {
		_, _ = t.time(in.End) // for its leniency alone
	}
	month := time.Date(c.Start.Year(), c.Start.Month(), 1, 0, 0, 0, 0, time.UTC)
	if !in.First.IsZero() {
		c.Start = in.First
	}
	if c.End = in.Last; c.End.IsZero() {
		c.End = month.AddDate(0, 1, 0)
	}
	if in.NoEnd > 0 {
		t.weight = in.NoEnd
		t.badCell("ChargePeriodEnd", "empty, or not after the start")
		t.weight = in.Rows
	}
}

// noteTimes notes a leniency several times.
func (t *tally) noteTimes(l Leniency, times int) {
	if times == 0 {
		return
	}
	before := t.weight
	t.weight = times
	t.note(l)
	t.weight = before
}

// hand counts a good charge and hands it out, unless it lies outside the months
// asked for.
func (t *tally) hand(c *Charge, o Options, take func(*Charge) error) error {
	month := time.Date(c.Start.Year(), c.Start.Month(), 1, 0, 0, 0, 0, time.UTC) // as the bill writes it
	if !o.From.IsZero() && month.Before(o.From) || !o.To.IsZero() && !month.Before(o.To) {
		t.report.Outside += c.Rows
		return nil
	}
	t.count(c)
	return take(c)
}
