package sovereignty

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// ownRule is a rule that is right; each test breaks one line of it.
const ownRule = `schema = "sovereignty/1"
[[rule]]
id = "acme.policy"
title = "house rule"
tier = "policy"
jurisdiction = "CH"
valid_from = 2026-01-01
reference = "board decision 7"
confidence = "high"
when = { fact = "data.personal", eq = true }
outcome = [{ verdict = "fail", why = "no personal data outside" }]
`

// TestRefused: what is wrong with a file is said with its line, and what to try.
func TestRefused(t *testing.T) {
	second := "\n[[rule]]" + strings.SplitN(ownRule, "[[rule]]", 2)[1]
	tests := []struct{ name, old, new, want string }{
		{"no reference", "reference = \"board decision 7\"\n", "", `own.toml:2:3: rule[0].reference: rule "acme.policy" has no reference; try the article or decision it rests on`},
		{"empty reference", "board decision 7", " ", `own.toml:8:1: rule[0].reference: rule "acme.policy" has no reference; try the article or decision it rests on`},
		{"unknown fact", "data.personal", "data.personnal", `own.toml:10:10: rule[0].when.fact: fact "data.personnal" is not known; did you mean "data.personal"?`},
		{"unknown key", "jurisdiction", "juristiction", `own.toml:6:1: rule[0].juristiction: unknown key; did you mean "jurisdiction"?`},
		{"wrong type of operand", "eq = true", "eq = 1", `own.toml:10:34: rule[0].when.eq: "data.personal" is a bool and cannot be compared with 1`},
		{"operator that does not fit", "eq = true", "le = 1", `own.toml:10:34: rule[0].when.le: cannot ask le of "data.personal", which is a bool`},
		{"two operators", "eq = true", "eq = true, ne = false", `own.toml:10:1: rule[0].when: must be one of all, any, not, or one fact with one comparison; try { fact = "data.personal", eq = true }`},
		{"unknown operator", "eq = true", "equals = true", `own.toml:10:34: rule[0].when.equals: unknown key`},
		{"unknown tier", `"policy"`, `"polcy"`, `own.toml:5:1: rule[0].tier: tier "polcy" is not known; did you mean "policy"?`},
		{"unknown verdict", `"fail"`, `"faile"`, `own.toml:11:14: rule[0].outcome[0].verdict: verdict "faile" is not known; did you mean "fail"?`},
		{"conditions unnamed", `"fail"`, `"conditions"`, `own.toml:11:12: rule[0].outcome[0].conditions: a verdict with conditions names none; try the conditions by id`},
		{"condition unknown", `verdict = "fail"`, `verdict = "conditions", conditions = ["tia_documentd"]`, `own.toml:11:52: rule[0].outcome[0].conditions[0]: condition "tia_documentd" is not known; did you mean "tia_documented"?`},
		{"no why", `why = "no personal data outside"`, `why = ""`, `own.toml:11:32: rule[0].outcome[0].why: an outcome does not say why; try one sentence for the reader`},
		{"no outcome", `[{ verdict = "fail", why = "no personal data outside" }]`, "[]", `own.toml:11:1: rule[0].outcome: rule "acme.policy" has no outcome; try outcome = [{ verdict = "fail", why = "..." }]`},
		{"dead outcome", ` }]`, ` }, { verdict = "pass", why = "x" }]`, `own.toml:11:68: rule[0].outcome[1]: is never reached: the outcome before it has no condition; try moving the outcome without a condition to the end`},
		{"ends before it begins", "valid_from = 2026-01-01", "valid_from = 2026-01-01\nvalid_until = 2025-12-31", `own.toml:8:1: rule[0].valid_until: rule "acme.policy" ends before it begins`},
		{"unknown group", `{ fact = "data.personal", eq = true }`, `{ fact = "provider.seat", in = "EUU" }`, `own.toml:10:34: rule[0].when.in: "EUU" is neither a country nor a group of countries; did you mean "EU"?`},
		{"country by name", `{ fact = "data.personal", eq = true }`, `{ fact = "placement.backup", subset_of = ["Switzerland"] }`, `own.toml:10:37: rule[0].when.subset_of: "Switzerland" is not a country code; did you mean "CH"?`},
		{"places unnamed", `{ fact = "data.personal", eq = true }`, `{ fact = "countries", subset_of = "EU" }`, `own.toml:10:10: rule[0].when.fact: the rule uses "countries" and does not say which lists it means; try countries = ["placement.processing", ...]`},
		{"unknown sector", "tier =", "sectors = [\"bnak\"]\ntier =", `own.toml:5:12: rule[0].sectors[0]: sector "bnak" is not known; did you mean "bank"?`},
		{"unknown confidence", `"high"`, `"sure"`, `own.toml:9:1: rule[0].confidence: confidence is "sure"; try one of high, medium, low, none`},
		{"wrong schema", "sovereignty/1", "sovereignty/2", `own.toml:1:1: schema: schema is "sovereignty/2"; try schema = "sovereignty/1"`},
		{"id of a shipped rule, same days", "acme.policy", "ch.stgb.320", `own.toml:7:1: rule[0].valid_from: two rules with the id "ch.stgb.320" hold on the same days (the other is in rules/ch.stgb.320.toml); try valid_until on the older one, or another id`},
		{"two rules of one id, same days", " }]\n", " }]\n" + second, `own.toml:18:1: rule[1].valid_from: two rules with the id "acme.policy" hold on the same days (the other is in own.toml); try valid_until on the older one, or another id`},
		{"derived from itself", `when = { fact = "data.personal", eq = true }`, "derives = \"provider.cleartext_access\"\nwhen = { fact = \"provider.cleartext_access\", eq = true }",
			`own.toml:10:1: rule[0].derives: fact "provider.cleartext_access" is derived from itself: provider.cleartext_access -> provider.cleartext_access; try a scope that uses stated facts`},
		{"derived from a derived fact", `when = { fact = "data.personal", eq = true }`, "derives = \"provider.cleartext_access\"\nwhen = { fact = \"provider.extraterritorial_regime\", eq = true }",
			``},
		{"derives no fact", "tier =", "derives = \"provider.seat\"\ntier =", `own.toml:5:1: rule[0].derives: "provider.seat" is not a yes-or-no fact of the vocabulary; did you mean "provider.us_ecsp"?`},
		{"fact with no type", "[[rule]]", "[[fact]]\nname = \"acme.x\"\nlabel = \"x\"\n[[rule]]", `own.toml:2:3: fact[0].type: type "" is not known; try one of bool, number, text, set, country, countries`},
		{"fact declared twice", "[[rule]]", "[[fact]]\nname = \"sector\"\ntype = \"set\"\nlabel = \"x\"\n[[rule]]", `own.toml:3:1: fact[0].name: fact "sector" is declared twice; try keeping one of the two`},
		{"decision without reference", "[[rule]]", "[[decision]]\nregime = \"EU\"\nto = \"IN\"\nfrom = 2026-01-01\nconfidence = \"low\"\n[[rule]]", `own.toml:2:3: decision[0].reference: an adequacy decision without a reference; try citing the decision`},
		{"overlapping decision", "[[rule]]", "[[decision]]\nregime = \"EU\"\nto = \"CH\"\nfrom = 2026-01-01\nreference = \"x\"\nconfidence = \"low\"\n[[rule]]", `own.toml:5:1: decision[0].from: two decisions of regime EU for CH overlap in time; try ending the older one the day before`},
		{"provider without source", "[[rule]]", "[[provider]]\nid = \"acme\"\nname = \"Acme\"\ncontracting_entity = \"Acme AG\"\nseat = \"UK\"\nas_of = 2026\nconfidence = \"high\"\n[[rule]]",
			"own.toml:2:3: provider[0].source: provider \"acme\" has no source; try where the facts come from, with a date\nown.toml:6:1: provider[0].seat: \"UK\" is not a country code; did you mean \"GB\"?"},
		{"untouched", "", "", ""},
	}
	b := book(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(ownRule, tt.old, tt.new, 1)
			if tt.old != "" && text == ownRule {
				t.Fatal("the test changes nothing")
			}
			_, err := b.With(fstest.MapFS{"own.toml": {Data: []byte(text)}})
			got := ""
			if err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestCircleOverTwoRules: each rule alone is right, together they go in a circle.
func TestCircleOverTwoRules(t *testing.T) {
	rule := func(id, derives, uses string) string {
		text := strings.Replace(ownRule, "acme.policy", id, 1)
		text = strings.Replace(text, "data.personal", uses, 1)
		return strings.Replace(text, "tier =", "derives = \""+derives+"\"\ntier =", 1)
	}
	one := rule("acme.one", "provider.cleartext_access", "provider.international")
	two := rule("acme.two", "provider.international", "provider.cleartext_access")
	b := book(t)
	for _, single := range []string{one, two} {
		if _, err := b.With(fstest.MapFS{"one.toml": {Data: []byte(single)}}); err != nil {
			t.Fatal(err)
		}
	}
	_, err := b.With(fstest.MapFS{"one.toml": {Data: []byte(one)}, "two.toml": {Data: []byte(two)}})
	want := `one.toml:5:1: rule[0].derives: fact "provider.cleartext_access" is derived from itself: provider.cleartext_access -> provider.international -> provider.cleartext_access; try a scope that uses stated facts`
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

// TestOwnBook: own rules, facts, words and providers join the shipped ones, and the
// shipped book stays as it was.
func TestOwnBook(t *testing.T) {
	own := `schema = "sovereignty/1"
[[fact]]
name = "acme.board_approved"
type = "bool"
label = "approved by the board"
change = "ask the board"
[[values]]
fact = "data.classes"
add = ["trade_secret"]
[[condition]]
id = "acme_minutes"
label = "file the minutes"
[[rule]]
id = "acme.policy"
title = "house rule"
tier = "policy"
jurisdiction = "CH"
valid_from = 2026-01-01
reference = "board decision 7"
confidence = "high"
when = { fact = "data.classes", intersects = ["trade_secret"] }
outcome = [
  { verdict = "conditions", if = { fact = "acme.board_approved", eq = true }, conditions = ["acme_minutes"], why = "approved" },
  { verdict = "fail", why = "not approved" },
]
[[provider]]
id = "hikube"
name = "Hikube"
contracting_entity = "Hidora SA"
seat = "CH"
as_of = 2026-11-23
confidence = "high"
chain_complete = true
source = [{ title = "register of commerce" }]
`
	b := book(t)
	mine, err := b.With(fstest.MapFS{"a/own.toml": {Data: []byte(own)}, "a/cases.toml": {Data: []byte("schema = \"cases/1\"\n")},
		"a/levels.toml": {Data: []byte("schema = \"lock-in/1\"\n")}, "README.md": {Data: []byte("not read")}})
	if err != nil {
		t.Fatal(err)
	}
	facts := Facts{}
	facts.Set("data.classes", Set("trade_secret"), "")
	a := mine.Assess(facts, today)
	f, ok := a.Finding("acme.policy")
	if !ok || f.Verdict != Unknown || len(f.Missing) != 1 || f.Missing[0] != "acme.board_approved" {
		t.Errorf("%+v", f)
	}
	facts.Set("acme.board_approved", Bool(false), "")
	if f, _ = mine.AssessRule("acme.policy", facts, today); f.Verdict != Fail || mine.Assess(facts, today).Excludes() {
		t.Error("a policy fail is a fail and does not exclude")
	}
	if got := remedyLines(mine.Remedies(f, facts, today)); got != "conditions: ask the board" {
		t.Error(got)
	}
	if p, _ := mine.Provider("hikube"); p.Sources[0].Title != "register of commerce" {
		t.Error("the own provider does not replace the shipped one")
	}
	if _, ok := b.Assess(facts, today).Finding("acme.policy"); ok || len(b.rows("acme.policy")) > 0 {
		t.Error("the shipped book has changed")
	}
}
