package cli

import (
	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/model/makeorbuy"
	"github.com/sovcost/sovcost/reports/compare"
	report "github.com/sovcost/sovcost/reports/makeorbuy"
)

func (a *app) makeOrBuyCmd() *cobra.Command {
	var o makeorbuy.Options
	cmd := &cobra.Command{Use: "makeorbuy SCENARIO", Aliases: []string{"make-or-buy"}, Short: "own hardware against rented over years: cash flow, payback, what must be true",
		Example: `  sovcost makeorbuy testdata/makeorbuy.toml
  sovcost makeorbuy mine.toml --make own-zurich --buy exoscale-ch-dk-2-vm
  sovcost makeorbuy mine.toml -o paid.svg          what both sides have paid so far
  sovcost makeorbuy mine.toml --format json | jq '.make_against_buy'`,
		Args: withArgs(1, "one scenario file"),
		RunE: func(_ *cobra.Command, args []string) error { return a.makeOrBuy(args[0], o) }}
	cmd.Flags().StringVar(&o.Make, "make", "", "id of the own hardware (default: the cheapest over the years)")
	cmd.Flags().StringVar(&o.Buy, "buy", "", "id of the rented option (default: the cheapest over the years)")
	cmd.Flags().StringVar(&a.asOf, "as-of", "", "read prices and law for this day instead of the scenario's")
	return cmd
}

func (a *app) makeOrBuy(file string, o makeorbuy.Options) error {
	c, err := a.comparison(file)
	if err != nil {
		return err
	}
	done := a.progress("reviewing years")
	defer done()
	v, err := makeorbuy.Run(c, o)
	if err != nil {
		return usageError(err)
	}
	if len(v.Flows) == 0 {
		return verdict(ExitLaw, "no option is both priced and allowed: sovcost compare says why")
	}
	r, err := report.Report(c, v, compare.Provenance(c, tool()))
	if err != nil {
		return err
	}
	if ok, err := a.picture(r); ok {
		return err
	}
	return a.write(r)
}
