package unit

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/exact"
)

// Unit is a unit as a person writes it, with its dimension and the number of
// base units it holds: "GiB-h" is "B*s" with factor 3,865,470,566,400.
type Unit struct {
	Name   string
	Dim    Dim
	Factor exact.Num
}

// None is the unit of pure numbers.
var None = Unit{Name: "", Dim: Pure, Factor: exact.One}

// Base is the unit that Dim itself is written in; its name is the dimension.
func Base(d Dim) Unit { return Unit{Name: string(d), Dim: d, Factor: exact.One} }

// Per is u/v, written "u/v".
func (u Unit) Per(v Unit) Unit {
	f, _ := u.Factor.Quo(v.Factor)
	n := u.Name
	if n == "" {
		n = "1"
	}
	return Unit{Name: n + "/" + v.Name, Dim: u.Dim.Div(v.Dim), Factor: f}
}

// Error is a refused unit or quantity: what is wrong and what to try.
type Error struct{ Text, What, Hint string }

func (e *Error) Error() string {
	s := fmt.Sprintf("%q: %s", e.Text, e.What)
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

// Parse reads a unit: names joined by "-", "*" or "·", then "/" or " per " and
// the units below the line. A leading count is allowed below and above the
// line: "USD per 1M requests", "10 requests".
func Parse(text string) (Unit, error) {
	if len(text) > 100 {
		return Unit{}, &Error{text[:20] + "…", "a unit this long is not a unit", ""}
	}
	s := strings.TrimSpace(strings.ReplaceAll(" "+text+" ", " per ", "/"))
	num, den, has := strings.Cut(s, "/")
	u := Unit{Name: canonicalName(s), Dim: Pure, Factor: exact.One}
	if err := u.mul(text, num, false); err != nil {
		return Unit{}, err
	}
	if has {
		for part := range strings.SplitSeq(den, "/") {
			if err := u.mul(text, part, true); err != nil {
				return Unit{}, err
			}
		}
	}
	return u, nil
}

// canonicalName keeps the user's spelling, without stray blanks.
func canonicalName(s string) string {
	parts := strings.Split(s, "/")
	for i, p := range parts {
		parts[i] = strings.Join(strings.Fields(p), " ")
	}
	return strings.Join(parts, "/")
}

func (u *Unit) mul(text, part string, below bool) error {
	part = strings.TrimSpace(part)
	if n, rest, ok := leadingCount(part); ok {
		u.scale(n, below)
		part = rest
	}
	if part == "" {
		if below {
			return &Error{text, "nothing stands below the line", `write for example "requests/month"`}
		}
		return nil
	}
	for f := range strings.FieldsFuncSeq(part, func(r rune) bool { return r == '-' || r == '*' || r == '·' || r == ' ' }) {
		b, ok := bases[f]
		if !ok {
			return unknownUnit(text, f)
		}
		u.scale(b.factor, below)
		d := Dim(b.symbol)
		if below {
			u.Dim = u.Dim.Div(d)
		} else {
			u.Dim = u.Dim.Mul(d)
		}
	}
	return nil
}

func (u *Unit) scale(n exact.Num, below bool) {
	if below {
		n = n.Inv()
	}
	u.Factor = u.Factor.Mul(n)
}

func unknownUnit(text, name string) error {
	hint := `for example "512MiB", "120ms", "730h", "30M requests/month", "USD"`
	switch s := factsheet.Suggest(name, Names()); {
	case name == "m": // one letter away from every unit of one letter
		hint = `write "min" for minutes, "month" for months`
	case s != "":
		hint = fmt.Sprintf("did you mean %q?", s)
	}
	return &Error{text, fmt.Sprintf("unknown unit %q", name), hint}
}
