package cli

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/reports/invoice"
)

func (a *app) rateCmd() *cobra.Command {
	return &cobra.Command{Use: "rate USAGE", Short: "metered usage in, rated invoice out: no workload, no load profile",
		Example: `  sovcost rate testdata/usage/lambda.toml
  sovcost rate usage.toml --format csv > invoice.csv
  cat usage.toml | sovcost rate -`,
		Args: withArgs(1, "one usage file, or - for standard input"),
		RunE: func(_ *cobra.Command, args []string) error { return a.rate(args[0]) }}
}

func (a *app) rate(file string) error {
	data, err := a.read(file)
	if err != nil {
		return usageError(err)
	}
	u, err := pricing.ParseUsage(file, data)
	if err != nil {
		return usageError(err)
	}
	lib, err := a.library()
	if err != nil {
		return err
	}
	if lib, err = a.onDay(lib, u.AsOf); err != nil {
		return err
	}
	inv, err := u.Rate(lib)
	if err != nil {
		return usageError(err)
	}
	r, err := invoice.Report(inv, tool())
	if err != nil {
		return err
	}
	var v error
	if len(inv.Estimate.Gaps) > 0 && a.strict {
		v = verdict(ExitUnpriced, "strict: %s has no price", inv.Estimate.Gaps[0].Label)
	}
	return a.finish(r, v)
}

// read is the content of a file, or of standard input for "-".
func (a *app) read(file string) ([]byte, error) {
	if file == "-" {
		return io.ReadAll(io.LimitReader(a.env.Stdin, 16<<20))
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %s", file, osMessage(err))
	}
	return data, nil
}
