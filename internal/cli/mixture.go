package cli

import (
	"errors"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/mixture"
)

func (a *app) mixtureCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "mixture SCENARIO", Short: "several workloads of one account: each with its best option, shared lines once, the cheapest mixture",
		Example: `  sovcost mixture testdata/several.toml
  sovcost mixture mine.toml --format json | jq '.workloads[]'`,
		Long: `mixture reads [workload] and every [[workloads]] of a scenario.

Up to 12 workloads the cheapest mixture is proven; beyond that it is found by a
heuristic and shown with its gap.`,
		Args: withArgs(1, "one scenario file"),
		RunE: func(_ *cobra.Command, args []string) error { return a.mixture(args[0]) }}
	cmd.Flags().StringVar(&a.asOf, "as-of", "", "read prices and law for this day instead of the scenario's")
	return cmd
}

func (a *app) mixture(file string) error {
	defer a.progress("mixing workloads")()
	s, err := a.scenario(file)
	if err != nil {
		return err
	}
	lib, err := a.library()
	if err != nil {
		return err
	}
	rules, err := a.ruleBook()
	if err != nil {
		return err
	}
	m, err := model.Mix(s, model.Sources{Library: lib, Rules: rules}, func(one *scenario.Scenario) (traffic.Profile, error) { return profileOf(one, file) })
	if err != nil {
		return mixtureError(file, err)
	}
	p := tool()
	p.Scenario, p.Digest, p.AsOf = s.Path, s.Doc.Digest(), s.AsOf.String()
	p.Rules = []reports.Sheet{{Name: "rule book", Date: rules.AsOf().String()}}
	for _, o := range m.Picks {
		sheet := reports.Sheet{Name: o.Sheet.ID, Date: o.Sheet.Newest(), Digest: o.Sheet.Doc.Digest()}
		if !hasSheet(p.Sheets, sheet) {
			p.Sheets = append(p.Sheets, sheet)
		}
	}
	r, err := mixture.Report(m, p)
	if err != nil {
		return err
	}
	return a.write(r)
}

func hasSheet(list []reports.Sheet, s reports.Sheet) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// mixtureError is a problem of the question, or that nothing may be done.
func mixtureError(file string, err error) error {
	var ps factsheet.Problems
	var p factsheet.Problem
	if errors.As(err, &ps) || errors.As(err, &p) {
		return usageError(inFolder(filepath.Dir(file), err))
	}
	return verdict(ExitLaw, "%v", err)
}
