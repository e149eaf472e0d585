package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/check"
	"github.com/sovcost/sovcost/reports/compare"
	"github.com/sovcost/sovcost/reports/output"
	"github.com/sovcost/sovcost/reports/sarif"
)

func (a *app) checkCmd() *cobra.Command {
	var option string
	cmd := &cobra.Command{Use: "check SCENARIO", Short: "the gate for CI: every option against every rule, what binds, what would help, and the budget",
		Example: `  sovcost check testdata/webshop.toml
  sovcost check mine.toml --option aws-eu-central-2-lambda-x86
  sovcost check mine.toml --format sarif -o residency.sarif
  sovcost check mine.toml --as-of 2027-01-12 --rules ./our-rules`,
		Long: `check holds every option of the scenario against every rule of the book.

Exit code 4 when no option is allowed, when an option the scenario writes out
([[option]]) or --option fails, and under --strict also when its verdict is
unknown; 3 when the cheapest allowed option breaks the budget.`,
		Args: withArgs(1, "one scenario file"),
		RunE: func(_ *cobra.Command, args []string) error { return a.check(args[0], option) }}
	cmd.Flags().StringVar(&option, "option", "", "check this option alone")
	cmd.Flags().StringVar(&a.asOf, "as-of", "", "read the law for this day instead of the scenario's")
	return cmd
}

func (a *app) check(file, option string) error {
	if _, err := a.chosenFormat(); err != nil && !a.wantsSARIF() {
		return usageError(fmt.Errorf("%w; check also writes sarif", err))
	}
	a.lawOnly = true // the law of a day is asked, not its prices
	c, err := a.comparison(file)
	if err != nil {
		return err
	}
	options, err := theOneOf(c, option, c.Options)
	if err != nil {
		return err
	}
	r, err := check.Report(c, options, compare.Provenance(c, tool()))
	if err != nil {
		return err
	}
	v := a.gate(c, options, option != "")
	if a.wantsSARIF() {
		if err := a.writeSARIF(r); err != nil {
			return err
		}
		return v
	}
	return a.finish(r, v)
}

// gate is the verdict of a check: what was chosen must be allowed, and what is
// cheapest must keep the budget.
func (a *app) gate(c *model.Comparison, options []*model.Option, named bool) error {
	if named || len(c.Scenario.Options) > 0 {
		for _, o := range options {
			if len(o.Excluded) > 0 {
				x := o.Excluded[0]
				return verdict(ExitLaw, "%s is not allowed: %s (%s, %s)", o.ID, x.Text, x.By, x.Reference)
			}
			if b, ok := o.Assessment.Binding(); a.strict && ok && o.Verdict().String() == "unknown" {
				return verdict(ExitLaw, "strict: the verdict on %s is unknown by %s: nobody stated %s", o.ID, b.ID(), strings.Join(b.Missing, ", "))
			}
		}
	}
	allowed := false
	for _, o := range options {
		allowed = allowed || len(o.Excluded) == 0
	}
	if !allowed {
		return verdict(ExitLaw, "no option is allowed: every one is excluded by law or policy")
	}
	if named {
		return nil
	}
	if deny := c.Scenario.Budget.Deny; deny.IsSet() && c.Best() != nil && deny.Base().Less(c.Best().Monthly) {
		return a.judge(c)
	}
	return nil
}

func (a *app) wantsSARIF() bool {
	return a.format == "sarif" || a.format == "" && strings.EqualFold(filepath.Ext(a.out), ".sarif")
}

func (a *app) writeSARIF(r *reports.Report) error {
	log := sarif.From(r.Data.(check.Data), tool())
	to := func(w io.Writer) error { return sarif.Write(w, log) }
	if a.out != "" {
		return output.Write(a.out, to)
	}
	return to(a.env.Stdout)
}
