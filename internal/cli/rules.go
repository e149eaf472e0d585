package cli

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/rulebook"
	"github.com/sovcost/sovcost/sovereignty"
)

func (a *app) rulesCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "rules", Short: "the rule book: every rule with its reference, every provider with its owners",
		Example: `  sovcost rules list
  sovcost rules list --as-of 2023-07-09
  sovcost rules show ch.fadp.us_dpf
  sovcost rules show exoscale
  sovcost rules check --rules ./our-rules cases.toml`,
		Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.PersistentFlags().StringVar(&a.asOf, "as-of", "", "the day the law is read for (default: the day the book was last checked)")
	cmd.AddCommand(a.rulesListCmd(), a.rulesShowCmd(), a.rulesCheckCmd())
	return cmd
}

func (a *app) rulesListCmd() *cobra.Command {
	return &cobra.Command{Use: "list", Short: "every rule with tier, dates and reference; every provider with its owners",
		Example: "  sovcost rules list\n  sovcost rules list --as-of 2020-07-16 --format json", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			rb, on, err := a.bookOn()
			if err != nil {
				return err
			}
			r, err := rulebook.List(rb, on, tool())
			if err != nil {
				return err
			}
			return a.write(r)
		}}
}

func (a *app) rulesShowCmd() *cobra.Command {
	return &cobra.Command{Use: "show RULE|PROVIDER", Short: "one rule with its conditions in words and the facts it asks for, or one provider with owners and sites",
		Example: "  sovcost rules show ch.fadp.us_dpf\n  sovcost rules show exoscale", Args: withArgs(1, "the id of a rule or provider"),
		RunE: func(_ *cobra.Command, args []string) error { return a.rulesShow(args[0]) }}
}

func (a *app) rulesShow(id string) error {
	rb, on, err := a.bookOn()
	if err != nil {
		return err
	}
	r, ok, err := rulebook.ShowRule(rb, id, on, tool())
	if err != nil {
		return err
	}
	if !ok {
		if r, err = a.provider(rb, id, on); err != nil {
			return err
		}
	}
	return a.write(r)
}

// provider is the report on a provider, or what was probably meant.
func (a *app) provider(rb *sovereignty.RuleBook, id string, on factsheet.Date) (*reports.Report, error) {
	if q, ok := rb.Provider(id); ok {
		return rulebook.ShowProvider(rb, q, on, tool())
	}
	known := rb.RuleIDs()
	for _, q := range rb.Providers() {
		known = append(known, q.ID)
	}
	hint := "sovcost rules list shows them"
	if d := factsheet.Suggest(id, known); d != "" {
		hint = fmt.Sprintf("did you mean %q?", d)
	}
	return nil, usageError(fmt.Errorf("no rule or provider %q; %s", id, hint))
}

func (a *app) rulesCheckCmd() *cobra.Command {
	return &cobra.Command{Use: "check [CASES...]", Short: "read every rule strictly, your own included; list what was not verified or ends; run cases",
		Example: "  sovcost rules check\n  sovcost rules check --rules ./our-rules our-cases.toml",
		RunE:    func(_ *cobra.Command, args []string) error { return a.rulesCheck(args) }}
}

func (a *app) rulesCheck(files []string) error {
	rb, on, err := a.bookOn()
	if err != nil {
		return err
	}
	var cases []sovereignty.Case
	var bad []error
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			bad = append(bad, fmt.Errorf("%s: %s", f, osMessage(err)))
			continue
		}
		cs, err := rb.ReadCases(f, data)
		if err != nil {
			bad = append(bad, err)
		}
		cases = append(cases, cs...)
	}
	if len(bad) > 0 {
		return usageError(errors.Join(bad...))
	}
	r, err := rulebook.Check(rb, cases, on, tool())
	if err != nil {
		return err
	}
	var v error
	if d, ok := r.Data.(rulebook.CheckData); ok && len(d.Failed) > 0 {
		v = verdict(ExitRuntime, "%d of %d cases give another verdict than expected", len(d.Failed), d.Cases)
	}
	return a.finish(r, v)
}

// bookOn is the rule book and the day it is read for: --as-of, or the day it was
// last checked; the clock is never asked.
func (a *app) bookOn() (*sovereignty.RuleBook, factsheet.Date, error) {
	rb, err := a.ruleBook()
	if err != nil || a.asOf == "" {
		if err != nil {
			return nil, factsheet.Date{}, err
		}
		return rb, rb.AsOf(), nil
	}
	on, err := factsheet.ParseDate(a.asOf)
	if err != nil {
		return nil, on, usageError(fmt.Errorf("--as-of: %w", err))
	}
	return rb, on, nil
}
