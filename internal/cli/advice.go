package cli

import (
	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/reports/advise"
	"github.com/sovcost/sovcost/reports/compare"
)

func (a *app) adviceCmd() *cobra.Command {
	var option string
	cmd := &cobra.Command{Use: "advice SCENARIO", Short: "which runtime and why: path, money and law, where the choice tips, density and effort",
		Example: `  sovcost advice testdata/webshop.toml
  sovcost advice mine.toml --option aws-eu-central-2-lambda-x86
  sovcost advice mine.toml --format json | jq '.tipping_points[]'`,
		Args: withArgs(1, "one scenario file"),
		RunE: func(_ *cobra.Command, args []string) error { return a.advice(args[0], option) }}
	cmd.Flags().StringVar(&option, "option", "", "show the tipping points of this option (default: the cheapest of each runtime)")
	cmd.Flags().StringVar(&a.asOf, "as-of", "", "read prices and law for this day instead of the scenario's")
	return cmd
}

func (a *app) advice(file, option string) error {
	c, err := a.comparison(file)
	if err != nil {
		return err
	}
	options, err := theOneOf(c, option, nil)
	if err != nil {
		return err
	}
	r, err := advise.Report(c, options, compare.Provenance(c, tool()))
	if err != nil {
		return err
	}
	r.Provenance.Sheets = nil
	return a.write(r)
}
