package pricelist

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/catalog/compose"
	"github.com/sovcost/sovcost/pricing/catalog/gate"
	"github.com/sovcost/sovcost/reports"
)

// Finding is one thing the gate says of a sheet.
type Finding struct {
	File  string `json:"file"`
	Line  int    `json:"line"`
	Level string `json:"level"`
	Check string `json:"check"`
	What  string `json:"what"`
	Try   string `json:"try,omitempty"`
}

// jumpLimit is the move of a price against the embedded sheet that is warned of:
// the largest rise of a European list in 2026 was about a third.
var jumpLimit = decimal.RequireFromString("0.35")

// Judge holds every sheet against the gate, and those that replace an embedded
// sheet against it. Places of one file are one finding; notices are left out.
func Judge(lib, ships *pricing.Library) []Finding {
	var out []Finding
	for _, s := range lib.Sheets() {
		rows := compose.Rows(s)
		found := gate.Check(rows)
		if old, ok := ships.Sheet(s.ID); ok && old.Doc.Digest() != s.Doc.Digest() && old.Currency == s.Currency {
			found = append(found, gate.Jump(compose.Rows(old), rows, jumpLimit)...)
		}
		for _, f := range found {
			if f.Level == gate.Notice {
				continue
			}
			x := Finding{File: filepath.ToSlash(s.Doc.Path), Line: f.Line, Level: f.Level.String(), Check: f.Check, What: f.Subject + ": " + f.What, Try: f.Try}
			same := func(o Finding) bool { return o.File == x.File && o.Line == x.Line && o.Check == x.Check }
			if !slices.ContainsFunc(out, same) {
				out = append(out, x)
			}
		}
	}
	return out
}

// Wrong counts the findings that cannot be right.
func Wrong(found []Finding) int {
	n := 0
	for _, f := range found {
		if f.Level == gate.Error.String() {
			n++
		}
	}
	return n
}

// CheckData is the machine form of a check.
type CheckData struct {
	Sheets   int         `json:"sheets"`
	Errors   int         `json:"errors"`
	Findings []Finding   `json:"findings"`
	Stale    []StaleData `json:"stale"`
}

// StaleData is one old price.
type StaleData struct {
	Sheet string `json:"sheet"`
	Meter string `json:"meter"`
	AsOf  string `json:"as_of"`
	Days  int    `json:"days,omitempty"`
	Old   bool   `json:"refused_under_strict"`
}

// Check tells what the gate finds and lists the prices that are old on the day.
func Check(lib *pricing.Library, found []Finding, asOf factsheet.Date, p reports.Provenance) (*reports.Report, error) {
	p.AsOf = asOf.String()
	d := CheckData{Sheets: len(lib.IDs()), Errors: Wrong(found), Findings: append([]Finding{}, found...), Stale: []StaleData{}}
	t := &reports.Table{ID: "stale", Columns: []reports.Column{
		{Key: "sheet", Title: "Sheet"}, {Key: "meter", Title: "Meter"}, {Key: "as_of", Title: "As of"}, {Key: "days", Title: "Days", Kind: reports.KindQuantity}, {Key: "strict", Title: "Under --strict"},
	}}
	old := 0
	for _, s := range lib.Stale(asOf) {
		d.Stale = append(d.Stale, StaleData{s.Sheet, s.Meter, s.AsOf, s.Days, s.Old})
		strict := "warns"
		if s.Old {
			strict = "refused"
			old++
		}
		days := count(s.Days)
		if s.AsOf == "unknown" {
			days = reports.Missing(reports.StateUnknown)
		}
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(s.Sheet), reports.Words(s.Meter), reports.Words(s.AsOf), days, reports.Words(strict)}})
	}
	r := &reports.Report{Kind: "sovcost/prices-check/1", Title: "Check of the price sheets", Provenance: p, Data: d,
		Answer: []string{fmt.Sprintf("%d sheets read; %s. On %s, %d prices are older than %d days, %d of them older than %d or undated.", d.Sheets, judged(found), asOf, len(d.Stale), pricing.WarnDays, old, pricing.RefuseDays)}}
	if len(found) > 0 {
		r.Sections = append(r.Sections, reports.Section{Title: "Findings", Table: findings(found)})
	}
	if len(t.Rows) > 0 {
		r.Sections = append(r.Sections, reports.Section{Title: "Old prices", Table: t})
	}
	return r, r.Validate()
}

func judged(found []Finding) string {
	wrong := Wrong(found)
	switch {
	case len(found) == 0:
		return "no price looks wrong"
	case wrong == 0:
		return fmt.Sprintf("no price is impossible, %d are worth a look", len(found))
	}
	return fmt.Sprintf("%d prices cannot be right, %d more are worth a look", wrong, len(found)-wrong)
}

func findings(found []Finding) *reports.Table {
	t := &reports.Table{ID: "findings", Columns: []reports.Column{{Key: "where", Title: "Where"}, {Key: "level", Title: "Level"}, {Key: "what", Title: "What"}}}
	for _, f := range found {
		where, what := f.File, f.What
		if f.Line > 0 {
			where = fmt.Sprintf("%s:%d", f.File, f.Line)
		}
		if f.Try != "" {
			what += "; " + f.Try
		}
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(where), reports.Words(f.Level), reports.Words(what)}})
	}
	return t
}

// Stale lists the sheets with old prices, the oldest price first.
func Stale(lib *pricing.Library, asOf factsheet.Date, p reports.Provenance) (*reports.Report, error) {
	p.AsOf = asOf.String()
	type row struct {
		Sheet   string `json:"sheet"`
		Rates   int    `json:"rates_stale"`
		Refused int    `json:"refused_under_strict"`
		Oldest  string `json:"oldest"`
		Days    int    `json:"days,omitempty"`
	}
	data := struct {
		Sheets []row `json:"sheets"`
	}{[]row{}}
	for _, s := range lib.Sheets() {
		x := row{Sheet: s.ID}
		for _, st := range s.Stale(asOf) {
			x.Rates++
			if st.Old {
				x.Refused++
			}
			if st.AsOf != "unknown" && st.Days > x.Days {
				x.Days, x.Oldest = st.Days, st.AsOf
			}
		}
		if x.Rates > 0 {
			data.Sheets = append(data.Sheets, x)
		}
	}
	slices.SortStableFunc(data.Sheets, func(a, b row) int { return b.Days - a.Days })
	t := &reports.Table{ID: "stale", Columns: []reports.Column{{Key: "sheet", Title: "Sheet"}, {Key: "rates", Title: "Old prices", Kind: reports.KindQuantity},
		{Key: "refused", Title: "refused under --strict", Kind: reports.KindQuantity}, {Key: "oldest", Title: "Oldest"}, {Key: "days", Title: "Days", Kind: reports.KindQuantity}}}
	for _, x := range data.Sheets {
		days, oldest := count(x.Days), x.Oldest
		if oldest == "" {
			days, oldest = reports.Missing(reports.StateUnknown), "unknown"
		}
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(x.Sheet), count(x.Rates), count(x.Refused), reports.Words(oldest), days}})
	}
	r := &reports.Report{Kind: "sovcost/prices-stale/1", Title: "Sheets to renew", Provenance: p, Data: data,
		Answer: []string{fmt.Sprintf("%d of %d sheets have prices older than %d days on %s.", len(data.Sheets), len(lib.IDs()), pricing.WarnDays, asOf)}}
	if len(t.Rows) > 0 {
		r.Sections = []reports.Section{{Table: t}}
		r.Notes = []reports.Note{{ID: "renew", Level: reports.NoteInfo, Text: "sovcost prices import renews a sheet from the vendor's own list"}}
	}
	return r, r.Validate()
}
