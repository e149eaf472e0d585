package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/calibrate"
	"github.com/sovcost/sovcost/model/scenario"
	report "github.com/sovcost/sovcost/reports/calibrate"
	"github.com/sovcost/sovcost/reports/compare"
	"github.com/sovcost/sovcost/reports/output"
)

// calibrateOptions are the flags of sovcost calibrate.
type calibrateOptions struct {
	bills                                []string
	rules, option, cost, currency, patch string
	table, from, to                      string
	timeout                              time.Duration
}

func (a *app) calibrateCmd() *cobra.Command {
	var o calibrateOptions
	cmd := &cobra.Command{Use: "calibrate SCENARIO", Short: "the estimate against the bill that came (FOCUS csv or parquet), and the inputs that explain it",
		Example: `  sovcost calibrate mine.toml --option aws-eu-central-1-lambda-x86 --bill focus.csv --map bill-map.toml
  sovcost calibrate mine.toml --option aws-eu-central-1-lambda-x86 --bill september.parquet --bill october.csv.gz --map bill-map.toml --patch corrected.toml
  sovcost calibrate mine.toml --option aws-eu-central-1-lambda-x86 --bill clickhouse://ch:9000/finops --table focus --from 2026-09 --to 2026-10 --map bill-map.toml`,
		Long: `The bill is a FOCUS 1.0 to 1.4 export, or a table with these columns in PostgreSQL or
ClickHouse: there the engine adds up and only groups come back. An address never holds
a password: PostgreSQL takes PGUSER, PGPASSWORD and the files of libpq, ClickHouse takes
CLICKHOUSE_USER and CLICKHOUSE_PASSWORD. For a query of your own make a view.

The mapping file says which charges belong to which meter:

  schema = "bill-map/1"
  [[map]]
  to     = "lambda-x86.requests"      # product.meter, as sovcost explain --format json has it
  solves = "workload.requests"        # the input that explains its quantity
  when   = { service = "AWS Lambda", description = "*requests*" }
  [[exclude]]
  name = "tax"
  when = { category = "Tax" }`,
		Args: withArgs(1, "one scenario file"),
		RunE: func(_ *cobra.Command, args []string) error { return a.calibrate(args[0], o) }}
	f := cmd.Flags()
	f.StringArrayVar(&o.bills, "bill", nil, "FOCUS export: csv (plain, gzip, zstd; - for the standard input) or parquet, or the address of a database; again for each file of one bill")
	f.StringVar(&o.table, "table", "", "with the address of a database: the table or view of the bill, or schema.table")
	f.StringVar(&o.from, "from", "", "first month that counts, for example 2026-09 (default: all)")
	f.StringVar(&o.to, "to", "", "last month that counts, for example 2026-10 (default: all)")
	f.DurationVar(&o.timeout, "timeout", 0, "with the address of a database: most time for the whole reading (default 5m)")
	f.StringVar(&o.rules, "map", "", "mapping file")
	f.StringVar(&o.option, "option", "", "id of the option the bill is for")
	f.StringVar(&o.cost, "cost", "billed", "which cost counts: billed, effective, list or contracted")
	f.StringVar(&o.currency, "currency", "", "currency of a bill that does not say it; every charge must be in it")
	f.StringVar(&o.patch, "patch", "", "write the corrected inputs to this file, as a scenario that includes SCENARIO")
	f.StringVar(&a.asOf, "as-of", "", "read prices for this day instead of the scenario's")
	return cmd
}

func (a *app) calibrate(file string, o calibrateOptions) error {
	for _, need := range []struct{ flag, value string }{{"--bill", strings.Join(o.bills, "")}, {"--map", o.rules}, {"--option", o.option}} {
		if need.value == "" {
			return usageError(fmt.Errorf("%s is missing; for example: sovcost calibrate mine.toml --option ID --bill focus.csv --map bill-map.toml", need.flag))
		}
	}
	cost := calibrate.Cost(o.cost)
	if !slices.Contains(calibrate.Costs(), cost) {
		return usageError(fmt.Errorf("--cost %q is not known; billed, effective, list or contracted", o.cost))
	}
	data, err := os.ReadFile(o.rules)
	if err != nil {
		return usageError(fmt.Errorf("%s: %s", o.rules, osMessage(err)))
	}
	rules, err := calibrate.ParseRules(o.rules, data)
	if err != nil {
		return usageError(err)
	}
	c, err := a.comparison(file)
	if err != nil {
		return err
	}
	gross := func(set []scenario.Setting) (*model.Comparison, error) {
		return a.comparisonWith(file, append([]scenario.Setting{{Key: "free_tier", Value: "false"}}, set...))
	}
	t := calibrate.NewTally(rules, cost)
	read, err := a.readBills(o, rules, t)
	if err != nil {
		return err
	}
	if len(read.Totals) > 1 {
		var each []string
		for _, x := range read.Totals {
			each = append(each, fmt.Sprintf("%s %s in %d charges", x.Billed.Total, x.Currency, x.Charges))
		}
		return usageError(fmt.Errorf("%s: charges in %d currencies (%s); export one at a time", read.File, len(read.Totals), strings.Join(each, ", ")))
	}
	r, err := calibrate.Run(c, gross, o.option, rules, t, read)
	if err != nil {
		return usageError(err)
	}
	rep, err := report.Report(r, compare.Provenance(c, tool()))
	if err != nil {
		return err
	}
	if err := a.write(rep); err != nil {
		return err
	}
	return a.writePatch(file, o.patch, r)
}

// writePatch writes the corrected inputs beside the scenario they include.
func (a *app) writePatch(file, to string, r *calibrate.Result) error {
	if to == "" {
		return nil
	}
	if len(r.Patch) == 0 {
		return usageError(errors.New("--patch: no rule says which input it solves; add solves = \"workload.requests\" to a [[map]]"))
	}
	name, err := filepath.Rel(filepath.Dir(to), file)
	if err != nil || strings.HasPrefix(name, "..") {
		return usageError(fmt.Errorf("--patch %s: write it beside or above %s, so that it can include it", to, file))
	}
	text, err := r.TOML(filepath.ToSlash(name))
	if err != nil {
		return err
	}
	return output.Write(to, func(w io.Writer) error { _, err := io.WriteString(w, text); return err })
}
