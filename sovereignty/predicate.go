package sovereignty

import (
	"errors"
	"slices"

	"github.com/shopspring/decimal"
	"github.com/sovcost/sovcost/internal/factsheet"
)

// Predicate is a condition on facts, as data: all, any or not of other
// predicates, or one comparison of one fact.
//
// Note: an expression language would be shorter to write and longer to trust.
// As data, a predicate can be checked against the vocabulary when it is loaded,
// explained fact by fact, and searched for what would change its answer.
type Predicate struct {
	all, any []*Predicate
	not      *Predicate

	fact     string
	op       string // eq, in, subset_of, intersects, lt, le, gt, ge, present, adequate_all
	negated  bool   // ne, not_in, not_subset_of, disjoint
	operand  Value  // the literal, or the words of a list
	other    string // name of the fact to compare with
	within   area   // of in, subset_of, intersects, adequate_all
	isArea   bool
	regime   string
	spelling string // the key as it was written, for messages
}

// operators maps each spelling to its operation and whether it is negated.
var operators = []struct {
	spelling, op string
	negated      bool
}{
	{"eq", "eq", false}, {"ne", "eq", true},
	{"in", "in", false}, {"not_in", "in", true},
	{"subset_of", "subset_of", false}, {"not_subset_of", "subset_of", true},
	{"intersects", "intersects", false}, {"disjoint", "intersects", true},
	{"lt", "lt", false}, {"le", "le", false}, {"gt", "gt", false}, {"ge", "ge", false},
	{"present", "present", false}, {"adequate_all", "adequate_all", false},
}

// UnmarshalTOML reads { all = [...] }, { any = [...] }, { not = {...} } or
// { fact = "name", operator = operand }.
func (p *Predicate) UnmarshalTOML(v any) error {
	table, ok := v.(map[string]any)
	if !ok {
		return factsheet.ValueError{Message: "is not a condition", Hint: `{ fact = "data.personal", eq = true }`}
	}
	var raw struct {
		All  []*Predicate `toml:"all"`
		Any  []*Predicate `toml:"any"`
		Not  *Predicate   `toml:"not"`
		Fact string       `toml:"fact"`
		OrIn string       `toml:"or_in"`

		Eq          any `toml:"eq"`
		Ne          any `toml:"ne"`
		In          any `toml:"in"`
		NotIn       any `toml:"not_in"`
		SubsetOf    any `toml:"subset_of"`
		NotSubsetOf any `toml:"not_subset_of"`
		Intersects  any `toml:"intersects"`
		Disjoint    any `toml:"disjoint"`
		Lt          any `toml:"lt"`
		Le          any `toml:"le"`
		Gt          any `toml:"gt"`
		Ge          any `toml:"ge"`
		Present     any `toml:"present"`
		AdequateAll any `toml:"adequate_all"`
	}
	if err := factsheet.Unify(table, &raw); err != nil {
		return err
	}
	*p = Predicate{all: raw.All, any: raw.Any, not: raw.Not, fact: raw.Fact}
	forms := 0
	for _, given := range []bool{len(raw.All) > 0, len(raw.Any) > 0, raw.Not != nil, raw.Fact != ""} {
		if given {
			forms++
		}
	}
	ops := 0
	for _, o := range operators {
		if _, given := table[o.spelling]; given {
			p.op, p.negated, p.spelling = o.op, o.negated, o.spelling
			ops++
		}
	}
	if forms != 1 || raw.Fact != "" && ops != 1 || raw.Fact == "" && ops != 0 {
		return factsheet.ValueError{Message: "must be one of all, any, not, or one fact with one comparison", Hint: `{ fact = "data.personal", eq = true }`}
	}
	if raw.Fact == "" {
		return nil
	}
	return p.setOperand(table[p.spelling], raw.OrIn)
}

// setOperand reads what the fact is compared with.
func (p *Predicate) setOperand(raw any, orIn string) error {
	bad := func(want string) error {
		return factsheet.ValueError{Key: p.spelling, Message: "has nothing it can compare with", Hint: want}
	}
	if orIn != "" {
		if p.op != "adequate_all" {
			return factsheet.ValueError{Key: "or_in", Message: "belongs to adequate_all only", Hint: "leaving it out"}
		}
		p.within, p.isArea = parseArea(orIn), true
	}
	switch p.op {
	case "adequate_all":
		s, ok := raw.(string)
		if !ok {
			return bad(`the regime, as "EU"`)
		}
		p.regime = s
		return nil
	case "in", "subset_of", "intersects":
		if s, ok := raw.(string); ok {
			p.within, p.isArea = parseArea(s), true
			return nil
		}
		words, ok := stringList(raw)
		if !ok || len(words) == 0 {
			return bad(`a list of words, or a group of countries as "EEA"`)
		}
		p.operand = Set(words...)
		return nil
	}
	if table, ok := raw.(map[string]any); ok {
		other, isText := table["fact"].(string)
		if !isText || len(table) != 1 {
			return bad(`another fact, as { fact = "price.provider_cost" }`)
		}
		p.other = other
		return nil
	}
	v, err := literal(raw)
	if err != nil {
		return bad(err.Error())
	}
	p.operand = v
	return nil
}

func literal(raw any) (Value, error) {
	switch raw := raw.(type) {
	case bool:
		return Bool(raw), nil
	case string:
		return Text(raw), nil
	case int64:
		return Number(decimal.NewFromInt(raw)), nil
	case float64:
		var d factsheet.Decimal
		if err := d.UnmarshalTOML(raw); err != nil {
			return Value{}, err
		}
		return Number(d.Decimal()), nil
	}
	return Value{}, errors.New("true, a number, text in quotes or another fact")
}

// children are the predicates below.
func (p *Predicate) children() []*Predicate {
	out := slices.Concat(p.all, p.any)
	if p.not != nil {
		out = append(out, p.not)
	}
	return out
}

// walk visits the comparisons.
func (p *Predicate) walk(visit func(*Predicate)) {
	if p == nil {
		return
	}
	if p.fact != "" {
		visit(p)
	}
	for _, c := range p.children() {
		c.walk(visit)
	}
}
