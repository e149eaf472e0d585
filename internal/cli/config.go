package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// config is sovcost.toml: defaults for the flags every verb shares.
type config struct {
	Format  string   `toml:"format"`
	Prices  []string `toml:"prices"`
	Rules   []string `toml:"rules"`
	Dialect string   `toml:"csv_dialect"`
	NoColor *bool    `toml:"no_color"`
	Strict  *bool    `toml:"strict"`
}

// configure fills flags that were not given: environment, then ./sovcost.toml,
// then the user's own file.
func (a *app) configure(root *cobra.Command) error {
	given := func(name string) bool { f := root.PersistentFlags().Lookup(name); return f != nil && f.Changed }
	env := func(name, key string, into *string) {
		if v := a.env.Getenv(key); v != "" && !given(name) && *into == "" {
			*into = v
			a.sayVerbose("--%s %s from %s", name, v, key)
		}
	}
	switch {
	case given("output") && a.out == "":
		return usageError(errors.New("-o is empty; name a file, or leave -o out for standard output"))
	case a.out == "-":
		return usageError(errors.New("-o -: leave -o out for standard output (a workbook: --format xlsx -o /dev/stdout), or write ./- for a file of that name"))
	}
	if !a.endingSays() {
		env("format", "SOVCOST_FORMAT", &a.format)
	}
	env("csv-dialect", "SOVCOST_CSV_DIALECT", &a.dialect)
	if v := a.env.Getenv("SOVCOST_PRICES"); v != "" && !given("prices") {
		a.prices = filepath.SplitList(v)
	}
	if v := a.env.Getenv("SOVCOST_RULES"); v != "" && !given("rules") {
		a.rules = filepath.SplitList(v)
	}
	switch strings.ToLower(a.env.Getenv("SOVCOST_STRICT")) {
	case "1", "true", "yes":
		a.strict = true
	}
	for _, path := range a.configFiles() {
		data, err := os.ReadFile(path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return usageError(err)
		}
		var c config
		if _, err := factsheet.Decode(path, data, &c); err != nil {
			return usageError(err)
		}
		a.sayVerbose("settings from %s", path)
		a.fill(c, filepath.Dir(path))
	}
	return nil
}

func (a *app) configFiles() []string {
	files := []string{"sovcost.toml"}
	base := a.env.Getenv("XDG_CONFIG_HOME")
	if base == "" && a.env.Getenv("HOME") != "" {
		base = filepath.Join(a.env.Getenv("HOME"), ".config")
	}
	if base != "" {
		files = append(files, filepath.Join(base, "sovcost", "config.toml"))
	}
	return files
}

// fill takes what is still open from a file; folders are relative to the file.
func (a *app) fill(c config, dir string) {
	if a.format == "" && a.out == "" {
		a.format = c.Format
	}
	if a.dialect == "" {
		a.dialect = c.Dialect
	}
	relative := func(list []string) []string {
		var out []string
		for _, p := range list {
			if !filepath.IsAbs(p) {
				p = filepath.Join(dir, p)
			}
			out = append(out, p)
		}
		return out
	}
	if len(a.prices) == 0 {
		a.prices = relative(c.Prices)
	}
	if len(a.rules) == 0 {
		a.rules = relative(c.Rules)
	}
	if c.NoColor != nil && *c.NoColor {
		a.noColor = true
	}
	if c.Strict != nil && *c.Strict {
		a.strict = true
	}
}
