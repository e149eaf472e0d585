package model

import (
	"fmt"
	"maps"
	"slices"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/sovereignty"
)

// regionWord in a list of countries of the scenario stands for the country of
// each option's region: "backups stay where processing is".
const regionWord = "@region"

// scenarioFacts are the facts the scenario states, from [data], [facts] and
// sector. Each carries its place in the file.
func (e *engine) scenarioFacts() (sovereignty.Facts, error) {
	facts := sovereignty.Facts{}
	var problems factsheet.Problems
	read := func(key string, table map[string]any) {
		f, ps := e.src.Rules.ReadFacts(e.s.Doc, key, table, "")
		problems = append(problems, ps...)
		facts = facts.With(f)
	}
	e.s.Facts = flat("", e.s.Facts)
	read("facts", withoutRegion(e.s.Facts))
	if len(e.s.Data) > 0 {
		read("", map[string]any{"data": withoutRegion(e.s.Data)})
	}
	if len(e.s.Sector) > 0 {
		list := make([]any, len(e.s.Sector))
		for i, s := range e.s.Sector {
			list[i] = s
		}
		read("", map[string]any{"sector": list})
	}
	return facts, problems.Err()
}

// flat writes nested tables of facts with dotted names: [facts.placement] backup
// and "placement.backup" say the same.
func flat(prefix string, table map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range table {
		name := prefix + k
		sub, ok := v.(map[string]any)
		if !ok {
			out[name] = v
			continue
		}
		maps.Copy(out, flat(name+".", sub))
	}
	return out
}

// withoutRegion leaves out the lists that name each option's own region; law
// fills them per option.
func withoutRegion(table map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range table {
		if !namesRegion(v) {
			out[k] = v
		}
	}
	return out
}

func namesRegion(v any) bool {
	switch x := v.(type) {
	case string:
		return x == regionWord
	case []any:
		return slices.ContainsFunc(x, func(y any) bool { return y == regionWord })
	}
	return false
}

// law puts the option's facts together and asks the rule book. Facts of the
// option win over the scenario's, those over the provider's.
func (e *engine) law(c candidate, o *Option) error {
	facts := sovereignty.Facts{}
	if p, ok := e.src.Rules.Provider(o.Provider); ok {
		facts = p.Facts(e.s.AsOf)
	} else if c.own != nil && c.own.Operator == "" {
		o.Warnings = append(o.Warnings, o.ID+": what law asks about its operator is yourself; state it in ["+c.key+".facts]")
	} else {
		o.Warnings = append(o.Warnings, fmt.Sprintf("nothing is known about who owns %s: add provider facts with --rules DIR", o.Provider))
	}
	facts = e.serviceFacts(c).With(facts).With(e.facts)
	if _, ok := facts["placement.processing"]; !ok && o.Country != "" && o.Country != "unknown" {
		facts.Set("placement.processing", sovereignty.Set(o.Country), "region "+o.Region+" of price sheet "+o.Sheet.ID)
	}
	for name, v := range e.s.Facts {
		if namesRegion(v) {
			facts.Set(name, sovereignty.Set(regionOf(v, o.Country)...), e.s.Doc.At(factsheet.JoinKey("facts", name)).String())
		}
	}
	if len(c.facts) > 0 {
		own, ps := e.src.Rules.ReadFacts(e.s.Doc, c.key+".facts", c.facts, "")
		if len(ps) > 0 {
			return ps
		}
		facts = facts.With(own)
	}
	o.Facts = facts
	o.Assessment = e.src.Rules.Assess(facts, e.s.AsOf)
	for _, f := range o.Assessment.Excluding() {
		o.Excluded = append(o.Excluded, Reason{By: f.Rule.ID, Text: f.Why, Reference: f.Rule.Reference})
	}
	e.isolation(o)
	return nil
}

// serviceFacts are what the kind of option itself says about the service.
func (e *engine) serviceFacts(c candidate) sovereignty.Facts {
	if c.own != nil {
		return ownFacts(c.own)
	}
	f := sovereignty.Facts{}
	const from = "kind of the option"
	f.Set("service.model", sovereignty.Text(map[string]string{"function": "faas", "container": "caas", "vm": "iaas"}[c.kind]), from)
	f.Set("service.deployment", sovereignty.Text("public_cloud"), from)
	f.Set("service.data_processing_service", sovereignty.Bool(true), from)
	f.Set("service.ict_third_party", sovereignty.Bool(true), from)
	return f
}

func regionOf(v any, country string) []string {
	list, ok := v.([]any)
	if !ok {
		return []string{country}
	}
	var out []string
	for _, x := range list {
		s := fmt.Sprint(x)
		if s == regionWord {
			s = country
		}
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// isolation takes out what is isolated less than the scenario demands. It is
// the scenario's own policy, not law.
func (e *engine) isolation(o *Option) {
	want := e.s.Isolation.Required
	if want == "" {
		return
	}
	have := o.IsolationRung()
	if have == "" {
		o.Warnings = append(o.Warnings, "how strongly it isolates is not known; the scenario asks for "+want)
		o.Excluded = append(o.Excluded, Reason{By: "isolation.required", Text: "the isolation is not known, the scenario asks for at least " + want, Reference: "policy of the scenario"})
		return
	}
	if slices.Index(scenario.Ladder, have) < slices.Index(scenario.Ladder, want) {
		o.Excluded = append(o.Excluded, Reason{By: "isolation.required", Text: fmt.Sprintf("isolated by %s, the scenario asks for at least %s", have, want), Reference: "policy of the scenario"})
	}
}

// IsolationRung is the option's rung of the isolation ladder, "" when not known.
// An orchestrator on nodes of its own shares a kernel among the workload's own
// replicas and a virtual machine with nobody.
func (o *Option) IsolationRung() string {
	if o.Nodes != nil {
		return rungOr(o.Nodes.Isolation, "vm")
	}
	if o.Kind == "vm" {
		return rungOr(o.Product.Isolation, "vm")
	}
	return o.Product.Isolation
}

func rungOr(rung, def string) string {
	if rung == "" {
		return def
	}
	return rung
}

// Verdict is what the rule book says about the option.
func (o *Option) Verdict() sovereignty.Verdict { return o.Assessment.Verdict() }
