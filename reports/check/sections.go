package check

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/sovereignty"
)

// shared is a finding with all groups about which it says the same.
type shared struct {
	Finding
	groups []group
}

// sharedBy joins findings of the groups that have the same text.
func sharedBy(gs []group, pick func(g group) []Finding, key func(Finding) string) []shared {
	var out []shared
	seen := map[string]int{}
	for _, g := range gs {
		for _, f := range pick(g) {
			k := key(f)
			i, ok := seen[k]
			if !ok {
				i = len(out)
				seen[k] = i
				out = append(out, shared{Finding: f})
			}
			out[i].groups = append(out[i].groups, g)
		}
	}
	return out
}

// binding is the rule that decides each group, with the facts it used. Where the
// option is excluded every rule that excludes it is shown.
func binding(d Data, gs []group) *reports.Table {
	t := &reports.Table{ID: "binding", Columns: []reports.Column{{Key: "verdict", Title: "Verdict", Kind: reports.KindVerdict}, {Key: "rule", Title: "Rule"}, {Key: "why", Title: "Why"},
		{Key: "facts", Title: "Facts used"}, {Key: "options", Title: "Options"}}}
	pick := func(g group) []Finding {
		var out []Finding
		for _, f := range g.options[0].Findings {
			excludes := f.Verdict == "fail" && tierOf(d, f.Rule) <= 1
			if f.Rule == g.options[0].Binding && f.Verdict != "pass" || excludes {
				out = append(out, f)
			}
		}
		return out
	}
	list := sharedBy(gs, pick, func(f Finding) string { return f.Rule + f.Verdict + f.Why + factText(f, "") })
	for _, s := range list {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Judged(reports.Verdict(s.Verdict), ""), reports.Words(s.Rule), reports.Words(s.Why),
			reports.Words(factText(s.Finding, places(s))), reports.Words(names(s.groups))}})
	}
	for _, g := range gs {
		for _, r := range g.options[0].Excluded {
			if !slices.ContainsFunc(d.Rules, func(x Rule) bool { return x.ID == r.By }) {
				t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Judged(reports.VerdictFail, "own policy"), reports.Words(r.By), reports.Words(r.Text), reports.Words(r.Reference), reports.Words(g.name())}})
			}
		}
	}
	return t
}

func tierOf(d Data, rule string) int {
	for _, r := range d.Rules {
		if r.ID == rule {
			return slices.Index([]string{"law", "supervisory", "policy", "soft_law", "framework", "proposal"}, r.Tier)
		}
	}
	return 9
}

// factText is the facts of a finding in one cell, missing ones last. Where every
// list of places says the same, "all places" stands for them; at is said of them.
func factText(f Finding, at string) string {
	var out []string
	var lists, values []string
	for _, x := range f.Facts {
		if isPlaces(x.Name) {
			lists = append(lists, x.Label+": "+x.Value)
			if !slices.Contains(values, x.Value) {
				values = append(values, x.Value)
			}
			continue
		}
		out = append(out, x.Label+": "+x.Value)
	}
	switch {
	case len(lists) > 1 && len(values) == 1:
		out = append([]string{"all places: " + at}, out...)
	default:
		out = append(lists, out...)
	}
	for _, m := range f.Missing {
		out = append(out, m+": not stated")
	}
	return strings.Join(out, "; ")
}

func isPlaces(fact string) bool { return slices.Contains(sovereignty.PlaceLists(), fact) }

// places are the values that the lists of places have among the groups.
func places(s shared) string {
	var out []string
	for _, g := range s.groups {
		for _, o := range g.options {
			for _, f := range o.Findings {
				for _, x := range f.Facts {
					if f.Rule == s.Rule && isPlaces(x.Name) && !slices.Contains(out, x.Value) {
						out = append(out, x.Value)
					}
				}
			}
		}
	}
	slices.Sort(out)
	if len(out) > 1 {
		return strings.Join(out, " or ") + ", each option its own"
	}
	return strings.Join(out, "")
}

// conditions are the duties that come with each rule.
func conditions(_ Data, gs []group) *reports.Table {
	t := &reports.Table{ID: "conditions", Columns: []reports.Column{{Key: "do", Title: "Do"}, {Key: "rule", Title: "Rule"}, {Key: "options", Title: "Options", Kind: reports.KindQuantity}}}
	pick := func(g group) []Finding {
		var out []Finding
		for _, f := range g.options[0].Findings {
			if f.Verdict == "conditions" {
				out = append(out, f)
			}
		}
		return out
	}
	for _, s := range sharedBy(gs, pick, func(f Finding) string { return f.Rule + strings.Join(f.Conditions, ";") }) {
		for _, c := range s.Conditions {
			t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(c), reports.Words(s.Rule), count(size(s.groups))}})
		}
	}
	return t
}

// remedies are the tried ways to a better verdict.
func remedies(_ Data, gs []group) *reports.Table {
	t := &reports.Table{ID: "remedies", Columns: []reports.Column{{Key: "rule", Title: "Rule"}, {Key: "now", Title: "Now", Kind: reports.KindVerdict}, {Key: "change", Title: "Change"},
		{Key: "then", Title: "Then", Kind: reports.KindVerdict}, {Key: "options", Title: "Options", Kind: reports.KindQuantity}}}
	pick := func(g group) []Finding {
		var out []Finding
		for _, f := range g.options[0].Findings {
			for _, r := range f.Remedies {
				one := f
				one.Remedies = []Remedy{r}
				out = append(out, one)
			}
		}
		return out
	}
	text := func(f Finding) string { return strings.Join(f.Remedies[0].Changes, " and ") }
	for _, s := range sharedBy(gs, pick, func(f Finding) string { return f.Rule + f.Verdict + text(f) + f.Remedies[0].Verdict }) {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(s.Rule), reports.Judged(reports.Verdict(s.Verdict), ""), reports.Words(text(s.Finding)),
			reports.Judged(reports.Verdict(s.Remedies[0].Verdict), ""), count(size(s.groups))}})
	}
	slices.SortStableFunc(t.Rows, func(a, b reports.Row) int { return strings.Compare(a.Cells[0].Text, b.Cells[0].Text) })
	return t
}

func open(d Data) *reports.Table {
	t := &reports.Table{ID: "open", Columns: []reports.Column{{Key: "fact", Title: "Fact"}, {Key: "meaning", Title: "Meaning"}, {Key: "rules", Title: "Would decide"}, {Key: "options", Title: "Options", Kind: reports.KindQuantity}}}
	for _, o := range d.Open {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(o.Fact), reports.Words(o.Label), reports.Words(strings.Join(o.Rules, ", ")), count(o.Options)}})
	}
	return t
}

// used is a fact that took part, with every value it has among the options.
type used struct {
	name, from string
	values     []string
	rules      []string
	options    map[string]bool
}

// facts are the facts that took part, once per source.
func facts(d Data) *reports.Table {
	byKey := map[string]*used{}
	for _, o := range d.Options {
		for _, f := range o.Findings {
			for _, x := range f.Facts {
				from := x.From
				if strings.HasPrefix(from, "region ") && len(d.Options) > 1 {
					from = "the region on each option's price sheet"
				}
				u := byKey[x.Name+"\x00"+from]
				if u == nil {
					u = &used{name: x.Name, from: from, options: map[string]bool{}}
					byKey[x.Name+"\x00"+from] = u
				}
				u.values, u.rules = with(u.values, x.Value), with(u.rules, f.Rule)
				u.options[o.ID] = true
			}
		}
	}
	t := &reports.Table{ID: "facts", Columns: []reports.Column{{Key: "fact", Title: "Fact"}, {Key: "value", Title: "Value"}, {Key: "from", Title: "Where from"}, {Key: "rules", Title: "Rules", Priority: 1},
		{Key: "options", Title: "Options", Kind: reports.KindQuantity}}}
	for _, k := range slices.Sorted(maps.Keys(byKey)) {
		u := byKey[k]
		slices.Sort(u.values)
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(u.name), reports.Words(strings.Join(u.values, " | ")), reports.Words(u.from), reports.Words(numbers(d, u.rules)), count(len(u.options))}})
	}
	return t
}

func with(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// numbers are the columns of rules in the matrix.
func numbers(d Data, rules []string) string {
	var out []string
	for _, r := range d.Rules {
		if slices.Contains(rules, r.ID) {
			out = append(out, strconv.Itoa(r.Number))
		}
	}
	return strings.Join(out, ", ")
}

func outlook(d Data) *reports.Table {
	t := &reports.Table{ID: "outlook", Columns: []reports.Column{{Key: "kind", Title: "Kind"}, {Key: "subject", Title: "Concerns"}, {Key: "on", Title: "On"}, {Key: "text", Title: "What"}, {Key: "options", Title: "Options", Kind: reports.KindQuantity}}}
	for _, o := range d.Outlook {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(o.Kind), reports.Words(o.Subject), reports.Words(o.On), reports.Words(o.Text), count(o.Options)}})
	}
	return t
}

func count(n int) reports.Cell { return reports.Quantity(decimal.NewFromInt(int64(n)), "") }
