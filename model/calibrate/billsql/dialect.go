package billsql

import (
	"fmt"
	"strings"
	"time"

	"github.com/sovcost/sovcost/model/calibrate/focusin"
	"github.com/sovcost/sovcost/model/warehouse"
)

// stored is how a column holds its values.
type stored int

const (
	words     stored = iota // text
	whole                   // whole numbers
	exact                   // decimals
	binary                  // floating point
	instant                 // an absolute time
	wallClock               // a time without a zone
	day                     // a date
	other                   // lists, maps, records
)

// dialect is what differs between engines. Columns come quoted.
type dialect interface {
	quote(n warehouse.Name) string
	stored(kind string) stored
	// text is a column as text, empty where it is null.
	text(column, kind string) string
	// month is the month of a time: YYYYMM of a time, of text the text itself
	// with its day and hour set to the first of the month.
	month(column string, f stored) string
	// second is a time in seconds since 1970.
	second(column string, f stored) string
	// sums of a column of numbers: sum, known, the word NULL, empty, with spaces.
	sums(column, kind string, f stored) [perSum]string
	// flag is "1" where a condition holds, else "".
	flag(condition string) string
	// has, zero and above are conditions on a column of numbers.
	has(column string, f stored) string
	zero(column string, f stored) string
	// filled is true where a text says something.
	filled(column, kind string) string
	count(condition string) string
	asText(expression string) string
	// around is put before and after the table's name: what is needed more than
	// once of a row is worked out once.
	around() (before, after string)
	// bound keeps starts from a time on, or before it.
	bound(s *warehouse.Statement, column string, f stored, op string, at time.Time)
}

// number is a plain decimal with an exponent of at most two digits, as bills
// have them. It holds no question mark: drivers take these for parameters.
const number = `[-+]{0,1}([0-9]+[.]{0,1}[0-9]*|[.][0-9]+)([eE][-+]{0,1}[0-9]{1,2}){0,1}`

// onDay and inMonth are a date and a time as text whose day and hour do not
// matter.
const (
	onDay   = `^2[0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])`
	inMonth = onDay + `[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+){0,1}){0,1}(Z| UTC){0,1}$`
)

// builder writes a query column by column.
type builder struct {
	dialect
	groups  *focusin.Groups
	s       *warehouse.Statement
	types   map[string]string // of the table's columns, by their own names
	query   *query
	fields  []string
	keyed   int // so many of them are what rows have in common
	refused bool
}

// column is a FOCUS column of the table, quoted, with how it is stored; what
// cannot be read is told by name.
func (b *builder) column(focus string, fits ...stored) (quoted, kind string, f stored, ok bool) {
	own, ok := b.groups.Column(focus)
	if !ok {
		return "", "", 0, false
	}
	name, err := warehouse.ParseName(own, 1)
	kind = b.types[own]
	f = b.stored(kind)
	fitting := err == nil && f != other && len(fits) == 0
	for _, x := range fits {
		fitting = fitting || f == x
	}
	if !fitting {
		b.refused = true
		b.groups.Problem(focus, "the column is of type %s, which cannot be read as this; make a view that turns it into text, numbers or times", kind)
		return "", "", 0, false
	}
	return b.quote(name), kind, f, true
}

func (b *builder) add(expression string) { b.fields = append(b.fields, expression) }

// keys are what the rows of a group have in common.
func (b *builder) keys(o Options) {
	q := b.query
	if c, _, f, ok := b.column("ChargePeriodStart", words, instant, wallClock, day); ok {
		q.texts, q.form = append(q.texts, "ChargePeriodStart"), f
		b.add(b.month(c, f))
	}
	for _, name := range wanted(o.Looks) {
		c, kind, _, ok := b.column(name)
		if !ok {
			continue
		}
		q.texts = append(q.texts, name)
		b.add(b.text(c, kind))
	}
	if c, kind, _, ok := b.column("CommitmentDiscountId"); ok {
		b.add(b.flag(b.filled(c, kind)))
	} else {
		b.add(b.flag("1 = 0"))
	}
	b.condition(o.Cost, b.zero)
	b.condition("ListCost", func(c string, f stored) string {
		return b.has(c, f) + " AND NOT " + b.zero(c, f)
	})
	b.condition("PricingQuantity", b.has)
	b.keyed = len(b.fields)
}

// condition adds a flag about a column of numbers.
func (b *builder) condition(focus string, holds func(string, stored) string) {
	c, _, f, ok := b.column(focus, words, whole, exact, binary)
	if !ok {
		b.add(b.flag("1 = 0"))
		return
	}
	b.add(b.flag(holds(c, f)))
}

// aggregates are the sums of a group and where its charges lie.
func (b *builder) aggregates() {
	q := b.query
	for _, name := range amounts() {
		c, kind, f, ok := b.column(name, words, whole, exact, binary)
		if !ok {
			continue
		}
		q.sums, q.binary[name] = append(q.sums, name), f == binary
		for _, e := range b.sums(c, kind, f) {
			b.add(e)
		}
	}
	b.add(b.count(""))
	start, _, f, ok := b.column("ChargePeriodStart", words, instant, wallClock, day)
	end, _, g, ok2 := b.column("ChargePeriodEnd", words, instant, wallClock, day)
	if !ok || !ok2 {
		return
	}
	q.end = g
	first, last, bad := "''", "''", b.count(end+" IS NULL")
	if f != words {
		first = b.asText("min(" + b.second(start, f) + ")")
	}
	if g != words {
		last = b.asText("max(" + b.second(end, g) + ")")
	}
	if f != words && f == g {
		bad = b.count(end + " IS NULL OR " + end + " <= " + start)
	}
	b.add(first)
	b.add(last)
	b.add(bad)
}

// write puts the query together.
func (b *builder) write(table warehouse.Name, o Options) {
	s := b.s
	s.Add("SELECT ")
	for i, e := range b.fields {
		if i > 0 {
			s.Add(",\n\t")
		}
		s.Add(e)
		if i < b.keyed {
			s.Add(fmt.Sprintf(" AS sov_k%d", i))
		}
	}
	before, after := b.around()
	s.Add("\nFROM " + before + b.quote(table))
	b.months(o)
	s.Add(after)
	keys := make([]string, b.keyed)
	for i := range keys {
		keys[i] = fmt.Sprintf("sov_k%d", i)
	}
	list := strings.Join(keys, ", ")
	s.Add(fmt.Sprintf("\nGROUP BY %s\nORDER BY %s\nLIMIT %d", list, list, mostGroups+1))
	b.query.text, b.query.args = s.Done()
}

// months keeps the time asked for, where the column is a time: text is sorted
// out after it has come back.
func (b *builder) months(o Options) {
	c, _, f, ok := b.column("ChargePeriodStart")
	if !ok || f == words {
		return
	}
	word := "\nWHERE "
	for _, x := range []struct {
		op string
		at time.Time
	}{{">=", o.From}, {"<", o.To}} {
		if !x.at.IsZero() {
			b.s.Add(word)
			b.bound(b.s, c, f, x.op, x.at)
			word = " AND "
		}
	}
}
