package cli

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/compare"
	"github.com/sovcost/sovcost/reports/focus"
	"github.com/sovcost/sovcost/reports/focus/estimate"
	"github.com/sovcost/sovcost/reports/output"
	"github.com/sovcost/sovcost/reports/xlsx"
)

// reportOptions are the flags of sovcost report.
type reportOptions struct {
	option  string
	version string
}

func (a *app) reportCmd() *cobra.Command {
	var o reportOptions
	cmd := &cobra.Command{Use: "report SCENARIO", Short: "a workbook that finance can recalculate; also csv, json, markdown and FOCUS",
		Example: `  sovcost report testdata/webshop.toml -o webshop.xlsx
  sovcost report mine.toml -o mine.csv --csv-dialect excel-de
  sovcost report mine.toml --format focus -o estimate.csv
  sovcost report mine.toml --format focus --option hetzner-fsn1-vm --focus-version 1.4`,
		Args: withArgs(1, "one scenario file"),
		RunE: func(_ *cobra.Command, args []string) error {
			a.more = "; also xlsx (a workbook ends in .xlsx) or focus"
			return a.report(args[0], o)
		}}
	cmd.Flags().StringVar(&o.option, "option", "", "with --format focus: id of the option (default: the cheapest allowed one)")
	cmd.Flags().StringVar(&o.version, "focus-version", "1.2", "with --format focus: 1.2 or 1.4")
	cmd.Flags().StringVar(&a.asOf, "as-of", "", "read prices and law for this day instead of the scenario's")
	return cmd
}

func (a *app) report(file string, o reportOptions) error {
	switch {
	case a.isWorkbook() && a.out == "":
		return usageError(fmt.Errorf("a workbook goes into a file; add -o report.xlsx"))
	case a.isWorkbook() || a.format == "focus":
	default:
		if _, err := a.chosenFormat(); err != nil {
			return err
		}
	}
	if v := focus.Version(o.version); v != focus.V1_2 && v != focus.V1_4 {
		return usageError(fmt.Errorf("--focus-version %q is not written; use 1.2 or 1.4", o.version))
	}
	if err := a.tooManyPinned(file); err != nil {
		return err
	}
	c, err := a.comparison(file)
	if err != nil {
		return err
	}
	if a.format == "focus" {
		return a.focus(c, o)
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

// focus writes one option's charges; what is no charge is said on stderr.
func (a *app) focus(c *model.Comparison, o reportOptions) error {
	chosen, err := pick(c, o.option)
	if err != nil {
		return err
	}
	charges, left, err := estimate.Charges(c, chosen)
	if err != nil {
		return usageError(err)
	}
	write := func(w io.Writer) error { return focus.Write(w, charges, focus.Version(o.version)) }
	if a.out == "" {
		err = write(a.env.Stdout)
	} else {
		err = output.Write(a.out, write)
	}
	if err != nil {
		return err
	}
	a.say("%s: %d charges; FOCUS-shaped, because an estimate is no invoice", chosen.ID, len(charges))
	if len(left) > 0 {
		a.say("not in the file, because no provider charges it every month: %s", strings.Join(left, ", "))
	}
	return nil
}

// isWorkbook reports whether the format or the file's ending asks for a workbook.
func (a *app) isWorkbook() bool {
	return a.format == "xlsx" || a.format == "" && strings.EqualFold(filepath.Ext(a.out), ".xlsx")
}

// tooManyPinned refuses a workbook of more pinned options than it holds before
// anything is compared.
func (a *app) tooManyPinned(file string) error {
	if !a.isWorkbook() {
		return nil
	}
	s, err := a.scenario(file)
	if err != nil || len(s.Options) <= xlsx.MaxOptions {
		return err
	}
	return usageError(fmt.Errorf("%s: %d options are pinned: a workbook holds at most %d; spread the [[option]] tables over several scenarios (include shares the rest of the file), or let [candidates] choose; nothing was written",
		s.Path, len(s.Options), xlsx.MaxOptions))
}

// workbook writes the file. A comparison that no workbook is made of is the
// scenario's matter, not the file's.
func (a *app) workbook(c *model.Comparison, r *reports.Report) error {
	var refused error
	err := output.Write(a.out, func(w io.Writer) error {
		err := xlsx.Write(w, xlsx.Workbook{Comparison: c, Provenance: r.Provenance, Notes: r.Notes})
		var wrong factsheet.Problems
		if refusal := (xlsx.Refusal{}); errors.As(err, &refusal) {
			refused = usageError(fmt.Errorf("%s: %w; nothing was written", c.Scenario.Path, refusal))
		} else if errors.As(err, &wrong) {
			refused = usageError(withFolder(filepath.Dir(c.Scenario.Path), wrong))
		}
		return err
	})
	if refused != nil {
		return refused
	}
	return err
}
