package unit

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/pricing/exact"
)

// Quantity is a number with a unit, as written: Value counts Unit.
type Quantity struct {
	Value exact.Num
	Unit  Unit
	Text  string // the writer's own spelling
}

// Of is a quantity made by the program.
func Of(v exact.Num, u Unit) Quantity {
	return Quantity{Value: v, Unit: u, Text: strings.TrimSpace(v.String() + " " + u.Name)}
}

// IsSet tells a written quantity from an absent one.
func (q Quantity) IsSet() bool { return q.Unit.Dim != "" }

// Base is the value in base units (seconds, bytes, …).
func (q Quantity) Base() exact.Num { return q.Value.Mul(q.Unit.Factor) }

// In is the value counted in u; ok is false when the dimensions differ.
func (q Quantity) In(u Unit) (v exact.Num, ok bool) {
	if q.Unit.Dim != u.Dim {
		return exact.Zero, false
	}
	return q.Base().Quo(u.Factor)
}

func (q Quantity) String() string { return q.Text }

// UnmarshalTOML reads a quantity from a TOML string. A bare number is refused:
// nobody can say later whether 128 meant MB or MiB.
func (q *Quantity) UnmarshalTOML(v any) error {
	s, ok := v.(string)
	if !ok {
		return &Error{fmt.Sprint(v), "a number without a unit", `write it as text with its unit, for example "512MiB", "120ms" or "30M requests/month"`}
	}
	p, err := ParseQuantity(s)
	if err != nil {
		return err
	}
	*q = p
	return nil
}

// multipliers may follow a count, as people write them: 30M requests.
var multipliers = map[string]exact.Num{
	"k": exact.Int(1e3), "K": exact.Int(1e3), "M": exact.Int(1e6), "B": exact.Int(1e9), "G": exact.Int(1e9), "T": exact.Int(1e12),
}

// ParseQuantity reads "512MiB", "120 ms", "30M requests/month", "0.5 vCPU" or
// "3". The number is a plain decimal or a fraction, digits may be grouped with
// "_"; the unit follows.
func ParseQuantity(text string) (Quantity, error) {
	s := strings.TrimSpace(text)
	if s == "" {
		return Quantity{}, &Error{text, "empty", `write a number and a unit, for example "512MiB"`}
	}
	end := numberEnd(s)
	if end == 0 {
		return Quantity{}, &Error{clip(text), "does not start with a number", `write a number and a unit, for example "512MiB"`}
	}
	v, ok := exact.Parse(strings.ReplaceAll(s[:end], "_", ""))
	if !ok {
		return Quantity{}, badNumber(text, s[:end])
	}
	rest := strings.TrimSpace(s[end:])
	if strings.HasPrefix(rest, ",") || strings.HasPrefix(rest, "'") {
		return Quantity{}, badNumber(text, s)
	}
	if m, after, ok := multiplier(rest); ok {
		v, rest = v.Mul(m), after
	}
	u, err := Parse(rest)
	if err != nil {
		return Quantity{}, &Error{clip(text), err.(*Error).What, err.(*Error).Hint}
	}
	return Quantity{Value: v, Unit: u, Text: s}, nil
}

func badNumber(text, num string) error {
	return &Error{clip(text), fmt.Sprintf("%q is not a plain number", clip(num)), `write digits with a point and no thousands commas, for example "1234.5 GB"`}
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// numberEnd is the length of the leading number: sign, digits, one point, "_"
// between digits, and a fraction such as 1/3.
func numberEnd(s string) int {
	i := 0
	if s[0] == '-' || s[0] == '+' {
		i = 1
	}
	start := i
	for i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == '.' || s[i] == '_') {
		i++
	}
	if i == start {
		return 0
	}
	if i+1 < len(s) && s[i] == '/' && s[i+1] >= '0' && s[i+1] <= '9' {
		for i++; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		}
	}
	return i
}

// multiplier splits "M requests" into a million and "requests". A lone "B" is
// bytes; "M" alone is a million of nothing in particular.
func multiplier(rest string) (m exact.Num, after string, ok bool) {
	word, after, _ := strings.Cut(rest, " ")
	m, ok = multipliers[word]
	after = strings.TrimSpace(after)
	if !ok || word == "B" && (after == "" || strings.HasPrefix(after, "/")) {
		return exact.One, rest, false
	}
	return m, after, true
}

// leadingCount splits the count off "1M requests" or "10 requests".
func leadingCount(part string) (n exact.Num, rest string, ok bool) {
	if part == "" {
		return exact.One, part, false
	}
	end := numberEnd(part)
	if end == 0 {
		return exact.One, part, false
	}
	v, ok := exact.Parse(part[:end])
	if !ok || v.Sign() <= 0 {
		return exact.One, part, false
	}
	rest = strings.TrimSpace(part[end:])
	if m, after, ok := multiplier(rest); ok {
		v, rest = v.Mul(m), after
	}
	if rest == "" {
		rest = "1"
	}
	return v, rest, true
}
