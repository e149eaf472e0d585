// Package sarif writes the findings of a check in SARIF 2.1.0, the format in
// which code hosts show findings beside the line of a file they concern.
//
// Source: OASIS Standard "Static Analysis Results Interchange Format (SARIF)
// Version 2.1.0", 27 March 2020.
package sarif

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/check"
)

// Log is the root object (section 3.13).
type Log struct {
	Schema  string `json:"$schema"`
	Version string `json:"version"`
	Runs    []Run  `json:"runs"`
}

// Run is one run of one tool (3.14).
type Run struct {
	Tool       Tool              `json:"tool"`
	ColumnKind string            `json:"columnKind"`
	Results    []Result          `json:"results"`
	Properties map[string]string `json:"properties,omitempty"`
}

// Tool names the program and its rules (3.18, 3.19).
type Tool struct {
	Driver Driver `json:"driver"`
}

// Driver is the tool's component.
type Driver struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Rules   []Rule `json:"rules"`
}

// Rule is a reportingDescriptor (3.49).
type Rule struct {
	ID                   string            `json:"id"`
	ShortDescription     Text              `json:"shortDescription"`
	FullDescription      Text              `json:"fullDescription"`
	DefaultConfiguration Configuration     `json:"defaultConfiguration"`
	Properties           map[string]string `json:"properties"`
}

// Configuration is the level of a rule's ordinary finding (3.50).
type Configuration struct {
	Level string `json:"level"`
}

// Text is a message (3.11).
type Text struct {
	Text string `json:"text"`
}

// Result is one finding (3.27).
type Result struct {
	RuleID       string            `json:"ruleId"`
	RuleIndex    int               `json:"ruleIndex"`
	Level        string            `json:"level"`
	Kind         string            `json:"kind"`
	Message      Text              `json:"message"`
	Locations    []Location        `json:"locations"`
	Fingerprints map[string]string `json:"partialFingerprints"`
	Properties   map[string]string `json:"properties"`
}

// Location is a place in a file (3.28).
type Location struct {
	Physical PhysicalLocation `json:"physicalLocation"`
}

// PhysicalLocation is a file and a region of it (3.29).
type PhysicalLocation struct {
	Artifact Artifact `json:"artifactLocation"`
	Region   Region   `json:"region"`
}

// Artifact is a file by its relative address (3.4).
type Artifact struct {
	URI string `json:"uri"`
}

// Region is a place by line and column, from 1 (3.30).
type Region struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
}

const schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// kind is the nature of every result: a level other than "none" demands "fail"
// (3.27.10), even where the verdict is open.
const kind = "fail"

// policyTier stands for the scenario's own demands, which are not in the book.
const policyTier = "policy of the scenario"

// From turns a check into a log: one result per option and rule that does not
// pass. A fail in law or supervision is an error, one elsewhere and an unknown a
// warning, conditions a note; outlook and passes are left out.
func From(d check.Data, p reports.Provenance) Log {
	run := Run{Tool: Tool{Driver{Name: p.Tool, Version: p.Version, Rules: []Rule{}}}, ColumnKind: "unicodeCodePoints", Results: []Result{},
		Properties: map[string]string{"asOf": d.AsOf, "ruleBook": d.RuleBook, "note": "not legal advice"}}
	index := map[string]int{}
	for _, r := range d.Rules {
		index[r.ID] = len(run.Tool.Driver.Rules)
		level := "warning"
		if excludes(r.Tier) {
			level = "error"
		}
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, Rule{r.ID, Text{r.Title}, Text{r.Title + " (" + r.Reference + ")"}, Configuration{level},
			map[string]string{"tier": r.Tier, "reference": r.Reference, "confidence": r.Confidence}})
	}
	for _, o := range d.Options {
		for _, f := range o.Findings {
			tier := d.Rules[index[f.Rule]].Tier
			level := levelOf(f.Verdict, tier)
			if level == "" {
				continue
			}
			run.Results = append(run.Results, Result{f.Rule, index[f.Rule], level, kind, Text{message(o, f, d.Rules[index[f.Rule]].Reference)},
				place(d.Scenario, f.Where.Line, f.Where.Col), fingerprint(f.Rule, o.ID), map[string]string{"option": o.ID, "verdict": f.Verdict, "tier": tier, "key": f.Where.Key}})
		}
		run.own(d, o, index)
	}
	return Log{Schema: schema, Version: "2.1.0", Runs: []Run{run}}
}

// own adds what the scenario's own policy takes out.
func (run *Run) own(d check.Data, o check.Option, index map[string]int) {
	for _, x := range o.Excluded {
		i, known := index[x.By]
		if known && run.Tool.Driver.Rules[i].Properties["tier"] != policyTier {
			continue
		}
		if !known {
			i = len(run.Tool.Driver.Rules)
			index[x.By] = i
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, Rule{x.By, Text{"demand of the scenario"}, Text{"demand of the scenario: " + x.By}, Configuration{"error"},
				map[string]string{"tier": policyTier, "reference": x.Reference, "confidence": "high"}})
		}
		run.Results = append(run.Results, Result{x.By, i, "error", kind, Text{fmt.Sprintf("%s is not allowed: %s.", o.ID, x.Text)}, place(d.Scenario, 1, 1),
			fingerprint(x.By, o.ID), map[string]string{"option": o.ID, "verdict": "fail", "tier": policyTier, "key": x.By}})
	}
}

func excludes(tier string) bool { return tier == "law" || tier == "supervisory" }

// levelOf is the severity of a finding, "" for what is not reported.
func levelOf(verdict, tier string) string {
	switch {
	case verdict == "fail" && excludes(tier):
		return "error"
	case verdict == "fail" || verdict == "unknown":
		return "warning"
	case verdict == "conditions":
		return "note"
	}
	return ""
}

func message(o check.Option, f check.Finding, reference string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s, %s (%s).", o.ID, f.Verdict, f.Why, reference)
	if len(f.Missing) > 0 {
		fmt.Fprintf(&b, " Not stated: %s.", strings.Join(f.Missing, ", "))
	}
	if len(f.Conditions) > 0 {
		fmt.Fprintf(&b, " To do: %s.", strings.Join(f.Conditions, "; "))
	}
	if len(f.Remedies) > 0 {
		r := f.Remedies[0]
		fmt.Fprintf(&b, " Would turn it into %q: %s.", r.Verdict, strings.Join(r.Changes, " and "))
	}
	return b.String()
}

func place(file string, line, col int) []Location {
	return []Location{{PhysicalLocation{Artifact{uri(file)}, Region{line, col}}}}
}

// uri escapes what a relative reference must not hold.
func uri(file string) string {
	var b strings.Builder
	for _, c := range []byte(file) {
		if c == '/' || c == '.' || c == '-' || c == '_' || c == '~' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

// fingerprint keeps a finding the same finding when its line moves.
func fingerprint(rule, option string) map[string]string {
	sum := sha256.Sum256([]byte(rule + "\x00" + option))
	return map[string]string{"sovcost/v1": hex.EncodeToString(sum[:8])}
}

// Write writes the log as indented JSON.
func Write(w io.Writer, l Log) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(l)
}
