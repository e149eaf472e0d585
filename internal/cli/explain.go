package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/reports/compare"
)

func (a *app) explainCmd() *cobra.Command {
	var option string
	cmd := &cobra.Command{Use: "explain SCENARIO", Short: "one option down to quantity × price, tier by tier, with source and date",
		Example: `  sovcost explain testdata/webshop.toml
  sovcost explain mine.toml --option aws-eu-central-2-lambda-x86
  sovcost explain mine.toml --option hetzner-fsn1-vm --format json`,
		Args: withArgs(1, "one scenario file"),
		RunE: func(_ *cobra.Command, args []string) error { return a.explain(args[0], option) }}
	cmd.Flags().StringVar(&option, "option", "", "id of the option (default: the cheapest allowed one)")
	cmd.Flags().StringVar(&a.asOf, "as-of", "", "read prices and law for this day instead of the scenario's")
	return cmd
}

func (a *app) explain(file, option string) error {
	c, err := a.comparison(file)
	if err != nil {
		return err
	}
	o, err := pick(c, option)
	if err != nil {
		return err
	}
	r, err := compare.Explain(c, o, tool())
	if err != nil {
		return err
	}
	return a.write(r)
}

// pick is the option of that id, or the cheapest allowed one.
func pick(c *model.Comparison, id string) (*model.Option, error) {
	if id == "" {
		if best := c.Best(); best != nil {
			return best, nil
		}
		return nil, verdict(ExitLaw, "no option is both priced and allowed; name one with --option")
	}
	var ids []string
	for _, o := range c.Options {
		if o.ID == id {
			return o, nil
		}
		ids = append(ids, o.ID)
	}
	hint := "there are " + strings.Join(ids, ", ")
	if d := factsheet.Suggest(id, ids); d != "" {
		hint = fmt.Sprintf("did you mean %q?", d)
	}
	return nil, usageError(fmt.Errorf("no option %q; %s", id, hint))
}

// theOneOf is the option of that id alone, or all of them where none is named.
func theOneOf(c *model.Comparison, id string, all []*model.Option) ([]*model.Option, error) {
	if id == "" {
		return all, nil
	}
	o, err := pick(c, id)
	if err != nil {
		return nil, err
	}
	return []*model.Option{o}, nil
}
