package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/reports/pricelist"
)

func (a *app) pricesDiffCmd() *cobra.Command {
	var question string
	cmd := &cobra.Command{Use: "diff OLD NEW", Short: "what changed between two price sheets, in percent, and what it does to a scenario",
		Long: `OLD and NEW are sheets by id, sheet files, or folders of sheets. A folder is laid
over the embedded sheets, so the effect on a scenario is that of using it.`,
		Example: `  sovcost prices diff aws-eu-central-2 our-prices/aws-eu-central-2.toml
  sovcost prices diff prices-2026-06 prices-2026-11 --scenario testdata/webshop.toml`,
		Args: withArgs(2, "an old and a new sheet, file or folder"),
		RunE: func(_ *cobra.Command, args []string) error { return a.pricesDiff(args[0], args[1], question) }}
	cmd.Flags().StringVar(&question, "scenario", "", "a scenario file: its options at the old and at the new prices")
	return cmd
}

func (a *app) pricesDiff(oldName, newName, question string) error {
	lib, err := a.library()
	if err != nil {
		return err
	}
	before, err := sheetsNamed(lib, oldName)
	if err != nil {
		return err
	}
	after, err := sheetsNamed(lib, newName)
	if err != nil {
		return err
	}
	if len(before) == 1 && len(after) == 1 && before[0].ID != after[0].ID {
		a.say("note: %s and %s are different sheets", before[0].ID, after[0].ID)
	}
	d := pricelist.Diff{Old: before, New: after}
	if question != "" {
		for _, side := range []struct {
			list []*pricing.Sheet
			into **model.Comparison
		}{{before, &d.Before}, {after, &d.After}} {
			if *side.into, err = a.comparedOn(question, side.list); err != nil {
				return err
			}
		}
	}
	r, err := d.Report(tool())
	if err != nil {
		return err
	}
	return a.write(r)
}

// comparedOn answers a scenario with some sheets laid over the others.
func (a *app) comparedOn(question string, list []*pricing.Sheet) (*model.Comparison, error) {
	lib, err := a.library()
	if err != nil {
		return nil, err
	}
	lib.Overlay(pricing.NewLibrary(list...))
	if err := lib.Agree(); err != nil {
		return nil, usageError(err)
	}
	a.lib = lib
	defer func() { a.lib = nil }()
	return a.comparison(question)
}

// sheetsNamed are the sheets of a folder, of a file, or the one of an id.
func sheetsNamed(lib *pricing.Library, name string) ([]*pricing.Sheet, error) {
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		own, err := loadDir(name, readSheets)
		if err != nil {
			return nil, usageError(err)
		}
		if len(own.IDs()) == 0 {
			return nil, usageError(fmt.Errorf("%s: no price sheets (*.toml) in this folder", name))
		}
		return own.Sheets(), nil
	case err == nil:
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, usageError(fmt.Errorf("%s: %s", name, osMessage(err)))
		}
		s, err := pricing.ParseSheet(name, data)
		if err != nil {
			return nil, usageError(err)
		}
		return []*pricing.Sheet{s}, nil
	case strings.ContainsRune(name, filepath.Separator) || strings.HasSuffix(name, ".toml"):
		return nil, usageError(fmt.Errorf("%s: %s", name, osMessage(err)))
	}
	s, err := sheetOf(lib, name)
	if err != nil {
		return nil, err
	}
	return []*pricing.Sheet{s}, nil
}
