package reports

import (
	"cmp"
	"errors"
	"fmt"
	"math"

	"github.com/shopspring/decimal"
)

// maxExponent bounds the power of ten a cell's number may carry: beyond it a
// number such as 1e999999999 would print a gigabyte of zeros.
const maxExponent = 400

// maxDrawn bounds what a chart can show: differences of larger numbers leave
// float64.
const maxDrawn = 1e100

// Validate reports everything in the report a writer could not show truly: a
// row with too few cells, a number beside "not priced", money without a
// currency, a reference to a note that is not there. All problems come at once,
// joined by errors.Join; nil means none.
func (r *Report) Validate() error {
	var problems []error
	say := func(format string, args ...any) {
		problems = append(problems, fmt.Errorf(format, args...))
	}
	notes := map[string]bool{}
	for i, n := range r.Notes {
		if n.ID == "" || notes[n.ID] {
			say("note %d: id %q is empty or used twice", i+1, n.ID)
		}
		notes[n.ID] = true
	}
	for _, fx := range r.Provenance.FX {
		if outOfRange(fx.Rate) {
			say("exchange rate %s to %s: has an exponent beyond ±%d", fx.From, fx.To, maxExponent)
		}
	}
	tables := map[string]bool{}
	for _, t := range r.Tables() {
		if t.ID == "" || tables[t.ID] {
			say("table %q: the id is empty or used twice", t.ID)
		}
		tables[t.ID] = true
		problems = append(problems, t.validate(notes)...)
	}
	for _, c := range r.Charts() {
		problems = append(problems, c.validate()...)
	}
	return errors.Join(problems...)
}

func (t *Table) validate(notes map[string]bool) []error {
	var problems []error
	keys := map[string]bool{}
	for _, col := range t.Columns {
		if col.Key == "" || keys[col.Key] {
			problems = append(problems, fmt.Errorf("table %q: column key %q is empty or used twice", t.ID, col.Key))
		}
		keys[col.Key] = true
	}
	for i, row := range t.Rows {
		if len(row.Cells) != len(t.Columns) {
			problems = append(problems, fmt.Errorf("table %q row %d: has %d cells, the table has %d columns",
				t.ID, i+1, len(row.Cells), len(t.Columns)))
			continue
		}
		for j, cell := range row.Cells {
			if err := cell.validate(t.Columns[j], notes); err != nil {
				problems = append(problems, fmt.Errorf("table %q row %d column %q: %w", t.ID, i+1, t.Columns[j].Key, err))
			}
		}
	}
	return problems
}

func (c Cell) validate(col Column, notes map[string]bool) error {
	for _, id := range c.Notes {
		if !notes[id] {
			return fmt.Errorf("refers to note %q, which the report does not have", id)
		}
	}
	switch {
	case c.Number != nil && c.State != StateKnown:
		return fmt.Errorf("is %q and yet has the number %s", c.State, c.Number)
	case c.Number != nil && !col.Kind.Numeric():
		return fmt.Errorf("has a number in a %s column", cmp.Or(col.Kind, KindText))
	case c.Number != nil && outOfRange(*c.Number):
		return fmt.Errorf("has a number with an exponent beyond ±%d", maxExponent)
	case c.Number != nil && col.Kind == KindMoney && c.UnitIn(col) == "":
		return errors.New("has an amount without a currency")
	}
	return nil
}

// outOfRange looks at exponent and digit count only: it must not print the
// number to find out that printing it is too long.
func outOfRange(d decimal.Decimal) bool {
	return d.Exponent() > maxExponent || d.Exponent() < -maxExponent || d.Coefficient().BitLen() > 4*maxExponent
}

func (c *Chart) validate() []error {
	var problems []error
	check := func(where string, axis Axis, v float64) {
		switch {
		case math.IsNaN(v) || math.Abs(v) > maxDrawn:
			problems = append(problems, fmt.Errorf("chart %q %s: %v cannot be drawn", c.ID, where, v))
		case axis.Log && v <= 0:
			problems = append(problems, fmt.Errorf("chart %q %s: %v has no place on a logarithmic axis", c.ID, where, v))
		}
	}
	for _, curve := range c.Curves {
		last := math.Inf(-1)
		for _, p := range curve.Points {
			check("curve "+curve.Label, c.X, p.X)
			check("curve "+curve.Label, c.Y, p.Y)
			if p.X < last {
				problems = append(problems, fmt.Errorf("chart %q curve %s: x goes back from %v to %v", c.ID, curve.Label, last, p.X))
			}
			last = p.X
		}
	}
	for _, m := range c.Marks {
		check("mark "+m.Label, c.X, m.X)
		check("mark "+m.Label, c.Y, m.Y)
	}
	for _, b := range c.Bars {
		check("bar "+b.Label, c.X, b.Low)
		check("bar "+b.Label, c.X, b.High)
	}
	if len(c.Bars) > 0 {
		check("base", c.X, c.Base)
	}
	return problems
}
