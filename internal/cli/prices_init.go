package cli

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/internal/factsheet"
)

//go:embed templates/price-sheet.toml
var sheetTemplate string

//go:embed templates/contract.toml
var contractTemplate string

func (a *app) pricesInitCmd() *cobra.Command {
	contract := false
	cmd := &cobra.Command{Use: "init PROVIDER", Short: "write a price sheet with every key commented, to be filled from an offer",
		Long: `Writes a sheet for a provider that runs as it is: put the prices of the offer in
place of the examples and delete what does not apply. A provider of the provider
facts gets its seat and note; others start empty.`,
		Example: `  sovcost prices init cloudscale.ch -o our-prices/cloudscale.toml
  sovcost prices check --prices our-prices
  sovcost prices init aws --contract -o our-prices/aws-contract.toml`,
		Args: withArgs(1, "the key of a provider"),
		RunE: func(_ *cobra.Command, args []string) error { return a.pricesInit(args[0], contract) }}
	cmd.Flags().BoolVar(&contract, "contract", false, "write a contract: discounts and agreed prices on a provider's list")
	return cmd
}

func (a *app) pricesInit(provider string, contract bool) error {
	if provider == "" || strings.Trim(provider, "abcdefghijklmnopqrstuvwxyz0123456789-.") != "" {
		return usageError(fmt.Errorf("%q cannot be the key of a provider; use small letters, digits, points and hyphens", provider))
	}
	rules, err := a.ruleBook()
	if err != nil {
		return err
	}
	name, country, known := provider, "CH", false
	var ids []string
	for _, p := range rules.Providers() {
		ids = append(ids, p.ID)
		if p.ID == provider {
			name, country, known = p.Name, p.Seat, true
		}
	}
	if !known {
		hint := "its owners and certificates are unknown to the rules until you add provider facts (--rules)"
		if d := factsheet.Suggest(provider, ids); d != "" {
			hint = fmt.Sprintf("did you mean %q?", d)
		}
		a.say("note: %s is not among the provider facts; %s", provider, hint)
	}
	text := sheetTemplate
	if contract {
		text = contractTemplate
	}
	return a.text(strings.NewReplacer("{provider}", provider, "{name}", strings.ReplaceAll(name, `"`, `'`), "{country}", country).Replace(text))
}
