package sovereignty

import (
	"fmt"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// Case is a published or made-up situation with the verdict one rule must give.
// People who write rules write cases beside them.
type Case struct {
	ID        string
	Rule      string
	AsOf      factsheet.Date
	Facts     Facts
	Expect    Verdict
	Reference string
	pos       factsheet.Position
}

// caseFile is a file of cases.
type caseFile struct {
	Schema string `toml:"schema"`
	// Undeclared says what the lists of places are that a case does not name:
	// "none" (the places named are all there are) or "unknown", the default.
	Undeclared string    `toml:"undeclared_places"`
	Cases      []caseRow `toml:"case"`
}

type caseRow struct {
	ID        string         `toml:"id"`
	Rule      string         `toml:"rule"`
	AsOf      factsheet.Date `toml:"as_of"`
	Expect    Verdict        `toml:"expect"`
	Reference string         `toml:"reference"`
	Facts     map[string]any `toml:"facts"`
	// Without are facts taken away after the undeclared places were filled in.
	Without []string `toml:"without"`
}

// CaseResult is a case and what the book says about it.
type CaseResult struct {
	Case
	Finding Finding
}

// OK reports that the verdict is the expected one.
func (r CaseResult) OK() bool { return r.Finding.Verdict == r.Expect }

// String is "file:line: id: rule on date gives X, expected Y".
func (r CaseResult) String() string {
	return fmt.Sprintf("%s: %s: %s on %s gives %s, expected %s", r.pos, r.ID, r.Rule, r.AsOf, r.Finding.Verdict, r.Expect)
}

// ReadCases reads a file of cases (schema "cases/1") against the book's vocabulary.
func (b *RuleBook) ReadCases(path string, data []byte) ([]Case, error) {
	var file caseFile
	doc, err := factsheet.Decode(path, data, &file)
	problems, _ := err.(factsheet.Problems)
	if file.Schema != "cases/1" && err == nil {
		problems = append(problems, doc.Problem("schema", fmt.Sprintf("schema is %q", file.Schema), `schema = "cases/1"`))
	}
	if u := file.Undeclared; u != "" && u != "none" && u != "unknown" {
		problems = append(problems, doc.Problem("undeclared_places", fmt.Sprintf("%q is not known", u), "none or unknown"))
	}
	cases := make([]Case, 0, len(file.Cases))
	for i, row := range file.Cases {
		key := factsheet.JoinIndex("case", i)
		facts, bad := b.ReadFacts(doc, key+".facts", row.Facts, "")
		problems = append(problems, bad...)
		if file.Undeclared == "none" {
			facts.DeclareNone("case "+row.ID, PlaceLists()...)
		}
		if len(b.rows(row.Rule)) == 0 {
			problems = append(problems, doc.Problem(key+".rule", fmt.Sprintf("rule %q is not known", row.Rule), hintFor(row.Rule, b.RuleIDs())))
		}
		if row.AsOf.IsZero() {
			problems = append(problems, doc.Problem(key+".as_of", "a case without its date", "as_of = 2026-11-23"))
		}
		if !doc.Has(key + ".expect") {
			problems = append(problems, doc.Problem(key+".expect", "a case without its verdict", `expect = "fail"`))
		}
		cases = append(cases, Case{ID: row.ID, Rule: row.Rule, AsOf: row.AsOf, Facts: facts.Without(row.Without...), Expect: row.Expect,
			Reference: row.Reference, pos: doc.At(key + ".id")})
	}
	return cases, problems.Err()
}

// RunCase evaluates one case.
func (b *RuleBook) RunCase(c Case) CaseResult {
	f, _ := b.AssessRule(c.Rule, c.Facts, c.AsOf)
	return CaseResult{Case: c, Finding: f}
}

// RuleIDs lists the ids of the rules in alphabetical order.
func (b *RuleBook) RuleIDs() []string {
	var ids []string
	for _, r := range b.rules {
		if len(ids) == 0 || ids[len(ids)-1] != r.ID {
			ids = append(ids, r.ID)
		}
	}
	return ids
}
