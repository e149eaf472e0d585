package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model/calibrate"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/vat"
)

func (a *app) validateCmd() *cobra.Command {
	return &cobra.Command{Use: "validate FILE...", Short: "check scenario, usage, price-sheet and mapping files; every problem with file, line and what to try",
		Example: `  sovcost validate mine.toml
  sovcost validate our-prices/*.toml usage.toml`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError(errors.New("validate wants at least one file; for example: sovcost validate mine.toml"))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.validate(args) }}
}

// validate checks every file and reports all problems of all of them.
func (a *app) validate(files []string) error {
	var bad []error
	for _, f := range files {
		what, err := a.validateFile(f)
		if err != nil {
			bad = append(bad, err)
			continue
		}
		fmt.Fprintf(a.env.Stdout, "%s: %s, no problems\n", f, what)
	}
	if len(bad) == 0 {
		return nil
	}
	return usageError(errors.Join(bad...))
}

func (a *app) validateFile(file string) (what string, err error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("%s: %s", file, osMessage(err))
	}
	var head struct {
		Schema string         `toml:"schema"`
		Rest   map[string]any `toml:"-"`
	}
	_, _ = factsheet.Decode(file, data, &head) // a first look; the real reading follows
	switch kind, _, _ := strings.Cut(head.Schema, "/"); kind {
	case "price-sheet":
		_, err = pricing.ParseSheet(file, data)
		return "price sheet", err
	case "contract":
		_, err = pricing.ParseContract(file, data)
		return "contract", err
	case "vat-rates":
		_, err = vat.Parse(file, data)
		return "VAT rates", err
	case "usage":
		u, err := pricing.ParseUsage(file, data)
		if err != nil {
			return "", err
		}
		lib, err := a.library()
		if err != nil {
			return "", err
		}
		_, err = u.Rate(lib)
		return "usage file", err
	case "bill-map":
		_, err = calibrate.ParseRules(file, data)
		return "mapping file", err
	case "scenario":
		_, err = a.comparison(file)
		return "scenario", err
	case "profile":
		_, err = openProfile(file)
		return "load profile", err
	}
	var loose map[string]any
	doc, err := factsheet.Decode(filepath.ToSlash(file), data, &loose)
	if err != nil {
		return "", err
	}
	known := []string{"scenario/1", "price-sheet/1", "contract/1", "vat-rates/1", "usage/1", "profile/1", calibrate.Schema}
	hint := "write one of: " + strings.Join(known, ", ")
	if d := factsheet.Suggest(head.Schema, known); d != "" {
		hint = fmt.Sprintf("did you mean %q?", d)
	}
	said, written := loose["schema"]
	switch {
	case !written:
		return "", factsheet.Problems{doc.Problem("schema", "missing: nothing says what this file is", hint)}
	case head.Schema == "":
		return "", factsheet.Problems{doc.Problem("schema", fmt.Sprintf("%v is not text and says nothing about what this file is", said), hint)}
	}
	return "", factsheet.Problems{doc.Problem("schema", fmt.Sprintf("%q says nothing about what this file is", head.Schema), hint)}
}
