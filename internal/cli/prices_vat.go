package cli

import (
	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/reports/pricelist"
)

func (a *app) pricesVATCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "vat", Short: "standard VAT rates by country, dated, with source and what is planned",
		Example: `  sovcost prices vat
  sovcost prices vat --as-of 2026-11-23 --prices ./our-prices
  sovcost prices vat --format json | jq '.rates[] | select(.country == "CH")'`,
		Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error {
			lib, err := a.library()
			if err != nil {
				return err
			}
			day, err := a.day(lib)
			if err != nil {
				return err
			}
			table, err := lib.VAT()
			if err != nil {
				return err
			}
			r, err := pricelist.VAT(table, day, tool())
			if err != nil {
				return err
			}
			return a.write(r)
		}}
	cmd.Flags().StringVar(&a.asOf, "as-of", "", "the day rates are looked up for (default: the newest source of all sheets)")
	return cmd
}
