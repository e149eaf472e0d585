// Package framework scores offers by the EU Cloud Sovereignty Framework: 48
// criteria under 8 objectives, the SEAL level as the lowest level any answer
// grants, the score as weighted points.
//
// What nobody answered is coverage, neither zero nor full: an incomplete
// questionnaire gives a range, and a number only once every criterion is
// answered. The Swiss reading is scored apart and says that it is ours.
package framework

import (
	"embed"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/sovereignty"
)

//go:embed *.toml
var shipped embed.FS

// Framework is the questionnaire with its weights. It never changes once loaded.
type Framework struct {
	Objectives []Objective
	Criteria   []Criterion
	WeightSets []WeightSet // the oldest first
	Readings   []Reading

	nominal decimal.Decimal
	derive  []derivation
	book    *sovereignty.RuleBook
}

// Objective is one of the eight, SOV-1 to SOV-8.
type Objective struct {
	ID    string `toml:"id"`
	Label string `toml:"label"`
}

// Criterion is one question: what each answer gives, the worst answer first.
type Criterion struct {
	ID     string              `toml:"id"` // "SOV-1.3"
	Label  string              `toml:"label"`
	Points []factsheet.Decimal `toml:"points"`
	Seal   []int               `toml:"seal"`
}

// Objective is the id of the objective a criterion belongs to.
func (c Criterion) Objective() string {
	for i := range c.ID {
		if c.ID[i] == '.' {
			return c.ID[:i]
		}
	}
	return c.ID
}

// WeightSet is one published set of weights; they sum to 1.
type WeightSet struct {
	ID      string                       `toml:"id"`
	From    factsheet.Date               `toml:"from"`
	Source  string                       `toml:"source"`
	Weights map[string]factsheet.Decimal `toml:"weights"`
}

// Reading is whose sovereignty is meant.
type Reading struct {
	ID       string `toml:"id"`
	Label    string `toml:"label"`
	Official bool   `toml:"official"`
}

// derivation is an answer that a predicate on facts decides.
type derivation struct {
	Reading   string                 `toml:"reading"`
	Criterion string                 `toml:"criterion"`
	Answer    int                    `toml:"answer"`
	If        *sovereignty.Predicate `toml:"if"`
	Why       string                 `toml:"why"`
}

type document struct {
	Schema     string            `toml:"schema"`
	Nominal    factsheet.Decimal `toml:"nominal_points"`
	Objectives []Objective       `toml:"objective"`
	Criteria   []Criterion       `toml:"criterion"`
	WeightSets []WeightSet       `toml:"weight_set"`
	Readings   []Reading         `toml:"reading"`
	Derive     []derivation      `toml:"derive"`
}

// Embedded is the questionnaire this program ships, its derivations checked
// against the vocabulary of the book.
func Embedded(book *sovereignty.RuleBook) (*Framework, error) {
	f := &Framework{book: book}
	var problems factsheet.Problems
	for _, name := range []string{"csf.toml", "derive.toml"} {
		data, err := shipped.ReadFile(name)
		if err != nil {
			return nil, err
		}
		problems = append(problems, f.read("framework/"+name, data)...)
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(f.WeightSets, func(a, b WeightSet) int { return a.From.Compare(b.From) })
	return f, nil
}

func (f *Framework) read(path string, data []byte) factsheet.Problems {
	var d document
	doc, err := factsheet.Decode(path, data, &d)
	if problems, ok := err.(factsheet.Problems); ok {
		return problems
	}
	var problems factsheet.Problems
	add := func(key, message string) { problems = append(problems, doc.Problem(key, message, "")) }
	f.Objectives = append(f.Objectives, d.Objectives...)
	for i, c := range d.Criteria {
		if len(c.Points) < 2 || len(c.Points) != len(c.Seal) {
			add(factsheet.JoinIndex("criterion", i), "points and seal need one value per answer")
		}
		f.Criteria = append(f.Criteria, c)
	}
	if d.Nominal.IsSet() {
		f.nominal = d.Nominal.Decimal()
	}
	for i, w := range d.WeightSets {
		sum := decimal.Zero
		for _, o := range f.Objectives {
			sum = sum.Add(w.Weights[o.ID].Decimal())
		}
		if !sum.Equal(decimal.NewFromInt(1)) || len(w.Weights) != len(f.Objectives) {
			add(factsheet.JoinIndex("weight_set", i), fmt.Sprintf("the weights of the %d objectives sum to %s, not to 1", len(f.Objectives), sum))
		}
		f.WeightSets = append(f.WeightSets, w)
	}
	f.Readings = append(f.Readings, d.Readings...)
	for i, row := range d.Derive {
		key := factsheet.JoinIndex("derive", i)
		if c, ok := f.Criterion(row.Criterion); !ok || row.Answer < 0 || row.Answer >= len(c.Points) || row.If == nil || row.Why == "" {
			add(key, "a derivation needs a criterion, one of its answers, a condition and a reason")
			continue
		}
		problems = append(problems, f.book.CheckPredicate(doc, key+".if", row.If)...)
		f.derive = append(f.derive, row)
	}
	return problems
}

// Criterion finds a criterion by its id.
func (f *Framework) Criterion(id string) (Criterion, bool) {
	i := slices.IndexFunc(f.Criteria, func(c Criterion) bool { return c.ID == id })
	if i < 0 {
		return Criterion{}, false
	}
	return f.Criteria[i], true
}

// WeightSet finds a set of weights by its id.
func (f *Framework) WeightSet(id string) (WeightSet, bool) {
	i := slices.IndexFunc(f.WeightSets, func(w WeightSet) bool { return w.ID == id })
	if i < 0 {
		return WeightSet{}, false
	}
	return f.WeightSets[i], true
}

// WeightSetOn is the newest set published by a day; ok is false before the first.
func (f *Framework) WeightSetOn(on factsheet.Date) (w WeightSet, ok bool) {
	for _, s := range f.WeightSets {
		if !on.Before(s.From) {
			w, ok = s, true
		}
	}
	return w, ok
}

// Reading finds a reading by its id.
func (f *Framework) Reading(id string) (Reading, bool) {
	i := slices.IndexFunc(f.Readings, func(r Reading) bool { return r.ID == id })
	if i < 0 {
		return Reading{}, false
	}
	return f.Readings[i], true
}
