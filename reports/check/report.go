package check

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/reports"
)

// Report is the matrix of options and rules with what binds each of them. The
// provenance is the comparison's.
func Report(c *model.Comparison, options []*model.Option, p reports.Provenance) (*reports.Report, error) {
	d := dataOf(c, options)
	p.Sheets, p.FX, p.Rounding = nil, nil, ""
	gs := groupsOf(d)
	r := &reports.Report{Kind: Kind, Title: c.Scenario.Name + ": what may be done", Data: d, Provenance: p, Answer: answer(d)}
	add := func(title string, t *reports.Table, text ...string) {
		if t != nil && len(t.Rows) > 0 {
			r.Sections = append(r.Sections, reports.Section{Title: title, Text: text, Table: t})
		}
	}
	add("Every option against every rule", matrix(d, gs), "F fail, U unknown because a fact is missing, C allowed with conditions, P pass, - does not apply. The numbers are the rules below.")
	add("The rules", legend(d))
	add("What binds", binding(d, gs))
	add("What must be done where the verdict is \"conditions\"", conditions(d, gs))
	add("What would turn it into something better", remedies(d, gs), "Each way was tried: the rule was evaluated again with the changes made. Data does not become less personal here; only what a customer can change, or has yet to establish, is changed.")
	add("Facts nobody has stated", open(d))
	add("Facts the verdicts rest on", facts(d))
	add("Outlook: decides nothing today", outlook(d))
	r.Notes = []reports.Note{{ID: "advice", Level: reports.NoteInfo, Text: "not legal advice: a reading of published texts as of " + d.RuleBook + "; have anything of tier law looked at before you rely on it"},
		{ID: "tiers", Level: reports.NoteInfo, Text: "only law and supervision take an option out; policy, soft law and frameworks are shown beside them and never merged"}}
	return r, r.Validate()
}

// answer says the result in sentences; the first stands alone.
func answer(d Data) []string {
	n := d.Counts
	total := len(d.Options)
	allowed := total - n.Fail - n.Policy
	var out []string
	if total == 1 {
		o := d.Options[0]
		out = append(out, fmt.Sprintf("%s: the verdict is %q on %s.", o.ID, o.Verdict, d.AsOf))
	} else {
		out = append(out, fmt.Sprintf("%d of %s may be used on %s: %d pass, %d with conditions, %d with an open question.", allowed, plural(total, "option"), d.AsOf,
			n.Pass+n.None-policyOf(d, "pass", "n/a"), n.Conditions-policyOf(d, "conditions"), n.Unknown-policyOf(d, "unknown")))
	}
	if n.Fail > 0 && total > 1 {
		out = append(out, fmt.Sprintf("Law or supervision takes out %s.", plural(n.Fail, "option")))
	}
	if n.Policy > 0 {
		out = append(out, fmt.Sprintf("The scenario's own policy takes out %s more.", plural(n.Policy, "option")))
	}
	if len(d.Open) > 0 {
		out = append(out, fmt.Sprintf("The first thing to establish: %s (%s), open on %s.", d.Open[0].Fact, d.Open[0].Label, plural(d.Open[0].Options, "option")))
	}
	if b := d.Budget; b != nil {
		limit := b.Deny
		if limit == "" {
			limit = b.Warn
		}
		out = append(out, fmt.Sprintf("The budget of %s is %s: %s costs %s a month.", limit, b.State, b.Option, b.Monthly))
	}
	return out
}

// policyOf counts options of these verdicts that the own policy takes out.
func policyOf(d Data, verdicts ...string) int {
	n := 0
	for _, o := range d.Options {
		for _, v := range verdicts {
			if o.Verdict == v && len(o.Excluded) > 0 {
				n++
			}
		}
	}
	return n
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

var letters = map[string]string{"fail": "F", "unknown": "U", "conditions": "C", "pass": "P"}

// matrix is one row per group, one narrow column per rule.
func matrix(d Data, gs []group) *reports.Table {
	t := &reports.Table{ID: "matrix", Columns: []reports.Column{{Key: "options", Title: "Options"}, {Key: "count", Title: "No.", Kind: reports.KindQuantity},
		{Key: "verdict", Title: "Law", Kind: reports.KindVerdict}}}
	for _, r := range d.Rules {
		t.Columns = append(t.Columns, reports.Column{Key: "r" + strconv.Itoa(r.Number), Title: strconv.Itoa(r.Number), Align: reports.AlignRight})
	}
	for _, g := range gs {
		o := g.options[0]
		row := reports.Row{Cells: []reports.Cell{reports.Words(g.name()), reports.Quantity(decimal.NewFromInt(int64(len(g.options))), ""), reports.Judged(reports.Verdict(o.Verdict), own(o))}}
		if len(o.Excluded) > 0 {
			row.Style = reports.RowExcluded
		}
		for _, r := range d.Rules {
			letter := "-"
			if f, ok := g.finding(r.ID); ok {
				letter = letters[f.Verdict]
			}
			row.Cells = append(row.Cells, reports.Words(letter))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// own marks an option that the scenario's own policy takes out.
func own(o Option) string {
	if len(o.Excluded) > 0 && o.Verdict != "fail" {
		return "(own policy: out)"
	}
	return ""
}

func legend(d Data) *reports.Table {
	t := &reports.Table{ID: "rules", Columns: []reports.Column{{Key: "number", Title: "#", Align: reports.AlignRight}, {Key: "rule", Title: "Rule"}, {Key: "tier", Title: "Tier"},
		{Key: "title", Title: "What it says"}, {Key: "reference", Title: "Reference"}, {Key: "trust", Title: "Trust", Priority: 1}}}
	for _, r := range d.Rules {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(strconv.Itoa(r.Number)), reports.Words(r.ID), reports.Words(strings.ReplaceAll(r.Tier, "_", " ")),
			reports.Words(r.Title), reports.Words(r.Reference), reports.Words(r.Confidence)}})
	}
	return t
}
