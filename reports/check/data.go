// Package check turns a comparison into the answer to "may we?": every option
// against every rule, the rule that binds, the facts it rests on, what would turn
// it into a pass, and the outlook apart. Money stays out, but for the budget.
package check

import (
	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/sovereignty"
)

// Kind is the schema name of the JSON form.
const Kind = "sovcost/check/1"

// Data is the machine form, version 1.
type Data struct {
	Name     string    `json:"name"`
	Scenario string    `json:"scenario"`
	AsOf     string    `json:"as_of"`
	RuleBook string    `json:"rule_book"` // the day the book was last checked
	Counts   Counts    `json:"counts"`
	Rules    []Rule    `json:"rules"` // those that reach at least one option
	Options  []Option  `json:"options"`
	Open     []Open    `json:"facts_nobody_stated"`
	Outlook  []Outlook `json:"outlook"`
	Budget   *Budget   `json:"budget,omitempty"`
}

// Counts are options by the verdict of law and supervision; Policy counts those
// that only the scenario's own demand takes out.
type Counts struct {
	Pass       int `json:"pass"`
	Conditions int `json:"conditions"`
	Unknown    int `json:"unknown"`
	Fail       int `json:"fail"`
	Policy     int `json:"excluded_by_own_policy"`
	None       int `json:"no_rule_applies"`
}

// Rule is a rule that reaches at least one option.
type Rule struct {
	Number     int    `json:"number"` // column of the matrix
	ID         string `json:"id"`
	Title      string `json:"title"`
	Tier       string `json:"tier"`
	Reference  string `json:"reference"`
	Confidence string `json:"confidence"`
}

// Option is one row of the matrix in full.
type Option struct {
	ID       string            `json:"id"`
	Kind     string            `json:"kind"`
	Provider string            `json:"provider"`
	Region   string            `json:"region"`
	Country  string            `json:"country"`
	Verdict  string            `json:"verdict"` // worst of law and supervision
	Tiers    map[string]string `json:"verdict_by_tier"`
	Binding  string            `json:"binding,omitempty"`
	Excluded []Reason          `json:"excluded_because,omitempty"`
	Findings []Finding         `json:"findings"`

	place string
}

// Reason is why an option is out.
type Reason struct {
	By        string `json:"by"`
	Text      string `json:"text"`
	Reference string `json:"reference"`
}

// Finding is what one rule says about one option.
type Finding struct {
	Rule       string   `json:"rule"`
	Verdict    string   `json:"verdict"`
	Why        string   `json:"why,omitempty"`
	Facts      []Fact   `json:"facts"`
	Missing    []string `json:"missing,omitempty"`
	Conditions []string `json:"conditions,omitempty"`
	Remedies   []Remedy `json:"remedies,omitempty"`
	Where      Where    `json:"where"`
}

// Fact is a fact that took part, and where it comes from.
type Fact struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Value string `json:"value"`
	From  string `json:"from"`
}

// Remedy is a set of changes after which the rule was evaluated again.
type Remedy struct {
	Changes    []string `json:"changes"`
	Verdict    string   `json:"verdict"`
	Conditions []string `json:"conditions,omitempty"`
}

// Where is the line of the scenario a finding is shown at: the fact that would
// change it, else the option.
type Where struct {
	Line int    `json:"line"`
	Col  int    `json:"col"`
	Key  string `json:"key"`
}

// Open is a fact nobody has stated although a verdict hangs on it.
type Open struct {
	Fact    string   `json:"fact"`
	Label   string   `json:"label"`
	Rules   []string `json:"rules"`
	Options int      `json:"options"`
}

// Outlook is something that may change the picture later. It decides nothing.
type Outlook struct {
	Kind    string `json:"kind"`
	Subject string `json:"subject"`
	On      string `json:"on,omitempty"`
	Text    string `json:"text"`
	Options int    `json:"options"`
}

// Budget is how the cheapest allowed option stands to the scenario's limits.
type Budget struct {
	Option  string `json:"option"`
	Monthly string `json:"monthly"`
	Warn    string `json:"warn,omitempty"`
	Deny    string `json:"deny,omitempty"`
	State   string `json:"state"` // kept, above the warning level, broken
}

// dataOf assesses the given options; the rules' numbers run over all of them.
func dataOf(c *model.Comparison, options []*model.Option) Data {
	d := Data{Name: c.Scenario.Name, Scenario: c.Scenario.Path, AsOf: c.Scenario.AsOf.String(), RuleBook: c.Rules.AsOf().String(),
		Rules: rulesOf(options), Options: []Option{}, Open: []Open{}, Outlook: []Outlook{}, Budget: budgetOf(c)}
	for _, o := range options {
		d.Options = append(d.Options, optionOf(c, o))
		d.Counts.add(o)
	}
	d.Open, d.Outlook = openOf(c, options), outlookOf(options)
	return d
}

func (n *Counts) add(o *model.Option) {
	switch o.Verdict() {
	case sovereignty.Pass:
		n.Pass++
	case sovereignty.Conditions:
		n.Conditions++
	case sovereignty.Unknown:
		n.Unknown++
	case sovereignty.Fail:
		n.Fail++
	default:
		n.None++
	}
	if o.Status == model.Excluded && !o.Assessment.Excludes() {
		n.Policy++
	}
}

func optionOf(c *model.Comparison, o *model.Option) Option {
	x := Option{ID: o.ID, Kind: o.Kind, Provider: o.Provider, Region: o.Region, Country: o.Country, Verdict: o.Verdict().String(), Tiers: map[string]string{}, Findings: []Finding{}, place: placeOf(o)}
	for _, t := range sovereignty.Tiers() {
		if v := o.Assessment.Tier(t); v != sovereignty.NotApplicable {
			x.Tiers[t.String()] = v.String()
		}
	}
	if b, ok := o.Assessment.Binding(); ok {
		x.Binding = b.ID()
	}
	for _, r := range o.Excluded {
		x.Excluded = append(x.Excluded, Reason{r.By, r.Text, r.Reference})
	}
	for _, f := range o.Assessment.Applicable() {
		x.Findings = append(x.Findings, findingOf(c, o, f))
	}
	return x
}

func findingOf(c *model.Comparison, o *model.Option, f sovereignty.Finding) Finding {
	x := Finding{Rule: f.ID(), Verdict: f.Verdict.String(), Why: f.Why, Missing: f.Missing, Facts: []Fact{}}
	for _, b := range f.Because {
		x.Facts = append(x.Facts, Fact{b.Name, b.Label, b.Value.String(), b.From})
	}
	for _, k := range f.Conditions {
		x.Conditions = append(x.Conditions, k.Label)
	}
	remedies := c.Rules.Remedies(f, o.Facts, c.Scenario.AsOf)
	for _, r := range remedies {
		y := Remedy{Verdict: r.Verdict.String()}
		for _, ch := range r.Changes {
			y.Changes = append(y.Changes, ch.Text)
		}
		for _, k := range r.Conditions {
			y.Conditions = append(y.Conditions, k.Label)
		}
		x.Remedies = append(x.Remedies, y)
	}
	x.Where = where(c, o, f, remedies)
	return x
}

// where looks for a line of the scenario that a reader can change: a fact named
// by a remedy, a fact that settled the verdict, the option, the choice of
// candidates.
func where(c *model.Comparison, o *model.Option, f sovereignty.Finding, remedies []sovereignty.Remedy) Where {
	var keys []string
	stated := func(fact string) {
		keys = append(keys, factsheet.JoinKey("facts", fact), fact)
	}
	for _, r := range remedies {
		for _, ch := range r.Changes {
			stated(ch.Fact)
		}
	}
	for _, b := range f.Because {
		stated(b.Name)
	}
	keys = append(optionKeys(c, o, f), keys...)
	keys = append(keys, "candidates", "name", "schema")
	for _, k := range keys {
		if c.Scenario.Doc.Has(k) {
			at := c.Scenario.Doc.At(k)
			return Where{max(at.Line, 1), max(at.Col, 1), k}
		}
	}
	return Where{1, 1, "schema"}
}

// optionKeys are the places of an option that the scenario writes out.
func optionKeys(c *model.Comparison, o *model.Option, f sovereignty.Finding) []string {
	for i, p := range c.Scenario.Options {
		if p.ID != o.ID {
			continue
		}
		at := factsheet.JoinIndex("option", i)
		var keys []string
		for _, b := range f.Because {
			keys = append(keys, factsheet.JoinKey(at+".facts", b.Name))
		}
		return append(keys, at+".id")
	}
	return nil
}
