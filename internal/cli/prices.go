package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/sheets"
	"github.com/sovcost/sovcost/reports/pricelist"
)

func (a *app) pricesCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "prices", Short: "price sheets: what is on them, how old it is, renewing them, sheets and contracts of your own",
		Example: `  sovcost prices list --stale --as-of 2026-11-23
  sovcost prices show aws-eu-central-2
  sovcost prices import aws --in AmazonEC2.json --region eu-central-2 -o our-prices
  sovcost prices init cloudscale.ch -o our-prices/cloudscale.toml
  sovcost prices check --as-of 2026-11-23 --prices ./our-prices`,
		Args: unknownCommand, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(a.pricesListCmd(), a.pricesShowCmd(), a.pricesCheckCmd(), a.pricesImportCmd(), a.pricesDiffCmd(), a.pricesContractCmd(), a.pricesFXCmd(), a.pricesVATCmd(), a.pricesInitCmd())
	return cmd
}

func (a *app) pricesListCmd() *cobra.Command {
	stale := false
	cmd := &cobra.Command{Use: "list", Short: "every price sheet with its provider, place, date and counts",
		Example: "  sovcost prices list\n  sovcost prices list --stale --as-of 2026-11-23\n  sovcost prices list --format json", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			lib, err := a.library()
			if err != nil {
				return err
			}
			if stale {
				day, err := a.day(lib)
				if err != nil {
					return err
				}
				r, err := pricelist.Stale(lib, day, tool())
				if err != nil {
					return err
				}
				return a.write(r)
			}
			rules, err := a.ruleBook()
			if err != nil {
				return err
			}
			r, err := pricelist.List(lib, rules, tool())
			if err != nil {
				return err
			}
			return a.write(r)
		}}
	cmd.Flags().BoolVar(&stale, "stale", false, "only sheets with prices older than 90 days, the oldest first")
	cmd.Flags().StringVar(&a.asOf, "as-of", "", "the day ages are counted to (default: the newest source of all sheets)")
	return cmd
}

func (a *app) pricesShowCmd() *cobra.Command {
	return &cobra.Command{Use: "show SHEET [PRODUCT]", Short: "every rate of a sheet, with its source and date, and what it asks for",
		Example: "  sovcost prices show aws-eu-central-2\n  sovcost prices show aws-eu-central-2 lambda-x86", Args: cobra.RangeArgs(1, 2),
		RunE: func(_ *cobra.Command, args []string) error {
			lib, err := a.library()
			if err != nil {
				return err
			}
			s, err := sheetOf(lib, args[0])
			if err != nil {
				return err
			}
			product := ""
			if len(args) == 2 {
				product = args[1]
				if _, ok := s.Find(product); !ok {
					return usageError(fmt.Errorf("no product %q on sheet %s; it has %s", product, s.ID, strings.Join(s.ProductIDs(), ", ")))
				}
			}
			r, err := pricelist.Show(s, product, tool())
			if err != nil {
				return err
			}
			return a.write(r)
		}}
}

func sheetOf(lib *pricing.Library, id string) (*pricing.Sheet, error) {
	if s, ok := lib.Sheet(id); ok {
		return s, nil
	}
	hint := "sovcost prices list shows them"
	if d := factsheet.Suggest(id, lib.IDs()); d != "" {
		hint = fmt.Sprintf("did you mean %q?", d)
	}
	return nil, usageError(fmt.Errorf("no price sheet %q; %s", id, hint))
}

func (a *app) pricesCheckCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "check", Short: "read every sheet strictly, your own included; prices that cannot be right fail, old ones are listed",
		Example: "  sovcost prices check --as-of 2026-11-23\n  sovcost prices check --prices ./our-prices --strict", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.pricesCheck() }}
	cmd.Flags().StringVar(&a.asOf, "as-of", "", "the day ages are counted to (default: the newest source of all sheets)")
	return cmd
}

func (a *app) pricesCheck() error {
	lib, err := a.library()
	if err != nil {
		return err
	}
	if err := lib.Check(); err != nil {
		return usageError(err)
	}
	asOf, err := a.day(lib)
	if err != nil {
		return err
	}
	ships, err := sheets.Embedded()
	if err != nil {
		return err
	}
	found := pricelist.Judge(lib, ships)
	r, err := pricelist.Check(lib, found, asOf, tool())
	if err != nil {
		return err
	}
	var v error
	if n := pricelist.Wrong(found); n > 0 {
		return a.finish(r, verdict(ExitUsage, "%d prices cannot be right: see the findings", n))
	}
	for _, s := range lib.Stale(asOf) {
		if s.Old && a.strict {
			v = verdict(ExitUnpriced, "strict: the price of %s on %s is of %s, older than a year", s.Meter, s.Sheet, s.AsOf)
			break
		}
	}
	return a.finish(r, v)
}

// day is --as-of, or the date of the newest source: the clock is never asked.
func (a *app) day(lib *pricing.Library) (factsheet.Date, error) {
	text := a.asOf
	if text == "" {
		for _, s := range lib.Sheets() {
			text = max(text, s.Newest())
		}
	}
	d, err := factsheet.ParsePartialDate(text)
	if err != nil {
		return d.Date, usageError(fmt.Errorf("--as-of: %w", err))
	}
	return d.Date, nil
}
