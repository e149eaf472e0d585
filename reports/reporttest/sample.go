package reporttest

import (
	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/reports"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// Sample is a small comparison with every kind of cell, state and row style.
// Its figures are invented for the test of the writers; no provider sells at
// these prices.
func Sample() *reports.Report {
	return &reports.Report{
		Kind:  "sovcost/sample/1",
		Title: "Checkout of the sample shop",
		Answer: []string{
			"Cheapest allowed: container at Alp Cloud (Zürich), CHF 1,234.57 a month.",
			"The law takes 1 of 4 options out; one is not priced.",
		},
		Sections: []reports.Section{
			{Title: "Options, cheapest allowed first", Table: options()},
			{Title: "Lines of container@alp", Text: []string{"Unrounded inside; the total is the rounded sum of unrounded lines."}, Table: lines()},
			{Title: "Cost over load", Chart: Curves()},
			{Title: "What moves the answer", Chart: Tornado()},
		},
		Notes: []reports.Note{
			{ID: "cpu", Level: reports.NoteDefault, Text: "CPU per request taken as 40 ms.", Reason: "the scenario gives none; measured median of the load test", Where: "sample.toml:12:3 workload.cpu"},
			{ID: "old", Level: reports.NoteWarning, Text: "The egress price is 120 days old.", Source: "https://example.org/prices, 2026-07-01"},
			{ID: "pipe", Level: reports.NoteInfo, Text: "A | in a note, an @mention and a <tag> stay text."},
		},
		Provenance: reports.Provenance{
			Tool: "sovcost", Version: "0.1.0", Scenario: "sample.toml", Digest: "sha256:0a1b", AsOf: "2026-11-01",
			Sheets:   []reports.Sheet{{Name: "alp-cloud zurich", Date: "2026-10-01", Digest: "sha256:2c3d"}, {Name: "big-cloud virginia", Date: "2026-09-15"}},
			Rules:    []reports.Sheet{{Name: "eu-ch", Date: "2026-10-20"}},
			FX:       []reports.ExchangeRate{{From: "USD", To: "CHF", Rate: dec("0.8123"), Date: "2026-10-30", Source: "ECB"}},
			Rounding: "half away from zero; total = rounded sum of unrounded lines",
		},
		Data: struct {
			Options []map[string]any `json:"options"`
		}{Options: []map[string]any{{"id": "container@alp", "monthly": map[string]any{"currency": "CHF", "amount": dec("1234.5678")}}}},
	}
}

func options() *reports.Table {
	cells := func(c ...reports.Cell) []reports.Cell { return c }
	w, m := reports.Words, reports.Money
	return &reports.Table{
		ID: "options",
		Columns: []reports.Column{
			{Key: "option", Title: "Option"},
			{Key: "kind", Title: "Kind", Priority: 1},
			{Key: "provider", Title: "Provider", Priority: 2},
			{Key: "country", Title: "Country"},
			{Key: "monthly", Title: "Monthly", Unit: "CHF", Kind: reports.KindMoney},
			{Key: "share", Title: "Against best", Kind: reports.KindPercent, Priority: 3},
			{Key: "replicas", Title: "Replicas", Kind: reports.KindQuantity, Priority: 4},
			{Key: "verdict", Title: "Verdict", Kind: reports.KindVerdict},
			{Key: "priced", Title: "Prices of", Kind: reports.KindDate, Priority: 5},
		},
		Rows: []reports.Row{
			{Style: reports.RowWinner, Cells: cells(w("container@alp").WithNotes("cpu"), w("container"), w("Alp Cloud AG"), w("CH"), m(dec("1234.5678"), "CHF"),
				reports.Percent(dec("0")), reports.Quantity(dec("12"), ""), reports.Judged(reports.VerdictPass, ""), reports.Date("2026-10-01"))},
			{Cells: cells(w("vm@alp"), w("vm"), w("Alp Cloud AG"), w("CH"), m(dec("2345.675"), "CHF"),
				reports.Percent(dec("0.9")), reports.Quantity(dec("6"), "VMs"), reports.Judged(reports.VerdictConditions, "standard clauses"), reports.Date("2026-10-01"))},
			{Cells: cells(w("function@fjord"), w("function"), w("Fjord Hosting, a name | with a pipe"), w("NO"), reports.Missing(reports.StateNotPriced).WithNotes("old"),
				reports.Missing(reports.StateUnknown), reports.Missing(reports.StateNotApplicable), reports.Judged(reports.VerdictUnknown, ""), reports.Date("2026-09-15"))},
			{Style: reports.RowExcluded, Cells: cells(w("=function@big"), w("function"), w("Big Cloud Inc."), w("US"), m(dec("-0.004"), "USD"),
				reports.Missing(reports.StateExcluded), reports.Missing(reports.StateNotOffered), reports.Judged(reports.VerdictFail, "transfer to a third country without a decision"), reports.Date("2026-09-15"))},
		},
	}
}

func lines() *reports.Table {
	return &reports.Table{
		ID: "lines",
		Columns: []reports.Column{
			{Key: "line", Title: "Line"},
			{Key: "quantity", Title: "Quantity", Kind: reports.KindQuantity},
			{Key: "rate", Title: "Rate", Unit: "CHF", Kind: reports.KindRate},
			{Key: "amount", Title: "Monthly", Unit: "CHF", Kind: reports.KindMoney},
		},
		Rows: []reports.Row{
			{Style: reports.RowHeading, Cells: []reports.Cell{reports.Words("Compute"), {}, {}, {}}},
			{Depth: 1, Cells: []reports.Cell{reports.Words("memory"), reports.Quantity(dec("540000"), "GiB-s"), reports.Rate(dec("0.0000166667"), ""), reports.Money(dec("9.000018"), "")}},
			{Depth: 1, Cells: []reports.Cell{reports.Words("replicas"), reports.Quantity(dec("8760"), "h"), reports.Rate(dec("0.14"), ""), reports.Money(dec("1225.567782"), "")}},
			{Style: reports.RowSubtotal, Cells: []reports.Cell{reports.Words("Compute"), {}, {}, reports.Money(dec("1234.5678"), "")}},
			{Style: reports.RowNote, Cells: []reports.Cell{reports.Words("egress is inside the allowance"), {}, {}, {}}},
			{Style: reports.RowTotal, Cells: []reports.Cell{reports.Words("Total"), {}, {}, reports.Money(dec("1234.5678"), "")}},
		},
	}
}

// Curves is a line chart with jumps and a crossing.
func Curves() *reports.Chart {
	return &reports.Chart{
		ID: "breakeven", Title: "Monthly cost over load", Kind: reports.ChartLine,
		X: reports.Axis{Title: "Requests", Unit: "M a month"},
		Y: reports.Axis{Title: "Monthly", Unit: "CHF"},
		Curves: []reports.Curve{
			{Label: "function", Points: []reports.Point{{X: 0, Y: 0}, {X: 100, Y: 0}, {X: 100, Y: 500}, {X: 200, Y: 1000}, {X: 400, Y: 2000}}},
			{Label: "container", Points: []reports.Point{{X: 0, Y: 600}, {X: 150, Y: 600}, {X: 150, Y: 900}, {X: 400, Y: 900}}},
		},
		Marks: []reports.Mark{{Label: "flip at 120M", X: 120, Y: 600}, {Label: "flip at 180M", X: 180, Y: 900}},
	}
}

// Tornado is a sensitivity chart of three inputs.
func Tornado() *reports.Chart {
	return &reports.Chart{
		ID: "sensitivity", Title: "Monthly cost, each input from low to high", Kind: reports.ChartTornado,
		X:    reports.Axis{Title: "Monthly", Unit: "CHF"},
		Base: 1234.57,
		Bars: []reports.Bar{
			{Label: "requests", Low: 400, High: 2600, LowLabel: "10M", HighLabel: "90M"},
			{Label: "memory", Low: 1000, High: 1800, LowLabel: "256 MiB", HighLabel: "1 GiB"},
			{Label: "hours of work", Low: 1300, High: 1200, LowLabel: "8 h", HighLabel: "2 h"},
		},
	}
}
