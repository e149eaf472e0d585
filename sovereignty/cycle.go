package sovereignty

import (
	"slices"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// checkCycles refuses rules whose scope, through derived facts, asks for what the
// rule itself derives: no order of evaluation could answer that.
func (b *RuleBook) checkCycles(files []loaded, problems *factsheet.Problems) {
	for _, fact := range sortedKeys(b.derivers) {
		chain := b.cycle(fact, nil)
		if chain == nil {
			continue
		}
		rule := b.derivers[fact][0]
		p := factsheet.Problem{Pos: factsheet.Position{File: rule.File}, Key: "derives"}
		for _, f := range files {
			for i, row := range f.content.Rules {
				if f.doc.Path == rule.File && row.ID == rule.ID && row.Derives == fact {
					p = f.doc.Problem(factsheet.JoinIndex("rule", i)+".derives", "", "")
				}
			}
		}
		p.Message, p.Hint = "fact "+quote(fact)+" is derived from itself: "+strings.Join(chain, " -> "), "a scope that uses stated facts"
		*problems = append(*problems, p)
		return // one message per cycle, not one per fact on it
	}
}

// cycle is the chain of facts from a derived fact back to itself, or nil.
func (b *RuleBook) cycle(fact string, chain []string) []string {
	if slices.Contains(chain, fact) {
		return append(chain, fact)
	}
	chain = append(slices.Clone(chain), fact)
	for _, r := range b.derivers[fact] {
		var found []string
		visit := func(leaf *Predicate) {
			for _, used := range b.asks(leaf) {
				if found == nil && len(b.derivers[used]) > 0 {
					found = b.cycle(used, chain)
				}
			}
		}
		r.when.walk(visit)
		if found != nil {
			return found
		}
	}
	return nil
}

// asks lists the facts that one comparison looks at.
func (b *RuleBook) asks(leaf *Predicate) []string {
	used := []string{leaf.fact, leaf.other}
	if leaf.op != "adequate_all" {
		return used
	}
	for _, to := range sortedKeys(b.decisions[leaf.regime]) {
		for _, d := range b.decisions[leaf.regime][to] {
			d.Shown.walk(func(shown *Predicate) { used = append(used, shown.fact, shown.other) })
		}
	}
	return used
}
