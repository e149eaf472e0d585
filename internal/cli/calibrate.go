package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/calibrate"
	"github.com/sovcost/sovcost/model/calibrate/focusin"
	"github.com/sovcost/sovcost/model/scenario"
	report "github.com/sovcost/sovcost/reports/calibrate"
	"github.com/sovcost/sovcost/reports/compare"
	"github.com/sovcost/sovcost/reports/output"
)

// calibrateOptions are the flags of sovcost calibrate.
type calibrateOptions struct{ bill, rules, option, cost, currency, patch string }

func (a *app) calibrateCmd() *cobra.Command {
	var o calibrateOptions
	cmd := &cobra.Command{Use: "calibrate SCENARIO", Short: "the estimate against the bill that came (FOCUS csv or parquet), and the inputs that explain it",
		Example: `  sovcost calibrate mine.toml --option aws-eu-central-1-lambda-x86 --bill focus.csv --map bill-map.toml
  sovcost calibrate mine.toml --option aws-eu-central-1-lambda-x86 --bill focus.parquet --map bill-map.toml --patch corrected.toml`,
		Long: `The bill is a FOCUS 1.0 to 1.4 export. The mapping file says which charges belong to which meter:

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
	f.StringVar(&o.bill, "bill", "", "FOCUS export, csv or parquet")
	f.StringVar(&o.rules, "map", "", "mapping file")
	f.StringVar(&o.option, "option", "", "id of the option the bill is for")
	f.StringVar(&o.cost, "cost", "billed", "which cost counts: billed, effective, list or contracted")
	f.StringVar(&o.currency, "currency", "", "currency of a bill that does not say it; every charge must be in it")
	f.StringVar(&o.patch, "patch", "", "write the corrected inputs to this file, as a scenario that includes SCENARIO")
	f.StringVar(&a.asOf, "as-of", "", "read prices for this day instead of the scenario's")
	return cmd
}

func (a *app) calibrate(file string, o calibrateOptions) error {
	for flag, v := range map[string]string{"--bill": o.bill, "--map": o.rules, "--option": o.option} {
		if v == "" {
			return usageError(fmt.Errorf("%s is missing; for example: sovcost calibrate mine.toml --option ID --bill focus.csv --map bill-map.toml", flag))
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
	read, err := a.readBill(o, t)
	if err != nil {
		return usageError(err)
	}
	if len(read.Totals) > 1 {
		return usageError(fmt.Errorf("%s: charges in %d currencies (%s and others); export one at a time", o.bill, len(read.Totals), read.Totals[0].Currency))
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

// readBill streams the export into the tally, by its first bytes.
func (a *app) readBill(o calibrateOptions, t *calibrate.Tally) (focusin.Report, error) {
	done := a.progress("reading the bill")
	defer done()
	f, err := os.Open(o.bill)
	if err != nil {
		return focusin.Report{}, fmt.Errorf("%s: %s", o.bill, osMessage(err))
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return focusin.Report{}, err
	}
	if info.IsDir() {
		return focusin.Report{}, fmt.Errorf("%s: is a folder; name one export", o.bill)
	}
	opt := focusin.Options{Currency: strings.ToUpper(o.currency)}
	head := make([]byte, 4)
	if n, _ := io.ReadFull(f, head); n == 4 && bytes.Equal(head, []byte("PAR1")) {
		return focusin.ReadParquet(o.bill, f, info.Size(), opt, t.Add)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return focusin.Report{}, fmt.Errorf("%s: cannot be read twice; save it as a file", o.bill)
	}
	return focusin.ReadCSV(o.bill, f, opt, t.Add)
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
