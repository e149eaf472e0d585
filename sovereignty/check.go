package sovereignty

import (
	"maps"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func (b *RuleBook) addRule(src origin, row ruleRow) {
	before := len(*src.problems)
	r := &Rule{ID: row.ID, Title: row.Title, Jurisdiction: row.Jurisdiction, Sectors: row.Sectors, ValidFrom: row.ValidFrom, ValidUntil: row.ValidUntil,
		Reference: row.Reference, Confidence: row.Confidence, AsOf: row.AsOf, Watch: row.Watch, Note: row.Note, Derives: row.Derives,
		File: src.doc.Path, unless: row.Unless, when: row.When, places: row.Countries, outcomes: row.Outcomes}
	if row.Tier != nil {
		r.Tier = *row.Tier
	}
	b.checkHead(src, row)
	for i, s := range r.Sectors {
		if known := b.facts["sector"].Values; !slices.Contains(known, s) {
			src.problem(factsheet.JoinIndex("sectors", i), "sector "+quote(s)+" is not known", hintFor(s, known))
		}
	}
	for i, list := range r.places {
		if b.facts[list].Type != "countries" {
			src.problem(factsheet.JoinIndex("countries", i), quote(list)+" is not a fact that lists countries", hintFor(list, PlaceLists()))
		}
	}
	if d := r.Derives; d != "" && b.facts[d].Type != "bool" {
		src.problem("derives", quote(d)+" is not a yes-or-no fact of the vocabulary", hintFor(d, b.FactNames()))
	}
	r.predicates(func(key string, p *Predicate) {
		b.checkPredicate(src, key, p, r.places)
		p.walk(func(leaf *Predicate) {
			r.usesUnion = r.usesUnion || leaf.fact == unionFact
			if leaf.op == "adequate_all" {
				r.adequacy = append(r.adequacy, leaf)
			}
		})
	})
	b.checkOutcomes(src, r)
	for _, other := range b.rules {
		if other.ID == r.ID && (span{other.ValidFrom, other.ValidUntil}).overlaps(span{r.ValidFrom, r.ValidUntil}) {
			src.problem("valid_from", "two rules with the id "+quote(r.ID)+" hold on the same days (the other is in "+other.File+")",
				"valid_until on the older one, or another id")
		}
	}
	if len(*src.problems) == before {
		b.rules = append(b.rules, r)
		if r.Derives != "" {
			b.derivers[r.Derives] = append(b.derivers[r.Derives], r)
		}
	}
}

func (b *RuleBook) checkHead(src origin, row ruleRow) {
	required := []struct{ key, value, hint string }{
		{"id", row.ID, `a dotted name, as "ch.fadp.processor"`},
		{"title", row.Title, "one short sentence"},
		{"jurisdiction", row.Jurisdiction, `whose law it is, as "CH"`},
		{"reference", row.Reference, "the article or decision it rests on"},
	}
	for _, f := range required {
		if strings.TrimSpace(f.value) == "" {
			src.problem(f.key, "rule "+quote(row.ID)+" has no "+f.key, f.hint)
		}
	}
	if row.Tier == nil {
		src.problem("tier", "rule "+quote(row.ID)+" has no tier", "one of "+strings.Join(tierWords[:], ", "))
	}
	if err := factsheet.CheckConfidence(row.Confidence); err != nil {
		src.fail("confidence", err)
	}
	proposal := row.Tier != nil && *row.Tier == Proposal
	switch {
	case row.ValidFrom.IsZero() && !proposal:
		src.problem("valid_from", "rule "+quote(row.ID)+" has no first day", "valid_from = 2023-09-01")
	case proposal && !row.ValidFrom.IsZero():
		src.problem("valid_from", "a proposal is not in force and has no first day", "tier = \"law\" once it is adopted")
	case !row.ValidUntil.IsZero() && row.ValidUntil.Before(row.ValidFrom):
		src.problem("valid_until", "rule "+quote(row.ID)+" ends before it begins", "")
	}
}

func (b *RuleBook) checkOutcomes(src origin, r *Rule) {
	if len(r.outcomes) == 0 {
		src.problem("outcome", "rule "+quote(r.ID)+" has no outcome", `outcome = [{ verdict = "fail", why = "..." }]`)
	}
	for i, o := range r.outcomes {
		at := factsheet.JoinIndex("outcome", i)
		switch o.Verdict {
		case Pass, Fail:
		case Conditions:
			if len(o.Conditions) == 0 {
				src.problem(at+".conditions", "a verdict with conditions names none", "the conditions by id")
			}
		default:
			src.problem(at+".verdict", "an outcome is pass, conditions or fail", "")
		}
		if o.Why == "" {
			src.problem(at+".why", "an outcome does not say why", "one sentence for the reader")
		}
		if o.If == nil && i < len(r.outcomes)-1 {
			src.problem(factsheet.JoinIndex("outcome", i+1), "is never reached: the outcome before it has no condition", "moving the outcome without a condition to the end")
		}
		for j, c := range o.Conditions {
			if _, ok := b.conditions[c]; !ok {
				src.problem(factsheet.JoinIndex(at+".conditions", j), "condition "+quote(c)+" is not known", hintFor(c, sortedKeys(b.conditions)))
			}
		}
	}
}

// checkPredicate holds every comparison against the vocabulary.
func (b *RuleBook) checkPredicate(src origin, key string, p *Predicate, places []string) {
	for i, c := range p.all {
		b.checkPredicate(src, factsheet.JoinIndex(key+".all", i), c, places)
	}
	for i, c := range p.any {
		b.checkPredicate(src, factsheet.JoinIndex(key+".any", i), c, places)
	}
	if p.not != nil {
		b.checkPredicate(src, key+".not", p.not, places)
	}
	if p.fact != "" {
		b.checkLeaf(src, key, p, places)
	}
}

func (b *RuleBook) checkLeaf(src origin, key string, p *Predicate, places []string) {
	info, ok := b.facts[p.fact]
	if p.fact == unionFact {
		info, ok = FactInfo{Name: unionFact, Type: "countries", Label: "countries"}, true
		if len(places) == 0 {
			src.problem(key+".fact", `the rule uses "countries" and does not say which lists it means`, `countries = ["placement.processing", ...]`)
		}
	}
	if !ok {
		src.problem(key+".fact", "fact "+quote(p.fact)+" is not known", hintFor(p.fact, b.FactNames()))
		return
	}
	fits := map[string][]string{
		"eq": {"bool", "number", "text", "country"}, "in": {"text", "country"}, "subset_of": {"set", "countries"}, "intersects": {"set", "countries"},
		"lt": {"number"}, "le": {"number"}, "gt": {"number"}, "ge": {"number"}, "present": factTypes, "adequate_all": {"countries"},
	}[p.op]
	if !slices.Contains(fits, info.Type) {
		src.problem(key+"."+p.spelling, "cannot ask "+p.spelling+" of "+quote(p.fact)+", which is a "+info.Type, "")
		return
	}
	b.checkOperand(src, key+"."+p.spelling, p, info)
}

func (b *RuleBook) checkOperand(src origin, at string, p *Predicate, info FactInfo) {
	if p.op == "adequate_all" {
		if _, ok := b.regimes[p.regime]; !ok {
			src.problem(at, "regime "+quote(p.regime)+" is not known", hintFor(p.regime, sortedKeys(b.regimes)))
		}
	}
	if p.isArea {
		if info.Type != "country" && info.Type != "countries" {
			src.problem(at, quote(p.fact)+" is not about countries", "a list of words in brackets")
		} else if part, ok := b.checkArea(p.within); !ok {
			src.problem(at, quote(part)+" is neither a country nor a group of countries", hintFor(part, b.Groups()))
		}
		return
	}
	if p.other != "" {
		if other, ok := b.facts[p.other]; !ok || other.Type != info.Type {
			src.problem(at, quote(p.other)+" is not a fact of the same kind as "+quote(p.fact), hintFor(p.other, b.FactNames()))
		}
		return
	}
	shapes := map[string]kind{"bool": boolKind, "number": numberKind, "text": textKind, "country": textKind}
	switch p.op {
	case "present":
		if p.operand.kind != boolKind {
			src.problem(at, "present is true or false", "")
		}
	case "eq", "lt", "le", "gt", "ge":
		if p.operand.kind != shapes[info.Type] {
			src.problem(at, quote(p.fact)+" is a "+info.Type+" and cannot be compared with "+p.operand.String(), "")
			return
		}
		fallthrough
	case "in", "subset_of", "intersects":
		if err := b.checkWords(info, p.operand.Words()); err != nil {
			src.problem(at, err.Message, err.Hint)
		}
	}
}
