package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/internal/schema"
)

func (a *app) schemaCmd() *cobra.Command {
	kinds := strings.Join(schema.Kinds(), ", ")
	return &cobra.Command{Use: "schema KIND", Short: "JSON Schema of " + kinds + ", for editors",
		Long: `Prints the JSON Schema of a kind of document: ` + kinds + `. Editors with TOML
support (Even Better TOML in VS Code, taplo) then complete keys and underline
mistakes, if the first line of the file says where the schema is:

  #:schema ./price-sheet.json`,
		Example: "  sovcost schema scenario > scenario.json\n  sovcost schema price-sheet -o price-sheet.json",
		Args:    withArgs(1, "one of "+kinds),
		RunE: func(_ *cobra.Command, args []string) error {
			text, err := schema.File(args[0])
			if err != nil {
				hint := "known are " + kinds
				if d := factsheet.Suggest(args[0], schema.Kinds()); d != "" {
					hint = fmt.Sprintf("did you mean %q?", d)
				}
				return usageError(fmt.Errorf("%w; %s", err, hint))
			}
			return a.text(string(text))
		}}
}
