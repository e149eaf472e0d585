package sovereignty

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/sovcost/sovcost/internal/factsheet"
)

// kind is the shape of a value.
type kind uint8

const (
	noKind kind = iota
	boolKind
	numberKind
	textKind
	setKind
)

// Value is what a fact says: yes or no, a number, a word, or a set of words. The
// zero value says nothing.
type Value struct {
	kind   kind
	truth  bool
	number decimal.Decimal
	text   string
	set    []string // sorted, without repeats; empty means "declared: none"
}

// Bool is yes or no.
func Bool(b bool) Value { return Value{kind: boolKind, truth: b} }

// Number is an exact number; its unit is part of the fact's name.
func Number(d decimal.Decimal) Value { return Value{kind: numberKind, number: d} }

// Text is one word, such as a country code.
func Text(s string) Value { return Value{kind: textKind, text: s} }

// Set is a set of words. Set() is the declared empty set: "there are none".
func Set(words ...string) Value {
	sorted := slices.Clone(words)
	slices.Sort(sorted)
	return Value{kind: setKind, set: slices.Compact(sorted)}
}

// IsSet reports whether the value says anything.
func (v Value) IsSet() bool { return v.kind != noKind }

// Words is the set's content, the single word of a text, or nil.
func (v Value) Words() []string {
	switch v.kind {
	case setKind:
		return slices.Clone(v.set)
	case textKind:
		return []string{v.text}
	}
	return nil
}

// Any is the value as a plain Go value: bool, string (also for numbers, exact),
// []string, or nil. It is what JSON output holds.
func (v Value) Any() any {
	switch v.kind {
	case boolKind:
		return v.truth
	case numberKind:
		return v.number.String()
	case textKind:
		return v.text
	case setKind:
		return append([]string{}, v.set...)
	}
	return nil
}

// String is the value for a reader: yes, no, 0.24, CH, or "CH, DE"; an empty set
// is "none", nothing is "unknown".
func (v Value) String() string {
	switch v.kind {
	case boolKind:
		if v.truth {
			return "yes"
		}
		return "no"
	case numberKind:
		return v.number.String()
	case textKind:
		return v.text
	case setKind:
		if len(v.set) == 0 {
			return "none"
		}
		return strings.Join(v.set, ", ")
	}
	return "unknown"
}

// Equal reports whether both say the same.
func (v Value) Equal(o Value) bool {
	return v.kind == o.kind && v.truth == o.truth && v.text == o.text &&
		v.number.Equal(o.number) && slices.Equal(v.set, o.set)
}

func quote(s string) string { return strconv.Quote(s) }

// hintFor is "did you mean" or, for short lists, the list.
func hintFor(got string, known []string) string {
	if s := factsheet.Suggest(got, known); s != "" {
		return "did you mean " + quote(s) + "?"
	}
	if n := len(known); n > 0 && n <= 16 {
		return "one of " + strings.Join(known, ", ")
	}
	return ""
}
