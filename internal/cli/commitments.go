package cli

import (
	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/reports/commitments"
	"github.com/sovcost/sovcost/reports/compare"
)

func (a *app) commitmentsCmd() *cobra.Command {
	var option string
	var sets []string
	cmd := &cobra.Command{Use: "commitments SCENARIO", Short: "which level of which commitment costs least on the load's own hours",
		Example: `  sovcost commitments mine.toml
  sovcost commitments mine.toml --option gcp-europe-west6-vm --format json | jq '.advice[0]'
  sovcost commitments mine.toml --set sizing.fleet=scaled`,
		Args: withArgs(1, "one scenario file"),
		RunE: func(_ *cobra.Command, args []string) error { return a.commitments(args[0], option, sets) }}
	cmd.Flags().StringVar(&option, "option", "", "only this option, by id")
	cmd.Flags().StringArrayVar(&sets, "set", nil, "another value of a key of the scenario, for example sizing.fleet=scaled")
	return cmd
}

func (a *app) commitments(file, option string, sets []string) error {
	settings, err := parseSettings(sets)
	if err != nil {
		return usageError(err)
	}
	c, err := a.comparisonWith(file, settings)
	if err != nil {
		return err
	}
	options, err := theOneOf(c, option, c.Options)
	if err != nil {
		return err
	}
	advice, without, err := c.Commitments(options)
	if err != nil {
		return err
	}
	r, err := commitments.Report(c, advice, without, compare.Provenance(c, tool()))
	if err != nil {
		return err
	}
	return a.write(r)
}
