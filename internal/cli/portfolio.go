package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/portfolio"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/reports/compare"
	report "github.com/sovcost/sovcost/reports/portfolio"
)

func (a *app) portfolioCmd() *cobra.Command {
	var template string
	cmd := &cobra.Command{Use: "portfolio FILE.csv", Short: "the best option of thousands of workloads, and what they cost together",
		Example: `  sovcost portfolio workloads.csv --template mine.toml
  sovcost portfolio workloads.csv --template mine.toml -o priced.csv
  printf 'name,requests,memory\nshop,30M,512MiB\nsearch,x4,2GiB\n' | sovcost portfolio - --template mine.toml`,
		Long: "The header names keys of a scenario (workload.requests, short requests); an empty cell keeps the template's value.",
		Args: withArgs(1, "one csv file, or - for standard input"),
		RunE: func(_ *cobra.Command, args []string) error { return a.portfolio(args[0], template) }}
	cmd.Flags().StringVar(&template, "template", "", "scenario with everything the rows do not say")
	cmd.Flags().StringVar(&a.asOf, "as-of", "", "read prices and law for this day instead of the scenario's")
	return cmd
}

func (a *app) portfolio(file, template string) error {
	if template == "" {
		return usageError(errors.New("--template is missing: name a scenario that says everything the rows do not; sovcost init writes one"))
	}
	t, problems, err := a.readPortfolio(file)
	if err != nil {
		return usageError(err)
	}
	ctx, done := signal.NotifyContext(context.Background(), os.Interrupt)
	defer done()
	count, end := a.counter("priced", len(t.Rows))
	defer end()
	build, err := a.builder(template)
	if err != nil {
		return err
	}
	p, err := portfolio.Run(t, build, portfolio.Options{Progress: count, Stop: ctx.Err})
	if errors.Is(err, context.Canceled) {
		return verdict(ExitRuntime, "interrupted: nothing was written")
	}
	if err != nil {
		return usageError(err)
	}
	format, err := a.chosenFormat()
	if err != nil {
		return err
	}
	r, err := report.Report(p, compare.Provenance(p.Template, tool()), len(problems), format == "table" || format == "markdown")
	if err != nil {
		return err
	}
	for _, x := range p.Results {
		if x.Problem != "" {
			problems = append(problems, x.Problem)
		}
	}
	return a.finish(r, a.refused(problems, len(p.Results)))
}

// mostSpelled is how many broken rows are spelled out.
const mostSpelled = 50

func (a *app) refused(problems []string, rows int) error {
	for i, p := range problems {
		if i == mostSpelled {
			a.say("%d more rows with problems", len(problems)-i)
			break
		}
		a.say("%s", p)
	}
	if len(problems) > 0 {
		return verdict(ExitUsage, "%d rows could not be priced; the others are in the report", len(problems))
	}
	return nil
}

func (a *app) readPortfolio(file string) (*portfolio.Table, []string, error) {
	if file == "-" {
		return portfolio.Read("stdin", a.env.Stdin)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %s", file, osMessage(err))
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, nil, fmt.Errorf("%s: is a folder; name a csv file with one workload a row", file)
	}
	return portfolio.Read(file, f)
}

// builder answers the template with keys set; sheets and rules are read once.
func (a *app) builder(file string) (portfolio.Build, error) {
	lib, err := a.library()
	if err != nil {
		return nil, err
	}
	rules, err := a.ruleBook()
	if err != nil {
		return nil, err
	}
	dir := filepath.Dir(file)
	return func(set []scenario.Setting) (*model.Comparison, error) {
		s, err := a.scenario(file, set...)
		if err != nil {
			return nil, err
		}
		profile, err := model.Profile(s, func(name string) (traffic.Profile, error) { return readProfile(dir, name) })
		if err != nil {
			return nil, inFolder(dir, err)
		}
		c, err := model.Compare(s, model.Sources{Library: lib, Rules: rules, Profile: profile})
		return c, inFolder(dir, err)
	}, nil
}

// counter says every two seconds how far a long run is.
func (a *app) counter(what string, all int) (count func(int), end func()) {
	var n atomic.Int64
	stop := make(chan struct{})
	tick := time.NewTicker(2 * time.Second)
	go func() {
		for {
			select {
			case <-tick.C:
				a.say("%s %d of %d", what, n.Load(), all)
			case <-stop:
				return
			}
		}
	}()
	return func(done int) { n.Store(int64(done)) }, func() { tick.Stop(); close(stop) }
}
