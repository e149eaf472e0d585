package rulebook

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/sovereignty"
)

// oldDays is the age at which a row should be read again.
const oldDays = 365

// CheckData is the machine form of a check.
type CheckData struct {
	AsOf       string    `json:"as_of"`
	Rules      int       `json:"rules"`
	Rows       int       `json:"rows"`
	Providers  int       `json:"providers"`
	Unverified []Concern `json:"not_verified"`
	Ending     []Concern `json:"ending"`
	Old        []Concern `json:"checked_long_ago"`
	Cases      int       `json:"cases"`
	Failed     []string  `json:"failed_cases"`
}

// Concern is something about a row that a reader should know.
type Concern struct {
	Rule string `json:"rule"`
	Text string `json:"text"`
}

// Check looks through a book that was read without problems: rows that were not
// verified on the primary text, that end, or that nobody has read for a year; and
// it runs cases.
func Check(b *sovereignty.RuleBook, cases []sovereignty.Case, on factsheet.Date, p reports.Provenance) (*reports.Report, error) {
	d := CheckData{AsOf: on.String(), Rules: len(b.RuleIDs()), Rows: len(b.Rules()), Providers: len(b.Providers()), Cases: len(cases),
		Unverified: []Concern{}, Ending: []Concern{}, Old: []Concern{}, Failed: []string{}}
	for _, r := range b.Rules() {
		if r.Confidence != "high" {
			d.Unverified = append(d.Unverified, Concern{r.ID, "trust " + r.Confidence + ": " + r.Reference})
		}
		if !r.ValidUntil.IsZero() && !r.ValidUntil.Before(on) {
			d.Ending = append(d.Ending, Concern{r.ID, "ends on " + r.ValidUntil.String()})
		}
		if age := on.DaysSince(r.AsOf.Date); age > oldDays {
			d.Old = append(d.Old, Concern{r.ID, fmt.Sprintf("checked on %s, %d days before %s", r.AsOf, age, on)})
		}
	}
	for _, c := range cases {
		if res := b.RunCase(c); !res.OK() {
			d.Failed = append(d.Failed, res.String())
		}
	}
	t := &reports.Table{ID: "counts", Columns: []reports.Column{{Key: "what", Title: "What"}, {Key: "count", Title: "Count", Kind: reports.KindQuantity}}}
	for _, row := range []struct {
		what string
		n    int
	}{{"rules", d.Rules}, {"rows (wordings of rules)", d.Rows}, {"providers", d.Providers}, {"rows not verified on the primary text", len(d.Unverified)},
		{"rows with a last day to come", len(d.Ending)}, {"rows checked more than a year before", len(d.Old)}, {"cases run", d.Cases}, {"cases that give another verdict", len(d.Failed)}} {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(row.what), reports.Quantity(decimal.NewFromInt(int64(row.n)), "")}})
	}
	p.AsOf = on.String()
	p.Rules = []reports.Sheet{{Name: "rule book", Date: b.AsOf().String()}}
	r := &reports.Report{Kind: "sovcost/rules-check/1", Title: "Rule book, checked", Data: d, Provenance: p, Notes: []reports.Note{notAdvice()}, Sections: []reports.Section{{Table: t}}}
	r.Answer = []string{fmt.Sprintf("Every file of the rule book is in order: %d rules, each with its reference.", d.Rules)}
	if d.Cases > 0 {
		r.Answer = append(r.Answer, fmt.Sprintf("%d of %d cases give the expected verdict.", d.Cases-len(d.Failed), d.Cases))
	}
	for _, s := range []struct {
		title, id string
		list      []Concern
	}{{"Not verified on the primary text", "not_verified", d.Unverified}, {"Last day to come", "ending", d.Ending}, {"Checked more than a year before", "old", d.Old}} {
		if len(s.list) > 0 {
			r.Sections = append(r.Sections, reports.Section{Title: s.title, Table: concerns(s.id, s.list)})
		}
	}
	if len(d.Failed) > 0 {
		r.Sections = append(r.Sections, reports.Section{Title: "Cases that give another verdict", Text: d.Failed})
	}
	return r, r.Validate()
}

func concerns(id string, list []Concern) *reports.Table {
	t := &reports.Table{ID: id, Columns: []reports.Column{{Key: "rule", Title: "Rule"}, {Key: "text", Title: "What"}}}
	for _, c := range list {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(c.Rule), reports.Words(c.Text)}})
	}
	return t
}
