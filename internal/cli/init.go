package cli

import (
	_ "embed"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/reports/output"
)

//go:embed templates/scenario.toml
var scenarioTemplate string

func (a *app) initCmd() *cobra.Command {
	return &cobra.Command{Use: "init", Short: "write a commented scenario that runs as it is",
		Example: "  sovcost init > mine.toml\n  sovcost init -o mine.toml && sovcost compare mine.toml", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if a.out == "" {
				_, err := fmt.Fprint(a.env.Stdout, scenarioTemplate)
				return err
			}
			return output.Write(a.out, func(w io.Writer) error {
				_, err := fmt.Fprint(w, scenarioTemplate)
				return err
			})
		}}
}
