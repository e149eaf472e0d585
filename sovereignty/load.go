package sovereignty

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"golang.org/x/sync/errgroup"
)

//go:embed rules providers tables
var shipped embed.FS

// schema is the first line of every document of this package.
const schema = "sovereignty/1"

// otherSchemas may lie in the same folder and have readers of their own.
func otherSchemas() []string {
	return []string{"cases/1", "framework/1", "framework-answers/1", "lock-in/1"}
}

// RuleBook is everything the law side knows: rules, vocabulary, tables and
// providers. It never changes once it is loaded and may be shared.
type RuleBook struct {
	rules      []*Rule // by id, then by first day
	facts      map[string]FactInfo
	filled     map[string]bool // of facts, apart because evaluation asks so often
	conditions map[string]Condition
	countries  map[string]string
	groups     map[string]group
	regimes    map[string]area
	decisions  map[string]map[string][]Decision
	derivers   map[string][]*Rule
	providers  map[string]Provider
	events     []Event
	documents  []*factsheet.Document
}

// Condition is something that has to be done for a use to be allowed.
type Condition struct {
	ID    string `toml:"id"`
	Label string `toml:"label"` // what has to be done, one sentence
}

// Event is a dated fact of law or market that no rule decides on: context for the outlook.
type Event struct {
	Date       factsheet.PartialDate `toml:"date"`
	Topic      string                `toml:"topic"`
	Fact       string                `toml:"fact"`
	Source     string                `toml:"source"`
	Confidence string                `toml:"confidence"`
}

// document is one TOML file. Any file may hold any of these.
type document struct {
	Schema     string        `toml:"schema"`
	Countries  []countryRow  `toml:"country"`
	Groups     []groupRow    `toml:"group"`
	Facts      []FactInfo    `toml:"fact"`
	Values     []valueRow    `toml:"values"`
	Conditions []Condition   `toml:"condition"`
	Regimes    []regimeRow   `toml:"regime"`
	Decisions  []decisionRow `toml:"decision"`
	Rules      []ruleRow     `toml:"rule"`
	Providers  []providerRow `toml:"provider"`
	Events     []Event       `toml:"event"`
}

// origin is the row a problem belongs to.
type origin struct {
	doc      *factsheet.Document
	path     string
	problems *factsheet.Problems
}

func (o origin) problem(key, message, hint string) {
	if o.path != "" {
		key = o.path + "." + key
	}
	*o.problems = append(*o.problems, o.doc.Problem(key, message, hint))
}

func (o origin) fail(key string, err error) {
	if v, ok := err.(factsheet.ValueError); ok {
		o.problem(key, v.Message, v.Hint)
		return
	}
	o.problem(key, err.Error(), "")
}

// Embedded is the rule book this program ships.
func Embedded() (*RuleBook, error) { return Load(shipped) }

// Load reads every *.toml file below the given file systems into one book. All
// problems of all files are reported at once.
func Load(systems ...fs.FS) (*RuleBook, error) {
	b := &RuleBook{facts: map[string]FactInfo{}, filled: map[string]bool{}, conditions: map[string]Condition{}, countries: map[string]string{}, groups: map[string]group{},
		regimes: map[string]area{}, decisions: map[string]map[string][]Decision{}, derivers: map[string][]*Rule{}, providers: map[string]Provider{}}
	return b.add(systems...)
}

// With is a new book that holds this one and the files of dir as well: rules,
// facts, conditions, decisions and providers of one's own. A provider replaces
// the shipped one of the same id; a rule never replaces another.
func (b *RuleBook) With(dir fs.FS) (*RuleBook, error) {
	c := &RuleBook{rules: slices.Clone(b.rules), facts: maps.Clone(b.facts), filled: maps.Clone(b.filled), conditions: maps.Clone(b.conditions), countries: maps.Clone(b.countries),
		groups: maps.Clone(b.groups), regimes: maps.Clone(b.regimes), decisions: map[string]map[string][]Decision{}, derivers: map[string][]*Rule{},
		providers: maps.Clone(b.providers), events: slices.Clone(b.events), documents: slices.Clone(b.documents)}
	for regime, table := range b.decisions {
		c.decisions[regime] = map[string][]Decision{}
		for to, ds := range table {
			c.decisions[regime][to] = slices.Clone(ds)
		}
	}
	for fact, rules := range b.derivers {
		c.derivers[fact] = slices.Clone(rules)
	}
	return c.add(dir)
}

func (b *RuleBook) add(systems ...fs.FS) (*RuleBook, error) {
	var problems factsheet.Problems
	var files []loaded
	for _, system := range systems {
		found, bad := readAll(system)
		files, problems = append(files, found...), append(problems, bad...)
	}
	replaced := maps.Clone(b.providers)
	b.collect(files, &problems, replaced)
	slices.SortFunc(b.rules, func(x, y *Rule) int {
		return cmp.Or(cmp.Compare(x.ID, y.ID), x.ValidFrom.Compare(y.ValidFrom))
	})
	b.checkCycles(files, &problems)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return b, nil
}

// collect adds kinds in the order in which they need each other, whatever the
// order of the files.
func (b *RuleBook) collect(files []loaded, problems *factsheet.Problems, replaceable map[string]Provider) {
	each(files, problems, "country", func(d document) []countryRow { return d.Countries }, b.addCountry)
	each(files, problems, "group", func(d document) []groupRow { return d.Groups }, b.addGroup)
	each(files, problems, "fact", func(d document) []FactInfo { return d.Facts }, b.addFact)
	each(files, problems, "values", func(d document) []valueRow { return d.Values }, b.addValues)
	each(files, problems, "condition", func(d document) []Condition { return d.Conditions }, b.addCondition)
	each(files, problems, "regime", func(d document) []regimeRow { return d.Regimes }, b.addRegime)
	each(files, problems, "decision", func(d document) []decisionRow { return d.Decisions }, b.addDecision)
	each(files, problems, "rule", func(d document) []ruleRow { return d.Rules }, b.addRule)
	each(files, problems, "provider", func(d document) []providerRow { return d.Providers }, func(src origin, row providerRow) {
		b.addProvider(src, row, replaceable)
	})
	for _, f := range files {
		b.events = append(b.events, f.content.Events...)
		b.documents = append(b.documents, f.doc)
	}
	slices.SortStableFunc(b.events, func(x, y Event) int { return x.Date.Date.Compare(y.Date.Date) })
}

type loaded struct {
	doc     *factsheet.Document
	content document
	bad     factsheet.Problems // what could not be decoded
}

// unread reports that a row has already been complained about: what was not read
// would only be reported once more, as missing.
func (f loaded) unread(path string) bool {
	return slices.ContainsFunc(f.bad, func(p factsheet.Problem) bool {
		return p.Key == path || strings.HasPrefix(p.Key, path+".")
	})
}

// readAll decodes the files of a folder, side by side, and returns them in
// alphabetical order.
func readAll(system fs.FS) ([]loaded, factsheet.Problems) {
	var names []string
	err := fs.WalkDir(system, ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && path.Ext(name) == ".toml" {
			names = append(names, name)
		}
		return err
	})
	var problems factsheet.Problems
	if err != nil {
		problems = append(problems, factsheet.Problem{Message: err.Error()})
	}
	all := make([]loaded, len(names))
	var work errgroup.Group
	work.SetLimit(8)
	for i, name := range names {
		work.Go(func() error { all[i] = readFile(system, name); return nil })
	}
	_ = work.Wait() // readFile keeps its problems
	var files []loaded
	for _, f := range all {
		problems = append(problems, f.bad...)
		if f.doc != nil {
			files = append(files, f)
		}
	}
	return files, problems
}

// readFile decodes one file; a file of another schema is left to others.
func readFile(system fs.FS, name string) (f loaded) {
	data, err := fs.ReadFile(system, name)
	if err != nil {
		f.bad = factsheet.Problems{{Pos: factsheet.Position{File: name}, Message: err.Error()}}
		return f
	}
	if slices.Contains(otherSchemas(), factsheet.PeekSchema(data)) {
		return f
	}
	f.doc, err = factsheet.Decode(name, data, &f.content)
	if bad, ok := err.(factsheet.Problems); ok {
		f.bad = bad
	} else if f.content.Schema != schema {
		f.bad = factsheet.Problems{f.doc.Problem("schema", fmt.Sprintf("schema is %q", f.content.Schema), fmt.Sprintf("schema = %q", schema))}
	}
	return f
}

// each hands the rows of one kind, file by file, to their adder.
func each[T any](files []loaded, problems *factsheet.Problems, key string, rows func(document) []T, add func(origin, T)) {
	for _, f := range files {
		for i, row := range rows(f.content) {
			if path := factsheet.JoinIndex(key, i); !f.unread(path) {
				add(origin{f.doc, path, problems}, row)
			}
		}
	}
}

func (b *RuleBook) addCondition(src origin, c Condition) {
	switch {
	case c.ID == "" || c.Label == "":
		src.problem("label", "a condition needs an id and a label", "what has to be done, in one sentence")
	case b.conditions[c.ID].ID != "":
		src.problem("id", "condition "+quote(c.ID)+" is declared twice", "keeping one of the two")
	default:
		b.conditions[c.ID] = c
	}
}
