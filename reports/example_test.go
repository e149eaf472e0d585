package reports_test

import (
	"fmt"
	"os"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/text"
)

// A report is built once from cells with meaning and written in any format.
func Example() {
	r := &reports.Report{
		Kind:   "sovcost/example/1",
		Answer: []string{"Cheapest allowed: container@alp, CHF 1,234.57 a month."},
		Sections: []reports.Section{{Title: "Options", Table: &reports.Table{
			ID: "options",
			Columns: []reports.Column{
				{Key: "option", Title: "Option"},
				{Key: "monthly", Title: "Monthly", Kind: reports.KindMoney, Unit: "CHF"},
				{Key: "verdict", Title: "Verdict", Kind: reports.KindVerdict},
			},
			Rows: []reports.Row{
				{Style: reports.RowWinner, Cells: []reports.Cell{
					reports.Words("container@alp"),
					reports.Money(decimal.RequireFromString("1234.5678"), "CHF"),
					reports.Judged(reports.VerdictPass, "")}},
				{Cells: []reports.Cell{
					reports.Words("function@fjord"),
					reports.Missing(reports.StateNotPriced),
					reports.Judged(reports.VerdictUnknown, "")}},
			},
		}}},
	}
	if err := text.Write(os.Stdout, r, text.Options{Width: 80}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Cheapest allowed: container@alp, CHF 1,234.57 a month.
	//
	// Options
	// Option            Monthly (CHF)  Verdict
	// ──────────────────────────────────────────
	// > container@alp        1,234.57  pass
	//   function@fjord     not priced  unknown
}
