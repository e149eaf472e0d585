package cli

import (
	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/reports/compare"
)

func (a *app) compareCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "compare SCENARIO", Aliases: []string{"breakdown"}, Short: "rank every way to run the workload by cost, with its verdict",
		Example: `  sovcost compare testdata/webshop.toml
  sovcost compare mine.toml --format json | jq '.options[] | {id, monthly}'
  sovcost compare mine.toml -o mine.csv --csv-dialect excel-ch
  sovcost compare mine.toml --prices ./our-prices --strict`,
		Args: withArgs(1, "one scenario file"),
		RunE: func(_ *cobra.Command, args []string) error { return a.compare(args[0]) }}
	cmd.Flags().StringVar(&a.asOf, "as-of", "", "read prices and law for this day instead of the scenario's, for example 2026-11-23")
	return cmd
}

func (a *app) compare(file string) error {
	c, err := a.comparison(file)
	if err != nil {
		return err
	}
	r, err := compare.Report(c, tool())
	if err != nil {
		return err
	}
	return a.finish(r, a.judge(c))
}

// judge is the verdict that becomes the exit code: no allowed option, then a
// broken budget, then what --strict refuses.
func (a *app) judge(c *model.Comparison) error {
	best := c.Best()
	if best == nil {
		for _, o := range c.Options {
			if o.Status == model.NotPriced {
				return verdict(ExitUnpriced, "no option is fully priced: the table says what is missing")
			}
		}
		return verdict(ExitLaw, "no option is allowed: every one is excluded by law or policy")
	}
	b := c.Scenario.Budget
	if b.Deny.IsSet() && b.Deny.Base().Less(best.Monthly) {
		return verdict(ExitBudget, "over budget: %s costs %s %s a month, the limit is %s", best.ID, formula.Group(best.Monthly.Fixed(2)), c.Currency(), b.Deny)
	}
	if b.Warn.IsSet() && b.Warn.Base().Less(best.Monthly) {
		a.say("warning: %s costs %s %s a month, above the warning level of %s", best.ID, formula.Group(best.Monthly.Fixed(2)), c.Currency(), b.Warn)
	}
	if a.strict {
		return strictVerdict(c)
	}
	return nil
}

func strictVerdict(c *model.Comparison) error {
	for _, o := range c.Options {
		if o.Status == model.NotPriced {
			return verdict(ExitUnpriced, "strict: %s has a part without a price (%s)", o.ID, o.Gaps[0].Label)
		}
	}
	for _, s := range c.Stale {
		if s.Old {
			return verdict(ExitUnpriced, "strict: the price of %s on %s is of %s, older than a year", s.Meter, s.Sheet, s.AsOf)
		}
	}
	return nil
}
