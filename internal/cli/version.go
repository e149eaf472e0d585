package cli

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// release is the version of this source tree; CHANGELOG.md says what is in it.
const release = "0.1.0"

// Version is the release, with the revision it was built from where the build
// knows one.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return release
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return release + "+" + s.Value[:12]
		}
	}
	return release
}

func (a *app) versionCmd() *cobra.Command {
	return &cobra.Command{Use: "version", Short: "version of the program, its price sheets and its rule book", Example: "  sovcost version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			lib, err := a.library()
			if err != nil {
				return err
			}
			rules, err := a.ruleBook()
			if err != nil {
				return err
			}
			newest := ""
			for _, s := range lib.Sheets() {
				newest = max(newest, s.Newest())
			}
			_, err = fmt.Fprintf(a.env.Stdout, "sovcost %s\nprice sheets: %d, the newest source is of %s\nrule book: checked up to %s\n", Version(), len(lib.IDs()), newest, rules.AsOf())
			return err
		}}
}
