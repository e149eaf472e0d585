package rulebook

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/sovereignty"
)

// ListData is the machine form of the list.
type ListData struct {
	AsOf      string     `json:"as_of"`
	InForce   int        `json:"in_force"`
	Rules     []Rule     `json:"rules"`
	Providers []Provider `json:"providers"`
}

// notAdvice stands under every report about law.
func notAdvice() reports.Note {
	return reports.Note{ID: "advice", Level: reports.NoteInfo, Text: "a reading of published texts, not legal advice; trust says how well a row was checked: high = read in a published source, medium = general knowledge, low = check before use"}
}

// List is every rule of the book, in force or not on the day, and every provider.
func List(b *sovereignty.RuleBook, on factsheet.Date, p reports.Provenance) (*reports.Report, error) {
	d := ListData{AsOf: on.String(), Rules: []Rule{}, Providers: []Provider{}}
	in := map[string]bool{}
	for _, r := range b.RulesInForce(on) {
		in[r.ID+day(r.ValidFrom)] = true
	}
	t := &reports.Table{ID: "rules", Columns: []reports.Column{{Key: "rule", Title: "Rule"}, {Key: "tier", Title: "Tier"}, {Key: "from", Title: "From", Kind: reports.KindDate},
		{Key: "until", Title: "Until", Kind: reports.KindDate}, {Key: "state", Title: "On the day"}, {Key: "title", Title: "What it says"}, {Key: "confidence", Title: "Trust"},
		{Key: "reference", Title: "Reference", Priority: 1}}}
	for _, r := range b.Rules() {
		x := ruleOf(b, r, in[r.ID+day(r.ValidFrom)])
		d.Rules = append(d.Rules, x)
		if x.InForce {
			d.InForce++
		}
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(x.ID), reports.Words(plain(x.Tier)), reports.Date(x.ValidFrom), reports.Date(x.ValidUntil),
			reports.Words(state(x, r, on)), reports.Words(x.Title), reports.Words(x.Confidence), reports.Words(x.Reference)}})
	}
	who := &reports.Table{ID: "providers", Columns: []reports.Column{{Key: "provider", Title: "Provider"}, {Key: "entity", Title: "Contract with"}, {Key: "seat", Title: "Seat"},
		{Key: "owners", Title: "Owned by, up to the last"}, {Key: "confidence", Title: "Trust"}, {Key: "as_of", Title: "As of"}}}
	for _, q := range b.Providers() {
		d.Providers = append(d.Providers, providerOf(q))
		who.Rows = append(who.Rows, reports.Row{Cells: []reports.Cell{reports.Words(q.ID), reports.Words(q.Entity), reports.Words(q.Seat), reports.Words(chainWords(q)),
			reports.Words(q.Confidence), reports.Words(q.AsOf.String())}})
	}
	p.AsOf = on.String()
	p.Rules = []reports.Sheet{{Name: "rule book", Date: b.AsOf().String()}}
	r := &reports.Report{Kind: "sovcost/rules/1", Title: "Rule book", Data: d, Provenance: p, Notes: []reports.Note{notAdvice()},
		Sections: []reports.Section{{Table: t}, {Title: "Who owns whom", Table: who}},
		Answer: []string{fmt.Sprintf("%d rules, of which %d rows are in force on %s; %d providers with their owners.", len(b.RuleIDs()), d.InForce, on, len(d.Providers)),
			"sovcost rules show ID tells one of them in full."}}
	return r, r.Validate()
}

// state says how a row stands on the day.
func state(x Rule, r sovereignty.Rule, on factsheet.Date) string {
	switch {
	case x.InForce:
		return "in force"
	case r.Tier == sovereignty.Proposal:
		return "outlook"
	case on.Before(r.ValidFrom):
		return "not yet"
	}
	return "ended"
}

func plain(word string) string { return strings.ReplaceAll(word, "_", " ") }

// chainWords is the chain of owners in one line.
func chainWords(p sovereignty.Provider) string {
	if len(p.Parents) == 0 {
		if p.ChainComplete {
			return "nobody above it"
		}
		return "not known"
	}
	var out []string
	for _, o := range p.Parents {
		s := o.Name + " (" + o.Country
		if o.Share.IsSet() {
			s += ", " + o.Share.Decimal().Shift(2).String() + " %"
		}
		out = append(out, s+")")
	}
	text := strings.Join(out, " < ")
	if !p.ChainComplete {
		text += " < not known"
	}
	return text
}
