package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/portfolio"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/compare"
	"github.com/sovcost/sovcost/reports/output"
	report "github.com/sovcost/sovcost/reports/portfolio"
	"github.com/sovcost/sovcost/reports/xlsx"
)

// softMemory is what the collector tries to stay below, in bytes.
const softMemory = 192 << 20

// portfolioOptions are the flags of sovcost portfolio.
type portfolioOptions struct {
	template string
	apart    bool
	progress bool
}

func (a *app) portfolioCmd() *cobra.Command {
	var o portfolioOptions
	cmd := &cobra.Command{Use: "portfolio FILE.csv|FOLDER", Short: "the best option of thousands of workloads, and what they cost together",
		Example: `  sovcost portfolio workloads.csv --template mine.toml
  sovcost portfolio workloads.csv --template mine.toml -o priced.xlsx
  sovcost portfolio services/                    every scenario of a folder, sub-folders too
  printf 'name,requests,memory\nshop,30M,512MiB\nsearch,x4,2GiB\n' | sovcost portfolio - --template mine.toml`,
		Long: `The header of the csv names keys of a scenario (workload.requests, short requests);
an empty cell keeps the template's value. In a folder every scenario is a workload.

All workloads are billed together: free amounts and prices by volume see the sums,
a cluster is paid once. A column account splits the bills, a column cluster the
clusters.`,
		Args: withArgs(1, "one csv file, - for standard input, or a folder of scenarios"),
		RunE: func(_ *cobra.Command, args []string) error { return a.portfolio(args[0], o) }}
	cmd.Flags().StringVar(&o.template, "template", "", "scenario with everything the rows of a csv do not say")
	cmd.Flags().BoolVar(&o.apart, "apart", false, "every workload is a customer of its own: nothing is shared")
	cmd.Flags().BoolVar(&o.progress, "progress", false, "say every two seconds how far it is, also without a terminal")
	cmd.Flags().StringVar(&a.asOf, "as-of", "", "read prices and law for this day instead of the scenario's")
	return cmd
}

func (a *app) portfolio(file string, o portfolioOptions) error {
	if a.isWorkbook() && a.out == "" {
		return usageError(errors.New("a workbook goes into a file; add -o portfolio.xlsx"))
	}
	format, err := "xlsx", error(nil)
	if !a.isWorkbook() {
		if format, err = a.chosenFormat(); err != nil {
			return err
		}
	}
	ctx, done := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer done()
	a.stop = ctx.Err
	// What is dropped while ranking is collected before it piles up: a portfolio
	// leaves room for others on the machine.
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(softMemory))
	p, problems, pv, err := a.priced(file, o)
	if ctx.Err() != nil {
		return verdict(ExitInterrupted, "interrupted: nothing was written")
	}
	if err != nil {
		return err
	}
	refused := a.refused(p, problems)
	if format == "xlsx" {
		err = output.Write(a.out, func(w io.Writer) error {
			return xlsx.WritePortfolio(stoppable{w, ctx.Err}, xlsx.PortfolioBook{Portfolio: p, Provenance: pv, Left: len(problems)})
		})
	} else {
		var r *reports.Report
		if r, err = report.Report(p, pv, len(problems), format == "table" || format == "markdown"); err == nil {
			err = a.write(r)
		}
	}
	switch {
	case ctx.Err() != nil && err != nil && a.out != "":
		return verdict(ExitInterrupted, "interrupted: nothing was written")
	case ctx.Err() != nil && err != nil:
		return verdict(ExitInterrupted, "interrupted: the report is not complete")
	case err != nil:
		return err
	}
	return refused
}

// priced reads and prices the portfolio, with the problems of rows that could not
// be read at all.
func (a *app) priced(file string, o portfolioOptions) (*portfolio.Portfolio, []string, reports.Provenance, error) {
	var pv reports.Provenance
	t, problems, folder, err := a.readPortfolio(file, o.template)
	if err != nil {
		return nil, nil, pv, usageError(err)
	}
	var build portfolio.Build
	if !folder {
		if build, err = a.builder(o.template); err != nil {
			return nil, nil, pv, err
		}
	}
	count, end := a.counter("ranked", len(t.Rows), o.progress)
	defer end()
	p, err := portfolio.Run(t, build, portfolio.Options{Apart: o.apart, Progress: count, Stop: a.stop})
	if err != nil {
		return nil, nil, pv, usageError(err)
	}
	pv = compare.Provenance(p.Template, tool())
	if folder {
		pv.Scenario, pv.Digest, pv.Sheets = file, "", nil
		for _, s := range p.Sheets {
			pv.Sheets = append(pv.Sheets, reports.Sheet{Name: s.ID, Date: s.Newest(), Digest: s.Doc.Digest()})
		}
	}
	return p, problems, pv, nil
}

// mostSpelled is how many broken rows are spelled out.
const mostSpelled = 50

// refused is the verdict over rows that could not be priced, each with its
// problem.
func (a *app) refused(p *portfolio.Portfolio, problems []string) error {
	for _, x := range p.Results {
		if x.Problem != "" {
			problems = append(problems, x.Problem)
		}
	}
	if len(problems) == 0 {
		return nil
	}
	var text string
	for i, p := range problems {
		if i == mostSpelled {
			text += fmt.Sprintf("%d more with problems\n", len(problems)-i)
			break
		}
		text += p + "\n"
	}
	return verdict(ExitUsage, "%s%d of %d workloads could not be priced; the others are in the report", text, len(problems), len(problems)+len(p.Results)-countProblems(p))
}

func countProblems(p *portfolio.Portfolio) int {
	n := 0
	for _, x := range p.Results {
		if x.Problem != "" {
			n++
		}
	}
	return n
}

// readPortfolio reads the table, or lists the scenarios of a folder.
func (a *app) readPortfolio(file, template string) (t *portfolio.Table, problems []string, folder bool, err error) {
	info, err := os.Stat(file)
	switch {
	case file != "-" && err != nil:
		return nil, nil, false, fmt.Errorf("%s: %s", file, osMessage(err))
	case file != "-" && info.IsDir() && template != "":
		return nil, nil, true, fmt.Errorf("%s: is a folder of whole scenarios and takes no --template; a template goes with a csv file", file)
	case file != "-" && info.IsDir():
		t, problems, err = a.scenariosIn(file)
		return t, problems, true, err
	case template == "":
		return nil, nil, false, errors.New("--template is missing: name a scenario that says everything the rows do not; sovcost init writes one")
	case file == "-":
		t, problems, err = portfolio.Read("stdin", a.env.Stdin)
		return t, problems, false, err
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, nil, false, fmt.Errorf("%s: %s", file, osMessage(err))
	}
	defer f.Close()
	t, problems, err = portfolio.Read(file, f)
	return t, problems, false, err
}

// builder answers the template with keys set; sheets and rules are read once.
func (a *app) builder(file string) (portfolio.Build, error) {
	b, err := a.shelf()
	if err != nil {
		return nil, err
	}
	dir := filepath.Dir(file)
	return func(set []scenario.Setting, sizes model.Sizes) (*model.Comparison, error) {
		s, err := a.scenario(file, set...)
		if err != nil {
			return nil, err
		}
		if n := len(s.Workloads); n > 0 {
			return nil, fmt.Errorf("%s: a template describes one workload, and this one has %d; write the others as rows of the csv, or give a folder with this scenario in it", file, n+1)
		}
		profile, err := model.Profile(s, func(name string) (traffic.Profile, error) { return readProfile(dir, name) })
		if err != nil {
			return nil, inFolder(dir, err)
		}
		return b.compare(s, dir, profile, sizes)
	}, nil
}
