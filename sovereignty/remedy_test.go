package sovereignty

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/internal/factsheet"
	"pgregory.net/rapid"
)

func remedyLines(rs []Remedy) string {
	var out []string
	for _, r := range rs {
		var texts []string
		for _, c := range r.Changes {
			texts = append(texts, c.Text)
		}
		out = append(out, r.Verdict.String()+": "+strings.Join(texts, "; "))
	}
	return strings.Join(out, "\n")
}

// TestRemedies holds what the published cases could do to get a better verdict.
func TestRemedies(t *testing.T) {
	b := book(t)
	want := map[string]string{
		"A01": "",
		"A08": "pass: places of processing and storage: within EEA\n" +
			"conditions: agree on a transfer tool (ad_hoc_authorised or bcr or scc); encrypt so that the provider never sees cleartext\n" +
			"conditions: agree on a transfer tool (ad_hoc_authorised or bcr or scc); establish: result of the transfer impact assessment: not law_impinges",
		"B01": "pass: places of processing and storage: within CH",
		"B06": "",
		"B13": "pass: hold the keys yourself, so that the provider cannot decrypt\npass: pseudonymise the data and keep the key in the bank",
		"C04": "",
		"D02": "pass: write an exit plan; test the exit plan; agree on a transition period\nconditions: write an exit plan",
		"D03": "pass: agree on a shorter notice (bound: 2)",
	}
	for _, c := range readCases(t, b, "testdata/cases.toml") {
		expected, named := want[c.ID]
		if !named {
			continue
		}
		r := b.RunCase(c)
		if got := remedyLines(b.Remedies(r.Finding, c.Facts, c.AsOf)); got != expected {
			t.Errorf("%s:\ngot\n%s\nwant\n%s", c.ID, got, expected)
		}
	}
}

// TestRemediesWork: on any deployment each remedy does what it promises and
// touches nothing of the rule's scope.
func TestRemediesWork(t *testing.T) {
	b := book(t)
	tried := 0
	check := func(fail func(string, ...any), facts Facts, on factsheet.Date) {
		for _, f := range b.Assess(facts, on).Findings {
			for _, r := range b.Remedies(f, facts, on) {
				tried++
				after := facts.Clone()
				for _, c := range r.Changes {
					after.Set(c.Fact, c.To, "")
					if c.Text == "" || strings.HasSuffix(c.Text, "()") {
						fail("%s: a change of %s without words", f.ID(), c.Fact)
					}
					if _, known := facts[c.Fact]; known && b.facts[c.Fact].Change == "" {
						fail("%s: %s cannot be changed", f.ID(), c.Fact)
					}
				}
				got, _ := b.AssessRule(f.ID(), after, on)
				if got.Verdict != r.Verdict || r.Verdict >= f.Verdict || r.Verdict == NotApplicable {
					fail("%s: %s promises %s and gives %s", f.ID(), fmt.Sprint(r.Changes), r.Verdict, got.Verdict)
				}
			}
		}
	}
	for _, c := range readCases(t, b, "testdata/cases.toml") {
		check(t.Errorf, c.Facts, c.AsOf)
	}
	if tried < 20 {
		t.Errorf("only %d remedies proposed for the cases", tried)
	}
	rapid.Check(t, func(t *rapid.T) { check(t.Fatalf, drawFacts(t, b), drawDate(t)) })
	t.Logf("%d remedies tried", tried)
}
