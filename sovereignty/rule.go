package sovereignty

import (
	"slices"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// Rule is one row of law: what holds from one day to another. When the law
// changes, the row ends and a new one with the same ID begins.
type Rule struct {
	ID           string
	Title        string
	Tier         Tier
	Jurisdiction string
	// Sectors limits the rule; empty means everybody. A case that does not say its
	// sector is not let off.
	Sectors   []string
	ValidFrom factsheet.Date
	// ValidUntil is the last day; no date where no end is known.
	ValidUntil factsheet.Date
	// Reference is the article or decision. Every rule has one.
	Reference string
	// Confidence: high = read in a published source, medium = general knowledge,
	// low = check before use.
	Confidence string
	AsOf       factsheet.PartialDate // when the row was last checked
	Watch      string                // what may change it
	Note       string
	// Derives names a yes-or-no fact that is true where the rule's scope is met.
	Derives string
	File    string // the document that states it

	unless    *Predicate
	when      *Predicate
	places    []string // the lists that make "countries"
	usesUnion bool
	adequacy  []*Predicate // the comparisons that rest on adequacy decisions
	outcomes  []outcome
}

// outcome is one line of a rule. The first whose condition is met decides.
type outcome struct {
	Verdict    Verdict    `toml:"verdict"`
	If         *Predicate `toml:"if"`
	Conditions []string   `toml:"conditions"`
	Why        string     `toml:"why"`
}

// ruleRow is a rule as it is written.
type ruleRow struct {
	ID           string                `toml:"id"`
	Title        string                `toml:"title"`
	Tier         *Tier                 `toml:"tier"`
	Jurisdiction string                `toml:"jurisdiction"`
	Sectors      []string              `toml:"sectors"`
	ValidFrom    factsheet.Date        `toml:"valid_from"`
	ValidUntil   factsheet.Date        `toml:"valid_until"`
	Reference    string                `toml:"reference"`
	Confidence   string                `toml:"confidence"`
	AsOf         factsheet.PartialDate `toml:"as_of"`
	Watch        string                `toml:"watch"`
	Note         string                `toml:"note"`
	Derives      string                `toml:"derives"`
	Countries    []string              `toml:"countries"`
	Unless       *Predicate            `toml:"unless"`
	When         *Predicate            `toml:"when"`
	Outcomes     []outcome             `toml:"outcome"`
}

func (r *Rule) inForce(on factsheet.Date) bool {
	return r.Tier != Proposal && span{r.ValidFrom, r.ValidUntil}.holds(on)
}

// Uses lists the facts a rule asks for, in alphabetical order.
func (r *Rule) Uses() []string {
	seen := map[string]bool{}
	r.predicates(func(_ string, p *Predicate) {
		p.walk(func(leaf *Predicate) {
			if leaf.fact == unionFact {
				for _, list := range r.places {
					seen[list] = true
				}
			} else {
				seen[leaf.fact] = true
			}
			if leaf.other != "" {
				seen[leaf.other] = true
			}
		})
	})
	return sortedKeys(seen)
}

// predicates visits the rule's conditions with the keys they stand under.
func (r *Rule) predicates(visit func(key string, p *Predicate)) {
	if r.unless != nil {
		visit("unless", r.unless)
	}
	if r.when != nil {
		visit("when", r.when)
	}
	for i, o := range r.outcomes {
		if o.If != nil {
			visit(factsheet.JoinIndex("outcome", i)+".if", o.If)
		}
	}
}

// outsideSector reports that the case named its sectors and none is the rule's.
func (r *Rule) outsideSector(facts Facts) bool {
	if len(r.Sectors) == 0 {
		return false
	}
	f, given := facts["sector"]
	return given && !slices.ContainsFunc(f.Value.set, func(s string) bool { return slices.Contains(r.Sectors, s) })
}
