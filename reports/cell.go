package reports

import "github.com/shopspring/decimal"

// State says why a cell has no number, or that it has one.
type State string

// The states of a cell. Only StateKnown may carry a number: an unpriced part
// is never written as 0.
const (
	StateKnown         State = ""
	StateNotPriced     State = "not priced"
	StateNotOffered    State = "not offered"
	StateUnknown       State = "unknown"
	StateExcluded      State = "excluded"
	StateNotApplicable State = "n/a"
)

// Verdict is the law's answer in a cell. The words are those of the rule book;
// this package only shows them.
type Verdict string

// The verdicts, from the worst to the best.
const (
	VerdictNone       Verdict = ""
	VerdictFail       Verdict = "fail"
	VerdictUnknown    Verdict = "unknown"
	VerdictConditions Verdict = "conditions"
	VerdictPass       Verdict = "pass"
	VerdictNA         Verdict = "n/a"
)

// Cell is one value with its meaning.
type Cell struct {
	// Text is the words of a text, verdict or date cell. In a numeric cell it
	// is a remark printed after the number, e.g. "per month".
	Text string `json:"text,omitempty"`
	// Number is the exact value of a numeric cell; percent cells hold the
	// fraction.
	Number *decimal.Decimal `json:"number,omitempty"`
	// Unit is the unit, for money the currency (ISO 4217); empty means the
	// column's.
	Unit string `json:"unit,omitempty"`
	// State says why there is no number.
	State State `json:"state,omitempty"`
	// Verdict is the answer of a verdict cell.
	Verdict Verdict `json:"verdict,omitempty"`
	// Notes are the IDs of the footnotes that explain the cell.
	Notes []string `json:"notes,omitempty"`
}

// Words is a text cell.
func Words(text string) Cell { return Cell{Text: text} }

// Date is a date cell; day is written 2026-01-31.
func Date(day string) Cell { return Cell{Text: day} }

// Money is an amount in a currency (ISO 4217).
func Money(amount decimal.Decimal, currency string) Cell {
	return Cell{Number: &amount, Unit: currency}
}

// Quantity is a count or measure; an empty unit takes the column's.
func Quantity(n decimal.Decimal, unit string) Cell {
	return Cell{Number: &n, Unit: unit}
}

// Percent is a fraction: 0.125 is shown as 12.5 %.
func Percent(fraction decimal.Decimal) Cell { return Cell{Number: &fraction} }

// Rate is a unit price, e.g. 0.0000166667 in "USD/GiB-s".
func Rate(price decimal.Decimal, unit string) Cell {
	return Cell{Number: &price, Unit: unit}
}

// Judged is a verdict cell; text may name the binding rule.
func Judged(v Verdict, text string) Cell { return Cell{Verdict: v, Text: text} }

// Missing is a cell without a value, and says why.
func Missing(s State) Cell { return Cell{State: s} }

// WithNotes is the cell with references to footnotes added.
func (c Cell) WithNotes(ids ...string) Cell {
	c.Notes = append(append([]string(nil), c.Notes...), ids...)
	return c
}

// UnitIn is the cell's unit, or the column's where the cell has none.
func (c Cell) UnitIn(col Column) string {
	if c.Unit != "" {
		return c.Unit
	}
	return col.Unit
}

// Empty says whether the cell holds nothing at all, as in a heading row.
func (c Cell) Empty() bool {
	return c.Text == "" && c.Number == nil && c.State == StateKnown && c.Verdict == VerdictNone
}
