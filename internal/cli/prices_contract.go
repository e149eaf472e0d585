package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/reports/pricelist"
)

func (a *app) pricesContractCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "contract SCENARIO", Short: "list, contracted and effective cost of every option, side by side",
		Long: `Contracts are files beside your price sheets (sovcost prices init PROVIDER --contract
writes one). List cost knows no contract and no commitment, contracted cost has the
contract's discounts and prices, effective cost the commitments of the scenario too,
upfront payments spread over their term.`,
		Example: "  sovcost prices contract testdata/webshop.toml --prices our-prices",
		Args:    withArgs(1, "one scenario file"),
		RunE:    func(_ *cobra.Command, args []string) error { return a.pricesContract(args[0]) }}
	cmd.Flags().StringVar(&a.asOf, "as-of", "", "read prices for this day instead of the scenario's")
	return cmd
}

func (a *app) pricesContract(file string) error {
	effective, err := a.comparison(file)
	if err != nil {
		return err
	}
	if len(effective.Library.Contracts()) == 0 {
		return usageError(fmt.Errorf("no contract is known; put one beside your sheets and name the folder with --prices (sovcost prices init PROVIDER --contract writes one)"))
	}
	contracted, err := a.uncommitted(file, false)
	if err != nil {
		return err
	}
	list, err := a.uncommitted(file, true)
	if err != nil {
		return err
	}
	r, err := pricelist.Costs(list, contracted, effective, tool())
	if err != nil {
		return err
	}
	return a.write(r)
}

// uncommitted answers the scenario without its commitments, and without contracts
// when only the list counts.
func (a *app) uncommitted(file string, listOnly bool) (*model.Comparison, error) {
	a.listOnly, a.change = listOnly, func(s *scenario.Scenario) {
		for i := range s.Options {
			s.Options[i].Commit = ""
		}
	}
	defer func() { a.listOnly, a.change = false, nil }()
	return a.comparison(file)
}
