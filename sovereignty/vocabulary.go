package sovereignty

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// FactInfo says what a fact is: its shape, the words it may use, and how to put it
// to a person.
type FactInfo struct {
	Name string `toml:"name"`
	// Type is bool, number, text, set, country or countries.
	Type string `toml:"type"`
	// Values are the words a text or set may use; empty means any.
	Values []string `toml:"values"`
	// Label is a short noun phrase, for tables.
	Label string `toml:"label"`
	// Change says what to do to change the fact ("hold the keys yourself"); empty
	// where a customer cannot change it for a given option.
	Change string `toml:"change"`
	// Avoid: of a yes-or-no fact, Change leads to no ("hold the keys yourself, so
	// that the provider cannot decrypt").
	Avoid bool `toml:"avoid"`
	// Filled: an empty list cannot be meant (data is processed somewhere).
	Filled bool `toml:"filled"`
}

// valueRow adds words to a fact of the shipped vocabulary.
type valueRow struct {
	Fact string   `toml:"fact"`
	Add  []string `toml:"add"`
}

var factTypes = []string{"bool", "number", "text", "set", "country", "countries"}

// unionFact stands for the union of a rule's lists of countries.
const unionFact = "countries"

func (b *RuleBook) addFact(src origin, info FactInfo) {
	switch {
	case info.Name == "" || info.Name == unionFact:
		src.problem("name", "a fact needs a name of its own", `a dotted name, as "contract.dpa"`)
	case b.facts[info.Name].Name != "":
		src.problem("name", "fact "+quote(info.Name)+" is declared twice", "keeping one of the two")
	case !slices.Contains(factTypes, info.Type):
		src.problem("type", "type "+quote(info.Type)+" is not known", hintFor(info.Type, factTypes))
	case info.Label == "":
		src.problem("label", "fact "+quote(info.Name)+" has no label", "a short noun phrase")
	default:
		b.facts[info.Name] = info
		b.filled[info.Name] = info.Filled
	}
}

func (b *RuleBook) addValues(src origin, row valueRow) {
	info, ok := b.facts[row.Fact]
	if !ok {
		src.problem("fact", "fact "+quote(row.Fact)+" is not known", hintFor(row.Fact, b.FactNames()))
		return
	}
	info.Values = slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(info.Values), row.Add...))))
	b.facts[row.Fact] = info
}

// FactNames lists the vocabulary in alphabetical order.
func (b *RuleBook) FactNames() []string { return slices.Sorted(maps.Keys(b.facts)) }

// FactInfo is what the vocabulary says about a fact.
func (b *RuleBook) FactInfo(name string) (FactInfo, bool) {
	info, ok := b.facts[name]
	return info, ok
}

// ReadFacts reads facts from a table of a document: [data] personal = true,
// data.personal = true and "data.personal" = true say the same. key is the path of
// the table, from says where the facts come from; "" takes their places in the
// file. Unknown names, wrong shapes and unknown words are problems, all at once.
func (b *RuleBook) ReadFacts(doc *factsheet.Document, key string, table map[string]any, from string) (Facts, factsheet.Problems) {
	r := factReader{book: b, doc: doc, from: from, facts: Facts{}}
	r.table(key, "", table)
	return r.facts, r.problems.Sorted()
}

type factReader struct {
	book     *RuleBook
	doc      *factsheet.Document
	from     string
	facts    Facts
	problems factsheet.Problems
}

func (r *factReader) table(path, name string, table map[string]any) {
	for _, k := range slices.Sorted(maps.Keys(table)) {
		inner, full := factsheet.JoinKey(path, k), k
		if name != "" {
			full = name + "." + k
		}
		if sub, ok := table[k].(map[string]any); ok {
			r.table(inner, full, sub)
			continue
		}
		info, ok := r.book.facts[full]
		if !ok {
			r.problems = append(r.problems, r.doc.Problem(inner, "no such fact", hintFor(full, r.book.FactNames())))
			continue
		}
		v, err := r.book.value(info, table[k])
		if err != nil {
			r.problems = append(r.problems, r.doc.Problem(inner, err.Message, err.Hint))
			continue
		}
		from := r.from
		if from == "" {
			from = r.doc.At(inner).String()
		}
		if _, twice := r.facts[full]; twice {
			r.problems = append(r.problems, r.doc.Problem(inner, "fact "+full+" is stated twice", "keeping one of the two"))
		}
		r.facts.Set(full, v, from)
	}
}

// value reads one parsed TOML value in the shape the vocabulary wants.
func (b *RuleBook) value(info FactInfo, raw any) (Value, *factsheet.ValueError) {
	switch info.Type {
	case "bool":
		if v, ok := raw.(bool); ok {
			return Bool(v), nil
		}
		return Value{}, &factsheet.ValueError{Message: info.Label + ": needs yes or no", Hint: "true or false"}
	case "number":
		var d factsheet.Decimal
		if err := d.UnmarshalTOML(raw); err != nil {
			return Value{}, &factsheet.ValueError{Message: info.Label + ": " + err.Error()}
		}
		return Number(d.Decimal()), nil
	case "text", "country":
		s, ok := raw.(string)
		if !ok {
			return Value{}, &factsheet.ValueError{Message: info.Label + ": needs one word", Hint: "text in quotes"}
		}
		return Text(s), b.checkWords(info, []string{s})
	}
	words, ok := stringList(raw)
	if !ok {
		return Value{}, &factsheet.ValueError{Message: info.Label + ": needs a list of words", Hint: `a list, as ["CH"]`}
	}
	if info.Filled && len(words) == 0 {
		return Value{}, &factsheet.ValueError{Message: info.Label + ": cannot be empty", Hint: "naming at least one, or leaving the fact out where it is not known"}
	}
	return Set(words...), b.checkWords(info, words)
}

func (b *RuleBook) checkWords(info FactInfo, words []string) *factsheet.ValueError {
	for _, w := range words {
		switch {
		case info.Type == "country" || info.Type == "countries":
			if !b.isCountry(w) {
				return &factsheet.ValueError{Message: fmt.Sprintf("%q is not a country code", w), Hint: b.countryHint(w)}
			}
		case len(info.Values) > 0 && !slices.Contains(info.Values, w):
			return &factsheet.ValueError{Message: fmt.Sprintf("%q is not a known %s", w, strings.ToLower(info.Label)), Hint: hintFor(w, info.Values)}
		}
	}
	return nil
}

// stringList accepts a list of texts, or one text for a list of one.
func stringList(raw any) ([]string, bool) {
	switch raw := raw.(type) {
	case string:
		return []string{raw}, true
	case []any:
		words := make([]string, len(raw))
		for i, e := range raw {
			s, ok := e.(string)
			if !ok {
				return nil, false
			}
			words[i] = s
		}
		return words, true
	}
	return nil, false
}
