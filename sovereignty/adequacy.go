package sovereignty

import (
	"maps"
	"slices"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// Decision is an adequacy decision: under one regime, personal data may go to a
// country as it may at home, for the days it stood.
type Decision struct {
	Regime string `toml:"regime"` // "EU" or "CH"
	To     string `toml:"to"`
	span
	// Scope limits the decision to recipients that hold this certificate
	// (a word of the fact recipient.cert); empty means every recipient.
	Scope string `toml:"scope"`
	// Shown is a second way to say that the recipient is in scope.
	Shown      *Predicate `toml:"shown_by"`
	Reference  string     `toml:"reference"`
	Confidence string     `toml:"confidence"`
	Watch      string     `toml:"watch"`
	Note       string     `toml:"note"`
}

// regimeRow names a regime and the countries among which it knows no transfer.
type regimeRow struct {
	ID   string `toml:"id"`
	Home string `toml:"home"`
	Ref  string `toml:"reference"`
}

// decisionRow is a decision for one country, several, or a group.
type decisionRow struct {
	Decision
	Countries []string `toml:"countries"`
}

// scopeFact says which certificates the recipient of the data holds.
const scopeFact = "recipient.cert"

func (b *RuleBook) addRegime(src origin, row regimeRow) {
	home := parseArea(row.Home)
	if part, ok := b.checkArea(home); !ok {
		src.problem("home", quote(part)+" is neither a country nor a group of countries", hintFor(part, b.Groups()))
		return
	}
	if row.ID == "" || row.Ref == "" {
		src.problem("id", "a regime needs an id and a reference", "")
		return
	}
	b.regimes[row.ID] = home
}

func (b *RuleBook) addDecision(src origin, row decisionRow) {
	if _, ok := b.regimes[row.Regime]; !ok {
		src.problem("regime", "regime "+quote(row.Regime)+" is not known", hintFor(row.Regime, slices.Sorted(maps.Keys(b.regimes))))
		return
	}
	if row.Reference == "" {
		src.problem("reference", "an adequacy decision without a reference", "citing the decision")
	}
	if err := factsheet.CheckConfidence(row.Confidence); err != nil {
		src.fail("confidence", err)
	}
	if row.From.IsZero() {
		src.problem("from", "an adequacy decision without its first day", "from = 2026-01-26")
	}
	if row.Shown != nil {
		b.checkPredicate(src, "shown_by", row.Shown, nil)
	}
	targets := row.Countries
	if row.To != "" {
		targets = append(slices.Clone(targets), row.To)
	}
	if len(targets) == 0 {
		src.problem("to", "an adequacy decision without a country", `to = "CH" or countries = ["AD", "AR"]`)
	}
	for _, to := range targets {
		if !b.isCountry(to) {
			src.problem("to", quote(to)+" is not a country code", b.countryHint(to))
			continue
		}
		d := row.Decision
		d.To = to
		for _, other := range b.decisions[row.Regime][to] {
			if other.Scope == d.Scope && other.overlaps(d.span) {
				src.problem("from", "two decisions of regime "+row.Regime+" for "+to+" overlap in time", "ending the older one the day before")
			}
		}
		if b.decisions[row.Regime] == nil {
			b.decisions[row.Regime] = map[string][]Decision{}
		}
		b.decisions[row.Regime][to] = append(b.decisions[row.Regime][to], d)
	}
}

// Decisions lists the adequacy decisions of a regime that stand on a day, by country.
func (b *RuleBook) Decisions(regime string, on factsheet.Date) []Decision {
	var out []Decision
	for _, to := range slices.Sorted(maps.Keys(b.decisions[regime])) {
		for _, d := range b.decisions[regime][to] {
			if d.holds(on) {
				out = append(out, d)
			}
		}
	}
	return out
}

// adequate says whether a regime lets data go to a country on the day of the
// evaluation, as far as the facts about the recipient tell.
func (e *evaluation) adequate(regime, country string) truth {
	if e.book.inArea(country, e.book.regimes[regime], e.asOf) {
		return yes
	}
	result := no
	for i := range e.book.decisions[regime][country] {
		d := &e.book.decisions[regime][country][i]
		if d.holds(e.asOf) {
			result = max(result, e.inScope(d))
		}
	}
	return result
}

// inScope: a certificate that is listed counts, and so does the other way of
// showing it. A list of certificates without it says no; no list says nothing.
func (e *evaluation) inScope(d *Decision) truth {
	if d.Scope == "" {
		return yes
	}
	shown := no
	if d.Shown != nil {
		shown = e.eval(d.Shown)
	}
	held, listed := e.facts[scopeFact]
	switch {
	case shown == yes:
		return yes
	case listed:
		return truthOf(slices.Contains(held.Value.set, d.Scope))
	case d.Shown == nil:
		return maybe
	}
	return shown
}
