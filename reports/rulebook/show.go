package rulebook

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/sovereignty"
)

// ShowData is the machine form of one rule: all its rows, the oldest first.
type ShowData struct {
	AsOf string `json:"as_of"`
	Rows []Rule `json:"rows"`
}

// ShowRule is one rule in full, every wording it has had. ok is false where the
// book has no such rule.
func ShowRule(b *sovereignty.RuleBook, id string, on factsheet.Date, p reports.Provenance) (r *reports.Report, ok bool, err error) {
	d := ShowData{AsOf: on.String()}
	in := map[string]bool{}
	for _, x := range b.RulesInForce(on) {
		in[x.ID+day(x.ValidFrom)] = true
	}
	p.AsOf = on.String()
	p.Rules = []reports.Sheet{{Name: "rule book", Date: b.AsOf().String()}}
	r = &reports.Report{Kind: "sovcost/rule/1", Title: id, Provenance: p, Notes: []reports.Note{notAdvice()}}
	for _, row := range b.Rules() {
		if row.ID != id {
			continue
		}
		x := ruleOf(b, row, in[row.ID+day(row.ValidFrom)])
		d.Rows = append(d.Rows, x)
		if len(d.Rows) == 1 || x.InForce {
			r.Title = id + ": " + x.Title
		}
		n := len(d.Rows)
		title := "The rule"
		if x.ValidFrom != "" {
			title = "From " + x.ValidFrom
		}
		if x.ValidUntil != "" {
			title += " until " + x.ValidUntil
		}
		r.Sections = append(r.Sections, reports.Section{Title: title + " (" + state(x, row, on) + ")", Text: facts(x), Table: outcomes(fmt.Sprintf("outcomes_%d", n), x)})
	}
	if len(d.Rows) == 0 {
		return nil, false, nil
	}
	r.Sections = append(r.Sections, reports.Section{Title: "Facts it asks for", Table: asked(b, d.Rows)})
	r.Data = d
	r.Answer = []string{answer(d)}
	return r, true, r.Validate()
}

func answer(d ShowData) string {
	for _, x := range d.Rows {
		if x.InForce {
			return fmt.Sprintf("%s is in force on %s (%s, %s): %s.", x.ID, d.AsOf, plain(x.Tier), x.Jurisdiction, x.Reference)
		}
	}
	x := d.Rows[0]
	return fmt.Sprintf("%s is not in force on %s (%s, %s): %s.", x.ID, d.AsOf, plain(x.Tier), x.Jurisdiction, x.Reference)
}

// facts are the rule's own data, one sentence each.
func facts(x Rule) []string {
	out := []string{"Reference: " + x.Reference + ". Checked on " + x.CheckedOn + ", trust " + x.Confidence + ".", "Applies when: " + x.Applies + "."}
	if len(x.Sectors) > 0 {
		out = append(out, "Only for: "+plain(strings.Join(x.Sectors, ", "))+".")
	}
	if x.Unless != "" {
		out = append(out, "Unless: "+x.Unless+".")
	}
	if x.Watch != "" {
		out = append(out, "Watch: "+x.Watch+".")
	}
	if x.Note != "" {
		out = append(out, "Note: "+x.Note+".")
	}
	return out
}

func outcomes(id string, x Rule) *reports.Table {
	t := &reports.Table{ID: id, Columns: []reports.Column{{Key: "verdict", Title: "Verdict", Kind: reports.KindVerdict}, {Key: "if", Title: "If (the first that is met decides)"},
		{Key: "why", Title: "Why"}, {Key: "conditions", Title: "What must be done", Priority: 1}}}
	for _, o := range x.Outcomes {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Judged(reports.Verdict(o.Verdict), ""), reports.Words(o.If), reports.Words(o.Why), reports.Words(strings.Join(o.Conditions, "; "))}})
	}
	return t
}

func asked(b *sovereignty.RuleBook, rows []Rule) *reports.Table {
	t := &reports.Table{ID: "facts", Columns: []reports.Column{{Key: "fact", Title: "Fact"}, {Key: "meaning", Title: "Meaning"}, {Key: "values", Title: "Values"}, {Key: "change", Title: "How a customer changes it", Priority: 1}}}
	seen := map[string]bool{}
	for _, x := range rows {
		for _, f := range x.Facts {
			if seen[f] {
				continue
			}
			seen[f] = true
			info, _ := b.FactInfo(f)
			values := strings.Join(info.Values, ", ")
			if values == "" {
				values = map[string]string{"bool": "true or false", "number": "a number", "text": "a word", "set": "a list of words", "country": "a country code", "countries": "a list of country codes"}[info.Type]
			}
			t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(f), reports.Words(info.Label), reports.Words(values), reports.Words(info.Change)}})
		}
	}
	return t
}
