package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/compare"
	"github.com/sovcost/sovcost/reports/output"
	"github.com/sovcost/sovcost/reports/xlsx"
)

func (a *app) reportCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "report SCENARIO", Short: "the comparison as a workbook that recalculates, or as csv, json, markdown",
		Example: `  sovcost report testdata/webshop.toml -o webshop.xlsx
  sovcost report mine.toml -o mine.csv --csv-dialect excel-de
  sovcost report mine.toml -o mine.json`,
		Args: withArgs(1, "one scenario file"),
		RunE: func(_ *cobra.Command, args []string) error { return a.report(args[0]) }}
	cmd.Flags().StringVar(&a.asOf, "as-of", "", "read prices and law for this day instead of the scenario's")
	return cmd
}

func (a *app) report(file string) error {
	if a.isWorkbook() && a.out == "" {
		return usageError(fmt.Errorf("a workbook goes into a file; add -o report.xlsx"))
	}
	if !a.isWorkbook() {
		if _, err := a.chosenFormat(); err != nil {
			return err
		}
	}
	c, err := a.comparison(file)
	if err != nil {
		return err
	}
	r, err := compare.Report(c, tool())
	if err != nil {
		return err
	}
	if !a.isWorkbook() {
		return a.finish(r, a.judge(c))
	}
	if err := a.workbook(c, r); err != nil {
		return err
	}
	return a.judge(c)
}

// isWorkbook reports whether the format or the file's ending asks for a workbook.
func (a *app) isWorkbook() bool {
	return a.format == "xlsx" || a.format == "" && strings.EqualFold(filepath.Ext(a.out), ".xlsx")
}

func (a *app) workbook(c *model.Comparison, r *reports.Report) error {
	return output.Write(a.out, func(w io.Writer) error {
		return xlsx.Write(w, xlsx.Workbook{Comparison: c, Provenance: r.Provenance, Notes: r.Notes})
	})
}
