package sovereignty

import (
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/sovcost/sovcost/internal/factsheet"
	"pgregory.net/rapid"
)

var today = factsheet.NewDate(2026, 11, 23)

// drawFacts makes a deployment at random from the vocabulary: each fact present or
// not, with a value its type allows.
func drawFacts(t *rapid.T, b *RuleBook) Facts {
	codes := []string{"CH", "DE", "FR", "IE", "NO", "GB", "US", "IN", "BR", "MC", "JP", "MX"}
	f := Facts{}
	for _, name := range b.FactNames() {
		if rapid.IntRange(0, 3).Draw(t, name+" given") == 0 {
			continue
		}
		f.Set(name, drawValue(t, b, name, codes), "drawn")
	}
	return f
}

func drawValue(t *rapid.T, b *RuleBook, name string, codes []string) Value {
	info, _ := b.FactInfo(name)
	words := info.Values
	if info.Type == "country" || info.Type == "countries" {
		words = codes
	}
	if len(words) == 0 {
		words = []string{"none", "some"}
	}
	switch info.Type {
	case "bool":
		return Bool(rapid.Bool().Draw(t, name))
	case "number":
		return Number(decimal.New(rapid.Int64Range(0, 40).Draw(t, name), -1))
	case "text", "country":
		return Text(rapid.SampledFrom(words).Draw(t, name))
	}
	least := 0
	if info.Filled {
		least = 1
	}
	return Set(rapid.SliceOfN(rapid.SampledFrom(words), least, 3).Draw(t, name)...)
}

func drawDate(t *rapid.T) factsheet.Date {
	return factsheet.NewDate(2017, 1, 1).AddDays(rapid.IntRange(0, 13*365).Draw(t, "day"))
}

// improves reports that a bad verdict became a pass.
func improves(before, after Verdict) bool { return before > Pass && after == Pass }

// TestRemovingAFactNeverHelps takes away every fact of every case, and one or
// several of many random deployments, under every rule.
func TestRemovingAFactNeverHelps(t *testing.T) {
	b := book(t)
	removed := 0
	for _, c := range append(readCases(t, b, "testdata/cases.toml"), readCases(t, b, "testdata/edges.toml")...) {
		before := b.Assess(c.Facts, c.AsOf)
		for _, name := range c.Facts.Names() {
			removed++
			after := b.Assess(c.Facts.Without(name), c.AsOf)
			for i, f := range before.Findings {
				if improves(f.Verdict, after.Findings[i].Verdict) {
					t.Errorf("%s without %s: %s goes from %s to pass", c.ID, name, f.ID(), f.Verdict)
				}
			}
		}
	}
	t.Logf("%d facts of the cases removed", removed)
	rapid.Check(t, func(t *rapid.T) {
		facts, on := drawFacts(t, b), drawDate(t)
		names := facts.Names()
		if len(names) == 0 {
			return
		}
		gone := rapid.SliceOfN(rapid.SampledFrom(names), 1, 4).Draw(t, "removed")
		before, after := b.Assess(facts, on), b.Assess(facts.Without(gone...), on)
		for i, f := range before.Findings {
			if improves(f.Verdict, after.Findings[i].Verdict) {
				t.Fatalf("without %v: %s goes from %s to pass", gone, f.ID(), f.Verdict)
			}
		}
		if improves(before.Verdict(), after.Verdict()) {
			t.Fatalf("without %v the whole goes from %s to pass", gone, before.Verdict())
		}
	})
}

// TestSoundness: a definite verdict from few facts is the verdict from more.
func TestSoundness(t *testing.T) {
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		facts, on := drawFacts(t, b), drawDate(t)
		var known []string
		for _, n := range facts.Names() {
			// The filters let nobody off who does not state them, by design.
			if n != "sector" && n != "customer.location" && n != "data.personal" && n != "data.subject_law" {
				known = append(known, n)
			}
		}
		if len(known) == 0 {
			return
		}
		few := facts.Without(rapid.SliceOfN(rapid.SampledFrom(known), 1, 6).Draw(t, "unknown")...)
		for i, f := range b.Assess(few, on).Findings {
			full := b.Assess(facts, on).Findings[i]
			if f.Verdict != Unknown && f.Verdict != full.Verdict && full.Verdict != Unknown {
				t.Fatalf("%s: %s from few facts, %s from more", f.ID(), f.Verdict, full.Verdict)
			}
		}
	})
}

// transferRules judge where data is.
var transferRules = []string{"eu.gdpr.transfer", "eu.gdpr.us_dpf", "ch.fadp.disclosure_abroad", "ch.fadp.us_dpf", "eu.ehds.87", "eu.ehds.86_option",
	"de.sgb5.393", "de.stgb.203", "fr.hds.2026-209", "ch.epdv.12-5", "ch.finma.2018-3.abroad", "ch.finma.2023-1.critical_data", "ch.bankg.47"}

func TestAddingACountryNeverHelps(t *testing.T) {
	b := book(t)
	check := func(fail func(string, ...any), facts Facts, on factsheet.Date, list, country string) {
		if len(facts["placement.processing"].Value.Words()) == 0 {
			return // the first place is not one more: until then the answer is unknown
		}
		more := facts.Clone()
		more.Set(list, Set(append(facts[list].Value.Words(), country)...), "")
		for _, id := range transferRules {
			before, _ := b.AssessRule(id, facts, on)
			after, _ := b.AssessRule(id, more, on)
			// An open question (pass or conditions?) may be settled by the new country: to
			// conditions, never to a pass.
			settled := before.Verdict == Unknown && after.Verdict == Conditions
			if after.Verdict < before.Verdict && !settled {
				fail("%s: adding %s to %s turns %s into %s", id, country, list, before.Verdict, after.Verdict)
			}
		}
	}
	for _, c := range append(readCases(t, b, "testdata/cases.toml"), readCases(t, b, "testdata/edges.toml")...) {
		for _, list := range PlaceLists() {
			if _, declared := c.Facts[list]; declared {
				for _, country := range []string{"CH", "DE", "US", "IN", "BR", "GB"} {
					check(t.Errorf, c.Facts, c.AsOf, list, country)
				}
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		facts := drawFacts(t, b)
		list := rapid.SampledFrom(PlaceLists()).Draw(t, "list")
		if _, declared := facts[list]; !declared {
			return
		}
		check(t.Fatalf, facts, drawDate(t), list, rapid.SampledFrom(sortedKeys(b.countries)).Draw(t, "country"))
	})
}

// dates are the days on which a row begins to speak or what it rests on changes.
func (b *RuleBook) dates(rows []*Rule) []factsheet.Date {
	var out []factsheet.Date
	add := func(s span) {
		out = append(out, s.From)
		if !s.Until.IsZero() {
			out = append(out, s.Until.AddDays(1))
		}
	}
	areas := func(a area) {
		for _, part := range a.parts {
			for _, spans := range b.groups[part].members {
				for _, s := range spans {
					add(s)
				}
			}
		}
	}
	for _, r := range rows {
		add(span{r.ValidFrom, r.ValidUntil})
		r.predicates(func(_ string, p *Predicate) {
			p.walk(func(leaf *Predicate) {
				areas(leaf.within)
				if leaf.op == "adequate_all" {
					areas(b.regimes[leaf.regime])
					for _, ds := range b.decisions[leaf.regime] {
						for _, d := range ds {
							add(d.span)
						}
					}
				}
				if len(b.derivers[leaf.fact]) > 0 && !slices.Contains(rows, b.derivers[leaf.fact][0]) {
					out = append(out, b.dates(b.derivers[leaf.fact])...)
				}
			})
		})
	}
	return out
}

// TestTimeTravel: from one day to the next only those rules change whose own dates,
// or those of the tables they rest on, lie between.
func TestTimeTravel(t *testing.T) {
	b := book(t)
	var starts []factsheet.Date
	dates := map[string][]factsheet.Date{}
	for _, id := range b.RuleIDs() {
		dates[id] = b.dates(b.rows(id))
		starts = append(starts, dates[id]...)
	}
	rapid.Check(t, func(t *rapid.T) {
		facts := drawFacts(t, b)
		day := rapid.SampledFrom(starts).Draw(t, "day")
		if day.IsZero() {
			return
		}
		before, after := b.Assess(facts, day.AddDays(-1)), b.Assess(facts, day)
		for i, f := range before.Findings {
			if f.Verdict != after.Findings[i].Verdict && !slices.Contains(dates[f.ID()], day) {
				t.Fatalf("%s changes from %s to %s on %s", f.ID(), f.Verdict, after.Findings[i].Verdict, day)
			}
		}
	})
}

// TestNotBeforeItBegins: every row is n/a the day before its rule begins, and some
// deployment is judged by it on its first day.
func TestNotBeforeItBegins(t *testing.T) {
	b := book(t)
	for _, id := range b.RuleIDs() {
		first := b.rows(id)[0]
		if first.Tier == Proposal {
			f, _ := b.AssessRule(id, Facts{}, factsheet.NewDate(9999, 12, 31))
			if f.Verdict != NotApplicable {
				t.Errorf("%s is a proposal and gives %s", id, f.Verdict)
			}
			continue
		}
		before, _ := b.AssessRule(id, Facts{}, first.ValidFrom.AddDays(-1))
		on, _ := b.AssessRule(id, Facts{}, first.ValidFrom)
		if before.Verdict != NotApplicable || on.Verdict != Unknown {
			t.Errorf("%s: %s the day before %s, %s on it", id, before.Verdict, first.ValidFrom, on.Verdict)
		}
	}
}

// TestRegimesAreIndependent: facts only one regime asks for never move the other.
func TestRegimesAreIndependent(t *testing.T) {
	b := book(t)
	facts := Facts{}
	facts.Set("data.personal", Bool(true), "")
	facts.Set("placement.processing", Set("JP"), "")
	facts.DeclareNone("", PlaceLists()...)
	facts.Set("transfer.tool", Text("none"), "")
	facts.Set("transfer.exception", Text("none"), "")
	facts.Set("data.subject_law", Set("GDPR", "FADP"), "")
	a := b.Assess(facts, today)
	eu, _ := a.Finding("eu.gdpr.transfer")
	ch, _ := a.Finding("ch.fadp.disclosure_abroad")
	if eu.Verdict != Pass || ch.Verdict != Fail {
		t.Errorf("Japan: EU %s, CH %s", eu.Verdict, ch.Verdict)
	}
	if got, ok := a.Binding(); !ok || got.ID() != "ch.fadp.disclosure_abroad" || !a.Excludes() {
		t.Errorf("binding is %s", got.ID())
	}
}
