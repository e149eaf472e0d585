// Package lockin holds how hard it is to leave each kind of service: a level from 0
// to 4 and the share of the code that has to change. No money: exit cost is made
// from these by model/exit.
package lockin

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/sovcost/sovcost/internal/factsheet"
)

//go:embed levels.toml
var shipped embed.FS

// Level says what leaving takes.
type Level struct {
	Level int    `toml:"level"`
	Label string `toml:"label"`
}

// Service is one kind of service an application can depend on.
type Service struct {
	ID    string `toml:"id"`    // "queue-proprietary"
	Label string `toml:"label"` // "proprietary queue or event bus"
	Level int    `toml:"level"` // 0 to 4
	// ChangeLow and ChangeHigh are the share of the code to change, 0 to 1.
	ChangeLow  factsheet.Decimal     `toml:"change_low"`
	ChangeHigh factsheet.Decimal     `toml:"change_high"`
	Substitute string                `toml:"substitute"` // what takes its place
	Confidence string                `toml:"confidence"`
	AsOf       factsheet.PartialDate `toml:"as_of"`
	Reference  string                `toml:"reference"`
}

// Table is the services and levels of one or several documents.
type Table struct {
	services map[string]Service
	levels   []Level
}

type document struct {
	Schema   string    `toml:"schema"`
	Levels   []Level   `toml:"level"`
	Services []Service `toml:"service"`
}

// Embedded is the table this program ships.
func Embedded() (*Table, error) {
	t := &Table{services: map[string]Service{}}
	return t.With(shipped)
}

// With is a new table that also holds the *.toml files of dir with the schema
// "lock-in/1"; a service of the same id replaces the older one. Files of other
// schemas are left to others.
func (t *Table) With(dir fs.FS) (*Table, error) {
	out := &Table{services: map[string]Service{}, levels: slices.Clone(t.levels)}
	for id, s := range t.services {
		out.services[id] = s
	}
	names, err := fs.Glob(dir, "*.toml")
	if err != nil {
		return nil, err
	}
	var problems factsheet.Problems
	for _, name := range names {
		data, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		problems = append(problems, out.read(name, data)...)
	}
	return out, problems.Err()
}

func (t *Table) read(path string, data []byte) factsheet.Problems {
	if factsheet.PeekSchema(data) != schema {
		return nil
	}
	var d document
	doc, err := factsheet.Decode(path, data, &d)
	if problems, ok := err.(factsheet.Problems); ok {
		return problems
	}
	var problems factsheet.Problems
	t.levels = append(t.levels, d.Levels...)
	here := map[string]bool{}
	for i, s := range d.Services {
		at := factsheet.JoinIndex("service", i)
		add := func(key, message, hint string) { problems = append(problems, doc.Problem(at+"."+key, message, hint)) }
		check(s, add)
		if here[s.ID] {
			add("id", fmt.Sprintf("service %q is described twice", s.ID), "keeping one of the two")
		}
		here[s.ID] = true
		t.services[s.ID] = s
	}
	return problems
}

const schema = "lock-in/1"

func check(s Service, add func(key, message, hint string)) {
	one := decimal.NewFromInt(1)
	low, high := s.ChangeLow.Decimal(), s.ChangeHigh.Decimal()
	if s.ID == "" || s.Label == "" {
		add("id", "a service needs an id and a label", "")
	}
	if s.Level < 0 || s.Level > 4 {
		add("level", fmt.Sprintf("level is %d", s.Level), "0 (no lock-in) to 4 (redesign)")
	}
	if !s.ChangeLow.IsSet() || !s.ChangeHigh.IsSet() || low.IsNegative() || high.GreaterThan(one) || low.GreaterThan(high) {
		add("change_low", "the share to change is a range from 0 to 1", `change_low = "0.05" and change_high = "0.10"`)
	}
	if s.Reference == "" {
		add("reference", "a level without a reference", "where the judgement comes from")
	}
	if err := factsheet.CheckConfidence(s.Confidence); err != nil {
		add("confidence", err.Error(), "")
	}
}

// Service finds a kind of service. For an unknown id the error says what was
// probably meant.
func (t *Table) Service(id string) (Service, error) {
	if s, ok := t.services[id]; ok {
		return s, nil
	}
	hint := "one of " + strings.Join(t.IDs(), ", ")
	if s := factsheet.Suggest(id, t.IDs()); s != "" {
		hint = fmt.Sprintf("did you mean %q?", s)
	}
	return Service{}, factsheet.ValueError{Message: fmt.Sprintf("service kind %q is not known", id), Hint: hint}
}

// IDs lists the kinds of service in alphabetical order.
func (t *Table) IDs() []string {
	var ids []string
	for id := range t.services {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Services lists the kinds of service, the least bound first.
func (t *Table) Services() []Service {
	out := make([]Service, 0, len(t.services))
	for _, id := range t.IDs() {
		out = append(out, t.services[id])
	}
	slices.SortStableFunc(out, func(a, b Service) int { return a.Level - b.Level })
	return out
}

// LevelLabel says in words what a level means.
func (t *Table) LevelLabel(level int) string {
	for _, l := range t.levels {
		if l.Level == level {
			return l.Label
		}
	}
	return fmt.Sprintf("level %d", level)
}
