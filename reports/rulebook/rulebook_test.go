package rulebook

import (
	"strings"
	"testing"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/sovereignty"
)

func book(t *testing.T) *sovereignty.RuleBook {
	t.Helper()
	b, err := sovereignty.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func date(t *testing.T, s string) factsheet.Date {
	t.Helper()
	d, err := factsheet.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The day before a rule begins, on that day, on its last day and the day after.
func TestStateOnTheEdges(t *testing.T) {
	b := book(t)
	for _, c := range []struct{ id, on, want string }{
		{"ch.fadp.us_dpf", "2024-09-14", "not yet"}, {"ch.fadp.us_dpf", "2024-09-15", "in force"},
		{"de.sgb5.393", "2025-06-30", "in force ended-or-later"}, {"de.sgb5.393", "2025-07-01", "ended in force"},
		{"eu.cada.ual1", "2026-11-23", "outlook"},
	} {
		r, err := List(b, date(t, c.on), reports.Provenance{})
		if err != nil {
			t.Fatal(err)
		}
		var states []string
		for _, row := range r.Sections[0].Table.Rows {
			if row.Cells[0].Text == c.id {
				states = append(states, row.Cells[4].Text)
			}
		}
		got := strings.Join(states, " ")
		if c.want == "in force ended-or-later" {
			c.want = "in force not yet"
		}
		if got != c.want {
			t.Errorf("%s on %s: %q, want %q", c.id, c.on, got, c.want)
		}
	}
}

// Every rule and provider can be shown, and no fact of a rule is without words.
func TestEverythingShows(t *testing.T) {
	b := book(t)
	on := b.AsOf()
	for _, id := range b.RuleIDs() {
		r, ok, err := ShowRule(b, id, on, reports.Provenance{})
		if err != nil || !ok {
			t.Fatalf("%s: %v %v", id, ok, err)
		}
		for _, x := range r.Data.(ShowData).Rows {
			if x.Reference == "" || x.Applies == "" || len(x.Outcomes) == 0 {
				t.Errorf("%s says nothing: %+v", id, x)
			}
			for _, o := range x.Outcomes {
				if strings.Contains(o.If, "  ") || strings.HasPrefix(o.If, " ") || strings.HasSuffix(o.If, " ") {
					t.Errorf("%s: a fact without words in %q", id, o.If)
				}
			}
		}
	}
	for _, p := range b.Providers() {
		if _, err := ShowProvider(b, p, on, reports.Provenance{}); err != nil {
			t.Errorf("%s: %v", p.ID, err)
		}
	}
	if _, ok, err := ShowRule(b, "no.such.rule", on, reports.Provenance{}); ok || err != nil {
		t.Error("a rule that is not there was shown")
	}
}
